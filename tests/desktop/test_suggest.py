"""A message copied in a real chat brings suggestions, and Alt+1 pastes the first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from phrasebook.model import PhraseDraft
from phrasebook.store import Phrases, Store
from tests.desktop.conftest import OPTIONS
from tests.desktop.harness.app import App, seed
from tests.desktop.harness.chat import ChatPage
from tests.desktop.harness.clip import Clip
from tests.desktop.harness.hand import Hand
from tests.desktop.harness.process import holds_for, wait_for
from tests.desktop.harness.screen import Screen

WATCH = {**OPTIONS, "clipboard.watch": True}
REPLY = "亲,您先拍下,我帮您看看能用哪张券😊"


def with_reply(data: Path) -> None:
    """Let the first suggestion for a wish for a lower price be a text that we know."""
    seed(data)
    store = Store.open(data)
    try:
        phrases = Phrases(store)
        for scene in ("price.cheaper", "price.coupon"):
            made = phrases.add(PhraseDraft(scene, "先用券", REPLY)).result(10)
            phrases.pin(made.id, pinned=True).result(10)
    finally:
        store.close()


def copy_in_the_chat(hand: Hand, chat: ChatPage, message: str) -> None:
    """Copy a text as an agent does; it is left selected in the box."""
    chat.evaluate(f"box.value = {message!r}; box.select()")
    hand.chord("Ctrl+c")


def test_a_copied_message_brings_suggestions_and_alt_1_pastes_the_first(
    screen: Screen, chat: ChatPage, hand: Hand, start: Callable[..., App], tmp_path: Path
) -> None:
    with_reply(tmp_path)
    app = start(tmp_path, options=WATCH)
    copy_in_the_chat(hand, chat, "能便宜点吗老板")
    app.wait_line(r"suggested n=[123] silence=no")
    held = int(app.wait_line(r"hotkeys ok=").rpartition("ok=")[2].split()[0])
    app.wait_line(rf"hotkeys ok={held + 3}\b")  # those of the suggestions too
    # Copied in the box itself, which no accessibility tells of here: a click says it.
    place = screen.inner(chat.window)
    chat.evaluate("window.clicked = 0; box.addEventListener('click', () => { clicked = 1; })")
    hand.click(place.x + 40, place.bottom - 30)
    wait_for(lambda: chat.evaluate("clicked"), "the page has the click, which ends the selection")
    chat.evaluate("box.select()")
    hand.chord("Alt+1")
    chat.wait_value(REPLY)
    assert app.wait_outcomes(1) == ["pasted"]
    assert chat.has_focus()
    assert chat.count("blur") == 0
    assert chat.sent() == []
    # Giving the clipboard back is no new message.
    assert Clip(screen).text() in ("能便宜点吗老板", REPLY)
    assert holds_for(lambda: app.text().count("suggested n=") == 1, 1.0)
    assert "便宜" not in app.text(), "the buyer's words are in no log"


def test_while_it_is_off_nothing_is_read(
    chat: ChatPage, hand: Hand, start: Callable[..., App], tmp_path: Path
) -> None:
    with_reply(tmp_path)
    app = start(tmp_path, options=OPTIONS)
    copy_in_the_chat(hand, chat, "能便宜点吗老板")
    assert holds_for(lambda: "suggested" not in app.text(), 1.0)
    hand.chord("Alt+1")
    assert holds_for(lambda: chat.value() == "能便宜点吗老板", 0.5), "Alt+1 stays the chat's"
    assert app.outcomes() == []


def test_a_selected_message_brings_suggestions_and_the_clipboard_stays(
    screen: Screen, chat: ChatPage, hand: Hand, start: Callable[..., App], tmp_path: Path
) -> None:
    with_reply(tmp_path)
    app = start(tmp_path, options=OPTIONS)
    clip = Clip(screen)
    clip.put("what the agent had 📋")
    chat.evaluate("box.value = '能便宜点吗老板'; box.select()")
    hand.chord("Ctrl+Alt+s")
    app.wait_line(r"suggested n=[123] silence=no")
    wait_for(lambda: clip.text() == "what the agent had 📋", "the clipboard is as it was", 5)
    assert chat.value() == "能便宜点吗老板"
    assert chat.has_focus()
    assert "便宜" not in app.text()
