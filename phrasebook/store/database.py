"""The store: one worker thread owns the one connection, and every operation queues for it.

Start order: refuse a newer file, back up if migrations are pending, migrate, open. WAL with
``synchronous=FULL``: with NORMAL a power cut loses up to 59 of 60 acknowledged writes.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Final, TypeVar

from phrasebook import files
from phrasebook.model import UserError
from phrasebook.store import (
    backup,
    errors,
    lineage,
    migrations,
    opening,
    presence,
    restoring,
    sqlite,
)
from phrasebook.store.changes import Changes, Outcome
from phrasebook.store.db import Db
from phrasebook.store.schema import PHRASEBOOK, Schema
from phrasebook.store.standing import Standing
from phrasebook.store.undo import UndoStack, UndoStep

if TYPE_CHECKING:
    from phrasebook.store.ballast import Ballast

__all__ = ["AfterUndo", "Db", "Store"]

T = TypeVar("T")
_log = logging.getLogger(__name__)

_CANNOT_WRITE: Final = (
    sqlite.READONLY, sqlite.CANTOPEN, sqlite.PERM, sqlite.FULL, sqlite.IOERR,
)  # fmt: skip

AfterUndo = Callable[["Db", str, list[Any]], None]
"""Called with the table and the keys that an undo touched, to bring an index after it."""


class Store:
    """The data file behind one thread. Every method may be called from any thread.

    Attributes:
        path: The file.
        schema: What kind of file it is.
        read_only: Nothing can be written: reads work, writes give ``ReadOnlyError``.
        notice: Why it is read-only, to be shown once; None where all is well.
    """

    def __init__(self, path: Path, schema: Schema = PHRASEBOOK, key: str = "") -> None:
        """Prepare; use ``open``."""
        self.path = path
        self.schema = schema
        self._key = key
        self.read_only = False
        self.notice: UserError | None = None
        self._queue: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._listeners: list[Callable[[Changes], None]] = []
        self._undo = UndoStack()
        self._after_undo: list[AfterUndo] = []
        self._db: Db | None = None
        self._fault: errors.CorruptFileError | None = None
        self._copy: Any = None
        self._standing: Standing | None = None
        self._ballast = _ballast_beside(path) if schema.ballast else None
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="store", daemon=True)

    @classmethod
    def open(cls, folder: Path, schema: Schema = PHRASEBOOK, *, key: str = "") -> Store:
        """Open the file of a schema in a folder, making both where they are missing.

        Args:
            folder: The data folder.
            schema: What kind of file.
            key: Raw key of an encrypted file, 64 hex digits; "" for a plain one. With a wrong one
                the file looks damaged: whoever holds keys checks them first.

        Raises:
            NewerFileError: The file was written by a later version.
            ReadOnlyError: Nothing can be written and there is no file of this version to read.
            CorruptFileError: The file is damaged.
            FullDiskError: There is no room even to open.
            UserError: The disk fails otherwise.
        """
        store = cls(folder / schema.file_name, schema, key)
        store._thread.start()
        try:
            store._submit(store._start).result()
        except BaseException:
            store.close()
            raise
        return store

    def read(self, op: Callable[[Db], T]) -> Future[T]:
        """Run a query on the store thread."""
        return self._submit(lambda: op(self._ready()))

    def write(
        self, op: Callable[[Db], Outcome[T]], label: str, *, undoable: bool = True
    ) -> Future[T]:
        """Run an operation in one transaction; broadcast its changes after the commit.

        Args:
            op: Gets the open database; an exception in it takes everything back.
            label: What the undo message calls it.
            undoable: False keeps it out of the undo steps even if it says how.
        """
        return self._submit(lambda: self._transact(op, label, undoable=undoable))

    def erase(
        self,
        op: Callable[[Db], Outcome[T]],
        *,
        aside: Callable[[T], float] | float = float("inf"),
        copy_first: Callable[[Db], bool] | None = None,
        keep_since: float | None = None,
    ) -> Future[T]:
        """Run an operation that removes rows for good, then see that no copy of them is left.

        After the commit, where ``op`` marked for it (``scrub.mark``): undo steps that hold
        ``Outcome.gone`` are dropped, the log is emptied, old backups are replaced by a new one.

        Args:
            op: As for ``write``; it is not offered for undo.
            aside: Damaged files that were set aside up to then (seconds since the epoch) go too;
                or what tells that by the value of ``op``.
            copy_first: Tells whether a copy is to be made before ``op``; see ``keep_since``.
            keep_since: Such copies stay if they are not older than this, where ``op`` marked for
                a purge only (``scrub.mark_purge``); None: they go with all others.

        Returns:
            The value of ``op``. The Future raises ``UserError`` where a copy could not be removed;
            the next call tries again.
        """

        def work() -> T:
            if copy_first is not None and copy_first(self._ready()):
                self._copy_before_purge()
            value = self._transact(op, "", undoable=False)
            self._scrub(aside(value) if callable(aside) else aside, keep_since)
            return value

        return self._submit(work)

    def undo(self) -> Future[str]:
        """Take the newest step back; the result is its label, "" if there is none."""
        return self._submit(self._undo_one)

    def listen(self, callback: Callable[[Changes], None]) -> Callable[[], None]:
        """Call ``callback`` on the store thread after each write; returns how to stop that."""
        self._listeners.append(callback)

        def stop() -> None:
            with contextlib.suppress(ValueError):
                self._listeners.remove(callback)

        return stop

    def after_undo(self, hook: AfterUndo) -> None:
        """Let a repository follow what an undo put back, inside its transaction."""
        self._after_undo.append(hook)

    def check(self) -> Future[None]:
        """Check the whole file (about 1 s per 100 MB); for a quiet moment after the start.

        The Future raises ``CorruptFileError`` where the file is damaged.
        """
        return self._submit(self._check)

    def backup(self, reason: str = "manual") -> Future[Path]:
        """Make a checked copy in ``backups/``; the Future gives its path."""
        return self._submit(lambda: self._back_up(reason))

    def close(self) -> None:
        """Finish what is queued, close the file, end the thread. Safe to call twice."""
        if self._closed:
            return
        self._closed = True
        self._queue.put(self._shut)
        self._queue.put(None)
        if threading.current_thread() is not self._thread:
            self._thread.join()
            self._key = ""

    # The rest runs on the store thread.

    def _submit(self, job: Callable[[], T]) -> Future[T]:
        future: Future[T] = Future()
        if self._closed:
            future.set_exception(errors.ClosedError("the store is closed"))
            return future

        def run() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                value = self._guarded(job)
            except BaseException as error:  # noqa: BLE001 - it travels in the Future
                future.set_exception(error)
            else:
                future.set_result(value)

        self._queue.put(run)
        return future

    def _work(self) -> None:
        while (job := self._queue.get()) is not None:
            job()

    def _guarded(self, job: Callable[[], T]) -> T:
        """Run a job; known faults come out as ``UserError``, damage is checked before believed."""
        try:
            return job()
        except sqlite.Error as error:
            code = sqlite.code(error)
            _log.warning("store fault code=%d", sqlite.extended_code(error))
            if code == sqlite.FULL and self._ballast is not None and self._ballast.drop():
                # What failed was rolled back, and now there is room for it.
                value = self._guarded(job)
                self._broadcast(Changes(room=True))
                return value
            if code not in (sqlite.CORRUPT, sqlite.NOTADB):
                raised = errors.translated(error, self.schema.title)
                raise raised from (error if raised is not error else error.__cause__)
            # Under read errors SQLite calls sound files corrupt: open again and look.
            self._shut()
            if not self._looks_sound():
                self._fault = self._damage(presence.state(self.path))
                raise self._fault from error
            if job != self._start:
                self._start()
            # What failed was rolled back, so it may run once more.
            return job()

    def _ready(self) -> Db:
        if self._fault is not None:
            raise self._fault
        if self._db is None:
            raise RuntimeError("the store is not open")
        return self._db

    def _start(self) -> None:
        """Open in the order of the module's docstring."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            restoring.finish(self.path)
        except OSError as error:
            if not self.path.parent.is_dir():
                raise errors.read_only() from error
        state = presence.state(self.path)
        if state == "other" or (state != "there" and presence.was_there(self.path, self.schema)):
            raise self._damage(state)
        connection = self._connect()
        try:
            found = migrations.version(connection)
            if found > self.schema.version:
                raise errors.newer(found, self.schema.version, self.schema.title)
            if not found and state == "there" and presence.was_there(self.path, self.schema):
                raise self._damage("empty")  # a database, but one without tables
            if found < self.schema.version:
                if self.read_only:
                    raise self.notice or errors.read_only()
                self._upgrade(connection, found, fresh=not found)
            connection.execute("PRAGMA foreign_keys = ON")
            # KB, filled only as pages are read: at 100,000 phrases a keystroke touches 100 pages;
            # a search of the desk reads them all, and decrypting them anew doubles its time.
            connection.execute(f"PRAGMA cache_size = {-32_000 if self._key else -8_000}")
            if not self.read_only:
                self._leave_trace(str(lineage.ensure(connection)))
        except BaseException:
            connection.close()
            raise
        self._db = Db(connection)
        self._standing = Standing(self.path, self.schema)
        if self._ballast is not None and not self.read_only:
            self._ballast.keep()
        _log.info(
            "store open file=%s schema=%d read_only=%s",
            self.path.stem,
            self.schema.version,
            self.read_only,
        )

    def _connect(self) -> Any:
        try:
            connection = opening.writable(self.path, self.schema, self._key)
        except sqlite.Error as error:
            # With no room for its -shm file SQLite reports a full disk or an I/O error.
            if sqlite.code(error) not in _CANNOT_WRITE:
                raise
            return self._open_with_ballast() or self._open_read_only(error)
        return connection or self._open_read_only(None)

    def _leave_trace(self, id: str) -> None:
        """Leave beside the file that it was there; one that shall be made is made now."""
        trace = self.path.with_name(self.schema.trace) if self.schema.own_trace else None
        # Without it the copies still tell.
        with contextlib.suppress(OSError):
            if self.schema.pending:
                files.remove(self.path.with_name(self.schema.pending))
            if trace is not None and (not trace.is_file() or trace.read_bytes() != id.encode()):
                files.write_whole(trace, id.encode())

    def _open_with_ballast(self) -> Any:
        """Open once more with the room that was kept back; None if that does not help."""
        if self._ballast is None or not self._ballast.drop():
            return None
        try:
            return opening.writable(self.path, self.schema, self._key)
        except sqlite.Error:
            return None

    def _open_read_only(self, cause: BaseException | None) -> Any:
        full = cause is not None and sqlite.code(cause) in (sqlite.FULL, sqlite.IOERR)
        notice = errors.full_disk() if full else errors.read_only()
        if presence.state(self.path) != "there":
            raise notice from cause
        self.read_only = True
        self.notice = notice
        connection, self._copy = opening.read_only(self.path, self._key)
        return connection

    def _upgrade(self, connection: Any, found: int, *, fresh: bool) -> None:
        if not fresh:
            if connection.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                raise self._damage()
            backup.make(connection, self.path, f"before-{self.schema.version}", key=self._key)
        migrations.migrate(connection, self.schema.steps, self.path.stem)
        _log.info("store migrated from=%d to=%d", found, self.schema.version)

    def _transact(self, op: Callable[[Db], Outcome[T]], label: str, *, undoable: bool = True) -> T:
        db = self._ready()
        if self.read_only:
            raise self.notice or errors.read_only()
        db.execute("BEGIN IMMEDIATE")
        try:
            outcome = op(db)
            db.execute("COMMIT")
        except BaseException:
            # A full disk may have ended the transaction already.
            if db.connection.in_transaction:
                db.execute("ROLLBACK")
            # What was cached may hold rows that are gone again.
            db.shelf.clear()
            raise
        fate = self._standing.fate() if self._standing is not None else ""
        if fate:
            self._put_back(db, fate)
        if outcome.gone:
            self._undo.forget(outcome.gone)
        if self._ballast is not None:
            self._ballast.keep()
        if undoable and outcome.inverse is not None:
            self._undo.push(UndoStep(label, outcome.inverse, outcome.changes))
        self._broadcast(outcome.changes)
        return outcome.value

    def _put_back(self, db: Db, fate: str) -> None:
        """Before a write is acknowledged: bring a file back that was removed while it is open."""
        standing = self._standing
        assert standing is not None
        _log.warning("store file=%s lost under the program fate=%s", self.path.stem, fate)
        try:
            if fate == "log":
                # What was in it comes into the file; closing then leaves no other log behind.
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                self._shut()
            else:
                standing.save(db.connection, self._key)
                self._shut()
                standing.put_back()
        except (sqlite.Error, OSError) as error:
            raise errors.taken_away(self.schema.title) from error
        finally:
            if self._db is None:
                self._start()
        self._broadcast(Changes(mended=True))

    def _back_up(self, reason: str) -> Path:
        connection, keep = self._ready().connection, self.schema.copies
        try:
            return backup.make(connection, self.path, reason, key=self._key, keep=keep)
        except (sqlite.Error, OSError) as error:
            # The room that is kept back is for what somebody writes.
            if backup.is_full(error):
                raise errors.no_room_for_copy(self.schema.title) from error
            raise

    def _copy_before_purge(self) -> None:
        """Keep what is about to go; a full disk is no reason to keep it longer than promised."""
        try:
            backup.make(
                self._ready().connection, self.path, backup.BEFORE_PURGE, key=self._key, keep=None
            )
        except (sqlite.Error, OSError) as error:
            _log.warning("no copy before the purge code=%d", sqlite.extended_code(error))

    def _scrub(self, aside: float, keep_since: float | None) -> None:
        from phrasebook.store import scrub  # not at the start of a program that erases nothing

        wanted = (self._ready(), self.path, self._key, aside, keep_since)
        try:
            try:
                scrub.run(*wanted)
            except (sqlite.Error, OSError) as error:
                if not (backup.is_full(error) and self._ballast and self._ballast.drop()):
                    raise
                scrub.run(*wanted)
                self._ballast.keep()
        except (sqlite.Error, OSError) as error:
            # The rows are gone, so ``op`` must not run again: this is no fault of the store.
            _log.warning("scrub failed code=%d", sqlite.extended_code(error))
            raise errors.not_scrubbed(self.schema.title) from error

    def _undo_one(self) -> str:
        if self.read_only:
            raise self.notice or errors.read_only()
        step = self._undo.pop()
        if step is None:
            return ""

        def back(db: Db) -> Outcome[str]:
            for rows in step.inverse:
                touched = rows.apply(db.execute)
                for hook in self._after_undo:
                    hook(db, rows.table, touched)
            return Outcome(step.label, step.changes)

        try:
            return self._transact(back, step.label)
        except sqlite.Error as error:
            if sqlite.code(error) == sqlite.CONSTRAINT:
                # Another program removed what the rows belong to, so it will never do.
                raise errors.not_undone() from error
            # Nothing was taken back (the disk may be full), so the step is still to be had.
            self._undo.push(step)
            raise

    def _broadcast(self, changes: Changes) -> None:
        if not changes:
            return
        for callback in tuple(self._listeners):
            try:
                callback(changes)
            except Exception:  # noqa: BLE001 - any; logged
                # A listener's fault must not undo an acknowledged write.
                _log.exception("store listener failed")

    def _check(self) -> None:
        result = self._ready().value("PRAGMA quick_check")
        if result != "ok":
            self._shut()
            self._fault = self._damage()
            raise self._fault

    def _looks_sound(self) -> bool:
        if presence.state(self.path) != "there":
            return False
        try:
            connection = sqlite.connect(self.path, key=self._key)
            try:
                return bool(connection.execute("PRAGMA quick_check").fetchone()[0] == "ok")
            finally:
                connection.close()
        except sqlite.Error:
            return False

    def _damage(self, state: presence.State = "there") -> errors.CorruptFileError:
        from phrasebook.store import damage

        return damage.of(self.path, self.schema, self._key, state)

    def _shut(self) -> None:
        if self._db is not None:
            with contextlib.suppress(sqlite.Error):
                self._db.connection.close()
            self._db = None
        if self._copy is not None:
            self._copy.cleanup()
            self._copy = None


def _ballast_beside(path: Path) -> Ballast:
    # The phrases have none, and they are read before the first paint.
    from phrasebook.store.ballast import Ballast

    return Ballast(path.with_suffix(".ballast"))
