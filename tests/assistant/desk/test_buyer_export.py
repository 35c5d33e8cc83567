"""A buyer as files: readable text, pictures as pictures."""

from __future__ import annotations

import json
import os
from base64 import b64encode
from pathlib import Path

import pytest

from assistant.desk.buyer_export import write
from tests.needs import needs

HELD = {
    "buyer": {"id": "b", "name": "小鹿"},
    "notes": [
        {"text": "一", "pictures": [{"at": 1.0, "png": b64encode(b"first").decode()}]},
        {"text": "二", "pictures": []},
        {"text": "三", "pictures": [{"at": 2.0, "png": b64encode(b"second").decode()}]},
    ],
}


def test_pictures_lie_beside_the_text_that_names_them(tmp_path: Path) -> None:
    path = tmp_path / "小鹿.json"
    assert write(path, HELD) == 2
    data = json.loads(path.read_text(encoding="utf-8"))
    assert "小鹿" in path.read_text(encoding="utf-8"), "readable, not escaped"
    files = [one["file"] for note in data["notes"] for one in note["pictures"]]
    assert [(tmp_path / file).read_bytes() for file in files] == [b"first", b"second"]
    assert "png" in HELD["notes"][0]["pictures"][0], "what was given is not changed"


def test_pictures_of_unsaved_words_lie_there_too(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    draft = {"text": "写了一半", "pictures": [{"png": b64encode(b"third").decode()}]}
    assert write(path, HELD | {"drafts": [draft]}) == 3
    (one,) = json.loads(path.read_text(encoding="utf-8"))["drafts"]
    assert (tmp_path / one["pictures"][0]["file"]).read_bytes() == b"third"


def test_without_pictures_there_is_no_folder(tmp_path: Path) -> None:
    assert write(tmp_path / "a.json", {"buyer": {}, "notes": []}) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


@needs("name bytes")
def test_a_name_that_is_no_utf_8_is_written_too(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"a\xff.json")
    assert write(path, HELD) == 2
    assert json.loads(path.read_text(encoding="utf-8"))["notes"][0]["pictures"]


def test_a_place_that_cannot_be_written_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("old", "utf-8")
    path.chmod(0o444)
    with pytest.raises(OSError):
        write(path, HELD)
    assert path.read_text("utf-8") == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["a.json"]
    path.chmod(0o644)
