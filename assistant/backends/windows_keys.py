"""Sends keys on Windows by ``SendInput``, and tells windows that it cannot reach.

Everything goes in one call: lift what the hand holds, the paste key, press again what was held.
Windows inserts the events of one call without any other between them, so the hand cannot let go
in the middle. The decisions are plain functions over ``KeyApi``, tested on every platform; the
calls themselves were not run on Windows yet (see the hand checks in CONTRIBUTING.md).
"""

from __future__ import annotations

import ctypes
import sys
import time
from collections.abc import Callable, Sequence
from ctypes import wintypes
from dataclasses import dataclass
from typing import Final, Protocol

from assistant.backends.keytables import WINDOWS_EXTENDED, WINDOWS_MODIFIER_VKS, WINDOWS_VKS
from assistant.keys import Hotkey
from assistant.ports import Capability, Sent, Spot, Target
from phrasebook.i18n import tr

BACKEND: Final = "windows-sendinput"
MASK_KEY: Final = 0xE8
"""An unassigned key that is tapped before Alt or Win goes up, so that no menu opens."""
_MAX_HOLD_MS: Final = 200
_MAX_TITLE: Final = 4096


@dataclass(frozen=True, slots=True)
class KeyEvent:
    """One keyboard event: virtual key, and whether it goes up."""

    vk: int
    up: bool


class KeyApi(Protocol):
    """The few questions and calls that need Windows."""

    def send(self, events: Sequence[KeyEvent]) -> int:
        """Insert events; returns how many were accepted."""

    def down(self, vk: int) -> bool:
        """Tell whether a key is down now."""

    def foreground(self) -> tuple[int, int]:
        """Give window and process in front; zeros for none."""

    def title(self, window: int) -> str:
        """Give the title of a window without waiting for its program."""

    def elevated(self, pid: int) -> bool | None:
        """Tell whether a process (0: our own) runs as administrator; None if it does not say."""

    def place_of(self, window: int, spot: Spot) -> tuple[int, int] | None:
        """Turn a place in a window into one on the screen; None if the window is not seen there."""

    def click(self, place: tuple[int, int]) -> bool:
        """Click there and put the pointer back, in one call."""


def chord(key: Hotkey) -> list[KeyEvent]:
    """Give the events of one key with its modifiers: ``Ctrl+V`` makes four."""
    vks = [WINDOWS_MODIFIER_VKS[name][0] for name in key.modifiers] + [WINDOWS_VKS[key.key]]
    return [KeyEvent(vk, False) for vk in vks] + [KeyEvent(vk, True) for vk in reversed(vks)]


def lift(held: Sequence[int]) -> list[KeyEvent]:
    """Give the events that lift held modifiers without opening a menu."""
    return _mask(held) + [KeyEvent(vk, True) for vk in held]


def press_again(held: Sequence[int]) -> list[KeyEvent]:
    """Give the events that press held modifiers again, in the reverse order of lifting.

    The mask key is tapped behind Alt and Win: where the hand lets them go with no other key in
    between, the chat's menu would open and take what is typed next.
    """
    return [KeyEvent(vk, False) for vk in reversed(held)] + _mask(held)


def _mask(held: Sequence[int]) -> list[KeyEvent]:
    menus = {*WINDOWS_MODIFIER_VKS["Alt"], *WINDOWS_MODIFIER_VKS["Meta"]}
    return [KeyEvent(MASK_KEY, False), KeyEvent(MASK_KEY, True)] if menus & set(held) else []


class WindowsKeySender:
    """``KeySender`` over a ``KeyApi`` (paste worker only)."""

    def __init__(self, api: KeyApi) -> None:
        """Use ``api``; ``open`` gives the real one."""
        self._api = api

    @classmethod
    def open(cls) -> WindowsKeySender:
        """Use this machine.

        Raises:
            OSError: If this is not Windows.
        """
        if sys.platform == "win32":
            return cls(Win32Keys())
        raise OSError("not Windows")

    def capability(self) -> Capability:
        """Works on every Windows."""
        return Capability(True, BACKEND)

    def can_reach(self, target: Target) -> Capability:
        """Refuse windows of programs that run as administrator while we do not.

        Windows drops keys sent to them without a word. A process that does not say counts as
        one of them.
        """
        if self._api.elevated(0) or self._api.elevated(target.pid) is False:
            return Capability(True, BACKEND)
        return Capability(
            False,
            BACKEND,
            tr(
                "“{program}”以管理员身份运行,Windows 不让普通程序给它发按键。",
                program=target.program,
            ),
            tr("请让它不以管理员身份启动,或者也以管理员身份启动伴话。"),
        )

    def paste(
        self,
        key: Hotkey,
        hold_ms: int = 0,
        target: Target | None = None,
        same: Callable[[str], bool] | None = None,
    ) -> Sent:
        """Send ``key`` once; see ``KeySender``."""
        return self._send(key, 1, min(hold_ms, _MAX_HOLD_MS), lambda: self._look(target, same))

    def tap(
        self,
        key: Hotkey,
        times: int = 1,
        target: Target | None = None,
        same: Callable[[str], bool] | None = None,
    ) -> Sent:
        """Send ``key`` that many times; see ``KeySender``."""
        return self._send(key, times, 0, lambda: self._look(target, same))

    def click(self, target: Target, spot: Spot) -> bool:
        """Click in ``target`` with no modifier held; see ``KeySender``."""
        held = [vk for pair in WINDOWS_MODIFIER_VKS.values() for vk in pair if self._api.down(vk)]
        place = self._api.place_of(target.window, spot)
        if place is None or self._api.foreground() != (target.window, target.pid):
            return False
        if held:
            self._api.send(lift(held))
        done = self._api.click(place)
        if held:
            self._api.send(press_again(held))
        return done

    def _send(self, key: Hotkey, times: int, hold_ms: int, look: Callable[[], Sent]) -> Sent:
        held = [vk for pair in WINDOWS_MODIFIER_VKS.values() for vk in pair if self._api.down(vk)]
        events = lift(held)
        if hold_ms:
            downs = [event for event in chord(key) if not event.up]
            done = self._insert(events + downs, look)
            if done:
                time.sleep(hold_ms / 1000)
                ups = [event for event in chord(key) if event.up]
                self._insert(ups + press_again(held), lambda: Sent.YES)
            return done
        return self._insert(events + chord(key) * times + press_again(held), look)

    def _look(self, target: Target | None, same: Callable[[str], bool] | None) -> Sent:
        """Look once more whether the bound chat is in front, as the last thing before the key."""
        if target is None:
            return Sent.YES
        if self._api.foreground() != (target.window, target.pid):
            return Sent.MOVED
        if same is not None and not same(self._api.title(target.window)):
            return Sent.OTHER_CHAT
        return Sent.YES

    def _insert(self, events: list[KeyEvent], look: Callable[[], Sent]) -> Sent:
        seen = look()
        if not seen:
            return seen
        accepted = self._api.send(events)
        if accepted == len(events):
            return Sent.YES
        if accepted:  # some program blocked input in the middle: leave no key down
            self._api.send([KeyEvent(e.vk, True) for e in events[:accepted] if not e.up])
        return Sent.BLOCKED

    def close(self) -> None:
        """Nothing is held between two calls."""


class _KeyboardInput(ctypes.Structure):
    _fields_ = (
        ("vk", wintypes.WORD),
        ("scan", wintypes.WORD),
        ("flags", wintypes.DWORD),
        ("time", wintypes.DWORD),
        ("extra", ctypes.c_size_t),
    )


class _MouseInput(ctypes.Structure):
    _fields_ = (
        ("dx", wintypes.LONG),
        ("dy", wintypes.LONG),
        ("data", wintypes.DWORD),
        ("flags", wintypes.DWORD),
        ("time", wintypes.DWORD),
        ("extra", ctypes.c_size_t),
    )


class _InputUnion(ctypes.Union):
    _fields_ = (("keyboard", _KeyboardInput), ("mouse", _MouseInput))


class Input(ctypes.Structure):
    """``INPUT`` of winuser.h: 40 bytes on 64-bit Windows."""

    _fields_ = (("kind", wintypes.DWORD), ("union", _InputUnion))


_INPUT_MOUSE: Final = 0
_MOUSE_MOVE_ON_VIRTUAL_DESK: Final = 0x8000 | 0x4000 | 0x0001
_MOUSE_LEFT_DOWN: Final = 0x0002
_MOUSE_LEFT_UP: Final = 0x0004
_INPUT_KEYBOARD: Final = 1
_EXTENDED: Final = 1
_KEYUP: Final = 2


def make_input(event: KeyEvent, scan: int) -> Input:
    """Build the structure for one event, with virtual key and scan code."""
    flags = (_EXTENDED if event.vk in WINDOWS_EXTENDED else 0) | (_KEYUP if event.up else 0)
    keyboard = _KeyboardInput(vk=event.vk, scan=scan, flags=flags)
    return Input(kind=_INPUT_KEYBOARD, union=_InputUnion(keyboard=keyboard))


def click_inputs(
    place: tuple[int, int], back: tuple[int, int], desk: tuple[int, int, int, int]
) -> list[Input]:
    """Build a click at ``place`` and the way back.

    Args:
        place: Where to click, in pixels of the virtual desktop.
        back: Where the pointer was.
        desk: The virtual desktop: left, top, width and height.
    """

    def move(x: int, y: int, flags: int) -> Input:
        # Absolute places run from 0 to 65535 over the whole desktop; the half pixel more keeps
        # the pixel that was meant (SendInput, MOUSEEVENTF_ABSOLUTE).
        left, top, width, height = desk
        dx = ((x - left) * 65536 + 32768) // max(1, width)
        dy = ((y - top) * 65536 + 32768) // max(1, height)
        mouse = _MouseInput(dx=dx, dy=dy, flags=_MOUSE_MOVE_ON_VIRTUAL_DESK | flags)
        return Input(kind=_INPUT_MOUSE, union=_InputUnion(mouse=mouse))

    return [
        move(*place, 0), move(*place, _MOUSE_LEFT_DOWN), move(*place, _MOUSE_LEFT_UP),
        move(*back, 0),
    ]  # fmt: skip


if sys.platform == "win32":
    _GA_ROOT: Final = 2
    _SWAPPED_BUTTONS: Final = 23
    _VIRTUAL_DESK: Final = (76, 77, 78, 79)  # SM_XVIRTUALSCREEN to SM_CYVIRTUALSCREEN
    _QUERY_LIMITED: Final = 0x1000
    _TOKEN_QUERY: Final = 8
    _TOKEN_ELEVATION: Final = 20

    class Win32Keys:
        """``KeyApi`` by user32, kernel32 and advapi32."""

        def __init__(self) -> None:
            """Declare the calls."""
            self._user = ctypes.WinDLL("user32", use_last_error=True)
            self._kernel = ctypes.WinDLL("kernel32", use_last_error=True)
            self._security = ctypes.WinDLL("advapi32", use_last_error=True)
            self._user.GetForegroundWindow.restype = wintypes.HWND
            self._user.GetWindowThreadProcessId.argtypes = [
                wintypes.HWND, ctypes.POINTER(wintypes.DWORD),
            ]  # fmt: skip
            self._user.GetAsyncKeyState.restype = wintypes.SHORT
            self._user.SendInput.argtypes = [wintypes.UINT, ctypes.c_void_p, ctypes.c_int]
            self._user.SendInput.restype = wintypes.UINT
            self._user.WindowFromPoint.argtypes = [wintypes.POINT]
            self._user.WindowFromPoint.restype = wintypes.HWND
            self._user.GetAncestor.argtypes = [wintypes.HWND, wintypes.UINT]
            self._user.GetAncestor.restype = wintypes.HWND
            self._user.GetClientRect.argtypes = [wintypes.HWND, ctypes.POINTER(wintypes.RECT)]
            self._user.ClientToScreen.argtypes = [wintypes.HWND, ctypes.POINTER(wintypes.POINT)]
            self._kernel.OpenProcess.restype = wintypes.HANDLE
            self._kernel.GetCurrentProcess.restype = wintypes.HANDLE
            self._kernel.CloseHandle.argtypes = [wintypes.HANDLE]
            self._security.OpenProcessToken.argtypes = [
                wintypes.HANDLE, wintypes.DWORD, ctypes.POINTER(wintypes.HANDLE),
            ]  # fmt: skip
            self._security.GetTokenInformation.argtypes = [
                wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD,
                ctypes.POINTER(wintypes.DWORD),
            ]  # fmt: skip

        def send(self, events: Sequence[KeyEvent]) -> int:
            """Insert events; returns how many were accepted."""
            inputs = (Input * len(events))(
                *(make_input(e, int(self._user.MapVirtualKeyW(e.vk, 0))) for e in events)
            )
            return int(self._user.SendInput(len(events), inputs, ctypes.sizeof(Input)))

        def down(self, vk: int) -> bool:
            """Tell whether a key is down now."""
            return bool(self._user.GetAsyncKeyState(vk) & 0x8000)

        def foreground(self) -> tuple[int, int]:
            """Give window and process in front."""
            window = self._user.GetForegroundWindow()
            pid = wintypes.DWORD()
            if window:
                self._user.GetWindowThreadProcessId(window, ctypes.byref(pid))
            return int(window or 0), int(pid.value)

        def title(self, window: int) -> str:
            """Give the title; of another process's window Windows keeps a copy for this."""
            text = ctypes.create_unicode_buffer(_MAX_TITLE)
            self._user.GetWindowTextW(wintypes.HWND(window), text, _MAX_TITLE)
            return text.value

        def elevated(self, pid: int) -> bool | None:
            """Tell whether a process runs as administrator."""
            process = (
                self._kernel.OpenProcess(_QUERY_LIMITED, False, pid)
                if pid
                else self._kernel.GetCurrentProcess()
            )
            if not process:
                return None
            token = wintypes.HANDLE()
            try:
                if not self._security.OpenProcessToken(process, _TOKEN_QUERY, ctypes.byref(token)):
                    return None
                answer, size = wintypes.DWORD(), wintypes.DWORD()
                done = self._security.GetTokenInformation(
                    token, _TOKEN_ELEVATION, ctypes.byref(answer), 4, ctypes.byref(size)
                )
                return bool(answer.value) if done else None
            finally:
                if token:
                    self._kernel.CloseHandle(token)
                if pid:
                    self._kernel.CloseHandle(process)

        def place_of(self, window: int, spot: Spot) -> tuple[int, int] | None:
            """Turn a place in a window into one on the screen."""
            rect, at = wintypes.RECT(), wintypes.POINT()
            if not self._user.GetClientRect(window, ctypes.byref(rect)):
                return None
            left, bottom = spot
            if not (0 < left < rect.right and 0 < bottom < rect.bottom):
                return None
            at.x, at.y = left, rect.bottom - bottom
            if not self._user.ClientToScreen(window, ctypes.byref(at)):
                return None
            top = self._user.GetAncestor(self._user.WindowFromPoint(at), _GA_ROOT)
            return (int(at.x), int(at.y)) if int(top or 0) == window else None

        def click(self, place: tuple[int, int]) -> bool:
            """Click there and put the pointer back, in one call."""
            if self._user.GetSystemMetrics(_SWAPPED_BUTTONS):
                return False  # the left button of SendInput would be the person's right one
            before = wintypes.POINT()
            self._user.GetCursorPos(ctypes.byref(before))
            desk = tuple(int(self._user.GetSystemMetrics(index)) for index in _VIRTUAL_DESK)
            found = click_inputs(place, (before.x, before.y), (desk[0], desk[1], desk[2], desk[3]))
            inputs = (Input * len(found))(*found)
            sent = self._user.SendInput(len(found), inputs, ctypes.sizeof(Input))
            return int(sent) == len(found)
