"""``python dev.py bench``: runs every bench and prints one table.

Options: names of benches (all of them without one), ``--quick`` for fewer runs, ``--write FILE``
to put the table between the markers of a README. The exit code is 1 if a bench broke or an aim
was missed.
"""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import sys
import time
import traceback
from collections.abc import Callable
from datetime import date
from pathlib import Path

from bench.table import Row, markdown

BENCHES = (
    "search",
    "suggest",
    "suggest_shown",
    "masking",
    "paste",
    "desk_lists",
    "startup",
    "idle",
    "desk_kills",
)
START, END = "<!-- bench:start -->", "<!-- bench:end -->"


def machine() -> str:
    """Processor, number of cores, system and Python, as figures mean nothing without them."""
    name = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                name = line.partition(":")[2].strip()
                break
    system = f"{platform.system()} {platform.release()}"
    release = Path("/etc/os-release")
    if release.exists():
        for line in release.read_text(encoding="utf-8").splitlines():
            if line.startswith("PRETTY_NAME="):
                system = line.partition("=")[2].strip('"')
    cores = os.cpu_count() or 1
    return f"{name}, {cores} cores, {system}, Python {platform.python_version()}"


def run(names: list[str], *, quick: bool) -> tuple[list[Row], list[str]]:
    """Run the benches one after the other, never side by side.

    Returns:
        The rows, and the names of those that broke.
    """
    rows: list[Row] = []
    broken: list[str] = []
    for name in names:
        print(f"{name} ...", file=sys.stderr, flush=True)
        begin = time.monotonic()
        try:
            bench: Callable[..., list[Row]] = importlib.import_module(f"bench.{name}").run
            rows += bench(quick=quick)
        except Exception:  # noqa: BLE001 (the others still count)
            traceback.print_exc()
            broken.append(name)
        print(f"{name}: {time.monotonic() - begin:.0f} s", file=sys.stderr, flush=True)
    return rows, broken


def put_between(text: str, table: str) -> str:
    """Put ``table`` between the markers of ``text``.

    Raises:
        ValueError: If there is not exactly one pair of markers.
    """
    if (text.count(START), text.count(END)) != (1, 1) or text.index(START) > text.index(END):
        raise ValueError(f"no single pair of {START} and {END}")
    head, _, rest = text.partition(START)
    tail = rest.partition(END)[2]
    return f"{head}{START}\n{table}\n{END}{tail}"


def main() -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="dev.py bench")
    parser.add_argument("names", nargs="*", metavar="BENCH", help=", ".join(BENCHES))
    parser.add_argument("--quick", action="store_true", help="fewer runs; not for the README")
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the table into FILE")
    given = parser.parse_args()
    if unknown := set(given.names) - set(BENCHES):
        parser.error(f"no bench {', '.join(sorted(unknown))}")
    rows, broken = run(given.names or list(BENCHES), quick=given.quick)
    head = f"{machine()}, {date.today().isoformat()}{', quick run' if given.quick else ''}"
    table = f"{head}\n\n{markdown(rows)}"
    print(table)
    if broken:
        print(f"broke: {', '.join(broken)}", file=sys.stderr)
    elif given.write:
        text = given.write.read_text(encoding="utf-8")
        given.write.write_text(put_between(text, table), encoding="utf-8")
    return 1 if broken or any(row.met is False for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
