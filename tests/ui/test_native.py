"""The native event filter and the session signals, fed with made-up events."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QByteArray
from pytestqt.qtbot import QtBot

from tests.needs import needs
from ui.native import NativeEvents
from ui.session import WM_POWERBROADCAST, WM_WTSSESSION_CHANGE, Session, session_path

XCB = QByteArray(b"xcb_generic_event_t")
WINDOWS = QByteArray(b"windows_generic_MSG")


class Message(ctypes.Structure):
    """The head of MSG."""

    _fields_ = (
        ("hwnd", ctypes.c_void_p),
        ("message", ctypes.c_uint32),
        ("wparam", ctypes.c_size_t),
        ("lparam", ctypes.c_ssize_t),
    )


def x11(kind: int, requestor: int = 0) -> ctypes.Array[ctypes.c_char]:
    data = bytes([kind]) + bytes(11) + requestor.to_bytes(4, "little") + bytes(16)
    return ctypes.create_string_buffer(data, 32)


@pytest.mark.parametrize(("kind", "asked"), [(2, True), (3, True), (34, True), (0x82, True),
                                             (4, False), (28, False), (30, False)])  # fmt: skip
def test_only_key_events_reach_the_hotkeys(kind: int, asked: bool) -> None:
    seen: list[int] = []
    events = NativeEvents(x11_key=lambda at: seen.append(at) is None)
    event = x11(kind)
    swallowed, _ = events.nativeEventFilter(XCB, ctypes.addressof(event))
    assert seen == ([ctypes.addressof(event)] if asked else [])
    assert swallowed is asked


@pytest.mark.parametrize("answered", [True, False])
def test_clipboard_requests_go_on_to_qt_unless_they_are_answered(answered: bool) -> None:
    seen: list[tuple[int, int]] = []
    events = NativeEvents(x11_clipboard_request=lambda *told: bool(seen.append(told)) or answered)
    event = x11(30, 0x1234567)
    at = ctypes.addressof(event)
    assert events.nativeEventFilter(b"xcb_generic_event_t", at) == (answered, 0)
    assert seen == [(0x1234567, at)]


def test_windows_messages_of_interest_are_passed_on() -> None:
    seen: list[tuple[int, int, int]] = []
    events = NativeEvents(windows_message=lambda *m: seen.append(m) is None)
    for number in (0x02B1, 0x0100, 0x0312):
        message = Message(None, number, 7, -3)
        swallowed, _ = events.nativeEventFilter(WINDOWS, ctypes.addressof(message))
        assert swallowed is (number == 0x02B1)
    assert seen == [(0x02B1, 7, -3)]


def test_unknown_kinds_are_let_go() -> None:
    events = NativeEvents(x11_key=lambda _at: True, windows_message=lambda *_m: True)
    assert events.nativeEventFilter(b"mac_generic_NSEvent", 0) == (False, 0)
    assert NativeEvents().nativeEventFilter(XCB, ctypes.addressof(x11(2))) == (False, 0)


# -- session --


class Heard:
    def __init__(self, session: Session) -> None:
        self.names: list[str] = []
        session.locked.connect(lambda: self.names.append("locked"))
        session.unlocked.connect(lambda: self.names.append("unlocked"))
        session.resumed.connect(lambda: self.names.append("resumed"))
        session.sleeping.connect(lambda: self.names.append("sleeping"))


def test_windows_session_messages(qtbot: QtBot) -> None:
    session = Session()
    heard = Heard(session)
    for number, wparam in [
        (WM_POWERBROADCAST, 4), (WM_POWERBROADCAST, 0x12), (WM_WTSSESSION_CHANGE, 7),
        (WM_WTSSESSION_CHANGE, 7), (WM_WTSSESSION_CHANGE, 8), (WM_WTSSESSION_CHANGE, 5),
    ]:  # fmt: skip
        assert session.windows_message(number, wparam, 0) is False
    assert heard.names == ["sleeping", "resumed", "locked", "unlocked"]


def test_logind_and_screen_saver(qtbot: QtBot) -> None:
    session = Session()
    heard = Heard(session)
    session.on_sleep(True)
    session.on_sleep(False)
    session.on_lock()
    session.on_saver(True)
    session.on_unlock()
    assert heard.names == ["sleeping", "resumed", "locked", "unlocked"]


@pytest.mark.parametrize(
    ("id", "path"),
    [
        ("", ""),
        ("c1", "/org/freedesktop/login1/session/c1"),
        ("3", "/org/freedesktop/login1/session/_33"),
        ("12a", "/org/freedesktop/login1/session/_312a"),
        ("a-b", "/org/freedesktop/login1/session/a_2db"),
    ],
)
def test_a_session_of_logind_is_named_as_logind_does(id: str, path: str) -> None:
    assert session_path(id) == path


_LISTEN = """
import os, subprocess, sys
from PySide6.QtCore import QCoreApplication, QTimer
from ui.session import Session
app = QCoreApplication([])
session = Session()
left = ["locked", "unlocked", "resumed"]
def heard(name):
    left.remove(name)
    if not left:
        app.quit()
for name in list(left):
    getattr(session, name).connect(lambda name=name: heard(name))
assert session.start()
bus = "--bus=" + os.environ["DBUS_SESSION_BUS_ADDRESS"]
def send(path, what, value):
    subprocess.run(["dbus-send", bus, "--type=signal", path, what, "boolean:" + value], check=True)
saver = ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged")
QTimer.singleShot(0, lambda: send(*saver, "true"))
QTimer.singleShot(0, lambda: send(*saver, "false"))
sleep = ("/org/freedesktop/login1", "org.freedesktop.login1.Manager.PrepareForSleep")
QTimer.singleShot(0, lambda: send(*sleep, "false"))
QTimer.singleShot(20000, app.quit)
app.exec()
print("left:", left)
"""


@pytest.fixture
def bus() -> Iterator[str]:
    """A D-Bus of our own, in place of both the system's and the session's."""
    if not shutil.which("dbus-daemon") or not shutil.which("dbus-send"):
        pytest.skip("no dbus-daemon and dbus-send here")
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8",
    )  # fmt: skip
    assert daemon.stdout is not None
    address = daemon.stdout.readline().strip()
    yield address
    daemon.terminate()
    daemon.wait()
    daemon.stdout.close()


@needs("dbus")
def test_signals_arrive_over_a_real_bus(bus: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bus)
    done = subprocess.run(
        [sys.executable, "-c", _LISTEN],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.stdout.strip() == "left: []", done.stderr


_OF_ANOTHER = """
import os, subprocess, sys
from PySide6.QtCore import QCoreApplication, QTimer
from ui.session import Session
app = QCoreApplication([])
session = Session()
heard = []
for name in ("locked", "unlocked", "resumed"):
    getattr(session, name).connect(lambda name=name: heard.append(name))
session.locked.connect(app.quit)
assert session.start()
bus = "--bus=" + os.environ["DBUS_SESSION_BUS_ADDRESS"]
def send(path, what, *more):
    subprocess.run(["dbus-send", bus, "--type=signal", path, what, *more], check=True)
root, lock = "/org/freedesktop/login1", "org.freedesktop.login1.Session.Lock"
def all():
    send(root + "/session/_37", lock)
    send(root, "org.freedesktop.login1.Manager.PrepareForSleep", "boolean:false")
    send(root + "/session/_33", lock)
QTimer.singleShot(0, all)
QTimer.singleShot(20000, app.quit)
app.exec()
print("heard:", heard)
"""


def test_the_lock_of_another_session_is_none_of_ours(
    bus: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bus)
    monkeypatch.setenv("XDG_SESSION_ID", "3")
    done = subprocess.run(
        [sys.executable, "-c", _OF_ANOTHER],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.stdout.strip() == "heard: ['resumed', 'locked']", done.stderr
