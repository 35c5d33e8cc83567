"""Physical and logical pixels, there and back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect

from assistant.ports import Rect
from ui import geometry


class Screen:
    """A made-up screen: its corner is the same in both, its inside is scaled."""

    def __init__(self, x: int, y: int, width: int, height: int, scale: float) -> None:
        self._area, self._scale = QRect(x, y, width, height), scale

    def geometry(self) -> QRect:
        return self._area

    def availableGeometry(self) -> QRect:
        return self._area.adjusted(0, 20, 0, 0)

    def devicePixelRatio(self) -> float:
        return self._scale


LEFT, RIGHT = Screen(0, 0, 1920, 1080, 1.0), Screen(1920, 0, 1280, 800, 1.5)


@pytest.fixture
def desk(monkeypatch):
    class Gui:
        @staticmethod
        def screens():
            return [LEFT, RIGHT]

        @staticmethod
        def primaryScreen():
            return RIGHT

        @staticmethod
        def screenAt(point: QPoint):
            return next((s for s in (LEFT, RIGHT) if s.geometry().contains(point)), None)

    monkeypatch.setattr(geometry, "QGuiApplication", Gui)


@pytest.mark.parametrize(
    ("logical", "physical"),
    [
        (QRect(10, 20, 388, 800), Rect(10, 20, 388, 800)),
        (QRect(1920, 0, 400, 800), Rect(1920, 0, 600, 1200)),
        (QRect(2120, 100, 388, 600), Rect(2220, 150, 582, 900)),
    ],
)
def test_there_and_back(desk, logical, physical):
    assert geometry.to_physical(logical) == physical
    assert geometry.to_logical(physical) == logical


def test_the_screen_with_the_larger_share_decides(desk):
    assert geometry.to_logical(Rect(1900, 0, 600, 1200)).width() == 400
    assert geometry.to_logical(Rect(1500, 0, 450, 900)).width() == 450


def test_outside_every_screen_there_is_still_an_answer(desk):
    assert geometry.to_logical(Rect(-5000, -5000, 100, 100)).size().width() == 100
    assert geometry.to_physical(QRect(-5000, -5000, 100, 100)).width == 150, "the primary's scale"


def test_screens_come_with_the_primary_first_and_without_panels(desk):
    first, second = geometry.screens()
    assert (first.scale, first.area) == (1.5, Rect(1920, 30, 1920, 1170))
    assert (second.scale, second.area) == (1.0, Rect(0, 20, 1920, 1060))
