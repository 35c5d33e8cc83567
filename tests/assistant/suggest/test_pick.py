"""Which phrases come first."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.suggest.pick import Suggester
from assistant.suggest.reading import Guess, Reading
from phrasebook.model import Phrase


class Fixed:
    """An engine that reads what it was told."""

    def __init__(self, *guesses: tuple[str, float], mood: str = "", buyer_type: str = "") -> None:
        self._guesses = tuple(Guess(*guess) for guess in guesses)
        self._more = {"mood": mood, "buyer_type": buyer_type}

    def read(self, message: str) -> Reading:
        return Reading(message, self._guesses, **self._more)


def phrase(id: str, scene: str = "price.cheaper", text: str = "", **more: object) -> Phrase:
    return Phrase(scene, id, text or f"text of {id}", id=id, **more)  # type: ignore[arg-type]


def phrases_of(scene: str) -> Sequence[Phrase]:
    return [phrase(f"{scene}-{n}", scene) for n in range(4)]


def picked(suggester: Suggester, **how: object) -> list[str]:
    return [one.phrase.id for one in suggester.suggest("x", **how)[1]]  # type: ignore[arg-type]


def test_unsure_between_scenes_it_offers_one_of_each() -> None:
    suggester = Suggester(Fixed(("a", 0.4), ("b", 0.3), ("c", 0.2)), phrases_of)
    assert picked(suggester) == ["a-0", "b-0", "c-0"]


def test_sure_of_a_scene_it_offers_two_of_it_but_not_three() -> None:
    suggester = Suggester(Fixed(("a", 0.95), ("b", 0.02)), phrases_of)
    assert picked(suggester) == ["a-0", "a-1", "b-0"]
    assert picked(suggester, limit=5)[:3] == ["a-0", "a-1", "b-0"]


def test_all_of_one_scene_where_only_one_fits() -> None:
    assert picked(Suggester(Fixed(("a", 0.9)), phrases_of)) == ["a-0", "a-1", "a-2"]


def test_scores_fall_and_the_guess_comes_along() -> None:
    reading, found = Suggester(Fixed(("a", 0.5), ("b", 0.4)), phrases_of).suggest("x", limit=6)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert all(one.guess.scene == one.phrase.scene for one in found)
    assert reading.message == "x"


def test_two_wishes_keep_their_order() -> None:
    # The engine put both wishes first, although the third scene has a greater share.
    suggester = Suggester(Fixed(("a", 0.4), ("b", 0.1), ("c", 0.3)), phrases_of)
    assert picked(suggester) == ["a-0", "b-0", "c-0"]


def test_nothing_for_silence_and_for_a_scene_without_phrases() -> None:
    assert picked(Suggester(Fixed(), phrases_of)) == []
    assert picked(Suggester(Fixed(("a", 0.9)), lambda scene: [])) == []


def order(phrases: Sequence[Phrase], *, read_as: str = "", **how: object) -> list[str]:
    fixed = Fixed(("price.cheaper", 0.9), buyer_type=read_as)
    return picked(Suggester(fixed, lambda scene: phrases), limit=9, **how)


def test_what_suits_the_buyer_then_pinned_then_used_then_in_order() -> None:
    phrases = [
        phrase("plain"), phrase("used", use_count=3), phrase("pinned", pinned=True),
        phrase("vip", buyer_types=("VIP",)), phrase("last"),
    ]  # fmt: skip
    rest = ["pinned", "used", "plain", "vip", "last"]
    assert order(phrases) == rest
    first = ["vip", "pinned", "used", "plain", "last"]
    assert order(phrases, buyer_type="VIP") == first
    assert order(phrases, read_as="VIP") == first
    assert order(phrases, read_as="VIP", buyer_type="理性型") == rest, "the agent knows better"


def test_the_text_just_sent_is_not_offered_again() -> None:
    phrases = [
        phrase("a", text="亲,满{金额|99}元包邮哦"),
        phrase("b", text="别的", variants=("另一种说法!",)),
        phrase("c", text="第三条"),
    ]
    assert order(phrases, just_sent="亲，满129元包邮哦~") == ["b", "c"]
    assert order(phrases, just_sent="另一种说法") == ["a", "c"]
    assert order(phrases, just_sent="从没说过") == ["a", "b", "c"]


def test_no_cheer_first_for_the_angry() -> None:
    fixed = Fixed(("price.cheaper", 0.5), ("order.guide", 0.3), ("after.refund", 0.2), mood="angry")
    assert picked(Suggester(fixed, phrases_of)) == [
        "after.refund-0", "order.guide-0", "price.cheaper-0",
    ]  # fmt: skip
    far = Fixed(("order.cancel", 0.9), ("after.refund", 0.02), mood="angry")
    assert picked(Suggester(far, phrases_of))[0] == "order.cancel-0", "a far guess stays far"
