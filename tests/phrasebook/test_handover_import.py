"""A handover on two PCs: what the other side did comes over, whatever the order and the clocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from phrasebook.desk import Agent
from phrasebook.model import UserError
from phrasebook.store import handover_import
from phrasebook.store.handover_import import Adopted, prepare
from tests.phrasebook.desk_helpers import LI, NOW, WANG, Desk, desk_in

NIGHT = Agent("21", "夜班")


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    with desk_in(tmp_path / "a") as here, desk_in(tmp_path / "b") as there:
        yield here, there


def carry_over(source: Desk, target: Desk) -> Adopted:
    """Export everything of one PC and import it on the other."""
    known = source.handovers.open().result() + source.handovers.done(0).result()
    items = [(one, source.handovers.history(one.id).result()) for one in known]
    return target.handovers.adopt(items, NOW).result()


def told(desk: Desk, id: str) -> list[tuple[str, str]]:
    return [(event.kind, event.text) for event in desk.handovers.history(id).result()]


def seen(desk: Desk, id: str) -> tuple[str, Agent]:
    found = desk.handovers.get(id).result()
    assert found is not None
    return found.state, found.owner


def test_what_the_other_side_did_comes_back_with_its_state(pair: tuple[Desk, Desk]) -> None:
    here, there = pair
    id = here.hand(here.buyer()).id
    here.hand()
    assert carry_over(here, there) == Adopted(new=2)
    there.handovers.accept(id, WANG, "今晚催", NOW - 50_000).result()  # a clock far behind
    there.handovers.ask(id, WANG, "哪个仓?", NOW - 50_001).result()
    there.handovers.finish(id, WANG, "已补发", NOW - 50_002).result()
    assert carry_over(there, here) == Adopted(grown=1, known=1)
    assert told(here, id) == [
        ("handed", ""), ("accepted", "今晚催"), ("asked", "哪个仓?"), ("done", "已补发"),
    ]  # fmt: skip
    assert seen(here, id) == ("done", WANG)
    assert carry_over(there, here) == Adopted(known=2), "twice is once"
    assert carry_over(here, there) == Adopted(known=2)


def test_both_sides_went_on_and_end_alike(pair: tuple[Desk, Desk]) -> None:
    here, there = pair
    id = here.hand(here.buyer()).id
    carry_over(here, there)
    here.handovers.accept(id, LI, "我来", NOW + 9).result()
    there.handovers.accept(id, WANG, "我接", NOW + 1).result()
    there.handovers.add_line(id, WANG, "仓库回电", NOW + 2).result()
    assert carry_over(here, there) == Adopted(grown=1)
    assert carry_over(there, here) == Adopted(grown=1)
    assert carry_over(here, there) == Adopted(known=1)
    assert sorted(told(here, id)) == sorted(told(there, id))
    assert seen(here, id) == seen(there, id)


@pytest.mark.parametrize("first", [0, 1])
def test_at_once_on_both_sides_it_is_the_same_owner_whoever_imports_first(
    pair: tuple[Desk, Desk], first: int
) -> None:
    here, there = pair
    id = here.hand().id
    carry_over(here, there)
    here.handovers.accept(id, LI, "我来", NOW).result()
    there.handovers.accept(id, WANG, "我接", NOW).result()
    order = (here, there) if first == 0 else (there, here)
    carry_over(*order)
    carry_over(*reversed(order))
    assert seen(here, id) == seen(there, id)


def test_done_is_final_however_often_the_other_side_moved_it(pair: tuple[Desk, Desk]) -> None:
    here, there = pair
    id = here.hand().id
    carry_over(here, there)
    here.handovers.accept(id, LI, "我来", NOW).result()
    here.handovers.finish(id, LI, "", NOW).result()
    for by in (WANG, NIGHT, WANG):
        there.handovers.accept(id, by, "我接", NOW).result()
        there.handovers.pass_on(id, by, "等仓库", "", NOW).result()
    assert carry_over(there, here) == Adopted(grown=1)
    assert seen(here, id)[0] == "done"
    carry_over(here, there)
    assert seen(there, id)[0] == "done"


def test_passed_on_elsewhere_it_waits_here_too(pair: tuple[Desk, Desk]) -> None:
    here, there = pair
    id = here.hand().id
    here.handovers.accept(id, LI, "我来", NOW).result()
    carry_over(here, there)
    there.handovers.pass_on(id, LI, "等仓库", "2026-09-22 早班", NOW).result()
    assert carry_over(there, here) == Adopted(grown=1)
    found = here.handovers.get(id).result()
    assert found is not None
    assert (found.state, found.owner, found.to_shift) == ("waiting", Agent(), "2026-09-22 早班")


def test_what_was_handed_over_is_not_rewritten_by_a_file(pair: tuple[Desk, Desk]) -> None:
    here, _ = pair
    mine = here.hand()
    history = here.handovers.history(mine.id).result()
    forged = replace(mine, because="别的话", state="done")
    extra = replace(history[0], seq=history[0].seq + 1, kind="added", text="一行")
    assert here.handovers.adopt([(forged, [*history, extra])], NOW).result() == Adopted(grown=1)
    found = here.handovers.get(mine.id).result()
    assert found is not None
    assert found.because == mine.because


# Erased


def test_a_file_from_before_brings_no_erased_buyer_back(pair: tuple[Desk, Desk]) -> None:
    here, there = pair
    buyer = here.buyer()
    here.hand(buyer)
    carry_over(here, there)
    there.hand(there.buyer())  # of the same buyer, and never seen here
    here.buyers.erase(buyer.id).result()
    assert carry_over(there, here) == Adopted(erased=2)
    assert here.buyers.count().result() == 0
    assert here.handovers.open().result() == []


def test_a_buyer_who_comes_again_is_let_in_again_but_not_the_old_handovers(
    pair: tuple[Desk, Desk],
) -> None:
    here, there = pair
    buyer = here.buyer()
    old = here.hand(buyer).id
    carry_over(here, there)
    here.buyers.erase(buyer.id).result()
    again = here.buyer()
    new = there.hand(there.buyer()).id
    assert carry_over(there, here) == Adopted(new=1, erased=1)
    assert [one.id for one in here.handovers.of(again.id).result()] == [new]
    assert here.handovers.get(old).result() is None


def test_what_another_pc_says_of_a_merged_account_goes_to_the_kept_buyer(
    pair: tuple[Desk, Desk],
) -> None:
    here, there = pair
    keep, other = here.buyer("大老虎"), here.buyer("小鱼儿")
    here.buyers.merge(keep.id, other.id, NOW).result()
    id = there.hand(there.buyer("小鱼儿")).id
    assert carry_over(there, here) == Adopted(new=1)
    assert [one.id for one in here.handovers.of(keep.id).result()] == [id]
    assert here.buyers.count().result() == 1


def test_a_file_from_before_brings_no_account_back_that_was_merged_into_an_erased_buyer(
    pair: tuple[Desk, Desk],
) -> None:
    here, there = pair
    keep, other = here.buyer("大老虎"), here.buyer("小鱼儿")
    here.buyers.merge(keep.id, other.id, NOW).result()
    here.buyers.erase(keep.id).result()
    there.hand(there.buyer("小鱼儿"))
    there.hand(there.buyer("大老虎"))
    assert carry_over(there, here) == Adopted(erased=2)
    assert here.buyers.count().result() == 0


def test_an_erased_account_that_came_again_and_was_merged_is_let_in(
    pair: tuple[Desk, Desk],
) -> None:
    here, there = pair
    here.buyers.erase(here.buyer("小鱼儿").id).result()
    keep, again = here.buyer("大老虎"), here.buyer("小鱼儿")
    here.buyers.merge(keep.id, again.id, NOW).result()
    there.hand(there.buyer("小鱼儿"))
    assert carry_over(there, here) == Adopted(new=1)
    assert here.buyers.count().result() == 1


def test_what_retention_removed_does_not_come_back_either(pair: tuple[Desk, Desk]) -> None:
    here, there = pair
    id = here.hand().id
    here.handovers.accept(id, LI, "我来", NOW).result()
    here.handovers.finish(id, LI, "", NOW).result()
    carry_over(here, there)
    here.retention.purge(NOW + 90 * 86_400, 30).result()
    assert here.handovers.get(id).result() is None
    assert carry_over(there, here) == Adopted(erased=1)


def test_the_memory_of_what_was_erased_names_nobody(pair: tuple[Desk, Desk]) -> None:
    for desk in pair:
        desk.buyers.erase(desk.buyer().id).result()
    marks = [
        desk.store.read(lambda db: db.rows("SELECT mark FROM erased")).result() for desk in pair
    ]
    assert len(marks[0]) == len(marks[1]) == 1
    assert marks[0] != marks[1], "the key is each desk's own"
    assert "小鱼儿".encode() not in marks[0][0][0]


# The thread of the desk


def test_nothing_is_masked_on_the_thread_of_the_desk(
    pair: tuple[Desk, Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Masking takes as long as the texts are; all else that is asked of the desk would wait."""
    here, there = pair
    here.hand(here.buyer(), please="打 13812345678")
    known = here.handovers.open().result()
    items = prepare([(one, here.handovers.history(one.id).result()) for one in known])

    def forbidden(_text: str) -> str:
        raise AssertionError("worked on inside the transaction")

    monkeypatch.setattr("phrasebook.store.desk_rows.mask", forbidden)
    monkeypatch.setattr("phrasebook.store.buyer_search.keys", forbidden)
    assert there.handovers.adopt(items, NOW).result() == Adopted(new=1)
    assert there.handovers.open().result()[0].please == "打 138****5678"


def test_what_is_not_wanted_any_more_is_not_prepared(
    pair: tuple[Desk, Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, _ = pair
    for _number in range(3):
        here.hand()
    known = here.handovers.open().result()
    items = [(one, here.handovers.history(one.id).result()) for one in known]
    looked: list[str] = []
    real = handover_import._check
    monkeypatch.setattr(
        handover_import, "_check", lambda one, events: (looked.append(one.id), real(one, events))
    )
    assert prepare(items, lambda: not looked) == ()
    assert len(looked) == 1


@pytest.mark.parametrize("where", ["because", "event"])
def test_a_text_longer_than_any_form_gives_is_refused_before_it_is_masked(
    pair: tuple[Desk, Desk], monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    here, there = pair
    one = here.hand()
    (handed,) = here.handovers.history(one.id).result()
    long = "1 " * 10_000
    said = replace(handed, seq=handed.seq + 1, kind="asked", text=long if where == "event" else "")
    if where == "because":
        one = replace(one, because=long)
    masked: list[str] = []
    monkeypatch.setattr("phrasebook.store.desk_rows.mask", lambda text: masked.append(text) or text)
    with pytest.raises(UserError, match="认不出"):
        there.handovers.adopt([(one, [handed, said])], NOW)
    assert masked == []
