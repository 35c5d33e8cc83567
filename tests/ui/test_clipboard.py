"""The Qt clipboard: from any thread, byte for byte, counted, and never a deadlock."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TypeVar

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QEventLoop, QIODevice, QMimeData, QTimer
from PySide6.QtGui import QColor, QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from assistant.backends.x11_owner import ForeignContent, RawFormat
from assistant.ports import ClipboardBusy, Target
from ui.clipboard import QtClipboard, QtSnapshot, secret_formats
from ui.clock import SystemClock

T = TypeVar("T")
CHAT = Target(0x600007, 1, "chat", "")
LIST = 0x7FFF
"""Stands for a request for the list of formats."""


@pytest.fixture
def clipboard(qtbot: QtBot) -> Iterator[QtClipboard]:
    made = QtClipboard()
    yield made
    made.close()
    QGuiApplication.clipboard().clear()


class Reader:
    """A foreign owner of the clipboard."""

    def __init__(self) -> None:
        self.ours = False
        self.content: ForeignContent | None = ForeignContent(
            ("UTF8_STRING",), {"UTF8_STRING": RawFormat("UTF8_STRING", 8, b"theirs")}
        )
        self.again: list[ForeignContent] = []
        self.threads: list[threading.Thread] = []
        self.closed = False
        self.copies = False
        self.offered: list[str] = []
        self.asked: list[int] = []

    def owned_by_us(self) -> bool:
        return self.ours

    def names(self) -> tuple[str, ...] | None:
        return None if self.ours or self.content is None else self.content.names

    def read(self, only: Collection[str] | None = None) -> ForeignContent | None:
        self.threads.append(threading.current_thread())
        if self.content is None:
            raise ClipboardBusy
        return None if self.ours else self.content

    def same_client(self, window: int, target: Target) -> bool:
        return window >> 20 == target.window >> 20

    def same_program(self, window: int, target: Target) -> bool:
        return self.same_client(window, target)

    def forget_programs(self) -> None:
        pass

    def keeps_copy(self, target: Target) -> bool:
        return self.copies

    def offer_again(self, content: ForeignContent, made: Collection[str] = ()) -> Reader:
        self.again.append(content)
        return self

    def asks_list(self, pointer: int) -> bool:
        return pointer == LIST

    def offer(self, formats: Sequence[str]) -> Reader:
        self.offered = list(formats)
        return self

    def answer(self, pointer: int) -> bool:
        self.asked.append(pointer)
        return True

    def close(self) -> None:
        self.closed = True


def in_worker(work: Callable[[], T]) -> T:
    """Run ``work`` in a thread while this one serves events."""
    found: list[T | BaseException] = []
    loop = QEventLoop()

    def run() -> None:
        try:
            found.append(work())
        except ClipboardBusy as error:
            found.append(error)
        QTimer.singleShot(0, loop, loop.quit)

    thread = threading.Thread(target=run)
    QTimer.singleShot(0, thread.start)
    loop.exec()
    thread.join(5)
    if isinstance(found[0], BaseException):
        raise found[0]
    return found[0]


def fetch() -> str:
    """Read the clipboard as another program would."""
    return QGuiApplication.clipboard().mimeData().text()


def test_text_is_put_from_a_worker_and_marked_as_secret(clipboard: QtClipboard) -> None:
    in_worker(lambda: clipboard.put_text("您好\n😀"))
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == "您好\n😀"
    assert secret_formats()
    for name, mark in secret_formats().items():
        assert bytes(data.data(name).data()) == mark
    assert in_worker(clipboard.owns)


def test_a_picture_comes_back_byte_for_byte(clipboard: QtClipboard) -> None:
    picture = bytes(range(256)) * 300
    mine = QMimeData()
    mine.setData("image/png", QByteArray(picture))
    mine.setData("text/html", QByteArray("<b>好</b>".encode()))
    mine.setText("好")
    QGuiApplication.clipboard().setMimeData(mine)

    def paste() -> None:
        before = clipboard.snapshot()
        clipboard.put_text("短语")
        clipboard.restore(before)

    in_worker(paste)
    after = QGuiApplication.clipboard().mimeData()
    assert bytes(after.data("image/png").data()) == picture
    assert bytes(after.data("text/html").data()) == "<b>好</b>".encode()
    assert after.text() == "好"


def test_a_picture_held_only_as_an_image_comes_back(clipboard: QtClipboard) -> None:
    image = QImage(4, 3, QImage.Format.Format_RGB32)
    image.fill(QColor("#123456"))
    QGuiApplication.clipboard().setImage(image)
    before = clipboard.snapshot()
    clipboard.put_text("短语")
    clipboard.restore(before)
    back = QGuiApplication.clipboard().image()
    assert (back.size(), back.pixelColor(3, 2)) == (image.size(), QColor("#123456"))


def test_an_empty_clipboard_comes_back_empty(clipboard: QtClipboard) -> None:
    QGuiApplication.clipboard().clear()
    before = clipboard.snapshot()
    assert before.empty
    clipboard.put_text("短语")
    clipboard.restore(before)
    assert clipboard.snapshot().empty


def test_somebody_else_copying_ends_our_ownership(clipboard: QtClipboard) -> None:
    clipboard.put_text("短语")
    assert clipboard.owns()
    QGuiApplication.clipboard().setText("newer")
    assert not clipboard.owns()


def test_a_copy_of_our_text_that_another_program_owns_is_told_from_a_newer_one(
    qtbot: QtBot,
) -> None:
    reader = Reader()
    reader.ours = True
    clipboard = QtClipboard(reader)
    clipboard.put_text("短语\n二")
    assert not clipboard.taken_over()
    reader.ours = False
    assert not clipboard.taken_over(), "somebody copied something newer"
    raw = RawFormat("UTF8_STRING", 8, "短语\r\n二".encode())
    reader.content = ForeignContent(("UTF8_STRING",), {"UTF8_STRING": raw})
    assert clipboard.taken_over()
    assert clipboard.echoes("短语\n二")
    assert not clipboard.echoes("newer")
    reader.content = None
    assert not clipboard.taken_over(), "its owner does not answer"
    clipboard.close()


def count(clipboard: QtClipboard) -> int:
    return sum(one.text for one in clipboard.asked())


def test_fetches_count_from_arm_on_and_call_back(clipboard: QtClipboard) -> None:
    heard: list[int] = []
    clipboard.on_fetch(lambda: heard.append(count(clipboard)))
    clipboard.put_text("短语")
    fetch()
    clipboard.arm(CHAT)
    assert clipboard.asked() == ()
    fetch()
    assert count(clipboard) == len(heard) > 0
    seen = len(heard)
    clipboard.snapshot()  # our own copy is no fetch
    QGuiApplication.clipboard().mimeData().data("x-kde-passwordManagerHint")
    assert count(clipboard) == seen


def test_fetches_are_told_by_the_clock_of_the_paste(
    clipboard: QtClipboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    coarse = time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: coarse() + 1e6)
    clock = SystemClock()
    clipboard.put_text("短语")
    clipboard.arm(CHAT)
    before = clock.monotonic()
    fetch()
    assert all(before <= one.at <= clock.monotonic() for one in clipboard.asked())
    assert clipboard.asked()


def test_only_the_targets_program_counts(qtbot: QtBot) -> None:
    reader = Reader()
    reader.ours = True
    clipboard = QtClipboard(reader)
    clipboard.put_text("短语")
    clipboard.arm(CHAT)
    clipboard.requested(0x800001, 0)  # a clipboard manager
    fetch()
    clipboard.requested(0x800001, LIST)
    assert clipboard.asked() == ()
    clipboard.requested(0x600001, 0)
    fetch()
    assert count(clipboard) > 0
    clipboard.close()
    assert reader.closed


def test_what_the_target_asks_for_is_noted_in_its_order(qtbot: QtBot) -> None:
    reader = Reader()
    reader.ours = True
    clipboard = QtClipboard(reader)
    clipboard.put_text("短语")
    clipboard.arm(CHAT)
    clipboard.requested(0x600001, LIST)
    clipboard.requested(0x600001, 0)
    fetch()
    clipboard.requested(0x800001, LIST)  # a clipboard manager
    clipboard.requested(0x600001, LIST)
    asked = clipboard.asked()
    assert [one.text for one in asked] == [False, True, False]
    assert [one.at for one in asked] == sorted(one.at for one in asked)
    clipboard.close()


def test_a_program_with_a_copy_of_the_clipboard_is_waited_for(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, slept = [100.0], []
    monkeypatch.setattr("ui.clipboard.time.monotonic", lambda: now[0])

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds
        if len(slept) == 3:
            clipboard.requested(0x600001, LIST)

    monkeypatch.setattr("ui.clipboard.time.sleep", sleep)
    reader = Reader()
    reader.ours = True
    clipboard = QtClipboard(reader)
    clipboard.put_text("短语")
    reader.copies = True
    clipboard.requested(0x800001, LIST)  # a clipboard manager
    assert clipboard.noticed(CHAT)
    assert now[0] - 100 < 0.1
    clipboard.put_text("下一条")
    slept += [0.0] * 9
    assert not clipboard.noticed(CHAT)
    clipboard.close()


def test_a_program_that_asks_when_the_clipboard_changes_is_waited_for(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    asks_after: list[float] = []

    def sleep(seconds: float) -> None:
        now[0] += seconds
        if asks_after and now[0] - 100 >= asks_after[0]:
            clipboard.requested(0x600001, LIST)
            asks_after.clear()

    monkeypatch.setattr("ui.clipboard.time.monotonic", lambda: now[0])
    monkeypatch.setattr("ui.clipboard.time.sleep", sleep)
    reader = Reader()
    reader.ours = True
    clipboard = QtClipboard(reader)

    def waited(asks: float | None, *, then: bool = False, terminal: bool = False) -> float:
        now[0] = 100.0
        clipboard.put_text("短语")
        clipboard.requested(0x800001, LIST)  # a clipboard manager
        asks_after[:] = [] if asks is None else [asks]
        assert clipboard.noticed(CHAT, asks=terminal), "never a reason to refuse"
        if then:
            clipboard.requested(0x600001, LIST)
        clipboard.arm(CHAT)
        return now[0] - 100

    assert waited(0.02) == pytest.approx(0.02, abs=0.004), "met for the first time"
    assert waited(0.2) == pytest.approx(0.2, abs=0.004), "known to ask, and slow today"
    assert waited(None) < 1
    assert waited(None) == 0.0, "it asks no more, so nobody waits"
    assert waited(None, then=True) == 0.0
    assert waited(0.2) == pytest.approx(0.2, abs=0.004), "it was seen to ask before its key"
    assert waited(None) < 1
    for _ in range(4):
        clipboard.requested(0x600001, LIST)  # behind the key: a browser without a box
    assert waited(None) == 0.0
    clipboard.requested(0x600001, LIST)  # one question, and no fetch: the key came too early
    assert waited(0.2) == pytest.approx(0.2, abs=0.004)
    clipboard._watching.clear()
    assert waited(0.2, terminal=True) == pytest.approx(0.2, abs=0.004), "slow the first time"
    clipboard.close()


@pytest.mark.parametrize("name", ["application/x-qt-image", "application/x-color"])
def test_a_name_of_qts_own_costs_neither_the_paste_nor_the_rest(
    clipboard: QtClipboard, name: str
) -> None:
    mine = QMimeData()
    mine.setData(name, QByteArray(b"x"))
    mine.setText("好")
    QGuiApplication.clipboard().setMimeData(mine)
    for _ in range(2):
        before = clipboard.snapshot()
        clipboard.put_text("短语")
        clipboard.restore(before)
    assert QGuiApplication.clipboard().mimeData().text() == "好"


def test_what_was_put_back_is_saved_again_as_it_came(qtbot: QtBot) -> None:
    reader = Reader()
    clipboard = QtClipboard(reader)
    before = clipboard.snapshot()
    reader.ours = True
    clipboard.put_text("短语")
    clipboard.restore(before)
    assert clipboard.snapshot() is before
    assert reader.again == [reader.content]
    clipboard.close()


def test_a_picture_of_many_encodings_is_made_when_asked_for(qtbot: QtBot) -> None:
    image = QImage(4, 3, QImage.Format.Format_RGB32)
    image.fill(QColor("#123456"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    png = bytes(buffer.data().data())
    names = ("image/png", "image/bmp", "image/jpeg", "image/x-unknown", "image/x-portable-pixmap")
    reader = Reader()
    reader.content = ForeignContent(names, {"image/png": RawFormat("image/png", 8, png)})
    clipboard = QtClipboard(reader)
    before = clipboard.snapshot()
    reader.ours = True
    clipboard.put_text("短语")
    clipboard.restore(before)
    back = QGuiApplication.clipboard().mimeData()
    assert bytes(back.data("image/png").data()) == png
    assert "image/x-unknown" not in back.formats()
    made = QImage.fromData(back.data("image/bmp"))
    assert made.pixelColor(3, 2) == QColor("#123456")
    clipboard.close()


def test_names_are_listed_without_contents(qtbot: QtBot) -> None:
    reader = Reader()
    clipboard = QtClipboard(reader)
    assert clipboard.names() == ("UTF8_STRING",)
    assert reader.threads == []
    reader.ours = True
    QGuiApplication.clipboard().setText("好")
    assert "text/plain" in clipboard.names()
    clipboard.close()


def test_formats_are_answered_for_our_text_only_and_as_qt_has_them(qtbot: QtBot) -> None:
    reader = Reader()
    reader.ours = True
    clipboard = QtClipboard(reader)
    window, at = 0x600001, 0x7F00
    assert not clipboard.requested(window, at)
    before = clipboard.snapshot()
    clipboard.put_text("短语")
    assert clipboard.requested(window, at)
    assert reader.offered == QGuiApplication.clipboard().mimeData().formats()
    QGuiApplication.clipboard().setText("copied in a window of ours")
    assert not clipboard.requested(window, at)
    clipboard.put_text("短语")
    assert clipboard.requested(window, at)
    clipboard.restore(before)
    assert not clipboard.requested(window, at)
    assert reader.asked == [at, at]
    clipboard.close()


def test_foreign_content_is_read_on_the_calling_thread(qtbot: QtBot) -> None:
    reader = Reader()
    clipboard = QtClipboard(reader)
    snapshot = in_worker(clipboard.snapshot)
    assert isinstance(snapshot, QtSnapshot)
    assert snapshot.formats == {"text/plain": b"theirs"}
    assert not snapshot.empty
    assert snapshot.size == 6
    assert reader.threads[0] is not threading.main_thread()
    reader.content = None
    with pytest.raises(ClipboardBusy):
        in_worker(clipboard.snapshot)


def test_a_write_that_does_not_take_is_tried_again_and_then_told(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)
    clipboard = QtClipboard(Reader())  # X11 says that another program still owns it
    with pytest.raises(ClipboardBusy):
        clipboard.put_text("短语")
    assert waits == [0.02, 0.04, 0.06, 0.08]


def test_a_waiting_worker_is_served_by_pump(clipboard: QtClipboard) -> None:
    done = threading.Event()

    def work() -> None:
        clipboard.put_text("短语")
        done.set()

    worker = threading.Thread(target=work)
    worker.start()
    limit = time.monotonic() + 10
    while not done.is_set() and time.monotonic() < limit:
        clipboard.pump()  # no event loop runs here
        worker.join(0.005)
    assert done.is_set()
    assert fetch() == "短语"


def test_after_close_no_thread_waits(clipboard: QtClipboard) -> None:
    clipboard.close()
    errors: list[BaseException] = []

    def work() -> None:
        try:
            clipboard.put_text("短语")
        except ClipboardBusy as error:
            errors.append(error)

    worker = threading.Thread(target=work)
    worker.start()
    worker.join(10)
    assert not worker.is_alive()
    assert len(errors) == 1


def test_a_snapshot_of_another_kind_is_refused(clipboard: QtClipboard) -> None:
    class Other:
        empty = False
        size = 0

    with pytest.raises(TypeError):
        clipboard.restore(Other())
