"""Unsaved typing: stored soon, once, and again after a full disk."""

from __future__ import annotations

from concurrent.futures import Future

import pytest
from pytestqt.qtbot import QtBot

from phrasebook.model import UserError
from tests.ui.flow_world import bridge
from ui.kept_text import AGAIN_MS, SETTLE_MS, KeptText


class Disk:
    """Texts as stored; may be full."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.puts: list[tuple[str, str]] = []
        self.full = False

    def put(self, name: str, text: str) -> Future[None]:
        future: Future[None] = Future()
        if self.full:
            future.set_exception(UserError("磁盘满了。"))
            return future
        self.puts.append((name, text))
        self.texts[name] = text
        future.set_result(None)
        return future

    def all(self) -> Future[dict[str, str]]:
        future: Future[dict[str, str]] = Future()
        future.set_result({name: text for name, text in self.texts.items() if text})
        return future


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def kept(qtbot: QtBot, disk: Disk) -> KeptText:
    made, faults = bridge()
    text = KeptText(made, lambda: disk)
    text._made = made  # type: ignore[attr-defined]  # lives as long as the test
    text._faults = faults  # type: ignore[attr-defined]
    return text


def test_typing_is_stored_once_it_pauses(kept: KeptText, disk: Disk, qtbot: QtBot) -> None:
    for text in ("亲", "亲要", "亲要发"):
        kept.put("note", text)
    assert kept.get("note") == "亲要发"
    assert disk.puts == []
    assert SETTLE_MS <= 300
    assert kept._timer.interval() == SETTLE_MS
    qtbot.waitUntil(lambda: disk.puts == [("note", "亲要发")])
    assert not kept.waiting


def test_the_same_text_again_is_not_stored_again(kept: KeptText, disk: Disk) -> None:
    kept.put("note", "一")
    kept.store()
    kept.put("note", "一")
    assert not kept.waiting
    assert disk.puts == [("note", "一")]


def test_a_full_disk_keeps_it_in_memory_and_tries_again(
    kept: KeptText, disk: Disk, qtbot: QtBot
) -> None:
    disk.full = True
    kept.put("note", "没存上的")
    kept.store()
    qtbot.waitUntil(lambda: kept._timer.isActive())
    assert kept._timer.interval() == AGAIN_MS
    assert kept.get("note") == "没存上的"
    assert kept._faults == []  # type: ignore[attr-defined]  # the form says it, not a banner
    disk.full = False
    kept._timer.timeout.emit()
    assert disk.texts == {"note": "没存上的"}


def test_dropped_means_gone_from_the_disk_too(kept: KeptText, disk: Disk) -> None:
    kept.put("note", "一")
    kept.store()
    kept.drop("note")
    assert kept.get("note") == ""
    assert disk.texts == {"note": ""}


def test_what_an_earlier_run_left_comes_back_and_typing_wins(
    kept: KeptText, disk: Disk, qtbot: QtBot
) -> None:
    disk.texts = {"a": "旧", "b": "旧"}
    kept.put("b", "新")
    got: list[dict[str, str]] = []
    kept.load(got.append)
    qtbot.waitUntil(lambda: bool(got))
    assert got == [{"a": "旧", "b": "新"}]
    assert kept.names("a") == ["a"]


def test_without_a_desk_it_waits(qtbot: QtBot, disk: Disk) -> None:
    made, _ = bridge()
    open_desk: list[Disk] = []
    kept = KeptText(made, lambda: open_desk[0] if open_desk else None)
    kept.put("note", "一")
    kept.store()
    assert kept.waiting
    open_desk.append(disk)
    kept.store()
    assert disk.texts == {"note": "一"}
    kept.forget_all()
    assert kept.get("note") == ""
