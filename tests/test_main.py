"""The command line: exit codes, machine-readable answers, and a clean way out."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import main as program
from phrasebook.model import UserError

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
            preexec_fn=None if sys.platform == "win32" else _hear_signals,
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
    _, errors = process.communicate("什么时候发货\n" * 2000, timeout=60)
    assert (process.returncode, errors) == (0, "")


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


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Qt aborts only there")
@pytest.mark.parametrize("command", [[], ["practice"], ["--demo"]])
def test_without_a_screen_it_says_so(command, tmp_path):
    done = run(*command, DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")
    assert done.returncode == 1
    assert "没有屏幕" in done.stderr
    assert "--virtual" in done.stderr


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


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_to_end_is_a_clean_way_out(running, number):
    running.process.send_signal(number)
    out, err = running.process.communicate(timeout=30)
    assert running.process.returncode == 0, (out, err)
    assert "Traceback" not in err
    assert not list((running.folder / "logs").glob("crash-*"))
    assert not (running.folder / "banhua.lock").exists(), "the lock was given back"
    assert not (running.folder / "phrasebook.db-wal").exists(), "the file was closed"


def test_what_comes_before_the_window_can_tell_is_kept():
    relay = program.CrashRelay()
    relay("first")
    told = []
    relay.connect(told.append)
    relay("second")
    assert told == ["first", "second"]
