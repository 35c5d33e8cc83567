"""Times that are past, as agents type them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.desk import moments
from assistant.desk.past_moments import read
from phrasebook.model import UserError

ZONE = "Asia/Shanghai"


def moment(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)).timestamp()


NOW = moment("2026-11-25 09:32")  # a Wednesday


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("刚刚", "2026-11-25 09:32"),
        ("10分钟前", "2026-11-25 09:22"),
        ("半小时以前", "2026-11-25 09:02"),
        ("2天前", "2026-11-23 09:32"),
        ("09:00", "2026-11-25 09:00"),
        ("今天 8点半", "2026-11-25 08:30"),
        ("昨天 22:30", "2026-11-24 22:30"),
        ("昨晚11点", "2026-11-24 23:00"),
        ("昨晚12点", "2026-11-25 00:00"),
        ("前天下午3点", "2026-11-23 15:00"),
        ("周三 09:00", "2026-11-25 09:00"),
        ("周三 10:00", "2026-11-18 10:00"),
        ("周四 10:00", "2026-11-19 10:00"),
        ("上周五 10:00", "2026-11-20 10:00"),
        ("11-20 09:00", "2026-11-20 09:00"),
        ("12-20 09:00", "2025-12-20 09:00"),
        ("2025-01-02 09:00", "2025-01-02 09:00"),
        ("今早9点", "2026-11-25 09:00"),
        ("昨晚0点", "2026-11-25 00:00"),
        ("昨夜11点半", "2026-11-24 23:30"),
        ("今天凌晨1点", "2026-11-25 01:00"),
        ("前晚9点", "2026-11-23 21:00"),
        ("大前天 10点", "2026-11-22 10:00"),
        ("上上周五 10:00", "2026-11-13 10:00"),
        ("上个月8号 10点", "2026-10-08 10:00"),
        ("26号 10点", "2026-10-26 10:00"),
        ("去年12月1号 10点", "2025-12-01 10:00"),
        ("2月29日 10:00", "2024-02-29 10:00"),
        ("三天前", "2026-11-22 09:32"),
        ("两天前下午3点", "2026-11-23 15:00"),
        ("一刻钟前", "2026-11-25 09:17"),
        ("1.5小时前", "2026-11-25 08:02"),
        ("一周前", "2026-11-18 09:32"),
        ("2026-11-20 09:00:00", "2026-11-20 09:00"),
        ("2026-11-20T09:00:00Z", "2026-11-20 17:00"),
        ("11月20号晚上8点", "2026-11-20 20:00"),
    ],
)
def test_a_past_time_is_read_as_it_is_meant(typed: str, meant: str) -> None:
    assert read(typed, NOW, ZONE) == moment(meant)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("今天", "2026-11-25 09:32"),
        ("昨天", "2026-11-24 12:00"),
        ("10-30", "2026-10-30 12:00"),
        ("10月30日", "2026-10-30 12:00"),
        ("12-01", "2025-12-01 12:00"),
        ("周一", "2026-11-23 12:00"),
        ("11月20号", "2026-11-20 12:00"),
        ("20号", "2026-11-20 12:00"),
        ("2月29日", "2024-02-29 12:00"),
        ("三天前", "2026-11-22 09:32"),
        ("大前天", "2026-11-22 12:00"),
        ("昨天 10:00", "2026-11-24 10:00"),
    ],
)
def test_a_day_is_enough_where_days_are_counted(typed: str, meant: str) -> None:
    assert read(typed, NOW, ZONE, day_only=True) == moment(meant)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "看不懂"),
        ("昨天", "看不懂"),
        ("明天 10:00", "明天 10:00 还没到"),
        ("10:00", "今天 10:00 还没到"),
        ("今天 23:00", "今天 23:00 还没到"),
        ("2027-01-01 10:00", "还没到"),
        ("11-31 10:00", "没有 11 月 31 日"),
        ("昨天 25:00", "没有这个钟点"),
        ("昨晚1点", "说不清是哪一天"),
        ("昨晚2点", "说不清是哪一天"),
        ("昨天晚上13点", "对不上"),
        ("10分钟后", "还没到"),
        ("上周末 10点", "周六还是周日"),
    ],
)
def test_nonsense_and_what_is_to_come_are_refused(typed: str, says: str) -> None:
    with pytest.raises(UserError) as told:
        read(typed, NOW, ZONE)
    assert says in told.value.message
    assert told.value.advice


@given(st.text(max_size=24), st.booleans())
def test_any_text_is_read_or_refused(typed: str, day_only: bool) -> None:
    try:
        when = read(typed, NOW, ZONE, day_only=day_only)
    except UserError:
        return
    assert when <= NOW


@given(st.floats(NOW - 300 * 86400, NOW - 60))
def test_what_is_shown_reads_back_to_the_same_minute(when: float) -> None:
    shown = moments.spoken(when, ZONE, NOW)
    assert abs(read(shown, NOW, ZONE) - when) < 60
