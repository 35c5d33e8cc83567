"""Spans of whole local days."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from assistant.desk import periods

ZONE = "Asia/Shanghai"


def moment(text: str, zone: str = ZONE) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("month", "2026-03-01", "2026-03-08"),
        ("last_month", "2026-02-01", "2026-02-28"),
        ("7", "2026-03-02", "2026-03-08"),
        ("30", "2026-02-07", "2026-03-08"),
        ("90", "2025-12-09", "2026-03-08"),
    ],
)
def test_a_span_is_whole_days_up_to_today(name: str, first: str, last: str) -> None:
    span = periods.span(name, moment("2026-03-08 09:00"), ZONE)
    assert (span.first, span.last) == (date.fromisoformat(first), date.fromisoformat(last))
    assert span.since == moment(f"{first} 00:00")
    assert span.until - moment(f"{last} 00:00") == 86_400
    assert (span.days[0], span.days[-1]) == (span.first, span.last)


def test_the_month_before_january_is_december() -> None:
    span = periods.span("last_month", moment("2026-01-31 09:00"), ZONE)
    assert (span.first, span.last) == (date(2025, 12, 1), date(2025, 12, 31))


def test_a_day_of_23_hours_is_one_day() -> None:
    zone = "America/New_York"
    span = periods.span("7", moment("2026-03-08 12:00", zone), zone)
    assert len(span.days) == 7
    assert span.until - span.since == 7 * 86_400 - 3_600
