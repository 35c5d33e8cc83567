"""Settings, 数据 and 关于: where everything is kept, and what this program is."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit

from ui.i18n import tr
from ui.inputs import LineField
from ui.plain import tip_text
from ui.settings.context import SettingsContext
from ui.settings.parts import Section, button, label, set_kind
from ui.theme import theme
from ui.wrap_button import ButtonRow


class DataSection(Section):
    """The data folder, the backups, the number of phrases.

    Signals:
        folder_requested: Open this folder (path as text).
        copy_requested: Put this text on the clipboard.
    """

    folder_requested = Signal(str)
    copy_requested = Signal(str)

    def __init__(self, context: SettingsContext) -> None:
        """Build the labels."""
        super().__init__(context.options)
        self._context = context
        where = self.card(tr("数据文件夹"))
        self.path = LineField()
        self.path.setReadOnly(True)
        self.path.setAccessibleName(tr("数据文件夹"))
        where.addWidget(self.path)
        where.addWidget(
            ButtonRow(
                button(tr("打开文件夹"), lambda: self.folder_requested.emit(self.path.text())),
                button(tr("复制路径"), lambda: self.copy_requested.emit(self.path.text())),
            )
        )
        self._locked = label(kind="error")
        where.addWidget(self._locked)
        self._count = label()
        where.addWidget(self._count)
        where.addWidget(
            label(
                tr(
                    "换一个文件夹:先退出,再用 --data-dir 文件夹 启动;把这里的文件复制过去,"
                    "话术和设置就都在。"
                ),
                "hint",
            )
        )
        backups = self.card(tr("备份"))
        self._backups = label()
        backups.addWidget(self._backups)
        backups.addWidget(
            label(tr("每天第一次启动和升级数据前自动备份,就在数据文件夹的 backups 里。"), "hint")
        )
        self.column.addStretch()
        self.refresh()

    def refresh(self) -> None:
        """Show the present facts."""
        facts = self._context.facts()
        self.path.setText(str(facts.folder))
        self.path.setCursorPosition(0)
        self.path.setToolTip(tip_text(str(facts.folder)))
        set_kind(
            self._locked,
            ""
            if facts.writable
            else tr("这个文件夹不能写入:可以照常使用,但修改不会保存。请检查权限。"),
            "error",
        )
        counting = tr("正在数…")
        self._count.setText(
            tr("话术:{n} 条", n=counting if facts.phrases is None else f"{facts.phrases:,}")
        )
        lines = [
            f"{datetime.fromtimestamp(backup.made):%Y-%m-%d %H:%M} · {_size(backup.size)}"
            for backup in facts.backups
        ]
        self._backups.setText("\n".join(lines) or tr("还没有备份。"))


class AboutSection(Section):
    """Version, licences, doctor.

    Signals:
        doctor_requested: Look what works on this machine; answer with ``show_report``.
    """

    doctor_requested = Signal()

    def __init__(self, context: SettingsContext) -> None:
        """Build the labels."""
        super().__init__(context.options)
        self._context = context
        about = self.card()
        name = label(tr("伴话 Banhua {version}", version=context.version).strip(), "title")
        about.addWidget(name)
        about.addWidget(
            label(tr("停在聊天窗口旁边的话术侧栏。数据只在这台电脑上;不打开“改写”就不联网。"))
        )
        about.addWidget(label(tr("MIT 许可"), "hint"))
        check = self.card(tr("检查"))
        check.addWidget(label(tr("看看这台电脑上快捷键、剪贴板、窗口跟随是否都能用。"), "hint"))
        check.addWidget(button(tr("检查这台电脑"), self.doctor_requested.emit))
        self._report = self._box(tr("检查结果"))
        check.addWidget(self._report)
        licences = self.card(tr("第三方许可"))
        self._show_licences = button(tr("显示许可"), self._toggle_licences)
        licences.addWidget(self._show_licences)
        self._licences = self._box(tr("第三方许可"))
        licences.addWidget(self._licences)
        self.column.addStretch()

    @staticmethod
    def _box(name: str) -> QPlainTextEdit:
        box = QPlainTextEdit()
        box.setReadOnly(True)
        box.setAccessibleName(name)
        box.setTabChangesFocus(True)
        box.setFixedHeight(theme().px(220))
        box.hide()
        return box

    def show_report(self, text: str) -> None:
        """Show what the doctor found."""
        self._report.setPlainText(text)
        self._report.show()

    def _toggle_licences(self) -> None:
        opened = self._licences.isHidden()
        if opened and not self._licences.toPlainText():
            self._licences.setPlainText(self._context.licences())
        self._licences.setVisible(opened)
        self._show_licences.setText(tr("收起许可") if opened else tr("显示许可"))


def _size(count: int) -> str:
    if count < 1024 * 1024:
        return f"{max(1, round(count / 1024))} KB"
    return f"{count / 1024 / 1024:.1f} MB"
