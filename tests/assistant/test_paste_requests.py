"""Whose each request is: the sequences that programs were seen to ask, at every point of them."""

from __future__ import annotations

import re

import pytest

from assistant.paste_requests import Progress, progress
from assistant.ports import Asked


def read(requests: str) -> Progress:
    """Read a sequence: ``L`` the list of formats, ``t`` the text, ``L9`` nine of a kind."""
    spelled = re.sub(r"L(\d+)", lambda found: "L" * int(found[1]), requests.replace(" ", ""))
    return progress([Asked(at, letter == "t") for at, letter in enumerate(spelled, 1)])


@pytest.mark.parametrize(
    ("requests", "takes", "looked", "own"),
    [
        # Chromium 156: the browser's own read and the page's go on at once.
        ("LtL L9tL4", [13], True, 14),  # textarea
        ("LLtL9tL4", [13], True, 14),
        ("LtL L12tL7tL3", [16, 24], True, 24),  # contenteditable
        ("LtL L6tL4", [10], True, 11),  # Quill, Slate, CKEditor, Draft.js, tiptap, wangEditor
        ("LLtL L5tL4", [10], True, 11),
        ("LtL L6tL13tL3", [10, 24], True, 24),  # TinyMCE
        # The same without the browser's own: Shift+Insert, Electron, one Ctrl+V of some hundreds.
        ("L9tL4", [10], False, 14),
        ("L12tL7tL3", [13, 21], False, 24),
        ("L6tL4", [7], False, 11),
        # Nothing took it: no box, a page that wants no paste, one that handles the key itself.
        ("LtL L3", [], True, 3),
        ("LLtL L2", [], True, 3),
        ("L3", [], False, 3),
        ("LtL", [], True, 0),
        # A page that is busy, or stands still in the middle.
        ("LtL L5", [], True, 5),
        ("LtL L9", [], True, 9),
        ("L9", [], False, 9),
        # Programs that paste in one go, with and without a list first.
        ("t", [1], False, 1),
        ("Lt", [2], False, 2),
        ("LLt", [3], False, 3),
        ("tt", [1, 2], False, 2),
        ("LtLt", [4], True, 1),
        ("", [], False, 0),
        ("L", [], False, 1),
    ],
)
def test_the_text_is_taken_where_it_is_fetched_for_what_has_the_focus(
    requests: str, takes: list[int], looked: bool, own: int
) -> None:
    found = read(requests)
    assert (list(found.takes), found.looked, found.own) == (takes, looked, own)
    assert found.asks_on == (looked or bool(re.match(r"L([3-9]|1\d)t", requests)))


@pytest.mark.parametrize("whole", ["LtL L9tL4", "LLtL9tL4", "LtL L6tL4", "LtL L12tL7tL3", "L9tL4"])
def test_no_part_of_a_paste_counts_as_taken_before_the_pages_own_fetch(whole: str) -> None:
    spelled = re.sub(r"L(\d+)", lambda found: "L" * int(found[1]), whole.replace(" ", ""))
    page = spelled.index("LLLLt") + 4 if "LLLLt" in spelled else -1
    assert page > 3
    looked = spelled.index("t") < 3
    for end in range(1, len(spelled) + 1):
        found = read(spelled[:end])
        if looked and end == spelled.index("t") + 1:
            continue  # a program that pastes in one go looks the same; the next question tells
        assert bool(found.takes) == (end > page), spelled[:end]


@pytest.mark.parametrize(
    ("requests", "expected"),
    [("LtL L3", True), ("LLtL L2", True), ("LtL", False), ("LtL L4", False), ("LtL L9tL4", False),
     ("L3", False), ("t", False), ("", False)],
)  # fmt: skip
def test_where_a_browser_without_a_box_ends(requests: str, expected: bool) -> None:
    assert read(requests).without_box is expected


@pytest.mark.parametrize(
    ("requests", "whole", "expected"),
    [
        ("LtL L9t", 0, True),
        ("LtL L9tL3", 0, False),
        ("LtL L9tL3", 14, True),
        ("LtL L9tL4", 14, False),
        ("L9tL3", 14, True),
        ("L9tL4", 14, False),  # whether the browser fetched it for itself makes no difference
        ("LtL L12tL7", 24, True),
        ("Lt", 14, False),  # no browser
    ],
)
def test_a_paste_is_halfway_until_all_questions_of_the_page_are_asked(
    requests: str, whole: int, expected: bool
) -> None:
    assert read(requests).is_halfway(whole) is expected


def test_the_last_request_is_the_time_to_count_from() -> None:
    assert (read("LtL L9").last, read("").last, read("L").last) == (12, 0, 1)
