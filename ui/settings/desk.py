"""Settings, 备注: how long things are kept, reminders, and what opens the desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from assistant.options import Options
from ui.i18n import tr
from ui.settings.parts import Section, button, label, set_kind

RETENTIONS: Final = (("7", "7"), ("30", "30"), ("90", "90"), ("never", "不删"))
"""Values of the option and their words, short enough for a narrow sidebar at 160 %."""


IDLES: Final = (("0", "不锁"), ("5", "5"), ("15", "15"), ("30", "30"))
"""Values of the option and their words; minutes."""


@dataclass(frozen=True, slots=True)
class DeskFacts:
    """What the section tells of the desk.

    Attributes:
        open: It is open.
        lock: What opens it: ``keyring``, ``passphrase``, or empty if there is no desk yet.
        buyers: How many buyers there are; None while they are being counted.
        open_items: What is not done yet; None while it is being counted.
    """

    open: bool = False
    lock: str = ""
    buyers: int | None = None
    open_items: int | None = None


class DeskSection(Section):
    """Options of the desk, and wishes about its key.

    Signals:
        purge_requested: Remove now what is over.
        lock_requested: Close the desk.
        unlock_requested: Ask for what opens it, or set it up.
        passphrase_requested: Change the passphrase.
        recovery_requested: Show the recovery key.
    """

    purge_requested = Signal()
    lock_requested = Signal()
    unlock_requested = Signal()
    passphrase_requested = Signal()
    recovery_requested = Signal()

    def __init__(self, options: Options, facts: Callable[[], DeskFacts]) -> None:
        """Build the section.

        Args:
            options: The settings.
            facts: Gives the present facts.
        """
        super().__init__(options)
        self._facts = facts
        self._build_state()
        self._build_keeping()
        self._build_reminders()
        self.column.addStretch()
        self.refresh()

    def _build_state(self) -> None:
        where = self.card(tr("备注本"))
        self.state = label()
        self.counts = label("", "hint")
        where.addWidget(self.state)
        where.addWidget(self.counts)
        first, second = QHBoxLayout(), QHBoxLayout()
        self.lock = button(tr("锁定"), self._on_lock)
        self.passphrase = button(tr("换口令"), self.passphrase_requested.emit)
        self.recovery = button(tr("看恢复密钥"), self.recovery_requested.emit)
        first.addWidget(self.lock)
        first.addWidget(self.passphrase)
        first.addStretch()
        second.addWidget(self.recovery)
        second.addStretch()
        where.addLayout(first)
        where.addLayout(second)
        where.addWidget(
            label(
                tr("买家、备注、交接、提醒加密存在这台电脑上。口令和恢复密钥都丢了,谁也打不开。"),
                "hint",
            )
        )

        locking = self.card(tr("自动锁定"))
        self.choice(locking, "desk.lock_idle", [(name, tr(word)) for name, word in IDLES])
        locking.addWidget(
            label(
                tr(
                    "锁屏和睡眠时总会锁上,没写完的先存好。"
                    "用钥匙串的,回来就自动打开;用口令的,要再输一次。"
                ),
                "hint",
            )
        )

    def _build_keeping(self) -> None:
        where = self.card(tr("保留多久"))
        self.choice(where, "desk.retention", [(name, tr(word)) for name, word in RETENTIONS])
        where.addWidget(
            label(
                tr(
                    "一位买家的事全部办完后,再留这么多天,然后连同备份里的一起删掉。"
                    "没办完的一直留着。"
                ),
                "hint",
            )
        )
        self.slider(where, "desk.keep_full_days", tr(" 天"), 1)
        where.addWidget(
            label(tr("手机号、地址这类存的是打码的;选了保留,完整的也只留这么久。"), "hint")
        )
        self.purge = button(tr("现在清理"), self.purge_requested.emit)
        row = QHBoxLayout()
        row.addWidget(self.purge)
        row.addStretch()
        where.addLayout(row)
        self.purged = label("", "ok")
        self.purged.hide()
        where.addWidget(self.purged)

    def _build_reminders(self) -> None:
        where = self.card(tr("提醒"))
        self.toggle(where, "reminders.toast")
        self.toggle(where, "reminders.sound")
        self.slider(where, "desk.text_from", tr(" 点"), 1)
        self.slider(where, "desk.text_until", tr(" 点"), 1)

    def refresh(self) -> None:
        """Show the present facts."""
        facts = self._facts()
        how = {
            "keyring": tr("密钥在系统钥匙串里,开机登录就能用。"),
            "passphrase": tr("用口令打开。"),
        }.get(facts.lock, "")
        if not facts.lock:
            self.state.setText(tr("还没有设置备注本。"))
        else:
            state = tr("已打开。") if facts.open else tr("已锁定。")
            self.state.setText(f"{state}{how}")
        self.lock.setText(
            tr("锁定") if facts.open else tr("打开") if facts.lock else tr("现在设置")
        )
        self.lock.setAccessibleName(self.lock.text())
        self.passphrase.setVisible(facts.open and facts.lock == "passphrase")
        self.recovery.setVisible(facts.open)
        self.purge.setEnabled(facts.open)
        counting = tr("正在数…")
        said = (
            tr(
                "买家 {n} 位,没办完 {m} 件。",
                n=counting if facts.buyers is None else f"{facts.buyers:,}",
                m=counting if facts.open_items is None else f"{facts.open_items:,}",
            )
            if facts.open
            else ""
        )
        set_kind(self.counts, said, "hint")

    def show_purged(self, buyers: int, items: int) -> None:
        """Tell what was removed."""
        said = (
            tr("清理了 {n} 位买家、{m} 条记录。", n=buyers, m=items)
            if buyers or items
            else tr("没有到期的,什么也没删。")
        )
        set_kind(self.purged, said, "ok")

    def _on_lock(self) -> None:
        if self._facts().open:
            self.lock_requested.emit()
        else:
            self.unlock_requested.emit()
