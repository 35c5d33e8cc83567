"""How the practice chat paints: message bubbles and the list of buyers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from ui.i18n import tr
from ui.theme import theme

Index = QModelIndex | QPersistentModelIndex
ROOT: Final = QModelIndex()

WRAP: Final = int(Qt.TextFlag.TextWordWrap) | int(Qt.TextFlag.TextWrapAnywhere)
AVATAR: Final = 36
PAD: Final = 12


@dataclass(slots=True)
class Message:
    """One line of a chat; ``mine`` means the agent wrote it."""

    text: str
    mine: bool


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """What a buyer will say, and how many seconds after being answered."""

    text: str
    seconds: float = 3.0


@dataclass(slots=True)
class Conversation:
    """A buyer with what was said so far.

    Attributes:
        name: The buyer's name, as the window title shows it.
        note: A few words about the buyer (platform, type).
        lines: What the buyer will say, in order.
        said: How many of ``lines`` were said.
        unread: Lines that came while another buyer was shown.
    """

    name: str
    note: str
    lines: tuple[ScriptLine, ...]
    said: int = 0
    unread: int = 0
    messages: list[Message] = field(default_factory=list)


class MessagesModel(QAbstractListModel):
    """The messages of the chosen conversation."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start with nobody's messages."""
        super().__init__(parent)
        self._messages: list[Message] = []

    def show_conversation(self, conversation: Conversation) -> None:
        """Show another buyer's messages."""
        self.beginResetModel()
        self._messages = list(conversation.messages)
        self.endResetModel()

    def append(self, message: Message) -> None:
        """Add one message at the end."""
        row = len(self._messages)
        self.beginInsertRows(QModelIndex(), row, row)
        self._messages.append(message)
        self.endInsertRows()

    def rowCount(self, parent: Index = ROOT) -> int:
        """Count the messages."""
        return 0 if parent.isValid() else len(self._messages)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give the text, what a screen reader says, and the message itself."""
        message = self._messages[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return message.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return (tr("我:") if message.mine else tr("买家:")) + message.text
        return message if role == Qt.ItemDataRole.UserRole else None


class BuyersModel(QAbstractListModel):
    """The conversations in the list on the left."""

    def __init__(self, conversations: list[Conversation], parent: QObject | None = None) -> None:
        """Show these conversations in this order."""
        super().__init__(parent)
        self.conversations = conversations

    def rowCount(self, parent: Index = ROOT) -> int:
        """Count the buyers."""
        return 0 if parent.isValid() else len(self.conversations)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give the name, what a screen reader says, and the conversation itself."""
        conversation = self.conversations[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return conversation.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            unread = tr("{n} 条未读", n=conversation.unread) if conversation.unread else ""
            return f"{conversation.name} {unread}".strip()
        return conversation if role == Qt.ItemDataRole.UserRole else None

    def touched(self, conversation: Conversation) -> None:
        """Repaint one buyer's row."""
        index = self.index(self.conversations.index(conversation))
        self.dataChanged.emit(index, index)


class BubbleDelegate(QStyledItemDelegate):
    """Paints messages as bubbles: the buyer's on the left, ours on the right.

    Attributes:
        letter: First character of the buyer's name, for the avatar.
    """

    letter = ""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give the bubble's height for the width of the view."""
        view = self.parent()
        width = view.viewport().width() if isinstance(view, QListView) else option.rect.width()
        bubble = self._bubble(QFontMetrics(option.font), index, width)
        return QSize(width - 1, max(bubble.height(), AVATAR) + PAD)

    def _bubble(self, metrics: QFontMetrics, index: Index, width: int) -> QRect:
        room = max(80, width - 2 * AVATAR - 6 * PAD)
        text = metrics.boundingRect(QRect(0, 0, room, 1 << 20), WRAP, str(index.data()))
        return QRect(0, 0, text.width() + 2 * PAD, text.height() + 14)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint avatar and bubble."""
        message = index.data(Qt.ItemDataRole.UserRole)
        assert isinstance(message, Message)
        row = QRect(option.rect)
        bubble = self._bubble(QFontMetrics(option.font), index, row.width())
        avatar = QRect(0, row.top() + PAD // 2, AVATAR, AVATAR)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if message.mine:
            avatar.moveRight(row.right() - PAD)
            bubble.moveTopRight(avatar.topLeft())
            bubble.translate(-PAD, 0)
        else:
            avatar.moveLeft(row.left() + PAD)
            bubble.moveTopLeft(avatar.topRight())
            bubble.translate(PAD, 0)
        paint_avatar(painter, avatar, tr("我") if message.mine else self.letter, own=message.mine)
        painter.setPen(theme().color("accent" if message.mine else "line"))
        painter.setBrush(theme().color("soft" if message.mine else "card"))
        painter.drawRoundedRect(bubble, 8, 8)
        painter.setPen(theme().color("ink"))
        painter.setFont(option.font)
        painter.drawText(bubble.adjusted(PAD, 7, -PAD + 2, -6), WRAP, message.text)
        painter.restore()


class BuyerDelegate(QStyledItemDelegate):
    """Paints a buyer: avatar, name, last line, a red dot with the unread count."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002 - Qt's
        """Give room for two lines of text."""
        metrics = QFontMetrics(option.font)
        return QSize(100, max(AVATAR + 16, 2 * metrics.lineSpacing() + 18))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        conversation = index.data(Qt.ItemDataRole.UserRole)
        assert isinstance(conversation, Conversation)
        row = QRect(option.rect)
        view = self.parent()
        current = isinstance(view, QListView) and view.currentIndex() == index
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().color("soft"))
            painter.drawRoundedRect(row.adjusted(6, 2, -6, -2), 8, 8)
        avatar = QRect(row.left() + 14, row.center().y() - AVATAR // 2, AVATAR, AVATAR)
        paint_avatar(painter, avatar, conversation.name[:1], own=False)
        metrics = QFontMetrics(option.font)
        text = QRect(row)
        text.setLeft(avatar.right() + 10)
        text.setRight(row.right() - 14)
        text.setHeight(metrics.lineSpacing())
        text.moveTop(row.center().y() - metrics.lineSpacing())
        bold = theme().font("strong")
        painter.setFont(bold)
        painter.setPen(theme().color("accent_text" if current else "ink"))
        name = QFontMetrics(bold).elidedText(
            conversation.name, Qt.TextElideMode.ElideRight, text.width()
        )
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, name)
        painter.setFont(option.font)
        painter.setPen(theme().color("sub"))
        text.moveTop(row.center().y() + 1)
        last = conversation.messages[-1].text if conversation.messages else conversation.note
        last = " ".join(last.split())
        painter.drawText(
            text,
            Qt.AlignmentFlag.AlignVCenter,
            metrics.elidedText(last, Qt.TextElideMode.ElideRight, text.width()),
        )
        if conversation.unread:
            self._dot(painter, avatar, conversation.unread)
        painter.restore()

    def _dot(self, painter: QPainter, avatar: QRect, count: int) -> None:
        dot = QRect(avatar.right() - 9, avatar.top() - 5, 17, 17)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("badge"))
        painter.drawEllipse(dot)
        painter.setFont(theme().font("tiny"))
        painter.setPen(theme().color("on_badge"))
        painter.drawText(dot, Qt.AlignmentFlag.AlignCenter, str(min(count, 99)))


def paint_avatar(painter: QPainter, rect: QRect, letter: str, *, own: bool) -> None:
    """Paint a round avatar with one character."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().color("accent" if own else "line"))
    painter.drawEllipse(rect)
    painter.setPen(theme().color("on_accent" if own else "ink"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, letter)
