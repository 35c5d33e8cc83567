"""Which key gives a symbol now, on X11, in the layout group that is active.

A layout may be another one since the last paste, and a stale table sends Ctrl+W for Ctrl+V. The
server also tells of a new mapping whenever another keyboard is used, so before nearly every paste,
and reading all of it takes 3 ms. So the answer comes from the last table, and the one row that it
names is compared with the server's right before the key; only if that has changed all is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from assistant.backends.keytables import X_LEVEL3, X_MODIFIER_KEYSYMS

if TYPE_CHECKING:
    from Xlib.display import Display

LIFT_ORDER: Final = ("Alt", "Shift", "Meta", "Ctrl")
"""Alt goes up while Ctrl is still down: a lone Alt opens the menu bar of some programs."""
_FIRST: Final = 8
_ROWS: Final = {24: "qwertyuiop", 38: "asdfghjkl", 52: "zxcvbnm"}
"""Key codes of the first letter of each row, which evdev and the older XFree86 rules share."""
_PLACES: Final = {
    ord(letter): start + at for start, row in _ROWS.items() for at, letter in enumerate(row)
}


def columns(group: int, width: int) -> range:
    """Give the columns of a core keyboard mapping that hold a layout group.

    Two each for the first and the second (X protocol, "Keyboards"). What follows are their further
    levels and the third and fourth group, in places that differ from key to key.
    """
    return range(2 * group, min(2 * group + 2, width)) if group < 2 else range(4, width)


def gives(row: Sequence[int], symbol: int, group: int) -> bool:
    """Tell whether a row of the mapping gives a symbol in a group."""
    return any(row[column] == symbol for column in columns(group, len(row)))


def find(table: dict[int, Sequence[int]], symbol: int, group: int) -> int:
    """Find the key code of a symbol.

    A layout without Latin letters (Russian) is used together with the Latin places of its keys:
    programs take Ctrl with the key where V would be for Ctrl+V, so that one is given.

    Args:
        table: Rows of the mapping by key code.
        symbol: Keysym.
        group: The active group.

    Returns:
        0 if no key gives it.
    """
    for wanted in (group, 0):
        width = max(map(len, table.values()), default=0)
        for column in columns(wanted, width):
            for code, row in table.items():
                if column < len(row) and row[column] == symbol:
                    return code
    anywhere = (code for code, row in table.items() if symbol in row)
    return next(anywhere, _PLACES.get(symbol, 0))


class X11Layout:
    """The keyboard layout as one connection sees it (paste worker only)."""

    def __init__(self, display: Display) -> None:
        """Read it.

        Args:
            display: Nobody else may use it.
        """
        self._display = display
        self._table: dict[int, Sequence[int]] = {}
        self._group = 0
        self.modifiers: list[int] = []
        """Codes of all modifier keys in the order in which to lift them."""
        self._read()

    def _read(self) -> None:
        last = self._display.display.info.max_keycode
        rows = self._display.get_keyboard_mapping(_FIRST, last - _FIRST + 1)
        self._table = {_FIRST + at: tuple(row) for at, row in enumerate(rows)}
        symbols = [s for name in LIFT_ORDER for s in X_MODIFIER_KEYSYMS[name]] + [X_LEVEL3]
        codes = (self._modifier(symbol) for symbol in symbols)
        self.modifiers = list(dict.fromkeys(code for code in codes if code))

    def _modifier(self, symbol: int) -> int:
        return next((code for code, row in self._table.items() if row[0] == symbol), 0) or next(
            (code for code, row in self._table.items() if symbol in row), 0
        )

    def drain(self) -> None:
        """Throw away what the server told: what counts is asked right before the key."""
        while self._display.pending_events():
            self._display.next_event()

    def guess(self, symbol: int) -> int:
        """Name the code that gave a symbol last; ``settle`` says whether it still does."""
        return find(self._table, symbol, self._group)

    def settle(self, symbol: int, row: Sequence[int], group: int) -> int:
        """Give the code of a symbol in the present layout; 0 if there is none.

        Args:
            symbol: Keysym.
            row: What the server says now about the key of ``guess``.
            group: The group that is active now.
        """
        code = self.guess(symbol)
        self._group = group
        if gives(row, symbol, group):
            return code
        if tuple(row) != tuple(self._table.get(code, ())):
            self._read()
        return find(self._table, symbol, group)

    def wanted(self, modifiers: Sequence[str]) -> list[tuple[int, ...]]:
        """Give for each modifier the codes that make it (left, right)."""
        return [
            tuple(code for symbol in X_MODIFIER_KEYSYMS[name] if (code := self._modifier(symbol)))
            for name in modifiers
        ]
