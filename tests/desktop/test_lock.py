"""The real program when its person leaves: locked with the screen, nothing shown, nothing lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.desk.keys import DeskKeys
from phrasebook.store.desk import Desk
from tests import canary
from tests.desktop.harness.app import App, Practice, seed
from tests.desktop.harness.clip import Clip
from tests.desktop.harness.desk import PASSPHRASE, make_desk
from tests.desktop.harness.hand import Hand
from tests.desktop.harness.process import wait_for
from tests.desktop.harness.screen import Screen

NOTE = f"答应周五补发,电话 {canary.PHONE}"


@pytest.fixture
def bus() -> Iterator[str]:
    """A D-Bus session of our own, where the test plays the screen saver."""
    if not shutil.which("dbus-daemon") or not shutil.which("dbus-send"):
        pytest.skip("no dbus-daemon and dbus-send here")
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8",
    )  # fmt: skip
    assert daemon.stdout is not None
    yield daemon.stdout.readline().strip()
    daemon.terminate()
    daemon.wait()
    daemon.stdout.close()


def saver(bus: str, active: bool) -> None:
    """Play the screen saver."""
    subprocess.run(
        [
            "dbus-send", f"--bus={bus}", "--type=signal", "/org/gnome/ScreenSaver",
            "org.gnome.ScreenSaver.ActiveChanged", f"boolean:{str(active).lower()}",
        ],
        check=True,
    )  # fmt: skip


class Person:
    """What somebody does at the program."""

    def __init__(self, screen: Screen, app: App) -> None:
        self.app = app
        self.hand, self.clip = Hand(screen.name), Clip(screen)

    def put(self, text: str) -> None:
        self.clip.put(text)
        self.hand.chord("Ctrl+v")
        time.sleep(0.2)

    def unlock(self, count: int = 1) -> None:
        self.hand.chord("Ctrl+Alt+u")
        time.sleep(0.6)
        self.put(PASSPHRASE)
        self.hand.tap("Return")
        self.app.wait_line("desk open", count=count)
        time.sleep(0.6)
        self.hand.tap("Escape")
        time.sleep(0.4)

    def others(self) -> list[int]:
        side = self.app.sidebar()
        return [window for window in self.app.windows() if window != side]


def drafts(data: Path) -> list[str]:
    desk = Desk.open(data, DeskKeys(data, None).unlock_with(PASSPHRASE))
    try:
        return list(desk.drafts.all().result().values())
    finally:
        desk.close()


@pytest.mark.parametrize("end", ["kill", "close"])
def test_a_locked_screen_closes_what_a_person_wrote_and_keeps_it(
    screen: Screen, tmp_path: Path, bus: str, end: str
) -> None:
    data = tmp_path / "data"
    seed(data)
    make_desk(data).close()
    chat = Practice(screen, tmp_path)
    app = App(screen, data, env={"DBUS_SESSION_BUS_ADDRESS": bus})
    person = Person(screen, app)
    try:
        app.wait_line("problem shown code=desk_locked")
        person.unlock()
        screen.activate(chat.window)
        person.hand.chord("Ctrl+Alt+n")
        wait_for(lambda: len(person.others()) > 0, "the note's window", 5)
        time.sleep(0.4)
        person.put(NOTE)
        saver(bus, True)
        app.wait_line("desk locked")
        wait_for(lambda: not person.others(), "the note's window closed", 5)
        saver(bus, False)
        app.wait_line("session event=unlocked")
        wait_for(lambda: "desk back" in app.text(), "somebody is back", 5)
        assert app.text().count("desk open") == 1, "a passphrase is asked for again"
        if end == "kill":
            os.kill(app.pid, 9)
    finally:
        person.hand.close()
        app.close()
        chat.close()
    assert any(canary.PHONE in text for text in drafts(data)), "what was typed is in the desk"
    assert list(canary.traces(tmp_path)) == [], "and in no file that can be read"
