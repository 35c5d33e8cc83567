"""What is said to whoever started a command, with and without a console."""

from __future__ import annotations

import errno
import sys

import pytest

from assistant import terminal
from assistant.backends import windows_process
from phrasebook.model import UserError


class Broken:
    """A standard output whose writes fail."""

    def __init__(self, code: int) -> None:
        self.code = code

    def write(self, _text: str) -> int:
        raise OSError(self.code, "planted")

    def flush(self) -> None:
        raise OSError(self.code, "planted")


@pytest.mark.parametrize(
    ("platform", "code", "closed"),
    [
        ("linux", errno.EPIPE, True),
        ("win32", errno.EPIPE, True),
        ("win32", errno.EINVAL, True),  # what its C library makes of ERROR_NO_DATA
        ("linux", errno.EINVAL, False),
        ("win32", errno.EIO, False),
    ],
)
def test_a_reader_that_went_is_named_on_each_system(monkeypatch, platform, code, closed):
    monkeypatch.setattr(terminal.sys, "platform", platform)
    for do in (lambda: terminal.emit("x", flush=True), terminal.flush):
        monkeypatch.setattr(sys, "stdout", Broken(code))
        with pytest.raises(UserError) as caught:
            do()
        assert ("接收结果的程序已经关了" in caught.value.message) is closed


@pytest.fixture
def boxes(monkeypatch):
    shown: list[tuple[str, str]] = []
    monkeypatch.setattr(
        windows_process, "show_message", lambda title, text: shown.append((title, text))
    )
    return shown


def test_without_a_console_a_box_says_it(boxes, monkeypatch):
    monkeypatch.setattr(sys, "stderr", None)
    terminal.say("只在终端里")
    assert boxes == []
    terminal.show("伴话没有回应。", "请过几秒再启动。")
    terminal.show("没有建议")
    assert boxes == [("伴话", "伴话没有回应。\n请过几秒再启动。"), ("伴话", "没有建议")]


def test_with_a_console_there_is_no_box(boxes, capsys):
    terminal.show("伴话没有回应。", "请过几秒再启动。")
    assert boxes == []
    assert capsys.readouterr().err == "伴话没有回应。\n请过几秒再启动。\n"
