"""Makes a Wine prefix as the tests want it, and copies of it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from tools.screen import virtual_screen
from tools.windows.python import STUBS, Unavailable
from tools.windows.wine import Wine, loader

SCREEN: Final = (1600, 1000)
"""Width and height of the virtual desktop, in pixels."""

_EXPLORER: Final = r"HKEY_CURRENT_USER\Software\Wine\Explorer"
_OVERRIDES: Final = r"HKEY_CURRENT_USER\Software\Wine\DllOverrides"
_BOOT_SECONDS: Final = 180


def make(prefix: Path, python: Path, fonts: Path) -> None:
    """Make a prefix that calls itself Windows 10 and keeps its windows on one desktop.

    Args:
        prefix: Where; must not exist.
        python: Folder of the assembled Python, for the libraries that Wine lacks.
        fonts: fontconfig's file with the fonts that it may know.

    Raises:
        Unavailable: If Wine is not there or did not start.
    """
    if loader() is None:
        raise Unavailable("Wine is not installed")
    prefix.mkdir()
    size = "{}x{}".format(*SCREEN)
    with virtual_screen(SCREEN) as display:
        wine = Wine(python / "python.exe", prefix, display)
        # No dialogue that offers to fetch Mono, no menu entries for the user's own desktop.
        quiet = "mscoree,mshtml=;winemenubuilder.exe=d"
        more = {"FONTCONFIG_FILE": str(fonts), "WINEDLLOVERRIDES": quiet}
        try:
            for command in (
                ("wineboot", "-i"),
                ("winecfg", "-v", "win10"),
                ("reg", "add", _EXPLORER, "/v", "Desktop", "/d", "Default", "/f"),
                ("reg", "add", rf"{_EXPLORER}\Desktops", "/v", "Default", "/d", size, "/f"),
                # Wine's debugger asks on the screen what to do about a crash, so it never ends.
                ("reg", "add", _OVERRIDES, "/v", "winedbg.exe", "/d", "disabled", "/f"),
            ):
                done = wine.run(*command, cwd=None, timeout=_BOOT_SECONDS, **more)
                if done.returncode:
                    raise Unavailable(f"Wine: {' '.join(command)} failed:\n{done.stdout}")
        finally:
            wine.close()
    _keep_inside(prefix)
    for name in STUBS:  # for programs that have a folder of their own
        shutil.copy(python / name, prefix / "drive_c" / "windows" / "system32")


def _keep_inside(prefix: Path) -> None:
    """Make folders of the links that Wine lays to the user's own Documents, Desktop and so on."""
    for link in (prefix / "drive_c" / "users").rglob("*"):
        if link.is_symlink():
            link.unlink()
            link.mkdir()


def rename_fonts(prefix: Path, before: Path, after: Path) -> None:
    """Name the fonts in the registry by where they will lie.

    Wine writes there where it found each font, and DirectWrite, which Qt asks, reads nothing else.
    Where a run finds them elsewhere, Wine deletes the entries in place of correcting them, and
    every Chinese sign is drawn as a box.

    Args:
        prefix: The prefix; nothing may run in it.
        before: Folder of the fonts when the prefix was made.
        after: Folder of the fonts from now on.
    """
    old, new = (str(one).replace("/", r"\\").encode() for one in (before, after))
    for file in prefix.glob("*.reg"):
        file.write_bytes(file.read_bytes().replace(old + rb"\\", new + rb"\\"))


def copy(prefix: Path, target: Path) -> Path:
    """Give a run a prefix of its own: what it changes is gone with it.

    The copy takes a second or two, less than a start of Wine in it.
    """
    return Path(shutil.copytree(prefix, target, symlinks=True))
