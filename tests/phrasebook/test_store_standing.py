"""Files that are removed or replaced under a running program are noticed before a write counts."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from phrasebook.model import UserError
from phrasebook.store import Changes, sqlite
from tests.needs import needs
from tests.phrasebook.desk_helpers import KEY, desk_in

pytestmark = needs("removable open files")


def _file(folder: Path) -> None:
    (folder / "desk.db").unlink()


def _all_three(folder: Path) -> None:
    for end in ("", "-wal", "-shm"):
        (folder / f"desk.db{end}").unlink()


def _log(folder: Path) -> None:
    (folder / "desk.db-wal").unlink()


def _log_and_memory(folder: Path) -> None:
    (folder / "desk.db-wal").unlink()
    (folder / "desk.db-shm").unlink()


def _folder(folder: Path) -> None:
    shutil.rmtree(folder)


def _moved(folder: Path) -> None:
    (folder / "desk.db").rename(folder / "elsewhere")


def _older_one(folder: Path) -> None:
    """A sync client brings an older state back."""
    shutil.copy(folder / "older", folder / "older-copy")
    os.replace(folder / "older-copy", folder / "desk.db")


def _emptied_by_replacing(folder: Path) -> None:
    (folder / "nothing").write_bytes(b"")
    os.replace(folder / "nothing", folder / "desk.db")


WAYS = [_file, _all_three, _log, _log_and_memory, _folder, _moved, _older_one,
        _emptied_by_replacing]  # fmt: skip


def _left(folder: Path) -> int:
    """Notes that a start after a power cut finds: of what stands on the disk just now."""
    copy = folder.parent / "after"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    connection = sqlite.connect(copy / "desk.db", key=KEY)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        return int(connection.execute("SELECT count(*) FROM note").fetchone()[0])
    finally:
        connection.close()


@pytest.mark.parametrize("lose", WAYS)
def test_what_is_acknowledged_after_the_loss_is_on_the_disk(
    lose: Callable[[Path], None], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "desk.key.json").write_bytes(b"where the key is")
    with desk_in(folder / "first") as desk:
        desk.note(desk.buyer())
    shutil.copy(folder / "first" / "desk.db", folder / "older")
    (folder / "desk.new").touch()
    with desk_in(folder) as desk:
        seen: list[Changes] = []
        desk.store.listen(seen.append)
        buyer = desk.buyer()
        desk.note(buyer, "之前的")
        lose(folder)
        desk.note(buyer, "之后的")
        assert _left(folder) == 2
        assert [one.mended for one in seen].count(True) == 1
        desk.note(buyer, "再后来的")
        assert _left(folder) == 3
        assert desk.store.undo().result() == "新建备注"
        assert desk.notes.of(buyer.id).result()[0].text == "之后的"
    assert _left(folder) == 2
    assert (folder / "desk.key.json").read_bytes() == b"where the key is"
    assert bool(list(folder.glob("desk.db.foreign-*"))) == (
        lose in (_older_one, _emptied_by_replacing)
    )


def test_what_cannot_be_put_back_is_not_called_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from phrasebook.store import backup

    with desk_in(tmp_path) as desk:
        buyer = desk.buyer()
        (tmp_path / "desk.db").unlink()

        def refuse(*_arguments: object) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patched:
            patched.setattr(backup, "copy_to", refuse)
            with pytest.raises(UserError, match="没有存上") as caught:
                desk.note(buyer)
        assert "不要退出" in caught.value.advice
        desk.note(buyer, "再试一次")
        assert _left(tmp_path) == 2
