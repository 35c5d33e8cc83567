"""The page 异议 beside a real chat: its cards and keys paste, and the chat keeps the focus."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from phrasebook.model import PhraseDraft
from phrasebook.store import Phrases, Store
from phrasebook.tips import Tip, tips
from tests.desktop.conftest import OPTIONS
from tests.desktop.harness.app import App, seed
from tests.desktop.harness.chat import ChatPage
from tests.desktop.harness.hand import Hand
from tests.desktop.harness.process import Timeout, wait_for
from tests.desktop.harness.screen import Screen

RAIL = (24, 81)
"""Place of the button 异议 in the sidebar at the standard text size."""
PLACES = (60, 36, 84)
"""Pixels from the lower edge up, past the foot: no two of them lie in gaps between cards."""
PER_SCENE = 4
"""How many phrases of a scene the page shows."""


def plain_phrases(data: Path, tip: Tip) -> list[str]:
    """Let the page show phrases without variables; returns the texts of its cards in order."""
    seed(data)
    store = Store.open(data)
    try:
        phrases = Phrases(store)
        for scene in tip.scenes:
            for number in range(PER_SCENE):
                draft = PhraseDraft(scene, f"回应{number}", f"您说的我懂,{scene} 第{number}种~😊")
                phrases.pin(phrases.add(draft).result(10).id, pinned=True).result(10)
        return [phrase.text for phrase in phrases.fitting(tip.scenes, tip.phrases).result(10)]
    finally:
        store.close()


def click_a_card(screen: Screen, app: App, hand: Hand) -> None:
    """Click the lowest card in view; the first try may come too soon or hit a gap."""
    frame = screen.inner(app.sidebar())
    done = len(app.outcomes())
    for up in PLACES * 2:
        hand.click(frame.x + frame.width // 2, frame.bottom - up)
        try:
            app.wait_outcomes(done + 1, 1)
        except Timeout:
            continue
        return
    raise Timeout("no card was hit")


def test_a_card_of_the_tips_and_its_key_paste_and_leave_the_focus(
    screen: Screen, chat: ChatPage, hand: Hand, start: Callable[..., App], tmp_path: Path
) -> None:
    texts = plain_phrases(tmp_path, tips().of("objection")[0])
    app = start(tmp_path, options=OPTIONS)
    frame = screen.inner(app.sidebar())
    hand.move(5, 5)
    before = screen.image(frame)
    hand.click(frame.x + RAIL[0], frame.y + RAIL[1])
    wait_for(lambda: screen.image(screen.inner(app.sidebar())) != before, "the page is shown", 5)
    assert chat.has_focus(), "a click on the rail leaves the caret in the chat"

    click_a_card(screen, app, hand)
    assert app.outcomes() == ["pasted"]
    wait_for(lambda: chat.value() in texts, "the text of a card is in the chat box", 5)
    assert chat.has_focus()
    assert chat.count("blur") == 0, "the chat box lost the focus on the way"

    own = next(number for number, text in enumerate(texts, 1) if text.startswith("您说的我懂"))
    chat.wipe()
    hand.chord(f"Ctrl+Alt+{own}")
    chat.wait_value(texts[own - 1])
    assert app.wait_outcomes(2) == ["pasted", "pasted"]
    assert chat.has_focus()
    assert chat.count("blur") == 0
    assert chat.sent() == []
    assert screen.active() == chat.window
