"""Scenes that make, replace and remove data files: what is killed most dangerously."""

from __future__ import annotations

from tests.kills.desks import PASSPHRASE, counts, fill
from tests.kills.scene import Scene, Steps, World

OTHER = "秋天的石榴 pomegranate 7"


def _look(world: World) -> Steps:
    yield from world.open_desk(PASSPHRASE)
    return (yield from counts(world))


def _erase(world: World) -> Steps:
    yield from world.open_desk(PASSPHRASE)
    assert world.desk is not None
    (summary,) = yield from world.result(world.desk.buyers.find("买家1"))
    notes = world.desk_flows.notes
    assert notes is not None
    gone: list[object] = []
    notes.care.erased.connect(gone.append)
    notes.care.erase(summary)
    world.begin()
    notes.care.confirm.go.click()
    yield lambda: gone
    yield from world.settled()


def _change(world: World) -> Steps:
    yield from world.open_desk(PASSPHRASE)
    world.begin()
    world.desk_flows.key.change_passphrase()
    yield lambda: world.setup.state == "locked"
    world.unlock(PASSPHRASE)
    yield lambda: world.setup.state == "new"
    seen: list[int] = []
    world.desk_flows.key.key_seen.connect(lambda: seen.append(1))
    world.choose(OTHER)
    yield lambda: seen


def _either(world: World) -> Steps:
    """Exactly one of two passphrases opens."""
    yield from world.show_setup()
    assert world.setup.state == "locked", world.said()
    world.unlock(PASSPHRASE)
    yield lambda: world.desk is not None or world.fault()
    which = PASSPHRASE
    if world.desk is None:
        which = OTHER
        yield from world.open_desk(OTHER)
    else:
        yield from world.settled()
    return {**(yield from counts(world)), "opens": which}


ERASE = Scene(fill, _erase, _look)
CHANGE = Scene(fill, _change, _either)
