"""What a handover lacks is asked for; verdicts on buyers are questioned, facts are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.desk.wording import judgements, missing
from assistant.desk.wording_words import GROUPS, OTHER_WORDS
from phrasebook.desk import HandoverDraft, Severity

WHOLE = HandoverDraft(
    buyer="b1",
    because="灯罩裂了",
    wants="补一个灯罩",
    please="14 点问仓库单号,回给她",
    severity="urgent",
    due=1.0,
    if_says="今天能发吗",
    reply="今天发,单号 15 点前给您",
)


def asked(draft: HandoverDraft, *, no_buyer: bool = False) -> list[tuple[str, bool]]:
    return [(one.field, one.needed) for one in missing(draft, no_buyer=no_buyer)]


def test_a_whole_handover_lacks_nothing() -> None:
    assert missing(WHOLE) == []


def test_an_empty_one_is_asked_for_what_is_needed_first() -> None:
    assert asked(HandoverDraft(severity="urgent")) == [
        ("buyer", True),
        ("because", True),
        ("please", True),
        ("due", True),
        ("wants", False),
        ("if_says", False),
    ]
    questions = [one.question for one in missing(HandoverDraft())]
    assert all(question.endswith("?") and len(question) <= 14 for question in questions)


@pytest.mark.parametrize(
    ("severity", "expected"),
    [("urgent", [("due", True), ("if_says", False)]),
     ("watch", [("due", False), ("if_says", False)]),
     ("know", [])],
)  # fmt: skip
def test_how_much_it_presses_decides_what_is_asked(
    severity: Severity, expected: list[tuple[str, bool]]
) -> None:
    draft = HandoverDraft("b1", "灯罩裂了", "补一个", "问仓库单号", severity=severity)
    assert asked(draft) == expected


def test_what_is_about_no_buyer_is_not_asked_for_one() -> None:
    draft = HandoverDraft(because="打印机卡纸", please="打电话报修", due=1.0)
    assert asked(draft, no_buyer=True) == []
    assert ("buyer", True) in asked(draft)


def test_an_answer_and_its_question_belong_together() -> None:
    half = HandoverDraft("b1", "缺货", "要黑的", "打电话", due=1.0, if_says="不要灰色")
    assert asked(half) == [("reply", False)]
    other = HandoverDraft("b1", "缺货", "要黑的", "打电话", "", "know", reply="黑色 5 天后到")
    assert asked(other) == [("if_says", False)]


@pytest.mark.parametrize("text", ["", "  ", "无", "同上", "。", "看记录", "略…", "\n"])
def test_a_field_that_says_nothing_counts_as_empty(text: str) -> None:
    draft = HandoverDraft("b1", text, "要黑的", text, severity="know")
    assert asked(draft) == [("because", True), ("please", True)]


VAGUE = ["跟一下", "你跟一下。", "请处理一下", "麻烦你看下,谢谢", "帮忙盯一下吧", "跟进"]
CLEAR = ["问一下仓库单号", "看一下退件到了没有", "处理退款,35 元", "跟进快递,10 点前回复"]


@pytest.mark.parametrize("text", VAGUE)
def test_a_wish_that_says_not_what_to_do_is_asked_about(text: str) -> None:
    draft = HandoverDraft("b1", "缺货", "要黑的", text, severity="know")
    assert asked(draft) == [("please", False)]


@pytest.mark.parametrize("text", CLEAR)
def test_a_wish_that_says_what_to_do_is_not(text: str) -> None:
    assert asked(HandoverDraft("b1", "缺货", "要黑的", text, severity="know")) == []


JUDGES = """
买家无理取闹|无理取闹
这人有病|有病
有病吧,一直催|有病
这买家是不是有病|有病
难缠的很,小心|难缠
刁民一个|刁民
她就是骗子|骗子
我们遇到骗子了|骗子
怀疑买家是骗子|骗子
客服说她无理取闹|无理取闹
我们都怕这买家,刁民|刁民
客服小王说,这人是骗子|骗子
这个“骗子”又来了|骗子
神经病,问了三遍|神经病
他神经,半夜发消息|神经
又故意找茬|找茬
就是来找事|找事
素质低,别理|素质低
此人磨叽|磨叽
买家很墨迹|墨迹
太抠了,赠品也要|抠
想占便宜|占便宜
爱贪小便宜|贪小便宜
她对客服态度差|态度差
态度恶劣,骂我们|态度恶劣
找我们碰瓷|碰瓷
讹我们 50 块|讹
极品买家|极品买家
奇葩客户,退了三次|奇葩客户
无理要求,不用管|无理要求
SB买家|SB
这买家SB|SB
故意不付款|故意
故意把灯罩摔坏退货|故意
职业差评师|职业差评师
职业打假人|职业打假
恶意退货|恶意退货
买家事多|事多
脾气大得很|脾气大
这买家变态|变态
装傻,不认|装傻
撒谎说没收到|撒谎
她太作了|作
傻逼|傻逼
不好沟通|不好沟通
玻璃心|玻璃心
無理取鬧|無理取鬧
極品買家|極品買家
Ｓb买家|Ｓb
"""
FACTS = """
买家说“你们是骗子”
买家说:“你们就是骗子,退钱”
买家说「骗子」
很生气“你们发错货,骗子”
她问:"你们有病吗"
买家:“骗子!”
“你们素质低”,买家原话
“态度差”她这么说
原话:你们就是骗子,退钱
留言:没素质的店
评价写“客服有病”
买家评价“态度恶劣,不会再来”
她骂我们是骗子
骂骗子
买家说我们有病
说客服态度差
投诉客服态度恶劣
快递员态度恶劣,她要换快递
问是不是骗子
怕遇到骗子
担心被骗退款
不是无理取闹,确实发错了
没有撒谎,监控查到了
不算难缠
并非恶意退货
神经酰胺面霜漏了
她神经酰胺过敏
墨迹天气
衣服上有墨迹
印章墨迹未干
收到骗子短信
冒充客服的骗子打过电话
防骗子贴
家里老人有病,急用
买家说孩子有病
植物没有病虫害
变态辣鸡翅漏发
小气泡膜破了
一共二百五十元
今天事多,没来得及回
机器有毛病,开不了
更年期保健品
玻璃心形瓶碎了
线难缠绕
胶带难缠上去
抠图的订单
奇葩说周边
丰田霸道脚垫
霸道总裁文
低能耗款
SB-100 缺货
SBA 认证
2B 铅笔
傻瓜相机
问了 3 次同一问题,要求退款
讲价 3 次,最后要 80 元
她说等工资,25 号付
有病假条的复印件
神经痛贴
流氓兔抱枕
"""


def test_full_width_marks_are_read_like_the_others() -> None:
    assert judgements("\u4e70\u5bb6\u8bf4\uff1a\u201c\u9a97\u5b50\u201d") == []
    assert [one.word for one in judgements("她骂我们\uff0c态度恶劣")] == ["态度恶劣"]


def lines(table: str) -> list[str]:
    return table.strip().splitlines()


@pytest.mark.parametrize("row", lines(JUDGES))
def test_a_verdict_on_the_buyer_is_found(row: str) -> None:
    text, word = row.split("|")
    found = judgements(text)
    assert word in [one.word for one in found]
    for one in found:
        assert text[one.start : one.end] == one.word
        assert one.advice
        assert one.factual == one.instead[0]
        assert any("…" in words for words in one.instead)


@pytest.mark.parametrize("text", lines(FACTS))
def test_a_fact_is_left_alone(text: str) -> None:
    assert judgements(text) == []


@pytest.mark.parametrize("word", [word for group in GROUPS for word in group.words])
def test_every_word_of_the_list_is_found_where_it_stands_alone(word: str) -> None:
    text = f"买家的事:{word},明天再联系"
    assert [one.word for one in judgements(text)] == [word]


def test_there_are_words_enough_and_none_twice() -> None:
    words = [word for group in GROUPS for word in group.words]
    assert len(words) >= 150
    assert len(words) == len(set(words))
    assert all(len(group.advice) <= 16 for group in GROUPS)
    assert set(OTHER_WORDS) <= set(words), "an exception for a word that is not there"


def test_several_verdicts_come_in_order_and_the_longest_word_wins() -> None:
    found = judgements("她蛮不讲理,还骂“骗子”,态度恶劣")
    assert [one.word for one in found] == ["蛮不讲理", "态度恶劣"]


def test_the_wordings_that_are_offered_do_not_judge() -> None:
    offered = [words for group in GROUPS for words in group.instead]
    assert [words for words in offered if judgements(words)] == []


PIECES = st.one_of(
    st.text(max_size=20),
    st.lists(
        st.sampled_from(("买家", "骗子", "有病", "我们", "不是", *"说“”:,她太抠İẞ\n")),
        max_size=30,
    ).map("".join),
)


@given(PIECES)
def test_any_text_is_read_and_every_find_is_in_its_place(text: str) -> None:
    found = judgements(text)
    place = 0
    for one in found:
        assert place <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.word
        place = one.end
