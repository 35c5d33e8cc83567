"""Which fonts of this machine Wine may see: those with outlines.

Wine 8 tells nothing of the metrics of a font that has pictures only (Noto Color Emoji), and Qt 6.11
reads them all the same, from memory that nobody filled (QWindowsFontEngine::getCMap: what
GetOutlineTextMetrics answers is not looked at). Every other start then ended in an access violation
in Qt6Core at the first emoji that was laid out (bench/windows_starts.py). The emoji font of Windows
has outlines, so Windows is not concerned.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Final

FOLDER: Final = "fonts"
"""Name of the folder beside the Windows Python."""
SETTINGS: Final = "fonts.conf"
_TEXT: Final = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir prefix="relative">files</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
"""


def make(folder: Path) -> None:
    """Fill the folder with links to the fonts, and write fontconfig's settings for them.

    Wine reads the folders that fontconfig names, not its list, so a rule would leave nothing out.

    Raises:
        OSError: If fontconfig is not installed.
    """
    files = folder / "files"
    files.mkdir(parents=True)
    listed = subprocess.run(
        ["fc-list", ":outline=true", "--format", "%{file}\n"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in sorted({*listed.stdout.splitlines()}):
        link = files / Path(name).name
        if not link.exists():
            link.symlink_to(name)
    (folder / SETTINGS).write_text(_TEXT, encoding="utf-8")


def settings(python: Path) -> Path | None:
    """Give the settings that lie beside this Windows Python's folder; None if there are none."""
    found = python.parent.parent / FOLDER / SETTINGS
    return found if found.is_file() else None
