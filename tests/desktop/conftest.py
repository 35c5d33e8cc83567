"""Fixtures of the real-window tests: one screen, one hand and one browser for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.desktop.harness.app import TEXT_RULE, App, Practice, seed
from tests.desktop.harness.chat import FIRST_TITLE, SECOND_TITLE, Browser, ChatPage
from tests.desktop.harness.clip import Clip
from tests.desktop.harness.hand import Hand
from tests.desktop.harness.process import REPO, MissingTool, holds_for, wait_for
from tests.desktop.harness.screen import Screen
from tests.desktop.harness.text import TextProgram, TextWindow, available

OPTIONS = {"clients": [TEXT_RULE], "dock.make_room": False}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item):
    """A tool that this machine lacks leaves the test out, with its name."""
    try:
        return (yield)
    except MissingTool as missing:
        pytest.skip(str(missing))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item):
    """The same for a tool that a test looks for itself."""
    try:
        return (yield)
    except MissingTool as missing:
        pytest.skip(str(missing))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """Keep a picture of the screen and the end of the program's log when a test fails."""
    report = yield
    values = getattr(item, "funcargs", {})
    running = [*([values["app"]] if "app" in values else []), *getattr(item, "_started", [])]
    if report.failed and report.when == "call":
        for app in running:
            report.sections.append(("Banhua's log", "\n".join(app.text().splitlines()[-14:])))
    screen = getattr(item, "funcargs", {}).get("screen")
    if report.failed and report.when == "call" and screen is not None:
        folder = REPO / "build" / "desktop-failures"
        folder.mkdir(parents=True, exist_ok=True)
        screen.shot(folder / f"{item.name}.png")
    return report


@pytest.fixture(scope="session")
def screen() -> Iterator[Screen]:
    """A screen with openbox."""
    with Screen() as it:
        yield it


@pytest.fixture(scope="session")
def keyboard(screen: Screen) -> Iterator[Hand]:
    """The hand, for fixtures that live long."""
    it = Hand(screen.name)
    yield it
    it.close()


@pytest.fixture
def hand(keyboard: Hand) -> Iterator[Hand]:
    """The hand. At the end nothing may be held or locked, whatever the test did."""
    yield keyboard
    keyboard.let_go()
    wait_for(lambda: not keyboard.core_held(), "no key is stuck", 2)
    for lock, mask in (("Caps_Lock", 2), ("Num_Lock", 16)):
        if keyboard.modifiers() & mask:
            keyboard.tap(lock)
    assert keyboard.modifiers() == 0, "no modifier is stuck"


@pytest.fixture
def clip(screen: Screen) -> Clip:
    """The user's clipboard."""
    return Clip(screen)


@pytest.fixture(scope="session")
def browser(screen: Screen, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium with two chat windows of two buyers."""
    it = Browser(screen, tmp_path_factory.mktemp("browser"))
    it.open(FIRST_TITLE)
    it.open(SECOND_TITLE, x=60, y=300, height=480)
    yield it
    it.close()


def _front(screen: Screen, page: ChatPage) -> ChatPage:
    page.wipe()
    screen.activate(page.window)
    wait_for(page.has_focus, "the chat box has the focus")
    return page


@pytest.fixture
def chats(screen: Screen, browser: Browser) -> tuple[ChatPage, ChatPage]:
    """Two buyers' chat windows of one process, empty; the first in front with the focus."""
    first, second = browser.pages
    _front(screen, second)
    _front(screen, first)
    # A browser drops a key within some 0.1 s of its window's coming to the front.
    assert holds_for(first.has_focus, 0.2)
    return first, second


@pytest.fixture
def chat(chats: tuple[ChatPage, ChatPage]) -> ChatPage:
    """The first of them."""
    return chats[0]


# Tk is what every run must have; GTK is one more where it is installed.
@pytest.fixture(scope="session", params=["tk", *(["gtk"] if available("gtk") else [])])
def text_program(request: pytest.FixtureRequest, screen: Screen) -> Iterator[TextProgram]:
    """A process with plain text windows, of one toolkit after the other."""
    it = TextProgram(screen, request.param)
    yield it
    it.close()


@pytest.fixture
def text_window(text_program: TextProgram) -> Iterator[TextWindow]:
    """A plain text window in front."""
    it = text_program.open("文本窗口")
    yield it
    it.close()


@pytest.fixture
def practice(screen: Screen, tmp_path: Path) -> Iterator[Practice]:
    """The practice chat in front."""
    it = Practice(screen, tmp_path)
    yield it
    it.close()


@pytest.fixture(scope="module")
def app(
    screen: Screen, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[App]:
    """One Banhua for the tests of a module; the options make plain text windows chat clients."""
    data = tmp_path_factory.mktemp("data")
    seed(data)
    it = App(screen, data, options=OPTIONS)
    yield it
    it.close()


@pytest.fixture
def start(request: pytest.FixtureRequest, screen: Screen) -> Iterator[Callable[..., App]]:
    """Starts a Banhua of the test's own: ``start(folder, options=…)``."""
    running: list[App] = []
    request.node._started = running

    def begin(data: Path, **more: object) -> App:
        running.append(App(screen, data, **more))  # type: ignore[arg-type]
        return running[-1]

    yield begin
    for it in running:
        it.close()
