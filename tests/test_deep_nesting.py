"""A file or a typed text of brackets in brackets is refused as any other that is none.

The readers of JSON and TOML give up with ``RecursionError`` there, which is no ``ValueError``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.desk.handover_form import HandoverForm
from assistant.drafts import FILE_NAME, Drafts
from phrasebook.manual import page
from ui.flows import learn, unsaved

DEEP = "[" * 100_000
READERS: dict[str, tuple[Callable[[str], object], object]] = {
    "handover form": (HandoverForm.from_kept, None),
    "kept text": (unsaved.readable, DEEP),
    "learning": (learn._fields, {}),
}


@pytest.mark.parametrize("name", READERS)
def test_a_text_of_brackets_is_a_text(name: str) -> None:
    read, expected = READERS[name]
    assert read(DEEP) == expected


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("content", [DEEP, '{"a":' * 100_000])
def test_drafts_of_brackets_are_kept_aside(
    tmp_path: Path, content: str, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / FILE_NAME).write_text(content, "utf-8")
    assert Drafts(tmp_path).get("") is None
    assert (tmp_path / f"{FILE_NAME}.broken").read_text("utf-8") == content
    caplog.clear()


def test_the_head_of_a_page_of_brackets_is_said_to_be_wrong() -> None:
    with pytest.raises(ValueError, match="括号"):
        page.parse(f"+++\nid = {DEEP}\n+++\n", chapter="x")
