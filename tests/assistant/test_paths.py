"""The data folder: made where it can be, refused with advice where it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import paths
from phrasebook.model import UserError
from tests.needs import needs


def test_the_named_folder_is_made(tmp_path):
    found = paths.prepare(tmp_path / "数据" / "deep")
    assert found.data.is_dir()
    assert found.writable
    assert found.logs == found.data / "logs"
    assert list(found.data.iterdir()) == [], "the probe stayed behind"


def test_the_standard_folder_is_the_users_own(own_home):
    folder = paths.prepare().data
    assert folder.name == "Banhua"
    assert own_home in folder.parents


def test_a_relative_folder_does_not_move_with_the_working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert paths.prepare(Path("here")).data == tmp_path / "here"


def test_a_file_in_its_place_is_a_clear_refusal(tmp_path):
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(UserError) as caught:
        paths.prepare(tmp_path / "taken")
    assert "同名的文件已经存在" in caught.value.message
    assert "--data-dir" in caught.value.advice


def test_no_permission_is_a_clear_refusal(tmp_path, monkeypatch):
    def refuse(*_args, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(UserError, match="没有权限"):
        paths.prepare(tmp_path / "no")


def test_a_folder_that_cannot_be_written_is_told(tmp_path, monkeypatch):
    def refuse(*_args, **_options):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "touch", refuse)
    assert not paths.prepare(tmp_path).writable


@needs("proc")
def test_a_real_read_only_folder_is_told():
    assert not paths.prepare(Path("/proc")).writable  # not even root makes files there


def test_a_full_disk_is_not_read_only(tmp_path, monkeypatch):
    def refuse(*_args, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "touch", refuse)
    assert paths.prepare(tmp_path).writable
