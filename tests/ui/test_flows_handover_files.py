"""Handovers as files: a PDF that holds them, and an encrypted one for another PC."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from phrasebook.desk import Agent, HandoverDraft
from phrasebook.exports import NothingWrittenError
from phrasebook.store.handover_import import Adopted, prepare
from tests.ui.handover_world import ZONE, World, key, world_in
from ui.flows.handover_files import HandoverFiles, pdf, told
from ui.plain import QuietDocument

PASSPHRASE = "四个汉字加几个 letters"


class Chosen:
    """Answers the file dialogs."""

    def __init__(self, world: World, folder: Path) -> None:
        self.save = str(folder / "out")
        self.load = ""
        self.asked: list[str] = []
        self.opened: list[Path] = []
        world.flow._files = HandoverFiles(
            sidebar=world.sidebar,
            bridge=world.bridge,
            desk=lambda: world.desk,
            now=lambda: world.now,
            zone=lambda: ZONE,
            agent=world.agent,
            near=lambda: None,
            go_back=world.flow._go_back,
            ask_save=self._save,
            ask_open=lambda _title, _filters: self.load,
            open_file=self.opened.append,
        )

    def _save(self, _title: str, name: str, _filters: str) -> str:
        self.asked.append(name)
        return self.save


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path) -> Iterator[World]:
    with world_in(qtbot, tmp_path / "one") as made:
        made.flow.opened()
        made.settle()
        yield made
        made.flow.files.stop()


def hand(world: World, please: str = "电话推灰色") -> str:
    buyer = world.desk.buyers.ensure("小鹿的窝", "千牛", "", world.now).result(10)
    draft = HandoverDraft(buyer.id, because="断货", please=please, reply="亲,马上退")
    (made,) = world.desk.handovers.hand([draft], Agent("03", "晚班"), world.now, ZONE).result(10)
    world.settle()
    return made.id


def ask(world: World, name: str) -> None:
    world.flow.open()
    world.settle()
    world.flow.page.asked.emit(name)
    world.settle()


def enter(world: World, passphrase: str, again: str | None = None) -> None:
    window = world.flow.files.window
    key(window.field, passphrase, Qt.Key.Key_Return)
    if window.again.isVisible():
        key(window.again, passphrase if again is None else again, Qt.Key.Key_Return)


def test_what_is_open_becomes_a_pdf_that_is_opened(world: World, tmp_path: Path) -> None:
    files = Chosen(world, tmp_path)
    hand(world)
    ask(world, "print")
    (path,) = files.opened
    assert path == tmp_path / "out.pdf"
    data = path.read_bytes()
    assert data.startswith(b"%PDF")
    assert len(data) > 1000
    assert "PDF" in world.sidebar.toast.text
    assert files.asked[0].startswith("交接 2026-11-25")


def test_nothing_to_print_asks_for_no_file(world: World, tmp_path: Path) -> None:
    files = Chosen(world, tmp_path)
    ask(world, "print")
    ask(world, "export")
    assert files.asked == []
    assert "没有要导出" in world.sidebar.toast.text


@pytest.mark.usefixtures("caplog")
def test_a_place_that_takes_no_writing_is_said(world: World, tmp_path: Path) -> None:
    files = Chosen(world, tmp_path)
    hand(world)
    files.save = str(tmp_path / "none" / "out")
    ask(world, "print")
    assert files.opened == []
    assert "没能写入" in world.sidebar.toast.text


def test_a_pdf_that_cannot_be_written_leaves_the_old_one(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    files = Chosen(world, tmp_path)
    hand(world)
    old = tmp_path / "out.pdf"
    old.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    ask(world, "print")
    assert old.read_bytes() == b"old"
    assert files.opened == []
    assert "磁盘满了" in world.sidebar.toast.text
    assert list(tmp_path.glob(".banhua-*")) == []


def test_half_a_pdf_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(QuietDocument):
        def print_(self, _printer: object) -> None:
            """Stop before anything is drawn, as a device that fails does."""

    monkeypatch.setattr("ui.flows.handover_files.QuietDocument", Broken)
    with pytest.raises(NothingWrittenError):
        pdf("<p>一</p>")


def test_a_pdf_of_many_pages_holds_all() -> None:
    one, many = pdf("<p>一</p>"), pdf("<p>一</p>" * 200)
    assert many.count(b"/Type /Page\n") > one.count(b"/Type /Page\n") == 1


def test_from_one_pc_to_another_with_history_and_never_twice(
    world: World, qtbot: QtBot, tmp_path: Path
) -> None:
    files = Chosen(world, tmp_path)
    id = hand(world)
    world.desk.handovers.ask(id, world.agent(), "灰色还有货吗?", world.now).result(10)
    ask(world, "export")
    window = world.flow.files.window
    assert window.isVisible()
    enter(world, PASSPHRASE)
    world.until(lambda: not window.isVisible())
    (path,) = tmp_path.glob("out.*")
    assert "小鹿".encode() not in path.read_bytes()
    with world_in(qtbot, tmp_path / "two") as other:
        other.flow.opened()
        taken = Chosen(other, tmp_path)
        taken.load = str(path)
        for text in ("导入了 1 条新交接", "导入了 0 条新交接,1 条早已有了"):
            ask(other, "import")
            enter(other, PASSPHRASE)
            other.until(lambda: not other.flow.files.window.isVisible())
            assert other.sidebar.toast.text == text
        found = other.get(id)
        assert (found.name, found.please, found.by) == (
            "小鹿的窝",
            "电话推灰色",
            Agent("03", "晚班"),
        )
        assert other.kinds(id) == ["handed", "asked"]
        other.settle()
        assert other.badge == 1
        other.flow.files.stop()
    assert files.opened == []


def test_a_wrong_passphrase_asks_again(world: World, tmp_path: Path) -> None:
    files = Chosen(world, tmp_path)
    hand(world)
    ask(world, "export")
    enter(world, PASSPHRASE)
    world.until(lambda: not world.flow.files.window.isVisible())
    files.load = str(next(tmp_path.glob("out.*")))
    ask(world, "import")
    enter(world, "another passphrase")
    window = world.flow.files.window
    world.until(lambda: window.save.isEnabled())
    assert window.isVisible()
    assert window.error.text() not in ("", "请稍等…")
    window.field.clear()
    enter(world, PASSPHRASE)
    world.until(lambda: not window.isVisible())
    assert window.field.text() == "", "no passphrase stays in a hidden window"


def test_a_passphrase_is_long_enough_and_typed_twice_alike(world: World, tmp_path: Path) -> None:
    Chosen(world, tmp_path)
    hand(world)
    ask(world, "export")
    window = world.flow.files.window
    window.submit()
    assert "请输入" in window.error.text()
    enter(world, "short")
    assert "至少 8" in window.error.text()
    window.field.clear()
    window.again.clear()
    enter(world, PASSPHRASE, again="other words")
    assert "不一样" in window.error.text()
    assert list(tmp_path.glob("out.*")) == []
    key(window.field, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_what_is_no_parcel_is_refused(world: World, tmp_path: Path) -> None:
    files = Chosen(world, tmp_path)
    other = tmp_path / "x.banhua"
    other.write_bytes(b"no parcel" * 100)
    files.load = str(other)
    ask(world, "import")
    enter(world, PASSPHRASE)
    window = world.flow.files.window
    world.until(lambda: window.save.isEnabled())
    assert window.error.text() not in ("", "请稍等…")
    assert world.waiting() == []


def test_no_file_chosen_changes_nothing(world: World, tmp_path: Path) -> None:
    files = Chosen(world, tmp_path)
    files.save = ""
    hand(world)
    ask(world, "print")
    ask(world, "export")
    ask(world, "import")
    assert world.flow.files._window is None
    assert files.opened == []


def test_an_import_that_is_given_up_changes_nothing(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large file is read beside the desk; Esc meanwhile means that it is not wanted."""
    files = Chosen(world, tmp_path)
    id = hand(world)
    ask(world, "export")
    enter(world, PASSPHRASE)
    world.until(lambda: not world.flow.files.window.isVisible())
    files.load = str(next(tmp_path.glob("out.*")))
    began, go_on, ended = threading.Event(), threading.Event(), threading.Event()

    def slow(items, wanted):
        began.set()
        assert go_on.wait(30)
        ended.set()
        return prepare(items, wanted)

    monkeypatch.setattr("ui.flows.handover_files.prepare", slow)
    world.desk.handovers.accept(id, world.agent(), "好", world.now).result(10)
    ask(world, "import")
    enter(world, PASSPHRASE)
    world.until(began.is_set)
    key(world.flow.files.window.field, Qt.Key.Key_Escape)
    said = world.sidebar.toast.text
    go_on.set()
    world.until(ended.is_set)
    world.flow.files._worker.submit(lambda: None).result(10)
    world.settle()
    assert world.sidebar.toast.text == said
    assert not world.flow.files.window.isVisible()


def test_what_became_of_a_file_is_told_with_counts() -> None:
    assert told(Adopted(new=2)) == "导入了 2 条新交接"
    every = told(Adopted(new=1, grown=2, known=3, erased=4))
    assert "2 条对方那边有新进展" in every
    assert "3 条早已有了" in every
    assert "4 条在这里已经删除" in every
