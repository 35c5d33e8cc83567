"""The example messages that ship: enough for each scene, as buyers type, none twice."""

from __future__ import annotations

import pytest

from phrasebook.content import load_standard
from phrasebook.pinyin import fold
from phrasebook.scenes import scenes
from tests.phrasebook import content_rules as rules

LEAST = 25
"""Examples of a scene."""
MOST_ALIKE = 0.6
"""Share of common bigrams above which two messages are the same; ours reach 0.57."""
LENGTH_LIMIT = 80


@pytest.fixture(scope="module")
def examples() -> dict[str, tuple[str, ...]]:
    return load_standard().examples


def everything(examples: dict[str, tuple[str, ...]]) -> list[str]:
    return [text for texts in examples.values() for text in texts]


def test_every_scene_has_enough(examples: dict[str, tuple[str, ...]]) -> None:
    assert {row.id: len(examples.get(row.id, ())) for row in scenes()
            if len(examples.get(row.id, ())) < LEAST} == {}  # fmt: skip


def test_none_is_like_another_of_any_scene(examples: dict[str, tuple[str, ...]]) -> None:
    # One message in two scenes would teach the suggestions both.
    assert rules.alike(everything(examples), MOST_ALIKE, least=6) == []


def test_they_are_short_and_say_something(examples: dict[str, tuple[str, ...]]) -> None:
    texts = everything(examples)
    assert [text for text in texts if len(text) > LENGTH_LIMIT or not fold(text)] == []
    assert sum(map(len, texts)) / len(texts) < 25


def test_they_are_typed_and_not_written(examples: dict[str, tuple[str, ...]]) -> None:
    for id, texts in examples.items():
        assert sum(text.endswith("。") for text in texts) <= len(texts) / 5, id
        assert sum("，" in text or "," in text for text in texts) <= len(texts) / 2, id
        lengths = {len(text) for text in texts}
        assert len(lengths) >= 8, f"{id}: all of one length"


def test_nobody_is_in_them(examples: dict[str, tuple[str, ...]]) -> None:
    assert [text for text in everything(examples) if rules.personal(text)] == []


def test_none_is_a_template(examples: dict[str, tuple[str, ...]]) -> None:
    assert [text for text in everything(examples) if set("{}[]|") & set(text)] == []
