"""The search for words of a source in the content, with planted copies that it must find."""

from __future__ import annotations

from pathlib import Path

import pytest

from phrasebook.sources import documents
from tools import coverage
from tools.wording import copied, grams, shared_runs, texts

SEED = [("a", "买家说太贵的时候，先问清楚贵在哪里；再讲用料。\n維權與糾紛的處理步驟要寫進手冊。")]


def runs(text: str) -> list[str]:
    return [hit.run for hit in copied(SEED, [("phrase x", text)])]


@pytest.mark.parametrize(
    ("text", "run"),
    [
        ("亲，先问清楚贵在哪里再讲😊", "先问清楚贵在哪里再讲"),
        ("先问清楚,贵在哪里。再讲用料", "先问清楚贵在哪里再讲用料"),
        ("他说:维权与纠纷的处理步骤要会", "维权与纠纷的处理步骤要"),
    ],
)
def test_planted_copies_are_found_whatever_their_signs_and_script(text: str, run: str):
    assert runs(text) == [run]


@pytest.mark.parametrize(
    "text", ["先问清楚贵在哪", "问清楚后再讲贵在哪里的用料", "完全是另外写的一句话，没有一处相同"]
)
def test_what_is_written_anew_is_no_copy(text: str):
    assert runs(text) == []


def test_names_and_figures_may_be_repeated():
    name = documents()[0].sections["order-flow"]
    seed = f"一、{name}：1234567890元至20000元"
    assert copied([("a", seed)], [("x", f"见{name}"), ("y", "1234567890元至20000元")]) == []
    assert len(copied([("a", f"一、{name}要记牢")], [("x", f"{name}要记牢")])) == 1


def test_a_run_is_given_once_and_whole():
    assert shared_runs("xabcdefyabcdz", grams("abcdef", 3), 3) == ["abcdef", "abcd"]
    assert shared_runs("ab", grams("abcdef", 3), 3) == []


def test_all_kinds_of_content_are_read():
    places = [place for place, text in texts() if text]
    assert {place.split()[0] for place in places} == {"phrase", "tip", "guide", "fabe", "page"}
    assert len(places) > 1000


def test_the_command_tells_each_copy(tmp_path: Path, monkeypatch, capsys):
    assert coverage.main(["--seeds", str(tmp_path)]) == 1, "an empty folder proves nothing"
    (tmp_path / "a.txt").write_text(SEED[0][1], encoding="utf-8")
    monkeypatch.setattr(coverage, "texts", lambda: [("tip t", "先问清楚贵在哪里再讲")])
    capsys.readouterr()
    assert coverage.main(["--seeds", str(tmp_path)]) == 1
    assert "tip t: 先问清楚贵在哪里再讲 (a)" in capsys.readouterr().out
    monkeypatch.setattr(coverage, "texts", lambda: [("tip t", "另外写的")])
    assert coverage.main(["--seeds", str(tmp_path)]) == 0
