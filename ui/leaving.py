"""The way out may have to wait, for a write that must not be lost: then it says so."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtWidgets import QApplication, QLabel

from assistant import terminal
from ui.i18n import tr
from ui.plain import Label
from ui.theme import theme

log = logging.getLogger(__name__)

_QUIET_S: Final = 0.5
"""A wait shorter than this is not worth a word."""
_LOOK_S: Final = 0.05


def finish(work: Callable[[], object], nudge: Callable[[], object] = lambda: None) -> None:
    """Run ``work`` to its end on a thread, and show after half a second that it takes longer.

    Args:
        work: What has to be finished; what it raises is raised here.
        nudge: Called again and again meanwhile, to end waits that are not worth it.
    """
    faults: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - raised again below
            faults.append(error)

    thread = threading.Thread(target=run, name="leaving", daemon=True)
    thread.start()
    thread.join(_LOOK_S)
    waited, notice = _LOOK_S, None
    while thread.is_alive():
        nudge()
        if waited >= _QUIET_S:
            notice = notice or _notice()
            # Only painting: nobody works with a program that is being left.
            QApplication.processEvents(
                QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents
                | QEventLoop.ProcessEventsFlag.ExcludeSocketNotifiers
            )
        thread.join(_LOOK_S)
        waited += _LOOK_S
    if notice is not None:
        notice.hide()
        notice.deleteLater()
    if faults:
        raise faults[0]


def _notice() -> QLabel:
    words = tr("伴话正在存完最后的内容,存好就退出。")
    log.info("leaving waits")
    terminal.say(words)
    flags = (
        Qt.WindowType.Tool
        | Qt.WindowType.FramelessWindowHint
        | Qt.WindowType.WindowStaysOnTopHint
        | Qt.WindowType.WindowDoesNotAcceptFocus
    )
    made = Label(words)
    made.setWindowFlags(flags)
    made.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    made.setStyleSheet(theme().stylesheet())
    made.setMargin(theme().px(14))
    made.adjustSize()
    screen = QApplication.primaryScreen()
    if screen is not None:
        made.move(screen.availableGeometry().center() - made.rect().center())
    made.show()
    return made
