"""Tips, guides and FABE: what loads, and how a slip in a file is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from phrasebook import resources
from phrasebook.fabe import Fabe, compose
from phrasebook.guides import guides
from phrasebook.tips import tips

TIP = """
[[tip]]
id = "{id}"
group = "objection"
title = "太贵"
lead = "贵在哪里"
behind = "预算、比价、没看到价值。"
do = ["先问清"]
dont = ["急着解释"]
scenes = ["price.expensive"]
"""
GUIDE = """
id = "g"
title = "怎么跟"
when = "没付款"
[[node]]
id = "start"
ask = "是谁?"
options = [{ say = "新客", go = "new" }, { say = "老客", go = "old" }]
[[node]]
id = "new"
title = "新客"
tell = "核对地址。"
scenes = ["follow.pay"]
go = "old"
[[node]]
id = "old"
title = "老客"
tell = "轻轻提一句。"
scenes = ["follow.pay"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    real = Path(__file__).parents[2] / "resources/content/scenes.toml"
    for name in ("tips", "guides"):
        (tmp_path / "content" / name).mkdir(parents=True)
    (tmp_path / "content/scenes.toml").write_bytes(real.read_bytes())
    resources.set_root(tmp_path)
    tips.cache_clear()
    guides.cache_clear()
    yield tmp_path / "content"
    resources.set_root(None)
    tips.cache_clear()
    guides.cache_clear()


def test_tips_load(folder: Path) -> None:
    (folder / "tips/a.toml").write_text(TIP.format(id="a") + TIP.format(id="b"), "utf-8")
    found = tips()
    assert found.problems == ()
    assert [tip.id for tip in found.of("objection")] == ["a", "b"]
    assert found.get("a") is not None
    assert found.get("z") is found.buyer_type("谨慎型") is None


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (TIP.format(id="a") + TIP.format(id="a"), "前面已经有了"),
        (TIP.format(id="a").replace("objection", "other"), "other"),
        (TIP.format(id="a").replace("price.expensive", "no.such"), "no.such"),
        (TIP.format(id="a").replace("behind", "behin"), "behin"),
        (TIP.format(id="a").replace('["先问清"]', '"先问清"'), "do"),
        ("[[tip]\n", "a.toml"),
        ("tip = 3\n", "[[tip]]"),
    ],
)
def test_a_slip_costs_its_tip_and_is_told(folder: Path, text: str, hint: str) -> None:
    (folder / "tips/a.toml").write_text(text, "utf-8")
    (folder / "tips/b.toml").write_text(TIP.format(id="fine"), "utf-8")
    found = tips()
    assert found.get("fine") is not None
    assert any(hint in problem for problem in found.problems)


def test_a_guide_leads_from_question_to_leaf(folder: Path) -> None:
    (folder / "guides/g.toml").write_text(GUIDE, "utf-8")
    found = guides()
    assert found.problems == ()
    guide = found.get("g")
    assert guide is not None
    assert not guide.start.is_leaf
    assert guide.nodes[guide.start.options[0].go].is_leaf
    assert found.get("z") is None


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ('go = "new" }', 'go = "nowhere" }', "nowhere"),
        ('go = "old"\n[[node]]', 'go = "nowhere"\n[[node]]', "nowhere"),
        ('id = "start"', 'id = "begin"', "start"),
        ('{ say = "新客", go = "new" }, ', "", "new"),
        ('id = "old"', 'id = "new"', "new"),
        ("follow.pay", "no.such", "no.such"),
        ('id = "g"', 'id = "h"', "文件名"),
        ('ask = "是谁?"', "", "ask"),
        ("tell =", "tel =", "tell"),
        ('options = [{ say = "新客"', 'options = [3, { say = "新客"', "start"),
    ],
)
def test_a_guide_with_a_way_to_nowhere_is_left_out(
    folder: Path, old: str, new: str, hint: str
) -> None:
    assert old in GUIDE
    (folder / "guides/g.toml").write_text(GUIDE.replace(old, new), "utf-8")
    found = guides()
    assert found.all == ()
    assert hint in found.problems[0]


class TestFabe:
    full = Fabe("真丝衬衫", "用的是桑蚕丝。", "透气又垂顺", "夏天穿着凉快", "有买家晒图")

    def test_every_wording_holds_all_parts(self) -> None:
        texts = [compose(self.full, turn) for turn in range(3)]
        assert len(set(texts)) == 3
        for text in texts:
            for part in ("真丝衬衫", "用的是桑蚕丝", "透气又垂顺", "夏天穿着凉快", "有买家晒图"):
                assert part in text
            assert "。，" not in text
            assert "。。" not in text

    def test_parts_may_be_missing_but_not_the_benefit(self) -> None:
        short = compose(Fabe(feature="加绒", benefit="冬天暖和"))
        assert short == "亲，这款加绒，冬天暖和😊"
        assert compose(Fabe(feature="加绒")) == ""
        assert Fabe(feature=" ", benefit="x").missing == ("feature",)
