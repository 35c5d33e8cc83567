"""One Banhua for each data folder: exactly one winner, also after a kill."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PySide6.QtCore import QLockFile, QSysInfo

from tests.needs import needs
from ui.instance import Instance

ROOT = Path(__file__).parents[2]
CHILD = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from ui.instance import Instance
app = QCoreApplication([])
one = Instance(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
print("won" if one.acquire() else "lost", flush=True)
sys.stdin.readline()
"""


class Start:
    """A start of the program in a process of its own, which waits for the word."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(folder)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip

    def line(self) -> str:
        return self.process.stdout.readline().strip()

    def go(self) -> None:
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def end(self, *, kill: bool = False) -> None:
        if kill:
            self.process.kill()
        self.process.stdin.close()
        self.process.wait(20)
        self.process.stdout.close()


@pytest.fixture
def starts(tmp_path):
    made: list[Start] = []

    def start(count: int) -> list[Start]:
        new = [Start(tmp_path) for _ in range(count)]
        made.extend(new)
        assert [one.line() for one in new] == ["ready"] * count
        return new

    yield start
    for one in made:
        if one.process.poll() is None:
            one.end(kill=True)


def results(group: list[Start]) -> list[str]:
    for one in group:
        one.go()
    return sorted(one.line() for one in group)


def test_ten_starts_at_once_have_one_winner(starts):
    for _ in range(3):
        group = starts(10)
        assert results(group) == ["lost"] * 9 + ["won"]
        for one in group:
            one.end(kill=True)  # so that each round also starts on what a killed winner left


def test_after_a_kill_the_next_start_wins_at_once(starts):
    (first,) = starts(1)
    assert results([first]) == ["won"]
    (second,) = starts(1)
    assert results([second]) == ["lost"]
    first.end(kill=True)
    (third,) = starts(1)
    assert results([third]) == ["won"]  # on its one try, so without waiting


class InTheWay:
    """A lock whose tries fail, as where another start reads the file at that moment (Windows)."""

    Taken = QLockFile.LockError.LockFailedError

    def __init__(self, failures: int, owner: tuple[int, str, str]) -> None:
        self.failures, self.owner, self.tries = failures, owner, 0

    def tryLock(self, _timeout: int) -> bool:
        self.tries += 1
        return self.tries > self.failures

    def error(self) -> QLockFile.LockError:
        return self.Taken

    def getLockInfo(self) -> tuple[int, str, str]:
        return self.owner

    def unlock(self) -> None:
        """Nothing is held."""


@pytest.fixture
def ended():
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


HERE = QSysInfo.machineHostName()


def test_a_start_that_another_gets_in_the_way_of_tries_again(tmp_path, qapp, ended):
    one = Instance(tmp_path)
    one._lock = InTheWay(3, (ended, HERE, "python"))
    assert one.acquire()
    assert one._lock.tries == 4
    one.release()


@pytest.mark.parametrize("host", [HERE, "another-pc"])
def test_a_running_owner_is_believed_at_once(host, tmp_path, qapp):
    one = Instance(tmp_path)
    one._lock = InTheWay(99, (os.getpid(), host, "python"))
    assert not one.acquire()
    assert one._lock.tries == 1


def test_a_number_of_another_machine_says_nothing_here(tmp_path, qapp, ended):
    one = Instance(tmp_path)
    one._lock = InTheWay(99, (ended, "another-pc", "python"))
    assert not one.acquire()
    assert one._lock.tries == 1


def test_trying_again_has_an_end(tmp_path, qapp, ended):
    one = Instance(tmp_path)
    one._lock = InTheWay(10**6, (ended, HERE, "python"))
    assert not one.acquire()


def test_a_second_start_raises_the_first(tmp_path, qtbot):
    first = Instance(tmp_path)
    assert first.acquire()
    first.listen()
    second = Instance(tmp_path)
    assert not second.acquire()
    for _ in range(2):  # and again: the wish of the first time is used up
        with ThreadPoolExecutor(1) as other:
            asked = other.submit(second.ask_to_raise, 10)
            with qtbot.waitSignal(first.raise_requested, timeout=5000):
                pass
            assert asked.result()
    first.release()
    assert second.acquire()
    second.release()


def test_a_call_during_the_start_of_the_first_is_heard_when_it_listens(tmp_path, qtbot):
    first = Instance(tmp_path)
    assert first.acquire()
    with ThreadPoolExecutor(1) as other:
        asked = other.submit(Instance(tmp_path).ask_to_raise, 10)
        qtbot.waitUntil(lambda: (tmp_path / "banhua.call").exists(), timeout=5000)
        with qtbot.waitSignal(first.raise_requested, timeout=5000):
            first.listen()
        assert asked.result()
    first.release()


def test_nobody_to_ask(tmp_path, qapp):
    assert not Instance(tmp_path).ask_to_raise(timeout=0.1)


def test_a_call_that_nobody_heard_is_not_heard_by_a_later_start(tmp_path, qtbot):
    assert not Instance(tmp_path).ask_to_raise(timeout=0.1)
    first = Instance(tmp_path)
    assert first.acquire()
    with qtbot.assertNotEmitted(first.raise_requested, wait=200):
        first.listen()
    first.release()


def test_two_folders_do_not_meet(tmp_path, qapp):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, two = Instance(tmp_path / "a"), Instance(tmp_path / "b")
    assert one.acquire()
    assert two.acquire()
    one.release()
    two.release()


def test_a_lock_file_that_names_nobody_is_removed_once_it_is_old(tmp_path, qapp):
    file = tmp_path / "banhua.lock"
    file.write_text("", encoding="utf-8")
    assert not Instance(tmp_path).acquire(), "a fresh one may be in the middle of being written"
    old = time.time() - 60
    os.utime(file, (old, old))
    one = Instance(tmp_path)
    assert one.acquire()
    one.release()


def test_a_folder_without_room_for_a_lock_still_starts(tmp_path, qapp):
    one = Instance(tmp_path / "gone")  # as read-only: no lock file can be made
    assert one.acquire()


@needs("removable open files")
def test_a_removed_lock_file_lets_no_second_start_in(tmp_path: Path) -> None:
    first = Instance(tmp_path)
    assert first.acquire()
    (tmp_path / "banhua.lock").unlink()
    second = Start(tmp_path)
    try:
        assert second.line() == "ready"
        second.go()
        assert second.line() == "lost"
    finally:
        second.end()
    first.release()
    third = Start(tmp_path)
    try:
        assert third.line() == "ready"
        third.go()
        assert third.line() == "won"
    finally:
        third.end()
