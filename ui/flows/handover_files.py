"""Handovers as files: on paper or as PDF, and encrypted for another PC."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QBuffer, QMarginsF, QObject, QRect, QUrl
from PySide6.QtGui import QDesktopServices, QPageLayout, QPageSize, QPdfWriter

from assistant.desk import moments, parcel, texts
from phrasebook import exports
from phrasebook.desk import Agent, Handover, HandoverEvent
from phrasebook.store.handover_import import Adopted, Prepared, prepare
from ui.bridge import Bridge
from ui.gather import gather
from ui.handover_board import Board
from ui.i18n import tr
from ui.plain import QuietDocument
from ui.window import Sidebar

if TYPE_CHECKING:
    from phrasebook.store.desk import Desk
    from ui.dialogs.passphrase import PassphraseWindow

log = logging.getLogger(__name__)

_DPI: Final = 300

Packed = Sequence[tuple[Handover, Sequence[HandoverEvent]]]


class HandoverFiles(QObject):
    """Prints, exports and takes in."""

    def __init__(
        self,
        *,
        sidebar: Sidebar,
        bridge: Bridge,
        desk: Callable[[], Desk | None],
        now: Callable[[], float],
        zone: Callable[[], str],
        agent: Callable[[], Agent],
        near: Callable[[], QRect | None],
        go_back: Callable[[], object],
        ask_save: Callable[[str, str, str], str] | None = None,
        ask_open: Callable[[str, str], str] | None = None,
        open_file: Callable[[Path], object] | None = None,
    ) -> None:
        """Join the parts; most arguments as for ``HandoverFlow``.

        Args:
            sidebar: Says what was done.
            bridge: Brings results to the GUI thread.
            desk: The open desk.
            now: The clock.
            zone: Zone id of the clock.
            agent: Who makes a file.
            near: Where the sidebar stands.
            go_back: Gives the focus back after a window was closed.
            ask_save: Asks where to save: title, proposed name and filter; "" for nowhere.
            ask_open: Asks which file to open: title and filter; "" for none.
            open_file: Opens a file in the system's program for it.
        """
        super().__init__()
        self._sidebar, self._bridge, self._desk = sidebar, bridge, desk
        self._now, self._zone, self._agent = now, zone, agent
        self._near, self._go_back = near, go_back
        self._ask_save = ask_save or self._save_dialog
        self._ask_open = ask_open or self._open_dialog
        self._open_file = open_file or _open_file
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="parcel")
        self._window: PassphraseWindow | None = None
        self._take: Callable[[str], object] = lambda _passphrase: None
        self._tries = 0

    def stop(self) -> None:
        """Begin nothing more, and close what is open."""
        self._tries += 1
        if self._window is not None:
            self._window.hide()
        self._worker.shutdown(wait=False, cancel_futures=True)

    # Paper.

    def print(self, board: Board) -> None:
        """Write what is open as a PDF and open it: the viewer prints."""
        if not board.open:
            self._say(tr("没有要打印的交接"), "info", "nothing_to_print")
            return
        now, zone = self._now(), self._zone()
        stamp = f"{moments.local(now, zone):%Y-%m-%d %H%M}"
        name = self._ask_save(
            tr("存成 PDF"), tr("交接 {stamp}.pdf", stamp=stamp), tr("PDF 文件 (*.pdf)")
        )
        if not name:
            return
        path = exports.chosen(name, ".pdf")
        current = board.current.name if board.current is not None else ""
        title = " ".join(part for part in (tr("交接单"), current, stamp) if part)
        try:
            exports.write(path, pdf(texts.print_html(board.open, title, now, zone)))
        except OSError as error:
            log.warning("pdf not written errno=%s", error.errno)
            fault = exports.problem(error, path)
            self._say(f"{fault.message}{fault.advice}", "warn", "pdf_failed")
            return
        self._open_file(path)
        self._say(tr("已存成 PDF,在打开的窗口里可以打印"), "ok", "handovers_printed")

    # Another PC.

    def export(self) -> None:
        """Write what is open into an encrypted file."""
        desk = self._desk()
        if desk is None:
            return

        def read(handovers: list[Handover]) -> None:
            if not handovers:
                self._say(tr("没有要导出的交接"), "info", "nothing_to_export")
                return
            histories = [desk.handovers.history(one.id) for one in handovers]
            gather(
                self._bridge,
                histories,
                lambda found: self._ask_for_export(list(zip(handovers, found, strict=True))),
                self._bridge.fail,
            )

        self._bridge.when_done(desk.handovers.open(), read)

    def _ask_for_export(self, items: Packed) -> None:
        stamp = f"{moments.local(self._now(), self._zone()):%Y-%m-%d %H%M}"
        name = self._ask_save(
            tr("导出到另一台电脑"),
            tr("交接 {stamp}{suffix}", stamp=stamp, suffix=parcel.SUFFIX),
            tr("伴话交接 (*{suffix})", suffix=parcel.SUFFIX),
        )
        if not name:
            return
        path = exports.chosen(name, parcel.SUFFIX)

        def pack(passphrase: str) -> None:
            def done(_none: None) -> None:
                self.window.done()
                self._say(tr("已导出 {n} 条;口令请另外告诉对方", n=len(items)), "ok", "exported")

            self._run(lambda: parcel.pack(path, passphrase, items, self._agent()), done)

        self._ask_passphrase(
            pack,
            tr("导出 {n} 条交接", n=len(items)),
            tr("文件会加密。对方导入时要输入这个口令;不要和文件放在一起。"),
            tr("导出"),
            setting=True,
        )

    def take_in(self) -> None:
        """Read an encrypted file of another PC."""
        if self._desk() is None:
            return
        suffix = parcel.SUFFIX
        name = self._ask_open(tr("从文件导入"), tr("伴话交接 (*{suffix})", suffix=suffix))
        if not name:
            return
        path = Path(name)

        def unpack(passphrase: str) -> None:
            self._tries += 1
            this = self._tries

            def work() -> tuple[Prepared, ...]:
                # Masking here, not in the desk's queue, where it would keep all else waiting.
                found = parcel.unpack(path, passphrase)[0]
                return prepare(found, lambda: this == self._tries)

            def done(items: tuple[Prepared, ...]) -> None:
                if this == self._tries:  # else it was given up meanwhile
                    self._adopt(items)

            self._run(work, done)

        self._ask_passphrase(
            unpack,
            tr("导入交接"),
            tr("输入导出时定的口令。"),
            tr("导入"),
            setting=False,
        )

    def _adopt(self, items: Sequence[Prepared]) -> None:
        desk = self._desk()
        if desk is None:
            return

        def done(counts: Adopted) -> None:
            self.window.done()
            self._say(told(counts), "ok", "imported")

        self._bridge.when_done(
            desk.handovers.adopt(items, self._now()), done, self.window.show_failed
        )

    # Parts.

    @property
    def window(self) -> PassphraseWindow:
        """The window for the passphrase, made when first asked for."""
        if self._window is None:
            from ui.dialogs.passphrase import PassphraseWindow

            self._window = PassphraseWindow()
            self._window.entered.connect(lambda passphrase: self._take(passphrase))
            self._window.dismissed.connect(self._give_up)
        return self._window

    def _give_up(self) -> None:
        """What is being read is wanted no more."""
        self._tries += 1
        self._go_back()

    def _ask_passphrase(
        self, take: Callable[[str], object], title: str, lead: str, word: str, *, setting: bool
    ) -> None:
        self._take = take
        self.window.open(title, lead, word, setting=setting, near=self._near())

    def _run(self, work: Callable[[], Any], done: Callable[[Any], object]) -> None:
        """Do what takes a while beside the GUI thread: a passphrase is slow on purpose."""
        future: Future[Any] = self._worker.submit(work)
        self._bridge.when_done(future, done, self.window.show_failed)

    def _say(self, text: str, kind: Any, code: str) -> None:
        self._sidebar.toast.say(text, kind=kind, code=code)

    def _save_dialog(self, title: str, name: str, filters: str) -> str:
        from PySide6.QtWidgets import QFileDialog

        return QFileDialog.getSaveFileName(self._sidebar, title, name, filters)[0]

    def _open_dialog(self, title: str, filters: str) -> str:
        from PySide6.QtWidgets import QFileDialog

        return QFileDialog.getOpenFileName(self._sidebar, title, "", filters)[0]


def told(counts: Adopted) -> str:
    """Say what became of the handovers of a file."""
    text = tr("导入了 {n} 条新交接", n=counts.new)
    if counts.grown:
        text = tr("{text},{n} 条对方那边有新进展,已补上", text=text, n=counts.grown)
    if counts.known:
        text = tr("{text},{n} 条早已有了", text=text, n=counts.known)
    if counts.erased:
        text = tr("{text},{n} 条在这里已经删除,没有带回来", text=text, n=counts.erased)
    return text


def pdf(html: str) -> bytes:
    """Give a page of rich text as PDF on A4.

    It is made in memory: the writer of Qt tells nobody when a disk is full.

    Raises:
        NothingWrittenError: What came out is no whole PDF.
    """
    data = QBuffer()
    data.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(data)
    writer.setResolution(_DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    # A document without a page size of its own leaves 2 cm around itself when it is printed.
    writer.setPageMargins(QMarginsF(), QPageLayout.Unit.Millimeter)
    document = QuietDocument()
    document.setHtml(html)
    document.print_(writer)
    del writer
    made = bytes(data.data().data())
    if not made.startswith(b"%PDF-") or not made.rstrip().endswith(b"%%EOF"):
        raise exports.NothingWrittenError(errno.EIO, "no whole PDF")
    return made


def _open_file(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
