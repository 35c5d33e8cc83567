"""The log: codes and figures in a file that can be sent to anyone.

Phrase texts, window titles and buyers' data are kept out twice: no call passes them, and
``guarded`` replaces whatever looks like them all the same. Tracebacks are written as places and
exception types, because an exception's message may quote what a buyer wrote.
"""

from __future__ import annotations

import copy
import logging
import re
from pathlib import Path
from types import TracebackType

MAX_ARGUMENT = 40
"""Longest argument that passes, in characters; a longer one is prose, not a code."""
MAX_MESSAGE = 300
"""Longest whole line that passes, in characters."""
MAX_BYTES = 1_000_000
KEPT_FILES = 3
MAX_PLACES = 100
"""Longest traceback written, in lines (endless recursion has thousands)."""
_CODE = re.compile(r"(?![/~]|\w:\\)[!-?A-~]*")
"""ASCII without spaces and ``@``, and not a path from the root: names and mail stay out."""
_LONG_NUMBER = re.compile(r"\d(?:-?\d){6}")
"""Seven digits and more: telephone, order and identity numbers."""
_NO_LINE = re.compile(rf"[^ -~]|{_LONG_NUMBER.pattern}|1[3-9]\d ?\d{{4}} ?\d{{4}}")
_DROPPED = "[dropped]"

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def is_code(value: object) -> bool:
    """Tell whether ``value`` may stand in the log: a number, or a short ASCII word.

    Whole numbers of seven digits and more are refused too; milliseconds and counts are less.
    """
    if value is None or isinstance(value, bool | float):
        return True
    text = str(value)
    short = len(text) <= MAX_ARGUMENT
    return short and _CODE.fullmatch(text) is not None and not _LONG_NUMBER.search(text)


def guarded(record: logging.LogRecord) -> logging.LogRecord:
    """A copy of ``record`` without anything that is not a code; a line is never lost whole."""
    arguments = record.args
    message: object = record.msg
    if isinstance(message, str):
        try:
            if isinstance(arguments, dict):
                message %= {name: _clean(value) for name, value in arguments.items()}
            elif arguments:
                message %= tuple(_clean(value) for value in arguments)
        except (TypeError, ValueError, KeyError):  # such as %d for what was dropped
            message = _DROPPED
    else:  # an exception or other object given as the message
        message = type(message).__name__
    # Once more over the whole: text may have been formatted in before the call.
    if len(message) > MAX_MESSAGE or _NO_LINE.search(message):
        message = _DROPPED
    clean = copy.copy(record)
    clean.msg, clean.args, clean.exc_text = message, (), None
    return clean


def _clean(value: object) -> object:
    if isinstance(value, BaseException):
        return type(value).__name__
    return value if is_code(value) else _DROPPED


def places(error: BaseException, trace: TracebackType | None = None) -> list[str]:
    """The traceback as ``file:line function`` with exception types, and nothing else.

    Causes come first, as in Python's own tracebacks. Files are named from the checkout down,
    so that the user's name in a home folder stays out as well.
    """
    lines: list[str] = []
    chain: list[tuple[BaseException, TracebackType | None]] = [(error, trace)]
    seen = {id(error)}
    cause = _cause(error)
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        chain.append((cause, None))
        cause = _cause(cause)
    for one, own in reversed(chain):
        step = own or one.__traceback__
        while step is not None:
            code = step.tb_frame.f_code
            lines.append(f"  {short_path(code.co_filename)}:{step.tb_lineno} {code.co_name}")
            step = step.tb_next
        lines.append(type(one).__name__)
    if len(lines) > MAX_PLACES:
        half = MAX_PLACES // 2
        lines[half:-half] = [f"  ... {len(lines) - 2 * half} more"]
    return lines


def _cause(error: BaseException) -> BaseException | None:
    return error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def short_path(file: str) -> str:
    """A source file from the checkout or its package folder down.

    In the Windows package files bear relative names already, the program's below ``app``
    (tools/package/tree.py).
    """
    parts = Path(file).parts
    if parts[:1] == ("app",):
        return "/".join(parts[1:])
    for index in range(len(parts) - 1, -1, -1):
        if parts[index] == "site-packages":
            return "/".join(parts[index + 1 :])
    root = Path(__file__).parent.parent.parts
    return "/".join(parts[len(root) :] if parts[: len(root)] == root else parts[-1:])


class Formatter(logging.Formatter):
    """One line a record; a traceback as places only."""

    default_msec_format = "%s.%03d"

    def __init__(self) -> None:
        """Set the one line format."""
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatException(self, ei: ExcInfo | tuple[None, None, None]) -> str:
        """Leave out the message and every local."""
        return "\n".join(places(ei[1], ei[2])) if ei[1] is not None else ""

    def format(self, record: logging.LogRecord) -> str:
        """Format a guarded copy, so that neither we nor other handlers see each other's."""
        return super().format(guarded(record))


def start(folder: Path, level: int = logging.INFO) -> logging.Handler:
    """Write the log to ``folder/banhua.log`` from now on.

    The file holds at most ``MAX_BYTES`` and ``KEPT_FILES`` older ones are kept. Call it after
    the first paint: it costs start-up time.

    Args:
        folder: Made if it is not there.
        level: Lowest level written.

    Returns:
        The handler, for ``stop``. Where the folder cannot be written, one that drops all.
    """
    from logging.handlers import RotatingFileHandler  # pulls in sockets and queues

    handler: logging.Handler
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "banhua.log"
        handler = RotatingFileHandler(file, "a", MAX_BYTES, KEPT_FILES, encoding="utf-8")
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(Formatter())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    # A full disk must not fill the terminal with tracebacks that quote the record.
    logging.raiseExceptions = False
    return handler


def stop(handler: logging.Handler) -> None:
    """Close the log that ``start`` opened."""
    logging.getLogger().removeHandler(handler)
    handler.close()
