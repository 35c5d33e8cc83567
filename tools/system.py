"""Libraries, programs and fonts that the jobs of ``dev.py`` need, by Debian's names."""

from __future__ import annotations

import ctypes
import glob
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

LINUX = sys.platform.startswith("linux")

# Tried on a bare Debian 12. Found by soname, so that other distributions pass as well.
QT_LIBRARIES = {
    "libegl1": "libEGL.so.1",
    "libgl1": "libGL.so.1",
    "libglib2.0-0": "libglib-2.0.so.0",
    "libdbus-1-3": "libdbus-1.so.3",
    "libfontconfig1": "libfontconfig.so.1",
    "libxkbcommon0": "libxkbcommon.so.0",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-shape0": "libxcb-shape.so.0",
    "libxi6": "libXi.so.6",
}
VIRTUAL_PROGRAMS = {"xvfb": ("Xvfb",), "openbox": ("openbox",)}
TEST_PROGRAMS = {
    **VIRTUAL_PROGRAMS,
    **{name: (name,) for name in ("xauth", "xdotool", "xclip", "wmctrl", "strace", "dbus-daemon")},
    "x11-utils": ("xwininfo",),
    "gnome-keyring": ("gnome-keyring-daemon",),
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
}
BENCH_PROGRAMS = {**TEST_PROGRAMS, "autokey-gtk": ("autokey-gtk",)}
PACKAGE_PROGRAMS = {
    "gcc-mingw-w64-x86-64": ("x86_64-w64-mingw32-gcc",),
    "binutils-mingw-w64-x86-64": ("x86_64-w64-mingw32-objdump",),
    "nsis": ("makensis",),
}
RENAMED = {"libglib2.0-0": "libglib2.0-0t64"}  # since the 64-bit time change (Debian 13)


def has_library(soname: str) -> bool:
    """Tell whether the dynamic linker finds this library."""
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def has_font(lang: str, *patterns: str) -> bool:
    """Tell whether a font for this language (or one of these file names) is installed."""
    if lang and shutil.which("fc-list"):
        found = subprocess.run(["fc-list", f":lang={lang}"], capture_output=True, check=False)
        if found.stdout.strip():
            return True
    folders = ["/usr/share/fonts", "/usr/local/share/fonts", os.path.expanduser("~/.fonts")]
    return any(
        glob.glob(f"{folder}/**/{pattern}", recursive=True)
        for folder in folders
        for pattern in patterns
    )


def has_tk() -> bool:
    """Tell whether the system's Python can open Tk windows (the tests' plain text window)."""
    python = "/usr/bin/python3"
    return Path(python).exists() and not subprocess.call(
        [python, "-c", "import tkinter"], stderr=subprocess.DEVNULL
    )


def missing_packages(
    libraries: Mapping[str, str],
    programs: Mapping[str, Sequence[str]],
    *,
    library: Callable[[str], bool] = has_library,
    program: Callable[[str], str | None] = shutil.which,
) -> list[str]:
    """Debian names of what is not there."""
    found = [name for name, soname in libraries.items() if not library(soname)]
    return found + [name for name, any_of in programs.items() if not any(map(program, any_of))]


def install_command(packages: Sequence[str], known: Callable[[str], bool]) -> list[str]:
    """The apt-get line for these (Debian 12) names; ``known`` tells which names apt has."""
    new = {old: name for old, name in RENAMED.items() if old in packages and known(name)}
    names = [new.get(name, name) for name in packages]
    return ["apt-get", "install", "--yes", "--no-install-recommends", *names]


def _apt_knows(name: str) -> bool:
    return not subprocess.run(["apt-cache", "show", name], capture_output=True).returncode


def _root_prefix() -> list[str] | None:
    """What to put before a command to run it as root; None if that needs a password."""
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "-n"]
    able = shutil.which("sudo") and not subprocess.call([*sudo, "true"], stderr=subprocess.DEVNULL)
    return sudo if able else None


def ensure(packages: Sequence[str], why: str) -> bool:
    """Install missing system packages where allowed, else print the one command that does.

    Returns:
        True if nothing is missing (any more).
    """
    if not packages:
        return True
    if not shutil.which("apt-get"):
        print(f"Missing {why}. Debian calls them: {' '.join(packages)}", file=sys.stderr)
        return False
    prefix = _root_prefix()
    command = install_command(packages, _apt_knows)
    if prefix is None:
        print(f"Missing {why}. Install with:\n  sudo {shlex.join(command)}", file=sys.stderr)
        return False
    print(f"Missing {why}; installing: {' '.join(packages)}", flush=True)
    # A stale or empty list of packages is the usual reason for a first failure.
    if _quiet([*prefix, *command]):
        _quiet([*prefix, "apt-get", "update"])
        command = install_command(packages, _apt_knows)
        if _quiet([*prefix, *command]):
            print(f"That did not work. By hand:\n  {shlex.join(command)}", file=sys.stderr)
            return False
    return True


def _quiet(command: Sequence[str]) -> int:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.call(command, stdout=subprocess.DEVNULL, env=environment)


def check_system(command: str, *, virtual: bool = False) -> None:
    """Look for what ``command`` needs of the system; ends the program if it cannot go on."""
    if not LINUX:
        return
    needed = missing_packages(QT_LIBRARIES, VIRTUAL_PROGRAMS if virtual else {})
    if not has_font("zh", "*CJK*", "wqy*", "*HanSans*"):
        needed.append("fonts-noto-cjk")
    if not ensure(needed, "system libraries that Qt needs"):
        sys.exit(1)
    if command == "package" and not ensure(
        missing_packages({}, PACKAGE_PROGRAMS), "programs that the package is built with"
    ):
        sys.exit(1)
    if command in ("test", "bench", "shots", "targets"):
        extra = missing_packages({}, BENCH_PROGRAMS if command == "bench" else TEST_PROGRAMS)
        extra += [] if has_tk() else ["python3-tk"]
        extra += [] if has_font("", "*Emoji*") else ["fonts-noto-color-emoji"]
        if not ensure(extra, "programs for the tests with real windows"):
            print("Tests that need them are left out and named at the end.", file=sys.stderr)
