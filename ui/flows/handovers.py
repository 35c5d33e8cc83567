"""Handovers: written, accepted with a read-back, worked on, passed on, carried from shift to shift."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtGui import QGuiApplication

from assistant.desk import shifts, texts
from assistant.options import Options
from phrasebook import pinyin
from phrasebook.desk import Agent, Handover, HandoverEvent, ShiftRef
from phrasebook.model import Phrase, UserError
from ui import handover_acts as acts
from ui.bridge import Bridge
from ui.flows.handover_writing import HandoverWriting
from ui.flows.shift_clock import ShiftClock
from ui.handover_board import Board, board
from ui.handover_rows import facts
from ui.i18n import tr
from ui.kept_text import KeptText
from ui.window import PHRASES, Sidebar

if TYPE_CHECKING:
    from phrasebook.store.desk import Desk
    from ui.dialogs.questions import LineWindow
    from ui.dialogs.read_back import ReadBackWindow
    from ui.flows.handover_files import HandoverFiles
    from ui.pages.handovers import HandoversPage

log = logging.getLogger(__name__)

PAGE: Final = "handovers"
_SEEN: Final = "handovers.seen"
"""Name under which the moment is kept up to which shifts were carried."""
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
        options: Options,
        kept: KeptText,
        now: Callable[[], float],
        zone: Callable[[], str],
        agent: Callable[[], Agent],
        shift: Callable[[float], ShiftRef | None],
        buyer: Callable[[], tuple[str, str]],
        shop: Callable[[], str],
        find_phrases: Callable[[str], Future[list[Phrase]]],
        near: Callable[[], QRect | None],
        give_back: Callable[[], object],
        paste_text: Callable[[str], object],
        open_settings: Callable[[str], object],
        unlock: Callable[[], object],
    ) -> None:
        """Join the parts; page and windows are made at their first use.

        Args:
            sidebar: Hosts the page; its rail shows how many wait.
            bridge: Brings results to the GUI thread.
            desk: The open desk; None while it is closed.
            options: Holds the shifts.
            kept: Keeps what is typed and not saved.
            now: The clock.
            zone: Zone id of the clock.
            agent: Who works here now.
            shift: The agent's shift at a moment.
            buyer: Name and platform of the current buyer; empty texts if none is known.
            shop: Name of the shop, for buyers that are not known yet.
            find_phrases: Finds phrases to answer with.
            near: Where the sidebar stands, for the screen of popups.
            give_back: Gives the focus back to the chat.
            paste_text: Pastes a text through the gate.
            open_settings: Opens a section of the settings.
            unlock: Asks for what opens the desk.
        """
        super().__init__()
        self._sidebar, self._bridge, self._desk = sidebar, bridge, desk
        self._options, self._kept = options, kept
        self._now, self._zone, self._agent = now, zone, agent
        self._near, self._give_back, self._paste_text = near, give_back, paste_text
        self._open_settings, self._unlock = open_settings, unlock
        self._page: HandoversPage | None = None
        self._line: LineWindow | None = None
        self._read_back: ReadBackWindow | None = None
        self._files: HandoverFiles | None = None
        self._board = Board()
        self._reads = 0
        self._greeting = False
        self.clock = ShiftClock(now=now, zone=zone, set_up=self.set_up, own=shift)
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
            shop=shop,
            find_phrases=find_phrases,
            near=near,
            give_back=give_back,
        )
        sidebar.page_requested.connect(self._on_requested)
        sidebar.page_changed.connect(self._on_page)

    def set_up(self) -> tuple[shifts.Shift, ...]:
        """Give the shifts of a day."""
        return shifts.usable(self._options.get("desk.shifts"))

    @property
    def page(self) -> HandoversPage:
        """The page, made when first asked for."""
        if self._page is None:
            self._page = self._make()
        return self._page

    # Life.

    def opened(self) -> None:
        """The desk is open: read what was left, carry what crossed shifts, greet."""
        self.clock.start()

    def closed(self) -> None:
        """The desk was closed: show nothing of it any more."""
        self.clock.stop()
        self._board = Board()
        self._show_badge()
        if self._page is not None:
            self._page.show_locked()

    def woke(self) -> None:
        """The machine woke up, or was unlocked, or the shifts changed: look at the clock."""
        if self._desk() is not None:
            self.clock.look()

    def stop(self) -> None:
        """Keep what is typed; for the way out."""
        self.clock.stop()
        self._kept.store()

    def open(self) -> None:
        """Show the page."""
        page = self.page
        self._sidebar.show_page(PAGE)
        page.setFocus()

    def greet(self) -> None:
        """Tell how many wait for this shift, as soon as that is read."""
        self._greeting = True
        self.refresh()

    # Reading.

    def refresh(self) -> None:
        """Read what is open; the rail shows the number, and the page the rest when it is shown."""
        desk = self._desk()
        if desk is None:
            return
        self._reads += 1
        number = self._reads
        found: dict[str, Any] = {}

        def take(name: str) -> Callable[[Any], None]:
            def taken(value: Any) -> None:
                found[name] = value
                if len(found) == 3 and number == self._reads:
                    self._show(found["open"], found["asked"], found["done"])

            return taken

        self._bridge.when_done(desk.handovers.open(), take("open"))
        self._bridge.when_done(desk.handovers.unanswered(), take("asked"))
        self._bridge.when_done(desk.handovers.count_done(), take("done"))

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
        self._sidebar.rail.button(PAGE).set_badge(self._board.for_me)

    def _show_page(self) -> None:
        page = self._page
        if page is None or not page.isVisible():
            return
        page.show_board(self._board, self._now(), self._zone())
        if page.unfolded:
            self._read_done(page.search.text().strip())

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

        self._bridge.when_done(desk.handovers.done(0.0, limit), found)

    # Shifts.

    def _on_looked(self, begun: bool) -> None:
        """Carry what crossed a shift since the last look; greet the shift that begins."""
        desk = self._desk()
        if desk is None:
            return

        def seen(text: str | None) -> None:
            after = _number(text)
            if after is None:
                self._bridge.when_done(desk.handovers.open(), first)
            else:
                carry(min(after, self._now()))

        def first(handovers: list[Handover]) -> None:
            carry(min((one.at for one in handovers), default=self._now()))

        def carry(after: float) -> None:
            now = self._now()
            starts = self.clock.starts(after)
            if starts:
                self._bridge.when_done(desk.handovers.carry(starts, now), lambda _n: done(now))
            else:
                done(now)

        def done(until: float) -> None:
            self._bridge.when_done(desk.drafts.put(_SEEN, repr(until)))
            if begun:
                self.greet()
            else:
                self.refresh()

        self._bridge.when_done(desk.drafts.get(_SEEN), seen)

    # The page.

    def _make(self) -> HandoversPage:
        from ui.pages.handovers import HandoversPage

        page = HandoversPage()
        page.asked.connect(self._on_asked)
        page.act.connect(self._on_act)
        page.history_wanted.connect(self._read_history)
        page.done_wanted.connect(self._read_done)
        page.closed.connect(lambda: self._sidebar.show_page(PHRASES))
        self._page = page
        self._sidebar.set_page(PAGE, page, needs_focus=True)
        return page

    def _on_requested(self, name: str) -> None:
        if name == PAGE:
            self.open()

    def _on_page(self, name: str) -> None:
        if name != PAGE or self._page is None:
            return
        if self._desk() is None:
            self._page.show_locked()
        else:
            self.refresh()

    def _on_asked(self, name: str) -> None:
        from ui.pages import handovers as page

        if name == page.SHIFTS:
            self._open_settings("shifts")
        elif name == page.UNLOCK or self._desk() is None:
            self._unlock()
        elif name == page.WRITE:
            self.writing.write()
        elif name == page.END:
            self.writing.end_shift()
        elif name == page.PRINT:
            self.files.print(self._board)
        elif name == page.EXPORT:
            self.files.export()
        elif name == page.IMPORT:
            self.files.take_in()

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
                near=self._near,
                give_back=self._give_back,
            )
        return self._files

    # What is done to a handover.

    def _on_act(self, name: str, handover: Handover) -> None:
        desk = self._desk()
        if desk is None:
            return
        if name == acts.COPY:
            self._copy(handover)
        elif name == acts.PASTE:
            self._paste_text(handover.reply)
        elif name == acts.WORK:
            moved = desk.handovers.work(handover.id, self._agent(), self._now())
            self._bridge.when_done(moved, lambda _none: self._say(tr("开始处理")))
        elif name == acts.ACCEPT:
            self._ask_read_back(handover)
        else:
            self._ask_line(name, handover)

    def _copy(self, handover: Handover) -> None:
        text = texts.group_text(handover, self._now(), self._zone())
        QGuiApplication.clipboard().setText(text)
        self._say(tr("已复制,可以发到群里"))

    def _read_history(self, id: str) -> None:
        desk = self._desk()
        if desk is not None:
            self._bridge.when_done(
                desk.handovers.history(id), lambda events: self.page.show_history(id, events)
            )

    def _ask_read_back(self, handover: Handover) -> None:
        if self._read_back is None:
            from ui.dialogs.read_back import ReadBackWindow

            self._read_back = ReadBackWindow()
            self._wire_line(self._read_back)
        text = self._kept.get(_kept_name(acts.ACCEPT, handover.id))
        said = facts(handover, self._now(), self._zone())
        self._read_back.open_for(handover, said, text=text, near=self._near())

    def _ask_line(self, purpose: str, handover: Handover) -> None:
        if self._line is None:
            from ui.dialogs.questions import LineWindow

            self._line = LineWindow()
            self._wire_line(self._line)
        said = [(tr("请做"), handover.please)] if handover.please else []
        question = self._board.asked(handover)
        if purpose == acts.ANSWER and question is not None:
            said.append((tr("追问"), question.text))
        following = self._board.following
        if purpose == acts.PASS and following is not None:
            said.append((tr("转给"), following.name))
        text = self._kept.get(_kept_name(purpose, handover.id))
        self._line.open(purpose, handover, said, text=text, near=self._near())

    def _wire_line(self, window: LineWindow) -> None:
        window.submitted.connect(lambda *said: self._submit(window, *said))
        window.changed.connect(
            lambda purpose, id, text: self._kept.put(_kept_name(purpose, id), text)
        )
        window.dismissed.connect(self._on_dismissed)

    def _on_dismissed(self) -> None:
        """Go back to where the wish came from: the page, or the chat."""
        self._kept.store()
        if self._sidebar.page == PAGE and self._sidebar.isVisible():
            self._sidebar.activateWindow()
        else:
            self._give_back()

    def _submit(self, window: LineWindow, purpose: str, id: str, text: str) -> None:
        desk = self._desk()
        if desk is None:
            return
        handovers, by, now = desk.handovers, self._agent(), self._now()
        following = self._board.following
        match purpose:
            case acts.ACCEPT:
                done = handovers.accept(id, by, text, now)
            case acts.FINISH:
                done = handovers.finish(id, by, text, now)
            case acts.PASS:
                to = following.key if following is not None else ""
                done = handovers.pass_on(id, by, text, to, now)
            case acts.ASK:
                done = handovers.ask(id, by, text, now)
            case acts.ANSWER:
                done = handovers.answer(id, by, text, now)
            case _:
                done = handovers.add_line(id, by, text, now)

        def stored(_none: None) -> None:
            log.info("handover moved by=%s", purpose)
            self._kept.drop(_kept_name(purpose, id))
            if (window.purpose, window.id) == (purpose, id):
                window.saved()
            self._say(_DONE[purpose])

        def failed(error: UserError) -> None:
            if window.isVisible() and (window.purpose, window.id) == (purpose, id):
                window.show_failed(error)
            else:
                self._bridge.fail(error)

        self._bridge.when_done(done, stored, failed)

    def _say(self, text: str) -> None:
        self._sidebar.toast.say(tr(text), kind="ok", code="handover")


_DONE: Final = {
    acts.ACCEPT: "接手了,现在归你",
    acts.FINISH: "完成了",
    acts.PASS: "已转给下一班",
    acts.ASK: "追问已记下,对方打开就能看到",
    acts.ANSWER: "回答已记下",
    acts.ADD: "已补充",
}


def _kept_name(purpose: str, id: str) -> str:
    return f"handover.{purpose}.{id}"


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
