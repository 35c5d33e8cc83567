"""Which chat a window shows, by its title: the buyer where a rule can read it, else the words.

Titles change by themselves while the chat stays the same: unread counters, a blinking notice, "is
typing", whether the other side is online. ``chat_title`` takes all of that away; what is left
names the chat. A title in which nothing is left names none, so it equals only its like.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from assistant.clients import Clients
from assistant.ports import Target

MAX_TITLE: Final = 512
"""Characters that are looked at; what comes behind must be equal as it stands."""
_PASSES: Final = 6
"""Marks stand inside one another ("● (3) 【新消息】…"), but not deeper than this."""

_OPEN, _CLOSE = r"[(\[（【〔{「『<《]", r"[)\]）】〕}」』>》]"
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
"""Soft hyphen, zero width and direction marks: no eye sees them."""
_STAR: Final = "★☆✱✲*＊!！"
"""These stand for hidden letters, or adorn a name, where there are several of them."""
_DOT: Final = r"\s●•·∙◦○◉◎◯⦁🔴🟢🟠🔵⚫⚪🔔🔕💬🗨📩📨📧✉🔊🔇📢❗❕➤►▶\ufe0f"
_MARK: Final = _STAR + _DOT
_NUMBER: Final = r"\d{1,6}\s{0,2}\+?"
_NOTICE: Final = (
    rf"(?:(?:您|你)?\s?(?:收到|有)?\s?(?:{_NUMBER})?\s?(?:条|个|則|则|封)?\s?"
    r"(?:新的?|未读的?|未讀的?)\s?(?:消息|訊息|信息|通知|会话|留言|来信|提醒|咨询|客户消息)"
    rf"|(?:{_NUMBER})\s?(?:条|个|則|则|封)\s?(?:消息|訊息|信息|通知|会话|留言|提醒|未读|未讀)"
    rf"|(?:{_NUMBER})?\s?(?:new|unread)\s(?:messages?|chats?|notifications?)"
    rf"|{_NUMBER}\s?(?:new|unread|条未读|未读)|新消息|未读消息|未读|unread)[!！~～。.…]{{0,6}}"
)
_TYPING: Final = (
    r"(?:(?:对方|對方|买家|客户)?\s?正在\s?(?:输入|輸入|讲话|说话|录音)\s?中?|(?:is\s)?typing)"
    r"[\s.…。·・]{0,8}"
)
_STATE: Final = (
    r"(?:手机|电脑|微信|wap|4g|5g|wifi|移动)?"
    r"(?:在线|离线|忙碌|离开|隐身|online|offline|away|busy|idle)"
)
_BLANK: Final = r"[\s_\-–—　.…]{0,16}"
"""What stands in the brackets of a notice while it blinks off."""
_IN_BRACKETS: Final = re.compile(
    rf"{_OPEN}\s{{0,4}}(?:{_NOTICE}|{_TYPING}|{_STATE}|{_BLANK})\s{{0,4}}{_CLOSE}", re.IGNORECASE
)
_COUNT_FIRST: Final = re.compile(rf"^{_OPEN}\s{{0,4}}{_NUMBER}\s{{0,4}}{_CLOSE}")
_COUNT_LAST: Final = re.compile(rf"(?<=\s){_OPEN}\s{{0,4}}{_NUMBER}\s{{0,4}}{_CLOSE}$")
"""Behind a space only: "张三(2)" is as likely another buyer's name as an unread count."""
_COUNT_OF_PROGRAM: Final = re.compile(
    r"^(微信|企业微信|WeChat|WeCom|QQ|TIM|钉钉|DingTalk|飞书|Lark|Feishu|千牛|旺旺|阿里旺旺|京麦|咚咚|飞鸽"
    r"|拼多多|抖店|Telegram|WhatsApp|Skype|Slack|Discord|Messenger|Teams)"
    rf"{_OPEN}\s{{0,4}}{_NUMBER}\s{{0,4}}{_CLOSE}$",
    re.IGNORECASE,
)
_NOTICE_FIRST: Final = re.compile(rf"^(?:{_NOTICE})(?=[\s\-–—|:：]|$)", re.IGNORECASE)
_NOTICE_LAST: Final = re.compile(rf"(?<=[\s\-–—|:：])(?:{_NOTICE}|{_STATE})$", re.IGNORECASE)
_TYPING_LAST: Final = re.compile(rf"(?<![A-Za-z]){_TYPING}$", re.IGNORECASE)
_MARKS_FIRST: Final = re.compile(rf"^(?:[{_DOT}]|[{_STAR}](?![{_STAR}]))+")
_MARKS_LAST: Final = re.compile(rf"(?<=\s)[{_MARK}]+$")
"""Behind a space only: in "王*" the star stands for a hidden letter of a buyer's name."""
_LOOSE_JOINS: Final = re.compile(r"^[\s\-–—|:：,，]+|[\s\-–—|:：,，]+$")
_SECTIONS: Final = re.compile(r"(\s[\-–—|·]\s)")


def chat_title(title: str) -> str:
    """Give what names the chat: the title less counters, unread marks and passing states.

    Args:
        title: Any title, however long; only the first ``MAX_TITLE`` characters are changed.
    """
    head, tail = title[:MAX_TITLE], title[MAX_TITLE:]
    head = " ".join(_INVISIBLE.sub("", head).split())
    for _ in range(_PASSES):
        before = head
        parts = _SECTIONS.split(head)
        parts[::2] = [_bare(part) for part in parts[::2]]
        head = "".join(parts)
        head = " ".join(_LOOSE_JOINS.sub("", head).split())
        if head == before:
            break
    return head + tail


def _bare(part: str) -> str:
    """Take one layer of marks off a section of a title."""
    part = _IN_BRACKETS.sub(" ", part).strip()
    part = _MARKS_FIRST.sub("", part)
    part = _MARKS_LAST.sub("", part)
    part = _COUNT_OF_PROGRAM.sub(r"\1", part)
    for mark in (_COUNT_FIRST, _COUNT_LAST, _NOTICE_FIRST, _NOTICE_LAST, _TYPING_LAST):
        part = mark.sub("", part).strip()
    return part


def same_chat(clients: Clients, bound: Target, title: str) -> bool:
    """Tell whether a window still shows the chat that it showed when it was bound.

    Args:
        clients: The rules; one that reads the buyer off the title decides by the buyer alone.
        bound: The window with its title of then.
        title: Its title now.
    """
    if title == bound.title:
        return True
    buyer = clients.buyer(bound)
    if buyer:
        return chat_title(buyer) == chat_title(clients.buyer(replace(bound, title=title)))
    return chat_title(bound.title) == chat_title(title)
