"""Data files made, replaced and removed under kills: nothing lost, nothing half done."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kills.harness import run
from tests.needs import needs

pytestmark = [
    needs("fork"),
    pytest.mark.slow,
]


@pytest.mark.parametrize("scene", ["ERASE", "CHANGE", "ANEW", "IMPORT"])
def test_killed_at_every_event_it_is_wholly_done_or_not_at_all(scene: str, tmp_path: Path) -> None:
    found = run(f"tests.kills.scenes_files:{scene}", tmp_path)
    print(f"{scene}: {len(found.kills)} kill points, {len(found.neither())} half done or lost")
    assert found.events
    assert not found.missed()
    assert found.neither() == []


@pytest.mark.parametrize("scene", ["RESTORE", "RESTORE_LOST", "RECOVER", "PURGE"])
def test_killed_at_every_event_it_can_be_done_again(scene: str, tmp_path: Path) -> None:
    """What is looked at is what a person has after doing it again where it was not done."""
    found = run(f"tests.kills.scenes_files:{scene}", tmp_path)
    print(f"{scene}: {len(found.kills)} kill points, {len(found.neither())} half done or lost")
    assert found.events
    assert found.before == found.after
    assert (found.after["buyers"], found.after["notes"]) == (3, 12)
    assert not found.missed()
    assert found.neither() == []
