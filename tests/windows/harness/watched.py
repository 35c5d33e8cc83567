"""Runs ``main.py`` and writes down every few seconds where each of its threads is.

Usage: ``watched.py STACKS MAIN [ARGUMENTS]``, under Windows Python. A start whose window stood
still from its first second on was seen once and never explained; the next one shall tell.
"""

from __future__ import annotations

import faulthandler
import runpy
import sys
from pathlib import Path
from typing import Final

EVERY_S: Final = 5.0


def main() -> None:
    """Run the program in this process."""
    stacks, program = sys.argv[1:3]
    file = Path(stacks).open("a", encoding="utf-8")  # noqa: SIM115 (written to until the end)
    faulthandler.dump_traceback_later(EVERY_S, repeat=True, file=file)
    sys.argv = sys.argv[2:]
    sys.path[0] = str(Path(program).parent)
    runpy.run_path(program, run_name="__main__")


if __name__ == "__main__":
    main()
