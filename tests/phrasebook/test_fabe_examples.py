"""The worked FABE examples: what ships makes texts, and a broken file costs only the examples."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from phrasebook import resources
from phrasebook.fabe import Fabe, compose, examples


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "content").mkdir()
    resources.set_root(tmp_path)
    examples.cache_clear()
    yield tmp_path / "content"
    resources.set_root(None)
    examples.cache_clear()


def test_every_example_that_ships_makes_a_text_and_has_a_name_of_its_own() -> None:
    examples.cache_clear()
    found = examples()
    assert len(found) >= 3
    assert len({one.goods for one in found}) == len(found)
    for one in found:
        assert one.goods
        assert all(compose(one, turn) for turn in range(3))


def test_examples_are_read_in_the_order_of_the_file(folder: Path) -> None:
    (folder / "fabe.toml").write_text(
        '[[example]]\ngoods = "杯子"\nfeature = "双层"\nbenefit = "不烫手"\n'
        '[[example]]\ngoods = "毛巾"\nfeature = "加厚"\nbenefit = "吸水快"\nevidence = "有晒图"\n',
        encoding="utf-8",
    )
    assert examples() == (
        Fabe("杯子", "双层", "", "不烫手"),
        Fabe("毛巾", "加厚", "", "吸水快", "有晒图"),
    )


@pytest.mark.parametrize("text", ["[[example]\n", "example = 3\n", "", None])
def test_a_broken_or_missing_file_gives_no_examples(folder: Path, text: str | None) -> None:
    if text is not None:
        (folder / "fabe.toml").write_text(text, encoding="utf-8")
    assert examples() == ()
