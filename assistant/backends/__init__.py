"""Picks a back-end for each port by what this machine can do.

Call ``pick`` after the first paint: python-xlib alone takes 60 ms to import. Each list names the
candidates best first; one whose libraries are missing is skipped, and a null back-end that says
why stands at the end.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar, cast

from assistant import invocation
from assistant.autostart import Autostart
from assistant.backends.null import (
    NullAutostart,
    NullCaret,
    NullIdle,
    NullListener,
    NullPointer,
    NullSender,
    NullTracker,
    NullVault,
    why,
)
from assistant.ports import (
    Capability,
    CaretPort,
    HotkeyListener,
    IdleTime,
    KeySender,
    KeyVault,
    OwnedClipboard,
    PointerPort,
    WindowTracker,
)

if TYPE_CHECKING:
    from assistant.backends.x11_owner import X11ClipboardReader

log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Backends:
    """What was picked.

    Attributes:
        platform: ``x11``, ``windows``, ``wayland``, ``macos``, ``offscreen`` or ``other``.
        listener: Global hotkeys.
        keys: Key sender of the paste worker.
        tracker: Other programs' windows.
        caret: Where the caret is in them.
        pointer: Presses of the mouse button in them.
        clipboard_reader: For ``QtClipboard`` on X11, else None.
        clipboard: Makes what stands in the place of ``QtClipboard`` on Windows, by the clock that
            it is to use (GUI thread, ``OSError`` if it cannot); else None.
        x11_key: For ``NativeEvents`` on X11, else None.
        way_out: For keys that the listener is refused; None where there is none.
    """

    platform: str
    listener: HotkeyListener
    keys: KeySender
    tracker: WindowTracker
    caret: CaretPort
    pointer: PointerPort
    clipboard_reader: X11ClipboardReader | None = None
    clipboard: Callable[[Callable[[], float]], OwnedClipboard] | None = None
    x11_key: Callable[[int], bool] | None = None
    way_out: HotkeyListener | None = None


def detect(
    qt_platform: str, environ: Mapping[str, str] = os.environ, xwayland: bool = False
) -> str:
    """Name the platform for ``pick``.

    Args:
        qt_platform: ``QGuiApplication.platformName()``.
        environ: The environment.
        xwayland: The X server is XWayland: it shows only some of the windows, and keys only
            while one of those has the focus, so it counts as Wayland.
    """
    if qt_platform == "windows":
        return "windows"
    if qt_platform == "cocoa":
        return "macos"
    if qt_platform == "xcb":
        return "wayland" if xwayland and environ.get("WAYLAND_DISPLAY") else "x11"
    if qt_platform.startswith("wayland"):
        return "wayland"
    return "offscreen" if qt_platform in ("offscreen", "minimal") else "other"


def first(port: str, candidates: Sequence[tuple[str, Callable[[], T]]], last: T) -> T:
    """Make the first candidate that can be made; ``last`` if none can."""
    for name, make in candidates:
        try:
            made = make()
        except (ImportError, OSError, AttributeError) as problem:
            log.warning("backend port=%s skipped=%s error=%s", port, name, type(problem).__name__)
            continue
        log.info("backend port=%s picked=%s", port, name)
        return made
    log.info("backend port=%s picked=null", port)
    return last


def pick(platform: str, connection: int = 0) -> Backends:
    """Make the back-ends of ``platform`` (see ``detect``).

    Args:
        platform: What ``detect`` said.
        connection: Qt's ``xcb_connection_t*`` on X11
            (``app.nativeInterface().connection()``).
    """
    reason, advice = why(platform)
    listener, keys = NullListener(reason, advice), NullSender(reason, advice)
    tracker = NullTracker(reason, advice)
    null = Backends(
        platform, listener, keys, tracker, NullCaret(reason, advice), NullPointer(reason, advice)
    )
    if platform == "x11" and connection:
        return _x11(connection, null)
    if platform == "windows" and sys.platform == "win32":
        return _windows(null)
    log.info("backend platform=%s picked=null", platform)
    return null


def pick_vault(held_by: str = "") -> KeyVault:
    """Find the keyring of this system; call it on a worker thread (the first time takes 0.2 s).

    Args:
        held_by: The back-end that a key file names; it is tried before the others.
    """
    from assistant.backends import keyring_vault

    found = keyring_vault.find(held_by)
    if isinstance(found, Capability):
        log.info("backend port=vault picked=null")
        return NullVault(found.reason, found.advice)
    log.info("backend port=vault picked=%s", found.name)
    return found


def end_waiting() -> None:
    """End every wait for a keyring, for the way out; from any thread."""
    from assistant.backends import keyring_vault

    keyring_vault.give_up()


def _x11(connection: int, null: Backends) -> Backends:
    # Xlib and friends are imported inside: another platform need not have them.
    def hotkeys() -> HotkeyListener:
        from assistant.backends.x11_hotkeys import X11Hotkeys

        return X11Hotkeys.open(connection)

    found = first("hotkeys", [("x11-grab", hotkeys)], null.listener)
    release = cast("Callable[[], None] | None", getattr(found, "release_grab", None))

    def sender() -> KeySender:
        from assistant.backends.x11_keys import X11KeySender

        return X11KeySender.open(release)

    def windows() -> WindowTracker:
        from assistant.backends.x11_windows import X11WindowTracker

        return X11WindowTracker()

    def reader() -> X11ClipboardReader | None:
        from assistant.backends.x11_owner import X11ClipboardReader

        return X11ClipboardReader(connection)

    def caret() -> CaretPort:
        from assistant.backends.atspi_caret import AtspiCaret

        return AtspiCaret()

    def pointer() -> PointerPort:
        from assistant.backends.x11_pointer import X11Pointer

        return X11Pointer()

    sends = first("keys", [("x11-xtest", sender)], null.keys)
    sees = first("windows", [("x11", windows)], null.tracker)
    _ask_as_of(sees, found)
    return Backends(
        "x11",
        found,
        sends,
        sees,
        first("caret", [("at-spi", caret)], null.caret),
        first("pointer", [("x11-raw", pointer)], null.pointer),
        first("clipboard", [("x11", reader)], None),
        x11_key=getattr(found, "handle_event", None),
    )


def _windows(null: Backends) -> Backends:
    def hotkeys() -> HotkeyListener:
        from assistant.backends.windows_hotkeys import WindowsHotkeys

        return WindowsHotkeys.open()

    def hook() -> HotkeyListener | None:
        from assistant.backends.keyboard_hotkeys import KeyboardHotkeys

        return KeyboardHotkeys.open()

    def sender() -> KeySender:
        from assistant.backends.windows_keys import WindowsKeySender

        return WindowsKeySender.open()

    def windows() -> WindowTracker:
        from assistant.backends.windows_windows import WindowsWindowTracker

        return WindowsWindowTracker()

    def caret() -> CaretPort:
        from assistant.backends.uia_caret import UiaCaret

        return UiaCaret()

    def pointer() -> PointerPort:
        from assistant.backends.windows_pointer import WindowsPointer

        return WindowsPointer.open()

    def clipboard(now: Callable[[], float]) -> OwnedClipboard:
        from assistant.backends.windows_clipboard import WindowsClipboard

        return WindowsClipboard.open(now)

    found = first("hotkeys", [("registerhotkey", hotkeys)], null.listener)
    way_out = first("way out", [("keyboard", hook)], None)
    sees = first("windows", [("winevents", windows)], null.tracker)
    _ask_as_of(sees, found, way_out)
    return Backends(
        "windows",
        found,
        first("keys", [("sendinput", sender)], null.keys),
        sees,
        first("caret", [("uia", caret)], null.caret),
        first("pointer", [("polled", pointer)], null.pointer),
        clipboard=clipboard,
        way_out=way_out,
    )


def pick_autostart(platform: str) -> Autostart:
    """Find what opens the sidebar at the sign-in; for when the settings are opened."""

    def windows() -> Autostart:
        from assistant.backends.windows_autostart import WindowsAutostart

        return WindowsAutostart(invocation.window_command())

    candidates = [("run-key", windows)] if platform == "windows" else []
    nothing: Autostart = NullAutostart()
    return first("autostart", candidates, nothing)


def _ask_as_of(sees: WindowTracker, *listeners: HotkeyListener | None) -> None:
    """Have the tracker asked for what was in front at the time of a press."""
    for listener in listeners:
        if listener is not None and hasattr(listener, "as_of"):
            listener.as_of = getattr(sees, "as_of", None)


def pick_idle(platform: str) -> IdleTime:
    """Find what knows how long nobody did anything; for when the option is on."""

    def x11() -> IdleTime:
        from assistant.backends.x11_idle import X11Idle

        return X11Idle()

    def windows() -> IdleTime:
        from assistant.backends.windows_idle import WindowsIdle

        return WindowsIdle()

    known: dict[str, tuple[str, Callable[[], IdleTime]]] = {
        "x11": ("screensaver", x11),
        "windows": ("lastinput", windows),
    }
    found = known.get(platform)
    nobody: IdleTime = NullIdle()
    return first("idle", [found] if found else [], nobody)
