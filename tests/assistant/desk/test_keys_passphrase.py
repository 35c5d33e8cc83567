"""A key under a passphrase: renewed where it is old or cheap, never bent, never a bad one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.desk import key_file
from assistant.desk.key_file import FILE_NAME
from assistant.desk.keys import DeskKeys
from assistant.desk.passphrase import PassphraseError
from assistant.desk.wrapping import Cost
from tests.assistant.desk.old_key_file import OLD_FILE, OLD_KEY, PASSPHRASE
from tests.assistant.desk.test_keys import (
    CHEAP,
    OTHER,
    fresh,
    notes_open_with,
    rewrite,
    write_notes,
)

pytestmark = pytest.mark.usefixtures("caplog")


def old(folder: Path) -> None:
    write_notes(folder, OLD_KEY)
    (folder / FILE_NAME).write_text(json.dumps(OLD_FILE), "utf-8")


def written(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / FILE_NAME).read_text("utf-8")))


def test_a_file_of_version_1_opens_and_is_renewed(tmp_path: Path) -> None:
    old(tmp_path)
    with pytest.raises(PassphraseError):
        fresh(tmp_path, None).unlock_with(OTHER)
    assert written(tmp_path)["version"] == 1
    assert fresh(tmp_path, None).unlock_with(PASSPHRASE) == OLD_KEY
    found = written(tmp_path)
    assert (found["version"], found["cipher"]) == (2, "aes-256-gcm")
    assert found["scrypt"] == {"n": CHEAP.n, "r": CHEAP.r, "p": CHEAP.p}
    before = (tmp_path / FILE_NAME).read_bytes()
    assert fresh(tmp_path, None).unlock_with(PASSPHRASE) == OLD_KEY
    assert (tmp_path / FILE_NAME).read_bytes() == before, "once is enough"
    assert notes_open_with(tmp_path, OLD_KEY)


def test_a_lower_cost_is_raised(tmp_path: Path) -> None:
    key = fresh(tmp_path, None).create(PASSPHRASE).key
    dear = Cost(CHEAP.n * 2, 8, 1)
    assert DeskKeys(tmp_path, None, cost=dear).unlock_with(PASSPHRASE) == key
    assert written(tmp_path)["scrypt"]["n"] == dear.n
    assert fresh(tmp_path, None).unlock_with(PASSPHRASE) == key
    assert written(tmp_path)["scrypt"]["n"] == dear.n, "never lowered"


@pytest.mark.parametrize("name", ["open", "replace", "fsync"])
def test_a_renewal_that_is_killed_leaves_a_file_that_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    class Killed(BaseException):
        pass

    def killed(*_: object, **__: object) -> None:
        raise Killed

    old(tmp_path)
    with monkeypatch.context() as patch:
        if name == "open":
            patch.setattr("phrasebook.files.write_whole", killed)
            patch.setattr("assistant.desk.key_file.write_whole", killed)
        else:
            patch.setattr(f"phrasebook.files.os.{name}", killed)
        with pytest.raises(Killed):
            fresh(tmp_path, None).unlock_with(PASSPHRASE)
    assert fresh(tmp_path, None).unlock_with(PASSPHRASE) == OLD_KEY
    assert written(tmp_path)["version"] == 2


def test_a_renewal_that_finds_no_room_opens_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "no space")

    old(tmp_path)
    monkeypatch.setattr(key_file, "write_whole", full)
    assert fresh(tmp_path, None).unlock_with(PASSPHRASE) == OLD_KEY
    assert written(tmp_path)["version"] == 1


@pytest.mark.parametrize(
    "change",
    [
        {"check": "00" * 32}, {"key_id": "0e" * 16},
        {"scrypt": {"n": CHEAP.n // 2, "r": 8, "p": 1}}, {"salt": "00" * 16}, {"nonce": "00" * 12},
        {"sealed": "00" * 48},
    ],
)  # fmt: skip
def test_a_changed_file_opens_nothing(tmp_path: Path, change: dict[str, Any]) -> None:
    fresh(tmp_path, None).create(PASSPHRASE)
    rewrite(tmp_path, **change)
    with pytest.raises(PassphraseError):
        fresh(tmp_path, None).unlock_with(PASSPHRASE)


@pytest.mark.parametrize(
    "change",
    [
        {"scrypt": {"n": 2**20, "r": 1, "p": 1}}, {"scrypt": {"n": 2**30, "r": 8, "p": 1}},
        {"scrypt": {"n": 2**17, "r": 8, "p": 10**6}}, {"scrypt": {"n": 0, "r": 8, "p": 1}},
        {"cipher": "rot13"}, {"version": 1}, {"nonce": ""},
    ],
)  # fmt: skip
def test_parameters_out_of_bounds_are_a_broken_file_with_a_way_on(
    tmp_path: Path, change: dict[str, Any]
) -> None:
    recovery_text = fresh(tmp_path, None).create(PASSPHRASE).text
    rewrite(tmp_path, **change)
    made = fresh(tmp_path, None)
    assert made.state() == "lost"
    trouble = made.trouble()
    assert trouble is not None
    assert "恢复密钥" in trouble.advice
    assert made.unlock_recovery(recovery_text, OTHER)
    assert fresh(tmp_path, None).unlock_with(OTHER)


def test_a_weak_passphrase_is_refused_where_one_is_set(tmp_path: Path) -> None:
    def make() -> DeskKeys:
        return DeskKeys(tmp_path, None, known=lambda: ["晨光小铺"], cost=CHEAP)

    for weak in ("12345678", "晨光小铺2026"):
        with pytest.raises(PassphraseError, match="容易猜到"):
            make().create(weak)
        assert make().state() == "new"
    found = make().create(PASSPHRASE)
    for weak in ("12345678", "晨光小铺2026"):
        for call in (
            lambda weak=weak: make().change_passphrase(PASSPHRASE, weak),
            lambda weak=weak: make().unlock_recovery(found.text, weak),
            lambda weak=weak: make().start_anew(weak),
        ):
            with pytest.raises(PassphraseError, match="容易猜到"):
                call()
    assert make().unlock_with(PASSPHRASE) == found.key


def test_a_weak_passphrase_of_before_still_opens_and_is_renewed(tmp_path: Path) -> None:
    made = fresh(tmp_path, None)
    made._keep(OLD_KEY, "12345678", fresh=False)
    dear = DeskKeys(tmp_path, None, cost=Cost(CHEAP.n * 2, 8, 1))
    assert dear.unlock_with("12345678") == OLD_KEY
    assert written(tmp_path)["scrypt"]["n"] == CHEAP.n * 2
