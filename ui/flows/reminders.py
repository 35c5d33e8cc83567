"""Reminders: told when they are due, put off, finished with a result, followed by the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QRect, QTimer
from PySide6.QtWidgets import QApplication

from assistant.desk.texting import Hours
from assistant.options import Options
from phrasebook.desk import Agent, Reminder, ReminderKind
from phrasebook.model import UserError
from ui import own_windows
from ui import reminder_acts as acts
from ui.bridge import Bridge
from ui.flows.reminder_writing import ReminderWriting
from ui.i18n import tr
from ui.kept_text import KeptText
from ui.reminder_rows import how_late
from ui.window import PHRASES, REMINDERS, Sidebar

if TYPE_CHECKING:
    from phrasebook.store.desk import Desk
    from ui.pages.reminders import RemindersPage

LONGEST_WAIT: Final = 60.0
"""Seconds after which the clock is looked at again in any case: it may be set, the machine may
have slept."""
MISSED: Final = 120.0
"""A reminder that could not be told for so many seconds after it was due counts as missed: the
program did not run, or the machine slept. One told so long after now was told by a clock that was
wrong."""
_FINISHED_FOR: Final = 7 * 86_400.0


class RemindersFlow(QObject):
    """Tells what is due and does what the page 提醒 asks for."""

    def __init__(
        self,
        *,
        sidebar: Sidebar,
        bridge: Bridge,
        desk: Callable[[], Desk | None],
        options: Options,
        kept: KeptText,
        now: Callable[[], float],
        zone: Callable[[], str],
        agent: Callable[[], Agent],
        buyer: Callable[[], tuple[str, str, str]],
        near: Callable[[], QRect | None],
        give_back: Callable[[], object],
        unseen: Callable[[str], object],
        open_buyer: Callable[[str], object],
        open_scene: Callable[[str], object],
        open_records: Callable[[], object],
        open_figures: Callable[[], object],
        beep: Callable[[], object] = QApplication.beep,
    ) -> None:
        """Join the parts; page and windows are made at their first use.

        Args:
            sidebar: Hosts the page; its rail shows how many are due.
            bridge: Brings results to the GUI thread.
            desk: The open desk; None while it is closed.
            options: Says whether to show a toast and make a sound, and the hours of texting.
            kept: Keeps what is typed and not saved.
            now: The clock.
            zone: Zone id of the clock.
            agent: Who works here now.
            buyer: Name, platform and shop of the current buyer; empty texts if none is known.
            near: Where the sidebar stands, for the screen of popups.
            give_back: Gives the focus back to the chat.
            unseen: Says a text beside the tray, for while the sidebar is hidden.
            open_buyer: Shows a buyer by its id.
            open_scene: Shows the phrases of a scene by its id.
            open_records: Shows the records.
            open_figures: Shows the figures.
            beep: Makes the sound.
        """
        super().__init__()
        self._sidebar, self._bridge, self._desk = sidebar, bridge, desk
        self._options, self._now, self._zone = options, now, zone
        self._give_back, self._unseen = give_back, unseen
        self._open_buyer, self._open_scene = open_buyer, open_scene
        self._open_records, self._open_figures = open_records, open_figures
        self._beep = beep
        self._page: RemindersPage | None = None
        self._open: tuple[Reminder, ...] = ()
        self._told: dict[str, tuple[float, float]] = {}
        self._reads = 0
        self._stopped = False
        self.writing = ReminderWriting(
            bridge=bridge,
            desk=desk,
            kept=kept,
            now=now,
            zone=zone,
            agent=agent,
            buyer=buyer,
            hours=self.hours,
            near=near,
            back=self._back,
            listed=lambda: self._open,
            say=self._say_done,
            warn=bridge.fail,
        )
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.wake)
        sidebar.page_requested.connect(self._on_requested)
        sidebar.page_changed.connect(self._on_page)

    # Life.

    def opened(self) -> None:
        """The desk is open: tell what is due, and what was missed."""
        self.refresh()

    def closed(self) -> None:
        """The desk was closed: show nothing of it any more."""
        self._timer.stop()
        self._told.clear()
        self._take(())

    def wake(self) -> None:
        """Look at the clock: time went on, the machine woke up, or the clock was set."""
        self.refresh()

    def stop(self) -> None:
        """Tell nothing more; for the way out, and where the desk closes."""
        self._stopped = True
        self._timer.stop()
        self.writing.stop()

    @property
    def page(self) -> RemindersPage:
        """The page, made when first asked for."""
        if self._page is None:
            self._page = self._make()
        return self._page

    def open(self) -> None:
        """Show the page."""
        page = self.page
        self._sidebar.show_page(REMINDERS)
        page.setFocus()
        self.refresh()  # also where it took the place of what opened the desk

    # What is due.

    def refresh(self) -> None:
        """Read what is open, and tell what is due and was not told."""
        desk = self._desk()
        if desk is None or self._stopped:
            return
        self._reads += 1
        number = self._reads

        def read(found: list[Reminder]) -> None:
            if number == self._reads and not self._stopped:
                self._take(found)
                self._tell()
                self._wait()

        self._bridge.when_done(desk.reminders.open(), read, self._not_read)

    def _not_read(self, error: UserError) -> None:
        self._wait()
        self._bridge.fail(error)

    def _take(self, found: Sequence[Reminder]) -> None:
        self._open = tuple(found)
        due = sum(one.due <= self._now() for one in found)
        self._sidebar.rail.button(REMINDERS).set_badge(due)
        if self._page is not None and self._page.isVisible():
            self._page.show_reminders(self._open, self._now(), self._zone())
            if self._page.unfolded:
                self._read_finished(True)

    def _wait(self) -> None:
        now = self._now()
        following = min((one.due - now for one in self._open if one.due > now), default=3600.0)
        self._timer.start(round(max(0.05, min(following, LONGEST_WAIT)) * 1000))

    def _tell(self) -> None:
        now = self._now()
        found = [one for one in self._open if one.due <= now and not self._was_told(one, now)]
        if not found:
            return
        self._told.update({one.id: (one.due, now) for one in found})
        desk = self._desk()
        if desk is not None:
            # Kept in memory too, so that a disk that takes no writing does not repeat them.
            ids = [one.id for one in found]
            self._bridge.when_done(desk.reminders.told(ids, now), None, lambda _error: None)
        if self._options.get("reminders.sound"):
            self._beep()
        if self._options.get("reminders.toast"):
            self._say(found, now)

    def _was_told(self, one: Reminder, now: float) -> bool:
        """Tell whether it was shown; by a clock that was ahead does not count."""
        due, told = self._told.get(one.id, (None, None))
        told_at = told if due == one.due else one.told_at
        return told_at is not None and told_at <= now + MISSED

    def _say(self, found: Sequence[Reminder], now: float) -> None:
        missed = [one for one in found if now - one.due > MISSED]
        if not self._sidebar.isVisible():
            self._unseen(_without_names(found, len(missed)))
            return
        toast = self._sidebar.toast
        if len(found) == 1:
            one = found[0]
            late = how_late(now - one.due) if missed else tr("到点了")
            words = " · ".join(part for part in (late, one.name, one.text) if part)
            choices = [
                (tr("完成"), lambda: self.writing.finish(one)),
                (tr("稍后"), lambda: self.writing.put_off("10m", one)),
            ]
            toast.say(words, actions=choices, code="reminder_due")
            return
        text = (
            tr("错过了 {n} 条提醒", n=len(missed))
            if len(missed) == len(found)
            else tr("{n} 条提醒到点了", n=len(found))
        )
        toast.say(text, actions=[(tr("看一看"), self.open)], code="reminders_due")

    # The page.

    def _make(self) -> RemindersPage:
        from ui.pages.reminders import RemindersPage

        page = RemindersPage(acts.keys(self._options.get("keys")))
        page.asked.connect(self._on_asked)
        page.act.connect(self._on_act)
        page.snoozed.connect(self.writing.put_off)
        page.finished_wanted.connect(self._read_finished)
        page.closed.connect(self._leave)
        self._page = page
        self._sidebar.set_page(REMINDERS, page, needs_focus=True)
        return page

    def _leave(self) -> None:
        self._sidebar.show_page(PHRASES)
        self._give_back()

    def _on_requested(self, name: str) -> None:
        if name == REMINDERS and self._desk() is not None:
            self.open()

    def set_edited_keys(self) -> None:
        """Follow a change of the option ``keys``."""
        if self._page is not None:
            self._page.set_keys(acts.keys(self._options.get("keys")))

    def _on_page(self, name: str) -> None:
        if name == REMINDERS and self._page is not None:
            self.refresh()

    def _read_finished(self, wanted: bool) -> None:
        desk, page = self._desk(), self._page
        if desk is None or page is None:
            return
        if not wanted:
            page.show_finished(None)
            return
        since = self._now() - _FINISHED_FOR
        self._bridge.when_done(desk.reminders.finished(since), page.show_finished)

    def _on_asked(self, name: str) -> None:
        match name:
            case acts.NEW:
                self.new()
            case acts.RECORDS:
                self._open_records()
            case acts.FIGURES:
                self._open_figures()

    def _on_act(self, name: str, one: Reminder) -> None:
        match name:
            case acts.DONE:
                self.writing.finish(one)
            case acts.BUYER:
                self._open_buyer(one.buyer)
            case acts.PASTE:
                self._open_scene(acts.SCENES[one.kind])
            case acts.EDIT:
                self.writing.edit(one)
            case acts.DELETE:
                self._remove(one)

    # Small things.

    def new(
        self,
        text: str = "",
        kind: ReminderKind = "plain",
        *,
        order: str = "",
        note: str = "",
        account: tuple[str, str, str] | None = None,
    ) -> None:
        """Ask for a new reminder; see ``ReminderWriting.new``."""
        if self._desk() is None:
            self._sidebar.show_page(REMINDERS)  # it shows what opens the desk
            return
        self.writing.new(text, kind, order=order, note=note, account=account)

    def hours(self) -> Hours:
        """Hours of texting, from the options."""
        return Hours(self._options.get("desk.text_from"), self._options.get("desk.text_until"))

    def _back(self) -> None:
        """Give the focus back: to the page where it is shown, else to the chat."""
        if self._page is not None and self._page.isVisible():
            if own_windows.go_back_to(self._sidebar):
                self._page.setFocus()
        else:
            self._give_back()

    def _remove(self, one: Reminder) -> None:
        desk = self._desk()
        if desk is not None:
            self._bridge.when_done(
                desk.reminders.remove(one.id), lambda _gone: self._say_done(tr("已删除提醒"), 1)
            )

    def _say_done(self, words: str, steps: int) -> None:
        self._sidebar.toast.say(
            words, kind="ok", actions=[(tr("撤销"), lambda: self._undo(steps))], code="reminder"
        )

    def _undo(self, steps: int) -> None:
        desk = self._desk()
        if desk is None or not steps:
            return
        self._bridge.when_done(desk.store.undo(), lambda _label: self._undo(steps - 1))


def _without_names(found: Sequence[Reminder], missed: int) -> str:
    """Say how many are due; the notices of a desktop are kept by it, so no buyer is named."""
    if missed == len(found) and missed > 1:
        return tr("错过了 {n} 条提醒", n=missed)
    return tr("{n} 条提醒到点了", n=len(found))
