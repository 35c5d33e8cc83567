"""A hotkey as a value: parsed from text with precise errors, and back again unchanged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MODIFIERS: Final = ("Ctrl", "Alt", "Shift", "Meta")
_ALIASES: Final = {
    "control": "Ctrl",
    "ctrl": "Ctrl",
    "alt": "Alt",
    "option": "Alt",
    "shift": "Shift",
    "meta": "Meta",
    "win": "Meta",
    "super": "Meta",
    "cmd": "Meta",
}
NAMED_KEYS: Final = (
    "Space", "Enter", "Tab", "Esc", "Backspace", "Insert", "Delete", "Home", "End",
    "PageUp", "PageDown", "Left", "Right", "Up", "Down",
    *(f"F{n}" for n in range(1, 25)),
)  # fmt: skip
PUNCTUATION: Final = ",.;/'[]\\-=`"
_NAMED: Final = {name.lower(): name for name in NAMED_KEYS} | {
    "return": "Enter",
    "escape": "Esc",
    "ins": "Insert",
    "del": "Delete",
    "pgup": "PageUp",
    "pgdown": "PageDown",
}


class HotkeyError(ValueError):
    """A text that is no hotkey; the message says which part is wrong, in Chinese."""


@dataclass(frozen=True, slots=True)
class Hotkey:
    """A key with its modifiers.

    Attributes:
        key: ``A``-``Z``, ``0``-``9``, one of ``PUNCTUATION`` or a name of ``NAMED_KEYS``.
        modifiers: In the order of ``MODIFIERS``.
    """

    key: str
    modifiers: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Hotkey:
        """Read ``Ctrl+Alt+1``; names are taken in any case and order.

        Raises:
            HotkeyError: If a part is unknown, doubled or missing.
        """
        parts = [part.strip() for part in text.strip().split("+")]
        if not parts[-1]:
            raise HotkeyError("快捷键没有写完:最后要有一个键,例如 Ctrl+Alt+1")
        found = []
        for part in parts[:-1]:
            modifier = _ALIASES.get(part.lower())
            if modifier is None:
                raise HotkeyError(f"不认识“{part}”:只能用 Ctrl、Alt、Shift、Win")
            if modifier in found:
                raise HotkeyError(f"“{part}”写了两遍")
            found.append(modifier)
        return cls(_key(parts[-1]), tuple(m for m in MODIFIERS if m in found))

    def __str__(self) -> str:
        """Give the text that ``parse`` reads back to an equal value."""
        return "+".join((*self.modifiers, self.key))


def _key(text: str) -> str:
    if len(text) == 1 and text.isascii() and (text.isalnum() or text in PUNCTUATION):
        return text.upper()
    if text.lower() in _ALIASES:
        raise HotkeyError("只有修饰键:还要加一个字母、数字或功能键")
    if text.lower() not in _NAMED:
        raise HotkeyError(f"不认识按键“{text}”")
    return _NAMED[text.lower()]


PASTE_KEY: Final = Hotkey("V", ("Ctrl",))
ENTER_KEY: Final = Hotkey("Enter")
