"""Global hotkeys on Windows by ``RegisterHotKey``.

The keys belong to a hidden window of ours. A key that is taken fails with error 1409.
``MOD_NOREPEAT`` keeps a held key from firing again. The message carries the time of the press: the
thread that handles it may be late.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from ctypes import wintypes
from typing import Final, Protocol

from assistant.backends.keytables import MOD_NOREPEAT, WINDOWS_MOD_FLAGS, WINDOWS_VKS
from assistant.key_press import fire
from assistant.keys import Hotkey
from assistant.ports import Capability, Registration
from phrasebook.i18n import tr

BACKEND: Final = "windows-registerhotkey"
WM_HOTKEY: Final = 0x0312
ALREADY_REGISTERED: Final = 1409
_LAST_ID: Final = 0xBFFF
"""Ids above belong to shared DLLs."""


class HotkeyApi(Protocol):
    """The few calls that need Windows."""

    def listen(self, heard: Callable[[int, int], None]) -> None:
        """Call ``heard`` on this thread for each press, with the key's number and the time (ms)."""

    def register(self, number: int, modifiers: int, vk: int) -> int:
        """Register a key under a number; 0 or the error code."""

    def unregister(self, number: int) -> None:
        """Give a key back."""

    def close(self) -> None:
        """Hear nothing any more."""


def arguments(hotkey: Hotkey) -> tuple[int, int]:
    """Give ``fsModifiers`` and ``vk`` of ``RegisterHotKey``."""
    modifiers = MOD_NOREPEAT
    for name in hotkey.modifiers:
        modifiers |= WINDOWS_MOD_FLAGS[name]
    return modifiers, WINDOWS_VKS[hotkey.key]


class WindowsHotkeys:
    """``HotkeyListener`` over a ``HotkeyApi`` (GUI thread only)."""

    def __init__(self, api: HotkeyApi) -> None:
        """Use ``api``; ``open`` gives the real one."""
        self._api = api
        self._callbacks: dict[Hotkey, Callable[[], None]] = {}
        self._numbers: dict[Hotkey, int] = {}
        self._next = 1
        self.as_of: Callable[[int], None] | None = None
        """Told the time (ms, ``GetTickCount``) of a press before its callback, and 0 after it."""
        api.listen(self._pressed)

    @classmethod
    def open(cls) -> WindowsHotkeys:
        """Use this machine.

        Raises:
            OSError: If this is not Windows, or it makes no window.
        """
        if sys.platform == "win32":
            return cls(Win32Hotkeys())
        raise OSError("not Windows")

    def capability(self) -> Capability:
        """Works on every Windows."""
        return Capability(True, BACKEND)

    def register(self, hotkey: Hotkey, callback: Callable[[], None]) -> Registration:
        """Register the key."""
        self._callbacks[hotkey] = callback
        if hotkey in self._numbers:
            return Registration(hotkey, True)
        number = self._next
        self._next = number + 1 if number < _LAST_ID else 1
        error = self._api.register(number, *arguments(hotkey))
        if error:
            reason = (
                tr("已被其他程序占用")
                if error == ALREADY_REGISTERED
                else tr("Windows 拒绝了这个键(错误 {code})", code=error)
            )
            return Registration(hotkey, False, reason, taken=error == ALREADY_REGISTERED)
        self._numbers[hotkey] = number
        return Registration(hotkey, True)

    def unregister(self, hotkey: Hotkey) -> None:
        """Give the key back; unknown keys are ignored."""
        self._callbacks.pop(hotkey, None)
        number = self._numbers.pop(hotkey, 0)
        if number:
            self._api.unregister(number)

    def refresh(self) -> list[Registration]:
        """Register everything again."""
        for number in self._numbers.values():
            self._api.unregister(number)
        self._numbers.clear()
        return [self.register(key, callback) for key, callback in list(self._callbacks.items())]

    def _pressed(self, number: int, moment: int) -> None:
        hotkey = next((key for key, own in self._numbers.items() if own == number), None)
        if hotkey is not None:
            fire(self._callbacks[hotkey], self.as_of, moment)

    def close(self) -> None:
        """Give all keys back."""
        for hotkey in list(self._callbacks):
            self.unregister(hotkey)
        self._api.close()


if sys.platform == "win32":
    from assistant.backends.windows_messages import MessageWindow

    class Win32Hotkeys:
        """``HotkeyApi`` by user32, with a hidden window of its own."""

        def __init__(self) -> None:
            """Load the library; nothing is made before ``listen``."""
            self._user = ctypes.WinDLL("user32", use_last_error=True)
            self._user.RegisterHotKey.argtypes = [
                wintypes.HWND, ctypes.c_int, wintypes.UINT, wintypes.UINT,
            ]  # fmt: skip
            self._user.UnregisterHotKey.argtypes = [wintypes.HWND, ctypes.c_int]
            self._window: MessageWindow | None = None

        def listen(self, heard: Callable[[int, int], None]) -> None:
            """Make the window that Windows sends WM_HOTKEY.

            Raises:
                OSError: Windows makes none.
            """
            self._window = MessageWindow("BanhuaHotkeys", WM_HOTKEY, heard)

        def register(self, number: int, modifiers: int, vk: int) -> int:
            """Register for the window; 0 or the error code."""
            if self._user.RegisterHotKey(self._handle(), number, modifiers, vk):
                return 0
            return ctypes.get_last_error() or -1

        def unregister(self, number: int) -> None:
            """Give a key back."""
            self._user.UnregisterHotKey(self._handle(), number)

        def _handle(self) -> int:
            return self._window.handle if self._window is not None else 0

        def close(self) -> None:
            """End the window."""
            if self._window is not None:
                self._window.close()
