"""Picks in the desk: keyed numbers only, bounded, gone with buyers, with time and on one word."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from phrasebook import marks
from phrasebook.model import Pick
from phrasebook.store import picks
from tests.phrasebook.decrypted import holds
from tests.phrasebook.desk_helpers import DAY, KEY, NOW, Desk, desk_in

FISH, DEER = ("小鱼儿", "千牛", ""), ("小鹿的窝", "千牛", "")
MESSAGE = "能便宜点吗"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_in(tmp_path) as opened:
        yield opened


def learn(desk: Desk, phrase: str, message: str = MESSAGE, when: float = NOW, **more) -> None:
    key, _ = desk.picks.load().result()
    found = tuple(sorted(marks.of(message, key)))
    desk.picks.add(Pick(phrase, found), when, **more).result()


def kept(desk: Desk) -> list[str]:
    return [pick.phrase for pick in desk.picks.load().result()[1]]


def test_a_pick_comes_back_as_it_was(desk: Desk) -> None:
    desk.picks.load().result()
    wanted = [Pick("a", (1, 2, 4_294_967_295)), Pick("b", (5,), good=False)]
    for pick in wanted:
        desk.picks.add(pick, NOW).result()
    key, found = desk.picks.load().result()
    assert found == wanted
    assert len(key) == 32
    assert desk.picks.load().result()[0] == key


def test_the_oldest_go_beyond_the_limit(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picks, "PICKS_KEPT", 2)
    for name in "abc":
        learn(desk, name)
    assert kept(desk) == ["b", "c"]


def test_forgetting_takes_all_and_the_key_also_out_of_copies(desk: Desk, tmp_path: Path) -> None:
    learn(desk, "a")
    key, (pick,) = desk.picks.load().result()
    blob = b"".join(mark.to_bytes(4, "little") for mark in pick.marks).hex()
    desk.store.backup().result()
    assert desk.picks.forget().result() == 1
    assert kept(desk) == []
    assert desk.picks.load().result()[0] != key
    desk.store.close()
    for path in tmp_path.rglob("*.db*"):
        assert holds(path, (key.hex(), blob), KEY) == [], path.name


def test_what_was_forgotten_meanwhile_is_not_kept_under_another_key(desk: Desk) -> None:
    desk.picks.load().result()
    desk.picks.forget().result()
    desk.picks.add(Pick("late", (1,)), NOW).result()
    assert kept(desk) == []


def test_learning_is_no_step_that_undo_takes_back(desk: Desk) -> None:
    learn(desk, "a")
    assert desk.store.undo().result() == ""


def test_an_erased_buyer_takes_along_what_was_learned_from_it(desk: Desk) -> None:
    buyer = desk.buyer(FISH[0])
    desk.buyer(DEER[0])
    learn(desk, "of the buyer", account=FISH)
    learn(desk, "of another", account=DEER)
    learn(desk, "of nobody known")
    learn(desk, "that names it", "小鱼儿说的那件能便宜点吗")
    desk.buyers.rename(buyer.id, "小鱼儿二号", "千牛", "", NOW).result()
    learn(desk, "after it was renamed", account=("小鱼儿二号", "千牛", ""))
    desk.buyers.rename(buyer.id, *FISH, NOW).result()
    desk.buyers.erase(buyer.id).result()
    assert kept(desk) == ["of another", "of nobody known"]


def test_what_was_learned_before_a_buyer_was_written_down_goes_with_it(desk: Desk) -> None:
    learn(desk, "before", account=FISH)
    desk.buyers.erase(desk.buyer(FISH[0]).id).result()
    assert kept(desk) == []


def test_a_merged_buyer_brings_its_picks_and_undo_takes_them_back(desk: Desk) -> None:
    keep, other = desk.buyer(FISH[0]), desk.buyer(DEER[0])
    learn(desk, "of the other", account=DEER)
    desk.buyers.merge(keep.id, other.id, NOW).result()
    assert desk.store.undo().result() == "合并买家"
    desk.buyers.erase(keep.id).result()
    assert kept(desk) == ["of the other"]
    keep = desk.buyer(FISH[0])
    desk.buyers.merge(keep.id, other.id, NOW).result()
    desk.buyers.erase(keep.id).result()
    assert kept(desk) == []


def test_a_pick_for_a_merged_account_is_one_of_the_kept_buyer(desk: Desk) -> None:
    keep, other = desk.buyer("大老虎"), desk.buyer("小鱼儿")
    desk.buyers.merge(keep.id, other.id, NOW).result()
    desk.picks.load().result()
    desk.picks.add(Pick("a", (1,)), NOW, (other.name, other.platform, "")).result()
    assert [one["phrase"] for one in desk.buyers.export(keep.id).result()["picks"]] == ["a"]


def test_retention_takes_what_was_learned_so_long_ago(desk: Desk) -> None:
    learn(desk, "old", when=NOW - 31 * DAY)
    learn(desk, "new", when=NOW - 29 * DAY)
    desk.retention.purge(NOW, None).result()
    assert kept(desk) == ["old", "new"]
    heard = []
    desk.store.listen(heard.append)
    desk.retention.purge(NOW, 30).result()
    assert kept(desk) == ["new"]
    assert [changes.picks for changes in heard if changes] == [True]


def test_retention_takes_the_picks_of_a_buyer_that_is_over(desk: Desk) -> None:
    desk.buyer(FISH[0], NOW - 31 * DAY)
    learn(desk, "of the buyer", when=NOW - 1, account=FISH)
    desk.retention.purge(NOW, 30).result()
    assert kept(desk) == []
