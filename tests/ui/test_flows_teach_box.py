"""A click into the input box teaches where it is; anything else teaches nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from assistant.clients import Clients
from assistant.options import Options
from assistant.ports import Capability, Press, Rect, Target
from tests.ui.flow_world import OTHER, World, bridge
from ui.flows.teach_box import TeachBoxFlow

CHAT = Target(10, 100, "wechat", "微信")


class Pointer:
    """A ``PointerPort`` whose next press the test makes."""

    def __init__(self) -> None:
        self.able = Capability(True, "fake")
        self.done: Callable[[Press | None], None] | None = None

    def teach(self, done: Callable[[Press | None], None]) -> Capability:
        self.done = done if self.able.ok else None
        return self.able

    def cancel(self) -> None:
        self.press(None)

    def press(self, press: Press | None) -> None:
        done, self.done = self.done, None
        if done is not None:
            done(press)


class Teach(World):
    """The flow over the shipped rules."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        super().__init__(qtbot)
        self.options = Options(folder / "options.json")
        self.pointer = Pointer()
        self.bridge, _ = bridge()
        self.tracker.add(CHAT, Rect(0, 0, 800, 600))
        self.tracker.add(OTHER, Rect(0, 0, 800, 600))
        self.flow = TeachBoxFlow(
            tracker=self.tracker,
            pointer=self.pointer,  # type: ignore[arg-type]
            clients=lambda: Clients.load(self.options.get("clients")),
            options=self.options,
            toast=self.toast,
            bridge=self.bridge,
        )

    def click(self, qtbot: QtBot, press: Press | None) -> None:
        said = self.toast.text
        self.pointer.press(press)
        qtbot.waitUntil(lambda: self.toast.text != said)

    def box(self) -> tuple[int, ...]:
        rule = Clients.load(self.options.get("clients")).get("wechat")
        assert rule is not None
        return rule.box


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path):
    made = Teach(qtbot, tmp_path)
    yield made
    made.bridge.close()


def test_a_click_into_the_box_is_kept(world: Teach, qtbot: QtBot) -> None:
    world.flow.begin_at(CHAT)
    assert "微信" in world.toast.text
    world.click(qtbot, Press({7: (1, 1), CHAT.window: (320, 60)}))
    assert world.box() == (320, 60)
    assert world.options.get("clients") == [{"id": "wechat", "box": [320, 60]}]


@pytest.mark.parametrize("press", [None, Press({OTHER.window: (3, 4)})])
def test_anything_else_is_said_and_nothing_kept(
    world: Teach, qtbot: QtBot, press: Press | None
) -> None:
    world.flow.begin("wechat")
    world.click(qtbot, press)
    assert world.toast.kind == "warn"
    assert world.box() == ()
    assert world.options.get("clients") == []


def test_a_press_in_the_sidebar_itself_is_waited_past(world: Teach, qtbot: QtBot) -> None:
    world.flow.begin("wechat")
    world.pointer.press(Press({7: (1, 1)}))
    qtbot.waitUntil(lambda: world.pointer.done is not None)
    world.click(qtbot, Press({CHAT.window: (320, 60)}))
    assert world.box() == (320, 60)


def test_it_can_be_given_up(world: Teach, qtbot: QtBot) -> None:
    world.flow.begin("wechat")
    said = world.toast.text
    world.press("取消")
    qtbot.waitUntil(lambda: world.toast.text != said)
    assert world.box() == ()


def test_where_presses_cannot_be_seen_the_reason_is_said(world: Teach) -> None:
    world.pointer.able = Capability(False, "null", "Wayland", "X11")
    world.flow.begin("wechat")
    assert world.toast.text == "WaylandX11"


def test_a_program_that_is_no_client_is_named(world: Teach) -> None:
    world.flow.begin_at(OTHER)
    assert world.pointer.done is None
    assert world.toast.kind == "warn"
