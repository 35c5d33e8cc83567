"""The parser of the command line; a module of its own, since the usual start needs none."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from assistant import terminal


class Parser(argparse.ArgumentParser):
    """Writes help, version and complaints as all other answers are written."""

    def _print_message(self, message: str, file: Any = None) -> None:
        if message and file is sys.stderr:
            terminal.say(message.rstrip("\n"))
        elif message:
            terminal.emit(message, end="", flush=True)
