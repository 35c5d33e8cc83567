"""The Windows tracker's decisions, over a made-up Windows."""

# ruff: noqa: F811 (a fixture that is imported has the name of the argument that takes it)

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.backends import windows_windows as module
from assistant.backends.windows_windows import (
    CAPTURE_START,
    DESTROY,
    FOREGROUND,
    LOCATION,
    MINIMIZE_START,
    NAME,
    WindowsWindowTracker,
    bounds_for,
    is_main,
    program_name,
)
from assistant.ports import Rect, Target, WindowState
from tests.assistant.windows_world import (  # noqa: F401 (fixtures)
    CHAT,
    CHAT_TARGET,
    CHILD,
    MINE,
    NOTES,
    Heard,
    Windows,
    api,
    heard,
    tracker,
)
from tests.needs import needs


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (r"C:\Program Files\Tencent\WeChat\WeChat.exe", "wechat"),
        ("notepad.EXE", "notepad"),
        ("D:/tools/千牛.exe", "千牛"),
        ("", ""),
    ],
)
def test_program_names(path: str, name: str) -> None:
    assert program_name(path) == name


@pytest.mark.parametrize(
    ("style", "owner", "main"),
    [(0, 0, True), (0, 5, False), (0x80, 0, False), (0x40000, 5, True), (0x40080, 0, True)],
)
def test_main_windows(style: int, owner: int, main: bool) -> None:
    assert is_main(style, owner) is main


SIDE = st.integers(-5000, 5000)
SIZE = st.integers(1, 5000)


@given(SIDE, SIDE, SIZE, SIZE, st.integers(0, 20), st.integers(0, 20))
def test_the_invisible_border_is_added_back(
    x: int, y: int, width: int, height: int, edge: int, below: int
) -> None:
    frame = Rect(10, 20, 800, 600)
    bounds = Rect(10 - edge, 20, 800 + 2 * edge, 600 + below)
    asked = bounds_for(Rect(x, y, width, height), frame, bounds)
    seen = Rect(asked.x + edge, asked.y, asked.width - 2 * edge, asked.height - below)
    assert seen == Rect(x, y, width, height)


def test_windows_of_others_are_listed(api: Windows, tracker: WindowsWindowTracker) -> None:
    api.info[400] = {"pid": 10, "title": "提示", "frame": Rect(0, 0, 9, 9), "style": 0x80}
    api.info[500] = {"pid": 10, "title": "", "frame": Rect(0, 0, 9, 9)}
    api.info[600] = {"pid": 20, "title": "别的桌面", "frame": Rect(0, 0, 9, 9), "hidden": True}
    assert [target.window for target in tracker.windows()] == [CHAT, NOTES]
    assert tracker.windows()[0] == CHAT_TARGET
    assert tracker.active() == CHAT_TARGET
    api.front = MINE
    assert tracker.active() is None
    api.front = 0
    assert tracker.active() is None


def test_the_followed_window_is_told_of(
    api: Windows, tracker: WindowsWindowTracker, heard: Heard
) -> None:
    state = tracker.follow(CHAT_TARGET)
    assert state == WindowState(CHAT_TARGET, Rect(100, 50, 900, 700), False, True)
    api.info[CHAT]["frame"] = Rect(300, 50, 900, 700)
    api.send(LOCATION, CHAT)
    api.info[CHAT]["iconic"] = True
    api.send(MINIMIZE_START, CHAT)
    assert [(s.frame.x, s.minimized) for s in heard.states if s] == [(300, False), (300, True)]
    del api.info[CHAT]
    api.info[CHAT] = {"pid": 10}  # the event comes while the window is being destroyed
    api.send(DESTROY, CHAT)
    assert heard.states[-1] is None


def test_parts_of_a_window_and_other_windows_are_left_out(
    api: Windows, tracker: WindowsWindowTracker, heard: Heard
) -> None:
    tracker.follow(CHAT_TARGET)
    assert api.send(LOCATION, CHAT, object_id=-8) == 1, "the caret"
    api.send(LOCATION, CHAT, child=3)
    api.send(NAME, CHILD)
    assert heard.states == []
    assert heard.changes == 0
    assert api.send(LOCATION, NOTES) == 0, "its process is not even asked"


def test_titles_and_focus_are_told(
    api: Windows, tracker: WindowsWindowTracker, heard: Heard
) -> None:
    api.send(NAME, CHAT)
    assert heard.changes == 1
    api.front = NOTES
    api.send(FOREGROUND, NOTES)
    assert heard.actives == [Target(NOTES, 20, "notepad", "无标题")]
    assert api.send(NAME, CHAT) == 0
    api.send(NAME, NOTES)
    assert heard.changes == 2
    api.send(FOREGROUND, MINE)
    assert heard.actives[-1] is None


def test_a_window_of_another_process_under_the_same_id_is_another_window(
    api: Windows, tracker: WindowsWindowTracker
) -> None:
    reused = Target(CHAT, 11, "wechat", "微信")
    assert tracker.exists(CHAT_TARGET)
    assert not tracker.exists(reused)
    assert not tracker.exists(Target(999, 0, "", ""))
    assert tracker.follow(reused) is None
    tracker.resize(reused, Rect(0, 0, 10, 10))
    tracker.activate(reused)
    assert api.asked == []


def test_a_window_is_moved_and_given_back(api: Windows, tracker: WindowsWindowTracker) -> None:
    tracker.resize(CHAT_TARGET, Rect(0, 0, 1000, 900), maximized=True)
    assert api.asked == [("place", CHAT, Rect(-8, 0, 1016, 908)), ("maximize", CHAT)]


def test_a_maximised_window_is_placed_once_it_is_none_any_more(
    api: Windows, tracker: WindowsWindowTracker, heard: Heard
) -> None:
    """Its borders are read then: a maximised window's frame says nothing of them."""
    api.info[CHAT]["zoomed"] = True
    tracker.follow(CHAT_TARGET)
    tracker.resize(CHAT_TARGET, Rect(0, 0, 1000, 900))
    api.send(LOCATION, CHAT)  # of something else: it is maximised still
    assert api.asked == [("restore", CHAT)]
    assert len(heard.states) == 1
    api.restored(CHAT, Rect(200, 100, 800, 600))
    assert api.asked[1:] == [("place", CHAT, Rect(-8, 0, 1016, 908))]
    assert len(heard.states) == 1, "where it stood in between is nobody's wish"
    api.info[CHAT]["frame"] = Rect(0, 0, 1000, 900)
    api.send(LOCATION, CHAT)
    assert heard.states[-1] is not None
    assert heard.states[-1].frame == Rect(0, 0, 1000, 900)
    assert len(api.asked) == 2


def test_a_window_that_stands_right_when_restored_is_told_of(
    api: Windows, tracker: WindowsWindowTracker, heard: Heard
) -> None:
    api.info[CHAT]["zoomed"] = True
    tracker.follow(CHAT_TARGET)
    tracker.resize(CHAT_TARGET, Rect(0, 0, 1000, 900))
    api.restored(CHAT, Rect(0, 0, 1000, 900))  # no further event comes
    assert heard.states[-1] is not None
    assert not heard.states[-1].maximized


def test_a_window_that_is_not_followed_is_placed_too(
    api: Windows, tracker: WindowsWindowTracker
) -> None:
    api.info[NOTES]["zoomed"] = True
    tracker.resize(Target(NOTES, 20, "notepad", "无标题"), Rect(0, 0, 1000, 900))
    api.restored(NOTES, Rect(200, 100, 800, 600))
    assert [what for what, *_ in api.asked] == ["restore", "place"]
    assert api.send(LOCATION, NOTES) == 0, "and then its process is asked no more"


def test_a_newer_wish_and_a_window_that_goes_end_the_waiting(
    api: Windows, tracker: WindowsWindowTracker
) -> None:
    tracker.follow(CHAT_TARGET)
    api.info[CHAT]["zoomed"] = True
    tracker.resize(CHAT_TARGET, Rect(0, 0, 1000, 900))
    tracker.resize(CHAT_TARGET, Rect(0, 0, 700, 700))
    api.restored(CHAT, Rect(200, 100, 800, 600))
    assert api.asked[2:] == [("place", CHAT, Rect(-8, 0, 716, 708))]
    api.info[CHAT]["zoomed"] = True
    tracker.resize(CHAT_TARGET, Rect(0, 0, 1000, 900))
    del api.info[CHAT]
    api.send(DESTROY, CHAT)
    api.info[CHAT] = {"pid": 11, "title": "x", "frame": Rect(0, 0, 9, 9)}
    api.send(LOCATION, CHAT)
    assert len(api.asked) == 4


def test_a_minimised_window_is_brought_back_before_it_gets_the_focus(
    api: Windows, tracker: WindowsWindowTracker
) -> None:
    api.info[CHAT]["iconic"] = True
    tracker.activate(CHAT_TARGET)
    assert api.asked == [("restore", CHAT), ("activate", CHAT)]


@pytest.mark.parametrize("event", [FOREGROUND, CAPTURE_START])
def test_the_next_foreign_window_is_picked(
    api: Windows, tracker: WindowsWindowTracker, event: int
) -> None:
    picked: list[Target | None] = []
    assert tracker.pick(picked.append).ok
    api.send(event, MINE)
    assert picked == []
    api.send(event, CHILD)
    assert picked == [CHAT_TARGET]
    api.send(event, NOTES)
    assert len(picked) == 1
    tracker.pick(picked.append)
    tracker.cancel_pick()
    assert picked == [CHAT_TARGET, None]


def test_a_refused_hook_is_said(api: Windows, heard: Heard) -> None:
    api.refuse = True
    tracker = WindowsWindowTracker(api)
    assert tracker.capability().ok
    tracker.start(heard)
    answer = tracker.capability()
    assert not answer.ok
    assert answer.reason
    assert answer.advice


def test_closing_ends_every_hook(api: Windows, tracker: WindowsWindowTracker) -> None:
    tracker.follow(Target(NOTES, 20, "notepad", "无标题"))
    assert len(api.hooks) == len(module.GLOBAL_EVENTS) + 2 * len(module.PROCESS_EVENTS)
    tracker.close()
    assert api.hooks == {}


@needs("fallback")
def test_elsewhere_it_is_not_made() -> None:
    with pytest.raises(OSError, match="not Windows"):
        WindowsWindowTracker()


def test_a_window_whose_owner_waits_for_it_is_a_dialog(api: Windows) -> None:
    tracker = WindowsWindowTracker(api)
    api.info[NOTES].update(owner=CHAT)
    api.front = NOTES
    found = tracker.active()
    assert found is not None
    assert not found.dialog, "a chat may belong to a main window"
    api.info[CHAT].update(disabled=True)
    found = tracker.active()
    assert found is not None
    assert found.dialog
