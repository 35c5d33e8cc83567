"""A wrong clock under the real program: nothing goes before somebody was asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from phrasebook.desk import NoteDraft
from tests.kills.desks import PASSPHRASE, counts, fill
from tests.kills.harness import run
from tests.kills.scene import Scene, Steps, World
from tests.needs import needs
from tests.phrasebook.desk_helpers import DAY, ZONE

pytestmark = [
    needs("fork"),
    pytest.mark.slow,
]
YEAR = 365 * DAY
ALL, ONE_MORE = {"buyers": 3, "notes": 12}, {"buyers": 4, "notes": 13}


def _open(world: World) -> Steps:
    yield from world.open_desk(PASSPHRASE)
    yield lambda: world.app.notices._banner.isVisible()


def _write(world: World) -> Steps:
    """Open and write about somebody new, by the clock of the desk."""
    yield from _open(world)
    desk, around = world.desk, world.desk_flows.around
    assert desk is not None
    buyer = yield from world.result(desk.buyers.ensure("新来的", "千牛", "", around.now()))
    draft = NoteDraft(buyer.id, "要发票")
    yield from world.result(desk.notes.add(draft, around.now(), ZONE, "07"))


def _jump(world: World) -> Steps:
    yield from world.open_desk(PASSPHRASE)
    around = world.desk_flows.around
    around._clock._ahead = 2 * YEAR
    world.desk_flows.tidying.run()  # as the timer does once a day
    yield from world.settled()
    around._clock._ahead = 0.0


def _confirm(world: World) -> Steps:
    yield from world.open_desk(PASSPHRASE)
    banner = world.app.notices._banner
    yield lambda: banner.name == "clock_doubt" or banner.close_by_hand()
    assert "3 位买家、12 条" in banner._advice.text
    banner._action.click()
    yield from world.settled()


def _look(world: World) -> Steps:
    yield from world.open_desk(PASSPHRASE)
    return (yield from counts(world))


AHEAD = Scene(fill, _open, _look, ahead=3 * YEAR)
BEHIND = Scene(fill, _write, _look, ahead=-20 * YEAR)
AHEAD_WRITING = Scene(fill, _write, _look, ahead=3 * YEAR)
JUMP = Scene(fill, _jump, _look)
CONFIRMED = Scene(fill, _confirm, _look, ahead=42 * DAY)


@pytest.mark.parametrize(
    ("scene", "left"),
    [
        ("AHEAD", ALL), ("BEHIND", ONE_MORE), ("AHEAD_WRITING", ONE_MORE), ("JUMP", ALL),
        ("CONFIRMED", {"buyers": 0, "notes": 0}),
    ],
)  # fmt: skip
def test_a_clock_alone_removes_nothing(scene: str, left: dict[str, int], tmp_path: Path) -> None:
    found = run(f"tests.kills.test_clock:{scene}", tmp_path)
    assert found.before == ALL
    assert found.after == left
