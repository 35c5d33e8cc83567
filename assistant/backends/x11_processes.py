"""Which programs two X clients are, so that a clipboard manager is not taken for the chat.

The X server knows the process behind each local connection (X-Resource 1.2), whatever a window says
of itself and whatever process numbers a sandbox uses inside. Two clients count as one program if
they are one process; if one is a helper that the other started from the same program file, as
browsers do; or if both run under one Wine, whose desktop process fetches for all its programs.
Where the server does not tell (a connection over the network), they count as two: then the
clipboard is not given back by itself, which is the harmless side to err on.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from Xlib.display import Display

_LOCAL_PID: Final = 2
_DEPTH: Final = 8


def pid_of(display: Display, window: int) -> int:
    """Give the process of a window's client as the server knows it; 0 if it does not."""
    from Xlib import error

    if not display.has_extension("X-Resource"):
        return 0
    try:
        reply = display.res_query_client_ids([{"client": window, "mask": _LOCAL_PID}])
    except error.XError:
        return 0
    for entry in reply.ids:
        if entry.spec.mask & _LOCAL_PID and len(entry.value):
            return int(entry.value[0])
    return 0


def same_program(asker: int, target: int) -> bool:
    """Tell whether two processes are one program; see above.

    Args:
        asker: The process that asks for the clipboard.
        target: The process of the chat.
    """
    if not asker or not target:
        return False
    return asker == target or _is_helper(asker, target) or _under_one_wine(asker, target)


def is_wine(pid: int) -> bool:
    """Tell whether a process is a Windows program under Wine, which copies the clipboard."""
    return pid != 0 and _program(pid).endswith(".exe")


def _is_helper(asker: int, target: int) -> bool:
    # Only downward: a panel or a clipboard manager may have started the chat.
    program = _link(target, "exe")
    if not program or _link(asker, "exe") != program:
        return False
    pid = asker
    for _ in range(_DEPTH):
        pid = _parent(pid)
        if pid == target:
            return True
        if pid <= 1:
            return False
    return False


def _under_one_wine(asker: int, target: int) -> bool:
    if _program(asker) != "explorer.exe" or not _program(target).endswith(".exe"):
        return False
    return _prefix(asker) == _prefix(target) is not None


def _program(pid: int) -> str:
    """Give the name of the program file that a process was started as, in lower case."""
    first = _read(pid, "cmdline").split(b"\0", 1)[0].decode("utf-8", "replace")
    return first.replace("\\", "/").rsplit("/", 1)[-1].lower()


def _prefix(pid: int) -> tuple[bytes, int] | None:
    """Give Wine's folder and the user of a process; None if neither can be read."""
    try:
        owner = os.stat(f"/proc/{pid}").st_uid
    except OSError:
        return None
    parts = _read(pid, "environ").split(b"\0")
    found = dict(part.split(b"=", 1) for part in parts if b"=" in part)
    if b"WINEPREFIX" in found:
        return found[b"WINEPREFIX"].rstrip(b"/"), owner
    return (found[b"HOME"] + b"/.wine", owner) if b"HOME" in found else None


def _parent(pid: int) -> int:
    # The name in brackets may hold anything, so what follows the last bracket counts.
    fields = _read(pid, "stat").rpartition(b")")[2].split()
    return int(fields[1]) if len(fields) > 1 and fields[1].isdigit() else 0


def _link(pid: int, name: str) -> str:
    try:
        return os.readlink(f"/proc/{pid}/{name}")
    except OSError:
        return ""


def _read(pid: int, name: str) -> bytes:
    try:
        with open(f"/proc/{pid}/{name}", "rb") as file:
            return file.read(100_000)
    except OSError:
        return b""
