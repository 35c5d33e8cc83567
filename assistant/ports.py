"""Protocols between the decisions in ``assistant`` and the platform below it.

Every back-end in ``assistant/backends`` (and the Qt clipboard in ``ui``) implements one of these;
tests use fakes. None raises for "this machine cannot do that": it reports a ``Capability`` with the
reason, so that the window and ``doctor`` can say it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Literal, NamedTuple, Protocol

from assistant.keys import Hotkey


@dataclass(frozen=True, slots=True)
class Capability:
    """Whether a back-end works here, and if not why and what would help (user's language)."""

    ok: bool
    backend: str
    reason: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle on the virtual desktop, in physical pixels."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Target:
    """A window of another program (目标窗口), as bound when a key or click happened.

    Attributes:
        window: Window id (X11 id, HWND).
        pid: Process id; 0 where the platform does not tell.
        program: Program name without path and ``.exe``, lower case. On X11 the class of WM_CLASS;
            under Wine it keeps its ``.exe``, which tells such programs apart.
        title: Window title. Holds buyers' names: never log it.
        dialog: It belongs to another window of its program (a question, a warning).
    """

    window: int
    pid: int
    program: str
    title: str
    dialog: bool = False

    def same_window(self, other: Target | None) -> bool:
        """Tell whether ``other`` is this very window of this very process."""
        return other is not None and (self.window, self.pid) == (other.window, other.pid)


class KeyPress(NamedTuple):
    """A press of a hotkey: the window in front, and when (``Clock.monotonic``), if known."""

    target: Target | None
    at: float | None = None


Spot = tuple[int, int]
"""A place in a window: pixels from its left edge, and from its lower edge (without the frame).
An input box keeps its distance from both when the window is resized."""


class Snapshot(Protocol):
    """A deep copy of what was on the clipboard."""

    @property
    def empty(self) -> bool:
        """Nothing was on the clipboard."""

    @property
    def size(self) -> int:
        """How many bytes it holds."""

    @property
    def formats(self) -> Mapping[str, bytes]:
        """The content by name; plain text as UTF-8 under ``text/plain``."""


class Asked(NamedTuple):
    """One request of a program for our text.

    Attributes:
        at: When (``Clock.monotonic``).
        text: It asked for the text itself, not for the list of its formats.
    """

    at: float
    text: bool


class Clipboard(Protocol):
    """The system clipboard. Callable from any thread; calls block until done.

    Implementations raise ``ClipboardBusy`` when the present owner does not answer in 500 ms.
    """

    def capability(self) -> Capability:
        """Whether it works here, and if not why."""

    def names(self) -> tuple[str, ...]:
        """List the formats that are offered now; no content is asked for."""

    def snapshot(self, only: Collection[str] | None = None) -> Snapshot:
        """Copy all formats of the present content, or those of ``names`` that ``only`` names."""

    def put_text(self, text: str) -> None:
        """Own the clipboard with plain text, marked as not for clipboard history."""

    def noticed(self, target: Target, *, asks: bool = False) -> bool:
        """Wait until ``target`` would paste the text of the last ``put_text``, not an older one.

        Wine keeps a copy of the clipboard for its programs and renews it a moment after a change; a
        key that comes before pastes what was there last. Returns at once for other programs.

        Args:
            target: Where the text is to go.
            asks: Known to ask for the formats at each change, as terminals do, and to drop a paste
                key before it has the answer.
        """

    def owns(self) -> bool:
        """Tell whether the text of the last ``put_text`` is still on the clipboard."""

    def taken_over(self) -> bool:
        """Tell whether another program owns the clipboard with that very text.

        Some clipboard managers copy each change and own the copy. What is fetched then cannot be
        seen, and it is nothing that the user copied.
        """

    def echoes(self, text: str) -> bool:
        """Tell whether ``text``, found on the clipboard, was put there by us a moment ago."""

    def arm(self, target: Target | None = None, same: Callable[[str], bool] | None = None) -> None:
        """Note requests from here on (called right before the paste key).

        Args:
            target: Only what its window's process asks counts; None counts everybody's.
            same: Tells by its title whether it still shows the chat. On Windows, where title and
                key cannot be held together, the text is not given while it shows another.
        """

    def asked(self) -> tuple[Asked, ...]:
        """List what the program of the armed target has asked for since ``arm``, oldest first."""

    def visible_fetches(self) -> int:
        """Say how many fetches of one text can be seen; 0 for all.

        On Windows it is 1: the system asks for the text once and answers later fetches itself.
        """

    def on_fetch(self, callback: Callable[[], None] | None) -> None:
        """Call ``callback`` (any thread, must only enqueue) when the text was fetched."""

    def restore(self, snapshot: Snapshot) -> None:
        """Put a snapshot back, byte for byte.

        Raises:
            ClipboardBusy: Another program does not let go of the clipboard.
        """

    def pump(self) -> None:
        """Do what other threads wait for (called by the GUI thread while it waits for them)."""


class OwnedClipboard(Clipboard, Protocol):
    """A clipboard that holds something of the system's, which must be given back."""

    def close(self) -> None:
        """Give it back; what is on the clipboard stays (GUI thread)."""


class ClipboardBusy(Exception):
    """The program that owns the clipboard does not answer."""


class Sent(Enum):
    """What became of a key; true only if it was sent."""

    YES = "yes"
    MOVED = "moved"
    """The focus is elsewhere, or the window is gone."""
    OTHER_CHAT = "other_chat"
    """The window shows another chat."""
    GRABBED = "grabbed"
    """Another program holds the keyboard: it would get the key."""
    BLOCKED = "blocked"
    """The system took no key, or this program sends none any more."""

    def __bool__(self) -> bool:
        """Tell whether the key was sent."""
        return self is Sent.YES


class KeySender(Protocol):
    """Sends keys to the window that has the focus. Used by the paste worker only."""

    def capability(self) -> Capability:
        """Whether it works here, and if not why."""

    def can_reach(self, target: Target) -> Capability:
        """Tell whether keys reach this window (Windows: not if it runs as administrator)."""

    def paste(
        self,
        key: Hotkey,
        target: Target | None = None,
        same: Callable[[str], bool] | None = None,
    ) -> Sent:
        """Lift what the hand holds, send ``key``, press again what is still held physically.

        With ``target`` the focus is checked once more in the same breath as the key is sent, and
        with ``same`` the title: it is given the title of that moment and must only compute.
        Unless the answer is ``Sent.YES`` nothing was sent.
        """

    def tap(
        self,
        key: Hotkey,
        times: int = 1,
        target: Target | None = None,
        same: Callable[[str], bool] | None = None,
    ) -> Sent:
        """The same for any other key, such as Enter, ``times`` in a row."""

    def click(self, target: Target, spot: Spot) -> bool:
        """Click at a place of ``target`` and put the pointer back where it was.

        Returns False, and has clicked nothing, if the place lies outside the window, another
        window covers it or the focus is elsewhere.
        """

    def close(self) -> None:
        """Release what is still pressed and give the connection back."""


CaretPlace = Literal["box", "bar", "none", "unknown"]
"""Where the keyboard focus of a window is: in a text box that can be written in; in a text box of
the browser itself (address bar, search in page); in no text box; not told."""


class CaretPort(Protocol):
    """Where the caret of another program's window is, by the system's accessibility.

    No call blocks for longer than it is told; work is done on a thread of the back-end, which
    begins with the first ``wake`` or ``look``.
    """

    def capability(self) -> Capability:
        """Whether it works here, and if not why (any thread; answers from what is known)."""

    def find_out(self, within_s: float) -> Capability:
        """Give ``capability`` once it is known whether the accessibility is there."""

    def wake(self) -> None:
        """Begin to note which box has the focus (returns at once)."""

    def look(self, target: Target) -> None:
        """Begin to find out about ``target``, which is in front (returns at once)."""

    def place(self, target: Target, within_s: float) -> CaretPlace:
        """Give what the last ``look`` at ``target`` found; "unknown" if it takes longer."""

    def put_back(self, target: Target, within_s: float) -> bool:
        """Put the caret into the box of the chat; True once it is there.

        It is the box that had the focus last, else the one nearest to the lower end.
        """

    def close(self) -> None:
        """End the thread and give the connection back."""


@dataclass(frozen=True, slots=True)
class Press:
    """A press of the left mouse button.

    Attributes:
        spots: Where it was, in each window that it went into (by window id).
    """

    spots: Mapping[int, Spot]


class PointerPort(Protocol):
    """Presses of the left mouse button in other programs' windows; no key, no movement.

    Listens only from ``watch`` or ``teach`` until that is over.
    """

    def capability(self) -> Capability:
        """Whether it works here, and if not why."""

    def watch(self, target: Target) -> None:
        """Note presses in ``target`` from now on, and no longer those in any other window."""

    def pressed(self, target: Target) -> bool:
        """Tell whether there was a press in ``target`` since its ``watch``."""

    def teach(self, done: Callable[[Press | None], None]) -> Capability:
        """Report the next press anywhere, which goes its usual way; None if none comes.

        ``done`` comes on any thread and must only enqueue.
        """

    def cancel(self) -> None:
        """Stop waiting for a press; ``done`` is told None."""

    def close(self) -> None:
        """Give everything back."""


@dataclass(frozen=True, slots=True)
class Registration:
    """What became of one hotkey.

    Attributes:
        hotkey: The key asked for.
        ok: It fires.
        reason: Why not, in the user's language.
        taken: Another program holds it.
        hooked: It fires by a hook that sees every key, since another program holds it.
    """

    hotkey: Hotkey
    ok: bool
    reason: str = ""
    taken: bool = False
    hooked: bool = False


class HotkeyListener(Protocol):
    """Global hotkeys. Callbacks come on any thread and must only enqueue. A held key fires once."""

    def capability(self) -> Capability:
        """Whether it works here, and if not why."""

    def register(self, hotkey: Hotkey, callback: Callable[[], None]) -> Registration:
        """Have ``callback`` called at each press."""

    def unregister(self, hotkey: Hotkey) -> None:
        """Let go of a key; one that is not registered passes."""

    def refresh(self) -> list[Registration]:
        """Register everything again (after unlock or resume)."""

    def close(self) -> None:
        """Give everything back."""


@dataclass(frozen=True, slots=True)
class WindowState:
    """Where a tracked window is.

    Attributes:
        target: The window with its present title.
        frame: Outer rectangle, the window manager's frame included.
        minimized: It is iconified or on another desktop.
        active: It has the focus.
        maximized: It fills its screen in at least one direction.
        dialog: It belongs to another window of its program, so nothing docks to it.
    """

    target: Target
    frame: Rect
    minimized: bool
    active: bool
    maximized: bool = False
    dialog: bool = False


class WindowListener(Protocol):
    """Told by a tracker of what happens. Called on the GUI thread or through a bridge."""

    def active_changed(self, target: Target | None) -> None:
        """Another window has the focus; None for the desktop or our own."""

    def windows_changed(self) -> None:
        """A window appeared, went or changed its title."""

    def followed_changed(self, state: WindowState | None) -> None:
        """The followed window moved, was minimised, restored or retitled; None when it is gone."""


class WindowTracker(Protocol):
    """Other programs' windows, by events, never by polling.

    ``active``, ``exists`` and ``activate`` may be called from the paste worker; the rest belong
    to the GUI thread.
    """

    def capability(self) -> Capability:
        """Whether it works here, and if not why."""

    def start(self, listener: WindowListener) -> int:
        """Begin; returns a file descriptor to watch for reading, or -1 if none is needed."""

    def pump(self) -> None:
        """Handle queued events (called when the descriptor is readable)."""

    def active(self) -> Target | None:
        """The window that has the focus now; None for the desktop or our own windows."""

    def pressed_at(self) -> float | None:
        """When the hotkey was pressed whose callback runs on this thread (``Clock.monotonic``).

        ``active`` answers for that moment then. None: no callback runs, or nothing tells.
        """

    def windows(self) -> list[Target]:
        """Top-level windows of other programs, topmost first."""

    def exists(self, target: Target) -> bool:
        """Whether it is still there and still of the same process."""

    def follow(self, target: Target | None) -> WindowState | None:
        """Report changes of this window from now on; returns where it is."""

    def resize(self, target: Target, frame: Rect, *, maximized: bool = False) -> None:
        """Ask for the window (un-maximised first) to fill ``frame``, its own frame included.

        With ``maximized`` it is maximised after that, to give a window back as it was.
        """

    def activate(self, target: Target) -> None:
        """Ask for the focus to be given to ``target``; the caller polls ``active``."""

    def pick(self, done: Callable[[Target | None], None]) -> Capability:
        """Report the window of the next click; None for Esc or a window of our own."""

    def cancel_pick(self) -> None:
        """Stop waiting for a click."""

    def close(self) -> None:
        """Give everything back."""


class KeyVault(Protocol):
    """The keyring of the system, where the key of the notes lies (钥匙串).

    Called from worker threads only: a locked keyring asks the person for a password, and the
    call lasts until that is answered. Faults come as ``UserError``.
    """

    @property
    def name(self) -> str:
        """Which back-end it is, for good: the key file keeps it. Empty for none."""

    @property
    def title(self) -> str:
        """What people call it."""

    def capability(self) -> Capability:
        """Whether it works here, and if not why."""

    def get(self, key_id: str) -> str | None:
        """Give a secret; None if the keyring has none of this id."""

    def put(self, key_id: str, secret: str) -> None:
        """Keep a secret, and make sure that it is there."""

    def remove(self, key_id: str) -> None:
        """Forget a secret; one that is not there passes."""

    def quiet(self, key_id: str) -> bool:
        """Tell whether ``get`` would ask the person nothing; False if that cannot be told."""


class IdleTime(Protocol):
    """How long nobody has touched keyboard or mouse."""

    def seconds(self) -> float | None:
        """Seconds since the last input; None if that cannot be told."""

    def close(self) -> None:
        """Give back what is held."""


class Clock(Protocol):
    """Time, so that tests need not wait."""

    def now(self) -> float:
        """Seconds since the epoch (UTC)."""

    def monotonic(self) -> float:
        """Seconds from some fixed moment; never goes back."""

    def sleep(self, seconds: float) -> None:
        """Wait."""
