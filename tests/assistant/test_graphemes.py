"""Counting what a person calls one character."""

from __future__ import annotations

import pytest

from assistant.graphemes import count


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("您好,亲", 4),
        ("a\r\nb\n", 4),
        ("e\u0301", 1),
        ("👍🏽", 1),
        ("❤️", 1),
        ("👨‍👩‍👧", 1),
        ("👨‍👩‍👧👨‍👩‍👧", 2),
        ("🇨🇳🇯🇵", 2),
        ("🇨🇳a🇯🇵", 3),
        ("1️⃣", 1),
        ("\u0301a", 2),
    ],
)
def test_count(text: str, expected: int) -> None:
    assert count(text) == expected
