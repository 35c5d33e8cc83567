"""Talking to whoever started a command: standard streams that may be full, closed or missing.

A stream can fail at each write and once more when the interpreter ends and empties it. Whatever
fails is one sentence on the standard error and exit code 1, never a traceback.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Callable, Iterator

from phrasebook.i18n import tr
from phrasebook.model import UserError


def open_missing_streams() -> None:
    """Put the null device where a standard stream was closed before the start.

    The next file that is opened would get its number, and what a library writes to its standard
    error would go into that file.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            with contextlib.suppress(OSError):
                # The lowest free number is given, which is this one.
                os.open(os.devnull, os.O_RDONLY if number == 0 else os.O_WRONLY)


def speak_any_language() -> None:
    """Let Chinese and emoji through a pipe whose encoding has none, as on Windows."""
    for stream in (sys.stdout, sys.stderr):
        # pythonw has no streams; a test may have put a plain one there.
        encoding = str(getattr(stream, "encoding", None) or "utf-8").lower()
        if encoding != "utf-8" and hasattr(stream, "reconfigure"):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8")


def emit(text: str, *, end: str = "\n", flush: bool = False) -> None:
    """Print a part of the answer of a command.

    Raises:
        UserError: It cannot be written.
    """
    if sys.stdout is None:
        raise UserError(tr("标准输出是关着的,结果没有地方写。"))
    with _told(sys.stdout.fileno if hasattr(sys.stdout, "fileno") else None):
        print(text, end=end, flush=flush)  # noqa: T201 (the place that does it)


def flush() -> None:
    """Write what still waits in the standard output, so that nothing fails after the last line.

    Raises:
        UserError: It cannot be written.
    """
    if sys.stdout is not None:
        with _told(sys.stdout.fileno if hasattr(sys.stdout, "fileno") else None):
            sys.stdout.flush()


@contextlib.contextmanager
def _told(number: Callable[[], int] | None) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:  # ValueError: closed by somebody in this process
        _give_up(number)
        raise UserError(_why(error)) from error


def _give_up(number: Callable[[], int] | None) -> None:
    """Send what still waits in the stream nowhere: the interpreter empties it once more."""
    if number is None:
        return
    with contextlib.suppress(OSError, ValueError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, number())
        os.close(null)


def _why(error: OSError | ValueError) -> str:
    code = getattr(error, "errno", None)
    if isinstance(error, BrokenPipeError) or (sys.platform == "win32" and code == errno.EINVAL):
        # The C library of Windows gives EINVAL for a pipe that nobody reads any more.
        return tr("接收结果的程序已经关了,后面的没有写出去。")
    if code in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):  # Windows has no quota
        return tr("磁盘满了,结果没有写完,请清出空间再试一次。")
    reason = os.strerror(code) if isinstance(code, int) else tr("标准输出已经关闭")
    return tr("结果写不出去({reason}),请换一个输出的地方再试。", reason=reason)


def say(message: str, advice: str = "") -> None:
    """Say something to a person on the standard error; nobody to hear it is no fault."""
    if sys.stderr is None:  # pythonw on Windows, or closed
        return
    # Not with emit: whoever redirects both streams to a full disk still gets the exit code.
    with contextlib.suppress(OSError, ValueError):
        for line in (message, advice):
            if line:
                print(line, file=sys.stderr, flush=True)  # noqa: T201


def show(message: str, advice: str = "") -> None:
    """Say something that must be seen: in a box of the system where there is no console."""
    say(message, advice)
    if sys.stderr is None:
        from assistant.backends.windows_process import show_message

        show_message(tr("伴话"), "\n".join(filter(None, (message, advice))))


def lines() -> Iterator[str]:
    """Give the lines of the standard input as they come; what is no UTF-8 in them is marked.

    Raises:
        UserError: There is no input, or it cannot be read.
    """
    if sys.stdin is None:
        raise UserError(tr("标准输入是关着的,没有消息可读。"))
    try:
        for line in sys.stdin.buffer:
            yield line.decode("utf-8-sig", "replace").rstrip("\r\n")
    except (OSError, ValueError) as error:
        raise UserError(tr("标准输入读不出来。"), tr("请换一个来源再试。")) from error


def secret(question: str) -> str:
    """Ask for a secret on the terminal; a pipe gives its next line.

    Raises:
        UserError: There is nothing to read it from.
    """
    try:
        if sys.stdin is None:
            raise UserError(tr("标准输入是关着的,没法问口令。"))
        if sys.stdin.isatty():
            import getpass

            return getpass.getpass(question)
        return sys.stdin.readline().rstrip("\r\n")
    except (OSError, ValueError, EOFError) as error:
        raise UserError(tr("口令读不出来。"), tr("请在终端里再试一次。")) from error
