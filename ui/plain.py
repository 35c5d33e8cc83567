"""Text from outside where Qt would take it for markup: labels, tooltips, menus, documents.

Qt guesses whether a text is rich (``Qt.mightBeRichText``), and then opens the pictures named in
it: a device that never ends, a pipe that hangs, a server of somebody else. So every label of the
program is a ``Label``, every tooltip that is not our own words goes through ``tip_text`` and every
menu entry through ``menu_text``; ``tests/ui/test_plain_sources.py`` finds what does not.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtGui import Qt as QtText
from PySide6.QtWidgets import QLabel, QTextBrowser, QWidget

from phrasebook import plain

_ENTRY = 60
"""Characters of a name in a menu or on a button."""
_TIP = 2_000
_FULL_WIDTH = {ord("<"): "\uff1c", ord(">"): "\uff1e", ord("&"): "\uff06"}


class Label(QLabel):
    """A label that draws what it is given, never markup; ``set_rich`` is for our own."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        """Show ``text``."""
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        if text:
            self.setText(text)

    def setText(self, text: str) -> None:
        """Show a text as it stands, bounded and without signs of direction."""
        shown = plain.text(text)
        # With a buddy Qt makes a key of the letter after an "&".
        super().setText(shown.replace("&", "&&") if self.buddy() is not None else shown)

    def setBuddy(self, field: QWidget) -> None:
        """Name the field that this label is for."""
        shown = self.text()
        super().setBuddy(field)
        self.setText(shown)

    def set_rich(self, html: str) -> None:
        """Show our own markup; whatever comes from outside was escaped by who made it."""
        self.setTextFormat(Qt.TextFormat.RichText)
        super().setText(html)


def tip_text(text: str) -> str:
    """Give the text of a tooltip that shows ``text`` as it stands."""
    shown = plain.text(text, _TIP)
    if not QtText.mightBeRichText(shown):
        return shown
    from html import escape  # 6 ms of names of signs: not before a tool tip is wanted

    return f"<p style='white-space:pre-wrap'>{escape(shown)}</p>"


def menu_text(text: str, key: str = "") -> str:
    """Give the text of a menu entry or button: one line, no "&" that makes a key of its own.

    Args:
        text: What it says.
        key: The key that is shown beside it in a menu.
    """
    shown = plain.line(text, _ENTRY).replace("&", "&&")
    return f"{shown}\t{key}" if key else shown


def window_title(text: str) -> str:
    """Give a title of a window, in which Qt would put a sign of its own for "[*]"."""
    return plain.line(text, _ENTRY * 2).replace("[*]", "[*][*]")


def notice(text: str) -> str:
    """Give the text of a notice of the desktop, whose service may read markup.

    The freedesktop.org notification specification lets a server take ``<b>``, ``<a>`` and
    ``<img>``; whether it does cannot be asked through Qt. So the signs of markup are drawn by
    their full-width twins.
    """
    return plain.text(text, _TIP).translate(_FULL_WIDTH)


class QuietDocument(QTextDocument):
    """A document that opens no file and no address, whatever its text names."""

    def loadResource(self, type: int, name: QUrl | str) -> object:  # noqa: ARG002 - Qt's
        """Give what is empty."""
        return _empty(type)


class QuietBrowser(QTextBrowser):
    """A view that opens no file and no address, whatever its text names."""

    def loadResource(self, type: int, name: QUrl | str) -> object:  # noqa: ARG002 - Qt's
        """Give what is empty."""
        return _empty(type)


def _empty(kind: int) -> QImage | bytes:
    """Nothing to see; for a picture that is one, since without it Qt opens the file by its name."""
    if kind != QTextDocument.ResourceType.ImageResource.value:
        return b""
    picture = QImage(1, 1, QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.transparent)
    return picture
