"""The check-up names each gap with advice, and never looks at what is private."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant import backends as factory
from assistant import doctor
from assistant.backends import pyperclip_reader
from assistant.backends.null import NullVault
from assistant.backends.pyperclip_reader import ClipboardRead
from assistant.doctor import Check, as_json, as_text, checks, exit_code, usable
from assistant.keys import Hotkey
from assistant.paths import Paths
from assistant.ports import Capability, Registration
from phrasebook.model import UserError
from phrasebook.store import Store

GOOD = Capability(True, "x11")
BAD = Capability(False, "null", "做不到", "这样做")
X11 = {"DISPLAY": ":0"}


@pytest.fixture(autouse=True)
def clipboard(monkeypatch: pytest.MonkeyPatch) -> list[ClipboardRead]:
    """A clipboard that answers as the test wants; the helper itself has its own tests."""
    answers = [ClipboardRead("13800000000 是买家的电话")]
    monkeypatch.setattr(pyperclip_reader, "read", lambda *_: answers[0])
    monkeypatch.setattr(doctor, "_fonts", lambda: Check("fonts", "中文字体", True, "3 种"))
    return answers


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(tmp_path, True)


def look(paths: Paths | UserError, store=None, **more) -> dict[str, Check]:
    settings = {"environ": X11, "platform": "linux", "windows": GOOD} | more
    return {check.name: check for check in checks(paths, store, **settings)}


def test_a_good_machine(paths: Paths) -> None:
    found = look(paths, hotkeys=GOOD, keys=GOOD)
    assert [name for name, check in found.items() if not check.ok] == []
    assert list(found) == [
        "python", "qt", "session", "hotkeys", "keys", "windows", "window_manager", "clipboard",
        "fonts", "data_folder", "database",
    ]  # fmt: skip
    text = as_text(list(found.values()))
    assert "一切正常" in text
    assert "→" not in text
    assert exit_code(list(found.values())) == 0
    assert [check.name for check in found.values() if check.advice] == []
    assert "keyring" not in found, "nobody handed one in"


def test_nothing_private_is_shown(paths: Paths) -> None:
    found = list(look(paths).values())
    assert "13800000000" not in as_text(found) + as_json(found)


@pytest.mark.parametrize(
    ("environ", "platform", "ok", "word"),
    [
        (X11, "linux", True, "X11"),
        ({"XDG_SESSION_TYPE": "wayland", "DISPLAY": ":0"}, "linux", False, "Wayland"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", False, "Wayland"),
        ({}, "linux", False, "没有图形界面"),
        ({}, "win32", True, "Windows"),
        ({}, "darwin", False, "macOS"),
    ],
)
def test_the_session(
    paths: Paths, environ: dict[str, str], platform: str, ok: bool, word: str
) -> None:
    check = look(paths, environ=environ, platform=platform)["session"]
    assert (check.ok, check.detail) == (ok, word)
    assert bool(check.advice) is not ok


def test_what_a_back_end_cannot_do_comes_with_its_advice(paths: Paths) -> None:
    found = look(paths, hotkeys=BAD, keys=BAD, windows=BAD)
    for name in ("hotkeys", "keys", "windows"):
        assert not found[name].ok
        assert "做不到" in found[name].detail
        assert found[name].advice == "这样做"
    assert "window_manager" not in found, "it can't be told"
    assert usable(list(found.values())), "cards still copy"
    text = as_text(list(found.values()))
    assert "! 全局快捷键:做不到" in text
    assert "→ 这样做" in text
    assert "3 处" in text


def test_each_refused_key_is_named(paths: Paths) -> None:
    keys = [
        Registration(Hotkey.parse("Ctrl+Alt+1"), False, "已被占用"),
        Registration(Hotkey.parse("Ctrl+Alt+2"), True),
    ]
    check = look(paths, hotkeys=GOOD, registrations=keys)["hotkeys"]
    assert not check.ok
    assert "1 个可用" in check.detail
    assert "Ctrl+Alt+1(已被占用)" in check.detail
    assert look(paths, hotkeys=GOOD, registrations=keys[1:])["hotkeys"].ok


def test_keys_that_go_by_a_hook_are_named(paths: Paths) -> None:
    one, two = Hotkey.parse("Ctrl+Alt+1"), Hotkey.parse("Ctrl+Alt+2")
    keys = [Registration(one, True, hooked=True), Registration(two, True)]
    check = look(paths, hotkeys=GOOD, registrations=keys)["hotkeys"]
    assert check.ok
    assert "2 个全部可用;Ctrl+Alt+1 被别的程序占用,由伴话拦截按键" in check.detail
    keys[1] = Registration(two, False, "已被其他程序占用", taken=True)
    check = look(paths, hotkeys=GOOD, registrations=keys)["hotkeys"]
    assert not check.ok
    assert "Ctrl+Alt+2(已被其他程序占用);Ctrl+Alt+1 被" in check.detail
    assert "照样用" in check.advice


def test_beside_the_running_program_no_key_is_called_taken(paths: Paths) -> None:
    check = look(paths, hotkeys=GOOD, beside_us=True)["hotkeys"]
    assert check.ok
    assert "伴话正在运行" in check.detail
    assert not look(paths, hotkeys=BAD, beside_us=True)["hotkeys"].ok


def test_a_missing_window_manager_is_said_apart_from_the_tracker(paths: Paths) -> None:
    found = look(paths, windows=Capability(True, "x11", "没有窗口管理器", "装一个"))
    assert found["windows"].ok
    assert not found["window_manager"].ok
    assert found["window_manager"].advice == "装一个"


@pytest.mark.parametrize(
    ("problem", "ok", "word"),
    [("no_tool", False, "xclip"), ("timeout", False, "没有响应"), ("failed", True, "")],
)
def test_the_clipboard(
    paths: Paths, clipboard: list[ClipboardRead], problem: str, ok: bool, word: str
) -> None:
    clipboard[0] = ClipboardRead(None, problem)
    check = look(paths)["clipboard"]
    assert check.ok is ok
    assert word in check.advice


def test_a_folder_that_takes_no_writing(tmp_path: Path) -> None:
    check = look(Paths(tmp_path, False))["data_folder"]
    assert not check.ok
    assert "--data-dir" in check.advice
    assert not check.essential, "reading and pasting still work"


def test_a_folder_that_is_no_folder() -> None:
    found = look(UserError("数据文件夹无法使用", "换一个"))
    assert not found["data_folder"].ok
    assert exit_code(list(found.values())) == 1
    assert "✗ 数据文件夹" in as_text(list(found.values()))
    assert "database" not in found


@pytest.mark.parametrize(("free", "ok"), [(10 * 1024 * 1024, False), (10**10, True)])
def test_the_free_space(tmp_path: Path, free: int, ok: bool) -> None:
    check = doctor._folder(tmp_path, writable=True, usage=lambda _: SimpleNamespace(free=free))
    assert check.ok is ok
    assert bool(check.advice) is not ok


def test_the_database(paths: Paths) -> None:
    assert "第一次启动" in look(paths)["database"].detail
    store = Store.open(paths.data)
    try:
        assert look(paths, store)["database"].detail == "完好"
    finally:
        store.close()
    assert look(paths)["database"].ok


def test_a_broken_database_is_essential(paths: Paths) -> None:
    Store.open(paths.data).close()
    file = next(paths.data.glob("*.db"))
    file.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    found = look(paths)
    assert not found["database"].ok
    assert "backups" in found["database"].advice
    assert exit_code(list(found.values())) == 1
    found = look(paths, UserError("数据文件来自更新的版本", "请升级"))
    assert found["database"].advice == "请升级"
    assert exit_code(list(found.values())) == 1


def test_other_problems_are_listed(paths: Paths) -> None:
    found = checks(paths, None, environ=X11, platform="linux", problems=[UserError("坏了", "修")])
    assert (found[-1].ok, found[-1].detail, found[-1].advice) == (False, "坏了", "修")
    assert exit_code(found) == 0


def test_the_json_is_one_object(paths: Paths) -> None:
    table = json.loads(as_json(list(look(paths).values())))
    assert table["usable"] is True
    assert {"name", "title", "ok", "detail", "advice", "essential"} == set(table["checks"][0])


def test_the_keyring_and_the_notes_are_looked_at(paths: Paths) -> None:
    found = look(paths, vault=NullVault("没有钥匙串", "装一个"))
    assert list(found)[-2:] == ["keyring", "desk"]
    assert (found["keyring"].ok, found["keyring"].advice) == (False, "装一个")
    assert exit_code(list(found.values())) == 0, "cards work without notes"
    nowhere = look(UserError("数据文件夹无法使用", "换一个"), vault=NullVault("没有", ""))
    assert "desk" not in nowhere


def test_the_running_program(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        factory, "pick_vault", lambda held: asked.append(held) or NullVault("没有钥匙串", "装一个")
    )
    part = SimpleNamespace(capability=lambda: GOOD)
    off = SimpleNamespace(
        find_out=lambda _seconds: Capability(False, "at-spi", "没有运行", "教一下")
    )
    backends = SimpleNamespace(listener=part, keys=part, tracker=part, caret=off)
    text = doctor.report(paths, None, backends, None)  # type: ignore[arg-type]
    assert "全局快捷键" in text
    assert "数据文件夹" in text
    assert "没有钥匙串" in text
    assert "备注本" in text
    assert "输入框的光标:没有运行" in text
    assert "教一下" in text
    assert asked == [""]


@pytest.mark.parametrize(
    ("output", "ok"),
    [("print('Noto Sans CJK SC')", True), ("", False)],
)
def test_fonts(monkeypatch: pytest.MonkeyPatch, output: str, ok: bool) -> None:
    monkeypatch.undo()
    check = doctor._fonts([sys.executable, "-c", output])
    assert check.ok is ok
    assert "fonts-noto-cjk" in check.advice or ok
    assert not doctor._fonts(["/nonexistent/fc-list"]).ok
