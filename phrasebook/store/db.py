"""An open data file as operations see it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from phrasebook.store import sqlite

if TYPE_CHECKING:
    from sqlite_utils import Database


class Db:
    """The open file as an operation sees it. Only the store thread may use it.

    Attributes:
        connection: The sqlcipher3 connection, in autocommit until the store begins.
        shelf: Room for what repositories cache beside the connection; emptied on reopening.
        check: Called again and again by work that may take seconds; raises to take it all back.
    """

    def __init__(self, connection: Any) -> None:
        """Wrap an open connection."""
        self.connection = connection
        self.shelf: dict[str, Any] = {}
        self.check: Callable[[], None] = _go_on
        self._utils: Database | None = None

    def execute(self, sql: str, parameters: Iterable[Any] = ()) -> Any:
        """Run one statement; returns its cursor."""
        return self.connection.execute(sql, parameters)

    def many(self, sql: str, rows: Iterable[Iterable[Any]]) -> Any:
        """Run one statement for each row of parameters."""
        return self.connection.executemany(sql, rows)

    def rows(self, sql: str, parameters: Iterable[Any] = ()) -> list[Any]:
        """All rows of a query."""
        return list(self.connection.execute(sql, parameters))

    def row(self, sql: str, parameters: Iterable[Any] = ()) -> Any | None:
        """The first row of a query; None if there is none."""
        return self.connection.execute(sql, parameters).fetchone()

    def value(self, sql: str, parameters: Iterable[Any] = ()) -> Any:
        """The first column of the first row; None if there is no row."""
        row = self.row(sql, parameters)
        return row[0] if row else None

    @contextlib.contextmanager
    def checking(self, check: Callable[[], None]) -> Iterator[None]:
        """Let ``check`` be asked within."""
        self.check = check
        try:
            yield
        finally:
            self.check = _go_on

    @property
    def utils(self) -> Database:
        """The same connection for sqlite-utils (imported on first use)."""
        if self._utils is None:
            self._utils = sqlite.utils(self.connection)
        return self._utils


def _go_on() -> None:
    """Let work go on to its end."""
