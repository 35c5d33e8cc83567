"""The settings page (设置): sections as tabs, everything in force at once, no OK button.

It needs typing, so it stands in a window that takes the focus; it is a plain widget and fits the
width of the sidebar.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.controls import controls_sheet
from ui.i18n import tr
from ui.plain import menu_text
from ui.settings.context import SettingsContext
from ui.settings.parts import Section
from ui.sheets import scrollbar_sheet
from ui.theme import theme

SECTIONS: Final = ("dock", "keys", "look", "shop", "shifts", "desk", "rewrite", "data", "about")
TABS_A_ROW: Final = 5
"""More tabs side by side would cut their words at 160 % text."""


class SettingsPage(QWidget):
    """The page; its sections are built when they are first shown.

    Signals:
        forget_requested: What was learned from picks shall be forgotten.
        rewrite_try_requested: Try the endpoint of 改写; answer with ``show_rewrite_tried``.
        pick_requested: Dock to the window clicked next; answer with ``show_picked``.
        phrase_hotkey_changed: Phrase id and its new key ("" for none).
        recording_changed: A key is being recorded; let go of the global ones meanwhile.
        folder_requested: Open this folder (path as text).
        copy_requested: Put this text on the clipboard.
        doctor_requested: Answer with ``show_report``.
        desk_asked: Something of the desk is asked for: ``purge``, ``lock``, ``unlock``,
            ``passphrase``, ``recovery``, or ``count`` for the facts.
        closed: Esc.
    """

    forget_requested = Signal()
    rewrite_try_requested = Signal()
    pick_requested = Signal()
    phrase_hotkey_changed = Signal(str, str)
    recording_changed = Signal(bool)
    folder_requested = Signal(str)
    copy_requested = Signal(str)
    doctor_requested = Signal()
    desk_asked = Signal(str)
    closed = Signal()

    def __init__(self, context: SettingsContext, parent: QWidget | None = None) -> None:
        """Show the first section."""
        super().__init__(parent)
        self.setObjectName("settingsPage")
        self.setWindowTitle(tr("设置"))
        self._context = context
        self._built: dict[str, Section] = {}
        titles = {
            "dock": tr("停靠"),
            "keys": tr("按键"),
            "look": tr("外观"),
            "shop": tr("店铺"),
            "shifts": tr("班次"),
            "desk": tr("备注"),
            "rewrite": tr("改写"),
            "data": tr("数据"),
            "about": tr("关于"),
        }
        bar = QFrame()
        bar.setObjectName("settingsTabs")
        rows = QGridLayout(bar)
        rows.setContentsMargins(theme().px(8), theme().px(6), theme().px(8), 0)
        rows.setSpacing(0)
        self._tabs = QButtonGroup(self)
        for place, name in enumerate(SECTIONS):
            tab = QPushButton(menu_text(titles[name]))
            tab.setCheckable(True)
            tab.setProperty("kind", "tab")
            tab.setAccessibleName(tr("设置:{name}", name=titles[name]))
            tab.setMinimumWidth(1)
            self._tabs.addButton(tab, place)
            rows.addWidget(tab, *divmod(place, TABS_A_ROW))
        self._tabs.idClicked.connect(lambda place: self.show_section(SECTIONS[place]))
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self._stack, 1)
        self.destroyed.connect(_stopper(context.options.listen(self._changed)))
        theme().changed.connect(self.restyle)
        self.restyle()
        self.show_section("dock")

    # ------------------------------------------------------------------ sections
    def section(self, name: str) -> Section:
        """Give a section, built if need be.

        Raises:
            KeyError: If there is no such section.
        """
        if name not in self._built:
            made = self._make(name)
            self._built[name] = made
            self._stack.addWidget(made)
        return self._built[name]

    def _make(self, name: str) -> Section:
        match name:
            case "dock":
                from ui.settings.dock import DockSection

                dock = DockSection(self._context)
                dock.pick_requested.connect(self.pick_requested)
                dock.forget_requested.connect(self.forget_requested)
                dock.recording_changed.connect(self.recording_changed)
                return dock
            case "keys":
                from ui.settings.keys import KeysSection

                keys = KeysSection(self._context)
                keys.phrase_hotkey_changed.connect(self.phrase_hotkey_changed)
                keys.recording_changed.connect(self.recording_changed)
                return keys
            case "look":
                from ui.settings.look import LookSection

                return LookSection(self._context)
            case "shop":
                from ui.settings.shop import ShopSection

                return ShopSection(self._context)
            case "shifts":
                from ui.settings.shifts import ShiftsSection

                return ShiftsSection(self._context, now=self._context.now, zone=self._context.zone)
            case "desk":
                return self._make_desk()
            case "rewrite":
                from ui.settings.rewrite import RewriteSection

                rewrite = RewriteSection(self._context)
                rewrite.try_requested.connect(self.rewrite_try_requested)
                return rewrite
            case "data":
                from ui.settings.data import DataSection

                data = DataSection(self._context)
                data.folder_requested.connect(self.folder_requested)
                data.copy_requested.connect(self.copy_requested)
                return data
            case "about":
                from ui.settings.data import AboutSection

                about = AboutSection(self._context)
                about.doctor_requested.connect(self.doctor_requested)
                return about
        raise KeyError(name)

    def _make_desk(self) -> Section:
        from ui.settings.desk import DeskSection

        desk = DeskSection(self._context.options, self._context.desk)
        for name, asked in (
            ("purge", desk.purge_requested),
            ("lock", desk.lock_requested),
            ("unlock", desk.unlock_requested),
            ("passphrase", desk.passphrase_requested),
            ("recovery", desk.recovery_requested),
        ):
            asked.connect(lambda wish=name: self.desk_asked.emit(wish))
        return desk

    def show_purged(self, buyers: int, items: int) -> None:
        """Tell what was removed from the desk."""
        from ui.settings.desk import DeskSection

        desk = self.section("desk")
        assert isinstance(desk, DeskSection)
        desk.show_purged(buyers, items)

    def show_section(self, name: str) -> None:
        """Show a section of ``SECTIONS``."""
        made = self.section(name)
        made.refresh()
        if name == "desk":
            self.desk_asked.emit("count")
        self._stack.setCurrentWidget(made)
        self._tabs.button(SECTIONS.index(name)).setChecked(True)

    def refresh(self) -> None:
        """Read again what is not an option (registered keys, phrases, data), where it shows."""
        current = self._stack.currentWidget()
        if isinstance(current, Section):
            current.refresh()

    def show_picked(self, name: str, fault: str = "") -> None:
        """Pass on how picking a window ended; see ``DockSection.show_picked``."""
        from ui.settings.dock import DockSection

        dock = self.section("dock")
        assert isinstance(dock, DockSection)
        dock.show_picked(name, fault)

    def show_rewrite_tried(self, text: str, ok: bool) -> None:
        """Say how trying the endpoint of 改写 ended."""
        from ui.settings.rewrite import RewriteSection

        rewrite = self.section("rewrite")
        assert isinstance(rewrite, RewriteSection)
        rewrite.show_tried(text, ok)

    def show_report(self, text: str) -> None:
        """Show what the doctor found."""
        from ui.settings.data import AboutSection

        about = self.section("about")
        assert isinstance(about, AboutSection)
        about.show_report(text)

    def _changed(self, name: str, value: Any) -> None:
        for made in self._built.values():
            made.option_changed(name, value)

    # ------------------------------------------------------------------ look and keys
    def restyle(self) -> None:
        """Take over the colours of the theme."""
        color = {
            name: theme().color(name).name()
            for name in ("bg", "card", "line", "ink", "sub", "accent", "accent_text", "soft")
        }
        size = theme().px
        self.setStyleSheet(
            theme().stylesheet()
            + controls_sheet()
            + scrollbar_sheet()
            + f"""
#settingsPage, #settingsInside {{ background: {color["bg"]}; }}
#settingsTabs {{ background: {color["card"]}; border-bottom: 1px solid {color["line"]}; }}
#settingsCard {{ background: {color["card"]}; border: 1px solid {color["line"]};
  border-radius: {size(8)}px; }}
#clientEditor {{ background: {color["bg"]}; border: 1px solid {color["line"]};
  border-radius: {size(6)}px; }}
QLabel {{ color: {color["ink"]}; background: transparent; }}
QLabel[kind="section"] {{ color: {color["sub"]}; font-size: {size(11)}px;
  padding: 2px 2px 0 2px; }}
QLabel[kind="title"] {{ font-size: {size(15)}px; font-weight: 600; }}
QLabel[kind="sample"] {{ background: {color["bg"]}; border-radius: {size(6)}px;
  padding: {size(6)}px; }}
QPushButton[kind="tab"] {{ background: transparent; border: 0; border-radius: 0;
  border-bottom: 2px solid transparent; color: {color["sub"]};
  padding: {size(6)}px 0 {size(7)}px 0; }}
QPushButton[kind="tab"]:checked {{ color: {color["accent_text"]}; font-weight: 600;
  border-bottom: 2px solid {color["accent"]}; }}
QPushButton[kind="tab"]:focus {{ background: {color["soft"]}; }}
"""
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes; Ctrl+Tab and Ctrl+PageDown go to the next section."""
        step = 0
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            step = {
                Qt.Key.Key_Tab: 1,
                Qt.Key.Key_PageDown: 1,
                Qt.Key.Key_Backtab: -1,
                Qt.Key.Key_PageUp: -1,
            }.get(Qt.Key(event.key()), 0)
        if step:
            place = (self._tabs.checkedId() + step) % len(SECTIONS)
            self.show_section(SECTIONS[place])
            self._tabs.button(place).setFocus()
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Show what changed meanwhile."""
        super().showEvent(event)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Store what still waits."""
        for made in self._built.values():
            made.finish()
        super().hideEvent(event)


def _stopper(stop: Callable[[], None]) -> Callable[[], None]:
    """Wrap ``stop``, since the page itself is gone when it is called."""
    return lambda: stop()
