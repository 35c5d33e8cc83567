"""The fields of the phrase editor and where they stand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from phrasebook.model import STEPS, Scene
from phrasebook.template import BUILT_IN
from ui.controls import CheckBox, Combo, controls_sheet
from ui.dialogs.hotkey_edit import Check, HotkeyEdit
from ui.dialogs.phrase_fields import TemplateColors, VariantList
from ui.i18n import tr
from ui.inputs import LineField, TextField
from ui.plain import Label, menu_text, tip_text
from ui.sheets import scrollbar_sheet
from ui.theme import theme


class PhraseForm(QWidget):
    """Labels above fields, so that it fits a narrow window; behaviour is the editor's."""

    def __init__(
        self,
        scenes: Sequence[Scene],
        platforms: Sequence[tuple[str, str]],
        check_hotkey: Check,
        parent: QWidget | None = None,
    ) -> None:
        """Build an empty form; arguments as for ``PhraseEditor``."""
        super().__init__(parent)
        self.setObjectName("phraseEditor")
        self._notice = Label()
        self._notice.setProperty("kind", "warn")
        self._notice.setWordWrap(True)
        self._discard = QPushButton(tr("放弃草稿"))
        self.scene = Combo()
        self.scene.setAccessibleName(tr("场景"))
        self._fill_scenes(scenes)
        self.title = LineField()
        self.title.setAccessibleName(tr("标题"))
        self.title.setPlaceholderText(tr("留空就用正文开头"))
        self._count = Label()
        self.text = TextField()
        self.text.setAccessibleName(tr("正文"))
        self.text.setFixedHeight(theme().px(118))
        self.text.setPlaceholderText(tr("买家会看到的话,例如:亲,{买家昵称} 您好~"))
        TemplateColors(self.text.document())
        self._insert = QPushButton(tr("插入变量 ▾"))
        self._insert.setAccessibleName(tr("插入变量"))
        self._insert.setMenu(self._variables_menu())
        self._problems = self._label("warn")
        self._preview = self._label("preview")
        self._preview.setAccessibleName(tr("预览"))
        self.variants = VariantList()
        self.code = LineField()
        self.code.setAccessibleName(tr("快捷编码"))
        self.code.setPlaceholderText(tr("几个字母,例如 wlts"))
        self._code_state = self._label("warn")
        self.when = LineField()
        self.when.setAccessibleName(tr("什么时候用"))
        self.hotkey = HotkeyEdit(tr("这条话术"), check=check_hotkey)
        self.until = LineField()
        self.until.setAccessibleName(tr("有效期到"))
        self.until.setPlaceholderText(tr("不限;或 2026-12-31、12-31"))
        self._until_state = self._label("error")
        self.platforms: dict[str, CheckBox] = {}
        self._state = self._label("hint")
        self.save_button = QPushButton()
        self.save_button.setProperty("kind", "primary")
        self.close_button = QPushButton(tr("关闭 Esc"))
        self.close_button.setAccessibleName(tr("关闭"))
        self._lay_out(platforms)

    @staticmethod
    def _label(kind: str) -> Label:
        label = Label()
        label.setProperty("kind", kind)
        label.setWordWrap(True)
        return label

    def _lay_out(self, platforms: Sequence[tuple[str, str]]) -> None:
        form = QWidget()
        form.setObjectName("editorForm")
        column = QVBoxLayout(form)
        column.setContentsMargins(*(theme().px(12),) * 4)
        column.setSpacing(theme().px(4))
        restored = QHBoxLayout()
        restored.addWidget(self._notice, 1)
        restored.addWidget(self._discard)
        column.addLayout(restored)

        def heading(text: str, right: QWidget | None = None) -> None:
            row = QHBoxLayout()
            label = Label(text)
            label.setProperty("kind", "hint")
            row.addWidget(label, 1)
            if right is not None:
                row.addWidget(right)
            column.addSpacing(theme().px(6))
            column.addLayout(row)

        heading(tr("场景"))
        column.addWidget(self.scene)
        heading(tr("标题"), self._count)
        column.addWidget(self.title)
        heading(tr("正文"), self._insert)
        for widget in (self.text, self._problems):
            column.addWidget(widget)
        heading(tr("买家看到的样子"))
        column.addWidget(self._preview)
        heading(tr("备选说法(同一个意思,换着说)"))
        column.addWidget(self.variants)
        heading(tr("快捷编码"))
        column.addWidget(self.code)
        column.addWidget(self._code_state)
        heading(tr("什么时候用"))
        column.addWidget(self.when)
        heading(tr("专用快捷键"))
        column.addWidget(self.hotkey)
        heading(tr("有效期到(过期后会提醒)"))
        column.addWidget(self.until)
        column.addWidget(self._until_state)
        heading(tr("只用在这些平台(不选就是都用)"))
        grid = QGridLayout()
        for place, (id, name) in enumerate(platforms):
            box = CheckBox(name)
            self.platforms[id] = box
            grid.addWidget(box, place // 3, place % 3)
        column.addLayout(grid)
        column.addStretch()
        scroll = QScrollArea()
        scroll.setWidget(form)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        foot = QFrame()
        foot.setObjectName("editorFoot")
        row = QHBoxLayout(foot)
        row.addWidget(self._state, 1)
        row.addWidget(self.close_button)
        row.addWidget(self.save_button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(scroll, 1)
        outer.addWidget(foot)

    def _fill_scenes(self, scenes: Sequence[Scene]) -> None:
        model = self.scene.model()
        for step in STEPS:
            group = [scene for scene in scenes if scene.step == step.number]
            if not group:
                continue
            name = tr(step.name)
            self.scene.addItem(f"{step.number} · {name}" if step.number else name)
            if isinstance(model, QStandardItemModel):
                model.item(self.scene.count() - 1).setFlags(Qt.ItemFlag.NoItemFlags)
            for scene in group:
                self.scene.addItem(f"    {scene.title}", scene.id)
                self.scene.setItemData(
                    self.scene.count() - 1, tip_text(scene.say), Qt.ItemDataRole.ToolTipRole
                )

    def _variables_menu(self) -> QMenu:
        menu = QMenu(self)
        for markup, help_text in BUILT_IN:
            entry = menu.addAction(menu_text(f"{markup}    {tr(help_text)}"))
            entry.triggered.connect(lambda _checked=False, text=markup: self._put(text))
        return menu

    def _put(self, markup: str) -> None:
        self.text.insertPlainText(markup)
        self.text.setFocus()

    def restyle(self) -> None:
        """Take over the colours of the theme."""
        color = theme().color
        radius = theme().metric("radius")
        self.setStyleSheet(
            theme().stylesheet()
            + f"#phraseEditor,#editorForm,#editorFoot {{background:{color('card').name()}}}"
            f"#editorFoot {{border-top:1px solid {color('line').name()}}}"
            f"QLabel {{color:{color('ink').name()}}}"
            f"QLabel[kind='preview'] {{background:{color('bg').name()};"
            f"border:1px solid {color('line').name()};border-radius:{radius}px;"
            f"padding:{radius}px}}" + controls_sheet() + scrollbar_sheet()
        )
