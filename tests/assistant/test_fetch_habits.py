"""How often programs fetch: learned, kept, bounded, and no file can break it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.fetch_habits import FILE, ONCE_AFTER, FetchHabits


def learn_once(habits: FetchHabits, program: str) -> None:
    for _ in range(ONCE_AFTER):
        habits.saw(program, 1)


def test_what_was_learned_is_there_after_a_restart(tmp_path: Path) -> None:
    habits = FetchHabits(tmp_path)
    learn_once(habits, "firefox-esr")
    habits.saw("chromium", 3)
    habits.saw("pidgin", 1)
    after = FetchHabits(tmp_path)
    assert [after.get(name) for name in ("firefox-esr", "chromium", "pidgin")] == [1, 2, 0]


def test_two_fetches_win_over_one_at_once() -> None:
    habits = FetchHabits()
    learn_once(habits, "x")
    habits.saw("x", 2)
    assert habits.get("x") == 2
    habits.saw("x", 1)
    assert habits.get("x") == 2
    habits.saw("x", 1)
    assert habits.get("x") == 0


def test_nothing_is_learned_from_nothing() -> None:
    habits = FetchHabits()
    for program, count in (("", 1), ("", 1), ("x", 0), ("x", 0), ("y" * 500, 2)):
        habits.saw(program, count)
    assert [habits.get(name) for name in ("", "x", "y" * 500)] == [0, 0, 0]


def test_the_file_holds_names_and_numbers_of_two_hundred_programs(tmp_path: Path) -> None:
    habits = FetchHabits(tmp_path)
    for number in range(300):
        habits.saw(f"program {number}", 2)
    kept = json.loads((tmp_path / FILE).read_text("utf-8"))
    assert len(kept) == 200
    assert kept["program 299"] == 2


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[1]", b"\xff\xfe", b'{"x": "1", "y": 9, "z": true, "": 1}', b"[" * 60_000,
     b'{"x": 1}' + b" " * 100_000],
)  # fmt: skip
def test_a_broken_file_is_learned_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    habits = FetchHabits(tmp_path)
    assert [habits.get(name) for name in ("x", "y", "z", "")] == [0, 0, 0, 0]
    habits.saw("x", 2)
    assert FetchHabits(tmp_path).get("x") == 2


def test_a_disk_that_takes_nothing_costs_nothing(tmp_path: Path) -> None:
    habits = FetchHabits(tmp_path / "gone")
    habits.saw("x", 2)
    assert habits.get("x") == 2
