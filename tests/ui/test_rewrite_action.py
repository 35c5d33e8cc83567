"""The action 按买家的话改写 is on every kind of card while its option is on, and only then."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from assistant.actions import ActionId
from phrasebook.model import Phrase
from tests.ui.app_world import NoProblems, Program, seed
from tests.ui.cards import phrases
from ui.card_actions import CardActions
from ui.card_list import CardList


@pytest.fixture
def cards(qtbot: QtBot) -> CardList:
    made = CardList()
    qtbot.addWidget(made)
    made.resize(340, 500)
    made.cards.set_phrases(phrases(3))
    made.show()
    made.select_row(1)
    return made


@pytest.fixture
def actions(cards: CardList) -> CardActions:
    return CardActions(cards, cards)


def asked(actions: CardActions) -> list[str]:
    got: list[str] = []
    actions.rewrite_requested.connect(lambda phrase: got.append(phrase.title))
    return got


def menu(actions: CardActions, phrase: Phrase) -> dict[str, str]:
    entries = actions.open_menu(phrase, QPoint(0, 0)).actions()
    return {entry.objectName(): entry.text() for entry in entries}


def test_at_first_it_is_neither_in_the_menu_nor_on_a_key(cards, actions, qtbot) -> None:
    got = asked(actions)
    assert ActionId.CARD_REWRITE not in menu(actions, phrases(1)[0])
    qtbot.keyClick(cards, Qt.Key.Key_R)
    actions.run(ActionId.CARD_REWRITE, phrases(1)[0])
    assert got == []


def test_when_it_is_on_menu_and_key_ask_for_it(cards, actions, qtbot) -> None:
    got = asked(actions)
    actions.set_off(frozenset())
    assert menu(actions, phrases(1)[0])[ActionId.CARD_REWRITE] == "按买家的话改写\tR"
    qtbot.keyClick(cards, Qt.Key.Key_R)
    assert got == ["话术 1"]


def test_an_edited_key_holds_and_stays_when_keys_are_read_again(cards, actions, qtbot) -> None:
    got = asked(actions)
    actions.set_off(frozenset())
    actions.set_edited_keys({"card.rewrite": "F4"})
    qtbot.keyClick(cards, Qt.Key.Key_R)
    assert got == []
    qtbot.keyClick(cards, Qt.Key.Key_F4)
    assert got == ["话术 1"]
    assert menu(actions, phrases(1)[0])[ActionId.CARD_REWRITE].endswith("\tF4")


@pytest.fixture
def program(qtbot, tmp_path, monkeypatch):
    seed(tmp_path)
    monkeypatch.setattr("phrasebook.content.sync", lambda *_: NoProblems())
    made = Program(qtbot, tmp_path)
    yield made
    made.stop()
    # The offscreen clipboard outlives Python and would call into what is left of it.
    QGuiApplication.clipboard().clear()


def test_it_comes_and_goes_with_the_option_everywhere(program, qtbot) -> None:
    tips = program.tips.card_actions
    strip = program.parts.suggest.strip.card_actions
    page = program.app.page.card_actions
    phrase = program.app.page.phrase_at(1)
    for on in (False, True, False):
        program.app.options.set("rewrite.on", on)
        program.settle()
        for actions in (page, strip, tips):
            assert (ActionId.CARD_REWRITE in menu(actions, phrase)) is on


def test_a_page_made_while_it_is_on_has_it_too(program) -> None:
    program.app.options.set("rewrite.on", True)
    program.settle()
    phrase = program.app.page.phrase_at(1)
    assert ActionId.CARD_REWRITE in menu(program.manual.card_actions, phrase)


def test_turning_it_off_takes_an_open_window_away(program) -> None:
    program.app.options.set("rewrite.on", True)
    program.settle()
    program.parts.rewrite.window.show()
    program.app.options.set("rewrite.on", False)
    program.settle()
    assert not program.parts.rewrite.window.isVisible()


def test_the_message_of_the_strip_is_what_it_takes(program) -> None:
    program.app.options.set("rewrite.on", True)
    program.settle()
    assert program.parts.rewrite._message() == ""
    program.parts.suggest.strip.button.set_message("能便宜点吗")
    assert program.parts.rewrite._message() == "能便宜点吗"


def test_its_settings_open_from_the_toast(program) -> None:
    program.app.options.set("rewrite.on", True)
    program.settle()
    program.parts.suggest.strip.button.set_message("能便宜点吗")
    program.app.page.card_actions.run(ActionId.CARD_REWRITE, program.app.page.phrase_at(1))
    next(b for b in program.app.sidebar.toast.buttons if b.text() == "去设置").click()
    assert program.app.sidebar.page == "settings"
    assert program.parts.settings._page._tabs.checkedButton().text() == "改写"
