"""The pages of the desk take their keys from the one table of actions, and at once."""

from __future__ import annotations

from types import ModuleType

import pytest

from assistant.actions import ACTIONS
from ui import handover_acts, note_acts, reminder_acts
from ui.page_keys import page_keys

PAGES = (note_acts, handover_acts, reminder_acts)
DESK = [entry.id for entry in ACTIONS if entry.scope == "desk"]


@pytest.mark.parametrize("id", DESK)
def test_every_key_of_the_desk_that_the_settings_offer_is_one_of_a_page(id: str) -> None:
    """Eight of them were used by nothing but the settings' list."""
    edited = {id: "Ctrl+Alt+Shift+F9"}
    pages = [page for page in PAGES if "Ctrl+Alt+Shift+F9" in page.keys(edited).values()]
    assert pages, "no page follows"


@pytest.mark.parametrize("page", PAGES)
def test_no_key_of_a_page_means_two_things(page: ModuleType) -> None:
    keys = [key for key in page.keys({}).values() if key]
    assert len(keys) == len(set(keys))
    edited = dict.fromkeys(DESK[:1], "F")
    keys = [key for key in page.keys(edited).values() if key]
    assert len(keys) == len(set(keys)), "a key of the page alone is left to the table"


def test_a_key_of_the_page_alone_stands_where_the_table_has_none() -> None:
    actions = {"find": note_acts._ACTIONS[note_acts.SEARCH]}
    assert page_keys(actions, {"find": "/"}, {}) == {"find": "/"}
    assert page_keys(actions, {"find": "/"}, {"desk.search": "Z"}) == {"find": "Z"}
    assert page_keys(actions, {"find": "/", "fold": "Z"}, {"desk.search": "Z"})["fold"] == ""
