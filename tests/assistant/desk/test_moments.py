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
        ("25:00", "没有这个钟点"),
        ("24:00", "没有这个钟点"),
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
