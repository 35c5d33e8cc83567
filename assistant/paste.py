"""The paste gate (粘贴关): the one way by which a phrase gets into a chat.

One worker, one queue, the same steps in the same order. Within a second a paste reaches the
window that was in front when it was asked for, with the same chat in it; or nothing is sent, the
text stays on the clipboard, and that is said. It counts once the target itself has fetched it.
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
from assistant.admission import admit, paste_advice, still_there
from assistant.caret import CaretGuard, Unguarded
from assistant.clients import ClientRule, Clients
from assistant.fetch_habits import FetchHabits
from assistant.front_window import FrontWindow
from assistant.keys import ENTER_KEY, Hotkey
from assistant.line_breaks import fitted, pieces
from assistant.outcome import (
    Copied,
    Outcome,
    OutcomeKind,
    Refused,
    Request,
    SentText,
    log_outcome,
    reason,
)
from assistant.ports import Clipboard, ClipboardBusy, Clock, KeySender, Target, WindowTracker
from assistant.restore import FALLBACK_S, ClipboardKeeper
from assistant.wordcheck import Warning, expired
from phrasebook.model import Phrase
from phrasebook.template import Filled, fill

__all__ = ["Outcome", "OutcomeKind", "PasteGate"]

log = logging.getLogger(__name__)

MAX_AGE_S: Final = 1.0
"""From the key, click or answered form to the paste key: an older request is refused, since the
person may be looking at another chat by then."""
SLOW_SAVE_S: Final = 0.25
"""Saving the user's clipboard that took longer (its owner is slow) binds the request anew."""
SWITCH_S: Final = 0.0005
"""Longest that one Python thread keeps another one waiting."""
MAX_CARET_STEPS: Final = 200
"""A caret further back than this stays at the end: pressing Left goes on for too long."""
ASK_AGAIN_S: Final = 10.0
"""How long a refusal because of a frozen clipboard owner can be overruled by asking again."""
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
        caret: CaretGuard | None = None,
        habits: FetchHabits | None = None,
    ) -> None:
        """Join the ports; nothing starts yet.

        Args:
            clipboard: The system clipboard.
            keys: Sends the paste key.
            tracker: Tells which window is in front.
            clock: Time.
            clients: Gives the present client rules.
            values: Values of variables for a target (shop, agent, buyer).
            used: Counts a use once the target has fetched the text: phrase id, and when its key
                was sent (seconds since the epoch). Must only enqueue.
            check: Word check of a filled text; what it returns goes into ``Outcome.warnings``,
                behind a warning of the gate's own where the phrase's offer is over.
            report: Told of every outcome on the worker thread; must only enqueue.
            only_chat: Whether to refuse windows that no client rule names.
            restore: Whether to give the user's clipboard back.
            caret: Sees to it that the caret is in the box; None lets each key pass.
            habits: How often programs fetch; None learns for this run alone.
        """
        self._clipboard, self._clock = clipboard, clock
        self._clients, self._values, self._used = clients, values, used
        self._check, self._report = check, report
        self._only_chat, self._restore, self._caret = only_chat, restore, caret or Unguarded()
        self._front = FrontWindow(tracker, keys, clock, clients)
        self._queue: queue.SimpleQueue[Request | Outcome | str | Callable[[], object]] = (
            queue.SimpleQueue()
        )
        self._keeper = ClipboardKeeper(
            clipboard, clock, habits or FetchHabits(), lambda: self._queue.put("wake"), self._ended
        )
        self._sent: SentText | None = None
        self._numbers, self._epoch, self._last_text = itertools.count(1), 0, ""
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

        Takes up to 1.5 s if a text was sent that its target has not fetched yet; where it does
        not, the text stays.
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
        copied: Copied | None = None,
        at: float | None = None,
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
            copied: The message that was copied in the chat and that this answers.
            at: When it was asked for (``Clock.monotonic``); None for now.
        """
        return self._enqueue(
            phrase, target, at, text=text, values=values, send=send, accept=accept,
            refocus=refocus, copied=copied,
        )  # fmt: skip

    def copy(
        self,
        phrase: Phrase,
        values: Mapping[str, str] = {},
        *,
        text: str | None = None,
        accept: bool = False,
    ) -> int:
        """Ask for ``phrase`` to be put on the clipboard only; arguments as for ``request``."""
        return self._enqueue(
            phrase, None, None, text=text, values=values, accept=accept, copy_only=True
        )

    def between(self, work: Callable[[], object]) -> None:
        """Have other work with the clipboard done on the worker, with no paste half done."""
        self._queue.put(work)

    def put_back(self, outcome: Outcome) -> None:
        """Put back what the user had on the clipboard before; reported like a request.

        Args:
            outcome: The one whose ``former`` said that this can be done.
        """
        self._queue.put(outcome)

    def cancel_all(self) -> None:
        """Drop every request whose key was not sent yet (the screen was locked)."""
        self._epoch += 1

    def _enqueue(self, phrase: Phrase, target: Target | None, at: float | None, **more: Any) -> int:
        number, asked = next(self._numbers), self._clock.monotonic() if at is None else at
        self._queue.put(Request(number, self._epoch, asked, phrase, target, **more))
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
            outcome = self._handle(item)
            if outcome is not None:
                self._report(outcome)
        elif item == "stop":
            self._keeper.finish()
            return False
        elif isinstance(item, Outcome):
            self._other(lambda: self._report(self._put_back(item)))
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

    def _handle(self, request: Request) -> Outcome | None:
        """Work off a request; None if its end is known later (``_ended``)."""
        stages: dict[str, float] = {"queue": request.at}
        try:
            outcome = self._work(request, stages)
        except ClipboardBusy:
            self._keeper.leave(forget=False)
            outcome = request.failed("clipboard")
        except Exception:  # the worker must live on, whatever a port does
            log.exception("paste request=%d failed", request.number)
            self._keeper.leave(forget=False)
            outcome = request.failed("error")
        if outcome is not None:
            self._log(request, outcome, stages)
        return outcome

    def _log(self, request: Request, outcome: Outcome, stages: dict[str, float]) -> None:
        rule = self._clients().match(request.target)
        log_outcome(request, outcome, stages, self._clock.monotonic(), rule.id if rule else "none")

    def _work(self, request: Request, stages: dict[str, float]) -> Outcome | None:
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
            self._still_wanted(request, request.at + MAX_AGE_S)
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
        """Check that the target is a chat and can be reached; bring it to the front if asked."""
        target = request.target
        if target is None:
            raise Refused("no_target")
        rule = admit(self._clients(), target, only_chat=self._only_chat())
        self._front.reach(target, bring=request.refocus)
        return rule

    def _not_cancelled(self, request: Request) -> None:
        if request.epoch != self._epoch:
            raise Refused("cancelled")

    def _still_wanted(self, request: Request, until: float) -> None:
        self._not_cancelled(request)
        if self._clock.monotonic() > until:
            raise Refused("late")

    def _paste(
        self,
        request: Request,
        target: Target,
        filled: Filled,
        rule: ClientRule,
        stages: dict[str, float],
    ) -> Outcome | None:
        stages["save"] = self._clock.monotonic()
        self._caret.look(target)  # answered while the clipboard is being saved
        until = self._save(request, target)
        self._sent = None  # the end of the text before is known by now, or will never be
        filled = fitted(filled, rule.line_breaks)
        *before, last = pieces(filled.text, rule.line_breaks)
        for line in before:
            self._send(request, line, rule, until, stages)
            until = self._new_line(target)
        self._send(request, last, rule, until, stages)
        self._last_text = filled.text
        stages["after"] = self._clock.monotonic()
        self._sent = SentText(request, filled.text, self._clock.now(), stages)
        return self._after(request, target, filled, rule)

    def _send(
        self, request: Request, text: str, rule: ClientRule, until: float, stages: dict[str, float]
    ) -> None:
        """Put a text on the clipboard and send the paste key, if it may still be sent."""
        if not text:
            return  # an empty line between two others
        target = request.target or _NOWHERE
        stages.setdefault("put", self._clock.monotonic())
        self._clipboard.put_text(text)
        if not self._clipboard.noticed(target, asks=rule.is_terminal):
            raise Refused("unnoticed")
        if rule.delay_ms:
            self._clock.sleep(rule.delay_ms / 1000)
            until += rule.delay_ms / 1000
        stages.setdefault("keys", self._clock.monotonic())
        self._caret.ready(target, rule, request.copied, lambda: self._front.check(target))
        self._last_look(request, target, until)
        self._keeper.arm(target, self._front.same(target))
        self._front.paste(Hotkey.parse(rule.paste_key), target)
        self._keeper.sent(target, rule.fetches, rule.restore_ms)

    def _new_line(self, target: Target) -> float:
        """Begin a new line where a pasted break would send, once the line before has arrived.

        Returns:
            Until when the key of the next line may be sent.
        """
        if self._keeper.waits() and not self._keeper.wait_taken():
            raise Refused("half")
        self._keeper.settle(self._clock.monotonic() + FALLBACK_S)
        try:
            self._front.tap(_NEW_LINE, 1, target)
        except Refused:
            raise Refused("half") from None
        return self._clock.monotonic() + MAX_AGE_S

    def _last_look(self, request: Request, target: Target, until: float) -> None:
        """Refuse what may no longer be sent (the last step before the key)."""
        self._still_wanted(request, until)
        self._front.check(target)

    def _save(self, request: Request, target: Target) -> float:
        """Save the user's clipboard, once the paste before was taken.

        Where the saving fails, only a second request goes on without.

        Returns:
            Until when the key may be sent.
        """
        until = request.at + MAX_AGE_S
        if not self._keeper.settle(until):
            raise Refused("waiting")
        begun = self._clock.monotonic()
        overruled = self._busy[0] == request.phrase.id and begun < self._busy[1]
        try:
            if self._restore():
                self._keeper.save()
        except ClipboardBusy:
            if not overruled:
                self._busy = (request.phrase.id, self._clock.monotonic() + ASK_AGAIN_S)
                raise Refused("busy") from None
        self._busy = ("", 0.0)
        if self._clock.monotonic() - begun > SLOW_SAVE_S:
            self._not_cancelled(request)
            self._front.check(target)
            until = self._clock.monotonic() + MAX_AGE_S
        return until

    def _after(
        self, request: Request, target: Target, filled: Filled, rule: ClientRule
    ) -> Outcome | None:
        """Move the caret and press Enter where asked, once the text has arrived."""
        enter = request.send or rule.press_enter
        steps = 0 if filled.caret is None else graphemes.count(filled.text[filled.caret :])
        steps = 0 if enter or steps > MAX_CARET_STEPS else steps
        if not enter and not steps:
            self._keeper.linger()
            return None
        if not self._keeper.wait_taken():
            return None
        message = ""
        try:
            self._not_cancelled(request)
            self._front.check(target)
            key, times = (ENTER_KEY, 1) if enter else (_LEFT, steps)
            self._front.tap(key, times, target)
        except Refused:
            if enter:
                message = reason("no_enter")
        return self._pasted(message)

    def _ended(self, taken: bool, stays: bool) -> None:
        """Report what became of a text whose key was sent (told by the keeper)."""
        sent = self._sent
        if sent is None:
            return
        if taken:
            outcome = self._pasted()
        else:
            code = "untouched"
            if not self._clipboard.owns():
                code = "taken_over" if stays else "overtaken"
            message = reason(code)
            if stays:
                message += still_there(self._clients(), sent.request.target)
            outcome = sent.request.outcome(
                OutcomeKind.FAILED, sent.text, code=code, message=message,
                former=stays and self._keeper.keeps_former(),
            )  # fmt: skip
        if outcome is not None:
            self._log(sent.request, outcome, sent.stages)
            self._report(outcome)

    def _pasted(self, message: str = "") -> Outcome | None:
        """Count the use of the text that was sent, now that its target has it."""
        sent, self._sent = self._sent, None
        if sent is None:
            return None
        self._used(sent.request.phrase.id, sent.when)
        return sent.request.outcome(OutcomeKind.PASTED, sent.text, message=message)

    def _copy(self, request: Request, text: str) -> Outcome:
        # The user asks for it by name, so it comes even where the paste before is not taken.
        self._keeper.settle(self._clock.monotonic() + FALLBACK_S)
        self._keeper.leave(forget=True)
        self._clipboard.put_text(text)
        self._last_text = text
        self._used(request.phrase.id, self._clock.now())
        return request.outcome(OutcomeKind.COPIED, text, message=reason("copied"))

    def _leave(self, request: Request, text: str) -> bool:
        """Put ``text`` on the clipboard to stay; False while the text before is still awaited."""
        now = self._clock.monotonic()
        if not self._keeper.settle(max(now, request.at + MAX_AGE_S)):
            return False
        if self._restore():
            self._keeper.save()
        self._clipboard.put_text(text)
        self._keeper.leave(forget=False)
        return True

    def _refuse(self, request: Request, text: str, refusal: Refused) -> Outcome:
        outcome = request.outcome(
            OutcomeKind.REFUSED, text, code=refusal.code, message=refusal.message
        )
        if refusal.code in ("busy", "cancelled"):
            # Busy: nothing was touched. Cancelled: the screen is locked, so leave no text about.
            self._keeper.give_back()
            return outcome
        try:
            left = self._leave(request, text)
        except ClipboardBusy:
            message = refusal.message + reason("not_left")
            return replace(outcome, kind=OutcomeKind.FAILED, code="clipboard", message=message)
        clients = self._clients()
        advice = paste_advice(clients, request.target) if left else reason("one_before")
        return replace(
            outcome, message=refusal.message + advice, former=left and self._keeper.keeps_former()
        )

    def _put_back(self, outcome: Outcome) -> Outcome:
        done = self._keeper.put_back()
        if done != "later":
            self._sent = None
        kind = OutcomeKind.FAILED if done == "replaced" else OutcomeKind.RESTORED
        message = reason(done)
        return replace(outcome, kind=kind, message=message, code="put_back", former=False)
