"""The check-up says where the key of the notes is and whether they are whole, and asks nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.backends.null import NullVault
from assistant.desk.check_up import checks
from assistant.desk.key_file import FILE_NAME
from assistant.desk.keys import DeskKeys
from assistant.doctor import Check, usable
from assistant.ports import KeyVault
from phrasebook.model import UserError
from phrasebook.store import DESK, sqlite
from phrasebook.store.desk import Desk
from tests.assistant.desk.fake_vault import FakeVault

NO_VAULT = NullVault("没有找到可用的系统钥匙串。", "改用口令。")


def look(folder: Path, vault: KeyVault) -> tuple[Check, Check]:
    keyring, notes = found = checks(folder, vault)
    assert [check.name for check in found] == ["keyring", "desk"]
    assert usable(found), "phrases work without notes"
    assert all(check.ok or check.advice for check in found)
    return keyring, notes


@pytest.fixture
def vault(tmp_path: Path) -> FakeVault:
    """A keyring with the key of a desk in it."""
    vault = FakeVault()
    Desk.open(tmp_path, DeskKeys(tmp_path, vault).create().key).close()
    vault.calls.clear()
    return vault


def test_before_the_first_note(tmp_path: Path) -> None:
    keyring, notes = look(tmp_path, FakeVault())
    assert (keyring.ok, notes.ok) == (True, True)
    assert "测试钥匙串" in keyring.detail
    assert "还没有" in notes.detail
    assert list(tmp_path.iterdir()) == []


def test_without_a_keyring_the_reason_and_the_advice_are_given(tmp_path: Path) -> None:
    keyring, notes = look(tmp_path, NO_VAULT)
    assert not keyring.ok
    assert (keyring.detail, keyring.advice) == ("没有找到可用的系统钥匙串。", "改用口令。")
    assert notes.ok


def test_notes_that_are_whole(tmp_path: Path, vault: FakeVault) -> None:
    _, notes = look(tmp_path, vault)
    assert notes.ok
    assert notes.detail == "已加密,密钥找到,文件完好"
    assert vault.calls == ["get"]


def test_a_locked_keyring_is_left_locked(tmp_path: Path, vault: FakeVault) -> None:
    vault.locked = True
    _, notes = look(tmp_path, vault)
    assert notes.ok
    assert "没有打开检查" in notes.detail
    assert vault.calls == []


def test_notes_under_a_passphrase_need_no_keyring(tmp_path: Path) -> None:
    DeskKeys(tmp_path, None).create("柜台下面的旧算盘")
    keyring, notes = look(tmp_path, NO_VAULT)
    assert (keyring.ok, notes.ok) == (True, True)
    assert "口令" in keyring.detail
    assert "口令" in notes.detail


def test_a_key_that_is_gone(tmp_path: Path, vault: FakeVault, caplog) -> None:
    vault.kept.clear()
    _, notes = look(tmp_path, vault)
    assert not notes.ok
    assert "找不到" in notes.detail
    assert "恢复密钥" in notes.advice


def test_a_keyring_that_is_gone(tmp_path: Path, vault: FakeVault) -> None:
    keyring, notes = look(tmp_path, NO_VAULT)
    assert (keyring.ok, notes.ok) == (False, False)
    assert "测试钥匙串" in notes.detail


def test_a_keyring_that_fails(tmp_path: Path, vault: FakeVault) -> None:
    vault.fault = UserError("钥匙串没有回应。", "再试。")
    _, notes = look(tmp_path, vault)
    assert (notes.ok, notes.detail, notes.advice) == (False, "钥匙串没有回应。", "再试。")


def test_damage_is_found(tmp_path: Path, vault: FakeVault) -> None:
    path = tmp_path / DESK.file_name
    data = bytearray(path.read_bytes())
    data[-2000] ^= 1
    path.write_bytes(data)
    _, notes = look(tmp_path, vault)
    assert not notes.ok
    assert "损坏" in notes.detail
    assert "备份" in notes.advice


def test_a_missing_and_a_broken_and_a_newer_key_file(tmp_path: Path, vault: FakeVault) -> None:
    path = tmp_path / FILE_NAME
    text = path.read_text("utf-8")
    for content, word in (("{", "损坏"), (text.replace('"version": 1', '"version": 9'), "更新")):
        path.write_text(content, "utf-8")
        _, notes = look(tmp_path, vault)
        assert not notes.ok
        assert word in notes.detail
    path.unlink()
    _, notes = look(tmp_path, vault)
    assert not notes.ok
    assert "不见了" in notes.detail


def test_notes_that_are_not_encrypted(tmp_path: Path) -> None:
    connection = sqlite.connect(tmp_path / DESK.file_name)
    connection.execute("CREATE TABLE t (a)")
    connection.close()
    _, notes = look(tmp_path, FakeVault())
    assert not notes.ok
    assert "没有加密" in notes.detail


def test_a_key_without_notes_yet(tmp_path: Path) -> None:
    vault = FakeVault()
    DeskKeys(tmp_path, vault).create()
    _, notes = look(tmp_path, vault)
    assert notes.ok
    assert "密钥已备好" in notes.detail
    assert not (tmp_path / DESK.file_name).exists()


def test_notes_in_use_are_found_whole(tmp_path: Path, vault: FakeVault) -> None:
    desk = Desk.open(tmp_path, DeskKeys(tmp_path, vault).unlock())
    try:
        desk.buyers.ensure("小鱼", "千牛", "", 1.0).result()
        assert look(tmp_path, vault)[1].detail == "已加密,密钥找到,文件完好"
        desk.buyers.ensure("小虾", "千牛", "", 1.0).result()
        assert len(desk.buyers.find("").result()) == 2
    finally:
        desk.close()
