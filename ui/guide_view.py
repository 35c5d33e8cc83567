"""A guide half way: the way so far, the question with its answers, or what to do now."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from phrasebook.guides import Guide, Node, Option
from ui.i18n import tr
from ui.painted import IconButton, TextButton
from ui.plain import tip_text
from ui.sheet import Caption, Panel
from ui.theme import theme
from ui.tip_card import MarkedLine
from ui.wrapped import Wrapped


class GuideView(QWidget):
    """Walks through one guide; what the phrases of a leaf are is up to the page.

    Attributes:
        guide: The guide under way; None before and after.
        node: Where it is.

    Signals:
        arrived: A node is shown.
        left: The person went back from the first question.
        pressed: A button of a leaf was pressed: its name.
    """

    arrived = Signal(object)
    left = Signal()
    pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a guide."""
        super().__init__(parent)
        self.guide: Guide | None = None
        self._way: list[tuple[Node, str]] = []
        self.node: Node | None = None
        self.back = IconButton("chevron-left", tr("回到上一个问题"), self)
        self.again = IconButton("refresh", tr("从头再来"), self)
        self.way = Caption("", self)
        self._panel = Panel(self)
        self._row = QHBoxLayout()
        self._row.addWidget(self.back)
        self._row.addWidget(self.way, 1)
        self._row.addWidget(self.again)
        self._box = QVBoxLayout(self)
        self._box.addLayout(self._row)
        self._box.addWidget(self._panel)
        self.back.clicked.connect(self.go_back)
        self.again.clicked.connect(self.start_again)
        theme().changed.connect(self._restyle)
        self._restyle()

    def start(self, guide: Guide) -> None:
        """Begin a guide."""
        self.guide, self._way = guide, []
        self._arrive(guide.start)

    def stop(self) -> None:
        """Be without a guide."""
        self.guide, self.node, self._way = None, None, []

    def start_again(self) -> None:
        """Begin the same guide anew."""
        if self.guide is not None:
            self.start(self.guide)

    def choose(self, option: Option) -> None:
        """Take an answer."""
        self._go(option.go, option.say)

    def go_back(self) -> None:
        """Go back to the question before; from the first one, leave."""
        if not self._way:
            self.stop()
            self.left.emit()
            return
        node, _ = self._way.pop()
        self._arrive(node)

    def _go(self, id: str, said: str) -> None:
        if self.guide is None or self.node is None:
            return
        self._way.append((self.node, said))
        self._arrive(self.guide.nodes[id])

    def _arrive(self, node: Node) -> None:
        self.node = node
        title = self.guide.title if self.guide is not None else ""
        self.way.set_text(" › ".join([title, *(said for _, said in self._way if said)]))
        self.way.setToolTip(tip_text(self.way.text))
        self.again.setVisible(bool(self._way))
        self._panel.clear()
        if node.is_leaf:
            self._show_leaf(node)
        else:
            self._show_question(node)
        self.arrived.emit(node)

    def _show_question(self, node: Node) -> None:
        self._panel.add(Wrapped(node.ask, self._panel, role="title"))
        if node.hint:
            self._panel.add(Wrapped(node.hint, self._panel, token="sub"))
        for option in node.options:
            button = TextButton(option.say, self._panel)
            button.setObjectName(f"guide.{option.go}")
            button.setToolTip(tip_text(option.say))
            button.may_shrink()
            button.clicked.connect(lambda _on=False, o=option: self.choose(o))
            self._panel.add(button, Qt.AlignmentFlag.AlignLeft)

    def _show_leaf(self, node: Node) -> None:
        self._panel.add(Wrapped(node.title, self._panel, role="title"))
        self._panel.add(Wrapped(node.tell, self._panel))
        for step in node.steps:
            self._panel.add(MarkedLine("check", step, self._panel))
        row = QWidget(self._panel)
        box = QHBoxLayout(row)
        box.setContentsMargins(0, theme().px(4), 0, 0)
        box.setSpacing(theme().px(6))
        if node.go:
            on = TextButton(tr("然后呢"), row, kind="primary")
            on.clicked.connect(lambda: self._go(node.go, node.title))
            on.may_shrink()
            box.addWidget(on)
        for name, word, wanted in (
            ("remind", tr("记个提醒"), node.remind),
            ("page", tr("看手册"), self.guide is not None and self.guide.page),
        ):
            if wanted:
                button = TextButton(word, row)
                button.setObjectName(f"guide.{name}")
                button.may_shrink()
                button.clicked.connect(lambda _on=False, n=name: self.pressed.emit(n))
                box.addWidget(button)
        box.addStretch(1)
        self._panel.add(row)

    def _restyle(self) -> None:
        look = theme()
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(look.px(4))
        self._row.setContentsMargins(look.px(6), 0, look.px(8), 0)
        self._row.setSpacing(0)
