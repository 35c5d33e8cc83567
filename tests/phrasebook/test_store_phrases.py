"""Phrases in the store: order, edits, undo, hotkeys, use, standard content."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from phrasebook.model import Scene, UserError
from phrasebook.store import Phrases, Store, index
from phrasebook.store.standard import content_version, put_scenes, sync_standard
from phrasebook.store.undo import LIMIT
from tests.phrasebook.store_helpers import SCENES, draft, opened


@pytest.fixture
def both(tmp_path: Path) -> Iterator[tuple[Store, Phrases]]:
    with opened(tmp_path) as pair:
        yield pair


@pytest.fixture
def phrases(both: tuple[Store, Phrases]) -> Phrases:
    return both[1]


def titles(phrases: Phrases, step: int = 1, order="standard") -> list[str]:
    return [phrase.title for phrase in phrases.by_step(step, order).result()]


def add(phrases: Phrases, *names: str) -> list[str]:
    return [phrases.add(draft(name)).result().id for name in names]


def test_a_phrase_comes_back_as_it_was_put(phrases: Phrases) -> None:
    given = draft(
        "标题", "第一行\n{买家昵称}😀", variants=("甲", "乙,“丙”"), code="ab",
        buyer_types=("急性子",),
        ladder=3, when="时候", platforms=("jd",), valid_until="2026-12-31", hotkey="Ctrl+Alt+J",
    )  # fmt: skip
    phrase = phrases.add(given).result()
    assert phrases.get(phrase.id).result() == phrase
    for name in given.__dataclass_fields__:
        assert getattr(phrase, name) == getattr(given, name), name
    assert len(phrase.id) == 32
    assert (phrase.uid, phrase.use_count, phrase.last_used) == ("", 0, None)


def test_what_cannot_be_sent_is_taken_out(phrases: Phrases) -> None:
    phrase = phrases.add(draft(" 标题\0 ", "一\r\n二\r三\0\ud800")).result()
    assert (phrase.title, phrase.text) == ("标题", "一\n二\n三")


def test_an_empty_text_and_an_unknown_scene_are_refused(phrases: Phrases) -> None:
    for bad in (draft(text=" \n\0"), draft(scene="no.such")):
        with pytest.raises(UserError) as caught:
            phrases.add(bad).result()
        assert caught.value.advice
    assert phrases.count().result() == 0


def test_phrases_that_fit_scenes_come_scene_by_scene_and_each_once(phrases: Phrases) -> None:
    for title in ("甲", "乙", "丙"):
        phrases.add(draft(title)).result()
    phrases.add(draft("价", scene="price.cheaper")).result()
    found = phrases.fitting(["price.cheaper", "greet.hello"], ["no/such"], per_scene=2).result()
    assert [one.title for one in found] == ["价", "甲", "乙"]


def test_order_of_a_step(phrases: Phrases) -> None:
    a, b, c, d = add(phrases, "甲", "乙", "丙", "丁")
    for id, when in ((b, 100.0), (c, 300.0), (c, 301.0), (b, 400.0), (b, 50.0)):
        phrases.count_use(id, when).result()
    phrases.pin(d, True).result()
    assert titles(phrases) == ["丁", "甲", "乙", "丙"]
    assert [one.title for one in phrases.by_step(1, limit=2).result()] == ["丁", "甲"]
    assert titles(phrases, order="often") == ["丁", "乙", "丙", "甲"]
    assert titles(phrases, order="recent") == ["丁", "乙", "丙", "甲"]
    phrases.count_use(c, 500.0).result()
    assert titles(phrases, order="recent") == ["丁", "丙", "乙", "甲"]
    used = phrases.get(b).result()
    assert (used.use_count, used.last_used) == (3, 400.0)
    assert phrases.get(a).result().last_used is None


def test_reading_by_ids_scene_and_hotkey(phrases: Phrases) -> None:
    a, b = add(phrases, "甲", "乙")
    other = phrases.add(draft("丙", scene="price.cheaper", hotkey="Ctrl+Alt+K")).result()
    assert [p.id for p in phrases.many([other.id, "gone", a, b]).result()] == [other.id, a, b]
    assert [p.id for p in phrases.by_scene("price.cheaper").result()] == [other.id]
    assert [p.id for p in phrases.with_hotkeys().result()] == [other.id]
    assert phrases.get("gone").result() is None
    assert phrases.many([]).result() == []
    assert [scene.id for scene in phrases.scenes().result()] == [scene.id for scene in SCENES]


def test_by_code(phrases: Phrases) -> None:
    wanted = phrases.add(draft("甲", code="WlTs")).result()
    assert phrases.by_code("wlts").result() == wanted
    assert phrases.by_code("ＷＬＴＳ").result() == wanted
    assert phrases.by_code("wlt").result() is None
    assert phrases.by_code("").result() is None


def test_used_over_all_steps(phrases: Phrases) -> None:
    a, b, _ = add(phrases, "甲", "乙", "丙")
    phrases.edit(b, draft("乙", scene="price.cheaper")).result()
    assert phrases.used(5, "often").result() == []
    for id, day in ((a, 10), (b, 1), (b, 2), (b, 3)):
        phrases.count_use(id, day * 86_400.0).result()
    assert [p.id for p in phrases.used(5, "often").result()] == [b, a]
    assert [p.id for p in phrases.used(5, "recent").result()] == [a, b]
    assert [p.id for p in phrases.used(1, "recent").result()] == [a]


def test_uses_are_counted_by_local_day_and_step(phrases: Phrases) -> None:
    a, b = add(phrases, "甲", "乙")
    c = phrases.add(draft("丙", scene="price.cheaper")).result().id
    # Late evening of UTC is the next day of the agent.
    late = 1_790_028_000.0  # 2026-09-21 22:00 UTC
    for id, day in ((a, "2026-09-22"), (a, "2026-09-22"), (b, "2026-09-22"), (c, "2026-09-22")):
        phrases.count_use(id, late, day).result()
    phrases.count_use(a, late).result()
    phrases.count_use("gone", late).result()
    wanted = [("2026-09-21", 1, 1), ("2026-09-22", 1, 3), ("2026-09-22", 3, 1)]
    assert phrases.used_by_day("2026-09-01").result() == wanted
    phrases.delete([a]).result()
    assert phrases.used_by_day("2026-09-22").result() == wanted[1:]


def test_uses_by_day_are_kept_for_a_year_and_a_month(phrases: Phrases) -> None:
    (a,) = add(phrases, "甲")
    for day in ("2025-08-17", "2025-08-18", "2026-09-21"):
        phrases.count_use(a, 0.0, day).result()
    # 400 days end with 2026-09-21 and begin with 2025-08-18.
    assert [day for day, _, _ in phrases.used_by_day("").result()] == ["2025-08-18", "2026-09-21"]


def test_move(phrases: Phrases) -> None:
    a, b, c = add(phrases, "甲", "乙", "丙")
    phrases.move(c, a).result()
    assert titles(phrases) == ["丙", "甲", "乙"]
    phrases.move(c, None).result()
    assert titles(phrases) == ["甲", "乙", "丙"]
    phrases.move(a, c).result()
    assert titles(phrases) == ["乙", "甲", "丙"]
    phrases.move(b, b).result()
    assert sorted(titles(phrases)) == sorted(["乙", "甲", "丙"])


def test_two_hundred_moves_into_one_gap(phrases: Phrases) -> None:
    _, b, c = add(phrases, "甲", "乙", "丙")
    for number in range(200):
        phrases.move((b, c)[number % 2], (c, b)[number % 2]).result()
        expected = ["甲", "乙", "丙"] if number % 2 == 0 else ["甲", "丙", "乙"]
        assert titles(phrases) == expected
    assert phrases.undo().result() == "调整顺序"
    assert titles(phrases) == ["甲", "乙", "丙"]


def test_edit_to_another_step_and_back(phrases: Phrases) -> None:
    (a, _) = add(phrases, "甲", "乙")
    changed = phrases.edit(a, draft("改", "新文字", "price.cheaper")).result()
    assert (changed.title, changed.text, changed.edited) == ("改", "新文字", True)
    assert titles(phrases) == ["乙"]
    assert titles(phrases, 3) == ["改"]
    assert phrases.search("xinwenzi").result()
    assert phrases.undo().result() == "编辑话术"
    assert titles(phrases) == ["甲", "乙"]
    assert phrases.search("xinwenzi").result() == []


def test_undo_gives_everything_back(phrases: Phrases) -> None:
    a, b = add(phrases, "甲", "乙")
    phrases.count_use(a, 10.0).result()
    before = phrases.all().result()
    steps = [
        phrases.delete([a, b, "gone"]),
        phrases.add(draft("丙")),
    ]
    assert steps[0].result() == 2
    assert titles(phrases) == ["丙"]
    assert phrases.undo().result() == "新建话术"
    assert phrases.undo().result() == "删除话术"
    assert phrases.all().result() == before
    assert len(phrases.search("jia").result()) == 1


def test_undo_keeps_what_happened_since(phrases: Phrases) -> None:
    (a,) = add(phrases, "甲")
    phrases.edit(a, draft("改")).result()
    phrases.count_use(a, 10.0).result()
    phrases.undo().result()
    phrase = phrases.get(a).result()
    assert (phrase.title, phrase.use_count) == ("甲", 1)


def test_undo_of_a_delete_never_meets_a_new_row(phrases: Phrases) -> None:
    (a,) = add(phrases, "甲")
    phrases.delete([a]).result()
    add(phrases, "乙")
    phrases.undo().result()
    phrases.undo().result()
    assert titles(phrases) == ["甲"]


def test_thirty_steps_are_kept(phrases: Phrases) -> None:
    add(phrases, *map(str, range(LIMIT + 5)))
    labels = [phrases.undo().result() for _ in range(LIMIT + 1)]
    assert labels == ["新建话术"] * LIMIT + [""]
    assert phrases.count().result() == 5


def test_counting_a_use_is_not_undone(phrases: Phrases) -> None:
    (a,) = add(phrases, "甲")
    phrases.count_use(a, 10.0).result()
    phrases.count_use("gone", 10.0).result()
    assert phrases.undo().result() == "新建话术"


def test_one_hotkey_belongs_to_one_phrase(phrases: Phrases) -> None:
    a, b = add(phrases, "甲", "乙")
    phrases.set_hotkey(a, "Ctrl+Alt+K").result()
    with pytest.raises(UserError, match="甲"):
        phrases.set_hotkey(b, "Ctrl+Alt+K").result()
    with pytest.raises(UserError, match="甲"):
        phrases.add(draft("丙", hotkey="Ctrl+Alt+K")).result()
    phrases.set_hotkey(a, "Ctrl+Alt+K").result()
    phrases.set_hotkey(a, "").result()
    assert phrases.set_hotkey(b, "Ctrl+Alt+K").result().hotkey == "Ctrl+Alt+K"


def test_a_phrase_that_is_gone_says_so(phrases: Phrases) -> None:
    for future in (
        phrases.edit("gone", draft()), phrases.pin("gone", True), phrases.move("gone", None),
        phrases.set_hotkey("gone", ""),
    ):  # fmt: skip
        with pytest.raises(UserError, match="不在了"):
            future.result()


def test_import_is_one_step(phrases: Phrases) -> None:
    add(phrases, "甲")
    phrases.set_hotkey(phrases.all().result()[0].id, "Ctrl+Alt+K").result()
    drafts = [draft(str(number), hotkey="Ctrl+Alt+K") for number in range(1_200)]
    assert phrases.import_many(drafts).result() == 1_200
    assert len(phrases.with_hotkeys().result()) == 1
    assert [hit.phrase.title for hit in phrases.search("1199").result()] == ["1199"]
    assert phrases.undo().result() == "导入话术"
    assert titles(phrases) == ["甲"]
    assert phrases.import_many([]).result() == 0


def test_an_import_with_one_bad_row_brings_nothing(phrases: Phrases) -> None:
    with pytest.raises(UserError):
        phrases.import_many([draft("好"), draft(scene="no.such")]).result()
    assert phrases.count().result() == 0
    assert phrases.search("好").result() == []


# Standard content

STANDARD = [
    ("a/1", draft("一", "文字一")),
    ("a/2", draft("二", "文字二")),
    ("a/3", draft("三", "文字三", "price.cheaper")),
]


def test_standard_content_comes_in_and_is_remembered(both: tuple[Store, Phrases]) -> None:
    store, phrases = both
    assert content_version(store).result() == ""
    counts = sync_standard(store, "1", SCENES, STANDARD).result()
    assert (counts.added, counts.updated, counts.kept, counts.removed) == (3, 0, 0, 0)
    assert content_version(store).result() == "1"
    assert titles(phrases) == ["一", "二"]
    again = sync_standard(store, "1", SCENES, STANDARD).result()
    assert (again.added, again.updated, again.kept, again.removed) == (0, 0, 0, 0)
    assert phrases.undo().result() == ""


def test_an_update_keeps_what_the_user_did(both: tuple[Store, Phrases]) -> None:
    store, phrases = both
    sync_standard(store, "1", SCENES, STANDARD).result()
    one, two, three = phrases.all().result()[1:] + phrases.all().result()[:1]
    by_uid = {phrase.uid: phrase for phrase in (one, two, three)}
    phrases.edit(by_uid["a/1"].id, draft("我的", "我改的")).result()
    phrases.delete([by_uid["a/2"].id]).result()
    phrases.set_hotkey(by_uid["a/3"].id, "Ctrl+Alt+K").result()
    own = phrases.add(draft("自己的")).result()
    newer = [
        ("a/1", draft("一", "新文字一")),
        ("a/2", draft("二", "新文字二")),
        ("a/3", draft("三", "新文字三", "price.cheaper")),
        ("a/4", draft("四", "文字四")),
    ]
    counts = sync_standard(store, "2", SCENES, newer).result()
    assert (counts.added, counts.updated, counts.kept, counts.removed) == (1, 1, 2, 0)
    now = {phrase.uid: phrase for phrase in phrases.all().result()}
    assert set(now) == {"a/1", "a/3", "a/4", ""}
    assert now["a/1"].text == "我改的"
    assert (now["a/3"].text, now["a/3"].hotkey) == ("新文字三", "Ctrl+Alt+K")
    assert phrases.get(own.id).result() == own
    assert phrases.search("xinwenzisan").result()


def test_what_the_content_drops_goes_unless_edited(both: tuple[Store, Phrases]) -> None:
    store, phrases = both
    sync_standard(store, "1", SCENES, STANDARD).result()
    edited = next(p for p in phrases.all().result() if p.uid == "a/1")
    phrases.edit(edited.id, draft("我的")).result()
    partly = sync_standard(store, "2", SCENES, [], complete=False).result()
    assert partly.removed == 0
    assert content_version(store).result() == "1"
    assert sync_standard(store, "2", SCENES, []).result().removed == 2
    assert titles(phrases) == ["我的"]
    assert phrases.search("二").result() == []


def test_undoing_the_removal_of_a_standard_phrase(both: tuple[Store, Phrases]) -> None:
    store, phrases = both
    sync_standard(store, "1", SCENES, STANDARD).result()
    before = phrases.all().result()
    phrases.delete([before[0].id]).result()
    phrases.undo().result()
    assert phrases.all().result() == before
    assert sync_standard(store, "2", SCENES, STANDARD).result().kept == 0


def test_a_scene_that_moves_takes_its_phrases_along(both: tuple[Store, Phrases]) -> None:
    store, phrases = both
    add(phrases, "甲")
    put_scenes(store, [Scene("greet.hello", 6, "收货回访", "")]).result()
    assert titles(phrases, 6) == ["甲"]
    assert phrases.search("shouhuo").result()
    assert phrases.search("jindian").result() == []


class Model(RuleBasedStateMachine):
    """Adds, edits, deletes, moves and undoes against a plain list that does the same."""

    def __init__(self) -> None:
        super().__init__()
        import tempfile

        self.folder = tempfile.TemporaryDirectory()
        self.context = opened(Path(self.folder.name))
        self.store, self.phrases = self.context.__enter__()
        self.now: list[tuple[str, str]] = []
        self.past: list[list[tuple[str, str]]] = []

    def teardown(self) -> None:
        self.context.__exit__(None, None, None)
        self.folder.cleanup()

    def keep(self) -> None:
        self.past.append(list(self.now))

    @rule(title=st.text("甲乙丙重还物流ab1", min_size=1, max_size=4))
    def add(self, title: str) -> None:
        self.keep()
        self.now.append((self.phrases.add(draft(title)).result().id, title))

    @precondition(lambda self: self.now)
    @rule(data=st.data(), title=st.text("甲乙丙重还物流ab1", min_size=1, max_size=4))
    def edit(self, data: st.DataObject, title: str) -> None:
        place = data.draw(st.integers(0, len(self.now) - 1))
        self.keep()
        id = self.now[place][0]
        self.phrases.edit(id, draft(title)).result()
        self.now[place] = (id, title)

    @precondition(lambda self: self.now)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        gone = data.draw(st.sets(st.sampled_from([id for id, _ in self.now]), min_size=1))
        self.keep()
        assert self.phrases.delete(sorted(gone)).result() == len(gone)
        self.now = [row for row in self.now if row[0] not in gone]

    @precondition(lambda self: len(self.now) > 1)
    @rule(data=st.data())
    def move(self, data: st.DataObject) -> None:
        order = data.draw(st.permutations(self.now))
        row, before = order[0], order[1]
        self.keep()
        self.phrases.move(row[0], before[0]).result()
        self.now.remove(row)
        self.now.insert(self.now.index(before), row)

    @precondition(lambda self: self.now)
    @rule(data=st.data(), when=st.floats(0, 2e9))
    def use(self, data: st.DataObject, when: float) -> None:
        self.phrases.count_use(data.draw(st.sampled_from(self.now))[0], when).result()

    @precondition(lambda self: self.past)
    @rule()
    def undo(self) -> None:
        assert self.phrases.undo().result()
        self.now = self.past.pop()
        del self.past[: -LIMIT + 1]

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self.context = opened(Path(self.folder.name))
        self.store, self.phrases = self.context.__enter__()
        self.past = []

    @invariant()
    def same(self) -> None:
        assert [(p.id, p.title) for p in self.phrases.by_step(1).result()] == self.now
        found = {hit.phrase.id for hit in self.phrases.search("物流", 100).result()}
        assert found == {id for id, title in self.now if "物流" in title}
        indexed = self.store.read(
            lambda db: (
                {row[0] for row in db.rows("SELECT n FROM plain")},
                {row[0] for row in db.rows("SELECT rowid FROM words")},
                {row[0] for row in db.rows("SELECT n FROM phrase")},
                {row[0] for row in db.rows("SELECT n FROM used")},
                {row[0] for row in db.rows("SELECT rowid FROM used_words")},
                {row[0] for row in db.rows("SELECT n FROM phrase WHERE heat IS NOT NULL")},
            )
        ).result()
        assert indexed[0] == indexed[1] == indexed[2]
        assert indexed[3] == indexed[4] == indexed[5]


TestModel = Model.TestCase
TestModel.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)


def test_heat_halves_in_two_weeks() -> None:
    day = 86_400.0
    once = index.heated(None, 100 * day)
    twice = index.heated(once, 100 * day)
    assert twice - once == pytest.approx(1.0)
    # Two uses two weeks ago weigh as much as one today.
    assert twice == pytest.approx(index.heated(None, 114 * day))
    # A late report of an old use counts as the old use it is.
    assert index.heated(index.heated(None, 114 * day), 100 * day) == pytest.approx(
        index.heated(once, 114 * day)
    )


def test_only_the_hottest_stay_in_the_index_of_the_used(
    both: tuple[Store, Phrases], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, phrases = both
    monkeypatch.setattr(index, "USED_KEPT", 20)
    ids = add(phrases, *(f"标题{number}" for number in range(30)))
    for number, id in enumerate(ids):
        phrases.count_use(id, number * 86_400.0).result()
    kept = store.read(lambda db: db.value("SELECT count(*) FROM used")).result()
    words = store.read(lambda db: db.value("SELECT count(*) FROM used_words")).result()
    assert 18 <= kept == words <= 20
    hits = phrases.search("标题", 30).result()
    assert [hit.phrase.id for hit in hits] == ids[::-1]
