"""Erasing a data folder takes its keys out of the keyring, and no others."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.backends.null import NullVault
from assistant.desk import forget_keys, key_file
from assistant.desk.forget_keys import forget
from assistant.desk.keys import DeskKeys
from phrasebook.model import UserError
from tests.assistant.desk.fake_vault import FakeVault

ROOT = Path(__file__).parents[3]
PASSPHRASE = "青石板路 moss 42 lantern"


@pytest.fixture
def vault() -> FakeVault:
    return FakeVault()


def made(folder: Path, vault: FakeVault) -> str:
    """Make notes in a folder; gives the id of their key."""
    folder.mkdir(exist_ok=True)
    before = {*vault.kept}
    DeskKeys(folder, vault).create()
    (key_id,) = {*vault.kept} - before
    return key_id


def test_the_keys_of_the_folder_go_and_those_of_another_stay(tmp_path, vault):
    data = tmp_path / "data"
    made(data, vault)
    made(data / "desk-old-20260101", vault)
    other = made(tmp_path / "other", vault)
    asked = []
    assert forget(data, lambda held_by: asked.append(held_by) or vault)
    assert [*vault.kept] == [other]
    assert asked == [vault.name] * 2
    assert (data / key_file.FILE_NAME).exists(), "the uninstaller removes the files"


def test_a_passphrase_needs_no_keyring(tmp_path, vault):
    DeskKeys(tmp_path, vault).create(PASSPHRASE)
    vault.calls.clear()
    assert forget(tmp_path, lambda _: vault)
    assert vault.calls == []


def test_a_key_that_stays_is_told_and_the_others_go(tmp_path, vault):
    data = tmp_path / "data"
    kept = made(data, vault)
    (data / "desk-old-1").mkdir()
    (data / "desk-old-1" / key_file.FILE_NAME).write_text("no key file", encoding="utf-8")
    assert not forget(data, lambda _: vault)
    assert kept not in vault.kept
    vault.fault = UserError("locked", "")
    assert not forget(data, lambda _: vault)
    assert not forget(data, lambda _: NullVault("no keyring", ""))


def test_without_notes_there_is_nothing_to_forget(tmp_path, vault):
    assert forget(tmp_path / "none", lambda _: vault)
    assert vault.calls == []


@pytest.mark.parametrize("arguments", [[], ["one", "two"]])
def test_it_takes_exactly_one_folder(arguments):
    assert forget_keys.main(arguments) == forget_keys.WRONG_USAGE


def test_it_runs_as_a_module_as_the_uninstaller_calls_it(tmp_path):
    command = [sys.executable, "-m", "assistant.desk.forget_keys"]
    assert subprocess.run([*command, tmp_path], cwd=ROOT, check=False).returncode == 0
    (tmp_path / key_file.FILE_NAME).write_text("no key file", encoding="utf-8")
    assert subprocess.run([*command, tmp_path], cwd=ROOT, check=False).returncode == 1
