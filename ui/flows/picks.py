"""Where what was learned from picks is kept: in the open desk, else in memory."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING

from phrasebook.model import Account, Pick, UserError
from ui.bridge import Bridge
from ui.i18n import tr
from ui.toast import Toast

if TYPE_CHECKING:
    from assistant.options import Options
    from assistant.suggest.learn import Learned
    from assistant.suggest.shop import ShopSuggester
    from phrasebook.model import Phrase
    from phrasebook.store import Phrases
    from phrasebook.store.desk import Desk

log = logging.getLogger(__name__)

Keep = Callable[[Pick, Account], object]


class PicksMemory:
    """Gives the suggester what was learned, and keeps what it learns.

    Without an open desk it learns until the program ends or the desk is opened or locked: what a
    buyer wrote leaves traces on the disk only encrypted.

    Args:
        desk: Gives the open desk; None while there is none.
        locked: Tells whether there is a desk that is not open.
        now: The time, in seconds since the epoch (UTC).
        bridge: Brings results to the GUI thread.
        toast: Says what was forgotten.
    """

    def __init__(
        self,
        *,
        desk: Callable[[], Desk | None],
        locked: Callable[[], bool],
        now: Callable[[], float],
        bridge: Bridge,
        toast: Toast,
    ) -> None:
        """Know nothing yet."""
        self._desk, self._locked, self._now = desk, locked, now
        self._bridge, self._toast = bridge, toast
        self._session: Learned | None = None

    def load(self) -> tuple[Learned, Keep]:
        """Give what was learned, and what keeps more; waits for the store (never the GUI's)."""
        from assistant.suggest.learn import Learned
        from phrasebook.store.errors import ClosedError

        desk = self._desk()
        if desk is not None:
            try:
                key, picks = desk.picks.load().result()
            except (UserError, ClosedError) as error:
                log.info("picks not read (%s)", type(error).__name__)
            else:
                return Learned(key, picks), lambda pick, whom: self._keep(desk, pick, whom)
        if self._session is None:
            from phrasebook.marks import KEY_BYTES

            self._session = Learned(secrets.token_bytes(KEY_BYTES))
        return self._session, lambda _pick, _account: None

    def _keep(self, desk: Desk, pick: Pick, account: Account) -> None:
        # One that cannot be kept is none that a person misses: nobody is told.
        desk.picks.add(pick, self._now(), account)

    def drop(self) -> None:
        """Let go of what was learned in memory only."""
        self._session = None

    def forget(self, done: Callable[[], object]) -> None:
        """Forget everything, also on the disk; ``done`` is called before that is said."""
        desk = self._desk()
        if desk is None and self._locked():
            self._toast.say(
                tr("备注本锁着,学到的在它里面:先打开备注本,再来忘记。"),
                kind="warn",
                code="picks_locked",
            )
            return

        def forgotten(text: str) -> None:
            self.drop()
            done()
            self._toast.say(text, kind="ok", code="picks_forgotten")

        if desk is None:
            forgotten(tr("已忘记学到的选择"))
        else:
            self._bridge.when_done(
                desk.picks.forget(), lambda n: forgotten(tr("已忘记学到的 {n} 次选择", n=n))
            )


def make_suggester(phrases: Phrases, options: Options, picks: PicksMemory) -> ShopSuggester:
    """Read weights and picks (on the suggestions' own thread: it waits for the store)."""
    from assistant.suggest.engine import Engine
    from assistant.suggest.pick import Suggester
    from assistant.suggest.shop import ShopSuggester

    threshold = int(options.get("suggest.threshold")) / 100
    learned, keep = picks.load()
    return ShopSuggester(
        Suggester(Engine.load(threshold), phrases_by_scene(phrases)),
        learned,
        lambda ids: phrases.many(ids).result(),
        keep,
    )


def phrases_by_scene(phrases: Phrases, per_scene: int = 12) -> Callable[[str], list[Phrase]]:
    """Give what reads the phrases of a scene from the store (waits: never on the GUI thread)."""

    def read(scene: str) -> list[Phrase]:
        return phrases.fitting([scene], per_scene=per_scene).result()

    return read
