"""Picks in the store: numbers only, bounded, and forgotten on one word."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from phrasebook.model import Pick
from phrasebook.store import Picks, Store, picks


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path)
    yield opened
    opened.close()


def test_a_pick_comes_back_as_it_was(store: Store) -> None:
    kept = Picks(store)
    wanted = [Pick("a", (1, 2, 4_294_967_295)), Pick("b", (5,), good=False)]
    for pick in wanted:
        kept.add(pick).result()
    assert kept.all().result() == wanted


def test_the_oldest_go_beyond_the_limit(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picks, "PICKS_KEPT", 2)
    kept = Picks(store)
    for name in "abc":
        kept.add(Pick(name, (1,))).result()
    assert [pick.phrase for pick in kept.all().result()] == ["b", "c"]


def test_forgetting_takes_all_and_the_salt(store: Store) -> None:
    kept = Picks(store)
    salt = kept.salt().result()
    assert kept.salt().result() == salt
    kept.add(Pick("a", (1,))).result()
    assert kept.forget().result() == 1
    assert kept.all().result() == []
    assert kept.salt().result() != salt


def test_learning_is_no_step_that_undo_takes_back(store: Store) -> None:
    Picks(store).add(Pick("a", (1,))).result()
    assert store.undo().result() == ""
