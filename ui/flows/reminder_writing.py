"""Reminders are written, edited, ended and put off: the windows that ask, and what is stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QRect

from assistant.desk import chasing, moments
from assistant.desk.reminder_form import ReminderForm
from assistant.desk.texting import Hours
from phrasebook.desk import Agent, NoteDraft, Reminder, ReminderDraft, ReminderKind
from phrasebook.desk_saves import NOBODY, ReminderEnd, ReminderSave
from phrasebook.model import UserError
from ui.bridge import Bridge
from ui.i18n import tr
from ui.kept_text import KeptText

if TYPE_CHECKING:
    from phrasebook.store.desk import Desk
    from ui.dialogs.reminder_done import DoneWindow, Ending
    from ui.dialogs.reminder_form import ReminderWindow
    from ui.dialogs.snooze import SnoozeWindow

_DRAFT: Final = "reminder"
_FILLED: Final = "reminder.filled"
_ENDING: Final = "reminder.end"
"""Names of what is typed: a new one, one that began with a text from elsewhere, how one ended."""
_SNOOZES: Final = {"10m": 600.0, "1h": 3_600.0}
"""Seconds of the choices that are a span."""


class ReminderWriting(QObject):
    """Asks and stores."""

    def __init__(
        self,
        *,
        bridge: Bridge,
        desk: Callable[[], Desk | None],
        kept: KeptText,
        now: Callable[[], float],
        zone: Callable[[], str],
        agent: Callable[[], Agent],
        buyer: Callable[[], tuple[str, str, str]],
        hours: Callable[[], Hours],
        near: Callable[[], QRect | None],
        back: Callable[[], object],
        listed: Callable[[], Sequence[Reminder]],
        say: Callable[[str, int], object],
        warn: Callable[[UserError], object],
    ) -> None:
        """Join the parts; windows are made at their first use.

        Args:
            bridge: Brings results to the GUI thread.
            desk: The open desk; None while it is closed.
            kept: Keeps what is typed and not saved.
            now: The clock.
            zone: Zone id of the clock.
            agent: Who works here now.
            buyer: Name, platform and shop of the current buyer; empty texts if none is known.
            hours: Hours of texting.
            near: Where the sidebar stands, for the screen of popups.
            back: Gives the focus back to where it was.
            listed: The open reminders, as last read.
            say: Tells that something was done, and how many steps of undo it was.
            warn: Tells what could not be stored after the main thing was.
        """
        super().__init__()
        self._bridge, self._desk, self._kept = bridge, desk, kept
        self._now, self._zone, self._agent, self._buyer = now, zone, agent, buyer
        self._hours, self._near, self._back = hours, near, back
        self._listed, self._say, self._warn = listed, say, warn
        self._form: ReminderWindow | None = None
        self._done: DoneWindow | None = None
        self._snooze: SnoozeWindow | None = None
        self._draft = _DRAFT
        self._old: Reminder | None = None
        self._ending: Reminder | None = None

    def stop(self) -> None:
        """Close the windows, what is typed kept: the desk is closed."""
        if self._form is not None and self._form.isVisible():
            self._keep()
        for window in (self._form, self._done, self._snooze):
            if window is not None:
                window.hide()
        self._kept.store()

    # Writing one.

    def new(
        self,
        text: str = "",
        kind: ReminderKind = "plain",
        *,
        order: str = "",
        note: str = "",
        account: tuple[str, str, str] | None = None,
    ) -> None:
        """Ask for a new reminder.

        Args:
            text: What to do, as far as it is known.
            kind: What it is about.
            order: Order number.
            note: Id of the note that it is made from.
            account: Name, platform and shop of the buyer; None takes the current one.
        """
        name, platform, shop = account if account is not None else self._buyer()
        form = ReminderForm(
            name=name, platform=platform, shop=shop, text=text, kind=kind, order=order, note=note
        )
        self._old = None
        self._draft = _filled(form) if not form.is_empty or note else _DRAFT
        left = ReminderForm.from_text(self._kept.get(self._draft))
        fits = left is not None and (self._draft == _DRAFT or left.text.startswith(text or "\0"))
        if left is not None and fits:
            form = left
        self.form.open_with(form, restored=bool(left and fits), near=self._near())

    def edit(self, one: Reminder) -> None:
        """Ask how a reminder shall be changed."""
        self._old, self._draft = one, f"{_DRAFT}:{one.id}"
        left = ReminderForm.from_text(self._kept.get(self._draft))
        form = left or ReminderForm.of(one, self._now(), self._zone())
        self.form.open_with(form, old=one, restored=left is not None, near=self._near())

    @property
    def form(self) -> ReminderWindow:
        """The form, made when first asked for."""
        if self._form is None:
            from ui.dialogs.reminder_form import ReminderWindow

            made = ReminderWindow(now=self._now, zone=self._zone, hours=self._hours)
            made.save_requested.connect(self._save)
            made.changed.connect(self._keep)
            made.buyers_wanted.connect(self._find_buyers)
            made.dismissed.connect(self._on_dismissed)
            self._form = made
        return self._form

    def _keep(self) -> None:
        if not self.form.saving:  # what is being saved must not be kept beside it
            self._kept.put(self._draft, self.form.form().to_text())

    def _on_dismissed(self) -> None:
        self._kept.store()
        self._back()

    def _find_buyers(self, query: str) -> None:
        desk, form = self._desk(), self.form
        if desk is not None:
            self._bridge.when_done(
                desk.buyers.find(query, 5), lambda found: form.offer_buyers(query, found)
            )

    def _save(self) -> None:
        """Store what stands in the form now, with its buyer; another may be opened meanwhile."""
        desk, form, name = self._desk(), self.form, self._draft
        if desk is None:
            form.show_state("failed", tr("备注本没有打开,写的还在。"))
            return
        state, old = form.form(), self._old
        known = old is not None and (old.name, old.platform) == (state.name, state.platform)
        buyer = old.buyer if old is not None and known else ""
        try:
            changed = form.edited(buyer)
            drafts = [changed] if changed is not None else form.drafts(buyer)
        except UserError as error:
            self._form_failed(name, error)
            return
        self._kept.put(name, state.to_text())
        self._kept.store()
        save = ReminderSave(
            tuple(drafts),
            NOBODY if known else (state.name, state.platform, state.shop),
            old.id if old is not None else "",
            name,
        )
        self._bridge.when_done(
            desk.reminders.save(save, self._now(), self._zone(), self._agent().number),
            lambda _made: self._saved(name, drafts),
            lambda error: self._form_failed(name, error),
        )

    def _saved(self, name: str, drafts: Sequence[ReminderDraft]) -> None:
        self._kept.settled(name)
        if self._draft == name:
            self.form.show_state("saved")
            self._back()
        due = moments.spoken(min(one.due for one in drafts), self._zone(), self._now())
        words = (
            tr("已设好,{time} 提醒", time=due)
            if len(drafts) == 1
            else tr("已设好 {n} 条,最早 {time}", n=len(drafts), time=due)
        )
        self._say(words, 1)

    def _form_failed(self, name: str, error: UserError) -> None:
        if self._draft == name and self.form.isVisible():
            words = f"{error.message}{error.advice}"
            self.form.show_state("failed", words)
        else:
            self._warn(error)

    # Ending one.

    def finish(self, one: Reminder) -> None:
        """Ask how a reminder ended."""
        self._ending = one
        left = self._kept.get(f"{_ENDING}:{one.id}")
        self.done.open_for(one, self._listed(), self._near(), left=left)

    @property
    def done(self) -> DoneWindow:
        """The question how a reminder ended, made when first asked for."""
        if self._done is None:
            from ui.dialogs.reminder_done import DoneWindow

            made = DoneWindow(now=self._now, zone=self._zone, hours=self._hours)
            made.save_requested.connect(self._save_ending)
            made.changed.connect(self._keep_ending)
            made.dismissed.connect(self._on_dismissed)
            self._done = made
        return self._done

    def _keep_ending(self) -> None:
        if self._ending is not None:
            self._kept.put(f"{_ENDING}:{self._ending.id}", self.done.typed())

    def _save_ending(self) -> None:
        desk, one = self._desk(), self._ending
        if desk is None or one is None:
            self.done.show_state("failed", tr("备注本没有打开,请打开后再完成。"))
            return
        now, name = self._now(), f"{_ENDING}:{one.id}"
        end = self._end(one, self.done.ending(), now, name)
        self._kept.store()

        def failed(error: UserError) -> None:
            words = f"{error.message}{error.advice}"
            if self._ending is one and self.done.isVisible():
                self.done.show_state("failed", words)
            else:
                self._warn(error)

        def finished(_none: None) -> None:
            self._kept.settled(name)
            if self._ending is one:
                self.done.show_state("saved")
                self._back()
            self._say(self._ended(end, now), 1)

        ended = desk.reminders.end(end, now, self._zone(), self._agent().number)
        self._bridge.when_done(ended, finished, failed)

    def _end(self, one: Reminder, ending: Ending, now: float, name: str) -> ReminderEnd:
        """Say what goes with the end: others of the matter, the next one, the buyer's note."""
        note = None
        if one.kind == "payment" and one.buyer:
            text = chasing.record(
                one, ending.result, ending.reason, ending.remark, now, self._zone(),
                ending.following,
            )  # fmt: skip
            note = NoteDraft(one.buyer, text, "payment", one.order)
        rest = tuple(other.id for other in ending.rest)
        return ReminderEnd(
            one.id, ending.result, ending.reason, ending.remark, rest, ending.following, note, name
        )

    def _ended(self, end: ReminderEnd, now: float) -> str:
        """Say what was stored."""
        if end.following is not None:
            due = moments.spoken(end.following.due, self._zone(), now)
            return tr("已完成,下一条 {time}", time=due)
        return tr("已完成,记到买家的备注里了") if end.note is not None else tr("已完成")

    # Putting one off.

    def put_off(self, name: str, one: Reminder) -> None:
        """Put a reminder off by the name of a choice of the page."""
        now = self._now()
        if name in _SNOOZES:
            self._snooze_until(one, now + _SNOOZES[name])
        elif name == "tomorrow":
            self._snooze_until(one, moments.at(1, 10, 0, now, self._zone()))
        else:
            self.snooze.open_for(one, self._near())

    @property
    def snooze(self) -> SnoozeWindow:
        """The question until when, made when first asked for."""
        if self._snooze is None:
            from ui.dialogs.snooze import SnoozeWindow

            made = SnoozeWindow(now=self._now, zone=self._zone)
            made.chosen.connect(self._on_own_time)
            made.dismissed.connect(self._back)
            self._snooze = made
        return self._snooze

    def _on_own_time(self, one: Reminder, until: float) -> None:
        self._back()
        self._snooze_until(one, until)

    def _snooze_until(self, one: Reminder, until: float) -> None:
        desk = self._desk()
        if desk is None:
            return
        due = moments.spoken(until, self._zone(), self._now())
        self._bridge.when_done(
            desk.reminders.snooze(one.id, until),
            lambda _none: self._say(tr("推迟到 {time}", time=due), 1),
        )


def _filled(form: ReminderForm) -> str:
    """Name what began with a text from elsewhere by all that it began with.

    What was added to one is neither shown nor overwritten when another is begun.
    """
    mark = blake2b(form.to_text().encode("utf-8", "replace"), digest_size=8).hexdigest()
    return f"{_FILLED}.{mark}"
