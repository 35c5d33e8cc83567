"""Scenes and stores for tests of the store and of search."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from phrasebook.model import PhraseDraft, Scene
from phrasebook.store import Phrases, Store
from phrasebook.store.schema import PHRASEBOOK, Schema
from phrasebook.store.standard import put_scenes

SCENES = [
    Scene("greet.hello", 1, "进店问候", ""),
    Scene("price.cheaper", 3, "能便宜点吗", ""),
    Scene("after.stuck", 0, "快递不更新", ""),
]


def draft(
    title: str = "标题", text: str = "文字", scene: str = "greet.hello", **more
) -> PhraseDraft:
    return PhraseDraft(scene, title, text, **more)


@contextmanager
def opened(folder: Path, schema: Schema = PHRASEBOOK) -> Iterator[tuple[Store, Phrases]]:
    store = Store.open(folder, schema)
    try:
        put_scenes(store, SCENES).result()
        yield store, Phrases(store)
    finally:
        store.close()
