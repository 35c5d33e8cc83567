"""Docking over the real tracker: a maximised chat makes room, and is given back as it was."""

from __future__ import annotations

import select
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

if not sys.platform.startswith("linux"):
    pytest.skip("X11 only", allow_module_level=True)

from assistant.backends.x11_windows import X11WindowTracker
from assistant.clients import ClientRule, Clients
from assistant.docking import SETTLE_S, Docking, DockState
from assistant.options import Options
from assistant.placing import Screen as Area
from assistant.placing import overlap
from assistant.ports import Rect
from tests.desktop.harness.screen import Screen
from tests.desktop.harness.text import TextProgram

DESK = Rect(0, 0, 1280, 900)
RULES = Clients([ClientRule("text", "文本", programs=("banhuatext",))])


@pytest.fixture(scope="module", params=["openbox", *(["xfwm4"] if shutil.which("xfwm4") else [])])
def managed(request: pytest.FixtureRequest) -> Iterator[Screen]:
    with Screen(request.param) as it:
        yield it


class Loop:
    """The event loop of a GUI thread, in small: a descriptor and timers."""

    def __init__(self, screen: Screen, folder: Path) -> None:
        self.timers: list[tuple[float, Callable[[], None]]] = []
        self.told: list[DockState] = []
        self.tracker = X11WindowTracker(screen.name)
        self.docking = Docking(
            tracker=self.tracker,
            clients=lambda: RULES,
            options=Options(folder / "options.json"),
            screens=lambda: [Area(DESK)],
            changed=self.told.append,
            later=lambda seconds, call: self.timers.append((time.monotonic() + seconds, call)),
        )
        self.fd = self.docking.start()

    def until(self, condition: Callable[[], object], what: str, seconds: float = 6) -> None:
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                pytest.fail(f"{what}: {self.told[-4:]}")
            if select.select([self.fd], [], [], 0.02)[0]:
                self.tracker.pump()
            due = [t for t in self.timers if t[0] <= time.monotonic()]
            self.timers = [t for t in self.timers if t not in due]
            for _, call in due:
                call()

    def rest(self) -> None:
        """Let everything come to rest."""
        end = time.monotonic() + SETTLE_S + 0.4
        self.until(lambda: time.monotonic() > end, "rest")


@pytest.fixture
def loop(managed: Screen, tmp_path: Path) -> Iterator[Loop]:
    it = Loop(managed, tmp_path)
    yield it
    it.docking.stop()
    it.tracker.close()


@pytest.fixture(scope="module")
def program(managed: Screen) -> Iterator[TextProgram]:
    it = TextProgram(managed, "tk")
    yield it
    it.close()


def rect_of(screen: Screen, window: int) -> Rect:
    frame = screen.frame(window)
    return Rect(frame.x, frame.y, frame.width, frame.height)


def maximized(screen: Screen, window: int) -> bool:
    atom = screen.x.intern_atom("_NET_WM_STATE_MAXIMIZED_HORZ")
    return atom in screen._property(screen.window(window), "_NET_WM_STATE")


def test_a_maximised_chat_makes_room_and_is_given_back(
    managed: Screen, program: TextProgram, loop: Loop
) -> None:
    assert loop.docking.state.kind == "free"
    window = program.open("聊天", geometry="600x400+200+150")
    loop.until(lambda: loop.docking.state.kind == "docked", "docked to the new chat")
    loop.rest()
    assert loop.docking.state.rect == Rect(
        rect_of(managed, window.window).x + rect_of(managed, window.window).width,
        rect_of(managed, window.window).y, 388, rect_of(managed, window.window).height,
    )  # fmt: skip

    atoms = [managed.x.intern_atom(f"_NET_WM_STATE_MAXIMIZED_{way}") for way in ("HORZ", "VERT")]
    managed._ask_manager(window.window, "_NET_WM_STATE", [1, *atoms, 2])
    loop.until(lambda: loop.docking.state.kind == "hidden", "no room beside a maximised chat")
    loop.until(lambda: loop.docking.state.kind == "docked", "room was made")
    loop.rest()
    state = loop.docking.state
    assert state.rect is not None
    assert state.rect.width == 388
    chat = rect_of(managed, window.window)
    assert not overlap(state.rect, chat)
    assert chat.width + state.rect.width in range(1280 - 16, 1281), "nothing is wasted either"
    assert not maximized(managed, window.window)

    loop.docking.undock()
    loop.rest()
    assert maximized(managed, window.window)
    assert loop.docking.state.kind == "free"
    window.close()
    loop.until(lambda: loop.docking.state.target is None, "closed")


def test_no_step_of_a_chats_life_is_covered(
    managed: Screen, program: TextProgram, loop: Loop
) -> None:
    window = program.open("聊天", geometry="500x400+100+100")
    loop.until(lambda: loop.docking.state.kind == "docked", "docked")
    for x, width in ((0, 500), (700, 560), (400, 900), (0, 1200), (300, 500)):
        managed.move_resize(window.window, x, 60, width, 500)
        loop.rest()
        state = loop.docking.state
        assert state.kind == "docked", (x, width)
        assert state.rect is not None
        assert not overlap(state.rect, rect_of(managed, window.window)), (x, width)
    managed.minimize(window.window)
    loop.until(lambda: loop.docking.state.kind == "hidden", "hidden with it")
    managed.restore(window.window)
    loop.until(lambda: loop.docking.state.kind == "docked", "back with it")
    window.close()
    loop.until(lambda: loop.docking.state.kind == "free", "free after it closed")
