"""Makes ``docs/screenshots`` again: every page in light and dark, of the real program.

``python dev.py shots [--only NAME] [--scale 1.5]``. The program runs on a screen of its own
beside the practice chat; each picture is cut to what it is about.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage

from tests.desktop.harness import day
from tests.desktop.harness.app import App, Practice
from tests.desktop.harness.clip import Clip
from tests.desktop.harness.desk import PASSPHRASE, fill, make_desk
from tests.desktop.harness.hand import Hand
from tests.desktop.harness.process import REPO, wait_for
from tests.desktop.harness.screen import Frame, Screen
from ui.pages.settings import SECTIONS, TABS_A_ROW

FOLDER: Final = REPO / "docs" / "screenshots"
SETTLE_S: Final = 0.7
"""Time for hover, menus and fades to come to rest before a picture."""
OPTIONS: Final = {
    "agent.number": "07",
    "desk.shift": "早班",
    "desk.shifts": day.SHIFTS,
    "shop.values": {"店铺名": "晨光小铺", "快递": "顺丰"},
}


def picture(screen: Screen, path: Path, windows: Sequence[int], margin: int = 0) -> None:
    """Take a picture of these windows together; the whole screen without any."""
    screen.shot(path)
    if windows:
        frames = [screen.frame(window) for window in windows]
        left, top = min(f.x for f in frames), min(f.y for f in frames)
        right, bottom = max(f.right for f in frames), max(f.bottom for f in frames)
        cut = QImage(str(path)).copy(
            QRect(left - margin, top - margin, right - left + 2 * margin,
                  bottom - top + 2 * margin)
        )  # fmt: skip
        cut.save(str(path))
    print(path.relative_to(REPO) if path.is_relative_to(REPO) else path)


class Studio:
    """One running program in one scheme, and the camera."""

    def __init__(self, scheme: str, folder: Path, scale: float, out: Path) -> None:
        """Start screen, practice chat and program."""
        self.scheme, self.out = scheme, out
        self.scale = scale
        self.screen = Screen(size="1600x1000x24" if scale > 1 else "1280x900x24")
        if scale != 1:
            self.screen.env["QT_SCALE_FACTOR"] = str(scale)
        self.hand = Hand(self.screen.name)
        self.chat = self._practice(folder)
        filled = make_desk(folder / "data")
        fill(filled, time.time())
        filled.close()
        self.app = App(self.screen, folder / "data", options={**OPTIONS, "look.theme": scheme})
        self.app.wait_line("dock kind=docked")
        self.app.wait_line("hotkeys ok=")
        self.app.wait_line("problem shown code=desk_locked")
        time.sleep(SETTLE_S)
        self.side = self.app.sidebar()
        self.at(-21, 150)  # closes what says so: the cards stand where the pictures want them

    def _practice(self, folder: Path) -> Practice:
        return Practice(self.screen, folder, "--theme", self.scheme)

    def close(self) -> None:
        """End everything."""
        self.app.close()
        self.chat.close()
        self.hand.close()
        self.screen.close()

    def at(self, x: float, y: float, button: int = 1) -> None:
        """Click in the sidebar; negative numbers count from its far edges (px at 100 %)."""
        self.point(x, y)
        frame = self.screen.inner(self.side)
        self.hand.click(*self._place(frame, x, y), button)
        time.sleep(SETTLE_S)

    def point(self, x: float, y: float) -> None:
        """Move the mouse in the sidebar."""
        self.hand.move(*self._place(self.screen.inner(self.side), x, y))

    def _place(self, frame: Frame, x: float, y: float) -> tuple[int, int]:
        left = frame.x if x >= 0 else frame.right
        top = frame.y if y >= 0 else frame.bottom
        return left + round(x * self.scale), top + round(y * self.scale)

    def shoot(self, name: str, *windows: int, margin: int = 0) -> None:
        """Take a picture of these windows together (the whole screen without any)."""
        time.sleep(SETTLE_S)
        picture(self.screen, self.out / f"{name}-{self.scheme}.png", windows, margin)

    def other(self) -> int:
        """The newest window of the program beside the sidebar."""
        seen = wait_for(
            lambda: [w for w in self.app.windows() if w != self.side], "a window opened", 5
        )
        return max(seen, key=lambda w: self.screen.inner(w).width * self.screen.inner(w).height)


def demo(studio: Studio) -> None:
    """The sidebar docked beside the chat, with a reply pasted."""
    studio.hand.chord("Ctrl+Alt+2")
    studio.app.wait_outcomes(1)
    studio.hand.move(5, 5)
    studio.shoot("demo", studio.chat.window, studio.side)


def phrases(studio: Studio) -> None:
    """The cards of the bargaining step, one under the mouse."""
    studio.at(185, 120)
    studio.point(200, 230)
    studio.shoot("phrases", studio.side)


def detail(studio: Studio) -> None:
    """What hovering shows."""
    studio.point(120, 230)
    time.sleep(1)
    studio.shoot("detail", studio.side, studio.other())
    studio.hand.move(5, 5)


def menu(studio: Studio) -> None:
    """A card's menu."""
    studio.at(150, 230, button=3)
    studio.shoot("menu", studio.side)
    studio.hand.tap("Escape")
    studio.at(0.5, 20)


def palette(studio: Studio) -> None:
    """The palette with results, and with none."""
    studio.screen.activate(studio.chat.window)
    studio.hand.chord("Ctrl+Alt+space")
    window = studio.other()
    studio.shoot("palette-start", window)
    studio.hand.type("fh")
    studio.shoot("palette", window)
    studio.hand.type("qqqq")
    studio.shoot("palette-empty", window)
    studio.hand.tap("Escape")
    studio.at(200, 40)
    studio.hand.type("wl")
    studio.shoot("search", studio.side, studio.other())
    studio.hand.tap("Escape")


def form(studio: Studio) -> None:
    """The form that asks for variables."""
    studio.screen.activate(studio.chat.window)
    time.sleep(SETTLE_S)
    studio.hand.chord("Ctrl+Alt+space")
    studio.other()
    studio.hand.type("jt3")
    time.sleep(SETTLE_S)
    studio.hand.tap("Tab")
    studio.shoot("fill-form", studio.other())
    studio.hand.tap("Escape")
    studio.hand.tap("Escape")


def editor(studio: Studio) -> None:
    """The phrase editor."""
    studio.at(-22, 184)
    studio.shoot("editor", studio.other())
    studio.hand.tap("Escape")


def notice(studio: Studio) -> None:
    """A refusal said in a toast."""
    other = studio.screen.start(["xmessage", "-geometry", "300x80+60+700", "no chat"])
    window = studio.screen.find("xmessage")
    studio.screen.activate(window)
    studio.hand.chord("Ctrl+Alt+2")
    studio.app.wait_line("outcome=refused")
    studio.shoot("notice", studio.side)
    other.close()
    studio.screen.activate(studio.chat.window)


def suggest(studio: Studio) -> None:
    """A buyer's message with its suggestions, and one with none."""
    studio.at(185, 120)
    for message, name in (("nengpianyidianma", "suggest"), ("e", "suggest-none")):
        studio.at(150, 147)
        studio.hand.type(message)
        studio.hand.tap("Return")
        studio.app.wait_line("suggested n=", count=1 if name == "suggest" else 2)
        studio.hand.move(5, 5)
        studio.shoot(name, studio.side)
    studio.at(-22, 147)


def tips(studio: Studio) -> None:
    """Objections, buyer types, complaints, and a guide half way."""
    studio.at(24, 81)
    studio.hand.move(5, 5)
    studio.shoot("objections", studio.side)
    for number, name in ((2, "buyer-types"), (3, "complaints")):
        studio.at(56 + 54 * number + 27, 101)
        studio.hand.move(5, 5)
        studio.shoot(name, studio.side)
    studio.at(-30, 101)
    studio.at(100, 157)
    studio.at(100, 308)
    studio.hand.move(5, 5)
    studio.shoot("guide", studio.side)
    studio.at(24, 33)


def manual(studio: Studio) -> None:
    """The contents, the search, and a page with a table."""
    studio.at(24, 280)
    studio.at(120, 112)
    studio.hand.move(5, 5)
    studio.shoot("manual-contents", studio.side)
    studio.at(190, 28)
    studio.hand.type("cuifu")
    studio.shoot("manual-search", studio.side, studio.other())
    studio.hand.chord("Ctrl+a")
    studio.hand.type("shenmeshihou")
    time.sleep(SETTLE_S)
    studio.hand.tap("Return")
    time.sleep(SETTLE_S)
    studio.hand.move(5, 5)
    studio.shoot("manual-page", studio.side)
    studio.at(24, 33)


def settings(studio: Studio) -> None:
    """Every section of the settings page."""
    studio.at(24, -50)
    for place, section in enumerate(SECTIONS):
        row, column = divmod(place, TABS_A_ROW)
        studio.at(48 + 8 + (388 - 48 - 16) / TABS_A_ROW * (column + 0.5), 20 + 30 * row)
        if section == "about":
            studio.at(200, 258)
            time.sleep(2)
        studio.hand.move(5, 5)
        studio.shoot(f"settings-{section}", studio.app.sidebar())
    studio.hand.tap("Escape")


def desk(studio: Studio) -> None:
    """The pages of the desk in the morning, with what the night left."""
    studio.at(24, 180)
    studio.hand.type("x")
    studio.hand.chord("Ctrl+a")
    Clip(studio.screen).put(PASSPHRASE)
    studio.hand.chord("Ctrl+v")
    studio.hand.tap("Return")
    studio.app.wait_line("desk open")
    studio.hand.move(5, 5)
    studio.shoot("handovers", studio.app.sidebar())
    studio.at(24, 130)
    studio.hand.move(5, 5)
    studio.shoot("buyers", studio.app.sidebar())
    studio.hand.tap("Down")
    studio.hand.tap("Return")
    studio.shoot("buyer", studio.app.sidebar())
    studio.at(24, 230)
    studio.hand.move(5, 5)
    studio.shoot("reminders", studio.app.sidebar())
    for key, name in (("t", "records"), ("g", "figures")):
        studio.hand.tap(key)
        studio.shoot(name, studio.other())
        studio.hand.tap("Escape")
        time.sleep(SETTLE_S)
    studio.at(24, 33)


_ALL: Final = (
    demo, phrases, detail, menu, palette, form, editor, notice, suggest, tips, manual, desk,
    settings,
)  # fmt: skip
PAGES: Final[dict[str, Callable[[Studio], Any]]] = {page.__name__: page for page in _ALL}


def whole_day(out: Path) -> None:
    """A day of three shifts, a picture of each stage."""
    with tempfile.TemporaryDirectory(prefix="banhua-day-") as folder, Screen() as screen:
        for part in (day.night, day.morning, day.afternoon):
            part(
                screen,
                Path(folder) / "data",
                lambda name, windows: picture(screen, out / f"{name}.png", windows),
            )


DAY: Final = "day"


def main(argv: Sequence[str] | None = None) -> int:
    """Take the pictures."""
    parser = argparse.ArgumentParser(prog="dev.py shots", description=__doc__)
    parser.add_argument("--only", choices=[*PAGES, DAY], action="append", help="only these")
    parser.add_argument("--scheme", choices=("light", "dark"), action="append")
    parser.add_argument("--scale", type=float, default=1.0, help="as the system's 150 % would")
    parser.add_argument("--out", type=Path, default=FOLDER)
    asked = parser.parse_args(argv)
    asked.out.mkdir(parents=True, exist_ok=True)
    wanted = asked.only or [*PAGES, DAY]
    if DAY in wanted:
        whole_day(asked.out)
    pages = [name for name in wanted if name != DAY]
    for scheme in (asked.scheme or ("light", "dark")) if pages else ():
        with tempfile.TemporaryDirectory(prefix="banhua-shots-") as folder:
            studio = Studio(scheme, Path(folder), asked.scale, asked.out)
            try:
                for name in pages:
                    PAGES[name](studio)
            finally:
                studio.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
