"""Opens the desk: finds its key, asks for what is missing, and says when it is open.

Everything about keys runs on a thread of its own: a keyring may ask the person first, and a
passphrase takes a tenth of a second.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

from PySide6.QtCore import QObject, Signal

from phrasebook.model import UserError
from phrasebook.store import CorruptFileError
from ui.bridge import Bridge
from ui.i18n import tr
from ui.leaving import finish
from ui.window import BUYERS, HANDOVERS, PHRASES, REMINDERS, Sidebar

if TYPE_CHECKING:
    from assistant.desk.key_state import KeyState
    from assistant.desk.keys import DeskKeys, Recovery
    from phrasebook.store.desk import Desk
    from ui.desk_setup import DeskSetup

T = TypeVar("T")
log = logging.getLogger(__name__)

DESK_PAGES: Final = (BUYERS, HANDOVERS, REMINDERS)

_KEY_PAGE: Final = "desk.key"
"""A page without a button, for what is done with the key of an open desk."""

Purpose = Literal["open", "recovery", "passphrase"]
"""What a passphrase is asked for: to open, to see the recovery key, to change it."""


class DeskFlow(QObject):
    """Holds the open desk, or the view that gets it open.

    Signals:
        opened: The desk is open now; its pages can be made.
        closed: It is about to be closed: show nothing of it, keep what is typed.
        locked: It is closed, and all that was asked of it before was answered.
        changed: A write changed something in it: the ``Changes``.
        key_seen: The recovery key was looked at again, or the passphrase was changed.
        weak: It was opened with a passphrase that would be refused today.
    """

    opened = Signal()
    closed = Signal()
    locked = Signal()
    changed = Signal(object)
    key_seen = Signal()
    weak = Signal()

    def __init__(
        self,
        *,
        folder: Path,
        sidebar: Sidebar,
        bridge: Bridge,
        keys: Callable[[], DeskKeys],
        known: Callable[[], Iterable[str]] = tuple,
        end_waiting: Callable[[], object] = lambda: None,
    ) -> None:
        """Join the parts; nothing is opened before ``start``.

        Args:
            folder: The data folder.
            sidebar: Its pages show the set-up until the desk is open.
            bridge: Brings results to the GUI thread.
            keys: Makes what finds and makes keys (on the desk's thread: it asks the keyring).
            known: What a passphrase must not be made of.
            end_waiting: Ends a wait for the keyring, for the way out.
        """
        super().__init__()
        self._folder, self._sidebar, self._bridge = folder, sidebar, bridge
        self._make_keys, self._known, self._end_waiting = keys, known, end_waiting
        self._keys: DeskKeys | None = None
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="desk")
        self._setup: DeskSetup | None = None
        self._fault: CorruptFileError | None = None
        self._opening: Future[Desk | None] | None = None
        self._making: Future[tuple[Desk, str]] | None = None
        self._made: Desk | None = None
        self._with_passphrase: Callable[[str], object] = self._create
        self._wanted = ""
        self._purpose: Purpose = "open"
        self._leaving = False
        self.desk: Desk | None = None
        sidebar.page_requested.connect(self._on_requested)
        sidebar.page_changed.connect(self._on_page)

    def start(self) -> None:
        """Open the desk if that needs nobody's help."""

        def work() -> Desk | None:
            from assistant.desk import key_state

            # Nobody who has no desk pays for looking at keyrings.
            if not key_state.has_key_file(self._folder):
                if key_state.left_behind(self._folder):
                    self._tell(self._key_holder().trouble())
                return None
            keys = self._key_holder()
            if keys.state() == "keyring":
                return self._open(keys.unlock())
            self._tell(keys.missing())
            return None

        self._open_once(work)

    def stop(self) -> None:
        """Close it; for the way out, which waits for no keyring and no person."""
        self._leaving = True
        # Again and again: what runs may ask the keyring for a second thing.
        finish(self._close, self._end_waiting)

    def _close(self) -> None:
        self._worker.shutdown(wait=True, cancel_futures=True)
        # What was opened or made while the program was being left never reached the GUI thread.
        for desk in (self.desk, self._made, _result(self._opening), _result(self._making)):
            if desk is not None:
                desk.close()

    @property
    def keys(self) -> DeskKeys | None:
        """What found the key, once it was asked; call it on a thread of its own."""
        return self._keys

    def lock_kind(self) -> str:
        """Tell what opens the desk: ``keyring``, ``passphrase``, or "" if there is none yet."""
        from assistant.desk import key_state

        return key_state.lock_kind(self._folder)

    def has_desk(self) -> bool:
        """Tell whether there is a desk, open or not."""
        from assistant.desk import key_state

        return key_state.has_desk(self._folder)

    def locked_up(self) -> bool:
        """Tell whether there is a desk that is not open."""
        return self.desk is None and self.has_desk()

    def lock(self) -> None:
        """Close the desk until it is opened again."""
        desk = self.desk
        if desk is None:
            return
        if self._purpose != "open":
            self._sidebar.show_page(PHRASES, quietly=True)  # the recovery key may stand there
        self.closed.emit()
        self.desk = None
        # It may hold a passphrase or a recovery key.
        self._with_passphrase = self._create

        def done(_closed: None) -> None:
            log.info("desk locked")
            self.locked.emit()

        self._run(desk.close, done)

    def show_recovery(self) -> None:
        """Show the recovery key again, to the person who can open the desk."""
        self._ask_again("recovery", tr("再输一次口令,就显示恢复密钥。"))

    def change_passphrase(self) -> None:
        """Put the key under another passphrase."""
        self._ask_again("passphrase", tr("先输现在的口令。"))

    def _ask_again(self, purpose: Purpose, words: str) -> None:
        if self.desk is None:
            return
        self._purpose = purpose
        self._sidebar.set_page(_KEY_PAGE, self.setup, needs_focus=True)
        self._sidebar.show_page(_KEY_PAGE)

        def found(state: str) -> None:
            if state == "passphrase":
                self.setup.show_locked(words)
                self.setup.setFocus()
            else:
                self._run(lambda: as_text(self._key_holder().unlock()), self._show_key)

        from assistant.desk.recovery import as_text

        self.setup.show_busy()
        self._run(lambda: self._key_holder().state(), found)

    # On the desk's thread.

    def _key_holder(self) -> DeskKeys:
        if self._keys is None:
            self._keys = self._make_keys()
        return self._keys

    def _tell(self, error: UserError | None) -> None:
        """Say a fault in the banner: the set-up says it itself when it is opened."""
        if error is not None:
            self._bridge.post(lambda: self._bridge.fail(error))

    def _open(self, key: str) -> Desk:
        from phrasebook.store.desk import Desk

        return Desk.open(self._folder, key)

    def _look_for_key(self) -> KeyState:
        from assistant.desk import key_state

        return key_state.look(self._key_holder())

    # On the GUI thread.

    def run(self, work: Callable[[], T], done: Callable[[T], object]) -> None:
        """Do ``work`` on the desk's thread; a fault is said where the person looks."""
        self._run(work, done)

    def _run(self, work: Callable[[], T], done: Callable[[T], object]) -> None:
        if self._leaving:
            return
        future: Future[T] = self._worker.submit(work)
        self._bridge.when_done(future, done, self._failed)

    def _open_once(
        self, work: Callable[[], Desk | None], after: Callable[[], object] = lambda: None
    ) -> None:
        """Open the desk, unless it is open or on its way: whoever asks next gets the same one."""
        if self._leaving or self.desk is not None or _under_way(self._opening):
            return
        future = self._opening = self._worker.submit(work)

        def done(desk: Desk | None) -> None:
            if self._leaving:
                return
            self._opening = None
            if desk is not None:
                self._got(desk)
                after()
            elif self._wanted:
                self._on_requested(self._wanted)

        def failed(error: UserError) -> None:
            self._opening = None
            self._failed(error)

        self._bridge.when_done(future, done, failed)

    def _got(self, desk: Desk) -> None:
        log.info("desk open read_only=%s", desk.store.read_only)
        self.desk = desk
        self._with_passphrase = self._create
        desk.store.listen(self._bridge.posting(self.changed.emit))
        for name in DESK_PAGES:
            self._sidebar.drop_page(name)
        self.opened.emit()
        wanted, self._wanted = self._wanted, ""
        if not wanted and self._sidebar.page in DESK_PAGES:
            wanted = self._sidebar.page
        if wanted:
            self._sidebar.page_requested.emit(wanted)
        if desk.store.notice is not None:
            self._bridge.fail(desk.store.notice)

    def _failed(self, error: UserError) -> None:
        from assistant.desk.keys import LostKeyError, PassphraseNeededError

        log.info("desk not open kind=%s", type(error).__name__)
        self._fault = error if isinstance(error, CorruptFileError) else None
        if self._setup is None:
            self._bridge.fail(error)
        elif isinstance(error, PassphraseNeededError):
            self._setup.show_new(keyring=False, reason=error.message)
        elif isinstance(error, LostKeyError):
            self._setup.show_lost(error.message)
        elif self._fault is not None or self._setup.state == "busy":
            copies = self._fault.copies if self._fault is not None else ()
            anew = self._fault is not None
            self._setup.show_fault(error.message, error.advice, copies=copies, anew=anew)
            if self._setup.isVisible():
                self._setup.setFocus()
        else:
            self._setup.say(f"{error.message}{error.advice}")

    def ask(self, name: str) -> None:
        """Show what gets the desk open, on the way to one of its pages."""
        self._on_requested(name)

    def _on_requested(self, name: str) -> None:
        if name not in DESK_PAGES or self.desk is not None:
            return
        self._wanted, self._purpose = name, "open"
        self._sidebar.set_page(name, self.setup, needs_focus=True)
        self._sidebar.show_page(name)
        if self._made is not None:  # its recovery key is still to be noted
            return
        self.setup.show_busy()
        if not _under_way(self._opening):
            self._run(self._look_for_key, self._show)

    @property
    def setup(self) -> DeskSetup:
        """The view that gets the desk open, made when first asked for."""
        if self._setup is None:
            from ui.desk_setup import DeskSetup
            from ui.flows.recovery import RecoveryKeeper

            made = self._setup = DeskSetup(known=self._known)
            made.create_requested.connect(lambda words: self._with_passphrase(words))
            made.unlock_requested.connect(self._unlock)
            made.recover_requested.connect(self._recover)
            made.start_anew_requested.connect(self._start_anew)
            made.restore_requested.connect(lambda: self._restore(None))
            made.older_requested.connect(self._restore)
            made.again_requested.connect(self._look_again)
            made.done.connect(self._noted)
            made.closed.connect(self._on_closed)
            self._keeper = RecoveryKeeper(made, self._sidebar)
        return self._setup

    def _show(self, found: KeyState) -> None:
        if self.desk is not None:  # opened since that was asked
            return
        self._with_passphrase = self._create
        setup = self.setup
        if found.trouble is not None:
            setup.show_lost(found.trouble.message)
        elif found.state == "new":
            setup.show_new(keyring=found.keyring, reason=found.reason)
        elif found.state == "passphrase":
            setup.show_locked()
            if found.gone is not None:
                words = tr("输入口令,再从备份恢复。")
                setup.locked.fault(f"{found.gone.message}{words}")
        else:
            self.start()
        setup.setFocus()

    def _look_again(self) -> None:
        """A file was put back: begin from the key."""
        self.setup.show_busy()
        self._run(self._look_for_key, self._show)

    def _create(self, passphrase: str) -> None:
        self._make(lambda keys: keys.create(passphrase))

    def _make(self, make: Callable[[DeskKeys], Recovery]) -> None:
        if self._leaving or self._made or self.desk or _under_way(self._making):
            return

        def work() -> tuple[Desk, str]:
            recovery = make(self._key_holder())
            return self._open(recovery.key), recovery.text

        def done(made: tuple[Desk, str]) -> None:
            if self._leaving:
                return
            self._making = None
            self._made, text = made
            self.setup.show_recovery(text)
            self.setup.setFocus()

        def failed(error: UserError) -> None:
            self._making = None
            self._failed(error)

        self._making = self._worker.submit(work)
        self._bridge.when_done(self._making, done, failed)

    def _noted(self) -> None:
        """The recovery key was noted down: show the desk."""
        if self._purpose != "open":
            self._seen()
            return
        desk, self._made = self._made, None
        if desk is not None:
            self._got(desk)

    def _show_key(self, text: str) -> None:
        self.setup.show_recovery(text)
        self.setup.setFocus()

    def _seen(self) -> None:
        self._leave_key()
        self.key_seen.emit()

    def _leave_key(self) -> None:
        self._purpose = "open"
        self._with_passphrase = self._create
        self.setup.forget()
        self._sidebar.drop_page(_KEY_PAGE)

    def _on_page(self, name: str) -> None:
        if self._purpose != "open" and name != _KEY_PAGE:
            self._leave_key()
        if name not in DESK_PAGES:  # the person went elsewhere while it was opening
            self._wanted = ""

    def _on_closed(self) -> None:
        """Leave on Esc: back to the settings, or to the phrases and the chat."""
        if self._purpose != "open":
            self._seen()
        else:
            self._sidebar.show_page(PHRASES)

    def _unlock(self, passphrase: str) -> None:
        keys = self._key_holder
        if self._purpose == "recovery":
            from assistant.desk.recovery import as_text

            self._run(lambda: as_text(keys().unlock_with(passphrase)), self._show_key)
        elif self._purpose == "passphrase":
            self.setup.show_new(keyring=False, reason=tr("定一个新口令。"))
            self.setup.setFocus()
            self._with_passphrase = lambda words: self._change(passphrase, words)
        else:

            def look() -> None:
                self._look_at(passphrase)

            self._open_once(lambda: self._open(keys().unlock_with(passphrase)), look)

    def _look_at(self, passphrase: str) -> None:
        """Tell of a passphrase that was set before the rules were."""
        from assistant.desk.passphrase import strength

        if strength(passphrase, self._known()).level == "weak":
            self.weak.emit()

    def _change(self, old: str, new: str) -> None:
        def done(_changed: None) -> None:
            self._sidebar.toast.say(tr("口令已换"), kind="ok", code="passphrase_changed")
            self._seen()

        self._run(lambda: self._key_holder().change_passphrase(old, new), done)

    def _recover(self, text: str, passphrase: str = "") -> None:
        # Where no keyring takes the key, the view asks for a passphrase next.
        self._with_passphrase = lambda words: self._recover(text, words)

        def work() -> Desk:
            return self._open(self._key_holder().unlock_recovery(text, passphrase))

        self._open_once(work)

    def _start_anew(self, passphrase: str = "") -> None:
        """Set the old desk aside, never delete it, and begin another."""
        self._with_passphrase = self._start_anew
        self._make(lambda keys: keys.start_anew(passphrase))

    def _restore(self, copy: Path | None) -> None:
        fault, self._fault = self._fault, None
        if fault is None:
            return

        def work() -> KeyState:
            fault.restore(copy)
            return self._look_for_key()

        def done(found: KeyState) -> None:
            self._sidebar.toast.say(tr("已用备份恢复"), kind="ok", code="desk_restored")
            self._show(found)

        self.setup.show_busy()

        self._run(work, done)


def _under_way(future: Future[Any] | None) -> bool:
    """Whether a desk may still come of it; one that came may not have been handed over yet."""
    return future is not None and (not future.done() or _result(future) is not None)


def _result(future: Future[Any] | None) -> Desk | None:
    """The desk that a finished future holds, alone or with its recovery key."""
    if future is None or not future.done() or future.cancelled() or future.exception() is not None:
        return None
    found: Any = future.result()
    desk: Desk | None = found[0] if isinstance(found, tuple) else found
    return desk
