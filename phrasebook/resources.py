"""The one way to the files that ship with the program (``resources/``).

Works from a checkout and from a frozen program; tests point it at a folder of their own. Plain
paths instead of ``importlib.resources``, whose import alone costs several milliseconds at start.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

_override: Path | None = None


def root() -> Path:
    """Return the folder ``resources``.

    Order: what ``set_root`` was given, the unpacked bundle of a frozen program, the checkout.
    """
    if _override is not None:
        return _override
    bundle = getattr(sys, "_MEIPASS", None)
    if bundle:
        return Path(bundle) / "resources"
    if getattr(sys, "frozen", False):
        return Path(sys.executable).resolve().parent / "resources"
    return Path(__file__).resolve().parent.parent / "resources"


def set_root(folder: Path | None) -> None:
    """Read from another folder from now on; None goes back to the program's own.

    What was read before (scenes, say) stays as it is, so call this first.
    """
    global _override
    _override = folder


def path(*parts: str) -> Path:
    """Return the path of a resource, such as ``path("content", "scenes.toml")``."""
    return root().joinpath(*parts)


def files(*parts: str, suffix: str) -> list[Path]:
    """Return the files of a resource folder with this suffix (``.toml``), sorted by name.

    A folder that is missing has no files.
    """
    folder = path(*parts)
    if not folder.is_dir():
        return []
    return sorted(f for f in folder.iterdir() if f.suffix == suffix and f.is_file())


def read_toml(*parts: str) -> dict[str, Any]:
    """Parse a TOML resource.

    Raises:
        OSError: It cannot be read.
        tomllib.TOMLDecodeError, UnicodeDecodeError: It is broken (both are ValueErrors).
    """
    import tomllib  # not needed at start

    with path(*parts).open("rb") as file:
        return tomllib.load(file)
