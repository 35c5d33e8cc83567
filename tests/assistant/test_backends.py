"""What the back-ends decide, apart from the platform calls: tables, plans, choice, reasons."""

from __future__ import annotations

import ctypes
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import backends
from assistant.backends import detect, first, pick
from assistant.backends.keytables import (
    WINDOWS_MOD_FLAGS,
    WINDOWS_MODIFIER_VKS,
    WINDOWS_VKS,
    X_KEYSYMS,
    X_MODIFIER_KEYSYMS,
)
from assistant.backends.null import why
from assistant.backends.pyperclip_reader import read
from assistant.backends.x11_keys import plan
from assistant.backends.x11_owner import ForeignContent, RawFormat, wanted
from assistant.backends.x11_physical import is_down
from assistant.keys import MODIFIERS, NAMED_KEYS, PUNCTUATION, Hotkey
from assistant.ports import Target
from tests.needs import needs

KEYS = (*"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", *PUNCTUATION, *NAMED_KEYS)


def bits(*codes: int) -> bytes:
    return sum(1 << code for code in codes).to_bytes(32, "little")


@pytest.mark.parametrize("table", [X_KEYSYMS, WINDOWS_VKS])
def test_every_key_of_the_program_is_in_the_tables_once(table: dict[str, int]) -> None:
    assert set(table) == set(KEYS)
    assert len(set(table.values())) == len(table)


def test_keysyms_are_those_of_python_xlib() -> None:
    xk = pytest.importorskip("Xlib.XK")
    names = {"Enter": "Return", "Esc": "Escape", "Backspace": "BackSpace", "PageUp": "Prior",
             "PageDown": "Next", "Space": "space", ",": "comma", ".": "period",
             ";": "semicolon", "/": "slash", "'": "apostrophe", "[": "bracketleft",
             "]": "bracketright", "\\": "backslash", "-": "minus", "=": "equal",
             "`": "grave"}  # fmt: skip
    for key, keysym in X_KEYSYMS.items():
        name = names.get(key, key.lower() if len(key) == 1 else key)
        assert xk.string_to_keysym(name) == keysym, key
    for symbols, name in zip(X_MODIFIER_KEYSYMS.values(), ("Control", "Alt", "Shift", "Super"),
                             strict=True):  # fmt: skip
        assert symbols[:2] == (xk.string_to_keysym(f"{name}_L"), xk.string_to_keysym(f"{name}_R"))


def test_every_modifier_is_in_the_tables() -> None:
    for table in (X_MODIFIER_KEYSYMS, WINDOWS_MODIFIER_VKS, WINDOWS_MOD_FLAGS):
        assert set(table) == set(MODIFIERS)


# -- what to lift and to press again on X11 --

CTRL, ALT, ONE = 37, 64, 10
ORDER = [ALT, CTRL]


RIGHT_CTRL = 105
WANTED = [(CTRL, RIGHT_CTRL)]


def test_held_by_hand_is_lifted_pressed_again_and_watched() -> None:
    made = plan([ONE, CTRL, ALT], ORDER, [], bits(ONE, CTRL, ALT), bytes(32), frozenset())
    assert (made.lift, made.after) == ([ALT, CTRL], [ONE])  # Alt while Ctrl is still down
    assert (made.by_hand, made.by_program) == ([ALT, CTRL], [])


@pytest.mark.parametrize("ctrl", [CTRL, RIGHT_CTRL])
def test_a_held_modifier_that_the_key_needs_stays_down(ctrl: int) -> None:
    order = [ALT, CTRL, RIGHT_CTRL]
    made = plan([ONE, ctrl, ALT], order, WANTED, bits(ONE, ctrl, ALT), bytes(32), frozenset())
    assert (made.lift, made.press, made.by_hand) == ([ALT], [], [ALT])


def test_pressed_again_by_us_and_let_go_since_is_only_lifted() -> None:
    made = plan([CTRL], ORDER, WANTED, bytes(32), bits(CTRL), frozenset({CTRL}))
    assert (made.lift, made.press) == ([CTRL], [CTRL])
    assert (made.by_hand, made.by_program) == ([], [])


def test_held_by_a_remote_desktop_is_pressed_again_and_not_watched() -> None:
    made = plan([CTRL, ALT], ORDER, WANTED, bytes(32), bits(CTRL, ALT), frozenset())
    assert (made.lift, made.press, made.by_hand, made.by_program) == ([ALT], [], [], [ALT])


@given(
    st.sets(st.integers(8, 255)),
    st.booleans(),
    st.sets(st.sampled_from(ORDER)),
    st.sets(st.sampled_from(ORDER)),
    st.frozensets(st.sampled_from(ORDER)),
)
def test_nothing_stays_down_that_nobody_holds(
    down: set[int], needs_ctrl: bool, hand: set[int], xtest: set[int], ours: frozenset[int]
) -> None:
    wanted = WANTED if needs_ctrl else []
    made = plan(sorted(down), ORDER, wanted, bits(*hand), bits(*xtest), ours)
    kept = down - set(made.lift) - set(made.after)
    held = hand | (xtest - ours)
    assert kept <= {CTRL} & held
    assert not (kept and not needs_ctrl)
    assert set(made.by_hand) == set(made.lift) & hand
    assert set(made.by_program) == set(made.lift) & (xtest - hand - ours)
    assert bool(made.press) == (needs_ctrl and not kept)


@given(st.sets(st.integers(0, 255)))
def test_is_down_reads_the_vector(codes: set[int]) -> None:
    vector = bits(*codes)
    assert {code for code in range(256) if is_down(vector, code)} == codes


# -- what to read of a foreign clipboard --


def test_text_first_pictures_last_protocol_names_never() -> None:
    names = ["TARGETS", "TIMESTAMP", "DELETE", "INSERT_SELECTION", "INSERT_PROPERTY", "PIXMAP",
             "image/bmp", "image/png", "text/html", "STRING", "text/plain;charset=utf-8",
             "UTF8_STRING", "text/plain", "COMPOUND_TEXT", "chromium/x-source-url"]  # fmt: skip
    assert wanted(names) == [
        "UTF8_STRING", "text/plain", "STRING", "COMPOUND_TEXT", "text/html",
        "chromium/x-source-url", "image/png", "image/bmp",
    ]  # fmt: skip
    assert wanted(["COMPOUND_TEXT", "STRING"]) == ["STRING", "COMPOUND_TEXT"]
    assert wanted(["TARGETS"]) == []


def test_one_picture_of_many_encodings_is_read_once() -> None:
    encodings = [f"image/x-{n}" for n in range(28)]
    names = ["application/x-qt-image", *encodings, "image/png", "image/svg+xml", "text/html"]
    assert wanted(names) == ["image/svg+xml", "text/html", "image/png"]
    assert wanted([*encodings, "application/x-qt-image"]) == ["image/x-0"]
    assert wanted(["application/x-qt-image"]) == ["application/x-qt-image"]
    assert wanted(["image/png", "image/gif", "image/jpeg"])[0] == "image/png"


def test_names_of_one_text_share_its_bytes() -> None:
    def raw(type: str, data: bytes) -> RawFormat:
        return RawFormat(type, 8, data)

    content = ForeignContent(
        ("UTF8_STRING", "text/plain;charset=utf-8", "TEXT"),
        {"UTF8_STRING": raw("UTF8_STRING", "é".encode()), "TEXT": raw("STRING", b"\xe9")},
    )
    whole = content.complete()
    assert whole["text/plain;charset=utf-8"].data == "é".encode()
    assert whole["TEXT"] == raw("STRING", b"\xe9")
    assert content.utf8() == "é".encode()
    assert ForeignContent((), {"STRING": raw("STRING", b"\xe9")}).utf8() == "é".encode()
    assert ForeignContent().utf8() is None
    assert content.size == 3


# -- choosing --


@pytest.mark.parametrize(
    ("qt", "environ", "xwayland", "platform"),
    [
        ("xcb", {}, False, "x11"),
        ("xcb", {"WAYLAND_DISPLAY": "wayland-0"}, True, "wayland"),
        ("xcb", {"WAYLAND_DISPLAY": "wayland-0"}, False, "x11"),  # an Xvfb inside the session
        ("wayland", {}, False, "wayland"),
        ("wayland-egl", {}, False, "wayland"),
        ("windows", {}, False, "windows"),
        ("cocoa", {}, False, "macos"),
        ("offscreen", {}, False, "offscreen"),
        ("haiku", {}, False, "other"),
    ],
)
def test_detect(qt: str, environ: dict[str, str], xwayland: bool, platform: str) -> None:
    assert detect(qt, environ, xwayland) == platform


def fail(kind: type[Exception]) -> Callable[[], str]:
    def make() -> str:
        raise kind

    return make


@pytest.mark.parametrize("kind", [ImportError, OSError, AttributeError])
def test_a_candidate_that_cannot_be_made_is_skipped(
    kind: type[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    assert first("keys", [("a", fail(kind)), ("b", lambda: "b")], "null") == "b"
    assert first("keys", [("a", fail(kind))], "null") == "null"
    assert "skipped=a" in caplog.text


@pytest.mark.parametrize("platform", ["wayland", "macos", "offscreen", "other"])
def test_out_of_reach_says_why_and_what_helps_everywhere(platform: str) -> None:
    made = pick(platform)
    key, target = Hotkey.parse("Ctrl+Alt+1"), Target(1, 2, "x", "y")
    reason, advice = why(platform)
    assert reason
    assert advice
    for capability in (
        made.listener.capability(),
        made.keys.capability(),
        made.keys.can_reach(target),
        made.tracker.capability(),
        made.tracker.pick(lambda _target: None),
    ):
        assert (capability.ok, capability.reason, capability.advice) == (False, reason, advice)
    assert made.listener.register(key, lambda: None).reason == reason
    assert [state.ok for state in made.listener.refresh()] == [False]
    assert not made.keys.paste(key, target=target)
    assert not made.keys.tap(key)
    assert made.tracker.active() is None
    assert (made.x11_key, made.way_out, made.clipboard_reader) == (None, None, None)


def test_x11_without_a_display_falls_back_to_null(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def missing(_name: str | None) -> ctypes.CDLL:
        raise OSError("no such library")

    monkeypatch.setattr(ctypes, "CDLL", missing)
    monkeypatch.delenv("DISPLAY", raising=False)
    made = pick("x11", connection=1)
    assert not made.listener.capability().ok
    assert not made.keys.capability().ok
    assert made.clipboard_reader is None
    assert "skipped=x11-grab" in caplog.text


@needs("fallback")
def test_windows_parts_refuse_to_open_elsewhere() -> None:
    from assistant.backends.keyboard_hotkeys import KeyboardHotkeys
    from assistant.backends.windows_hotkeys import WindowsHotkeys
    from assistant.backends.windows_keys import WindowsKeySender
    from assistant.backends.windows_session import listen

    for part in (KeyboardHotkeys, WindowsHotkeys, WindowsKeySender):
        with pytest.raises(OSError, match="Windows"):
            part.open()
    assert listen(1) is False
    assert not pick("windows").listener.capability().ok


def test_importing_the_factory_loads_no_platform_library() -> None:
    script = "import sys, assistant.backends; print([m for m in sys.modules if m in ('Xlib', 'keyboard', 'pyperclip')])"  # noqa: E501
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True,
        cwd=str(backends.__path__[0]) + "/../..",
    )  # fmt: skip
    assert done.stdout.strip() == "[]"


# -- the clipboard helper --


def helper(script: str) -> Sequence[str]:
    return [sys.executable, "-c", script]


def test_reader_gives_the_text() -> None:
    script = "import sys; sys.stdout.buffer.write('您好😀'.encode())"
    assert read(20, helper(script)).text == "您好😀"


def test_reader_ends_a_helper_that_hangs() -> None:
    began = time.monotonic()
    result = read(0.3, helper("import time; time.sleep(60)"))
    assert (result.text, result.problem) == (None, "timeout")
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(("code", "problem"), [(3, "no_tool"), (4, "failed"), (1, "failed")])
def test_reader_names_the_problem(code: int, problem: str) -> None:
    result = read(20, helper(f"raise SystemExit({code})"))
    assert (result.text, result.problem) == (None, problem)


def test_reader_without_a_helper_program() -> None:
    assert read(20, ["/nonexistent/banhua-helper"]).problem == "failed"


@needs("linux")
def test_reader_says_when_there_is_no_clipboard_tool(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(backends.__path__[0]) + "/../..")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert read(20).problem == "no_tool"
