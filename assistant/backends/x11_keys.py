"""Sends keys on X11 by XTest, beside whatever the hand is holding.

An agent keeps Ctrl and Alt down while the paste key must arrive as plain Ctrl+V. So one short
server grab holds everybody else still: check that the focus is in the target, lift the modifiers
that do not belong, send, press again what is still held. While the grab lasts no other program
and no window manager can move the focus, retitle the window or take the keyboard, so nothing
lands in a wrong window, in another buyer's chat or in a launcher. When the hand lets go, a small
thread releases what was pressed again; it sleeps while no key is held.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from assistant.backends.keytables import X_KEYSYMS
from assistant.backends.x11_gate import Look, X11Gate
from assistant.backends.x11_layout import X11Layout
from assistant.backends.x11_physical import EMPTY, X11Physical, is_down
from assistant.backends.x11_questions import SendKey
from assistant.keys import Hotkey
from assistant.ports import Capability, Sent, Spot, Target

if TYPE_CHECKING:
    from Xlib.display import Display

log = logging.getLogger(__name__)

_KEY_PRESS: Final = 2
_KEY_RELEASE: Final = 3
_GRAB_WAITS_S: Final = (0.0, 0.0, 0.015, 0.015, 0.015)
"""A held hotkey repeats and takes the keyboard for us anew, which is ended at once; a window
manager holds it for a moment after its own keys: pauses before each look, in seconds."""
_WATCH_S: Final = 0.015
_LIFT_S: Final = 0.12
"""After a sent key, a hotkey's key that is still down is lifted: before it could begin to repeat
(X servers wait 200 ms and more), and after the browser has its text."""
_WATCH_LIMIT_S: Final = 60.0
"""After a minute of holding, pressed keys are released whatever the keyboard says."""
_STATE: Final = {"Shift": 1, "Ctrl": 4, "Alt": 8, "Meta": 64}
TAKES_SENT_KEYS: Final = ("chromium", "google-chrome", "microsoft-edge", "brave-browser")
"""Beginnings of the names of programs that take a key sent to their window as if it were typed.

Each XTEST key makes the server switch its keyboard to another device and back, and every program
reads its keymap again: 9 ms of a paste into Chromium 156, where a sent key was right in every
trial. Other programs (GTK, Tk, terminals) ignore sent keys or may; they get XTEST.
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do about the keys that are down.

    Attributes:
        lift: Modifiers to lift before the key.
        press: Modifiers of the key that nobody holds yet.
        by_hand: Of the lifted ones: to press again after it, because the hand holds them.
        by_program: To press again because another program holds them by XTEST; it releases them.
        after: Other keys to lift after it (the hotkey's own, which would repeat).
    """

    lift: list[int]
    press: list[int]
    by_hand: list[int]
    by_program: list[int]
    after: list[int]


@dataclass(frozen=True, slots=True)
class _Held:
    """Keys that are down: their codes, and the key vectors of the hand and of XTEST."""

    codes: list[int]
    hand: bytes
    xtest: bytes


def plan(
    down: Iterable[int],
    modifiers: list[int],
    wanted: list[tuple[int, ...]],
    hand: bytes,
    xtest: bytes,
    ours: frozenset[int],
) -> Plan:
    """Say which keys to lift and which to press.

    A modifier that the key needs and somebody really holds stays down: every event less is half
    a millisecond less in a browser.

    Args:
        down: Key codes that the core state calls down.
        modifiers: Key codes of all modifier keys in the order in which to lift them.
        wanted: For each modifier of the key the codes that make it (left, right).
        hand: Key vector of the physical keyboards.
        xtest: Key vector of the XTEST keyboard.
        ours: Keys that this sender pressed again earlier and still watches.
    """
    held = set(down)

    def by_program(code: int) -> bool:
        return not is_down(hand, code) and code not in ours and is_down(xtest, code)

    keep: set[int] = set()
    press: list[int] = []
    for codes in wanted:
        kept = [c for c in codes if c in held and (is_down(hand, c) or by_program(c))]
        keep.update(kept)
        if not kept:
            press.append(codes[0])
    lift = [code for code in modifiers if code in held and code not in keep]
    return Plan(
        lift,
        press,
        [code for code in lift if is_down(hand, code)],
        [code for code in lift if by_program(code)],
        sorted(held - set(modifiers)),
    )


class X11KeySender:
    """``KeySender`` by XTest on a connection of its own (paste worker only)."""

    def __init__(
        self,
        display: Display,
        physical: X11Physical | None,
        release_grab: Callable[[], None] | None = None,
    ) -> None:
        """Use ``display`` (nobody else may) and the keyboards' own state.

        Args:
            display: A python-xlib connection with the XTEST extension.
            physical: None where XInput 2 is missing: then held keys are not pressed again.
            release_grab: Ends the grab of the hotkey that was pressed.
        """
        self._display = display
        self._physical = physical
        self._release_grab = release_grab
        self._lock = threading.Lock()
        self._again: set[int] = set()
        self._lift_at = 0.0
        self._closed = False
        self._held = threading.Event()
        self._watcher: threading.Thread | None = None
        self._layout = X11Layout(display)
        self._gate = X11Gate(display)

    @classmethod
    def open(cls, release_grab: Callable[[], None] | None = None) -> X11KeySender:
        """Connect to the display of the environment.

        Raises:
            OSError: If there is no display or it has no XTEST.
        """
        from Xlib import error

        from assistant.backends.x11_display import connect

        try:
            display = connect(None)
        except error.DisplayError as problem:
            raise OSError("no X display") from problem
        if not display.has_extension("XTEST"):
            display.close()
            raise OSError("no XTEST extension")
        try:
            physical = X11Physical()
        except OSError as problem:
            log.warning("keys physical_state=missing error=%s", type(problem).__name__)
            physical = None
        return cls(display, physical, release_grab)

    def capability(self) -> Capability:
        """Works wherever this object could be made."""
        return Capability(True, "x11-xtest")

    def can_reach(self, target: Target) -> Capability:  # noqa: ARG002 (X11 has no such borders)
        """Every window of the same display can be reached."""
        return self.capability()

    def paste(
        self,
        key: Hotkey,
        target: Target | None = None,
        same: Callable[[str], bool] | None = None,
    ) -> Sent:
        """Send ``key`` once; see ``KeySender``."""
        return self._send(key, 1, Look(target, same))

    def tap(
        self,
        key: Hotkey,
        times: int = 1,
        target: Target | None = None,
        same: Callable[[str], bool] | None = None,
    ) -> Sent:
        """Send ``key`` that many times; see ``KeySender``."""
        return self._send(key, times, Look(target, same))

    def click(self, target: Target, spot: Spot) -> bool:
        """Click in ``target`` with no modifier held; see ``KeySender``."""
        from assistant.backends.x11_pointer import click, place_of

        with self._lock:
            if self._closed:
                return False
            self._layout.drain()
            if self._release_grab is not None:
                self._release_grab()
            held = self._down()
            plan_ = plan(
                held.codes, self._layout.modifiers, [], held.hand, held.xtest,
                frozenset(self._again),
            )  # fmt: skip
            self._display.grab_server()
            try:
                place = place_of(self._display, target.window, spot)
                if place is None or not self._gate.look(Look(target), 0).verdict:
                    return False
                self._events(_KEY_RELEASE, plan_.lift)
                click(self._display, place)
                self._events(_KEY_PRESS, plan_.by_program + plan_.by_hand[::-1])
            finally:
                self._display.ungrab_server()
                self._display.sync()
            self._again.update(plan_.by_hand)
            if self._again:
                self._start_watch()
        return True

    def _send(self, key: Hotkey, times: int, look: Look) -> Sent:
        with self._lock:
            if self._closed:
                return Sent.BLOCKED
            self._layout.drain()
            seen = Sent.GRABBED
            for attempt, pause in enumerate(_GRAB_WAITS_S):
                if pause:
                    time.sleep(pause)
                if attempt and self._release_grab is not None:
                    self._release_grab()  # a browser too waits while another program has the keys
                seen = self._attempt(key, times, look)
                if seen is not Sent.GRABBED:
                    break
            if seen and (self._again or self._lift_at):
                self._start_watch()
        return seen

    def _attempt(self, key: Hotkey, times: int, look: Look) -> Sent:
        """Look and send inside one server grab."""
        symbol, target = X_KEYSYMS[key.key], look.target
        beside = target is not None and target.program.startswith(TAKES_SENT_KEYS)
        down = None if beside else self._down()
        self._display.grab_server()
        try:
            seen = self._gate.look(look, self._layout.guess(symbol))
            if not seen.verdict:
                return seen.verdict
            code = self._layout.settle(symbol, seen.row, seen.group)
            if not code:
                return Sent.BLOCKED
            if target is not None and down is None:
                self._send_to(target, key, (code, seen.group), times)
            elif down is not None:
                self._send_xtest(key, code, times, down)
            return Sent.YES
        finally:
            self._display.ungrab_server()
            if beside:
                self._display.flush()
            else:
                self._display.sync()

    def _start_watch(self) -> None:
        if self._watcher is None:
            self._watcher = threading.Thread(target=self._watch, name="key-release", daemon=True)
            self._watcher.start()
        self._held.set()

    def _down(self) -> _Held:
        """Say which keys are down: for everybody, by hand and by XTEST."""
        core, hand, xtest = self._keymaps()
        codes = [code for code in range(8, 256) if is_down(core, code)] if any(core) else []
        return _Held(codes, hand, xtest)

    def _send_xtest(self, key: Hotkey, code: int, times: int, held: _Held) -> None:
        """Send ``key`` as if it were typed, beside what the hand holds."""
        plan_ = plan(
            held.codes, self._layout.modifiers, self._layout.wanted(key.modifiers),
            held.hand, held.xtest, frozenset(self._again),
        )  # fmt: skip
        self._events(_KEY_RELEASE, plan_.lift)
        self._events(_KEY_PRESS, plan_.press)
        for _ in range(times):
            self._events(_KEY_PRESS, (code,))
            self._events(_KEY_RELEASE, (code,))
        self._events(_KEY_RELEASE, plan_.press[::-1])
        self._events(_KEY_PRESS, plan_.by_program + plan_.by_hand[::-1])
        self._events(_KEY_RELEASE, plan_.after)
        self._again.update(plan_.by_hand)

    def _send_to(self, target: Target, key: Hotkey, at: tuple[int, int], times: int) -> None:
        """Send ``key`` to the window itself, past the keyboard; see ``TAKES_SENT_KEYS``.

        The event says which modifiers hold, so what the hand holds need not be lifted, and no
        other window can get it. Only the hotkey's own key is lifted a little later.

        Args:
            target: Where to.
            key: For its modifiers.
            at: Key code and layout group.
            times: How often.
        """
        code, group = at
        state = sum(_STATE[name] for name in key.modifiers) | group << 13
        root = self._display.screen().root.id
        for _ in range(times):
            for press in (True, False):
                SendKey(self._display, target.window, root, press=press, code=code, state=state)
        self._lift_at = time.monotonic() + _LIFT_S

    def _keymaps(self) -> tuple[bytes, bytes, bytes]:
        if self._physical is not None:
            return self._physical.keymaps()
        return bytes(self._display.query_keymap()), EMPTY, EMPTY

    def _events(self, kind: int, codes: Iterable[int]) -> None:
        from Xlib.ext import xtest

        for code in codes:
            xtest.fake_input(self._display, kind, code)

    def _watch(self) -> None:
        while True:
            self._held.wait()
            limit = time.monotonic() + _WATCH_LIMIT_S
            while not self._release(late=time.monotonic() > limit):
                time.sleep(_WATCH_S)
            if self._closed:
                return

    def _release(self, late: bool) -> bool:
        """Release what the hand let go; True if nothing is left to watch."""
        with self._lock:
            if self._closed or self._physical is None:
                return True
            gone: list[int] = []
            if self._again:  # else nobody asks the server just while the chat fetches its text
                hand = EMPTY if late else self._physical.keymaps(held=True)[1]
                gone = [code for code in self._again if not is_down(hand, code)]
            if self._lift_at and time.monotonic() >= self._lift_at:
                self._lift_at = 0.0
                core = self._physical.keymaps()[0]
                gone += [
                    c for c in range(8, 256) if is_down(core, c) and c not in self._layout.modifiers
                ]
            if gone:
                self._events(_KEY_RELEASE, gone)
                self._display.sync()
                self._again.difference_update(gone)
            done = not self._again and not self._lift_at
            if done:
                self._held.clear()
            return done

    def close(self) -> None:
        """Release what is pressed and give the connections back."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._held.set()
            self._events(_KEY_RELEASE, self._again)
            self._again.clear()
            self._display.close()
            if self._physical is not None:
                self._physical.close()
