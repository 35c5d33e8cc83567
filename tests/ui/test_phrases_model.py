"""The model of cards: rows, keys, what is read aloud."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from phrasebook.model import Hit
from tests.ui.cards import phrase, phrases
from ui.models.phrases_model import PhrasesModel, Role


def test_model_keeps_qts_rules(qapp: QApplication) -> None:
    model = PhrasesModel()
    tester = QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal, model
    )
    model.set_phrases(phrases(5))
    model.set_hits([Hit(phrase(1), ((0, 1),), ((0, 2),))], {"price.cheaper": "嫌贵"})
    assert tester.model() is model
    assert model.rowCount() == 1
    assert model.rowCount(model.index(0)) == 0
    assert model.cards[0].chip == "嫌贵"


def test_data_never_raises_outside_the_rows(qapp: QApplication) -> None:
    model = PhrasesModel()
    model.set_phrases(phrases(2))
    index = model.index(1)
    model.set_phrases([])
    assert model.data(index, Role.PHRASE) is None
    assert model.data(QModelIndex()) is None
    assert model.phrase(-1) is None
    assert model.phrase(7) is None


def test_own_key_beats_the_numbered_one_but_not_in_a_search(qapp: QApplication) -> None:
    model = PhrasesModel()
    model.set_phrases([phrase(0, hotkey="Ctrl+Alt+K"), phrase(1), phrase(2)])
    model.set_keys(["Ctrl+Alt+1", "Ctrl+Alt+2"], {"Ctrl+Alt+2": "被占用"})
    assert [model.key(row).text for row in range(3)] == ["Ctrl+Alt+K", "Ctrl+Alt+2", ""]
    assert model.key(1).refused == "被占用"
    model.set_keys(["Alt+1", "Alt+2"], {}, numbered_first=True)
    assert model.key(0).text == "Alt+1"


def test_change_of_keys_is_announced_once(qapp: QApplication) -> None:
    model = PhrasesModel()
    model.set_phrases(phrases(3))
    told: list[int] = []
    model.dataChanged.connect(lambda *_: told.append(1))
    model.set_keys(["Ctrl+Alt+1"], {})
    model.set_keys(["Ctrl+Alt+1"], {})
    assert told == [1]


def test_a_card_is_read_aloud_with_text_state_and_key(qapp: QApplication) -> None:
    model = PhrasesModel()
    model.set_phrases([phrase(0, pinned=True), phrase(1)])
    model.set_keys(["Ctrl+Alt+1", "Ctrl+Alt+2"], {"Ctrl+Alt+2": "被占用"})
    spoken = model.data(model.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert "话术 0" in spoken
    assert "{赠品}" in spoken
    assert "已置顶" in spoken
    assert "Ctrl+Alt+1" in spoken
    refused = model.index(1)
    assert "Ctrl+Alt+2" not in model.data(refused, Qt.ItemDataRole.AccessibleTextRole)
    assert "被占用" in model.data(refused, Qt.ItemDataRole.ToolTipRole)
    assert model.data(model.index(0), Qt.ItemDataRole.ToolTipRole) is None


def test_rows_are_found_by_id(qapp: QApplication) -> None:
    model = PhrasesModel()
    model.set_phrases(phrases(4))
    assert model.row_of(phrase(2).id) == 2
    assert model.row_of("nobody") == -1
