"""How people write times: one grammar for times to come, for past ones and for those of shifts.

``parse`` says what is written, not yet which moment it is: 周五 is another day for a reminder than
for the time of an order. Hours and parts of the day must fit each other (``_PARTS``): 晚上 1 点
could be 13:00 or the night after midnight, so it is refused and not guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

from phrasebook.i18n import tr
from phrasebook.model import UserError

_DIGITS: Final = "零一二三四五六七八九"
_ONE: Final = "[一二两三四五六七八九]"
_TWO_DIGITS: Final = rf"(?:\d{{1,2}}|[零〇]{_ONE}?|[二三四五]?十{_ONE}?|{_ONE})"
_PAST: Final = rf"(?:{_TWO_DIGITS}分|\d\d|[零〇]{_ONE}|[二三四五]?十{_ONE}?)"
"""Minutes behind 点; 八点三 may be 8:03 or 8:30, so a single digit needs 零 or 分."""
_COUNT: Final = (
    rf"(?:\d{{1,4}}(?:\.\d{{1,2}})?|[零〇]|{_ONE}百(?:{_ONE}?十{_ONE}?|[零〇]{_ONE})?"
    rf"|{_ONE}?十{_ONE}?|{_ONE})"
)
"""A number in words as it is counted: 两三天 and 三五天 are no 23 and no 35 days."""
_PART: Final = (
    "凌晨|清晨|早晨|早上|上午|中午|正午|下午|午后|傍晚|晚上|晚间|夜里|夜间|半夜|深夜"
    "|[早晚晨夜]|[ap]m"
)
_CLOCK: Final = (
    rf"(?P<part>{_PART})?\s*(?:差(?P<before>{_TWO_DIGITS}分钟?|[一三]刻钟?)\s*)?"
    rf"(?P<hour>{_TWO_DIGITS})"
    r"(?:\s*:\s*(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d{1,9})?)?"
    rf"|\s*[点时](?:[整钟]|(?P<half>半)|(?P<quarter>[一两三])刻钟?"
    rf"|\s*差(?P<lack>{_TWO_DIGITS}分钟?|[一三]刻钟?)|\s*(?P<past>{_PAST}))?"
    r"|(?=\s*[ap]\.?m))(?P<half_day>\s*[ap]\.?m\.?)?"
)
_WEEKDAY: Final = "(?:周|星期|礼拜)"
_DAY: Final = (
    r"(?P<word>大前天|前天|前日|昨天|昨日|今天|今日|明天|明日|后天|后日|大后天)"
    r"|(?P<short>[前昨今明后])(?=[早晚晨夜])"
    rf"|(?P<week>上上个?|上个?|这个?|本|下下个?|下个?)?{_WEEKDAY}(?P<weekday>[一二三四五六日天末]|[1-6](?!\d))"
    r"(?!:)|(?:(?P<year>\d{4})\s?[-/.年]|(?P<year_word>去年|今年|明年))?"
    rf"\s?(?P<month>{_TWO_DIGITS})\s?[-/.月]\s?(?P<day>{_TWO_DIGITS})(?:\s?[日号])?"
    rf"(?:\s?[(]?{_WEEKDAY}(?P<also>[一二三四五六日天])[)]?)?"
    rf"|(?P<month_word>上个?月|本月|这个?月|下个?月)?(?P<day_of>{_TWO_DIGITS})[日号]"
)
_GAP: Final = r"(?:(?<=\d{4}-\d\d-\d\d)|(?<=\d)[\sT,]+|(?<=\d)(?=[^\d\s:.])|(?<![\d\s])[\s,的]*)"
"""Between day and time: 11-2610:00 could be two days, so digits need something between."""
_POINT: Final = rf"(?:{_DAY})(?:{_GAP}(?P<clock>{_CLOCK}))?"
_PLAIN: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def _size(n: int) -> str:
    """Give the pattern of a length of time; its groups end in ``n``."""
    return (
        rf"(?:(?P<few{n}>半)个?|(?P<count{n}>{_COUNT})\s*个?(?P<more{n}>半)?)\s*"
        rf"(?P<unit{n}>分钟?|小时|钟头|刻钟|天|周|星期|礼拜|(?<=[个半])月)(?P<after{n}>半)?\s*"
    )


_SPAN: Final = (
    rf"(?P<over>再?过)?\s*{_size(1)}(?:{_size(2)})?"
    rf"(?:(?P<later>以?后|之后|过后)|(?P<ago>以?前|之前)|(?P<bare>))"
    rf"(?:[\s,的]*(?P<clock>{_CLOCK}))?"
)
_WITH_ZONE: Final = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?\s?(?:Z|z|[+-]\d\d:?\d\d)"
)
_WORDS: Final = {
    "大前天": -3, "前天": -2, "前日": -2, "前": -2, "昨天": -1, "昨日": -1, "昨": -1, "今天": 0,
    "今日": 0, "今": 0, "明天": 1, "明日": 1, "明": 1, "后天": 2, "后日": 2, "后": 2, "大后天": 3,
}  # fmt: skip
_UNITS: Final = {"分": 1, "小": 60, "钟": 60, "刻": 15}
"""Minutes of a unit by its first character; the other units are days and months."""
_DAYS: Final = {"天": 1, "周": 7, "星": 7, "礼": 7}
_LONGEST: Final = 40
"""Characters of a time at most; more is a paste into the wrong field."""
_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")


def _hours(*rows: tuple[int, int, int]) -> Mapping[int, int]:
    """Give hours as they are written with the hour of the day that is meant.

    Args:
        rows: First and last hour and what is added to them.
    """
    return {hour: hour + more for first, last, more in rows for hour in range(first, last + 1)}


_DAWN: Final = _hours((0, 6, 0), (12, 12, -12))
_MORNING: Final = _hours((4, 11, 0))
_NOON: Final = _hours((11, 14, 0), (1, 2, 12))
_EVENING: Final = _hours((5, 11, 12), (17, 24, 0), (12, 12, 12), (0, 0, 24))
_PARTS: Final[Mapping[str, Mapping[int, int]]] = {
    "": _hours((0, 24, 0)),
    "凌晨": _DAWN,
    **dict.fromkeys(("清晨", "早晨", "早上", "早", "晨"), _MORNING),
    "上午": _hours((6, 11, 0)),
    **dict.fromkeys(("中午", "正午"), _NOON),
    **dict.fromkeys(("下午", "午后"), _hours((1, 7, 12), (12, 19, 0))),
    "傍晚": _hours((4, 8, 12), (16, 20, 0)),
    **dict.fromkeys(("晚上", "晚间", "夜里", "夜间", "半夜", "深夜", "晚", "夜"), _EVENING),
    "am": _hours((1, 11, 0), (12, 12, -12)),
    "pm": _hours((1, 11, 12), (12, 12, 0)),
}
"""The hours that each part of the day can have, and what each means; 24 is the next midnight."""
_AFTER_MIDNIGHT: Final = range(1, 5)


@dataclass(frozen=True, slots=True)
class Said:
    """A time as it was written; what was not written is None, zero or empty.

    Attributes:
        seconds: Second of the day, up to 86,400 (24:00), or below 0 (five to midnight).
        days: Days from today.
        weekday: Monday as 0.
        weeks: Weeks from this one, for a weekday with 上, 本 or 下.
        year: The year.
        years: Years from this one, for 去年 and the like.
        month: The month.
        day: The day of the month.
        months: Months from this one.
        also: The weekday that the date is said to be.
        span: Minutes from now, below 0 before it.
        moment: Seconds since the epoch, where a time zone was written too.
        from_now: ``days`` or ``months`` were counted from now (3天后), not named (明天).
    """

    seconds: int | None = None
    days: int | None = None
    weekday: int | None = None
    weeks: int | None = None
    year: int | None = None
    years: int | None = None
    month: int | None = None
    day: int | None = None
    months: int | None = None
    also: int | None = None
    span: float | None = None
    moment: float | None = None
    from_now: bool = False

    @property
    def is_span(self) -> bool:
        """Whether it needs no time of the day: 3天后, 10分钟前, a moment with its zone."""
        given = self.span is not None or self.moment is not None
        return given or (self.from_now and self.seconds is None)


@cache
def _form(pattern: str) -> re.Pattern[str]:
    """Compile a pattern when the first time is typed: shifts are read at the start without them."""
    return re.compile(pattern, re.I)


def plain(text: str) -> str:
    """Give a text with its marks in one form and nothing that cannot be seen."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).strip()


def parse(text: str) -> Said | None:
    """Read a time as it is written; None for what is none.

    Raises:
        UserError: It is written like a time, but no clock shows it or it can mean two times.
    """
    text = plain(text)
    if len(text) > _LONGEST:
        return None
    if _WITH_ZONE.fullmatch(text):
        return _with_zone(text)
    if (found := _form(_SPAN).fullmatch(text)) and (said := _span(found)):
        return said
    if found := _form(_POINT).fullmatch(text):
        return _point(found)
    seconds = clock(text)
    return None if seconds is None else Said(seconds)


def clock(text: str) -> int | None:
    """Read a time of the day as its second: 下午3点 is 54,000, 24:00 is 86,400; None for none.

    Raises:
        UserError: No clock shows it, or it can mean two times.
    """
    text = plain(text)
    if bare := _PLAIN.fullmatch(text):
        return int(bare[1]) * 3600 + int(bare[2]) * 60
    found = _form(_CLOCK).fullmatch(text) if len(text) <= _LONGEST else None
    return _second(found) if found else None


def _with_zone(text: str) -> Said | None:
    try:
        return Said(moment=datetime.fromisoformat(text.upper().replace(" ", "")).timestamp())
    except (ValueError, OverflowError):
        pass
    try:
        return Said(moment=datetime.fromisoformat(text.upper()).timestamp())
    except (ValueError, OverflowError):
        return None


def number(text: str) -> float:
    """Read digits, also with a point, or a number in words below one thousand."""
    if text[0].isascii():
        return float(text)
    total, last = 0, 0
    for char in text.replace("两", "二").replace("〇", "零"):
        if char in "十百":
            total += (last or 1) * (10 if char == "十" else 100)
            last = 0
        else:
            last = last * 10 + _DIGITS.index(char)
    return total + last


def _whole(text: str) -> int:
    return int(number(text))


def _second(found: re.Match[str]) -> int:
    hour, minute = _whole(found["hour"]), _minute(found)
    second = int(found["second"] or 0)
    part = (found["part"] or "").lower()
    half_day = re.sub(r"[\s.]", "", found["half_day"] or "").lower()
    if half_day and part:
        raise _unfit(found)
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and (minute or second)):
        raise UserError(tr("没有这个钟点。"), tr("小时写 0 到 24,分钟写 00 到 59。"))
    meant = _PARTS[half_day or part].get(hour)
    if meant is None:
        if _PARTS[half_day or part] is _EVENING and hour in _AFTER_MIDNIGHT:
            raise UserError(
                tr("“晚上{hour}点”说不清是哪一天。", hour=hour),
                tr(
                    "后半夜写成第二天的 凌晨{hour}点,下午写成 {later}:00。",
                    hour=hour,
                    later=hour + 12,
                ),
            )
        raise _unfit(found)
    if meant == 24 and (minute or second):  # 晚上12点半 is after midnight as 晚上12点 is
        return 24 * 3600 + minute * 60 + second
    less = _minutes(found["before"] or found["lack"])
    return meant * 3600 + (minute - less) * 60 + second


def _unfit(found: re.Match[str]) -> UserError:
    said = found.string[found.start("hour") :] if not found["part"] else found[0][-20:]
    return UserError(
        tr("“{said}”的时段和钟点对不上。", said=said.strip()[:20]), tr("写成 13:00 这样的钟点。")
    )


def _minute(found: re.Match[str]) -> int:
    if found["half"]:
        return 30
    if found["quarter"]:
        return 15 * _whole(found["quarter"])
    said = found["minute"] or found["past"]
    return _whole(said.removesuffix("分")) if said else 0


def _minutes(said: str | None) -> int:
    """Read 5分 or 一刻."""
    if not said:
        return 0
    bare = said.removesuffix("钟")
    return _whole(bare[:-1]) * (15 if bare.endswith("刻") else 1)


def _span(found: re.Match[str]) -> Said | None:
    over, later, ago = found["over"], found["later"], found["ago"]
    if bool(over) == bool(later or ago):
        return None  # 10分钟 alone is no time; 过10分钟后 is said by nobody
    sign = -1 if ago else 1
    minutes, days, months = 0.0, 0.0, 0.0
    for n in ("1", "2"):
        unit = found[f"unit{n}"]
        if not unit:
            continue
        if unit == "天" and (found[f"few{n}"] or found[f"more{n}"]):
            return None  # 半天 is also a long while; 两个半天 is one day, or two and a half
        count = 0.5 if found[f"few{n}"] else number(found[f"count{n}"])
        count += 0.5 if found[f"more{n}"] or found[f"after{n}"] else 0
        if unit == "月":
            months += count
        elif unit[0] in _DAYS:
            days += count * _DAYS[unit[0]]
        else:
            minutes += count * _UNITS[unit[0]]
    if found["clock"] and (minutes or not days.is_integer()):
        return None
    if months and (minutes or days or not months.is_integer()):
        return None
    if months:
        second = _second(found) if found["clock"] else None
        return Said(second, months=int(months) * sign, from_now=True)
    if found["clock"]:
        return Said(_second(found), days=int(days) * sign, from_now=True)
    if days.is_integer() and days and not minutes:
        return Said(days=int(days) * sign, from_now=True)
    return Said(span=sign * (minutes + days * 24 * 60))


def _point(found: re.Match[str]) -> Said:
    second = _second(found) if found["clock"] else None
    if found["word"] or found["short"]:
        return Said(second, days=_WORDS[found["word"] or found["short"]])
    if found["weekday"]:
        return Said(second, weekday=_weekday(found["weekday"]), weeks=_weeks(found["week"]))
    if found["day_of"]:
        months = found["month_word"]
        step = None if not months else {"上": -1, "下": 1}.get(months[0], 0)
        return Said(second, day=_whole(found["day_of"]), months=step)
    years = found["year_word"]
    return Said(
        second,
        year=int(found["year"]) if found["year"] else None,
        years={"去": -1, "今": 0, "明": 1}[years[0]] if years else None,
        month=_whole(found["month"]),
        day=_whole(found["day"]),
        also=_weekday(found["also"]) if found["also"] else None,
    )


def _weekday(said: str) -> int:
    if said == "末":
        raise UserError(tr("“周末”是周六还是周日?"), tr("写成 周六 10:00 或 周日 10:00。"))
    return int(said) - 1 if said.isdecimal() else "一二三四五六日".index(said.replace("天", "日"))


def _weeks(said: str | None) -> int | None:
    if not said:
        return None
    step = {"上": -1, "下": 1}.get(said[0], 0)
    return 2 * step if said[:2] in ("上上", "下下") else step
