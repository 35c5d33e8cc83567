"""The scripted buyers walk through the flow, and a broken script costs only itself."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.practice import Line, buyers
from phrasebook import resources
from phrasebook.content import load_standard
from phrasebook.scenes import scene


def test_four_buyers_of_different_types() -> None:
    found = buyers()
    assert len(found) == 4
    assert len({b.name for b in found}) == len({b.type for b in found}) == 4
    assert all(b.note for b in found)
    assert all(5 <= len(b.lines) <= 7 for b in found)


def test_scripts_cover_the_flow_and_a_complaint() -> None:
    seen: set[int] = set()
    for buyer in buyers():
        steps = [scene(line.expect[0]).step for line in buyer.lines]  # type: ignore[union-attr]
        assert steps[0] == 1, buyer.name
        assert steps[-1] == 5, buyer.name
        seen.update(steps)
    assert seen >= {0, 1, 2, 3, 4, 5, 6}


def test_every_line_is_natural_and_leads_to_a_standard_phrase() -> None:
    there = {p.draft.scene for p in load_standard().phrases}
    for buyer in buyers():
        for line in buyer.lines:
            assert 0 < line.delay_s < 10
            assert line.expect
            assert all(scene(e) for e in line.expect), line
            assert there & set(line.expect), line
    said = [line.say for buyer in buyers() for line in buyer.lines]
    assert len(said) == len(set(said))


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "practice").mkdir()
    resources.set_root(tmp_path)
    yield tmp_path / "practice"
    resources.set_root(None)


def test_broken_script_is_left_out_without_its_text_in_the_log(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "a.toml").write_text("name = '甲'\n[[line]]\nsay = '在吗'\n", encoding="utf-8")
    (folder / "b.toml").write_text("name = '乙'\n", encoding="utf-8")
    (folder / "c.toml").write_text("name = 丙\n", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        found = buyers()
    assert [(b.name, b.note, b.lines) for b in found] == [("甲", "", (Line("在吗", 3.0, ()),))]
    assert [r.getMessage().split("file=")[1] for r in caplog.records] == ["b.toml", "c.toml"]
