"""Unsaved drafts outlive the program; a broken file costs nothing more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.drafts import FILE_NAME, Drafts
from phrasebook.model import PhraseDraft

DRAFT = PhraseDraft(
    "price.cheaper", "标题", "第一行\n😀{?原因}", variants=("甲",), buyer_types=("急",), ladder=2,
    platforms=("jd",), hotkey="Ctrl+Alt+J",
)  # fmt: skip


def test_drafts_survive_the_program(tmp_path: Path) -> None:
    first = Drafts(tmp_path)
    assert first.put("", DRAFT)
    assert first.put("a1", PhraseDraft("s", "", "半句"))
    again = Drafts(tmp_path)  # the first was never closed: the program was killed
    assert again.get("") == DRAFT
    assert again.get("a1") == PhraseDraft("s", "", "半句")
    assert again.get("other") is None


def test_a_saved_phrase_leaves_no_draft_behind(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    drafts.put("a1", DRAFT)
    assert drafts.put("a1", None)
    assert Drafts(tmp_path).get("a1") is None
    assert json.loads((tmp_path / FILE_NAME).read_text("utf-8")) == {}


def test_forgetting_what_is_not_there_writes_nothing(tmp_path: Path) -> None:
    assert Drafts(tmp_path).put("a1", None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"[1, 2]", b'{"": 5}', b"null"])
def test_a_broken_file_is_kept_aside(tmp_path: Path, content: bytes, caplog) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    drafts = Drafts(tmp_path)
    assert drafts.get("") is None
    assert (tmp_path / f"{FILE_NAME}.broken").read_bytes() == content
    assert "drafts: unreadable" in caplog.text
    assert drafts.put("", DRAFT)
    assert Drafts(tmp_path).get("") == DRAFT


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"scene": "s"},
        {"scene": 5, "title": "t", "text": "x"},
        {"scene": "s", "title": "t", "text": None},
        {"scene": "s", "title": "t", "text": "x", "variants": None},
        {"scene": "s", "title": "t", "text": "x", "variants": "abc"},
        {"scene": "s", "title": "t", "text": "x", "platforms": [1]},
    ],
)
def test_a_draft_with_wrong_fields_counts_as_none(tmp_path: Path, fields: dict) -> None:
    (tmp_path / FILE_NAME).write_text(json.dumps({"a1": fields}), encoding="utf-8")
    assert Drafts(tmp_path).get("a1") is None


def test_fields_of_a_newer_version_are_left_out(tmp_path: Path) -> None:
    fields = {"scene": "s", "title": "t", "text": "x", "mood": "good", "ladder": "no"}
    (tmp_path / FILE_NAME).write_text(json.dumps({"a1": fields}), encoding="utf-8")
    assert Drafts(tmp_path).get("a1") == PhraseDraft("s", "t", "x")


def test_half_an_emoji_is_no_reason_to_lose_the_rest(tmp_path: Path) -> None:
    assert Drafts(tmp_path).put("", PhraseDraft("s", "t", "前\ud83d后"))
    assert Drafts(tmp_path).get("") == PhraseDraft("s", "t", "前?后")


def test_a_folder_that_takes_no_writing_is_told_and_the_draft_kept(tmp_path: Path, caplog) -> None:
    drafts = Drafts(tmp_path / "gone")
    assert drafts.put("", DRAFT) is False
    assert drafts.get("") == DRAFT
    assert "drafts: not saved" in caplog.text
    assert "标题" not in caplog.text
