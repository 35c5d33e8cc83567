"""The settings in the sidebar: made late, fed with facts, faults not hidden."""

from __future__ import annotations

import threading

import pytest

from assistant.hotkeys import HotkeyTable
from assistant.options import Options
from assistant.ports import KeyPress
from tests.phrasebook.store_helpers import draft, opened
from tests.ui.flow_world import CLIENTS, bridge
from tests.ui.test_flows_keys import Listener
from ui.flows.keys import KeysFlow
from ui.flows.settings import SettingsFlow
from ui.pages.phrases import PhrasesPage
from ui.window import SETTINGS, Sidebar


class World:
    def __init__(self, qtbot, phrases, folder) -> None:
        self.qtbot, self.phrases, self.listener = qtbot, phrases, Listener()
        self.options = Options(folder / "options.json")
        self.bridge, self.faults = bridge()
        self.sidebar = Sidebar(PhrasesPage())
        self.sidebar.add_page(SETTINGS, None, "settings", "设置", at_foot=True)
        qtbot.addWidget(self.sidebar)
        self.sidebar.show()
        self.closed: list[bool] = []
        self.picks: list = []
        self.release = threading.Event()
        self.keys = KeysFlow(
            table=HotkeyTable(self.listener), options=self.options, phrases=phrases,
            bridge=self.bridge, actions={"palette": lambda: None}, paste=lambda *_: None,
            cards={}, press=lambda: KeyPress(None),
        )  # fmt: skip
        self.forgotten: list[int] = []
        self.tries: list = []
        self.flow = SettingsFlow(
            sidebar=self.sidebar, options=self.options, phrases=phrases, bridge=self.bridge,
            keys=self.keys, clients=lambda: CLIENTS, folder=folder, writable=True,
            version="0.0.0", pick=self.picks.append, doctor=self.doctor,
            forget=lambda: self.forgotten.append(1), try_rewrite=self.tries.append,
            closed=lambda: self.closed.append(True),
        )  # fmt: skip

    def doctor(self) -> str:
        self.release.wait(10)
        return f"thread {threading.current_thread().name}"


@pytest.fixture
def world(qtbot, tmp_path):
    with opened(tmp_path) as (_store, phrases):
        made = World(qtbot, phrases, tmp_path)
        yield made
        made.bridge.close()  # before the store, as the program does


def test_the_rail_opens_them_and_esc_gives_the_focus_back(world):
    assert world.flow._page is None, "not made before they are wanted"
    world.sidebar.show_page(SETTINGS)
    assert world.sidebar.page == SETTINGS
    assert world.closed == []
    world.flow._page.closed.emit()
    assert (world.sidebar.page, world.closed) == ("phrases", [True])


def test_a_section_can_be_asked_for(world):
    world.flow.open("keys")
    assert world.flow._page._tabs.checkedButton().text() == "按键"


def test_phrases_are_counted(world, qtbot):
    world.phrases.add(draft("一")).result()
    assert world.flow.context().facts().phrases is None, "not known yet is not zero"
    world.flow.open("data")
    qtbot.waitUntil(lambda: world.flow.context().facts().phrases == 1)


def test_a_hotkey_that_the_store_refuses_is_said_and_not_left_on_the_page(world, qtbot):
    first, second = (
        world.phrases.add(draft(title, hotkey=key)).result()
        for title, key in (("甲", "Ctrl+Alt+J"), ("乙", ""))
    )
    world.flow.open("keys")
    qtbot.waitUntil(lambda: world.flow.context().facts().phrases == 2)
    refreshed = []
    world.flow.refresh = lambda: refreshed.append(1)
    world.flow._page.phrase_hotkey_changed.emit(second.id, "Ctrl+Alt+J")
    qtbot.waitUntil(lambda: bool(world.faults))
    assert "已经给了“甲”" in world.faults[0]
    assert refreshed == [1]
    assert world.phrases.get(second.id).result().hotkey == ""
    assert first.hotkey == "Ctrl+Alt+J"


def test_recording_a_key_lets_the_global_ones_go(world, qtbot):
    with qtbot.waitSignal(world.keys.settled):
        world.keys.refresh()
    assert world.listener.bound
    world.flow.open("keys")
    world.flow._page.recording_changed.emit(True)
    assert world.listener.bound == {}


def test_what_was_learned_can_be_forgotten_with_one_click(world):
    world.flow.open("dock")
    world.flow._page.forget_requested.emit()
    assert world.forgotten == [1]


def test_picking_answers_the_page(world):
    world.flow.open("dock")
    world.flow._page.pick_requested.emit()
    (answer,) = world.picks
    assert answer == world.flow._page.show_picked


def test_the_check_up_does_not_hold_the_window_up(world, qtbot, monkeypatch):
    world.flow.open("about")
    shown = []
    monkeypatch.setattr(world.flow._page, "show_report", shown.append)
    world.flow._page.doctor_requested.emit()
    assert shown == ["正在检查…"]
    world.release.set()
    qtbot.waitUntil(lambda: len(shown) == 2)
    assert shown[1] == "thread doctor"


def test_the_licences_are_there(world):
    assert "MIT" in world.flow.context().licences()
