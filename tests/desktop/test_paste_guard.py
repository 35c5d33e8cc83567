"""Who gets the text, and who never does: launchers, other buyers, the user's former clipboard."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest

from tests.desktop.harness.app import FIRST, SECOND, App
from tests.desktop.harness.chat import ChatPage
from tests.desktop.harness.clip import Clip
from tests.desktop.harness.hand import Hand
from tests.desktop.harness.process import holds_for, wait_for
from tests.desktop.harness.races import title_races
from tests.desktop.harness.screen import Screen
from tests.desktop.harness.x_clients import Chat, Grabber, Manager, docked_chat

SECRET = "my password, copied a minute ago"
RACES = int(os.environ.get("BANHUA_TITLE_RACES", "40"))


@pytest.fixture
def manager(screen: Screen) -> Iterator[Manager]:
    it = Manager(screen)
    yield it
    it.close()


@pytest.fixture
def xchat(screen: Screen, app: App) -> Iterator[Chat]:
    it = docked_chat(screen, app)
    yield it
    it.close()


def code_of(app: App, count: int) -> str:
    """The code of the last of so many outcomes."""
    app.wait_outcomes(count)
    line = [text for text in app.text().splitlines() if " outcome=" in text][count - 1]
    return line.partition("code=")[2].split()[0]


@pytest.mark.parametrize("busy", [0, 0.3, 1.0, 2.5, 3.6, 5.0])
def test_a_busy_chat_never_gets_the_former_clipboard(
    app: App, xchat: Chat, hand: Hand, clip: Clip, manager: Manager, busy: float
) -> None:
    clip.put(SECRET)
    if busy:
        xchat.send("busy", seconds=busy)
        time.sleep(0.05)  # it stands before the key comes
    hand.chord("Ctrl+Alt+1")
    wait_for(lambda: FIRST in manager.lines, "the clipboard manager has read the reply")
    xchat.wait_texts([FIRST], 8)
    wait_for(lambda: clip.text() == SECRET, "the user's clipboard is back", 4)
    assert xchat.texts() == [FIRST]


@pytest.mark.parametrize("busy", [1000, 3600, 5000])
def test_nor_does_a_busy_browser(
    app: App, chat: ChatPage, hand: Hand, clip: Clip, manager: Manager, busy: int
) -> None:
    clip.put(SECRET)
    chat.busy(busy)
    hand.chord("Ctrl+Alt+1")
    chat.wait_value(FIRST, 9)
    assert holds_for(lambda: chat.value() == FIRST, 0.3)


def test_a_browser_whose_focus_is_in_no_box_is_told_and_keeps_the_reply(
    app: App, chat: ChatPage, hand: Hand, clip: Clip, manager: Manager
) -> None:
    clip.put(SECRET)
    chat.evaluate("box.blur()")
    done = len(app.outcomes())
    hand.chord("Ctrl+Alt+1")
    assert code_of(app, done + 1) == "untouched"
    assert clip.text() == FIRST
    chat.wipe()
    hand.chord("Ctrl+V")
    chat.wait_value(FIRST)
    wait_for(lambda: clip.text() == SECRET, "the user's clipboard is back", 4)


def test_a_second_key_is_in_time_or_refused(app: App, xchat: Chat, hand: Hand, clip: Clip) -> None:
    for busy in (0, 2.0):
        xchat.forget()
        clip.put("mine")
        done = len(app.outcomes())
        if busy:
            xchat.send("busy", seconds=busy)
            time.sleep(0.05)
        hand.chord("Ctrl+Alt+1")
        time.sleep(0.12)  # the case: 120 ms apart
        hand.chord("Ctrl+Alt+2")
        app.wait_outcomes(done + 2)
        time.sleep(0.3)
        assert xchat.texts() == ([FIRST] if busy else [FIRST, SECOND])
        keys = [note for note in xchat.look() if note["what"] == "key"]
        assert keys[-1]["time"] - keys[0]["time"] < 1000


@pytest.mark.parametrize(
    "title", ["(3) 张三 - 聊天", "【新消息】张三 - 聊天", "张三 对方正在输入… - 聊天"]
)
def test_a_title_that_changes_by_itself_costs_nothing(
    app: App, xchat: Chat, hand: Hand, title: str
) -> None:
    for _ in range(5):
        xchat.forget()
        with hand.holding("Ctrl", "Alt"):
            hand.press("1")
            xchat.send("title", title=title)
            hand.release("1")
        xchat.wait_texts([FIRST])
        xchat.retitle("张三 - 聊天")


def test_titles_that_change_after_the_key(
    app: App, screen: Screen, xchat: Chat, hand: Hand, clip: Clip, manager: Manager
) -> None:
    score = title_races(RACES, app, xchat, hand, clip)
    print(score)
    assert (score.wrong, score.former) == (0, 0), score
    assert min(score.first, score.refused) > RACES // 20, score


@pytest.mark.parametrize("late", [0.1, 0.5])
def test_titles_that_change_before_a_busy_program_hears_the_key(
    app: App, screen: Screen, xchat: Chat, hand: Hand, clip: Clip, late: float
) -> None:
    score = title_races(RACES // 4, app, xchat, hand, clip, late=late)
    print(score)
    assert (score.wrong, score.former) == (0, 0), score
    # The first key of a round is always of the buyer before; the other one is of a calm moment.
    assert score.refused >= RACES // 4, score


def click(screen: Screen, app: App, hand: Hand, text: str) -> None:
    """Click one of the first two cards, whether the sidebar shows a buyer above them or not."""
    frame = screen.inner(app.sidebar())
    hand.click(frame.x + frame.width // 2, frame.y + {FIRST: 220, SECOND: 290}[text])


@pytest.mark.parametrize("way", ["keyboard", "sent"])
def test_a_program_that_holds_the_keyboard_gets_neither_key_nor_text(
    app: App, screen: Screen, chat: ChatPage, hand: Hand, clip: Clip, way: str
) -> None:
    """Nobody can press a global key then, so a card is clicked."""
    window = docked_chat(screen, app) if way == "keyboard" else None
    clip.put("mine")
    try:
        place = screen.inner(app.sidebar())
        assert holds_for(lambda: screen.inner(app.sidebar()) == place, 0.5), "it is docked"
        done = len(app.outcomes())
        click(screen, app, hand, SECOND)  # the way is free
        assert app.wait_outcomes(done + 1)[done:] == ["pasted"]
        grabber = Grabber(screen)
        click(screen, app, hand, FIRST)
        assert code_of(app, done + 2) == "grabbed"
        assert holds_for(lambda: grabber.keys() == [], 0.2)
        grabber.close()
        assert clip.text() == FIRST
        assert (window.texts() if window else [chat.value()]) == [SECOND]
        hand.chord("Ctrl+Alt+1")
        assert app.wait_outcomes(done + 3)[done + 2 :] == ["pasted"]
        wait_for(lambda: clip.text() == "mine", "the user's clipboard is back", 4)
    finally:
        if window is not None:
            window.close()


def test_a_hotkey_that_is_held_while_its_paste_waits_is_no_grab_of_another(
    app: App, xchat: Chat, hand: Hand
) -> None:
    """A held key repeats and takes the keyboard for us again and again."""
    for _ in range(3):
        xchat.forget()
        done = len(app.outcomes())
        assert holds_for(lambda: not hand.core_held(), 0.1), "nobody presses again sooner"
        hand.chord("Ctrl+Alt+1", 0.9)
        assert app.wait_outcomes(done + 1)[done:] == ["pasted"]
        assert xchat.texts() == [FIRST]
