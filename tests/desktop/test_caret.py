"""A message copied out of the history takes the focus from the box; the reply lands all the same.

Or it is not sent at all, and the agent is told at once.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.backends.atspi_bus import AtspiBus
from assistant.backends.atspi_tree import Tree
from assistant.ports import Target
from tests.desktop.conftest import OPTIONS
from tests.desktop.harness.access import PAGE_IS_READ, AccessBus
from tests.desktop.harness.app import App
from tests.desktop.harness.chat import Browser, ChatPage
from tests.desktop.harness.clip import Clip
from tests.desktop.harness.hand import Hand
from tests.desktop.harness.process import wait_for
from tests.desktop.harness.screen import Screen
from tests.desktop.test_suggest import REPLY, with_reply

PAGE = Path(__file__).parent / "harness" / "boxes.html"
TITLE = "模拟千牛聊天 - 买家三"
SAID = "能便宜点吗老板"
RULE = "web-qianniu"


class Chat:
    """A page with one kind of box, and a Banhua that watches the clipboard."""

    def __init__(self, page: ChatPage, app: App, hand: Hand, screen: Screen) -> None:
        self.page, self.app, self.hand, self.screen = page, app, hand, screen
        self.usual = self.keys()

    def on_screen(self, script: str) -> tuple[int, int]:
        """Turn a place in the page into one on the screen."""
        window = self.screen.inner(self.page.window)
        width, height = self.page.evaluate("[innerWidth, innerHeight]")
        x, y = self.page.evaluate(script)
        edge = (window.width - width) // 2  # Chromium draws its own frame, as wide below
        return round(window.x + edge + x), round(window.bottom - edge - height + y)

    def copy_what_the_buyer_said(self, *, count: int = 1) -> None:
        """Triple-click the message and copy it, as people do."""
        x, y = self.on_screen("bySaid()")
        for _ in range(3):
            self.hand.click(x, y)
            time.sleep(0.03)  # as a hand; two presses of one millisecond are no double click
        wait_for(lambda: SAID in self.page.evaluate("String(getSelection())"), "it is selected", 5)
        self.hand.chord("Ctrl+c")
        self.app.wait_line(r"suggested n=[123] silence=no", count=count)
        wait_for(lambda: self.keys() == self.usual + 3, "the keys of the suggestions too", 5)

    def keys(self) -> int:
        """How many keys are held now."""
        return int(re.findall(r"hotkeys ok=(\d+)", self.app.text())[-1])

    def held(self) -> str:
        return str(self.page.evaluate("held()"))

    def wait_held(self, text: str) -> None:
        wait_for(lambda: self.held().strip("\n") == text, f"the box holds it; {self.held()!r}", 5)

    def uses(self) -> int:
        """How often the reply was counted as used, in the file itself."""
        import sqlcipher3

        with sqlcipher3.connect(str(self.app.data / "phrasebook.db")) as file:
            (count,) = file.execute("SELECT coalesce(sum(use_count), 0) FROM phrase").fetchone()
            return int(count)


Make = Callable[..., Chat]


@pytest.fixture(scope="module")
def bus(screen: Screen) -> Iterator[AccessBus]:
    it = AccessBus(screen)
    yield it
    it.close()


@pytest.fixture
def seen(screen: Screen, bus: AccessBus, tmp_path: Path) -> Iterator[Browser]:
    """Chromium that tells of its pages."""
    it = Browser(screen, tmp_path, flags=[PAGE_IS_READ], env=bus.env)
    yield it
    it.close()


@pytest.fixture
def unseen(screen: Screen, tmp_path: Path) -> Iterator[Browser]:
    """Chromium as it usually is: it tells nothing."""
    it = Browser(screen, tmp_path)
    yield it
    it.close()


@pytest.fixture
def make(screen: Screen, hand: Hand, start: Callable[..., App], tmp_path: Path) -> Make:
    def begin(
        browser: Browser, kind: str, *, bus: AccessBus | None = None, box: list[int] | None = None,
        app: bool = True,
    ) -> Chat:  # fmt: skip
        data = tmp_path / "data"
        with_reply(data)
        env = {"DBUS_SESSION_BUS_ADDRESS": bus.address} if bus else {}
        edits = [{"id": RULE, "box": box}] if box else []
        options = {"clients": [*OPTIONS["clients"], *edits], "clipboard.watch": True}
        banhua = start(data, options={**OPTIONS, **options}, env=env)
        page = browser.open(TITLE, page=PAGE, kind=kind, height=600, app=app)
        return Chat(page, banhua, hand, screen)

    return begin


@pytest.mark.parametrize(
    "kind", ["textarea", "editable", "frame", "shadow", "controlled", "greedy", "two"]
)
def test_where_accessibility_tells_the_reply_goes_into_the_box(
    make: Make, seen: Browser, bus: AccessBus, hand: Hand, screen: Screen, kind: str
) -> None:
    chat = make(seen, kind, bus=bus)
    chat.page.evaluate("draft('草稿:')")
    chat.copy_what_the_buyer_said()
    hand.chord("Alt+1")
    assert chat.app.wait_outcomes(1) == ["pasted"]
    chat.wait_held("草稿:" + REPLY)
    wait_for(lambda: Clip(screen).text().strip() == SAID, "the clipboard is as it was", 5)
    wait_for(lambda: chat.uses() == 1, "one use is counted", 5)


@pytest.mark.parametrize("kind", ["textarea", "editable", "frame"])
def test_where_nothing_tells_nothing_is_sent_and_it_is_said_at_once(
    make: Make, unseen: Browser, hand: Hand, screen: Screen, kind: str
) -> None:
    chat = make(unseen, kind)
    chat.copy_what_the_buyer_said()
    hand.chord("Alt+1")
    assert chat.app.wait_outcomes(1) == ["refused"]
    chat.app.wait_line("toast shown kind=warning code=no_box", 2)
    assert chat.held().strip() == ""
    assert Clip(screen).text() == REPLY
    assert chat.uses() == 0
    x, y = chat.on_screen("(r => [r.left + 40, r.top + 40])(place.getBoundingClientRect())")
    hand.click(x, y)  # what the notice says works
    focused = "(box.ownerDocument || document).activeElement === box"
    wait_for(lambda: chat.page.evaluate(focused), "the box has the focus", 5)
    hand.chord("Ctrl+v")
    chat.wait_held(REPLY)


def test_a_taught_place_is_clicked_and_the_pointer_is_put_back(
    make: Make, unseen: Browser, hand: Hand, screen: Screen
) -> None:
    chat = make(unseen, "frame", box=[60, 40])
    chat.copy_what_the_buyer_said()
    before = screen.root.query_pointer()
    with hand.holding("Alt_L"):
        hand.tap("1")
        assert chat.app.wait_outcomes(1) == ["pasted"]
    chat.wait_held(REPLY)
    after = screen.root.query_pointer()
    assert (before.root_x, before.root_y) == (after.root_x, after.root_y)
    wait_for(lambda: chat.uses() == 1, "one use is counted", 5)


def test_a_covered_box_is_not_clicked(
    make: Make, unseen: Browser, hand: Hand, screen: Screen, text_program: object
) -> None:
    chat = make(unseen, "textarea", box=[60, 40])
    chat.copy_what_the_buyer_said()
    place = screen.inner(chat.page.window)
    cover = text_program.open("盖在上面")  # type: ignore[attr-defined]
    try:
        screen.move_resize(cover.window, place.x, place.bottom - 140, 400, 140)
        screen.raise_now(cover.window)
        wait_for(lambda: screen.active() == cover.window, "the cover is in front", 5)
        # A click beside it gives the focus back; what stays on top must be kept there.
        screen.keep_above(cover.window)
        hand.click(place.right - 20, place.bottom - 20)
        wait_for(lambda: screen.active() == chat.page.window, "the chat has the focus", 5)
        chat.copy_what_the_buyer_said(count=2)
        hand.chord("Alt+1")
        assert chat.app.wait_outcomes(1) == ["refused"]
        chat.app.wait_line("code=no_box", 2)
        assert cover.value() == ""
        assert chat.held() == ""
    finally:
        cover.close()


def test_a_click_into_the_box_after_copying_is_enough(
    make: Make, unseen: Browser, hand: Hand
) -> None:
    chat = make(unseen, "textarea")
    chat.copy_what_the_buyer_said()
    hand.click(*chat.on_screen("(r => [r.left + 40, r.top + 40])(box.getBoundingClientRect())"))
    wait_for(lambda: chat.page.evaluate("document.activeElement === box"), "the box has it", 5)
    hand.chord("Alt+1")
    assert chat.app.wait_outcomes(1) == ["pasted"]
    chat.wait_held(REPLY)


@pytest.mark.parametrize("kind", ["disabled", "readonly", "none"])
def test_a_box_that_takes_no_text_is_none(
    make: Make, seen: Browser, bus: AccessBus, hand: Hand, kind: str
) -> None:
    chat = make(seen, kind, bus=bus)
    chat.page.evaluate("search.remove()")
    hand.chord("Ctrl+Alt+1")
    assert chat.app.wait_outcomes(1) == ["refused"]
    chat.app.wait_line("code=no_box", 2)
    assert chat.uses() == 0


def test_the_address_bar_is_refused(
    make: Make, seen: Browser, bus: AccessBus, hand: Hand, screen: Screen
) -> None:
    chat = make(seen, "textarea", bus=bus, app=False)
    hand.chord("Ctrl+l")
    wait_for(lambda: not chat.page.evaluate("document.hasFocus()"), "the bar has the focus", 5)
    hand.chord("Ctrl+Alt+1")
    assert chat.app.wait_outcomes(1) == ["refused"]
    chat.app.wait_line("code=address_bar", 2)
    hand.tap("Escape")
    hand.chord("Ctrl+f")
    wait_for(lambda: not chat.page.evaluate("document.hasFocus()"), "the search has it", 5)
    hand.chord("Ctrl+Alt+1")
    assert chat.app.wait_outcomes(2) == ["refused", "refused"]
    assert chat.app.text().count("code=address_bar") >= 2
    assert chat.held() == ""


def test_an_ordinary_key_finds_the_box_again_too(
    make: Make, seen: Browser, bus: AccessBus, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = make(seen, "textarea", bus=bus)
    chat.page.evaluate("box.blur()")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
    seen_by = AtspiBus()
    target = Target(chat.page.window, chat.page.pid, "chromium", TITLE)

    def noticed() -> bool:
        seen_by.deadline = time.monotonic() + 5
        return Tree(seen_by).place(target) == "none"

    wait_for(noticed, "Chromium has told that the focus left", 10)
    seen_by.close()
    hand.chord("Ctrl+Alt+1")
    assert chat.app.wait_outcomes(1) == ["pasted"]
    wait_for(lambda: chat.held() != "", "the phrase is in the box", 5)


def test_a_place_is_taught_by_a_click_into_the_box(
    make: Make, unseen: Browser, hand: Hand, screen: Screen
) -> None:
    chat = make(unseen, "textarea")
    screen.activate(chat.page.window)  # a window manager may leave a new window behind
    chat.app.wait_line("dock kind=docked")  # docking to a chat takes away what was suggested before
    chat.copy_what_the_buyer_said()
    hand.chord("Alt+1")
    chat.app.wait_line("code=no_box", 5)
    sidebar = next(w for w in screen.of_process(chat.app.pid))
    place = screen.frame(sidebar)
    # The first button of the notice, left of the one that gives the clipboard back.
    hand.click(place.right - 170, place.bottom - 61)
    chat.app.wait_line("code=teach_box", 2)
    hand.click(*chat.on_screen("(r => [r.left + 50, r.bottom - 20])(box.getBoundingClientRect())"))
    chat.app.wait_line("code=box_taught", 5)
    options = json.loads((chat.app.data / "options.json").read_text("utf-8"))
    (edit,) = [entry for entry in options["clients"] if entry["id"] == RULE]
    assert edit["box"][0] > 0
    assert 0 < edit["box"][1] < 60
    # What was suggested is still there, and so are its keys.
    hand.chord("Alt+1")
    assert chat.app.wait_outcomes(2) == ["refused", "pasted"]
    chat.wait_held(REPLY)
