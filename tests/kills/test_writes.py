"""What a person writes, under kills of the real program: whole or not at all, and never twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kills.harness import run
from tests.needs import needs

pytestmark = [
    needs("fork"),
    pytest.mark.slow,
]


@pytest.mark.parametrize("scene", ["NOTE", "FINISH", "SHIFT_END", "MERGE", "ACCEPT", "PDF"])
def test_killed_at_every_event_it_is_wholly_done_or_not_at_all(scene: str, tmp_path: Path) -> None:
    found = run(f"tests.kills.scenes_writes:{scene}", tmp_path)
    print(f"{scene}: {len(found.kills)} kill points, {len(found.neither())} half done or lost")
    assert found.events
    assert found.before != found.after
    assert not found.missed()
    assert found.neither() == []
