"""The sidebar stays beside its chat window."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.conftest import OPTIONS
from tests.desktop.harness.app import App, seed
from tests.desktop.harness.hand import Hand
from tests.desktop.harness.process import wait_for
from tests.desktop.harness.screen import Screen
from tests.desktop.harness.text import TextProgram, TextWindow

MANAGERS = ["openbox", *(["xfwm4"] if shutil.which("xfwm4") else [])]
"""xfwm4 only where it is installed: openbox is what every run must have."""


class Scene:
    """A screen with one chat window and a docked sidebar."""

    def __init__(self, manager: str, folder: Path) -> None:
        self.screen = Screen(manager)
        self.hand = Hand(self.screen.name)
        self.program = TextProgram(self.screen, "tk")
        self.chat: TextWindow = self.program.open("聊天", "480x420+60+80")
        seed(folder)
        self.app = App(self.screen, folder, options=OPTIONS)
        self.sidebar = self.app.sidebar()

    def close(self) -> None:
        self.hand.close()
        self.screen.close()

    def docked(self) -> bool:
        """The sidebar touches the chat's right edge and begins at its upper edge."""
        if not self.screen.viewable(self.sidebar):
            return False
        chat, bar = self.screen.frame(self.chat.window), self.screen.inner(self.sidebar)
        return (bar.x, bar.y) == (chat.right, chat.y) and bar.bottom >= chat.bottom

    def wait_docked(self, what: str) -> None:
        try:
            wait_for(self.docked, what, 5)
        except AssertionError as fault:
            chat, bar = self.screen.frame(self.chat.window), self.screen.inner(self.sidebar)
            shown = self.screen.viewable(self.sidebar)
            raise AssertionError(f"{fault}; chat {chat}, sidebar {bar}, shown {shown}") from None


@pytest.fixture(scope="module", params=MANAGERS)
def scene(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    it = Scene(request.param, tmp_path_factory.mktemp("data"))
    yield it
    it.close()


def test_it_docks_at_the_right_edge(scene: Scene) -> None:
    scene.wait_docked("docked after the start")


def test_it_follows_moves_and_sizes(scene: Scene) -> None:
    for x, y, width, height in ((20, 30, 500, 500), (200, 120, 420, 640), (90, 60, 480, 420)):
        scene.screen.move_resize(scene.chat.window, x, y, width, height)
        wait_for(
            lambda w=width, h=height: (
                scene.screen.inner(scene.chat.window).width == w
                and scene.screen.inner(scene.chat.window).height == h
            ),
            "the chat took its size",
        )
        scene.wait_docked(f"docked at {x},{y}")


def test_it_follows_a_drag(scene: Scene) -> None:
    frame = scene.screen.frame(scene.chat.window)
    grip = (frame.x + frame.width // 2, frame.y + 8)
    scene.hand.drag(grip, (grip[0] + 110, grip[1] + 90))
    wait_for(lambda: scene.screen.frame(scene.chat.window) != frame, "the chat was dragged")
    scene.wait_docked("docked after the drag")


def test_it_goes_and_comes_with_its_chat(scene: Scene) -> None:
    scene.screen.minimize(scene.chat.window)
    wait_for(lambda: not scene.screen.viewable(scene.sidebar), "the sidebar is hidden too", 5)
    scene.screen.restore(scene.chat.window)
    scene.wait_docked("docked after the restore")


def test_it_never_covers_the_chat(scene: Scene) -> None:
    chat, bar = scene.screen.frame(scene.chat.window), scene.screen.inner(scene.sidebar)
    assert not chat.overlaps(bar)


def test_it_is_free_without_a_chat_and_docks_to_the_next(scene: Scene) -> None:
    """Last of its module: it closes the chat window."""
    scene.chat.close()
    scene.app.wait_line("dock kind=free")
    wait_for(lambda: scene.screen.viewable(scene.sidebar), "the sidebar is still there", 5)
    scene.chat = scene.program.open("聊天二", "460x400+120+140")
    scene.wait_docked("docked to the next chat")


def test_room_is_made_beside_a_wide_chat(tmp_path: Path) -> None:
    """A chat as wide as the screen is narrowed, so that the sidebar covers none of it."""
    with Screen() as screen:
        program = TextProgram(screen, "tk")
        chat = program.open("聊天", "1260x700+5+30")
        seed(tmp_path)
        app = App(screen, tmp_path, options={**OPTIONS, "dock.make_room": True})
        bar = app.sidebar()
        wait_for(
            lambda: (
                not screen.frame(chat.window).overlaps(screen.inner(bar))
                and screen.inner(bar).right <= 1280
                and screen.frame(chat.window).right == screen.inner(bar).x
            ),
            "chat and sidebar share the screen",
            5,
        )
        program.close()
