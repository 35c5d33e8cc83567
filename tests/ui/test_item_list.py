"""The list of the desk: keys, clicks, its strip of buttons, and that nothing jumps."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.item_list import Chip, ItemList, Row
from ui.models.items_model import ItemsModel
from ui.theme import theme

LONG = "买家说收到的颜色和图片不一样,已经答应今天十八点前给答复,愿意换灰色。" * 3


def _rows(count: int) -> list[Row]:
    return [
        Row(f"r{n}", f"买家 {n}", (Chip("千牛"),), (("因为", LONG),), LONG if n % 3 else "短")
        for n in range(count)
    ]


@pytest.fixture
def made(qtbot: QtBot) -> ItemList:
    made = ItemList("买家")
    qtbot.addWidget(made)
    made.resize(340, 500)
    made.show()
    qtbot.waitExposed(made)
    return made


def _told(made: ItemList) -> list[tuple[str, str]]:
    got: list[tuple[str, str]] = []
    made.key_pressed.connect(lambda id, key: got.append((id, key)))
    return got


def test_arrows_pass_over_captions_and_enter_chooses(made: ItemList, qtbot: QtBot) -> None:
    made.set_rows([Row("s", "待接", section=True), *_rows(2), Row("t", "完", section=True)])
    assert made.selected_id() == "r0"
    chosen: list[str] = []
    made.chosen.connect(chosen.append)
    for key, now in (
        (Qt.Key.Key_Down, "r1"),
        (Qt.Key.Key_Down, "r1"),
        (Qt.Key.Key_Up, "r0"),
        (Qt.Key.Key_Up, "r0"),
        (Qt.Key.Key_End, "r1"),
        (Qt.Key.Key_Home, "r0"),
    ):
        qtbot.keyClick(made, key)
        assert made.selected_id() == now
    qtbot.keyClick(made, Qt.Key.Key_Return)
    qtbot.keyClick(made, Qt.Key.Key_Enter)
    assert chosen == ["r0", "r0"]


def test_letters_are_told_and_keys_of_the_window_go_on(made: ItemList, qtbot: QtBot) -> None:
    made.set_rows(_rows(1))
    got = _told(made)
    made.extra_keys = frozenset({"Ctrl+C"})
    qtbot.keyClick(made, Qt.Key.Key_N)
    qtbot.keyClick(made, Qt.Key.Key_Slash)
    qtbot.keyClick(made, Qt.Key.Key_Delete)
    qtbot.keyClick(made, Qt.Key.Key_Backspace)
    qtbot.keyClick(made, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(made, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(made, Qt.Key.Key_Escape)
    assert got == [("r0", key) for key in ("N", "/", "Delete", "Backspace", "Ctrl+C")]


def test_an_empty_list_tells_keys_without_a_row(made: ItemList, qtbot: QtBot) -> None:
    got = _told(made)
    chosen: list[str] = []
    made.chosen.connect(chosen.append)
    qtbot.keyClick(made, Qt.Key.Key_Down)
    qtbot.keyClick(made, Qt.Key.Key_PageDown)
    qtbot.keyClick(made, Qt.Key.Key_Return)
    qtbot.keyClick(made, Qt.Key.Key_N)
    assert got == [("", "N")]
    assert chosen == []
    assert made.selected_id() == ""


def test_selection_stays_with_its_row_and_goes_to_the_next_when_it_leaves(made: ItemList) -> None:
    rows = _rows(5)
    made.set_rows(rows)
    seen: list[str] = []
    made.select("r2")
    made.selection_changed.connect(seen.append)
    made.set_rows([Row("new"), *rows])
    assert made.selected_id() == "r2"
    made.set_rows([row for row in rows if row.id != "r2"])
    assert made.selected_id() == "r4"  # it stood fourth, behind the new one
    made.set_rows([])
    assert made.selected_id() == ""
    assert seen == ["r4", ""]
    made.set_rows(rows, top=True)
    assert made.selected_id() == "r0"


def test_what_is_looked_at_does_not_move_when_rows_come_above(made: ItemList) -> None:
    rows = _rows(200)
    made.set_rows(rows)
    made.select("r100")
    before = made.card_rect("r100").top()
    made.set_rows([*(Row(f"n{n}", "新", text=LONG) for n in range(20)), *rows])
    assert made.card_rect("r100").top() == before


def test_paging_up_and_down_keeps_the_selected_card_in_view(made: ItemList, qtbot: QtBot) -> None:
    made.set_rows(_rows(300))
    for key in [Qt.Key.Key_PageDown] * 12 + [Qt.Key.Key_Up] * 30 + [Qt.Key.Key_PageUp] * 5:
        qtbot.keyClick(made, key)
        card = made.card_rect(made.selected_id())
        assert card.top() >= 0
        assert card.bottom() <= made.viewport().height()


def test_rows_touch_without_gap_or_overlap(made: ItemList, qtbot: QtBot) -> None:
    made.set_rows(_rows(50))
    qtbot.keyClick(made, Qt.Key.Key_PageDown)
    model = made.model()
    rects = [made.visualRect(model.index(n, 0)) for n in range(50)]
    assert all(a.bottom() + 1 == b.top() for a, b in pairwise(rects))
    inside = rects[7].center()
    assert made.indexAt(inside).row() == 7


def test_selected_row_shows_all_and_holds_the_buttons(made: ItemList, qtbot: QtBot) -> None:
    bar = QWidget()
    row = QHBoxLayout(bar)
    row.setContentsMargins(0, 0, 0, 0)
    button = QPushButton("接手")
    row.addWidget(button)
    made.set_rows(_rows(4))
    alone = made.card_rect("r1").height()
    made.set_action_bar(bar)
    made.select("r1")
    card = made.card_rect("r1")
    assert card.height() > alone + bar.height()
    assert card.contains(bar.geometry())
    assert bar.isVisible()
    made.select("r2")
    assert made.card_rect("r1").height() == alone
    assert made.card_rect("r2").contains(bar.geometry())
    made.verticalScrollBar().setValue(0)
    made.set_rows([])
    assert not bar.isVisible()


def test_rows_of_one_height_where_selection_does_not_expand(qtbot: QtBot) -> None:
    made = ItemList(expand_selected=False)
    qtbot.addWidget(made)
    made.resize(340, 500)
    made.show()
    made.set_rows(_rows(3))
    before = made.card_rect("r1").height()
    made.select("r1")
    assert made.card_rect("r1").height() == before


def test_clicks_select_parts_act_and_double_click_chooses(made: ItemList, qtbot: QtBot) -> None:
    foot = (Chip("订单 1234567890", "plain", "order"), Chip("只是看"))
    made.show_pictures(lambda _id: QPixmap(10, 10))
    made.set_rows([Row("a", "甲"), Row("b", "乙", foot=foot, pictures=("p1",))])
    parts: list[tuple[str, str]] = []
    chosen: list[str] = []
    made.part_pressed.connect(lambda id, part: parts.append((id, part)))
    made.chosen.connect(chosen.append)
    left = Qt.MouseButton.LeftButton
    row = made.row("b")
    assert row is not None
    rect = made.visualRect(made.model().index(1, 0)).toRectF()
    places = made.look.parts(row, rect, expanded=True)
    assert [name for name, _ in places] == ["order", "picture:p1"]
    made.select("a")
    for _, place in places:
        qtbot.mouseClick(made.viewport(), left, pos=place.center().toPoint())
    assert parts == [("b", "order"), ("b", "picture:p1")]
    assert made.selected_id() == "b"
    qtbot.mouseDClick(made.viewport(), left, pos=places[0][1].center().toPoint())
    assert chosen == []
    corner = made.card_rect("a").topLeft() + QPoint(12, 12)
    qtbot.mouseDClick(made.viewport(), left, pos=corner)
    assert chosen == ["a"]


def test_menu_by_mouse_and_by_key(made: ItemList) -> None:
    made.set_rows([Row("s", "x", section=True), *_rows(3)])
    got: list[str] = []
    made.menu_requested.connect(lambda id, _point: got.append(id))
    place = made.card_rect("r1").center()
    reason = QContextMenuEvent.Reason
    made.contextMenuEvent(QContextMenuEvent(reason.Mouse, place, place))
    made.contextMenuEvent(QContextMenuEvent(reason.Mouse, QPoint(20, 12), QPoint(20, 12)))
    made.contextMenuEvent(QContextMenuEvent(reason.Keyboard, QPoint(), QPoint()))
    assert got == ["r1", "r1"]


def test_tab_goes_from_the_list_to_the_buttons_of_the_card(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    made, after = ItemList(), QLineEdit()
    column.addWidget(made)
    column.addWidget(after)
    button = QPushButton("接手")
    made.set_action_bar(button)
    made.set_rows(_rows(2))
    page.resize(340, 400)
    page.show()
    qtbot.waitActive(page)
    made.setFocus()
    QTest.keyClick(made, Qt.Key.Key_Tab)
    assert page.focusWidget() is button


def test_text_size_and_width_measure_again(made: ItemList) -> None:
    made.set_rows(_rows(6))
    made.select("r0")
    before = made.card_rect("r0").height()
    try:
        theme().set_text_size(160)
        assert made.card_rect("r0").height() > before * 1.4
    finally:
        theme().set_text_size(100)
    made.resize(600, 500)
    assert made.card_rect("r0").height() < before


def test_narrow_card_keeps_title_and_drops_chips_but_no_clickable_foot(made: ItemList) -> None:
    chips = tuple(Chip(f"很长的标签{n}", action=f"c{n}") for n in range(5))
    row = Row("a", "一个相当长的买家名字不会被挤没", chips, foot=chips, corner="11-25 09:32")
    made.set_rows([row])
    rect = made.visualRect(made.model().index(0, 0)).toRectF()
    names = [name for name, _ in made.look.parts(row, rect, expanded=False)]
    assert names.count("c0") == 2 or names.count("c0") == 1
    assert names[-5:] == [f"c{n}" for n in range(5)]
    assert len(names) < 10
    inner = made.look.inner(rect)
    for _, place in made.look.parts(row, rect, expanded=False):
        assert place.right() <= inner.right() + 1


def test_picture_is_painted(made: ItemList, qtbot: QtBot) -> None:
    red = QPixmap(40, 40)
    red.fill(QColor("#ff0000"))
    made.show_pictures(lambda id: red if id == "there" else None)
    made.set_rows([Row("a", "甲", pictures=("there", "coming"))])
    row = made.row("a")
    assert row is not None
    rect = made.visualRect(made.model().index(0, 0)).toRectF()
    there, coming = (place for _, place in made.look.parts(row, rect, expanded=True))
    image = made.viewport().grab().toImage()
    assert image.pixelColor(there.center().toPoint()).name() == "#ff0000"
    assert image.pixelColor(coming.center().toPoint()).name() != "#ff0000"


def test_end_is_told_when_the_last_rows_are_in_view(made: ItemList, qtbot: QtBot) -> None:
    told: list[bool] = []
    made.end_reached.connect(lambda: told.append(True))
    made.set_rows(_rows(60))
    assert told == []
    qtbot.keyClick(made, Qt.Key.Key_End)
    assert told


def test_screen_reader_hears_all_of_a_row(made: ItemList) -> None:
    made.set_rows([Row("a", "小鹿", (Chip("千牛"),), (("因为", "断货"),), "改天再说", "09:32")])
    index = made.model().index(0, 0)
    assert isinstance(made.model(), ItemsModel)
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "小鹿, 千牛, 因为 断货, 改天再说, 09:32"


def test_line_breaks_are_kept_where_all_text_is_shown(made: ItemList) -> None:
    made.set_rows([Row("a", "甲", text="一\n二\n三", lines=0), Row("b", "乙", text="一", lines=0)])
    made.select("b")
    line = made.look._line
    assert made.card_rect("a").height() == made.card_rect("b").height() + 2 * line


def test_selected_row_shows_its_whole_fields_in_place_of_the_short_ones(made: ItemList) -> None:
    short = (("请做", "催仓库"),)
    whole = (("因为", "断货"), *short, ("怎么做", "打电话"))
    row = Row("a", "小鹿", fields=short, whole=whole)
    made.set_rows([row, Row("b", "飞鱼", fields=short)])

    def labels(expanded: bool) -> list[str]:
        return [name for name, *_ in made.look.shape(row, expanded=expanded).fields]

    assert labels(expanded=True) == ["因为", "请做", "怎么做"]
    assert labels(expanded=False) == ["请做"]
    tall = made.card_rect("a").height()
    made.select("b")
    assert made.card_rect("a").height() < tall
    assert "怎么做 打电话" in row.spoken


def test_who_is_told_of_the_selection_may_change_the_buttons_at_once(made: ItemList) -> None:
    bar = QWidget()
    made.set_action_bar(bar)
    made.selection_changed.connect(lambda _id: made.action_bar_changed())
    made.set_rows(_rows(3))
    assert made.selected_id() == "r0"
    assert not bar.isHidden()
