"""The paste gate (粘贴关): the one way by which a phrase gets into a chat.

One worker, one queue, the steps of design.md §5 in order. A paste reaches the window that was
in front when it was asked for, or nothing is sent at all, the text stays on the clipboard, and
the outcome says so.
"""

from __future__ import annotations

import itertools
import logging
import queue
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from assistant import graphemes
from assistant.admission import admit, paste_advice
from assistant.clients import ClientRule, Clients
from assistant.keys import ENTER_KEY, Hotkey
from assistant.line_breaks import fitted, pieces
from assistant.outcome import Outcome, OutcomeKind, Refused, Request
from assistant.ports import Clipboard, ClipboardBusy, Clock, KeySender, Target, WindowTracker
from assistant.restore import NEXT_AFTER_FETCH_S, ClipboardKeeper
from assistant.wordcheck import Warning, expired
from phrasebook.i18n import tr
from phrasebook.model import Phrase
from phrasebook.template import Filled, fill

__all__ = ["Outcome", "OutcomeKind", "PasteGate"]

log = logging.getLogger(__name__)

SWITCH_S: Final = 0.0005
"""Longest that one Python thread keeps another one waiting."""
REFOCUS_S: Final = 0.5
"""How long a window may take to come to the front after it was asked to."""
MAX_CARET_STEPS: Final = 200
"""A caret further back than this stays at the end: pressing Left goes on for too long."""
ASK_AGAIN_S: Final = 10.0
"""How long a refusal because of a frozen clipboard owner can be overruled by asking again."""
_POLL_S: Final = 0.010
_LEFT: Final = Hotkey("Left")
_NEW_LINE: Final = Hotkey("Enter", ("Shift",))
_NOWHERE: Final = Target(0, 0, "", "")


class PasteGate:
    """Takes requests from any thread and works them off one by one."""

    def __init__(
        self,
        *,
        clipboard: Clipboard,
        keys: KeySender,
        tracker: WindowTracker,
        clock: Clock,
        clients: Callable[[], Clients],
        values: Callable[[Target], Mapping[str, str]],
        used: Callable[[str, float], None],
        check: Callable[[str, Target], Sequence[Warning]],
        report: Callable[[Outcome], None],
        only_chat: Callable[[], bool],
        restore: Callable[[], bool] = lambda: True,
    ) -> None:
        """Join the ports; nothing starts yet.

        Args:
            clipboard: The system clipboard.
            keys: Sends the paste key.
            tracker: Tells which window is in front.
            clock: Time.
            clients: Gives the present client rules.
            values: Values of variables for a target (shop, agent, buyer).
            used: Counts a use: phrase id, seconds since the epoch. Must only enqueue.
            check: Word check of a filled text; what it returns goes into ``Outcome.warnings``,
                behind a warning of the gate's own where the phrase's offer is over.
            report: Told of every outcome on the worker thread; must only enqueue.
            only_chat: Whether to refuse windows that no client rule names.
            restore: Whether to give the user's clipboard back.
        """
        self._clipboard, self._keys, self._tracker, self._clock = clipboard, keys, tracker, clock
        self._clients, self._values, self._used = clients, values, used
        self._check, self._report = check, report
        self._only_chat, self._restore = only_chat, restore
        self._queue: queue.SimpleQueue[Request | str | Callable[[], object]] = queue.SimpleQueue()
        self._keeper = ClipboardKeeper(
            clipboard, clock, lambda: self._queue.put("wake"), self._not_taken
        )
        self._sent: tuple[Request, str] | None = None
        self._numbers = itertools.count(1)
        self._epoch = 0
        self._last_text = ""
        self._busy: tuple[str, float] = ("", 0.0)
        self._worker: threading.Thread | None = None

    # -- from any thread --

    def start(self) -> None:
        """Start the worker."""
        # The worker and the thread that hands out the text take turns many times a paste; with
        # Python's usual 5 ms a turn the median paste was 4 ms slower (measured).
        sys.setswitchinterval(min(sys.getswitchinterval(), SWITCH_S))
        self._worker = threading.Thread(target=self._run, name="paste", daemon=True)
        self._worker.start()

    def stop(self) -> None:
        """Drop what waits, give the user's clipboard back and end the worker.

        Takes up to 3 s if a text was sent that its target has not fetched yet.
        """
        self.cancel_all()
        self._queue.put("stop")
        worker, self._worker = self._worker, None
        while worker is not None and worker.is_alive():
            self._clipboard.pump()  # the worker may be waiting for this very thread
            worker.join(0.01)

    def request(
        self,
        phrase: Phrase,
        target: Target | None,
        *,
        text: str | None = None,
        values: Mapping[str, str] = {},
        send: bool = False,
        accept: bool = False,
        refocus: bool = False,
    ) -> int:
        """Ask for ``phrase`` to be pasted into ``target``; returns the request's number.

        Args:
            phrase: What to paste.
            target: The window that was in front when the user asked.
            text: Another wording (variant, rewording); a template like the phrase's own.
            values: Values from a form; they win over those of the target.
            send: Press Enter too.
            accept: The user has seen the warnings.
            refocus: The focus is in a window of ours and must be given back first.
        """
        return self._enqueue(
            phrase, target, text=text, values=values, send=send, accept=accept, refocus=refocus
        )

    def copy(
        self,
        phrase: Phrase,
        values: Mapping[str, str] = {},
        *,
        text: str | None = None,
        accept: bool = False,
    ) -> int:
        """Ask for ``phrase`` to be put on the clipboard only; arguments as for ``request``."""
        return self._enqueue(phrase, None, text=text, values=values, accept=accept, copy_only=True)

    def between(self, work: Callable[[], object]) -> None:
        """Have other work with the clipboard done on the worker, with no paste half done."""
        self._queue.put(work)

    def cancel_all(self) -> None:
        """Drop every request whose key was not sent yet (the screen was locked)."""
        self._epoch += 1

    def _enqueue(self, phrase: Phrase, target: Target | None, **more: Any) -> int:
        number = next(self._numbers)
        self._queue.put(
            Request(number, self._epoch, self._clock.monotonic(), phrase, target, **more)
        )
        return number

    # -- the worker --

    def _run(self) -> None:
        while self.step(self._keeper.due_in()):
            pass

    def step(self, wait: float | None) -> bool:
        """Work off one item or wait that long (seconds); False after ``stop``."""
        try:
            item = self._queue.get(timeout=wait)
        except queue.Empty:
            item = "wake"
        if isinstance(item, Request):
            self._report(self._handle(item))
        elif item == "stop":
            self._keeper.finish()
            return False
        elif callable(item):
            self._keeper.finish()
            self._other(item)
        else:
            self._keeper.tick()
        return True

    def _other(self, work: Callable[[], object]) -> None:
        try:
            work()
        except ClipboardBusy:
            log.info("between pastes: the clipboard is busy")
        except Exception:  # the worker must live on, whatever a port does
            log.exception("work between pastes failed")

    def _handle(self, request: Request) -> Outcome:
        stages: dict[str, float] = {"queue": request.at}
        try:
            outcome = self._work(request, stages)
        except ClipboardBusy:
            self._keeper.abandon()
            outcome = request.outcome(OutcomeKind.FAILED, code="clipboard", message=tr(
                "剪贴板正被别的程序占用,没有粘贴。请再试一次。"
            ))  # fmt: skip
        except Exception:  # the worker must live on, whatever a port does
            log.exception("paste request=%d failed", request.number)
            self._keeper.abandon()
            outcome = request.outcome(OutcomeKind.FAILED, code="error", message=tr(
                "粘贴时出了错。请看一眼输入框,再试一次;若一直这样,请在设置里打开数据文件夹,把日志发给我们。"
            ))  # fmt: skip
        self._log(request, outcome, stages)
        return outcome

    def _log(self, request: Request, outcome: Outcome, stages: dict[str, float]) -> None:
        ends = [*list(stages.values())[1:], self._clock.monotonic()]
        spans = [(end - begun) * 1000 for begun, end in zip(stages.values(), ends, strict=True)]
        rule = self._clients().match(request.target)
        # One number an argument: the log lets no argument pass that could hold a sentence.
        stage_texts = " ".join(f"{name}_ms=%.1f" for name in stages)
        log.info(
            f"paste request=%d outcome=%s code=%s total_ms=%.1f {stage_texts} client=%s",  # noqa: G004
            request.number, outcome.kind.value, outcome.code or "ok",
            (stages.get("after", ends[-1]) - request.at) * 1000, *spans,
            rule.id if rule else "none",
        )  # fmt: skip

    def _work(self, request: Request, stages: dict[str, float]) -> Outcome:
        stages["fill"] = self._clock.monotonic()
        filled = self._fill(request)
        if filled.gaps:
            return request.outcome(OutcomeKind.NEEDS_VALUES, filled.text, gaps=filled.gaps)
        if not request.accept:
            warnings = self._warnings(request, filled.text)
            if warnings:
                return request.outcome(OutcomeKind.WARNED, filled.text, warnings=warnings)
        if request.copy_only:
            return self._copy(request, filled.text)
        try:
            self._not_cancelled(request)
            rule = self._admit(request)
            return self._paste(request, request.target or _NOWHERE, filled, rule, stages)
        except Refused as refusal:
            return self._refuse(request, filled.text, refusal)

    def _fill(self, request: Request) -> Filled:
        values = {**self._values(request.target or _NOWHERE), **request.values}
        template = request.phrase.text if request.text is None else request.text
        now = datetime.fromtimestamp(self._clock.now())
        return fill(template, values, now, avoid=self._last_text)

    def _warnings(self, request: Request, text: str) -> tuple[Warning, ...]:
        today = datetime.fromtimestamp(self._clock.now()).date()
        over = expired(request.phrase.valid_until, today)
        found = tuple(self._check(text, request.target or _NOWHERE))
        return (over, *found) if over is not None else found

    def _admit(self, request: Request) -> ClientRule:
        """Check that the target is a chat and can be reached, and bring it to the front if asked.

        Whether it is in front is checked once the text is on the clipboard, as late as can be;
        a second check here would cost 0.6 ms and prove nothing.
        """
        target = request.target
        if target is None:
            raise Refused("no_target")
        rule = admit(self._clients(), target, only_chat=self._only_chat())
        reach = self._keys.can_reach(target)
        if not reach.ok:
            raise Refused("unreachable", reach.reason + reach.advice)
        if request.refocus:
            self._refocus(target)
        return rule

    def _refocus(self, target: Target) -> None:
        self._tracker.activate(target)
        limit = self._clock.monotonic() + REFOCUS_S
        while not target.same_window(self._tracker.active()):
            if self._clock.monotonic() >= limit:
                return  # _in_front says which way it failed
            self._clock.sleep(_POLL_S)

    def _in_front(self, target: Target) -> None:
        active = self._tracker.active()
        if not target.same_window(active):
            raise Refused("moved" if self._tracker.exists(target) else "gone")
        clients = self._clients()
        buyer = clients.buyer(target)
        if buyer and buyer != clients.buyer(active):
            raise Refused("buyer")

    def _not_cancelled(self, request: Request) -> None:
        if request.epoch != self._epoch:
            raise Refused("cancelled")

    def _paste(
        self,
        request: Request,
        target: Target,
        filled: Filled,
        rule: ClientRule,
        stages: dict[str, float],
    ) -> Outcome:
        stages["save"] = self._clock.monotonic()
        self._save(request)
        filled = fitted(filled, rule.line_breaks)
        first, *more = pieces(filled.text, rule.line_breaks)
        self._send(request, first, target, rule, stages)
        self._sent = (request, filled.text)
        for piece in more:
            self._new_line(target)
            if piece:
                self._send(request, piece, target, rule, stages)
        self._last_text = filled.text
        stages["after"] = self._clock.monotonic()
        message = self._after(request, target, filled, rule)
        self._used(request.phrase.id, self._clock.now())
        return request.outcome(OutcomeKind.PASTED, filled.text, message=message)

    def _send(
        self,
        request: Request,
        text: str,
        target: Target,
        rule: ClientRule,
        stages: dict[str, float],
    ) -> None:
        stages.setdefault("put", self._clock.monotonic())
        self._clipboard.put_text(text)
        if rule.delay_ms:
            self._clock.sleep(rule.delay_ms / 1000)
        stages.setdefault("keys", self._clock.monotonic())
        self._not_cancelled(request)
        self._in_front(target)
        self._keeper.arm(target)
        if not self._keys.paste(Hotkey.parse(rule.paste_key), target=target):
            raise Refused("moved" if self._tracker.exists(target) else "gone")
        self._keeper.sent(target, rule.fetches, rule.restore_ms)

    def _new_line(self, target: Target) -> None:
        """Begin a new line where a pasted break would send, once the line before has arrived."""
        taken = self._keeper.wait_taken()
        self._clock.sleep(NEXT_AFTER_FETCH_S)
        if not taken or not self._keys.tap(_NEW_LINE, target=target):
            raise Refused(
                "half", tr("只粘贴了前面几行:聊天窗口没有取走文字,或者前面换成了别的窗口。")
            )

    def _save(self, request: Request) -> None:
        """Save the user's clipboard; where that fails, only a second request goes on without."""
        now = self._clock.monotonic()
        overruled = self._busy[0] == request.phrase.id and now < self._busy[1]
        try:
            self._keeper.begin(save=self._restore())
        except ClipboardBusy:
            if not overruled:
                self._busy = (request.phrase.id, self._clock.monotonic() + ASK_AGAIN_S)
                raise Refused("busy", tr(
                    "占用剪贴板的程序没有响应,剪贴板里原来的内容没法先保存,所以没有粘贴,剪贴板也没有动。"
                    "再按一次就照样粘贴(原来的内容会丢)。"
                )) from None  # fmt: skip
        self._busy = ("", 0.0)

    def _after(self, request: Request, target: Target, filled: Filled, rule: ClientRule) -> str:
        """Move the caret and press Enter where asked, once the text has arrived."""
        enter = request.send or rule.press_enter
        steps = 0 if filled.caret is None else graphemes.count(filled.text[filled.caret :])
        steps = 0 if enter or steps > MAX_CARET_STEPS else steps
        if not enter and not steps:
            self._keeper.linger()
            return ""
        try:
            if not self._keeper.wait_taken():
                raise Refused("moved")
            self._not_cancelled(request)
            self._in_front(target)
            key, times = (ENTER_KEY, 1) if enter else (_LEFT, steps)
            if not self._keys.tap(key, times, target=target):
                raise Refused("moved")
        except Refused:
            return tr("文字已粘贴,但没有按回车:请看一眼输入框,自己发送。") if enter else ""
        return ""

    def _not_taken(self, kept: bool) -> None:
        """Say that a text was sent, but its window never asked for it."""
        sent, self._sent = self._sent, None
        if sent is None:
            return
        request, text = sent
        log.info("paste untouched request=%d kept=%d", request.number, kept)
        message = tr("聊天窗口没有取走文字:可能已经关闭,或者光标不在输入框里。")
        if kept:
            message += paste_advice(self._clients(), request.target)
        self._report(request.outcome(OutcomeKind.FAILED, text, code="untouched", message=message))

    def _copy(self, request: Request, text: str) -> Outcome:
        self._leave(text)
        self._last_text = text
        self._used(request.phrase.id, self._clock.now())
        return request.outcome(
            OutcomeKind.COPIED, text, message=tr("已复制,请在聊天框里按 Ctrl+V。")
        )

    def _leave(self, text: str) -> None:
        """Put ``text`` on the clipboard to stay, once the paste before has been fetched."""
        self._keeper.settle()
        self._keeper.abandon()
        self._clipboard.put_text(text)

    def _refuse(self, request: Request, text: str, refusal: Refused) -> Outcome:
        outcome = request.outcome(
            OutcomeKind.REFUSED, text, code=refusal.code, message=refusal.message
        )
        if refusal.code in ("busy", "cancelled"):
            # Busy: nothing was touched. Cancelled: the screen is locked, so leave no text about.
            self._keeper.give_back()
            return outcome
        try:
            self._leave(text)
        except ClipboardBusy:
            return replace(outcome, kind=OutcomeKind.FAILED, code="clipboard", message=tr(
                "{reason}文字也没能放到剪贴板:剪贴板正被别的程序占用。请再试一次。",
                reason=refusal.message,
            ))  # fmt: skip
        advice = paste_advice(self._clients(), request.target)
        return replace(outcome, message=refusal.message + advice)
