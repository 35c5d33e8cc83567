"""The records of the standard come out of notes, and a month's reasons are counted."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assistant.desk import records
from phrasebook.desk import FLAGS, Flag, Note

ZONE = "Asia/Shanghai"
PAGE = Path(__file__).parents[3] / "resources" / "manual" / "10-work" / "06-records.md"


def moment(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)).timestamp()


def note(at: str = "2026-11-25 09:32", flag: Flag = "return", **more: Any) -> Note:
    usual: dict[str, Any] = {
        "buyer": "b1", "text": "尺码偏小", "flag": flag, "order": "240117556712345678",
        "fields": (("货号", "K3"), ("原因", "不合适"), ("处理", "退款"), ("费用", "0")),
        "at": moment(at), "zone": ZONE, "agent": "07", "open": True,
    }  # fmt: skip
    return Note(**usual | more)


def test_a_record_has_the_columns_of_the_manual() -> None:
    found = records.sheet("return", [note()])
    assert found.title == "退换货记录"
    assert found.columns == (
        "日期", "订单号", "货号", "原因", "处理", "费用", "谁办", "完了没有", "备注",
    )  # fmt: skip
    assert found.rows == (
        ("2026-11-25", "240117556712345678", "K3", "不合适", "退款", "0", "07", "没完", "尺码偏小"),
    )
    page = PAGE.read_text("utf-8")
    for name in ("货号", "原因", "处理", "费用", "谁办", "完了没有", "我们改了什么"):
        assert name in page
    assert "买家原话" in records.sheet("badreview", []).columns


def test_no_record_tells_who_the_buyer_is() -> None:
    for flag in records.FIELDS:
        columns = records.sheet(flag, []).columns
        assert not {"买家", "姓名", "电话", "地址"} & set(columns)


def test_rows_are_of_the_kind_asked_for_the_oldest_first() -> None:
    notes = [note("2026-11-25 09:00"), note("2026-11-24 23:59"), note(flag="plain")]
    assert [row[0] for row in records.sheet("return", notes).rows] == ["2026-11-24", "2026-11-25"]
    with pytest.raises(KeyError):
        records.sheet("plain", notes)


def test_what_is_done_says_so_and_what_is_missing_stays_empty() -> None:
    done = note(done_at=moment("2026-11-26 10:00"), fields=())
    (row,) = records.sheet("return", [done]).rows
    assert row[2:8] == ("", "", "", "", "07", "完了")
    (closed,) = records.sheet("return", [note(open=False)]).rows
    assert closed[7] == "完了"


def test_a_field_that_is_not_asked_for_any_more_is_not_lost() -> None:
    (row,) = records.sheet("return", [note(fields=(("颜色", "黑"), ("货号", "K3")))]).rows
    assert row[2] == "K3"
    assert row[-1] == "尺码偏小\n颜色:黑"


def test_the_day_is_that_of_the_clock_on_which_it_was_written() -> None:
    late = note("2026-11-25 00:30")
    berlin = note("2026-11-25 00:30", zone="Europe/Berlin")
    rows = records.sheet("return", [late, berlin]).rows
    assert [row[0] for row in rows] == ["2026-11-25", "2026-11-24"]


def test_reasons_are_picked_and_kinds_are_known() -> None:
    for flag in FLAGS:
        asked = records.fields(flag)
        assert bool(asked) == (flag in records.FIELDS)
        names = [field.name for field in asked]
        assert len(names) == len(set(names))
        if asked:
            (reason,) = [field for field in asked if field.name == records.REASON]
            assert len(reason.choices) >= 4
    assert records.fields("return")[1].choices == ("货有问题", "不合适", "快递", "我们说错")


def test_a_months_reasons_are_counted_and_the_main_ones_named() -> None:
    """The example of the manual: 36 returns, 21 of them because it does not fit."""
    notes = [note() for _ in range(21)]
    notes += [note(fields=(("原因", "快递"),)) for _ in range(10)]
    notes += [note(fields=()) for _ in range(5)]
    notes += [note("2026-10-31 23:59"), note(flag="badreview")]
    november, october = records.months("return", notes)
    assert (november.month, november.total) == ("2026-11", 36)
    assert november.reasons == (("不合适", 21), ("快递", 10), ("没写", 5))
    assert november.main == ("不合适",)
    assert (october.month, october.total, october.main) == ("2026-10", 1, ("不合适",))
    assert records.month_sheet("return", notes).rows[:2] == (
        ("2026-11", "不合适", "21", "58%"),
        ("2026-11", "快递", "10", "28%"),
    )
    assert records.months("return", []) == []


def test_three_tenths_is_enough_and_what_was_not_written_is_no_reason() -> None:
    notes = [note(fields=(("原因", "快递"),)) for _ in range(3)]
    notes += [note(fields=()) for _ in range(7)]
    (month,) = records.months("return", notes)
    assert month.main == ("快递",)
