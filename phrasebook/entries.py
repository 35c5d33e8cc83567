"""Checks that every content file shares: what a TOML table must and may hold.

Each raises ``EntryError`` with a message for a person; whoever reads the file adds the place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from phrasebook.i18n import tr
from phrasebook.scenes import scene


class EntryError(ValueError):
    """An entry that cannot be used; the message says why and what to do."""


def needed(entry: Mapping[str, Any], key: str) -> str:
    """Read a text that must be there, without the spaces around it.

    Raises:
        EntryError: It is missing, empty or no text.
    """
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        raise missing(key)
    return value.strip()


def missing(key: str) -> EntryError:
    """Make the error about a text that is not there."""
    return EntryError(tr("缺少 {key}:补上这一行", key=key))


def words(entry: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Read a list of texts; empty where there is none.

    Raises:
        EntryError: It is something else.
    """
    value = entry.get(key, [])
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise EntryError(tr('{key} 要写成列表,如 ["一句", "又一句"]', key=key))
    return tuple(value)


def check_scenes(ids: Iterable[str]) -> None:
    """Refuse scenes that do not exist.

    Raises:
        EntryError: One does not (the message names it).
    """
    for id in ids:
        if scene(id) is None:
            raise EntryError(tr("没有场景 {scene}:请对照 scenes.toml", scene=id))
