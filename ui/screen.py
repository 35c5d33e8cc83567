"""A screen that Qt can use: one sentence where there is none, and where it has no Chinese font.

Qt ends the process with ``abort`` where no display can be opened: a variable that names a server
which is gone, a missing permission, an unknown plug-in, a missing library. Its message handler is
called before, and there the process ends by itself, with a sentence.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QFontDatabase, QGuiApplication

from assistant import invocation, terminal
from phrasebook.model import UserError
from ui.i18n import tr

PROBE: Final = (
    "from PySide6.QtGui import QGuiApplication; "
    "raise SystemExit(QGuiApplication([]).primaryScreen() is None)"
)
"""What a process of its own does to find out whether Qt can open the display."""

_PROBE_S: Final = 10.0


@contextlib.contextmanager
def opened(give_back: Callable[[], object] = lambda: None) -> Iterator[None]:
    """Make the ``QApplication`` within: if Qt would abort, end with a sentence and exit code 1.

    Args:
        give_back: Closes what is open already.

    Raises:
        UserError: The display is on another machine which does not answer, or there is none.
    """
    if _far_away(os.environ) and not can_open():
        give_back()
        raise UserError(*unreachable())

    said: list[str] = []

    def heard(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
        if kind != QtMsgType.QtFatalMsg:
            said.append(text)
            return
        terminal.show(*unreachable())  # in place of all that Qt said on the way
        with contextlib.suppress(Exception):
            give_back()
        os._exit(1)  # returning from here is the abort

    before = qInstallMessageHandler(heard)
    try:
        yield
    finally:
        qInstallMessageHandler(before)
        if QGuiApplication.primaryScreen() is None:  # some plug-ins start without one
            said.clear()
        for text in said:
            terminal.say(text)
    if QGuiApplication.primaryScreen() is None:
        give_back()
        raise UserError(*unreachable())


def unreachable() -> tuple[str, str]:
    """What is said where Qt cannot open the screen that is named, and what to do."""
    named = "、".join(
        f"{name}={os.environ[name][:80]}"
        for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY")
        if os.environ.get(name)
    )
    return (
        tr("屏幕连不上,窗口打不开({named})。", named=named),
        tr(
            "请在桌面会话里启动,检查这些变量和显示权限;{program} doctor 会说缺什么。",
            program=invocation.program(),
        ),
    )


def can_open() -> bool:
    """Try in a process of its own whether Qt can open the screen (0.3 s, at most 10 s)."""
    import subprocess

    try:
        tried = subprocess.run(
            [sys.executable, "-c", PROBE], stdin=subprocess.DEVNULL, timeout=_PROBE_S,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return False
    return tried.returncode == 0


def _far_away(environ: Mapping[str, str]) -> bool:
    """Whether the display is on another machine, which Qt may wait for during minutes."""
    host = environ.get("DISPLAY", "").rpartition(":")[0]
    plugin = environ.get("QT_QPA_PLATFORM", "xcb")
    return bool(host) and not host.startswith(("/", "unix")) and "xcb" in (plugin or "xcb")


def has_chinese_font() -> bool:
    """Whether some font can draw Chinese; without one every character is a box."""
    kinds = QFontDatabase.WritingSystem
    return any(
        QFontDatabase.families(kind) for kind in (kinds.SimplifiedChinese, kinds.TraditionalChinese)
    )


NO_FONT: Final = (
    "No Chinese font is installed: texts show as boxes. "
    "Install one (e.g. sudo apt install fonts-noto-cjk) and start again."
)
"""In English on purpose: what says it cannot be drawn in Chinese."""
