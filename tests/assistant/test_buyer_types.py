"""Which type a buyer is: remembered per buyer and client, and what it does to the order."""

from __future__ import annotations

from assistant.buyer_types import KEPT, BuyerTypes, suiting_first
from phrasebook.model import Phrase


def test_a_type_belongs_to_one_buyer_of_one_client() -> None:
    types = BuyerTypes()
    types.set("qianniu", "小鹿", "谨慎型")
    assert types.of("qianniu", "小鹿") == "谨慎型"
    assert types.of("wechat", "小鹿") == types.of("qianniu", "大象") == ""


def test_it_is_changed_and_taken_back() -> None:
    types = BuyerTypes()
    types.set("qianniu", "小鹿", "谨慎型")
    types.set("qianniu", "小鹿", "爽快型")
    assert types.of("qianniu", "小鹿") == "爽快型"
    types.set("qianniu", "小鹿", "")
    assert types.of("qianniu", "小鹿") == ""


def test_without_a_name_there_is_nobody_to_mean() -> None:
    types = BuyerTypes()
    types.set("qianniu", "", "谨慎型")
    assert types.of("qianniu", "") == ""


def test_the_one_set_longest_ago_is_forgotten_first() -> None:
    types = BuyerTypes()
    for number in range(KEPT):
        types.set("c", f"buyer {number}", "谨慎型")
    types.set("c", "buyer 0", "爽快型")  # set anew: now the youngest
    types.set("c", "one more", "谨慎型")
    assert types.of("c", "buyer 0") == "爽快型"
    assert types.of("c", "buyer 1") == ""
    assert types.of("c", "buyer 2") == "谨慎型"


def _phrase(title: str, *types: str, pinned: bool = False) -> Phrase:
    return Phrase("a.b", title, "x", buyer_types=types, pinned=pinned)


def test_suited_phrases_move_up_below_the_pinned_ones() -> None:
    given = [
        _phrase("钉", pinned=True),
        _phrase("甲"),
        _phrase("乙", "谨慎型", "爽快型"),
        _phrase("丙"),
        _phrase("丁", "谨慎型"),
    ]
    assert [p.title for p in suiting_first(given, "谨慎型")] == ["钉", "乙", "丁", "甲", "丙"]
    assert suiting_first(given, "") == given
    assert suiting_first(given, "没有的型") == given
