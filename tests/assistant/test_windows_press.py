"""What Windows' tracker says was in front at a press, and that its hooks only note."""

# ruff: noqa: F811 (a fixture that is imported has the name of the argument that takes it)

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from assistant.backends.windows_events import EventNotes, Note
from assistant.backends.windows_windows import FOREGROUND, LOCATION, NAME, WindowsWindowTracker
from assistant.ports import Rect, Target
from tests.assistant.windows_world import (  # noqa: F401 (fixtures)
    CHAT,
    CHAT_TARGET,
    NOTES,
    Heard,
    Windows,
    api,
    heard,
    tracker,
)

# -- what was in front at a press --


def pressed(tracker: WindowsWindowTracker, moment: int) -> Target | None:
    """Ask as the callback of a hotkey does."""
    tracker.as_of(moment)
    try:
        return tracker.active()
    finally:
        tracker.as_of(0)


def rename(api: Windows, title: str, *, heard: bool = True) -> None:
    api.info[CHAT]["title"] = title
    if heard:
        api.send(NAME, CHAT)


@pytest.mark.parametrize("late_ms", [1, 16, 100, 500])
@pytest.mark.parametrize("busy", [True, False])
@pytest.mark.parametrize("told", [True, False])
def test_a_press_means_the_title_of_its_moment(
    api: Windows, tracker: WindowsWindowTracker, late_ms: int, busy: bool, told: bool
) -> None:
    """Whether the change was handled, only heard, or not even told of by Windows yet."""
    tracker.follow(CHAT_TARGET)
    api.clock, api.busy = 5000, busy
    api.clock += late_ms
    rename(api, "乙", heard=told)
    api.clock += 10
    assert pressed(tracker, 5000) == CHAT_TARGET
    api.busy = False
    api.turn()
    if told:
        assert pressed(tracker, api.clock) == replace(CHAT_TARGET, title="乙")


def test_a_change_in_the_very_tick_of_the_press_counts_as_later(
    api: Windows, tracker: WindowsWindowTracker
) -> None:
    api.clock = 5000
    rename(api, "乙")
    assert pressed(tracker, 5000) == CHAT_TARGET
    assert pressed(tracker, 5016) == replace(CHAT_TARGET, title="乙")


@pytest.mark.parametrize("busy", [True, False])
@pytest.mark.parametrize("late_ms", [1, 100, 500])
def test_a_window_that_came_to_the_front_after_the_press_is_not_meant(
    api: Windows, tracker: WindowsWindowTracker, busy: bool, late_ms: int
) -> None:
    api.busy, api.clock = busy, 5000 + late_ms
    api.front = NOTES
    api.send(FOREGROUND, NOTES)
    assert pressed(tracker, 5000) is None
    api.front = CHAT
    api.send(FOREGROUND, CHAT)
    assert pressed(tracker, 5000) is None, "it went and came back"


def test_a_late_press_binds_no_window_whose_past_nobody_saw(
    api: Windows, tracker: WindowsWindowTracker
) -> None:
    api.busy, api.clock, api.front = True, 5000, NOTES
    api.send(FOREGROUND, NOTES)
    api.clock = 5200  # its title may have changed since: nothing of it is heard yet
    assert pressed(tracker, 5100) is None
    assert pressed(tracker, 5190) == Target(NOTES, 20, "notepad", "无标题")
    api.turn()
    assert pressed(tracker, 5100) is None
    api.clock = 5300
    assert pressed(tracker, 5250) == Target(NOTES, 20, "notepad", "无标题")


def test_a_late_press_binds_no_window_that_came_to_the_front_unheard(
    api: Windows, tracker: WindowsWindowTracker
) -> None:
    api.clock, api.front = 5200, NOTES
    assert pressed(tracker, 5190) == Target(NOTES, 20, "notepad", "无标题")
    assert pressed(tracker, 5100) is None


def test_a_press_is_as_old_as_its_message(api: Windows, tracker: WindowsWindowTracker) -> None:
    assert tracker.pressed_at() is None
    api.clock = 20
    tracker.as_of(0xFFFFFFFF - 379)  # the ticks began again in between: 400 ms ago
    at = tracker.pressed_at()
    assert at is not None
    assert time.perf_counter() - at == pytest.approx(0.4, abs=0.2)
    tracker.as_of(0)
    assert tracker.pressed_at() is None


# -- hooks only note --


def test_nothing_is_told_while_windows_calls_a_hook(
    api: Windows, tracker: WindowsWindowTracker, heard: Heard
) -> None:
    tracker.follow(CHAT_TARGET)
    api.busy = True
    for x in (1, 2):
        api.info[CHAT]["frame"] = Rect(x, 0, 900, 700)
        api.send(LOCATION, CHAT)
    api.send(FOREGROUND, CHAT)
    assert (heard.states, heard.actives) == ([], [])
    api.turn()
    assert len(heard.states) == 2
    assert heard.actives == [CHAT_TARGET]


def test_events_keep_their_order_and_go_on_where_one_is_handled_in_a_loop_of_its_own() -> None:
    told: list[int] = []
    posted: list[None] = []

    def tell(note: Note) -> None:
        told.append(note.event)
        if note.event == 1:
            notes.add(4, CHAT, 0, 0, 0)
            while posted:  # a dialog that is answered before this returns
                posted.pop()
                notes.hand_on()

    notes = EventNotes(lambda: posted.append(None), tell)
    for event in (1, 2, 3):
        notes.add(event, CHAT, 0, 0, 0)
    while posted:
        posted.pop()
        notes.hand_on()
    assert told == [1, 2, 3, 4]
    assert notes.waiting() == ()


def test_an_event_whose_handling_fails_does_not_end_the_others() -> None:
    posted: list[None] = []

    def tell(_note: Note) -> None:
        raise RuntimeError

    notes = EventNotes(lambda: posted.append(None), tell)
    notes.add(1, CHAT, 0, 0, 0)
    notes.add(2, CHAT, 0, 0, 0)
    for left in (1, 0):
        posted.pop()
        with pytest.raises(RuntimeError):
            notes.hand_on()
        assert len(posted) == left
