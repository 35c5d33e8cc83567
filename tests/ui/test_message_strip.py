"""The buyer's message over the cards, and how its suggestions are shown, pasted and taken away."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from assistant.outcome import Copied
from assistant.ports import KeyPress, Target
from assistant.suggest.reading import Guess, Reading, Suggestion
from phrasebook.model import Phrase, UserError
from ui.bridge import Bridge
from ui.flows.suggest import MAX_MESSAGE, SuggestFlow
from ui.message_strip import SHOWN, MessageStrip
from ui.window import PHRASES, Sidebar


def suggestion(n: int) -> Suggestion:
    guess = Guess("price.cheaper", 0.9, ("便宜",))
    return Suggestion(Phrase("price.cheaper", f"第{n}条", f"文字{n}", id=str(n)), guess, 0.9)


READING = Reading("能便宜点吗", (Guess("price.cheaper", 0.9, ("便宜",)),), 3, buyer_type="贪婪型")


@pytest.fixture
def strip(qtbot: QtBot) -> MessageStrip:
    made = MessageStrip()
    qtbot.addWidget(made)
    made.resize(340, 400)
    made.show()
    return made


def test_without_a_message_it_offers_to_take_one(strip: MessageStrip, qtbot: QtBot) -> None:
    assert "买家说了什么" in strip.button.text()
    assert strip.close_button.isHidden()
    assert strip.phrases() == []
    with qtbot.waitSignal(strip.type_pressed):
        qtbot.mouseClick(strip.button, Qt.MouseButton.LeftButton)


def test_it_shows_the_message_what_was_seen_and_three_cards(strip: MessageStrip) -> None:
    strip.show_reading(READING, [suggestion(n) for n in range(5)])
    assert "能便宜点吗" in strip.button.text()
    assert [p.title for p in strip.phrases()] == ["第0条", "第1条", "第2条"]
    assert len(strip.phrases()) == SHOWN
    assert "能便宜点吗" in strip.seen.text
    assert "贪婪型" in strip.seen.text
    assert "便宜" in strip.seen.toolTip()


def test_silence_is_said_and_shows_no_card(strip: MessageStrip) -> None:
    strip.show_reading(Reading("哦", silence="chat"), [])
    assert strip.phrases() == []
    assert "先不建议" in strip.seen.text


def test_an_angry_message_is_said_to_be_one(strip: MessageStrip) -> None:
    angry = Reading("气死了", (Guess("after.soothe", 0.8),), 0, mood="angry")
    strip.show_reading(angry, [suggestion(1)])
    assert "有火气" in strip.seen.text
    strip.clear()
    assert strip.seen.text == strip.button.message == ""


class Keys:
    def __init__(self) -> None:
        self.on: list[bool] = []

    def set_suggesting(self, on: bool) -> None:
        self.on.append(on)

    def suggestion_keys(self) -> list[str]:
        return ["Alt+1", "Alt+2", "Alt+3"]

    def refused(self) -> dict[str, str]:
        return {}


class Buyer(QObject):
    changed = Signal(str, str)
    type = "谨慎型"

    def current(self) -> tuple[str, str, str]:
        return "小鹿的窝", "千牛", ""


class World:
    """The flow with a suggester that answers as told."""

    def __init__(self, qtbot: QtBot) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.pasted: list[tuple[object, Phrase]] = []
        self.copies: list[Copied | None] = []
        self.clicks: list[Any] = []
        self.faults: list[UserError] = []
        self.loads = 0
        self.answer = (READING, [suggestion(n) for n in (1, 2)])
        self.sidebar = Sidebar(QWidget())
        qtbot.addWidget(self.sidebar)
        self.keys, self.buyer = Keys(), Buyer()
        self.bridge = Bridge(lambda error, _code="": self.faults.append(error))
        self.flow = SuggestFlow(
            sidebar=self.sidebar,
            add_strip=lambda strip: strip.setParent(self.sidebar),
            bridge=self.bridge,
            paste=SimpleNamespace(
                by_key=lambda phrase, press, copied: self._paste(press, phrase, copied=copied),
                by_click=lambda phrase, text, copied: self._paste(text, phrase, copied=copied),
            ),
            buyer=self.buyer,  # type: ignore[arg-type]
            keys=self.keys,  # type: ignore[arg-type]
            make=self._make,
            wire_cards=lambda _cards, paste: self.clicks.append(paste),
            give_back=lambda: None,
        )

    def _paste(self, target: object, phrase: Phrase, copied: Copied | None = None) -> None:
        self.pasted.append((target, phrase))
        self.copies.append(copied)

    def _make(self) -> Any:
        self.loads += 1
        return SimpleNamespace(suggest=self._suggest)

    def _suggest(self, message: str, **more: Any) -> Any:
        self.asked.append((message, more))
        return self.answer


@pytest.fixture
def world(qtbot: QtBot):
    made = World(qtbot)
    yield made
    made.flow.stop()
    made.bridge.close()


def test_a_message_brings_cards_with_their_keys(world: World, qtbot: QtBot) -> None:
    world.flow.take("  能便宜点吗 ")
    qtbot.waitUntil(lambda: len(world.flow.strip.phrases()) == 2)
    assert world.asked == [("能便宜点吗", {"limit": 3, "buyer_type": "谨慎型", "just_sent": ""})]
    assert world.keys.on == [True]
    assert world.sidebar.page == PHRASES
    assert [world.flow.strip.stack.cards.key(n).text for n in (0, 1)] == ["Alt+1", "Alt+2"]


def test_the_engine_is_loaded_once_and_by_the_first_message(world: World, qtbot: QtBot) -> None:
    assert world.loads == 0
    world.flow.take("一")
    world.flow.take("二")
    qtbot.waitUntil(lambda: len(world.asked) == 2)
    assert world.loads == 1


def test_the_keys_are_let_go_with_the_message(world: World, qtbot: QtBot) -> None:
    world.flow.take("能便宜点吗")
    qtbot.waitUntil(lambda: bool(world.flow.strip.phrases()))
    qtbot.mouseClick(world.flow.strip.close_button, Qt.MouseButton.LeftButton)
    assert world.keys.on == [True, False]
    assert world.flow.strip.phrases() == []


def test_an_answer_to_a_copied_message_says_so_by_key_and_by_click(
    world: World, qtbot: QtBot
) -> None:
    copied = Copied(Target(10, 100, "chat", ""))
    world.flow.take("能便宜点吗", copied)
    qtbot.waitUntil(lambda: bool(world.flow.strip.phrases()))
    world.flow.paste(1, KeyPress(None))
    world.clicks[0](world.flow.strip.phrases()[0], None)
    assert world.copies == [copied, copied]
    world.flow.take("什么时候发货")  # typed or dropped: the focus never left the box
    qtbot.waitUntil(lambda: len(world.asked) == 2 and bool(world.flow.strip.phrases()))
    qtbot.waitUntil(lambda: world.flow._copied is None)
    world.flow.paste(1, KeyPress(None))
    assert world.copies[2:] == [None]


def test_a_key_pastes_its_suggestion_and_the_next_answer_knows_it(
    world: World, qtbot: QtBot
) -> None:
    world.flow.take("能便宜点吗")
    qtbot.waitUntil(lambda: bool(world.flow.strip.phrases()))
    world.flow.paste(2, None)
    world.flow.paste(3, None)
    assert [phrase.id for _, phrase in world.pasted] == ["2"], "there is no third one"
    world.flow.take("再便宜点")
    qtbot.waitUntil(lambda: len(world.asked) == 2)
    assert world.asked[1][1]["just_sent"] == "文字2"


def test_another_buyer_takes_the_message_away_but_another_type_does_not(
    world: World, qtbot: QtBot
) -> None:
    world.buyer.changed.emit("甲", "")
    world.flow.take("能便宜点吗")
    qtbot.waitUntil(lambda: bool(world.flow.strip.phrases()))
    world.buyer.changed.emit("甲", "谨慎型")
    assert world.flow.strip.phrases()
    world.buyer.changed.emit("乙", "")
    assert world.flow.strip.phrases() == []


def test_an_answer_that_was_overtaken_is_dropped(world: World, qtbot: QtBot) -> None:
    world.flow.take("能便宜点吗")
    world.flow.clear()
    world.flow.take("")
    ended: list[int] = []
    after = world.flow._worker.submit(lambda: None)  # behind the first on the same thread
    world.bridge.when_done(after, lambda _none: ended.append(1))
    qtbot.waitUntil(lambda: bool(ended))
    assert world.asked
    assert world.flow.strip.phrases() == []


def test_a_dropped_text_is_a_message(world: World, qtbot: QtBot) -> None:
    mime = QMimeData()
    mime.setText("什么时候发货" + "啊" * 2 * MAX_MESSAGE)
    world.sidebar.dropEvent(
        QDropEvent(
            QPointF(QPoint(5, 5)), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )  # fmt: skip
    qtbot.waitUntil(lambda: bool(world.asked))
    assert len(world.asked[0][0]) == MAX_MESSAGE


def test_blanks_are_no_message(world: World) -> None:
    world.flow.take(" \n ")
    assert world.loads == 0


class Shop:
    """A suggester that notes what it is told to learn."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.learned: list[tuple[str, str, bool]] = []

    def suggest(self, message: str, **_more: Any) -> Any:
        return self._world.answer

    def picked(self, message: str, phrase: str, _account: Any, *, good: bool = True) -> None:
        self.learned.append((message, phrase, good))


@pytest.fixture
def shop(world: World, qtbot: QtBot) -> Shop:
    made = Shop(world)
    world._make = lambda: made  # type: ignore[method-assign]
    world.flow._make = lambda: made  # type: ignore[assignment, return-value]
    world.flow.take("能便宜点吗")
    qtbot.waitUntil(lambda: bool(world.flow.strip.phrases()))
    return made


def test_the_first_paste_after_a_message_is_learned_suggested_or_not(
    world: World, shop: Shop, qtbot: QtBot
) -> None:
    world.flow.picked("another")
    world.flow.picked("later")
    qtbot.waitUntil(lambda: bool(shop.learned))
    assert shop.learned == [("能便宜点吗", "another", True)]


def test_a_paste_without_a_message_teaches_nothing(world: World, shop: Shop, qtbot: QtBot) -> None:
    world.flow.clear()
    world.flow.picked("another")
    world.flow.take("又一句")
    qtbot.waitUntil(lambda: bool(world.flow.strip.phrases()))
    assert shop.learned == []


def test_a_wrong_guess_can_be_marked(world: World, shop: Shop, qtbot: QtBot) -> None:
    qtbot.mouseClick(world.flow.strip.wrong, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(shop.learned) == 2)
    assert shop.learned == [("能便宜点吗", "1", False), ("能便宜点吗", "2", False)]
    assert world.flow.strip.phrases() == []
    assert "记下了" in world.sidebar.toast.text
