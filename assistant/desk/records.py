"""The records of the standard (中差评, 退换货, 物流异常) as views over the same notes.

Source: manual page ``records``: few columns, the reason picked and not typed, a line a matter, no
name or address of the buyer, for bad reviews the buyer's words and what was changed; at the end of
a month the reasons are counted, and one of three tenths or more is what to talk about. The order
number stands in full: it is the key to look the matter up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.desk import moments
from assistant.desk.sheet_export import Sheet
from phrasebook.desk import Flag, Note
from phrasebook.i18n import tr

REASON: Final = "原因"
MAIN_SHARE: Final = 0.3
"""Share from which on a reason is the one to talk about."""


@dataclass(frozen=True, slots=True)
class Field:
    """What a note of a kind is asked for besides its text.

    Attributes:
        name: Column; the key in ``Note.fields``, so it is kept as it is and translated to show.
        choices: What to pick from; empty to type.
    """

    name: str
    choices: tuple[str, ...] = ()


FIELDS: Final[dict[Flag, tuple[Field, ...]]] = {
    "badreview": (
        Field("货号"),
        Field(REASON, ("商品", "服务", "物流", "期望太高")),
        Field("买家原话"),
        Field("处理", ("补寄", "换货", "退款", "解释", "公开回复")),
        Field("费用"),
        Field("我们改了什么"),
    ),
    "return": (
        Field("货号"),
        Field(REASON, ("货有问题", "不合适", "快递", "我们说错")),
        Field("处理", ("退款", "换货", "补寄", "拒收退回")),
        Field("费用"),
    ),
    "logistics": (
        Field("快递"),
        Field("单号"),
        Field(REASON, ("中转滞留", "丢件", "破损", "派送不成", "地址有误", "发错货")),
        Field("处理", ("催站点", "补发", "退款", "改地址", "索赔")),
        Field("费用"),
    ),
}
"""Kinds of notes that are records. Reasons: pages ``records`` and ``bad-review``; those of
logistics and the ways of handling are ours."""
TITLES: Final[dict[Flag, str]] = {
    "badreview": "中差评记录",
    "return": "退换货记录",
    "logistics": "物流异常记录",
}


@dataclass(frozen=True, slots=True)
class MonthCount:
    """A month of one kind of record.

    Attributes:
        month: ``YYYY-MM`` by the clock of the agent who wrote.
        total: How many notes.
        reasons: Reasons with their number, the most frequent first.
    """

    month: str
    total: int
    reasons: tuple[tuple[str, int], ...]

    @property
    def main(self) -> tuple[str, ...]:
        """Reasons to talk about; those that were not written down are none."""
        return tuple(
            name
            for name, number in self.reasons
            if number >= self.total * MAIN_SHARE and name != unknown()
        )


def fields(flag: Flag) -> tuple[Field, ...]:
    """Give what the form of a note of this kind asks for besides."""
    return FIELDS.get(flag, ())


def sheet(flag: Flag, notes: Iterable[Note]) -> Sheet:
    """Give the record of a kind as a table, the oldest first; notes of other kinds are left out.

    Raises:
        KeyError: The kind is no record.
    """
    asked = FIELDS[flag]
    columns = ("日期", "订单号", *(one.name for one in asked), "谁办", "完了没有", "备注")
    chosen = sorted((one for one in notes if one.flag == flag), key=lambda one: one.at)
    return Sheet(
        tr(TITLES[flag]), tuple(map(tr, columns)), tuple(_row(one, asked) for one in chosen)
    )


def months(flag: Flag, notes: Iterable[Note]) -> list[MonthCount]:
    """Count the reasons by month, the newest first."""
    by_month: dict[str, Counter[str]] = {}
    for note in notes:
        if note.flag == flag:
            month = moments.local(note.at, note.zone).strftime("%Y-%m")
            by_month.setdefault(month, Counter())[_reason(note)] += 1
    return [
        MonthCount(month, found.total(), _ordered(found))
        for month, found in sorted(by_month.items(), reverse=True)
    ]


def reasons(flag: Flag, notes: Iterable[Note]) -> tuple[tuple[str, int], ...]:
    """Count the reasons of a kind, the most frequent first."""
    return _ordered(Counter(_reason(note) for note in notes if note.flag == flag))


def unknown() -> str:
    """Give the name under which notes without a reason are counted."""
    return tr("没写")


def _reason(note: Note) -> str:
    return dict(note.fields).get(REASON, "").strip() or unknown()


def _ordered(found: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def month_sheet(flag: Flag, notes: Sequence[Note]) -> Sheet:
    """Give the counts as a table to export beside the record."""
    rows = tuple(
        (one.month, name, str(number), f"{number * 100 / one.total:.0f}%")
        for one in months(flag, notes)
        for name, number in one.reasons
    )
    title = tr("{name}按月", name=tr(TITLES[flag]))
    return Sheet(title, (tr("月份"), tr(REASON), tr("件数"), tr("占比")), rows)


def _row(note: Note, asked: Sequence[Field]) -> tuple[str, ...]:
    given = dict(note.fields)
    names = [one.name for one in asked]
    # What another version of the table asked for is not lost.
    rest = [f"{name}:{value}" for name, value in note.fields if name not in names and value]
    done = note.done_at is not None or not note.open
    return (
        moments.local(note.at, note.zone).strftime("%Y-%m-%d"),
        note.order,
        *(given.get(name, "") for name in names),
        note.agent,
        tr("完了") if done else tr("没完"),
        "\n".join((note.text, *rest)),
    )
