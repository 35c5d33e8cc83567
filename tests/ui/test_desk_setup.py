"""What stands there while the desk is not open: it asks clearly, refuses clearly, shows once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from phrasebook.store.backup import Copy
from ui.desk_setup import COPIES, DeskSetup
from ui.strength_line import passphrase_fault
from ui.theme import theme
from ui.wrapped import Wrapped

KEY = "BH1-7K2QD-M9XPA-4FTRW-H3VJN-C8YZE-6GLBS-5QKDT-XW29P"


@pytest.fixture
def setup(qtbot: QtBot) -> DeskSetup:
    made = DeskSetup(known=lambda: ["一家小店"])
    qtbot.addWidget(made)
    made.resize(272, 560)
    made.show()
    qtbot.waitExposed(made)
    return made


def _heard(signal: Any) -> list[Any]:
    got: list[Any] = []
    signal.connect(lambda *args: got.append(args[0] if args else True))
    return got


def _words(panel: QWidget) -> str:
    return " ".join(one.text for one in panel.findChildren(Wrapped) if one.isVisible())


def test_with_a_keyring_one_button_begins(setup: DeskSetup) -> None:
    created = _heard(setup.create_requested)
    setup.show_new(keyring=True)
    assert not setup.new.first.isVisible()
    setup.new.go.click()
    assert created == [""]
    assert "加密保存在这台电脑" in _words(setup.new)


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        ("", "", "至少 8 个字"),
        ("short7!", "short7!", "至少 8 个字"),
        ("        ", "        ", "至少 8 个字"),
        ("aaaaaaaaaa", "aaaaaaaaaa", "太容易猜到:里面是重复的字"),
        ("taobao888", "taobao888", "太容易猜到"),
        ("一家小店2026", "一家小店2026", "店名"),
        ("correct horse", "correct hearse", "不一样"),
    ],
)
def test_a_bad_passphrase_is_refused_and_nothing_is_made(
    setup: DeskSetup, first: str, second: str, says: str
) -> None:
    created = _heard(setup.create_requested)
    setup.show_new(keyring=False, reason="没有钥匙串服务。")
    assert "没有钥匙串服务" in _words(setup.new)
    setup.new.first.setText(first)
    setup.new.second.setText(second)
    setup.new.go.click()
    assert created == []
    assert says in setup.new.error.text()
    assert setup.new.error.isVisible()


def test_the_strength_is_said_while_typing(setup: DeskSetup, qtbot: QtBot) -> None:
    setup.show_new(keyring=False)
    line = setup.new.strength
    qtbot.keyClicks(setup.new.first, "1234567")
    assert line.isHidden()
    qtbot.keyClicks(setup.new.first, "8")
    assert line.isVisible()
    assert line.text() == "强度:太弱 · 里面是连着的数字或字母"
    setup.new.first.setText("kT9#vLq2")
    assert "一般" in line.text()
    setup.new.first.setText("窗台上的三盆兰花")
    assert line.text() == "强度:好"
    setup.show_new(keyring=False)
    assert line.isHidden()


def test_a_good_passphrase_by_enter(setup: DeskSetup, qtbot: QtBot) -> None:
    created = _heard(setup.create_requested)
    setup.show_new(keyring=False)
    assert setup.new.first.echoMode() == QLineEdit.EchoMode.Password
    setup.new.first.setText("correct horse")
    setup.new.second.setText("correct horse")
    qtbot.keyClick(setup.new.second, Qt.Key.Key_Return)
    assert created == ["correct horse"]
    assert passphrase_fault("正确的马电池订书钉", "正确的马电池订书钉") == ""
    setup.show_new(keyring=False)
    assert setup.new.first.text() == "", "what was typed does not stand there again"


def test_a_first_passphrase_that_will_not_do_is_told_before_the_second_is_asked_for(
    setup: DeskSetup, qtbot: QtBot
) -> None:
    setup.show_new(keyring=False)
    setup.setFocus()
    first, second = setup.new.first, setup.new.second
    qtbot.keyClicks(first, "short")
    qtbot.keyClick(first, Qt.Key.Key_Return)
    assert "至少 8 个字" in setup.new.error.text()
    assert (setup.new.focusWidget(), first.selectedText()) == (first, "short")
    first.setText("correct horse")
    qtbot.keyClick(first, Qt.Key.Key_Return)
    assert setup.new.focusWidget() is second
    assert not setup.new.error.isVisible()


def test_what_will_not_do_is_replaced_by_typing(setup: DeskSetup, qtbot: QtBot) -> None:
    setup.show_new(keyring=False)
    setup.new.first.setText("correct horse")
    setup.new.second.setText("correct hearse")
    setup.new.go.click()
    qtbot.keyClicks(setup.new.focusWidget(), "correct horse")
    assert setup.new.second.text() == "correct horse"
    asked = _heard(setup.unlock_requested)
    setup.show_locked()
    setup.locked.field.setText("wrong horse")
    setup.say("口令不对。")
    qtbot.keyClicks(setup.locked.focusWidget(), "correct horse")
    qtbot.keyClick(setup.locked.field, Qt.Key.Key_Return)
    assert asked == ["correct horse"]


def test_only_a_locked_desk_is_called_locked(setup: DeskSetup) -> None:
    setup.show_locked()
    assert "已锁上" in _words(setup.locked)
    setup.show_locked("先输现在的口令。")
    assert _words(setup.locked) == "再确认一次口令 先输现在的口令。"


def test_a_recovery_key_with_a_slip_stands_there_to_be_mended(setup: DeskSetup) -> None:
    setup.show_lost("")
    setup.lost.field.setText(KEY)
    setup.say("恢复密钥有抄错的地方。")
    assert (setup.lost.field.text(), setup.lost.field.selectedText()) == (KEY, "")


def test_enter_presses_a_button_that_has_the_focus(setup: DeskSetup, qtbot: QtBot) -> None:
    created = _heard(setup.create_requested)
    setup.show_new(keyring=True)
    qtbot.keyClick(setup.new.go, Qt.Key.Key_Return)
    assert created == [""]


def test_the_recovery_key_is_shown_once_and_only_after_noting_it_one_goes_on(
    setup: DeskSetup,
) -> None:
    done = _heard(setup.done)
    heard = {
        name: _heard(getattr(setup, f"{name}_requested")) for name in ("copy", "print", "save")
    }
    setup.show_recovery(KEY)
    panel = setup.recovery
    assert panel.key.text().replace("\u200b", "") == KEY
    selectable = Qt.TextInteractionFlag.TextSelectableByMouse
    assert not panel.key.textInteractionFlags() & selectable
    assert not panel.go.isEnabled()
    for button in panel.findChildren(QPushButton):
        if button is not panel.go:
            button.click()
    assert heard == {"copy": [KEY], "print": [KEY], "save": [KEY]}
    panel.noted.click()
    panel.go.click()
    assert done == [True]
    assert panel.key.text() == ""
    assert KEY not in panel.key.accessibleName()


def test_locked_asks_for_the_passphrase_or_the_recovery_key(setup: DeskSetup, qtbot: QtBot) -> None:
    unlocked, recovered = _heard(setup.unlock_requested), _heard(setup.recover_requested)
    setup.show_locked()
    qtbot.keyClick(setup.locked.field, Qt.Key.Key_Return)
    assert unlocked == []
    assert "还没有填" in setup.locked.error.text()
    setup.locked.field.setText("correct horse")
    qtbot.keyClick(setup.locked.field, Qt.Key.Key_Return)
    assert unlocked == ["correct horse"]
    setup.say("口令不对。")
    assert setup.locked.error.text() == "口令不对。"
    setup.locked.other.click()
    assert setup.state == "recover"
    assert setup.recover.field.echoMode() == QLineEdit.EchoMode.Normal
    setup.recover.field.setText("bh1 7k2qd")
    setup.recover.go.click()
    assert recovered == ["bh1 7k2qd"]
    setup.recover.other.click()
    assert setup.state == "locked"
    assert setup.locked.field.text() == ""


def test_lost_says_why_and_asks_before_a_new_book(setup: DeskSetup) -> None:
    anew, recovered = _heard(setup.start_anew_requested), _heard(setup.recover_requested)
    setup.show_lost("“GNOME 密码和密钥”里找不到备注本的密钥。")
    says = (
        "打不开:密钥不在了 “GNOME 密码和密钥”里找不到备注本的密钥。内容没有丢,用恢复密钥就能打开。"
    )
    assert _words(setup.lost) == says
    setup.lost.other.click()
    assert anew == []
    assert "旧的文件改名留在" in _words(setup.anew)
    setup.anew_back.click()
    assert setup.state == "lost"
    setup.lost.field.setText("BH1-1")
    setup.lost.go.click()
    assert recovered == ["BH1-1"]
    setup.lost.other.click()
    setup.anew_go.click()
    assert anew == [True]


def test_a_damaged_file_offers_backups_and_a_newer_one_does_not(setup: DeskSetup) -> None:
    restored = _heard(setup.restore_requested)
    setup.show_fault("备注本坏了。", "从备份恢复。", restore=True)
    setup.restore.click()
    assert restored == [True]
    setup.show_fault("备注本是更新的伴话写的。", "请更新伴话。")
    assert not setup.restore.isVisible()


@pytest.mark.parametrize("percent", [100, 160])
def test_no_text_is_cut_in_a_narrow_sidebar(setup: DeskSetup, percent: int) -> None:
    theme().set_text_size(percent)
    try:
        for show in (
            lambda: setup.show_new(keyring=False, reason="没有找到钥匙串服务,也没有启动。"),
            lambda: setup.show_recovery(KEY),
            lambda: setup.show_lost("“GNOME 密码和密钥”里找不到备注本的密钥。"),
            lambda: setup.show_fault("备注本是更新的伴话写的,这一版打不开。", "请更新伴话。"),
        ):
            show()
            QApplication.processEvents()
            panel = setup._panels[setup.state]
            for words in panel.findChildren(Wrapped):
                if words.isVisible():
                    assert words.height() >= words.heightForWidth(words.width()), setup.state
            assert panel.width() <= setup.width() + 1
    finally:
        theme().set_text_size(100)


def test_all_controls_have_names(setup: DeskSetup) -> None:
    for kind in (QPushButton, QLineEdit):
        for part in setup.findChildren(kind):
            assert part.accessibleName(), part


def test_copies_are_offered_with_what_they_hold_and_the_newest_first(
    setup: DeskSetup, tmp_path: Path
) -> None:
    copies = [Copy(tmp_path / f"{n}.db", 1e9 + n, (3 - n, 12, 1, 2)) for n in range(6)]
    newest, older, anew = (
        _heard(setup.restore_requested), _heard(setup.older_requested),
        _heard(setup.start_anew_requested),
    )  # fmt: skip
    setup.show_fault("备注本文件不见了。", "可以恢复。", copies=copies, anew=True)
    setup.resize(272, 600)
    offered = [setup.restore, *setup.older]
    assert [one.isHidden() for one in offered] == [False] * COPIES
    assert "买家 3,备注 12" in offered[0].text()
    assert "交接 1,提醒 2" in offered[0].accessibleName()
    offered[0].click()
    offered[2].click()
    assert (len(newest), older) == (1, [copies[2].path])
    setup.give_up.click()
    setup.anew_back.click()
    assert setup.state == "fault"
    setup.give_up.click()
    setup.anew_go.click()
    assert len(anew) == 1
    setup.show_fault("备注本文件不见了。", "没有备份。", anew=True)
    assert all(one.isHidden() for one in offered)
    assert not setup.again.isHidden()
