"""A thousand kills in mid-write of the desk: what was lost, and how fast it opens again."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench.table import Row, at_most
from tests.phrasebook.desk_kills import kill, lost

KILLS = 1_000
MOST = 100.0
"""Milliseconds to open again, p95 (source: the aims of the issue)."""


def run(*, quick: bool = False) -> list[Row]:
    """Measure and make the rows."""
    count = 100 if quick else KILLS
    with tempfile.TemporaryDirectory(prefix="desk-kills-") as name:
        folder = Path(name)
        kills = kill(folder, count)
        missing, sound = lost(folder, kills)
    said = len(kills.acknowledged)
    met = not missing and sound == "ok"
    note = f"of {said} acknowledged; check of the file: {sound}"
    return [
        Row(
            f"Writes lost in {count} kills of the desk",
            str(len(missing)),
            "",
            aim="0",
            met=met,
            note=note,
        ),
        at_most("Opening after a kill, p95", kills.p95(), "ms", MOST),
    ]
