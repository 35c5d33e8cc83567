"""What is done to a handover: accepted with a read-back, worked on, asked about, passed on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QRect

from assistant.desk import texts
from phrasebook.desk import Agent, Handover
from phrasebook.model import UserError
from ui import handover_acts as acts
from ui.bridge import Bridge
from ui.handover_board import Board
from ui.i18n import tr
from ui.kept_text import KeptText
from ui.window import Sidebar

if TYPE_CHECKING:
    from phrasebook.store.desk import Desk
    from ui.dialogs.questions import LineWindow
    from ui.dialogs.read_back import ReadBackWindow

log = logging.getLogger(__name__)

_DONE: Final = {
    acts.ACCEPT: "接手了,现在归你",
    acts.WORK: "开始处理",
    acts.FINISH: "完成了",
    acts.PASS: "已转给下一班",
    acts.ASK: "追问已记下,对方打开就能看到",
    acts.ANSWER: "回答已记下",
    acts.ADD: "已补充",
}


class HandoverMoves(QObject):
    """Owns the windows that ask for a line and does what they ask for."""

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
        near: Callable[[], QRect | None],
        go_back: Callable[[], object],
        paste_text: Callable[[str], object],
        copy: Callable[[str], object],
    ) -> None:
        """Join the parts; arguments as for ``HandoverFlow``.

        Args:
            sidebar: Says what was done.
            bridge: Brings results to the GUI thread.
            desk: The open desk.
            kept: Keeps what is typed and not handed on.
            now: The clock.
            zone: Zone id of the clock.
            agent: Who does it.
            near: Where the sidebar stands.
            go_back: Gives the focus back after a window was closed.
            paste_text: Pastes a text through the gate.
            copy: Puts a text on the clipboard and says so.
        """
        super().__init__()
        self._sidebar, self._bridge, self._desk, self._kept = sidebar, bridge, desk, kept
        self._now, self._zone, self._agent = now, zone, agent
        self._near, self._go_back = near, go_back
        self._paste_text, self._copy = paste_text, copy
        self._board = Board()
        self._line: LineWindow | None = None
        self._read_back: ReadBackWindow | None = None

    def stop(self) -> None:
        """Close the windows: the desk is closed."""
        for window in (self._line, self._read_back):
            if window is not None:
                window.hide()
        self._kept.store()

    def do(self, name: str, handover: Handover, board: Board) -> None:
        """Do an act of ``handover_acts``, or ask for the line that it needs."""
        desk = self._desk()
        if desk is None:
            return
        self._board = board
        if name == acts.COPY:
            self._copy(texts.for_chat(handover, self._now(), self._zone()))
        elif name == acts.PASTE:
            self._paste_text(handover.reply)
        elif name == acts.WORK:
            moved = desk.handovers.work(handover.id, self._agent(), self._now())
            self._bridge.when_done(moved, lambda _none: self._say(name))
        elif name == acts.ACCEPT:
            self._ask_read_back(handover)
        else:
            self._ask_line(name, handover)

    @property
    def line(self) -> LineWindow:
        """The window for a line, made when first asked for."""
        if self._line is None:
            from ui.dialogs.questions import LineWindow

            self._line = LineWindow()
            self._wire(self._line)
        return self._line

    @property
    def read_back(self) -> ReadBackWindow:
        """The window for a read-back, made when first asked for."""
        if self._read_back is None:
            from ui.dialogs.read_back import ReadBackWindow

            self._read_back = ReadBackWindow()
            self._wire(self._read_back)
        return self._read_back

    def _wire(self, window: LineWindow) -> None:
        window.submitted.connect(lambda *said: self._submit(window, *said))
        window.changed.connect(
            lambda purpose, id, text: self._kept.put(_kept_name(purpose, id), text)
        )
        window.dismissed.connect(self._on_dismissed)

    def _on_dismissed(self) -> None:
        self._kept.store()
        self._go_back()

    def _ask_read_back(self, handover: Handover) -> None:
        text = self._kept.get(_kept_name(acts.ACCEPT, handover.id))
        said = texts.lines(handover, self._now(), self._zone())
        self.read_back.open_for(handover, said, text=text, near=self._near())

    def _ask_line(self, purpose: str, handover: Handover) -> None:
        said = [(tr("请做"), handover.please)] if handover.please else []
        question = self._board.asked(handover)
        if purpose == acts.ANSWER and question is not None:
            said.append((tr("追问"), question.text))
        following = self._board.following
        if purpose == acts.PASS and following is not None:
            said.append((tr("转给"), following.name))
        text = self._kept.get(_kept_name(purpose, handover.id))
        self.line.open(purpose, handover, said, text=text, near=self._near())

    def _submit(self, window: LineWindow, purpose: str, id: str, text: str) -> None:
        desk = self._desk()
        if desk is None:
            return
        handovers, by, now = desk.handovers, self._agent(), self._now()
        following = self._board.following
        done: Future[None]
        kept = _kept_name(purpose, id)
        self._kept.store()
        match purpose:
            case acts.ACCEPT:
                done = handovers.accept(id, by, text, now, kept=kept)
            case acts.FINISH:
                done = handovers.finish(id, by, text, now, kept=kept)
            case acts.PASS:
                to = following.key if following is not None else ""
                done = handovers.pass_on(id, by, text, to, now, kept=kept)
            case acts.ASK:
                done = handovers.ask(id, by, text, now, kept=kept)
            case acts.ANSWER:
                done = handovers.answer(id, by, text, now, kept=kept)
            case _:
                done = handovers.add_line(id, by, text, now, kept=kept)

        def stored(_none: None) -> None:
            log.info("handover moved by=%s", purpose)
            self._kept.settled(kept)
            if (window.purpose, window.id) == (purpose, id):
                window.saved()
            self._say(purpose)

        def failed(error: UserError) -> None:
            if window.isVisible() and (window.purpose, window.id) == (purpose, id):
                window.show_failed(error)
            else:
                self._bridge.fail(error)

        self._bridge.when_done(done, stored, failed)

    def _say(self, purpose: str) -> None:
        self._sidebar.toast.say(tr(_DONE[purpose]), kind="ok", code=f"handover_{purpose}")


def _kept_name(purpose: str, id: str) -> str:
    return f"handover.{purpose}.{id}"
