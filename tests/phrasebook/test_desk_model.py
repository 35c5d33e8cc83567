"""Any order of what people do at the desk, against a plain model of it, with undo and reopening."""

from __future__ import annotations

import shutil
import tempfile
from collections import deque
from copy import deepcopy
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from phrasebook.desk import Agent, HandoverDraft, NoteDraft, ReminderDraft
from phrasebook.store import DESK, Store
from phrasebook.store.undo import LIMIT
from tests.phrasebook.desk_helpers import KEY, LI, NOW, WANG, ZONE, Desk, desk_in

NAMES = ("小鱼儿", "tb_88", "王大安")
TEXTS = st.sampled_from(["电话13812345678", "打13912345678", "要发票", "改地址\n明天到"])
MASKED = {"电话13812345678": "电话138****5678", "打13912345678": "打139****5678"}

_template = tempfile.TemporaryDirectory(prefix="desk-template-")
with desk_in(Path(_template.name)):
    pass

Rows = dict[str, dict[str, Any]]


class Model:
    """The desk in dictionaries: rows by table and id, and undo steps as the rows before."""

    def __init__(self) -> None:
        self.rows: dict[str, Rows] = {"buyer": {}, "note": {}, "reminder": {}, "handover": {}}
        self.steps: deque[dict[tuple[str, str], dict[str, Any] | None]] = deque(maxlen=LIMIT)
        self.merges: list[tuple[dict, str, str]] = []
        # Which buyers a row ever belonged to, but for merges that were taken back.
        self.past: dict[str, set[str]] = {}
        # Names of records that were merged, and the buyers they are now.
        self.merged: dict[str, str] = {}
        self.merged_before: list[dict[str, str]] = []

    def known(self, name: str) -> set[str]:
        found = {id for id, row in self.rows["buyer"].items() if row["name"] == name}
        return found or ({self.merged[name]} if name in self.merged else set())

    def put(self, table: str, id: str, **values: Any) -> None:
        """Change or make a row as one step of undo."""
        old = self.rows[table].get(id)
        self.steps.append({(table, id): deepcopy(old)})
        self.rows[table][id] = {**(old or {}), **values}
        self.belongs(table, id)

    def belongs(self, table: str, id: str) -> None:
        buyer = id if table == "buyer" else self.rows[table][id]["buyer"]
        self.past.setdefault(id, set()).add(buyer)

    def drop(self, table: str, id: str) -> None:
        self.steps.append({(table, id): self.rows[table].pop(id)})

    def of(self, table: str, buyer: str) -> list[str]:
        return [id for id, row in self.rows[table].items() if row["buyer"] == buyer]

    def merge(self, keep: str, other: str) -> None:
        step: dict[tuple[str, str], dict[str, Any] | None] = {}
        kept = self.rows["buyer"][keep]
        step["buyer", keep] = dict(kept)
        step["buyer", other] = self.rows["buyer"].pop(other)
        if not kept["type"]:
            kept["type"] = step["buyer", other]["type"]  # type: ignore[index]
        for table in ("note", "reminder", "handover"):
            for id in self.of(table, other):
                # Of a handover only the buyer goes back: the rest is history.
                step[table, id] = {"buyer": other}
                self.rows[table][id]["buyer"] = keep
                self.belongs(table, id)
        self.steps.append(step)
        self.merges.append((step, keep, other))
        self.merged_before.append(dict(self.merged))
        taken_in = {name: keep for name, buyer in self.merged.items() if buyer == other}
        self.merged |= {**taken_in, step["buyer", other]["name"]: keep}  # type: ignore[index]

    def undo(self) -> bool:
        if not self.steps:
            return False
        step = self.steps.pop()
        if self.merges and self.merges[-1][0] is step:
            _, keep, _ = self.merges.pop()
            self.merged = self.merged_before.pop()
            for table, id in step:
                if table != "buyer":
                    self.past[id].discard(keep)
        for (table, id), old in step.items():
            if old is None:
                del self.rows[table][id]
            else:
                self.rows[table][id] = {**self.rows[table].get(id, {}), **old}
        return True

    def erase(self, buyer: str) -> None:
        gone = {buyer}
        while True:
            more = {
                one
                for step, *pair in self.merges
                if any(step is kept for kept in self.steps) and gone & set(pair)
                for one in pair
            }
            if more <= gone:
                break
            gone |= more
        for table in ("note", "reminder", "handover"):
            for id in self.of(table, buyer):
                del self.rows[table][id]
        del self.rows["buyer"][buyer]
        for merged in (self.merged, *self.merged_before):
            for name in [name for name, one in merged.items() if one == buyer]:
                del merged[name]
        kept = [
            step
            for step in self.steps
            if not any(self.past.get(id, set()) & gone for _, id in step)
        ]
        self.steps = deque(kept, maxlen=LIMIT)


class DeskMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="desk-model-")
        shutil.copyfile(
            Path(_template.name) / DESK.file_name, Path(self.folder.name) / DESK.file_name
        )
        self.model = Model()
        self.now = NOW
        self.open()

    def open(self) -> None:
        self.desk = Desk(Store.open(Path(self.folder.name), DESK, key=KEY))

    def teardown(self) -> None:
        # Whatever was done, all that can be taken back is, one step after the other.
        while self.model.steps:
            self.undo()
            self.is_as_the_model_says()
        assert self.desk.store.undo().result() == ""
        self.desk.store.close()
        self.folder.cleanup()

    def tick(self) -> float:
        self.now += 1
        return self.now

    def pick(self, data: st.DataObject, table: str, **wanted: Any) -> str | None:
        """An id of a row with these values, the same on every replay."""
        ids = [
            id
            for id, row in self.model.rows[table].items()
            if all(row[name] in value for name, value in wanted.items())
        ]
        return ids[data.draw(st.integers(0, len(ids) - 1))] if ids else None

    def has(self, table: str) -> bool:
        return bool(self.model.rows[table])

    # Buyers

    @initialize()
    def first(self) -> None:
        self.ensure(NAMES[0])

    @rule(name=st.sampled_from(NAMES))
    def ensure(self, name: str) -> None:
        buyer = self.desk.buyers.ensure(name, "千牛", "", self.tick()).result()
        if known := self.model.known(name):
            assert buyer.id in known
            return
        self.model.rows["buyer"][buyer.id] = {"name": name, "type": ""}
        self.model.belongs("buyer", buyer.id)

    @rule(data=st.data(), type=st.sampled_from(["急性子", "老客", ""]))
    def set_type(self, data: st.DataObject, type: str) -> None:
        if id := self.pick(data, "buyer"):
            self.desk.buyers.set_type(id, type, self.tick()).result()
            self.model.put("buyer", id, type=type)

    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        keep, other = self.pick(data, "buyer"), self.pick(data, "buyer")
        if keep and other and keep != other:
            self.desk.buyers.merge(keep, other, self.tick()).result()
            self.model.merge(keep, other)

    @precondition(lambda self: len(self.model.rows["buyer"]) > 1)
    @rule(data=st.data())
    def erase(self, data: st.DataObject) -> None:
        id = self.pick(data, "buyer")
        assert id
        self.desk.buyers.erase(id).result()
        self.model.erase(id)

    # Notes

    @rule(data=st.data(), text=TEXTS, is_open=st.booleans(), keep=st.booleans())
    def add_note(self, data: st.DataObject, text: str, is_open: bool, keep: bool) -> None:
        if buyer := self.pick(data, "buyer"):
            until = self.now + 9_999 if keep else None
            draft = NoteDraft(buyer, text, open=is_open, keep_until=until)
            note = self.desk.notes.add(draft, self.tick(), ZONE, "07").result()
            self.model.put("note", note.id, **self.content(buyer, text, is_open, keep), done=None)

    @staticmethod
    def content(buyer: str, text: str, is_open: bool, keep: bool) -> dict[str, Any]:
        full = text if keep and text in MASKED else None
        return {
            "buyer": buyer, "text": MASKED.get(text, text), "open": is_open, "full": full,
        }  # fmt: skip

    @precondition(lambda self: self.has("note"))
    @rule(data=st.data(), text=TEXTS, is_open=st.booleans(), keep=st.booleans())
    def edit_note(self, data: st.DataObject, text: str, is_open: bool, keep: bool) -> None:
        id = self.pick(data, "note")
        assert id
        buyer = self.model.rows["note"][id]["buyer"]
        until = self.now + 9_999 if keep else None
        draft = NoteDraft(buyer, text, open=is_open, keep_until=until)
        self.desk.notes.edit(id, draft, self.tick()).result()
        self.model.put("note", id, **self.content(buyer, text, is_open, keep))

    @precondition(lambda self: self.has("note"))
    @rule(data=st.data())
    def remove_note(self, data: st.DataObject) -> None:
        id = self.pick(data, "note")
        assert id
        assert self.desk.notes.remove(id).result()
        self.model.drop("note", id)

    @precondition(lambda self: self.has("note"))
    @rule(data=st.data(), done=st.booleans())
    def finish_note(self, data: st.DataObject, done: bool) -> None:
        id = self.pick(data, "note")
        assert id
        when = self.tick() if done else None
        self.desk.notes.done(id, when).result()
        self.model.put("note", id, done=when)

    # Reminders

    @rule(data=st.data(), text=TEXTS)
    def remind(self, data: st.DataObject, text: str) -> None:
        if buyer := self.pick(data, "buyer"):
            draft = ReminderDraft(text, self.now + 60, buyer=buyer)
            made = self.desk.reminders.add(draft, self.tick(), ZONE, "07").result()
            self.model.put(
                "reminder", made.id, buyer=buyer, text=MASKED.get(text, text), due=draft.due,
                done=None, snoozed=0,
            )  # fmt: skip

    @rule(data=st.data())
    def snooze(self, data: st.DataObject) -> None:
        if id := self.pick(data, "reminder", done=[None]):
            until = self.tick() + 600
            self.desk.reminders.snooze(id, until).result()
            again = self.model.rows["reminder"][id]["snoozed"] + 1
            self.model.put("reminder", id, due=until, snoozed=again)

    @rule(data=st.data())
    def finish_reminder(self, data: st.DataObject) -> None:
        if id := self.pick(data, "reminder", done=[None]):
            when = self.tick()
            self.desk.reminders.finish(id, "done", when, "07").result()
            self.model.put("reminder", id, done=when)

    @rule(data=st.data())
    def remove_reminder(self, data: st.DataObject) -> None:
        if id := self.pick(data, "reminder"):
            assert self.desk.reminders.remove(id).result()
            self.model.drop("reminder", id)

    # Handovers: no step of undo

    @rule(data=st.data(), about_one=st.booleans())
    def hand(self, data: st.DataObject, about_one: bool) -> None:
        buyer = (self.pick(data, "buyer") or "") if about_one else ""
        draft = HandoverDraft(buyer, please="催仓库")
        (made,) = self.desk.handovers.hand([draft], LI, self.tick(), ZONE).result()
        self.model.rows["handover"][made.id] = {
            "buyer": buyer, "state": "waiting", "owner": Agent(), "history": ["handed"],
        }  # fmt: skip
        self.model.belongs("handover", made.id)

    def moved(self, id: str, state: str, kind: str, owner: Agent | None = None) -> None:
        row = self.model.rows["handover"][id]
        row["state"] = state
        row["history"] = [*row["history"], kind]
        if owner is not None:
            row["owner"] = owner

    @rule(data=st.data())
    def accept(self, data: st.DataObject) -> None:
        if id := self.pick(data, "handover", state=["waiting"]):
            self.desk.handovers.accept(id, WANG, "好", self.tick()).result()
            self.moved(id, "accepted", "accepted", WANG)

    @rule(data=st.data())
    def finish(self, data: st.DataObject) -> None:
        if id := self.pick(data, "handover", state=["accepted", "working"]):
            self.desk.handovers.finish(id, WANG, "好了", self.tick()).result()
            self.moved(id, "done", "done")

    @rule(data=st.data())
    def pass_on(self, data: st.DataObject) -> None:
        if id := self.pick(data, "handover", state=["accepted", "working"]):
            self.desk.handovers.pass_on(id, WANG, "没空", "", self.tick()).result()
            self.moved(id, "waiting", "passed", Agent())

    # Over all

    @precondition(lambda self: self.model.steps)
    @rule()
    def undo(self) -> None:
        assert bool(self.desk.store.undo().result()) == self.model.undo()

    @precondition(lambda self: len(self.model.steps) > 12)
    @rule()
    def reopen(self) -> None:
        self.desk.store.close()
        self.open()
        self.model.steps.clear()

    @invariant()
    def is_as_the_model_says(self) -> None:
        rows = self.model.rows
        found = {one.buyer.id: one for one in self.desk.buyers.find("").result()}
        assert {id: (one.buyer.name, one.buyer.type) for id, one in found.items()} == {
            id: (row["name"], row["type"]) for id, row in rows["buyer"].items()
        }
        notes: Rows = {}
        reminders: Rows = {}
        handovers = {one.id: one for one in self.desk.handovers.open().result()}
        handovers |= {one.id: one for one in self.desk.handovers.done(0.0).result()}
        for buyer in found:
            for note in self.desk.notes.of(buyer).result():
                full = self.desk.notes.full(note.id, self.now, "07").result()
                notes[note.id] = {
                    "buyer": buyer, "text": note.text, "open": note.open, "full": full,
                    "done": note.done_at,
                }  # fmt: skip
            for one in self.desk.reminders.of(buyer).result():
                reminders[one.id] = {
                    "buyer": buyer, "text": one.text, "due": one.due, "done": one.done_at,
                    "snoozed": one.snoozed,
                }  # fmt: skip
        assert notes == rows["note"]
        assert reminders == rows["reminder"]
        assert {
            id: {
                "buyer": one.buyer, "state": one.state, "owner": one.owner,
                "history": [event.kind for event in self.desk.handovers.history(id).result()],
            }
            for id, one in handovers.items()
        } == rows["handover"]  # fmt: skip


TestDesk = DeskMachine.TestCase
TestDesk.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
