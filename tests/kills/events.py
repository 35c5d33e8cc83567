"""Counts what a process does to files, and kills it right before the k-th of those events.

An event is a commit (or a statement of its own outside a transaction), a checkpoint, a backup or
the closing of an SQLite connection, and each opening for writing, rename, link, removal or new
folder, seen by Python's audit hook. What stands on the disk after an event and before the next is
the same at every moment in between, but for the contents of a file that is being written: where
the event is a copy of a file, the killed process leaves half of it.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER", "VACUUM", "REINDEX")
FILE_EVENTS = {
    "os.rename": 2, "os.remove": 1, "os.link": 2, "os.symlink": 2, "os.mkdir": 1, "os.rmdir": 1,
    "os.truncate": 1, "shutil.copyfile": 2,
}  # fmt: skip
"""Audit events, and how many of their first arguments are paths."""


END = "the end"
"""The event after all others, before the program goes its way out."""


class Events:
    """The events of one process since ``begin``.

    Attributes:
        names: What happened, in order, such as ``rename desk.db desk.db.broken-#``.
    """

    def __init__(self, folder: Path, concerns: Callable[[str], bool], kill: int | None) -> None:
        """Hook in; nothing counts before ``begin``.

        Args:
            folder: Only what happens in this folder counts.
            concerns: Tells whether a file counts, by its path in the folder.
            kill: Die right before this event (the first is 1); None to live.
        """
        self.names: list[str] = []
        self._folder = os.path.realpath(folder)
        self._concerns = concerns
        self._kill = kill
        self._counting = False
        self._lock = threading.RLock()
        sys.addaudithook(self._audited)
        _count_connections(self)

    def begin(self) -> None:
        """Count from now on."""
        self._counting = True

    def happen(
        self, what: str, *paths: object, before_death: Callable[[], object] | None = None
    ) -> None:
        """Note an event that is about to happen."""
        if not self._counting:
            return
        inside = [name for path in paths if (name := self._inside(path)) is not None]
        if not any(map(self._concerns, inside)):
            return
        with self._lock:
            # Stamps in names differ from run to run.
            self._note(" ".join((what, *map(_plain, inside))), before_death)

    def last(self) -> None:
        """Note that the action is over, and count no more."""
        if self._counting:
            self._note(END, None)
        self._counting = False

    def _note(self, name: str, before_death: Callable[[], object] | None) -> None:
        self.names.append(name)
        if len(self.names) == self._kill:
            self._counting = False
            if before_death is not None:
                before_death()
            os.kill(os.getpid(), signal.SIGKILL)

    def _inside(self, path: object) -> str | None:
        if isinstance(path, bytes):
            path = os.fsdecode(path)
        if not isinstance(path, str | os.PathLike):
            return None
        whole = os.path.abspath(path)
        base = os.path.join(os.path.realpath(os.path.dirname(whole)), os.path.basename(whole))
        if not base.startswith(self._folder + os.sep):
            return None
        return os.path.relpath(base, self._folder)

    def _audited(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self._counting:
            return
        if event == "open":
            path, mode, flags = arguments
            if (isinstance(mode, str) and set(mode) & set("wax+")) or (
                isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            ):
                self.happen("write", path)
        elif event == "shutil.copyfile":
            source, target = arguments
            self.happen("copy", target, before_death=lambda: _half(source, target))
        elif event in FILE_EVENTS:
            self.happen(event.partition(".")[2], *arguments[: FILE_EVENTS[event]])


def _plain(name: str) -> str:
    return "".join("#" if letter.isdigit() else letter for letter in name)


def _half(source: Any, target: Any) -> None:
    data = Path(source).read_bytes()
    Path(target).write_bytes(data[: len(data) // 2])


def _count_connections(events: Events) -> None:
    from phrasebook.store import sqlite

    class Counted(sqlite.dbapi2.Connection):  # type: ignore[misc,name-defined]
        """A connection that says what it is about to do."""

        path = ""

        def execute(self, sql: str, *more: Any) -> Any:
            words = sql.split(None, 2)
            word = words[0].upper() if words else ""
            pragma = word == "PRAGMA" and ("checkpoint" in sql or "journal_mode" in sql)
            if word == "COMMIT" or pragma or (word in WRITES and not self.in_transaction):
                events.happen(word.lower() if word != "PRAGMA" else words[1], self.path)
            return super().execute(sql, *more)

        def backup(self, *arguments: Any, **named: Any) -> Any:
            events.happen("backup", self.path)
            return super().backup(*arguments, **named)

        def close(self) -> None:
            events.happen("close", self.path)
            super().close()

    real = sqlite.dbapi2.connect

    def connect(name: str, **named: Any) -> Any:
        made = real(name, factory=Counted, **named)
        uri = name.startswith("file:")
        made.path = "" if uri else name  # one that is opened for reading only changes nothing
        return made

    sqlite.dbapi2 = SimpleNamespace(  # type: ignore[assignment]
        connect=partial(connect), Connection=real, Error=sqlite.Error
    )
