"""Fetches a promised text from this very process, on the GUI thread; runs under Windows Python.

Qt's calls keep Python's lock while they wait for Windows, so a clipboard whose window belonged to
another thread of Python would never answer: this program would stand still, and is ended then.
"""

from __future__ import annotations

import faulthandler
import sys
import threading
from typing import Final

faulthandler.dump_traceback_later(30, exit=True)
sys.path.insert(0, sys.argv[1])

from PySide6.QtCore import QMimeData, Qt, QTimer  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QPlainTextEdit  # noqa: E402

from assistant.backends import windows_clipboard  # noqa: E402

TEXT: Final = "您好"


def main() -> None:
    """Paste in three ways, and take the clipboard over in two."""
    windows_clipboard.HAND_S = 0.0  # type: ignore[misc]  # nobody's hand is waited for here
    app = QApplication([])
    clipboard = windows_clipboard.WindowsClipboard.open()
    found: list[str] = []

    def promised() -> None:
        worker = threading.Thread(target=lambda: clipboard.put_text(TEXT))
        worker.start()
        while worker.is_alive():
            clipboard.pump()
            worker.join(0.001)
        assert clipboard.owns()

    def act() -> None:
        box = QPlainTextEdit()
        box.show()
        promised()
        found.append(app.clipboard().text())
        promised()
        box.paste()
        found.append(box.toPlainText())
        box.clear()
        promised()
        QTest.keyClick(box, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        found.append(box.toPlainText())
        promised()
        app.clipboard().setMimeData(QMimeData())
        promised()
        app.clipboard().clear()
        clipboard.close()
        print("held:", *found, flush=True)
        app.quit()

    QTimer.singleShot(0, act)
    app.exec()


if __name__ == "__main__":
    main()
