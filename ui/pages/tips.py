"""The page 异议: objections, habits, buyer types, complaints and guides, with their phrases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from phrasebook.guides import Guides, Node
from phrasebook.model import Phrase
from phrasebook.tips import Tip, Tips
from ui.card_actions import CardActions
from ui.chips import ChipRow, TabRow
from ui.guide_view import GuideView
from ui.i18n import tr
from ui.sheet import Caption, CardStack, Sheet
from ui.state_view import StateView
from ui.tip_card import TipCard

TABS: Final = (
    ("objection", "异议"),
    ("habit", "毛病"),
    ("buyer_type", "类型"),
    ("complaint", "投诉"),
    ("aftersales", "售后"),
    ("guide", "向导"),
)
"""Tabs with their names; the tab 投诉 and 售后 hold several groups of tips."""

GROUPS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "objection": (("objection", "客户拒绝的四大理由"),),
    "habit": (("habit", "丢掉询单的四个毛病"),),
    "buyer_type": (("buyer_type", "九种买家"),),
    "complaint": (("complaint", "四类投诉客户"), ("six_words", "投诉处理六字诀")),
    "aftersales": (
        ("aftersales", "售后四个场景"),
        ("dispute", "纠纷处理七要点"),
        ("emergency", "售后应急六步"),
    ),
}
"""Groups of tips by tab, with the caption over each."""


class TipsPage(QWidget):
    """Shows what it is given and says what a person asked for.

    Signals:
        phrases_wanted: Scene ids and phrase uids whose phrases shall be shown.
        type_chosen: The current buyer is of this type.
        page_wanted: A manual page shall be opened: its id.
        fabe_wanted: The FABE helper shall be opened.
        remind_wanted: A reminder with this text is asked for.
    """

    phrases_wanted = Signal(object, object)
    type_chosen = Signal(str)
    page_wanted = Signal(str)
    fabe_wanted = Signal()
    remind_wanted = Signal(str)

    def __init__(self, tips: Tips, guides: Guides, parent: QWidget | None = None) -> None:
        """Show the first objection."""
        super().__init__(parent)
        self._tips, self._guides = tips, guides
        self._last: dict[str, str] = {}
        self._buyer, self._type = "", ""
        self.tip: Tip | None = None
        self.tabs = TabRow(tr("要点"), [(value, tr(name)) for value, name in TABS], self)
        self.sheet = Sheet(self)
        self._rows = [(Caption("", self), ChipRow(tr("要点"), self)) for _ in range(3)]
        self.card = TipCard(self)
        self.guide = GuideView(self)
        self.listed = Caption("", self)
        self.stack = CardStack(self)
        self.card_actions = CardActions(self.stack, self)
        self.current_title = Caption("", self)
        self.current = TipCard(self)
        self.empty = StateView(self)
        for caption, chips in self._rows:
            self.sheet.add(caption, chips)
            chips.chosen.connect(self.choose)
        self.sheet.add(self.card, self.guide, self.listed, self.stack)
        self.sheet.add(self.current_title, self.current)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.tabs)
        box.addWidget(self.sheet, 1)
        box.addWidget(self.empty, 1)
        self.setFocusProxy(self.tabs)
        self._wire()

    def _wire(self) -> None:
        self.tabs.chosen.connect(self.show_tab)
        self.card.pressed.connect(self._on_card)
        self.current.pressed.connect(self._on_current)
        self.guide.arrived.connect(self._on_node)
        self.guide.left.connect(self._show_guides)
        self.guide.pressed.connect(self._on_guide)

    # What is shown.

    def show_tab(self, tab: str) -> None:
        """Show a tab, at what was last looked at there."""
        self.tabs.set_value(tab)
        if tab == "guide":
            self._show_guides()
            self._go_on_with_guide()
            return
        ids = self._fill_rows(
            [
                (tr(name), [(tip.id, tip.title) for tip in self._tips.of(group)])
                for group, name in GROUPS[tab]
            ]
        )
        self.guide.hide()
        if not ids:
            self._show_empty()
            return
        last = self._last.get(tab, "")
        self.choose(last if last in ids else ids[0])

    def show_tip(self, id: str) -> None:
        """Show a tip, on its tab; an unknown one changes nothing."""
        tip = self._tips.get(id)
        if tip is None:
            return
        for tab, groups in GROUPS.items():
            if any(group == tip.group for group, _ in groups):
                self._last[tab] = id
                self.show_tab(tab)

    def show_guide(self, id: str) -> None:
        """Begin a guide; an unknown one shows the list of them."""
        self.tabs.set_value("guide")
        self._show_guides()
        self.guide.stop()
        if self._guides.get(id) is not None:
            self.choose(id)

    def choose(self, id: str) -> None:
        """Show a tip or begin a guide of the present tab."""
        for _, chips in self._rows:
            chips.set_value(id)
        if self.tabs.value == "guide":
            guide = self._guides.get(id)
            if guide is not None:
                self.guide.show()
                self.guide.start(guide)
            return
        tip = self._tips.get(id)
        if tip is None:
            return
        self.tip = tip
        self._last[self.tabs.value] = id
        self._show_card()
        self.phrases_wanted.emit(tip.scenes, tip.phrases)
        self.sheet.top()

    def show_phrases(self, phrases: Sequence[Phrase]) -> None:
        """Show the phrases that were asked for."""
        self.listed.set_text(tr("可直接粘贴") if phrases else "")
        self.stack.show_phrases(list(phrases))

    def ask_again(self) -> None:
        """Ask once more for the phrases that are shown: one of them may have changed."""
        node = self.guide.node
        if self.tip is not None:
            self.phrases_wanted.emit(self.tip.scenes, self.tip.phrases)
        elif self.tabs.value == "guide" and node is not None and node.is_leaf:
            self.phrases_wanted.emit(node.scenes, node.phrases)

    def set_buyer(self, name: str, type: str) -> None:
        """Know the current buyer (empty: none) and which type was set."""
        self._buyer, self._type = name, type
        if self.tabs.value != "guide":
            self._show_card()

    def phrase_at(self, number: int) -> Phrase | None:
        """Give the phrase of the card with the numbered key ``number`` (1 to 9)."""
        return self.stack.cards.phrase(number - 1)

    def show_keys(self, keys: Sequence[str], refused: Mapping[str, str]) -> None:
        """Name the keys of the first cards; see ``PhrasesPage.show_keys``."""
        self.stack.cards.set_keys(keys, refused, numbered_first=True)

    def _show_card(self) -> None:
        tip = self.tip
        if tip is None:
            return
        buttons = []
        if tip.name and self._buyer:
            chosen = tip.name == self._type
            buttons.append(("type", tr("取消标记") if chosen else tr("标为当前买家")))
        if tip.id == "habit-fabe":
            buttons.append(("fabe", tr("套 FABE 写一句")))
        if tip.page:
            buttons.append(("page", tr("看手册")))
        self.card.show_tip(tip, buttons)
        self.card.show()
        mine = self._tips.buyer_type(self._type) if self._buyer else None
        shown = mine is not None and mine != tip
        self.current.setVisible(shown)
        self.current_title.set_text(
            tr("当前买家 · {type}", type=mine.name) if shown and mine is not None else ""
        )
        if shown and mine is not None:
            self.current.show_tip(mine, (("current", tr("看手册")),) if mine.page else ())

    def _show_guides(self) -> None:
        self._leave_card()
        ids = self._fill_rows(
            [(tr("一步一步问下去"), [(guide.id, guide.title) for guide in self._guides.all])]
        )
        if not ids:
            self._show_empty()

    def _go_on_with_guide(self) -> None:
        """Show the guide that was left for another tab, where it was left."""
        guide, node = self.guide.guide, self.guide.node
        if guide is None or node is None or self._guides.get(guide.id) is None:
            return
        for _, chips in self._rows:
            chips.set_value(guide.id)
        self.guide.show()
        self._on_node(node)

    def _leave_card(self) -> None:
        """Show no tip, and none of its phrases: not even those that are still being read."""
        self.tip = None
        for part in (self.card, self.current, self.guide):
            part.hide()
        self.current_title.set_text("")
        self._want_none()

    def _want_none(self) -> None:
        self.show_phrases(())
        self.phrases_wanted.emit((), ())

    def _fill_rows(self, groups: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> list[str]:
        self.empty.hide()
        self.sheet.show()
        ids: list[str] = []
        for number, (caption, chips) in enumerate(self._rows):
            name, choices = groups[number] if number < len(groups) else ("", ())
            caption.set_text(name if choices else "")
            chips.set_choices(choices)
            ids += [id for id, _ in choices]
        return ids

    def _show_empty(self) -> None:
        self._leave_card()
        self.sheet.hide()
        self.empty.say(
            tr("这里的内容读不出来"),
            tr("程序自带的要点文件缺失或损坏,请重新安装伴话。您的话术和设置都还在。"),
            icon="warning",
            warning=True,
        )
        self.empty.show()

    # What is asked for.

    def _on_card(self, name: str) -> None:
        tip = self.tip
        if tip is None:
            return
        match name:
            case "type":
                self.type_chosen.emit("" if tip.name == self._type else tip.name)
            case "fabe":
                self.fabe_wanted.emit()
            case "page":
                self.page_wanted.emit(tip.page)

    def _on_current(self, _name: str) -> None:
        mine = self._tips.buyer_type(self._type)
        if mine is not None:
            self.page_wanted.emit(mine.page)

    def _on_node(self, node: Node) -> None:
        if node.is_leaf:
            self.phrases_wanted.emit(node.scenes, node.phrases)
        else:
            self._want_none()
        self.sheet.top()

    def _on_guide(self, name: str) -> None:
        node = self.guide.node
        if node is None:
            return
        if name == "remind":
            self.remind_wanted.emit(node.remind)
        elif guide := self._guides.get(next((c.value for _, c in self._rows if c.value), "")):
            self.page_wanted.emit(guide.page)
