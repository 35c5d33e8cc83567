"""The parser of the command line; a module of its own, since the usual start needs none."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from assistant import terminal
from phrasebook.i18n import tr


def path(text: str) -> Path:
    """Read a file or folder; for ``type=``.

    Raises:
        argparse.ArgumentTypeError: It is empty, as from a variable of a script that is not set:
            ``Path`` would take that for the working folder.
    """
    if not text.strip():
        raise argparse.ArgumentTypeError(tr("路径是空的。请写出路径,或去掉这个选项。"))
    return Path(text)


class Parser(argparse.ArgumentParser):
    """Writes help, version and complaints as all other answers are written."""

    def _print_message(self, message: str, file: Any = None) -> None:
        if message and file is sys.stderr:
            terminal.say(message.rstrip("\n"))
        elif message:
            terminal.emit(message, end="", flush=True)
