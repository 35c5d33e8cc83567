"""What the desk's flows ask of the rest of the program: the time, the shift, the agent, phrases."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeVar

from phrasebook.desk import Agent, ShiftRef
from phrasebook.model import Phrase
from phrasebook.template import escape
from ui.clock import SystemClock
from ui.i18n import tr

if TYPE_CHECKING:
    from assistant.desk import shifts
    from ui.app import App
    from ui.services import Services

T = TypeVar("T")
R = TypeVar("R")

_SLACK: Final = 86_400.0
"""Seconds by which a clock may be behind and still be believed: it was set, or a zone was wrong."""
_OFFERED: Final = 8
"""Phrases that are offered for an answer."""


class DeskAround:
    """Answers of the program to the desk's questions."""

    def __init__(self, app: App, parts: Services) -> None:
        """Keep both; they are asked late, as some parts are made after this."""
        self._app, self._parts = app, parts
        self._clock = SystemClock()
        self._believed = (float("-inf"), 0.0)

    def now(self) -> float:
        """Give the time, in seconds since the epoch (UTC).

        It is never before the last time that was believed: what is written while a clock stands
        decades back (an empty battery) would be over as soon as the clock is right again.
        """
        wall, least = self._clock.now(), self._least()
        return wall if wall >= least - _SLACK else least

    def wall(self) -> float:
        """Give the time as the system has it."""
        return self._clock.now()

    def trust(self, at: float) -> None:
        """Let a time be believed: it cannot be earlier from here on."""
        self._believed = (at, self._clock.monotonic())

    def _least(self) -> float:
        at, since = self._believed
        return at + self._clock.monotonic() - since

    @cached_property
    def _zone(self) -> str:
        from assistant.backends.local_zone import zone_id

        return zone_id()

    def zone(self) -> str:
        """Give the zone id of this computer."""
        return self._zone

    def plan(self) -> tuple[shifts.Shift, ...]:
        """Give the shifts that are set up."""
        rows = self._app.options.get("desk.shifts")
        if not rows:
            return ()
        # Late: with it come the rules of zones and the grammar of times, which a desk without
        # shifts does not need before its first note.
        from assistant.desk import shifts

        return shifts.usable(rows)

    def shift(self, now: float) -> ShiftRef | None:
        """Give the agent's own shift, else the one that runs."""
        plan, own = self.plan(), self._app.options.get("desk.shift")
        if not plan:
            return None
        from assistant.desk import shifts

        chosen = shifts.by_name(own, now, self._zone, plan) if own else None
        return chosen or shifts.at(now, self._zone, plan)

    def next_shift(self, now: float) -> ShiftRef | None:
        """Give the shift that begins next."""
        plan = self.plan()
        if not plan:
            return None
        from assistant.desk import shifts

        return shifts.next_after(now, self._zone, plan)

    def agent(self) -> Agent:
        """Tell who is at the desk."""
        return Agent(self._app.options.get("agent.number"), self.shift_label())

    def shift_label(self) -> str:
        """Name the shift for the foot; without shifts what the agent wrote."""
        if not self.plan():
            return str(self._app.options.get("agent.shift_label"))
        from assistant.desk import shifts

        return shifts.label(self.shift(self.now()))

    def woke(self) -> None:
        """Ask for the zone anew: the machine may have travelled."""
        self.__dict__.pop("_zone", None)

    def known(self) -> list[str]:
        """Give what everybody knows of this shop, which is no passphrase."""
        values = self._app.options.get("shop.values")
        return [*values.values(), self._app.options.get("agent.number")]

    def platforms(self) -> list[str]:
        """Name the platforms that chat clients are known for."""
        names = [rule.name for rule in self._parts.clients().rules]
        return list(dict.fromkeys(names))

    def find_phrases(self, query: str) -> Future[list[Phrase]]:
        """Find phrases to answer with."""
        hits = self._app.phrases.search(query, _OFFERED)
        return _mapped(hits, lambda found: [hit.phrase for hit in found])

    def paste_text(self, text: str) -> None:
        """Paste a text into the docked chat, through the gate; without a chat it is copied."""
        phrase = Phrase("", tr("交接里的回复"), escape(text))
        self._parts.paste.into(self._parts.dock.target, phrase, refocus=True)


def _mapped(future: Future[T], change: Callable[[T], R]) -> Future[R]:
    """Give a Future of what ``change`` makes of another's result."""
    made: Future[R] = Future()

    def settle(done: Future[T]) -> None:
        error = done.exception()
        if error is not None:
            made.set_exception(error)
        else:
            made.set_result(change(done.result()))

    future.add_done_callback(settle)
    return made
