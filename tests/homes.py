"""The user's own folders: replaced for every test, and watched all the same.

Windows tells them by a call of the system that no environment variable changes, so platformdirs
has variables of its own, which child processes get as well.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, Final

import platformdirs

_HOMES: Final = (
    "HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA",
    "WIN_PD_OVERRIDE_APPDATA", "WIN_PD_OVERRIDE_LOCAL_APPDATA",
)  # fmt: skip
_XDG: Final = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")
KINDS: Final = (
    platformdirs.user_data_dir, platformdirs.user_config_dir, platformdirs.user_cache_dir,
    platformdirs.user_state_dir, platformdirs.user_log_dir,
)  # fmt: skip
"""What names a folder of the user's."""

REAL: Final = sorted({kind("Banhua", appauthor=False) for kind in KINDS})
"""Where Banhua would keep the files of the user who runs the tests."""

touched: Final[list[str]] = []
"""What this process changed or opened there."""

_EVENTS: Final = {
    "open": 1, "os.mkdir": 1, "os.remove": 1, "os.rmdir": 1, "os.rename": 2, "os.listdir": 1,
    "os.scandir": 1, "os.utime": 1, "os.chmod": 1, "os.truncate": 1, "os.link": 2,
    "os.symlink": 2, "sqlite3.connect": 1,
}  # fmt: skip
"""Audit events of Python and how many of their first arguments are paths."""


def variables(home: Path) -> dict[str, str]:
    """Environment in which every folder of the user lies under ``home``."""
    return {name: str(home) for name in _HOMES} | {name: str(home / name.lower()) for name in _XDG}


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    for path in arguments[: _EVENTS.get(event, 0)]:
        if isinstance(path, str | bytes | os.PathLike):
            full = os.path.normcase(os.path.abspath(os.fsdecode(path)))
            if any(f"{full}{os.sep}".startswith(real) for real in _WATCHED):
                touched.append(f"{event} {full}")


_WATCHED: Final = tuple(os.path.normcase(os.path.abspath(one)) + os.sep for one in REAL)
sys.addaudithook(_watch)
