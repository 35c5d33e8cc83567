"""The FABE helper: four short answers become one text that can be sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout

from phrasebook.fabe import Fabe, compose, examples
from ui.controls import Combo, controls_sheet
from ui.i18n import tr
from ui.inputs import LineField
from ui.keep_timer import KeepTimer
from ui.plain import Label, menu_text
from ui.popup import PopupWindow
from ui.theme import theme

WIDTH: Final = 460
DRAFT_MS: Final = 500
"""How soon after a change what is typed is written down."""
_FIELDS: Final = (
    ("goods", "商品", "真丝衬衫(可不填)"),
    ("feature", "特点", "用的是桑蚕丝"),
    ("advantage", "优势", "比化纤透气又垂顺(可不填)"),
    ("benefit", "好处", "夏天穿着凉快,上班也得体"),
    ("evidence", "证明", "评价里有买家晒图(可不填)"),
)
"""Part, label and what a field may hold."""


class FabeWindow(PopupWindow):
    """Asks for the parts and shows the text while it is typed.

    It stays when another window takes the focus: one looks the goods up in the shop.

    Signals:
        paste_requested, copy_requested, save_requested: The text.
        changed: A field changed, soon after; read ``typed`` to keep it.
    """

    changed = Signal()

    paste_requested = Signal(str)
    copy_requested = Signal(str)
    save_requested = Signal(str)

    def __init__(self) -> None:
        """Make it hidden."""
        super().__init__()
        self.setWindowTitle(tr("FABE 写一句"))
        self.close_on_deactivate = False
        self._turn = 0
        self._head = Label(tr("FABE:特点 → 优势 → 好处 → 证明"))
        self._example = Combo()
        self._example.setAccessibleName(tr("套一个例子"))
        self._example.addItem(tr("套一个例子…"))
        for example in examples():
            self._example.addItem(example.goods)
        self._example.activated.connect(self._take_example)
        self.fields: dict[str, LineField] = {}
        self._preview = Label()
        self._preview.setObjectName("fabePreview")
        self._preview.setWordWrap(True)
        self._preview.setAccessibleName(tr("预览"))
        self._preview.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.buttons: dict[str, QPushButton] = {}
        self._timer = KeepTimer(self)
        self._timer.timeout.connect(self.changed)
        self._lay_out()
        self.restyle()
        self._update()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme().px(8))
        grid.setColumnStretch(1, 1)
        for row, (name, label, hint) in enumerate(_FIELDS):
            field = LineField()
            field.setAccessibleName(tr(label))
            field.setPlaceholderText(tr(hint))
            field.setMaxLength(60)
            field.textChanged.connect(self._update)
            field.textChanged.connect(lambda _text: self._timer.soon(DRAFT_MS))
            field.entered.connect(lambda _send: self._emit("paste"))
            self.fields[name] = field
            words = Label(tr(label))
            words.setBuddy(field)
            grid.addWidget(words, row, 0)
            grid.addWidget(field, row, 1)
        row_of_buttons = QHBoxLayout()
        for name, word, kind in (
            ("turn", tr("换个说法"), ""),
            ("save", tr("存成话术"), ""),
            ("copy", tr("复制"), ""),
            ("paste", tr("粘贴 Enter"), "primary"),
        ):
            button = QPushButton(menu_text(word))
            button.setProperty("kind", kind)
            button.clicked.connect(lambda _on=False, n=name: self._emit(n))
            self.buttons[name] = button
            row_of_buttons.addWidget(button)
            if name == "turn":
                row_of_buttons.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(theme().px(8))
        column.addWidget(self._head)
        column.addWidget(self._example)
        column.addLayout(grid)
        column.addWidget(self._preview)
        column.addLayout(row_of_buttons)
        self.body.addLayout(column)

    def open(self, near: QRect | None = None) -> None:
        """Show it on the screen of ``near``; what was typed before is still there."""
        self.setFixedWidth(theme().px(WIDTH) + 2 * self.frame_margin())
        self.popup(near)
        self.fields["goods"].setFocus()

    def typed(self) -> dict[str, str]:
        """Give what stands in the fields."""
        return {name: field.text() for name, field in self.fields.items() if field.text()}

    def restore(self, typed: Mapping[str, str]) -> None:
        """Put back what ``typed`` gave."""
        for name, field in self.fields.items():
            field.setText(typed.get(name, ""))
        self._timer.stop()

    def keep(self) -> None:
        """Hand what is typed on now."""
        self._timer.at_once()

    @property
    def text(self) -> str:
        """The text so far; empty while too little is known."""
        return compose(
            Fabe(**{name: field.text() for name, field in self.fields.items()}), self._turn
        )

    def restyle(self) -> None:
        """Take over the colours of the theme."""
        look = theme()
        self._head.setFont(look.font("heading"))
        self.setStyleSheet(
            look.stylesheet()
            + controls_sheet()
            + f"#fabePreview {{background:{look.color('bg').name()};padding:{look.px(8)}px;"
            f"border:1px solid {look.color('line').name()};"
            f"border-radius:{look.metric('radius')}px}}"
        )
        self._fit()

    def _update(self) -> None:
        text = self.text
        self._preview.setText(text or tr("填上“特点”和“好处”,这里就会出现可以发送的话。"))
        for button in self.buttons.values():
            button.setEnabled(bool(text))
        self._fit()

    def _fit(self) -> None:
        """Show a long text whole: a window does not ask a label again how high it is."""
        lines = self._preview.heightForWidth(self._preview.width())
        self._preview.setMinimumHeight(max(theme().px(76), lines))

    def _take_example(self, place: int) -> None:
        if place == 0:
            return
        example = examples()[place - 1]
        for name, field in self.fields.items():
            field.setText(getattr(example, name))
        self._example.setCurrentIndex(0)

    def _emit(self, name: str) -> None:
        text = self.text
        if not text:
            return
        if name == "turn":
            self._turn += 1
            self._update()
            return
        self.hide()
        {
            "paste": self.paste_requested,
            "copy": self.copy_requested,
            "save": self.save_requested,
        }[name].emit(text)
