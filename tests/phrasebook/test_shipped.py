"""The phrases that ship: every scene is filled, each wording may be sent and none is another's.

The rules have their planted violations in ``test_content_rules.py``; examples, tips, guides and the
manual have test files of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

import pytest

from phrasebook import template
from phrasebook.content import ContentPhrase, StandardContent, load_standard
from phrasebook.model import STEPS
from phrasebook.scenes import scene, scenes
from tests.phrasebook import content_rules as rules
from tools.wording import shown

NOW = datetime(2026, 11, 22, 10)
DAILY = tuple(
    """
    greet.hello greet.busy greet.returning ask.needs ask.find ask.compare ask.spec ask.size
    ask.usage ask.quality ask.price ask.stock ask.crosssell ask.policy price.cheaper
    price.expensive price.elsewhere price.lookaround price.coupon price.promo price.shipping
    price.gift price.adjust order.guide order.confirm order.address order.edit order.cancel
    ship.when ship.eta ship.courier bye.thanks bye.nodeal follow.pay follow.received
    follow.review follow.loyal ship.urge track.where track.noinfo track.stuck track.signed
    after.return after.exchange after.refund after.freight after.missing after.wrong
    after.damaged after.quality after.badreview after.complaint after.soothe
    """.split()  # noqa: SIM905 - a list of quoted words reads worse
)
"""Scenes that an agent meets every day."""
WITH_FALLBACK = (
    "卖点", "赠品", "包邮条件", "差异点", "赠品说明", "发货时限", "发货地", "好处", "每天多少",
    "依据", "制作天数", "洗涤方式", "开票时间", "查验凭证", "保修期", "耗材", "要量的地方",
    "晾几天",
)  # fmt: skip
"""Variables that are filled silently where the shop has set no value."""
MOST_ALIKE = 0.4
"""Share of common bigrams above which two wordings are the same reply; ours reach 0.31."""
TEXT_LIMIT, WHEN_LIMIT = 90, 40
ANGRY = ("after.complaint", "after.soothe", "after.badreview")
"""Scenes whose buyer is angry: no smile there."""


@pytest.fixture(scope="module")
def shipped() -> StandardContent:
    return load_standard()


def wordings(standard: StandardContent) -> Iterator[tuple[str, str]]:
    for phrase in standard.phrases:
        yield from ((phrase.uid, text) for text in (phrase.draft.text, *phrase.draft.variants))


def of_scene(standard: StandardContent, id: str) -> list[ContentPhrase]:
    return [phrase for phrase in standard.phrases if phrase.draft.scene == id]


def asked(text: str) -> set[str]:
    return {gap.name for gap in template.fill(text, {}, NOW).gaps}


def twice(values: list[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


class TestAmount:
    def test_no_problems(self, shipped: StandardContent) -> None:
        assert shipped.problems == []
        assert shipped.complete

    def test_the_daily_scenes_are_scenes(self) -> None:
        assert set(DAILY) <= {row.id for row in scenes()}
        assert len(set(DAILY)) == len(DAILY) == 53

    def test_every_scene_is_filled(self, shipped: StandardContent) -> None:
        counts = Counter(phrase.draft.scene for phrase in shipped.phrases)
        few = {
            row.id: counts[row.id]
            for row in scenes()
            if counts[row.id] < (6 if row.id in DAILY else 3)
        }
        assert few == {}
        assert len(shipped.phrases) >= 430

    def test_every_step_fills_its_nine_keys(self, shipped: StandardContent) -> None:
        steps = Counter(scene(p.draft.scene).step for p in shipped.phrases)  # type: ignore[union-attr]
        assert set(steps) == {step.number for step in STEPS}
        assert min(steps.values()) >= 9

    def test_the_frequent_ones_have_other_wordings(self, shipped: StandardContent) -> None:
        poor = [
            phrase.uid
            for id in DAILY
            for phrase in of_scene(shipped, id)[:2]
            if len(phrase.draft.variants) < 2
        ]
        assert poor == []

    def test_nearly_all_have_another_wording(self, shipped: StandardContent) -> None:
        without = [phrase.uid for phrase in shipped.phrases if not phrase.draft.variants]
        assert len(without) <= len(shipped.phrases) * 0.4, without


class TestCards:
    def test_codes_are_there_and_unique(self, shipped: StandardContent) -> None:
        codes = [phrase.draft.code for phrase in shipped.phrases]
        assert all(codes)
        assert twice(codes) == []

    def test_titles_are_unique_and_tell_when(self, shipped: StandardContent) -> None:
        assert twice([phrase.draft.title for phrase in shipped.phrases]) == []
        assert [p.uid for p in shipped.phrases if not p.draft.when] == []
        assert [p.uid for p in shipped.phrases if len(p.draft.when) > WHEN_LIMIT] == []

    def test_buyer_types_are_the_nine(self, shipped: StandardContent) -> None:
        used = Counter(type for p in shipped.phrases for type in p.draft.buyer_types)
        assert set(used) == rules.BUYER_TYPES
        assert min(used.values()) >= 3, used

    def test_most_first_cards_can_be_sent_as_they_stand(self, shipped: StandardContent) -> None:
        for step in STEPS:
            first = [p for p in shipped.phrases if scene(p.draft.scene).step == step.number][:9]  # type: ignore[union-attr]
            ready = sum(not asked(phrase.draft.text) for phrase in first)
            assert ready >= 5, (step.number, ready)

    def test_the_search_of_the_palette_example_finds_its_phrase(
        self, shipped: StandardContent
    ) -> None:
        found = [p for p in shipped.phrases if p.draft.code == "wlts"]
        assert [p.draft.title for p in found] == ["物流停滞安抚"]
        assert "物流停滞" in found[0].draft.text
        assert not asked(found[0].draft.text)


class TestVariables:
    def test_every_variable_is_known(self, shipped: StandardContent) -> None:
        strange = [
            (uid, found)
            for uid, text in wordings(shipped)
            if (found := rules.strange_variables(text, WITH_FALLBACK))
        ]
        assert strange == []

    def test_wordings_of_a_phrase_ask_for_the_same(self, shipped: StandardContent) -> None:
        # Else a variant would ask for what the card does not show. Fallbacks are not asked.
        different = [
            (phrase.uid, variant)
            for phrase in shipped.phrases
            for variant in phrase.draft.variants
            if asked(variant) != asked(phrase.draft.text)
        ]
        assert different == []

    def test_few_have_to_ask(self, shipped: StandardContent) -> None:
        asking = [phrase.uid for phrase in shipped.phrases if asked(phrase.draft.text)]
        assert len(asking) <= len(shipped.phrases) * 0.25

    def test_the_agents_number_can_be_named(self, shipped: StandardContent) -> None:
        naming = {uid for uid, text in wordings(shipped) if "工号" in template.variables(text)}
        assert any(uid.startswith("greet.") for uid in naming)


class TestWords:
    def test_texts_are_short(self, shipped: StandardContent) -> None:
        long = [
            (uid, len(text))
            for uid, text in wordings(shipped)
            if len(text) > TEXT_LIMIT or text.count("\n") > 2 or len(text) < 8
        ]
        assert long == []

    def test_no_wording_is_anothers(self, shipped: StandardContent) -> None:
        assert rules.alike([shown(text) for _, text in wordings(shipped)], MOST_ALIKE) == []

    def test_no_clause_is_a_filler(self, shipped: StandardContent) -> None:
        assert rules.fillers(wordings(shipped), most=4) == []

    @pytest.mark.parametrize(
        "rule", [rules.superlatives, rules.promises, rules.servile, rules.lures, rules.personal]
    )
    def test_no_word_that_law_platform_or_self_respect_forbids(
        self, shipped: StandardContent, rule
    ) -> None:
        found = [(uid, text, rule(text)) for uid, text in wordings(shipped)]
        found += [(p.uid, p.draft.title, rule(p.draft.title)) for p in shipped.phrases]
        assert [hit for hit in found if hit[2]] == []

    def test_no_praise_is_paid_for(self, shipped: StandardContent) -> None:
        assert [uid for uid, text in wordings(shipped) if rules.pays_for_praise(text)] == []

    def test_emoji_as_a_person_uses_them(self, shipped: StandardContent) -> None:
        assert [(u, t) for u, t in wordings(shipped) if rules.emoji(t) > 2] == []
        friendly = [t for u, t in wordings(shipped) if not u.startswith("after.")]
        assert sum(map(bool, map(rules.emoji, friendly))) >= len(friendly) * 0.6
        smiling = [u for u, t in wordings(shipped) if u.split("/")[0] in ANGRY and "😊" in t]
        assert smiling == []


class TestBargaining:
    def test_the_ladder_has_its_four_steps_in_order(self, shipped: StandardContent) -> None:
        ladder = [p.draft.ladder for p in of_scene(shipped, "price.cheaper") if p.draft.ladder]
        assert ladder == sorted(ladder)
        assert set(ladder) == {1, 2, 3, 4}
        assert all(p.draft.scene.startswith("price.") for p in shipped.phrases if p.draft.ladder)

    def test_without_refusals(self, shipped: StandardContent) -> None:
        bargaining = [(u, t) for u, t in wordings(shipped) if u.startswith("price.")]
        assert len(bargaining) > 100
        assert [uid for uid, text in bargaining if "不" in text] == []

    def test_four_objections_have_replies(self, shipped: StandardContent) -> None:
        there = {phrase.draft.scene for phrase in shipped.phrases}
        assert there >= {"price.expensive", "price.elsewhere", "price.lookaround", "ship.when"}
