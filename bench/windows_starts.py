"""Starts of the Windows package beside starts of the checkout, both under Wine, in random order.

Counts the starts that ended in an access violation and names the module of its address, and
compares the time to the first painted card. Two questions, so two ways to run it: ``--trace`` has
Wine report each library and each exception, which costs time; without it the figures are true.

What it found (Wine 8.0, Qt 6.11.3): with Noto Color Emoji installed 11 of 20 traced starts crashed,
5 of the package and 6 of the checkout, all at Qt6Core.dll+181c6b. That is qustrlen, called by
QWindowsFontEngine::getCMap with a pointer out of memory that GetOutlineTextMetrics has not filled:
Wine answers 0 for a font of pictures only, and Qt does not look. Of 39 starts with Wine seeing no
such font none crashed. The emoji font of Windows has outlines.

usage: python -m bench.windows_starts PACKAGE WINDOWS [--starts 100] [--trace] [--json FILE]
PACKAGE is the folder with ``banhua.exe``, WINDOWS one with ``python/`` and ``prefix/``.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from tests.windows.harness.desk import Desk
from tools.windows.wine import Wine

ROOT: Final = Path(__file__).resolve().parents[1]
SEED: Final = 20261201
READY_S: Final = 60.0
"""Longest wait for a start to be done; a loaded machine takes ten seconds."""
WATCHED_S: Final = 1.5
"""How long a started program is watched: the crashes that were seen came within a second."""
_PAINT: Final = re.compile(rb"first_paint_ms=([\d.]+)")
_FAULT: Final = re.compile(rb"code=c0000005 .*?addr=(?:0x)?([0-9A-Fa-f]+)")
_CRASHED: Final = (b"Unhandled page fault", b"Unhandled exception", b"Unimplemented function")
"""Wine's words for the end of a program; its debugger would keep it for a minute."""
_LOADED: Final = re.compile(rb'Loaded L"([^"]+)" at (?:0x)?([0-9A-Fa-f]+)')


@dataclass(frozen=True)
class Start:
    """What became of one start.

    Attributes:
        kind: ``package`` or ``checkout``.
        outcome: ``ready``, ``crashed``, ``ended`` (by itself, too early) or ``late`` (not ready in
            time).
        paint_ms: Milliseconds from the command to the first painted card; None if there was none.
        faults: For each access violation the module and the place in it.
    """

    kind: str
    outcome: str
    paint_ms: float | None
    faults: tuple[str, ...]


def faults(output: bytes) -> tuple[str, ...]:
    """Name the modules of the addresses at which Wine reported access violations.

    An address belongs to the module that begins last before it.
    """
    loaded = [
        (int(at, 16), name.decode("utf-8", "replace")) for name, at in _LOADED.findall(output)
    ]
    named = []
    for address in (int(found, 16) for found in _FAULT.findall(output)):
        below = [(at, name) for at, name in loaded if at <= address]
        at, name = max(below, default=(0, "?"))
        named.append(f"{name.rpartition(chr(92))[2]}+{address - at:x}")
    return tuple(dict.fromkeys(named))


def start(wine: Wine, kind: str, command: Sequence[str | Path], trace: bool, cache: Path) -> Start:
    """Start the program on an empty data folder, wait until it is ready, and end it."""
    with tempfile.TemporaryDirectory(prefix="banhua-start-", ignore_cleanup_errors=True) as folder:
        more = {
            "BANHUA_TRACE_START": "1",
            "BANHUA_TRACE_T0": repr(time.time()),
            "PYTHONPYCACHEPREFIX": wine.path(cache),
            "PYTHONDONTWRITEBYTECODE": "",
        }
        if trace:
            more["WINEDEBUG"] = "-all,+loaddll,+seh"
        process = wine.start(*command, "--data-dir", wine.path(Path(folder)), cwd=ROOT, **more)
        output: list[bytes] = []
        reader = threading.Thread(target=_read, args=(process.stdout, output), daemon=True)
        reader.start()
        log = Path(folder) / "logs" / "banhua.log"

        def outcome() -> str:
            if any(word in b"".join(output) for word in _CRASHED):
                return "crashed"
            if process.poll() is not None:
                return "ended"
            done = log.exists() and "backup made" in log.read_text(encoding="utf-8")
            return "ready" if done else "late"

        became = _watch(outcome, READY_S, while_="late")
        if became == "ready":
            became = _watch(outcome, WATCHED_S, while_="ready")
        process.kill()
        process.wait()
        reader.join(1)
    written = b"".join(output)
    paint = _PAINT.search(written)
    return Start(kind, became, float(paint[1]) if paint else None, faults(written))


def _watch(outcome: Callable[[], str], seconds: float, while_: str) -> str:
    """Ask until the answer changes or the time is over; gives the last answer."""
    deadline = time.monotonic() + seconds
    while (found := outcome()) == while_ and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


def _read(pipe: object, kept: list[bytes]) -> None:
    while chunk := os.read(pipe.fileno(), 65536):  # type: ignore[attr-defined]
        kept.append(chunk)


def main(arguments: Sequence[str]) -> int:
    """Run it and print a line a kind."""
    parser = argparse.ArgumentParser(prog="python -m bench.windows_starts")
    parser.add_argument("package", type=Path)
    parser.add_argument("windows", type=Path)
    parser.add_argument("--starts", type=int, default=100)
    parser.add_argument("--trace", action="store_true")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args(arguments)
    done: list[Start] = []
    with closing(Desk(asked.windows.absolute())) as desk:
        wine = desk.wine
        commands: Mapping[str, Sequence[str | Path]] = {
            "package": [asked.package.absolute() / "banhua.exe"],
            "checkout": [wine.python, wine.path(ROOT / "main.py")],
        }
        order = [kind for kind in commands for _ in range(asked.starts)]
        random.Random(SEED).shuffle(order)
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as cache:
            for kind, command in commands.items():  # once for byte code and the file cache
                start(wine, kind, command, asked.trace, Path(cache))
            for kind in order:
                done.append(start(wine, kind, commands[kind], asked.trace, Path(cache)))
                print(len(done), done[-1], flush=True)
                if asked.json:
                    asked.json.write_text(
                        json.dumps([asdict(one) for one in done], indent=1), "utf-8"
                    )
    _report(done)
    return 0


def _report(done: Sequence[Start]) -> None:
    medians = {}
    for kind in ("package", "checkout"):
        these = [one for one in done if one.kind == kind]
        ready = [one for one in these if one.outcome == "ready"]
        paints = [one.paint_ms for one in these if one.paint_ms is not None]
        medians[kind] = statistics.median(paints) if paints else float("nan")
        named = sorted({name for one in these for name in one.faults})
        print(
            f"{kind}: {len(these)} starts, {len(ready)} ready, "
            f"{sum(one.outcome == 'crashed' for one in these)} crashed, "
            f"{sum(one.outcome in ('late', 'ended') for one in these)} late or ended; "
            f"first paint {medians[kind]:.0f} ms (median); access violations: {named or 'none'}"
        )
    print(f"package / checkout: {medians['package'] / medians['checkout']:.2f}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
