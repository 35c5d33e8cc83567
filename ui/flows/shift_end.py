"""The end of a shift: what is open is collected, reviewed and handed over together."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QRect

from assistant.desk import collect, moments, texts, wording
from assistant.desk.handover_form import HandoverForm
from assistant.desk.matters import NO_SHIFT
from phrasebook.desk import Agent, Buyer, BuyerSummary, Handover, HandoverDraft, Note, Reminder
from phrasebook.desk_saves import HandoverSave
from phrasebook.model import UserError
from ui.bridge import Bridge
from ui.flows.handover_writing import HandoverWriting
from ui.flows.shift_clock import Around
from ui.gather import gather
from ui.i18n import tr
from ui.kept_text import KeptText
from ui.window import Sidebar

if TYPE_CHECKING:
    from phrasebook.store.desk import Desk
    from ui.dialogs.end_shift import EndShiftWindow, Item

log = logging.getLogger(__name__)

_LEFT_OUT: Final = "handover.left_out"
_ALL: Final = 10_000
"""As many as a desk ever has open: what waits must not be missing here."""


class ShiftEnd(QObject):
    """Owns the window of the end of a shift."""

    def __init__(
        self,
        *,
        sidebar: Sidebar,
        bridge: Bridge,
        desk: Callable[[], Desk | None],
        kept: KeptText,
        now: Callable[[], float],
        zone: Callable[[], str],
        agent: Callable[[], Agent],
        around: Callable[[], Around],
        writing: HandoverWriting,
        near: Callable[[], QRect | None],
        go_back: Callable[[], object],
    ) -> None:
        """Join the parts; arguments as for ``HandoverWriting``, which edits single items."""
        super().__init__()
        self._sidebar, self._bridge, self._desk, self._kept = sidebar, bridge, desk, kept
        self._now, self._zone, self._agent, self._around = now, zone, agent, around
        self._writing, self._near, self._go_back = writing, near, go_back
        self._window: EndShiftWindow | None = None

    @property
    def window(self) -> EndShiftWindow:
        """The window, made when first asked for."""
        if self._window is None:
            from ui.dialogs.end_shift import EndShiftWindow

            self._window = window = EndShiftWindow()
            window.edit_wanted.connect(self._edit)
            window.chosen_changed.connect(self._keep_left_out)
            window.hand_requested.connect(self._hand)
            window.copy_requested.connect(self._writing.copy)
            window.dismissed.connect(self._on_dismissed)
        return self._window

    @property
    def is_open(self) -> bool:
        """Whether the list is shown."""
        return self._window is not None and self._window.isVisible()

    def stop(self) -> None:
        """Close the list: the desk is closed."""
        if self._window is not None:
            self._window.hide()

    def open(self) -> None:
        """Collect what is open and show it for review."""
        desk = self._desk()
        if desk is None:
            return
        since = self._since()
        gather(
            self._bridge,
            [
                desk.notes.open(_ALL),
                desk.handovers.open(),
                desk.reminders.open(_ALL),
                desk.buyers.find("", _ALL),
                desk.handovers.done(since, _ALL),
                desk.reminders.finished(since, _ALL),
                desk.notes.count_written(since, self._agent().number),
            ],
            lambda found: self._show(*found),
            self._bridge.fail,
        )

    def _since(self) -> float:
        """Give when this shift began; without shifts, as long ago as one may have."""
        current, now = self._around().current, self._now()
        return current.start if current is not None and current.start < now else now - NO_SHIFT

    def _show(
        self,
        notes: list[Note],
        handovers: list[Handover],
        reminders: list[Reminder],
        buyers: list[BuyerSummary],
        done: list[Handover],
        finished: list[Reminder],
        written: int,
    ) -> None:
        by, following = self._agent(), self._around().following
        known = {one.buyer.id: one.buyer for one in buyers}
        collected = collect.end_shift(
            notes,
            handovers,
            reminders,
            by=by,
            now=self._now(),
            zone=self._zone(),
            following=following,
            buyers=known,
        )
        did, reminded = collect.done_by(by, done, finished)
        proposals = {_key(one): one for one in collected.proposals}

        def summarise(items: Sequence[Item]) -> str:
            taken = tuple(proposals[one.key] for one in items if one.key in proposals)
            chosen = replace(collected, proposals=taken)
            return collect.summary(
                chosen, by=by, following=following, done=did, reminders=reminded, notes=written
            )

        self.window.open(
            [
                *(self._item_of(one, known) for one in collected.proposals),
                *(self._passing(one) for one in collected.mine),
            ],
            to=following.name if following is not None else "",
            summarise=summarise,
            left_out=self._read_left_out(),
            near=self._near(),
        )

    # Items.

    def _item_of(self, proposal: collect.Proposal, buyers: dict[str, Buyer]) -> Item:
        key = _key(proposal)
        buyer = buyers.get(proposal.draft.buyer)
        platform = buyer.platform if buyer is not None else ""
        due = self._writing.due_text(proposal.draft.due)
        form = HandoverForm.of(proposal.draft, proposal.name, platform, due)
        form = HandoverForm.from_kept(self._kept.get(_kept(key))) or form
        return self._checked(key, form, "; ".join(proposal.why))

    def _checked(self, key: str, form: HandoverForm, why: str) -> Item:
        from ui.dialogs.end_shift import Item

        gaps = wording.missing(self._draft_of(form), no_buyer=not form.name)
        return Item(key, form, why, tuple(gap.question for gap in gaps if gap.needed))

    def _passing(self, handover: Handover) -> Item:
        from ui.dialogs.end_shift import Item

        form = HandoverForm.of(handover, due=self._writing.due_text(handover.due))
        return Item(handover.id, form, tr("你接了还没完成,转给下一班"), passes=True)

    def _draft_of(self, form: HandoverForm) -> HandoverDraft:
        """Give the draft of a form; a due time that has passed meanwhile counts as not said."""
        try:
            due = moments.read(form.due, self._now(), self._zone()) if form.due else None
        except UserError:
            due = None
        return form.draft(due)

    def _edit(self, key: str) -> None:
        item = self.window.item(key)
        if item is None:
            return

        def take(form: HandoverForm) -> None:
            self.window.replace(self._checked(key, form, item.why))

        self._writing.edit(item.form, _kept(key), take)

    # What is kept while the list is closed.

    def _keep_left_out(self, keys: list[str]) -> None:
        self._kept.mark(_LEFT_OUT, json.dumps(keys) if keys else "")

    def _read_left_out(self) -> list[str]:
        try:
            keys = json.loads(self._kept.get(_LEFT_OUT) or "[]")
        except (ValueError, RecursionError):
            return []
        return [key for key in keys if isinstance(key, str)] if isinstance(keys, list) else []

    # Handing over.

    def _hand(self, items: list[Item]) -> None:
        desk = self._desk()
        if desk is None:
            return
        fresh = [one for one in items if not one.passes]
        passed = [one.key for one in items if one.passes]
        following = self._around().following
        to = following.key if following is not None else ""
        drafts = tuple(replace(self._draft_of(one.form), to_shift=to) for one in fresh)
        save = HandoverSave(
            drafts,
            tuple(self._writing.account(one.form) for one in fresh),
            tuple(passed),
            tr("交班"),
            to,
            tuple(_kept(one.key) for one in fresh),
        )
        self._kept.store()

        def handed(handovers: list[Handover]) -> None:
            for name in save.kept:
                self._kept.settled(name)
            self._done(handovers[: len(fresh)], handovers[len(fresh) :])
            left = len(items) - len(handovers)
            if left:
                words = tr("有 {n} 条别人已经完成或转走了,没有再转一次。", n=left)
                self._bridge.fail(UserError(words))

        stored = desk.handovers.save(save, self._agent(), self._now(), self._zone())
        self._bridge.when_done(stored, handed, self.window.show_failed)

    def _done(self, handed: list[Handover], passed: list[Handover]) -> None:
        log.info("shift ended handed=%d passed=%d", len(handed), len(passed))
        summary, all_of_it = self.window.summary.text(), [*handed, *passed]
        text = texts.for_shift(all_of_it, summary, self._now(), self._zone())
        self.window.saved()
        self._sidebar.toast.say(
            tr("已交给{shift} {n} 条,辛苦了", shift=self._writing.to(), n=len(all_of_it)),
            kind="ok",
            code="shift_ended",
            actions=[(tr("复制全文"), lambda: self._writing.copy(text))],
        )

    def _on_dismissed(self) -> None:
        self._kept.store()
        self._go_back()


def _key(proposal: collect.Proposal) -> str:
    """Name a proposal by all that it is made from.

    What was changed or left out before counts for that alone: with a matter more it is another.
    """
    return ".".join(one.id for one in proposal.sources)


def _kept(key: str) -> str:
    return f"handover.item.{key}"
