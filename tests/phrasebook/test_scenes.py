"""The fixed index: eighty scenes whose ids never change."""

from __future__ import annotations

import re

from phrasebook.model import STEPS
from phrasebook.scenes import scene, scenes, scenes_of


def test_all_eighty_scenes_are_there() -> None:
    ids = [s.id for s in scenes()]
    assert len(ids) == len(set(ids)) == 80
    assert all(re.fullmatch(r"[a-z]+\.[a-z]+", i) for i in ids)
    assert all(s.title and s.say for s in scenes())


def test_every_step_has_scenes_and_no_scene_is_outside() -> None:
    assert sum(len(scenes_of(step.number)) for step in STEPS) == 80
    assert all(scenes_of(step.number) for step in STEPS)


def test_scene_by_id() -> None:
    found = scene("price.cheaper")
    assert found is not None
    assert (found.step, found.title) == (3, "能便宜点吗")
    assert scene("price.unknown") is None
