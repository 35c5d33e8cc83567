"""The cards of a list as a Qt model: phrases of a step, or the hits of a search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from phrasebook.model import Hit, Phrase
from phrasebook.template import preview
from ui.i18n import tr

AnyIndex = QModelIndex | QPersistentModelIndex
KEYED_ROWS: Final = 9
"""How many cards of a list have a numbered key (Ctrl+Alt+1 to 9, Alt+1 to 9)."""


class Role(IntEnum):
    """What the delegate and the tests ask for beyond Qt's own roles."""

    PHRASE = Qt.ItemDataRole.UserRole + 1
    CARD = Qt.ItemDataRole.UserRole + 2


@dataclass(frozen=True, slots=True)
class Card:
    """One row.

    Attributes:
        phrase: What it stands for.
        title_spans: Matched characters of the title.
        text_spans: Matched characters of the text.
        chip: Name of the scene where the list mixes scenes; else empty.
    """

    phrase: Phrase
    title_spans: tuple[tuple[int, int], ...] = ()
    text_spans: tuple[tuple[int, int], ...] = ()
    chip: str = ""


@dataclass(frozen=True, slots=True)
class KeyCap:
    """The key that a card shows.

    Attributes:
        text: Such as ``Ctrl+Alt+1``; empty means none.
        refused: Why it does not fire; empty if it does.
    """

    text: str = ""
    refused: str = ""


class PhrasesModel(QAbstractListModel):
    """A flat list of cards.

    The delegate reads ``cards`` directly: thousands of ``data`` calls through Qt would be felt.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty and without keys."""
        super().__init__(parent)
        self.cards: Sequence[Card] = ()
        self._keys: Sequence[str] = ()
        self._numbered_first = False
        self._refused: Mapping[str, str] = {}

    def set_phrases(self, phrases: Sequence[Phrase], suits: str = "") -> None:
        """Show phrases in the order given; those that suit the buyer type ``suits`` say so."""
        self._reset(
            [Card(phrase, chip=suits if suits in phrase.buyer_types else "") for phrase in phrases]
        )

    def set_suggested(self, phrases: Sequence[Phrase]) -> None:
        """Show suggestions, the best first, which says so."""
        best = tr("最合适")
        self._reset([Card(p, chip=best if n == 0 else "") for n, p in enumerate(phrases)])

    def set_hits(self, hits: Sequence[Hit], scenes: Mapping[str, str]) -> None:
        """Show search results; ``scenes`` maps scene ids to their titles."""
        self._reset(
            [
                Card(hit.phrase, hit.title_spans, hit.text_spans, scenes.get(hit.phrase.scene, ""))
                for hit in hits
            ]
        )

    def set_keys(
        self, keys: Sequence[str], refused: Mapping[str, str], *, numbered_first: bool = False
    ) -> None:
        """Name the keys of the first cards.

        Args:
            keys: Texts in the order of the cards.
            refused: Keys that the system refused, with the reason.
            numbered_first: Show these rather than a phrase's own key (in a search they are
                what the hand is at).
        """
        new = (tuple(keys), dict(refused), numbered_first)
        if new == (self._keys, self._refused, self._numbered_first):
            return
        self._keys, self._refused, self._numbered_first = new
        if self.cards:
            self.dataChanged.emit(self.index(0), self.index(len(self.cards) - 1))

    def key(self, row: int) -> KeyCap:
        """Give the key of a row: the phrase's own, else the numbered one (or the other way)."""
        own = self.cards[row].phrase.hotkey
        numbered = self._keys[row] if row < len(self._keys) else ""
        text = numbered or own if self._numbered_first else own or numbered
        return KeyCap(text, self._refused.get(text, "") if text else "")

    def phrase(self, row: int) -> Phrase | None:
        """Give the phrase of a row; None if there is no such row."""
        return self.cards[row].phrase if 0 <= row < len(self.cards) else None

    def row_of(self, phrase_id: str) -> int:
        """Find the row of a phrase; -1 if it is not in the list."""
        return next((r for r, card in enumerate(self.cards) if card.phrase.id == phrase_id), -1)

    def _reset(self, cards: list[Card]) -> None:
        self.beginResetModel()
        self.cards = cards
        self.endResetModel()

    # Qt's side.

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008, D102
        return 0 if parent.isValid() else len(self.cards)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: D102
        row = index.row()
        if not 0 <= row < len(self.cards):
            return None
        card = self.cards[row]
        match role:
            case Role.PHRASE:
                return card.phrase
            case Role.CARD:
                return card
            case Qt.ItemDataRole.DisplayRole:
                return card.phrase.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(row, card)
            case Qt.ItemDataRole.ToolTipRole:
                cap = self.key(row)
                if cap.refused:
                    return tr("{key} 没有生效:{reason}", key=cap.text, reason=cap.refused)
        return None

    def _spoken(self, row: int, card: Card) -> str:
        parts = [card.phrase.title, preview(card.phrase.text)]
        if card.phrase.pinned:
            parts.append(tr("已置顶"))
        cap = self.key(row)
        if cap.text and not cap.refused:
            parts.append(tr("快捷键 {key}", key=cap.text))
        return ",".join(parts)
