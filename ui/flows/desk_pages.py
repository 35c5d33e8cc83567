"""Joins the pages of the desk: 买家, 交接 and 提醒, and what they share."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Final, TypeVar

from PySide6.QtCore import QObject

from assistant.backends import end_waiting, pick_idle
from phrasebook.desk import Buyer, HandoverDraft, ReminderDraft, ReminderKind
from phrasebook.store import Changes
from ui import own_windows
from ui.copying import copy_text
from ui.flows.auto_lock import AutoLock
from ui.flows.desk import DESK_PAGES, DeskFlow
from ui.flows.desk_around import DeskAround
from ui.flows.lock_signs import LockSigns
from ui.flows.tidying import Tidying
from ui.gather import gather
from ui.i18n import tr
from ui.kept_text import KeptText
from ui.window import BUYERS, HANDOVERS, PHRASES, REMINDERS

if TYPE_CHECKING:
    from assistant.desk.keys import DeskKeys
    from phrasebook.store import TextDrafts
    from phrasebook.store.desk import Desk
    from ui.app import App
    from ui.flows.handovers import HandoverFlow
    from ui.flows.leader import LeaderFlow
    from ui.flows.notes import NotesFlow
    from ui.flows.reminders import RemindersFlow
    from ui.services import Services
    from ui.settings.desk import DeskFacts

T = TypeVar("T")
R = TypeVar("R")

_OFFERED: Final = 8
"""Phrases that are offered for an answer."""


class DeskFlows(QObject):
    """The desk's flows, made when it is opened, and the answers that all of them need."""

    def __init__(self, app: App, parts: Services) -> None:
        """Prepare; the desk itself is opened by ``start``."""
        super().__init__()
        self._app, self._parts = app, parts
        self.around = DeskAround(app, parts)
        self.notes: NotesFlow | None = None
        self.handovers: HandoverFlow | None = None
        self.reminders: RemindersFlow | None = None
        self.key = DeskFlow(
            folder=app.paths.data,
            sidebar=app.sidebar,
            bridge=app.bridge,
            keys=self._make_keys,
            known=self.around.known,
            end_waiting=end_waiting,
        )
        self.leader: LeaderFlow | None = None
        self.key.opened.connect(self._opened)
        self.key.closed.connect(self._closing)
        self.key.locked.connect(self._locked)
        self.key.changed.connect(self._changed)
        self.key.key_seen.connect(self._key_seen)
        self.key.weak.connect(self._weak)
        self.auto_lock = AutoLock(
            key=self.key,
            idle_minutes=lambda: int(app.options.get("desk.lock_idle")),
            make_idle=lambda: pick_idle(parts.backends.platform),
        )
        self.auto_lock.left.connect(self._left)
        self.auto_lock.returned.connect(self._returned)
        self.auto_lock.blind.connect(self._blind)
        self.signs = LockSigns(
            key=self.key,
            sidebar=app.sidebar,
            notices=app.notices,
            tray=lambda: parts.tray,
            unseen=lambda text: parts.unseen(text, False),
            open_page=self.open,
        )
        self._kept = KeptText(app.bridge, self._drafts, self)
        self._counts: tuple[int | None, int | None] = (None, None)
        self.tidying = Tidying(app, self.around, self.desk, self._tell_purged)

    def start(self) -> None:
        """Open the desk if it can be opened by itself."""
        self.key.start()
        self.signs.look()
        self.auto_lock.refresh()

    def stop(self) -> None:
        """Keep what is typed and close the desk; for the way out."""
        self.auto_lock.stop()
        for flow in self._flows():
            flow.stop()
        self.key.stop()

    def _flows(self) -> list[NotesFlow | HandoverFlow | RemindersFlow | LeaderFlow]:
        made = (self.notes, self.handovers, self.reminders, self.leader)
        return [flow for flow in made if flow is not None]

    # What the flows ask for.

    def desk(self) -> Desk | None:
        """Give the open desk."""
        return self.key.desk

    def _drafts(self) -> TextDrafts | None:
        desk = self.desk()
        return desk.drafts if desk is not None else None

    def _make_keys(self) -> DeskKeys:
        from assistant.backends import pick_vault
        from assistant.backends.memory_vault import MemoryVault
        from assistant.desk.keys import DeskKeys, held_by

        folder = self._app.paths.data
        if self._app.passing:
            return DeskKeys(folder, MemoryVault(), known=self.around.known)
        return DeskKeys(folder, pick_vault(held_by(folder)), known=self.around.known)

    # Opening.

    def _tell_purged(self, buyers: int, items: int) -> None:
        self._parts.settings.show_purged(buyers, items)

    def _opened(self) -> None:
        desk = self.desk()
        assert desk is not None
        self.around.trust(desk.seen)
        self._make_flows()
        self._kept.load()
        for flow in (self.notes, self.handovers, self.reminders):
            assert flow is not None
            flow.opened()
        self._app.show_agent()
        self.tidying.start()

    def _closing(self) -> None:
        """Show nothing of the desk any more, and keep what is typed."""
        self.tidying.stop()
        self.hide()
        for flow in self._flows():
            flow.stop()

    def _locked(self) -> None:
        """Take down what showed the desk; the next opening makes it anew."""
        # What was typed stands in its file; what could not be stored there waits in memory.
        self._kept.forget_stored()
        self.hide()
        for flow in self._flows():
            flow.deleteLater()
        self.notes = self.handovers = self.reminders = self.leader = None
        sidebar = self._app.sidebar
        for name in DESK_PAGES:
            sidebar.rail.button(name).set_badge(0)
            page = sidebar.drop_page(name)
            if page is not None and page is not self.key.setup:
                page.deleteLater()
        self._parts.buyer.refresh()
        self._parts.settings.refresh()
        _let_go()

    def _weak(self) -> None:
        self._app.notices.say(
            "weak_passphrase",
            tr("备注本的口令太容易猜到"),
            tr("换成一句只有您知道的话,或者三四个不相干的词。"),
            action=(tr("换口令"), self.key.change_passphrase),
        )

    def _key_seen(self) -> None:
        """Go back to the settings, where it was asked for."""
        self._parts.commands.open_settings("desk")

    def _make_flows(self) -> None:
        from ui.flows.handovers import HandoverFlow
        from ui.flows.leader import LeaderFlow
        from ui.flows.notes import NotesFlow
        from ui.flows.reminders import RemindersFlow

        app, parts, around = self._app, self._parts, self.around
        self.handovers = HandoverFlow(
            sidebar=app.sidebar,
            bridge=app.bridge,
            desk=self.desk,
            kept=self._kept,
            now=around.now,
            zone=around.zone,
            agent=around.agent,
            plan=around.plan,
            shift=around.shift,
            buyer=parts.buyer.account_to_type,
            find_phrases=around.find_phrases,
            edited_keys=lambda: app.options.get("keys"),
            near=parts.sidebar_place,
            give_back=parts.give_back,
            paste_text=around.paste_text,
            open_settings=parts.commands.open_settings,
        )
        self.handovers.waiting_found.connect(self._greet)
        self.leader = LeaderFlow(
            sidebar=app.sidebar,
            bridge=app.bridge,
            desk=self.desk,
            phrases=app.phrases,
            now=around.now,
            zone=around.zone,
            near=parts.sidebar_place,
            give_back=self._back,
        )
        self.reminders = RemindersFlow(
            sidebar=app.sidebar,
            bridge=app.bridge,
            desk=self.desk,
            options=app.options,
            kept=self._kept,
            now=around.now,
            zone=around.zone,
            agent=around.agent,
            buyer=parts.buyer.account_to_type,
            near=parts.sidebar_place,
            give_back=parts.give_back,
            unseen=lambda text: parts.unseen(text, False),
            open_buyer=self._open_buyer,
            open_scene=app.show_scene,
            open_records=self.leader.open_records,
            open_figures=self.leader.open_figures,
        )
        self.notes = NotesFlow(
            sidebar=app.sidebar,
            bridge=app.bridge,
            desk=self.desk,
            options=app.options,
            now=around.now,
            zone=around.zone,
            agent=around.agent,
            next_shift=around.next_shift,
            near=parts.sidebar_place,
            give_back=parts.give_back,
            buyer=parts.buyer,
            copy=copy_text,
            hand=self._hand,
            remind=self._remind,
            open_handover=self._open_handover,
            open_reminder=lambda _id: self.open(REMINDERS),
            set_up=lambda _page: None,
            platforms=around.platforms,
            kept=self._kept,
        )

    # What is asked of it from elsewhere.

    def open(self, name: str) -> None:
        """Show a page of the desk, or what gets the desk open first."""
        self._parts.dock.show()
        self._app.sidebar.show_page(name)

    def write_note(self) -> None:
        """Write a note of the buyer in front, from anywhere."""
        if self.notes is None:
            self.open(BUYERS)
        else:
            self.notes.write()

    def write_handover(self) -> None:
        """Write a handover, from anywhere."""
        if self.handovers is None:
            self.open(HANDOVERS)
        else:
            self.handovers.writing.write()

    def set_reminder(self, text: str = "", kind: ReminderKind = "plain") -> None:
        """Set a reminder, from anywhere."""
        if self.reminders is None:
            self._keep_for_later(text)
            self.open(REMINDERS)
        else:
            self.reminders.new(text, kind)

    def _keep_for_later(self, text: str) -> None:
        """Put a text on the clipboard, since the desk has to be opened before it is stored."""
        if text:
            copy_text(text)
            self._app.sidebar.toast.say(
                tr("先打开备注本;提醒文字已复制"), kind="warn", code="remind_copied"
            )

    def purge(self, *, tell: bool = False) -> None:
        """Remove what is over; ``tell`` says in the settings what that was."""
        self.tidying.run(tell=tell)

    def facts(self) -> DeskFacts:
        """Tell the settings page about the desk."""
        from ui.settings.desk import DeskFacts

        desk = self.desk()
        if desk is None:
            return DeskFacts(False, self.key.lock_kind())
        return DeskFacts(True, self.key.lock_kind(), *self._counts)

    def ask(self, wish: str) -> None:
        """Do what the settings page asks for."""
        match wish:
            case "purge":
                self.purge(tell=True)
            case "lock":
                self._parts.leaving.leave(self._lock, tr("照样锁上"))
            case "unlock":
                self.open(BUYERS)
            case "passphrase":
                self.key.change_passphrase()
            case "recovery":
                self.key.show_recovery()
            case "count":
                self._count()

    def _lock(self) -> None:
        self.key.lock()
        self._parts.settings.refresh()

    @property
    def kept(self) -> KeptText:
        """What is typed and not saved."""
        return self._kept

    def keep_typed(self) -> None:
        """Have what stands in open windows kept, before it is asked what waits."""
        if self.notes is not None:
            self.notes.writing.keep()

    def _count(self) -> None:
        """Count what the settings page shows."""
        desk = self.desk()
        if desk is None:
            return

        def counted(found: list[Any]) -> None:
            buyers, items = found
            total = items.notes + items.handovers + items.reminders
            if self._counts != (buyers, total):
                self._counts = (buyers, total)
                self._parts.settings.refresh()

        wanted: list[Future[Any]] = [desk.buyers.count(), desk.figures.open_items()]
        gather(self._app.bridge, wanted, counted, self._app.bridge.fail)

    def option_changed(self, name: str) -> None:
        """Follow a change of the settings."""
        if name in ("desk.shifts", "desk.shift", "agent.number") and self.handovers is not None:
            self.handovers.woke()
            self.handovers.refresh()
        elif name == "keys":
            for flow in (self.notes, self.handovers, self.reminders):
                if flow is not None:
                    flow.set_edited_keys()
        elif name == "desk.retention":
            self.purge()
        elif name == "desk.lock_idle":
            self.auto_lock.refresh()

    def wake(self) -> None:
        """Look at the clock anew: the machine slept, or the screen was locked."""
        self.around.woke()
        if self.handovers is not None:
            self.handovers.woke()
        if self.reminders is not None:
            self.reminders.wake()
        self._app.show_agent()

    def _left(self) -> None:
        """Show nothing of any buyer, before the desk is locked."""
        self.hide()
        self._parts.hide_buyer()

    def _blind(self) -> None:
        self._app.notices.say(
            "idle_unknown",
            tr("这里看不到有没有人在用电脑"),
            tr("没人用时不会自动锁上备注本;锁屏和睡眠时照样锁上。"),
        )

    def _returned(self) -> None:
        self._parts.dock.show_buyer()
        self._parts.buyer.refresh()
        self._parts.remembered.follow()
        self.wake()

    def hide(self) -> None:
        """Show nothing of any buyer."""
        if self.leader is not None:
            self.leader.closed()
        if self._app.sidebar.page in DESK_PAGES:
            self._app.sidebar.show_page(PHRASES, quietly=True)

    # What happens.

    def _changed(self, changes: Changes) -> None:
        if changes.room:
            self._app.sidebar.toast.say(
                tr("磁盘快满了:这次存上了,请尽快清出空间。"), kind="warn", code="desk_room"
            )
        if changes.mended:
            self._app.show_mended(tr("备注本"))
        if self.notes is not None:
            self.notes.changed(changes)
        if self.handovers is not None and (changes.handovers or changes.buyers):
            self.handovers.refresh()
        if self.reminders is not None and (changes.reminders or changes.buyers):
            self.reminders.refresh()
        if self.leader is not None:
            self.leader.refresh()
        if changes.picks:
            self._parts.suggest.relearn()

    def _greet(self, count: int) -> None:
        """The next shift sees what waits before anything else, and keeps its focus."""
        sidebar = self._app.sidebar
        sidebar.toast.say(tr("有 {n} 条交接等你接手", n=count), code="handovers_wait")
        if self.handovers is not None and sidebar.page == PHRASES:
            self.handovers.page  # noqa: B018 (made now, so that there is a page to show)
            sidebar.show_page(HANDOVERS, quietly=True)

    def _hand(self, draft: HandoverDraft) -> None:
        desk, flow = self.desk(), self.handovers
        if desk is None or flow is None:
            return

        def write(found: list[Any]) -> None:
            note, buyer = found
            if note is not None and buyer is not None:
                flow.writing.write_from_note(note, buyer)

        wanted: list[Future[Any]] = [desk.notes.get(draft.note), desk.buyers.get(draft.buyer)]
        gather(self._app.bridge, wanted, write, self._app.bridge.fail)

    def _remind(self, draft: ReminderDraft) -> None:
        desk, flow = self.desk(), self.reminders
        if desk is None or flow is None:
            return

        def write(buyer: Buyer | None) -> None:
            account = (buyer.name, buyer.platform, buyer.shop) if buyer is not None else None
            flow.new(draft.text, draft.kind, order=draft.order, note=draft.note, account=account)

        self._app.bridge.when_done(desk.buyers.get(draft.buyer), write)

    def _open_buyer(self, id: str) -> None:
        if self.notes is not None:
            self.notes.open(id)

    def _open_handover(self, id: str) -> None:
        if self.handovers is not None:
            self.handovers.open(id)

    def _back(self) -> None:
        """Give the focus back: to the page of the desk that is shown, else to the chat."""
        sidebar = self._app.sidebar
        if sidebar.page in DESK_PAGES and sidebar.isVisible():
            if own_windows.go_back_to(sidebar):
                sidebar.shown_page().setFocus()
        else:
            self._parts.give_back()


def _let_go() -> None:
    """Give back what Python and Qt keep of a desk that is closed, so that it is overwritten sooner.

    Nothing is wiped: strings of Python cannot be.
    """
    import gc

    from PySide6.QtGui import QPixmapCache

    QPixmapCache.clear()
    gc.collect()
