"""What the form of a note is made of: text that takes pictures, their strip, the due time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QMimeData, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from assistant.desk import moments
from phrasebook import personal
from phrasebook.model import UserError
from ui import icons
from ui.i18n import tr
from ui.inputs import LineField, TextField
from ui.painted import PaintedButton
from ui.pictures import has_picture, thumbnail
from ui.plain import Label, menu_text, tip_text
from ui.settings.parts import label, set_kind
from ui.theme import theme

MAX_TEXT: Final = 4000
"""Characters of a note."""
_THUMB: Final = 44
_SHOWN_MASKS: Final = 3


class NoteText(TextField):
    """The text: Enter is a signal, Shift+Enter a new line, a picture that is pasted another.

    Signals:
        picture_pasted: What is on the clipboard or was dropped, with a picture in it.
    """

    picture_pasted = Signal(object)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:  # noqa: D102
        return has_picture(source) or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: D102
        # An office program offers its text as a picture too; the text is meant then. A file
        # manager offers the path of a file as text; the picture is meant.
        text = source.hasText() and not any(url.isLocalFile() for url in source.urls())
        if has_picture(source) and not text:
            self.picture_pasted.emit(source)
        else:
            super().insertFromMimeData(source)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if enter and not self.composing and not shift:
            if not event.isAutoRepeat():
                self.entered.emit()
            return
        if enter and shift and not self.composing:
            self.insertPlainText("\n")
            return
        super().keyPressEvent(event)


def mask_words(text: str) -> str:
    """Say how the personal data of a text will be stored; empty if there is none."""
    pieces = [personal.masked_piece(text[a:b], kind) for a, b, kind in personal.find(text)]
    if not pieces:
        return ""
    said = "、".join(dict.fromkeys(pieces[:_SHOWN_MASKS]))
    if len(pieces) > _SHOWN_MASKS:
        return tr("存为 {pieces} 等 {n} 处", pieces=said, n=len(pieces))
    return tr("存为 {pieces}", pieces=said)


class PictureButton(PaintedButton):
    """A thumbnail; a click on its corner takes the picture away.

    Signals:
        removed: The picture is not wanted.
    """

    removed = Signal()

    def __init__(self, picture: QPixmap, parent: QWidget | None = None) -> None:
        """Show ``picture``."""
        super().__init__("", parent)
        self.setAccessibleName(tr("图片,按回车去掉"))
        self.setToolTip(tr("点右上角去掉这张图"))
        self._picture = picture
        self.clicked.connect(self.removed)

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(theme().px(_THUMB), theme().px(_THUMB))

    def _cross(self) -> QRectF:
        side = theme().px(16)
        return QRectF(self.width() - side - 1, 1, side, side)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if self._cross().contains(event.position()):
            super().mouseReleaseEvent(event)
        else:
            self.setDown(False)
            event.accept()

    def paint_face(self, painter: QPainter, rect: QRectF) -> None:  # noqa: D102
        look = theme()
        painter.setPen(QPen(look.color("line_strong" if self.hover else "line"), 1))
        painter.setBrush(look.color("kbd"))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        if not self._picture.isNull():
            size = self._picture.deviceIndependentSize()
            scale = min((rect.width() - 4) / size.width(), (rect.height() - 4) / size.height())
            target = QRectF(0, 0, size.width() * scale, size.height() * scale)
            target.moveCenter(rect.center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(target, self._picture, QRectF(self._picture.rect()))
        cross = self._cross()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("card"))
        painter.drawEllipse(cross)
        icons.paint(painter, "close", cross.adjusted(3, 3, -3, -3), look.color("ink"))


class PictureStrip(QWidget):
    """Pictures that will be attached, newest last.

    Signals:
        changed: One came or went.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty and hidden."""
        super().__init__(parent)
        self._pictures: list[bytes] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addStretch(1)
        self._buttons: list[PictureButton] = []
        self.hide()

    @property
    def pictures(self) -> tuple[bytes, ...]:
        """PNGs."""
        return tuple(self._pictures)

    def set_pictures(self, pictures: Sequence[bytes]) -> None:
        """Show other pictures."""
        for old in self._buttons:
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._pictures, self._buttons = [], []
        for png in pictures:
            self._add(png)
        self.setVisible(bool(self._pictures))

    def add(self, png: bytes) -> None:
        """Put a picture at the end."""
        self._add(png)
        self.show()
        self.changed.emit()

    def _add(self, png: bytes) -> None:
        button = PictureButton(thumbnail(png, 2 * theme().px(_THUMB)), self)
        button.removed.connect(lambda: self._remove(button))
        self._pictures.append(png)
        self._buttons.append(button)
        self._row.insertWidget(len(self._buttons) - 1, button)
        button.show()  # Qt would do so only later, and until then it takes no room

    def _remove(self, button: PictureButton) -> None:
        place = self._buttons.index(button)
        left = [png for number, png in enumerate(self._pictures) if number != place]
        self.set_pictures(left)
        self.changed.emit()


@dataclass(frozen=True, slots=True)
class Quick:
    """A due time to take with one click.

    Attributes:
        text: Its word; empty shows the time itself.
        when: The time.
    """

    when: float
    text: str = ""


def usual_times(now: float, zone: str, next_shift: float | None) -> list[Quick]:
    """Give the times that are offered: today at six, tomorrow at ten, the next shift."""
    found = [Quick(moments.at(0, 18, 0, now, zone)), Quick(moments.at(1, 10, 0, now, zone))]
    if next_shift is not None:
        found.append(Quick(next_shift, tr("下一班")))
    return [quick for quick in found if quick.when > now]


class DueField(QWidget):
    """A time that is typed or taken from a few; nonsense is refused in words.

    Signals:
        edited: The text changed.
        entered: Enter was pressed in the field.
    """

    edited = Signal()
    entered = Signal()

    def __init__(
        self, now: Callable[[], float], zone: Callable[[], str], parent: QWidget | None = None
    ) -> None:
        """Start without a time."""
        super().__init__(parent)
        self._now, self._zone = now, zone
        self.field = LineField()
        self.field.setAccessibleName(tr("什么时候前办好"))
        self.field.setPlaceholderText(tr("何时前:11-26 10:00"))
        self.field.setMaxLength(30)
        self.error = label("", "error")
        self.error.hide()
        self.quick: list[QPushButton] = []
        self._row = QHBoxLayout()
        self._row.setSpacing(theme().px(4))
        self._row.addWidget(self.field, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme().px(2))
        box.addLayout(self._row)
        box.addWidget(self.error)
        self.setFocusProxy(self.field)
        self.field.textChanged.connect(self._on_text)
        self.field.entered.connect(lambda _control: self.entered.emit())

    def offer(self, times: Sequence[Quick]) -> None:
        """Offer other times."""
        for old in self.quick:
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.quick = []
        for quick in times:
            said = moments.spoken(quick.when, self._zone(), self._now())
            button = QPushButton(menu_text(quick.text or said))
            button.setProperty("kind", "small")
            button.setToolTip(tip_text(said))
            button.setAccessibleName(f"{self.field.accessibleName()}: {said}")
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _on=False, text=said: self.set_text(text))
            self._row.addWidget(button)
            button.show()
            self.quick.append(button)

    def text(self) -> str:
        """What stands there."""
        return self.field.text().strip()

    def lasting(self) -> str:
        """What stands there, with days by their date, so that it means the same tomorrow."""
        try:
            when = self.when()
        except UserError:
            return self.text()
        return "" if when is None else moments.stamp(when, self._zone(), self._now())

    def set_text(self, text: str) -> None:
        """Put a time there."""
        self.field.setText(text)

    def when(self) -> float | None:
        """Give the time; None if there is none.

        Raises:
            UserError: If what stands there is no time to come.
        """
        return moments.read(self.text(), self._now(), self._zone()) if self.text() else None

    def check(self) -> bool:
        """Say below what is wrong; True if nothing is."""
        try:
            self.when()
        except UserError as error:
            set_kind(self.error, f"{error.message}{error.advice}", "error")
            self.field.setFocus()
            return False
        set_kind(self.error, "", "error")
        return True

    def _on_text(self) -> None:
        set_kind(self.error, "", "error")
        self.edited.emit()


def caption(text: str, buddy: QWidget) -> QLabel:
    """Make a small word before a field."""
    made = Label(text)
    made.setBuddy(buddy)
    return made
