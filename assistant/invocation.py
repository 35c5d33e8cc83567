"""How this copy of the program is started: for sentences that tell the user what to run.

There are three kinds: a checkout (``python dev.py run``), an installed wheel (``banhua``) and the
Windows package (``banhua.exe`` for windows, ``banhua-cli.exe`` for commands).
"""

from __future__ import annotations

import sys
from pathlib import Path

from phrasebook.i18n import tr

_FOLDER = Path(__file__).resolve().parent.parent


def in_checkout(folder: Path = _FOLDER) -> bool:
    """Tell whether the program runs from its sources, where ``dev.py`` is."""
    return (folder / "dev.py").is_file()


def program(folder: Path = _FOLDER, executable: str = sys.executable) -> str:
    """The words before a command such as ``doctor``."""
    if in_checkout(folder):
        return "python main.py"
    # Windows paths must be read on other systems too (tests).
    name = executable.replace("\\", "/").rpartition("/")[2].lower()
    return "banhua-cli" if name.startswith("banhua") else "banhua"


def window_command(folder: Path = _FOLDER, executable: str = sys.executable) -> str:
    """The command line by which Windows opens the sidebar, without a console."""
    parent, slash, name = executable.rpartition("\\")
    if name.lower().startswith("banhua"):  # the package; the console program is no use here
        return f'"{parent}{slash}banhua.exe"'
    windowed = f"{parent}{slash}{name.lower().replace('python.exe', 'pythonw.exe')}"
    return f'"{windowed}" "{folder / "main.py"}"'


def how_to_repair(folder: Path = _FOLDER) -> str:
    """What helps where a part of the program is missing."""
    if in_checkout(folder):
        return tr("请用 python dev.py run 启动,它会装好需要的包。")
    return tr("请重新安装伴话;话术、备注和设置会保留。")


def without_screen(folder: Path = _FOLDER) -> str:
    """What helps where there is no screen."""
    if in_checkout(folder):
        return tr("请在有桌面的会话里启动,或用 python dev.py run --virtual 试用。")
    return tr("请在有桌面的会话里启动。")


def missing_library(folder: Path = _FOLDER) -> str:
    """What helps where a library of the system is missing."""
    if in_checkout(folder):
        return tr("请安装它;python dev.py test 会说出要装的包。")
    return tr("请安装它。")
