"""Everything that may come up after the first painted card, in the order in which it is needed."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from assistant import backends
from assistant.actions import ActionId
from assistant.clients import Clients
from assistant.drafts import Drafts
from assistant.hotkeys import HotkeyTable
from assistant.outcome import Outcome
from assistant.paste import PasteGate
from assistant.ports import Target
from assistant.wordcheck import Warning as WordWarning
from assistant.wordcheck import WordCheck
from phrasebook import content, scenes
from phrasebook.model import UserError
from phrasebook.store.backup import listed
from ui import platform
from ui.asking import ask_values
from ui.clipboard import QtClipboard
from ui.flows.dock import DockFlow
from ui.flows.edit import EditFlow
from ui.flows.find import FindFlow
from ui.flows.keys import KeysFlow
from ui.flows.paste import PasteFlow
from ui.flows.settings import SettingsFlow
from ui.i18n import tr
from ui.native import NativeEvents
from ui.session import Session
from ui.tray import Tray

if TYPE_CHECKING:
    from ui.app import App

log = logging.getLogger(__name__)

BACKUP_EVERY_S = 20 * 3600
"""Age of the newest backup from which the next start makes one: once a working day."""
PLATFORMS = (
    ("taobao", "淘宝/千牛"),
    ("wechat", "微信"),
    ("wecom", "企业微信"),
    ("qq", "QQ"),
    ("pinduoduo", "拼多多"),
    ("douyin", "抖店"),
    ("jd", "京东"),
)


class SystemClock:
    """Real time."""

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds from some fixed moment."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


class Services(QObject):
    """The parts behind the window."""

    def __init__(self, app: App) -> None:
        """Make them; ``start`` sets them going."""
        super().__init__()
        self._app = app
        self._clients: Clients | None = None
        self.remembered: dict[str, str] = {}
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self.backends = backends.pick(*platform.detect(application))
        self.words = WordCheck(app.paths.data)
        self.clipboard = QtClipboard(self.backends.clipboard_reader)
        self.session = Session()
        self.native = NativeEvents(
            x11_key=self.backends.x11_key,
            x11_clipboard_request=self.clipboard.requested,
            windows_message=self._windows_message,
        )
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
            can_paste=self.can_paste,
            ask=ask_values(self.remembered, lambda: self.dock.state.rect),
        )
        self.keys = KeysFlow(
            table=HotkeyTable(self.backends.listener),
            options=app.options,
            phrases=app.phrases,
            bridge=app.bridge,
            actions=self._global_actions(),
            paste=self.paste.by_key,
        )
        self.settings = self._make_settings()
        self.edit = self._make_edit()
        self.find = FindFlow(
            phrases=app.phrases,
            bridge=app.bridge,
            paste=self.paste,
            clients=self.clients,
            docked=lambda: self.dock.target,
            remembered=self.remembered,
            new_phrase=lambda title: self.edit.new("", title),
        )
        self.tray = Tray() if Tray.available() else None
        self._wire()

    # Making.

    def clients(self) -> Clients:
        """Give the present client rules."""
        if self._clients is None:
            self._clients = Clients.load(self._app.options.get("clients"))
        return self._clients

    def can_paste(self) -> bool:
        """Tell whether keys and foreign windows are within reach here."""
        return self.backends.keys.capability().ok and self.backends.tracker.capability().ok

    def _make_gate(self) -> PasteGate:
        app = self._app
        return PasteGate(
            clipboard=self.clipboard,
            keys=self.backends.keys,
            tracker=self.backends.tracker,
            clock=SystemClock(),
            clients=self.clients,
            values=self._values,
            used=self._count_use,
            check=self._check,
            report=app.bridge.posting(self._report),
            only_chat=lambda: bool(app.options.get("paste.only_chat")),
            restore=lambda: bool(app.options.get("paste.restore")),
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
            licences=self._licences,
            pick=self.dock.pick,
            doctor=self._doctor,
            closed=self._give_back,
        )

    def _make_edit(self) -> EditFlow:
        from ui.settings.context import key_check

        app = self._app

        def check(id: str):  # type: ignore[no-untyped-def]  # the editor's own type
            return key_check(self.settings.context(), f"phrase:{id}" if id else "")

        return EditFlow(
            phrases=app.phrases,
            bridge=app.bridge,
            toast=app.sidebar.toast,
            drafts=Drafts(app.paths.data),
            scenes=scenes.scenes,
            platforms=lambda: PLATFORMS,
            check_hotkey=check,
            values=lambda: self._values(None),
            recording=self.keys.pause,
            closed=self._give_back,
        )

    def _wire(self) -> None:
        page, sidebar = self._app.page, self._app.sidebar
        page.paste_requested.connect(self.paste.by_click)
        page.variant_requested.connect(self.paste.by_click)
        page.copy_requested.connect(self.paste.copy)
        page.edit_requested.connect(self.edit.edit)
        page.new_requested.connect(self.edit.new)
        page.delete_requested.connect(self.edit.delete)
        page.pin_requested.connect(self.edit.pin)
        page.moved.connect(self.edit.move)
        page.hotkey_requested.connect(self.edit.hotkey)
        sidebar.search_activated.connect(self.find.open_over)
        sidebar.action_triggered.connect(self.run)
        sidebar.close_requested.connect(self._on_close)
        self.keys.settled.connect(self._show_keys)
        self.session.unlocked.connect(self.keys.renew)
        self.session.resumed.connect(self.keys.renew)
        self.session.locked.connect(self.gate.cancel_all)
        if self.tray is not None:
            self.tray.action_triggered.connect(self.run)
            self.tray.show()

    # Running.

    def start(self) -> None:
        """Set everything going."""
        self.native.install()
        self.gate.start()
        self.dock.start()
        self.session.start(int(self._app.sidebar.winId()))
        self.keys.refresh()
        self._say_what_is_out_of_reach()
        threading.Thread(target=self._bring_content, name="content", daemon=True).start()

    def stop(self) -> None:
        """Give everything back, in the reverse order."""
        if self.tray is not None:
            self.tray.hide()
        self.gate.stop()
        self.dock.stop()
        self.native.remove()
        self.keys.table.close()
        self.session.stop()
        self.backends.tracker.close()
        self.backends.keys.close()
        self.clipboard.close()

    def option_changed(self, name: str) -> None:
        """Follow a change of the settings."""
        if name == "clients":
            self._clients = None
        if name in ("clients", "dock.side", "dock.width", "dock.auto", "dock.make_room",
                    "dock.per_client"):  # fmt: skip
            self.dock.refresh()
        elif name == "keys":
            self._app.page.set_edited_keys(self._app.options.get("keys"))
            self._app.sidebar.set_edited_keys(self._app.options.get("keys"))
            self.keys.refresh()

    def phrases_changed(self) -> None:
        """Follow a change of phrases: one may have got a hotkey, or lost it."""
        self.keys.refresh()

    def run(self, action_id: str) -> None:
        """Do an action of the sidebar, the tray or the foot."""
        found = self._actions.get(action_id)
        if found is not None:
            found()

    @cached_property
    def _actions(self) -> dict[str, Callable[[], object]]:
        return {
            **self._global_actions(),
            ActionId.NEW: self.edit.new,
            ActionId.UNDO: self.edit.undo,
            ActionId.SETTINGS: self.settings.open,
            ActionId.QUIT: self._app.quit,
        }

    def _global_actions(self) -> dict[str, Callable[[], object]]:
        app = self._app
        actions: dict[str, Callable[[], object]] = {
            ActionId.PALETTE: lambda: self.find.toggle(),
            ActionId.STEP_NEXT: lambda: app.move_step(1),
            ActionId.STEP_PREVIOUS: lambda: app.move_step(-1),
            ActionId.SIDEBAR_TOGGLE: lambda: self.dock.toggle(),
            ActionId.DOCK_PICK: lambda: self.dock.pick(),
        }
        for number in range(1, 10):
            actions[f"paste.{number}"] = partial(self._paste_card, number)
        return actions

    def _paste_card(self, number: int) -> None:
        phrase = self._app.page.phrase_at(number)
        if phrase is not None:
            self.paste.by_key(phrase)

    # Answers.

    def _values(self, target: Target | None) -> dict[str, str]:
        return dict(self._app.values(target, self.clients().buyer))

    def _count_use(self, id: str, when: float) -> None:
        self._app.phrases.count_use(id, when)

    def _check(self, text: str, target: Target) -> Sequence[WordWarning]:
        rule = self.clients().match(target)
        return self.words.check(text, rule.platform if rule else "")

    def _report(self, outcome: Outcome) -> None:
        self.paste.report(outcome)
        log.info("toast shown kind=%s code=%s", outcome.kind.value, outcome.code or "ok")

    def _show_keys(self) -> None:
        self._app.page.show_keys(self.keys.card_keys(), self.keys.refused())
        self._app.sidebar.set_palette_key(self.keys.key(ActionId.PALETTE))
        self.settings.refresh()
        refused = self.keys.refused()
        if refused:
            self._app.sidebar.show_banner(
                "refused:" + ",".join(sorted(refused)),
                tr("{keys} 被别的程序占用", keys="、".join(sorted(refused))),
                tr("其他按键照常可用。"),
                action=(tr("换一个键"), lambda: self.settings.open("keys")),
            )

    def _say_what_is_out_of_reach(self) -> None:
        """Say once where keys or windows are out of reach; a card then copies."""
        for name, able in (
            ("hotkeys", self.backends.listener.capability()),
            ("windows", self.backends.tracker.capability()),
            ("keys", self.backends.keys.capability()),
        ):
            if not able.ok:
                log.info("problem shown code=%s", name)
                self._app.sidebar.show_banner("reach", able.reason, able.advice)
                return

    def _bring_content(self) -> None:
        """Sync the standard phrases off the GUI thread; the store tells of what changed."""
        try:
            report = content.sync(self._app.store)
        except UserError as error:
            self._app.bridge.posting(self._app.show_problem)(error)
            return
        self.words.warm()
        problems = report.problems
        if problems:
            log.info("problem shown code=%s", "content_broken")
            first = UserError(
                tr("标准话术有 {n} 处读不出来,其余的照常可用。", n=len(problems)), problems[0]
            )
            self._app.bridge.posting(self._app.show_problem)(first)
        self._back_up_daily()

    def _back_up_daily(self) -> None:
        """Keep a copy of each working day: a shop's phrases are written over months."""
        store = self._app.store
        newest = next((made for _path, made, _size in listed(self._app.paths.data)), 0.0)
        if not store.read_only and time.time() - newest > BACKUP_EVERY_S:
            try:
                store.backup("daily").result()
            except UserError as error:
                self._app.bridge.posting(self._app.show_problem)(error)

    def _on_close(self) -> None:
        if self.tray is None or not self._app.options.get("tray.keep"):
            self._app.quit()

    def _give_back(self) -> None:
        self.paste.give_back(self.dock.target)

    def _windows_message(self, number: int, wparam: int, lparam: int) -> bool:
        to_hotkeys = self.backends.windows_message
        if to_hotkeys is not None and to_hotkeys(number, wparam, lparam):
            return True
        return self.session.windows_message(number, wparam, lparam)

    def _licences(self) -> str:
        folder = self._app.resource("..")
        names = ("LICENSE", "THIRD_PARTY_LICENSES.md")
        return "\n\n".join((folder / name).read_text(encoding="utf-8") for name in names)

    def _doctor(self) -> str:
        from assistant import doctor

        return doctor.report(self._app.paths, self._app.store, self.backends, self.keys.table)
