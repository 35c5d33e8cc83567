"""A sidebar over a real encrypted desk, with a clock that the test moves."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from assistant.options import Options
from phrasebook.desk import Agent, Reminder, ReminderDraft
from phrasebook.model import UserError
from phrasebook.store.desk import Desk
from ui.bridge import Bridge
from ui.kept_text import KeptText
from ui.window import REMINDERS, Sidebar

ZONE = "Asia/Shanghai"
KEY = "ab" * 32


def moment(text: str) -> float:
    """Seconds of a local time."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)).timestamp()


NOW = moment("2026-11-25 09:32")


class DeskWorld:
    """What flows of the desk stand on."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot, self.folder = qtbot, folder
        self.now = NOW
        self.errors: list[UserError] = []
        self.bridge = Bridge(self.errors.append)
        self.options = Options(folder / "options.json")
        self.sidebar = Sidebar(QWidget())
        self.sidebar.resize(388, 700)
        qtbot.addWidget(self.sidebar)
        self.sidebar.add_page(REMINDERS, None, "clock", "提醒")
        self.desk: Desk | None = Desk.open(folder, KEY)
        self.kept = KeptText(self.bridge, lambda: self.desk.drafts if self.desk else None)
        self.current = ("小鹿的窝", "千牛", "旗舰店")
        self.given_back = 0
        self.unseen: list[str] = []
        self.beeps = 0

    def agent(self) -> Agent:
        return Agent("07", "早班")

    def give_back(self) -> None:
        self.given_back += 1

    def beep(self) -> None:
        self.beeps += 1

    def settle(self) -> None:
        """Wait for all that the desk was asked, and for what was asked because of it."""
        for _ in range(6):
            if self.desk is None:
                return
            ran: list[int] = []
            self.bridge.when_done(
                self.desk.reminders.open(1), lambda _found, ran=ran: ran.append(1)
            )
            self.qtbot.waitUntil(lambda ran=ran: bool(ran))  # type: ignore[misc]

    def remind(self, text: str = "回电", after: float = 600, **more: object) -> Reminder:
        """Set a reminder, ``after`` seconds from now."""
        assert self.desk is not None
        draft = ReminderDraft(text, self.now + after, **more)  # type: ignore[arg-type]
        return self.desk.reminders.add(draft, self.now, ZONE, "07").result()

    def buyer(self, name: str = "小鹿的窝") -> str:
        assert self.desk is not None
        return self.desk.buyers.ensure(name, "千牛", "旗舰店", self.now).result().id

    def open_reminders(self) -> list[Reminder]:
        assert self.desk is not None
        return self.desk.reminders.open().result()

    def finished(self) -> list[Reminder]:
        assert self.desk is not None
        return self.desk.reminders.finished(0.0).result()

    def reopen(self) -> None:
        """Close the desk and open it again, as a restart does."""
        assert self.desk is not None
        self.desk.close()
        self.desk = Desk.open(self.folder, KEY)

    def close(self) -> None:
        self.bridge.close()
        if self.desk is not None:
            self.desk.close()
            self.desk = None
