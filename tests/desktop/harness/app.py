"""The real program on a screen of its own, with a data folder made for the test."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from phrasebook.model import PhraseDraft
from tests.desktop.harness.process import REPO, Child, wait_for
from tests.desktop.harness.screen import Screen
from tests.logged_program import LoggedProgram, write_options

FIRST: Final = "您好，亲！😀👨‍👩‍👧‍👦 今天下单，24小时内发货哦～\n第二行 émoji🙏🏽"
"""Two lines with emoji joined from several code points."""
SECOND: Final = "亲，这款有现货的，拍下备注颜色就行～\n另一条 B 🚚"
LONG: Final = "".join(f"{n:03d}亲您好😀，" for n in range(1, 125)) + "完毕，请查收哦～"
"""Exactly 1,000 characters (code points)."""
SCENE: Final = "greet.hello"
EXTRA: Final = tuple(f"第{n}张卡片的话术 {'★' * n}" for n in range(4, 10))
TEXTS: Final = (FIRST, SECOND, LONG, *EXTRA)
"""Texts of the cards 1 to 9 of the first step."""
TEXT_RULE: Final = {
    "id": "test-text",
    "name": "Text",
    "platform": "",
    "programs": ["banhuatext", "banhuabrowser", "gtk_window.py"],
    "title": "",
    "buyer": "",
}
"""Makes the plain Tk, GTK and X windows chat clients."""


def seed(
    data: Path, texts: Sequence[str] = TEXTS, hotkeys: Mapping[int, str] | None = None
) -> None:
    """Put phrases at the head of the first step, in this order.

    Args:
        data: The data folder; made if need be.
        texts: Their texts.
        hotkeys: Own hotkeys by position, from 1.
    """
    from phrasebook import content
    from phrasebook.store import Phrases, Store

    data.mkdir(parents=True, exist_ok=True)
    store = Store.open(data)
    try:
        content.sync(store)  # scenes come with the standard content
        phrases = Phrases(store)
        for number, text in enumerate(texts, 1):
            own = (hotkeys or {}).get(number, "")
            draft = PhraseDraft(
                scene=SCENE, title=f"测试话术{number}", text=text, code=f"zzcs{number}", hotkey=own
            )
            phrases.pin(phrases.add(draft).result(10).id, pinned=True).result(10)
    finally:
        store.close()


class App(LoggedProgram):
    """A running Banhua."""

    def __init__(
        self,
        screen: Screen,
        data: Path,
        *,
        options: Mapping[str, Any] | None = None,
        arguments: Sequence[str | Path] = (),
        env: Mapping[str, str] | None = None,
        program: Sequence[str | Path] = (REPO / "main.py",),
        before: Callable[[], None] | None = None,
        ready: bool = True,
    ) -> None:
        """Start it, and wait until it says that it is ready.

        Args:
            screen: Where.
            data: Its data folder.
            options: Values by option name, written before the start.
            arguments: More of its command line.
            env: More environment variables.
            program: What Python runs.
            before: Run in the child before it becomes the program (limits, for example).
            ready: Wait for ``ready`` in its log.
        """
        self._screen = screen
        write_options(data, options)
        self.look_from_here(data)
        self.output = screen.folder / f"app-{time.monotonic_ns()}.out"
        self.child: Child = screen.start(
            [sys.executable, *program, "--data-dir", data, *arguments],
            env={**screen.env, "PYTHONPATH": str(REPO), **(env or {})},
            cwd=REPO,
            output=self.output,
            before=before,
        )
        if ready:
            self.wait_line("ready", 30)
            self.wait_line("hotkeys ok=", 10)  # keys come after the first paint

    @property
    def pid(self) -> int:
        """Its process id."""
        return self.child.pid

    def printed(self) -> str:
        """What it wrote to stdout and stderr."""
        return self.output.read_text("utf-8", "replace") if self.output.exists() else ""

    def lives(self) -> bool:
        """Tell whether it runs."""
        return self.child.running()

    def windows(self) -> list[int]:
        """Its visible windows."""
        return self._screen.of_process(self.pid)

    def sidebar(self, seconds: float = 10.0) -> int:
        """Its sidebar: the tallest window."""

        def look() -> int:
            found = [(self._screen.inner(window).height, window) for window in self.windows()]
            height, window = max(found, default=(0, 0))
            return window if height > 200 else 0

        return wait_for(look, "the sidebar is shown", seconds)

    def close(self) -> None:
        """End it."""
        self.child.close()


class Practice:
    """The practice chat process."""

    def __init__(self, screen: Screen, folder: Path, *arguments: str) -> None:
        """Start it, with more ``arguments``, and wait for its window."""
        self._dump = folder / "practice.jsonl"
        self.child = screen.start(
            [
                sys.executable, REPO / "main.py", "practice", "--dump", self._dump,
                "--delay", "0", "--geometry", "620x560+40+60", *arguments,
            ],
            env={**screen.env, "PYTHONPATH": str(REPO)},
            cwd=REPO,
        )  # fmt: skip
        wait_for(lambda: self.events("ready"), "the practice chat is shown", 20)
        self.window = screen.find("伴话练习")
        screen.activate(self.window)
        wait_for(lambda: self.events("focus"), "the practice chat's box has the focus")

    def events(self, name: str = "") -> list[dict[str, Any]]:
        """What it wrote down, all or of one kind."""
        if not self._dump.exists():
            return []
        rows = [json.loads(line) for line in self._dump.read_text("utf-8").split("\n")[:-1]]
        return [row for row in rows if not name or row["event"] == name]

    def value(self) -> str:
        """The text in its input box, exactly."""
        rows = [row for row in self.events() if row["event"] in ("input", "sent")]
        return str(rows[-1]["text"]) if rows and rows[-1]["event"] == "input" else ""

    def sent(self) -> list[str]:
        """Messages that were sent."""
        return [str(row["text"]) for row in self.events("sent")]

    def close(self) -> None:
        """End it."""
        self.child.close()
