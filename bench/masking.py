"""Masking: what the worst row that somebody may send costs, beside as many characters of notes."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Final

from bench.table import Row, beside
from phrasebook.personal import find

_SIZE: Final = 30_000
_MOST: Final = 6.0
"""The hostile row to the notes: a row that costs far more is a way to hold the window up."""
_NOTES: Final = (
    "亲，收件人：张小明，13812345678，浙江省杭州市余杭区五常街道文一西路969号3号楼1单元402，尽快发货\n",
    "老板明天能发吗，我要红色的XL码两件，发顺丰\n",
    "3947201856610274831 这个订单什么时候发货\n",
)
_HOSTILE: Final = (
    "市",
    "县",
    "1栋",
    "1-",
    "1 ",
    "1-1-1 ",
    "12 ",
    "大学",
    "1号",
    "王",
    "北京市",
    "@a.",
)


def _rows(piece: str) -> tuple[str, str]:
    """The same again and again, and the same with something else every so often."""
    return (piece * _SIZE)[:_SIZE], ((piece * 20 + "の") * _SIZE)[:_SIZE]


def _milliseconds(job: Callable[[], object], runs: int) -> float:
    best = float("inf")
    for _ in range(runs):
        begin = time.process_time()
        job()
        best = min(best, time.process_time() - begin)
    return best * 1_000


def run(*, quick: bool) -> list[Row]:
    """Measure notes and the worst of the hostile rows, the best of some runs of each."""
    runs = 2 if quick else 5
    notes = ("".join(_NOTES) * _SIZE)[:_SIZE]
    ordinary = _milliseconds(partial(find, notes), runs)
    rows = [row for piece in _HOSTILE for row in _rows(piece)]
    worst = max(_milliseconds(partial(find, row), runs) for row in rows)
    name = f"Personal data, worst row of {_SIZE:,} characters"
    return [beside(name, worst, "ms", ordinary, _MOST, "as many characters of ordinary notes")]
