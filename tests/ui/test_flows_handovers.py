"""Handovers through two shifts, over a real store: written, accepted, worked on, carried."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from phrasebook.desk import Agent, Handover, HandoverDraft
from phrasebook.model import UserError
from tests.ui.handover_world import DAY, HOUR, ZONE, World, key, world_in
from ui.window import HANDOVERS, PHRASES


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path) -> Iterator[World]:
    with world_in(qtbot, tmp_path) as made:
        made.flow.opened()
        made.settle()
        yield made


def write(
    world: World, because: str = "M 码断货", please: str = "电话推灰色", due: str = ""
) -> str:
    """Write a handover by keyboard; returns its id."""
    before = {one.id for one in world.waiting()}
    world.flow.open()
    world.flow.page.press("N")
    form = world.flow.writing.form
    for field, text in (
        (form.because, because),
        (form.wants, "今天给答复"),
        (form.please, please),
        (form.due.field, due or "今天 23:30"),
    ):
        field.setFocus()
        key(field, text)
    form._save()
    if form.isVisible():
        form._save()  # what is only recommended was asked for once
    world.until(lambda: len(world.waiting()) > len(before))
    world.settle()
    (made,) = [one for one in world.waiting() if one.id not in before]
    return made.id


def hand(world: World, please: str = "电话推灰色", **more) -> Handover:
    """Hand something over without the form."""
    draft = HandoverDraft(because="断货", please=please, **more)
    hands = world.desk.handovers.hand([draft], world.agent(), world.now, ZONE)
    (made,) = hands.result(10)
    world.settle()
    return made


def accept(world: World, text: str = "中午前打电话给她") -> None:
    world.flow.page.press("A")
    window = world.flow.moves.read_back
    window.line.setText(text)
    key(window.line, Qt.Key.Key_Return)
    world.until(lambda: not window.isVisible())
    world.settle()


def shown(world: World) -> dict[str, list[str]]:
    """Ids under the captions of the page."""
    found: dict[str, list[str]] = {}
    section = ""
    for row in world.flow.page.list.rows:
        if row.section:
            section = row.id.removeprefix("section:")
            found[section] = []
        else:
            found[section].append(row.id)
    return found


def test_from_one_shift_to_the_next_with_a_read_back_until_it_is_done(world: World) -> None:
    world.at(23)
    id = write(world)
    made = world.get(id)
    assert (made.name, made.platform, made.by) == ("小鹿的窝", "千牛", Agent("03", "晚班"))
    assert made.due == DAY + 23.5 * HOUR
    assert shown(world) == {"sent": [id]}, "who wrote it does not accept it"
    assert world.badge == 0

    world.at(24.5)
    assert world.found == [1], "the shift that begins is told"
    assert world.badge == 1
    assert shown(world) == {"waiting": [id]}
    accept(world)
    assert (world.get(id).state, world.get(id).owner) == ("accepted", Agent("05", "夜班"))
    assert world.badge == 0
    assert shown(world) == {"mine": [id]}
    world.flow.page.press("W")
    world.until(lambda: world.get(id).state == "working")
    world.settle()
    world.flow.page.press("D")
    line = world.flow.moves.line
    key(line.line, "已换灰色", Qt.Key.Key_Return)
    world.until(lambda: world.get(id).state == "done")
    world.settle()
    assert shown(world) == {"done": []}, "folded"
    assert world.kinds(id) == ["handed", "accepted", "working", "done"]
    texts = [event.text for event in world.desk.handovers.history(id).result(10)]
    assert texts[1::2] == ["中午前打电话给她", "已换灰色"]


def test_the_page_comes_by_the_rail_and_esc_goes_back(world: World) -> None:
    assert world.flow._page is None, "not made before it is wanted"
    world.sidebar.show_page(HANDOVERS)
    assert world.sidebar.page == HANDOVERS
    world.settle()
    assert "还没有交接" in world.flow.page.empty.title.text
    key(world.flow.page, Qt.Key.Key_Escape)
    assert world.sidebar.page == PHRASES


def test_a_desk_that_is_closed_shows_nothing_and_the_page_comes_when_it_opens(
    qtbot: QtBot, tmp_path: Path
) -> None:
    with world_in(qtbot, tmp_path) as world:
        world.open = False
        world.flow.greet()
        world.sidebar.show_page(HANDOVERS)
        assert world.flow._page is None
        world.flow.writing.write()
        world.flow.shift_end.open()
        assert world.windows() == []
        world.open = True
        world.flow.opened()
        assert world.flow._page is not None
        world.settle()
        assert world.found == []


def test_the_start_of_the_program_greets_with_what_waits(qtbot: QtBot, tmp_path: Path) -> None:
    with world_in(qtbot, tmp_path) as world:
        world.now = DAY - HOUR
        hand(world)
        world.now = DAY + 9 * HOUR
        world.flow.opened()
        world.settle()
        assert world.found == [1]
        world.flow.woke()
        world.settle()
        assert world.found == [1], "once a shift"


def test_what_is_not_done_carries_over_with_the_shifts_it_crossed(world: World) -> None:
    world.at(15)
    one = hand(world, to_shift="2026-11-25 晚班")
    world.at(17)
    assert world.get(one.id).crossed == 0, "it is for this shift"
    world.at(25)
    assert world.get(one.id).crossed == 1
    world.at(25 + 16)
    assert world.get(one.id).crossed == 3
    world.at(20)
    assert world.get(one.id).crossed == 3, "a clock set back takes nothing away"
    world.at(25 + 16)
    assert world.get(one.id).crossed == 3, "and doubles nothing"
    world.flow.open()
    world.settle()
    (row,) = [row for row in world.flow.page.list.rows if row.id == one.id]
    assert "跨 3 班" in [chip.text for chip in row.foot]


def test_a_start_after_days_carries_what_nobody_saw(qtbot: QtBot, tmp_path: Path) -> None:
    with world_in(qtbot, tmp_path) as world:
        world.flow.opened()
        world.settle()
        one = hand(world)
        world.flow.stop()
        world.now = DAY + 57 * HOUR
        world.start()
        world.flow.opened()
        world.settle()
        assert world.get(one.id).crossed == 5, "six began, the first is the one that it is for"
        world.start()
        world.flow.opened()
        world.settle()
        assert world.get(one.id).crossed == 5


def test_passing_on_needs_a_reason_and_goes_to_the_shift_after(world: World) -> None:
    world.now = DAY - HOUR
    one = hand(world)
    world.at(9)
    world.flow.open()
    world.settle()
    accept(world)
    world.flow.page.press("P")
    line = world.flow.moves.line
    key(line.line, Qt.Key.Key_Return)
    assert line.isVisible()
    assert "原因" in line.error.text()
    key(line.line, "等仓库回复", Qt.Key.Key_Return)
    world.until(lambda: world.get(one.id).state == "waiting")
    world.settle()
    assert world.get(one.id).to_shift == "2026-11-25 晚班"
    assert shown(world) == {"sent": [one.id]}
    assert world.badge == 0
    world.at(17)
    assert shown(world) == {"waiting": [one.id]}
    assert world.badge == 1


def test_a_question_waits_for_who_handed_it_over(world: World) -> None:
    world.now = DAY - HOUR
    one = hand(world)
    world.at(9)
    world.flow.open()
    world.settle()
    world.flow.page.press("Q")
    key(world.flow.moves.line.line, "灰色还有几件?", Qt.Key.Key_Return)
    world.until(lambda: "asked" in world.kinds(one.id))
    world.settle()
    accept(world)
    assert world.badge == 0, "it is not for who asked"
    world.me = Agent("03", "晚班")
    world.flow.refresh()
    world.settle()
    assert world.badge == 1
    assert shown(world) == {"others": [one.id]}
    world.flow.page.press("R")
    line = world.flow.moves.line
    assert "灰色还有几件" in said(line)
    key(line.line, "12 件", Qt.Key.Key_Return)
    world.until(lambda: "answered" in world.kinds(one.id))
    world.settle()
    assert world.badge == 0
    world.flow.page.press("I")
    world.settle()
    (row,) = [row for row in world.flow.page.list.rows if row.id == one.id]
    assert "追问:灰色还有几件?" in row.text
    assert "03 · 回答:12 件" in row.text
    world.flow.page.press("I")
    (row,) = [row for row in world.flow.page.list.rows if row.id == one.id]
    assert row.text == ""


def said(window: QWidget) -> str:
    from PySide6.QtWidgets import QLabel

    return "\n".join(label.text() for label in window.findChildren(QLabel))


def test_the_read_back_is_in_own_words(world: World) -> None:
    world.now = DAY - HOUR
    one = hand(world, please="电话推灰色")
    world.at(9)
    world.flow.open()
    world.settle()
    world.flow.page.press("A")
    window = world.flow.moves.read_back
    assert "电话推灰色" in said(window)
    for text, part in (("好", "4 个字"), ("。。。。。", "4 个字"), ("电话推灰色。", "自己的话")):
        window.line.setText(text)
        key(window.line, Qt.Key.Key_Return)
        assert part in window.error.text()
        assert window.isVisible()
    world.settle()
    assert world.get(one.id).state == "waiting"
    key(window.line, Qt.Key.Key_Return)
    world.until(lambda: world.get(one.id).state == "accepted")


def test_a_move_that_is_refused_keeps_the_line_and_says_why(world: World) -> None:
    world.now = DAY - HOUR
    one = hand(world)
    world.at(9)
    world.flow.open()
    world.settle()
    world.flow.page.press("A")
    window = world.flow.moves.read_back
    # A colleague at another window was quicker.
    world.desk.handovers.accept(one.id, Agent("09", "早班"), "我来打电话", world.now).result(10)
    key(window.line, "中午前打电话给她", Qt.Key.Key_Return)
    world.until(lambda: "已经有人接了" in window.error.text())
    assert window.line.text() == "中午前打电话给她"
    assert window.isVisible()


def test_what_was_typed_is_there_again_after_esc_and_after_a_crash(world: World) -> None:
    world.now = DAY - HOUR
    hand(world)
    world.at(9)
    world.flow.open()
    world.settle()
    world.flow.page.press("A")
    window = world.flow.moves.read_back
    key(window.line, "中午前", Qt.Key.Key_Escape)
    assert not window.isVisible()
    world.settle()
    assert "中午前" in world.desk.drafts.all().result(10).values()
    world.flow.page.press("A")
    assert window.line.text() == "中午前"
    key(window.line, "打电话给她", Qt.Key.Key_Return)
    world.until(lambda: not window.isVisible())
    world.settle()
    kept = world.desk.drafts.all().result(10)
    assert set(kept) == {"handovers.seen"}, "nothing is left once it is stored"


def test_the_text_for_a_group_chat_and_the_reply_for_the_buyer(world: World) -> None:
    world.now = DAY - HOUR
    hand(world, if_says="不等了", reply="亲,马上给您退款", order="330998877665544")
    world.at(9)
    world.flow.open()
    world.settle()
    world.flow.page.press("C")
    copied = QGuiApplication.clipboard().text()
    assert "请做:电话推灰色" in copied
    assert "330998877665544" in copied
    world.flow.page.press("V")
    assert world.pasted == ["亲,马上给您退款"]


def test_the_done_ones_unfold_are_searched_and_fold_again(world: World) -> None:
    made = [hand(world, please=text) for text in ("补发灯罩", "催快递", "补发螺丝")]
    for one in made:
        world.desk.handovers.accept(one.id, world.agent(), "知道怎么做", world.now).result(10)
        world.desk.handovers.finish(one.id, world.agent(), "", world.now).result(10)
    world.flow.open()
    world.settle()
    page = world.flow.page
    assert [row.title for row in page.list.rows] == ["已完成 · 3"]
    page.press("F")
    world.settle()
    assert len(shown(world)["done"]) == 3
    page.press("/")
    key(page.search, "补发")
    world.settle()
    assert set(shown(world)["done"]) == {made[0].id, made[2].id}
    key(page.search, " 灯")
    world.settle()
    assert shown(world)["done"] == [made[0].id], "all words must be met"
    key(page.search, "泡")
    world.settle()
    assert shown(world)["done"] == []
    key(page.search, Qt.Key.Key_Escape)
    assert world.sidebar.page == HANDOVERS, "Esc leaves the search first"
    assert shown(world) == {"done": []}


def test_the_settings_of_shifts_open_from_the_menu(world: World) -> None:
    world.flow.open()
    world.flow.page.asked.emit("shifts")
    assert world.settings == ["shifts"]


def test_the_page_opens_at_a_handover_also_at_a_done_one(world: World) -> None:
    world.now = DAY - HOUR
    made = [hand(world, please=text) for text in ("补发灯罩", "催快递")]
    world.at(9)
    world.flow.open(made[1].id)
    world.settle()
    assert world.flow.page.list.selected_id() == made[1].id
    world.desk.handovers.accept(made[0].id, world.agent(), "知道怎么做", world.now).result(10)
    world.desk.handovers.finish(made[0].id, world.agent(), "", world.now).result(10)
    world.settle()
    world.sidebar.show_page(PHRASES)
    world.flow.open(made[0].id)
    world.settle()
    assert world.flow.page.unfolded
    assert world.flow.page.list.selected_id() == made[0].id
    world.sidebar.show_page(PHRASES)
    world.flow.open("0" * 32)
    world.settle()
    assert world.flow._selected == "", "one that is gone is not waited for"


def test_a_desk_that_cannot_be_written_still_shows_what_waits(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world_in(qtbot, tmp_path) as world:
        world.now = DAY - HOUR
        hand(world)
        world.now = DAY + 9 * HOUR
        refused = UserError("磁盘满了。", "")

        def carry(*_args: object, **_more: object) -> Future[int]:
            future: Future[int] = Future()
            future.set_exception(refused)
            return future

        monkeypatch.setattr(world.desk.handovers, "carry", carry)
        world.flow.opened()
        world.settle()
        assert world.faults == ["磁盘满了。"]
        assert world.found == [1]
        monkeypatch.setattr(world.desk.store, "read_only", True)
        world.faults.clear()
        world.at(17)
        assert world.found == [1, 1]
        assert world.faults == [], "what was said about the file once is not said at every look"


def test_due_times_come_while_the_page_is_shown(world: World) -> None:
    world.now = DAY - HOUR
    one = hand(world, due=DAY + 9.5 * HOUR)
    world.at(9)
    world.flow.open()
    world.settle()
    assert world.flow._minute.isActive()
    world.now = DAY + 10 * HOUR
    world.flow._minute.timeout.emit()
    assert world.flow.page.list.row(one.id).chips[1].text == "已过 09:30"


def test_where_the_desk_is_locked_no_window_stays_and_what_was_typed_is_kept(world: World) -> None:
    made = hand(world, to_shift="2026-11-25 早班")
    world.flow.open()
    world.settle()
    page, flow = world.flow.page, world.flow
    page.press("A")
    key(flow.moves.read_back.line, "中午前打电话")
    flow.moves.do("finish", made, flow._board)
    flow.shift_end.open()
    flow.writing.write()
    key(flow.writing.form.because, "M 码断货")
    world.settle()
    assert [one.isVisible() for one in world.windows()] == [True] * 4
    flow.stop()
    world.open = False
    assert not any(one.isVisible() for one in world.windows())
    assert world.given_back == 0, "locking is done in the sidebar, which keeps the focus"
    kept = world.desk.drafts.all().result(10)
    assert kept[f"handover.accept.{made.id}"] == "中午前打电话"
    assert "M 码断货" in kept["handover.form.new"]
