"""Hotkeys that another program holds, those of a hidden window, and what is left held.

Seen red: "fires by the hook" while the hook ran in the package's own message loop, which ended with
the first message that came.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from tests.desktop.harness.app import FIRST, SECOND
from tests.desktop.harness.process import REPO, holds_for, wait_for
from tests.windows.harness.banhua import Banhua
from tests.windows.harness.chat import Chat
from tests.windows.harness.desk import Desk
from tests.windows.harness.program import USERS, Agent, Program

_WM_WTSSESSION_CHANGE: Final = 0x02B1
_LOCK, _UNLOCK = 7, 8
_CTRL_ALT: Final = 3
_KEY_2: Final = 0x32
_CHOSEN: Final = {"keys.hooked": ["Ctrl+Alt+2"]}


@pytest.fixture
def holder(another: Callable[[], Agent]) -> Agent:
    """A program that holds Ctrl+Alt+2."""
    it = another()
    assert it.ask("hotkey", modifiers=_CTRL_ALT, key=_KEY_2)
    return it


def pasted_by(key: str, text: str, banhua: Banhua, chat: Chat, desk: Desk) -> None:
    """Show that a key pastes exactly its text."""
    chat.front()
    chat.clear()
    since = banhua.mark()
    desk.hand.chord(key)
    assert banhua.wait_outcomes(1, since=since) == ["pasted"]
    chat.wait_text(text)


def test_a_held_key_fires_by_the_hook_once_that_is_chosen(
    holder: Agent, start: Callable[..., Banhua], chat: Callable[..., Chat], desk: Desk, agent: Agent
) -> None:
    banhua, it = start(options=_CHOSEN), chat()
    banhua.wait_line(r"keyboard hook made=True")
    assert "hotkeys ok=20 refused=0\n" in banhua.text()
    assert "hotkeys hooked=1" in banhua.text()
    agent.copy(USERS)
    pasted_by("Ctrl+Alt+2", SECOND, banhua, it, desk)
    assert agent.ask("held") == [], "no key is stuck"
    agent.wait_back()
    pasted_by("Ctrl+Alt+1", FIRST, banhua, it, desk)  # the others go their usual way
    assert agent.ask("held") == []


def test_taps_with_the_modifiers_held_stay_apart_and_typing_stays_typing(
    holder: Agent, start: Callable[..., Banhua], chat: Callable[..., Chat], desk: Desk, agent: Agent
) -> None:
    banhua, it = start(options=_CHOSEN), chat()
    banhua.wait_line(r"keyboard hook made=True")
    it.front()
    since = banhua.mark()
    with desk.hand.holding("Ctrl", "Alt"):
        for number in (1, 2):
            desk.hand.tap("2")
            assert banhua.wait_outcomes(number, since=since) == ["pasted"] * number
    it.wait_text(SECOND * 2)
    it.clear()
    desk.hand.type("a2b2")
    it.wait_text("a2b2")
    assert not it.events("ENTERMENULOOP")
    assert agent.ask("held") == []


def test_nothing_is_hooked_before_it_is_chosen(
    holder: Agent, start: Callable[..., Banhua], chat: Callable[..., Chat], desk: Desk
) -> None:
    banhua, it = start(), chat()
    banhua.wait_line(r"hotkeys ok=19 refused=1")
    it.front()
    since = banhua.mark()
    desk.hand.chord("Ctrl+Alt+2")
    assert holds_for(lambda: not banhua.outcomes(since), 1.0)
    assert "keyboard hook" not in banhua.text()


def test_behind_a_lock_screen_there_is_no_hook_and_it_comes_back(
    holder: Agent, start: Callable[..., Banhua], chat: Callable[..., Chat], desk: Desk
) -> None:
    banhua, it = start(options=_CHOSEN), chat()
    banhua.wait_line(r"keyboard hook made=True")
    since = banhua.mark()
    banhua.post(_WM_WTSSESSION_CHANGE, _LOCK)
    banhua.wait_line(r"keyboard hook ended", since=since)
    it.front()
    desk.hand.chord("Ctrl+Alt+2")
    assert holds_for(lambda: not banhua.outcomes(since), 1.0)
    since = banhua.mark()
    banhua.post(_WM_WTSSESSION_CHANGE, _UNLOCK)
    banhua.wait_line(r"keyboard hook made=True", since=since)
    pasted_by("Ctrl+Alt+2", SECOND, banhua, it, desk)
    banhua.end_session()
    assert not banhua.crashes()


def test_a_key_whose_holder_went_is_registered_again_at_the_next_start(
    holder: Agent, start: Callable[..., Banhua], chat: Callable[..., Chat], desk: Desk
) -> None:
    first = start(options=_CHOSEN)
    first.wait_line(r"keyboard hook made=True")
    first.end_session()
    holder.close()
    second, it = start(), chat()
    second.wait_line(r"hotkeys ok=20 refused=0")
    pasted_by("Ctrl+Alt+2", SECOND, second, it, desk)
    assert "keyboard hook" not in second.text()


def doctor(desk: Desk, banhua: Banhua) -> str:
    """What the check-up says of the hotkeys of a data folder."""
    wine = desk.wine
    done = wine.run(
        wine.python, wine.path(REPO / "main.py"), "--data-dir", wine.path(banhua.data), "doctor",
        cwd=REPO, timeout=120,
    )  # fmt: skip
    return next(line for line in done.stdout.splitlines() if "全局快捷键" in line)


def test_doctor_says_which_keys_go_which_way(
    holder: Agent, start: Callable[..., Banhua], desk: Desk
) -> None:
    banhua = start(options=_CHOSEN)
    assert "伴话正在运行" in doctor(desk, banhua)
    banhua.end_session()
    told = doctor(desk, banhua)
    assert "20 个全部可用" in told
    assert "Ctrl+Alt+2 被别的程序占用,由伴话拦截按键" in told


_MENU: Final = """
import ctypes
from ctypes import wintypes
from assistant.backends.windows_hotkeys import WindowsHotkeys
from assistant.keys import Hotkey
user = ctypes.WinDLL("user32")
user.MessageBoxW.argtypes = [ctypes.c_void_p, wintypes.LPCWSTR, wintypes.LPCWSTR, wintypes.UINT]
keys = WindowsHotkeys.open()
print(keys.register(Hotkey.parse("Ctrl+Alt+J"), lambda: print("heard", flush=True)).ok, flush=True)
print("box", flush=True)
user.MessageBoxW(None, "a native dialog runs the loop", "box", 0)
keys.close()
print("over", flush=True)
"""


def test_a_key_is_heard_while_a_native_dialog_runs_the_loop(desk: Desk, agent: Agent) -> None:
    wine = desk.wine
    program = Program(wine, wine.python, "-c", _MENU, cwd=REPO)
    try:
        wait_for(lambda: "box" in program.printed() and agent.windows(title="box"), "the dialog")
        desk.focus()
        desk.hand.chord("Ctrl+Alt+J")
        wait_for(lambda: "heard" in program.printed(), "the key is heard")
        agent.ask("post", window=agent.windows(title="box")[0]["window"], number=0x10)
        wait_for(lambda: "over" in program.printed(), "the dialog is closed")
    finally:
        program.kill()
