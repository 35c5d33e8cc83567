"""The one way to the files that ship with the program (``resources/``).

Works from a checkout and from a frozen program; tests point it at a folder of their own. Plain
paths instead of ``importlib.resources``, whose import alone costs several milliseconds at start.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from phrasebook.i18n import tr

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


def folders(*parts: str) -> list[str]:
    """Return the names of the folders in a resource folder, sorted; none where it is missing."""
    folder = path(*parts)
    if not folder.is_dir():
        return []
    return sorted(f.name for f in folder.iterdir() if f.is_dir())


def read_toml(*parts: str) -> dict[str, Any]:
    """Parse a TOML resource.

    Raises:
        OSError: It cannot be read.
        tomllib.TOMLDecodeError, UnicodeDecodeError: It is broken (both are ValueErrors).
    """
    import tomllib  # not needed at start

    with path(*parts).open("rb") as file:
        return tomllib.load(file)


def tables(kind: str, *parts: str, problems: list[str]) -> Iterator[tuple[str, list[Any]]]:
    """Yield file name and the ``[[kind]]`` tables of every TOML file of a resource folder.

    A file that cannot be read costs itself only: what is wrong with it is added to ``problems``
    (user's language).
    """
    import tomllib

    for file in files(*parts, suffix=".toml"):
        try:
            data = tomllib.loads(file.read_text(encoding="utf-8-sig"))
        except (OSError, ValueError, RecursionError) as error:
            problems.append(tr("{file} 读不出来,先跳过:{why}", file=file.name, why=error))
            continue
        entries = data.get(kind, [])
        listed = entries if isinstance(entries, list) else []
        tables = [entry for entry in listed if isinstance(entry, dict)]
        if listed is not entries or len(tables) != len(listed):
            problems.append(tr("{file} 里的 {kind} 要写成 [[{kind}]]", file=file.name, kind=kind))
        yield file.name, tables
