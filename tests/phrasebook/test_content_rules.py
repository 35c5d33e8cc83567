"""Each rule for the content finds the violation that is planted here and leaves the rest alone."""

from __future__ import annotations

import pytest

from tests.phrasebook import content_rules as rules

FIRST = "亲，这款的料子是纯棉的，贴身穿很舒服😊 您平时穿多大的码？"


@pytest.mark.parametrize(
    "second",
    [
        FIRST,
        FIRST.replace("亲，", "您好！"),
        FIRST.replace("您平时穿多大的码", "您一般穿多大的码"),
        "這款的料子是純棉的，貼身穿很舒服，您平時穿多大的碼？",
    ],
)
def test_a_swapped_word_is_no_other_wording(second: str):
    assert rules.alike([FIRST, "完全另一句话", second], 0.4) == [(FIRST, second)]


def test_other_words_for_the_same_are_not_alike():
    assert rules.alike([FIRST, "纯棉的哦，穿着软和😊 把身高体重发我，我帮您挑尺码～"], 0.4) == []


def test_short_texts_are_alike_only_where_equal():
    assert rules.alike(["在吗亲", "亲在吗"], 0.1, least=6) == []
    assert rules.alike(["在吗亲", "在吗,亲!"], 0.6, least=6) == [("在吗亲", "在吗,亲!")]
    assert rules.alike(["快递到哪里了呀", "快递到哪里了啊"], 0.6, least=6) != []
    assert rules.alike(["?", "😊"], 0.6, least=6) == []


def test_a_clause_in_many_phrases_is_a_filler():
    texts = [(f"a/{n}", f"第{n}句话，有问题随时找我哦～") for n in range(4)]
    assert rules.fillers(texts, 3) == ["有问题随时找我哦"]
    assert rules.fillers([("a/1", text) for _, text in texts], 3) == [], "variants may repeat it"
    assert rules.fillers([(f"a/{n}", f"好,{{时限|今天十八点前}}发{n}") for n in range(9)], 3) == []


@pytest.mark.parametrize("word", rules.SUPERLATIVES)
def test_each_forbidden_word_is_found(word: str):
    assert word in rules.superlatives(f"亲，这款{word}哦")


def test_the_list_is_long_enough_and_the_harmless_words_pass():
    assert len(rules.SUPERLATIVES) >= 30
    for word in (*rules.HARMLESS, "最近", "最后", "最多", "首页", "万一", "单独", "绝不"):
        assert rules.superlatives(f"亲，{word}您看一下") == [], word
    assert rules.superlatives("第一次来，我们销量第一") == ["第一"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("保证三天到", True),
        ("明天一定会到的", True),
        ("时间我不能保证", False),
        ("价格是店里统一定的", False),
        ("一般三天左右到", False),
    ],
)
def test_promises(text: str, found: bool):
    assert bool(rules.promises(text)) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("您加我微信，我私下给您便宜", True),
        ("可以微信支付", False),
        ("加群领券", True),
        ("扫码进群有福利", True),
        ("QQ上说", True),
        ("您把钱转账过来", True),
        ("在商品页领券", False),
    ],
)
def test_ways_off_the_platform(text: str, found: bool):
    assert bool(rules.lures(text)) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("五星好评返现三元哦", True),
        ("给个好评送您小礼物", True),
        ("晒图有红包", True),
        ("好评返现违反平台规则，我们没有做", False),
        ("谢谢您的好评", False),
    ],
)
def test_paid_praise(text: str, found: bool):
    assert rules.pays_for_praise(text) is found


def test_servile_words_emoji_and_personal_data():
    assert rules.servile("求求您了，顾客就是上帝") == ["上帝", "求求"]
    assert rules.emoji("好😊呀🎁～/:^_^") == 2
    assert rules.personal("打13800138000找我") == ["13800138000"]
    assert rules.personal("身高165体重110斤") == []


def test_a_traditional_character_is_found():
    assert rules.traditional("这款裙子質量好") == ["質"]
    assert rules.traditional("乾隆年间的名著") == []
    assert rules.traditional("乾淨") == ["乾", "淨"]


@pytest.mark.parametrize(
    ("text", "strange"),
    [
        ("{店铺名}{满额}{日期:+2天}{光标}", []),
        ("{卖点|用料}", []),
        ("{卖點|用料}", ["卖點"]),
        ("{卖点}", ["卖点"]),
        ("{?几天|2到3天}", []),
        ("{?您想问买家的那件事情}", ["您想问买家的那件事情"]),
        ("[{店名}|小店]", ["店名"]),
    ],
)
def test_variables_that_nobody_fills(text: str, strange: list[str]):
    assert rules.strange_variables(text, ("卖点",)) == strange
