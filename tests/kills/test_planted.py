"""The harness itself: what is done in two writes is seen to be half done."""

from __future__ import annotations

from pathlib import Path

import pytest

from phrasebook.desk import NoteDraft
from tests.kills.desks import NOW, PASSPHRASE, counts, fill
from tests.kills.harness import run
from tests.kills.scene import Scene, Steps, World
from tests.needs import needs
from tests.phrasebook.desk_helpers import ZONE

pytestmark = [
    needs("fork"),
    pytest.mark.slow,
]


def _two_writes(world: World) -> Steps:
    yield from world.open_desk(PASSPHRASE)
    desk = world.desk
    assert desk is not None
    (summary,) = yield from world.result(desk.buyers.find("买家1"))
    world.begin()
    for text in ("一半", "另一半"):
        draft = NoteDraft(summary.buyer.id, text)
        yield from world.result(desk.notes.add(draft, NOW, ZONE, "07"))


def _look(world: World) -> Steps:
    yield from world.open_desk(PASSPHRASE)
    return (yield from counts(world))


TWO_WRITES = Scene(fill, _two_writes, _look)


def test_a_chain_of_two_writes_is_half_done_between_them(tmp_path: Path) -> None:
    found = run("tests.kills.test_planted:TWO_WRITES", tmp_path)
    assert found.events == ("commit desk.db", "commit desk.db")
    assert [one.seen["notes"] for one in found.kills] == [12, 13, 14]
    assert [one.before for one in found.neither()] == ["commit desk.db"]
    assert not found.missed()
