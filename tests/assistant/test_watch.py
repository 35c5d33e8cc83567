"""Which copied text counts as a buyer's message."""

from __future__ import annotations

import pytest

from assistant.watch import MAX_BYTES, is_secret, message_of


@pytest.mark.parametrize("name", ["text/plain;charset=utf-8", "text/plain", "UTF8_STRING"])
def test_a_copied_text_is_a_message(name: str) -> None:
    assert message_of({name: " 能便宜点吗\n".encode()}) == "能便宜点吗"


@pytest.mark.parametrize(
    "marker",
    [
        {"x-kde-passwordManagerHint": b"secret"},
        {'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b""},
        {'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"': bytes(4)},
        {"application/x-nspasteboard-concealed-type": b"1"},
    ],
)
def test_what_a_password_keeper_marks_is_not_read(marker: dict[str, bytes]) -> None:
    assert is_secret(marker)
    assert message_of({"text/plain": b"hunter2", **marker}) == ""


def test_marks_that_allow_looking_are_no_secret() -> None:
    name = 'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"'
    assert not is_secret({name: b"\x01\0\0\0", "x-kde-passwordManagerHint": b"public"})


@pytest.mark.parametrize(
    "formats",
    [
        {},
        {"image/png": b"x", "text/plain": b"https://item.example/1.png"},
        {"text/plain": b"x" * (MAX_BYTES + 1)},
        {"text/html": b"<b>x</b>"},
    ],
)
def test_pictures_documents_and_other_things_are_no_message(formats: dict[str, bytes]) -> None:
    assert message_of(formats) == ""


def test_broken_bytes_are_no_fault() -> None:
    assert message_of({"text/plain": b"\xff\xe5\0"}) == "\ufffd\ufffd"
