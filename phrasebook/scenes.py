"""The scenes (场景) as data: ``resources/content/scenes.toml``, read when first asked for."""

from __future__ import annotations

from functools import lru_cache

from phrasebook import resources
from phrasebook.model import Scene


@lru_cache(maxsize=1)
def scenes() -> tuple[Scene, ...]:
    """Return all scenes in the order of the file.

    Parsed once, on first use, because nothing on the first painted card needs them.

    Raises:
        OSError, ValueError: The file that ships with the program is missing or broken.
    """
    data = resources.read_toml("content", "scenes.toml")
    return tuple(
        Scene(id=row["id"], step=row["step"], title=row["title"], say=row["say"])
        for row in data["scene"]
    )


@lru_cache(maxsize=1)
def _by_id() -> dict[str, Scene]:
    return {scene.id: scene for scene in scenes()}


def scene(scene_id: str) -> Scene | None:
    """Return the scene of this id; None for one that does not exist."""
    return _by_id().get(scene_id)


def scenes_of(step: int) -> tuple[Scene, ...]:
    """Return the scenes of a step (0: after-sales) in the order of the file."""
    return tuple(scene for scene in scenes() if scene.step == step)
