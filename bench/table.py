"""One row of the table of figures, and the table as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One figure.

    Attributes:
        name: What was measured.
        value: Ours.
        unit: Such as ``ms`` or ``MB``.
        baseline: What it stands beside (a rival's or a bare window's figure of the same run);
            None if it stands alone.
        ratio: ``value`` to ``baseline``; None without one.
        aim: The aim in words, such as ``≤ 1.5``; empty if there is none.
        met: Whether the aim was reached; None without an aim.
        note: What the baseline is, or whatever else must be known to read the figure.
    """

    name: str
    value: float | str
    unit: str = ""
    baseline: float | str | None = None
    ratio: float | None = None
    aim: str = ""
    met: bool | None = None
    note: str = ""


def beside(name: str, value: float, unit: str, baseline: float, most: float, note: str = "") -> Row:
    """A row whose aim is a ratio to a baseline of the same run.

    Raises:
        ValueError: If the baseline is not above zero: a ratio to it says nothing.
    """
    if baseline <= 0:
        raise ValueError(f"{name}: the baseline is {baseline}")
    ratio = value / baseline
    return Row(name, value, unit, baseline, ratio, f"≤ {most:g} ×", ratio <= most, note)


def at_most(name: str, value: float, unit: str, most: float, note: str = "") -> Row:
    """A row whose aim is a figure of its own."""
    return Row(name, value, unit, aim=f"≤ {most:g} {unit}", met=value <= most, note=note)


def _number(value: float | str | None) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if value and abs(value) < 1:
        return f"{value:.2g}"
    return f"{value:.1f}" if abs(value) < 100 else f"{value:.0f}"


def markdown(rows: Sequence[Row]) -> str:
    """The table, figures at most three digits, a missed aim in words."""
    lines = [
        "| Measured | Banhua | Beside it | Ratio | Aim | |",
        "|---|--:|--:|--:|---|---|",
    ]
    for row in rows:
        unit = f" {row.unit}" if row.unit else ""
        baseline = _number(row.baseline) + (unit if row.baseline is not None else "")
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        met = {None: "", True: "met", False: "**missed**"}[row.met]
        cells = (row.name, _number(row.value) + unit, baseline, ratio, row.aim)
        end = "; ".join(part for part in (met, row.note) if part)
        lines.append("| " + " | ".join((*cells, end)).replace("\n", " ") + " |")
    return "\n".join(lines)
