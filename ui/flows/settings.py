"""The settings page: made when first asked for, and fed with what is not an option."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from assistant.autostart import Autostart
from assistant.backends.null import NullAutostart
from assistant.clients import Clients
from assistant.options import Options
from phrasebook.model import UserError
from phrasebook.store import Phrases
from ui.bridge import Bridge
from ui.copying import copy_text
from ui.flows.keys import KeysFlow
from ui.i18n import tr
from ui.window import PHRASES, SETTINGS, Sidebar

if TYPE_CHECKING:
    from ui.pages.settings import SettingsPage
    from ui.settings.context import Backup, SettingsContext
    from ui.settings.desk import DeskFacts


class SettingsFlow(QObject):
    """Hosts the settings page in the sidebar."""

    def __init__(
        self,
        *,
        sidebar: Sidebar,
        options: Options,
        phrases: Phrases,
        bridge: Bridge,
        keys: KeysFlow,
        clients: Callable[[], Clients],
        folder: Path,
        writable: bool,
        version: str,
        pick: Callable[[Callable[[str, str], None]], None],
        doctor: Callable[[], str],
        forget: Callable[[], object],
        try_rewrite: Callable[[Callable[[str, bool], None]], object],
        closed: Callable[[], None],
        zone: Callable[[], str] = lambda: "UTC",
        desk: Callable[[], DeskFacts] | None = None,
        ask_desk: Callable[[str], object] = lambda _wish: None,
        teach: Callable[[str], object] = lambda _id: None,
        autostart: Callable[[], Autostart] = NullAutostart,
    ) -> None:
        """Join the parts.

        Args:
            sidebar: Hosts the page.
            options: The settings.
            phrases: Counted, and changed where a phrase gets its own key.
            bridge: Brings results to the GUI thread.
            keys: The registered keys.
            clients: The present client rules.
            folder: The data folder.
            writable: Whether it takes writing.
            version: Version of the program.
            pick: Docks to the window clicked next; calls back with its name and a fault.
            doctor: Gives the report; runs on a thread of its own.
            forget: Forgets what was learned from picks.
            try_rewrite: Tries the endpoint of 改写; calls back with a sentence and whether it did.
            closed: Told when the page is left: the focus should go back to the chat.
            zone: Zone id of the clock that shifts are read on.
            desk: Tells of the desk.
            ask_desk: Does what of the desk is asked for.
            teach: Lets the person show where the input box of a client is.
            autostart: Finds what opens the sidebar at the sign-in.
        """
        super().__init__()
        self._sidebar, self._options, self._phrases = sidebar, options, phrases
        self._bridge, self._keys, self._clients = bridge, keys, clients
        self._folder, self._writable, self._version = folder, writable, version
        self._pick, self._doctor, self._forget = pick, doctor, forget
        self._try_rewrite, self._closed, self._zone = try_rewrite, closed, zone
        self._desk, self._ask_desk, self._teach = desk, ask_desk, teach
        self._autostart = autostart
        self._count: int | None = None
        self._page: SettingsPage | None = None
        sidebar.page_requested.connect(self._on_requested)
        sidebar.page_changed.connect(self._on_page)

    def open(self, section: str = "") -> None:
        """Show the page, at a section of it."""
        if self._page is None:
            self._page = self._make()
            self._sidebar.set_page(SETTINGS, self._page, needs_focus=True)
        self._count_phrases()
        self._sidebar.show_page(SETTINGS)
        if section:
            self._page.show_section(section)

    def refresh(self) -> None:
        """Show what changed, where the page is open."""
        if self._page is not None and self._page.isVisible():
            self._page.refresh()

    def show_purged(self, buyers: int, items: int) -> None:
        """Tell on the page what was removed from the desk."""
        if self._page is not None:
            self._page.show_purged(buyers, items)

    def context(self) -> SettingsContext:
        """Gather what the page reads; the phrase editor checks hotkeys by it too."""
        from ui.settings.context import DataFacts, SettingsContext
        from ui.settings.desk import DeskFacts

        return SettingsContext(
            options=self._options,
            clients=self._clients,
            facts=lambda: DataFacts(self._folder, self._count, self._backups(), self._writable),
            registrations=self._keys.table.states,
            proposal=self._keys.table.proposal,
            phrases=lambda: self._keys.own,
            licences=_licences,
            version=self._version,
            zone=self._zone,
            desk=self._desk or DeskFacts,
            teach=self._teach,
            way_out=self._keys.table.has_way_out,
        )

    def _make(self) -> SettingsPage:
        from ui.pages.settings import SettingsPage

        page = SettingsPage(replace(self.context(), autostart=self._autostart()))
        page.forget_requested.connect(self._forget)
        page.rewrite_try_requested.connect(lambda: self._try_rewrite(page.show_rewrite_tried))
        page.pick_requested.connect(lambda: self._pick(page.show_picked))
        page.phrase_hotkey_changed.connect(self._set_hotkey)
        page.recording_changed.connect(self._keys.pause)
        page.folder_requested.connect(
            lambda path: QDesktopServices.openUrl(QUrl.fromLocalFile(path))
        )
        page.copy_requested.connect(copy_text)
        page.doctor_requested.connect(self._run_doctor)
        page.desk_asked.connect(self._ask_desk)
        page.closed.connect(lambda: self._sidebar.show_page(PHRASES))
        return page

    def _on_requested(self, name: str) -> None:
        if name == SETTINGS:
            self.open()

    def _on_page(self, name: str) -> None:
        if name == PHRASES:
            self._closed()

    def _set_hotkey(self, id: str, text: str) -> None:
        def failed(error: UserError) -> None:
            self._bridge.fail(error)
            self.refresh()  # the page shows the new key already

        stored = self._phrases.set_hotkey(id, text)
        self._bridge.when_done(stored, lambda _phrase: self.refresh(), failed)

    def _count_phrases(self) -> None:
        def counted(count: int) -> None:
            self._count = count
            self.refresh()

        self._bridge.when_done(self._phrases.count(), counted)

    def _backups(self) -> list[Backup]:
        from phrasebook.store.backup import listed
        from ui.settings.context import Backup

        return [Backup(path.name, made, size) for path, made, size in listed(self._folder)]

    def _run_doctor(self) -> None:
        import threading

        def work() -> None:
            report = self._doctor()
            self._bridge.post(lambda: self._show_report(report))

        if self._page is not None:
            self._page.show_report(tr("正在检查…"))
        threading.Thread(target=work, name="doctor", daemon=True).start()

    def _show_report(self, report: str) -> None:
        if self._page is not None:
            self._page.show_report(report)


def _licences() -> str:
    from phrasebook import resources

    files = [resources.path("..", name) for name in ("LICENSE", "THIRD_PARTY_LICENSES.md")]
    return "\n\n".join(file.read_text("utf-8") for file in files if file.is_file())
