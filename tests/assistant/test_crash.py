"""An error that nobody caught is told once, and without the data that it happened on."""

from __future__ import annotations

import faulthandler
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from assistant import crash
from assistant.crash import CrashHook, CrashReport
from tests.needs import needs

CANARY = "买家张三丰 13812345678"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def reports() -> list[CrashReport]:
    return []


@pytest.fixture
def hook(tmp_path, reports):
    hook = CrashHook(tmp_path / "logs", "0.1.0", reports.append)
    hook.install()
    yield hook
    hook.uninstall()


def fail(text=CANARY):
    raise ValueError(text)


def fail_elsewhere(text=CANARY):
    raise ValueError(text)


def caught(function, *args):
    try:
        function(*args)
    except Exception as error:  # noqa: BLE001 (whatever the test raises)
        return error
    raise AssertionError("nothing raised")


def hooked(function, *args):
    error = caught(function, *args)
    sys.excepthook(type(error), error, error.__traceback__)


def test_an_error_is_written_and_reported_without_its_message(hook, reports, tmp_path, capsys):
    hooked(fail)
    assert len(reports) == 1
    report = reports[0]
    assert report.kind == "ValueError"
    assert report.where.startswith("tests/assistant/test_crash.py:")
    assert report.where.endswith(" fail")
    written = report.file.read_text(encoding="utf-8")
    assert written == report.text
    assert "Banhua 0.1.0" in written
    everything = written + capsys.readouterr().err + str(hook.counts)
    for part in ("张三丰", "13812345678"):
        assert part not in everything


def test_the_same_error_is_reported_once_and_counted(hook, reports):
    for number in range(5):
        hooked(fail, f"message {number}")
    hooked(fail_elsewhere)
    assert [r.where.rpartition(" ")[2] for r in reports] == ["fail", "fail_elsewhere"]
    assert sorted(hook.counts.values()) == [1, 5]


def test_an_error_in_a_thread_is_reported(hook, reports):
    thread = threading.Thread(target=fail, name="store")
    thread.start()
    thread.join()
    assert [r.kind for r in reports] == ["ValueError"]
    assert "thread store" in reports[0].text


def test_an_error_that_cannot_be_raised_is_reported(hook, reports):
    class Broken:
        def __del__(self):
            fail()

    Broken()
    assert [r.kind for r in reports] == ["ValueError"]


def test_an_error_in_the_report_neither_escapes_nor_loops(tmp_path):
    calls = []

    def report(crash_report):
        calls.append(crash_report)
        hooked(fail_elsewhere)
        raise RuntimeError("the banner broke too")

    hook = CrashHook(tmp_path, "0.1.0", report)
    hook.install()
    try:
        hooked(fail)
        hooked(fail)
    finally:
        hook.uninstall()
    assert len(calls) == 1


def test_a_flood_of_distinct_errors_is_cut_off(hook, reports, tmp_path):
    for number in range(crash.MAX_REPORTS + 15):
        space: dict = {}
        exec(f"def fail_{number}():\n    raise KeyError", space)
        hooked(space[f"fail_{number}"])
    assert len(reports) == crash.MAX_REPORTS
    assert sum(hook.counts.values()) == crash.MAX_REPORTS + 15
    assert len(list((tmp_path / "logs").glob("crash-*.txt"))) == crash.KEPT_FILES


def test_no_folder_still_gives_the_report(tmp_path, reports):
    (tmp_path / "logs").write_text("a file", encoding="utf-8")
    hook = CrashHook(tmp_path / "logs", "0.1.0", reports.append)
    hook.install()
    hook.watch_fatal()
    try:
        hooked(fail)
    finally:
        hook.uninstall()
    assert reports[0].file is None


def test_hooks_are_given_back(tmp_path):
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    hook = CrashHook(tmp_path, "0.1.0", print)
    hook.install()
    assert sys.excepthook is not before[0]
    hook.uninstall()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before


@needs("core limits")
def test_a_process_that_dies_leaves_places_and_no_core(tmp_path):
    code = f"""
import ctypes, resource, sys
from pathlib import Path
from assistant.crash import CrashHook
hook = CrashHook(Path({str(tmp_path)!r}), "0.1.0", print)
hook.install(); hook.watch_fatal()
print(resource.getrlimit(resource.RLIMIT_CORE)[0], flush=True)
buyer = {CANARY!r}
def last_words(text):
    ctypes.string_at(0)
last_words(buyer)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8"
    )
    assert done.returncode < 0, "it did not die"
    assert done.stdout.strip() == "0"
    fatal = (tmp_path / "fatal.txt").read_text(encoding="utf-8")
    assert "last_words" in fatal
    assert "张三丰" not in fatal


def test_what_a_program_survived_is_no_crash(tmp_path):
    """Here told by hand what faulthandler tells of an access violation that is handled."""
    hook = CrashHook(tmp_path, "0.1.0", print)
    earlier = "Fatal Python error: of an earlier run\n"
    (tmp_path / "fatal.txt").write_text(earlier, encoding="utf-8")
    hook.watch_fatal()
    try:
        faulthandler.dump_traceback(hook._fatal)
        assert "test_what_a_program" in (tmp_path / "fatal.txt").read_text(encoding="utf-8")
        hook.went_on()
    finally:
        hook.uninstall()
    assert (tmp_path / "fatal.txt").read_text(encoding="utf-8") == earlier
