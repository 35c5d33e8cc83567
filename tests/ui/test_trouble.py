"""Without a phrasebook: what is said, what is offered, and that nothing happens unasked."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox

from phrasebook.model import UserError
from phrasebook.scenes import scenes
from phrasebook.store import CorruptFileError, Phrases, Store
from phrasebook.store.errors import newer
from phrasebook.store.standard import put_scenes
from tests.phrasebook.store_helpers import draft
from ui import trouble

pytestmark = pytest.mark.usefixtures("qtbot")


@pytest.fixture
def answers(monkeypatch):
    """Queue what the person presses; collects what was asked."""
    given: list[bool] = []
    asked: list[UserError] = []

    def ask(error):
        asked.append(error)
        return given.pop(0)

    monkeypatch.setattr(trouble, "_ask", ask)
    return given, asked


def test_giving_up_leaves_everything_as_it_was(answers, capsys, caplog):
    given, asked = answers
    given.append(False)
    error = newer(9, 1)
    assert trouble.explain(error, lambda: pytest.fail("nobody asked for that")) is None
    assert asked == [error]
    said = capsys.readouterr().err
    assert error.message in said
    assert error.advice in said
    assert "fatal code=newer_file" in caplog.text


def test_a_damaged_file_is_restored_only_when_asked(answers, tmp_path: Path, caplog):
    given, _asked = answers
    store = Store.open(tmp_path)
    store.close()
    file = tmp_path / "phrasebook.db"
    file.write_bytes(b"not a database" * 500)
    with pytest.raises(CorruptFileError) as caught:
        Store.open(tmp_path)
    given.append(False)
    assert trouble.explain(caught.value, lambda: Store.open(tmp_path)) is None
    assert file.read_bytes().startswith(b"not a database")
    given.append(True)
    opened = trouble.explain(caught.value, lambda: Store.open(tmp_path))
    assert opened is not None
    opened.close()
    kept = [path for path in tmp_path.glob("phrasebook.db.broken-*") if path.stat().st_size > 100]
    assert [path.read_bytes()[:14] for path in kept] == [b"not a database"]


def test_what_goes_wrong_while_mending_is_said_too(answers, caplog):
    given, asked = answers
    given.extend([True, True, False])
    faults = [UserError("磁盘已满"), UserError("还是满的")]

    def reopen():
        raise faults.pop(0)

    assert trouble.explain(UserError("打不开"), reopen) is None
    assert [error.message for error in asked] == ["打不开", "磁盘已满", "还是满的"]


@pytest.mark.parametrize("backup", [None, Path("x.db")])
def test_the_box_names_fault_advice_and_way_on(monkeypatch, backup):
    from PySide6.QtWidgets import QMessageBox

    seen = {}

    def press(box):
        seen["text"], seen["advice"] = box.text(), box.informativeText()
        seen["labels"] = {button.text() for button in box.buttons()}
        return 0

    monkeypatch.setattr(QMessageBox, "exec", press)
    error = CorruptFileError(Path("f"), backup, lambda: Path("f"))
    assert trouble._ask(error) is False, "closing the box is no yes"
    assert (seen["text"], seen["advice"]) == (error.message, error.advice)
    assert seen["labels"] == {"退出", "用备份恢复" if backup else "新建空的话术库"}


def _press(monkeypatch: pytest.MonkeyPatch, words: str) -> list[str]:
    """Press the button whose words begin so; gives what stood on all."""
    seen: list[str] = []

    def choose(box: QMessageBox) -> int:
        seen.extend(one.text() for one in box.buttons())
        next(one for one in box.buttons() if one.text().startswith(words)).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", choose)
    return seen


@pytest.mark.parametrize(("words", "left"), [("恢复", 1), ("新建", 0)])
def test_lost_phrases_come_back_from_the_copy_that_is_chosen(
    qtbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog, words: str, left: int
) -> None:
    store = Store.open(tmp_path)
    put_scenes(store, list(scenes())).result()
    Phrases(store).add(draft("自己写的")).result()
    store.backup("daily").result()
    store.close()
    (tmp_path / "phrasebook.db").unlink()
    with pytest.raises(CorruptFileError) as caught:
        Store.open(tmp_path)
    seen = _press(monkeypatch, words)
    opened = trouble.explain(caught.value, lambda: Store.open(tmp_path))
    assert opened is not None
    assert Phrases(opened).count().result() == left
    opened.close()
    assert any(text.endswith("1 条话术") for text in seen)
    assert len(list((tmp_path / "backups").iterdir())) == 1, "the copies stay"
