"""Starting under bad conditions: a clear message, up where it can be, nothing lost."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.desktop.conftest import OPTIONS
from tests.desktop.harness.app import FIRST, TEXTS, App, seed
from tests.desktop.harness.chat import ChatPage
from tests.desktop.harness.clip import Clip
from tests.desktop.harness.hand import Hand
from tests.desktop.harness.process import REPO, Child, MissingTool, holds_for, need, wait_for
from tests.desktop.harness.screen import Screen
from tests.desktop.harness.text import TextProgram

_CAPBSET_DROP = 24
_CAP_DAC_OVERRIDE = 1
_CAP_DAC_READ_SEARCH = 2


def like_a_user() -> None:
    """Take from root what lets it write into folders that are closed to it.

    Run in the child before the program starts; does nothing for a normal user.
    """
    libc = ctypes.CDLL(None)
    for capability in (_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH):
        libc.prctl(_CAPBSET_DROP, capability, 0, 0, 0)


def pastes(hand: Hand, chat: ChatPage) -> None:
    """The main job still works."""
    chat.wipe()
    hand.chord("Ctrl+Alt+1")
    chat.wait_value(FIRST)


def said(app: App) -> str:
    """Everything that it told: log and terminal."""
    return app.text() + app.printed()


def test_ten_starts_at_once_leave_one(screen: Screen, tmp_path: Path) -> None:
    seed(tmp_path)
    all_of_them = [App(screen, tmp_path, options=OPTIONS, ready=False) for _ in range(10)]
    try:
        wait_for(lambda: sum(app.child.running() for app in all_of_them) == 1, "one is left", 30)
        left = next(app for app in all_of_them if app.child.running())
        left.wait_line("ready", 20)
        assert left.sidebar()
        ended = [app.child.process.returncode for app in all_of_them if app is not left]
        assert ended == [0] * 9, "a second start is no fault"
    finally:
        for app in all_of_them:
            app.close()


def test_it_starts_again_after_kill_9(
    chat: ChatPage, hand: Hand, start: Callable[..., App], tmp_path: Path
) -> None:
    seed(tmp_path)
    first = start(tmp_path, options=OPTIONS)
    pastes(hand, chat)
    first.child.signal(signal.SIGKILL)
    first.child.process.wait()
    begin = time.monotonic()
    start(tmp_path)
    assert time.monotonic() - begin < 10
    pastes(hand, chat)


def test_a_corrupt_options_file(
    chat: ChatPage, hand: Hand, start: Callable[..., App], tmp_path: Path
) -> None:
    seed(tmp_path)
    broken = '{"dock.side": "left", '
    (tmp_path / "options.json").write_text(broken, encoding="utf-8")
    app = start(tmp_path)
    app.wait_line("problem shown")
    kept = [path.read_text("utf-8") for path in tmp_path.glob("options.json.broken-*")]
    assert kept == [broken], "the file is kept beside"
    pastes(hand, chat)


def test_a_broken_content_file(screen: Screen, chat: ChatPage, hand: Hand, tmp_path: Path) -> None:
    """The other files still load, and a message names the broken one."""
    copy = tmp_path / "banhua"
    for part in ("main.py", "assistant", "phrasebook", "ui", "resources"):
        source = REPO / part
        if source.is_dir():
            shutil.copytree(source, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            copy.mkdir(exist_ok=True)
            shutil.copy(source, copy / part)
    files = sorted((copy / "resources" / "content" / "phrases").glob("*.toml"))
    assert len(files) > 1
    files[-1].write_text('[[phrase]]\nuid = "x\n', encoding="utf-8")
    data = tmp_path / "data"
    app = App(
        screen, data, options=OPTIONS, program=(copy / "main.py",), env={"PYTHONPATH": str(copy)}
    )
    try:
        app.wait_line("problem shown")
        # Told before the cards of a first start are there; the copy is made after them.
        app.wait_line("backup made")
        hand.chord("Ctrl+Alt+1")
        assert app.wait_outcomes(1)[0] in ("pasted", "needs_values")
    finally:
        app.close()


def test_a_read_only_data_folder(
    chat: ChatPage, hand: Hand, start: Callable[..., App], tmp_path: Path, screen: Screen
) -> None:
    """What is there can be used; a message says that nothing will be saved."""
    data = tmp_path / "data"
    seed(data)
    before = sorted(path.name for path in data.iterdir())
    for path in (*data.iterdir(), data):
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        app = start(data, before=like_a_user, ready=False)
        bar = app.sidebar(20)
        assert screen.viewable(bar)
        # No log tells here when the keys are bound.
        for _ in range(10):
            hand.chord("Ctrl+Alt+1")
            if holds_for(lambda: chat.value() == "", 0.5):
                continue
            break
        pastes(hand, chat)
        assert app.child.running()
        assert "Traceback" not in app.printed()
        assert re.search("problem shown", said(app)), said(app)
        assert sorted(path.name for path in data.iterdir()) == before
    finally:
        data.chmod(0o755)


def test_a_full_disk(screen: Screen, chat: ChatPage, hand: Hand, tmp_path: Path) -> None:
    """On a disk without a free byte what is there works; nothing of it is lost."""
    need("unshare", "mount")
    own = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--mount"]
    if subprocess.run([*own, "true"], capture_output=True, check=False).returncode:
        raise MissingTool("this machine allows no mount namespace")
    kept, data, logs = tmp_path / "kept", tmp_path / "data", tmp_path / "logs"
    seed(kept)
    data.mkdir()
    logs.mkdir()
    script = (
        'mount -t tmpfs -o size=4m tmpfs "$1" && cp -r "$2/." "$1" && mkdir "$1/logs" && '
        'mount --bind "$3" "$1/logs" && { cat /dev/zero > "$1/filler" 2>/dev/null; shift 3; '
        'exec "$@"; }'
    )
    output = tmp_path / "out.txt"
    child: Child = screen.start(
        [*own, "sh", "-c", script, "sh", data, kept, logs,
         sys.executable, REPO / "main.py", "--data-dir", data],
        env={**screen.env, "PYTHONPATH": str(REPO)}, cwd=REPO, output=output,
    )  # fmt: skip
    try:
        log = logs / "banhua.log"

        def told(pattern: str) -> bool:
            text = log.read_text("utf-8", "replace") if log.exists() else ""
            return bool(re.search(pattern, text)) or not child.running()

        wait_for(lambda: told("hotkeys ok="), "ready on a full disk", 30)
        assert child.running(), output.read_text("utf-8")
        pastes(hand, chat)
        wait_for(lambda: told("problem shown|toast shown kind=warn"), "a message is shown", 10)
        assert child.running()
        assert "Traceback" not in output.read_text("utf-8")
    finally:
        child.close()


def test_a_data_file_of_a_newer_version(
    screen: Screen, start: Callable[..., App], tmp_path: Path
) -> None:
    seed(tmp_path)
    file = tmp_path / "phrasebook.db"
    with sqlite3.connect(file) as db:
        (known,) = db.execute("PRAGMA user_version").fetchone()
        db.execute(f"PRAGMA user_version = {known + 1}")
    db.close()
    before = file.read_bytes()
    app = start(tmp_path, options=OPTIONS, ready=False)
    wait_for(
        lambda: app.windows() or not app.child.running(), "a window or an end with a message", 20
    )
    wait_for(lambda: re.search("newer", said(app)), "the message", 10)
    if not app.child.running():
        assert app.child.process.returncode == 1
        assert "更新的版本" in app.printed()
    assert file.read_bytes() == before, "the file is left alone"


def test_without_a_clipboard_tool(
    chat: ChatPage, hand: Hand, start: Callable[..., App], tmp_path: Path, clip: Clip
) -> None:
    """No xclip, no xsel, no wl-paste on the path: pasting needs none of them."""
    seed(tmp_path)
    empty = tmp_path / "bin"
    empty.mkdir()
    clip.put("mine")
    start(tmp_path, options=OPTIONS, env={"PATH": str(empty)})
    pastes(hand, chat)
    wait_for(lambda: clip.text() == "mine", "the clipboard is back", 6)


def test_without_a_window_manager(tmp_path: Path) -> None:
    """It starts, says what does not work, and the text is at hand."""
    with Screen(manager="") as screen:
        hand, clip = Hand(screen.name), Clip(screen)
        seed(tmp_path)
        app = App(screen, tmp_path, options=OPTIONS)
        try:
            assert screen.viewable(app.sidebar())
            app.wait_line("problem shown")
            hand.chord("Ctrl+Alt+1")
            assert app.wait_outcomes(1)[0] in ("copied", "refused")
            assert clip.text() == FIRST
        finally:
            app.close()
            hand.close()


def test_a_second_start_raises_the_first_window(
    screen: Screen, chat: ChatPage, hand: Hand, start: Callable[..., App], tmp_path: Path
) -> None:
    seed(tmp_path)
    first = start(tmp_path, options=OPTIONS)
    bar = first.sidebar()
    hand.chord("Ctrl+Alt+B")
    wait_for(lambda: not screen.viewable(bar), "the sidebar is hidden by its key", 5)
    second = start(tmp_path, ready=False)
    wait_for(lambda: not second.child.running(), "the second start ends", 10)
    assert second.child.process.returncode == 0
    assert first.child.running()
    wait_for(lambda: screen.viewable(bar), "the first window is back", 5)


def test_nothing_of_a_phrase_is_in_the_log(
    chat: ChatPage, hand: Hand, start: Callable[..., App], tmp_path: Path
) -> None:
    seed(tmp_path)
    app = start(tmp_path, options=OPTIONS)
    pastes(hand, chat)
    app.wait_outcomes(1)  # the line is written a moment after the text is there
    told = said(app)
    assert "outcome=pasted" in told
    assert not any(text[:6] in told for text in TEXTS)
    assert "买家" not in told


def test_a_text_program_is_no_chat_by_itself(
    screen: Screen, chat: ChatPage, hand: Hand, start: Callable[..., App], tmp_path: Path
) -> None:
    """The rule that the other tests add is what makes plain windows chats."""
    seed(tmp_path)
    app = start(tmp_path)
    program = TextProgram(screen, "tk")
    window = program.open("文本")
    hand.chord("Ctrl+Alt+1")
    assert app.wait_outcomes(1) == ["refused"]
    assert window.value() == ""
    program.close()
