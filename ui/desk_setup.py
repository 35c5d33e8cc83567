"""What stands on the desk's pages while the desk is not open: set-up, lock, lost key, damage.

It decides nothing: it shows a state and says what a person asked for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from assistant.desk.passphrase import LEAST, MOST
from ui.controls import CheckBox, controls_sheet
from ui.i18n import tr
from ui.inputs import LineField
from ui.plain import Label, tip_text
from ui.settings.parts import button, label, set_kind
from ui.sheet import Sheet
from ui.state_view import Picture
from ui.strength_line import Known, StrengthLine, passphrase_fault
from ui.theme import theme
from ui.wrapped import Wrapped

if TYPE_CHECKING:
    from phrasebook.store.backup import Copy

COPIES: Final = 4
"""Backups that are offered."""


def copy_words(copy: Copy, *, whole: bool = False) -> str:
    """Name a backup by when it was made and what it holds.

    Args:
        copy: The backup.
        whole: Name also what a button is too narrow for.
    """
    buyers, notes, handovers, reminders = (*copy.counts, 0, 0, 0, 0)[:4]
    when = time.strftime("%m-%d %H:%M", time.localtime(copy.made))
    words = tr("恢复 {when}(买家 {buyers},备注 {notes})", when=when, buyers=buyers, notes=notes)
    if not whole:
        return words
    more = tr("交接 {handovers},提醒 {reminders}", handovers=handovers, reminders=reminders)
    return f"{words} {more}"


def ask_again(field: LineField) -> None:
    """Go to a field whose text will not do: what is typed next takes its place."""
    field.setFocus()
    field.selectAll()


class _Panel(QWidget):
    """A column in the middle of the page: picture, title, words, then what is asked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QVBoxLayout(self)
        self.picture = Picture(self)
        self.title = Wrapped("", self, role="heading", centred=True)
        self.words = Wrapped("", self, token="sub", centred=True)
        self.error = label("", "error")
        self.error.hide()
        self.box.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignHCenter)
        self.box.addWidget(self.title)
        self.box.addWidget(self.words)

    def say(self, icon: str, title: str, words: str, *, warning: bool = False) -> None:
        self.picture.show_icon(icon, "warn" if warning else "accent_text")
        self.title.set_text(title)
        self.words.set_text(words)
        self.words.setVisible(bool(words))
        self.setAccessibleName(f"{title} {words}".strip())

    def secret(self, name: str) -> LineField:
        """Add a field whose letters are dots."""
        field = LineField()
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.setAccessibleName(name)
        field.setPlaceholderText(name)
        field.setMaxLength(MOST)
        self.box.addWidget(field)
        return field

    def finish(self, *widgets: QWidget) -> None:
        """Add what comes last: the fault line over it."""
        self.box.addWidget(self.error)
        for widget in widgets:
            self.box.addWidget(widget)

    def fault(self, text: str) -> None:
        set_kind(self.error, text, "error")


class _New(_Panel):
    """Begin: one button where there is a keyring, a passphrase where there is none."""

    asked = Signal(str)

    def __init__(self, known: Known) -> None:
        super().__init__()
        self._known = known
        self.first = self.secret(tr("定一个口令(至少 {n} 个字)", n=LEAST))
        self.strength = StrengthLine(self.first, known)
        self.box.addWidget(self.strength)
        self.second = self.secret(tr("再写一次"))
        self.go = button(tr("开始使用"), self._submit, "primary")
        self.finish(self.go)
        self.first.entered.connect(lambda _control: self._to_second())
        self.second.entered.connect(lambda _control: self._submit())
        self._keyring = True

    def open(self, keyring: bool, reason: str) -> None:
        self._keyring = keyring
        words = tr("密钥存进系统钥匙串,平时不用输口令。")
        if not keyring:
            words = tr("这台电脑没有能用的钥匙串,所以要定一个口令,每次启动输一次。")
            words = f"{words}\n{reason}" if reason else words
        self.say("shield", tr("买家备注、交接和提醒加密保存在这台电脑"), words)
        for field in (self.first, self.second):
            field.clear()
            field.setVisible(not keyring)
        self.fault("")
        self.setFocusProxy(self.go if keyring else self.first)

    def _submit(self) -> None:
        if self._keyring:
            self.asked.emit("")
            return
        if not self._first_is_good():
            return
        fault = passphrase_fault(self.first.text(), self.second.text(), self._known())
        self.fault(fault)
        if fault:
            ask_again(self.second)
        else:
            self.asked.emit(self.first.text())

    def _to_second(self) -> None:
        if self._first_is_good():
            self.second.setFocus()

    def _first_is_good(self) -> bool:
        fault = passphrase_fault(self.first.text(), self.first.text(), self._known())
        self.fault(fault)
        if fault:
            ask_again(self.first)
        return not fault


class _Key(Label):
    """The recovery key in large groups; never selectable, so that it is copied as a secret."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("recoveryKey")
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.key = ""

    def show_key(self, key: str) -> None:
        self.key = key
        # A break may come only after a dash.
        self.setText(key.replace("-", "-\u200b"))
        self.setAccessibleName(tr("恢复密钥 {key}", key=key))

    def restyle(self) -> None:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(theme().font("heading").pointSizeF() * 1.15)
        font.setWeight(QFont.Weight.DemiBold)
        self.setFont(font)


class _Recovery(_Panel):
    """The recovery key, once."""

    def __init__(
        self,
        copy: Callable[[], object],
        print_it: Callable[[], object],
        save: Callable[[], object],
        done: Callable[[], object],
    ) -> None:
        super().__init__()
        self.key = _Key()
        self.box.addWidget(self.key)
        row = QHBoxLayout()
        row.addWidget(button(tr("复制"), copy, "small"))
        row.addWidget(button(tr("打印…"), print_it, "small"))
        self.box.addLayout(row)
        self.box.addWidget(button(tr("存为文件…"), save, "small"))
        self.noted = CheckBox(tr("我已记好"))
        self.go = button(tr("完成"), done, "primary")
        self.go.setEnabled(False)
        self.noted.toggled.connect(self.go.setEnabled)
        self.box.addWidget(self.noted)
        self.finish(self.go)
        self.setFocusProxy(self.noted)

    def open(self, key: str) -> None:
        self.say(
            "shield",
            tr("记下恢复密钥"),
            tr("换电脑、钥匙串坏了或忘了口令时,只有它能打开备注本。现在就写在纸上或存好。"),
        )
        self.key.show_key(key)
        self.noted.setChecked(False)
        self.fault("")


class _Enter(_Panel):
    """One secret to open with, and one other way."""

    asked = Signal(str)

    def __init__(self, name: str, word: str, other: str, other_way: Callable[[], object]) -> None:
        super().__init__()
        self.field = self.secret(name)
        self.go = button(word, self._submit, "primary")
        self.other = button(other, other_way, "link")
        self.finish(self.go, self.other)
        self.field.entered.connect(lambda _control: self._submit())
        self.setFocusProxy(self.field)

    def open(self, icon: str, title: str, words: str, *, warning: bool = False) -> None:
        self.say(icon, title, words, warning=warning)
        self.field.clear()
        self.fault("")

    def _submit(self) -> None:
        if self.field.text().strip():
            self.fault("")
            self.asked.emit(self.field.text())
        else:
            self.fault(tr("还没有填。"))
            self.field.setFocus()


class DeskSetup(Sheet):
    """Shows what keeps the desk from being open.

    Signals:
        create_requested: Make the desk; the passphrase, empty where the keyring keeps the key.
        unlock_requested: Open it with this passphrase.
        recover_requested: Open it with this recovery key, as typed.
        start_anew_requested: Put the old file aside and begin a new one; was confirmed.
        restore_requested: Go back to the newest backup.
        older_requested: Go back to this backup (a path).
        again_requested: The file was put back: look once more.
        copy_requested, print_requested, save_requested: The recovery key shall be copied (as a
            secret), printed, or written to a file.
        done: The recovery key was noted.
        closed: Esc.
    """

    create_requested = Signal(str)
    unlock_requested = Signal(str)
    recover_requested = Signal(str)
    start_anew_requested = Signal()
    restore_requested = Signal()
    older_requested = Signal(object)
    again_requested = Signal()
    copy_requested = Signal(str)
    print_requested = Signal(str)
    save_requested = Signal(str)
    done = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None, *, known: Known = tuple) -> None:
        """Start with nothing to show; ``known`` is what a passphrase must not be made of."""
        super().__init__(parent)
        self.state = ""
        self._before_anew = "lost"
        self._locked_title, self._locked_words = "", ""
        self.new = _New(known)
        self.recovery = _Recovery(
            lambda: self.copy_requested.emit(self.recovery.key.key),
            lambda: self.print_requested.emit(self.recovery.key.key),
            lambda: self.save_requested.emit(self.recovery.key.key),
            self._finish,
        )
        self.locked = _Enter(tr("口令"), tr("打开"), tr("用恢复密钥"), self._to_recover)
        self.recover = _Enter(tr("恢复密钥"), tr("打开"), tr("用口令"), self._to_locked)
        self.lost = _Enter(tr("恢复密钥"), tr("打开"), tr("另起一本(旧的保留)"), self._ask_anew)
        for panel in (self.recover, self.lost):  # read off paper: one wants to see it
            panel.field.setEchoMode(QLineEdit.EchoMode.Normal)
            panel.field.setPlaceholderText("BH1-…")
        self.anew = _Panel()
        self.anew_go: QPushButton = button(tr("另起一本"), self.start_anew_requested.emit, "danger")
        self.anew_back = button(tr("先不"), self._back_to_lost)
        self.anew.finish(self.anew_back, self.anew_go)
        self.fault = _Panel()
        self._copies: list[Path] = []
        self.restore = button(tr("从备份恢复…"), self.restore_requested.emit, "primary")
        self.older = [self._older(number) for number in range(1, COPIES)]
        self.again = button(tr("已经放回来了,再看一次"), self.again_requested.emit, "link")
        self.give_up = button(tr("另起一本(旧的保留)"), self._ask_anew, "link")
        self.fault.finish(self.restore, *self.older, self.again, self.give_up)
        self.busy = _Panel()
        self._panels: dict[str, _Panel] = {
            "new": self.new,
            "recovery": self.recovery,
            "locked": self.locked,
            "recover": self.recover,
            "lost": self.lost,
            "anew": self.anew,
            "fault": self.fault,
            "busy": self.busy,
        }
        self.add(*self._panels.values())
        self.new.asked.connect(self.create_requested)
        self.locked.asked.connect(self.unlock_requested)
        self.recover.asked.connect(self.recover_requested)
        self.lost.asked.connect(self.recover_requested)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        theme().changed.connect(self._restyle)
        self._restyle()
        self.show_busy("")

    # States.

    def show_new(self, *, keyring: bool, reason: str = "") -> None:
        """Offer to begin.

        Args:
            keyring: The system keeps the key; else a passphrase is asked for.
            reason: Why there is no keyring, for the person.
        """
        self.new.open(keyring, reason)
        self._show("new")

    def show_recovery(self, key: str) -> None:
        """Show the recovery key, once."""
        self.recovery.open(key)
        self._show("recovery")

    def show_locked(self, words: str = "") -> None:
        """Ask for the passphrase.

        Args:
            words: Why, where the desk is open and only the person shall be known again.
        """
        self._locked_title = tr("再确认一次口令") if words else tr("备注本已锁上")
        self._locked_words = words or tr("输入口令打开买家备注、交接和提醒。")
        self._to_locked()

    def show_lost(self, reason: str) -> None:
        """Ask for the recovery key.

        Args:
            reason: Why the key is out of reach, as a sentence.
        """
        words = reason + tr("内容没有丢,用恢复密钥就能打开。")
        self.lost.open("warning", tr("打不开:密钥不在了"), words, warning=True)
        self._show("lost")

    def show_fault(
        self,
        message: str,
        advice: str = "",
        *,
        restore: bool = False,
        copies: Sequence[Copy] = (),
        anew: bool = False,
    ) -> None:
        """Say that the file cannot be opened.

        Args:
            message: What happened.
            advice: What to do.
            restore: Offer the newest backup, whatever it holds.
            copies: Backups to offer, the newest first; so many are shown as fit.
            anew: Offer to look again, or to begin another.
        """
        self.fault.say("warning", message, advice, warning=True)
        self.fault.fault("")
        self._copies = [copy.path for copy in copies[:COPIES]]
        words = [(copy_words(copy), copy_words(copy, whole=True)) for copy in copies[:COPIES]]
        if restore and not words:
            words.append((tr("从备份恢复…"),) * 2)
        for number, place in enumerate((self.restore, *self.older)):
            place.setVisible(number < len(words))
            if number < len(words):
                place.setText(words[number][0])
                place.setAccessibleName(words[number][1])
                place.setToolTip(tip_text(words[number][1]))
        self.again.setVisible(anew)
        self.give_up.setVisible(anew)
        self.fault.setFocusProxy(self.restore if words else self.again)
        self._show("fault")

    def _older(self, number: int) -> QPushButton:
        restore = lambda: self.older_requested.emit(self._copies[number])  # noqa: E731
        return button(tr("从备份恢复…"), restore, "small")

    def show_busy(self, words: str = "") -> None:
        """Say that something is being done."""
        self.busy.say("clock", words or tr("正在打开…"), "")
        self._show("busy")

    def say(self, fault: str) -> None:
        """Say below the present form why it did not work."""
        panel = self._panels[self.state]
        panel.fault(fault)
        if panel is self.locked:
            ask_again(self.locked.field)  # one cannot see what to mend in it
        else:
            panel.setFocus()

    def _show(self, state: str) -> None:
        self.state = state
        for name, panel in self._panels.items():
            panel.setVisible(name == state)
        self.setFocusProxy(self._panels[state])
        self.top()

    def _to_recover(self) -> None:
        self.recover.open("shield", tr("用恢复密钥打开"), tr("照着写:大小写、横线、空格都不要紧。"))
        self._show("recover")
        self.recover.setFocus()

    def _to_locked(self) -> None:
        self.locked.open("shield", self._locked_title, self._locked_words)
        self._show("locked")
        self.locked.setFocus()

    def _ask_anew(self) -> None:
        self._before_anew = self.state
        self.anew.say(
            "warning",
            tr("另起一本空的?"),
            tr(
                "旧的文件改名留在数据文件夹的 desk-old-日期 里,连同备份,只有你自己能删;"
                "找到恢复密钥后还能打开;在那之前看不到旧备注。"
            ),
            warning=True,
        )
        self._show("anew")
        self.anew_back.setFocus()

    def _back_to_lost(self) -> None:
        self._show(self._before_anew)
        self._panels[self._before_anew].setFocus()

    def _finish(self) -> None:
        self.recovery.key.show_key("")  # it is shown once
        self.done.emit()

    def forget(self) -> None:
        """Show no key and nothing that was typed any more."""
        self.recovery.key.show_key("")
        self.show_busy()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _restyle(self) -> None:
        look = theme()
        for panel in self._panels.values():
            panel.box.setContentsMargins(look.px(24), look.px(40), look.px(24), look.px(16))
            panel.box.setSpacing(look.px(8))
        self.recovery.key.restyle()
        ground, line = look.color("card").name(), look.color("line_strong").name()
        self.setStyleSheet(
            look.stylesheet()
            + controls_sheet()
            + "QScrollArea, QScrollArea > QWidget > QWidget {background:transparent}"
            f"#recoveryKey {{background:{ground};border:1px solid {line};"
            f"border-radius:{look.metric('card_radius')}px;padding:{look.px(10)}px;"
            f"color:{look.color('ink').name()}}}"
        )

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(theme().px(300), theme().px(400))
