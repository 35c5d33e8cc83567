"""Window titles of browsers: what of them is the page's own, and a rule for one page of them.

A browser writes its own name behind the title of a page, and a page its counters of unread
messages before it. A rule that names a desk is tried on what is left, so that it can say where
that begins and ends.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

MAX_TITLE: Final = 512
"""A page may set a title of any length; an expression should not chew on all of it."""

_DASH: Final = r"\s[-–—]\s"
_PROFILE: Final = (
    rf"(?:{_DASH}(?:个人|工作|默认|用户配置 ?\d+|Personal|Work|Default|Profile ?\d+))?"
)
# Edge writes a zero-width space into its name and counts the other tabs before it.
_TABS: Final = r"(?:\s(?:和另外 ?\d+ ?个页面|and \d+ more pages?))?"
_NAMES: Final = (
    r"(?:Google )?Chrome(?: Beta| Dev| Canary)?|(?:Ungoogled )?Chromium|Thorium"
    r"|Microsoft[\u200b ]+Edge(?: Beta| Dev| Canary)?|Brave|Opera(?: GX)?|Vivaldi"
    r"|(?:Mozilla )?Firefox(?: ESR| Nightly| Developer Edition)?|LibreWolf|Waterfox"
    r"|(?:Ablaze )?Floorp|Zen(?: Browser)?|Yandex(?: Browser)?"
    r"|(?:QQ|UC|[^\s-]{0,8}) ?浏览器[A-Z]?(?: ?[\d.]+)?"
)
_PRIVATE: Final = (
    r"(?: ?[((](?:Incognito|InPrivate|Private Browsing|Guest|无痕模式|隐身|隐私浏览|访客)[))]"
    rf"|{_DASH}(?:InPrivate|Incognito)| (?:Private Browsing|隐私浏览(?:模式)?|隐私窗口))?"
)
_BROWSER: Final = re.compile(f"{_TABS}{_PROFILE}{_DASH}(?:{_NAMES}){_PRIVATE}$")
_COUNTER: Final = re.compile(
    r"^\s*(?:[((\[【〔]\s*(?:\d{1,4}\+?|\d{0,4}\+?\s*(?:条|个)?(?:新|未读)[^))\]】〕]{0,6})"
    r"\s*[))\]】〕]|[●•🔴*!]+)\s*"
)
_COUNTER_BEHIND: Final = re.compile(
    r"\s*[((\[【]\s*\d{1,4}\+?\s*(?:条(?:新|未读)?消息)?\s*[))\]】]\s*$"
)
_SEPARATOR: Final = re.compile(
    r"\s+[-–—|·•:：]\s+|[_|｜]|(?<=[\u3400-\u9fff])[-–—](?=[\u3400-\u9fff])"
)

# What pages of desks call themselves, whatever the platform.
_DESK_WORD: Final = re.compile(
    "客服|聊天|沟通|接待|会话|对话|消息|咨询|工作台|后台|商家|卖家|店铺|平台|系统|中心|台$"
    r"|(?i:\b(?:chat|desk|inbox|messag\w*|support|agent|console|service|seller|merchant|im)\b)"
)
_PERSON: Final = re.compile(r"[\u3400-\u9fff]{2,4}")
"""A title that is nothing but this may be a buyer's name."""
_ORDINARY: Final = (
    "搜索|百科|知乎|问答|贴吧|论坛|社区|新闻|资讯|博客|哔哩哔哩|bilibili|微博|文库|下载"
    "|Google|Bing|必应|Wikipedia|YouTube|Search"
)
"""Ends of titles of pages that are about a desk."""


@lru_cache(64)
def page_title(title: str) -> str:
    """Give a window title without the browser's name and without counters of messages."""
    title = _BROWSER.sub("", title[:MAX_TITLE].rstrip()).strip()
    for _ in range(3):
        title = _COUNTER.sub("", title)
    return _COUNTER_BEHIND.sub("", title).strip()


def title_rule(title: str) -> str:
    """Make an expression that fits this page of a browser and no other site; "" if none can.

    Sites write their own name at one end of the title, beside it what is open just now, which may
    be a buyer's name: so only the site's part is kept. A title that is nothing but what could be a
    person's name gives none, since the settings are a plain file.
    """
    page = page_title(title)
    parts = [part.strip() for part in _SEPARATOR.split(page) if part.strip()]
    if not parts:
        return ""
    apart = r"[\s\-–—_|｜·•:：]"
    last, first = parts[-1], parts[0]
    if len(parts) == 1:
        return f"^{re.escape(last)}$" if _is_site(last) else ""
    if _is_site(last) and (_DESK_WORD.search(last) or not _DESK_WORD.search(first)):
        return f"(?:^|{apart}){re.escape(last)}$"
    if _is_site(first):
        return f"^{re.escape(first)}{apart}(?!.*(?:{_ORDINARY}))"
    return ""


def _is_site(part: str) -> bool:
    return _DESK_WORD.search(part) is not None or not _PERSON.fullmatch(part)
