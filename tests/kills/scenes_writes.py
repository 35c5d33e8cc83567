"""Scenes of what a person writes: a note with pictures, an end, a shift's end, a merge, moves."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from assistant.desk.handover_form import HandoverForm
from assistant.desk.note_form import NoteForm
from phrasebook.desk import Agent, HandoverDraft, ReminderDraft
from phrasebook.store import DESK, Store
from tests.kills.desks import NOW, PASSPHRASE, fill
from tests.kills.scene import Scene, Steps, World
from tests.phrasebook.desk_helpers import Desk
from ui.handover_board import Board

PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89"
    b"\0\0\0\rIDATx\x9cc\xf8\xff\xff?\0\5\xfe\2\xfe\xa75\x81\x84\0\0\0\0IEND\xaeB`\x82"
)
ZONE = "Asia/Shanghai"
_WRITTEN = re.compile(r"^\d+/\d+ \d\d:\d\d(?=,)")
_TABLES = (
    "buyer", "note", "picture", "note_full", "handover", "handover_event", "reminder",
    "text_draft", "text_draft_picture", "merged",
)  # fmt: skip
_STATES = (
    "SELECT text, length(text) FROM note ORDER BY n",
    "SELECT text, result, done_at IS NULL FROM reminder ORDER BY n",
    "SELECT please, state, name FROM handover ORDER BY seq",
    "SELECT kind, text FROM handover_event ORDER BY seq",
    "SELECT name FROM text_draft ORDER BY name",
)


def _without_time(cell: Any) -> Any:
    """Leave out when a line was written: the runs that are compared are minutes apart."""
    return _WRITTEN.sub("", cell) if isinstance(cell, str) else cell


def _look(world: World) -> Steps:
    """Rows of each table, and what is said in them: nothing lost, half done or there twice."""
    yield from world.open_desk(PASSPHRASE)
    assert world.desk is not None

    def rows(db: Any) -> dict[str, Any]:
        found: dict[str, Any] = {
            table: db.value(f"SELECT count(*) FROM {table}") for table in _TABLES
        }
        for sql in _STATES:
            found[sql] = [[_without_time(cell) for cell in row] for row in db.rows(sql)]
        return found

    return (yield from world.result(world.desk.store.read(rows)))


def _prepare(more: Any) -> Any:
    def prepare(folder: Path) -> None:
        from assistant.desk.keys import DeskKeys

        fill(folder)
        desk = Desk(Store.open(folder, DESK, key=DeskKeys(folder, None).unlock_with(PASSPHRASE)))
        try:
            more(desk)
        finally:
            desk.close()

    return prepare


# A note with two pictures, gone on with after a crash.


def _begun(desk: Desk) -> None:
    form = NoteForm("新买家", "千牛", "", "要发票 13812345678", "promise", keep=True)
    desk.drafts.put("note:new:千牛/新买家", form.to_text(), [PNG, PNG]).result()


def _save_note(world: World) -> Steps:
    yield from world.open_desk(PASSPHRASE)
    notes = world.desk_flows.notes
    assert notes is not None
    notes.writing._open_left("note:new:千牛/新买家")
    yield lambda: len(notes.writing.popup.pictures) == 2
    world.begin()
    notes.writing.popup.save()
    yield lambda: not notes.writing.popup.isVisible()
    yield from world.settled()


# The end of a reminder: the note in the buyer's record, and the next round.


def _owed(desk: Desk) -> None:
    buyer = desk.buyers.find("买家0").result()[0].buyer
    chase = ReminderDraft("问付款", NOW, "payment", buyer.id, since=NOW - 3600, large=True)
    other = ReminderDraft("再问一次", NOW + 60, "payment", buyer.id, "", round=2)
    made = [desk.reminders.add(one, NOW, ZONE, "07").result() for one in (chase, other)]
    desk.drafts.put(
        f"reminder.end:{made[0].id}", '{"result": "unpaid", "remark": "等发工资"}'
    ).result()


def _finish(world: World) -> Steps:
    yield from world.open_desk(PASSPHRASE)
    reminders, desk = world.desk_flows.reminders, world.desk
    assert reminders is not None
    assert desk is not None
    one, *_ = yield from world.result(desk.reminders.open())
    reminders.writing.finish(one)
    window = reminders.writing.done
    assert window.ending().remark == "等发工资"
    window.choose("unpaid")
    assert window.ending().following is not None
    yield from world.settled()
    reminders.writing._kept.store()
    yield from world.settled()
    world.begin()
    window.save()
    yield lambda: not window.isVisible()
    yield from world.settled()


# The end of a shift: notes become handovers, an accepted one is passed on.


def _shift(desk: Desk) -> None:
    buyer = desk.buyers.find("买家0").result()[0].buyer
    desk.note(buyer, "答应周五补寄", NOW, flag="promise", open=True)
    (one,) = desk.handovers.hand(
        [HandoverDraft(buyer.id, "退货在路上", "", "入库后退款")], Agent("", ""), NOW, ZONE
    ).result()
    desk.handovers.accept(one.id, Agent("", ""), "入库了就退", NOW).result()


def _end_shift(world: World) -> Steps:
    yield from world.open_desk(PASSPHRASE)
    handovers = world.desk_flows.handovers
    assert handovers is not None
    handovers.shift_end.open()
    yield lambda: handovers.shift_end.is_open
    window = handovers.shift_end.window
    items = [row.item for row in window.rows]
    assert any(item.passes for item in items)
    assert any(not item.passes for item in items)
    yield from world.settled()
    world.begin()
    handovers.shift_end._hand(items)
    yield lambda: not window.isVisible()
    yield from world.settled()


# Two records of one buyer, with what is begun under both.


def _two(desk: Desk) -> None:
    keep, other = (desk.buyers.find(name).result()[0].buyer for name in ("买家0", "买家1"))
    for buyer in (keep, other):
        form = HandoverForm(buyer=buyer.id, name=buyer.name, because="写了一半")
        desk.drafts.put(f"handover.form.{buyer.name}", form.kept()).result()


def _merge(world: World) -> Steps:
    yield from world.open_desk(PASSPHRASE)
    notes, desk = world.desk_flows.notes, world.desk
    assert notes is not None
    assert desk is not None
    (keep,) = yield from world.result(desk.buyers.find("买家0"))
    (other,) = yield from world.result(desk.buyers.find("买家1"))
    merged: list[str] = []
    notes.care.merged.connect(merged.append)
    world.begin()
    notes.care._on_merge(keep.buyer.id, other.buyer.id)
    yield lambda: merged
    yield from world.settled()


# A handover that is accepted with its read-back, which was begun before.


def _waits(desk: Desk) -> None:
    (one,) = desk.handovers.hand(
        [HandoverDraft(please="催仓库")], Agent("03", ""), NOW, ZONE
    ).result()
    desk.drafts.put(f"handover.accept.{one.id}", "今晚去催仓库").result()


def _accept(world: World) -> Steps:
    yield from world.open_desk(PASSPHRASE)
    handovers, desk = world.desk_flows.handovers, world.desk
    assert handovers is not None
    assert desk is not None
    (one,) = yield from world.result(desk.handovers.waiting())
    handovers.moves._ask_read_back(one)
    window = handovers.moves.read_back
    assert window.line.text() == "今晚去催仓库"
    yield from world.settled()
    world.begin()
    window.submit()
    yield lambda: not window.isVisible()
    yield from world.settled()


NOTE = Scene(_prepare(_begun), _save_note, _look)
FINISH = Scene(_prepare(_owed), _finish, _look)
SHIFT_END = Scene(_prepare(_shift), _end_shift, _look)
MERGE = Scene(_prepare(_two), _merge, _look)
ACCEPT = Scene(_prepare(_waits), _accept, _look)


# A PDF over an older one, killed while it is written.


def _pdf_prepare(folder: Path) -> None:
    _prepare(_waits)(folder)
    (folder / "out").mkdir()
    (folder / "out" / "x.pdf").write_bytes(b"old")


def _print(world: World) -> Steps:
    yield from world.open_desk(PASSPHRASE)
    handovers, desk = world.desk_flows.handovers, world.desk
    assert handovers is not None
    assert desk is not None
    opened = yield from world.result(desk.handovers.open())
    files = handovers.files
    files._ask_save = lambda *_asked: str(world.folder / "out" / "x.pdf")
    shown: list[Path] = []
    files._open_file = shown.append
    world.begin()
    files.print(Board(waiting=tuple(opened)))
    yield lambda: shown


def _whole(world: World) -> Steps:
    """The old file or a whole new one, whatever else lies beside it."""
    yield lambda: True
    data = (world.folder / "out" / "x.pdf").read_bytes()
    whole = data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF")
    return "old" if data == b"old" else "new" if whole else "half"


PDF = Scene(_pdf_prepare, _print, _whole, concerns=lambda name: name.startswith("out/"))
