"""Runs ``main.py`` and writes down every few seconds where each of its threads is.

Usage: ``watched.py STACKS MAIN [ARGUMENTS]``, under Windows Python. Its first line is ``pid=…``. A
start whose window stood still from its first second on was seen once and never explained; the next
one shall tell.
"""

from __future__ import annotations

import faulthandler
import os
import runpy
import sys
from pathlib import Path
from typing import Final

EVERY_S: Final = 5.0
_NOT_SHIPPED: Final = ("numpy",)
"""Packages of the tests that no user has. sqlite-utils would import this one, and Wine 8 ends a
process that does (``ucrtbase.crealf``)."""


def main() -> None:
    """Run the program in this process."""
    stacks, program = sys.argv[1:3]
    file = Path(stacks).open("a", encoding="utf-8")  # noqa: SIM115 (written to until the end)
    faulthandler.dump_traceback_later(EVERY_S, repeat=True, file=file)
    print(f"pid={os.getpid()}", flush=True)
    for name in _NOT_SHIPPED:
        sys.modules[name] = None  # type: ignore[assignment]  # an import of it fails
    sys.argv = sys.argv[2:]
    sys.path[0] = str(Path(program).parent)
    runpy.run_path(program, run_name="__main__")


if __name__ == "__main__":
    main()
