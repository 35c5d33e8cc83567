"""Byte code and zip files that are the same bytes at every build."""

from __future__ import annotations

import importlib.util
import marshal
import sys
import time
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

PYTHON: Final = (3, 11)
"""The Python of the package. Byte code is the same for all releases of it, on every system."""
_UNCHECKED: Final = 0b01
"""Flag of PEP 552: the hash of the source is told and never looked at."""


def compiled(source: bytes, name: str) -> bytes:
    """Compile to the content of a ``.pyc`` file without a date.

    Args:
        source: The source file.
        name: What tracebacks call it; relative, so that no folder of the build shows.

    Raises:
        RuntimeError: Under another Python than the package's.
    """
    if sys.version_info[:2] != PYTHON:
        wanted = ".".join(map(str, PYTHON))
        raise RuntimeError(f"byte code for the package needs Python {wanted}")
    code = compile(source, name, "exec", dont_inherit=True, optimize=0)
    flags = _UNCHECKED.to_bytes(4, "little")
    return (
        importlib.util.MAGIC_NUMBER
        + flags
        + importlib.util.source_hash(source)
        + marshal.dumps(code)
    )


def write_zip(
    path: Path, entries: Iterable[tuple[str, bytes]], epoch: int, *, deflate: bool
) -> None:
    """Write a zip file: sorted, all entries of one date, no user and no permission bits.

    Args:
        path: The file.
        entries: Names (with ``/``) and contents.
        epoch: The date, in seconds since 1970.
        deflate: Pack; else the contents are stored as they are.
    """
    method = zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED
    level = 9 if deflate else None
    with zipfile.ZipFile(path, "w", method, compresslevel=level) as file:
        for name, content in sorted(entries):
            entry = zipfile.ZipInfo(name, time.gmtime(epoch)[:6])
            entry.compress_type = method
            entry.create_system = 0
            file.writestr(entry, content)
            entry.external_attr = 0  # zipfile sets it while writing; the directory comes last
