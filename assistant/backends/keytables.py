"""Key names of ``assistant.keys`` as X keysyms and Windows virtual keys.

Plain data, so that both tables can be checked on every platform.
Sources: X11 ``keysymdef.h``; Microsoft "Virtual-Key Codes".
"""

from __future__ import annotations

from typing import Final

from assistant.keys import PUNCTUATION

_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS: Final = "0123456789"

X_KEYSYMS: Final[dict[str, int]] = {
    **{c: ord(c.lower()) for c in _LETTERS},
    **{c: ord(c) for c in _DIGITS + PUNCTUATION},
    **{f"F{n}": 0xFFBD + n for n in range(1, 25)},
    "Space": 0x20,
    "Enter": 0xFF0D,
    "Tab": 0xFF09,
    "Esc": 0xFF1B,
    "Backspace": 0xFF08,
    "Insert": 0xFF63,
    "Delete": 0xFFFF,
    "Home": 0xFF50,
    "Left": 0xFF51,
    "Up": 0xFF52,
    "Right": 0xFF53,
    "Down": 0xFF54,
    "PageUp": 0xFF55,
    "PageDown": 0xFF56,
    "End": 0xFF57,
}
"""Key name to X keysym. Latin-1 keysyms are the character codes of the unshifted character."""

X_MODIFIER_KEYSYMS: Final[dict[str, tuple[int, ...]]] = {
    "Ctrl": (0xFFE3, 0xFFE4),
    "Alt": (0xFFE9, 0xFFEA, 0xFFE7, 0xFFE8),
    "Shift": (0xFFE1, 0xFFE2),
    "Meta": (0xFFEB, 0xFFEC, 0xFFED, 0xFFEE),
}
"""Left and right keysyms of each modifier; on old maps Alt's keys are called Meta_L and Meta_R,
and the Windows key Super or Hyper."""

X_NUM_LOCK: Final = 0xFF7F
X_LEVEL3: Final = 0xFE03
"""``ISO_Level3_Shift`` (AltGr): lifted like a modifier, never part of a hotkey."""

WINDOWS_VKS: Final[dict[str, int]] = {
    **{c: ord(c) for c in _LETTERS + _DIGITS},
    **{f"F{n}": 0x6F + n for n in range(1, 25)},
    ",": 0xBC,
    ".": 0xBE,
    ";": 0xBA,
    "/": 0xBF,
    "'": 0xDE,
    "[": 0xDB,
    "]": 0xDD,
    "\\": 0xDC,
    "-": 0xBD,
    "=": 0xBB,
    "`": 0xC0,
    "Space": 0x20,
    "Enter": 0x0D,
    "Tab": 0x09,
    "Esc": 0x1B,
    "Backspace": 0x08,
    "Insert": 0x2D,
    "Delete": 0x2E,
    "Home": 0x24,
    "End": 0x23,
    "PageUp": 0x21,
    "PageDown": 0x22,
    "Left": 0x25,
    "Up": 0x26,
    "Right": 0x27,
    "Down": 0x28,
}
"""Key name to virtual key. The punctuation keys are the OEM keys of a US keyboard."""

WINDOWS_EXTENDED: Final = frozenset(
    WINDOWS_VKS[name]
    for name in (
        "Insert", "Delete", "Home", "End", "PageUp", "PageDown", "Left", "Right", "Up", "Down",
    )
) | frozenset((0xA3, 0xA5, 0x5B, 0x5C))  # fmt: skip
"""Virtual keys that need ``KEYEVENTF_EXTENDEDKEY``; without it Insert is the keypad's 0."""

WINDOWS_MODIFIER_VKS: Final[dict[str, tuple[int, int]]] = {
    "Alt": (0xA4, 0xA5),
    "Ctrl": (0xA2, 0xA3),
    "Shift": (0xA0, 0xA1),
    "Meta": (0x5B, 0x5C),
}
"""Left and right virtual keys, in the order in which they are lifted: Alt before Ctrl, because a
lone Alt that goes up opens a menu."""

WINDOWS_MOD_FLAGS: Final[dict[str, int]] = {"Alt": 1, "Ctrl": 2, "Shift": 4, "Meta": 8}
"""``fsModifiers`` of ``RegisterHotKey``."""

MOD_NOREPEAT: Final = 0x4000
