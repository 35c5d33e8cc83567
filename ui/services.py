"""Everything that may come up after the first painted card, in the order in which it is needed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from assistant import backends
from assistant.actions import ActionId, switched_off
from assistant.clients import Clients
from assistant.drafts import Drafts
from assistant.fetch_habits import FetchHabits
from assistant.hotkeys import HotkeyTable
from assistant.paste import PasteGate
from assistant.ports import Target
from assistant.selection import SelectionReader
from assistant.wordcheck import Warning as WordWarning
from assistant.wordcheck import WordCheck
from phrasebook import scenes
from phrasebook.model import Phrase
from ui import own_windows, platform, system_clipboard
from ui.asking import ask_values
from ui.clock import SystemClock
from ui.commands import Commands
from ui.filled_values import FilledValues
from ui.flows.buyer import BuyerFlow
from ui.flows.caret import CaretFlow
from ui.flows.content import ContentFlow
from ui.flows.desk_pages import DeskFlows
from ui.flows.dock import DockFlow
from ui.flows.edit import EditFlow
from ui.flows.find import FindFlow
from ui.flows.keys import KeysFlow
from ui.flows.learn import LearnFlows
from ui.flows.paste import PasteFlow
from ui.flows.picks import PicksMemory, make_suggester
from ui.flows.selection import SelectionFlow
from ui.flows.settings import SettingsFlow
from ui.flows.suggest import SuggestFlow
from ui.flows.unsaved import Held, Leaving
from ui.flows.watch import WatchFlow, message_in
from ui.native import NativeEvents
from ui.popup import dismiss_about_buyers
from ui.session import Session
from ui.tray import Tray

if TYPE_CHECKING:
    from ui.app import App
    from ui.card_actions import CardActions
    from ui.flows.rewrite import RewriteFlow


class Services(QObject):
    """The parts behind the window."""

    def __init__(self, app: App) -> None:
        """Make them; ``start`` sets them going."""
        super().__init__()
        self._app = app
        self._clients: Clients | None = None
        self._wired: list[CardActions] = []
        # At once and not by the bridge: docking to a picked window asks for its new rule next.
        app.options.listen(self._forget_clients)
        self.remembered = FilledValues()
        self.commands = Commands(app, self)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self.backends = backends.pick(*platform.detect(application))
        self.words = WordCheck(app.paths.data)
        self.drafts = Drafts(app.paths.data)
        self.clock = SystemClock()
        self.clipboard, requested = system_clipboard.make(self.backends, self.clock.monotonic)
        self.session = Session()
        self.native = NativeEvents(
            x11_key=self.backends.x11_key,
            x11_clipboard_request=requested,
            windows_message=self._windows_message,
        )
        self.caret = CaretFlow(app, self.backends, self.clients)
        self.gate = self._make_gate()
        self.dock = DockFlow(
            sidebar=app.sidebar,
            tracker=self.backends.tracker,
            clients=self.clients,
            options=app.options,
        )
        self.paste = PasteFlow(
            gate=self.gate,
            tracker=self.backends.tracker,
            toast=app.sidebar.toast,
            values=self._values,
            docked=lambda: self.dock.target,
            can_paste=lambda: self.can_paste,
            ask=ask_values(self.remembered, lambda: self.dock.state.rect),
            unseen=self.unseen,
            teach=lambda target: self.caret.teach.begin_at(target),
            newest=own_windows.newest,
        )
        self.keys = KeysFlow(
            table=HotkeyTable(self.backends.listener, self.backends.way_out),
            options=app.options,
            phrases=app.phrases,
            bridge=app.bridge,
            actions=self.commands.of_keys(),
            paste=self.paste.by_key,
            cards=self.commands.of_cards(),
            press=self.paste.press,
        )
        self.settings = self._make_settings()
        self.edit = self._make_edit()
        self.find = FindFlow(
            phrases=app.phrases,
            bridge=app.bridge,
            paste=self.paste,
            clients=self.clients,
            docked=lambda: self.dock.target,
            only_chat=lambda: bool(app.options.get("paste.only_chat")),
            near=self.sidebar_place,
            remembered=self.remembered,
            new_phrase=lambda title: self.edit.new("", title),
        )
        self.content = ContentFlow(
            app.store, app.paths.data, self._warm, app.bridge.posting(app.show_problem)
        )
        self.buyer = BuyerFlow(
            sidebar=app.sidebar,
            state=lambda: self.dock.state,
            bridge=app.bridge,
            desk=lambda: self.desk.desk(),
        )
        self.learn = LearnFlows(app, self)
        self.desk = DeskFlows(app, self)
        self.picks = PicksMemory(
            desk=self.desk.desk,
            locked=self.desk.key.locked_up,
            now=self.desk.around.now,
            bridge=app.bridge,
            toast=app.sidebar.toast,
        )
        self.leaving = Leaving(
            held=self._held,
            readable=lambda: self.desk.desk() is not None,
            near=self.sidebar_place,
            stays=lambda: self.dock.show(),
        )
        self.desk.kept.answered.connect(self.leaving.look)
        self.remembered.bind(lambda: self.desk.kept, self.buyer.current)
        self.desk.kept.loaded.connect(self.remembered.follow)
        self.suggest = SuggestFlow(
            sidebar=app.sidebar,
            add_strip=app.page.add_on_top,
            bridge=app.bridge,
            paste=self.paste,
            buyer=self.buyer,
            keys=self.keys,
            make=lambda: make_suggester(app.phrases, app.options, self.picks),
            wire_cards=self.wire_cards,
            give_back=self.give_back,
        )
        self.watch = WatchFlow(
            clipboard=self.clipboard,
            options=app.options,
            bridge=app.bridge,
            copied=lambda: self.caret.copied(self.paste.front()),
            # Also what the gate gave back after a paste is ours, and no message.
            busy=lambda: QGuiApplication.clipboard().ownsClipboard(),
            take=self.suggest.take,
        )
        self.tray = Tray() if Tray.available() else None
        self._wire()

    # Making.

    def clients(self) -> Clients:
        """Give the present client rules."""
        found = self._clients  # the paste worker asks too, so it may be forgotten meanwhile
        if found is None:
            found = self._clients = Clients.load(self._app.options.get("clients"))
        return found

    def _forget_clients(self, name: str, _value: object) -> None:
        if name == "clients":
            self._clients = None

    @cached_property
    def can_paste(self) -> bool:
        """Whether keys and foreign windows are within reach here; asked once, since X answers."""
        return self.backends.keys.capability().ok and self.backends.tracker.capability().ok

    def _make_gate(self) -> PasteGate:
        app = self._app
        return PasteGate(
            clipboard=self.clipboard,
            keys=self.backends.keys,
            tracker=self.backends.tracker,
            clock=self.clock,
            clients=self.clients,
            values=self._values,
            used=self._count_use,
            check=self._check,
            report=app.bridge.posting(lambda outcome: self.paste.report(outcome)),
            only_chat=lambda: bool(app.options.get("paste.only_chat")),
            restore=lambda: bool(app.options.get("paste.restore")),
            caret=self.caret.guard,
            habits=FetchHabits(app.paths.data if app.paths.writable else None),
        )

    def _make_settings(self) -> SettingsFlow:
        app = self._app
        return SettingsFlow(
            sidebar=app.sidebar,
            options=app.options,
            phrases=app.phrases,
            bridge=app.bridge,
            keys=self.keys,
            clients=self.clients,
            folder=app.paths.data,
            writable=app.paths.writable and not app.store.read_only,
            version=app.version,
            pick=self.dock.pick,
            doctor=self._doctor,
            forget=lambda: self.picks.forget(self.suggest.renew),
            try_rewrite=lambda tell: self.rewrite.try_out(tell),
            closed=self.give_back,
            zone=lambda: self.desk.around.zone(),
            desk=lambda: self.desk.facts(),
            ask_desk=lambda wish: self.desk.ask(wish),
            teach=lambda id: self.caret.teach.begin(id),
            autostart=lambda: backends.pick_autostart(self.backends.platform),
        )

    def _make_edit(self) -> EditFlow:
        app = self._app

        def check(id: str):  # type: ignore[no-untyped-def]  # the editor's own type
            from ui.settings.context import key_check  # late: the editor is opened now and then

            return key_check(self.settings.context(), f"phrase:{id}" if id else "")

        return EditFlow(
            phrases=app.phrases,
            bridge=app.bridge,
            toast=app.sidebar.toast,
            drafts=self.drafts,
            scenes=scenes.scenes,
            check_hotkey=check,
            values=lambda: self._values(None),
            step=lambda: app.step,
            avoid=self.sidebar_place,
            recording=self.keys.pause,
            closed=self.give_back,
        )

    @cached_property
    def selection(self) -> SelectionFlow:
        """Reads what is selected in a chat; made when it is first asked for."""
        return SelectionFlow(
            reader=SelectionReader(
                clipboard=self.clipboard,
                keys=self.backends.keys,
                tracker=self.backends.tracker,
                clock=self.clock,
                clients=self.clients,
                text_of=message_in,
            ),
            gate=self.gate,
            bridge=self._app.bridge,
            toast=self._app.sidebar.toast,
            copied=self.caret.copied,
            suggest=self.suggest,
        )

    @cached_property
    def rewrite(self) -> RewriteFlow:
        """The rewording of phrases; made, and its modules loaded, when it is first asked for."""
        from assistant.backends.http_chat import HttpChat
        from ui.flows.rewrite import RewriteFlow

        return RewriteFlow(
            options=self._app.options,
            bridge=self._app.bridge,
            paste=self.paste,
            docked=lambda: self.dock.target,
            toast=self._app.sidebar.toast,
            endpoint=HttpChat(),
            message=lambda: self.suggest.message,
            near=self.sidebar_place,
            open_settings=lambda: self.commands.open_settings("rewrite"),
            kept=self.desk.kept,
        )

    def _wire(self) -> None:
        app = self._app
        page, sidebar = app.page, app.sidebar
        self.wire_cards(page.card_actions)
        page.new_requested.connect(self.edit.new)
        sidebar.search_activated.connect(self.find.open_over)
        sidebar.action_triggered.connect(self.commands.run)
        sidebar.close_requested.connect(self._on_close)
        self.keys.settled.connect(self._show_keys)
        self.session.locked.connect(lambda: self.keys.hold_back(True))
        self.session.unlocked.connect(lambda: self.keys.hold_back(False))
        self.session.resumed.connect(self.keys.renew)
        for moment in (self.desk.key.opened, self.desk.key.closed, self.desk.key.locked):
            moment.connect(self.picks.drop)
            moment.connect(self.suggest.relearn)
        self.session.locked.connect(self.gate.cancel_all)
        self.desk.auto_lock.follow(self.session)
        self.session.resumed.connect(self.desk.wake)
        self.dock.no_room.connect(self.commands.say_no_room)
        self.dock.buyer_changed.connect(self.remembered.follow)
        self.dock.buyer_changed.connect(self.buyer.refresh)
        self.buyer.changed.connect(lambda _name, type: app.set_buyer_type(type))
        if self.tray is not None:
            self.tray.action_triggered.connect(self.commands.run)
            self.dock.docked_changed.connect(self.tray.set_docked)
            self.dock.shown_changed.connect(self.tray.set_sidebar_visible)
            self.tray.set_sidebar_visible(self._app.sidebar.isVisible())
            self.tray.show()

    def hide_buyer(self) -> None:
        """Show nothing that a buyer said or is called; what the desk keeps, it hides itself."""
        self.suggest.clear()
        self.remembered.clear()
        self._app.sidebar.toast.dismiss()
        self._app.sidebar.set_buyer("")
        dismiss_about_buyers()

    def wire_cards(
        self,
        cards: CardActions,
        paste: Callable[[Phrase, str | None], object] | None = None,
    ) -> None:
        """Let what is done to cards be done; ``paste`` is another way to paste them."""
        by_click = paste or self.paste.by_click
        cards.paste_requested.connect(lambda phrase: by_click(phrase, None))
        cards.variant_requested.connect(by_click)
        cards.copy_requested.connect(self.paste.copy)
        cards.edit_requested.connect(self.edit.edit)
        cards.delete_requested.connect(self.edit.delete)
        cards.pin_requested.connect(self.edit.pin)
        cards.moved.connect(self.edit.move)
        cards.hotkey_requested.connect(self.edit.hotkey)
        cards.rewrite_requested.connect(lambda phrase: self.rewrite.open(phrase))
        cards.set_off(switched_off(self._app.options.get))
        cards.set_edited_keys(self._app.options.get("keys"))
        self._wired.append(cards)

    # Running.

    def start(self) -> None:
        """Set everything going."""
        self.native.install()
        self.gate.start()
        self.dock.start()
        self.session.start(int(self._app.sidebar.winId()))
        self.keys.refresh()
        self._watch()
        self._app.notices.out_of_reach(
            self.backends.listener.capability(),
            self.backends.tracker.capability(),
            self.backends.keys.capability(),
        )
        self.content.start()
        self._app.show_agent()
        self.desk.start()

    def stop(self) -> None:
        """Give everything back, in the reverse order."""
        if self.tray is not None:
            self.tray.hide()
        self.leaving.stop()
        self.edit.stop()
        self.learn.stop()
        self.desk.stop()
        self.content.stop()
        self.gate.stop()
        self.dock.stop()
        self.native.remove()
        self.keys.table.close()
        self.session.stop()
        self.caret.stop()
        self.backends.tracker.close()
        self.backends.keys.close()
        self.clipboard.close()

    def option_changed(self, name: str) -> None:
        """Follow a change of the settings."""
        self.desk.option_changed(name)
        if name in ("clients", "dock.side", "dock.width", "dock.auto", "dock.make_room",
                    "dock.per_client"):  # fmt: skip
            self.dock.refresh()
        elif name == "clipboard.watch":
            self._watch()
        elif name == "suggest.threshold":
            self.suggest.renew()
        elif name == "rewrite.on":
            for cards in self._wired:
                cards.set_off(switched_off(self._app.options.get))
            if "rewrite" in vars(self):
                self.rewrite.stop()
        elif name == "keys.hooked":
            self.keys.refresh()
        elif name == "keys":
            self._app.use_edited_keys()
            for cards in self._wired:
                cards.set_edited_keys(self._app.options.get("keys"))
            self.keys.refresh()

    def _watch(self) -> None:
        """Follow the option for the clipboard watch."""
        self.watch.refresh()
        if self.watch.on:
            self.caret.wake()

    def phrases_changed(self) -> None:
        """Follow a change of phrases: one may have got a hotkey, or lost it."""
        self.keys.refresh()
        self.learn.refresh()

    def _warm(self) -> None:
        """Read what is asked for soon, on the thread of the content: 20 ms of files."""
        with contextlib.suppress(OSError, ValueError):  # bringing up the content tells of it
            named = {scene.id: scene.title for scene in scenes.scenes()}
            self._app.bridge.post(lambda: self._app.page.set_scenes(named))
        self.words.warm()

    # Answers.

    def _values(self, target: Target | None) -> dict[str, str]:
        return dict(self._app.values(target, self.clients().buyer))

    def _count_use(self, id: str, when: float) -> None:
        # The local day: what the leader's figures count by.
        self._app.phrases.count_use(id, when, datetime.fromtimestamp(when).strftime("%Y-%m-%d"))
        self._app.bridge.post(lambda: self.suggest.picked(id, when))

    def _check(self, text: str, target: Target) -> Sequence[WordWarning]:
        rule = self.clients().match(target)
        return self.words.check(text, rule.platform if rule else "")

    def unseen(self, text: str, wants_answer: bool) -> None:
        """Bring what a toast says before the person while the sidebar is hidden."""
        if self._app.sidebar.isVisible():
            return
        if self.tray is None or wants_answer:
            self.dock.show()
        else:
            self.tray.notify(text)

    def sidebar_place(self) -> QRect | None:
        """Where the sidebar stands (logical px); None while it is hidden."""
        sidebar = self._app.sidebar
        if not sidebar.isVisible():
            return None
        return QRect(sidebar.on_screen(sidebar, QPoint(0, 0)), sidebar.size())

    def _show_keys(self) -> None:
        self._app.page.show_keys(self.keys.card_keys(), self.keys.refused())
        self._app.sidebar.set_palette_key(self.keys.key(ActionId.PALETTE))
        self.settings.refresh()
        self.learn.refresh()
        self.suggest.refresh()
        self._app.notices.refused_keys(
            sorted(self.keys.refused()), lambda: self.commands.open_settings("keys")
        )

    def _on_close(self) -> None:
        if self.tray is None or not self._app.options.get("tray.keep"):
            self._app.quit()
        else:
            self.dock.hide()

    def _held(self) -> list[Held]:
        """Give what may hold text that is not on the disk, with what stands in open windows."""
        self.edit.keep()
        self.learn.keep()
        self.desk.keep_typed()
        return [self.desk.kept, self.drafts]

    def give_back(self) -> None:
        """Give the focus back to the chat."""
        self.paste.give_back(self.dock.target)

    def _windows_message(self, number: int, wparam: int, lparam: int) -> bool:
        return self.session.windows_message(number, wparam, lparam)

    def _doctor(self) -> str:
        from assistant import doctor

        return doctor.report(self._app.paths, self._app.store, self.backends, self.keys.table)
