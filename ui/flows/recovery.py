"""What a person does with the recovery key that is shown once: copy it, print it, save it."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from phrasebook import exports
from ui.copying import copy_text
from ui.i18n import tr
from ui.plain import QuietDocument
from ui.window import Sidebar

if TYPE_CHECKING:
    from ui.desk_setup import DeskSetup


class RecoveryKeeper(QObject):
    """Does what the view of the recovery key asks for."""

    def __init__(self, setup: DeskSetup, sidebar: Sidebar) -> None:
        """Listen to the view; the sidebar says how it went."""
        super().__init__(setup)
        self._setup, self._sidebar = setup, sidebar
        setup.copy_requested.connect(self.copy)
        setup.print_requested.connect(self.print)
        setup.save_requested.connect(self._ask_where)

    def copy(self, key: str) -> None:
        """Put it on the clipboard, marked as a secret for the programs that keep a history."""
        copy_text(key)
        self._sidebar.toast.say(tr("已复制,粘贴到安全的地方"), kind="ok", code="recovery_copied")

    def print(self, key: str) -> None:
        """Print it, with what it is for."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if QPrintDialog(printer, self._setup).exec() == QPrintDialog.DialogCode.Accepted:
            page = QuietDocument()
            page.setHtml(sheet(key))
            page.print_(printer)

    def _ask_where(self, key: str) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self._setup, tr("存为文件"), tr("伴话恢复密钥.txt"), tr("文本 (*.txt)")
        )
        if name:
            self.save(key, exports.chosen(name, ".txt"))

    def save(self, key: str, path: Path) -> None:
        """Write it into a file that only this user can read."""
        try:
            exports.write(path, text(key).encode("utf-8"), private=True)
        except OSError as error:
            fault = exports.problem(error, path)
            self._setup.say(tr("{fault}也可以改用打印。", fault=fault.message + fault.advice))
            return
        self._sidebar.toast.say(tr("已存好,别和电脑放在一起"), kind="ok", code="recovery_saved")


def text(key: str) -> str:
    """Give the words of the file."""
    return "\n".join(
        (
            tr("伴话备注本的恢复密钥"),
            "",
            key,
            "",
            tr("换电脑、重装系统或忘了口令时,用它打开备注本。丢了它,谁也打不开。"),
            "",
        )
    )


def sheet(key: str) -> str:
    """Give the page to print."""
    title, _, _, _, words, _ = text(key).split("\n")
    return (
        f"<h2>{escape(title)}</h2><p style='font-family:monospace;font-size:16pt'>{escape(key)}</p>"
        f"<p>{escape(words)}</p>"
    )
