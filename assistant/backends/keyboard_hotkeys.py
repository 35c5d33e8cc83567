"""Global hotkeys by the ``keyboard`` package: the fallback on Windows.

It hooks every key, which Windows ends in silence when a callback is slow, so ``refresh`` (after
unlock and resume) takes all hooks down and puts them up again. Callbacks only enqueue. On Linux
it reads /dev/input as root and misses keys of remote desktops, so it is not used there.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Final

from assistant.keys import Hotkey
from assistant.ports import Capability, Registration
from phrasebook.i18n import tr

BACKEND: Final = "keyboard"
_NAMES: Final = {"Meta": "windows", "PageUp": "page up", "PageDown": "page down"}


def combination(hotkey: Hotkey) -> str:
    """Write a hotkey as the package wants it: ``ctrl+alt+1``."""
    parts = (*hotkey.modifiers, hotkey.key)
    return "+".join(_NAMES.get(part, part.lower()) for part in parts)


class KeyboardHotkeys:
    """``HotkeyListener`` over the ``keyboard`` module."""

    def __init__(self, module: Any) -> None:
        """Use the imported module (a fake in tests)."""
        self._keyboard = module
        self._callbacks: dict[Hotkey, Callable[[], None]] = {}
        self._handles: dict[Hotkey, tuple[Any, Any]] = {}
        self._held: set[Hotkey] = set()

    @classmethod
    def open(cls) -> KeyboardHotkeys:
        """Import the package.

        Raises:
            OSError: Where it cannot work.
            ImportError: If it is not installed.
        """
        if sys.platform != "win32":
            raise OSError("only used on Windows")
        import keyboard

        return cls(keyboard)

    def capability(self) -> Capability:
        """Works, with the weakness of a hook."""
        return Capability(
            True, BACKEND, tr("快捷键由键盘钩子提供,锁屏或休眠后可能要重新启动程序。")
        )

    def register(self, hotkey: Hotkey, callback: Callable[[], None]) -> Registration:
        """Hook the key; a second hook of the same key replaces the first."""
        self._callbacks[hotkey] = callback
        self._remove(hotkey)
        try:
            pressed = self._keyboard.add_hotkey(
                combination(hotkey), lambda: self._press(hotkey), suppress=True
            )
            released = self._keyboard.on_release_key(
                combination(Hotkey(hotkey.key)), lambda _event: self._held.discard(hotkey)
            )
        except (ValueError, OSError):
            return Registration(hotkey, False, tr("这个键盘上没有这个键"))
        self._handles[hotkey] = (pressed, released)
        return Registration(hotkey, True)

    def _press(self, hotkey: Hotkey) -> None:
        if hotkey in self._held:
            return  # the key repeats while it is held
        self._held.add(hotkey)
        callback = self._callbacks.get(hotkey)
        if callback is not None:
            callback()

    def _remove(self, hotkey: Hotkey) -> None:
        handles = self._handles.pop(hotkey, None)
        if handles is not None:
            self._keyboard.remove_hotkey(handles[0])
            self._keyboard.unhook(handles[1])

    def unregister(self, hotkey: Hotkey) -> None:
        """Unhook the key; unknown keys are ignored."""
        self._callbacks.pop(hotkey, None)
        self._held.discard(hotkey)
        self._remove(hotkey)

    def refresh(self) -> list[Registration]:
        """Hook everything again and forget what seemed held (a lock screen hides key-ups)."""
        self._held.clear()
        self._keyboard.unhook_all()
        self._handles.clear()
        return [self.register(key, callback) for key, callback in list(self._callbacks.items())]

    def close(self) -> None:
        """Unhook everything."""
        for hotkey in list(self._callbacks):
            self.unregister(hotkey)
