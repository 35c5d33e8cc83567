"""Times as agents type and read them."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.desk.moments import at, local, read, spoken, stamp, zone_of
from phrasebook.model import UserError

ZONE = "Asia/Shanghai"


def moment(text: str, zone: str = ZONE) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()


NOW = moment("2026-11-25 09:32")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("18:00", "2026-11-25 18:00"),
        ("今天 18:00", "2026-11-25 18:00"),
        ("今晚8点", "2026-11-25 20:00"),
        ("明天10点半", "2026-11-26 10:30"),
        ("后天 9点5分", "2026-11-27 09:05"),
        ("11-26 10:00", "2026-11-26 10:00"),
        ("11月26日 10:00", "2026-11-26 10:00"),
        ("1/2 10:00", "2027-01-02 10:00"),
        ("2027-02-03 07:08", "2027-02-03 07:08"),
        (" 11－26 10：00 ", "2026-11-26 10:00"),
        ("2-29 10:00", "2028-02-29 10:00"),
        ("明天下午3点", "2026-11-26 15:00"),
        ("下午三点半", "2026-11-25 15:30"),
        ("中午12:30", "2026-11-25 12:30"),
        ("中午1点", "2026-11-25 13:00"),
        ("晚上八点", "2026-11-25 20:00"),
        ("今晚12点", "2026-11-26 00:00"),
        ("明天凌晨12点", "2026-11-26 00:00"),
        ("明天早上九点", "2026-11-26 09:00"),
        ("上午11点", "2026-11-25 11:00"),
        ("今天十二点", "2026-11-25 12:00"),
        ("周三 18:00", "2026-11-25 18:00"),
        ("周三 09:00", "2026-12-02 09:00"),
        ("星期天 10点", "2026-11-29 10:00"),
        ("礼拜一 10:00", "2026-11-30 10:00"),
        ("下周一9点", "2026-11-30 09:00"),
        ("周三10:00", "2026-11-25 10:00"),
        ("周五二十点", "2026-11-27 20:00"),
        ("周5 20:00", "2026-11-27 20:00"),
        ("一百二十分钟后", "2026-11-25 11:32"),
        ("一百零五分钟后", "2026-11-25 11:17"),
        ("下周一 10:00", "2026-11-30 10:00"),
        ("下周日 10:00", "2026-12-06 10:00"),
        ("10分钟后", "2026-11-25 09:42"),
        ("10 分钟以后", "2026-11-25 09:42"),
        ("半小时后", "2026-11-25 10:02"),
        ("半个钟头之后", "2026-11-25 10:02"),
        ("两小时后", "2026-11-25 11:32"),
        ("1个半小时后", "2026-11-25 11:02"),
        ("一小时半后", "2026-11-25 11:02"),
        ("十二分钟后", "2026-11-25 09:44"),
        ("3天后", "2026-11-28 09:32"),
        ("半天后", "2026-11-25 21:32"),
        ("12月5号 10点", "2026-12-05 10:00"),
        ("十二月五号上午十点", "2026-12-05 10:00"),
        ("12.5 10:00", "2026-12-05 10:00"),
        ("12/5晚8点", "2026-12-05 20:00"),
        ("12月5日(周六) 10:00", "2026-12-05 10:00"),
        ("5号 10点", "2026-12-05 10:00"),
        ("25号 9点", "2026-12-25 09:00"),
        ("31号 9点", "2026-12-31 09:00"),
        ("下个月8号 9点", "2026-12-08 09:00"),
        ("明年1月2号 9点", "2027-01-02 09:00"),
        ("明早9点", "2026-11-26 09:00"),
        ("明晚8点", "2026-11-26 20:00"),
        ("今晚20:00", "2026-11-25 20:00"),
        ("今夜11点", "2026-11-25 23:00"),
        ("今晚零点", "2026-11-26 00:00"),
        ("明天零点", "2026-11-26 00:00"),
        ("明天凌晨1点", "2026-11-26 01:00"),
        ("晚上12点半", "2026-11-26 00:30"),
        ("今天24:00", "2026-11-26 00:00"),
        ("24:00", "2026-11-26 00:00"),
        ("大后天 10点", "2026-11-28 10:00"),
        ("本周五 15:00", "2026-11-27 15:00"),
        ("这周五下午三点", "2026-11-27 15:00"),
        ("下下周一 10:00", "2026-12-07 10:00"),
        ("周5 10:00", "2026-11-27 10:00"),
        ("1.5小时后", "2026-11-25 11:02"),
        ("十五分钟后", "2026-11-25 09:47"),
        ("四十五分钟之后", "2026-11-25 10:17"),
        ("一刻钟后", "2026-11-25 09:47"),
        ("1小时30分钟后", "2026-11-25 11:02"),
        ("再过两小时", "2026-11-25 11:32"),
        ("一周后", "2026-12-02 09:32"),
        ("一个月后", "2026-12-25 09:32"),
        ("3天后上午10点", "2026-11-28 10:00"),
        ("10点一刻", "2026-11-25 10:15"),
        ("10点三刻", "2026-11-25 10:45"),
        ("差5分十点", "2026-11-25 09:55"),
        ("十点差一刻", "2026-11-25 09:45"),
        ("十点零五分", "2026-11-25 10:05"),
        ("20点30", "2026-11-25 20:30"),
        ("20时30分", "2026-11-25 20:30"),
        ("10点整", "2026-11-25 10:00"),
        ("晚8点", "2026-11-25 20:00"),
        ("8pm", "2026-11-25 20:00"),
        ("8:30 PM", "2026-11-25 20:30"),
        ("下午13点", "2026-11-25 13:00"),
        ("2026-12-05 10:00:00", "2026-12-05 10:00"),
        ("2026/12/5 10:00", "2026-12-05 10:00"),
        ("2026年12月5日 10:00", "2026-12-05 10:00"),
        ("2026-12-0510:00:00", "2026-12-05 10:00"),
        ("2026-12-05T10:00", "2026-12-05 10:00"),
        ("2026-12-05T10:00:00Z", "2026-12-05 18:00"),
        ("2026-12-05T10:00:00.000+08:00", "2026-12-05 10:00"),
        ("2026-12-05 10:00:00 +0900", "2026-12-05 09:00"),
        ("12-05 10:00", "2026-12-05 10:00"),
        ("\u202d12-05\u200b 10:00\u202c", "2026-12-05 10:00"),
        ("１２月５号　１０：００", "2026-12-05 10:00"),
    ],
)
def test_a_time_is_read_as_it_is_meant(typed: str, meant: str) -> None:
    assert read(typed, NOW, ZONE) == moment(meant)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "看不懂"),
        ("明天", "看不懂"),
        ("下周一", "看不懂"),
        ("两三天后", "看不懂"),
        ("三五天后", "看不懂"),
        ("二三十分钟后", "看不懂"),
        ("一两个小时后", "看不懂"),
        ("十七八分钟后", "看不懂"),
        ("一百二分钟后", "看不懂"),
        ("明天七八点", "看不懂"),
        ("25:00", "没有这个钟点"),
        ("24:01", "没有这个钟点"),
        ("今晚1点", "说不清是哪一天"),
        ("晚上2点", "说不清是哪一天"),
        ("半夜三点", "说不清是哪一天"),
        ("晚上13点", "对不上"),
        ("上午3点", "对不上"),
        ("中午9点", "对不上"),
        ("凌晨8点", "对不上"),
        ("下午9点", "对不上"),
        ("傍晚11点", "对不上"),
        ("13pm", "对不上"),
        ("晚上8am", "对不上"),
        ("周末 10:00", "周六还是周日"),
        ("下周末 10:00", "周六还是周日"),
        ("12月5日(周日) 10:00", "不是写的那个星期几"),
        ("11-2610:00", "看不懂"),
        ("26-12-05 10:00", "看不懂"),
        ("10分钟", "看不懂"),
        ("10分钟前", "已经过了"),
        ("26日后 10:00", "看不懂"),
        ("本周一 10:00", "已经过了"),
        ("昨晚8点", "已经过了"),
        ("2月30日 10:00", "没有 2 月 30 日"),
        ("2027-02-29 10:00", "没有 2 月 29 日"),
        ("9999-01-01 10:00", "没有 1 月 1 日"),
        ("2026-13-05T10:00:00Z", "看不懂"),
        ("下午25点", "没有这个钟点"),
        ("0分钟后", "0 分钟后"),
        ("9999天后", "太久以后"),
        ("小时后", "看不懂"),
        ("周八 10:00", "看不懂"),
        ("今天下午", "看不懂"),
        ("今天早上9点", "今天 09:00 已经过了"),
        ("凌晨12点", "今天 00:00 已经过了"),
        ("10:61", "没有这个钟点"),
        ("13-01 10:00", "没有 13 月 1 日"),
        ("11-31 10:00", "没有 11 月 31 日"),
        ("09:00", "今天 09:00 已经过了"),
        ("11-24 10:00", "昨天 10:00 已经过了"),
        ("2025-01-01 10:00", "已经过了"),
        ("09:32", "已经过了"),
    ],
)
def test_nonsense_and_the_past_are_refused_with_advice(typed: str, says: str) -> None:
    with pytest.raises(UserError) as told:
        read(typed, NOW, ZONE)
    assert says in told.value.message
    assert told.value.advice


@given(st.text(max_size=24))
def test_any_text_is_read_or_refused(typed: str) -> None:
    try:
        when = read(typed, NOW, ZONE)
    except UserError:
        return
    assert when > NOW


@given(st.floats(NOW + 60, NOW + 100 * 86400), st.sampled_from([ZONE, "America/New_York"]))
def test_what_is_shown_reads_back_to_the_same_minute(when: float, zone: str) -> None:
    shown = spoken(when, zone, NOW)
    again = read(shown, NOW, zone)
    # Of the hour that comes twice in autumn the first is meant.
    assert abs(again - when) < 60 or abs(again + 3600 - when) < 60


DAYS = ["", "今天", "明天", "大后天", "周五", "下周一", "12月5号", "12-5 ", "5号", "3天后"]
PARTS = {
    "": range(24), "凌晨": range(7), "早上": range(4, 12), "上午": range(6, 12),
    "中午": range(11, 15), "下午": range(12, 20), "傍晚": range(16, 21),
    "晚上": [*range(17, 24), 0],
}  # fmt: skip


@given(
    st.sampled_from(DAYS),
    st.sampled_from(list(PARTS)),
    st.integers(0, 24),
    st.sampled_from(["点", ":00", "点半", "点一刻", ":59", "点零五分"]),
)
def test_what_is_read_lies_in_the_part_of_the_day_that_was_written_and_reads_back(
    day: str, part: str, hour: int, rest: str
) -> None:
    try:
        when = read(f"{day}{part}{hour}{rest}", NOW, ZONE)
    except UserError:
        return
    then = local(when, ZONE)
    assert then.hour in PARTS[part]
    assert then.hour % 12 == hour % 12
    assert read(spoken(when, ZONE, NOW), NOW, ZONE) == when


def test_a_paste_into_the_wrong_field_is_no_time() -> None:
    with pytest.raises(UserError):
        read("1" + " " * 100_000 + "点", NOW, ZONE)


def test_days_near_today_have_names_and_other_years_are_written() -> None:
    assert spoken(moment("2026-11-25 18:00"), ZONE, NOW) == "今天 18:00"
    assert spoken(moment("2026-11-26 00:00"), ZONE, NOW) == "明天 00:00"
    assert spoken(moment("2026-11-24 23:59"), ZONE, NOW) == "昨天 23:59"
    assert spoken(moment("2026-12-25 18:00"), ZONE, NOW) == "12-25 18:00"
    assert stamp(moment("2025-11-25 09:32"), ZONE, NOW) == "2025-11-25 09:32"


def test_a_day_is_the_zones_own() -> None:
    late = moment("2026-11-25 23:30")
    assert spoken(late, ZONE, NOW) == "今天 23:30"
    assert local(late, "UTC").hour == 15
    assert at(1, 10, 0, NOW, ZONE) == moment("2026-11-26 10:00")


def test_a_time_left_out_in_spring_is_the_one_clocks_show_instead() -> None:
    zone = "America/New_York"
    now = moment("2026-03-07 12:00", zone)
    assert local(read("明天 02:30", now, zone), zone).hour in (1, 3)


def test_days_from_now_keep_the_time_of_day_over_the_change_of_clocks() -> None:
    zone = "America/New_York"
    now = moment("2026-03-07 12:00", zone)
    assert read("1天后", now, zone) == moment("2026-03-08 12:00", zone)
    assert read("24小时后", now, zone) == now + 24 * 3600


def test_a_span_ends_on_a_whole_minute_after_now() -> None:
    assert read("1分钟后", NOW + 40.5, ZONE) == NOW + 120
    assert read("半分钟后", NOW + 40.5, ZONE) == NOW + 120


def test_an_unknown_zone_is_utc() -> None:
    assert zone_of("Mars/Olympus").utcoffset(datetime(2026, 1, 1)) == timedelta(0)
