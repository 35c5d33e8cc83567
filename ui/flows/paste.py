"""From a key, a click or the palette to the paste gate, and from its outcome to the person."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from PySide6.QtCore import QObject

from assistant.outcome import Copied, Outcome, OutcomeKind
from assistant.paste import PasteGate
from assistant.ports import KeyPress, Target, WindowTracker
from assistant.wordcheck import Warning as WordWarning
from phrasebook.model import Phrase
from phrasebook.template import Filled, Gap, fill
from ui.i18n import tr
from ui.toast import TOAST_SECONDS, Toast

WARN_SECONDS = 12.0
"""A warning stays longer than other toasts: there is a choice to be made."""


class Asker(Protocol):
    """The form for variables, made when it is first needed."""

    def __call__(
        self,
        title: str,
        gaps: Sequence[Gap],
        preview: Callable[[dict[str, str]], Filled],
        done: Callable[[dict[str, str], bool], None],
        cancelled: Callable[[], None],
    ) -> None:
        """Ask, then call ``done`` with values and whether to send, or ``cancelled``."""


class PasteFlow(QObject):
    """Binds the target, hands requests to the gate and tells the person what became of them."""

    def __init__(
        self,
        *,
        gate: PasteGate,
        tracker: WindowTracker,
        toast: Toast,
        values: Callable[[Target], Mapping[str, str]],
        docked: Callable[[], Target | None],
        can_paste: Callable[[], bool],
        ask: Asker,
        unseen: Callable[[str, bool], object] = lambda _text, _answer: None,
        teach: Callable[[Target], object] | None = None,
        newest: Callable[[], object | None] = lambda: None,
    ) -> None:
        """Join the parts.

        Args:
            gate: Does the pasting.
            tracker: Says which window is in front.
            toast: Says what became of a request.
            values: Values of variables for a target.
            docked: The chat window that the sidebar is docked to, or None.
            can_paste: False where keys are out of reach: then a card copies.
            ask: Opens the form for variables.
            unseen: Told of each text that says that nothing was pasted, and whether it wants an
                answer: while the sidebar is hidden its toast would go unseen.
            teach: Lets the person show where the input box of a chat is.
            newest: The window of ours that was wanted last; None if that one is closed.
        """
        super().__init__()
        self._unseen, self._teach, self._newest = unseen, teach, newest
        self._gate, self._tracker, self._toast = gate, tracker, toast
        self._values, self._docked = values, docked
        self._can_paste, self._ask = can_paste, ask

    def front(self) -> Target | None:
        """Give the window to bind for a key pressed now."""
        return self._tracker.active()

    def press(self) -> KeyPress:
        """Give the window and the time to bind for the hotkey whose callback runs."""
        return KeyPress(self._tracker.active(), self._tracker.pressed_at())

    def by_key(self, phrase: Phrase, press: KeyPress, copied: Copied | None = None) -> None:
        """Paste into the window that was in front when the key was pressed."""
        self.into(press.target, phrase, copied=copied, at=press.at)

    def by_click(
        self, phrase: Phrase, text: str | None = None, copied: Copied | None = None
    ) -> None:
        """Paste after a click in the sidebar; ``copied`` is the message that it answers.

        While a window of ours or the desktop has the focus, the docked chat is meant: a click
        beside it can mean nothing else, and the gate still checks that it came to the front.
        """
        target = self.front()
        if target is not None:
            self.into(target, phrase, text=text, copied=copied)
        else:
            self.into(self._docked(), phrase, text=text, refocus=True, copied=copied)

    def into(
        self,
        target: Target | None,
        phrase: Phrase,
        *,
        text: str | None = None,
        values: Mapping[str, str] | None = None,
        send: bool = False,
        refocus: bool = False,
        copied: Copied | None = None,
        at: float | None = None,
    ) -> None:
        """Ask the gate; copies where keys are out of reach."""
        if not self._can_paste():
            self.copy(phrase, text, values)
            return
        self._gate.request(
            phrase, target, text=text, values=values or {}, send=send, refocus=refocus,
            copied=copied, at=at,
        )  # fmt: skip

    def copy(
        self,
        phrase: Phrase,
        text: str | None = None,
        values: Mapping[str, str] | None = None,
    ) -> None:
        """Put the filled phrase on the clipboard only; it is meant for the docked chat."""
        target = self._docked()
        known = self._values(target) if target is not None else {}
        self._gate.copy(phrase, {**known, **(values or {})}, text=text)

    def preview(
        self, phrase: Phrase, target: Target | None, text: str | None = None
    ) -> Callable[[dict[str, str]], Filled]:
        """Make the function that shows a phrase with typed values."""
        known = dict(self._values(target or Target(0, 0, "", "")))
        template = phrase.text if text is None else text
        return lambda typed: fill(template, {**known, **typed}, datetime.now())

    def report(self, outcome: Outcome) -> None:
        """Tell the person what became of a request (on the GUI thread)."""
        kind = outcome.kind
        if kind is OutcomeKind.NEEDS_VALUES:
            self._ask_values(outcome)
        elif kind is OutcomeKind.WARNED:
            self._warn(outcome)
        elif outcome.message:
            good = kind in (OutcomeKind.PASTED, OutcomeKind.COPIED, OutcomeKind.RESTORED)
            if not good:
                self._unseen(outcome.message, False)
            actions = self._help(outcome)
            self._toast.say(
                outcome.message,
                kind="ok" if good else "warn",
                actions=actions,
                seconds=WARN_SECONDS if actions else TOAST_SECONDS,
                code=outcome.code,
            )

    def _help(self, outcome: Outcome) -> list[tuple[str, Callable[[], object]]]:
        """Offer what would help the next time."""
        teach, target = self._teach, outcome.target
        actions: list[tuple[str, Callable[[], object]]] = []
        if outcome.code == "no_box" and teach is not None and target is not None:
            actions.append((tr("教一下输入框在哪"), lambda: teach(target)))
        if outcome.former:
            actions.append((tr("还原剪贴板"), lambda: self._gate.put_back(outcome)))
        return actions

    def _ask_values(self, outcome: Outcome) -> None:
        def done(values: dict[str, str], send: bool) -> None:
            self._again(outcome, values={**outcome.values, **values}, send=send or outcome.send)

        self._ask(
            outcome.phrase.title,
            outcome.gaps,
            self.preview(outcome.phrase, outcome.target, outcome.template),
            done,
            lambda: self.give_back(outcome.target),
        )

    def _warn(self, outcome: Outcome) -> None:
        warnings: Sequence[WordWarning] = outcome.warnings
        first = warnings[0]
        more = tr(" 等 {n} 处", n=len(warnings)) if len(warnings) > 1 else ""
        what = tr("粘贴") if outcome.target is not None else tr("复制")
        actions: list[tuple[str, Callable[[], object]]] = [
            (tr("仍然{what}", what=what), lambda: self._again(outcome, accept=True))
        ]
        reworded = _reworded(outcome.template or outcome.phrase.text, warnings)
        if reworded is not None:
            actions.insert(
                0, (tr("换成建议说法"), lambda: self._again(outcome, text=reworded, accept=True))
            )
        text = tr(
            "没有{what}:“{word}”{more}。{reason}",
            what=what, word=first.word, more=more, reason=first.reason,
        )  # fmt: skip
        self._unseen(text, True)
        self._toast.say(text, kind="warn", actions=actions, seconds=WARN_SECONDS, code="words")

    def _again(
        self,
        outcome: Outcome,
        *,
        text: str | None = None,
        values: Mapping[str, str] | None = None,
        send: bool | None = None,
        accept: bool = False,
    ) -> None:
        template = outcome.template if text is None else text
        filled = outcome.values if values is None else values
        # Without a target it was a copy, or a paste that can only end as one.
        if outcome.target is None or not self._can_paste():
            self._gate.copy(outcome.phrase, filled, text=template, accept=accept)
            return
        self._gate.request(
            outcome.phrase,
            outcome.target,
            text=template,
            values=filled,
            send=outcome.send if send is None else send,
            accept=accept,
            refocus=True,
            copied=outcome.copied,
        )

    def give_back(self, target: Target | None) -> None:
        """Give the focus back to the chat after a window of ours was closed by hand.

        One that was asked for since keeps it: a key of the whole system may have come before the
        ``Esc`` that was typed first.
        """
        if self._newest() is not None:
            return
        if target is not None and self._tracker.active() is None:
            self._tracker.activate(target)


def _reworded(template: str, warnings: Sequence[WordWarning]) -> str | None:
    """Lay the offered wordings over a template; None if a warning has none."""
    for warning in warnings:
        if not warning.rewording or warning.word not in template:
            return None
        template = template.replace(warning.word, warning.rewording)
    return template
