"""The title that a window had when a key was pressed, by the server's times."""

from __future__ import annotations

import pytest

from tests.needs import NEEDS

if not NEEDS["x11"].there:
    pytest.skip(NEEDS["x11"].reason, allow_module_level=True)

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from assistant.backends.x11_press import ServerTime, read_titles
from assistant.ports import Target
from assistant.title_history import TitleHistory

BEFORE = Target(7, 1, "chat", "张三")
NOW = replace(BEFORE, title="李四")


def ewmh(title: str, *times: int) -> Any:
    """A connection that gives a title and has so many changes of it queued."""
    window = SimpleNamespace(id=7)
    events = [SimpleNamespace(type=28, window=window, atom=1, time=time) for time in times]
    display = SimpleNamespace(display=SimpleNamespace(event_queue=events))
    return SimpleNamespace(display=display, atom=lambda _name: 1, title=lambda _window: title)


def history(*changes: tuple[int, str]) -> TitleHistory:
    it = TitleHistory()
    it.note(BEFORE, 0)
    for moment, title in changes:
        it.changed(7, moment)
        read_titles(ewmh(title), it)
    return it


def test_a_change_after_the_press_gives_the_title_of_before() -> None:
    it = history((1000, "李四"))
    assert it.at(NOW, 990, []) == "张三"
    assert it.at(NOW, 1000, []) == "张三"
    assert it.at(NOW, 1010, []) == "李四"


def test_a_change_that_was_not_handled_yet_counts_too() -> None:
    it = history()
    assert it.at(NOW, 990, [1000]) == "张三"
    it.changed(7, 1000)
    assert it.at(NOW, 990, []) == "张三"


def test_what_was_shown_between_two_unread_changes_is_not_known() -> None:
    it = history()
    assert it.at(NOW, 1005, [1000, 1010]) is None
    assert it.at(NOW, 1020, [1000, 1010]) == "李四"
    it.changed(7, 1000)
    it.changed(7, 1010)
    read_titles(ewmh("李四"), it)
    assert it.at(NOW, 1005, []) is None
    assert it.at(NOW, 1015, []) == "李四"
    assert it.at(NOW, 995, []) == "张三"


def test_a_title_that_is_ahead_of_its_event_is_not_dated_too_early() -> None:
    it = history()
    it.changed(7, 1000)
    read_titles(ewmh("王五", 1010), it)
    assert it.at(replace(NOW, title="王五"), 1005, [1010]) is None


def test_another_window_knows_its_present_title_only() -> None:
    it = history((1000, "李四"))
    other = Target(8, 2, "chat", "王五")
    assert it.at(other, 1005, []) == "王五"
    assert it.at(other, 1005, [1010]) is None
    it.changed(8, 1010)
    assert it.at(NOW, 1020, []) == "李四"
    it.keep(())
    assert it.at(NOW, 1020, []) == "李四"


def test_times_start_again_after_49_days() -> None:
    it = history((0xFFFFFFF0, "李四"), (5, "王五"))
    now = replace(NOW, title="王五")
    assert it.at(now, 0xFFFFFFFF, []) == "李四"
    assert it.at(now, 20, []) == "王五"


def test_a_title_that_nothing_has_told_of_yet_is_not_taken() -> None:
    it = history()
    assert it.at(NOW, 1000, []) == "张三"


def test_the_title_before_a_window_was_watched_is_not_known() -> None:
    it = TitleHistory()
    it.note(BEFORE, 1000)
    assert it.at(BEFORE, 990, []) is None
    assert it.at(BEFORE, 1001, []) == "张三"


def test_a_window_that_is_watched_all_the_time_keeps_its_past() -> None:
    it = history((1000, "李四"))
    it.keep((7, 8))
    it.note(NOW, 1500)
    assert it.at(NOW, 990, []) == "张三"
    it.keep((8,))
    it.note(NOW, 1700)
    assert it.at(NOW, 1650, []) is None


def test_the_server_time_is_told_by_the_event_that_came_soonest() -> None:
    clock = [100.0]
    time = ServerTime(lambda: clock[0])
    assert (time.now(), time.ours(5000)) == (0, 100.0)
    time.heard(5000 - 300)  # heard 300 ms late
    time.heard(5000 - 2)
    time.heard(5000 - 400)
    clock[0] = 100.5
    assert time.now() == 5498
    assert time.ours(4998) == 100.0
    assert time.ours(9000) == 100.5  # none comes from the future


def test_the_distance_of_two_clocks_that_part_is_learned_anew() -> None:
    clock = [100.0]
    time = ServerTime(lambda: clock[0])
    time.heard(0xFFFFFF00)
    for minutes in (20, 40):
        clock[0] = 100.0 + 60 * minutes
        time.heard((0xFFFFFF00 + 59_000 * minutes) & 0xFFFFFFFF)
    assert time.ours((0xFFFFFF00 + 59_000 * 40) & 0xFFFFFFFF) == pytest.approx(
        2500.0 - 20, abs=0.01
    )
