"""The small form that asks for variables, so that nothing unfilled is ever sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Final

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from phrasebook.template import Filled, Gap
from ui.filled_values import FilledValues
from ui.i18n import tr
from ui.inputs import LineField
from ui.plain import Label
from ui.popup import PopupWindow
from ui.sheets import scrollbar_sheet
from ui.theme import theme

WIDTH: Final = 440
PER_BUYER: Final = frozenset(
    {"买家昵称", "订单号", "单号", "姓名", "电话", "手机号", "地址", "验证码"}
)
"""Variables whose last value belongs to one buyer: offered, never filled in by itself, so that
Enter twice cannot give buyer B the order number of buyer A."""

Preview = Callable[[dict[str, str]], Filled]


class FillForm(QWidget):
    """One field per gap, with the text below as it will be pasted.

    Signals:
        submitted: Values by name, and whether to send too. Only with every gap filled.
        cancelled: Esc or the button.
    """

    submitted = Signal(object, bool)
    cancelled = Signal()

    def __init__(
        self,
        title: str,
        gaps: Sequence[Gap],
        preview: Preview,
        remembered: dict[str, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Build the fields.

        Args:
            title: The phrase's title.
            gaps: What to ask.
            preview: Gives the text for the values typed so far.
            remembered: Last values by name; new ones are written into it on submit.
            parent: Owner; may be None.
        """
        super().__init__(parent)
        self.setObjectName("fillForm")
        self._preview = preview
        self._remembered = remembered if remembered is not None else {}
        self._owner = remembered.owner if isinstance(remembered, FilledValues) else ""
        self._offers: dict[str, str] = {}
        self.fields: dict[str, LineField] = {}
        self._head = Label(title)
        self._head.setFont(theme().font("heading"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme().px(8))
        grid.setColumnStretch(1, 1)
        for row, gap in enumerate(gaps):
            field = self._field(gap)
            label = Label(gap.question or gap.name)
            label.setBuddy(field)
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
        self._text = Label()
        self._text.setObjectName("fillPreview")
        self._text.setWordWrap(True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._text.setAccessibleName(tr("预览"))
        scroll = QScrollArea()
        scroll.setObjectName("fillScroll")
        scroll.setWidget(self._text)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setFixedHeight(theme().px(112))
        self._state = Label()
        self._state.setProperty("kind", "hint")
        paste = QPushButton(tr("粘贴 Enter"))
        paste.setAccessibleName(tr("粘贴"))
        paste.setProperty("kind", "primary")
        paste.clicked.connect(lambda: self._submit(send=False))
        cancel = QPushButton(tr("取消 Esc"))
        cancel.setAccessibleName(tr("取消"))
        cancel.clicked.connect(self.cancelled)
        row_of_buttons = QHBoxLayout()
        row_of_buttons.addWidget(self._state, 1)
        row_of_buttons.addWidget(cancel)
        row_of_buttons.addWidget(paste)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme().px(4), theme().px(4), theme().px(4), theme().px(4))
        column.setSpacing(theme().px(8))
        column.addWidget(self._head)
        column.addLayout(grid)
        column.addWidget(scroll)
        column.addLayout(row_of_buttons)
        self.restyle()
        self._update()

    def _field(self, gap: Gap) -> LineField:
        last = self._remembered.get(gap.name, "")
        offered = bool(last) and gap.name in PER_BUYER
        field = LineField(gap.fallback if offered or not last else last)
        field.setAccessibleName(gap.question or gap.name)
        field.setObjectName(f"gap:{gap.name}")
        if offered:
            self._offers[gap.name] = last
            field.setPlaceholderText(tr("上次:{value}(按 ↓ 填入)", value=last))
        field.textChanged.connect(self._update)
        field.textEdited.connect(self._typed)
        field.entered.connect(lambda send: self._submit(send=send))
        field.down_pressed.connect(lambda: self._down(gap.name))
        self.fields[gap.name] = field
        return field

    def restyle(self) -> None:
        """Take over the colours of the theme."""
        radius = theme().metric("radius")
        self.setStyleSheet(
            theme().stylesheet() + f"#fillScroll {{border:1px solid {theme().color('line').name()};"
            f"border-radius:{radius}px;background:{theme().color('bg').name()}}}"
            f"#fillPreview {{background:{theme().color('bg').name()};padding:{radius}px}}"
            + scrollbar_sheet()
        )

    def start(self) -> None:
        """Put the caret where the first thing is missing."""
        names = [name for name, field in self.fields.items() if not field.text().strip()]
        field = self.fields[names[0]] if names else next(iter(self.fields.values()))
        field.setFocus()
        field.selectAll()

    def values(self) -> dict[str, str]:
        """Give what stands in the fields."""
        return {name: field.text() for name, field in self.fields.items() if field.text().strip()}

    def _typed(self, _text: str) -> None:
        if isinstance(self._remembered, FilledValues):
            self._remembered.typed(self._owner, self.values())

    def _down(self, name: str) -> None:
        """Take the offered value, else go to the next field."""
        field = self.fields[name]
        if not field.text() and name in self._offers:
            field.setText(self._offers[name])
            return
        names = list(self.fields)
        following = names[(names.index(name) + 1) % len(names)]
        self.fields[following].setFocus()
        self.fields[following].selectAll()

    def _update(self) -> None:
        filled = self._preview(self.values())
        html = escape(filled.text)
        mark = (
            f'<span style="background:{theme().color("soft").name()};'
            f'color:{theme().color("accent_text").name()}">'
        )
        for gap in filled.gaps:
            hole = escape("{" + gap.name + "}")
            html = html.replace(hole, f"{mark}{hole}</span>")
        self._text.set_rich(html.replace("\n", "<br>"))
        missing = len(filled.gaps)
        self._state.setText(tr("还有 {n} 处没填", n=missing) if missing else "")

    def _submit(self, *, send: bool) -> None:
        values = self.values()
        missing = [gap.name for gap in self._preview(values).gaps]
        if missing:
            field = self.fields.get(missing[0])
            if field is not None:
                field.setFocus()
            return
        if isinstance(self._remembered, FilledValues):
            self._remembered.settled(self._owner, values)
        else:
            self._remembered.update(values)
        self.submitted.emit(values, send)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
            return
        super().keyPressEvent(event)


class FillWindow(PopupWindow):
    """The form as a window of its own, for a card or hotkey whose phrase has gaps.

    It stays when another window takes the focus: one looks an order number up in the chat.

    Signals:
        submitted: Values by name, and whether to send too; closed then.
        dismissed: Esc or the button; the focus should go back to the chat.
    """

    submitted = Signal(object, bool)

    about_buyer = True

    def __init__(self, parent: QWidget | None = None, *, composited: bool | None = None) -> None:
        """Make it hidden; see ``PopupWindow`` for ``composited``."""
        super().__init__(parent, composited=composited)
        self.setWindowTitle(tr("填写变量"))
        self.close_on_deactivate = False
        self._form: FillForm | None = None

    def open(
        self,
        title: str,
        gaps: Sequence[Gap],
        preview: Preview,
        remembered: dict[str, str] | None = None,
        *,
        near: QRect | None = None,
    ) -> None:
        """Ask for ``gaps``; arguments as for ``FillForm``, ``near`` as for ``popup``."""
        if self._form is not None:
            self.body.removeWidget(self._form)
            self._form.deleteLater()
        self._form = FillForm(title, gaps, preview, remembered)
        self._form.submitted.connect(self._submit)
        self._form.cancelled.connect(self.dismiss)
        self.body.addWidget(self._form)
        self.setFixedWidth(theme().px(WIDTH) + 2 * self.frame_margin())
        self.popup(near)
        self._form.start()

    @property
    def form(self) -> FillForm | None:
        """The form that is open."""
        return self._form

    def restyle(self) -> None:
        """Pass a change of theme on."""
        if self._form is not None:
            self._form.restyle()

    def _submit(self, values: dict[str, str], send: bool) -> None:
        self.hide()
        self.submitted.emit(values, send)
