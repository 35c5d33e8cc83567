"""A signal to end, and a parent that went, are heard inside Qt's loop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.needs import needs
from ui.signals import EndSignals, ParentWatch

ROOT = Path(__file__).parents[2]
posix = needs("signals")


@posix
def test_the_first_signal_is_told_and_the_second_ends_as_usual(qtbot):
    before = signal.getsignal(signal.SIGTERM)
    ends = EndSignals()
    ends.install()
    assert signal.getsignal(signal.SIGTERM) is not before
    with qtbot.waitSignal(ends.received):
        os.kill(os.getpid(), signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is before
    ends.remove()  # twice does no harm


@posix
def test_a_signal_from_before_the_loop_is_not_lost(qtbot):
    ends = EndSignals()
    ends.install()
    os.kill(os.getpid(), signal.SIGTERM)
    with qtbot.waitSignal(ends.received):
        pass


@posix
def test_what_is_ignored_stays_ignored():
    """Nohup starts programs with SIGHUP ignored, so that they outlive the terminal."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    ends = EndSignals()
    try:
        ends.install()
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        ends.remove()
        signal.signal(signal.SIGHUP, before)


def test_a_closed_pipe_is_noticed_and_what_comes_through_it_is_not(qtbot):
    reading, writing = os.pipe()
    watch = ParentWatch(reading)
    gone = []
    watch.gone.connect(lambda: gone.append(1))
    watch.start()
    os.write(writing, b"hello")
    assert gone == []
    with qtbot.waitSignal(watch.gone):
        os.close(writing)
    qtbot.waitUntil(lambda: gone == [1])
    os.close(reading)


def test_the_practice_chat_ends_with_its_parent(tmp_path):
    dump = tmp_path / "dump.jsonl"
    process = subprocess.Popen(
        [sys.executable, ROOT / "main.py", "practice", "--with-parent", "--dump", dump],
        stdin=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    try:
        _out, err = process.communicate(timeout=30)  # closes its standard input
        assert process.returncode == 0, err
        assert '"ready"' in dump.read_text("utf-8"), "it had come up"
    finally:
        process.kill()
        process.communicate()
