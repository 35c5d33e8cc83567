"""From a card and the buyer's message to a reworded phrase that a person looks at and pastes.

Made when it is first asked for while the option ``rewrite.on`` is on. Each request has a thread
of its own, which may end later than anybody waits for it; what it brings then is dropped.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeVar

from PySide6.QtCore import QObject, QRect

from assistant.options import Options
from assistant.ports import ChatEndpoint, Target
from assistant.rewrite.endpoint import (
    KEY_VARIABLE,
    RewriteError,
    Service,
    rewrite,
    try_out,
)
from assistant.rewrite.wording import Rewriting, Wish
from phrasebook.model import Phrase, UserError
from ui.bridge import Bridge
from ui.dialogs.rewrite import RewriteWindow
from ui.flows.paste import PasteFlow
from ui.i18n import tr
from ui.kept_text import KeptText
from ui.toast import Toast

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Job:
    """What was asked for: of which phrase, for which chat."""

    phrase: Phrase
    target: Target | None
    wish: Wish

    @property
    def kept(self) -> str:
        """Name of what is changed of the answer: of this phrase and this message alone."""
        said = f"{self.phrase.id}\n{self.wish.message}".encode("utf-8", "replace")
        return f"rewrite:{blake2b(said, digest_size=8).hexdigest()}"


class RewriteFlow(QObject):
    """Asks the endpoint, shows its answer, and pastes what a person says."""

    def __init__(
        self,
        *,
        options: Options,
        bridge: Bridge,
        paste: PasteFlow,
        docked: Callable[[], Target | None],
        toast: Toast,
        endpoint: ChatEndpoint,
        message: Callable[[], str],
        near: Callable[[], QRect | None],
        open_settings: Callable[[], object],
        environ: Mapping[str, str] = os.environ,
        kept: KeptText | None = None,
    ) -> None:
        """Join the parts; nothing is sent before ``open`` or ``try_out``.

        Args:
            options: Hold the switch and the endpoint.
            bridge: Brings answers to the GUI thread.
            paste: Pastes what was chosen.
            docked: The chat window that the sidebar is docked to, or None.
            toast: Says what is missing.
            endpoint: The way out.
            message: The buyer's message that is shown now; "" for none.
            near: Where the sidebar stands.
            open_settings: Opens the settings of this.
            environ: Holds the key of the endpoint.
            kept: Keeps what is changed of an answer and not used; None keeps nothing.
        """
        super().__init__()
        self._options, self._bridge, self._paste, self._docked = options, bridge, paste, docked
        self._toast, self._endpoint, self._message = toast, endpoint, message
        self._near, self._open_settings, self._environ = near, open_settings, environ
        self._kept = kept
        self._wanted = self._tries = 0
        self._job: _Job | None = None
        self.window = RewriteWindow()
        self.window.retry_requested.connect(self._ask)
        self.window.paste_requested.connect(self._use)
        self.window.copy_requested.connect(self._copy)
        self.window.original_requested.connect(lambda: self._use(None))
        self.window.edited.connect(self._keep)
        self.window.dismissed.connect(self._dismissed)

    def open(self, phrase: Phrase) -> None:
        """Have a phrase reworded to the message shown, or say what that needs.

        The window of the chat is bound now: the answer is for the buyer who is in it.
        """
        if not self._options.get("rewrite.on"):
            return
        message, service = self._message(), self._service()
        if not message:
            self._toast.say(
                tr("先让伴话看到买家的话:复制、输入或拖到卡片上方,再按一次“按买家的话改写”。"),
                kind="warn",
                code="rewrite_no_message",
            )
        elif not service.address or not service.model:
            error = RewriteError("unset")
            self._toast.say(
                error.message,
                kind="warn",
                actions=[(tr("去设置"), self._open_settings)],
                code="rewrite_unset",
            )
        else:
            target = self._paste.front() or self._docked()
            self._job = _Job(phrase, target, Wish(message, phrase.text))
            self.window.open(phrase.title, self._job.wish, near=self._near())
            left = self._kept.get(self._job.kept) if self._kept is not None else ""
            if left:
                # The person's own words for this very message; another answer is a button away.
                self.window.show_answer(Rewriting(left))
            else:
                self._ask()

    def try_out(self, tell: Callable[[str, bool], object]) -> None:
        """Try the endpoint with a phrase of our own; only the newest try is told of.

        Args:
            tell: Told the outcome in a sentence, and whether it works.
        """
        if not self._options.get("rewrite.on"):
            return
        self._tries += 1
        number, service, begun = self._tries, self._service(), time.monotonic()

        def told(text: str, ok: bool) -> None:
            if number == self._tries:
                tell(text, ok)

        def done(_none: None) -> None:
            spent = round((time.monotonic() - begun) * 1000)
            told(tr("通了:模型 {model},用了 {ms} 毫秒。", model=service.model, ms=spent), True)

        self._beside(
            lambda: try_out(self._endpoint, service),
            done,
            lambda error: told(error.message + error.advice, False),
        )

    def stop(self) -> None:
        """Take the window away and drop what is on its way."""
        self._wanted += 1
        self._tries += 1
        self.window.hide()

    def _service(self) -> Service:
        return Service(
            self._options.get("rewrite.address").strip(),
            self._options.get("rewrite.model").strip(),
            self._environ.get(KEY_VARIABLE, "").strip(),
        )

    def _ask(self) -> None:
        job, service = self._job, self._service()
        if job is None or not self._options.get("rewrite.on"):
            return
        self._wanted += 1
        wanted = self._wanted
        self.window.wait()

        def show(found: Rewriting) -> None:
            if wanted == self._wanted:
                self.window.show_answer(found)

        def failed(error: UserError) -> None:
            if wanted == self._wanted:
                self.window.show_fault(error.message, error.advice)

        self._beside(lambda: rewrite(self._endpoint, service, job.wish), show, failed)

    def _beside(
        self,
        work: Callable[[], T],
        done: Callable[[T], object],
        failed: Callable[[UserError], object],
    ) -> None:
        """Do work on a thread that nothing waits for when the program ends."""
        future: Future[T] = Future()

        def run() -> None:
            begun = time.monotonic()
            code = "ok"
            try:
                future.set_result(work())
            except RewriteError as error:
                code = error.code
                future.set_exception(error)
            except Exception as error:  # noqa: BLE001 - raised again on the GUI thread
                code = "error"
                future.set_exception(error)
            # Never a word of phrase, message or address.
            log.info("rewrite outcome=%s ms=%d", code, (time.monotonic() - begun) * 1000)

        threading.Thread(target=run, name="rewrite", daemon=True).start()
        self._bridge.when_done(future, done, failed)

    # What a person does with the answer.

    def _use(self, text: str | None, send: bool = False) -> None:
        """Paste a text, or the phrase as it was, into the chat that was asked for."""
        job = self._close(used=True)
        if job is not None:
            template = None if text is None else job.wish.template_of(text)
            self._paste.into(job.target, job.phrase, text=template, send=send, refocus=True)

    def _keep(self, text: str) -> None:
        if self._kept is not None and self._job is not None:
            self._kept.pass_by(self._job.kept, text)

    def _copy(self, text: str) -> None:
        job = self._close(used=True)
        if job is not None:
            self._paste.copy(job.phrase, job.wish.template_of(text))
            self._paste.give_back(job.target)

    def _dismissed(self) -> None:
        job = self._close()
        if job is not None:
            self._paste.give_back(job.target)

    def _close(self, *, used: bool = False) -> _Job | None:
        job, self._job = self._job, None
        if used and job is not None and self._kept is not None and self._kept.get(job.kept):
            self._kept.drop(job.kept)
        self._wanted += 1
        self.window.hide()
        return job
