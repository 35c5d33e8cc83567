"""The hook through which every text for a person goes, free of Qt.

Simplified Chinese is the language of the source, so without a translator a text is its own
translation. ``ui`` installs one when another language is chosen.
"""

from __future__ import annotations

from collections.abc import Callable

_translate: Callable[[str], str] | None = None


def install(translate: Callable[[str], str] | None) -> None:
    """Look texts up with ``translate`` from now on; None goes back to the source language."""
    global _translate
    _translate = translate


def tr(text: str, /, **values: object) -> str:
    """Translate ``text`` and put ``values`` into its ``{name}`` marks.

    Without values the text is not formatted, so that phrases with variables of their own can
    be shown in messages. A translation with broken marks falls back to the source text: a
    translator's slip must not end the program.

    Raises:
        KeyError: If the source text itself has a mark that ``values`` does not fill.
    """
    translated = _translate(text) if _translate else text
    if not values:
        return translated
    try:
        return translated.format(**values)
    except (KeyError, IndexError, ValueError):
        return text.format(**values)
