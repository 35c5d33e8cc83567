"""How often a program fetches one paste, learned from what it did and kept over restarts.

Holds names of programs and a small number for each, nothing of a person. What was seen wins over
what the client rules say, since rules name programs that nobody here has run.
"""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import Final

log = logging.getLogger(__name__)

FILE: Final = "fetches.json"
ONCE_AFTER: Final = 2
"""Pastes with a single fetch that make a program one that fetches once."""
UNLEARN_AFTER: Final = 2
"""Pastes with fewer fetches than learned after which nothing counts as learned."""
_MOST: Final = 200
_LONGEST_NAME: Final = 80
_MOST_BYTES: Final = 64_000


class FetchHabits:
    """Numbers by program (paste worker only)."""

    def __init__(self, folder: Path | None = None) -> None:
        """Read what was learned.

        Args:
            folder: The data folder; None keeps everything in memory.
        """
        self._path = folder / FILE if folder is not None else None
        self._known = self._read()
        self._seen: dict[str, int] = {}

    def get(self, program: str) -> int:
        """Give how often a program fetches: 1, 2 (a browser too), or 0 where that is not known."""
        return self._known.get(program, 0)

    def saw(self, program: str, count: int) -> None:
        """Learn from one paste that was watched to its end.

        Args:
            program: As in ``Target.program``.
            count: How often it fetched; 0 teaches nothing.
        """
        if not program or len(program) > _LONGEST_NAME or count < 1:
            return
        known = self.get(program)
        if count >= 2:
            self._set(program, 2)
        elif known != 1:
            self._seen[program] = self._seen.get(program, 0) + 1
            if self._seen[program] >= (UNLEARN_AFTER if known else ONCE_AFTER):
                self._set(program, 0 if known else 1)

    def _set(self, program: str, value: int) -> None:
        self._seen.pop(program, None)
        if self.get(program) == value:
            return
        self._known.pop(program, None)
        if value:
            self._known[program] = value
            while len(self._known) > _MOST:
                self._known.pop(next(iter(self._known)))
        self._write()

    def _read(self) -> dict[str, int]:
        if self._path is None:
            return {}
        try:
            if self._path.stat().st_size > _MOST_BYTES:
                return {}
            data = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}  # it is learned anew within two pastes
        if not isinstance(data, dict):
            return {}
        good = {name: n for name, n in data.items() if type(n) is int and n in (1, 2)}
        return {n: v for n, v in list(good.items())[-_MOST:] if 0 < len(n) <= _LONGEST_NAME}

    def _write(self) -> None:
        if self._path is None:
            return
        aside = self._path.with_name(f"{FILE}.new")
        try:
            aside.write_text(json.dumps(self._known, ensure_ascii=False), encoding="utf-8")
            os.replace(aside, self._path)
        except OSError as problem:  # a full or read-only disk costs no paste
            log.info("fetch habits not kept error=%s", type(problem).__name__)
