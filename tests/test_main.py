"""The command line: exit codes, machine-readable answers, and a clean way out."""

from __future__ import annotations

import ast
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import main as program
from phrasebook.model import UserError
from tests.needs import NEEDS, needs

ROOT = Path(__file__).parents[1]
MAIN = ROOT / "main.py"


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, MAIN, *arguments],
        env={**os.environ, "PYTHONUTF8": "1", **environment},
        capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip


def _hear_signals() -> None:
    """Undo what nohup or a shell's ``&`` did to the test run, and each child would inherit."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


class Running:
    """The program in a process of its own, without a screen."""

    def __init__(self, folder: Path, *more: str) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, MAIN, "--data-dir", folder, *more],
            env={**os.environ, "BANHUA_TRACE_START": "1", "PYTHONUTF8": "1"},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
            preexec_fn=_hear_signals if NEEDS["signals"].there else None,
        )  # fmt: skip
        assert self.process.stdout is not None
        assert self.process.stdout.readline().startswith("first_paint_ms="), self.end()

    def log(self) -> str:
        file = self.folder / "logs" / "banhua.log"
        return file.read_text("utf-8") if file.exists() else ""

    def end(self) -> str:
        self.process.kill()
        return "".join(self.process.communicate())


@pytest.fixture
def running(tmp_path):
    made = Running(tmp_path)
    yield made
    made.end()


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> Path:
    """A data folder with the standard phrases, made by a search."""
    folder = tmp_path_factory.mktemp("data")
    assert run("search", "包邮", "--data-dir", folder).returncode == 0
    return folder


def test_help_names_every_command():
    done = run("--help")
    assert done.returncode == 0
    for word in ("practice", "search", "suggest", "doctor", "--demo", "--data-dir", "--version"):
        assert word in done.stdout


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["search"], ["--wrong"], ["search", "x", "--limit", "many"]]
)
def test_wrong_usage_is_2(arguments):
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "usage:" in done.stderr


@pytest.mark.parametrize("empty", ["", " "])
@pytest.mark.parametrize(
    "before",
    [
        ["--data-dir"], ["search", "亲", "--data-dir"], ["doctor", "--data-dir"],
        ["handover", "export"], ["practice", "--dump"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_an_empty_path_is_not_the_working_folder(before, empty, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = run(*before, empty)
    assert (done.returncode, done.stdout) == (2, "")
    assert "路径是空的" in done.stderr
    assert "请写出路径" in done.stderr
    assert list(tmp_path.iterdir()) == []


BESIDE = """
import sys
import main
from ui.instance import Instance
answers = iter(map(bool, map(int, sys.argv[2])))
Instance.acquire = lambda _self: next(answers)
Instance.ask_to_raise = lambda _self: False
def live(_application, _ends, _instance, data, *_rest, **_more):
    _paths, _options, store = data
    store.check().result(20)
    print("live with an open store")
    store.close()
    return 0
main._live = live
sys.exit(main.main(["--data-dir", sys.argv[1]]))
"""


def beside_another(answers: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Start where another has the folder; ``answers`` says at which try it can be had."""
    return subprocess.run(
        [sys.executable, "-c", BESIDE, folder, answers], cwd=ROOT, check=False, timeout=60,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"},
        capture_output=True, encoding="utf-8",
    )  # fmt: skip


def test_a_folder_that_is_given_back_while_we_ask_is_taken(tmp_path):
    done = beside_another("01", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "live with an open store" in done.stdout


def test_one_that_neither_answers_nor_goes_is_said(tmp_path):
    done = beside_another("00", tmp_path)
    assert (done.returncode, done.stdout) == (program.REFUSED, "")
    assert "请过几秒再启动" in done.stderr


LOOK = """
import sys
import main
from ui import trouble
from ui.theme import theme
def ask(_error):
    from PySide6.QtGui import QGuiApplication
    palette, font = QGuiApplication.palette(), QGuiApplication.font()
    size = max(font.pixelSize(), font.pointSizeF())
    print(palette.color(palette.ColorRole.Window).name(), size)
    return False
trouble._ask = ask
sys.exit(main.main(["--data-dir", sys.argv[1]]))
"""


def looks(folder: Path, options: dict[str, object]) -> list[str]:
    """Give ground and letters of the box that says that the phrasebook does not open."""
    (folder / "phrasebook.db").write_bytes(b"no database at all" * 1000)
    (folder / "options.json").write_text(json.dumps(options), "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", LOOK, folder], cwd=ROOT, check=False, timeout=60,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"},
        capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == program.REFUSED, done.stderr
    return done.stdout.split()


def test_trouble_before_the_start_looks_as_chosen(tmp_path):
    from ui.theme import TOKENS

    light, letters = looks(tmp_path, {"look.theme": "light"})
    dark, larger = looks(tmp_path, {"look.theme": "dark", "look.text_size": 160})
    assert (light, dark) == (TOKENS["light"]["card"], TOKENS["dark"]["card"])
    assert float(larger) > float(letters)


def test_a_fault_is_1_with_message_and_advice(tmp_path):
    file = tmp_path / "a file"
    file.touch()
    done = run("--data-dir", file, "search", "x")
    assert (done.returncode, done.stdout) == (1, "")
    assert "数据文件夹无法使用" in done.stderr
    assert "--data-dir" in done.stderr
    assert "Traceback" not in done.stderr


def test_search_answers_in_json(filled):
    done = run("search", "包邮", "--json", "--limit", "2", "--data-dir", filled)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr) == (0, "")
    assert 1 <= len(rows) <= 2
    assert set(rows[0]) == {
        "phrase", "scene", "title", "text", "code", "score", "title_spans", "text_spans",
    }  # fmt: skip
    spans = [row["text"][a:b] for row in rows for a, b in row["text_spans"]]
    spans += [row["title"][a:b] for row in rows for a, b in row["title_spans"]]
    assert "包邮" in spans
    assert [row["score"] for row in rows] == sorted((r["score"] for r in rows), reverse=True)


def test_nothing_found_is_no_fault(filled):
    assert run("search", "zzzzqqqq", "--json", "--data-dir", filled).stdout == ""
    done = run("--data-dir", filled, "search", "zzzzqqqq")
    assert (done.returncode, done.stdout) == (0, "")
    assert "没有找到" in done.stderr


def test_chinese_gets_through_a_pipe_that_has_none(filled):
    done = run("search", "包邮", "--data-dir", filled, PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    assert "邮" in done.stdout


def test_suggest_answers_a_message_in_json(filled):
    done = run("suggest", "什么时候发货", "--limit", "2", "--data-dir", filled)
    assert (done.returncode, done.stderr) == (0, "")
    (row,) = map(json.loads, done.stdout.splitlines())
    assert set(row) == {"message", "suggestions"}
    assert row["message"] == "什么时候发货"
    assert len(row["suggestions"]) == 2
    assert set(row["suggestions"][0]) == {"phrase", "scene", "title", "text", "score"}
    assert row["suggestions"][0]["scene"] == "ship.when"


def test_suggest_says_nothing_where_silence_is_better(filled):
    done = run("--data-dir", filled, "suggest", "嗯嗯")
    assert done.returncode == 0
    assert json.loads(done.stdout) == {"message": "嗯嗯", "suggestions": []}


@pytest.mark.parametrize("arguments", [[], ["x", "--stdin"], ["x", "--limit", "y"]])
def test_suggest_needs_a_message_or_a_stream(arguments):
    done = run("suggest", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "usage:" in done.stderr


def test_a_reader_that_has_enough_gets_no_traceback(filled):
    process = subprocess.Popen(
        [sys.executable, MAIN, "--data-dir", filled, "suggest", "--stdin"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    process.stdin.write("能便宜点吗\n")
    process.stdin.flush()
    assert json.loads(process.stdout.readline())["suggestions"]
    process.stdout.close()
    process.stdout = None  # ``communicate`` would read it, on Windows
    _, errors = process.communicate("什么时候发货\n" * 2000, timeout=60)
    assert process.returncode == program.REFUSED
    assert errors == "接收结果的程序已经关了,后面的没有写出去。\n"


def test_suggest_answers_each_line_as_it_comes(filled):
    with subprocess.Popen(
        [sys.executable, MAIN, "suggest", "--stdin", "--data-dir", filled],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        for line, message in (
            ("包邮吗\n".encode(), "包邮吗"),
            (b"\r\n", ""),
            (b"\xff\xfe?\n", "\ufffd\ufffd?"),
            ("😊\n".encode(), "😊"),
        ):
            process.stdin.write(line)
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
            assert answer["message"] == message
            assert bool(answer["suggestions"]) == (message == "包邮吗")
        process.stdin.close()
        assert process.wait(30) == 0


def test_doctor_answers_in_json(filled):
    done = run("doctor", "--json", "--data-dir", filled)
    assert done.returncode in (0, 1)
    assert "Traceback" not in done.stderr
    found = json.loads(done.stdout)
    assert "database" in json.dumps(found)
    assert "hotkeys" in json.dumps(found)


@needs("x11")
@pytest.mark.parametrize("command", [[], ["practice"], ["--demo"]])
def test_without_a_screen_it_says_so(command, tmp_path):
    done = run(*command, DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")
    assert done.returncode == 1
    assert "没有屏幕" in done.stderr
    assert "--virtual" in done.stderr


ANSWERS = (
    ["--version"], ["--help"], ["search", "--help"], ["practice", "--help"],
    ["search", "亲"], ["search", "亲", "--json"], ["suggest", "包邮吗"], ["doctor"],
)  # fmt: skip
"""Commands that print an answer; those that read data get the folder added."""


def into(output: str, folder: Path, command: list[str], *options: str) -> tuple[int, str]:
    """Run a command with a broken standard output; gives exit code and standard error."""
    if command[-1] != "--help" and command != ["--version"]:
        command = [*command, "--data-dir", str(folder)]
    shut = None
    if output == "full":
        target = os.open("/dev/full", os.O_WRONLY)
    elif output == "pipe":
        reading, target = os.pipe()
        os.close(reading)
    else:
        target, shut = os.open(os.devnull, os.O_WRONLY), lambda: os.close(1)
    try:
        done = subprocess.run(
            [sys.executable, *options, MAIN, *command], stdout=target, stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONUTF8": "1"}, encoding="utf-8", timeout=60, check=False,
            preexec_fn=shut,
        )  # fmt: skip
    finally:
        os.close(target)
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    "output",
    [
        pytest.param("full", marks=needs("full device")),
        "pipe",
        pytest.param("closed", marks=needs("descriptors")),
    ],
)
@pytest.mark.parametrize("command", ANSWERS, ids=" ".join)
def test_an_output_that_takes_nothing_is_one_sentence(output, command, filled):
    code, errors = into(output, filled, command)
    assert code == program.REFUSED
    assert len(errors.splitlines()) == 1, errors
    assert errors.endswith("。\n")


@needs("full device")
def test_also_without_a_buffer(filled):
    code, errors = into("full", filled, ["search", "亲"], "-u")
    assert (code, len(errors.splitlines())) == (program.REFUSED, 1)


@needs("full device")
def test_where_nothing_can_be_said_the_exit_code_still_tells(filled):
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, MAIN, "search", "亲", "--data-dir", filled]
        assert subprocess.call(command, stdout=full, stderr=full) == program.REFUSED


@needs("descriptors")
def test_a_closed_input_is_one_sentence(filled):
    done = subprocess.run(
        [sys.executable, MAIN, "suggest", "--stdin", "--data-dir", filled], encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"}, capture_output=True, timeout=60, check=False,
        preexec_fn=lambda: os.close(0),
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (program.REFUSED, "")
    assert done.stderr == "标准输入是关着的,没有消息可读。\n"


@needs("proc")
def test_no_data_file_gets_the_number_of_a_closed_stream(filled):
    """What a library writes to its standard error must not land in a file of ours."""
    code = (
        "import os, sys, main; main.run_search = lambda _: ("
        "[open(p, 'w').write(os.readlink('/proc/self/fd/2')) for p in sys.argv[1:2]], 0)[1];"
        "main.main(['search', 'x'])"
    )
    told = filled / "told.txt"
    subprocess.run(
        [sys.executable, "-c", code, told], cwd=ROOT, check=True, preexec_fn=lambda: os.close(2)
    )
    assert told.read_text("utf-8") == os.devnull


@needs("x11")
@pytest.mark.parametrize(
    "where",
    [
        {"DISPLAY": ":7777"},
        {"DISPLAY": "", "WAYLAND_DISPLAY": "wayland-7777"},
        {"DISPLAY": ":7777", "QT_QPA_PLATFORM": "nonsense"},
        {"DISPLAY": "127.0.0.1:7777"},
    ],
    ids=lambda where: " ".join(f"{k}={v}" for k, v in where.items()),
)
@pytest.mark.parametrize("command", [[], ["practice"], ["doctor"]], ids=str)
def test_a_screen_that_cannot_be_reached_is_said(command, where, tmp_path):
    data = [] if command == ["practice"] else ["--data-dir", str(tmp_path)]
    # Without the folder libwayland prints a line of its own.
    still = {"WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": "", "XDG_RUNTIME_DIR": str(tmp_path)}
    done = run(*command, *data, **still | where)
    assert done.returncode == program.REFUSED
    if command == ["doctor"]:  # it goes on with all else
        assert "✗ 屏幕" in done.stdout
        assert "offscreen" not in done.stdout
        assert "✓ 话术库" in done.stdout
    else:
        assert done.stderr.startswith("屏幕连不上,窗口打不开("), done.stderr
        assert len(done.stderr.splitlines()) == 2, "a sentence and what to do"
        assert done.stdout == ""
    assert "Reinstalling" not in done.stdout + done.stderr


@needs("x11")
@pytest.mark.parametrize("command", [[], ["practice"]], ids=str)
def test_a_plug_in_that_starts_without_a_screen_is_said(command, tmp_path):
    data = [] if command == ["practice"] else ["--data-dir", str(tmp_path)]
    done = run(*command, *data, DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="linuxfb")
    assert done.returncode == program.REFUSED
    assert done.stderr.startswith("屏幕连不上,窗口打不开("), done.stderr
    assert len(done.stderr.splitlines()) == 2


NO_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><cachedir>{cache}</cachedir></fontconfig>
"""


@needs("fontconfig")
@pytest.mark.parametrize("fonts", [True, False])
def test_a_missing_chinese_font_is_said_at_the_start(fonts, tmp_path, monkeypatch):
    if not fonts:
        config = tmp_path / "fonts.conf"
        config.write_text(NO_FONTS.format(cache=tmp_path / "cache"), "utf-8")
        monkeypatch.setenv("FONTCONFIG_FILE", str(config))
    data = tmp_path / "data"
    started = Running(data)
    started.process.send_signal(signal.SIGTERM)
    _, said = started.process.communicate(timeout=30)
    assert ("No Chinese font is installed" in said) is not fonts
    assert ("no Chinese font" in started.log()) is not fonts
    assert said.isascii() or fonts, "nothing that cannot be read"


ORDER = """
import linecache, sys, threading
import main
seen, read = [], []
look = linecache.updatecache
linecache.updatecache = lambda file, *more: read.append(file) or look(file, *more)
begin = threading.Thread.start
def start(self):
    loaded = "shibokensupport.signature.loader" in sys.modules
    seen.append((self.name, loaded and hasattr(sys.modules.get("PySide6"), "__version__")))
    begin(self)
threading.Thread.start = start
main._live = lambda *_args, **_more: 0
main.main(["--data-dir", sys.argv[1]])
print(seen, read, sep="\\n")
"""


def started(folder: Path) -> list[str]:
    """What a start tells of itself up to the window, by ``ORDER``."""
    done = subprocess.run(
        [sys.executable, "-c", ORDER, folder], cwd=ROOT, check=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    return done.stdout.splitlines()


def test_qt_for_python_is_imported_before_any_thread_of_ours(tmp_path):
    """Its bootstrap walks over ``sys.modules``: a thread that imports meanwhile is an abort."""
    seen = dict(ast.literal_eval(started(tmp_path)[0]))
    assert "open" in seen
    assert all(seen.values()), seen


def test_no_source_of_ours_is_read_at_the_start(tmp_path):
    """PySide looks at each until ``ui`` takes that out: 15 ms, and the lines stay in memory."""
    read = ast.literal_eval(started(tmp_path)[1])
    assert not [file for file in read if str(ROOT / "phrasebook") in file], read


def test_a_user_error_anywhere_is_said(monkeypatch, capsys):
    def refuse(_arguments):
        raise UserError("不行", "这样试试")

    monkeypatch.setattr(program, "run_app", refuse)
    assert program.main([]) == program.REFUSED
    assert capsys.readouterr().err == "不行\n这样试试\n"


def test_a_second_start_raises_the_first_window_and_leaves(running):
    second = run("--data-dir", running.folder)
    assert second.returncode == 0, second.stderr
    assert "已把它的窗口叫到前面" in second.stderr
    assert running.process.poll() is None


@needs("signals")
@pytest.mark.parametrize("number", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_signal_to_end_is_a_clean_way_out(running, number):
    running.process.send_signal(signal.Signals[number])
    out, err = running.process.communicate(timeout=30)
    assert running.process.returncode == 0, (out, err)
    assert "Traceback" not in err
    assert not list((running.folder / "logs").glob("crash-*"))
    assert not (running.folder / "banhua.lock").exists(), "the lock was given back"
    assert not (running.folder / "phrasebook.db-wal").exists(), "the file was closed"


@needs("signals")
def test_a_signal_to_end_is_heard_by_a_question_at_the_start(tmp_path):
    (tmp_path / "phrasebook.db").write_bytes(b"no database at all" * 1000)
    with subprocess.Popen(
        [sys.executable, MAIN, "--data-dir", tmp_path],
        env={**os.environ, "PYTHONUTF8": "1"}, stderr=subprocess.PIPE, encoding="utf-8",
        preexec_fn=_hear_signals,
    ) as process:  # fmt: skip
        assert process.stderr is not None
        while line := process.stderr.readline():
            if "损坏" in line:
                break
        try:
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == program.REFUSED
        finally:
            process.kill()


def test_what_comes_before_the_window_can_tell_is_kept():
    relay = program.CrashRelay()
    relay("first")
    told = []
    relay.connect(told.append)
    relay("second")
    assert told == ["first", "second"]
