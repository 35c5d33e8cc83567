"""Runs a scene once for each of its events, killed right before it, and looks at what is left."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Kill:
    """One run that was killed.

    Attributes:
        before: The event before which it was killed; "the end" for after the last.
        died: It was killed there. False: that event did not come in this run.
        seen: What ``look`` gave at the next start; None if it did not come to an end.
        fault: Why it did not.
    """

    before: str
    died: bool
    seen: Any
    fault: str


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a scene.

    Attributes:
        events: What the action does, in order.
        before: What ``look`` gives without the action.
        after: What ``look`` gives after the whole action.
        kills: One for each event, and one after the last.
    """

    events: tuple[str, ...]
    before: Any
    after: Any
    kills: tuple[Kill, ...]

    def neither(self) -> list[Kill]:
        """Kills that left neither the state before the action nor the one after it."""
        return [one for one in self.kills if one.fault or one.seen not in (self.before, self.after)]

    def missed(self) -> list[Kill]:
        """Runs in which the event to be killed at did not come: more than a few prove nothing."""
        return [one for one in self.kills if not one.died]


def run(scene: str, folder: Path) -> Result:
    """Run a scene with all its kills.

    Args:
        scene: Where it is, as ``tests.kills.scenes_files:ERASE``.
        folder: An empty folder for the data folders of the runs.

    Raises:
        RuntimeError: The scene fails even without a kill.
    """
    done = subprocess.run(
        [sys.executable, "-m", "tests.kills.runner", scene, str(folder)],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False, env=_environment(folder),
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stdout[-2000:] + done.stderr[-4000:])
    found = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    kills = tuple(Kill(**one) for one in found["kills"])
    return Result(tuple(found["events"]), found["before"], found["after"], kills)


def _environment(folder: Path) -> dict[str, str]:
    """No screen, no keyring, and a home that nobody lives in."""
    home = folder / "home"
    home.mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY",)}
    return kept | {
        "QT_QPA_PLATFORM": "offscreen",
        "HOME": str(home),
        "XDG_DATA_HOME": str(home),
        "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
