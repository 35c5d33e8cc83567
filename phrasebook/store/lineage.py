"""Which data file a copy is a copy of.

Every data file carries a random id in its header (``application_id``,
https://www.sqlite.org/pragma.html#pragma_application_id), and so does each of its copies. A copy
from before there were ids, or one that knows more than the file itself, is told by the numbers that
SQLite never gives twice (``sqlite_sequence``): they only grow, so that the file is no successor of
a copy that is ahead of it, whatever the ids say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from phrasebook.store import sqlite

_MOST: Final = 2**31 - 2


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a file comes from.

    Attributes:
        id: Random number that it shares with its copies; 0 for one from before there were ids.
        numbers: The highest row number that each table ever gave.
    """

    id: int = 0
    numbers: dict[str, int] = field(default_factory=dict)

    def follows(self, copy: Lineage) -> bool:
        """Tell whether a file of this lineage holds, or has removed, all that a copy holds."""
        if self.id and copy.id and self.id != copy.id:
            return False
        return all(self.numbers.get(name, 0) >= number for name, number in copy.numbers.items())


def of(connection: Any) -> Lineage:
    """Read the lineage of an open file."""
    id = int(connection.execute("PRAGMA application_id").fetchone()[0])
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}
    numbers: dict[str, int] = {}
    if "sqlite_sequence" in tables:
        rows = connection.execute("SELECT name, seq FROM sqlite_sequence")
        numbers = {str(name): int(number) for name, number in rows}
    return Lineage(id, numbers)


def of_file(path: Path, key: str) -> Lineage | None:
    """Read the lineage of a copy; None if it does not open with this key."""
    if not path.is_file():
        return None
    connection = None
    try:
        connection = sqlite.connect(path, key=key, immutable=True)
        return of(connection)
    except sqlite.Error:
        return None
    finally:
        if connection is not None:
            connection.close()


def ensure(connection: Any) -> int:
    """Give the id of an open file, made where it has none yet."""
    found = int(connection.execute("PRAGMA application_id").fetchone()[0])
    if not found:
        import secrets  # late: it loads OpenSSL, before the first card

        found = 1 + secrets.randbelow(_MOST)
        connection.execute(f"PRAGMA application_id = {found}")
    return found


def catch_up(connection: Any, numbers: dict[str, int]) -> None:
    """Let a restored file never give a number that a later copy of it has given already."""
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}
    if "sqlite_sequence" not in tables:
        return
    known = of(connection).numbers
    for name, number in numbers.items():
        if name in tables and number > known.get(name, 0):
            changed = connection.execute(
                "UPDATE sqlite_sequence SET seq = ? WHERE name = ?", (number, name)
            )
            if not changed.rowcount:
                connection.execute("INSERT INTO sqlite_sequence VALUES (?, ?)", (name, number))
