"""The runner of pytest processes: what fails, crashes, hangs or leaves traces is reported."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tools import suites
from tools.journal import Journal, Result, read
from tools.suites import Count, Report, Suite, closing_lines, run

ROOT = Path(__file__).parents[2]

_QUICK = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # none is needed here, and Qt's takes a second

pytestmark = pytest.mark.skipif(os.name == "nt", reason="processes are watched from Linux")


@pytest.fixture
def suite(tmp_path: Path) -> Callable[..., Suite]:
    """A suite of one made-up test file."""
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")

    def make(source: str, **more: object) -> Suite:
        (tmp_path / "test_it.py").write_text(source, encoding="utf-8")

        def start(arguments: Sequence[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
            return subprocess.Popen(
                [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments],
                cwd=tmp_path,
                env={**os.environ, **_QUICK, "PYTHONPATH": str(ROOT), **environment},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

        return Suite("made up", start, **more)  # type: ignore[arg-type]

    return make


def outcomes(report: Report) -> dict[str, str]:
    return {test.partition("::")[2]: r.outcome for test, r in report.results.items()}


def test_every_end_of_a_test_is_counted_once(suite):
    source = """
import pytest
def test_good(): pass
def test_bad(): assert 1 == 2
@pytest.mark.skip(reason="not here")
def test_skipped(): pass
@pytest.mark.xfail(reason="known")
def test_known(): assert False
@pytest.fixture
def late():
    yield
    raise OSError("at the end")
def test_late(late): pass
@pytest.fixture
def early(): raise OSError("at the start")
def test_early(early): pass
@pytest.mark.parametrize("name", ["伴话", "a b"])
def test_names(name): pass
"""
    (report,) = run([suite(source)])
    assert report.count == Count(passed=3, failed=3, skipped=2)
    assert outcomes(report)["test_late"] == "failed"
    assert "at the start" in report.results["test_it.py::test_early"].reason
    assert report.named("skipped")[0] == "made up: test_it.py::test_skipped: not here"


def test_a_crash_names_its_test_and_the_rest_goes_on(suite):
    source = """
import os, signal
def test_one(): pass
def test_two(): os.kill(os.getpid(), signal.SIGSEGV)
def test_three(): pass
def test_four(): os.kill(os.getpid(), signal.SIGKILL)
def test_five(): pass
"""
    (report,) = run([suite(source)])
    assert report.count == Count(passed=3, failed=2)
    lines = "\n".join(closing_lines([report]))
    assert "made up: test_it.py::test_two: the process died of SIGSEGV" in lines
    assert "made up: test_it.py::test_four: the process died of SIGKILL" in lines


def test_a_crash_with_an_exit_code_of_pytest_is_one_all_the_same(suite):
    # The low byte of Windows' code for an access violation is pytest's "no tests were run".
    source = "import os\ndef test_one(): os._exit(5)\ndef test_two(): pass\n"
    (report,) = run([suite(source)])
    assert outcomes(report) == {"test_one": "failed", "test_two": "passed"}
    assert "exit code 5" in report.results["test_it.py::test_one"].reason


def test_a_hung_test_is_ended_and_the_rest_goes_on(suite):
    source = """
import time
def test_one(): time.sleep(600)
def test_two(): pass
"""
    (report,) = run([suite(source, limit=3.0)])
    assert outcomes(report) == {"test_one": "failed", "test_two": "passed"}
    assert "stood still for 3 s" in report.results["test_it.py::test_one"].reason


FLAKY = """
from pathlib import Path
def test_good(): pass
def test_flaky():
    mark = Path("seen")
    first = not mark.exists()
    mark.touch()
    {fault}
def test_bad(): assert 1 == 2
"""


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("assert not first, 'busy'", "busy"),
        ("import os\n    if first: os.kill(os.getpid(), 11)", "died of SIGSEGV"),
    ],
)
def test_a_failure_has_one_more_try_which_is_reported(suite, fault, said):
    (report,) = run([suite(FLAKY.format(fault=fault), retry=True)])
    assert outcomes(report) == {"test_good": "passed", "test_flaky": "passed", "test_bad": "failed"}
    lines = closing_lines([report])
    assert "2 retried:" in lines
    flaky = next(line for line in lines if "::test_flaky" in line)
    assert "then passed; at first: " in flaky
    assert said in flaky
    assert any("::test_bad: then failed" in line for line in lines)
    assert "1 failed:" in lines


CHAIN = """
made = []
def test_first(): made.append(1)
def test_second():
    from pathlib import Path
    mark = Path("seen")
    first = not mark.exists()
    mark.touch()
    assert made and not first
"""


@pytest.mark.parametrize(("chained", "end"), [(("test_it.py",), "passed"), ((), "failed")])
def test_tests_that_follow_on_one_another_are_tried_again_together(suite, chained, end):
    (report,) = run([suite(CHAIN, retry=True, chained=chained)])
    assert outcomes(report) == {"test_first": "passed", "test_second": end}
    assert [*report.retried] == ["test_it.py::test_second"]


def test_without_leave_nothing_is_tried_again(suite):
    (report,) = run([suite(FLAKY.format(fault="assert not first"))])
    assert report.count == Count(passed=1, failed=2)
    assert not report.retried


TRACE = """
import pytest
from tests import canary
@pytest.fixture(autouse=True)
def folder(tmp_path_factory, monkeypatch): return tmp_path_factory.mktemp("data")
def test_leaves(folder): (folder / "log").write_text(canary.PHONE, encoding="utf-8")
def test_flaky(folder):
    from pathlib import Path
    mark = Path("seen")
    first = not mark.exists()
    mark.touch()
    assert not first
"""


def test_a_trace_of_the_buyer_fails_though_every_test_is_mended(suite, tmp_path):
    (tmp_path / "conftest.py").write_text(
        (ROOT / "tests" / "conftest.py").read_text(encoding="utf-8"), encoding="utf-8"
    )
    (report,) = run([suite(TRACE, retry=True)])
    assert report.count == Count(passed=2, failed=1)
    assert report.faults == ["made up: the process ended with exit code 70"]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import no_such_module\n", "no_such_module"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGABRT)\n", "SIGABRT before the first"),
        ("", "exit code 5"),
        ("import atexit, os\natexit.register(os._exit, 3)\ndef test_good(): pass\n", "code 3"),
    ],
)
def test_a_process_that_breaks_outside_a_test_is_a_failure(suite, source, said):
    (report,) = run([suite(source, retry=True)])
    assert report.count.failed
    assert said in "\n".join(closing_lines([report]))


def test_suites_run_beside_each_other_and_their_lines_are_told_apart(suite, capsys):
    one = suite("def test_good(): pass\n")
    other = Suite("other", one.start)
    reports = run([one, other], beside=2)
    assert [report.count for report in reports] == [Count(passed=1)] * 2
    said = capsys.readouterr().out.splitlines()
    assert {line.partition(" | ")[0] for line in said if line} == {"made up", "other"}


def test_an_interrupt_ends_the_processes(suite, monkeypatch):
    started = []
    slow = suite("import time\ndef test_one(): time.sleep(600)\n")

    def start(arguments, environment):
        started.append(slow.start(arguments, environment))
        return started[-1]

    def interrupted(self):
        while not started:
            pass
        raise KeyboardInterrupt

    monkeypatch.setattr(suites.Future, "result", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run([Suite("slow", start)])
    assert started[0].poll() is not None


def test_a_line_that_was_cut_off_counts_as_not_written(tmp_path):
    written = tmp_path / "journal"
    written.write_text('{"step": "start", "test": "a::b"}\n{"step": "do', encoding="utf-8")
    assert read(written) == Journal(running="a::b")
    assert read(tmp_path / "none") == Journal()


def test_what_is_left_out_is_told_once_for_each_reason():
    skipped = Result("skipped", "no Xlib")
    report = Report("wine", {"a::b": skipped, "a::c": skipped, "a::d": Result("passed")})
    assert closing_lines([report]) == ["", "2 left out:", "  wine: no Xlib: a::b and 1 more"]
    assert closing_lines([Report("wine", {"a::d": Result("passed")})]) == []
