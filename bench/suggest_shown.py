"""From a message copied in Chromium to its suggestions on the screen, in the real program."""

from __future__ import annotations

import statistics
import time

from bench.paste import percentile
from bench.table import Row, at_most
from tests.desktop.harness.app import App, seed
from tests.desktop.harness.chat import FIRST_TITLE, Browser
from tests.desktop.harness.hand import Hand
from tests.desktop.harness.process import wait_for
from tests.desktop.harness.screen import Screen
from ui.flows.suggest import CLOCK

MOST = 60.0
"""p95 in ms (source: the aims of the issue)."""
MESSAGES = ("能便宜点吗", "什么时候发货呀", "可以开发票吗", "我要退货", "快递到哪了", "有红色的吗")
OPTIONS = {"clipboard.watch": True, "dock.make_room": False}


def run(*, quick: bool = False) -> list[Row]:
    """Copy messages in turns; the time is read from the program's log, where it says painted."""
    runs = 12 if quick else 60
    taken: list[float] = []
    with Screen() as screen:
        browser = Browser(screen, screen.folder)
        page = browser.open(FIRST_TITLE)
        hand = Hand(screen.name)
        data = screen.folder / "data"
        seed(data)
        app = App(screen, data, options=OPTIONS, env={"BANHUA_TRACE_SUGGEST": "1"})
        try:
            for number in range(runs + 1):
                message = MESSAGES[number % len(MESSAGES)] + "呀" * (number // len(MESSAGES))
                page.evaluate(f"box.value = {message!r}; box.select()")
                screen.activate(page.window)
                wait_for(page.has_focus, "the chat box has the focus")
                begun = time.time() * 1000 % CLOCK
                hand.chord("Ctrl+c")
                line = app.wait_line(r"suggestions painted at=", count=number + 1)
                at = float(line.rpartition("at=")[2])
                if number:  # the first one loads the weights
                    taken.append((at - begun) % CLOCK)
                time.sleep(0.15)
        finally:
            app.close()
            hand.close()
            browser.close()
    return [
        Row("copied in Chromium to suggestions painted, p50", statistics.median(taken), "ms"),
        at_most(
            "copied in Chromium to suggestions painted, p95", percentile(taken, 95), "ms", MOST,
            f"{len(taken)} messages",
        ),
    ]  # fmt: skip
