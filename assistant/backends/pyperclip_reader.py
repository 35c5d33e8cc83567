"""Reads the clipboard in a helper process by ``pyperclip``, for ``doctor`` and the command line.

Never inside the GUI process: there ``pyperclip`` may wait for ever for our own window, and a
frozen clipboard owner would stall it. ``python -m assistant.backends.pyperclip_reader`` is the
helper; ``read`` starts it and ends it after half a second.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

TIMEOUT_S: Final = 0.5
NO_TOOL: Final = 3
FAILED: Final = 4


@dataclass(frozen=True, slots=True)
class ClipboardRead:
    """What came of reading.

    Attributes:
        text: The text; None if it could not be read.
        problem: ``""``, ``no_tool`` (pyperclip found no way to the clipboard), ``timeout`` (the
            owner does not answer) or ``failed`` (no text, or a broken tool).
    """

    text: str | None
    problem: str = ""


def read(timeout_s: float = TIMEOUT_S, command: Sequence[str] = ()) -> ClipboardRead:
    """Read the clipboard's text in a helper process.

    Args:
        timeout_s: When to end the helper. Its start alone takes 50 to 100 ms.
        command: Another helper (tests, a frozen program).
    """
    import subprocess

    helper = list(command) or [sys.executable, "-m", "assistant.backends.pyperclip_reader"]
    # A session of its own, so that the tool behind pyperclip (xclip) is ended with the helper.
    try:
        child = subprocess.Popen(
            helper,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return ClipboardRead(None, "failed")
    try:
        output, _ = child.communicate(timeout=timeout_s)
    except subprocess.TimeoutExpired:
        _end(child.pid)
        child.kill()
        child.wait()
        if child.stdout is not None:
            child.stdout.close()
        return ClipboardRead(None, "timeout")
    if child.returncode == 0:
        return ClipboardRead(output.decode("utf-8", "replace"))
    return ClipboardRead(None, "no_tool" if child.returncode == NO_TOOL else "failed")


def _end(group: int) -> None:
    if sys.platform != "win32":
        import os
        import signal
        from contextlib import suppress

        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)


def main() -> int:
    """Print the clipboard's text as UTF-8 (the helper's side)."""
    try:
        import pyperclip
    except ImportError:
        return NO_TOOL
    try:
        text = pyperclip.paste()
    except pyperclip.PyperclipException:
        return NO_TOOL
    except (OSError, UnicodeDecodeError):
        return FAILED
    sys.stdout.buffer.write(str(text).encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
