"""The sidebar: its flags, its parts and what they tell; words are cut only where meant."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.cards import phrases
from ui.delegates.paint import metrics
from ui.pages.phrases import PhrasesPage
from ui.rail import RailButton
from ui.theme import theme
from ui.window import PHRASES, SETTINGS, Sidebar, default_size


@pytest.fixture
def sidebar(qtbot: QtBot) -> Sidebar:
    page = PhrasesPage({})
    made = Sidebar(page)
    qtbot.addWidget(made)
    made.add_page(SETTINGS, None, "settings", "设置", at_foot=True)
    made.set_palette_key("Ctrl+Alt+Space")
    made.set_buyer("小鹿的窝", "千牛")
    made.set_docked("千牛接待台")
    made.set_agent("07", "早班")
    page.show_phrases(1, phrases(12))
    made.place(QRect(20, 20, *default_size()))
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def text_size() -> object:
    yield theme().set_text_size
    theme().set_text_size(100)


def test_no_click_can_take_the_focus(sidebar: Sidebar) -> None:
    flags = sidebar.windowFlags()
    for flag in (
        Qt.WindowType.Tool,
        Qt.WindowType.FramelessWindowHint,
        Qt.WindowType.WindowStaysOnTopHint,
        Qt.WindowType.WindowDoesNotAcceptFocus,
    ):
        assert flags & flag == flag
    assert sidebar.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    # Unmanaged it would lie over our own search window and editor too.
    assert not flags & Qt.WindowType.X11BypassWindowManagerHint


def test_mock_width(sidebar: Sidebar) -> None:
    assert sidebar.width() == 388
    assert sidebar.rail.width() == 48
    assert sidebar.head.search.height() == 34
    assert sidebar.foot.height() == 28


def test_rail_has_only_the_pages_that_exist(sidebar: Sidebar) -> None:
    words = [button.text() for button in sidebar.rail.findChildren(RailButton)]
    assert words == ["话术", "设置"]
    assert sidebar.rail.button(PHRASES).isChecked()


def test_a_page_without_widget_asks_for_its_window(sidebar: Sidebar, qtbot: QtBot) -> None:
    asked: list[str] = []
    sidebar.page_requested.connect(asked.append)
    qtbot.mouseClick(sidebar.rail.button(SETTINGS), Qt.MouseButton.LeftButton)
    assert asked == [SETTINGS]
    assert sidebar.page == PHRASES
    assert sidebar.rail.button(PHRASES).isChecked()


def test_a_page_that_is_typed_into_lifts_the_flag_while_it_is_shown(
    sidebar: Sidebar, qtbot: QtBot
) -> None:
    flag = Qt.WindowType.WindowDoesNotAcceptFocus
    sidebar.add_page("form", QLineEdit(), "edit", "表单", needs_focus=True)
    place = sidebar.geometry()
    shown: list[str] = []
    sidebar.page_changed.connect(shown.append)
    sidebar.show_page("form")
    assert not sidebar.windowFlags() & flag
    assert sidebar.isVisible()
    assert not sidebar.tabs.isVisible()
    sidebar.show_page(PHRASES)
    assert sidebar.windowFlags() & flag
    assert sidebar.tabs.isVisible()
    assert sidebar.geometry() == place
    assert shown == ["form", PHRASES]


def test_a_page_asked_for_again_takes_the_keys_from_the_chat(
    sidebar: Sidebar, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    for name in ("form", "other"):
        sidebar.add_page(name, QLineEdit(), "edit", name, needs_focus=True)
    sidebar.show_page("form")
    monkeypatch.setattr(sidebar, "activateWindow", lambda: asked.append(sidebar.page))
    sidebar.show_page("form", quietly=True)
    assert asked == [], "nobody asked for it"
    sidebar.show_page("form")
    sidebar.show_page("other")
    assert asked == ["form", "other"]


def test_tabs_tell_the_step_and_hold_their_number(sidebar: Sidebar, qtbot: QtBot) -> None:
    steps: list[int] = []
    sidebar.step_changed.connect(steps.append)
    assert [tab.digit for tab in sidebar.tabs.tabs] == [1, 2, 3, 4, 5, 6, 7]
    qtbot.mouseClick(sidebar.tabs.tabs[2], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(sidebar.tabs.tabs[6], Qt.MouseButton.LeftButton)
    assert steps == [3, 0]
    sidebar.set_step(5)
    assert sidebar.tabs.step == 5
    assert steps == [3, 0]


@pytest.mark.parametrize("percent", [80, 100, 125, 150, 160])
@pytest.mark.parametrize("width", [320, 388, 640])
def test_no_step_is_cut(sidebar: Sidebar, text_size, percent: int, width: int) -> None:
    text_size(percent)
    sidebar.place(QRect(20, 20, width, 800))
    tabs = sidebar.tabs.tabs
    for tab in tabs:
        assert tab.word_width() * tab.shrink <= tab.width() + 1
    right = max(tab.geometry().right() for tab in tabs)
    assert right <= sidebar.tabs.width()
    for left, after in itertools.pairwise(tabs):
        assert left.geometry().right() < after.geometry().left() + 1
    assert tabs[1].width() > tabs[0].width()


@pytest.mark.parametrize("percent", [100, 125, 150])
def test_bars_are_as_high_as_their_text(sidebar: Sidebar, text_size, percent: int) -> None:
    text_size(percent)
    for widget, role in (
        (sidebar.foot.dock, "small"),
        (sidebar.head.search, "base"),
        (sidebar.head.buyer, "body_strong"),
        (sidebar.rail.button(SETTINGS), "tiny"),
    ):
        sidebar.layout().activate()
        assert widget.height() >= metrics(role).height()
    assert not sidebar.head.buyer.is_cut()


def test_narrow_foot_leaves_out_the_shift_before_it_cuts(sidebar: Sidebar, text_size) -> None:
    assert sidebar.foot.agent.shown() == "工号 07 · 早班"
    text_size(150)
    sidebar.place(QRect(20, 20, 320, 800))
    sidebar.layout().activate()
    assert sidebar.foot.agent.shown() == "工号 07"


def test_buyer_line_hides_without_a_buyer(sidebar: Sidebar) -> None:
    assert sidebar.head.buyer.isVisible()
    assert "小鹿的窝" in sidebar.head.buyer.accessibleName()
    sidebar.set_buyer("")
    assert not sidebar.head.buyer.isVisible()


def test_search_box_asks_for_the_search_window_where_it_stands(
    sidebar: Sidebar, qtbot: QtBot
) -> None:
    asked: list[QRect] = []
    sidebar.search_activated.connect(asked.append)
    qtbot.mouseClick(sidebar.head.search, Qt.MouseButton.LeftButton)
    search = sidebar.head.search
    assert asked == [QRect(search.mapToGlobal(QPoint(0, 0)), search.size())]


def test_keys_of_the_sidebar(sidebar: Sidebar, qtbot: QtBot) -> None:
    got: list[object] = []
    sidebar.step_changed.connect(got.append)
    sidebar.action_triggered.connect(got.append)
    sidebar.page_requested.connect(got.append)
    sidebar.search_activated.connect(lambda _rect: got.append("search"))
    control = Qt.KeyboardModifier.ControlModifier
    page = sidebar.findChild(PhrasesPage)
    for key in ("3", "7", "F", "N", "Z", ","):
        qtbot.keyClick(page.list, key, control)
    qtbot.keyClick(page.list, Qt.Key.Key_Slash)
    assert got == [3, 0, "search", "new", "undo", "settings", "search"]


def test_foot_says_the_state_and_offers_to_dock(sidebar: Sidebar, qtbot: QtBot) -> None:
    sides: list[str] = []
    acts: list[str] = []
    sidebar.dock_side_chosen.connect(sides.append)
    sidebar.action_triggered.connect(acts.append)
    assert sidebar.foot.dock.text() == "已停靠 千牛接待台"
    sidebar.set_docked("")
    assert sidebar.foot.dock.text() == "未停靠"
    sidebar.set_side("right")
    qtbot.mouseClick(sidebar.foot.dock, Qt.MouseButton.LeftButton)
    menu = next(m for m in sidebar.findChildren(QMenu) if m.isVisible())
    chosen = [entry.text() for entry in menu.actions() if entry.isChecked()]
    assert chosen == ["停靠在右侧"]
    for entry in menu.actions():
        entry.trigger()
    menu.close()
    assert sides == ["right", "left", "free"]
    assert acts == ["dock.pick", "sidebar.toggle", "quit"]


def test_free_window_is_dragged_by_its_head_and_a_docked_one_is_not(
    sidebar: Sidebar, qtbot: QtBot
) -> None:
    settled: list[QRect] = []
    sidebar.geometry_settled.connect(settled.append)

    def drag() -> None:
        spot = QPoint(3, 3)
        qtbot.mousePress(sidebar.head, Qt.MouseButton.LeftButton, pos=spot)
        qtbot.mouseMove(sidebar.head, spot + QPoint(30, 40))
        qtbot.mouseRelease(sidebar.head, Qt.MouseButton.LeftButton, pos=spot)

    sidebar.set_side("right")
    drag()
    assert settled == []
    sidebar.set_side("free")
    drag()
    assert len(settled) == 1
    assert settled[0].topLeft() != QPoint(20, 20)


def test_edges_resize_within_limits(sidebar: Sidebar) -> None:
    wide: list[int] = []
    free: list[QRect] = []
    sidebar.width_changed.connect(wide.append)
    sidebar.geometry_settled.connect(free.append)
    start = sidebar.geometry()
    sidebar.grips.resize_to("left", start, QPoint(-5000, 0))
    assert sidebar.width() == 640
    assert sidebar.geometry().right() == start.right()
    sidebar.grips.resize_to("right", start, QPoint(-5000, 0))
    assert sidebar.width() == 320
    sidebar.grips.resize_to("bottom-right", start, QPoint(10, 20))
    assert (sidebar.width(), sidebar.height()) == (398, 820)
    sidebar.grips.settled.emit()
    assert (len(free), wide) == (1, [])
    sidebar.set_side("right")
    assert not sidebar.grips.grip("right").isVisible()
    assert sidebar.grips.grip("left").isVisible()
    sidebar.grips.settled.emit()
    assert (len(free), wide) == (1, [398])


def test_lost_place_is_told_again(sidebar: Sidebar, qtbot: QtBot) -> None:
    # What openbox does to Qt while it maps the window: the position becomes 0,0.
    super(Sidebar, sidebar).setGeometry(QRect(0, 0, 388, 800))
    sidebar._confirm_place()
    assert sidebar.pos() == QPoint(20, 20)


def test_every_control_has_a_name(sidebar: Sidebar) -> None:
    sidebar.show_toast("已复制", actions=[("撤销", lambda: None)])
    sidebar.show_banner("keys", "快捷键用不了", "点卡片会复制")
    nameless = [b for b in sidebar.findChildren(QAbstractButton)
                if b.isVisible() and not b.accessibleName()]  # fmt: skip
    assert nameless == []
    page = sidebar.findChild(PhrasesPage)
    assert page.list.accessibleName()
    assert sidebar.accessibleName()


def test_scheme_switch_repaints_everything_live(sidebar: Sidebar, qtbot: QtBot) -> None:
    def lightness() -> list[int]:
        picture = sidebar.grab().toImage()
        spots = [(20, 300), (200, 120), (60, 700), (200, 790), (200, 60)]
        return [picture.pixelColor(x, y).lightness() for x, y in spots]

    mode = theme().mode
    theme().force("light")
    light = lightness()
    theme().force("dark")
    dark = lightness()
    theme().force(mode)
    assert min(light) > 180
    assert max(dark) < 90


def test_closing_is_told(sidebar: Sidebar) -> None:
    told: list[bool] = []
    sidebar.close_requested.connect(lambda: told.append(True))
    sidebar.close()
    assert told == [True]


def test_pages_are_not_shown_at_once(sidebar: Sidebar) -> None:
    other = QWidget()
    sidebar.add_page("other", other, "folder", "别的")
    assert not other.isVisible()
