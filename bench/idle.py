"""CPU while nothing happens: docked beside a chat window for half a minute."""

from __future__ import annotations

import time

from bench.startup import cpu_seconds, wait_quiet
from bench.table import Row, at_most
from tests.desktop.harness.app import App, seed
from tests.desktop.harness.chat import FIRST_TITLE, Browser
from tests.desktop.harness.process import wait_for
from tests.desktop.harness.screen import Screen

MOST = 0.1
"""Per cent of one core (source: the aims of the issue)."""
SECONDS = 30.0


def run(*, quick: bool = False) -> list[Row]:
    """Measure and make the row."""
    seconds = 10.0 if quick else SECONDS
    with Screen() as screen:
        browser = Browser(screen, screen.folder)
        page = browser.open(FIRST_TITLE)
        data = screen.folder / "data"
        seed(data)
        app = App(screen, data, options={"dock.make_room": False})
        bar = app.sidebar()
        wait_for(
            lambda: screen.inner(bar).x == screen.frame(page.window).right, "docked at the chat"
        )
        wait_quiet(app.pid, 30)
        before, begun = cpu_seconds(app.pid), time.monotonic()
        time.sleep(seconds)
        used = (cpu_seconds(app.pid) - before) / (time.monotonic() - begun) * 100
        app.close()
        browser.close()
    return [at_most(f"CPU while idle and docked, {seconds:.0f} s", used, "%", MOST)]
