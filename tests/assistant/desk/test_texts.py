"""Handovers as text keep the standard's order, show no personal data and no stray markup."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest

from assistant.desk import texts
from phrasebook.desk import Agent, EventKind, Handover, HandoverEvent

ZONE = "Asia/Shanghai"
NOW = datetime(2026, 11, 25, 22, 50, tzinfo=ZoneInfo(ZONE)).timestamp()
WHOLE = Handover(
    name="小鱼 88",
    platform="千牛",
    because="灯罩裂了",
    wants="补一个灯罩",
    please="问仓库单号,回给她",
    how="已道歉,照片在订单里",
    severity="urgent",
    due=NOW + 10 * 3600,
    if_says="今天能发吗",
    reply="今天发,单号 15 点前给您",
    order="240117556712345678",
    at=NOW,
    by=Agent("07", "中班"),
    crossed=3,
)


def test_a_handover_for_a_group_chat_has_the_standards_form() -> None:
    assert texts.for_chat(WHOLE, NOW, ZONE) == (
        "【急 · 跨 3 班】小鱼 88(千牛)\n"
        "因为:灯罩裂了\n"
        "要求:补一个灯罩\n"
        "请做:问仓库单号,回给她\n"
        "怎么做:已道歉,照片在订单里\n"
        "期限:明天 08:50 前\n"
        "万一:买家说“今天能发吗”就回:今天发,单号 15 点前给您\n"
        "订单:240117556712345678\n"
        "谢谢!—— 中班 07"
    )


def test_what_is_empty_leaves_no_line() -> None:
    short = Handover(because="打印机卡纸", please="报修", severity="know")
    assert texts.for_chat(short, NOW, ZONE) == "【知晓】本店事务\n因为:打印机卡纸\n请做:报修\n谢谢!"
    only_reply = replace(short, reply="在修了")
    assert "万一:在修了" in texts.for_chat(only_reply, NOW, ZONE)


def test_several_lines_begin_on_a_line_of_their_own() -> None:
    several = replace(WHOLE, please="1. 问仓库\n2. 回给她")
    assert "请做:\n1. 问仓库\n2. 回给她\n怎么做" in texts.for_chat(several, NOW, ZONE)


@pytest.mark.parametrize("field", ["name", "because", "wants", "please", "how", "if_says", "reply"])
def test_personal_data_never_leaves_and_an_order_number_stays(field: str) -> None:
    changed: dict[str, Any] = {field: "打 13812345678 找她"}
    typed = replace(WHOLE, **changed)
    for text in (texts.for_chat(typed, NOW, ZONE), texts.print_html([typed], "交接", NOW, ZONE)):
        assert "13812345678" not in text
        assert "138****5678" in text
        assert "240117556712345678" in text


def test_an_order_number_stays_even_if_it_looks_like_a_telephone() -> None:
    assert "订单:13812345678" in texts.for_chat(replace(WHOLE, order="13812345678"), NOW, ZONE)


def test_the_handovers_of_a_shift_are_numbered_under_a_title() -> None:
    text = texts.for_shift([WHOLE, WHOLE], "中班交给晚班", NOW, ZONE)
    assert text.startswith("中班交给晚班\n\n1. 【急")
    assert "\n\n2. 【急" in text


def test_how_many_shifts_were_crossed() -> None:
    assert [texts.crossed(n) for n in (0, 1, 12)] == ["", "跨 1 班", "跨 12 班"]


@pytest.mark.parametrize("kind", get_args(EventKind))
def test_every_event_has_words(kind: EventKind) -> None:
    line = texts.event(HandoverEvent(1, "h", kind, NOW, Agent("07", "中班"), "好"), NOW, ZONE)
    assert line.startswith("11-25 22:50 · 中班 07 · ")
    assert line.endswith(":好") == (kind != "carried"), "its text is the key of a shift"
    assert texts.event(HandoverEvent(1, "h", kind, NOW, Agent()), NOW, ZONE).count(" · ") == 1


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.seen.add(tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_page_to_print_is_sound_and_takes_no_markup_from_texts() -> None:
    bad = '<script>alert(1)</script> & "x"\n第二行'
    typed = replace(WHOLE, name=bad, platform=bad, because=bad, reply=bad, by=Agent(bad, bad))
    page = Tags()
    page.feed(texts.print_html([typed, WHOLE], bad, NOW, ZONE))
    assert page.open == []
    assert page.seen == {"html", "head", "style", "body", "h1", "h2", "table", "tr", "td", "br"}
    assert page.text.count("<script>alert(1)</script>") >= 5
    assert "跨 3 班" in page.text
