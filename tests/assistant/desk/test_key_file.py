"""The key file comes back as it was written; what cannot be understood is told apart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.desk import key_file
from assistant.desk.key_file import (
    FILE_NAME,
    BrokenKeyFileError,
    KeyFile,
    NewerKeyFileError,
    check_value,
    read,
    write,
)
from assistant.desk.wrapping import Cost, wrap
from phrasebook.model import UserError

KEY = "c3" * 32
IN_KEYRING = KeyFile("keyring", "0f" * 16, check_value(KEY), "a.Keyring", "钥匙串")
BOX = wrap(KEY, "窗台上的三盆兰花", "about", Cost(2**10, 8, 1))
UNDER_PASSPHRASE = KeyFile("passphrase", "0f" * 16, check_value(KEY), box=BOX)


@pytest.mark.parametrize("file", [IN_KEYRING, UNDER_PASSPHRASE])
def test_a_key_file_comes_back(tmp_path: Path, file: KeyFile) -> None:
    assert read(tmp_path) is None
    write(tmp_path, file)
    assert read(tmp_path) == file
    text = (tmp_path / FILE_NAME).read_text("utf-8")
    assert KEY not in text
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_only_its_own_key_fits() -> None:
    assert IN_KEYRING.opens(KEY)
    assert not IN_KEYRING.opens("c2" + KEY[2:])


def table(file: KeyFile, folder: Path) -> dict[str, Any]:
    write(folder, file)
    found: dict[str, Any] = json.loads((folder / FILE_NAME).read_text("utf-8"))
    return found


@pytest.mark.parametrize(
    "change",
    [
        {"version": None}, {"version": True}, {"version": "1"}, {"mode": "plain"}, {"mode": None},
        {"key_id": "../../x"}, {"key_id": 7}, {"check": "c3"}, {"check": "xx" * 32},
        {"held_by": ""}, {"held_by": ["a"]}, {"held_by": "x" * 300}, {"title": None},
    ],
)  # fmt: skip
def test_a_damaged_one_is_told(tmp_path: Path, change: dict[str, Any]) -> None:
    broken = table(IN_KEYRING, tmp_path) | change
    (tmp_path / FILE_NAME).write_text(json.dumps(broken), "utf-8")
    with pytest.raises(BrokenKeyFileError) as caught:
        read(tmp_path)
    assert "恢复密钥" in caught.value.advice


@pytest.mark.parametrize(
    "change",
    [
        {"salt": ""}, {"salt": "zz" * 16}, {"sealed": "00"}, {"nonce": None}, {"cipher": ""},
        {"scrypt": None},
        {"scrypt": {"n": 2**40, "r": 8, "p": 1}}, {"scrypt": {"n": 2**20, "r": 1, "p": 1}},
        {"scrypt": {"n": "many", "r": 8, "p": 1}},
    ],
)  # fmt: skip
def test_a_damaged_wrapping_is_told(tmp_path: Path, change: dict[str, Any]) -> None:
    broken = table(UNDER_PASSPHRASE, tmp_path) | change
    (tmp_path / FILE_NAME).write_text(json.dumps(broken), "utf-8")
    with pytest.raises(BrokenKeyFileError):
        read(tmp_path)


@pytest.mark.parametrize("name", ["version", "mode", "key_id", "check", "held_by", "title"])
def test_a_missing_part_is_told(tmp_path: Path, name: str) -> None:
    broken = table(IN_KEYRING, tmp_path)
    del broken[name]
    (tmp_path / FILE_NAME).write_text(json.dumps(broken), "utf-8")
    with pytest.raises(BrokenKeyFileError):
        read(tmp_path)


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"\xff\xfe", b"null", b'{"version": 1', b"[" * 60_000, b" " * 70_000,
     b'{"version": ' + b"9" * 5000 + b"}"],
)  # fmt: skip
def test_what_is_no_key_file_is_told(tmp_path: Path, data: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(data)
    with pytest.raises(BrokenKeyFileError):
        read(tmp_path)


@given(st.binary(max_size=200))
def test_no_bytes_break_it(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("key")
    (folder / FILE_NAME).write_bytes(data)
    with pytest.raises(UserError):
        read(folder)


def test_a_later_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    newer = table(IN_KEYRING, tmp_path) | {"version": key_file.VERSION + 1, "mode": "smartcard"}
    text = json.dumps(newer)
    (tmp_path / FILE_NAME).write_text(text, "utf-8")
    with pytest.raises(NewerKeyFileError) as caught:
        read(tmp_path)
    assert "升级" in caught.value.advice
    assert (tmp_path / FILE_NAME).read_text("utf-8") == text


def test_extra_parts_do_not_matter(tmp_path: Path) -> None:
    more = table(IN_KEYRING, tmp_path) | {"note": "由备份程序添加"}
    (tmp_path / FILE_NAME).write_text("\ufeff" + json.dumps(more), "utf-8")
    assert read(tmp_path) == IN_KEYRING


def test_a_disk_that_does_not_give_it_is_another_fault(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(UserError) as caught:
        read(tmp_path)
    assert not isinstance(caught.value, BrokenKeyFileError)
    assert "权限" in caught.value.advice
