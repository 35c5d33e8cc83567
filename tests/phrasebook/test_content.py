"""A broken content file costs only itself, and a user's edits survive; see test_shipped.py too."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from phrasebook import content, resources
from phrasebook.content import load_standard, sync
from phrasebook.scenes import scenes
from phrasebook.store import Phrases, Store


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A resource folder of the test's own, with the real scenes and no phrases."""
    scenes()
    files = tmp_path / "resources" / "content" / "phrases"
    files.mkdir(parents=True)
    shutil.copy(resources.path("content", "scenes.toml"), files.parent)
    resources.set_root(tmp_path / "resources")
    yield files
    resources.set_root(None)


def entry(uid: str = "greet.hello/a", text: str = "亲,在的", **more: str) -> str:
    fields = {"uid": uid, "scene": uid.split("/")[0], "title": "在的", "text": text} | more
    return "[[phrase]]\n" + "".join(
        f"{key} = {value if value[:1] in ('[', '0') or value.isdigit() else repr(value)}\n"
        for key, value in fields.items()
    )


def put(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


class TestBrokenFiles:
    def test_one_broken_file_leaves_the_others(self, folder: Path) -> None:
        put(folder, "a.toml", entry() + "\n[[phrase]]\nuid = “坏的\n")
        put(folder, "b.toml", entry("bye.thanks/a"))
        loaded = load_standard()
        assert [p.uid for p in loaded.phrases] == ["bye.thanks/a"]
        assert not loaded.complete
        (problem,) = loaded.problems
        assert "a.toml 第 8 行" in problem

    def test_not_utf8(self, folder: Path) -> None:
        (folder / "a.toml").write_bytes(entry().encode("gb18030"))
        assert "UTF-8" in load_standard().problems[0]

    def test_file_with_a_mark_of_windows_editors_is_fine(self, folder: Path) -> None:
        (folder / "a.toml").write_text(entry(), encoding="utf-8-sig")
        assert len(load_standard().phrases) == 1

    @pytest.mark.parametrize(
        ("text", "hint"),
        [
            (entry(scene="greet.nobody"), "greet.nobody"),
            (entry(uid="bye.thanks/a", scene="greet.hello"), "greet.hello/"),
            (entry(uid="greet.hello/大"), "greet.hello/"),
            (entry(title="十三个字的标题就是太长一点啦"), "12"),
            (entry(title=""), "title"),
            (entry(text=""), "text"),
            (entry(ladder="5"), "1 到 4"),
            (entry(ladder="00"), "格式"),
            (entry(variants="一句"), "variants"),
            (entry(code="大写"), "编码"),
            (entry(valid_until="明天"), "日期"),
            (entry() + "\n" + entry(), "前面已经有了"),
            ("[phrase]\nuid = 1\n", "带引号"),
            ("phrase = 3\n", "两层方括号"),
            ("[[scene]]\nexamples = []\n", "id"),
            ("[[scene]]\nid = 'greet.hello'\nexamples = [1]\n", "列表"),
        ],
    )
    def test_a_bad_entry_is_named_and_left_out(self, folder: Path, text: str, hint: str) -> None:
        put(folder, "a.toml", text)
        put(folder, "b.toml", entry("bye.thanks/a"))
        loaded = load_standard()
        assert "bye.thanks/a" in [p.uid for p in loaded.phrases]
        assert not loaded.complete
        assert any("a.toml" in p and hint in p for p in loaded.problems), loaded.problems

    @pytest.mark.parametrize(
        ("text", "hint"),
        [
            (entry(titel="x"), "titel"),
            (entry(text="亲{买家昵称"), "没有配对"),
            (entry(code="x") + entry("greet.hello/b", "在", title="在", code="x"), "重复"),
            (entry() + "[misc]\nx = 1\n", "misc"),
        ],
    )
    def test_a_slip_is_told_but_the_phrase_stays(self, folder: Path, text: str, hint: str) -> None:
        put(folder, "a.toml", text)
        loaded = load_standard()
        assert loaded.phrases
        assert loaded.complete
        assert any(hint in p for p in loaded.problems)

    def test_line_of_a_bad_entry(self, folder: Path) -> None:
        put(folder, "a.toml", entry() + "\n\n" + entry("greet.hello/b", ladder="9"))
        assert "a.toml 第 8 行" in load_standard().problems[0]

    def test_examples_and_dates(self, folder: Path) -> None:
        put(
            folder,
            "a.toml",
            entry(valid_until="2026-12-31")
            + entry("bye.thanks/a", valid_until="0000").replace("0000", "2026-12-31")
            + "[[scene]]\nid = 'greet.hello'\nexamples = ['在吗', ' ', '有人不']\n",
        )
        loaded = load_standard()
        assert {p.draft.valid_until for p in loaded.phrases} == {"2026-12-31"}
        assert loaded.examples == {"greet.hello": ("在吗", "有人不")}

    def test_no_files_at_all(self, folder: Path) -> None:
        assert not load_standard().complete
        assert load_standard().problems


def test_version_follows_every_byte(folder: Path) -> None:
    put(folder, "a.toml", entry())
    first = content.content_version()
    assert content.content_version() == first
    put(folder, "a.toml", entry(text="亲,在的呢"))
    second = content.content_version()
    (folder / "a.toml").rename(folder / "b.toml")
    assert len({first, second, content.content_version()}) == 3


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "data")
    yield opened
    opened.close()


class TestSync:
    def texts(self, store: Store) -> dict[str, str]:
        return {p.uid: p.text for p in Phrases(store).all().result()}

    def test_shipped_content_goes_in_once(self, store: Store) -> None:
        report = sync(store)
        assert report.added == len(load_standard().phrases)
        assert report.problems == []
        assert sync(store) == content.SyncReport()
        first = Phrases(store).by_step(1).result()[0]
        assert first.uid == "greet.hello/welcome"

    def test_new_version_updates_adds_and_retires(self, folder: Path, store: Store) -> None:
        put(folder, "a.toml", entry() + entry("greet.hello/b", "旧"))
        sync(store)
        put(folder, "a.toml", entry(text="新") + entry("greet.hello/c", "加"))
        report = sync(store)
        assert (report.added, report.updated, report.removed) == (1, 1, 1)
        assert self.texts(store) == {"greet.hello/a": "新", "greet.hello/c": "加"}

    def test_what_the_user_edited_or_removed_stays_so(self, folder: Path, store: Store) -> None:
        put(folder, "a.toml", entry() + entry("greet.hello/b", "旧"))
        sync(store)
        phrases = Phrases(store)
        mine, other = phrases.by_step(1).result()
        assert (mine.uid, other.uid) == ("greet.hello/a", "greet.hello/b")
        draft = dataclasses.asdict(load_standard().phrases[0].draft) | {"text": "我的"}
        phrases.edit(mine.id, type(load_standard().phrases[0].draft)(**draft)).result()
        phrases.delete([other.id]).result()
        put(folder, "a.toml", entry(text="新") + entry("greet.hello/b", "新"))
        report = sync(store)
        assert report.kept == 2
        assert self.texts(store) == {"greet.hello/a": "我的"}
        put(folder, "a.toml", entry("greet.hello/z", "只有这条"))
        sync(store)
        assert self.texts(store) == {"greet.hello/a": "我的", "greet.hello/z": "只有这条"}

    def test_positions_are_kept(self, folder: Path, store: Store) -> None:
        put(folder, "a.toml", entry() + entry("greet.hello/b", "旧"))
        sync(store)
        phrases = Phrases(store)
        one, two = phrases.by_step(1).result()
        phrases.move(two.id, one.id).result()
        put(folder, "a.toml", entry(text="新") + entry("greet.hello/b", "新"))
        sync(store)
        assert [p.uid for p in phrases.by_step(1).result()] == ["greet.hello/b", "greet.hello/a"]

    def test_broken_file_retires_nothing_and_is_tried_again(
        self, folder: Path, store: Store
    ) -> None:
        put(folder, "a.toml", entry())
        put(folder, "b.toml", entry("bye.thanks/a"))
        sync(store)
        put(folder, "b.toml", "[[phrase]\n")
        for _ in range(2):
            report = sync(store)
            assert report.problems
            assert report.removed == 0
        assert set(self.texts(store)) == {"greet.hello/a", "bye.thanks/a"}
        put(folder, "b.toml", entry("bye.thanks/a", "好了"))
        assert sync(store).updated == 1

    def test_a_sync_is_not_what_undo_takes_back(self, store: Store) -> None:
        sync(store)
        assert store.undo().result() == ""
