"""An export is whole or not there, and never takes the place of what it was not meant for."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.desk.buyer_export import write as write_buyer
from phrasebook import exports
from phrasebook.model import UserError
from phrasebook.store import parcel
from tests.needs import needs

Writer = Callable[[Path], object]

WRITERS: dict[str, Writer] = {
    "bytes": lambda path: exports.write(path, b"new"),
    "parcel": lambda path: parcel.write(path, "words words", [1, 2], "07"),
    "buyer": lambda path: write_buyer(path, {"buyer": {"name": "x"}}),
}


@pytest.fixture(params=sorted(WRITERS))
def writer(request: pytest.FixtureRequest) -> Writer:
    return WRITERS[request.param]


def only(folder: Path, *names: str) -> bool:
    """Whether nothing else lies in the folder, such as half a file."""
    return {path.name for path in folder.iterdir()} == set(names)


def test_a_file_is_made_and_replaced_whole(tmp_path: Path, writer: Writer) -> None:
    path = tmp_path / "x"
    writer(path)
    first = path.read_bytes()
    assert first
    writer(path)
    assert path.read_bytes()
    assert only(tmp_path, "x")


@needs("symlinks")
@pytest.mark.parametrize(
    "name", ["desk.key.json", "desk.db", "options.json", "phrasebook.db-wal", "backups/desk.1.db"]
)
@pytest.mark.filterwarnings("ignore")
def test_no_file_of_the_program_is_replaced(
    tmp_path: Path, writer: Writer, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "backups").mkdir()
    (tmp_path / "phrasebook.db").write_bytes(b"data")
    path = tmp_path / name
    path.write_bytes(b"own")
    link = tmp_path / "link"
    link.symlink_to(path)
    for place in (path, link):
        with pytest.raises((OSError, UserError)) as raised:
            writer(place)
        if isinstance(raised.value, UserError):
            assert "伴话自己的文件" in raised.value.message
        else:
            assert "伴话自己的文件" in exports.problem(raised.value, place).message
    assert path.read_bytes() == b"own"
    caplog.clear()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("fails", ["fsync", "replace"])
def test_a_disk_that_fails_leaves_the_old_file(
    tmp_path: Path, writer: Writer, fails: str, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    path = tmp_path / "x"
    path.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, fails, full)
    with pytest.raises((OSError, UserError)):
        writer(path)
    assert path.read_bytes() == b"old"
    assert only(tmp_path, "x")


@needs("symlinks")
def test_a_link_stays_a_link_and_its_target_is_written(tmp_path: Path, writer: Writer) -> None:
    (tmp_path / "far").mkdir()
    target, link = tmp_path / "far" / "target", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)
    writer(link)
    assert link.is_symlink()
    assert target.read_bytes() != b"old"
    assert only(tmp_path / "far", "target")


@needs("symlinks")
def test_a_link_to_nothing_makes_its_target(tmp_path: Path, writer: Writer) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "target")
    writer(link)
    assert link.is_symlink()
    assert (tmp_path / "target").stat().st_size > 0


@needs("fifo")
@pytest.mark.parametrize("kind", ["fifo", "folder", "device", "ring", "link to a device"])
def test_what_is_no_file_is_refused_and_left_alone(
    tmp_path: Path, writer: Writer, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "x"
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "ring":
        path.symlink_to(path)
    elif kind == "link to a device":
        path.symlink_to("/dev/null")
    elif os.getuid() == 0:
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 3))
    else:
        pytest.skip("only root makes devices")
    before = path.lstat()
    with pytest.raises((exports.NoFileError, UserError)):
        writer(path)
    after = path.lstat()
    assert (after.st_ino, after.st_mode, after.st_rdev) == (
        before.st_ino, before.st_mode, before.st_rdev,
    )  # fmt: skip
    assert only(tmp_path, "x")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


def test_a_read_only_file_is_refused(
    tmp_path: Path, writer: Writer, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")
    path.chmod(0o444)
    with pytest.raises((exports.ReadOnlyFileError, UserError)):
        writer(path)
    assert path.read_bytes() == b"old"
    path.chmod(0o644)


def test_nothing_written_is_no_file(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")
    with pytest.raises(exports.NothingWrittenError), exports.written_aside(path):
        pass
    assert path.read_bytes() == b"old"
    assert only(tmp_path, "x")


@needs("modes")
def test_a_file_keeps_its_rights_and_a_private_one_is_private(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")
    path.chmod(0o640)
    exports.write(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    exports.write(path, b"new", private=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("typed", "there", "file"),
    [
        ("交接.pdf", ["交接.pdf"], "交接.pdf"),  # the dialog asked about it
        ("交接.PDF", [], "交接.PDF"),
        ("交接", [], "交接.pdf"),
        ("交接 12.30", [], "交接 12.30.pdf"),
        ("交接", ["交接.pdf"], "交接 (2).pdf"),
        ("交接", ["交接.pdf", "交接 (2).pdf"], "交接 (3).pdf"),
        ("交接.txt", ["交接.pdf", "交接.txt"], "交接.txt.pdf"),
    ],
)
def test_no_file_is_replaced_that_the_dialog_did_not_ask_about(
    tmp_path: Path, typed: str, there: list[str], file: str
) -> None:
    for name in there:
        (tmp_path / name).touch()
    assert exports.chosen(str(tmp_path / typed), ".pdf") == tmp_path / file


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (exports.NoFileError(errno.EINVAL, ""), "不是普通文件"),
        (exports.ReadOnlyFileError(errno.EACCES, ""), "只读"),
        (OSError(errno.ENOSPC, ""), "磁盘满了"),
        (OSError(errno.EACCES, ""), "没能写入"),
    ],
)
def test_each_fault_says_what_to_do(error: OSError, words: str) -> None:
    said = exports.problem(error, Path("x.pdf"))
    assert words in said.message
    assert said.advice


def test_pictures_of_a_buyer_never_replace_what_lies_there(tmp_path: Path) -> None:
    mine = tmp_path / "小鹿-图片"
    mine.mkdir()
    (mine / "001.png").write_bytes(b"mine")
    held = {"notes": [{"pictures": [{"at": 1.0, "png": "AAAA"}]}]}
    assert write_buyer(tmp_path / "小鹿.json", held) == 1
    assert (mine / "001.png").read_bytes() == b"mine"
    assert "小鹿-图片-2/001.png" in (tmp_path / "小鹿.json").read_text("utf-8")


def test_an_export_of_a_buyer_that_fails_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = exports.write

    def full(path: Path, data: bytes) -> None:
        if path.suffix == ".json":
            raise OSError(errno.ENOSPC, "full")
        real(path, data)

    monkeypatch.setattr(exports, "write", full)
    held = {"notes": [{"pictures": [{"at": 1.0, "png": "AAAA"}]}]}
    with pytest.raises(OSError):
        write_buyer(tmp_path / "小鹿.json", held)
    assert only(tmp_path)
