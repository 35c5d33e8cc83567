"""Races: the target is closed, or another window comes to the front, between key and paste."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, Protocol

from tests.desktop.harness.app import FIRST, SECOND, App
from tests.desktop.harness.chat import ChatPage
from tests.desktop.harness.clip import Clip
from tests.desktop.harness.hand import Hand
from tests.desktop.harness.process import Timeout, holds_for, wait_for
from tests.desktop.harness.screen import Screen
from tests.desktop.harness.x_clients import Chat

_DROPPED: Final = "outcome=failed code=untouched"
LONGEST: Final = 0.015
"""Seconds in which the disturbance may come: about the time from key to text."""


class Box(Protocol):
    """A window with a text box."""

    def value(self) -> str | None:
        """The text in the box; None once it is closed."""


@dataclass
class Score:
    """What became of the races so far.

    Attributes:
        rounds: How many were run.
        pasted: Outcomes that said the text is in the target.
        refused: Outcomes that said it was held back.
        wrong: Races in which text came into another window.
        dropped: The target lost the focus before it looked at the key; the user was told that the
            text is still on the clipboard, and it was.
        lost: Said to be pasted, yet not in the target, and nothing was told.
        gone: Refused, yet the text was not on the clipboard.
        other: Any other outcomes.
    """

    rounds: int = 0
    pasted: int = 0
    refused: int = 0
    wrong: int = 0
    dropped: int = 0
    lost: int = 0
    gone: int = 0
    other: list[str] = field(default_factory=list)


def race(
    score: Score,
    *,
    app: App,
    hand: Hand,
    clip: Clip,
    key: str,
    text: str,
    target: Box,
    bystanders: list[Box],
    disturb: Callable[[], None],
    delay: float,
    settle: Callable[[], None] = lambda: None,
) -> None:
    """Run one race and count it.

    Args:
        score: Added to.
        app: The program under test.
        hand: Presses the hotkey.
        clip: The user's clipboard.
        key: Hotkey of the text.
        text: What the target may get.
        target: In front and empty at the start.
        bystanders: Windows that must stay empty.
        disturb: Closes the target or raises another window; returns at once.
        delay: Seconds between key press and ``disturb``.
        settle: Called after ``disturb`` when the keys are up again.
    """
    clip.put(f"mine {score.rounds}")
    score.rounds += 1
    done, told = len(app.outcomes()), app.text().count(_DROPPED)
    modifiers, _, last = key.rpartition("+")
    with hand.holding(*modifiers.split("+")):
        hand.press(last)
        if delay:
            time.sleep(delay)
        disturb()
        hand.release(last)
    settle()
    outcome = app.wait_outcomes(done + 1)[done]
    if outcome == "pasted":
        score.pasted += 1
        try:
            wait_for(lambda: target.value() in (text, None), "the text in the target", 5)
        except Timeout:
            score.lost += 1
    elif outcome == "failed" and app.text().count(_DROPPED) > told:
        score.dropped += 1
        score.gone += clip.text() != text
    elif outcome == "refused":
        score.refused += 1
        score.gone += clip.text() != text
        if target.value():
            score.lost += 1
    else:
        score.other.append(outcome)
    # Keys reach a window within a few milliseconds; a paste in the wrong box shows in this time.
    if not holds_for(lambda: not any(box.value() for box in bystanders), 0.05):
        score.wrong += 1


def delays(seed: int, longest: float) -> Callable[[], float]:
    """Random delays from 0 to ``longest`` seconds, the same in every run."""
    numbers = random.Random(seed)
    return lambda: numbers.uniform(0, longest)


def raise_races(
    rounds: int,
    app: App,
    screen: Screen,
    chats: tuple[ChatPage, ChatPage],
    hand: Hand,
    clip: Clip,
) -> Score:
    """Race two buyers' windows against each other, in turns; the other one is raised."""
    score, delay = Score(), delays(1, LONGEST)
    for number in range(rounds):
        target, bystander = chats if number % 2 else chats[::-1]
        for page in chats:
            page.wipe()
        screen.activate(target.window)
        wait_for(target.has_focus, "the chat box has the focus")
        key, text = (("Ctrl+Alt+1", FIRST), ("Ctrl+Alt+2", SECOND))[number % 3 == 0]
        # A window that takes the focus itself has it at once; one that the manager brings to
        # the front some ms after it was asked.
        front = screen.focus_directly if number % 4 else screen.raise_now
        race(
            score, app=app, hand=hand, clip=clip, key=key, text=text, target=target,
            bystanders=[bystander], disturb=lambda f=front, w=bystander.window: f(w),
            delay=delay(),
        )  # fmt: skip
    return score


@dataclass
class TitleScore:
    """What became of races in which the chat changes to another buyer.

    Attributes:
        rounds: How many were run.
        first: The first text came to the buyer it was meant for.
        second: The second did.
        refused: Requests that were held back.
        dropped: Requests whose text was not taken, and the user was told.
        wrong: A paste key that the server delivered after the chat had changed to another buyer.
        former: Pastes that brought anything else than a reply, such as the user's old clipboard.
        notes: Of what was wrong: seconds until the change, outcomes, and what the chat saw.
    """

    rounds: int = 0
    first: int = 0
    second: int = 0
    refused: int = 0
    dropped: int = 0
    wrong: int = 0
    former: int = 0
    notes: list[object] = field(default_factory=list)


@contextlib.contextmanager
def _standing_still(app: App, seconds: float) -> Iterator[None]:
    """Let the program do nothing meanwhile, and for so long at least; 0 leaves it alone."""
    if not seconds:
        yield
        return
    ends = time.monotonic() + seconds
    os.kill(app.pid, signal.SIGSTOP)
    try:
        yield
        time.sleep(max(0.0, ends - time.monotonic()))
    finally:
        os.kill(app.pid, signal.SIGCONT)


def title_races(
    rounds: int, app: App, chat: Chat, hand: Hand, clip: Clip, *, late: float = 0.0
) -> TitleScore:
    """Change the buyer 0 to 50 ms after a key, and press another key 120 ms after the first.

    The chat's own events say what was right: their order is the X server's.

    Args:
        rounds: How often.
        app: The program.
        chat: Where it pastes.
        hand: Presses the keys.
        clip: What is copied before.
        late: The program stands still from before the first key for so long (seconds).
    """
    score, delay = TitleScore(), delays(3, 0.05)
    for number in range(rounds):
        meant = {FIRST: f"张三{number} - 聊天", SECOND: f"李四{number} - 聊天"}
        chat.forget()
        chat.retitle(meant[FIRST])
        clip.put(f"former {number}")
        score.rounds += 1
        done, wait = len(app.outcomes()), delay()
        with hand.holding("Ctrl", "Alt"):
            began = time.monotonic()
            with _standing_still(app, late):
                hand.press("1")
                time.sleep(wait)
                chat.send("title", title=meant[SECOND])
            hand.release("1")
            time.sleep(max(0.0, began + 0.12 - time.monotonic()))
            hand.tap("2")
        ends = app.wait_outcomes(done + 2)[done : done + 2]
        score.refused += ends.count("refused")
        score.dropped += ends.count("failed")
        wait_for(lambda e=ends: len(chat.texts()) >= e.count("pasted"), "what was pasted", 5)
        title = ""
        for note in chat.look():
            if note["what"] == "key":
                title = note["title"]
            elif note["what"] == "text" and note["text"] not in meant:
                score.former += 1
            elif note["what"] == "text":
                right = meant[note["text"]] == title
                score.wrong += not right
                if not right:
                    score.notes.append((wait, ends, chat.look()))
                score.first += right and note["text"] == FIRST
                score.second += right and note["text"] == SECOND
    return score
