"""Writing notes: the popup, its unsaved text, and saving that goes on until it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QRect, Signal

from assistant.desk import moments
from assistant.desk.note_form import NoteForm, of_note
from assistant.options import Options
from phrasebook.desk import Agent, Buyer, BuyerSummary, Note, NoteDraft, ShiftRef
from phrasebook.model import UserError
from phrasebook.store import FullDiskError
from ui.bridge import Bridge
from ui.flows.buyer import Account
from ui.i18n import tr
from ui.kept_text import Drafts, KeptText
from ui.toast import Toast

if TYPE_CHECKING:
    from phrasebook.store.desk import Desk
    from ui.dialogs.note_popup import NotePopup

NEW: Final = "note:new:"
EDIT: Final = "note:edit:"
_DAY: Final = 86_400.0
_KNOWN: Final = 50


@dataclass(slots=True)
class _Job:
    """A note that is being saved: what of it is in the desk already is not written twice.

    Attributes:
        draft: Name of its unsaved text.
        note: The note that is edited, or that was just added.
        form: What is being saved.
        left: Pictures that are still to be attached.
    """

    draft: str
    note: Note | None = None
    form: NoteForm = field(default_factory=NoteForm)
    left: list[bytes] = field(default_factory=list)


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
        self._pictures: dict[str, tuple[bytes, ...]] = {}
        self._known: list[Account] = []
        self.kept = KeptText(bridge, desk_drafts(desk), self)

    # The desk.

    def opened(self) -> None:
        """The desk is open: read what was left unsaved, and say so."""
        self.kept.load(lambda _texts: self._tell_left())
        self._read_known()

    def closed(self) -> None:
        """The desk is closed: forget what was typed, it lies in the desk."""
        if self._popup is not None:
            self._popup.hide()
        self.kept.forget_all()
        self._pictures.clear()
        self._known = []

    def stop(self) -> None:
        """Store what is unsaved, on the way out."""
        if self._popup is not None and self._popup.isVisible():
            self._on_changed()
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
        if form is not None:
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
        if self._popup is not None and self._popup.isVisible():
            self._popup.raise_()
            self._popup.activateWindow()
            return
        name, platform, shop = account
        draft = f"{NEW}{platform}/{name}"
        left = NoteForm.from_text(self.kept.get(draft))
        form = left or NoteForm(name, platform, shop)
        self._open(_Job(draft), form, NoteForm(name, platform, shop), restored=left is not None)

    def edit(self, note: Note, buyer: Buyer) -> None:
        """Change a note."""
        now = self._now()
        due = moments.stamp(note.due, self._zone(), now) if note.due is not None else ""
        start = of_note(note, buyer.name, buyer.platform, buyer.shop, due)
        draft = EDIT + note.id
        left = NoteForm.from_text(self.kept.get(draft))
        self._open(_Job(draft, note), left or start, start, restored=left is not None)

    def _open(self, job: _Job, form: NoteForm, start: NoteForm, *, restored: bool) -> None:
        self._job, self._start = job, start
        self.popup.open_with(
            form,
            title=tr("修改备注") if job.note is not None else "",
            restored=restored,
            accounts=self._known,
            platforms=self._platforms(),
            pictures=self._pictures.get(job.draft, ()),
            near=self._near(),
        )

    def forget(self, account: Account) -> None:
        """Drop unsaved texts about a buyer: it was erased."""
        for name in self.kept.names("note:"):
            form = NoteForm.from_text(self.kept.get(name))
            if form is not None and (form.name, form.platform) == account[:2]:
                self.kept.drop(name)
                self._pictures.pop(name, None)

    # Unsaved text.

    def _on_changed(self) -> None:
        form = self.popup.form()
        self.kept.put(self._job.draft, "" if form == self._start else form.to_text())

    def _on_dismissed(self) -> None:
        self.kept.store()
        if self.popup.pictures:  # the desk's drafts are texts; pictures wait in memory
            self._pictures[self._job.draft] = self.popup.pictures
        if self.kept.get(self._job.draft):
            self._toast.say(tr("没存的备注留着,下次打开接着写"), code="note_kept")
        self._give_back()

    # Saving.

    def _save(self) -> None:
        desk, job = self._desk(), self._job
        if desk is None:
            self.popup.show_state("failed", tr("备注本没有打开。"))
            return
        form, due, now = self.popup.form(), self.popup.due_time(), self._now()
        job.form = form
        if self.popup.pictures and not job.left:
            job.left = list(self.popup.pictures)
        self.kept.store()

        def write(buyer: Buyer) -> None:
            draft = self._draft(form, buyer.id, due, now, job.note)
            if job.note is None:
                future = desk.notes.add(draft, now, self._zone(), self._agent().number)
            else:
                future = desk.notes.edit(job.note.id, draft, now)
            self._bridge.when_done(future, written, self._failed)

        def written(note: Note) -> None:
            before, job.note = job.note, note
            if before is not None and note.done_at is not None and form.open:
                self._bridge.when_done(desk.notes.done(note.id, None), None, self._failed)
            self._attach(desk, job)

        made = desk.buyers.ensure(form.name, form.platform, form.shop, now)
        self._bridge.when_done(made, write, self._failed)

    def _draft(
        self, form: NoteForm, buyer: str, due: float | None, now: float, old: Note | None
    ) -> NoteDraft:
        days = int(self._options.get("desk.keep_full_days"))
        until = (old.keep_until if old is not None else None) or now + days * _DAY
        done = old is not None and old.open and old.done_at is not None
        return NoteDraft(
            buyer,
            form.text,
            form.flag,
            form.order,
            form.open or due is not None or done,
            due,
            until if form.keep else None,
            form.fields,
        )

    def _attach(self, desk: Desk, job: _Job) -> None:
        """Attach the pictures one by one; one that fails is tried again with what follows."""
        if job.note is None:
            return
        if not job.left:
            self._done(job)
            return

        def attached(_id: str) -> None:
            job.left.pop(0)
            self._attach(desk, job)

        future = desk.notes.attach(job.note.id, job.left[0], self._now())
        self._bridge.when_done(future, attached, self._failed)

    def _done(self, job: _Job) -> None:
        self.kept.drop(job.draft)
        self._pictures.pop(job.draft, None)
        if self.popup.form() != job.form:  # typed on while it was being stored
            note = job.note
            assert note is not None
            self._job, self._start = _Job(EDIT + note.id, note), job.form
            self.popup.strip.set_pictures(())
            self.popup.show_state("editing")
            self._on_changed()
            self.saved.emit(note)
            return
        self.popup.show_state("saved")
        self._toast.say(tr("已保存"), kind="ok", code="note_saved")
        self._read_known()
        self.saved.emit(job.note)
        self._give_back()

    def _failed(self, error: UserError) -> None:
        full = isinstance(error, FullDiskError)
        words = f"{error.message}{error.advice}"
        if full:
            words = tr("{fault} 写的还在,有空间就自动保存。", fault=error.message)
        self.popup.show_state("failed", words, again=full)


def desk_drafts(desk: Callable[[], Desk | None]) -> Callable[[], Drafts | None]:
    """Give where unsaved texts are kept."""

    def drafts() -> Drafts | None:
        found = desk()
        return found.drafts if found is not None else None

    return drafts
