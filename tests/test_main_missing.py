"""The command line on a data folder whose files were there and are gone."""

from __future__ import annotations

from pathlib import Path

import pytest

import main
from assistant.desk.keys import DeskKeys
from phrasebook.store import DESK, Store
from tests.phrasebook.desk_helpers import Desk

PASSPHRASE = "青石板路 moss 42 lantern"


def _fill(folder: Path) -> None:
    assert main.main(["search", "快递", "--data-dir", str(folder)]) == 0
    desk = Desk(Store.open(folder, DESK, key=DeskKeys(folder, None).create(PASSPHRASE).key))
    desk.hand(desk.buyer())
    desk.close()
    store = Store.open(folder)
    store.backup("daily").result()
    store.close()


@pytest.mark.parametrize("how", ["removed", "emptied"])
@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("desk.db", ["handover", "list"]), ("phrasebook.db", ["search", "快递"]),
        ("phrasebook.db", ["suggest", "发什么快递"]),
    ],
)  # fmt: skip
def test_a_file_that_is_gone_is_said_and_nothing_is_made(
    tmp_path: Path, name: str, command: list[str], how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "data"
    _fill(folder)
    if how == "removed":
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(b"")
    capsys.readouterr()
    assert main.main([*command, "--data-dir", str(folder)]) == main.REFUSED
    said = capsys.readouterr()
    assert said.out == ""
    assert name in said.err
    assert "备份" in said.err
    assert not (folder / name).exists() or not (folder / name).stat().st_size
