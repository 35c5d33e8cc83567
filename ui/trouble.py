"""Says why the program cannot start, what is safe, and offers the way on.

The one modal window of the program: without a phrasebook there is nothing to stand beside.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from assistant import terminal
from phrasebook import plain
from phrasebook.model import UserError
from phrasebook.store import CorruptFileError, FullDiskError, NewerFileError, ReadOnlyError, Store
from ui.i18n import tr
from ui.theme import theme

log = logging.getLogger(__name__)

_CODES = (
    (NewerFileError, "newer_file"),
    (CorruptFileError, "corrupt_file"),
    (FullDiskError, "disk_full"),
    (ReadOnlyError, "read_only"),
)


def explain(error: UserError, reopen: Callable[[], Store]) -> Store | None:
    """Show the fault until it is mended or given up.

    Args:
        error: Why the phrasebook did not open.
        reopen: Tries again; raises ``UserError`` as before.

    Returns:
        The open store, or None if the person gave up.
    """
    theme().apply()
    while True:
        log.error("fatal code=%s", _code(error))
        terminal.say(error.message, error.advice)
        if not _ask(error):
            return None
        try:
            if isinstance(error, CorruptFileError):
                error.restore()
            return reopen()
        except UserError as again:
            error = again


def _ask(error: UserError) -> bool:
    box = QMessageBox(QMessageBox.Icon.Warning, tr("伴话"), "")
    # Both texts may name a file; Qt gives the format of the first to the second as well.
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(plain.text(error.message))
    box.setInformativeText(plain.text(error.advice))
    go_on = box.addButton(_way_on(error), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(tr("退出"), QMessageBox.ButtonRole.RejectRole)
    box.exec()
    return box.clickedButton() is go_on


def _way_on(error: UserError) -> str:
    if isinstance(error, CorruptFileError):
        return tr("用备份恢复") if error.backup else tr("新建空的话术库")
    return tr("再试一次")


def _code(error: UserError) -> str:
    return next((code for kind, code in _CODES if isinstance(error, kind)), "other")
