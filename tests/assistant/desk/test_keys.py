"""The key is made once and never lost from view: every way in, and every way it can be gone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.backends.null import NullVault
from assistant.desk import key_file, keys, recovery
from assistant.desk.key_file import FILE_NAME, NewerKeyFileError
from assistant.desk.keys import DeskKeys, LostKeyError, PassphraseNeededError, held_by
from assistant.desk.passphrase import PassphraseError
from assistant.desk.wrapping import Cost
from phrasebook.desk import NoteDraft
from phrasebook.model import UserError
from phrasebook.store import DESK
from phrasebook.store.desk import Desk
from tests.assistant.desk.fake_vault import FakeVault
from tests.assistant.desk.old_key_file import OLD_FILE

CHEAP = Cost(2**10, 8, 1)
PASSPHRASE = "柜台下面的旧算盘"
OTHER = "窗台上的三盆兰花"
NO_VAULT = NullVault("没有找到可用的系统钥匙串。", "改用口令。")
# What is gone is logged as a warning, which tests otherwise refuse.
pytestmark = pytest.mark.usefixtures("caplog")


@pytest.fixture
def vault() -> FakeVault:
    return FakeVault()


def fresh(folder: Path, vault: FakeVault | NullVault | None) -> DeskKeys:
    """As after the next start of the program."""
    return DeskKeys(folder, vault, cost=CHEAP)


def write_notes(folder: Path, key: str) -> None:
    desk = Desk.open(folder, key)
    buyer = desk.buyers.ensure("小鱼", "千牛", "", 1.0).result()
    desk.notes.add(NoteDraft(buyer.id, "要开发票"), 1.0, "Asia/Shanghai", "07").result()
    desk.close()


def notes_open_with(folder: Path, key: str) -> bool:
    desk = Desk.open(folder, key)
    try:
        return [found.buyer.name for found in desk.buyers.find("").result()] == ["小鱼"]
    finally:
        desk.close()


def rewrite(folder: Path, **change: Any) -> None:
    path = folder / FILE_NAME
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | change), "utf-8")


def lost(call: Callable[[], object]) -> LostKeyError:
    with pytest.raises(LostKeyError) as caught:
        call()
    assert caught.value.advice
    return caught.value


def test_a_key_in_the_keyring(tmp_path: Path, vault: FakeVault) -> None:
    made = fresh(tmp_path, vault)
    assert made.state() == "new"
    found = made.create()
    assert recovery.as_key(found.text) == found.key
    write_notes(tmp_path, found.key)
    again = fresh(tmp_path, vault)
    assert again.state() == "keyring"
    assert again.trouble() is None
    assert again.unlock() == found.key
    assert notes_open_with(tmp_path, again.unlock())
    assert held_by(tmp_path) == vault.name


def test_a_key_under_a_passphrase(tmp_path: Path) -> None:
    found = fresh(tmp_path, NO_VAULT).create(PASSPHRASE)
    write_notes(tmp_path, found.key)
    again = fresh(tmp_path, None)
    assert again.state() == "passphrase"
    assert again.unlock_with(PASSPHRASE) == found.key
    with pytest.raises(PassphraseError):
        again.unlock_with(OTHER)
    assert again.state() == "passphrase", "a wrong passphrase is no loss"
    assert held_by(tmp_path) == ""


def test_a_passphrase_is_taken_where_there_is_a_keyring_too(
    tmp_path: Path, vault: FakeVault
) -> None:
    fresh(tmp_path, vault).create(PASSPHRASE)
    assert vault.kept == {}
    assert fresh(tmp_path, vault).state() == "passphrase"


def test_two_keys_are_never_the_same(tmp_path: Path, vault: FakeVault) -> None:
    made = [fresh(tmp_path / name, vault) for name in ("a", "b")]
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    assert len({one.create().key for one in made}) == 2
    assert len(vault.kept) == 2


@pytest.mark.parametrize("vault", [None, NO_VAULT])
def test_without_a_keyring_a_passphrase_is_asked_for(
    tmp_path: Path, vault: NullVault | None
) -> None:
    made = fresh(tmp_path, vault)
    assert not made.has_vault
    with pytest.raises(PassphraseNeededError):
        made.create()
    with pytest.raises(PassphraseError):
        made.create("短")
    assert list(tmp_path.iterdir()) == []
    assert made.state() == "new"


def test_a_second_key_is_never_made_over_the_first(tmp_path: Path, vault: FakeVault) -> None:
    found = fresh(tmp_path, vault).create()
    with pytest.raises(UserError):
        fresh(tmp_path, vault).create()
    assert fresh(tmp_path, vault).unlock() == found.key


def test_the_other_way_in_is_refused_in_words(tmp_path: Path, vault: FakeVault) -> None:
    made = fresh(tmp_path, vault)
    for call in (made.unlock, lambda: made.unlock_with(PASSPHRASE)):
        with pytest.raises(UserError) as caught:
            call()
        assert not isinstance(caught.value, LostKeyError)
    made.create()
    with pytest.raises(UserError):
        made.unlock_with(PASSPHRASE)


# A crash or a fault in the middle.


def test_a_keyring_that_refuses_leaves_nothing_behind(tmp_path: Path, vault: FakeVault) -> None:
    vault.fault = UserError("锁着", "解锁")
    made = fresh(tmp_path, vault)
    with pytest.raises(UserError):
        made.create()
    assert list(tmp_path.iterdir()) == []
    vault.fault = None
    assert made.create().key


def test_a_full_disk_leaves_nothing_behind(
    tmp_path: Path, vault: FakeVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "no space")

    with monkeypatch.context() as patch:
        patch.setattr(key_file, "write_whole", full)
        with pytest.raises(UserError) as caught:
            fresh(tmp_path, vault).create()
    assert "磁盘" in caught.value.advice
    assert vault.kept == {}
    assert fresh(tmp_path, vault).state() == "new"
    assert fresh(tmp_path, vault).create().key


class Killed(BaseException):
    pass


def test_killed_between_keyring_and_key_file(
    tmp_path: Path, vault: FakeVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        assert len(vault.kept) == 1, "the keyring goes first"
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(keys.key_file, "write", killed)
        with pytest.raises(Killed):
            fresh(tmp_path, vault).create()
    again = fresh(tmp_path, vault)
    assert again.state() == "new"
    found = again.create()
    write_notes(tmp_path, found.key)
    assert fresh(tmp_path, vault).unlock() == found.key


def test_killed_between_key_file_and_data_file(tmp_path: Path, vault: FakeVault) -> None:
    found = fresh(tmp_path, vault).create()
    assert not (tmp_path / DESK.file_name).exists()
    again = fresh(tmp_path, vault)
    assert again.state() == "keyring"
    assert again.unlock() == found.key
    write_notes(tmp_path, again.unlock())
    assert notes_open_with(tmp_path, found.key)


def test_an_empty_data_file_is_none(tmp_path: Path, vault: FakeVault) -> None:
    """SQLite makes the file before it writes the first page."""
    (tmp_path / DESK.file_name).touch()
    assert fresh(tmp_path, vault).state() == "new"


# Ways to lose it.


def gone_entry(folder: Path, vault: FakeVault) -> FakeVault | None:
    vault.kept.clear()
    return vault


def strange_entry(folder: Path, vault: FakeVault) -> FakeVault | None:
    vault.kept = dict.fromkeys(vault.kept, "77" * 32)
    return vault


def spoilt_entry(folder: Path, vault: FakeVault) -> FakeVault | None:
    vault.kept = dict.fromkeys(vault.kept, "not a key")
    return vault


def other_keyring(folder: Path, vault: FakeVault) -> FakeVault | None:
    return FakeVault("other.Wallet", "另一个钱包")


def no_keyring(folder: Path, vault: FakeVault) -> FakeVault | None:
    return None


def no_key_file(folder: Path, vault: FakeVault) -> FakeVault | None:
    (folder / FILE_NAME).unlink()
    return vault


def broken_key_file(folder: Path, vault: FakeVault) -> FakeVault | None:
    (folder / FILE_NAME).write_bytes(b"{")
    return vault


LOSSES = {
    gone_entry: "“测试钥匙串”里找不到",
    strange_entry: "“测试钥匙串”里的密钥不是这本备注的",
    spoilt_entry: "“测试钥匙串”里的密钥不是这本备注的",
    other_keyring: "存在“测试钥匙串”里,现在系统用的是“另一个钱包”",
    no_keyring: "存在“测试钥匙串”里,现在用不了",
    no_key_file: "密钥文件 desk.key.json 不见了",
    broken_key_file: "密钥文件 desk.key.json 损坏了",
}


@pytest.mark.parametrize("lose", LOSSES)
def test_each_loss_is_named_and_the_recovery_key_mends_it(
    tmp_path: Path, vault: FakeVault, lose: Callable[[Path, FakeVault], FakeVault | None]
) -> None:
    found = fresh(tmp_path, vault).create()
    write_notes(tmp_path, found.key)
    now = lose(tmp_path, vault)
    broken = fresh(tmp_path, now)
    error = lost(broken.unlock)
    assert LOSSES[lose] in error.message
    assert "恢复密钥" in error.advice
    assert broken.state() == "lost"
    trouble = broken.trouble()
    assert trouble is not None
    assert trouble.message == error.message

    passphrase = "" if now else PASSPHRASE
    assert broken.unlock_recovery(found.text, passphrase) == found.key
    assert broken.state() == ("keyring" if now else "passphrase")
    again = fresh(tmp_path, now)
    assert (again.unlock_with(passphrase) if passphrase else again.unlock()) == found.key
    assert notes_open_with(tmp_path, found.key)


@pytest.mark.parametrize("lose", LOSSES)
def test_each_loss_can_be_left_behind_and_nothing_is_deleted(
    tmp_path: Path, vault: FakeVault, lose: Callable[[Path, FakeVault], FakeVault | None]
) -> None:
    found = fresh(tmp_path, vault).create()
    write_notes(tmp_path, found.key)
    now = lose(tmp_path, vault)
    broken = fresh(tmp_path, now)
    lost(broken.unlock)
    anew = broken.start_anew("" if now else PASSPHRASE)
    assert anew.key != found.key
    assert not (tmp_path / DESK.file_name).exists()
    write_notes(tmp_path, anew.key)
    (aside,) = tmp_path.glob(f"desk-old-*/{DESK.file_name}")
    rescue = tmp_path / "rescue"
    rescue.mkdir()
    aside.rename(rescue / DESK.file_name)
    assert notes_open_with(rescue, found.key), "the old notes are whole"


def test_a_forgotten_passphrase_is_replaced_with_the_recovery_key(tmp_path: Path) -> None:
    found = fresh(tmp_path, None).create(PASSPHRASE)
    made = fresh(tmp_path, FakeVault())
    with pytest.raises(PassphraseNeededError):
        made.unlock_recovery(found.text)
    assert made.unlock_recovery(found.text, OTHER) == found.key
    assert fresh(tmp_path, None).unlock_with(OTHER) == found.key
    with pytest.raises(PassphraseError):
        fresh(tmp_path, None).unlock_with(PASSPHRASE)


def test_without_a_keyring_the_recovery_key_asks_for_a_passphrase(
    tmp_path: Path, vault: FakeVault
) -> None:
    found = fresh(tmp_path, vault).create()
    write_notes(tmp_path, found.key)
    before = (tmp_path / FILE_NAME).read_bytes()
    with pytest.raises(PassphraseNeededError):
        fresh(tmp_path, NO_VAULT).unlock_recovery(found.text)
    assert (tmp_path / FILE_NAME).read_bytes() == before


@pytest.mark.parametrize("lose", [gone_entry, no_key_file, broken_key_file])
def test_the_recovery_key_of_other_notes_is_refused(
    tmp_path: Path, vault: FakeVault, lose: Callable[[Path, FakeVault], FakeVault | None]
) -> None:
    found = fresh(tmp_path, vault).create()
    write_notes(tmp_path, found.key)
    lose(tmp_path, vault)
    before = sorted((path.name, path.read_bytes()) for path in tmp_path.glob("desk*json"))
    with pytest.raises(UserError) as caught:
        fresh(tmp_path, vault).unlock_recovery(recovery.as_text("11" * 32))
    assert "不是这本备注的" in caught.value.message
    assert before == sorted((path.name, path.read_bytes()) for path in tmp_path.glob("desk*json"))
    assert notes_open_with(tmp_path, found.key)


def test_trying_a_wrong_key_loses_nothing_that_is_still_in_the_log(
    tmp_path: Path, vault: FakeVault
) -> None:
    found = fresh(tmp_path, vault).create()
    desk = Desk.open(tmp_path, found.key)
    buyer = desk.buyers.ensure("小鱼", "千牛", "", 1.0).result()
    copy = tmp_path / "copy"
    copy.mkdir()
    for end in ("", "-wal"):  # as after a kill
        name = DESK.file_name + end
        (copy / name).write_bytes((tmp_path / name).read_bytes())
    desk.close()
    with pytest.raises(UserError):
        fresh(copy, vault).unlock_recovery(recovery.as_text("11" * 32))
    assert fresh(copy, vault).unlock_recovery(found.text) == found.key
    assert notes_open_with(copy, found.key)
    assert buyer.name == "小鱼"


def test_a_slip_in_the_recovery_key_changes_nothing(tmp_path: Path, vault: FakeVault) -> None:
    found = fresh(tmp_path, vault).create()
    with pytest.raises(recovery.RecoveryTextError):
        fresh(tmp_path, vault).unlock_recovery(found.text[:-1])
    assert vault.calls.count("put") == 1


def test_a_locked_keyring_is_no_loss(tmp_path: Path, vault: FakeVault) -> None:
    found = fresh(tmp_path, vault).create()
    made = fresh(tmp_path, vault)
    vault.fault = UserError("钥匙串锁着", "解锁")
    with pytest.raises(UserError) as caught:
        made.unlock()
    assert not isinstance(caught.value, LostKeyError)
    assert made.state() == "keyring"
    vault.fault = None
    assert made.unlock() == found.key


def test_the_state_asks_nobody_anything(tmp_path: Path, vault: FakeVault) -> None:
    fresh(tmp_path, vault).create()
    vault.calls.clear()
    made = fresh(tmp_path, vault)
    assert (made.state(), made.trouble()) == ("keyring", None)
    assert vault.calls == []


def test_a_key_file_of_a_later_version_is_left_alone(tmp_path: Path, vault: FakeVault) -> None:
    found = fresh(tmp_path, vault).create()
    rewrite(tmp_path, version=99)
    before = (tmp_path / FILE_NAME).read_bytes()
    made = fresh(tmp_path, vault)
    for call in (
        made.state,
        made.trouble,
        made.create,
        made.unlock,
        lambda: made.unlock_recovery(found.text),
    ):
        with pytest.raises(NewerKeyFileError):
            call()
    assert held_by(tmp_path) == ""
    assert (tmp_path / FILE_NAME).read_bytes() == before


def test_a_key_that_does_not_fit_its_own_file_is_told(tmp_path: Path) -> None:
    # The seal of a present file holds the check value as well.
    (tmp_path / FILE_NAME).write_text(json.dumps(OLD_FILE | {"check": "00" * 32}), "utf-8")
    made = fresh(tmp_path, None)
    assert "对不上" in lost(lambda: made.unlock_with(PASSPHRASE)).message
    assert made.state() == "lost"


# Moving it.


def test_a_passphrase_can_be_changed(tmp_path: Path) -> None:
    found = fresh(tmp_path, None).create(PASSPHRASE)
    made = fresh(tmp_path, None)
    for old, new in ((OTHER, OTHER), (PASSPHRASE, "短"), (PASSPHRASE, "")):
        with pytest.raises(PassphraseError):
            made.change_passphrase(old, new)
    assert made.unlock_with(PASSPHRASE) == found.key
    made.change_passphrase(PASSPHRASE, OTHER)
    assert fresh(tmp_path, None).unlock_with(OTHER) == found.key
    with pytest.raises(PassphraseError):
        made.unlock_with(PASSPHRASE)


def test_a_key_can_move_into_the_keyring(tmp_path: Path, vault: FakeVault) -> None:
    found = fresh(tmp_path, vault).create(PASSPHRASE)
    made = fresh(tmp_path, vault)
    with pytest.raises(PassphraseError):
        made.use_keyring(OTHER)
    assert vault.kept == {}
    made.use_keyring(PASSPHRASE)
    again = fresh(tmp_path, vault)
    assert again.state() == "keyring"
    assert again.unlock() == found.key


def test_a_keyring_that_refuses_leaves_the_passphrase_in_place(
    tmp_path: Path, vault: FakeVault
) -> None:
    found = fresh(tmp_path, vault).create(PASSPHRASE)
    vault.fault = UserError("锁着", "解锁")
    with pytest.raises(UserError):
        fresh(tmp_path, vault).use_keyring(PASSPHRASE)
    assert fresh(tmp_path, vault).unlock_with(PASSPHRASE) == found.key


def test_nothing_secret_is_written_down(
    tmp_path: Path, vault: FakeVault, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    found = fresh(tmp_path, vault).create(PASSPHRASE)
    fresh(tmp_path, vault).use_keyring(PASSPHRASE)
    fresh(tmp_path, vault).unlock()
    text = (tmp_path / FILE_NAME).read_text("utf-8") + caplog.text
    for secret in (found.key, found.text, PASSPHRASE):
        assert secret not in text
