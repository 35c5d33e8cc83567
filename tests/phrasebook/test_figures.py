"""The calculators of the manual, against figures worked out by hand."""

from __future__ import annotations

import pytest

from phrasebook.figures import FIGURES, figure

WORKED = {
    "nps": ({"promoters": 60, "passives": 25, "detractors": 15}, 45.0),
    "csat": ({"satisfied": 180, "answers": 200}, 90.0),
    "ces": ({"total": 560, "answers": 100}, 5.6),
    "fcr": ({"solved": 72, "all": 90}, 80.0),
    "aht": ({"talk": 240, "wait": 30, "after": 30, "sessions": 60}, 5.0),
    "dispute": ({"disputes": 3, "orders": 1200}, 0.25),
}


def test_every_calculator_has_a_worked_example() -> None:
    assert {one.id for one in FIGURES} == set(WORKED)


@pytest.mark.parametrize("id", WORKED)
def test_formula(id: str) -> None:
    values, result = WORKED[id]
    found = figure(id)
    assert found is not None
    assert {field.id for field in found.fields} == set(values)
    assert found.compute(values) == pytest.approx(result)


@pytest.mark.parametrize(
    ("id", "values", "hint"),
    [
        ("nps", {"promoters": 0, "passives": 0, "detractors": 0}, "大于 0"),
        ("csat", {"satisfied": 5, "answers": 0}, "大于 0"),
        ("csat", {"satisfied": 5, "answers": 4}, "多过"),
        ("ces", {"total": 800, "answers": 100}, "1 到 7"),
        ("fcr", {"solved": -1, "all": 4}, "0 或更大"),
        ("aht", {"talk": 1, "wait": 1, "after": 1, "sessions": 0}, "大于 0"),
        ("dispute", {"disputes": float("nan"), "orders": 4}, "0 或更大"),
    ],
)
def test_numbers_without_sense_are_told(id: str, values: dict[str, float], hint: str) -> None:
    found = figure(id)
    assert found is not None
    with pytest.raises(ValueError, match=hint):
        found.compute(values)


def test_an_unknown_figure() -> None:
    assert figure("x") is None
