"""A file is written whole or not at all, and nothing half lies beside it."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from phrasebook import files
from tests.needs import needs


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "x"
    files.write_whole(path, b"old")
    files.write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("fails", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    path = tmp_path / "x"
    files.write_whole(path, b"old")

    def full(*_: object) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(os, fails, full)
    with pytest.raises(OSError):
        files.write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@needs("folder flush")
def test_the_content_reaches_the_disk_before_the_name_and_the_name_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (done.append("fsync"), fsync(handle)))
    monkeypatch.setattr(os, "replace", lambda a, b: (done.append("replace"), replace(a, b)))
    files.write_whole(tmp_path / "x", b"1")
    assert done == ["fsync", "replace", "fsync"]


def test_what_a_killed_write_left_goes_at_the_next_start(tmp_path: Path) -> None:
    old, young = tmp_path / "desk.key.json.tmp-77", tmp_path / "desk.key.json.tmp-78"
    foreign, whole = tmp_path / "letter.tmp-1", tmp_path / "desk.key.json"
    for path in (old, young, foreign, whole):
        path.write_bytes(b"x")
        if path != young:
            os.utime(path, (time.time() - 3600,) * 2)
    files.sweep(tmp_path, ("desk.",))
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted(
        one.name for one in (young, foreign, whole)
    )
    files.sweep(tmp_path / "none", ("desk.",))
