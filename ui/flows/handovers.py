"""Handovers: accepted with a read-back, worked on, passed on, carried from shift to shift."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QRect, QTimer, Signal

from assistant.desk import shifts
from phrasebook import pinyin
from phrasebook.desk import Agent, Handover, HandoverEvent, ShiftRef
from phrasebook.model import Phrase, UserError
from ui import handover_acts, own_windows
from ui.bridge import Bridge
from ui.flows.handover_moves import HandoverMoves
from ui.flows.handover_writing import HandoverWriting
from ui.flows.shift_clock import ShiftClock
from ui.flows.shift_end import ShiftEnd
from ui.gather import gather
from ui.handover_board import Board, board
from ui.kept_text import KeptText
from ui.window import HANDOVERS, PHRASES, Sidebar

if TYPE_CHECKING:
    from phrasebook.store.desk import Desk
    from ui.flows.handover_files import HandoverFiles
    from ui.pages.handovers import HandoversPage

_SEEN: Final = "handovers.seen"
"""Name under which the moment is kept up to which shifts were carried."""
_MINUTE_MS: Final = 60_000
_SHOWN: Final = 200
_SEARCHED: Final = 2_000
"""Done handovers that are listed, and that are searched."""


class HandoverFlow(QObject):
    """Hosts the page 交接 in the sidebar and does what it asks for.

    Signals:
        waiting_found: A shift begins, or the program starts, and so many handovers wait for it.
    """

    waiting_found = Signal(int)

    def __init__(
        self,
        *,
        sidebar: Sidebar,
        bridge: Bridge,
        desk: Callable[[], Desk | None],
        kept: KeptText,
        now: Callable[[], float],
        zone: Callable[[], str],
        agent: Callable[[], Agent],
        plan: Callable[[], Sequence[shifts.Shift]],
        shift: Callable[[float], ShiftRef | None],
        buyer: Callable[[], tuple[str, str, str]],
        find_phrases: Callable[[str], Future[list[Phrase]]],
        edited_keys: Callable[[], Mapping[str, str]],
        near: Callable[[], QRect | None],
        give_back: Callable[[], object],
        paste_text: Callable[[str], object],
        open_settings: Callable[[str], object],
    ) -> None:
        """Join the parts; page and windows are made at their first use.

        Args:
            sidebar: Hosts the page; its rail shows how many wait.
            bridge: Brings results to the GUI thread.
            desk: The open desk; None while it is closed.
            kept: Keeps what is typed and not saved.
            now: The clock.
            zone: Zone id of the clock.
            agent: Who works here now.
            plan: The shifts of a day.
            shift: The agent's shift at a moment.
            buyer: Name, platform and shop of the current buyer; empty texts if none is known.
            find_phrases: Finds phrases to answer with.
            edited_keys: The option ``keys``.
            near: Where the sidebar stands, for the screen of popups.
            give_back: Gives the focus back to the chat.
            paste_text: Pastes a text through the gate.
            open_settings: Opens a section of the settings.
        """
        super().__init__()
        self._edited_keys = edited_keys
        self._sidebar, self._bridge, self._desk = sidebar, bridge, desk
        self._kept = kept
        self._now, self._zone, self._agent = now, zone, agent
        self._near, self._give_back = near, give_back
        self._open_settings = open_settings
        self._page: HandoversPage | None = None
        self._files: HandoverFiles | None = None
        self._board = Board()
        self._wanted = False
        self._reads = 0
        self._greeting = False
        self._selected = ""
        self._minute = QTimer(self)
        self._minute.setInterval(_MINUTE_MS)
        self._minute.timeout.connect(self._show_page)  # due times come and pass
        self.clock = ShiftClock(now=now, zone=zone, plan=plan, own=shift)
        self.clock.looked.connect(self._on_looked)
        self.writing = HandoverWriting(
            sidebar=sidebar,
            bridge=bridge,
            desk=desk,
            kept=kept,
            now=now,
            zone=zone,
            agent=agent,
            around=self.clock.around,
            buyer=buyer,
            find_phrases=find_phrases,
            near=near,
            go_back=self._go_back,
        )
        self.shift_end = ShiftEnd(
            sidebar=sidebar,
            bridge=bridge,
            desk=desk,
            kept=kept,
            now=now,
            zone=zone,
            agent=agent,
            around=self.clock.around,
            writing=self.writing,
            near=near,
            go_back=self._go_back,
        )
        self.moves = HandoverMoves(
            sidebar=sidebar,
            bridge=bridge,
            desk=desk,
            kept=kept,
            now=now,
            zone=zone,
            agent=agent,
            near=near,
            go_back=self._go_back,
            paste_text=paste_text,
            copy=self.writing.copy,
        )
        sidebar.page_requested.connect(self._on_requested)
        sidebar.page_changed.connect(self._on_page)

    @property
    def page(self) -> HandoversPage:
        """The page, made when first asked for."""
        return self._page or self._make()

    # Life.

    def opened(self) -> None:
        """The desk is open: carry what crossed shifts, and greet."""
        if self._wanted and self._page is None:
            self._make()  # in place of what asked for the key
        self.clock.start()
        self._minute.start()

    def woke(self) -> None:
        """The machine woke up, or was unlocked, or the shifts changed: look at the clock."""
        if self._desk() is not None:
            self.clock.look()

    def stop(self) -> None:
        """Keep what is typed and close its windows; for the way out, and where the desk closes."""
        self.clock.stop()
        self._minute.stop()
        for part in (self.writing, self.shift_end, self.moves):
            part.stop()
        self._kept.store()
        if self._files is not None:
            self._files.stop()

    def open(self, id: str = "") -> None:
        """Show the page, at a handover."""
        page = self.page
        self._selected = id
        self._sidebar.show_page(HANDOVERS)
        page.setFocus()

    def greet(self) -> None:
        """Tell how many wait for this shift, as soon as that is read."""
        self._greeting = True
        self.refresh()

    def _go_back(self) -> None:
        """Go back to where the wish came from: the list of the end, the page, or the chat."""
        if self.shift_end.is_open:
            own_windows.go_back_to(self.shift_end.window)
        elif self._sidebar.page == HANDOVERS and self._sidebar.isVisible():
            own_windows.go_back_to(self._sidebar)
        else:
            self._give_back()

    # Reading.

    def refresh(self) -> None:
        """Read what is open; the rail shows the number, and the page the rest when it is shown."""
        desk = self._desk()
        if desk is None:
            return
        self._reads += 1
        number = self._reads

        def read(found: list[Any]) -> None:
            if number == self._reads:
                self._show(*found)

        handovers = desk.handovers
        wanted: list[Future[Any]] = [
            handovers.open(),
            handovers.unanswered(),
            handovers.count_done(),
        ]
        gather(self._bridge, wanted, read, self._bridge.fail)

    def _show(
        self, handovers: list[Handover], questions: dict[str, HandoverEvent], done: int
    ) -> None:
        around = self.clock.around()
        self._board = board(
            handovers,
            me=self._agent(),
            current=around.current,
            following=around.following,
            before=around.before,
            questions=questions,
            done=done,
        )
        self._show_badge()
        self._show_page()
        if self._greeting:
            self._greeting = False
            if self._board.waiting:
                self.waiting_found.emit(len(self._board.waiting))

    def _show_badge(self) -> None:
        self._sidebar.rail.button(HANDOVERS).set_badge(self._board.for_me)

    def _show_page(self) -> None:
        page = self._page
        if page is None or not page.isVisible():
            return
        page.show_board(self._board, self._now(), self._zone())
        if self._selected and page.handover(self._selected) is None and not page.unfolded:
            page.fold(fold=False)  # it is done
        elif page.unfolded:
            self._read_done(page.search.text().strip())
        self._select()

    def _select(self) -> None:
        """Go to the handover that the page was opened for, once it is there."""
        page, id = self._page, self._selected
        if page is not None and id and page.handover(id) is not None:
            self._selected = ""
            page.select(id)

    def _read_done(self, query: str) -> None:
        desk = self._desk()
        if desk is None:
            return
        limit = _SEARCHED if query else _SHOWN

        def found(done: list[Handover]) -> None:
            words = pinyin.fold(query).split()
            fitting = [one for one in done if all(word in _searched(one) for word in words)]
            if self._page is not None and query == self._page.search.text().strip():
                self._page.show_done(fitting[:_SHOWN])
                self._select()
                self._selected = ""  # it may have been erased

        self._bridge.when_done(desk.handovers.done(0.0, limit), found)

    # Shifts.

    def _on_looked(self, begun: bool) -> None:
        """Carry what crossed a shift since the last look; greet the shift that begins."""
        desk = self._desk()
        if desk is None:
            return

        def then() -> None:
            if begun:
                self.greet()
            else:
                self.refresh()

        def fail(error: UserError) -> None:
            self._bridge.fail(error)
            then()  # what waits is shown in any case

        if desk.store.read_only:
            then()
        else:
            self._carry(desk, then, fail)

    def _carry(
        self, desk: Desk, then: Callable[[], object], fail: Callable[[UserError], object]
    ) -> None:
        """Note the shifts that began since the last look, then remember this look."""

        def seen(text: str | None) -> None:
            after = _number(text)
            if after is None:
                self._bridge.when_done(desk.handovers.open(), first, fail)
            else:
                carry(after)

        def first(handovers: list[Handover]) -> None:
            carry(min((one.at for one in handovers), default=self._now()))

        def carry(after: float) -> None:
            now = self._now()
            starts = self.clock.starts(after)
            carried = desk.handovers.carry(starts, now, mark=(_SEEN, repr(now)))
            self._bridge.when_done(carried, lambda _count: then(), fail)

        self._bridge.when_done(desk.drafts.get(_SEEN), seen, fail)

    # The page.

    def _make(self) -> HandoversPage:
        from ui.pages.handovers import HandoversPage

        page = HandoversPage(handover_acts.keys(self._edited_keys()))
        page.asked.connect(self._on_asked)
        page.act.connect(self._on_act)
        page.history_wanted.connect(self._read_history)
        page.done_wanted.connect(self._read_done)
        page.closed.connect(lambda: self._sidebar.show_page(PHRASES))
        self._page = page
        self._sidebar.set_page(HANDOVERS, page, needs_focus=True)
        return page

    def _on_requested(self, name: str) -> None:
        if name != HANDOVERS:
            return
        if self._desk() is None:
            self._wanted = True
        else:
            self.open()

    def set_edited_keys(self) -> None:
        """Follow a change of the option ``keys``."""
        if self._page is not None:
            self._page.set_keys(handover_acts.keys(self._edited_keys()))

    def _on_page(self, name: str) -> None:
        if name == HANDOVERS and self._page is not None:
            self.refresh()

    def _on_asked(self, name: str) -> None:
        from ui.pages import handovers as page

        if name == page.SHIFTS:
            self._open_settings("shifts")
        elif name == handover_acts.WRITE:
            self.writing.write()
        elif name == handover_acts.END:
            self.shift_end.open()
        elif name == page.PRINT:
            self.files.print(self._board)
        elif name == page.EXPORT:
            self.files.export()
        elif name == page.IMPORT:
            self.files.take_in()

    def _read_history(self, id: str) -> None:
        desk = self._desk()
        if desk is not None:
            self._bridge.when_done(
                desk.handovers.history(id), lambda events: self.page.show_history(id, events)
            )

    def _on_act(self, name: str, handover: Handover) -> None:
        self.moves.do(name, handover, self._board)

    @property
    def files(self) -> HandoverFiles:
        """What prints, exports and imports; made when first asked for."""
        if self._files is None:
            from ui.flows.handover_files import HandoverFiles

            self._files = HandoverFiles(
                sidebar=self._sidebar,
                bridge=self._bridge,
                desk=self._desk,
                now=self._now,
                zone=self._zone,
                agent=self._agent,
                near=self._near,
                go_back=self._go_back,
            )
        return self._files


def _searched(handover: Handover) -> str:
    return pinyin.fold(
        "\n".join(
            (handover.name, handover.order, handover.because, handover.wants, handover.please,
             handover.how)
        )
    )  # fmt: skip


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None
