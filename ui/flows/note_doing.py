"""What is done to a note on the page 买家: done, removed, another kind, pictures, full text."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from phrasebook.desk import (
    FLAGS,
    Agent,
    Buyer,
    Flag,
    HandoverDraft,
    Note,
    NoteDraft,
    ReminderDraft,
    ReminderKind,
)
from phrasebook.model import UserError
from ui import note_acts
from ui.bridge import Bridge
from ui.i18n import tr
from ui.menus import make_menu
from ui.pictures import has_picture, png_of
from ui.plain import menu_text
from ui.window import Sidebar

if TYPE_CHECKING:
    from phrasebook.store.desk import Desk
    from ui.dialogs.full_text import FullTextWindow
    from ui.dialogs.picture_window import PictureWindow

_KINDS: Final[dict[Flag, ReminderKind]] = {
    "promise": "promise",
    "payment": "payment",
    "badreview": "badreview",
}
_LATER: Final = 3600.0
"""A reminder of a note without a due time is proposed for an hour later, in seconds."""


class NoteDoing(QObject):
    """Does what a key or a button of a note says; what can be taken back offers so."""

    def __init__(
        self,
        *,
        sidebar: Sidebar,
        bridge: Bridge,
        desk: Callable[[], Desk | None],
        now: Callable[[], float],
        agent: Callable[[], Agent],
        near: Callable[[], QRect | None],
        give_back: Callable[[], object],
        copy: Callable[[str], object],
        edit: Callable[[Note, Buyer], object],
        hand: Callable[[HandoverDraft], object],
        remind: Callable[[ReminderDraft], object],
    ) -> None:
        """Join the parts. See ``NotesFlow``; ``edit`` opens the form of a note."""
        super().__init__()
        self._sidebar, self._bridge, self._desk = sidebar, bridge, desk
        self._now, self._agent, self._near = now, agent, near
        self._give_back, self._copy, self._edit = give_back, copy, edit
        self._hand, self._remind = hand, remind
        self._full: FullTextWindow | None = None
        self._picture: PictureWindow | None = None
        self._menu: QMenu | None = None

    def stop(self) -> None:
        """Close the windows, on the way out."""
        for window in (self._full, self._picture):
            if window is not None:
                window.hide()

    def act(self, name: str, note: Note, buyer: Buyer, place: QPoint) -> None:
        """Do something of ``note_acts`` to a note; ``place`` is where a menu would open."""
        desk = self._desk()
        if desk is None:
            return
        match name:
            case note_acts.EDIT:
                self._edit(note, buyer)
            case note_acts.DONE:
                self._done(note, desk)
            case note_acts.DELETE:
                future = desk.notes.remove(note.id)
                self.undoable(future, tr("已删除备注"), "note_removed")
            case note_acts.HAND:
                self._hand(_handover(note))
            case note_acts.REMIND:
                self._remind(_reminder(note, self._now()))
            case note_acts.FLAG:
                self._choose_flag(note, desk, place)
            case note_acts.PICTURE:
                self._paste_picture(note, desk)

    def _done(self, note: Note, desk: Desk) -> None:
        if note.done_at is not None:
            self.undoable(desk.notes.done(note.id, None), tr("改回未办"), "note_reopened")
        elif note.open:
            done = desk.notes.done(note.id, self._now())
            self.undoable(done, tr("已办完"), "note_done")
        else:
            self._sidebar.toast.say(
                tr("这条不是未办的事;按 E 修改,可以标成未办。"), code="note_not_open"
            )

    def _choose_flag(self, note: Note, desk: Desk, place: QPoint) -> None:
        menu = self._menu = make_menu(self._sidebar)
        for number, (flag, word) in enumerate(FLAGS.items(), 1):
            entry = menu.addAction(menu_text(tr(word), str(number)))
            entry.setShortcut(str(number))
            entry.setCheckable(True)
            entry.setChecked(flag == note.flag)
            entry.triggered.connect(lambda _on=False, f=flag: self._set_flag(note, f, desk))
        menu.popup(place)

    def _set_flag(self, note: Note, flag: Flag, desk: Desk) -> None:
        values = {one.name: getattr(note, one.name) for one in fields(NoteDraft)}
        draft = NoteDraft(**values | {"flag": flag})
        future = desk.notes.edit(note.id, draft, self._now())
        self.undoable(future, tr("已换成“{flag}”", flag=tr(FLAGS[flag])), "note_flag")

    def _paste_picture(self, note: Note, desk: Desk) -> None:
        mime = QGuiApplication.clipboard().mimeData()
        if mime is None or not has_picture(mime):
            self._sidebar.toast.say(
                tr("剪贴板里没有图片,先在聊天里截图。"), kind="warn", code="no_picture"
            )
            return
        try:
            png = png_of(mime)
        except UserError as error:
            self.problem(error)
            return
        future = desk.notes.attach(note.id, png, self._now())
        self.undoable(future, tr("已贴图"), "picture_attached")

    def undoable(self, future: Future[Any], text: str, code: str) -> None:
        """Say that something was done, with the way back."""

        def done(_result: object) -> None:
            self._sidebar.toast.say(text, kind="ok", actions=[(tr("撤销"), self.undo)], code=code)

        self._bridge.when_done(future, done, self.problem)

    def undo(self) -> None:
        """Take the newest step of the desk back."""
        desk = self._desk()
        if desk is None:
            return

        def done(label: str) -> None:
            text = tr("已撤销:{what}", what=label) if label else tr("没有可以撤销的了")
            self._sidebar.toast.say(text, kind="ok", code="desk_undone")

        self._bridge.when_done(desk.store.undo(), done, self.problem)

    def problem(self, error: UserError) -> None:
        """Say a fault that the person can do something about."""
        text = f"{error.message}{error.advice}"
        self._sidebar.toast.say(text, kind="warn", seconds=8, code="desk_fault")

    def copy_order(self, order: str) -> None:
        """Copy an order number."""
        self._copy(order)
        self._sidebar.toast.say(tr("已复制订单号"), kind="ok", code="order_copied")

    def show_full(self, id: str) -> None:
        """Show the unmasked text of a note for a while; that it was opened is recorded."""
        desk = self._desk()
        if desk is None:
            return

        def show(text: str | None) -> None:
            if text is None:
                self._sidebar.toast.say(
                    tr("完整内容已经到期,只剩打码的。"), kind="warn", code="full_expired"
                )
            else:
                self.full_window.show_text(text, self._near())

        future = desk.notes.full(id, self._now(), self._agent().number)
        self._bridge.when_done(future, show, self.problem)

    @property
    def full_window(self) -> FullTextWindow:
        """The window for an unmasked text."""
        if self._full is None:
            from ui.dialogs.full_text import FullTextWindow

            self._full = FullTextWindow()
            self._full.copy_wanted.connect(self._copy)
            self._full.dismissed.connect(self._give_back)
        return self._full

    def show_picture(self, id: str) -> None:
        """Show a picture large."""
        desk = self._desk()
        if desk is None:
            return

        def show(png: bytes | None) -> None:
            if png is None or not self.picture_window.show_picture(png, self._near()):
                self._sidebar.toast.say(tr("这张图打不开了。"), kind="warn", code="no_picture")

        self._bridge.when_done(desk.notes.picture(id), show, self.problem)

    @property
    def picture_window(self) -> PictureWindow:
        """The window for a picture."""
        if self._picture is None:
            from ui.dialogs.picture_window import PictureWindow

            self._picture = PictureWindow()
            self._picture.dismissed.connect(self._give_back)
        return self._picture


def _handover(note: Note) -> HandoverDraft:
    return HandoverDraft(
        note.buyer, because=note.text, due=note.due, order=note.order, note=note.id
    )


def _reminder(note: Note, now: float) -> ReminderDraft:
    due = note.due if note.due is not None and note.due > now else now + _LATER
    kind = _KINDS.get(note.flag, "plain")
    since = note.at if kind == "badreview" else None
    return ReminderDraft(note.text, due, kind, note.buyer, note.order, note.id, since=since)
