"""Kills a process in mid-write, again and again, and reports what it had acknowledged.

``python -m tests.phrasebook.desk_kills FOLDER KILLS SEED`` works on the desk in FOLDER. Each round
forks a child of its own, with all modules read already, so that a round takes hundredths of a
second; the child opens the file (over the log that the last kill left), writes notes and handovers
and says each one once its Future is done. It is killed by SIGKILL after some of them, at a moment
that chance picks.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from phrasebook.desk import HandoverDraft, NoteDraft
from phrasebook.store import DESK, Store, sqlite
from tests.phrasebook.desk_helpers import KEY, LI, NOW, ZONE, Desk, desk_in

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Kills:
    """What the rounds came to.

    Attributes:
        acknowledged: Ids of notes and handovers that were said to be written.
        opened: Seconds that each opening after a kill took.
    """

    acknowledged: tuple[str, ...]
    opened: tuple[float, ...]

    def p95(self) -> float:
        """Milliseconds within which 95 of 100 openings were done."""
        ordered = sorted(self.opened)
        return ordered[int(len(ordered) * 0.95)] * 1000


def kill(folder: Path, kills: int, seed: int = 0) -> Kills:
    """Run the rounds in a process of their own and wait for them."""
    with desk_in(folder) as desk:
        desk.buyer()
    done = subprocess.run(
        [sys.executable, "-m", "tests.phrasebook.desk_kills", str(folder), str(kills), str(seed)],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr)
    said = json.loads(done.stdout)
    return Kills(tuple(said["acknowledged"]), tuple(said["opened"]))


def lost(folder: Path, kills: Kills) -> tuple[list[str], str]:
    """Acknowledged ids that are not there, and what the check of the file says ("ok" if sound)."""
    connection = sqlite.connect(folder / DESK.file_name, key=KEY)
    try:
        broken = connection.execute("PRAGMA cipher_integrity_check").fetchall()
        sound = "ok" if not broken else str(broken[0])
        if sound == "ok":
            sound = connection.execute("PRAGMA integrity_check").fetchone()[0]
        there = {
            row[0]
            for row in connection.execute("SELECT id FROM note UNION ALL SELECT id FROM handover")
        }
        half = connection.execute(
            "SELECT (SELECT count(*) FROM handover) <> (SELECT count(*) FROM handover_event)"
        ).fetchone()[0]
    finally:
        connection.close()
    if half and sound == "ok":
        sound = "half written"
    return sorted(set(kills.acknowledged) - there), sound


def _write(folder: Path, out: int) -> None:
    """What a child does until it is killed."""
    begin = time.perf_counter()
    desk = Desk(Store.open(folder, DESK, key=KEY))
    buyer = desk.buyers.find("").result()[0].buyer
    os.write(out, f"{time.perf_counter() - begin}\n".encode())
    number = 0
    while True:
        number += 1
        if number % 3:
            draft = NoteDraft(buyer.id, "物流停滞" * 20, open=True)
            id = desk.notes.add(draft, NOW, ZONE, "07").result().id
        else:
            pair = [HandoverDraft(buyer.id, please="催仓库")] * 2
            id = desk.handovers.hand(pair, LI, NOW, ZONE).result()[1].id
        os.write(out, f"{id}\n".encode())


def _rounds(folder: Path, kills: int, seed: int) -> dict[str, object]:
    chance = random.Random(seed)
    acknowledged: list[str] = []
    opened: list[float] = []
    for _ in range(kills):
        get, put = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(get)
            try:
                _write(folder, put)
            finally:
                os._exit(1)
        os.close(put)
        wanted = chance.randint(2, 9)
        with open(get, encoding="ascii") as lines:
            opened.append(float(lines.readline()))
            for _ in range(wanted):
                acknowledged.append(lines.readline().strip())
            time.sleep(chance.random() * 0.002)
            os.kill(child, signal.SIGKILL)
            # What it had said by then counts too; a line cut short was not said.
            acknowledged += [line.strip() for line in lines if line.endswith("\n")]
        os.waitpid(child, 0)
    return {"acknowledged": acknowledged, "opened": opened}


if __name__ == "__main__":
    print(json.dumps(_rounds(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
