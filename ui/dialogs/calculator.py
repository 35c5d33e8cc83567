"""The small calculator of the manual: a service figure worked out while reading about it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from phrasebook.figures import FIGURES, Figure, figure
from ui.controls import Combo, controls_sheet
from ui.i18n import tr
from ui.inputs import LineField
from ui.plain import Label
from ui.popup import PopupWindow
from ui.theme import theme

WIDTH: Final = 360


class CalculatorWindow(PopupWindow):
    """Asks for the numbers of a figure and shows the result as they are typed."""

    def __init__(self) -> None:
        """Make it hidden, at the first figure."""
        super().__init__()
        self.setWindowTitle(tr("服务指标计算器"))
        self.close_on_deactivate = False
        self._figure: Figure = FIGURES[0]
        self.choice = Combo()
        self.choice.setAccessibleName(tr("指标"))
        for one in FIGURES:
            self.choice.addItem(tr(one.title), one.id)
        self.choice.activated.connect(lambda _n: self.show_figure(self.choice.currentData()))
        self._formula = Label()
        self._formula.setProperty("kind", "hint")
        self._formula.setWordWrap(True)
        self.fields: dict[str, LineField] = {}
        self._form = QWidget()
        self.result = Label()
        self.result.setObjectName("calculatorResult")
        self.result.setWordWrap(True)
        self._meaning = Label()
        self._meaning.setProperty("kind", "hint")
        self._meaning.setWordWrap(True)
        close = QPushButton(tr("关闭 Esc"))
        close.clicked.connect(self.dismiss)
        self._column = QVBoxLayout()
        self._column.setSpacing(theme().px(8))
        for part in (self.choice, self._formula, self._form, self.result, self._meaning, close):
            self._column.addWidget(part)
        self.body.addLayout(self._column)
        self.restyle()
        self.show_figure(FIGURES[0].id)

    def open(self, id: str, near: QRect | None = None) -> None:
        """Show it for a figure; an unknown one shows what was there last."""
        self.show_figure(id)
        self.setFixedWidth(theme().px(WIDTH) + 2 * self.frame_margin())
        self.popup(near)
        next(iter(self.fields.values())).setFocus()

    def show_figure(self, id: str) -> None:
        """Ask for the numbers of another figure."""
        found = figure(id)
        if found is None:
            return
        self._figure = found
        self.choice.setCurrentIndex(self.choice.findData(id))
        self._formula.setText(tr(found.formula))
        self._meaning.setText(tr(found.meaning))
        form = QWidget()
        grid = QGridLayout(form)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(1, 1)
        self.fields = {}
        for row, field in enumerate(found.fields):
            box = LineField()
            box.setAccessibleName(tr(field.title))
            box.setMaxLength(12)
            box.textChanged.connect(self._work_out)
            label = Label(tr(field.title))
            label.setBuddy(box)
            grid.addWidget(label, row, 0)
            grid.addWidget(box, row, 1)
            grid.addWidget(Label(tr(field.unit)), row, 2)
            self.fields[field.id] = box
        self._column.replaceWidget(self._form, form)
        self._form.hide()
        self._form.deleteLater()
        self._form = form
        self._work_out()
        self.adjustSize()

    def restyle(self) -> None:
        """Take over the colours of the theme."""
        self.setStyleSheet(theme().stylesheet() + controls_sheet())
        self.result.setFont(theme().font("heading"))

    def _work_out(self) -> None:
        values: dict[str, float] = {}
        for name, box in self.fields.items():
            text = box.text().strip().replace("，", "").replace(",", "")
            if not text:
                self.result.setText(tr("填上数字就算出来"))
                return
            try:
                values[name] = float(text)
            except ValueError:
                self.result.setText(tr("“{text}”不是数字,请改一下", text=box.text()))
                return
        try:
            number = self._figure.compute(values)
        except ValueError as error:
            self.result.setText(str(error))
            return
        number = round(number, self._figure.digits) + 0.0  # no "-0"
        unit = tr(self._figure.unit)
        space = " " if unit and unit != "%" else ""
        self.result.setText(f"{number:.{self._figure.digits}f}{space}{unit}")
