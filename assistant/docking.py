"""Which chat window the sidebar stands beside, and what happens when that window changes.

Driven by the tracker's events alone. The decisions live here; where exactly the sidebar goes is
``placing``, how windows are seen and moved is a back-end.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from assistant.admission import cannot_pick
from assistant.clients import ClientRule, Clients, rule_for
from assistant.options import MIN_WIDTH, Options
from assistant.placing import (
    LEAST_CHAT,
    LEAST_HEIGHT,
    Placement,
    Screen,
    keep_on_screen,
    place,
    screen_of,
)
from assistant.ports import Capability, Rect, Target, WindowState, WindowTracker

log = logging.getLogger(__name__)

Kind = Literal["docked", "free", "hidden"]

SETTLE_S: Final = 0.3
"""A chat window is asked to make room only when it stood still so long: never mid-drag."""

_LEAST_FRAME: Final = (320, 240)
"""Smaller windows of a chat program (pictures, notices) are not docked to."""
_ASKS: Final = 3
_SLACK: Final = 16  # windows that grow by whole characters miss the size they were asked for


@dataclass(frozen=True, slots=True)
class DockState:
    """What the sidebar should do now.

    Attributes:
        kind: Stand beside the chat, float freely, or be hidden.
        client: Rule of the chat client it belongs to.
        buyer: Buyer's name off the title; empty if it is not told. Never log it.
        rect: Where it stands, in physical pixels; None while hidden.
        target: The chat window.
        side: Side of the chat window while docked.
        room: False if it stays hidden because it would cover the chat window.
    """

    kind: Kind
    client: ClientRule | None = None
    buyer: str = ""
    rect: Rect | None = None
    target: Target | None = None
    side: str = "right"
    room: bool = True


@dataclass(frozen=True, slots=True)
class _Given:
    """A chat window that made room: how it was, and what it was given."""

    target: Target
    before: Rect
    maximized: bool
    given: Rect


class Docking:
    """Follows the chat client in use. Belongs to the GUI thread; implements ``WindowListener``."""

    def __init__(
        self,
        *,
        tracker: WindowTracker,
        clients: Callable[[], Clients],
        options: Options,
        screens: Callable[[], Sequence[Screen]],
        changed: Callable[[DockState], None],
        later: Callable[[float, Callable[[], None]], None] | None = None,
    ) -> None:
        """Bind the parts; nothing is asked of them before ``start``.

        Args:
            tracker: Sees and moves windows.
            clients: Gives the present rules.
            options: Side, width and what else the user chose.
            screens: Gives the present screens.
            changed: Told of each new state.
            later: Calls something after so many seconds; without it room is made at once.
        """
        self._tracker = tracker
        self._clients = clients
        self._options = options
        self._screens = screens
        self._changed = changed
        self._later = later
        self._rule: ClientRule | None = None
        self._window: WindowState | None = None
        self._picked = False
        self._made_room: dict[int, _Given] = {}
        self._asked: Rect | None = None
        self._asks = 0
        self._still = 0  # counts moves, so that a timer knows whether it is the last one's
        self._state = DockState("free")
        self._told = False

    @property
    def state(self) -> DockState:
        """What was told last."""
        return self._state

    def start(self) -> int:
        """Begin to follow; returns the tracker's descriptor to watch, or -1."""
        descriptor = self._tracker.start(self)
        self._attach_best()
        return descriptor

    def stop(self) -> None:
        """Give every moved chat window its old place back (undocking, quitting)."""
        for given in tuple(self._made_room.values()):
            self._give_back(given)
        self._made_room.clear()

    def refresh(self) -> None:
        """Decide anew after a change of screens, options or rules."""
        self._asked, self._asks = None, 0
        if not self._options.get("dock.make_room"):
            self.stop()
        if self._window is None:
            self._attach_best()
            return
        self._rule = self._clients().match(self._window.target) or self._rule
        self._update(settled=True)

    # -- what a user asks for ------------------------------------------------------------------

    def pick(self, done: Callable[[Target | None, str], None] | None = None) -> Capability:
        """Dock to the window that is clicked next, and remember it as a chat client.

        Args:
            done: Told of the window, and why it can be none to dock to ("" where it is).
        """

        def picked(target: Target | None) -> None:
            fault = cannot_pick(self._clients(), target) if target is not None else ""
            if target is not None and not fault:
                self._remember(target)
                self.dock_to(target)
            if done is not None:
                done(target, fault)

        return self._tracker.pick(picked)

    def dock_to(self, target: Target) -> bool:
        """Dock to a window at once, also where its client floated; False if it is gone."""
        if not self._follow(target, picked=True):
            return False
        if self._wish("side") == "free":
            self.set_side("right")
        return True

    def set_side(self, side: str) -> None:
        """Stand right, left or free; remembered for this client, else for all."""
        if self._rule is None:
            self._options.set("dock.side", side)
        else:
            self._keep("side", side)
        if side == "free":
            self.stop()
        self.refresh()

    def set_width(self, width: int) -> None:
        """Take a width (pixels at 100 % scale); remembered for this client, else for all."""
        if self._rule is None:
            self._options.set("dock.width", width)
        else:
            self._keep("width", width)
        self.refresh()

    def undock(self) -> None:
        """Float freely, and give the chat window its old place back."""
        self.set_side("free")

    # -- what the tracker tells ----------------------------------------------------------------

    def active_changed(self, target: Target | None) -> None:
        """Another window has the focus: follow it if it is a chat client."""
        if target is None or not self._options.get("dock.auto"):
            return  # our own windows and the desktop change nothing
        if self._window is not None and target.same_window(self._window.target):
            return
        rule = self._clients().match(target)
        if rule is not None and rule.follow:
            self._follow(target)

    def windows_changed(self) -> None:
        """Windows came, went or were renamed: a tab may have become a chat desk."""
        self.active_changed(self._tracker.active())

    def followed_changed(self, state: WindowState | None) -> None:
        """The followed window moved, was hidden, shown, renamed or closed."""
        before, self._window = self._window, state
        if state is None:
            if before is not None:
                self._made_room.pop(before.target.window, None)
            self._rule, self._picked = None, False
            self._attach_best()
            return
        rule = self._clients().match(state.target)
        # A browser tab that is no desk: stay where we are, jumping about helps nobody.
        self._rule = rule if rule is not None and (rule.follow or self._picked) else self._rule
        if before is None or before.minimized or before.maximized != state.maximized:
            self._asked, self._asks = None, 0
        moved = before is None or before.frame != state.frame
        self._still += moved
        self._update(settled=self._later is None or not moved)
        if moved:
            self._wait_for_rest()

    def _wait_for_rest(self) -> None:
        if self._later is not None:
            mark = self._still
            self._later(SETTLE_S, lambda: self._came_to_rest(mark))

    def _came_to_rest(self, mark: int) -> None:
        if mark == self._still and self._window is not None:
            self._update(settled=True)

    # -- deciding ------------------------------------------------------------------------------

    def _attach_best(self) -> None:
        """Follow the chat in use, else the topmost one that can be seen; else float."""
        clients = self._clients()
        active = self._tracker.active()
        for target in (*((active,) if active else ()), *self._tracker.windows()):
            rule = clients.match(target)
            if rule is not None and rule.follow and self._follow(target, visible=True):
                return
        self._tracker.follow(None)
        self._window, self._rule = None, None
        self._tell(self._floating())

    def _follow(self, target: Target, *, picked: bool = False, visible: bool = False) -> bool:
        """Follow a window; False (and the one before stays) if it is none to dock to."""
        before = self._window.target if self._window else None
        state = self._tracker.follow(target)
        fit = state is not None and not state.dialog and not (visible and state.minimized)
        if state is not None and not picked and not state.minimized:
            width, height = _LEAST_FRAME
            fit = fit and state.frame.width >= width and state.frame.height >= height
        if state is None or (not fit and not picked):
            if before is not None:
                self._window = self._tracker.follow(before)
                if self._window is None:  # it closed in this very moment
                    self._rule = None
                    self._tell(self._floating())
            return False
        self._window, self._picked = state, picked
        self._rule = self._clients().match(state.target)
        self._asked, self._asks = None, 0
        self._still += 1
        self._update(settled=True)
        return True

    def _update(self, *, settled: bool) -> None:
        """Work out what to do about the followed window, and tell it."""
        window = self._window
        if window is None:
            self._tell(self._floating())
            return
        if self._wish("side") == "free":
            self._tell(self._floating())
            return
        if window.minimized:
            self._tell(self._beside(None))
            return
        placement = self._place(window, make_room=bool(self._options.get("dock.make_room")))
        if placement.room_needed is not None:
            wanted = placement.room_needed
            if wanted == self._asked or self._asks >= _ASKS:
                # Asked in vain (a least size, a tiling manager): do with what there is.
                placement = self._place(window, make_room=False)
            else:
                # Told before asking: the answer may come at once, and is the newer one.
                self._tell(self._beside(Placement(None, placement.side), asking=True))
                if settled:
                    self._ask_room(window, wanted)
                return
        elif settled:
            # Only a place that lasts ends the count: a program may spring back at once.
            self._asked, self._asks = None, 0
        self._tell(self._beside(placement))

    def _ask_room(self, window: WindowState, wanted: Rect) -> None:
        id = window.target.window
        known = self._made_room.get(id)
        self._made_room[id] = _Given(
            window.target,
            known.before if known else window.frame,
            window.maximized or (known is not None and known.maximized),
            wanted,
        )
        self._asked = wanted
        self._asks += 1
        self._tracker.resize(window.target, wanted)
        self._wait_for_rest()  # if nothing moves at all, that has to be noticed too

    def _place(self, window: WindowState, *, make_room: bool) -> Placement:
        screens = self._screens()
        areas = [screen.area for screen in screens]
        home = screen_of(window.frame, areas)
        scale = next((s.scale for s in screens if s.area == home), 1.0)
        return place(
            window.frame,
            "left" if self._wish("side") == "left" else "right",
            round(int(self._wish("width")) * scale),
            areas,
            make_room=make_room,
            least_width=round(MIN_WIDTH * scale),
            least_chat=round(LEAST_CHAT * scale),
            least_height=round(LEAST_HEIGHT * scale),
        )

    def _beside(self, placement: Placement | None, *, asking: bool = False) -> DockState:
        """Give the state for a chat window; hidden without a place, or while it makes room."""
        assert self._window is not None
        target = self._window.target
        shown = placement is not None and placement.rect is not None
        return DockState(
            "docked" if shown else "hidden",
            self._rule,
            self._clients().buyer(target),
            placement.rect if placement is not None else None,
            target,
            placement.side if placement is not None else str(self._wish("side")),
            room=shown or asking or placement is None,
        )

    def _floating(self) -> DockState:
        screens = self._screens()
        areas = [screen.area for screen in screens]
        kept = self._options.get("window.free_geometry")
        rect: Rect | None = None
        if kept:
            rect = keep_on_screen(Rect(*kept), areas)
        elif screens:
            area, width = areas[0], round(self._options.get("dock.width") * screens[0].scale)
            wished = Rect(area.x + area.width - width, area.y, width, area.height)
            rect = keep_on_screen(wished, areas)
        target = self._window.target if self._window else None
        return DockState(
            "free", self._rule, self._clients().buyer(target), rect, target, side="free"
        )

    def _tell(self, state: DockState) -> None:
        if self._told and state == self._state:
            return
        self._state, self._told = state, True
        self._changed(state)

    # -- remembering ---------------------------------------------------------------------------

    def _wish(self, what: Literal["side", "width"]) -> str | int:
        """Give the side or width for this client."""
        if self._rule is not None:
            kept = self._options.get("dock.per_client").get(self._rule.id, {})
            if what in kept:
                found: str | int = kept[what]
                return found
        general: str | int = self._options.get(f"dock.{what}")
        return general

    def _keep(self, what: str, value: str | int) -> None:
        assert self._rule is not None
        table = self._options.get("dock.per_client")
        table.setdefault(self._rule.id, {})[what] = value
        self._options.set("dock.per_client", table)

    def _remember(self, target: Target) -> None:
        """Make the program of a picked window, or the page of a browser, a chat from now on."""
        clients, edits = self._clients(), self._options.get("clients")
        rule = clients.match(target)
        if rule is not None and rule.follow:
            return
        if rule is not None:
            edit = next((e for e in edits if e["id"] == rule.id), None)
            if edit is None:
                edits.append(edit := {"id": rule.id})
            edit["follow"] = True
        else:
            taken = [known.id for known in clients.rules]
            edits.append(rule_for(target, taken, page=clients.is_browser(target)))
        self._options.set("clients", edits)
        log.info("docking: a picked window is a chat client now")

    def _give_back(self, given: _Given) -> None:
        """Give a chat window its old place, unless a person moved it since."""
        now = self._window
        if now is None or now.target.window != given.target.window:
            before, now = now, self._tracker.follow(given.target)
            self._tracker.follow(before.target if before is not None else None)
        if now is None or now.maximized or not _near(now.frame, given.given):
            return
        frame = given.given if given.maximized else given.before
        self._tracker.resize(given.target, frame, maximized=given.maximized)


def _near(one: Rect, other: Rect) -> bool:
    return (
        abs(one.x - other.x) <= _SLACK
        and abs(one.y - other.y) <= _SLACK
        and abs(one.width - other.width) <= _SLACK
        and abs(one.height - other.height) <= _SLACK
    )
