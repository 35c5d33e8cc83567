"""The desk on a full disk: the room kept back saves the note in hand, and the user is told."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from phrasebook.store import Changes, FullDiskError, Outcome, ballast, sqlite
from tests.phrasebook.desk_helpers import Desk, desk_in

ROOT = Path(__file__).parents[2]
BALLAST = "desk.ballast"


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch):
    """Sets how much the disk says is free."""

    def set_free(count: int) -> None:
        monkeypatch.setattr(ballast, "_free", lambda folder: count)

    set_free(1 << 40)
    return set_free


def full(desk: Desk, times: int) -> list[int]:
    """A write that finds the disk full so many times; the list counts its runs."""
    runs: list[int] = []

    def op(db) -> Outcome[None]:
        runs.append(1)
        db.execute("INSERT INTO text_draft (name, text) VALUES (hex(randomblob(8)), '')")
        if len(runs) <= times:
            error = sqlite.Error("database or disk is full")
            error.sqlite_errorcode = sqlite.FULL
            raise error
        return Outcome(None, Changes(notes=True))

    try:
        desk.store.write(op, "").result()
    except FullDiskError:
        runs.append(-1)
    return runs


def test_room_is_kept_back_where_there_is_twice_as_much(tmp_path: Path, room) -> None:
    with desk_in(tmp_path):
        state = (tmp_path / BALLAST).stat()
        assert state.st_size == ballast.BYTES
        # Taken, not only promised.
        assert not hasattr(state, "st_blocks") or state.st_blocks * 512 >= ballast.BYTES
    (tmp_path / BALLAST).unlink()
    room(2 * ballast.BYTES - 1)
    with desk_in(tmp_path):
        assert not (tmp_path / BALLAST).exists()


def test_a_ballast_cut_short_is_made_whole(tmp_path: Path, room) -> None:
    (tmp_path / BALLAST).write_bytes(b"x")
    with desk_in(tmp_path):
        assert (tmp_path / BALLAST).stat().st_size == ballast.BYTES


def test_without_the_call_of_the_system_it_is_written(
    tmp_path: Path, room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "posix_fallocate", raising=False)
    with desk_in(tmp_path):
        assert (tmp_path / BALLAST).stat().st_size == ballast.BYTES


def test_a_write_on_a_full_disk_takes_the_room_and_the_user_is_told(
    tmp_path: Path, room, caplog: pytest.LogCaptureFixture
) -> None:
    with desk_in(tmp_path) as desk:
        seen: list[Changes] = []
        desk.store.listen(seen.append)
        room(0)
        assert full(desk, 1) == [1, 1]
        assert seen == [Changes(notes=True), Changes(room=True)]
        assert not (tmp_path / BALLAST).exists()
        assert desk.store.read(lambda db: db.value("SELECT count(*) FROM text_draft")).result() == 1
        # No more to give: the next one fails, and says so.
        assert full(desk, 1) == [1, -1]
        room(1 << 40)
        desk.note(desk.buyer())
        assert (tmp_path / BALLAST).exists()


def test_where_the_room_does_not_help_the_fault_is_said_and_nothing_is_half_written(
    tmp_path: Path, room, caplog: pytest.LogCaptureFixture
) -> None:
    with desk_in(tmp_path) as desk:
        seen: list[Changes] = []
        desk.store.listen(seen.append)
        room(0)
        assert full(desk, 9) == [1, 1, -1]
        assert seen == []
        assert desk.store.read(lambda db: db.value("SELECT count(*) FROM text_draft")).result() == 0


CHILD = """
import os, sys
from pathlib import Path
from phrasebook.store import Changes, FullDiskError
from tests.phrasebook.desk_helpers import desk_in
folder = Path(sys.argv[1])
keep_back = sys.argv[2] == "ballast"

def fill():
    with (folder / "filler").open("ab") as file:
        try:
            while True:
                os.write(file.fileno(), bytes(4096))
        except OSError:
            pass

with desk_in(folder) as desk:
    buyer = desk.buyer()
    if not keep_back:
        (folder / "desk.ballast").unlink()
    seen = []
    desk.store.listen(seen.append)
    fill()
    saved = failed = 0
    for number in range(20):
        try:
            desk.note(buyer, "很长的话" * 5_000 + str(number))
            saved += 1
        except FullDiskError:
            failed += 1
        if Changes(room=True) in seen:
            break
        fill()
    desk.note(buyer, "腾出来以后") if keep_back else None
    print("saved", saved, "failed", failed, "told", Changes(room=True) in seen)
    notes = [note.text[-2:] for note in desk.notes.of(buyer.id).result()]
    print(len(notes), desk.store.check().result())
    (folder / "filler").unlink()
    desk.note(buyer, "又有空间了")
    print((folder / "desk.ballast").stat().st_size)
# Full at the start: it opens for writing all the same.
with desk_in(folder) as desk:
    if not keep_back:
        (folder / "desk.ballast").unlink()
    desk.store.close()
    fill()
with desk_in(folder) as desk:
    print("read only", desk.store.read_only)
"""


def on_a_little_disk(folder: Path, code: str, *arguments: str) -> str:
    """Run code with a disk of 40 MB of its own as first argument; skip where that cannot be."""
    if not shutil.which("unshare"):
        pytest.skip("no unshare: a small disk needs a mount of its own")
    mount = 'mount -t tmpfs -o size=40m tmpfs "$0" && exec "$@"'
    begin = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, str(folder)]
    if subprocess.run([*begin, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no mount of a small disk is allowed here")
    done = subprocess.run(
        [*begin, sys.executable, "-c", code, str(folder), *arguments],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_on_a_disk_that_is_really_full_the_note_in_hand_is_saved(tmp_path: Path) -> None:
    lines = on_a_little_disk(tmp_path, CHILD, "ballast").splitlines()
    saved = int(lines[0].split()[1])
    assert lines == [
        f"saved {saved} failed 0 told True",
        f"{saved + 1} None",
        str(16 * 1024 * 1024),
        "read only False",
    ]


def test_without_the_room_kept_back_it_would_be_lost(tmp_path: Path) -> None:
    lines = on_a_little_disk(tmp_path, CHILD, "none").splitlines()
    _, saved, _, failed, _, told = lines[0].split()
    assert (int(failed) > 0, told) == (True, "False")
    assert lines[1] == f"{saved} None"
    assert lines[3] == "read only True"


COPIES = """
import os, sys
from pathlib import Path
from phrasebook.model import UserError
from phrasebook.store import FullDiskError
from tests.phrasebook.desk_helpers import desk_in
folder = Path(sys.argv[1])
with desk_in(folder) as desk:
    buyer, other = desk.buyer(), desk.buyer("旁人")
    for number in range(20):
        desk.note(buyer, "很长的话" * 5_000 + str(number))
    if sys.argv[2] == "short log":
        desk.store.read(lambda db: db.value("PRAGMA wal_checkpoint(TRUNCATE)")).result()
    old = desk.store.backup().result()
    with (folder / "filler").open("ab") as file:
        try:
            while True:
                os.write(file.fileno(), bytes(4096))
        except OSError:
            pass
    try:
        desk.store.backup().result()
    except FullDiskError as error:
        print("no copy", "备份" in error.message, (folder / "desk.ballast").exists())
    # Room for the log of the transaction, and not for a second copy.
    os.truncate(folder / "filler", (folder / "filler").stat().st_size - 300_000)
    desk.buyers.erase(other.id).result()
    print("erased", old.exists(), [one.name[-8:] for one in (folder / "backups").iterdir()])
"""


@pytest.mark.parametrize("log", ["short log", "long log"])
def test_on_a_disk_that_is_really_full_a_copy_is_refused_in_words_and_an_erase_drops_the_old_one(
    tmp_path: Path, log: str
) -> None:
    assert on_a_little_disk(tmp_path, COPIES, log).splitlines() == [
        "no copy True True",
        "erased False ['clean.db']",
    ]
