"""A file is written whole or not at all, and nothing half lies beside it."""

from __future__ import annotations

import errno
import os
import threading
import time
from pathlib import Path

import pytest

from phrasebook import files
from tests.needs import needs
from tests.test_repo import name, python_files


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


@needs("fifo")
@pytest.mark.parametrize("linked", [True, False])
def test_what_is_no_file_is_never_replaced(tmp_path: Path, linked: bool) -> None:
    """A link to a device in a data folder, the program as root: the device was gone."""
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    with pytest.raises(OSError, match="Invalid argument"):
        files.write_whole(link if linked else pipe, b"new")
    assert pipe.is_fifo()
    assert {path.name for path in tmp_path.iterdir()} == {"link", "pipe"}


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


def test_a_file_that_another_program_holds_for_a_moment_is_replaced(tmp_path: Path) -> None:
    """Windows replaces no open file; whoever looks into each new file closes it again."""
    path = tmp_path / "x"
    files.write_whole(path, b"old")
    held = path.open("rb")
    closing = threading.Timer(0.2, held.close)
    closing.start()
    files.write_whole(path, b"new")
    closing.join()
    assert path.read_bytes() == b"new"


def test_a_file_that_another_program_holds_for_a_moment_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")
    held = path.open("rb")
    closing = threading.Timer(0.2, held.close)
    closing.start()
    files.remove(path)
    closing.join()
    assert not path.exists()


@pytest.mark.parametrize("step", ["replace", "remove"])
def test_what_stays_held_is_a_failure_in_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")
    tries: list[object] = []

    def refuse(*arguments: object, **_: object) -> None:
        tries.append(arguments)
        raise PermissionError(errno.EACCES, "held")

    monkeypatch.setattr(files, "_HELD_S", 0.05)
    monkeypatch.setattr(os, "replace", refuse)
    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(PermissionError):
        files.replace(path, tmp_path / "y") if step == "replace" else files.remove(path)
    assert len(tries) > 1 or os.name != "nt", "only Windows is waited for"
    assert path.read_bytes() == b"old"


LEARNED_ANEW = "assistant/fetch_habits.py"
"""What cannot be written there is learned again within two pastes."""


def moves(source: str) -> bool:
    """Whether a file is put in the place of another without patience."""
    return "os.replace(" in source or "os.rename(" in source


def test_files_are_replaced_in_one_place() -> None:
    found = [
        name(path)
        for path in python_files()
        if name(path).startswith(("assistant/", "phrasebook/", "ui/"))
        and moves(path.read_text("utf-8"))
    ]
    assert sorted({*found} - {LEARNED_ANEW}) == ["phrasebook/files.py"]


def test_the_check_sees_another_place() -> None:
    assert moves("os.replace(aside, path)")
    assert not moves("files.replace(aside, path)")
