"""Says why the program cannot start, what is safe, and offers the way on.

The one modal window of the program: without a phrasebook there is nothing to stand beside.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from assistant import terminal
from phrasebook import plain
from phrasebook.model import UserError
from phrasebook.store import CorruptFileError, FullDiskError, NewerFileError, ReadOnlyError, Store
from ui.i18n import tr
from ui.theme import theme

if TYPE_CHECKING:
    from assistant.options import Options
    from phrasebook.store.backup import Copy

log = logging.getLogger(__name__)

_COPIES: Final = 3
"""Backups that are offered."""

_CODES = (
    (NewerFileError, "newer_file"),
    (CorruptFileError, "corrupt_file"),
    (FullDiskError, "disk_full"),
    (ReadOnlyError, "read_only"),
)


def explain(
    error: UserError, reopen: Callable[[], Store], options: Options | None = None
) -> Store | None:
    """Show the fault until it is mended or given up.

    Args:
        error: Why the phrasebook did not open.
        reopen: Tries again; raises ``UserError`` as before.
        options: Say which look was chosen; None is the usual one.

    Returns:
        The open store, or None if the person gave up.
    """
    if options is not None:
        theme().force(options.get("look.theme"))
        theme().set_text_size(options.get("look.text_size"))
    theme().apply()
    while True:
        log.error("fatal code=%s", _code(error))
        terminal.say(error.message, error.advice)
        answer = _ask(error)
        if not answer:
            return None
        try:
            if isinstance(error, CorruptFileError):
                _mend(error, answer)
            return reopen()
        except UserError as again:
            error = again


ANEW: Final = "anew"
"""The answer that asks for an empty phrasebook although there are backups."""


def _mend(error: CorruptFileError, answer: bool | str | Path) -> None:
    if answer == ANEW:
        from phrasebook.store import damage
        from phrasebook.store.schema import PHRASEBOOK

        damage.make_anew(error, PHRASEBOOK)
    else:
        error.restore(answer if isinstance(answer, Path) else None)


def _ask(error: UserError) -> bool | str | Path:
    """Show the fault; gives the way on that was chosen, False to leave."""
    box = QMessageBox(QMessageBox.Icon.Warning, tr("伴话"), "")
    # Both texts may name a file; Qt gives the format of the first to the second as well.
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(plain.text(error.message))
    box.setInformativeText(plain.text(error.advice))
    ways: dict[object, bool | str | Path] = {}
    role = QMessageBox.ButtonRole.AcceptRole
    for word, way in _ways_on(error):
        ways[box.addButton(word, role)] = way
    box.addButton(tr("退出"), QMessageBox.ButtonRole.RejectRole)
    box.exec()
    return ways.get(box.clickedButton(), False)


def _ways_on(error: UserError) -> list[tuple[str, bool | str | Path]]:
    if not isinstance(error, CorruptFileError):
        return [(tr("再试一次"), True)]
    if not error.copies:
        return [(tr("用备份恢复") if error.backup else tr("新建空的话术库"), True)]
    offered: list[tuple[str, bool | str | Path]] = [
        (_copy_words(copy), copy.path) for copy in error.copies[:_COPIES]
    ]
    return [*offered, (tr("新建空的话术库"), ANEW)]


def _copy_words(copy: Copy) -> str:
    when = time.strftime("%m-%d %H:%M", time.localtime(copy.made))
    return tr("恢复 {when} 的 {n} 条话术", when=when, n=sum(copy.counts[:1]))


def _code(error: UserError) -> str:
    return next((code for kind, code in _CODES if isinstance(error, kind)), "other")
