"""The practice chat: sends exactly what was typed, and its buyers follow their scripts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QImage, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from assistant.clients import Clients
from assistant.ports import Target
from ui.practice_chat import PROGRAM, TITLE, Dump, PracticeChat, conversations, parse
from ui.practice_parts import Conversation, ScriptLine

TEXT = "您好,亲!😀👨‍👩‍👧 今天下单\n第二行\u00a0émoji🙏"


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    return tmp_path / "dump.jsonl"


@pytest.fixture
def chat(qtbot, dump) -> PracticeChat:
    buyers = [
        Conversation("小鹿的窝", "谨慎型", (ScriptLine("在吗"), ScriptLine("能便宜吗"))),
        Conversation("飞鱼", "急", (ScriptLine("人呢"),)),
    ]
    made = PracticeChat(buyers, dump=Dump(dump), delay=0)
    qtbot.addWidget(made)
    made.show()
    return made


def lines(dump: Path, event: str) -> list[str]:
    found = [json.loads(line) for line in dump.read_text(encoding="utf-8").splitlines()]
    return [line.get("text", "") for line in found if line["event"] == event]


def paste(chat: PracticeChat, text: str) -> None:
    QApplication.clipboard().setText(text)
    QTest.keyClick(chat.input, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def test_a_pasted_text_stands_in_the_box_and_is_sent_exactly(chat, dump) -> None:
    paste(chat, TEXT)
    assert lines(dump, "input")[-1] == TEXT
    assert lines(dump, "sent") == []
    QTest.keyClick(chat.input, Qt.Key.Key_Return)
    assert lines(dump, "sent") == [TEXT]
    assert lines(dump, "input")[-1] == ""


def test_a_long_text_is_taken_whole(chat, dump) -> None:
    paste(chat, "测😀" * 500)
    assert lines(dump, "input")[-1] == "测😀" * 500


def test_a_picture_on_the_clipboard_is_not_pasted(chat, dump) -> None:
    data = QMimeData()
    data.setImageData(QImage(2, 2, QImage.Format.Format_RGB32))
    QApplication.clipboard().setMimeData(data)
    QTest.keyClick(chat.input, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert chat.input.text() == ""


def test_shift_enter_is_a_new_line(chat, dump) -> None:
    QTest.keyClicks(chat.input, "a")
    QTest.keyClick(chat.input, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(chat.input, "b")
    QTest.keyClick(chat.input, Qt.Key.Key_Return)
    assert lines(dump, "sent") == ["a\nb"]


def test_blank_and_composing_enter_send_nothing(chat, dump) -> None:
    QTest.keyClicks(chat.input, "  ")
    QTest.keyClick(chat.input, Qt.Key.Key_Return)
    QTest.keyClicks(chat.input, "a")
    QApplication.sendEvent(chat.input, QInputMethodEvent("wu", []))
    QTest.keyClick(chat.input, Qt.Key.Key_Return)
    assert lines(dump, "sent") == []


def test_the_buyer_goes_on_after_an_answer_once(chat, dump, qtbot) -> None:
    for text in ("a", "b"):
        QTest.keyClicks(chat.input, text)
        QTest.keyClick(chat.input, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "能便宜吗" in lines(dump, "received"))
    QTest.keyClicks(chat.input, "c")
    QTest.keyClick(chat.input, Qt.Key.Key_Return)
    qtbot.wait(20)
    assert lines(dump, "received") == ["在吗", "人呢", "能便宜吗"]


def test_title_head_and_unread_follow_the_chosen_buyer(chat) -> None:
    first, second = chat._buyers.conversations
    assert chat.windowTitle() == "伴话练习 – 小鹿的窝"
    assert (first.unread, second.unread) == (0, 1)
    chat.choose("飞鱼")
    assert chat.windowTitle() == "伴话练习 – 飞鱼"
    assert second.unread == 0


def test_a_click_beside_the_buyers_leaves_the_caret_in_the_box(chat, qtbot) -> None:
    chat.activateWindow()
    qtbot.waitUntil(chat.input.hasFocus)
    viewport = chat._list.viewport()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=viewport.rect().bottomLeft())
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=viewport.rect().topLeft())
    assert chat.input.hasFocus()


def test_the_built_in_rule_reads_the_buyer_off_the_title() -> None:
    target = Target(1, 1, PROGRAM, TITLE.format(buyer="小鹿的窝"))
    clients = Clients.load()
    assert clients.match(target).id == "practice"
    assert clients.buyer(target) == "小鹿的窝"


def test_an_answer_that_comes_late_is_unread(chat, qtbot) -> None:
    QTest.keyClicks(chat.input, "a")
    QTest.keyClick(chat.input, Qt.Key.Key_Return)
    chat.choose("飞鱼")
    first = chat._buyers.conversations[0]
    qtbot.waitUntil(lambda: first.said == 2)
    assert first.unread == 1


def test_the_shipped_scripts_give_four_buyers() -> None:
    found = conversations()
    assert len(found) == 4
    assert all(buyer.lines for buyer in found)


def test_command_line() -> None:
    given = parse(["--geometry", "860x640+20+-5", "--delay", "0.5", "--buyer", "飞鱼"])
    assert given.geometry == (20, -5, 860, 640)
    assert (given.delay, given.buyer, given.mode) == (0.5, "飞鱼", "system")


def test_wrong_usage_leaves_with_two(capsys) -> None:
    with pytest.raises(SystemExit) as left:
        parse(["--geometry", "wide"])
    assert left.value.code == 2
    assert "860x640" in capsys.readouterr().err
