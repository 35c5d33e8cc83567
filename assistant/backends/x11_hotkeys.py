"""Global hotkeys on X11 through the connection that Qt already has.

No thread waits for keys and no root rights are needed: ``xcb_grab_key`` on the root window, and
the key events come with Qt's own. ``ui/native.py`` passes every event pointer to
``handle_event``. A key that another program holds shows as BadAccess. While another program holds
the whole keyboard (an open menu) nothing fires; X11 allows no more.
"""

from __future__ import annotations

import ctypes as c
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, Protocol

from assistant.backends.keytables import X_KEYSYMS, X_MODIFIER_KEYSYMS, X_NUM_LOCK
from assistant.key_press import fire
from assistant.keys import Hotkey
from assistant.ports import Capability, Registration
from phrasebook.i18n import tr

log = logging.getLogger(__name__)

KEY_PRESS: Final = 2
KEY_RELEASE: Final = 3
MAPPING_NOTIFY: Final = 34
_LOCK: Final = 2
_ASYNC: Final = 1
_KEYMAP_CHANGES: Final = (0, 1)
"""XKB's NewKeyboardNotify and MapNotify."""
_QUIET_S: Final = 0.5
"""How long after a hotkey Qt is not told of a changed keymap. Keys sent by XTEST come from another
keyboard than the hand's; the server calls each change between the two a new keymap, and Qt would
read all of it (6 to 15 ms) just while the chat waits for our answer about the clipboard. A layout
that really changes then is read at the next change of keyboards, at the latest."""
_WATCH_S: Final = 0.015
"""Between two looks at a held key. Nobody lifts and presses one key again within 15 ms."""


class Physical(Protocol):
    """What the debounce needs of ``X11Physical``."""

    def pressed(self, keycode: int) -> bool:
        """Tell whether the key is down."""


class _Cookie(c.Structure):
    _fields_ = (("sequence", c.c_uint),)


class _Screens(c.Structure):
    _fields_ = (("data", c.c_void_p), ("rem", c.c_int), ("index", c.c_int))


class _Xcb:
    """The handful of libxcb calls, declared once."""

    def __init__(self) -> None:
        self.lib = lib = c.CDLL("libxcb.so.1")
        self._free = c.CDLL(None).free
        self._free.argtypes = [c.c_void_p]
        p, u8, u16, u32 = c.c_void_p, c.c_uint8, c.c_uint16, c.c_uint32
        lib.xcb_setup_roots_iterator.restype = _Screens
        lib.xcb_setup_roots_iterator.argtypes = [p]
        lib.xcb_get_setup.restype, lib.xcb_get_setup.argtypes = p, [p]
        lib.xcb_grab_key_checked.restype = _Cookie
        lib.xcb_grab_key_checked.argtypes = [p, u8, u32, u16, u8, u8, u8]
        lib.xcb_ungrab_key.argtypes = [p, u8, u32, u16]
        lib.xcb_ungrab_keyboard.argtypes = [p, u32]
        lib.xcb_request_check.restype, lib.xcb_request_check.argtypes = p, [p, _Cookie]
        lib.xcb_flush.argtypes = [p]
        for name, args in {
            "xcb_get_input_focus": [p],
            "xcb_get_keyboard_mapping": [p, u8, u8],
            "xcb_get_modifier_mapping": [p],
            "xcb_query_extension": [p, u16, c.c_char_p],
        }.items():
            call, reply = getattr(lib, name), getattr(lib, f"{name}_reply")
            call.restype, call.argtypes = _Cookie, args
            reply.restype, reply.argtypes = p, [p, _Cookie, p]

    def first_root(self, conn: int) -> int:
        """Give the root window of the first screen."""
        screens = self.lib.xcb_setup_roots_iterator(self.lib.xcb_get_setup(conn))
        return int(c.c_uint32.from_address(screens.data).value)

    @contextmanager
    def reply(self, name: str, conn: int, *args: int | bytes) -> Iterator[int]:
        """Ask and wait; the answer's address is valid inside the block."""
        cookie = getattr(self.lib, name)(conn, *args)
        address = getattr(self.lib, f"{name}_reply")(conn, cookie, None)
        try:
            yield address or 0
        finally:
            if address:
                self._free(address)

    def first_event(self, conn: int, extension: bytes) -> int:
        """Give the number of the first event of an extension; 0 if it is missing."""
        with self.reply("xcb_query_extension", conn, len(extension), extension) as at:
            return _u8(at + 10) if at and _u8(at + 8) else 0

    def failed(self, conn: int, cookie: _Cookie) -> bool:
        """Tell whether a checked request met an error."""
        error = self.lib.xcb_request_check(conn, cookie)
        if error:
            self._free(error)
        return bool(error)


def _u8(address: int) -> int:
    return c.c_uint8.from_address(address).value


class Keymap:
    """Key codes and modifier masks of the present keyboard layout."""

    def __init__(self, codes: dict[int, int], masks: dict[str, int], num_lock: int) -> None:
        """Take keysym to keycode, modifier name to mask, and the mask of Num Lock."""
        self.codes = codes
        self.masks = masks
        self.num_lock = num_lock

    @property
    def lock_masks(self) -> tuple[int, ...]:
        """Every combination of Caps Lock and Num Lock."""
        return tuple(sorted({0, _LOCK, self.num_lock, _LOCK | self.num_lock}))

    def combine(self, modifiers: tuple[str, ...]) -> int:
        """Give the mask of these modifiers."""
        mask = 0
        for name in modifiers:
            mask |= self.masks[name]
        return mask

    @classmethod
    def read(cls, xcb: _Xcb, conn: int) -> Keymap:
        """Ask the server. Falls back on the usual masks where the layout names no key."""
        setup = xcb.lib.xcb_get_setup(conn)
        first, last = _u8(setup + 34), _u8(setup + 35)
        codes: dict[int, int] = {}
        symbols: dict[int, list[int]] = {}
        with xcb.reply("xcb_get_keyboard_mapping", conn, first, last - first + 1) as at:
            width = _u8(at + 1) if at else 0
            table = (c.c_uint32 * (width * (last - first + 1))).from_address(at + 32)
            for code in range(first, last + 1):
                start = (code - first) * width
                symbols[code] = list(table[start : start + width])
        for level in range(width):  # a key's own first level wins over another's shifted one
            for code, row in symbols.items():
                codes.setdefault(row[level], code)
        owners: dict[int, int] = {}
        with xcb.reply("xcb_get_modifier_mapping", conn) as at:
            per = _u8(at + 1) if at else 0
            for bit in range(8):
                for column in range(per):
                    for symbol in symbols.get(_u8(at + 32 + bit * per + column), ()):
                        owners.setdefault(symbol, 1 << bit)

        def mask(candidates: tuple[int, ...], usual: int) -> int:
            return next((owners[s] for s in candidates if s in owners), usual)

        usual = {"Shift": 1, "Ctrl": 4, "Alt": 8, "Meta": 64}
        masks = {name: mask(X_MODIFIER_KEYSYMS[name], value) for name, value in usual.items()}
        return cls(codes, masks, mask((X_NUM_LOCK,), 16))


class X11Hotkeys:
    """``HotkeyListener`` by key grabs on Qt's xcb connection (GUI thread, but ``release_grab``)."""

    def __init__(
        self, connection: int, physical: Callable[[], Physical] | None = None, root: int = 0
    ) -> None:
        """Use ``connection`` (``xcb_connection_t*``); ``open`` finds the rest.

        Args:
            connection: From ``QX11Application.connection()``.
            physical: Makes what tells when a key was let go, once the first key fires; without
                it only release events tell.
            root: Root window of the screen; 0 for the first screen's.

        Raises:
            OSError: If libxcb is missing.
        """
        self._xcb = _Xcb()
        self._conn = connection
        self._root = root or self._xcb.first_root(connection)
        self._physical = physical
        self._keymap = Keymap.read(self._xcb, connection)
        self._callbacks: dict[Hotkey, Callable[[], None]] = {}
        self._grabbed: dict[tuple[int, int], Hotkey] = {}
        self._held: set[int] = set()
        self._xkb = self._xcb.first_event(connection, b"XKEYBOARD")
        self._quiet_until = 0.0
        self.as_of: Callable[[int], None] | None = None
        """Told the server time (ms) of a press before its callback runs, and 0 after it."""
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._watcher: threading.Thread | None = None

    @classmethod
    def open(cls, connection: int) -> X11Hotkeys:
        """Use ``connection`` and the keyboards of this machine.

        Raises:
            OSError: If libxcb is missing.
        """

        def physical() -> Physical:
            from assistant.backends.x11_physical import X11Physical

            return X11Physical()

        return cls(connection, physical)

    def capability(self) -> Capability:
        """Works wherever this object could be made."""
        return Capability(True, "x11-grab")

    def register(self, hotkey: Hotkey, callback: Callable[[], None]) -> Registration:
        """Grab the key under all four lock states."""
        self._callbacks[hotkey] = callback
        return self._grab(hotkey)

    def _grab(self, hotkey: Hotkey) -> Registration:
        code = self._keymap.codes.get(X_KEYSYMS[hotkey.key])
        if code is None:
            return Registration(hotkey, False, tr("这个键盘上没有这个键"))
        mask = self._keymap.combine(hotkey.modifiers)
        cookies = [
            self._xcb.lib.xcb_grab_key_checked(
                self._conn, 0, self._root, mask | lock, code, _ASYNC, _ASYNC
            )
            for lock in self._keymap.lock_masks
        ]
        refused = [self._xcb.failed(self._conn, cookie) for cookie in cookies]
        if any(refused):
            self._ungrab(code, mask)
            return Registration(hotkey, False, tr("已被其他程序占用"))
        self._grabbed[code, mask] = hotkey
        return Registration(hotkey, True)

    def _ungrab(self, code: int, mask: int) -> None:
        for lock in self._keymap.lock_masks:
            self._xcb.lib.xcb_ungrab_key(self._conn, code, self._root, mask | lock)
        self._xcb.lib.xcb_flush(self._conn)

    def unregister(self, hotkey: Hotkey) -> None:
        """Give the key back; unknown keys are ignored."""
        self._callbacks.pop(hotkey, None)
        for (code, mask), held in list(self._grabbed.items()):
            if held == hotkey:
                del self._grabbed[code, mask]
                self._ungrab(code, mask)

    def refresh(self) -> list[Registration]:
        """Read the keyboard layout and grab all keys again."""
        for code, mask in self._grabbed:
            self._ungrab(code, mask)
        self._grabbed.clear()
        with self._lock:
            self._held.clear()
        self._keymap = Keymap.read(self._xcb, self._conn)
        return [self._grab(hotkey) for hotkey in self._callbacks]

    def handle_event(self, pointer: int) -> bool:
        """Look at one ``xcb_generic_event_t``; True if it was ours and nobody else needs it."""
        kind = _u8(pointer) & 0x7F
        if kind == self._xkb:
            # Beyond key events the filter passes all of the extensions'.
            changed = _u8(pointer + 1) in _KEYMAP_CHANGES
            return changed and time.monotonic() < self._quiet_until
        if kind == MAPPING_NOTIFY:
            self._layout_changed()
            return False
        if kind not in (KEY_PRESS, KEY_RELEASE):
            return False
        if c.c_uint32.from_address(pointer + 12).value != self._root:
            return False  # a key in one of our own windows
        code = _u8(pointer + 1)
        if kind == KEY_RELEASE:
            # A repeating key may send releases between its presses: ask the keyboard if we can.
            if self._physical is None:
                with self._lock:
                    self._held.discard(code)
            return any(code == grabbed for grabbed, _ in self._grabbed)
        wanted = self._keymap.combine(("Ctrl", "Alt", "Shift", "Meta"))
        state = c.c_uint16.from_address(pointer + 28).value & wanted
        hotkey = self._grabbed.get((code, state))
        if hotkey is None:
            return False
        if self._first_press(code):
            # The chat gets no key while the press holds the keyboard. Ended here it costs the
            # paste no wait: the server has done it long before the paste key comes.
            self._xcb.lib.xcb_ungrab_keyboard(self._conn, 0)
            self._xcb.lib.xcb_flush(self._conn)
            self._quiet_until = time.monotonic() + _QUIET_S
            fire(self._callbacks[hotkey], self.as_of, c.c_uint32.from_address(pointer + 4).value)
        return True

    def _first_press(self, code: int) -> bool:
        """Tell a new press from the repeats of a held key."""
        with self._lock:
            if code in self._held:
                return False
            self._held.add(code)
        if self._physical is not None:
            if self._watcher is None:
                self._watcher = threading.Thread(
                    target=self._watch, name="hotkey-release", daemon=True
                )
                self._watcher.start()
            self._wake.set()
        return True

    def _watch(self) -> None:
        # The sender ends the grab before it injects, so the release event may go to the chat
        # instead of to us. This thread sleeps unless a hotkey is being held.
        try:
            physical = self._physical() if self._physical is not None else None
        except OSError:
            physical = None
        if physical is None:
            log.warning("hotkeys physical_state=missing")
            with self._lock:
                self._physical = None
                self._held.clear()
        while physical is not None:
            self._wake.wait()
            self._wake.clear()
            while self._held and not self._wake.wait(_WATCH_S):
                for code in tuple(self._held):
                    if not physical.pressed(code):
                        with self._lock:
                            self._held.discard(code)
            if not self._conn:
                return

    def _layout_changed(self) -> None:
        before, wanted = self._keymap, [X_KEYSYMS[hotkey.key] for hotkey in self._callbacks]
        now = Keymap.read(self._xcb, self._conn)
        same = (before.masks, before.num_lock) == (now.masks, now.num_lock)
        if same and all(before.codes.get(s) == now.codes.get(s) for s in wanted):
            return
        failed = sum(not registration.ok for registration in self.refresh())
        log.info("hotkeys layout_changed failed=%d", failed)

    def release_grab(self) -> None:
        """End the grab that a pressed hotkey holds, so that injected keys reach the chat.

        Returns after the server has done it. Callable from any thread (xcb is thread-safe).
        """
        with self._lock:
            if not self._conn:
                return
            self._xcb.lib.xcb_ungrab_keyboard(self._conn, 0)
            with self._xcb.reply("xcb_get_input_focus", self._conn):
                pass

    def close(self) -> None:
        """Give all keys back. Must come before Qt's connection ends."""
        for hotkey in list(self._callbacks):
            self.unregister(hotkey)
        with self._lock:
            self._conn = 0
            self._held.clear()
        self._wake.set()


def is_xwayland(connection: int) -> bool:
    """Tell whether the X server behind Qt's connection is XWayland (23.1 and newer say so)."""
    xcb = _Xcb()
    with xcb.reply("xcb_query_extension", connection, len(b"XWAYLAND"), b"XWAYLAND") as at:
        return bool(at and _u8(at + 8))
