"""The clock of the program: the real time, or set ahead to try the next shift."""

from __future__ import annotations

import time

import pytest

from ui.clock import SystemClock


def test_steps_are_fine_and_no_other_clock_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows the usual clock moves on only every 16 ms."""
    monkeypatch.setattr(time, "monotonic", lambda: 5.0)
    clock = SystemClock()
    first = clock.monotonic()
    while clock.monotonic() == first:
        pass
    assert clock.monotonic() - first < 1.0


@pytest.mark.parametrize(("ahead", "seconds"), [(None, 0.0), ("3600", 3600.0), ("soon", 0.0)])
def test_the_clock_is_real_unless_it_is_set_ahead(
    monkeypatch: pytest.MonkeyPatch, ahead: str | None, seconds: float
) -> None:
    monkeypatch.delenv("BANHUA_CLOCK_AHEAD", raising=False)
    if ahead is not None:
        monkeypatch.setenv("BANHUA_CLOCK_AHEAD", ahead)
    before = time.time()
    shown = SystemClock().now()
    assert before + seconds <= shown <= time.time() + seconds
