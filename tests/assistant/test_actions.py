"""The action table is complete, and its default keys do not collide."""

from __future__ import annotations

import pytest

from assistant.actions import (
    ACTIONS,
    OPTIONAL,
    ActionId,
    action,
    bindings,
    collisions,
    keys_of,
    switched_off,
)
from assistant.keys import Hotkey
from assistant.options import option


def test_every_id_stands_in_the_table_once() -> None:
    assert sorted(entry.id for entry in ACTIONS) == sorted(ActionId)


@pytest.mark.parametrize("entry", ACTIONS, ids=lambda entry: str(entry.id))
def test_every_action_has_a_title_a_help_sentence_and_readable_keys(entry) -> None:
    assert entry.title
    assert entry.help.endswith("。")
    assert len(keys_of(entry.id, {})) == len(entry.keys)
    assert [str(key) for key in keys_of(entry.id, {})] == list(entry.keys)
    assert action(str(entry.id)) is entry


def test_an_unknown_action_is_a_fault_of_ours() -> None:
    with pytest.raises(KeyError):
        action("paste.10")


def test_no_default_keys_collide() -> None:
    assert collisions({}) == {}


def test_a_collision_is_found() -> None:
    found = collisions({"step.next": "Ctrl+Alt+1", "palette.copy": "E", "card.pin": "Ctrl+N"})
    assert found == {
        Hotkey.parse("Ctrl+Alt+1"): (ActionId.PASTE_1, ActionId.STEP_NEXT),
        Hotkey.parse("Ctrl+N"): (ActionId.NEW, ActionId.CARD_PIN),
    }, "E in the palette and E on a card are never live together"


def test_global_keys_carry_ctrl_and_alt_so_that_no_chat_loses_a_key() -> None:
    for key in bindings({}, scope="global"):
        assert {"Ctrl", "Alt"} <= set(key.modifiers)


def test_an_edit_replaces_and_an_empty_one_unbinds() -> None:
    edited = {"search": "Ctrl+K", "palette": ""}
    assert keys_of("search", edited) == (Hotkey("K", ("Ctrl",)),)
    assert keys_of("palette", edited) == ()
    keys = bindings(edited, scope="global")
    assert Hotkey.parse("Ctrl+Alt+Space") not in keys
    assert keys[Hotkey.parse("Ctrl+Alt+9")] is ActionId.PASTE_9
    assert bindings(edited, scope="sidebar")[Hotkey.parse("Ctrl+K")] is ActionId.SEARCH


def test_an_unreadable_edit_is_no_key(caplog: pytest.LogCaptureFixture) -> None:
    assert keys_of("undo", {"undo": "Strg+Y"}) == ()
    assert "undo" in caplog.text
    caplog.clear()


def test_an_action_of_an_option_is_off_with_it_and_its_key_is_free() -> None:
    assert switched_off({"rewrite.on": False}.get) == OPTIONAL == {ActionId.CARD_REWRITE}
    assert switched_off({"rewrite.on": True}.get) == frozenset()
    key = Hotkey("R")
    assert bindings({}, scope="card")[key] is ActionId.CARD_REWRITE
    assert key not in bindings({}, scope="card", off=OPTIONAL)
    assert key in collisions({"card.pin": "R"})
    assert key not in collisions({"card.pin": "R"}, OPTIONAL)


def test_every_option_of_an_action_is_a_switch_that_is_off_at_first() -> None:
    assert [option(action(id).option).default for id in OPTIONAL] == [False]
