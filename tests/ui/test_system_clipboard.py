"""Which clipboard is used: the system's own where it can be had."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest
from pytestqt.qtbot import QtBot

from assistant import backends
from assistant.ports import OwnedClipboard
from ui import system_clipboard
from ui.clipboard import QtClipboard


def found(make: Callable[[Callable[[], float]], OwnedClipboard] | None) -> backends.Backends:
    null = backends.pick("offscreen")
    return backends.Backends(
        "windows", null.listener, null.keys, null.tracker, null.caret, null.pointer, clipboard=make
    )


def test_the_systems_own_clipboard_goes_by_the_clock_of_the_pastes(qtbot: QtBot) -> None:
    clocks: list[Callable[[], float]] = []
    native = cast("OwnedClipboard", object())

    def make(now: Callable[[], float]) -> OwnedClipboard:
        clocks.append(now)
        return native

    now = lambda: 7.0  # noqa: E731
    assert system_clipboard.make(found(make), now) == (native, None)
    assert clocks == [now]


def test_where_it_cannot_be_had_qts_is_used(qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    def fails(now: Callable[[], float]) -> OwnedClipboard:
        raise OSError("no window")

    made, requested = system_clipboard.make(found(fails), lambda: 0.0)
    assert isinstance(made, QtClipboard)
    assert requested == made.requested
    assert "skipped=native" in caplog.text
    made.close()
    made, _ = system_clipboard.make(found(None), lambda: 0.0)
    assert isinstance(made, QtClipboard)
    made.close()
