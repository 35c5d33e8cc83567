"""Whose fetch it was: the chat's, or that of a program that only looks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

if not sys.platform.startswith("linux"):
    pytest.skip("X11 only", allow_module_level=True)

from Xlib import X, display

from assistant.backends.x11_processes import is_wine, pid_of, same_program
from tests.desktop.harness.screen import Screen
from tests.desktop.harness.x_clients import Manager

SLEEP = "import time; time.sleep(60)"
STARTS_ANOTHER = (
    "import subprocess, sys, time;"
    "p = subprocess.Popen([sys.argv[1], '-c', 'import time; time.sleep(60)']);"
    "print(p.pid, flush=True); time.sleep(60)"
)


def test_the_server_knows_the_process_behind_a_window(screen: Screen) -> None:
    manager = Manager(screen)
    own = display.Display(screen.name)
    window = own.screen().root.create_window(0, 0, 1, 1, 0, 0, X.InputOnly)
    # A window may say anything of itself; a sandbox has numbers of its own.
    window.change_property(own.intern_atom("_NET_WM_PID"), 6, 32, [manager.child.pid])
    own.sync()
    try:
        assert pid_of(own, window.id) == os.getpid()
        assert pid_of(own, 0x7F000001) == 0
    finally:
        own.close()
        manager.close()


def test_two_connections_of_one_process_are_one_program() -> None:
    assert same_program(os.getpid(), os.getpid())


@pytest.mark.parametrize(("asker", "target"), [(0, 0), (0, 5), (5, 0)])
def test_unknown_processes_are_two_programs(asker: int, target: int) -> None:
    assert not same_program(asker, target)


def test_a_helper_counts_and_a_parent_or_a_brother_does_not() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", STARTS_ANOTHER, sys.executable],
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    brother = subprocess.Popen([sys.executable, "-c", SLEEP])
    try:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert same_program(child, parent.pid), "a browser's helper"
        assert not same_program(parent.pid, child), "a panel may have started the chat"
        assert not same_program(brother.pid, parent.pid)
        assert not same_program(os.getpid(), parent.pid)
    finally:
        for process in (parent, brother):
            process.kill()
            process.wait()
        if parent.stdout is not None:
            parent.stdout.close()
        os.kill(child, 9)


def test_a_child_of_another_program_does_not_count() -> None:
    sleep = shutil.which("sleep")
    assert sleep is not None
    child = subprocess.Popen([sleep, "60"])
    try:
        assert not same_program(child.pid, os.getpid())
        assert not is_wine(child.pid)
    finally:
        child.kill()
        child.wait()


def wine(name: str, prefix: str) -> subprocess.Popen[bytes]:
    """A process that looks like a Windows program under Wine."""
    return subprocess.Popen(
        [f"C:\\windows\\{name}", "60"], executable=shutil.which("sleep"),
        env={"WINEPREFIX": prefix, "HOME": "/"},
    )  # fmt: skip


def test_wines_desktop_process_fetches_for_the_programs_of_its_folder() -> None:
    desktop, chat = wine("explorer.exe", "/a/"), wine("WeChat.exe", "/a")
    other, elsewhere = wine("clip.exe", "/a"), wine("explorer.exe", "/b")
    try:
        assert is_wine(chat.pid)
        assert same_program(desktop.pid, chat.pid)
        assert not same_program(other.pid, chat.pid)
        assert not same_program(elsewhere.pid, chat.pid)
        assert not same_program(desktop.pid, os.getpid())
    finally:
        for process in (desktop, chat, other, elsewhere):
            process.kill()
            process.wait()
