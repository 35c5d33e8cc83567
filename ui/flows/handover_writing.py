"""Writing handovers in the form, what is typed kept until they are handed over."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QRect

from assistant.desk import moments, texts
from assistant.desk.handover_form import HandoverForm
from phrasebook.desk import Agent, Buyer, BuyerSummary, Handover, Note
from phrasebook.desk_saves import Account, HandoverSave
from phrasebook.model import Phrase, UserError
from ui.bridge import Bridge
from ui.copying import copy_text
from ui.flows.shift_clock import Around
from ui.i18n import tr
from ui.kept_text import KeptText
from ui.window import Sidebar

if TYPE_CHECKING:
    from phrasebook.store.desk import Desk
    from ui.dialogs.handover_form import HandoverWindow
    from ui.dialogs.note_parts import Quick

log = logging.getLogger(__name__)

_FOUND: Final = 8
"""Buyers and phrases that are offered."""


class HandoverWriting(QObject):
    """Owns the form."""

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
        buyer: Callable[[], tuple[str, str, str]],
        find_phrases: Callable[[str], Future[list[Phrase]]],
        near: Callable[[], QRect | None],
        go_back: Callable[[], object],
    ) -> None:
        """Join the parts; arguments as for ``HandoverFlow``.

        Args:
            sidebar: Says what was done.
            bridge: Brings results to the GUI thread.
            desk: The open desk.
            kept: Keeps what is typed and not saved.
            now: The clock.
            zone: Zone id of the clock.
            agent: Who hands over.
            around: The shifts around now.
            buyer: Name, platform and shop of the current buyer.
            find_phrases: Finds phrases to answer with.
            near: Where the sidebar stands.
            go_back: Gives the focus back after a window was closed.
        """
        super().__init__()
        self._sidebar, self._bridge, self._desk, self._kept = sidebar, bridge, desk, kept
        self._now, self._zone, self._agent, self._around = now, zone, agent, around
        self._buyer, self._find_phrases = buyer, find_phrases
        self._near, self._go_back = near, go_back
        self._form: HandoverWindow | None = None
        self._name = ""
        self._base = HandoverForm()
        self._take: Callable[[HandoverForm], object] | None = None

    @property
    def form(self) -> HandoverWindow:
        """The form, made when first asked for."""
        if self._form is None:
            from ui.dialogs.handover_form import HandoverWindow

            self._form = window = HandoverWindow(now=self._now, zone=self._zone)
            window.save_requested.connect(self._on_save)
            window.changed.connect(self._keep)
            window.buyers_wanted.connect(self._find_buyers)
            window.phrases_wanted.connect(self._find_replies)
            window.fresh_wanted.connect(self._begin_anew)
            window.dismissed.connect(self._on_dismissed)
        return self._form

    def _keep(self) -> None:
        if not self.form.saving:  # what is being handed over must not be kept beside it
            self._kept.put(self._name, self.form.form.kept())

    def stop(self) -> None:
        """Close the form, what is typed kept: the desk is closed."""
        if self._form is not None and self._form.isVisible():
            self._form.hide()
        self._kept.store()

    def write(self, form: HandoverForm | None = None) -> None:
        """Open the form: for the current buyer, or with what is known already.

        What was typed into it before and not handed over is there again.
        """
        if self._desk() is None:
            return
        if form is None:
            name, platform, _shop = self._buyer()
            form = HandoverForm(name=name, platform=platform)
        self._take, self._base = None, form
        self._name = f"handover.form.{form.note or form.buyer or 'new'}"
        left = HandoverForm.from_kept(self._kept.get(self._name))
        self.form.open(
            left or form, near=self._near(), quick=self._quick(), restored=left is not None
        )

    def _begin_anew(self) -> None:
        """Forget what was restored."""
        self._kept.drop(self._name)
        self.form.open(self._base, near=self._near(), quick=self._quick())

    def edit(self, form: HandoverForm, name: str, take: Callable[[HandoverForm], object]) -> None:
        """Open the form for something that is not handed over yet.

        Args:
            form: What stands in it.
            name: Name under which it is kept.
            take: Gets what stands in it then.
        """
        self._take, self._name = take, name
        title, word = tr("改这一条"), tr("改好")
        self.form.open(form, near=self._near(), quick=self._quick(), title=title, word=word)

    def write_from_note(self, note: Note, buyer: Buyer) -> None:
        """Open the form with what a note says."""
        self.write(
            HandoverForm(
                buyer=buyer.id,
                name=buyer.name,
                platform=buyer.platform,
                because=note.text,
                due=self.due_text(note.due),
                order=note.order,
                note=note.id,
            )
        )

    def due_text(self, due: float | None) -> str:
        """Write a due time into the form; one that is past has to be set anew."""
        if due is None or due <= self._now():
            return ""
        return moments.stamp(due, self._zone(), self._now())

    def _quick(self) -> list[Quick]:
        from ui.dialogs.note_parts import Quick

        now, zone = self._now(), self._zone()
        found = [Quick(moments.at(0, hour, 0, now, zone)) for hour in (12, 18)]
        following = self._around().following
        if following is not None:
            found.append(Quick(following.end, tr("下一班内")))
        return [quick for quick in found if quick.when > now]

    def _find_buyers(self, query: str) -> None:
        desk = self._desk()
        if desk is None or not query.strip():
            self.form.offer_buyers(query, [])
            return

        def found(buyers: list[BuyerSummary]) -> None:
            # Someone whose name is written out already needs no offer of itself.
            known = (query.strip(), self.form.platform.text().strip())
            others = [b for b in buyers if (b.buyer.name, b.buyer.platform) != known]
            self.form.offer_buyers(query, others)

        self._bridge.when_done(desk.buyers.find(query, _FOUND), found)

    def _find_replies(self, query: str) -> None:
        if not query.strip():
            self.form.offer_phrases(query, [])
            return
        self._bridge.when_done(
            self._find_phrases(query.strip()),
            lambda found: self.form.offer_phrases(query, found[:_FOUND]),
        )

    def _on_save(self) -> None:
        take = self._take
        if take is None:
            self._hand_one()
            return
        self._kept.put(self._name, self.form.form.kept())
        take(self.form.form)
        self.form.saved()

    def _hand_one(self) -> None:
        desk = self._desk()
        if desk is None:
            return
        window, name = self.form, self._name
        self._kept.store()
        window.set_busy(busy=True)
        save = HandoverSave((window.draft,), (self.account(window.form),), kept=(name,))

        def handed(handovers: list[Handover]) -> None:
            log.info("handovers handed n=%d", len(handovers))
            self._kept.settled(name)
            if self._name == name:
                window.saved()
            self._sidebar.toast.say(
                tr("已交给{shift},不会漏", shift=self.to()),
                kind="ok",
                code="handover_handed",
                actions=[(tr("复制全文"), lambda: self._copy_handovers(handovers))],
            )

        def failed(error: UserError) -> None:
            if self._name == name and window.isVisible():
                window.show_failed(error)
            else:
                self._bridge.fail(error)

        stored = desk.handovers.save(save, self._agent(), self._now(), self._zone())
        self._bridge.when_done(stored, handed, failed)

    def account(self, form: HandoverForm) -> Account:
        """Give name, platform and shop; the shop is known of the current buyer only."""
        name, platform, shop = self._buyer()
        same = (form.name.strip(), form.platform.strip()) == (name, platform)
        return form.name, form.platform, shop if same else ""

    def to(self) -> str:
        """Name the shift that handovers go to."""
        following = self._around().following
        return following.name if following is not None else tr("下一班")

    def copy(self, text: str) -> None:
        """Put a text for a group chat on the clipboard."""
        copy_text(text)
        self._sidebar.toast.say(tr("已复制,可以发到群里"), kind="ok", code="handover_copied")

    def _copy_handovers(self, handovers: Sequence[Handover]) -> None:
        now, zone = self._now(), self._zone()
        self.copy("\n\n".join(texts.for_chat(one, now, zone) for one in handovers))

    def _on_dismissed(self) -> None:
        self._kept.store()
        self._go_back()
