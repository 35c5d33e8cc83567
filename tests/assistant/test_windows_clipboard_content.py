"""Which formats of a Windows clipboard are copied, and how its texts are read."""

from __future__ import annotations

import pytest

from assistant.backends.windows_clipboard_content import (
    Offered,
    WindowsSnapshot,
    by_worth,
    decoded,
    encoded,
    given,
    name_of,
)
from assistant.watch import message_of


def numbers(*listed: int, names: dict[int, str] | None = None) -> list[int]:
    offered = [Offered(n, name_of(n, (names or {}).get(n, ""))) for n in listed]
    return [one.number for one in given(offered)]


@pytest.mark.parametrize(
    ("listed", "copied"),
    [  # as Wine 8 lists them once closed; the first are those that the program gave
        ((13, 16, 1, 7), [13, 16]),
        ((1, 16, 7, 13), [1, 16]),
        ((13, 1, 16, 7), [13, 1, 16]),
        ((8, 2, 17), [8]),
        ((8, 17, 2), [8, 17]),
        ((17, 8, 2), [17, 8]),
        ((2, 8, 17), [8]),
        ((14, 3), [14]),
        ((3, 14), [3]),
        ((0xC123, 13, 8, 0xC200, 16, 1, 7, 2, 17), [0xC123, 13, 8, 0xC200, 16]),
        ((15, 0xC100), [15, 0xC100]),
    ],
)
def test_what_windows_makes_itself_is_not_copied(
    listed: tuple[int, ...], copied: list[int]
) -> None:
    assert numbers(*listed) == copied


def test_handles_of_the_owner_and_objects_that_end_with_it_are_not_copied() -> None:
    names = {0xC001: "DataObject", 0xC002: "Ole Private Data", 0xC003: "Rich Text Format"}
    assert numbers(0x80, 0x82, 0x200, 0x2FF, 0x3FF, 9, *names, names=names) == [0xC003]


def test_one_picture_in_many_encodings_is_copied_once() -> None:
    names = {0xC010 + n: f"image/{kind}" for n, kind in enumerate(["bmp", "png", "ppm", "xpm"])}
    assert numbers(8, *names, names=names) == [8, 0xC011]
    few = dict(list(names.items())[:3])
    assert numbers(8, *few, names=few) == [8, *few]


def test_texts_are_read_first_and_pictures_last() -> None:
    offered = [Offered(n, name_of(n, name)) for n, name in
               ((8, ""), (0xC1, "PNG"), (0xC2, "Biff8"), (15, ""), (13, ""))]  # fmt: skip
    assert [one.number for one in by_worth(offered)] == [13, 15, 0xC2, 8, 0xC1]


def test_a_text_keeps_its_characters_and_line_ends() -> None:
    assert encoded("a\n😊\r\nb") == "a\r\n😊\r\nb\0".encode("utf-16-le")
    assert decoded("a\r\n😊\0rest".encode("utf-16-le")) == "a\n😊"


def test_the_watch_finds_message_and_marks_under_their_names() -> None:
    one = WindowsSnapshot(((Offered(13, "text/plain"), encoded("在吗\n")),))
    assert message_of(one.formats) == "在吗"
    old = WindowsSnapshot(((Offered(1, "CF_TEXT"), b"hello\0"),))
    assert old.formats["text/plain"] == b"hello"
    secret = (Offered(0xC001, "Clipboard Viewer Ignore"), b"1")
    assert message_of(WindowsSnapshot((*one.entries, secret)).formats) == ""
