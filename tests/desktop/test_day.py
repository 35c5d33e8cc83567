"""A day of three shifts in the real program: what one writes down, the next finds and ends."""

from __future__ import annotations

from pathlib import Path

from assistant.desk.keys import DeskKeys
from phrasebook.store.desk import Desk
from tests import canary
from tests.desktop.harness import day
from tests.desktop.harness.desk import PASSPHRASE
from tests.desktop.harness.screen import Screen


def test_nothing_promised_is_lost_between_three_shifts(screen: Screen, tmp_path: Path) -> None:
    shots: list[str] = []
    data = tmp_path / "data"
    for part in (day.night, day.morning, day.afternoon):
        part(screen, data, lambda name, _windows: shots.append(name))
    assert len(shots) == len(set(shots)) == 14

    desk = Desk.open(data, DeskKeys(data, None).unlock_with(PASSPHRASE))
    try:
        (found,) = desk.buyers.find("").result()
        notes = desk.notes.of(found.buyer.id).result()
        handovers = desk.handovers.open().result()
        events = {one.id: desk.handovers.history(one.id).result() for one in handovers}
        (left,) = desk.reminders.open().result()
        (done,) = desk.reminders.finished(0.0).result()
    finally:
        desk.close()
    assert found.buyer.name == "小鹿的窝"
    assert {(note.flag, note.agent) for note in notes} == {
        ("promise", "03"),
        ("badreview", "03"),
        ("payment", "05"),  # the result of chasing
    }
    assert any(canary.MASKED in note.text for note in notes)

    by_state = {one.state: one for one in handovers}
    assert set(by_state) == {"working", "waiting"}
    working, waiting = by_state["working"], by_state["waiting"]
    assert (working.by.number, working.owner.number, working.owner.shift) == ("03", "07", "早班")
    said = [(event.kind, event.text) for event in events[working.id]]
    assert ("accepted", "十二点前打给她,先问要不要灰色") in said
    assert waiting.please == "电话联系,先推换灰色"
    assert waiting.crossed == working.crossed == 1, "the morning shift left both open"

    assert left.kind == "badreview"
    assert (done.kind, done.result, done.done_by) == ("payment", "paid", "05")
    assert list(canary.traces(tmp_path)) == [], "the phone number stands in no file"
