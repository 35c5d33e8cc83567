"""One day of a shop as three shifts live it, driven by keyboard in the real program.

The desk's clock is set ahead for each shift, so that the night's handover is accepted in the
morning and what is left crosses into the afternoon.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from tests import canary
from tests.desktop.harness.app import App, Practice
from tests.desktop.harness.clip import Clip
from tests.desktop.harness.desk import PASSPHRASE
from tests.desktop.harness.hand import Hand
from tests.desktop.harness.process import wait_for
from tests.desktop.harness.screen import Screen

SHIFTS: Final = [
    {"name": "早班", "begin": "07:00", "end": "15:00"},
    {"name": "中班", "begin": "15:00", "end": "23:00"},
    {"name": "晚班", "begin": "23:00", "end": "07:00"},
]
SETTLE_S: Final = 0.6
NIGHT, MORNING, AFTERNOON = "2026-03-10 06:10:00", "2026-03-10 07:05:00", "2026-03-10 15:05:00"
ZONE: Final = "Asia/Shanghai"
Shoot = Callable[[str, Sequence[int]], object]


class Shift:
    """One agent at the program for a while."""

    def __init__(
        self,
        screen: Screen,
        data: Path,
        *,
        at: str,
        number: str,
        name: str,
        shoot: Shoot,
        options: dict[str, Any] | None = None,
    ) -> None:
        """Start the program.

        Args:
            screen: Where.
            data: The data folder, the same for all shifts.
            at: What the clock shows, as ``YYYY-MM-DD HH:MM:SS`` of ``ZONE``.
            number: The agent's number.
            name: The agent's shift.
            shoot: Takes a picture of windows under a name.
            options: More options by name.
        """
        self.screen, self.shoot_windows = screen, shoot
        self.hand, self.clip = Hand(screen.name), Clip(screen)
        day, _, clock = at.partition(" ")
        wanted = datetime.fromisoformat(f"{day} {clock}").replace(tzinfo=ZoneInfo(ZONE))
        env = {"BANHUA_CLOCK_AHEAD": str(wanted.timestamp() - time.time()), "TZ": ZONE}
        self.app = App(
            screen,
            data,
            options={
                "agent.number": number, "desk.shift": name, "desk.shifts": SHIFTS,
                "shop.values": {"店铺名": "晨光小铺"}, **(options or {}),
            },
            env=env,
        )  # fmt: skip
        self.app.wait_line("dock kind=docked")

    def close(self) -> None:
        """Leave, as a person does at the end of a shift."""
        self.hand.close()
        self.app.close()

    # Hands.

    def put(self, text: str) -> None:
        """Type a text, by way of the clipboard: it is Chinese."""
        self.clip.put(text)
        self.hand.chord("Ctrl+v")
        time.sleep(0.15)

    def key(self, *keys: str) -> None:
        """Press keys or chords one after the other."""
        for key in keys:
            (self.hand.chord if "+" in key else self.hand.tap)(key)
            time.sleep(0.12)

    def rest(self) -> None:
        """Let windows come to rest."""
        time.sleep(SETTLE_S)

    def popup(self) -> int:
        """The newest window beside the sidebar."""
        side = self.app.sidebar()

        def look() -> int:
            others = [window for window in self.app.windows() if window != side]
            sizes = [(self.screen.inner(w).width * self.screen.inner(w).height, w) for w in others]
            area, window = max(sizes, default=(0, 0))
            return window if area > 40_000 else 0

        return wait_for(look, "a window opened", 5)

    def shoot(self, name: str, *windows: int) -> None:
        """Take a picture of the sidebar, and of more windows with it."""
        self.hand.move(5, 5)
        self.rest()
        self.shoot_windows(name, [self.app.sidebar(), *windows])

    def popup_closed(self) -> None:
        """Wait until no window stands beside the sidebar."""
        side = self.app.sidebar()
        wait_for(
            lambda: all(w == side or self.screen.inner(w).height < 100 for w in self.app.windows()),
            "the window closed",
            8,
        )
        self.rest()

    # What an agent does.

    def begin(self) -> None:
        """Set the desk up with a passphrase, and note the recovery key."""
        self.key("Ctrl+Alt+u")
        self.rest()
        self.put(PASSPHRASE)
        self.key("Tab")
        self.put(PASSPHRASE)
        self.key("Return")
        self.app.wait_line("desk key made")
        self.rest()
        self.shoot("day-01-recovery")
        self.key("space", "Tab", "space")
        self.app.wait_line("desk open")
        self.rest()
        self.shoot("day-02-empty")
        self.key("Escape")
        self.rest()

    def unlock(self) -> None:
        """Open the desk at the start of a shift."""
        self.key("Ctrl+Alt+i")
        self.rest()
        self.put(PASSPHRASE)
        self.key("Return")
        self.app.wait_line("desk open")
        self.rest()

    def note(self, text: str, *, flag: int, shot: str = "") -> None:
        """Write a note of the buyer in front."""
        self.key("Ctrl+Alt+n")
        window = self.popup()
        self.rest()
        self.key(f"Ctrl+{flag}")
        self.put(text)
        if shot:
            self.shoot(shot, window)
        self.key("Return")
        self.popup_closed()

    def reminder(self, text: str, *, kind: int, since: str, shot: str = "") -> None:
        """Set a reminder of a kind, counted from a time, for the buyer in front."""
        self.key("Ctrl+Alt+r")
        window = self.popup()
        self.rest()
        self.put(text)
        self.key(f"Alt+{kind}")
        self.put(since)
        if shot:
            self.shoot(shot, window)
        self.key("Ctrl+Return")
        self.popup_closed()

    def hand_over(self, because: str, wants: str, please: str, *, shot: str = "") -> None:
        """Write a handover about the buyer in front."""
        self.key("Ctrl+Alt+h")
        window = self.popup()
        self.rest()
        for words in (because, wants, please):
            self.put(words)
            self.key("Return")
        if shot:
            self.shoot(shot, window)
        self.key("Ctrl+Return", "Ctrl+Return")
        self.popup_closed()


def _chat(screen: Screen, data: Path, name: str) -> Practice:
    folder = data.parent / f"chat-{name}"
    folder.mkdir()
    return Practice(screen, folder)


def night(screen: Screen, data: Path, shoot: Shoot) -> None:
    """The night shift writes down, chases, and hands over what is open."""
    chat = _chat(screen, data, "night")
    shift = Shift(screen, data, at=NIGHT, number="03", name="晚班", shoot=shoot)
    try:
        shift.begin()
        screen.activate(chat.window)
        shift.note(f"M 码断货,愿意换灰色,电话 {canary.PHONE}", flag=2, shot="day-03-note")
        shift.note("嫌灯罩薄,已补寄一个", flag=4)
        shift.reminder("核对地址,顺带提一句付款", kind=2, since="3分钟前", shot="day-04-chase")
        shift.reminder("问灯罩收到没有", kind=3, since="02-12", shot="day-05-badreview")
        shift.hand_over(
            "M 码断货,已付款 1 单", "今天给答复,愿意换色", "电话联系,先推换灰色",
            shot="day-06-handover",
        )  # fmt: skip
        shift.key("Ctrl+Alt+i")
        shift.rest()
        shift.key("b")
        window = shift.popup()
        shift.shoot("day-07-end-of-shift", window)
        shift.key("Ctrl+Return")
        shift.popup_closed()
        shift.shoot("day-08-handed-over")
    finally:
        shift.close()
        chat.close()


def morning(screen: Screen, data: Path, shoot: Shoot) -> None:
    """The next shift sees what waits, reads back, works, and leaves the rest."""
    chat = _chat(screen, data, "morning")
    shift = Shift(screen, data, at=MORNING, number="07", name="早班", shoot=shoot)
    try:
        shift.unlock()
        shift.shoot("day-09-waiting")
        shift.key("a")
        window = shift.popup()
        shift.put("十二点前打给她,先问要不要灰色")
        shift.shoot("day-10-read-back", window)
        shift.key("Return")
        shift.popup_closed()
        shift.key("w")
        shift.rest()
        shift.shoot("day-11-in-work")
    finally:
        shift.close()
        chat.close()


def afternoon(screen: Screen, data: Path, shoot: Shoot) -> None:
    """What nobody finished has crossed a shift; a reminder is done."""
    chat = _chat(screen, data, "afternoon")
    shift = Shift(screen, data, at=AFTERNOON, number="05", name="中班", shoot=shoot)
    try:
        shift.unlock()
        shift.shoot("day-12-carried-over")
        shift.key("Escape", "Ctrl+Alt+o")
        shift.rest()
        shift.shoot("day-13-reminders")
        shift.key("d")
        window = shift.popup()
        shift.shoot("day-14-paid", window)
        shift.key("Return")
        shift.popup_closed()
    finally:
        shift.close()
        chat.close()
