"""Global hotkeys on Windows by ``RegisterHotKey``.

The message WM_HOTKEY comes with Qt's own messages to the thread that registered; ``ui/native.py``
passes it to ``handle_message``. A key that is taken fails with error 1409. ``MOD_NOREPEAT`` keeps
a held key from firing again. Not run on Windows yet; everything but the two calls is tested.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from typing import Final, Protocol

from assistant.backends.keytables import MOD_NOREPEAT, WINDOWS_MOD_FLAGS, WINDOWS_VKS
from assistant.keys import Hotkey
from assistant.ports import Capability, Registration
from phrasebook.i18n import tr

BACKEND: Final = "windows-registerhotkey"
WM_HOTKEY: Final = 0x0312
ALREADY_REGISTERED: Final = 1409
_LAST_ID: Final = 0xBFFF
"""Ids above belong to shared DLLs."""


class HotkeyApi(Protocol):
    """The two calls that need Windows."""

    def register(self, number: int, modifiers: int, vk: int) -> int:
        """Register for the calling thread; 0 or the error code."""

    def unregister(self, number: int) -> None:
        """Give a key back."""


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

    @classmethod
    def open(cls) -> WindowsHotkeys:
        """Use this machine.

        Raises:
            OSError: If this is not Windows.
        """
        if sys.platform == "win32":
            return cls(Win32Hotkeys())
        raise OSError("not Windows")

    def capability(self) -> Capability:
        """Works on every Windows."""
        return Capability(True, BACKEND)

    def register(self, hotkey: Hotkey, callback: Callable[[], None]) -> Registration:
        """Register the key for this thread."""
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
            return Registration(hotkey, False, reason)
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

    def handle_message(self, number: int, wparam: int, lparam: int) -> bool:  # noqa: ARG002
        """Look at one message; True if it was one of our keys."""
        if number != WM_HOTKEY:
            return False
        for hotkey, own in self._numbers.items():
            if own == wparam:
                self._callbacks[hotkey]()
                return True
        return False

    def close(self) -> None:
        """Give all keys back."""
        for hotkey in list(self._callbacks):
            self.unregister(hotkey)


if sys.platform == "win32":

    class Win32Hotkeys:
        """``HotkeyApi`` by user32."""

        def __init__(self) -> None:
            """Load the library."""
            self._user = ctypes.WinDLL("user32", use_last_error=True)

        def register(self, number: int, modifiers: int, vk: int) -> int:
            """Register for the calling thread; 0 or the error code."""
            if self._user.RegisterHotKey(None, number, modifiers, vk):
                return 0
            return ctypes.get_last_error() or -1

        def unregister(self, number: int) -> None:
            """Give a key back."""
            self._user.UnregisterHotKey(None, number)
