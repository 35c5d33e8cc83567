"""Global keys: what is bound, when it is bound to which window, and what is refused."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from assistant.hotkeys import HotkeyTable
from assistant.keys import Hotkey
from assistant.options import Options
from assistant.ports import Capability, Registration
from tests.phrasebook.store_helpers import draft, opened
from tests.ui.flow_world import CHAT, OTHER, bridge
from ui.flows.keys import KeysFlow


class Listener:
    """Gives every key but the taken ones."""

    def __init__(self) -> None:
        self.taken: set[str] = set()
        self.bound: dict[str, object] = {}
        self.able = Capability(True, "fake")
        self.renewed = 0

    def capability(self) -> Capability:
        return self.able

    def register(self, hotkey, callback):
        ok = str(hotkey) not in self.taken
        if ok:
            self.bound[str(hotkey)] = callback
        return Registration(hotkey, ok, "" if ok else "已被其他程序占用", taken=not ok)

    def unregister(self, hotkey):
        self.bound.pop(str(hotkey), None)

    def refresh(self):
        self.renewed += 1
        return [Registration(Hotkey.parse(key), key not in self.taken) for key in self.bound]

    def close(self):
        self.bound.clear()

    def press(self, key: str) -> None:
        """Press on a thread of its own, as some listeners do."""
        thread = threading.Thread(target=self.bound[key])
        thread.start()
        thread.join()


class Hook(Listener):
    """Gives every key, and hears all others."""

    def register(self, hotkey, callback):
        super().register(hotkey, callback)
        return Registration(hotkey, True, hooked=True)


class World:
    def __init__(self, folder: Path, phrases) -> None:
        self.listener = Listener()
        self.phrases = phrases
        self.options = Options(folder / "options.json")
        self.bridge, self.faults = bridge()
        self.front = CHAT
        self.done: list[object] = []
        self.hook = Hook()
        self.flow = KeysFlow(
            table=HotkeyTable(self.listener, self.hook),
            options=self.options,
            phrases=phrases,
            bridge=self.bridge,
            actions={"palette": lambda: self.done.append("palette")},
            paste=lambda phrase, target: self.done.append((phrase.title, target)),
            cards={"paste.1": lambda target: self.done.append(("card", target))},
            press=lambda: self.front,
        )

    def bind(self, qtbot) -> None:
        with qtbot.waitSignal(self.flow.settled):
            self.flow.refresh()


@pytest.fixture
def world(qtbot, tmp_path):
    with opened(tmp_path) as (_store, phrases):
        made = World(tmp_path, phrases)
        yield made
        made.bridge.close()  # before the store, as the program does


def test_a_press_binds_the_window_of_its_moment(world, qtbot):
    world.bind(qtbot)
    world.listener.press("Ctrl+Alt+1")
    world.front = OTHER  # before the GUI thread gets to it
    qtbot.waitUntil(lambda: bool(world.done))
    assert world.done == [("card", CHAT)]


def test_actions_run_on_the_gui_thread(world, qtbot):
    world.bind(qtbot)
    world.listener.press("Ctrl+Alt+Space")
    assert world.done == []
    qtbot.waitUntil(lambda: bool(world.done))
    assert world.done == ["palette"]


def test_a_phrase_has_its_own_key_and_an_edit_reaches_it(world, qtbot):
    made = world.phrases.add(draft("旧", hotkey="Ctrl+Alt+J")).result()
    world.bind(qtbot)
    world.phrases.edit(made.id, draft("新", hotkey="Ctrl+Alt+J")).result()
    world.bind(qtbot)
    world.listener.press("Ctrl+Alt+J")
    qtbot.waitUntil(lambda: bool(world.done))
    assert world.done == [("新", CHAT)]
    world.phrases.delete([made.id]).result()
    world.bind(qtbot)
    assert "Ctrl+Alt+J" not in world.listener.bound


def test_an_action_keeps_its_key_against_a_phrase(world, qtbot):
    world.phrases.add(draft("抢", hotkey="Ctrl+Alt+1")).result()
    world.bind(qtbot)
    world.listener.press("Ctrl+Alt+1")
    qtbot.waitUntil(lambda: bool(world.done))
    assert world.done == [("card", CHAT)]


def test_a_refused_key_is_told_and_the_rest_work(world, qtbot):
    world.listener.taken = {"Ctrl+Alt+1"}
    world.bind(qtbot)
    assert world.flow.refused() == {"Ctrl+Alt+1": "已被其他程序占用"}
    assert "Ctrl+Alt+Space" in world.listener.bound
    world.listener.taken = set()
    world.bind(qtbot)
    assert world.flow.refused() == {}, "it is tried again"


def test_recording_lets_all_keys_go_and_brings_them_back(world, qtbot):
    world.bind(qtbot)
    world.flow.pause(True)
    assert world.listener.bound == {}
    world.flow.renew()
    assert world.listener.renewed == 0, "an unlock meanwhile must not grab them"
    with qtbot.waitSignal(world.flow.settled):
        world.flow.pause(False)
    assert "Ctrl+Alt+1" in world.listener.bound


def test_a_change_of_phrases_while_recording_binds_nothing(world, qtbot):
    world.bind(qtbot)
    world.flow.pause(True)
    world.flow.refresh()
    ran = []
    world.phrases.count().add_done_callback(lambda _f: world.bridge.post(lambda: ran.append(1)))
    qtbot.waitUntil(lambda: bool(ran))
    assert world.listener.bound == {}


def test_all_keys_are_registered_anew_after_unlock(world, qtbot):
    world.bind(qtbot)
    world.listener.taken = {"Ctrl+Alt+1"}  # another program took it meanwhile
    world.flow.renew()
    assert world.listener.renewed == 1
    assert list(world.flow.refused()) == ["Ctrl+Alt+1"]


def test_where_no_keys_can_be_had_cards_show_none(world, qtbot):
    world.listener.able = Capability(False, "null", "不行", "换一个")
    world.bind(qtbot)
    assert (world.listener.bound, world.flow.card_keys(), world.flow.refused()) == ({}, [], {})


def test_cards_show_the_edited_keys(world, qtbot):
    assert world.flow.card_keys()[:2] == ["Ctrl+Alt+1", "Ctrl+Alt+2"]
    world.options.set("keys", {"paste.1": "Ctrl+Alt+J", "paste.2": "", "palette": ""})
    assert world.flow.card_keys()[:3] == ["Ctrl+Alt+J", "", "Ctrl+Alt+3"]
    assert world.flow.key("palette") == ""
    world.bind(qtbot)
    assert set(world.listener.bound) == {"Ctrl+Alt+J"}


def test_an_unreadable_key_of_a_phrase_harms_no_other(world, qtbot, caplog):
    world.phrases.add(draft("坏", hotkey="Ctrl+???")).result()
    world.phrases.add(draft("好", hotkey="Ctrl+Alt+K")).result()
    world.bind(qtbot)
    assert "Ctrl+Alt+K" in world.listener.bound
    assert "hotkey of a phrase is unreadable" in caplog.text
    assert "坏" not in caplog.text


def test_a_key_that_another_holds_is_had_by_the_hook_once_that_is_chosen(world, qtbot):
    world.listener.taken = {"Ctrl+Alt+1", "Ctrl+Alt+2"}
    world.bind(qtbot)
    assert world.hook.bound == {}
    world.options.set("keys.hooked", ["Ctrl+Alt+1"])
    world.bind(qtbot)
    assert list(world.hook.bound) == ["Ctrl+Alt+1"]
    assert "Ctrl+Alt+1" not in world.flow.refused()
    world.hook.press("Ctrl+Alt+1")
    qtbot.waitUntil(lambda: world.done == [("card", CHAT)])


def test_while_a_key_is_recorded_or_the_screen_locked_there_is_no_hook(world, qtbot):
    world.listener.taken = {"Ctrl+Alt+1"}
    world.options.set("keys.hooked", ["Ctrl+Alt+1"])
    world.bind(qtbot)
    assert world.hook.bound
    world.flow.pause(True)
    assert world.hook.bound == {}
    with qtbot.waitSignal(world.flow.settled):
        world.flow.pause(False)
    assert world.hook.bound
    world.flow.hold_back(True)
    assert world.hook.bound == {}
    world.flow.renew()  # the machine woke up behind the lock screen
    assert world.hook.bound == {}
