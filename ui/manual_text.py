"""The text of a manual page: as high as all of it, links as signals, never the focus."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QUrl, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from ui.manual_html import render, sheet
from ui.plain import QuietBrowser
from ui.theme import theme


class ManualText(QuietBrowser):
    """Draws Markdown.

    Signals:
        link_pressed: Kind and target of a link (``page`` and ``four-objections``).
    """

    link_pressed = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._markdown = ""
        self._percent = 100
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.anchorClicked.connect(self._on_link)
        self.viewport().installEventFilter(self)
        theme().changed.connect(self._restyle)

    def show_text(self, markdown: str, percent: int) -> None:
        """Show a text; ``percent`` is its size on top of that of the window."""
        self._markdown, self._percent = markdown, percent
        self._restyle()

    def _restyle(self) -> None:
        look = theme()
        ground = look.color("bg").name()
        self.setStyleSheet(f"QTextBrowser {{background:{ground}}}")
        self.document().setDefaultFont(look.font("base"))
        self.document().setIndentWidth(look.px(20))
        self.document().setDocumentMargin(look.metric("list_pad") + look.px(2))
        self.document().setDefaultStyleSheet(sheet(self._percent))
        self.setHtml(f"<body>{render(self._markdown)}</body>")
        self._fit()

    def _fit(self) -> None:
        self.document().setTextWidth(self.width())
        self.setFixedHeight(max(round(self.document().size().height()), 1))

    def _on_link(self, url: QUrl) -> None:
        kind, _, target = url.toString().partition(":")
        self.link_pressed.emit(kind, target)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave the wheel to the sheet: this text has nothing to scroll."""
        if event.type() == QEvent.Type.Wheel:
            event.ignore()
            return True
        return super().eventFilter(watched, event)
