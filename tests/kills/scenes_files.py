"""Scenes that make, replace and remove data files: what is killed most dangerously."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

from assistant.desk import parcel, recovery
from assistant.desk.keys import DeskKeys
from phrasebook.store import DESK, Store, backup, cipher
from tests.kills.desks import NOW, PASSPHRASE, counts, fill
from tests.kills.scene import Scene, Steps, World
from tests.phrasebook.desk_helpers import DAY, LI, Desk

OTHER = "秋天的石榴 pomegranate 7"


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


def _damage(folder: Path) -> None:
    fill(folder)
    data = bytearray((folder / "desk.db").read_bytes())
    data[100:3000] = bytes(2900)
    (folder / "desk.db").write_bytes(data)


def _lose(folder: Path) -> None:
    fill(folder)
    (folder / "desk.db").unlink()


def _restore(world: World) -> Steps:
    yield from world.show_setup()
    world.unlock(PASSPHRASE)
    yield lambda: world.setup.state == "fault"
    world.begin()
    world.setup.restore.click()
    yield lambda: world.setup.state == "locked"


def _whole(world: World) -> Steps:
    """The desk is whole, by the copy that is offered where it is not there."""
    yield from world.show_setup()
    assert world.setup.state == "locked", world.said()
    world.unlock(PASSPHRASE)
    yield lambda: world.desk is not None or world.setup.state == "fault"
    offered = world.desk is None
    if offered:
        yield from _restored(world)
    yield from world.settled()
    asides = [one.stat().st_size > 0 for one in world.folder.glob("desk.db.broken-*")]
    unfinished = [*world.folder.glob("*.partial"), *world.folder.glob("*.restoring")]
    assert not unfinished, unfinished
    return {**(yield from counts(world)), "kept": bool(asides) and all(asides)}


def _restored(world: World) -> Steps:
    world.setup.restore.click()
    yield lambda: world.setup.state == "locked"
    yield from world.open_desk(PASSPHRASE)


def _lose_key(folder: Path) -> None:
    text = fill(folder)
    (folder / "desk.key.json").unlink()
    (folder / "noted.txt").write_text(text, encoding="utf-8")


def _start_anew(world: World) -> Steps:
    yield from world.show_setup()
    assert world.setup.state == "lost", world.said()
    world.setup.lost.other.click()
    world.begin()
    world.setup.anew_go.click()
    yield lambda: world.setup.state == "new"
    world.choose(OTHER)
    yield lambda: world.setup.state == "recovery"
    world.setup.done.emit()
    yield lambda: world.desk is not None
    yield from world.settled()


def _old_is_whole(world: World) -> Steps:
    """Wherever the old desk lies now, its recovery key opens it, with all its copies beside it."""
    yield from world.show_setup()
    state = world.setup.state
    if state == "locked":
        yield from world.open_desk(OTHER)
    key = recovery.as_key((world.folder / "noted.txt").read_text("utf-8"))
    homes = [world.folder, *world.folder.glob("desk-old-*")]
    found = []
    for home in homes:
        if cipher.fits(home / "desk.db", key):
            copies = backup.sound_copies(home / "desk.db", key, ["buyer", "note"])
            found.append([list(copy.counts) for copy in copies])
    assert state in ("lost", "new", "locked"), world.said()
    return found


def _recover(world: World) -> Steps:
    yield from world.show_setup()
    assert world.setup.state == "lost", world.said()
    world.begin()
    world.setup.lost.field.setText((world.folder / "noted.txt").read_text("utf-8"))
    world.setup.lost.go.click()
    yield lambda: world.setup.state == "new"
    world.choose(OTHER)
    yield lambda: world.desk is not None
    yield from world.settled()


def _recovered(world: World) -> Steps:
    """The new passphrase opens, or the recovery key does, as before."""
    yield from world.show_setup()
    if world.setup.state == "locked":
        yield from world.open_desk(OTHER)
    else:
        yield from _recover(world)
    return (yield from counts(world))


def _with_parcel(folder: Path) -> None:
    fill(folder)
    other = folder / "elsewhere"
    other.mkdir()
    key = DeskKeys(other, None).create(OTHER).key
    desk = Desk(Store.open(other, DESK, key=key))
    try:
        for number in range(3):
            desk.hand(desk.buyer(f"别家的{number}"))
        items = [
            (one, desk.handovers.history(one.id).result()) for one in desk.handovers.open().result()
        ]
    finally:
        desk.close()
    parcel.pack(folder / "parcel.banhua", OTHER, items, LI)
    shutil.rmtree(other)


def _import(world: World) -> Steps:
    yield from world.open_desk(PASSPHRASE)
    handovers = world.desk_flows.handovers
    assert handovers is not None
    files = handovers.files
    files._ask_open = lambda *_words: str(world.folder / "parcel.banhua")
    files.take_in()
    world.begin()
    files.window.entered.emit(OTHER)
    desk = world.desk
    assert desk is not None
    seen: list[object] = []
    stop = desk.store.listen(seen.append)
    yield lambda: seen
    stop()
    yield from world.settled()


def _taken(world: World) -> Steps:
    yield from world.open_desk(PASSPHRASE)
    desk = world.desk
    assert desk is not None
    found = yield from world.result(desk.handovers.open())
    histories = []
    for one in found:
        histories.append(len((yield from world.result(desk.handovers.history(one.id)))))
    buyers = yield from world.result(desk.buyers.count())
    return {"handovers": len(found), "events": histories, "buyers": buyers}


RESTORE = Scene(_damage, _restore, _whole)
RESTORE_LOST = Scene(_lose, _restore, _whole)
ANEW = Scene(_lose_key, _start_anew, _old_is_whole)
RECOVER = Scene(_lose_key, _recover, _recovered)
IMPORT = Scene(_with_parcel, _import, _taken)


def _old_desk(folder: Path) -> None:
    """Some of many are over."""
    fill(folder)
    with closing(_open(folder)) as desk:
        old = desk.buyer("早就没来的", NOW - 90 * DAY)
        desk.note(old, "旧的", NOW - 90 * DAY)
        desk.store.backup("daily").result()


def _open(folder: Path) -> Desk:
    return Desk(Store.open(folder, DESK, key=DeskKeys(folder, None).unlock_with(PASSPHRASE)))


def _purge(world: World) -> Steps:
    """Open, which purges at once."""
    yield from world.show_setup()
    world.begin()
    world.unlock(PASSPHRASE)
    yield lambda: world.desk is not None
    yield from world.settled()


def _purged(world: World) -> Steps:
    """After the next opening what is over is gone, but from the copy that stays for a week."""
    yield from world.open_desk(PASSPHRASE)
    key = DeskKeys(world.folder, None).unlock_with(PASSPHRASE)
    copies = backup.sound_copies(world.folder / "desk.db", key, ["buyer"])
    others = [copy.counts for copy in copies if backup.BEFORE_PURGE not in copy.path.name]
    assert set(others) == {(3,)}, copies
    return (yield from counts(world))


def _erased(world: World) -> Steps:
    """Either way the copies say what the file says."""
    yield from world.open_desk(PASSPHRASE)
    found = yield from counts(world)
    key = DeskKeys(world.folder, None).unlock_with(PASSPHRASE)
    copies = backup.sound_copies(world.folder / "desk.db", key, ["buyer", "note"])
    assert {copy.counts for copy in copies} == {(found["buyers"], found["notes"])}, copies
    return found


PURGE = Scene(_old_desk, _purge, _purged)
ERASE = Scene(fill, _erase, _erased)
CHANGE = Scene(fill, _change, _either)
