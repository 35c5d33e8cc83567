"""Desks of which something is gone, and desks that were given up for another."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.desk import key_file
from assistant.desk.keys import DeskKeys
from phrasebook.model import UserError
from phrasebook.store import DESK, CorruptFileError
from phrasebook.store.desk import Desk

PASSPHRASE = "青石板路 moss 42 lantern"
OTHER = "秋天的石榴 pomegranate 7"


def fresh(folder: Path, vault: None) -> DeskKeys:
    """As a new start sees it."""
    return DeskKeys(folder, vault)


def test_where_only_copies_are_left_the_recovery_key_leads_to_them(tmp_path: Path) -> None:
    found = fresh(tmp_path, None).create(PASSPHRASE)
    desk = Desk.open(tmp_path, found.key)
    desk.store.backup("daily").result()
    desk.close()
    for name in (DESK.file_name, key_file.FILE_NAME):
        (tmp_path / name).unlink()
    keys = fresh(tmp_path, None)
    assert keys.state() == "lost"
    trouble = keys.trouble()
    assert trouble is not None
    assert "备份还在" in trouble.message
    other = fresh(tmp_path / "other", None)
    (tmp_path / "other").mkdir()
    with pytest.raises(UserError, match="不是这本备注的"):
        keys.unlock_recovery(other.create(PASSPHRASE).text, PASSPHRASE)
    key = keys.unlock_recovery(found.text, PASSPHRASE)
    with pytest.raises(CorruptFileError) as caught:
        Desk.open(tmp_path, key)
    caught.value.restore()
    Desk.open(tmp_path, key).close()
    assert fresh(tmp_path, None).missing() is None


def test_a_second_new_desk_keeps_the_first_whole_for_good(tmp_path: Path) -> None:
    found = fresh(tmp_path, None).create(PASSPHRASE)
    desk = Desk.open(tmp_path, found.key)
    desk.buyers.ensure("旧的", "千牛", "", 0.0).result()
    desk.store.backup("daily").result()
    desk.close()
    (tmp_path / key_file.FILE_NAME).write_bytes(b"{")
    anew = fresh(tmp_path, None).start_anew(OTHER)
    new = Desk.open(tmp_path, anew.key)
    new.buyers.erase(new.buyers.ensure("新的", "千牛", "", 0.0).result().id).result()
    new.retention.purge(1e12, 1).result()
    new.close()
    (kept,) = tmp_path.glob("desk-old-*")
    assert sorted(one.name for one in kept.iterdir()) == ["backups", "desk.db", "desk.key.json"]
    old = Desk.open(kept, found.key)
    assert old.buyers.count().result() == 1
    old.close()
    assert len(list((kept / "backups").iterdir())) == 1


def test_a_move_that_was_cut_short_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = fresh(tmp_path, None).create(PASSPHRASE)
    Desk.open(tmp_path, found.key).close()
    real = os.replace

    def refuse(source: Path, target: Path) -> None:
        if Path(source).name == key_file.FILE_NAME:
            raise OSError(5, "Input/output error")
        real(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", refuse)
        with pytest.raises(UserError, match="没能移开"):
            fresh(tmp_path, None).start_anew(OTHER)
    assert fresh(tmp_path, None).state() == "new"
    (kept,) = tmp_path.glob("desk-old-*")
    assert {one.name for one in kept.iterdir()} >= {"desk.db", "desk.key.json"}


def test_notes_beside_the_key_file_of_others_open_with_their_recovery_key(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """As where a sync client or a person put a file of another computer there."""
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        folder.mkdir()
    found = fresh(here, None).create(PASSPHRASE)
    desk = Desk.open(here, found.key)
    desk.buyers.ensure("在这里的", "千牛", "", 0.0).result()
    desk.close()
    foreign = fresh(there, None).create(OTHER)
    (there / key_file.FILE_NAME).replace(here / key_file.FILE_NAME)
    theirs = (here / key_file.FILE_NAME).read_bytes()
    with pytest.raises(CorruptFileError):
        Desk.open(here, fresh(here, None).unlock_with(OTHER))
    assert "store fault code=26" in caplog.text
    caplog.clear()
    key = fresh(here, None).unlock_recovery(found.text, PASSPHRASE)
    assert key == found.key != foreign.key
    desk = Desk.open(here, fresh(here, None).unlock_with(PASSPHRASE))
    assert desk.buyers.count().result() == 1
    desk.close()
    (kept,) = here.glob("desk.key.json.other*")
    assert kept.read_bytes() == theirs, "it may be the only way to the others' notes"
