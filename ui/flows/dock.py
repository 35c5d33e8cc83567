"""Docking: what the controller decides becomes the sidebar's place, head and foot."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, QRect, QSocketNotifier, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from assistant.clients import Clients
from assistant.docking import Docking, DockState
from assistant.options import Options
from assistant.ports import Target, WindowTracker
from ui.geometry import screens, to_logical, to_physical
from ui.i18n import tr
from ui.window import Sidebar

log = logging.getLogger(__name__)


class DockFlow(QObject):
    """Moves the sidebar beside the chat in use.

    Signals:
        buyer_changed: Another chat window or buyer is in front of the agent.
        docked_changed: Name of the chat client that the sidebar stands beside; empty for none.
        shown_changed: The sidebar was shown or hidden.
        no_room: It hid for the first time since nothing is free beside the chat.
    """

    buyer_changed = Signal()
    docked_changed = Signal(str)
    shown_changed = Signal(bool)
    no_room = Signal()

    def __init__(
        self,
        *,
        sidebar: Sidebar,
        tracker: WindowTracker,
        clients: Callable[[], Clients],
        options: Options,
    ) -> None:
        """Join the parts; call ``start`` after the first paint."""
        super().__init__()
        self._sidebar, self._tracker, self._options = sidebar, tracker, options
        self._docking = Docking(
            tracker=tracker,
            clients=clients,
            options=options,
            screens=screens,
            changed=self._on_state,
            later=lambda seconds, work: QTimer.singleShot(round(seconds * 1000), work),
        )
        self._clients = clients
        self._notifier: QSocketNotifier | None = None
        self._hidden_by_hand = False
        self._said_no_room = False
        self._buyer: tuple[int, str] = (0, "")
        self._pump_again = QTimer(self)
        self._pump_again.setSingleShot(True)
        self._pump_again.setInterval(0)
        self._pump_again.timeout.connect(self._tracker.pump)
        sidebar.dock_side_chosen.connect(self._docking.set_side)
        sidebar.width_changed.connect(self._docking.set_width)
        sidebar.geometry_settled.connect(self._on_settled)

    @property
    def target(self) -> Target | None:
        """The chat window that the sidebar belongs to."""
        return self._docking.state.target

    @property
    def state(self) -> DockState:
        """What was decided last."""
        return self._docking.state

    def start(self) -> None:
        """Begin to follow windows."""
        descriptor = self._docking.start()
        if descriptor >= 0:
            self._notifier = QSocketNotifier(descriptor, QSocketNotifier.Type.Read, self)
            self._notifier.activated.connect(self._pump)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.screenAdded.connect(lambda _screen: self._docking.refresh())
        app.screenRemoved.connect(lambda _screen: self._docking.refresh())
        self._pump()

    def stop(self) -> None:
        """Give the chat its place back and stop listening."""
        if self._notifier is not None:
            self._notifier.setEnabled(False)
        self._pump_again.stop()
        self._docking.stop()

    def refresh(self) -> None:
        """Decide anew (options or rules changed)."""
        self._docking.refresh()

    def pick(self, done: Callable[[str, str], None] | None = None) -> None:
        """Dock to the window that is clicked next; calls back with its name and a fault."""

        def picked(target: Target | None, fault: str) -> None:
            rule = None if fault else self._clients().match(target)
            name = rule.name if rule is not None else ""
            self.show()
            if done is not None:
                done(name, fault if target is not None else tr("没有选中窗口"))

        able = self._docking.pick(picked)
        if not able.ok and done is not None:
            done("", f"{able.reason}{able.advice}")

    def toggle(self) -> None:
        """Hide the sidebar until it is asked for again, or show it."""
        if self._sidebar.isVisible():
            self.hide()
        else:
            self.show()

    def hide(self) -> None:
        """Hide the sidebar until it is asked for again."""
        self._hidden_by_hand = True
        self._sidebar.hide()
        self.shown_changed.emit(False)

    def show(self) -> None:
        """Show the sidebar, also where its chat is minimised."""
        self._hidden_by_hand = False
        self._place(self.state, always=True)

    def place_again(self) -> None:
        """Stand where docking says, and hide where it says so, unless the mouse is in it."""
        if not self._sidebar.underMouse():
            self._place(self.state)

    def _pump(self) -> None:
        self._tracker.pump()
        # A reply read by a call may have queued events that no socket tells of (desktop.md §5).
        self._pump_again.start()

    def _on_state(self, state: DockState) -> None:
        client = state.client.id if state.client else "none"
        log.info("dock kind=%s client=%s", state.kind, client)
        self._place(state)
        docked = state.client.name if state.client and state.kind == "docked" else ""
        self._sidebar.set_docked(docked)
        self.show_buyer()
        self.docked_changed.emit(docked)
        if not state.room and not self._hidden_by_hand and not self._said_no_room:
            self._said_no_room = True
            self.no_room.emit()
        buyer = (state.target.window if state.target else 0, state.buyer)
        if buyer != self._buyer:
            self._buyer = buyer
            self.buyer_changed.emit()

    def show_buyer(self) -> None:
        """Show who is in front of the docked chat."""
        state = self.state
        platform = state.client.name if state.client else ""
        self._sidebar.set_buyer(state.buyer, platform if state.buyer else "")

    def _place(self, state: DockState, *, always: bool = False) -> None:
        self._sidebar.set_side(state.side if state.kind == "docked" else "free")
        if state.rect is not None:
            place = to_logical(state.rect)
            if self._sidebar.geometry() != place:
                self._sidebar.place(place)
        shown = (state.kind != "hidden" and not self._hidden_by_hand) or always
        if shown != self._sidebar.isVisible():
            self._sidebar.setVisible(shown)
            self.shown_changed.emit(shown)

    def _on_settled(self, place: QRect) -> None:
        rect = to_physical(place)
        self._options.set("window.free_geometry", [rect.x, rect.y, rect.width, rect.height])
        if self.state.kind == "free":
            self._docking.refresh()  # else it would jump back when it is shown again
