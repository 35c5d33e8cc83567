"""Learning from picks: at once, for like messages, without a readable word of a buyer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.suggest import learn
from assistant.suggest.learn import Learned, merged
from assistant.suggest.reading import Guess, Reading, Suggestion
from phrasebook.model import Phrase, Pick

KEY, OTHER = bytes(32), bytes(31) + b"x"
MESSAGE = "这个裙子能便宜一点吗"
LIKE = "这个裙子能便宜点吗亲"


def ids(learned: Learned, message: str) -> list[str]:
    return [one.phrase for one in learned.liked(message)[0]]


def test_a_pick_comes_up_at_once_for_a_like_message_and_for_no_other() -> None:
    learned = Learned(KEY)
    learned.learn(MESSAGE, "mine")
    assert ids(learned, LIKE) == ["mine"]
    assert ids(learned, "什么时候发货") == []


def test_nothing_is_forgotten_by_what_comes_later() -> None:
    learned = Learned(KEY)
    learned.learn(MESSAGE, "mine")
    for number in range(500):
        learned.learn(f"第{number}单什么时候能发货呀", "other")
    assert ids(learned, LIKE) == ["mine"]


def test_the_habit_wins_over_a_slip() -> None:
    learned = Learned(KEY)
    for phrase in ("habit", "slip", "habit", "habit"):
        learned.learn(MESSAGE, phrase)
    assert ids(learned, MESSAGE)[0] == "habit"


def test_a_wrong_guess_stays_away_until_it_is_picked_again() -> None:
    learned = Learned(KEY)
    learned.learn(MESSAGE, "bad", good=False)
    assert learned.liked(LIKE) == ([], {"bad"})
    learned.learn(MESSAGE, "bad")
    assert ids(learned, LIKE) == ["bad"]
    assert learned.liked(LIKE)[1] == set()


def test_what_is_kept_brings_it_back_but_only_with_its_key() -> None:
    first = Learned(KEY)
    kept = first.learn(MESSAGE, "mine")
    assert kept is not None
    assert ids(Learned(KEY, [kept]), LIKE) == ["mine"]
    assert ids(Learned(OTHER, [kept]), LIKE) == []


def test_what_is_kept_holds_numbers_and_the_phrase_only() -> None:
    kept = Learned(KEY).learn("我的电话是一三八零零一三八", "mine")
    assert kept is not None
    assert kept.phrase == "mine"
    assert all(isinstance(mark, int) and 0 <= mark < 2**32 for mark in kept.marks)
    # Another shop's numbers for the same words are others: no table of them can be made.
    other = Learned(OTHER).learn("我的电话是一三八零零一三八", "mine")
    assert other is not None
    assert not set(kept.marks) & set(other.marks)


def test_only_the_newest_are_compared(monkeypatch) -> None:
    monkeypatch.setattr(learn, "PICKS_KEPT", 2)
    learned = Learned(KEY, [Pick("old", tuple(Learned(KEY).marks(MESSAGE)))])
    learned.learn("什么时候发货", "a")
    learned.learn("有没有红色的", "b")
    assert ids(learned, MESSAGE) == []


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_text_can_be_learned_and_asked(first: str, second: str) -> None:
    learned = Learned(KEY)
    kept = learned.learn(first, "x")
    assert (kept is None) == (not learned.marks(first))
    learned.liked(second)
    if kept is not None:
        assert ids(learned, first) == ["x"]


def suggestion(id: str, text: str = "") -> Suggestion:
    return Suggestion(Phrase("price.cheaper", id, text or id, id=id), Guess("price.cheaper", 1), 1)


def test_learned_ones_come_first_and_wrong_ones_not_at_all() -> None:
    reading = Reading(MESSAGE, (Guess("price.coupon", 0.5, ("便宜",)),))
    mine = Phrase("price.coupon", "我的", "领券", id="mine")
    found = merged(
        reading,
        [suggestion("a"), suggestion("bad"), suggestion("mine"), suggestion("b")],
        [(mine, 0.8)],
        {"bad"},
        limit=3,
    )
    assert [one.phrase.id for one in found] == ["mine", "a", "b"]
    assert found[0].guess == Guess("price.coupon", 0.8, ("便宜",))


def test_what_was_just_sent_is_not_offered_again() -> None:
    mine = Phrase("price.coupon", "我的", "领券", id="mine")
    assert merged(Reading(MESSAGE), [], [(mine, 0.8)], set(), 3, just_sent="领券") == []
