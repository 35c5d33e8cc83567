"""Passing notices at the foot of the sidebar, and lasting ones under its head.

A toast is never in the way of the keys and never a box to click away; it goes by itself after
four seconds but stays while the mouse is on it. A banner says something that stays true (keys
out of reach, say) and is closed by hand.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Final, Literal

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from phrasebook import plain
from ui import icons
from ui.delegates.paint import draw_text, metrics
from ui.i18n import tr
from ui.painted import Bar, IconButton, TextButton
from ui.theme import theme
from ui.wrapped import Wrapped

_log = logging.getLogger(__name__)

Kind = Literal["info", "ok", "warn"]
_MOST = 500
"""Characters of a notice; a name in it may come from outside."""
TOAST_SECONDS: Final = 4.0
_ICONS: Final = {"info": "info", "ok": "check", "warn": "warning"}


def _arrange(row: QBoxLayout, buttons: Sequence[TextButton], room: int) -> None:
    """Put buttons side by side, or below each other where ``room`` (px) is too little for that."""
    sizes = [button.sizeHint().width() for button in buttons]
    beside = sum(sizes) + row.spacing() * (len(sizes) - 1) <= room
    ways = QBoxLayout.Direction
    row.setDirection(ways.LeftToRight if beside else ways.TopToBottom)


class ToastButton(TextButton):
    """A word to press on the inverted ground of a toast."""

    def sizeHint(self) -> QSize:  # noqa: D102
        # Without a border it needs less room at the sides than other buttons.
        width = metrics("body_strong").horizontalAdvance(self.text())
        return QSize(round(width) + theme().px(12) + 2, theme().px(26))

    def paint_face(self, painter: QPainter, rect: QRectF) -> None:  # noqa: D102
        if self.hover or self.isDown():
            ground = theme().color("toast_action")
            ground.setAlpha(60 if self.isDown() else 40)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(rect, theme().px(5), theme().px(5))
        centre = Qt.AlignmentFlag.AlignHCenter
        draw_text(painter, rect, self.text(), "body_strong", "toast_action", centre)


class Toast(QWidget):
    """One notice at a time; a new one takes the place of the old.

    Signals:
        closed: The notice went, by itself or because a button was pressed.
    """

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        """Lie over the lower part of ``parent``."""
        super().__init__(parent)
        self._owner = parent
        self.kind: Kind = "info"
        self._words = Wrapped("", self, token="toast_ink")
        self._buttons: list[ToastButton] = []
        self._row = QHBoxLayout()
        self._row.addStretch(1)
        self._box = QVBoxLayout(self)
        self._beside = QHBoxLayout()  # the icon is painted left of the words
        self._beside.addWidget(self._words)
        self._box.addLayout(self._beside)
        self._box.addLayout(self._row)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        self.setAccessibleName(tr("提示"))
        self.hide()

    @property
    def text(self) -> str:
        """What the notice says."""
        return self._words.text

    @property
    def buttons(self) -> Sequence[ToastButton]:
        """The buttons of the notice."""
        return tuple(self._buttons)

    def say(
        self,
        text: str,
        *,
        kind: Kind = "info",
        actions: Sequence[tuple[str, Callable[[], object]]] = (),
        seconds: float = TOAST_SECONDS,
        code: str = "",
    ) -> None:
        """Show a notice.

        Args:
            text: What happened.
            kind: Its icon: ``info``, ``ok`` or ``warn``.
            actions: Words of the buttons and what they do; each closes the notice.
            seconds: How long it stays while the mouse is elsewhere.
            code: What it is about, for the log (the text may name a buyer and is not logged).
        """
        _log.info("toast shown kind=%s code=%s", "warning" if kind == "warn" else kind, code)
        self.kind = kind
        self._words.set_text(plain.text(text, _MOST))
        for old in self._buttons:
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._buttons = [self._make(label, do) for label, do in actions]
        self._timer.setInterval(round(seconds * 1000))
        self.setAccessibleDescription(text)
        self.show()
        self.raise_()
        self.place()
        self._words.update()
        self.update()
        if not self.underMouse():
            self._timer.start()

    def dismiss(self) -> None:
        """Take the notice away."""
        self._timer.stop()
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def place(self) -> None:
        """Keep to the foot of the parent's content; the parent calls this when it was resized."""
        look, parent = theme(), self._owner
        pad = look.px(10)
        self._box.setContentsMargins(pad, pad, pad, pad)
        self._beside.setContentsMargins(look.px(24), 0, 0, 0)
        self._box.setSpacing(look.px(4) if self._buttons else 0)
        left = look.metric("rail") + look.metric("list_pad")
        width = parent.width() - left - look.metric("list_pad")
        height = self._words.heightForWidth(width - 2 * pad - look.px(24)) + 2 * pad
        if self._buttons:
            _arrange(self._row, self._buttons, width - 2 * pad)
            height += self._row.sizeHint().height() + self._box.spacing()
        bottom = parent.height() - look.metric("foot") - look.px(10)
        self.setGeometry(left, bottom - height, width, height)

    def _make(self, label: str, do: Callable[[], object]) -> ToastButton:
        button = ToastButton(label, self)

        def pressed() -> None:
            self.dismiss()
            do()

        button.clicked.connect(pressed)
        self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignRight)
        button.show()
        return button

    def enterEvent(self, _event: QEnterEvent) -> None:  # noqa: D102
        self._timer.stop()

    def leaveEvent(self, _event: QEvent) -> None:  # noqa: D102
        if self.isVisible():
            self._timer.start()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: D102
        look = theme()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("toast"))
            radius = look.metric("card_radius")
            painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
            side = look.px(16)
            box = QRectF(look.px(10), look.px(11), side, side)
            token = "toast_ink" if self.kind == "info" else "toast_action"
            icons.paint(painter, _ICONS[self.kind], box, look.color(token))


Action = tuple[str, Callable[[], object]]
"""Word of a button and what it does."""


class Banner(Bar):
    """A lasting notice; each is said once.

    Signals:
        closed: The person closed it or pressed its button: its name.
    """

    closed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent, token="warn_bg", edge="bottom")
        self.name = ""
        self._seen: set[str] = set()
        self._words = Wrapped("", self)
        self._advice = Wrapped("", self, token="ink", role="small")
        self._action = TextButton("", self)
        self._other = TextButton("", self)
        self._do: dict[TextButton, Callable[[], object]] = {}
        self._close = IconButton("close", tr("关闭这条提示"), self)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._words)
        words.addWidget(self._advice)
        self._row = QHBoxLayout()
        for place in (self._action, self._other):
            self._row.addWidget(place, 0, Qt.AlignmentFlag.AlignLeft)
        self._row.addStretch(1)
        top = QHBoxLayout()
        top.addLayout(words, 1)
        top.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self._box = QVBoxLayout(self)
        self._box.addLayout(top)
        self._box.addLayout(self._row)
        self._close.clicked.connect(self.close_by_hand)
        for place in (self._action, self._other):
            place.clicked.connect(lambda _checked=False, place=place: self._act(place))
        self.restyle()
        self.hide()

    @property
    def text(self) -> str:
        """What the notice says."""
        return self._words.text

    def say(
        self,
        name: str,
        text: str,
        advice: str = "",
        *,
        action: Action | None = None,
        other: Action | None = None,
        again: bool = False,
    ) -> bool:
        """Show a notice unless it was shown before.

        Args:
            name: What it is about; the same name is said once, unless ``again``.
            text: What is the matter.
            advice: What would help.
            action: Word of a button and what it does.
            other: The same for a second one.
            again: Say it even if it was said (a new error of the same kind).

        Returns:
            Whether it is shown now.
        """
        if name in self._seen and not again:
            return False
        self._seen.add(name)
        _log.info("problem shown code=%s", name)
        self.name = name
        self._words.set_text(plain.text(text, _MOST))
        self._advice.set_text(plain.text(advice, _MOST))
        self._advice.setVisible(bool(advice))
        self._do.clear()
        for place, one in ((self._action, action), (self._other, other)):
            if one is not None:
                self._do[place] = one[1]
            place.setText(one[0] if one else "")
            place.setAccessibleName(place.text())
            place.setVisible(one is not None)
        self.setAccessibleName(f"{text} {advice}".strip())
        self._arrange()
        self.show()
        return True

    def _arrange(self) -> None:
        sides = self._box.contentsMargins()
        shown = [place for place in (self._action, self._other) if place in self._do]
        _arrange(self._row, shown, self.width() - sides.left() - sides.right())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._arrange()

    def close_by_hand(self) -> None:
        """Take the notice away and tell so."""
        self.hide()
        self.closed.emit(self.name)

    def _act(self, place: TextButton) -> None:
        do = self._do.get(place)
        self.close_by_hand()
        if do is not None:
            do()

    def restyle(self) -> None:  # noqa: D102
        look = theme()
        self._box.setContentsMargins(look.px(36), look.px(8), look.px(8), look.px(9))
        self._box.setSpacing(look.px(6))
        self._arrange()
        super().restyle()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        super().paintEvent(event)
        look = theme()
        side = look.px(16)
        box = QRectF(look.px(12), look.px(9), side, side)
        with QPainter(self) as painter:
            icons.paint(painter, "warning", box, look.color("warn"))
