"""The clipboard of Windows by the real calls."""

from __future__ import annotations

import ctypes
import os
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest

from assistant.backends.windows_clipboard import WindowsClipboard
from assistant.backends.windows_clipboard_content import (
    DIB,
    ENHANCED_METAFILE,
    MARKS,
    METAFILE,
    UNICODE_TEXT,
    Offered,
    WindowsSnapshot,
    encoded,
    name_of,
)
from assistant.ports import ClipboardBusy, Target

pytestmark = pytest.mark.skipif(
    sys.platform != "win32", reason="calls Windows; run under Wine by dev.py test --windows"
)

T = TypeVar("T")
PICTURE = struct.pack("<IiiHHIIiiII", 40, 4, 4, 1, 32, 0, 64, 0, 0, 0, 0) + bytes(range(64))


@pytest.fixture
def clipboard() -> Iterator[WindowsClipboard]:
    made = WindowsClipboard.open(time.monotonic)
    yield made
    made.close()


def in_worker(clipboard: WindowsClipboard, work: Callable[[], T]) -> T:
    """Run ``work`` in a thread, as pastes do, while this one answers Windows."""
    found: list[T] = []
    faults: list[Exception] = []

    def run() -> None:
        try:
            found.append(work())
        except (ClipboardBusy, AssertionError) as fault:
            faults.append(fault)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    end = time.monotonic() + 30
    while thread.is_alive() and time.monotonic() < end:
        clipboard.pump()
        thread.join(0.001)
    if faults:
        raise faults[0]
    return found[0]


def snapshot(clipboard: WindowsClipboard, *entries: tuple[int, bytes]) -> WindowsSnapshot:
    calls = clipboard._calls
    return WindowsSnapshot(tuple((Offered(n, name_of(n, calls.name(n))), d) for n, d in entries))


def without_marks(found: WindowsSnapshot) -> list[tuple[int, bytes]]:
    return [(one.number, data) for one, data in found.entries if one.name not in MARKS]


def fetched(window: int | None = None) -> str | None:
    """Fetch the text as another program does, in the name of ``window`` or of none."""
    assert sys.platform == "win32"
    user, kernel = ctypes.WinDLL("user32"), ctypes.WinDLL("kernel32")
    user.OpenClipboard.argtypes = [ctypes.c_void_p]
    user.GetClipboardData.restype = kernel.GlobalLock.restype = ctypes.c_void_p
    kernel.GlobalLock.argtypes = kernel.GlobalUnlock.argtypes = [ctypes.c_void_p]
    assert user.OpenClipboard(window)
    try:
        handle = user.GetClipboardData(UNICODE_TEXT)
        if not handle:
            return None
        text = ctypes.wstring_at(kernel.GlobalLock(handle))
        kernel.GlobalUnlock(handle)
        return text.replace("\r\n", "\n")
    finally:
        user.CloseClipboard()


def metafile(kind: str) -> bytes:
    """Make the bits of a picture of one rectangle."""
    assert sys.platform == "win32"
    gdi = ctypes.WinDLL("gdi32")
    pointer = ctypes.c_void_p
    make, close, bits = {
        "emf": (gdi.CreateEnhMetaFileW, gdi.CloseEnhMetaFile, gdi.GetEnhMetaFileBits),
        "wmf": (gdi.CreateMetaFileW, gdi.CloseMetaFile, gdi.GetMetaFileBitsEx),
    }[kind]
    make.restype = close.restype = pointer
    context = pointer(make(None, None, None, None) if kind == "emf" else make(None))
    gdi.Rectangle(context, 1, 2, 30, 40)
    picture = pointer(close(context))
    size = bits(picture, 0, None)
    buffer = ctypes.create_string_buffer(size)
    bits(picture, size, buffer)
    assert size > 20
    return buffer.raw if kind == "emf" else struct.pack("<iii", 8, 100, 100) + buffer.raw


def test_every_format_comes_back_byte_for_byte(clipboard: WindowsClipboard) -> None:
    private = clipboard._calls.register("QQ_Unicode_RichEdit_Format")
    given = [(private, bytes(range(256)) * 40), (UNICODE_TEXT, encoded("原来的😊\n二")),
             (DIB, PICTURE), (ENHANCED_METAFILE, metafile("emf"))]  # fmt: skip

    def paste() -> WindowsSnapshot:
        clipboard.restore(snapshot(clipboard, *given))
        before = clipboard.snapshot()
        clipboard.put_text("回复")
        clipboard.restore(before)
        return clipboard.snapshot()

    found = in_worker(clipboard, paste)
    locale = [entry for entry in without_marks(found) if entry[0] != 16]
    assert locale == given
    assert MARKS.items() <= found.formats.items()


def test_a_windows_metafile_comes_back(clipboard: WindowsClipboard) -> None:
    given = (METAFILE, metafile("wmf"))

    def paste() -> WindowsSnapshot:
        clipboard.restore(snapshot(clipboard, given))
        return clipboard.snapshot()

    assert without_marks(in_worker(clipboard, paste)) == [given]


def test_an_empty_clipboard_is_told_from_one_that_is_held(clipboard: WindowsClipboard) -> None:
    in_worker(clipboard, lambda: clipboard.restore(WindowsSnapshot()))
    assert in_worker(clipboard, clipboard.snapshot).empty
    assert clipboard.names() == ()
    in_worker(clipboard, lambda: clipboard.put_text("回复"))
    other = type(clipboard._calls)()  # has no window, as some programs have none
    assert other.open()
    try:
        with pytest.raises(ClipboardBusy):
            in_worker(clipboard, clipboard.snapshot)
        with pytest.raises(ClipboardBusy):
            in_worker(clipboard, lambda: clipboard.put_text("x"))
        assert not in_worker(clipboard, lambda: clipboard.noticed(Target(1, 1, "", "")))
    finally:
        other.close()
    assert clipboard.owns()


def test_our_text_is_given_when_it_is_asked_for_and_the_fetch_is_seen(
    clipboard: WindowsClipboard,
) -> None:
    heard: list[int] = []
    clipboard.on_fetch(lambda: heard.append(1))

    def paste() -> str | None:
        clipboard.put_text("您好\n😊")
        clipboard.arm()
        assert not clipboard.fetches().times
        return fetched()

    assert in_worker(clipboard, paste) == "您好\n😊"
    assert len(clipboard.fetches().times) == 1
    assert heard == [1]
    assert clipboard.owns()
    assert in_worker(clipboard, fetched) == "您好\n😊"
    assert len(clipboard.fetches().times) == 1, "Windows keeps it"


def test_a_program_in_the_background_gets_no_text_before_the_target(
    clipboard: WindowsClipboard,
) -> None:
    in_worker(clipboard, lambda: clipboard.put_text("回复"))
    assert in_worker(clipboard, fetched) is None, "no key was sent"
    clipboard.arm(Target(1, 1, "chat", ""))
    assert in_worker(clipboard, lambda: fetched(clipboard._calls.window())) is None
    assert not clipboard.fetches().times
    clipboard.arm()
    assert in_worker(clipboard, fetched) == "回复"


def test_a_promised_text_stays_after_the_end() -> None:
    first, second = WindowsClipboard.open(), WindowsClipboard.open()
    in_worker(first, lambda: first.put_text("回复"))
    first.close()
    assert in_worker(second, second.snapshot).formats["text/plain"].decode() == "回复"
    second.close()


def test_windows_names_the_processes(clipboard: WindowsClipboard) -> None:
    calls = clipboard._calls
    child = subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert calls.parents(child.pid)[0] == os.getpid()
    finally:
        child.communicate(b"\n")
    assert calls.inside(calls.window()) == {os.getpid()}
    assert calls.answers(calls.window(), 0.5)
    assert calls.owner() in (0, calls.window())
