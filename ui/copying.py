"""The one way in which a text of ours goes to the clipboard: marked as not for histories.

Handovers, reminders, buyers' numbers and replies name people, and a clipboard history keeps and
uploads what it sees. What the user copies in another program is not ours to mark.
"""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QMimeData
from PySide6.QtGui import QGuiApplication

from ui.clipboard import secret_formats


def copy_text(text: str) -> None:
    """Put a text on the clipboard."""
    QGuiApplication.clipboard().setMimeData(marked(text))


def marked(text: str) -> QMimeData:
    """Give a text for the clipboard that clipboard histories leave out."""
    data = QMimeData()
    data.setText(text)
    for name, value in secret_formats().items():
        data.setData(name, QByteArray(value))
    return data
