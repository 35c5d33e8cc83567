"""Says under a new passphrase, while it is typed, how hard it is to guess."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from assistant.desk.passphrase import LEAST, PassphraseError, checked, strength
from ui.i18n import tr
from ui.inputs import LineField
from ui.plain import Label
from ui.settings.parts import set_kind

Known = Callable[[], Iterable[str]]
"""Gives what a passphrase must not be made of: the shop's name, the agent's number."""


def passphrase_fault(first: str, second: str, known: Iterable[str] = ()) -> str:
    """Say what is wrong with a new passphrase typed twice, and what helps; empty if nothing is."""
    try:
        checked(first, known)
    except PassphraseError as error:
        return f"{error.message}{error.advice}"
    return "" if first == second else tr("两次写的不一样。")


class StrengthLine(Label):
    """A line that follows a field; empty as long as too little is typed to tell.

    Attributes:
        on: A passphrase is set; one that is asked for is right or wrong, not strong or weak.
    """

    def __init__(self, field: LineField, known: Known = tuple) -> None:
        """Follow ``field``."""
        super().__init__()
        self.on = True
        self._known = known
        self.setWordWrap(True)
        self.hide()
        field.textChanged.connect(self._follow)

    def _follow(self, text: str) -> None:
        if not self.on or len(text.strip()) < LEAST:
            set_kind(self, "", "hint")
            return
        found = strength(text, self._known())
        match found.level:
            case "weak":
                words = tr("强度:太弱") + (f" · {found.why}" if found.why else "")
                set_kind(self, words, "error")
            case "fair":
                set_kind(self, tr("强度:一般,再长一点更好"), "hint")
            case "good":
                set_kind(self, tr("强度:好"), "ok")
