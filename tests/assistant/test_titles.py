"""Titles: what changes by itself is passed over, another buyer never."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.clients import ClientRule, Clients
from assistant.ports import Target
from assistant.titles import MAX_TITLE, chat_title, same_chat

SAME = [
    ("张三 - 千牛", "(3) 张三 - 千牛"),
    ("(1) 张三 - 千牛", "(12) 张三 - 千牛"),
    ("张三 - 千牛", "[3] 张三 - 千牛"),
    ("张三 - 千牛", "（99+） 张三 - 千牛"),
    ("张三 - 千牛", "【5】张三 - 千牛"),
    ("张三 - 千牛", "3条新消息 - 张三 - 千牛"),
    ("张三 - 千牛", "您有3条新消息 - 张三 - 千牛"),
    ("张三 - 千牛", "(3条新消息) 张三 - 千牛"),
    ("张三 - 千牛", "张三 - 千牛 (3条未读)"),
    ("张三 - 千牛", "● 张三 - 千牛"),
    ("张三 - 千牛", "•张三 - 千牛"),
    ("张三 - 千牛", "* 张三 - 千牛"),
    ("张三 - 千牛", "*张三 - 千牛"),
    ("张三 - 千牛", "🔴 (2) 张三 - 千牛"),
    ("张三 - 千牛", "【新消息】张三 - 千牛"),
    ("【新消息】张三 - 千牛", "【　　　】张三 - 千牛"),
    ("【新消息】张三", "[      ]张三"),
    ("【您有新消息】张三", "【】张三"),
    ("张三 - 千牛", "张三 对方正在输入… - 千牛"),
    ("张三 - 千牛", "张三(对方正在输入...) - 千牛"),
    ("张三", "张三 - 对方正在输入…"),
    ("张三", "张三 正在输入中。。。"),
    ("张三", "张三 is typing…"),
    ("张三 - 千牛", "张三(在线) - 千牛"),
    ("张三(离线)", "张三(手机在线)"),
    ("微信", "微信 (3)"),
    ("微信(1)", "微信(2)"),
    ("Telegram", "Telegram (15)"),
    ("张三 (1) - QQ", "张三 (2) - QQ"),
    ("(1) WhatsApp", "WhatsApp"),
    ("张三 | 客服", "2 new messages | 张三 | 客服"),
    ("张三 | 客服", "(2 unread) 张三 | 客服"),
    ("千牛 - 张三 - Chromium", "(7) 千牛 - 张三 - Chromium"),
    ("千牛 - 张三 - Chromium", "🔊 千牛 - 张三 - Chromium"),
    ("张三 — Mozilla Firefox", "(3) 张三 — Mozilla Firefox"),
    ("张三", "张三\u200b"),
    ("张三  -  千牛", "张三 - 千牛"),
    ("● (3) 【新消息】张三 - 千牛", "张三 - 千牛"),
    ("!张三", "张三"),
]  # fmt: skip
OTHER = [
    ("张三 - 千牛", "李四 - 千牛"),
    ("(3) 张三 - 千牛", "(3) 李四 - 千牛"),
    ("客户1", "客户2"),
    ("买家 3", "买家 4"),
    ("tb_001", "tb_002"),
    ("138****0001", "138****0002"),
    ("t**3", "t**4"),
    ("张三(1)", "张三(2)"),
    ("2024 - 千牛", "2025 - 千牛"),
    ("张三 - 千牛", "千牛"),
    ("张三 - 千牛", "张三"),
    ("张三", "张三丰"),
    ("张三", "您有新消息"),
    ("张三", ""),
    ("", "李四"),
    ("对方正在输入…", "张三"),
    ("新消息小王", "新消息小李"),
    ("新消息小王", "小王"),
    ("在线教育小王", "教育小王"),
    ("Offline Hero", "Hero"),
    ("三条新消息街", "街"),
    ("小王 - 千牛", "小王 - 京麦"),
    ("王*", "李*"),
    ("王*", "王**"),
    ("王＊", "王＊＊"),
    ("*明", "**明"),
    ("*明 - 千牛", "**明 - 千牛"),
    ("**", "***"),
    ("张三!", "张三!!"),
    ("★小店", "★★小店"),
    ("小店★", "小店★★"),
    ("[tb1] 千牛", "[tb2] 千牛"),
    ("(张三) 千牛", "(李四) 千牛"),
    ("★小店★甲", "★小店★乙"),
    ("订单 12345 - 客服", "订单 12346 - 客服"),
    ("A typing tutor", "B typing tutor"),
]


@pytest.mark.parametrize(("before", "after"), SAME)
def test_what_changes_by_itself_is_the_same_chat(before: str, after: str) -> None:
    assert chat_title(before) == chat_title(after) != ""


@pytest.mark.parametrize(("before", "after"), OTHER)
def test_another_name_is_another_chat(before: str, after: str) -> None:
    assert chat_title(before) != chat_title(after)


@given(st.text(max_size=40))
def test_what_is_left_stays_as_it_is(title: str) -> None:
    assert chat_title(chat_title(title)) == chat_title(title)


@pytest.mark.parametrize(
    "piece",
    ["(", "((3)", "【", "(1) ", " - ", "新消息", "*", "\u200b", "您有", "3条", "… ", "a - ",
     "正在输入", "(" + " " * 50, "9", "is typing"],
)  # fmt: skip
def test_a_hostile_title_costs_little(piece: str) -> None:
    title = piece * (1_000_000 // len(piece))
    began = time.process_time()
    for _ in range(10):
        chat_title(title)
    assert time.process_time() - began < 1.0


def test_what_lies_behind_the_limit_must_be_equal() -> None:
    long = "长" * MAX_TITLE
    assert chat_title(long + "张三") != chat_title(long + "李四")


def test_a_rule_that_reads_the_buyer_decides_by_the_buyer() -> None:
    rule = ClientRule("chat", "聊天", programs=("chat",), buyer=r"- (?P<buyer>.+)$")
    clients = Clients([rule])
    bound = Target(1, 2, "chat", "聊天 3 - 买家一")
    assert same_chat(clients, bound, "聊天 4 - 买家一")
    assert same_chat(clients, bound, "聊天 4 - 买家一 (2)")
    assert not same_chat(clients, bound, "聊天 3 - 买家二")
    assert not same_chat(clients, bound, "聊天 3")


def test_without_such_a_rule_the_whole_title_counts() -> None:
    clients = Clients([ClientRule("chat", "聊天", programs=("chat",))])
    bound = Target(1, 2, "chat", "买家一 - 聊天")
    assert same_chat(clients, bound, "(2) 买家一 - 聊天")
    assert not same_chat(clients, bound, "买家二 - 聊天")
