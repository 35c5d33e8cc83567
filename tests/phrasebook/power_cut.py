"""A simulator of power cuts: what a file is after the disk lost what was not yet flushed.

``record`` runs a child under strace and reads off every change of the files of a folder, and every
line that the child printed once a write was acknowledged. ``states`` then plays the changes back
and gives, before each of them, what the disk may hold if the power fails there (method of
reference/reliability.md 3.2): everything up to the last flush of each file, and of the changes
after it either none, or a random half, or a random half of which some are torn in sectors of 512
bytes. A file's ``-shm`` never survives and is never needed.

A flush of a file brings its name to the disk too: SQLite flushes the folder of each new log.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
SECTOR = 512
CALLS = "pwrite64,write,fsync,fdatasync,ftruncate,unlink,rename,openat"

_STRING = re.compile(r"(?:\\x[0-9a-f]{2})*")
_LINE = re.compile(r"^\d+ +(?P<call>\w+)\((?P<rest>.*)\) += (?P<result>-?\d+)")
_FD = re.compile(r"^(?P<fd>\d+)<(?P<path>(?:\\x[0-9a-f]{2})*)>(?:, )?")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that the child did.

    Attributes:
        kind: ``write``, ``truncate``, ``unlink``, ``sync``, or ``said`` for a line of the child.
        name: Name of the file; the line for ``said``.
        offset: Where, for ``write``; how long it becomes, for ``truncate``.
        data: What, for ``write``.
    """

    kind: str
    name: str
    offset: int = 0
    data: bytes = b""


@dataclass(slots=True)
class State:
    """What the disk may hold after a cut.

    Attributes:
        files: Contents by name.
        said: Lines that the child had printed by then.
        kind: Which loss was made up.
    """

    files: dict[str, bytes]
    said: tuple[str, ...]
    kind: str


@dataclass(slots=True)
class _File:
    flushed: bytes | None
    waiting: list[Change] = field(default_factory=list)


def record(code: str, folder: Path, *arguments: str) -> list[Change]:
    """Run ``code`` with the folder as first argument under strace; returns what it did there."""
    trace = folder.parent / f"{folder.name}.strace"
    done = subprocess.run(
        ["strace", "-f", "-y", "-xx", "-s", "1048576", "-e", f"trace={CALLS}", "-o", str(trace),
         sys.executable, "-c", code, str(folder), *arguments],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr)
    return list(_changes(trace, folder))


def _changes(trace: Path, folder: Path) -> Iterator[Change]:
    with trace.open(encoding="ascii") as lines:
        for line in lines:
            if "unfinished" in line or "resumed" in line:
                raise RuntimeError("two threads wrote at once, so the order is not known")
            found = _LINE.match(line)
            if found is None or found["result"].startswith("-"):
                continue
            change = _change(found["call"], found["rest"])
            if change is None:
                continue
            if change.kind == "said":
                yield from (Change("said", one) for one in change.data.decode().split())
                continue
            path = Path(change.name)
            if path.parent == folder and not path.name.endswith("-shm"):
                yield Change(change.kind, path.name, change.offset, change.data)


def _change(call: str, rest: str) -> Change | None:
    handle = _FD.match(rest)
    if handle is None:
        if call == "unlink":
            return Change("unlink", _plain(rest.split('"')[1]).decode())
        if call == "rename":
            raise RuntimeError("a rename is not played back")
        return None
    path = _plain(handle["path"]).decode()
    more = rest[handle.end() :]
    if call in ("fsync", "fdatasync"):
        return Change("sync", path)
    if call == "ftruncate":
        return Change("truncate", path, int(more))
    if call == "pwrite64":
        _, text, tail = more.split('"')
        return Change("write", path, int(tail.split(",")[-1]), _plain(text))
    if call == "write" and handle["fd"] == "1":
        return Change("said", path, data=_plain(more.split('"')[1]))
    return None


def _plain(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def states(changes: Sequence[Change], before: dict[str, bytes], seed: int = 0) -> Iterator[State]:
    """Every state that a cut may leave: three before each change, and those after the last.

    Args:
        changes: What was recorded.
        before: Contents of the files before, all on the disk.
        seed: For the halves that are lost.
    """
    chance = random.Random(seed)
    files = {name: _File(data) for name, data in before.items()}
    said: list[str] = []
    for change in (*changes, None):
        if change is None or change.kind != "said":
            for kind in ("none", "half", "torn"):
                held = {name: _cut(file, kind, chance) for name, file in files.items()}
                there = {name: data for name, data in held.items() if data is not None}
                yield State(there, tuple(said), kind)
        if change is None:
            return
        if change.kind == "said":
            said.append(change.name)
            continue
        file = files.setdefault(change.name, _File(None))
        if change.kind == "sync":
            file.flushed = _played(file.flushed, file.waiting)
            file.waiting = []
        else:
            file.waiting.append(change)


def _cut(file: _File, kind: str, chance: random.Random) -> bytes | None:
    """What is left of a file whose waiting changes are lost in one of the ways."""
    if kind == "none":
        return file.flushed
    kept = [change for change in file.waiting if chance.random() < 0.5]
    if kind == "torn":
        kept = [part for change in kept for part in _torn(change, chance)]
    return _played(file.flushed, kept)


def _torn(change: Change, chance: random.Random) -> Iterator[Change]:
    if change.kind != "write" or chance.random() < 0.5:
        yield change
        return
    for start in range(0, len(change.data), SECTOR):
        if chance.random() < 0.5:
            part = change.data[start : start + SECTOR]
            yield Change("write", change.name, change.offset + start, part)


def _played(data: bytes | None, changes: Sequence[Change]) -> bytes | None:
    if not changes:
        return data
    whole: bytearray | None = None if data is None else bytearray(data)
    for change in changes:
        if change.kind == "unlink":
            whole = None
            continue
        if whole is None:
            whole = bytearray()
        if change.kind == "truncate":
            del whole[change.offset :]
            whole.extend(bytes(change.offset - len(whole)))
        else:
            whole.extend(bytes(max(0, change.offset - len(whole))))
            whole[change.offset : change.offset + len(change.data)] = change.data
    return None if whole is None else bytes(whole)
