"""Child process in a terminal: writes what arrives, byte for byte, to a file.

It stands for a shell without bracketed paste: a line break in the file is a command that would
have been run. Backspace takes the last letter back, Ctrl+U all.
"""

from __future__ import annotations

import os
import sys
import termios
import tty
from pathlib import Path


def main(file: Path) -> None:
    """Read until the terminal goes."""
    tty.setraw(0, termios.TCSANOW)
    data = b""
    file.write_bytes(data)
    while byte := os.read(0, 1):
        data = b"" if byte == b"\x15" else data + byte
        file.write_bytes(data)


main(Path(sys.argv[1]))
