"""Data files made, replaced and removed under kills: nothing lost, nothing half done."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.kills.harness import run

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="forks its children"),
    pytest.mark.slow,
]


@pytest.mark.parametrize("scene", ["ERASE", "CHANGE"])
def test_killed_at_every_event_it_is_wholly_done_or_not_at_all(scene: str, tmp_path: Path) -> None:
    found = run(f"tests.kills.scenes_files:{scene}", tmp_path)
    print(f"{scene}: {len(found.kills)} kill points, {len(found.neither())} half done or lost")
    assert found.events
    assert found.before != found.after
    assert not found.missed()
    assert found.neither() == []
