"""Which distributions of ``site-packages`` are in the package, with what must be said of them."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_ROW: Final = re.compile(r"^\| ([\w.-]+) \| (.+?) \| (.+?) \|$", re.M)
_LICENCE_FILE: Final = re.compile(r"LICEN[CS]E|COPYING|NOTICE|AUTHORS", re.I)


@dataclass(frozen=True)
class Distribution:
    """A packed distribution.

    Attributes:
        name: As the lock spells it: lower case, with hyphens.
        version: The version.
        folder: Its ``*.dist-info``.
    """

    name: str
    version: str
    folder: Path

    def licence_files(self) -> list[Path]:
        """The licence texts that it brings; not those of a licence that is for customers only."""
        found = sorted(path for path in self.folder.rglob("*") if path.is_file())
        return [p for p in found if _LICENCE_FILE.match(p.name) and "Commercial" not in p.name]


def canonical(name: str) -> str:
    """A distribution's name as the lock spells it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(lock: str) -> set[str]:
    """Names of the distributions in a lock file."""
    return {canonical(name) for name in re.findall(r"^([\w.-]+)==", lock, re.M)}


def modules_of(site: Path, names: Collection[str]) -> set[str]:
    """Top-level packages and modules of these distributions.

    Test tools that lie beside them are no part of the program, even where something imports them
    if they are there.
    """
    tops: set[str] = set()
    for folder in site.glob("*.dist-info"):
        if canonical(folder.name.partition("-")[0]) in names:
            lines = (folder / "RECORD").read_text(encoding="utf-8").splitlines()
            tops |= {line.partition("/")[0].partition(".")[0] for line in lines}
    return tops - {""}


def packed(site: Path, tops: Collection[str]) -> list[Distribution]:
    """List the distributions that have a module or package named in ``tops``, by name."""
    found = []
    for folder in sorted(site.glob("*.dist-info")):
        names = {
            line.partition("/")[0].partition(".")[0]
            for line in (folder / "RECORD").read_text(encoding="utf-8").splitlines()
        }
        if names & {*tops}:
            name, _, version = folder.name.removesuffix(".dist-info").partition("-")
            found.append(Distribution(canonical(name), version, folder))
    return sorted(found, key=lambda one: one.name)


def licences(table: str) -> dict[str, str]:
    """Read names and licences from the tables of ``THIRD_PARTY_LICENSES.md``."""
    return {canonical(name): licence for name, licence, _ in _ROW.findall(table)}


def rows_of(table: str, names: Collection[str]) -> str:
    """The same page with only those rows of its first table that are about ``names``."""
    head, line, rest = table.partition("|---|---|---|\n")
    rows, blank, after = rest.partition("\n\n")
    kept = [row for row in rows.split("\n") if canonical(row.split("|")[1].strip()) in names]
    return head + line + "\n".join(kept) + blank + after
