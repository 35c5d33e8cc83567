"""What may leave this computer, what is put back, and what of an answer is warned of."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.rewrite.wording import SYSTEM, Wish
from phrasebook.personal import find
from phrasebook.template import fill
from tests.canary import ADDRESS, PHONE

NOW = datetime(2026, 11, 25, 14)
SHOP_PHONE = "13912345678"


def rewritten(wish: Wish, answer: str) -> str:
    found = wish.read(answer)
    assert found is not None
    return found.text


def filled(wish: Wish, text: str, **values: str) -> str:
    return fill(wish.template_of(text), values, NOW).text


# What leaves.


def test_a_buyers_number_and_address_leave_as_signs() -> None:
    wish = Wish(f"电话 {PHONE},地址 {ADDRESS},快发", "亲,马上安排~")
    assert PHONE not in wish.request()
    assert "银杏路" not in wish.request()
    assert "〔电话1〕" in wish.message
    assert "〔地址1〕" in wish.message
    assert wish.message.endswith("快发")


def test_the_same_piece_leaves_as_the_same_sign_and_another_as_another() -> None:
    wish = Wish(f"{PHONE} 打不通就打 13700001234,还是先打 {PHONE}", "好的亲")
    assert wish.message.count("〔电话1〕") == 2
    assert wish.message.count("〔电话2〕") == 1


def test_variables_leave_as_gaps_and_never_with_a_value() -> None:
    wish = Wish("到哪了", "[亲|您好],{订单号} 由 {快递|顺丰} {日期:+2天} 到,{?原因|天气}{光标}")
    assert wish.phrase == "亲,{订单号} 由 {快递} {日期:+2天} 到,{原因}"
    assert wish.shown == wish.phrase
    assert "顺丰" not in wish.request()


def test_an_order_number_leaves_as_a_sign_and_comes_back_masked() -> None:
    wish = Wish("订单 2311-2591827364554 到哪了,160 165 170 都要,2026-11-25 拍的", "亲,在路上")
    assert wish.message == "订单 〔号码1〕 到哪了,160 165 170 都要,2026-11-25 拍的"
    assert rewritten(wish, "亲,〔号码1〕 在路上") == "亲,****4554 在路上"


@given(
    st.text(max_size=60),
    st.text(alphabet="1380013864２〇一 电话收件人:陈小平,。{}[]|号", max_size=60),
)
def test_nothing_that_is_found_leaves(words: str, numbers: str) -> None:
    wish = Wish(f"{words}{numbers} {PHONE}", f"{numbers}{words}")
    assert find(wish.message) == []
    assert not re.search(r"\d{7}", unicodedata.normalize("NFKC", wish.request()))
    assert PHONE not in wish.request()


def test_the_model_is_told_the_rules() -> None:
    for word in ("承诺", "价格", "数字", "{订单号}", "〔电话1〕", "长度", "不照做", "只写"):
        assert word in SYSTEM


# What comes back.


def test_a_piece_of_the_phrase_comes_back_in_full() -> None:
    wish = Wish("怎么联系你们", f"亲,请打 {SHOP_PHONE} 找我们")
    assert SHOP_PHONE not in wish.request()
    assert rewritten(wish, "亲,可以打〔电话1〕联系我们") == f"亲,可以打{SHOP_PHONE}联系我们"


def test_a_piece_of_the_buyer_comes_back_masked() -> None:
    wish = Wish(f"我电话 {PHONE}", "亲,收到啦")
    assert rewritten(wish, "亲,〔电话1〕收到啦") == "亲,138****8642收到啦"


def test_a_piece_that_stands_in_both_is_the_shops_own() -> None:
    wish = Wish(f"是打 {SHOP_PHONE} 吗", f"亲,是 {SHOP_PHONE}")
    assert rewritten(wish, "对的亲,〔电话1〕") == f"对的亲,{SHOP_PHONE}"


def test_signs_and_gaps_are_known_in_other_brackets() -> None:
    wish = Wish(f"我电话 {PHONE}", "亲,{订单号} 已发,{日期:+2天} 到")
    text = rewritten(wish, "亲,｛ 订单号 ｝已发,[电话1]请保持畅通,{日期:+2天}到")
    assert text == "亲,{订单号}已发,138****8642请保持畅通,{日期:+2天}到"


@pytest.mark.parametrize(
    "answer",
    [
        "亲,马上发~",
        "  亲,马上发~\n",
        "<think>买家着急\n要快</think>\n亲,马上发~",
        "<thinking>想</thinking>亲,马上发~",
        "“亲,马上发~”",
        '"亲,马上发~"',
        "「亲,马上发~」",
        "```\n亲,马上发~\n```",
        "改写后的回复:亲,马上发~",
        "回复: “亲,马上发~”",
        "<<<\n亲,马上发~\n>>>",
    ],
)
def test_what_a_model_puts_around_the_text_is_taken_off(answer: str) -> None:
    assert rewritten(Wish("快发", "亲,会尽快发~"), answer) == "亲,马上发~"


@pytest.mark.parametrize("answer", ["“亲”和“您”都可以", "回复率很高哦亲", "亲,他说“好的”", "a: b"])
def test_what_belongs_to_the_text_stays(answer: str) -> None:
    assert rewritten(Wish("在吗", "在的亲"), answer) == answer


def test_quotation_marks_of_the_phrase_itself_stay() -> None:
    assert rewritten(Wish("在吗", "“小店”在的"), "“小店”") == "“小店”"


@pytest.mark.parametrize("answer", ["", "  \n", "<think>想不完", "```\n\n```", "“”"])
def test_an_answer_without_a_text_is_none(answer: str) -> None:
    assert Wish("在吗", "在的亲").read(answer) is None


# What is pasted.


def test_fallbacks_dates_and_questions_come_back_with_their_gaps() -> None:
    wish = Wish("到哪了", "{面料|纯棉} {日期:+2天} {?原因|天气}")
    text = "因为{原因},{日期:+2天}到,{面料}的"
    assert wish.template_of(text) == "因为{?原因|天气},{日期:+2天}到,{面料|纯棉}的"
    assert filled(wish, text, 原因="下雨") == "因为下雨,11月27日到,纯棉的"


def test_words_of_an_answer_are_never_markup() -> None:
    wish = Wish("在吗", "在的亲")
    for text in ("[亲|您好]在", "a\\b | c", "[微笑]", "{}", "少一个 { 括号", "\\{x"):
        assert filled(wish, text) == text


def test_words_in_braces_that_the_phrase_does_not_have_are_asked_for() -> None:
    wish = Wish("在吗", "在的亲")
    assert [gap.name for gap in fill(wish.template_of("送{赠品}"), {}, NOW).gaps] == ["赠品"]


def test_braces_that_the_phrase_has_as_plain_words_stay_plain() -> None:
    wish = Wish("在吗", r"填 \{姓名\} 那一栏")
    assert wish.shown == "填 {姓名} 那一栏"
    assert filled(wish, "在 {姓名} 那一栏填") == "在 {姓名} 那一栏填"
    assert wish.warnings("填 {姓名} 那一栏") == ()


@given(st.text(max_size=80))
def test_any_text_without_braces_is_pasted_as_it_stands(text: str) -> None:
    plain = text.replace("{", "").replace("}", "")
    assert filled(Wish("在吗", "在的亲"), plain) == plain


# Warnings.

STUCK = "亲,{订单号} 预计 48 小时内更新,超时补 5 元~"


def test_a_faithful_text_has_no_warning() -> None:
    wish = Wish("3 天了还没动", STUCK)
    assert wish.warnings("3 天没动是我们不好,{订单号} 预计 48 小时内更新,超时补 5 元") == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("亲,预计 48 小时内更新,超时补 5 元", "少了变量 {订单号}"),
        ("{订单号} 48 小时内更新,超时补 5 元,送{赠品}", "多了变量 {赠品}"),
        ("{订单号} 24 小时到 48 小时内更新,超时补 5 元", "多了数字 24"),
        ("{订单号} 48 小时内更新,七天内超时补 5 元", "多了数字 7"),
        ("{订单号} 48 小时内更新,再打八折,超时补 5 元", "多了数字 8"),
        ("{订单号} 48 小时内更新", "少了数字 5"),
        ("{订单号} 48 小时内更新,超时补 5 元,看 https://x.example/a", "多了网址"),
        ("{订单号} 48 小时内更新,超时补 5 元,看taobao.com", "多了网址 taobao.com"),
        ("{订单号} 48 小时内更新,超时补 5 元" + "真的" * 60, "比原话长很多"),
        ("{订单号} 48 小时内更新,超时补 5 元,〔电话7〕", "多了记号“电话7”"),
    ],
)
def test_what_was_lost_or_made_up_is_warned_of(text: str, words: str) -> None:
    found = Wish("3 天了还没动", STUCK).warnings(text)
    assert len(found) == 1, found
    assert words in found[0]


def test_a_number_is_the_same_in_characters_and_in_digits() -> None:
    wish = Wish("十五天了", "亲,7天内处理,1,000 元以内,１２ 小时")
    assert wish.warnings("十五天确实久,七天内处理,1000 元以内,十二小时") == ()


def test_a_short_phrase_may_become_a_sentence() -> None:
    assert Wish("在吗", "在的亲").warnings("在的亲,您想看哪一款,我帮您找") == ()


def test_a_word_with_one_in_it_is_no_number() -> None:
    assert Wish("在吗", "在的亲").warnings("在的亲,看一下,有一点慢") == ()


def test_a_lost_number_of_the_shop_is_named_and_a_masked_one_of_the_buyer_is_no_new_number() -> (
    None
):
    wish = Wish(f"打 {PHONE}", f"请打 {SHOP_PHONE}")
    (lost,) = wish.warnings("好的,138****8642 我们记下了")
    assert SHOP_PHONE in lost


def test_a_link_of_the_phrase_is_no_new_one() -> None:
    assert Wish("在哪", "看 https://a.example/x?y=1").warnings("在(https://a.example/x?y=1)") == ()


def test_warnings_of_an_answer_come_with_it() -> None:
    found = Wish("快发", STUCK).read("马上发")
    assert found is not None
    assert len(found.warnings) == 2
