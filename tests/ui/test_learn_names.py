"""Everything that can be pressed or typed into on the new pages and windows has a spoken name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QTextEdit,
    QTreeView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.cards import phrases
from tests.ui.learn_world import CAREFUL, GUIDES, TIPS, manual, page
from ui.dialogs.calculator import CalculatorWindow
from ui.dialogs.fabe_form import FabeWindow
from ui.dialogs.page_editor import PageEditor
from ui.manual_finder import ManualFinder
from ui.pages.manual import ManualView
from ui.pages.tips import TipsPage

LIBRARY = manual(page("a", "甲"), page("b", "乙", edited=True), page("c", "丙"))


def _tip() -> QWidget:
    made = TipsPage(TIPS, GUIDES)
    made.set_buyer("小鹿", "爽快型")
    made.show_tip(CAREFUL.id)
    made.show_phrases(phrases(2))
    return made


def _guide() -> QWidget:
    made = TipsPage(TIPS, GUIDES)
    made.show_guide("unpaid")
    return made


def _leaf() -> QWidget:
    made = TipsPage(TIPS, GUIDES)
    made.show_guide("unpaid")
    for go in ("new", "forgot"):
        made.guide._go(go, go)
    return made


def _contents() -> QWidget:
    made = ManualView()
    made.show_library(LIBRARY, {})
    return made


def _page() -> QWidget:
    made = ManualView()
    made.show_library(LIBRARY, {})
    made.show_page(LIBRARY.pages()[1], 100)
    made.show_phrases(phrases(2))
    return made


def _editor() -> QWidget:
    made = PageEditor()
    made.open(LIBRARY.pages()[1], LIBRARY.pages()[1], LIBRARY.chapters, None, None)
    return made


MAKERS: tuple[Callable[[], QWidget], ...] = (
    _tip, _guide, _leaf, _contents, _page, _editor, ManualFinder, FabeWindow, CalculatorWindow,
)  # fmt: skip
KINDS = (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit, QTextEdit, QListView, QTreeView)


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__.strip("_"))
def test_every_control_has_a_name(qtbot: QtBot, make: Callable[[], QWidget]) -> None:
    window = make()
    qtbot.addWidget(window)
    window.show()
    QApplication.processEvents()
    controls = [one for kind in KINDS for one in window.findChildren(kind) if one.isVisible()]
    assert controls
    # What Qt puts into its own controls (the list in a combo box) is read out by them.
    ours = [one for one in controls if not one.objectName().startswith("qt_")]
    unnamed = [one for one in ours if not one.accessibleName()]
    # A button without a name of its own is read out by its text.
    assert [o for o in unnamed if not (isinstance(o, QAbstractButton) and o.text())] == []
