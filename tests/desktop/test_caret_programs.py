"""The caret in programs that are no Chromium: Firefox and GTK."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.backends.atspi_caret import AtspiCaret
from assistant.ports import CaretPlace, Target
from tests.desktop.conftest import OPTIONS
from tests.desktop.harness.access import AccessBus
from tests.desktop.harness.app import App
from tests.desktop.harness.clip import Clip
from tests.desktop.harness.firefox import FirefoxChat
from tests.desktop.harness.hand import Hand
from tests.desktop.harness.process import wait_for
from tests.desktop.harness.screen import Screen
from tests.desktop.harness.text import TextProgram, available
from tests.desktop.test_suggest import REPLY, WATCH, with_reply

TITLE, SAID = "模拟千牛聊天 - 买家四", "能便宜点吗老板"


@pytest.fixture(scope="module")
def bus(screen: Screen) -> Iterator[AccessBus]:
    it = AccessBus(screen)
    yield it
    it.close()


def _app(start: Callable[..., App], data: Path, bus: AccessBus, **more: object) -> App:
    with_reply(data)
    env = {"DBUS_SESSION_BUS_ADDRESS": bus.address}
    return start(data, options={**OPTIONS, **WATCH, **more}, env=env)


def place(caret: AtspiCaret, target: Target) -> CaretPlace:
    """Where accessibility says that the focus is now."""
    caret.look(target)
    return caret.place(target, 2.0)


def test_firefox_gets_a_copied_message_answered_and_its_address_bar_refused(
    screen: Screen,
    hand: Hand,
    start: Callable[..., App],
    bus: AccessBus,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = _app(start, tmp_path / "data", bus)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
    caret = AtspiCaret()
    chat = FirefoxChat(screen, tmp_path, TITLE, SAID, bus.env)
    try:
        x, y = chat.told["said"]
        for _ in range(3):
            hand.click(round(x), round(y))
            time.sleep(0.03)  # as a hand; see test_caret
        wait_for(lambda: SAID in chat.told["selected"], "it is selected", 5)
        assert not chat.told["focus"]
        hand.chord("Ctrl+c")
        app.wait_line(r"suggested n=[123] silence=no")
        app.wait_line(r"hotkeys ok=", count=2)
        hand.chord("Alt+1")
        assert app.wait_outcomes(1) == ["pasted"]
        wait_for(lambda: chat.told["box"] == REPLY, "the reply is in the box", 5)
        wait_for(lambda: Clip(screen).text().strip() == SAID, "the clipboard is as it was", 8)
        hand.chord("Ctrl+l")
        wait_for(lambda: not chat.told["focus"], "the bar has the focus", 5)
        # Firefox tells its page first and accessibility a moment later; no hand is so quick.
        window = screen.active()
        browser = Target(window, screen.pid(window), "firefox", TITLE)
        wait_for(lambda: place(caret, browser) == "bar", "accessibility knows it", 10)
        hand.chord("Ctrl+Alt+1")
        assert app.wait_outcomes(2) == ["pasted", "refused"]
        app.wait_line("code=address_bar", 2)
    finally:
        caret.close()
        chat.close()


@pytest.mark.skipif(not available("gtk"), reason="no Python with GTK 3")
def test_a_gtk_chat_gets_a_copied_message_answered(
    screen: Screen, hand: Hand, start: Callable[..., App], bus: AccessBus, tmp_path: Path
) -> None:
    app = _app(start, tmp_path / "data", bus)
    program = TextProgram(screen, "gtk", env=bus.env)
    try:
        chat = program.open("聊天", history=SAID)
        app.wait_line("caret accessibility=connected")
        program.ask("copy", chat.name)
        assert not program.ask("focus", chat.name), "the history has the focus now"
        app.wait_line(r"suggested n=[123] silence=no")
        app.wait_line(r"hotkeys ok=", count=2)
        hand.chord("Alt+1")
        assert app.wait_outcomes(1) == ["pasted"]
        chat.wait_value(REPLY)
        app.wait_line("caret put_back=accessibility", 2)
    finally:
        program.close()
