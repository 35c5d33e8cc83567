"""What is done with a buyer as a whole: renamed, merged, written to a file, removed for good."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QRect, Signal

from phrasebook import exports
from phrasebook.desk import Buyer, BuyerSummary
from phrasebook.model import UserError
from ui.bridge import Bridge
from ui.i18n import tr
from ui.toast import Toast

if TYPE_CHECKING:
    from phrasebook.store.desk import Desk
    from ui.dialogs.account_form import AccountWindow
    from ui.dialogs.confirm import ConfirmWindow
    from ui.dialogs.merge_form import MergeWindow

FOUND: Final = 50


def ask_file(suggested: str) -> Path | None:
    """Ask where to write a file; None if the person changed their mind."""
    from PySide6.QtWidgets import QFileDialog

    path, _ = QFileDialog.getSaveFileName(None, tr("导出买家"), suggested, "JSON (*.json)")
    if not path:
        return None
    return exports.chosen(path, ".json")


class BuyerCare(QObject):
    """Renames, merges, exports and erases buyers; each asks first.

    Signals:
        merged: Id of the record that was kept.
        erased: The buyer that is gone.
    """

    merged = Signal(str)
    erased = Signal(object)

    def __init__(
        self,
        *,
        bridge: Bridge,
        desk: Callable[[], Desk | None],
        toast: Toast,
        now: Callable[[], float],
        near: Callable[[], QRect | None],
        give_back: Callable[[], object],
        undo: Callable[[], object],
        ask_file: Callable[[str], Path | None] = ask_file,
    ) -> None:
        """Join the parts; windows are made at the first use. See ``NotesFlow``."""
        super().__init__()
        self._bridge, self._desk, self._toast = bridge, desk, toast
        self._now, self._near, self._give_back = now, near, give_back
        self._undo, self._ask_file = undo, ask_file
        self._account: AccountWindow | None = None
        self._renamed = ""
        self._merge: MergeWindow | None = None
        self._confirm: ConfirmWindow | None = None
        self._wanted = 0
        self._writer: ThreadPoolExecutor | None = None

    def stop(self) -> None:
        """Begin nothing more, and close what is open."""
        for window in (self._account, self._merge, self._confirm):
            if window is not None:
                window.hide()
        if self._writer is not None:
            self._writer.shutdown(wait=False, cancel_futures=True)

    # Renaming.

    @property
    def account(self) -> AccountWindow:
        """The form for name, platform and shop."""
        if self._account is None:
            from ui.dialogs.account_form import AccountWindow

            self._account = AccountWindow()
            self._account.submitted.connect(self._rename)
            self._account.dismissed.connect(self._give_back)
        return self._account

    def rename(self, buyer: Buyer) -> None:
        """Ask for the right account."""
        self._renamed = buyer.id
        account = (buyer.name, buyer.platform, buyer.shop)
        self.account.ask(tr("改买家的名字"), account, self._near())

    def _rename(self, name: str, platform: str, shop: str) -> None:
        desk = self._desk()
        if desk is None:
            return

        def done(_result: None) -> None:
            self.account.hide()
            self._give_back()
            self._say(tr("已改名"), "buyer_renamed")

        def failed(error: UserError) -> None:
            self.account.say(f"{error.message}{error.advice}")

        future = desk.buyers.rename(self._renamed, name, platform, shop, self._now())
        self._bridge.when_done(future, done, failed)

    # Merging.

    @property
    def merging(self) -> MergeWindow:
        """The form for two records."""
        if self._merge is None:
            from ui.dialogs.merge_form import MergeWindow

            self._merge = MergeWindow()
            self._merge.search_changed.connect(self._search)
            self._merge.merge_wanted.connect(self._on_merge)
            self._merge.dismissed.connect(self._give_back)
        return self._merge

    def merge(self, keep: BuyerSummary) -> None:
        """Ask which other record belongs to a buyer."""
        self.merging.ask(keep, self._near())

    def _search(self, query: str) -> None:
        desk = self._desk()
        if desk is None:
            return
        self._wanted += 1
        wanted = self._wanted

        def found(buyers: list[BuyerSummary]) -> None:
            if wanted == self._wanted:
                self.merging.show_found(buyers)

        future = desk.buyers.find(query, FOUND)
        self._bridge.when_done(future, found, lambda error: self.merging.say(error.message))

    def _on_merge(self, keep: str, other: str) -> None:
        desk = self._desk()
        if desk is None:
            return

        def done(_result: None) -> None:
            self.merging.hide()
            self._give_back()
            self._say(tr("已合并"), "buyers_merged")
            self.merged.emit(keep)

        def failed(error: UserError) -> None:
            self.merging.say(f"{error.message}{error.advice}")

        self._bridge.when_done(desk.buyers.merge(keep, other, self._now()), done, failed)

    # A file.

    def export(self, buyer: Buyer) -> None:
        """Ask for a file and write all there is of a buyer into it."""
        desk = self._desk()
        path = self._ask_file(f"{_plain(buyer.name)}.json") if desk is not None else None
        if desk is None or path is None:
            return
        self._bridge.when_done(desk.buyers.export(buyer.id), lambda held: self._write(path, held))

    def _write(self, path: Path, held: dict[str, Any]) -> None:
        if self._writer is None:
            self._writer = ThreadPoolExecutor(1, thread_name_prefix="export")

        def work() -> int:
            from assistant.desk.buyer_export import write

            try:
                return write(path, held)
            except OSError as error:
                raise exports.problem(error, path) from error

        def done(_count: int) -> None:
            self._toast.say(
                tr("已导出到 {name}。文件里是明文,用完请删掉。", name=path.name),
                kind="ok",
                seconds=8,
                code="buyer_exported",
            )

        future: Future[int] = self._writer.submit(work)
        self._bridge.when_done(future, done)

    # Removing.

    @property
    def confirm(self) -> ConfirmWindow:
        """The question."""
        if self._confirm is None:
            from ui.dialogs.confirm import ConfirmWindow

            self._confirm = ConfirmWindow()
            self._confirm.dismissed.connect(self._give_back)
        return self._confirm

    def erase(self, summary: BuyerSummary) -> None:
        """Ask, saying what goes, then remove it for good."""
        buyer = summary.buyer
        self.confirm.ask(
            tr("删除“{name}”?", name=buyer.name),
            tr(
                "{notes} 条备注和图片、{handovers} 条没完成的交接、{reminders} 条提醒,"
                "还有已完成的和旧备份里的,都会彻底删除,不能撤销。",
                notes=summary.notes,
                handovers=summary.handovers,
                reminders=summary.reminders,
            ),
            tr("彻底删除"),
            lambda: self._erase(buyer),
            self._near(),
        )

    def _erase(self, buyer: Buyer) -> None:
        desk = self._desk()
        if desk is None:
            return

        def done(count: int) -> None:
            self._toast.say(tr("已彻底删除,共 {n} 条记录", n=count), kind="ok", code="buyer_erased")
            self.erased.emit(buyer)

        def failed(error: UserError) -> None:
            # The rows may be gone although an old copy is not: show what is there now.
            self._toast.say(f"{error.message}{error.advice}", kind="warn", seconds=12, code="erase")
            self.erased.emit(buyer)

        self._bridge.when_done(desk.buyers.erase(buyer.id), done, failed)

    def _say(self, text: str, code: str) -> None:
        self._toast.say(text, kind="ok", actions=[(tr("撤销"), self._undo)], code=code)


def _plain(name: str) -> str:
    """Give a name that every file system takes."""
    return "".join(one if one.isalnum() else "_" for one in name)[:40] or "buyer"
