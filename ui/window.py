"""The sidebar: assembles rail, head, tabs, pages, notices and foot; decides nothing itself.

It never takes the focus by a click, so that the chat's input box keeps it
(``WindowDoesNotAcceptFocus``). A page that needs typing is added with ``needs_focus`` and the
window gives up that flag while the page is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from assistant.actions import ActionId, bindings
from phrasebook.model import STEPS
from ui import own_windows
from ui.card_list import hotkey_of
from ui.foot import Foot
from ui.head import Head
from ui.i18n import tr
from ui.menus import add_action, make_menu
from ui.plain import menu_text
from ui.rail import Rail
from ui.resize_grips import ResizeGrips
from ui.step_tabs import StepTabs
from ui.theme import METRICS, theme
from ui.toast import TOAST_SECONDS, Banner, Kind, Toast

PHRASES: Final = "phrases"
TIPS: Final = "tips"
BUYERS: Final = "buyers"
HANDOVERS: Final = "handovers"
REMINDERS: Final = "reminders"
MANUAL: Final = "manual"
SETTINGS: Final = "settings"
_WITH_HEAD: Final = (PHRASES, TIPS)
"""Pages under the search box and the buyer's line."""
MIN_WIDTH: Final = 320
MAX_WIDTH: Final = 640
_MIN_HEIGHT: Final = 360
_CONFIRM_MS: Final = (100, 600)
"""When to look again after the window was mapped; the second is for a slow machine."""


class Sidebar(QWidget):
    """The main window.

    Signals:
        step_changed: A tab was chosen: number of the step (0 for after-sales).
        search_activated: The search box was pressed: its rectangle on the screen.
        page_changed: A page is shown: its name.
        page_requested: A rail button without a page here was pressed (a window of its own).
        action_triggered: An action of the sidebar's keys or the foot's menu: its id.
        dock_side_chosen: ``right``, ``left`` or ``free`` was chosen in the foot's menu.
        width_changed: The inner edge of the docked sidebar was dragged: the new width in px.
        geometry_settled: A free sidebar was moved or resized: its rectangle.
        text_dropped: A text was dropped on the window.
        close_requested: The system asked the window to close; it hides only if nobody objects.
    """

    step_changed = Signal(int)
    search_activated = Signal(QRect)
    page_changed = Signal(str)
    page_requested = Signal(str)
    action_triggered = Signal(str)
    dock_side_chosen = Signal(str)
    width_changed = Signal(int)
    geometry_settled = Signal(QRect)
    text_dropped = Signal(str)
    close_requested = Signal()

    def __init__(self, phrases: QWidget) -> None:
        """Assemble the window around the phrases page.

        Args:
            phrases: The first page.
        """
        super().__init__(None, self.window_flags())
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAcceptDrops(True)
        self.setWindowTitle(tr("伴话"))
        self.setAccessibleName(tr("伴话侧栏"))
        self.side = "free"
        self.page = PHRASES
        self._pages: dict[str, QWidget] = {}
        self._needs_focus: set[str] = set()
        self._keys = bindings({}, scope="sidebar")
        self._drag_from: QPoint | None = None
        self._wanted: QRect | None = None
        self.rail = Rail(self)
        self.head = Head(self)
        self.tabs = StepTabs(self)
        self.banner = Banner(self)
        self.foot = Foot(self)
        self._stack = QStackedLayout()
        self._lay_out()
        self.toast = Toast(self)
        self.grips = ResizeGrips(self)
        self.add_page(PHRASES, phrases, "chat", tr("话术"))
        phrases.setFocus()
        self._wire()
        self._restyle()

    @staticmethod
    def window_flags() -> Qt.WindowType:
        """Give the flags that keep the focus in the chat (reference/desktop.md section 4)."""
        return (
            Qt.WindowType.Tool
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
            | Qt.WindowType.WindowDoesNotAcceptFocus
        )

    def _lay_out(self) -> None:
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for bar in (self.head, self.tabs, self.banner):
            column.addWidget(bar)
        column.addLayout(self._stack, 1)
        column.addWidget(self.foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)  # the window's own edge, see paintEvent
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(column, 1)

    def _wire(self) -> None:
        self.rail.page_requested.connect(self.show_page)
        self.head.search_activated.connect(self._on_search)
        self.head.drag_began.connect(self._drag_began)
        self.head.dragged.connect(self._dragged)
        self.head.drag_ended.connect(self._drag_ended)
        self.tabs.step_chosen.connect(self.step_changed)
        self.foot.dock_menu_requested.connect(self.open_dock_menu)
        self.grips.resized.connect(self.place)
        self.grips.settled.connect(self._on_resized)
        theme().changed.connect(self._restyle)

    # Pages.

    def add_page(
        self,
        name: str,
        page: QWidget | None,
        icon: str,
        title: str,
        *,
        at_foot: bool = False,
        needs_focus: bool = False,
    ) -> None:
        """Add a page and its rail button.

        Args:
            name: For ``show_page``.
            page: The widget; None if the button opens a window of its own (``page_requested``).
            icon: File of ``resources/icons``.
            title: Word under the icon.
            at_foot: Put the button at the foot of the rail.
            needs_focus: The page is typed into: the window takes the focus while it is shown.
        """
        button = self.rail.add(name, icon, title, at_foot=at_foot)
        if page is None:
            button.setCheckable(False)
            return
        self._pages[name] = page
        self._stack.addWidget(page)
        if needs_focus:
            self._needs_focus.add(name)
        if len(self._pages) == 1:
            self.rail.select(name)

    def shown_page(self) -> QWidget:
        """Give the page that is shown, also one whose button was given another meanwhile."""
        page = self._pages.get(self.page) or self._stack.currentWidget()
        assert page is not None  # the phrases are there from the beginning
        return page

    def set_page(self, name: str, page: QWidget, *, needs_focus: bool = False) -> None:
        """Give a rail button its page, made only when it was first asked for.

        One that it had before makes place; several buttons may share a page, and a page may have
        none.
        """
        if self.rail.has(name):
            self.rail.button(name).setCheckable(True)
        self._pages[name] = page
        if self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        if needs_focus:
            self._needs_focus.add(name)
        if name == self.page:
            self._stack.setCurrentWidget(page)

    def drop_page(self, name: str) -> QWidget | None:
        """Take the page of a rail button away, and give it: the next press asks for one again."""
        self._needs_focus.discard(name)
        return self._pages.pop(name, None)

    def show_page(self, name: str, *, quietly: bool = False) -> None:
        """Show a page, or ask for its window.

        Args:
            name: The page.
            quietly: Nobody asked for it just now: leave the focus where it is.
        """
        page = self._pages.get(name)
        if page is None:
            self.page_requested.emit(name)
            return
        if name == self.page:
            if name in self._needs_focus and not quietly:  # it may have come up by itself
                self._accept_focus(True)
            return
        self.page = name
        self.rail.select(name)
        self._stack.setCurrentWidget(page)
        self.head.setVisible(name in _WITH_HEAD)
        self.tabs.setVisible(name == PHRASES)
        self._accept_focus(name in self._needs_focus and not quietly)
        self.page_changed.emit(name)

    def _accept_focus(self, accept: bool) -> None:
        self._change_focus(accept)
        if not accept:
            own_windows.left(self)
        elif self.isVisible():
            own_windows.asked(self)

    def _change_focus(self, accept: bool) -> None:
        flag = Qt.WindowType.WindowDoesNotAcceptFocus
        if bool(self.windowFlags() & flag) != accept:
            if accept and self.isVisible():
                self.activateWindow()  # the page stood there already, behind the chat
            return
        visible = self.isVisible()
        place = self._wanted if self._wanted is not None else self.geometry()
        # Editing the hint of the mapped window does not work on X11 (desktop.md section 4):
        # the window is mapped anew.
        self.setWindowFlag(flag, not accept)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, not accept)
        self.place(place)
        if visible:
            self.show()
            if accept:
                self.activateWindow()

    # What it shows.

    def set_step(self, number: int) -> None:
        """Mark a step's tab without telling anyone."""
        self.tabs.set_step(number)

    def set_buyer(self, name: str, platform: str = "") -> None:
        """Show the buyer; an empty name hides the line."""
        self.head.buyer.set_buyer(name, platform)

    def set_palette_key(self, key: str) -> None:
        """Name the palette's key in the search box; empty shows none."""
        self.head.search.set_hint(key)

    def set_docked(self, client: str) -> None:
        """Say in the foot what it is docked to; empty means not docked."""
        self.foot.set_docked(client)

    def set_agent(self, number: str, shift: str = "") -> None:
        """Show the agent's number and shift in the foot."""
        self.foot.set_agent(number, shift)

    def show_toast(
        self,
        text: str,
        *,
        kind: Kind = "info",
        actions: Sequence[tuple[str, Callable[[], object]]] = (),
        seconds: float = TOAST_SECONDS,
        code: str = "",
    ) -> None:
        """Show a passing notice; see ``Toast.say``."""
        self.toast.say(text, kind=kind, actions=actions, seconds=seconds, code=code)

    def show_banner(
        self,
        name: str,
        text: str,
        advice: str = "",
        *,
        action: tuple[str, Callable[[], object]] | None = None,
        again: bool = False,
    ) -> bool:
        """Show a lasting notice once; see ``Banner.say``."""
        return self.banner.say(name, text, advice, action=action, again=again)

    # Keys and menus.

    def _on_search(self) -> None:
        box = self.head.search
        self.search_activated.emit(QRect(self.on_screen(box, QPoint(0, 0)), box.size()))

    def set_edited_keys(self, edited: dict[str, str]) -> None:
        """Use the option ``keys`` for the sidebar's own keys."""
        self._keys = bindings(edited, scope="sidebar")

    def open_dock_menu(self) -> None:
        """Offer where to dock, hiding and leaving."""
        menu = make_menu(self)
        for side, icon, title in (
            ("right", "dock", tr("停靠在右侧")),
            ("left", "dock-left", tr("停靠在左侧")),
            ("free", "window", tr("不停靠,自由放置")),
        ):
            entry = menu.addAction(menu_text(title))
            entry.setCheckable(True)
            entry.setChecked(self.side == side)
            entry.setObjectName(f"side.{side}.{icon}")
            entry.triggered.connect(lambda _on=False, s=side: self.dock_side_chosen.emit(s))
        menu.addSeparator()
        for action_id in (ActionId.DOCK_PICK, ActionId.SIDEBAR_TOGGLE, ActionId.QUIT):
            title = "收起侧栏" if action_id == ActionId.SIDEBAR_TOGGLE else ""
            made = add_action(menu, action_id, title=title)
            made.triggered.connect(
                lambda _on=False, a=action_id: self.action_triggered.emit(str(a))
            )
        size = menu.sizeHint()
        corner = self.on_screen(self.foot.dock, QPoint(0, 0))
        menu.popup(QPoint(corner.x(), corner.y() - size.height()))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        key = hotkey_of(event)
        found = self._keys.get(key) if key is not None else None
        if found is None:
            super().keyPressEvent(event)
            return
        if found.startswith("step."):
            self._choose_step(STEPS[int(found.removeprefix("step.")) - 1].number)
        elif found == ActionId.SEARCH:
            self.head.activate_search()
        elif found == ActionId.SETTINGS:
            self.show_page(SETTINGS)
        else:
            self.action_triggered.emit(str(found))
        event.accept()

    def _choose_step(self, number: int) -> None:
        if number != self.tabs.step:
            self.tabs.set_step(number)
            self.step_changed.emit(number)

    # Place and size.

    def set_side(self, side: str) -> None:
        """Take part in docking: ``right`` and ``left`` fix all edges but the inner one.

        ``free`` lets the window be dragged by its head and resized by its edges.
        """
        self.side = side
        self.grips.set_side(side)
        self.head.setToolTip(tr("拖动可移动侧栏") if side == "free" else "")

    def place(self, rect: QRect) -> None:
        """Put the window to a rectangle (logical px) and hold Qt to it, see ``_confirm_place``."""
        self._wanted = QRect(rect)
        self.setGeometry(rect)
        self._confirm_soon()

    def on_screen(self, widget: QWidget, point: QPoint) -> QPoint:
        """Give a point of a widget in the window as a point of the screen.

        Counted from where the window was put, because Qt may not know it (``_confirm_place``).
        """
        corner = self._wanted.topLeft() if self._wanted is not None else self.geometry().topLeft()
        return corner + widget.mapTo(self, point)

    def _confirm_soon(self) -> None:
        for delay in _CONFIRM_MS:
            QTimer.singleShot(delay, self, self._confirm_place)

    def _confirm_place(self) -> None:
        """Tell Qt again where the window is, if it lost that while the window was mapped.

        Seen under openbox in about one start of three: Qt asks for the position while the window
        manager is still reparenting the window and keeps 0,0 from then on, so that menus and the
        search window open in the corner of the screen. A further request is answered by a
        notice with the true position.
        """
        if self._wanted is not None and self.isVisible() and self.geometry() != self._wanted:
            self.setGeometry(self._wanted)

    def _drag_began(self) -> None:
        if self.side == "free":
            self._drag_from = self.pos()

    def _dragged(self, by: QPoint) -> None:
        if self._drag_from is not None:
            self.place(QRect(self._drag_from + by, self.size()))

    def _drag_ended(self) -> None:
        if self._drag_from is not None:
            self._drag_from = None
            self.geometry_settled.emit(self.geometry())

    def _on_resized(self) -> None:
        if self.side == "free":
            self.geometry_settled.emit(self.geometry())
        else:
            self.width_changed.emit(self.width())

    def _restyle(self) -> None:
        self.setMinimumSize(MIN_WIDTH, _MIN_HEIGHT)
        self.setMaximumWidth(MAX_WIDTH)
        self.toast.place()
        self.update()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: D102
        if event.mimeData().hasText():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: D102
        event.acceptProposedAction()
        self.text_dropped.emit(event.mimeData().text())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self.toast.place()
        self.grips.place()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: D102
        super().showEvent(event)
        if self._wanted is None:
            self._wanted = self.geometry()
        self._confirm_soon()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: D102
        self.close_requested.emit()
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: D102
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme().color("bg"))
            painter.setPen(theme().color("line_strong"))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


def default_size() -> tuple[int, int]:
    """Give width and height of a sidebar that was never placed, in px."""
    return METRICS["sidebar"], 800
