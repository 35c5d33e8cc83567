"""Writing notes: the popup, its unsaved text, and saving that goes on until it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QRect, Signal

from assistant.desk import moments
from assistant.desk.note_form import NoteForm, of_note
from assistant.options import Options
from phrasebook.desk import Agent, Buyer, BuyerSummary, Note, NoteDraft, ShiftRef
from phrasebook.desk_saves import NoteSave
from phrasebook.model import UserError
from phrasebook.store import FullDiskError
from ui import own_windows
from ui.bridge import Bridge
from ui.flows.buyer import Account
from ui.i18n import tr
from ui.kept_text import Drafts, KeptText
from ui.toast import Toast

if TYPE_CHECKING:
    from phrasebook.store.desk import Desk
    from ui.dialogs.note_popup import NotePopup

_Content = tuple[NoteForm, tuple[bytes, ...]]
"""What stands in the popup: the form and its pictures."""

NEW: Final = "note:new:"
EDIT: Final = "note:edit:"
_DAY: Final = 86_400.0
_KNOWN: Final = 50


@dataclass(slots=True)
class _Job:
    """A note that is being written.

    Attributes:
        draft: Name of its unsaved text.
        note: The note that is edited; None for a new one.
        known: The pictures that were kept with it are shown.
        saving: What is being stored now; None while nothing is.
        late: What was typed after that was handed to the desk.
    """

    draft: str
    note: Note | None = None
    known: bool = True
    saving: _Content | None = None
    late: _Content | None = None


class NoteWriting(QObject):
    """Opens the popup and stores what was written.

    Signals:
        saved: A note was stored.
    """

    saved = Signal(object)

    def __init__(
        self,
        *,
        bridge: Bridge,
        desk: Callable[[], Desk | None],
        options: Options,
        toast: Toast,
        now: Callable[[], float],
        zone: Callable[[], str],
        agent: Callable[[], Agent],
        next_shift: Callable[[float], ShiftRef | None],
        platforms: Callable[[], list[str]],
        near: Callable[[], QRect | None],
        give_back: Callable[[], object],
        kept: KeptText | None = None,
    ) -> None:
        """Join the parts; the popup is made at the first use. See ``NotesFlow``."""
        super().__init__()
        self._bridge, self._desk, self._options, self._toast = bridge, desk, options, toast
        self._now, self._zone, self._agent = now, zone, agent
        self._next_shift, self._platforms = next_shift, platforms
        self._near, self._give_back = near, give_back
        self._popup: NotePopup | None = None
        self._job = _Job("")
        self._start = NoteForm()
        self._known: list[Account] = []
        self.kept = kept if kept is not None else KeptText(bridge, desk_drafts(desk), self)

    # The desk.

    def opened(self) -> None:
        """The desk is open: read what was left unsaved, and say so."""
        self.kept.load(lambda _texts: self._tell_left())
        self._read_known()

    def closed(self) -> None:
        """The desk is closed: what was typed lies in it, or waits for the next opening."""
        self.stop()
        self.kept.forget_stored()
        self._known = []

    def keep(self) -> None:
        """Keep what stands in the popup."""
        if self._popup is not None and self._popup.isVisible():
            self._on_changed()

    def stop(self) -> None:
        """Store what is unsaved and show nothing of it."""
        self.keep()
        if self._popup is not None:
            self._popup.hide()
        self.kept.store()

    def _tell_left(self) -> None:
        left = self.kept.names(NEW)
        if not left or (self._popup is not None and self._popup.isVisible()):
            return
        self._toast.say(
            tr("有 {n} 条没存的备注", n=len(left)),
            actions=[(tr("接着写"), lambda: self._open_left(left[0]))],
            seconds=12,
            code="note_left",
        )

    def _open_left(self, name: str) -> None:
        form = NoteForm.from_text(self.kept.get(name))
        if form is not None and not self._stays_open():
            self._open(_Job(name), form, NoteForm(), restored=True)

    def _read_known(self) -> None:
        desk = self._desk()
        if desk is None:
            return

        def found(buyers: list[BuyerSummary]) -> None:
            self._known = [(b.buyer.name, b.buyer.platform, b.buyer.shop) for b in buyers]

        self._bridge.when_done(desk.buyers.find("", _KNOWN), found, lambda _error: None)

    # Opening.

    @property
    def popup(self) -> NotePopup:
        """The popup, made when first asked for."""
        if self._popup is None:
            from ui.dialogs.note_popup import NotePopup

            popup = self._popup = NotePopup(
                now=self._now,
                zone=self._zone,
                next_shift=self._shift_start,
                keep_days=lambda: int(self._options.get("desk.keep_full_days")),
            )
            popup.save_requested.connect(self._save)
            popup.changed.connect(self._on_changed)
            popup.dismissed.connect(self._on_dismissed)
        return self._popup

    def _shift_start(self) -> float | None:
        shift = self._next_shift(self._now())
        return shift.start if shift is not None else None

    def new(self, account: Account) -> None:
        """Write a note of a buyer; what was begun before and not saved is there again."""
        if self._stays_open():
            return
        name, platform, shop = account
        draft = f"{NEW}{platform}/{name}"
        left = NoteForm.from_text(self.kept.get(draft))
        form = left or NoteForm(name, platform, shop)
        self._open(_Job(draft), form, NoteForm(name, platform, shop), restored=left is not None)

    def _stays_open(self) -> bool:
        """Show the popup that is open already; False if none is."""
        if self._popup is None or not self._popup.isVisible():
            return False
        self._popup.raise_()
        self._popup.activateWindow()
        own_windows.asked(self._popup)
        return True

    def edit(self, note: Note, buyer: Buyer) -> None:
        """Change a note."""
        if self._popup is not None and self._popup.isVisible():
            self._on_changed()  # what is unsaved of another note is kept under its own name
        now = self._now()
        due = moments.stamp(note.due, self._zone(), now) if note.due is not None else ""
        start = of_note(note, buyer.name, buyer.platform, buyer.shop, due)
        draft = EDIT + note.id
        left = NoteForm.from_text(self.kept.get(draft))
        self._open(_Job(draft, note), left or start, start, restored=left is not None)

    def _open(self, job: _Job, form: NoteForm, start: NoteForm, *, restored: bool) -> None:
        self._job, self._start = job, start
        job.known = not restored
        self.popup.open_with(
            form,
            title=tr("修改备注") if job.note is not None else "",
            restored=restored,
            accounts=self._known,
            platforms=self._platforms(),
            near=self._near(),
        )
        if restored:
            self.kept.read_pictures(
                job.draft,
                lambda found: self._show_pictures(job, found),
                lambda error: self._failed(job, error),
            )

    def _show_pictures(self, job: _Job, found: tuple[bytes, ...]) -> None:
        """Show what was kept with the text, before what was added meanwhile."""
        if self._job is not job or job.known:
            return
        job.known = True
        added = self.popup.pictures
        if found:
            self.popup.show_pictures((*found, *added))
        if self.popup.saving:
            self._save()
        elif added:
            self._on_changed()

    def forget(self, account: Account, id: str = "") -> None:
        """Drop unsaved texts about a buyer: it was erased, and so were they in the desk.

        Args:
            account: Name, platform and shop.
            id: Its id, which some texts say in place of the name.
        """
        name = account[0]
        # A name of one character would be found in anybody's text.
        self.kept.forget_about([mark for mark in (id, name if len(name) > 1 else "") if mark])
        self.kept.follow()

    # Unsaved text.

    def _content(self) -> _Content:
        return self.popup.form(), self.popup.pictures

    def _on_changed(self) -> None:
        job, (form, pictures) = self._job, self._content()
        if self.popup.saving and job.saving is not None:
            # Kept when the desk has answered: what is being saved must not be kept beside it.
            job.late = (form, pictures)
            return
        if job.known:
            unsaved = form != self._start or bool(pictures)
            text = form.to_text(pictures=bool(pictures)) if unsaved else ""
            self.kept.put(job.draft, text, pictures)
        else:
            self.kept.put(job.draft, form.to_text(pictures=True))

    def _on_dismissed(self) -> None:
        self.kept.store()
        if self.kept.get(self._job.draft):
            self._toast.say(tr("没存的备注留着,下次打开接着写"), code="note_kept")
        self._give_back()

    # Saving.

    def _save(self) -> None:
        desk, job = self._desk(), self._job
        if desk is None:
            self.popup.show_state("failed", tr("备注本没有打开,写的还在。"))
            return
        if not job.known:
            return  # until its pictures are shown
        form, pictures = job.saving = self._content()
        job.late = None
        now = self._now()
        self.kept.store()
        save = NoteSave(
            self._draft(form, self.popup.due_time(), now, job.note),
            (form.name, form.platform, form.shop),
            job.note.id if job.note is not None else "",
            reopen=form.open,
            pictures=pictures,
            kept=job.draft,
        )
        self._bridge.when_done(
            desk.notes.save(save, now, self._zone(), self._agent().number),
            lambda note: self._saved(job, note),
            lambda error: self._failed(job, error),
        )

    def _draft(self, form: NoteForm, due: float | None, now: float, old: Note | None) -> NoteDraft:
        days = int(self._options.get("desk.keep_full_days"))
        until = (old.keep_until if old is not None else None) or now + days * _DAY
        done = old is not None and old.open and old.done_at is not None
        return NoteDraft(
            "",
            form.text,
            form.flag,
            form.order,
            form.open or due is not None or done,
            due,
            until if form.keep else None,
            form.fields,
        )

    def _saved(self, job: _Job, note: Note) -> None:
        self.kept.settled(job.draft)
        late, stored = job.late, job.saving
        job.saving = job.late = None
        if late is not None and stored is not None and late != stored:
            self._go_on(job, note, stored, late)
        elif self._job is job:
            self.popup.show_state("saved")
            self._give_back()
        self._toast.say(tr("已保存"), kind="ok", code="note_saved")
        self._read_known()
        self.saved.emit(note)

    def _go_on(self, job: _Job, note: Note, stored: _Content, late: _Content) -> None:
        """Take what was typed while it was being stored for a change of what is stored now."""
        left = tuple(png for png in late[1] if png not in stored[1])
        name = EDIT + note.id
        if self._job is job:
            self._job, self._start = _Job(name, note), stored[0]
            self.popup.show_pictures(left)
            self.popup.show_state("editing")
        self.kept.put(name, late[0].to_text(pictures=True), left)

    def _failed(self, job: _Job, error: UserError) -> None:
        late, job.saving, job.late = job.late, None, None
        if late is not None:
            self.kept.put(job.draft, late[0].to_text(pictures=bool(late[1])), late[1])
        full = isinstance(error, FullDiskError)
        words = tr("{fault} 写的还在。", fault=f"{error.message}{error.advice}")
        if full:
            words = tr("{fault} 写的还在,有空间就自动保存。", fault=error.message)
        if self._job is job and self.popup.isVisible():
            self.popup.show_state("failed", words, again=full)
        else:
            self._toast.say(words, kind="warn", seconds=8, code="note_failed")
            if self._job is job:
                self.popup.show_state("editing")


def desk_drafts(desk: Callable[[], Desk | None]) -> Callable[[], Drafts | None]:
    """Give where unsaved texts are kept."""

    def drafts() -> Drafts | None:
        found = desk()
        return found.drafts if found is not None else None

    return drafts
