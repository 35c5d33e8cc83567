"""Unsaved typing: stored soon, once, and again after a full disk."""

from __future__ import annotations

from concurrent.futures import Future

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from phrasebook.model import UserError
from phrasebook.store.errors import ClosedError
from tests.ui.flow_world import bridge
from ui.kept_text import AGAIN_MS, SETTLE_MS, KeptText


class Disk:
    """Texts as stored; may be full."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.shown: dict[str, tuple[bytes, ...]] = {}
        self.puts: list[tuple[str, str]] = []
        self.full = False

    def put(self, name: str, text: str, pictures: tuple[bytes, ...] | None = None) -> Future[None]:
        future: Future[None] = Future()
        if self.full:
            future.set_exception(UserError("磁盘满了。"))
            return future
        self.puts.append((name, text))
        self.texts[name] = text
        if pictures is not None:
            self.shown[name] = pictures
        future.set_result(None)
        return future

    def pictures(self, name: str) -> Future[tuple[bytes, ...]]:
        future: Future[tuple[bytes, ...]] = Future()
        future.set_result(self.shown.get(name, ()))
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


def test_typing_without_a_pause_is_stored_while_it_goes_on(kept: KeptText, disk: Disk) -> None:
    """A key does not put off what the key before it asked for."""
    assert SETTLE_MS <= 1000
    kept.put("note", "亲")
    started: list[int] = []
    kept._timer.start = started.append  # type: ignore[method-assign,assignment]
    for number in range(50):
        kept.put("note", "亲" * (number + 2))
        assert kept._timer.isActive()
    assert started == [], "the running timer goes on"
    kept._timer.timeout.emit()
    assert disk.puts == [("note", "亲" * 51)]


def test_typing_is_stored_when_the_timer_runs_out(kept: KeptText, disk: Disk, qtbot: QtBot) -> None:
    kept.put("note", "亲")
    assert disk.puts == []
    qtbot.waitUntil(lambda: not kept.waiting)
    assert disk.puts == [("note", "亲")]


def test_typing_is_stored_at_once_when_the_focus_goes_elsewhere(kept: KeptText, disk: Disk) -> None:
    kept.put("note", "亲")
    QGuiApplication.instance().focusObjectChanged.emit(None)  # type: ignore[union-attr]
    assert disk.puts == [("note", "亲")]


def test_a_full_disk_does_not_put_off_what_is_typed_next(
    kept: KeptText, disk: Disk, qtbot: QtBot
) -> None:
    disk.full = True
    kept.put("note", "一")
    kept.store()
    qtbot.waitUntil(lambda: kept._timer.isActive())
    kept.put("note", "一二")
    assert kept._timer.interval() == SETTLE_MS


def test_pictures_are_stored_once_and_not_with_each_key(kept: KeptText, disk: Disk) -> None:
    sent: list[object] = []
    real = disk.put

    def put(name: str, text: str, pictures: tuple[bytes, ...] | None = None) -> Future[None]:
        sent.append(pictures)
        return real(name, text, pictures)

    disk.put = put  # type: ignore[method-assign]
    for text in ("一", "一二", "一二三"):
        kept.put("note", text, (b"png",))
        kept.store()
    assert sent == [(b"png",), None, None]
    assert disk.shown == {"note": (b"png",)}


def test_flushing_tells_whether_all_is_on_the_disk(
    kept: KeptText, disk: Disk, qtbot: QtBot
) -> None:
    said: list[bool] = []
    kept.flush(said.append)
    assert said == [True], "at once where nothing waits"
    disk.full = True
    kept.put("note", "一", (b"png",))
    kept.flush(said.append)
    qtbot.waitUntil(lambda: said == [True, False])
    assert kept.unstored() == ["一"]
    disk.full = False
    kept.flush(said.append)
    qtbot.waitUntil(lambda: said == [True, False, True])
    assert disk.shown == {"note": (b"png",)}


def test_what_nobody_wrote_is_no_loss(kept: KeptText, disk: Disk) -> None:
    disk.full = True
    kept.mark("left out", "[1]")
    kept.store()
    assert not kept.waiting
    assert kept.get("left out") == "[1]"


def test_what_is_written_to_be_used_at_once_is_a_loss_only_where_it_was_refused(
    kept: KeptText, disk: Disk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(kept, "_drafts", lambda: None)
        kept.pass_by("rewrite", "好的亲")
        kept.store()
        assert not kept.waiting, "there is no desk"
    disk.full = True
    kept.store()
    qtbot.waitUntil(lambda: kept._timer.isActive())
    assert kept.unstored() == ["好的亲"]
    disk.full = False
    kept.store()
    qtbot.waitUntil(lambda: not kept.waiting)
    assert disk.texts == {"rewrite": "好的亲"}


def test_what_could_not_be_stored_outlives_the_lock(qtbot: QtBot, disk: Disk) -> None:
    made, _ = bridge()
    open_desk: list[Disk] = [disk]
    kept = KeptText(made, lambda: open_desk[0] if open_desk else None)
    kept.put("stored", "在盘上")
    kept.store()
    qtbot.waitUntil(lambda: not kept._going)
    disk.full = True
    kept.put("note", "没存上", (b"png",))
    kept.store()
    kept.forget_stored()  # before the desk has answered
    open_desk.clear()
    qtbot.waitUntil(lambda: not kept._going)
    assert kept.get("stored") == ""
    assert kept.waiting
    disk.full = False
    open_desk.append(disk)
    loaded: list[dict[str, str]] = []
    kept.load(loaded.append)
    qtbot.waitUntil(lambda: bool(loaded))
    assert loaded == [{"stored": "在盘上", "note": "没存上"}]
    assert disk.texts["note"] == "没存上"
    assert disk.shown == {"note": (b"png",)}


def test_what_was_stored_behind_the_lock_is_forgotten(qtbot: QtBot, disk: Disk) -> None:
    made, _ = bridge()
    open_desk: list[Disk] = [disk]
    kept = KeptText(made, lambda: open_desk[0] if open_desk else None)
    kept.put("note", "一")
    kept.store()
    kept.forget_stored()
    open_desk.clear()
    qtbot.waitUntil(lambda: not kept._going)
    assert kept.get("note") == ""


@pytest.mark.parametrize("fault", [ClosedError("closed"), ValueError("a bug")])
def test_whatever_keeps_it_from_being_stored_it_waits(
    qtbot: QtBot, disk: Disk, fault: Exception
) -> None:
    made, _ = bridge()
    kept = KeptText(made, lambda: disk)

    def broken(*_args: object) -> Future[None]:
        future: Future[None] = Future()
        future.set_exception(fault)
        return future

    disk.put = broken  # type: ignore[method-assign]
    kept.put("note", "一")
    said: list[bool] = []
    with qtbot.captureExceptions() as raised:
        kept.flush(said.append)
        qtbot.waitUntil(lambda: said == [False])
        kept.flush(said.append)
        qtbot.waitUntil(lambda: said == [False, False])
    assert len(raised) == isinstance(fault, ValueError), "a bug is told of once"
    assert kept.waiting
    kept._timer.stop()


def test_the_same_text_again_is_not_stored_again(kept: KeptText, disk: Disk, qtbot: QtBot) -> None:
    kept.put("note", "一")
    kept.store()
    assert kept.waiting, "until the desk has answered"
    qtbot.waitUntil(lambda: not kept.waiting)
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
    kept.drop("note")
    kept.forget_stored()
    assert kept.get("note") == ""


def test_what_was_erased_in_the_desk_is_forgotten_here_too(
    kept: KeptText, disk: Disk, qtbot: QtBot
) -> None:
    kept.put("note:new:千牛/小鹿", "写了一半", (b"png",))
    kept.put("handover.form.abc", "也写了一半")
    kept.put("note:new:千牛/飞鱼", "别人的")
    kept.store()
    qtbot.waitUntil(lambda: not kept.waiting)
    del disk.texts["handover.form.abc"]  # found by the desk, by an id that hung on the buyer
    kept.put("new", "还没存的")
    kept.forget_about(["小鹿"])
    kept.follow()
    qtbot.waitUntil(lambda: kept.names("") == ["new", "note:new:千牛/飞鱼"])
    assert disk.texts["note:new:千牛/小鹿"] == ""
    read: list[tuple[bytes, ...]] = []
    disk.shown.clear()
    kept.read_pictures("note:new:千牛/小鹿", read.append, lambda _error: None)
    qtbot.waitUntil(lambda: bool(read))
    assert read == [()]
