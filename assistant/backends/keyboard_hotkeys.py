"""Hotkeys that another program holds, by the ``keyboard`` package: the way out on Windows.

Its low-level hook is shown every key of the machine before any program gets it, so nothing of the
package is loaded before a person chose this for a key, and the hook ends with the last such key,
while the screen is locked, and with the program. Of what it sees only our own keys are taken: the
key itself and its repeats up to its release, never a modifier, so that none can stay down. The
suppression of the package's own hotkeys holds modifiers back, which is why only its hook is used.
Windows ends a slow hook in silence, so ``refresh`` (after unlock and resume) makes a new one. On
Linux the package reads /dev/input as root, so it is not used there.
"""

from __future__ import annotations

import ctypes
import logging
import sys
import threading
from collections.abc import Callable
from ctypes import wintypes
from dataclasses import dataclass
from typing import Any, Final, Protocol

from assistant.backends.keytables import WINDOWS_MODIFIER_VKS, WINDOWS_VKS
from assistant.key_press import fire
from assistant.keys import Hotkey
from assistant.ports import Capability, Registration
from phrasebook.i18n import tr

log = logging.getLogger(__name__)

BACKEND: Final = "keyboard"
_END_S: Final = 2.0
_END_AGAIN_S: Final = 0.05
_MENUS: Final = frozenset(("Alt", "Meta"))


@dataclass(frozen=True, slots=True)
class HookedKey:
    """One event of the keyboard.

    Attributes:
        scan: Scan code.
        keypad: The key is one of the keypad.
        up: It goes up.
        moment: When (ms, of ``GetTickCount``).
    """

    scan: int
    keypad: bool
    up: bool
    moment: int = 0


class HookApi(Protocol):
    """What needs Windows and the package."""

    def listen(self, see: Callable[[HookedKey], bool], made: Callable[[bool], None]) -> None:
        """Show every key event to ``see``, which keeps it from all others by False.

        Blocks until ``end``. ``made`` is told at the beginning whether there is a hook. Raises
        ``ImportError``, ``OSError`` or ``AttributeError`` where the package does not work.
        """

    def end(self, thread: threading.Thread) -> None:
        """Ask the thread that is in ``listen`` to return; in vain while it only begins."""

    def scan(self, vk: int) -> int:
        """Give the scan code of a virtual key; 0 if this keyboard has none."""

    def down(self, vk: int) -> bool:
        """Tell whether a key is down now."""

    def mask(self) -> None:
        """Tap a key that means nothing, so that Alt or Win alone opens no menu."""


class KeyboardHotkeys:
    """``HotkeyListener`` for keys that ``RegisterHotKey`` refuses."""

    def __init__(self, make: Callable[[], HookApi]) -> None:
        """Make nothing yet: ``make`` gives the hook at the first ``register``."""
        self._make = make
        self._api: HookApi | None = None
        self._lock = threading.Lock()
        self._callbacks: dict[Hotkey, Callable[[], None]] = {}
        self._scans: dict[Hotkey, int] = {}
        self._taken: set[int] = set()
        self._thread: threading.Thread | None = None
        self._refused = False
        self.as_of: Callable[[int], None] | None = None
        """See ``WindowsHotkeys``; told on the hook's thread."""

    @classmethod
    def open(cls) -> KeyboardHotkeys:
        """Use this machine.

        Raises:
            OSError: If this is not Windows.
        """
        if sys.platform == "win32":
            return cls(KeyboardHook)
        raise OSError("only used on Windows")

    def capability(self) -> Capability:
        """Works unless the hook was refused."""
        if self._refused:
            return Capability(
                False,
                BACKEND,
                tr("装不上键盘钩子,可能被安全软件拦住了"),
                tr("请换一个键,或在安全软件里允许伴话。"),
            )
        return Capability(True, BACKEND)

    def register(self, hotkey: Hotkey, callback: Callable[[], None]) -> Registration:
        """Take the key from all others at each press."""
        api = self._api = self._api or self._make()
        scan = api.scan(WINDOWS_VKS[hotkey.key])
        if not scan:
            return Registration(hotkey, False, tr("这个键盘上没有这个键"))
        with self._lock:
            self._callbacks[hotkey], self._scans[hotkey] = callback, scan
        self._begin(api)
        return Registration(hotkey, True, hooked=True)

    def unregister(self, hotkey: Hotkey) -> None:
        """Let go of the key; the hook ends with the last one."""
        with self._lock:
            self._callbacks.pop(hotkey, None)
            self._scans.pop(hotkey, None)
            last = not self._callbacks
        if last:
            self._end()

    def refresh(self) -> list[Registration]:
        """Make the hook anew; what seemed held is forgotten (a lock screen hides its release)."""
        self._end()
        with self._lock:
            callbacks = dict(self._callbacks)
        return [self.register(key, callback) for key, callback in callbacks.items()]

    def close(self) -> None:
        """End the hook and forget all keys."""
        with self._lock:
            self._callbacks.clear()
            self._scans.clear()
        self._end()

    def _begin(self, api: HookApi) -> None:
        if self._thread is not None and self._thread.is_alive():
            return
        self._refused = False
        self._taken.clear()

        def listen() -> None:
            try:
                api.listen(self._see, self._made)
            except (ImportError, OSError, AttributeError) as problem:
                log.warning("keyboard hook skipped error=%s", type(problem).__name__)
                self._refused = True

        self._thread = threading.Thread(target=listen, name="keyboard-hook", daemon=True)
        self._thread.start()

    def _made(self, done: bool) -> None:
        self._refused = not done
        log.info("keyboard hook made=%s", done)

    def _end(self) -> None:
        thread, self._thread = self._thread, None
        if thread is None or self._api is None:
            return
        for _ in range(round(_END_S / _END_AGAIN_S)):
            if not thread.is_alive():
                log.info("keyboard hook ended")
                return
            self._api.end(thread)
            thread.join(_END_AGAIN_S)
        log.warning("keyboard hook did not end")

    # -- on the hook's thread: no key reaches anybody while this runs --

    def _see(self, key: HookedKey) -> bool:
        """Tell whether others may have the key."""
        if key.keypad:
            return True
        if key.up:
            if key.scan not in self._taken:
                return True
            self._taken.discard(key.scan)
            return False
        if key.scan in self._taken:
            return False  # it repeats while it is held, with or without the modifiers
        found = self._found(key.scan)
        if found is None:
            return True
        hotkey, callback = found
        self._taken.add(key.scan)
        fire(callback, self.as_of, key.moment)
        if self._api is not None and _MENUS & set(hotkey.modifiers):
            self._api.mask()
        return False

    def _found(self, scan: int) -> tuple[Hotkey, Callable[[], None]] | None:
        with self._lock:
            keys = [hotkey for hotkey, own in self._scans.items() if own == scan]
            if not keys:
                return None
            held = self._held()
            for hotkey in keys:
                if set(hotkey.modifiers) == held:
                    return hotkey, self._callbacks[hotkey]
        return None

    def _held(self) -> set[str]:
        api = self._api
        if api is None:
            return set()
        pairs = WINDOWS_MODIFIER_VKS.items()
        return {name for name, vks in pairs if any(api.down(vk) for vk in vks)}


if sys.platform == "win32":
    from assistant.backends.windows_input import OWN_INPUT, Win32Keys
    from assistant.backends.windows_keys import MASK_KEY, KeyEvent
    from assistant.backends.windows_libraries import user32

    _WM_QUIT: Final = 0x0012

    class KeyboardHook:
        """``HookApi`` by the hook of the package, in a thread of ours that can end."""

        def __init__(self) -> None:
            """Declare the calls; the package is loaded by ``listen``."""
            self._keys = Win32Keys()
            self._keys.prepare((MASK_KEY,))
            self._user = user32()
            self._user.GetMessageW.argtypes = [
                ctypes.POINTER(wintypes.MSG), wintypes.HWND, wintypes.UINT, wintypes.UINT,
            ]  # fmt: skip
            self._user.PostThreadMessageW.argtypes = [
                wintypes.DWORD, wintypes.UINT, wintypes.WPARAM, wintypes.LPARAM,
            ]  # fmt: skip

        def listen(self, see: Callable[[HookedKey], bool], made: Callable[[bool], None]) -> None:
            """Set the package's hook; Windows takes it down with this thread.

            Raises:
                ImportError: If the package is not installed.
            """
            # Its public functions begin a thread that never ends and that keeps book of each key.
            from keyboard import _winkeyboard

            package: Any = _winkeyboard
            moment = [0]
            set_hook, procedure = package.SetWindowsHookEx, package.LowLevelKeyboardProc

            def told(*arguments: Any) -> Any:
                hook = set_hook(*arguments)
                made(bool(hook))
                return hook

            def but_ours(handler: Callable[[int, int, Any], int]) -> Any:
                # The key of a paste may be the very key that the hand still holds.
                def handle(code: int, message: int, info: Any) -> int:
                    if ctypes.cast(info.contents.dwExtraInfo, ctypes.c_void_p).value == OWN_INPUT:
                        return int(package.CallNextHookEx(None, code, message, info))
                    # The package's own events carry the time at which it came to them.
                    moment[0] = int(info.contents.time) & 0xFFFFFFFF
                    return handler(code, message, info)

                return procedure(handle)

            package.SetWindowsHookEx, package.LowLevelKeyboardProc = told, but_ours
            try:
                package.prepare_intercept(lambda event: see(_read(event, moment[0])))
            finally:
                package.SetWindowsHookEx, package.LowLevelKeyboardProc = set_hook, procedure
            # Not the package's loop: that ends with the first message, whatever it is.
            message = wintypes.MSG()
            while self._user.GetMessageW(ctypes.byref(message), None, 0, 0) > 0:
                pass

        def end(self, thread: threading.Thread) -> None:
            """Send the thread WM_QUIT."""
            self._user.PostThreadMessageW(thread.native_id or 0, _WM_QUIT, 0, 0)

        def scan(self, vk: int) -> int:
            """Look the scan code up in the keyboard layout."""
            return int(self._user.MapVirtualKeyW(vk, 0))

        def down(self, vk: int) -> bool:
            """Tell whether a key is down, by what Windows let through."""
            return self._keys.down(vk)

        def mask(self) -> None:
            """Tap the mask key."""
            self._keys.send([KeyEvent(MASK_KEY, False), KeyEvent(MASK_KEY, True)])

    def _read(event: Any, moment: int) -> HookedKey:
        is_up = event.event_type == "up"
        return HookedKey(int(event.scan_code), bool(event.is_keypad), is_up, moment)
