"""Templates: what is filled, what stays a gap, and that nothing a buyer is called is parsed."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phrasebook import template
from phrasebook.template import Gap, Segment, fill, problems, segments, variables

NOW = datetime(2026, 11, 22, 10, 0)
MARKUP = st.text(alphabet="{}[]|\\?:+1天日期光标亲 \n：｜😊a", max_size=40)
ANY_TEXT = st.one_of(st.text(max_size=60), MARKUP)


def filled(text: str, **values: str) -> str:
    result = fill(text, values, NOW)
    assert not result.gaps
    return result.text


def test_values_go_in() -> None:
    assert filled("{买家昵称}您好,我是{工号}号", 买家昵称="小鹿", 工号="07") == "小鹿您好,我是07号"


def test_missing_value_is_a_gap_that_shows_its_name() -> None:
    result = fill("单号 {单号},再说一次 {单号}", {"单号": "  "}, NOW)
    assert result.gaps == (Gap("单号", "快递单号"),)
    assert "{单号}" in result.text


def test_shop_variables_of_any_name_are_asked_unless_set() -> None:
    assert fill("送您{赠品}", {}, NOW).gaps == (Gap("赠品", "赠品"),)
    assert filled("送您{赠品}", 赠品="袜子") == "送您袜子"


def test_fallback_is_silent_and_value_wins() -> None:
    assert filled("这款是{面料|纯棉}的") == "这款是纯棉的"
    assert filled("这款是{面料|纯棉}的", 面料="亚麻") == "这款是亚麻的"
    assert filled("这款{面料|}的") == "这款的"


def test_question_asks_even_with_a_proposal() -> None:
    assert fill("因为{?原因|质量}", {}, NOW).gaps == (Gap("原因", "原因", "质量"),)
    assert filled("因为{?原因|质量}", 原因="物流") == "因为物流"


def test_values_are_never_parsed_again() -> None:
    nickname = "{店铺名}[a|b]{光标}\\{"
    assert filled("亲{买家昵称}", 买家昵称=nickname, 店铺名="x") == "亲" + nickname


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [
        (0, 0, "晚上好"),
        (4, 59, "晚上好"),
        (5, 0, "早上好"),
        (8, 59, "早上好"),
        (9, 0, "上午好"),
        (11, 29, "上午好"),
        (11, 30, "中午好"),
        (13, 0, "下午好"),
        (17, 59, "下午好"),
        (18, 0, "晚上好"),
        (23, 59, "晚上好"),
    ],
)
def test_greeting_fits_the_hour(hour: int, minute: int, expected: str) -> None:
    assert fill("{时段}", {}, NOW.replace(hour=hour, minute=minute)).text == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("{日期}", "11月22日"),
        ("{日期:+2天}", "11月24日"),
        ("{日期:2天}", "11月24日"),
        ("{日期：＋2天}", "11月24日"),
        ("{日期:-1日}", "11月21日"),
        ("{日期:+1周}", "11月29日"),
        ("{日期: +2 个星期}", "12月6日"),
        ("{日期:+9天}", "12月1日"),
        ("{日期:+1月}", "12月22日"),
        ("{日期:+2个月}", "1月22日"),
    ],
)
def test_dates(markup: str, expected: str) -> None:
    assert fill(markup, {}, NOW).text == expected


def test_month_end_falls_back_to_the_last_day() -> None:
    assert fill("{日期:+1月}", {}, datetime(2027, 1, 31)).text == "2月28日"
    assert fill("{日期:+1月}", {}, datetime(2028, 1, 31)).text == "2月29日"
    assert fill("{日期:-2月}", {}, datetime(2027, 1, 31)).text == "11月30日"


def test_unknown_date_form_is_a_gap_not_nonsense() -> None:
    for markup in ("{日期:下周}", "{日期:}", "{日期:+9999999天}"):
        assert fill(markup, {}, NOW).gaps, markup
        assert problems(markup), markup
    assert fill("{日期:+9999月}", {}, datetime(9999, 12, 1)).text


def test_caret_counts_code_points_of_the_filled_text() -> None:
    result = fill("😊{店铺名}:{光标}谢谢", {"店铺名": "小店"}, NOW)
    assert (result.text, result.caret) == ("😊小店:谢谢", 4)
    assert fill("没有光标", {}, NOW).caret is None
    inside = fill("好[亲{光标}|您]哦", {}, NOW)
    assert (inside.text, inside.caret) == ("好亲哦", 2)


def test_alternatives_go_in_a_ring_away_from_the_last_text() -> None:
    text = "[亲|您好|哈喽],在的"
    sent = [fill(text, {}, NOW).text]
    for _ in range(3):
        sent.append(fill(text, {}, NOW, avoid=sent[-1]).text)
    assert sent == ["亲,在的", "您好,在的", "哈喽,在的", "亲,在的"]


def test_several_alternatives_turn_together_and_equal_ones_are_passed_over() -> None:
    assert fill("[a|b][1|2|3]", {}, NOW, avoid="b2").text == "a3"
    assert fill("[a|a|b]", {}, NOW, avoid="a").text == "b"
    assert fill("[a|a]", {}, NOW, avoid="a").text == "a"


def test_alternatives_hold_variables_and_complete_ones_come_first() -> None:
    assert filled("[{买家昵称}亲|亲]在的") == "亲在的"
    assert filled("[{买家昵称}亲|亲]在的", 买家昵称="小鹿") == "小鹿亲在的"
    assert filled("[{面料|纯棉}|麻]") == "纯棉"
    assert fill("[{甲}|{乙}]", {}, NOW).gaps == (Gap("甲", "甲"),)


@pytest.mark.parametrize(
    "text",
    [
        "好的[微笑]马上[玫瑰]",
        "/:^_^ 在的",
        "a|b",
        "半个[ 括号",
        "半个{ 括号",
        "C:\\路径\\_(ツ)_/",
        "[换行\n|没有结尾",
        "{}",
        "{ }",
    ],
)
def test_plain_text_stays(text: str) -> None:
    assert filled(text) == text


def test_emoticon_inside_an_alternative_but_no_nesting() -> None:
    assert filled("[亲[微笑]|您好]") == "亲[微笑]"
    nested = "[a|[b|c]]"
    assert filled(nested) == "[a|b]"
    assert problems(nested)


def test_escapes() -> None:
    assert filled(r"\{x\} \[a\|b\] [a\|b|c]") == "{x} [a|b] a|b"
    assert filled(r"{面料|\}}") == "}"
    assert problems(r"\{x\} \[a") == []


def test_segments_join_to_the_source_and_carry_labels() -> None:
    text = "[亲|您好]{店铺名}\\{ok{?原因}{光标}{面料|棉}"
    cut = segments(text)
    assert "".join(s.text for s in cut) == text
    assert cut == [
        Segment("[亲|您好]", "alternative", "亲"),
        Segment("{店铺名}", "variable", "{店铺名}"),
        Segment("\\{ok", "text", "{ok"),
        Segment("{?原因}", "ask", "{原因}"),
        Segment("{光标}", "caret", ""),
        Segment("{面料|棉}", "variable", "{面料}"),
    ]
    assert template.preview(text) == "亲{店铺名}{ok{原因}{面料}"


def test_variables_in_order_once() -> None:
    assert variables("{乙}[{甲}|{乙}]{光标}{?丙}{日期:+2天}") == ("乙", "甲", "丙", "日期")


@pytest.mark.parametrize(
    "text",
    [
        "亲{买家昵称",
        "亲买家昵称}",
        "[亲|您好",
        "[{买家昵称|您好]",
        "{光标}{光标}",
        "{}",
        "｛买家昵称｝",
        "{日期:下周}",
        "[a|[b|c]]",
        "{面料|{店铺名}}",
    ],
)
def test_problems_are_named(text: str) -> None:
    assert problems(text)


def test_problem_tells_the_place() -> None:
    assert "第 2 个字" in problems("亲{买家")[0]
    assert "第 5 个字" in problems("[ab|{x|c]")[0]


@pytest.mark.parametrize("text", ["亲,在的[微笑]", "[亲|您好]{面料|棉}{光标}", "{日期:+2天}", ""])
def test_good_texts_have_no_problems(text: str) -> None:
    assert problems(text) == []


@given(ANY_TEXT, ANY_TEXT)
def test_no_text_makes_it_fail(text: str, value: str) -> None:
    values = dict.fromkeys(variables(text), value)
    for result in (fill(text, {}, NOW), fill(text, values, NOW, avoid=value)):
        assert result.caret is None or 0 <= result.caret <= len(result.text)
    problems(text)
    assert "".join(s.text for s in segments(text)) == text


@given(st.text(alphabet=st.characters(exclude_characters="{}[]|\\")))
def test_text_without_markup_is_identity(text: str) -> None:
    assert fill(text, {}, NOW) == template.Filled(text)
    assert problems(text) == [] or set(text) & set("｛｝")


@given(ANY_TEXT)
def test_escaped_text_is_identity(text: str) -> None:
    assert fill(template.escape(text), {}, NOW) == template.Filled(text)


@given(ANY_TEXT)
def test_values_are_inserted_as_they_are(value: str) -> None:
    result = fill("<{甲}|[{甲}|x]>", {"甲": value}, NOW)
    if value.strip():
        assert result.text == f"<{value}|{value}>"
        assert result.gaps == ()


def test_hostile_length_stays_quick() -> None:
    for text in ("[" * 20_000, "{" * 20_000, "[a|" * 7_000, "[{a" * 7_000, "{\\[" * 7_000):
        assert fill(text, {}, NOW).text
