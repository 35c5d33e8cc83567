"""The way out: short waits are silent, long ones are said, and nothing is cut off."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from ui.leaving import finish


def notices() -> list[str]:
    shown = [w for w in QApplication.topLevelWidgets() if isinstance(w, QLabel) and w.isVisible()]
    return [label.text() for label in shown if "退出" in label.text()]


def test_a_long_end_is_said_and_waited_for(
    qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    done = threading.Event()
    seen: list[str] = []

    def look() -> None:
        seen.extend(notices())
        if seen:  # only now it may end
            done.set()

    finish(lambda: done.wait(30), look)
    assert seen
    assert "存好就退出" in capsys.readouterr().err
    assert notices() == []


def test_a_short_end_says_nothing(qtbot: QtBot, capsys: pytest.CaptureFixture[str]) -> None:
    ran: list[int] = []
    finish(lambda: ran.append(1))
    assert ran == [1]
    assert capsys.readouterr().err == ""


def test_what_goes_wrong_there_is_raised_here(qtbot: QtBot) -> None:
    def fail() -> None:
        raise OSError("disk")

    with pytest.raises(OSError, match="disk"):
        finish(fail)
