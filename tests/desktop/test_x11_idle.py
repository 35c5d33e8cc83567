"""How long nobody did anything, asked of a real X server."""

from __future__ import annotations

from assistant.backends.x11_idle import X11Idle
from tests.desktop.harness.hand import Hand
from tests.desktop.harness.process import wait_for
from tests.desktop.harness.screen import Screen


def test_it_grows_until_somebody_does_something(screen: Screen, hand: Hand) -> None:
    idle = X11Idle(screen.name)
    try:
        hand.tap("Shift_L")
        assert wait_for(lambda: (idle.seconds() or 0) > 0.3, 10)
        waited = idle.seconds()
        assert waited is not None
        hand.tap("Shift_L")
        found = idle.seconds()
        assert found is not None
        assert found < waited
    finally:
        idle.close()
    assert idle.seconds() is None, "a connection that is gone tells nothing"
