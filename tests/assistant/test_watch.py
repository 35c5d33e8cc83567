"""Which copied text counts as a buyer's message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from assistant.watch import MAX_BYTES, is_secret, message_of, read


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


class Copied:
    """A clipboard that notes what is fetched."""

    def __init__(self, formats: Mapping[str, bytes | None]) -> None:
        self.content = formats
        self.fetched: list[str] = []

    def names(self) -> Sequence[str]:
        return list(self.content)

    def fetch(self, names: Sequence[str]) -> dict[str, bytes]:
        self.fetched += names
        return {name: data for name in names if (data := self.content[name]) is not None}


_WINDOWS = 'application/x-qt-windows-mime;value="{}"'.format
_KDE = "x-kde-passwordManagerHint"
_HISTORY = _WINDOWS("CanIncludeInClipboardHistory")


@pytest.mark.parametrize(
    ("marks", "fetched"),
    [
        ({_KDE: b"secret"}, [_KDE]),
        ({_KDE: None}, [_KDE]),
        ({_HISTORY: bytes(4)}, [_HISTORY]),
        ({_WINDOWS("CanUploadToCloudClipboard"): bytes(4)},
         [_WINDOWS("CanUploadToCloudClipboard")]),
        ({_WINDOWS("ExcludeClipboardContentFromMonitorProcessing"): b""}, []),
        ({_WINDOWS("Clipboard Viewer Ignore"): b""}, []),
        ({"application/x-nspasteboard-concealed-type": b""}, []),
        ({"org.nspasteboard.ConcealedType": b""}, []),
        ({"com.agilebits.onepassword": b""}, []),
    ],
)  # fmt: skip
def test_a_secret_is_told_by_its_marks_and_not_fetched(
    marks: dict[str, bytes | None], fetched: list[str]
) -> None:
    copied = Copied({"text/plain;charset=utf-8": b"hunter2", "UTF8_STRING": b"hunter2", **marks})
    assert read(copied) == ""
    assert copied.fetched == fetched


@pytest.mark.parametrize(
    "formats",
    [
        {"image/png": b"", "image/bmp": b"", "TARGETS": b""},
        {"image/png": b"", "text/html": b"", "text/plain": b""},
        {"application/x-qt-image": b"", "text/plain": b""},
        {"text/uri-list": b"", "x-special/gnome-copied-files": b""},
        {},
    ],
)
def test_where_there_is_no_text_nothing_is_fetched(formats: dict[str, bytes | None]) -> None:
    copied = Copied(formats)
    assert read(copied) == ""
    assert copied.fetched == []


def test_of_a_text_only_one_format_is_fetched() -> None:
    formats = {"TARGETS": b"", "text/html": b"<b>", "UTF8_STRING": "在吗".encode(), "STRING": b"?"}
    copied = Copied(formats)
    assert read(copied) == "在吗"
    assert copied.fetched == ["UTF8_STRING"]
    allowed = Copied({"text/plain": b"hi", _KDE: b"public", _HISTORY: b"\x01\0\0\0"})
    assert read(allowed) == "hi"
    assert allowed.fetched == [_KDE, _HISTORY, "text/plain"]
