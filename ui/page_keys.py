"""Keys of a page of the desk: those of the one table of actions, then those of the page alone."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.actions import ActionId, keys_of


def page_keys(
    actions: Mapping[str, ActionId], own: Mapping[str, str], edited: Mapping[str, str]
) -> dict[str, str]:
    """Give the key of each act of a page as text; "" where it has none.

    Args:
        actions: Acts of the page that stand in the table of actions.
        own: Keys of the page alone: for acts that are not in the table, or have no key there. One
            that an action has is left to that.
        edited: The option ``keys``.
    """
    keys = {name: str(next(iter(keys_of(id, edited)), "")) for name, id in actions.items()}
    taken = set(keys.values())
    for name, key in own.items():
        if not keys.get(name):
            keys[name] = "" if key in taken else key
    return keys
