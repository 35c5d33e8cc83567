"""Whatever stands on the clipboard costs neither the paste nor the user's copy."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

import pytest

from tests.desktop.harness.app import FIRST, SECOND, App
from tests.desktop.harness.clip import Clip
from tests.desktop.harness.hand import Hand
from tests.desktop.harness.process import wait_for
from tests.desktop.harness.screen import Screen
from tests.desktop.harness.x_clients import Chat, Owner, docked_chat
from tests.desktop.test_paste import picture
from tests.desktop.test_x11_offer import Asker

TEXT = "订单号 A123 é"
GNOME_FILES = {
    "x-special/gnome-copied-files": b"copy\nfile:///home/a%20b.txt",
    "text/uri-list": b"file:///home/a%20b.txt\n# a comment\r\n",
    "UTF8_STRING": TEXT.encode(),
    "text/plain;charset=utf-8": TEXT.encode(),
    "text/plain": TEXT.encode(),
    "STRING": TEXT.encode("latin-1", "replace"),
    "TEXT": b"text of its own",
    "COMPOUND_TEXT": b"compound of its own",
}
CONTENTS: Mapping[str, Mapping[str, bytes]] = {
    "qt image of another program": {"application/x-qt-image": b"x"},
    "qt image and text": {"application/x-qt-image": b"x", "UTF8_STRING": b"abc"},
    "other names of qt": {
        "application/x-color": b"12345678",
        "application/x-qt-windows-mime;value=\"x\"": b"y",
        "application/x-qabstractitemmodeldatalist": b"\0\0",
        "application/vnd.qt.xbel": b"z",
    },
    "files": GNOME_FILES,
    "sixty": {f"application/x-foo-{n}": b"z" * 1000 for n in range(60)} | {"UTF8_STRING": b"a"},
    "picture": {"image/png": picture(), "text/html": b"<img>"},
    "only old text": {"STRING": b"caf\xe9", "COMPOUND_TEXT": b"caf\xe9"},
    "odd names": {"": b"x", "a b\tc": b"y", "UTF8_STRING": b"z", "name" * 60: b"q"},
    "empty text": {"UTF8_STRING": b""},
}  # fmt: skip
SIDE_EFFECTS = (
    "DELETE",
    "INSERT_SELECTION",
    "INSERT_PROPERTY",
    "PIXMAP",
    "GTK_TEXT_BUFFER_CONTENTS",
)


@pytest.fixture
def xchat(screen: Screen, app: App):
    it = docked_chat(screen, app)
    yield it
    it.close()


@pytest.fixture
def asker(screen: Screen):
    it = Asker(screen)
    yield it
    it.x.close()


def owner_is(screen: Screen, pid: int) -> Callable[[], bool]:
    """Tells whether a process owns the clipboard."""

    def look() -> bool:
        owner = screen.x.get_selection_owner(screen.x.intern_atom("CLIPBOARD"))
        if isinstance(owner, int):
            return False
        found = screen.x.res_query_client_ids([{"client": owner.id, "mask": 2}]).ids
        return bool(found) and int(found[0].value[0]) == pid

    return look


def paste_twice(app: App, screen: Screen, xchat: Chat, hand: Hand) -> None:
    xchat.forget()
    done = len(app.outcomes())
    for number, key in enumerate(("1", "2"), 1):
        hand.chord(f"Ctrl+Alt+{key}")
        assert app.wait_outcomes(done + number)[-1] == "pasted"
    xchat.wait_texts([FIRST, SECOND])


@pytest.mark.parametrize("name", CONTENTS)
def test_every_content_is_back_under_its_names(
    app: App, screen: Screen, xchat: Chat, hand: Hand, asker: Asker, name: str
) -> None:
    content = {n: data for n, data in CONTENTS[name].items() if n}
    owner = Owner(screen, content)
    paste_twice(app, screen, xchat, hand)
    wait_for(
        lambda: b"x-kde" not in b" ".join(n.encode() for n in offered(asker)), "ours is gone", 5
    )
    back = {n: asker.ask_or_none(n) for n in content}
    assert set(content) <= set(offered(asker))
    assert {n: data for n, data in back.items() if data != content[n]} == {}
    owner.close()


@pytest.mark.parametrize("kind", ["image/png", "UTF8_STRING", "application/x-large"])
def test_large_content_is_back_too(
    app: App, screen: Screen, xchat: Chat, hand: Hand, clip: Clip, kind: str
) -> None:
    data = os.urandom(1_500_000).hex().encode()
    clip.put(data, kind)
    paste_twice(app, screen, xchat, hand)
    wait_for(lambda: clip.get(kind) == data, "it is back", 10)


def offered(asker: Asker) -> list[str]:
    found = asker.ask_or_none("TARGETS")
    return found if isinstance(found, list) else []


def test_names_with_side_effects_are_never_asked_for(
    app: App, screen: Screen, xchat: Chat, hand: Hand
) -> None:
    owner = Owner(screen, dict.fromkeys(SIDE_EFFECTS, b"x") | {"UTF8_STRING": b"abc"})
    paste_twice(app, screen, xchat, hand)
    assert not set(owner.asked()) & set(SIDE_EFFECTS)
    owner.close()


def test_one_picture_in_thirty_encodings_is_read_once(
    app: App, screen: Screen, xchat: Chat, hand: Hand, asker: Asker
) -> None:
    names = ["image/bmp", "image/jpeg", "image/x-icon", *(f"image/x-{n}" for n in range(28))]
    owner = Owner(screen, dict.fromkeys(names, b"slow") | {"image/png": picture()},
                  waits=dict.fromkeys(names, 0.4))  # fmt: skip
    paste_twice(app, screen, xchat, hand)
    assert [n for n in owner.asked() if n.startswith("image/")] == ["image/png"]
    wait_for(lambda: asker.ask_or_none("image/png") == picture(), "the picture is back", 5)
    bmp = asker.ask_or_none("image/bmp")
    assert isinstance(bmp, bytes)
    assert bmp.startswith(b"BM")
    owner.close()


def test_a_slow_owner_costs_neither(
    app: App, screen: Screen, xchat: Chat, hand: Hand, asker: Asker
) -> None:
    content = {f"application/x-foo-{n}": b"z" * 1000 for n in range(6)} | {"UTF8_STRING": b"abc"}
    owner = Owner(screen, content, waits=dict.fromkeys(content, 0.15))
    paste_twice(app, screen, xchat, hand)
    wait_for(lambda: "UTF8_STRING" in offered(asker), "something is back", 5)
    wait_for(lambda: asker.ask_or_none("UTF8_STRING") == b"abc", "the text is back", 5)
    assert {n: asker.ask_or_none(n) for n in content} == content
    owner.close()


def test_a_format_that_never_comes_costs_only_itself(
    app: App, screen: Screen, xchat: Chat, hand: Hand, asker: Asker
) -> None:
    content = {"UTF8_STRING": b"abc", "text/html": b"<b>", "image/png": picture()}
    owner = Owner(screen, content, waits={"application/x-hangs": -1})
    paste_twice(app, screen, xchat, hand)
    wait_for(lambda: asker.ask_or_none("UTF8_STRING") == b"abc", "the text is back", 5)
    assert {n: asker.ask_or_none(n) for n in content} == content
    owner.close()


def test_an_owner_that_hangs_refuses_once_and_keeps_what_it_has(
    app: App, screen: Screen, xchat: Chat, hand: Hand
) -> None:
    owner = Owner(screen, {"UTF8_STRING": b"abc"}, waits={"TARGETS": -1})
    done = len(app.outcomes())
    hand.chord("Ctrl+Alt+1")
    assert app.wait_outcomes(done + 1)[-1] == "refused"
    assert owner_is(screen, owner.child.pid)()
    hand.chord("Ctrl+Alt+1")
    assert app.wait_outcomes(done + 2)[-1] == "pasted"
    owner.close()
