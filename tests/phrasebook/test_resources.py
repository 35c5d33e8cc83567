"""The loader finds the files in a checkout, in a frozen program and in a folder of a test."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from phrasebook import resources


@pytest.fixture(autouse=True)
def _own_root_again() -> Iterator[None]:
    yield
    resources.set_root(None)


def test_checkout() -> None:
    assert resources.path("content", "scenes.toml").is_file()


def test_frozen_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resources.root() == tmp_path / "resources"


def test_frozen_beside_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "banhua.exe"))
    assert resources.root() == tmp_path.resolve() / "resources"


def test_override_and_listing(tmp_path: Path) -> None:
    resources.set_root(tmp_path)
    assert resources.files("content", suffix=".toml") == []
    (tmp_path / "content").mkdir()
    for name in ("b.toml", "a.toml", "c.txt"):
        (tmp_path / "content" / name).write_text('x = "好"', encoding="utf-8")
    assert [f.name for f in resources.files("content", suffix=".toml")] == ["a.toml", "b.toml"]
    assert resources.read_toml("content", "a.toml") == {"x": "好"}
