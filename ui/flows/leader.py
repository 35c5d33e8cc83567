"""Records and figures: read for their windows, and written into files for Excel."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QRect

from assistant.desk import moments, periods
from assistant.desk.leader import Figures
from assistant.desk.records import TITLES
from assistant.desk.sheet_export import Sheet
from phrasebook import exports
from phrasebook.desk import Note
from phrasebook.model import UserError
from ui.bridge import Bridge
from ui.i18n import tr
from ui.window import Sidebar

if TYPE_CHECKING:
    from phrasebook.store import Phrases
    from phrasebook.store.desk import Desk
    from ui.pages.figures import FiguresPage
    from ui.pages.records import RecordsPage
    from ui.sub_window import SubWindow

log = logging.getLogger(__name__)

RECORDS_SIZE: Final = (980, 620)
FIGURES_SIZE: Final = (780, 760)
"""Px at 100 % text size."""


class LeaderFlow(QObject):
    """Hosts the two windows and does what they ask for."""

    def __init__(
        self,
        *,
        sidebar: Sidebar,
        bridge: Bridge,
        desk: Callable[[], Desk | None],
        phrases: Phrases,
        now: Callable[[], float],
        zone: Callable[[], str],
        near: Callable[[], QRect | None],
        give_back: Callable[[], object],
        ask_save: Callable[[str, str, str], str] | None = None,
    ) -> None:
        """Join the parts; windows are made at their first use.

        Args:
            sidebar: Tells how it went.
            bridge: Brings results to the GUI thread.
            desk: The open desk; None while it is closed.
            phrases: Knows which phrases were used on which day.
            now: The clock.
            zone: Zone id of the clock.
            near: Where the sidebar stands, for the screen of the windows.
            give_back: Gives the focus back to the chat.
            ask_save: Asks where to save: title, proposed name and filter; "" for nowhere.
        """
        super().__init__()
        self._sidebar, self._bridge, self._desk, self._phrases = sidebar, bridge, desk, phrases
        self._now, self._zone, self._near, self._give_back = now, zone, near, give_back
        self._ask_save = ask_save or self._save_dialog
        self._records: RecordsPage | None = None
        self._figures: FiguresPage | None = None
        self._windows: dict[str, SubWindow] = {}
        self._reads = 0
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="sheets")

    # Life.

    def stop(self) -> None:
        """Finish the file that is being written; for the way out."""
        self.closed()
        self._worker.shutdown(wait=True)

    def closed(self) -> None:
        """The desk was closed: show nothing of it any more."""
        self._reads += 1
        for window in self._windows.values():
            window.hide()
        if self._records is not None:
            self._records.show_notes(())
        if self._figures is not None:
            self._figures.show_waiting()

    def refresh(self) -> None:
        """Read again what is shown; for after a change."""
        if self._shown("records"):
            self._read_records()
        if self._shown("figures"):
            self._read_figures()

    def open_records(self) -> None:
        """Show the records."""
        self._open("records", tr("记录"), self.records, RECORDS_SIZE)
        self._read_records()

    def open_figures(self) -> None:
        """Show the figures."""
        self._open("figures", tr("数据"), self.figures, FIGURES_SIZE)
        self._read_figures()

    def _shown(self, name: str) -> bool:
        window = self._windows.get(name)
        return window is not None and window.isVisible()

    def _open(
        self, name: str, title: str, page: RecordsPage | FiguresPage, size: tuple[int, int]
    ) -> None:
        from ui.sub_window import SubWindow

        window = self._windows.get(name)
        if window is None:
            window = self._windows[name] = SubWindow(title, page, *size)
            window.closed.connect(self._give_back)
        window.open_near(self._near())

    # Records.

    @property
    def records(self) -> RecordsPage:
        """The page of records, made when first asked for."""
        if self._records is None:
            from ui.pages.records import RecordsPage

            made = self._records = RecordsPage()
            made.wanted.connect(lambda _kind, _period: self._read_records())
            made.export_requested.connect(self._export_records)
        return self._records

    def _read_records(self) -> None:
        desk, page = self._desk(), self.records
        if desk is None:
            return
        flag, period = page.flag, page.period.value()
        span = periods.span(period, self._now(), self._zone())

        def found(notes: list[Note]) -> None:
            if (flag, period) == (page.flag, page.period.value()):
                page.show_notes(notes)

        self._bridge.when_done(desk.notes.by_flag(flag, span.since, span.until), found)

    def _export_records(self) -> None:
        page = self.records
        span = periods.span(page.period.value(), self._now(), self._zone())
        name = f"{tr(TITLES[page.flag])} {span.first:%m%d}-{span.last:%m%d}"
        self._export(name, page.sheets())

    # Figures.

    @property
    def figures(self) -> FiguresPage:
        """The page of figures, made when first asked for."""
        if self._figures is None:
            from ui.pages.figures import FiguresPage

            made = self._figures = FiguresPage()
            made.period_chosen.connect(lambda _name: self._read_figures())
            made.export_requested.connect(self._export_figures)
        return self._figures

    def _read_figures(self) -> None:
        """Read five counts; they are shown when all are there and no newer wish came."""
        desk, page = self._desk(), self.figures
        if desk is None:
            return
        self._reads += 1
        number = self._reads
        span = periods.span(page.period.value(), self._now(), self._zone())
        wanted: dict[str, Future[Any]] = {
            "uses": self._phrases.used_by_day(span.first.isoformat()),
            "handovers": desk.figures.handovers(span.since, span.until),
            "reminders": desk.figures.reminders(span.since, span.until),
            "payments": desk.figures.payments(span.since, span.until),
            "open": desk.figures.open_items(),
        }
        found: dict[str, Any] = {}

        def take(name: str) -> Callable[[object], None]:
            def taken(value: object) -> None:
                found[name] = value
                if len(found) == len(wanted) and number == self._reads:
                    uses = tuple(found.pop("uses"))
                    page.show_figures(Figures(span, uses, **found))

            return taken

        for name, future in wanted.items():
            self._bridge.when_done(future, take(name))

    def _export_figures(self) -> None:
        figures = self.figures.figures
        if figures is not None:
            self._export(figures.title(), figures.sheets())

    # Files.

    def _export(self, name: str, sheets: Sequence[Sheet]) -> None:
        chosen = self._ask_save(tr("导出到 Excel"), f"{name}.xlsx", tr("Excel 文件 (*.xlsx)"))
        if not chosen:
            return
        path = exports.chosen(chosen, ".xlsx")
        created = moments.local(self._now(), self._zone())

        def work() -> Path:
            from assistant.desk.sheet_export import xlsx

            try:
                exports.write(path, xlsx(sheets, created))
            except OSError as error:
                log.warning("sheet not written errno=%s", error.errno)
                raise exports.problem(error, path) from error
            return path

        self._bridge.when_done(self._worker.submit(work), self._exported, self._not_exported)

    def _exported(self, path: Path) -> None:
        self._sidebar.toast.say(
            tr("已导出 {name}", name=path.name), kind="ok", code="sheet_exported"
        )

    def _not_exported(self, error: UserError) -> None:
        self._sidebar.toast.say(
            f"{error.message}{error.advice}", kind="warn", code="sheet_not_written"
        )

    def _save_dialog(self, title: str, name: str, filters: str) -> str:
        from PySide6.QtWidgets import QFileDialog

        parent = next((w for w in self._windows.values() if w.isActiveWindow()), self._sidebar)
        return QFileDialog.getSaveFileName(parent, title, name, filters)[0]
