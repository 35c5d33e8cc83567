"""The sidebar stands where docking says, and stays away when it was sent away."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect

from assistant.clients import Clients
from assistant.options import Options
from assistant.ports import Capability, Rect, Target
from tests.ui.flow_world import CHAT, OTHER, RULE, Windows
from ui.flows.dock import DockFlow
from ui.pages.phrases import PhrasesPage
from ui.window import Sidebar

FRAME = Rect(0, 0, 340, 500)


class Dock:
    def __init__(self, qtbot, folder) -> None:
        self.sidebar = Sidebar(PhrasesPage())
        qtbot.addWidget(self.sidebar)
        self.sidebar.show()
        self.options = Options(folder / "options.json")
        self.options.set("dock.make_room", False)
        self.tracker = Windows()
        self.flow = DockFlow(
            sidebar=self.sidebar,
            tracker=self.tracker,
            clients=self.clients,
            options=self.options,
        )
        self.buyers: list[str] = []
        self.docked: list[str] = []
        self.shown: list[bool] = []
        self.flow.buyer_changed.connect(lambda: self.buyers.append(self.flow.state.buyer))
        self.flow.docked_changed.connect(self.docked.append)
        self.flow.shown_changed.connect(self.shown.append)

    def clients(self) -> Clients:
        from assistant.clients import merge

        return Clients(merge((RULE,), self.options.get("clients")))


@pytest.fixture
def world(qtbot, tmp_path):
    made = Dock(qtbot, tmp_path)
    yield made
    made.flow.stop()


@pytest.fixture
def docked(world):
    world.tracker.add(CHAT, FRAME)
    world.flow.start()
    return world


def test_it_stands_beside_the_chat_and_says_so(docked):
    assert docked.flow.target == CHAT
    assert docked.sidebar.geometry().left() == FRAME.x + FRAME.width
    assert docked.sidebar.foot.dock.text() == "已停靠 聊天"
    assert docked.docked == ["聊天"]
    assert docked.sidebar.side == "right"


def test_it_goes_and_comes_with_its_chat(docked):
    docked.tracker.change(CHAT, minimized=True)
    assert not docked.sidebar.isVisible()
    docked.tracker.change(CHAT, minimized=False)
    assert docked.sidebar.isVisible()
    assert docked.shown == [False, True]


def test_sent_away_by_hand_it_stays_away_while_the_chat_moves(docked):
    docked.flow.toggle()
    docked.tracker.change(CHAT, frame=Rect(40, 0, 340, 500))
    assert not docked.sidebar.isVisible()
    docked.flow.toggle()
    assert docked.sidebar.isVisible()
    assert docked.sidebar.geometry().left() == 380, "it comes back where the chat is by now"


def test_asked_for_it_shows_even_while_its_chat_is_minimised(docked):
    docked.tracker.change(CHAT, minimized=True)
    docked.flow.show()
    assert docked.sidebar.isVisible()


def test_another_buyer_is_told_once_and_a_move_is_none(docked):
    assert docked.buyers == ["买家一"]
    docked.tracker.change(CHAT, frame=Rect(10, 0, 340, 500))
    assert docked.buyers == ["买家一"]
    other = Target(CHAT.window, CHAT.pid, CHAT.program, "聊天 - 买家二")
    docked.tracker.change(CHAT, target=other)
    assert docked.buyers == ["买家一", "买家二"]


def test_without_a_chat_it_floats(world):
    world.tracker.front = None
    world.flow.start()
    assert world.flow.target is None
    assert world.sidebar.side == "free"
    assert world.sidebar.foot.dock.text() == "未停靠"


def test_where_a_free_sidebar_was_put_it_comes_back(world):
    world.tracker.front = None
    world.flow.start()
    place = QRect(20, 30, 388, 500)
    world.sidebar.place(place)
    world.sidebar.geometry_settled.emit(place)
    assert world.options.get("window.free_geometry") == [20, 30, 388, 500]
    world.flow.toggle()
    world.flow.toggle()
    assert world.sidebar.geometry() == place


def test_a_picked_window_is_docked_to_and_named_at_once(world):
    world.tracker.front = None
    world.tracker.add(OTHER, FRAME)
    world.flow.start()
    said = []
    world.flow.pick(lambda name, fault: said.append((name, fault)))
    world.tracker.picking(OTHER)
    assert world.flow.target == OTHER
    ((name, fault),) = said
    assert name, "its new rule is known already"
    assert fault == ""


def test_picking_given_up_is_a_fault_in_words(world):
    world.flow.start()
    said = []
    world.flow.pick(lambda *what: said.append(what))
    world.tracker.picking(None)
    assert said == [("", "没有选中窗口")]


def test_where_windows_cannot_be_picked_the_reason_is_given(world):
    world.tracker.able = Capability(False, "null", "Wayland 不允许。", "请用 X11。")
    said = []
    world.flow.pick(lambda *what: said.append(what))
    assert said == [("", "Wayland 不允许。请用 X11。")]


def test_that_nothing_is_free_beside_the_chat_is_said_once(world, monkeypatch):
    said = []
    world.flow.no_room.connect(lambda: said.append(1))
    world.tracker.add(CHAT, Rect(-10, -10, 20000, 20000))
    world.flow.start()
    assert not world.sidebar.isVisible()
    world.tracker.change(CHAT, frame=Rect(-10, -10, 20001, 20000))
    world.tracker.change(CHAT, minimized=True)
    world.tracker.change(CHAT, minimized=False)
    assert said == [1]
    world.flow.show()
    assert world.sidebar.isVisible()
    monkeypatch.setattr(world.sidebar, "underMouse", lambda: True)
    world.flow.place_again()
    assert world.sidebar.isVisible(), "it is being used"
    monkeypatch.setattr(world.sidebar, "underMouse", lambda: False)
    world.flow.place_again()
    assert not world.sidebar.isVisible()


def test_the_side_chosen_in_the_menu_is_taken(docked):
    docked.sidebar.dock_side_chosen.emit("free")
    assert docked.sidebar.side == "free"
    assert docked.docked[-1] == ""


def test_events_that_no_descriptor_tells_of_are_fetched(docked, qtbot):
    """desktop.md section 5: a reply read by a call may have queued events."""
    before = docked.tracker.pumped
    docked.flow._pump()
    qtbot.waitUntil(lambda: docked.tracker.pumped == before + 2)
