"""What happens to an error that nobody caught: a file, one report, and the program goes on.

Under Qt an exception in a slot reaches ``sys.excepthook`` and the program continues, and one
in a model's ``data`` comes back with every painted cell. So each distinct error is reported
once, and the file says where it happened, never what the data was (see ``logs.places``).
"""

from __future__ import annotations

import contextlib
import faulthandler
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO

from assistant.logs import places

KEPT_FILES = 10
"""Crash files kept; the oldest go first."""
MAX_REPORTS = 20
"""Distinct errors reported in one run; a flood beyond it is only counted."""

_OTHERS = "others"


@dataclass(frozen=True, slots=True)
class CrashReport:
    """One distinct error.

    Attributes:
        kind: Type of the exception.
        where: Last place, ``file:line function``.
        text: All that is written to the file.
        file: The file, or None if none could be written.
    """

    kind: str
    where: str
    text: str
    file: Path | None


class CrashHook:
    """Catches what nothing else caught, in every thread.

    Args:
        folder: Folder of the crash files; made with the first one.
        version: Version of Banhua, written into each file.
        report: Called once for each distinct error, on the thread that failed; it must only
            enqueue. Whatever it raises is ignored.
    """

    def __init__(self, folder: Path, version: str, report: Callable[[CrashReport], None]) -> None:
        """Keep the parts; nothing is hooked before ``install``."""
        self._folder = folder
        self._version = version
        self._report = report
        self._lock = threading.Lock()
        self._seen: dict[str, int] = {}
        self._busy = threading.local()
        self._fatal: IO[str] | None = None
        self._fatal_from = 0
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)

    def install(self) -> None:
        """Hook in. Also switches core files off: they would hold all that is in memory."""
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread
        sys.unraisablehook = self._on_unraisable
        no_core_files()

    def watch_fatal(self) -> None:
        """Have a crash of native code leave its Python places in ``fatal.txt``.

        faulthandler writes file names, lines and functions only. Separate from ``install``
        because it opens a file; call it after the first paint.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            # Kept open: the handler of a dying process cannot open anything.
            self._fatal = (self._folder / "fatal.txt").open("a", encoding="utf-8")
            self._fatal_from = self._fatal.tell()
        except OSError:
            return
        faulthandler.enable(self._fatal, all_threads=True)

    def went_on(self) -> None:
        """Take back what ``fatal.txt`` got since ``watch_fatal``: none of it ended the program.

        On Windows faulthandler writes of each access violation before anybody may handle it, and
        the system's own calls handle some (seen under Wine in the call that shows the tray's tip).
        """
        if self._fatal:
            with contextlib.suppress(OSError):
                self._fatal.truncate(self._fatal_from)

    def uninstall(self) -> None:
        """Give the hooks back."""
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._before
        if self._fatal:
            faulthandler.disable()
            self._fatal.close()
            self._fatal = None

    @property
    def counts(self) -> dict[str, int]:
        """How often each distinct error came, by its places."""
        with self._lock:
            return dict(self._seen)

    def handle(self, error: BaseException, trace: TracebackType | None = None) -> None:
        """Write and report ``error`` unless the same one was there before. Never raises."""
        if getattr(self._busy, "now", False):
            return  # an error in the reporting of an error
        self._busy.now = True
        try:
            self._handle(error, trace)
        except Exception:  # noqa: BLE001 (nothing is left to tell it to)
            return
        finally:
            self._busy.now = False

    def _handle(self, error: BaseException, trace: TracebackType | None) -> None:
        lines = places(error, trace)
        key = "\n".join(lines)
        with self._lock:
            full = len(self._seen) >= MAX_REPORTS and key not in self._seen
            name = _OTHERS if full else key
            self._seen[name] = self._seen.get(name, 0) + 1
            if full or self._seen[name] > 1:
                return
            number = len(self._seen)
        stamp = time.strftime("%Y-%m-%d %H:%M:%S")
        system = f"Python {sys.version.split()[0]} {sys.platform}"
        thread = threading.current_thread().name
        text = f"Banhua {self._version}, {system}, {stamp}, thread {thread}\n{key}\n"
        file = self._write(text, number)
        if sys.stderr is not None:  # pythonw on Windows has none
            print(text, file=sys.stderr)  # noqa: T201 (for who starts it from a terminal)
        where = lines[-2].strip() if len(lines) > 1 else ""
        self._report(CrashReport(type(error).__name__, where, text, file))

    def _write(self, text: str, number: int) -> Path | None:
        file = self._folder / f"crash-{time.strftime('%Y%m%d-%H%M%S')}-{number}.txt"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            # The new one stays, even if the clock is years behind the others.
            others = [one for one in self._folder.glob("crash-*.txt") if one != file]
            for old in sorted(others)[: -(KEPT_FILES - 1)]:
                old.unlink()
        except OSError:
            return None
        return file

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self.handle(error, trace)

    def _on_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self.handle(args.exc_value, args.exc_traceback)

    def _on_unraisable(self, args: sys.UnraisableHookArgs) -> None:
        if args.exc_value is not None:
            self.handle(args.exc_value, args.exc_traceback)


def no_core_files() -> bool:
    """Forbid core files for this process; tells whether the system has such a limit."""
    if sys.platform == "win32":
        return False
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
    return True
