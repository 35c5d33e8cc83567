"""Buyers and notes: the page 买家, the current buyer in the head, the note in two keys."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QRect
from PySide6.QtWidgets import QMenu

from assistant.options import Options
from phrasebook.desk import (
    Agent,
    Buyer,
    BuyerSummary,
    HandoverDraft,
    Note,
    ReminderDraft,
    ShiftRef,
)
from phrasebook.model import UserError
from phrasebook.store import Changes
from ui import note_acts, own_windows
from ui.bridge import Bridge
from ui.buyer_rows import HANDOVER, Card
from ui.buyer_view import ERASE, EXPORT, MERGE, RENAME
from ui.flows.buyer import NOBODY, Account, BuyerFlow, add_types
from ui.flows.buyer_care import BuyerCare, ask_file
from ui.flows.in_front import InFront
from ui.flows.note_doing import NoteDoing
from ui.flows.note_writing import NoteWriting
from ui.kept_text import KeptText
from ui.menus import make_menu
from ui.window import BUYERS, PHRASES, Sidebar

if TYPE_CHECKING:
    from phrasebook.store.desk import Desk
    from ui.pages.buyers import BuyersPage

PAGE: Final = 60
"""Buyers that are read at once."""


class NotesFlow(QObject):
    """Owns the page, the popup and the windows around them."""

    def __init__(
        self,
        *,
        sidebar: Sidebar,
        bridge: Bridge,
        desk: Callable[[], Desk | None],
        options: Options,
        now: Callable[[], float],
        zone: Callable[[], str],
        agent: Callable[[], Agent],
        next_shift: Callable[[float], ShiftRef | None],
        near: Callable[[], QRect | None],
        give_back: Callable[[], object],
        buyer: BuyerFlow,
        copy: Callable[[str], object],
        hand: Callable[[HandoverDraft], object],
        remind: Callable[[ReminderDraft], object],
        open_handover: Callable[[str], object],
        open_reminder: Callable[[str], object],
        set_up: Callable[[BuyersPage], object],
        platforms: Callable[[], list[str]] = list,
        kept: KeptText | None = None,
        ask_file: Callable[[str], Path | None] = ask_file,
    ) -> None:
        """Join the parts; page and windows are made at the first use.

        Args:
            sidebar: Where the page stands; its head shows the current buyer.
            bridge: Brings results to the GUI thread.
            desk: The open desk; None while it is not open.
            options: ``keys`` and ``desk.keep_full_days``.
            now: The clock.
            zone: Zone id of the clock.
            agent: Who writes.
            next_shift: The shift after the one that runs at a time.
            near: Where the sidebar stands, to open windows on its screen.
            give_back: Gives the focus back to the chat.
            buyer: The current buyer.
            copy: Copies a text marked as secret.
            hand: Opens the form of a handover with this in it.
            remind: Opens the form of a reminder with this in it.
            open_handover: Shows a handover by its id.
            open_reminder: Shows a reminder by its id.
            set_up: Shows what opens the desk on the page, while it is not open.
            platforms: Names of platforms to choose from.
            kept: Keeps what is typed and not saved; None makes one of its own.
            ask_file: Asks where to write a file with this suggested name.
        """
        super().__init__()
        self._sidebar, self._bridge, self._desk = sidebar, bridge, desk
        self._options, self._now, self._zone = options, now, zone
        self._give_back, self._buyer = give_back, buyer
        self._open_handover, self._open_reminder = open_handover, open_reminder
        self._set_up = set_up
        self._page: BuyersPage | None = None
        self._stale = True
        self._found: list[BuyerSummary] = []
        self._complete = False
        self._from_page = False
        self._reading = 0
        self._card_wanted = 0
        self._menu: QMenu | None = None
        toast = sidebar.toast
        self.writing = NoteWriting(
            bridge=bridge, desk=desk, options=options, toast=toast, now=now, zone=zone,
            agent=agent, next_shift=next_shift, platforms=platforms, near=near,
            give_back=self._back_from_note, kept=kept,
        )  # fmt: skip
        self.doing = NoteDoing(
            sidebar=sidebar, bridge=bridge, desk=desk, now=now, agent=agent, near=near,
            give_back=self._back, copy=copy, edit=self._edit, hand=hand, remind=remind,
        )  # fmt: skip
        self.care = BuyerCare(
            bridge=bridge, desk=desk, toast=toast, now=now, near=near, give_back=self._back,
            undo=self.doing.undo, ask_file=ask_file,
        )  # fmt: skip
        self.front = InFront(
            line=sidebar.head.buyer, bridge=bridge, desk=desk, buyer=buyer, near=near,
            give_back=give_back,
        )  # fmt: skip
        self.front.opened.connect(self.open_current)
        self.care.merged.connect(self._on_merged)
        self.care.erased.connect(self._on_erased)
        sidebar.page_requested.connect(self._on_requested)
        sidebar.page_changed.connect(self._on_page)

    # The desk.

    def opened(self) -> None:
        """The desk is open."""
        if self._page is not None:
            self._page.show_set_up(None)
        self._buyer.refresh()
        self.writing.opened()
        self.refresh()

    def closed(self) -> None:
        """The desk is closed: show nothing of it any more."""
        self.writing.closed()
        self._found = []
        if self._page is not None:
            self._page.forget_pictures()
            self._page.show_list()
            self._page.show_buyers((), "")
            self._set_up(self._page)
        self._buyer.refresh()

    def changed(self, changes: Changes) -> None:
        """Follow a change of the desk."""
        if any(getattr(changes, one.name) for one in fields(changes) if one.name in _OURS):
            self.refresh()

    def refresh(self) -> None:
        """Read anew what is shown; a hidden page reads when it is shown."""
        self.front.refresh()
        self._stale = True
        if self._page is not None and self._sidebar.page == BUYERS:
            self._read()

    def stop(self) -> None:
        """Keep what is unsaved and close the windows, on the way out."""
        self.writing.stop()
        self.care.stop()
        self.doing.stop()
        self.front.stop()

    def set_edited_keys(self) -> None:
        """Follow a change of the option ``keys``."""
        if self._page is not None:
            self._page.set_edited_keys(self._options.get("keys"))

    # The page.

    @property
    def page(self) -> BuyersPage:
        """The page, made when first asked for."""
        if self._page is None:
            self._page = self._make()
        return self._page

    def open(self, buyer: str = "") -> None:
        """Show the page, at a buyer (its id)."""
        page = self.page
        self._sidebar.show_page(BUYERS)
        if self._desk() is None:
            self._set_up(page)
        elif self._stale:  # it takes the place of what opened the desk, and nobody told of it
            self._read()
        if buyer and self._desk() is not None:
            self._read_card(buyer, open=True)
        page.take_focus()

    def _make(self) -> BuyersPage:
        from ui.pages.buyers import BuyersPage

        page = self._page = BuyersPage()
        page.set_edited_keys(self._options.get("keys"))
        page.search_changed.connect(lambda _query: self._read())
        page.more_wanted.connect(self._read_more)
        page.buyer_wanted.connect(lambda id: self._read_card(id, open=True))
        page.note_wanted.connect(self._write_of)
        page.picture_wanted.connect(self._read_picture)
        page.closed.connect(self._leave)
        view = page.view
        view.act.connect(self._act)
        view.buyer_act.connect(self._buyer_act)
        view.order_pressed.connect(self.doing.copy_order)
        view.full_wanted.connect(self.doing.show_full)
        view.picture_pressed.connect(self.doing.show_picture)
        view.other_wanted.connect(self._open_other)
        view.type_button.clicked.connect(self._choose_type)
        self._sidebar.set_page(BUYERS, page, needs_focus=True)
        return page

    def _on_requested(self, name: str) -> None:
        if name == BUYERS:
            self.open()

    def _on_page(self, name: str) -> None:
        if name != BUYERS:
            return
        if self._desk() is None:
            self._set_up(self.page)
        elif self._stale:
            self._read()
        self.page.take_focus()

    def _leave(self) -> None:
        self._sidebar.show_page(PHRASES)
        self._give_back()

    def _back(self) -> None:
        """Give the focus back to the page, where the window was opened from there."""
        if self._page is not None and self._sidebar.page == BUYERS and self._sidebar.isVisible():
            if own_windows.go_back_to(self._sidebar):
                self._page.take_focus()
        else:
            self._give_back()

    def _back_from_note(self) -> None:
        """Give the focus back to where the note was begun."""
        if self._from_page:
            self._back()
        else:
            self._give_back()

    # Reading.

    def _read(self) -> None:
        desk, page = self._desk(), self.page
        if desk is None:
            return
        self._stale = False
        self._reading += 1
        wanted, query = self._reading, page.query
        count = max(len(self._found), PAGE) if query == "" else PAGE

        def found(buyers: list[BuyerSummary]) -> None:
            if wanted == self._reading:
                self._found, self._complete = buyers, len(buyers) < count
                page.show_buyers(buyers, query)

        def failed(error: UserError) -> None:
            if wanted == self._reading:
                page.show_fault(error.message, error.advice)

        self._bridge.when_done(desk.buyers.find(query, count), found, failed)
        if page.buyer:
            self._read_card(page.buyer)

    def _read_more(self) -> None:
        desk, page = self._desk(), self.page
        if desk is None or self._complete or not self._found:
            return
        self._complete = True  # until the answer says otherwise
        wanted, query = self._reading, page.query

        def found(buyers: list[BuyerSummary]) -> None:
            if wanted == self._reading:
                known = {one.buyer.id for one in self._found}
                self._found += [one for one in buyers if one.buyer.id not in known]
                self._complete = len(buyers) < PAGE
                page.show_buyers(self._found, query)

        future = desk.buyers.find(query, PAGE, len(self._found))
        self._bridge.when_done(future, found)

    def _read_card(self, id: str, *, open: bool = False, note: str = "") -> None:
        desk, page = self._desk(), self.page
        if desk is None:
            return
        self._card_wanted += 1
        wanted = self._card_wanted
        parts: dict[str, Any] = {}
        futures: dict[str, Future[Any]] = {
            "summary": desk.buyers.summary(id),
            "notes": desk.notes.of(id),
            "handovers": desk.handovers.of(id),
            "reminders": desk.reminders.of(id),
        }

        def arrived(name: str, value: Any) -> None:
            parts[name] = value
            if len(parts) < len(futures) or wanted != self._card_wanted:
                return
            if parts["summary"] is None:
                if page.buyer == id:
                    page.show_list()
                return
            card = Card(
                parts["summary"],
                tuple(parts["notes"]),
                tuple(one for one in parts["handovers"] if one.state != "done"),
                tuple(one for one in parts["reminders"] if one.done_at is None),
            )
            page.show_card(card, self._now(), self._zone(), open=open)
            if note:
                page.view.select(note)

        for name, future in futures.items():
            self._bridge.when_done(future, partial(arrived, name))

    def _read_picture(self, id: str) -> None:
        desk, page = self._desk(), self.page
        if desk is not None:
            done = desk.notes.picture(id)
            self._bridge.when_done(done, lambda png: page.set_picture(id, png))

    # Writing.

    def open_current(self, buyer: str) -> None:
        """Show the buyer in front (its id), or write the first note of it."""
        if buyer:
            self.open(buyer)
        else:
            self.write()

    def write(self) -> None:
        """Write a note of the buyer in front, from anywhere."""
        if self._desk() is None:
            self.open()
        else:
            self._from_page = False
            self.writing.new(self._buyer.current())

    def _write_of(self, id: str) -> None:
        """Write a note of a buyer of the list; without one, of the one in front."""
        found = next((one.buyer for one in self._found if one.buyer.id == id), None)
        self._from_page = True
        if found is None:
            self.writing.new(self._buyer.current() if not self._found else NOBODY)
        else:
            self.writing.new(_account(found))

    def _edit(self, note: Note, buyer: Buyer) -> None:
        self._from_page = True
        self.writing.edit(note, buyer)

    # What is done to a note.

    def _act(self, name: str, id: str) -> None:
        card = self.page.view.card
        if card is None or self._desk() is None:
            return
        note: Note | None = card.note(id)
        if name == note_acts.NEW:
            self._from_page = True
            self.writing.new(_account(card.summary.buyer))
        elif name == note_acts.SEARCH:
            self.page.go_search()
        elif note is not None:
            cards = self.page.view.list
            place = cards.viewport().mapToGlobal(cards.card_rect(id).bottomLeft())
            self.doing.act(name, note, card.summary.buyer, place)

    def _open_other(self, row: str) -> None:
        kind, _, id = row.partition(":")
        (self._open_handover if f"{kind}:" == HANDOVER else self._open_reminder)(id)

    def _choose_type(self) -> None:
        card, desk = self.page.view.card, self._desk()
        if card is None or desk is None:
            return
        buyer = card.summary.buyer

        def choose(type: str) -> None:
            def done(_result: None) -> None:
                self._buyer.learn(_account(buyer), type)

            future = desk.buyers.set_type(buyer.id, type, self._now())
            self._bridge.when_done(future, done, self.doing.problem)

        menu = self._menu = make_menu(self.page)
        add_types(menu, buyer.type, choose)
        button = self.page.view.type_button
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _buyer_act(self, name: str) -> None:
        card = self.page.view.card
        if card is None:
            return
        summary = card.summary
        if name == RENAME:
            self.care.rename(summary.buyer)
        elif name == MERGE:
            self.care.merge(summary)
        elif name == EXPORT:
            self.care.export(summary.buyer)
        elif name == ERASE:
            self.care.erase(summary)

    def _on_merged(self, keep: str) -> None:
        if self.page.buyer:
            self._read_card(keep, open=True)

    def _on_erased(self, buyer: Buyer) -> None:
        self.writing.forget(_account(buyer), buyer.id)
        if self.page.buyer == buyer.id:
            self.page.show_list()
        self.refresh()


_OURS: Final = frozenset({"buyers", "notes", "handovers", "reminders"})
"""Changes that this page shows."""


def _account(buyer: Buyer) -> Account:
    return buyer.name, buyer.platform, buyer.shop
