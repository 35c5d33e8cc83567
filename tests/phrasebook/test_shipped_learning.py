"""The tips, guides and FABE examples that ship: all there, short, and nothing leads nowhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from phrasebook import fabe
from phrasebook.content import load_standard
from phrasebook.guides import Guide, Node, guides
from phrasebook.manual.library import built_in
from phrasebook.sources import name
from phrasebook.tips import GROUPS, Tip, tips
from tests.phrasebook import content_rules as rules
from tools.wording import of_guide, of_tip

TIPS = {
    "objection": "obj-expensive obj-elsewhere obj-lookaround obj-shiptime",
    "habit": "habit-taste habit-promo habit-fabe habit-soldout",
    "buyer_type": (
        "type-greedy type-rational type-impulsive type-cautious type-opinion type-vip"
        " type-habitual type-emotional type-casual"
    ),
    "complaint": "complaint-venting complaint-habitual complaint-qiuju complaint-forced",
    "six_words": "word-listen word-agree word-ask word-handle word-discuss word-thank",
    "dispute": (
        "dispute-fast dispute-listen dispute-explain dispute-apologise dispute-choose"
        " dispute-act dispute-feedback"
    ),
    "emergency": "emergency-1 emergency-2 emergency-3 emergency-4 emergency-5 emergency-6",
    "aftersales": "after-urge after-return after-edit after-complaint",
}
GUIDES = {"unpaid", "paid", "aftersales", "badreview", "soldout", "complaint"}
DEPTH = 6
"""Questions between the start of a guide and any leaf, at most."""
ALL_TIPS = [pytest.param(tip, id=tip.id) for tip in tips().all]
ALL_GUIDES = [pytest.param(guide, id=guide.id) for guide in guides().all]


@pytest.fixture(scope="module")
def uids() -> set[str]:
    return {phrase.uid for phrase in load_standard().phrases}


class TestTips:
    def test_all_are_there_in_order(self) -> None:
        assert tips().problems == ()
        assert {group: " ".join(tip.id for tip in tips().of(group)) for group in TIPS} == TIPS
        assert list(TIPS) == [group for group, _ in GROUPS]
        assert len(tips().all) == 44

    def test_the_types_are_named_as_phrases_name_them(self) -> None:
        assert {tip.name for tip in tips().of("buyer_type")} == rules.BUYER_TYPES
        assert {tip.name for tip in tips().all if tip.group != "buyer_type"} == {""}

    @pytest.mark.parametrize("tip", ALL_TIPS)
    def test_lengths(self, tip: Tip) -> None:
        assert len(tip.title) <= 8
        assert len(tip.lead) <= 14
        assert 40 <= len(tip.behind) <= 120
        assert 3 <= len(tip.do) <= 6
        assert 2 <= len(tip.dont) <= 5
        assert [line for line in (*tip.do, *tip.dont) if len(line) > 24] == []
        signs = range(3, 6) if tip.group in ("buyer_type", "complaint") else range(6)
        assert len(tip.signs) in signs

    @pytest.mark.parametrize("tip", ALL_TIPS)
    def test_what_it_points_to_exists(self, tip: Tip, uids: set[str]) -> None:
        assert tip.scenes, "scenes themselves are checked when it is read"
        assert built_in().page(tip.page) is not None, tip.page
        assert set(tip.phrases) <= uids
        assert tip.sources
        assert [mark for mark in tip.sources if not name(mark)] == []

    def test_no_line_stands_twice(self) -> None:
        lines = [line for tip in tips().all for line in (tip.behind, *tip.do, *tip.dont)]
        assert rules.alike(lines, 0.75, least=6) == []


def leaves(guide: Guide) -> Iterator[Node]:
    return (node for node in guide.nodes.values() if node.is_leaf)


def depth(guide: Guide) -> int:
    """Questions on the longest of the shortest ways to a leaf."""
    level, seen, now = 0, {guide.start.id}, [guide.start]
    while now:
        fresh = {option.go for node in now for option in node.options} - seen
        seen |= fresh
        now = [guide.nodes[id] for id in fresh]
        level += bool(now)
    return level


class TestGuides:
    def test_the_six_are_there(self) -> None:
        assert guides().problems == ()
        assert {guide.id for guide in guides().all} == GUIDES

    @pytest.mark.parametrize("guide", ALL_GUIDES)
    def test_what_it_points_to_exists(self, guide: Guide, uids: set[str]) -> None:
        assert built_in().page(guide.page) is not None, guide.page
        assert guide.sources
        assert [mark for mark in guide.sources if not name(mark)] == []
        assert [uid for leaf in leaves(guide) for uid in leaf.phrases if uid not in uids] == []

    @pytest.mark.parametrize("guide", ALL_GUIDES)
    def test_every_leaf_offers_phrases(self, guide: Guide) -> None:
        assert [leaf.id for leaf in leaves(guide) if not 1 <= len(leaf.scenes) <= 4] == []
        assert not guide.start.is_leaf
        assert 2 <= depth(guide) <= DEPTH

    @pytest.mark.parametrize("guide", ALL_GUIDES)
    def test_lengths(self, guide: Guide) -> None:
        assert len(guide.when) <= 16
        long = []
        for node in guide.nodes.values():
            limits = ((node.ask, 20), (node.hint, 40), (node.title, 14), (node.tell, 90))
            long += [text for text, limit in limits if len(text) > limit]
            long += [step for step in node.steps if len(step) > 30]
            long += [option.say for option in node.options if len(option.say) > 12]
            if node.is_leaf:
                assert len(node.tell) >= 20, node.id
                assert len(node.steps) <= 5, node.id
            else:
                assert 2 <= len(node.options) <= 6, node.id
        assert long == []

    def test_some_leaves_remind(self) -> None:
        assert sum(bool(leaf.remind) for guide in guides().all for leaf in leaves(guide)) >= 6


def test_the_fabe_examples_are_whole_and_claim_nothing_forbidden() -> None:
    assert len(fabe.examples()) >= 5
    for example in fabe.examples():
        assert example.goods
        assert example.advantage
        assert example.evidence
        for turn in range(3):
            text = fabe.compose(example, turn)
            assert text
            assert len(text) <= 120
            assert rules.superlatives(text) == rules.promises(text) == rules.lures(text) == []


def test_tips_and_guides_are_simplified() -> None:
    words = [(tip.id, text) for tip in tips().all for text in of_tip(tip)]
    words += [(guide.id, text) for guide in guides().all for text in of_guide(guide)]
    assert len(words) > 400
    assert [(id, found) for id, text in words if (found := rules.traditional(text))] == []
