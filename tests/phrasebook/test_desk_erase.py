"""What is erased, or over, is gone: from the file, its log, its backups and from undo."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phrasebook.desk import NoteDraft, ReminderDraft
from phrasebook.model import UserError
from phrasebook.store import Changes, Purged, backup
from tests.phrasebook.decrypted import holds
from tests.phrasebook.desk_helpers import DAY, KEY, LI, NOW, WANG, Desk, desk_in

NAME, PHONE, WORD, PICTURE = "青衫不改", "13912344321", "独此一句", "图里的字"
PLANTED = (NAME, PHONE, WORD, PICTURE, "139****4321")
KEPT = "留下来的话"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_in(tmp_path) as opened:
        yield opened


def plant(desk: Desk, name: str = NAME, rounds: int = 1):
    """A buyer with something of everything."""
    buyer = desk.buyer(name)
    for _ in range(rounds):
        note = desk.note(buyer, f"{WORD} {PHONE}", keep_until=NOW + 300 * DAY, order="1")
        desk.notes.attach(note.id, PICTURE.encode() * 3_000, NOW).result()
        desk.notes.full(note.id, NOW, "07").result()
        removed = desk.note(buyer, f"{WORD}删掉的")
        desk.notes.remove(removed.id).result()
        edited = desk.note(buyer, f"{WORD}改前")
        desk.notes.edit(edited.id, NoteDraft(buyer.id, "改后"), NOW).result()
        handover = desk.hand(buyer, because=f"{WORD} {PHONE}")
        desk.handovers.accept(handover.id, WANG, WORD, NOW).result()
        desk.handovers.finish(handover.id, WANG, WORD, NOW).result()
        reminder = desk.remind(buyer)
        desk.reminders.finish(reminder.id, "done", NOW, "07", "", WORD).result()
        desk.drafts.put(f"note:{buyer.id}", PHONE).result()
        desk.drafts.put("palette", f"给{name}发货").result()
    return buyer


def found(folder: Path) -> dict[str, list[str]]:
    """The planted words by file; every file of the folder is read."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    there = {path.name: holds(path, PLANTED, KEY) for path in files}
    return {name: words for name, words in there.items() if words}


def test_nothing_of_an_erased_buyer_is_left_on_the_disk(desk: Desk, tmp_path: Path) -> None:
    desk.note(desk.buyer("别人"), KEPT)
    buyer = plant(desk, rounds=5)
    first = desk.store.backup().result()
    plant(desk)
    second = desk.store.backup().result()
    partial = first.with_name(first.name.replace("manual", "killed") + ".partial")
    partial.write_bytes(first.read_bytes())
    aside = tmp_path / "desk.db.broken-20260921-000000"
    aside.write_bytes(first.read_bytes())
    unfinished = tmp_path / "desk.db.partial"  # of a restore that was killed
    unfinished.write_bytes(first.read_bytes())
    # The check can fail: it finds them in the log and in every copy.
    assert set(found(tmp_path)) >= {
        "desk.db-wal", first.name, second.name, partial.name, aside.name, unfinished.name,
    }  # fmt: skip
    assert desk.buyers.erase(buyer.id).result() > 50
    assert found(tmp_path) == {}
    (copy,) = (tmp_path / backup.FOLDER).iterdir()
    assert holds(copy, (KEPT,), KEY) == [KEPT]
    assert backup.is_sound(copy, KEY)
    assert (tmp_path / "desk.db-wal").stat().st_size == 0 or not found(tmp_path)
    desk.store.close()
    assert found(tmp_path) == {}
    assert holds(tmp_path / "desk.db", (KEPT,), KEY) == [KEPT]


def test_without_secure_deletion_the_check_finds_what_was_erased(tmp_path: Path) -> None:
    """Shows that pages which are free or half used are looked at too."""
    with desk_in(tmp_path) as desk:
        assert desk.store.read(lambda db: db.value("PRAGMA secure_delete")).result() == 1
        desk.store.read(lambda db: db.value("PRAGMA secure_delete = 0")).result()
        desk.buyers.erase(plant(desk, rounds=5).id).result()
        assert "desk.db" in found(tmp_path)


def test_no_undo_brings_an_erased_buyer_back(desk: Desk) -> None:
    other = desk.buyer("别人")
    kept = desk.note(other, KEPT)
    buyer = plant(desk)
    desk.buyers.set_type(buyer.id, "急性子", NOW).result()
    after = desk.note(other, "后来的")
    desk.buyers.erase(buyer.id).result()
    assert desk.store.undo().result() == "新建备注"
    assert desk.notes.of(other.id).result() == [kept]
    assert desk.notes.get(after.id).result() is None
    assert desk.store.undo().result() == "新建备注"
    assert desk.notes.of(other.id).result() == []
    assert desk.store.undo().result() == ""
    assert desk.buyers.get(buyer.id).result() is None


def test_no_undo_brings_a_buyer_back_that_was_merged_into_an_erased_one(
    desk: Desk, tmp_path: Path
) -> None:
    keep, other = desk.buyer("甲的店"), desk.buyer(NAME)
    note = desk.note(other, WORD)
    edited = desk.note(other, f"{WORD}改前")
    desk.notes.edit(edited.id, NoteDraft(other.id, "改后"), NOW).result()
    desk.notes.remove(edited.id).result()
    desk.buyers.merge(keep.id, other.id, NOW).result()
    desk.buyers.erase(keep.id).result()
    assert desk.store.undo().result() == ""
    assert desk.notes.get(note.id).result() is None
    assert found(tmp_path) == {}


def test_an_erased_buyer_takes_all_its_rows_and_no_others(desk: Desk) -> None:
    other = plant(desk, "别人")
    desk.drafts.put("other", "与谁都无关").result()
    before = desk.buyers.export(other.id).result()
    buyer = plant(desk)
    seen: list[Changes] = []
    desk.store.listen(seen.append)
    desk.buyers.erase(buyer.id).result()
    assert seen == [Changes(buyers=True, notes=True, handovers=True, reminders=True, picks=True)]
    assert desk.buyers.export(other.id).result() == before
    assert set(desk.drafts.all().result()) == {f"note:{other.id}", "other"}
    tables = ("note", "note_full", "picture", "opened", "handover", "handover_event", "reminder")

    def count(table: str) -> int:
        return desk.store.read(lambda db: db.value(f"SELECT count(*) FROM {table}")).result()

    assert [count(table) for table in tables] == [2, 1, 1, 1, 1, 3, 1]
    with pytest.raises(UserError, match="已经不在") as caught:
        desk.buyers.erase(buyer.id).result()
    assert caught.value.advice


def test_history_is_guarded_again_after_an_erase(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    plant(desk, "别人")
    desk.buyers.erase(plant(desk).id).result()
    assert desk.store.read(lambda db: db.value("SELECT count(*) FROM removing")).result() == 0
    from phrasebook.store import Outcome, sqlite

    with pytest.raises(sqlite.Error, match="never"):
        desk.store.write(lambda db: Outcome(db.execute("DELETE FROM handover_event")), "").result()


def test_a_copy_that_cannot_be_removed_is_said_and_tried_again(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    buyer = plant(desk)
    old = desk.store.backup().result()
    unlink = Path.unlink

    def held(path: Path, missing_ok: bool = False) -> None:
        if path == old:
            raise PermissionError("held by another program")
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", held)
    with pytest.raises(UserError, match="旧备份") as caught:
        desk.buyers.erase(buyer.id).result()
    assert caught.value.advice
    assert desk.buyers.get(buyer.id).result() is None
    assert set(found(tmp_path)) == {old.name}
    monkeypatch.setattr(Path, "unlink", unlink)
    # The next start finds the mark, with nothing else to purge.
    desk.store.close()
    with desk_in(tmp_path) as again:
        assert again.retention.purge(NOW, None).result() == Purged()
        assert found(tmp_path) == {}


def test_a_failed_copy_takes_no_sound_one_away(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    old = desk.store.backup().result()
    monkeypatch.setattr(backup, "is_sound", lambda path, key: False)
    with pytest.raises(UserError, match="旧备份"):
        desk.retention.scrub().result()
    assert list((tmp_path / backup.FOLDER).iterdir()) == [old]


def test_where_both_copies_find_no_room_the_old_ones_go_first(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = desk.store.backup().result()
    make = backup.make

    def full(*arguments, **more) -> Path:
        if old.exists():
            raise OSError(28, "No space left on device")
        return make(*arguments, **more)

    monkeypatch.setattr(backup, "make", full)
    desk.retention.scrub().result()
    (copy,) = (tmp_path / backup.FOLDER).iterdir()
    assert copy != old
    assert backup.is_sound(copy, KEY)


# Retention


def test_a_buyer_goes_days_after_its_last_item_was_done(desk: Desk, tmp_path: Path) -> None:
    buyer = plant(desk, rounds=2)
    desk.note(desk.buyer("后来的", NOW + 2 * DAY), KEPT, NOW + 2 * DAY)
    desk.store.backup().result()
    assert desk.retention.purge(NOW + 30 * DAY - 1, 30).result() == Purged()
    assert desk.retention.purge(NOW + 300 * DAY - 1, None).result() == Purged()
    assert found(tmp_path)
    # 2 notes that stay of 3 a round, with 1 picture and 1 full text.
    purged = desk.retention.purge(NOW + 30 * DAY, 30).result()
    assert purged == Purged(buyers=1, notes=4, handovers=2, reminders=2, pictures=2, full_texts=2)
    assert desk.buyers.get(buyer.id).result() is None
    assert found(tmp_path) == {}
    assert [one.buyer.name for one in desk.buyers.find("").result()] == ["后来的"]
    while desk.store.undo().result():
        pass
    assert desk.buyers.get(buyer.id).result() is None


@pytest.mark.parametrize("item", ["note", "handover", "reminder"])
def test_a_buyer_with_an_open_item_stays_and_goes_days_after_it_is_done(
    desk: Desk, item: str
) -> None:
    buyer = desk.buyer()
    done_at = NOW + 900 * DAY
    if item == "note":
        id = desk.note(buyer, open=True).id
        finish = lambda: desk.notes.done(id, done_at)  # noqa: E731
    elif item == "reminder":
        id = desk.remind(buyer).id
        finish = lambda: desk.reminders.finish(id, "done", done_at, "07")  # noqa: E731
    else:
        id = desk.hand(buyer).id
        desk.handovers.accept(id, WANG, "好", NOW).result()
        finish = lambda: desk.handovers.finish(id, LI, "", done_at)  # noqa: E731
    assert desk.retention.purge(done_at, 7).result() == Purged()
    finish().result()
    assert desk.retention.purge(done_at + 7 * DAY - 1, 7).result() == Purged()
    assert desk.retention.purge(done_at + 7 * DAY, 7).result().buyers == 1


def test_what_is_about_no_buyer_goes_too_once_it_is_done(desk: Desk) -> None:
    done, reminder = desk.hand(), desk.remind()
    desk.handovers.accept(done.id, WANG, "好", NOW).result()
    desk.handovers.finish(done.id, WANG, "", NOW).result()
    desk.reminders.finish(reminder.id, "done", NOW, "07").result()
    waiting, open_reminder = desk.hand(), desk.remind()
    assert desk.retention.purge(NOW + 7 * DAY - 1, 7).result() == Purged()
    assert desk.retention.purge(NOW + 7 * DAY, 7).result() == Purged(handovers=1, reminders=1)
    assert desk.handovers.open().result() == [waiting]
    assert desk.reminders.open().result() == [open_reminder]
    assert desk.handovers.history(done.id).result() == []


def test_full_texts_go_when_their_time_is_over_whatever_the_days(
    desk: Desk, tmp_path: Path
) -> None:
    note = desk.note(desk.buyer(), f"电话{PHONE}", keep_until=NOW + DAY)
    copy = desk.store.backup().result()
    assert holds(copy, (PHONE,), KEY) == [PHONE]
    assert desk.retention.purge(NOW + DAY, None).result() == Purged(full_texts=1)
    assert all(PHONE not in words for words in found(tmp_path).values())
    kept = desk.notes.get(note.id).result()
    assert kept is not None
    assert (kept.text, kept.has_full) == ("电话139****4321", False)


def test_a_quiet_purge_leaves_the_backups_alone(desk: Desk, tmp_path: Path) -> None:
    desk.note(desk.buyer())
    copies = [desk.store.backup().result() for _ in range(2)]
    assert desk.retention.purge(NOW, 30).result() == Purged()
    assert sorted((tmp_path / backup.FOLDER).iterdir()) == copies


def test_damaged_files_set_aside_go_when_they_are_as_old(desk: Desk, tmp_path: Path) -> None:
    import os

    old, new = tmp_path / "desk.db.broken-1", tmp_path / "desk.db.broken-2"
    for path, at in ((old, NOW - 30 * DAY), (new, NOW - 29 * DAY)):
        path.touch()  # SQLite takes it for a file without anything in it
        os.utime(path, (at, at))
    desk.retention.purge(NOW, None).result()
    assert old.exists()
    desk.retention.purge(NOW, 30).result()
    assert not old.exists()
    assert new.exists()


def test_an_erase_killed_before_its_end_is_finished_by_the_next_purge(tmp_path: Path) -> None:
    """The mark lies in the file, so a crash between the commit and the scrub loses nothing."""
    with desk_in(tmp_path) as desk:
        buyer = plant(desk)
        desk.store.backup().result()
        # The commit without what follows it: as if the process died there.
        from phrasebook.store.buyers import _erase

        desk.store.write(lambda db: _erase(db, buyer.id), "").result()
    assert found(tmp_path)
    with desk_in(tmp_path) as desk:
        assert desk.retention.purge(NOW, 30).result() == Purged()
        assert found(tmp_path) == {}


def test_unsaved_typing_of_others_stays(desk: Desk) -> None:
    one = desk.buyer("a")
    desk.drafts.put("palette", "a letter in anybody's text").result()
    desk.buyers.erase(one.id).result()
    assert desk.drafts.get("palette").result() is not None


ITEMS = st.lists(
    st.tuples(
        st.sampled_from(["note", "open note", "handover", "reminder"]),
        st.integers(0, 60),  # the day on which it was written
        st.none() | st.integers(0, 60),  # days until it is done
    ),
    max_size=4,
)


@settings(max_examples=40, deadline=None)
@given(
    buyers=st.lists(ITEMS, max_size=4), days=st.sampled_from([7, 30, 90]), at=st.integers(0, 200)
)
def test_any_buyer_goes_exactly_when_nothing_is_open_and_its_days_are_over(
    buyers, days: int, at: int
) -> None:
    with tempfile.TemporaryDirectory() as name, desk_in(Path(name)) as desk:
        wanted = {}
        for number, items in enumerate(buyers):
            buyer = desk.buyer(f"买家{number}", NOW)
            last, is_open = 0, False
            for kind, day, until in items:
                done = None if until is None else day + until
                write(
                    desk, buyer, kind, NOW + day * DAY, None if done is None else NOW + done * DAY
                )
                counts = done is not None and kind != "note"
                last = max(last, day, done if counts and done is not None else 0)
                is_open |= kind != "note" and done is None
            wanted[buyer.id] = is_open or NOW + at * DAY < NOW + (last + days) * DAY
        desk.retention.purge(NOW + at * DAY, days).result()
        stay = {one.buyer.id for one in desk.buyers.find("").result()}
        assert stay == {id for id, stays in wanted.items() if stays}
        assert {one.buyer for one in desk.notes.open().result()} <= stay
        assert {one.buyer for one in desk.handovers.open().result()} <= stay
        assert {one.buyer for one in desk.reminders.open().result()} <= stay


def write(desk: Desk, buyer, kind: str, at: float, done: float | None) -> None:
    """An item written at a time and done at another, or never."""
    if kind == "note":
        desk.note(buyer, when=at)
    elif kind == "open note":
        note = desk.note(buyer, when=at, open=True)
        if done is not None:
            desk.notes.done(note.id, done).result()
    elif kind == "handover":
        handover = desk.hand(buyer, at)
        if done is not None:
            desk.handovers.accept(handover.id, WANG, "好", at).result()
            desk.handovers.finish(handover.id, WANG, "", done).result()
    else:
        draft = ReminderDraft("问一声", at, buyer=buyer.id)
        reminder = desk.reminders.add(draft, at, "UTC", "07").result()
        if done is not None:
            desk.reminders.finish(reminder.id, "done", done, "07").result()


def test_a_handover_done_while_its_buyer_was_merged_counts_after_the_merge_is_undone(
    desk: Desk,
) -> None:
    keep, other = desk.buyer(), desk.buyer("另一位")
    id = desk.hand(other).id
    desk.buyers.merge(keep.id, other.id, NOW).result()
    later = NOW + 40 * DAY
    desk.handovers.accept(id, WANG, "好", later).result()
    desk.handovers.finish(id, WANG, "", later).result()
    desk.store.undo().result()
    desk.retention.purge(later + DAY, 30).result()
    assert desk.buyers.get(other.id).result() is not None
    assert desk.handovers.get(id).result() is not None
    desk.retention.purge(later + 31 * DAY, 30).result()
    assert desk.buyers.get(other.id).result() is None


def test_a_full_text_whose_time_is_over_does_not_come_back_by_undo(desk: Desk) -> None:
    buyer = desk.buyer()
    until = NOW + DAY
    note = desk.note(buyer, f"{WORD} {PHONE}", keep_until=until)
    desk.notes.edit(note.id, NoteDraft(buyer.id, f"改 {PHONE}", keep_until=until), NOW).result()
    desk.retention.purge(until, None).result()
    desk.store.undo().result()
    full = desk.store.read(lambda db: db.rows("SELECT text FROM note_full")).result()
    assert full == []


def test_typing_that_nobody_went_on_with_goes_in_time(desk: Desk, tmp_path: Path) -> None:
    old, going_on = "note.new.千牛/陌生人", "note.new.千牛/小鱼儿"
    for name in (old, going_on):
        desk.drafts.put(name, f"{WORD} {PHONE}").result()
    desk.retention.purge(NOW, 30).result()
    desk.drafts.put(going_on, "接着写").result()
    desk.retention.purge(NOW + 29 * DAY, 30).result()
    assert set(desk.drafts.all().result()) == {old, going_on}, "its time is not over"
    desk.retention.purge(NOW + 30 * DAY, 30).result()
    assert desk.drafts.all().result() == {going_on: "接着写"}
    desk.retention.purge(NOW + 300 * DAY, None).result()
    assert set(desk.drafts.all().result()) == {going_on}, "never means never"
