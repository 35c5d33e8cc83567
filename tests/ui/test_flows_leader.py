"""Records and figures over a real desk: the right days, and files that Excel opens."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from phrasebook.desk import Agent, HandoverDraft, NoteDraft
from phrasebook.scenes import scenes
from phrasebook.store import Phrases, Store
from phrasebook.store.desk_figures import OpenItems
from phrasebook.store.standard import put_scenes
from tests.phrasebook.store_helpers import draft
from tests.ui.desk_world import ZONE, DeskWorld
from ui.flows.leader import LeaderFlow

DAY = 86_400.0


class World(DeskWorld):
    """The flow in its world."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        super().__init__(qtbot, folder)
        self.place = ""
        self.proposed: list[str] = []
        self.store = Store.open(folder / "phrases")
        self.phrases = Phrases(self.store)
        self.flow = LeaderFlow(
            sidebar=self.sidebar,
            bridge=self.bridge,
            desk=lambda: self.desk,
            phrases=self.phrases,
            now=lambda: self.now,
            zone=lambda: ZONE,
            near=lambda: None,
            give_back=self.give_back,
            ask_save=self._ask_save,
        )

    def _ask_save(self, _title: str, name: str, _filters: str) -> str:
        self.proposed.append(name)
        return self.place

    def note(self, flag: str, reason: str, ago: float = 0, text: str = "已补寄") -> None:
        assert self.desk is not None
        made = NoteDraft(
            self.buyer(),
            text,
            flag,  # type: ignore[arg-type]
            "2026112500112233",
            fields=(("原因", reason),) if reason else (),
        )
        self.desk.notes.add(made, self.now - ago, ZONE, "07").result()

    def open_figures(self) -> None:
        """Open them and wait until both stores have answered."""
        self.flow.open_figures()
        self.figures_of(30)

    def figures_of(self, days: int) -> None:
        page = self.flow.figures
        self.qtbot.waitUntil(
            lambda: page.figures is not None and len(page.figures.span.days) == days
        )

    def written(self) -> None:
        """Wait until a file was written or refused."""
        self.qtbot.waitUntil(lambda: not self.sidebar.toast.isHidden())


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path) -> Iterator[World]:
    (tmp_path / "phrases").mkdir()
    made = World(qtbot, tmp_path)
    yield made
    made.flow.stop()
    for window in made.flow._windows.values():
        window.deleteLater()
    made.store.close()
    made.close()


def strings(path: Path) -> str:
    with zipfile.ZipFile(path) as book:
        return book.read("xl/sharedStrings.xml").decode()


def test_the_records_of_this_month_are_shown_with_their_reasons(world: World) -> None:
    world.note("badreview", "商品")
    world.note("badreview", "商品")
    world.note("badreview", "")
    world.note("badreview", "物流", ago=30 * DAY)
    world.note("return", "不合适")
    world.flow.open_records()
    world.settle()
    page = world.flow.records
    assert page.rows.rowCount() == 3
    assert [(bar.label, bar.value) for bar in page.reasons.bars] == [("商品", 2), ("没写", 1)]
    assert [bar.token for bar in page.reasons.bars] == ["warn", "accent"]
    cells = [page.rows.text(0, n) for n in range(page.rows.columnCount())]
    assert "2026112500112233" in cells
    assert "小鹿的窝" not in cells


def test_another_kind_and_period_are_read_by_keys_and_clicks(world: World) -> None:
    world.note("return", "不合适", ago=30 * DAY)
    world.flow.open_records()
    world.settle()
    page = world.flow.records
    assert not page.empty.isHidden()
    assert "这段时间没有中差评" in page.empty.title.text
    QTest.keyClick(page, Qt.Key.Key_2)
    world.settle()
    assert not page.empty.isHidden()
    page.period.buttons()[1].click()
    world.settle()
    assert page.rows.rowCount() == 1
    assert page.empty.isHidden()


def test_the_keys_of_records_act_wherever_the_focus_is(world: World, qtbot: QtBot) -> None:
    world.note("return", "不合适")
    world.flow.open_records()
    world.settle()
    page = world.flow.records
    window = page.window()
    qtbot.waitUntil(window.isActiveWindow)
    assert window.focusWidget() is page, "nothing is listed, so the table is hidden"
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_2)
    world.settle()
    assert (page.flag, page.rows.rowCount()) == ("return", 1)
    assert window.focusWidget() is page.table, "rows are moved through by the arrows"
    page.table.selectRow(0)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_3)
    world.settle()
    assert (page.flag, page.notes) == ("logistics", ())
    assert window.focusWidget() is page


def test_records_are_exported_as_texts_and_the_toast_names_the_file(
    world: World, tmp_path: Path
) -> None:
    world.note("badreview", "商品", text="=cmd()")
    world.flow.open_records()
    world.settle()
    world.place = str(tmp_path / "十一月")
    QTest.keyClick(world.flow.records, Qt.Key.Key_E)
    world.written()
    assert world.proposed == ["中差评记录 1101-1125.xlsx"]
    assert world.sidebar.toast.text == "已导出 十一月.xlsx"
    found = strings(tmp_path / "十一月.xlsx")
    assert "2026112500112233" in found
    assert "=cmd()" in found
    with zipfile.ZipFile(tmp_path / "十一月.xlsx") as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/")]
        assert not any("<f>" in book.read(name).decode() for name in sheets)


def test_the_newest_record_stands_on_top_and_the_file_begins_with_the_oldest(
    world: World,
) -> None:
    world.note("badreview", "商品", ago=2 * DAY, text="旧的")
    world.note("badreview", "商品", text="新的\n第二行")
    world.flow.open_records()
    world.settle()
    page = world.flow.records
    last = page.rows.columnCount() - 1
    assert page.rows.data(page.rows.index(0, last)) == "新的 第二行"
    assert page.rows.data(page.rows.index(1, last)) == "旧的"
    assert [row[-1] for row in page.sheets()[0].rows] == ["旧的", "新的\n第二行"]


def test_no_place_means_no_file(world: World, tmp_path: Path) -> None:
    world.note("badreview", "商品")
    world.flow.open_records()
    world.settle()
    before = sorted(tmp_path.iterdir())
    world.flow.records.export_requested.emit()
    world.settle()
    assert sorted(tmp_path.iterdir()) == before
    assert world.sidebar.toast.isHidden()


@pytest.mark.usefixtures("caplog")
def test_a_place_that_takes_no_writing_is_said_with_advice(world: World, tmp_path: Path) -> None:
    world.note("badreview", "商品")
    world.flow.open_records()
    world.settle()
    world.place = str(tmp_path / "没有" / "x.xlsx")
    world.flow.records.export_requested.emit()
    world.written()
    assert "没能写入 x.xlsx" in world.sidebar.toast.text
    assert world.sidebar.toast.kind == "warn"


def test_figures_count_what_the_desk_and_the_phrases_know(world: World) -> None:
    assert world.desk is not None
    put_scenes(world.store, list(scenes())).result()
    phrase = world.phrases.add(draft("一", "文字一", "price.cheaper")).result()
    world.phrases.count_use(phrase.id, world.now, "2026-11-25").result()
    given = HandoverDraft("", "少发", "补发", "催仓库")
    world.desk.handovers.hand([given], Agent("07", "早班"), world.now - 3600, ZONE).result()
    one = world.remind(after=-7200, kind="payment", buyer=world.buyer())
    world.desk.reminders.finish(one.id, "unpaid", world.now, "07", "等工资").result()
    world.open_figures()
    page = world.flow.figures
    assert page.figures is not None
    assert page.days.values[-1] == 1
    assert {bar.label: bar.value for bar in page.steps.bars}["议价"] == 1
    assert {bar.label: bar.value for bar in page.states.parts}["待接"] == 1
    assert {bar.label: bar.value for bar in page.kept.parts}["晚了完成"] == 1
    assert [(bar.label, bar.value) for bar in page.reasons.bars] == [("等工资", 1)]
    assert page.empty.isHidden()


def test_another_period_is_read_by_its_key(world: World) -> None:
    world.remind()
    world.open_figures()
    QTest.keyClick(world.flow.figures, Qt.Key.Key_3)
    world.figures_of(90)
    assert len(world.flow.figures.days.values) == 90


def test_an_answer_that_comes_late_does_not_overtake_a_newer_wish(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert world.desk is not None
    world.note("badreview", "商品")
    old = world.desk.notes.by_flag("badreview", 0.0, 2e9).result()
    late: list[Future[Any]] = []

    def asked(*_args: object) -> Future[Any]:
        late.append(Future())
        return late[-1]

    monkeypatch.setattr(world.desk.notes, "by_flag", asked)
    world.flow.open_records()
    QTest.keyClick(world.flow.records, Qt.Key.Key_2)
    late[1].set_result([])
    late[0].set_result(old)
    world.settle()
    assert world.flow.records.notes == ()

    monkeypatch.setattr(world.desk.figures, "open_items", asked)
    world.flow.open_figures()
    QTest.keyClick(world.flow.figures, Qt.Key.Key_1)
    late[3].set_result(OpenItems(1, 0, 0, 0, 0))
    world.figures_of(7)
    late[2].set_result(OpenItems(9, 0, 0, 0, 0))
    world.phrases.count().result()
    world.settle()
    found = world.flow.figures.figures
    assert found is not None
    assert (len(found.span.days), found.open.notes) == (7, 1)


def test_without_anything_the_figures_say_what_will_be_there(world: World) -> None:
    world.open_figures()
    page = world.flow.figures
    assert page.empty.title.text == "还没有数据"
    assert page.export.isHidden()
    QTest.keyClick(page, Qt.Key.Key_E)
    assert world.proposed == []


def test_figures_are_exported_as_shown(world: World, tmp_path: Path) -> None:
    world.remind()
    world.open_figures()
    world.place = str(tmp_path / "f.xlsx")
    world.flow.figures.export.click()
    world.written()
    assert world.proposed == ["数据 1027 到 1125.xlsx"]
    found = strings(tmp_path / "f.xlsx")
    for word in (
        ("话术使用", "未完的提醒", "2026-11-25") if "话术使用" in found else ("未完的提醒",)
    ):
        assert word in found


def test_windows_follow_the_desk_and_close_with_it(world: World) -> None:
    world.flow.open_records()
    world.open_figures()
    world.note("badreview", "商品")
    world.flow.refresh()
    world.settle()
    assert world.flow.records.rows.rowCount() == 1
    world.flow.closed()
    assert world.flow.records.notes == ()
    assert not any(window.isVisible() for window in world.flow._windows.values())


def test_escape_closes_a_window_and_gives_the_focus_back(world: World) -> None:
    world.open_figures()
    QTest.keyClick(world.flow.figures, Qt.Key.Key_Escape)
    assert not world.flow._windows["figures"].isVisible()
    assert world.given_back == 1


def test_arrows_scroll_the_figures(world: World) -> None:
    world.remind()
    world.open_figures()
    page = world.flow.figures
    page.resize(400, 300)
    bar = page.sheet.verticalScrollBar()
    world.qtbot.waitUntil(lambda: bar.maximum() > 0)
    QTest.keyClick(page, Qt.Key.Key_PageDown)
    assert bar.value() > 0
    QTest.keyClick(page, Qt.Key.Key_PageUp)
    assert bar.value() == 0
