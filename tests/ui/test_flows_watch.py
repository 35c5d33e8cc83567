"""The clipboard watch: off until asked for, in chats only, never our own or a secret text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from assistant.options import Options
from assistant.outcome import Copied
from assistant.ports import ClipboardBusy, Target
from ui.bridge import Bridge
from ui.clipboard import QtSnapshot
from ui.flows.watch import WatchFlow

CHAT = Target(10, 100, "chat", "聊天 - 买家一")


class World:
    """The flow with a clipboard that holds what a test says."""

    def __init__(self, folder: Path) -> None:
        self.taken: list[str] = []
        self.formats: dict[str, bytes] = {"text/plain": "能便宜点吗".encode()}
        self.mine = self.pasting = False
        self.frozen = False
        self.in_chat = True
        self.reads = 0
        self.written = ""
        self.fetched: list[str] = []
        self.options = Options(folder / "options.json")
        self.bridge = Bridge(lambda _error, _code="": None)
        self.flow = WatchFlow(
            clipboard=SimpleNamespace(  # type: ignore[arg-type]
                owns=lambda: self.mine,
                names=self._names,
                snapshot=self._snapshot,
                echoes=lambda text: text == self.written,
            ),
            options=self.options,
            bridge=self.bridge,
            copied=lambda: Copied(CHAT) if self.in_chat else None,
            busy=lambda: self.pasting,
            take=lambda text, copied: self.taken.append(text if copied.target is CHAT else ""),
        )

    def _names(self) -> list[str]:
        self.reads += 1
        if self.frozen:
            raise ClipboardBusy
        return list(self.formats)

    def _snapshot(self, only: Sequence[str]) -> QtSnapshot:
        self.fetched += only
        return QtSnapshot({name: self.formats[name] for name in only if name in self.formats})

    def turn_on(self) -> None:
        self.options.set("clipboard.watch", True)
        self.flow.refresh()

    def copy(self, qtbot: QtBot) -> None:
        """Let the system say that something was copied, and wait for what comes of it."""
        QGuiApplication.clipboard().dataChanged.emit()
        worker = self.flow._worker
        if worker is not None:
            done: list[int] = []
            self.bridge.when_done(worker.submit(lambda: None), lambda _none: done.append(1))
            qtbot.waitUntil(lambda: bool(done))


@pytest.fixture
def world(qapp, tmp_path: Path):
    made = World(tmp_path)
    yield made
    made.flow.stop()
    made.bridge.close()


def test_it_is_off_until_it_is_turned_on(world: World, qtbot: QtBot) -> None:
    world.flow.refresh()
    world.copy(qtbot)
    assert not world.flow.on
    assert world.reads == 0


def test_a_text_copied_in_a_chat_is_a_message(world: World, qtbot: QtBot) -> None:
    world.turn_on()
    world.copy(qtbot)
    assert world.taken == ["能便宜点吗"]


@pytest.mark.parametrize("why", ["in_chat", "pasting", "mine", "secret", "frozen"])
def test_nothing_is_taken(world: World, qtbot: QtBot, why: str) -> None:
    world.turn_on()
    match why:
        case "in_chat":
            world.in_chat = False
        case "secret":
            world.formats["x-kde-passwordManagerHint"] = b"secret"
        case _:
            setattr(world, why, True)
    world.copy(qtbot)
    assert world.taken == []
    if why in ("in_chat", "pasting", "mine"):
        assert world.reads == 0, "not even read"


def test_what_we_put_there_is_no_message_though_a_manager_owns_it(
    world: World, qtbot: QtBot
) -> None:
    world.turn_on()
    world.written = "能便宜点吗"
    world.copy(qtbot)
    assert world.taken == []


def test_a_secret_and_a_picture_are_not_even_fetched(world: World, qtbot: QtBot) -> None:
    world.turn_on()
    world.formats = {"text/plain": b"hunter2", "x-kde-passwordManagerHint": b"secret"}
    world.copy(qtbot)
    assert world.fetched == ["x-kde-passwordManagerHint"]
    world.formats = {"text/plain": b"x", "image/png": b"x", "image/bmp": b"x"}
    world.copy(qtbot)
    assert world.fetched == ["x-kde-passwordManagerHint"]
    assert world.taken == []


def test_turned_off_it_listens_no_longer(world: World, qtbot: QtBot) -> None:
    world.turn_on()
    world.options.set("clipboard.watch", False)
    world.flow.refresh()
    world.copy(qtbot)
    assert world.taken == []
    assert not world.flow.on
