"""A made-up buyer whose traces are looked for wherever the tests left a file.

Tests of the desk use this name, number and order. At the end of a run every file under the run's
temporary folder is searched for them; one that holds any fails the run. A test that writes them in
plain on purpose (an export that the agent asked for) puts its files in a folder named ``plain``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

NAME: Final = "金丝雀小筑"
PHONE: Final = "13800138642"
MASKED: Final = "138****8642"
ADDRESS: Final = "海棠市知春区银杏路 88 号 6 栋 1203 室"
ORDER: Final = "231125-918273645546372"
PLAIN: Final = "plain"
"""Name of a folder whose files are meant to be readable."""
EXIT_STATUS: Final = 70
"""Of a run that left a trace: one of its own, which no mended test hides."""

_MARKS: Final = tuple(
    text.encode(encoding)
    for text in (NAME, PHONE, ORDER, "银杏路 88 号")
    for encoding in ("utf-8", "utf-16-le", "gb18030")
)
_CHUNK: Final = 1 << 20


def holds(path: Path) -> bool:
    """Tell whether a file holds any of the marks, in any encoding that a program here writes."""
    longest = max(len(mark) for mark in _MARKS)
    kept = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            seen = kept + chunk
            if any(mark in seen for mark in _MARKS):
                return True
            kept = seen[-longest:]
    return False


def traces(folder: Path) -> Iterator[Path]:
    """Give the files below a folder that hold a mark, those of ``plain`` folders left out."""
    for path in sorted(folder.rglob("*")):
        if PLAIN in path.relative_to(folder).parts or path.is_symlink() or not path.is_file():
            continue
        if holds(path):
            yield path
