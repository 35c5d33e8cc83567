"""The table of hotkeys: in step with the listener, honest about refusals, full of proposals."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from assistant.hotkeys import HotkeyTable
from assistant.keys import Hotkey
from assistant.ports import Capability, Registration

K1, K2, K3 = (Hotkey.parse(f"Ctrl+Alt+{n}") for n in (1, 2, 3))


class Listener:
    def __init__(self, taken: set[Hotkey] | None = None) -> None:
        self.taken = taken or set()
        self.bound: dict[Hotkey, Callable[[], None]] = {}
        self.calls: list[str] = []

    def capability(self) -> Capability:
        return Capability(True, "fake")

    def register(self, hotkey: Hotkey, callback: Callable[[], None]) -> Registration:
        self.calls.append(f"+{hotkey}")
        self.bound[hotkey] = callback
        ok = hotkey not in self.taken
        return Registration(hotkey, ok, "" if ok else "已被其他程序占用", taken=not ok)

    def unregister(self, hotkey: Hotkey) -> None:
        self.calls.append(f"-{hotkey}")
        self.bound.pop(hotkey, None)

    def refresh(self) -> list[Registration]:
        return [
            Registration(key, key not in self.taken, taken=key in self.taken) for key in self.bound
        ]

    def close(self) -> None:
        self.calls.append("close")


class WayOut:
    """A listener that gets every key, by a hook."""

    def __init__(self) -> None:
        self.able = Capability(True, "hook")
        self.bound: dict[Hotkey, Callable[[], None]] = {}

    def capability(self) -> Capability:
        return self.able

    def register(self, hotkey: Hotkey, callback: Callable[[], None]) -> Registration:
        self.bound[hotkey] = callback
        return Registration(hotkey, True, hooked=True)

    def unregister(self, hotkey: Hotkey) -> None:
        self.bound.pop(hotkey, None)

    def refresh(self) -> list[Registration]:
        raise AssertionError("the table asks the listener first")

    def close(self) -> None:
        self.bound.clear()


def nothing() -> None:
    pass


def test_bind_registers_and_calls_the_newest_callback() -> None:
    listener, heard = Listener(), []
    table = HotkeyTable(listener)
    table.bind({K1: lambda: heard.append("old")})
    table.bind({K1: lambda: heard.append("new")})
    assert listener.calls == ["+Ctrl+Alt+1"]
    listener.bound[K1]()
    assert heard == ["new"]


def test_keys_that_go_are_given_back_and_the_rest_left_alone() -> None:
    listener = Listener()
    table = HotkeyTable(listener)
    table.bind({K1: nothing, K2: nothing})
    table.bind({K2: nothing, K3: nothing})
    assert listener.calls == ["+Ctrl+Alt+1", "+Ctrl+Alt+2", "-Ctrl+Alt+1", "+Ctrl+Alt+3"]
    assert [state.hotkey for state in table.states()] == [K2, K3]


def test_a_taken_key_is_shown_the_rest_work_and_it_is_tried_again() -> None:
    listener = Listener({K2})
    table = HotkeyTable(listener)
    table.bind({K1: nothing, K2: nothing})
    assert [(s.hotkey, s.ok) for s in table.states()] == [(K1, True), (K2, False)]
    assert [s.reason for s in table.refused()] == ["已被其他程序占用"]
    listener.taken.clear()
    assert all(state.ok for state in table.bind({K1: nothing, K2: nothing}))


def test_the_proposal_is_free_and_not_one_of_ours() -> None:
    taken = Hotkey.parse("Ctrl+Alt+Shift+1")
    listener = Listener({K1, taken})
    table = HotkeyTable(listener)
    table.bind({K1: nothing, Hotkey.parse("Ctrl+Alt+Meta+1"): nothing})
    proposal = table.proposal(K1)
    assert proposal == Hotkey.parse("Ctrl+Shift+1")
    assert proposal not in listener.bound


def test_no_proposal_where_everything_is_refused() -> None:
    class Full(Listener):
        def register(self, hotkey: Hotkey, callback: Callable[[], None]) -> Registration:
            super().register(hotkey, callback)
            return Registration(hotkey, False, "已被其他程序占用")

    assert HotkeyTable(Full()).proposal(K1) is None


def test_refresh_updates_the_states() -> None:
    listener = Listener({K1})
    table = HotkeyTable(listener)
    table.bind({K1: nothing, K2: nothing})
    listener.taken = {K2}
    assert [state.ok for state in table.refresh()] == [True, False]


def test_close_gives_everything_back() -> None:
    listener = Listener()
    table = HotkeyTable(listener)
    table.bind({K1: nothing})
    table.close()
    assert listener.calls[-1] == "close"
    assert table.states() == []


@given(st.dictionaries(st.text(max_size=4), st.sampled_from([K1, K2, K3]), max_size=8))
def test_conflicts_name_exactly_the_doubled_keys(wanted: dict[str, Hotkey]) -> None:
    found = HotkeyTable.conflicts(wanted)
    for key in (K1, K2, K3):
        owners = tuple(owner for owner, hotkey in wanted.items() if hotkey == key)
        assert found.get(key, ()) == (owners if len(owners) > 1 else ())


# -- keys that another program holds --


def test_a_taken_key_goes_the_way_out_only_where_that_was_chosen() -> None:
    hook, heard = WayOut(), []
    table = HotkeyTable(Listener({K1, K2}), hook)
    table.bind({K1: lambda: heard.append(1), K2: nothing, K3: nothing}, {K1, K3})
    assert [(state.ok, state.hooked) for state in table.states()] == [
        (True, True), (False, False), (True, False),
    ]  # fmt: skip
    assert list(hook.bound) == [K1], "and never for a key that nobody holds"
    hook.bound[K1]()
    assert heard == [1]


def test_a_choice_is_taken_back() -> None:
    hook = WayOut()
    table = HotkeyTable(Listener({K1}), hook)
    table.bind({K1: nothing}, {K1})
    table.bind({K1: nothing})
    assert not table.states()[0].ok
    assert hook.bound == {}


def test_a_key_that_is_dropped_leaves_the_hook() -> None:
    hook = WayOut()
    table = HotkeyTable(Listener({K1}), hook)
    table.bind({K1: nothing}, {K1})
    table.bind({}, {K1})
    assert hook.bound == {}


def test_a_key_whose_holder_went_is_had_the_usual_way_again() -> None:
    listener, hook = Listener({K1, K2}), WayOut()
    table = HotkeyTable(listener, hook)
    table.bind({K1: nothing, K2: nothing}, {K1, K2})
    listener.taken.discard(K1)
    table.refresh()
    assert [state.hooked for state in table.states()] == [False, True]
    assert list(hook.bound) == [K2]


def test_behind_a_locked_screen_there_is_no_hook() -> None:
    hook = WayOut()
    table = HotkeyTable(Listener({K1}), hook)
    table.bind({K1: nothing}, {K1})
    table.hold_back(True)
    assert hook.bound == {}
    table.refresh()  # the machine woke up, and is locked still
    assert hook.bound == {}
    table.hold_back(False)
    table.refresh()
    assert list(hook.bound) == [K1]
    assert table.states()[0].ok
    table.close()
    assert hook.bound == {}


def test_a_hook_that_turned_out_to_be_refused_is_no_working_key() -> None:
    hook = WayOut()
    table = HotkeyTable(Listener({K1}), hook)
    table.bind({K1: nothing}, {K1})
    hook.able = Capability(False, "hook", "装不上")
    assert [state.reason for state in table.refused()] == ["装不上"]
