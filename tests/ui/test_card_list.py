"""Cards under mouse and keys, and how much of a long list is measured before the first paint."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from assistant.actions import ActionId
from tests.ui.cards import phrase, phrases
from ui.card_list import CardList, hotkey_of
from ui.delegates.card_delegate import CardDelegate


@pytest.fixture
def cards(qtbot: QtBot) -> CardList:
    made = CardList()
    qtbot.addWidget(made)
    made.resize(340, 600)
    made.cards.set_phrases(phrases(12))
    made.show()
    qtbot.waitExposed(made)
    return made


def _centre(cards: CardList, row: int) -> QPoint:
    return cards.card_rect(row).center().toPoint()


def test_click_pastes_once_and_a_double_click_not_twice(cards: CardList, qtbot: QtBot) -> None:
    got = []
    cards.pasted.connect(got.append)
    place = _centre(cards, 2)
    qtbot.mouseClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert [p.title for p in got] == ["话术 2"]
    qtbot.mouseDClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseRelease(cards.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert len(got) == 1


def test_release_elsewhere_and_the_gap_between_cards_do_nothing(
    cards: CardList, qtbot: QtBot
) -> None:
    got = []
    cards.pasted.connect(got.append)
    qtbot.mousePress(cards.viewport(), Qt.MouseButton.LeftButton, pos=_centre(cards, 1))
    assert cards.painter_of_cards.pressed_row == 1
    qtbot.mouseRelease(cards.viewport(), Qt.MouseButton.LeftButton, pos=_centre(cards, 3))
    gap = QPoint(100, round(cards.card_rect(1).bottom()) + 3)
    qtbot.mouseClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=gap)
    qtbot.mouseClick(cards.viewport(), Qt.MouseButton.MiddleButton, pos=_centre(cards, 1))
    assert got == []
    assert cards.painter_of_cards.pressed_row == -1


@pytest.mark.parametrize(
    ("key", "modifier", "action"),
    [
        (Qt.Key.Key_E, Qt.KeyboardModifier.NoModifier, ActionId.CARD_EDIT),
        (Qt.Key.Key_P, Qt.KeyboardModifier.NoModifier, ActionId.CARD_PIN),
        (Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier, ActionId.CARD_COPY),
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, ActionId.CARD_DELETE),
        (Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier, ActionId.CARD_UP),
    ],
)
def test_card_keys_come_from_the_table_of_actions(
    cards: CardList, qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier, action: ActionId
) -> None:
    got = []
    cards.action_triggered.connect(lambda name, p: got.append((name, p.title)))
    cards.select_row(1)
    qtbot.keyClick(cards, key, modifier)
    assert got == [(str(action), "话术 1")]


def test_arrows_move_and_enter_pastes(cards: CardList, qtbot: QtBot) -> None:
    got = []
    cards.pasted.connect(got.append)
    cards.select_row(0)
    qtbot.keyClick(cards, Qt.Key.Key_Down)
    qtbot.keyClick(cards, Qt.Key.Key_Down)
    qtbot.keyClick(cards, Qt.Key.Key_Return)
    qtbot.keyClick(cards, Qt.Key.Key_Enter)  # the key of the number pad
    assert [p.title for p in got] == ["话术 2", "话术 2"]


def test_edited_key_replaces_the_default(cards: CardList, qtbot: QtBot) -> None:
    got = []
    cards.action_triggered.connect(lambda name, _p: got.append(name))
    cards.set_card_keys({"card.edit": "F2"})
    cards.select_row(0)
    qtbot.keyClick(cards, Qt.Key.Key_E)
    assert got == []
    qtbot.keyClick(cards, Qt.Key.Key_F2)
    assert got == ["card.edit"]


def test_menu_by_mouse_and_by_key(cards: CardList) -> None:
    got = []
    cards.menu_requested.connect(lambda p, point: got.append((p.title, point)))
    place = _centre(cards, 3)
    by_mouse = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, place, cards.viewport().mapToGlobal(place)
    )
    cards.contextMenuEvent(by_mouse)
    cards.select_row(1)
    by_key = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0))
    cards.contextMenuEvent(by_key)
    assert [title for title, _ in got] == ["话术 3", "话术 1"]


def _drag(cards: CardList, qtbot: QtBot, row: int, to: QPoint) -> None:
    start = _centre(cards, row)
    qtbot.mousePress(cards.viewport(), Qt.MouseButton.LeftButton, pos=start)
    for place in (start + QPoint(0, 15), to):
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(place),
            QPointF(cards.viewport().mapToGlobal(place)),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        cards.mouseMoveEvent(event)
    qtbot.mouseRelease(cards.viewport(), Qt.MouseButton.LeftButton, pos=to)


def test_dragging_moves_a_card_only_where_order_is_ones_own(cards: CardList, qtbot: QtBot) -> None:
    dropped, pasted = [], []
    cards.dropped.connect(lambda *what: dropped.append(what))
    cards.pasted.connect(pasted.append)
    below = cards.card_rect(3).bottomLeft().toPoint() + QPoint(40, -4)
    _drag(cards, qtbot, 1, below)
    assert dropped == []
    cards.sortable = True
    _drag(cards, qtbot, 1, below)
    assert dropped == [(phrase(1).id, phrase(4).id)]
    assert pasted == []


def test_a_pinned_card_stays_among_pinned_ones(cards: CardList, qtbot: QtBot) -> None:
    cards.cards.set_phrases([phrase(0, pinned=True), phrase(1, pinned=True), *phrases(9)[2:]])
    cards.executeDelayedItemsLayout()
    cards.sortable = True
    dropped = []
    cards.dropped.connect(lambda *what: dropped.append(what))
    _drag(cards, qtbot, 0, cards.card_rect(5).bottomLeft().toPoint() + QPoint(40, -4))
    assert dropped == []
    _drag(cards, qtbot, 0, cards.card_rect(1).bottomLeft().toPoint() + QPoint(40, -4))
    assert dropped == [(phrase(0).id, phrase(2).id)]


def test_hover_is_told_after_a_rest_and_ended_by_scrolling(
    cards: CardList, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    got = []
    cards.hovered.connect(lambda p, rect: got.append((p, rect)))
    monkeypatch.setattr(cards, "underMouse", lambda: True)
    cards.resize(340, 200)
    cards.executeDelayedItemsLayout()
    # A mouse that an earlier test left right there would not move at all.
    qtbot.mouseMove(cards.viewport(), QPoint(1, 1))
    qtbot.mouseMove(cards.viewport(), _centre(cards, 1))
    qtbot.waitUntil(lambda: any(phrase is not None for phrase, _rect in got))
    got = [one for one in got if one[0] is not None]
    assert got[0][0].title == "话术 1"
    assert isinstance(got[0][1], QRect)
    ended: list[object] = []
    cards.hovered.connect(lambda p, _rect: ended.append(p))
    cards.verticalScrollBar().setValue(30)
    assert ended == [None]


def test_heights_fit_one_or_two_lines_and_follow_the_width(cards: CardList) -> None:
    short, long = cards.visualRect(cards.cards.index(0)), cards.visualRect(cards.cards.index(1))
    assert long.height() > short.height()
    cards.resize(900, 600)
    cards.executeDelayedItemsLayout()
    assert cards.visualRect(cards.cards.index(1)).height() == short.height()


def test_ten_thousand_cards_are_measured_by_and_by(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured = 0
    original = CardDelegate.sizeHint

    def counted(self: CardDelegate, option: object, index: object) -> object:
        nonlocal measured
        measured += 1
        return original(self, option, index)

    monkeypatch.setattr(CardDelegate, "sizeHint", counted)
    made = CardList()
    qtbot.addWidget(made)
    made.resize(340, 600)
    made.cards.set_phrases(phrases(10_000))
    made.show()
    # Up to here, and in each turn of the event loop, one batch: a paint event can come between.
    made.executeDelayedItemsLayout()
    assert measured < 500
    assert made.card_rect(5).height() > 0
    qtbot.waitUntil(lambda: measured >= 10_000)  # the rest comes by itself


def test_first_paint_of_cards_is_told_once(qtbot: QtBot) -> None:
    made = CardList()
    qtbot.addWidget(made)
    told: list[bool] = []
    made.first_painted.connect(lambda: told.append(True))
    made.show()
    qtbot.waitExposed(made)
    made.grab()
    qtbot.wait(1)
    assert told == []
    made.cards.set_phrases(phrases(2))
    qtbot.waitUntil(lambda: told == [True])
    made.grab()
    qtbot.wait(1)
    assert told == [True]


def test_key_press_is_read_as_a_hotkey(qapp: QApplication) -> None:
    def press(key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> str:
        held = Qt.KeyboardModifier.NoModifier
        for modifier in modifiers:
            held |= modifier
        return str(hotkey_of(QKeyEvent(QEvent.Type.KeyPress, key, held)))

    control, alt = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
    assert press(Qt.Key.Key_1, control) == "Ctrl+1"
    assert press(Qt.Key.Key_Down, alt) == "Alt+Down"
    assert press(Qt.Key.Key_Delete) == "Delete"
    assert press(Qt.Key.Key_PageDown, control) == "Ctrl+PageDown"
    assert press(Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier) == "Enter"
    assert press(Qt.Key.Key_Comma, control) == "Ctrl+,"
    assert press(Qt.Key.Key_Control, control) == "None"
