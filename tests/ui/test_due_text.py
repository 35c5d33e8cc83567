"""Due times as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.due_text import parse_due
from ui.when import at_clock, day_words, local, moment_words, past_words

ZONE = "Asia/Shanghai"
NOW = 1_790_000_000.0
"""2026-09-21 22:13:20 in Shanghai."""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("今天 23:30", "2026-09-21 23:30"),
        ("今天 12:00", "2026-09-21 12:00"),
        ("今天12点前", "2026-09-21 12:00"),
        ("23:00", "2026-09-21 23:00"),
        ("12:00", "2026-09-22 12:00"),
        ("１２：００", "2026-09-22 12:00"),
        ("10点半", "2026-09-22 10:30"),
        ("下午3点", "2026-09-22 15:00"),
        ("明天 9:05", "2026-09-22 09:05"),
        ("明晚8点", "2026-09-22 20:00"),
        ("今晚 11点", "2026-09-21 23:00"),
        ("后天上午10点20分", "2026-09-23 10:20"),
        ("9-28 9:30", "2026-09-28 09:30"),
        ("9月28日 下午2点", "2026-09-28 14:00"),
        ("1-3 10:00", "2027-01-03 10:00"),
        ("2026-12-01 08:00", "2026-12-01 08:00"),
        ("2小时后", "2026-09-22 00:13"),
        ("半小时", "2026-09-21 22:43"),
        ("30分钟内", "2026-09-21 22:43"),
        ("3天", "2026-09-24 22:13"),
    ],
)
def test_what_is_typed_is_read(text: str, said: str) -> None:
    due = parse_due(text, NOW, ZONE)
    assert due is not None
    assert f"{local(due, ZONE):%Y-%m-%d %H:%M}" == said


@pytest.mark.parametrize(
    "text", ["", "尽快", "25:00", "12:60", "今天", "13-40 10:00", "2-30 10:00", "点", "明天再说"]
)
def test_words_that_name_no_time_are_none(text: str) -> None:
    assert parse_due(text, NOW, ZONE) is None


@given(st.text(max_size=30))
def test_no_text_breaks_it(text: str) -> None:
    parse_due(text, NOW, ZONE)


@given(st.floats(NOW, NOW + 300 * 86_400))
def test_what_is_said_is_read_as_the_same_minute(due: float) -> None:
    read = parse_due(moment_words(due, NOW, ZONE), NOW, ZONE)
    assert read is not None
    assert 0 <= due - read < 60


def test_days_are_named_as_they_are_spoken_of() -> None:
    noon = at_clock(NOW, ZONE, 12)
    names = [day_words(noon + days * 86_400, NOW, ZONE) for days in (-2, -1, 0, 1, 2, 3, 200)]
    assert names == ["09-19", "昨天", "今天", "明天", "后天", "09-24", "2027-04-09"]
    assert past_words(noon, NOW, ZONE) == "12:00"
    assert past_words(noon - 86_400, NOW, ZONE) == "昨天 12:00"
    assert at_clock(NOW, ZONE, 12, days=1) == noon + 86_400
    assert moment_words(noon, NOW, "no/such zone").startswith("今天 "), "UTC then"
