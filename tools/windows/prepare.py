"""Finds the Windows Python and the Wine prefix in the cache, or makes them there.

``python -m tools.windows.prepare`` prints the folder, which holds ``python/python.exe``,
``prefix/``, ``fonts.conf`` and ``locale/``. The cache lies in the user's cache folder; what it
holds is named by a hash of all that it was made from, made aside and renamed when it is whole.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tools.windows import prefix
from tools.windows.python import Unavailable, assemble, fingerprint, run

LOCALE: Final = "zh_CN.UTF-8"
"""Under it Wine has code page 936, as Chinese Windows."""

FONTS: Final = "fonts.conf"
"""File for ``FONTCONFIG_FILE``: what Wine may show to its programs."""

_KEPT_DAYS: Final = 30
_FONTS_TEXT: Final = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
"""


def cache_folder() -> Path:
    """Where the assembled ones are kept."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "banhua" / "windows"


def prepare() -> Path:
    """Give the folder with the Windows Python and the prefix; make it if it is not there.

    Raises:
        Unavailable: If this machine cannot have it.
    """
    cache = cache_folder()
    cache.mkdir(parents=True, exist_ok=True)
    folder = cache / hashlib.sha256(fingerprint()).hexdigest()[:16]
    with _locked(cache):
        if not folder.exists():
            _make(folder)
        os.utime(folder)
        _forget_old(cache)
    return folder


def _make(folder: Path) -> None:
    aside = folder.with_suffix(".part")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    print("Assembling a Windows Python (some minutes, once) ...", file=sys.stderr, flush=True)
    try:
        assemble(aside / "python")
        _make_fonts(aside)
        prefix.make(aside / "prefix", aside / "python", aside / FONTS)
        prefix.rename_fonts(aside / "prefix", aside / "fonts", folder / "fonts")
        _make_locale(aside / "locale")
        aside.rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _make_fonts(folder: Path) -> None:
    """Show Wine the system's fonts without those made of pictures, such as colour emoji.

    With one of them among the fonts Qt's Windows plugin falls back to it for a sign that no other
    has, reads a name that Wine has not given, and the program dies while it lays out a text.
    """
    fonts = folder / "fonts"
    fonts.mkdir()
    for number, name in enumerate(run(["fc-list", ":outline=True:color=False", "file"]).split(":")):
        if name.strip():
            (fonts / f"{number}-{Path(name.strip()).name}").symlink_to(name.strip())
    (folder / FONTS).write_text(_FONTS_TEXT, encoding="utf-8")


def _make_locale(folder: Path) -> None:
    folder.mkdir()
    run(["localedef", "--no-archive", "-i", "zh_CN", "-f", "UTF-8", folder / LOCALE])


@contextmanager
def _locked(cache: Path) -> Iterator[None]:
    """One at a time: two that start together would assemble the same."""
    with (cache / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _forget_old(cache: Path) -> None:
    """Remove what a kill left half made, and what no run has used for a month."""
    oldest = time.time() - _KEPT_DAYS * 86400
    for entry in cache.iterdir():
        if entry.is_dir() and (entry.suffix == ".part" or entry.stat().st_mtime < oldest):
            shutil.rmtree(entry, ignore_errors=True)


def main() -> int:
    """Print the folder, or say why there is none."""
    try:
        print(prepare())
    except Unavailable as error:
        print(f"No Windows Python: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
