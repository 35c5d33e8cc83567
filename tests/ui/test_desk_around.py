"""The desk's clock: what is written while the system's one is decades behind."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from ui.flows.desk_around import DeskAround

NOW, DAY = 1_796_000_000.0, 86_400.0


class Clock:
    """A clock of two hands that the test moves."""

    def __init__(self) -> None:
        self.wall, self.passed = NOW, 50.0

    def now(self) -> float:
        return self.wall

    def monotonic(self) -> float:
        return self.passed


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("ui.flows.desk_around.SystemClock", lambda: made)
    return made


def test_it_goes_on_from_the_last_time_that_was_believed(clock: Clock) -> None:
    around = DeskAround(cast(Any, SimpleNamespace()), cast(Any, SimpleNamespace()))
    assert around.now() == NOW
    around.trust(NOW)
    clock.wall, clock.passed = NOW - 20 * 365 * DAY, clock.passed + 90
    assert around.now() == NOW + 90
    assert around.wall() == clock.wall
    clock.passed += 10
    assert around.now() == NOW + 100
    clock.wall = NOW + 101  # set right
    assert around.now() == NOW + 101


def test_an_hour_of_summer_time_is_believed(clock: Clock) -> None:
    around = DeskAround(cast(Any, SimpleNamespace()), cast(Any, SimpleNamespace()))
    around.trust(NOW)
    clock.wall = NOW - 3600
    assert around.now() == NOW - 3600
