"""Runs ``main.py``, and writes down where each of its threads is when it is asked or stands still.

Usage: ``watched.py STACKS MAIN [ARGUMENTS]``, under Windows Python. Its first line is ``pid=…``;
each line on stdin asks once. A start whose window stood still from its first second on was seen
once and never explained; the next one shall tell.
"""

from __future__ import annotations

import faulthandler
import os
import runpy
import sys
import threading
import time
from pathlib import Path
from typing import IO, Final

STILL_S: Final = 10.0
"""Held for so long by one call, Python's lock lets nobody answer: then the dump comes by itself.

Never just from time to time: faulthandler then walks over frames that change meanwhile, and that
ended one of our starts (page fault in its thread, five seconds in)."""
_NOT_SHIPPED: Final = ("numpy",)
"""Packages of the tests that no user has. sqlite-utils would import this one, and Wine 8 ends a
process that does (``ucrtbase.crealf``)."""
END: Final = "--- end of stacks"


def _answer(file: IO[str]) -> None:
    # Not by sys.stdin, whose lock would be held when the interpreter shuts down.
    while os.read(0, 1024):
        faulthandler.dump_traceback(file, all_threads=True)
        file.write(f"{END}\n")
        file.flush()


def _beat(file: IO[str]) -> None:
    while True:
        faulthandler.dump_traceback_later(STILL_S, file=file)
        time.sleep(STILL_S / 5)


def main() -> None:
    """Run the program in this process."""
    stacks, program = sys.argv[1:3]
    file = Path(stacks).open("a", encoding="utf-8")  # noqa: SIM115 (written to until the end)
    for work in (_answer, _beat):
        threading.Thread(target=work, args=(file,), name=work.__name__, daemon=True).start()
    print(f"pid={os.getpid()}", flush=True)
    for name in _NOT_SHIPPED:
        sys.modules[name] = None  # type: ignore[assignment]  # an import of it fails
    sys.argv = sys.argv[2:]
    sys.path[0] = str(Path(program).parent)
    runpy.run_path(program, run_name="__main__")


if __name__ == "__main__":
    main()
