"""From hotkey to text, ours beside AutoKey's: same page, same hand, same run, in turns.

Besides the time, the cells that break pasting in daily work are counted for both: a busy page, a
key held or tapped, modifiers kept down, two keys in a row, a picture on the clipboard.
"""

from __future__ import annotations

import statistics
import struct
import time
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from bench.rivals import AutoKey
from bench.table import Row, beside
from tests.desktop.harness.app import FIRST, SECOND, App, seed
from tests.desktop.harness.chat import FIRST_TITLE, Browser, ChatPage
from tests.desktop.harness.clip import Clip
from tests.desktop.harness.hand import Hand
from tests.desktop.harness.process import MissingTool, Timeout, holds_for, wait_for
from tests.desktop.harness.screen import Screen

OURS, RIVAL = "Banhua", "AutoKey (GTK)"
MOST_P50, MOST_P95 = 1.05, 1.1
"""Ours to AutoKey's at the most: no hotkey program that an agent may know is felt to be faster."""
MINE = "old 剪贴板 📋"
TURNS, RUNS = 4, 15
"""How often each contender is started, in turns, so that a change of the machine hits both, and
how many pastes are timed each time."""
T = TypeVar("T")
Cell = Callable[["Bench"], bool]


class Contender(Protocol):
    """A running program that pastes."""

    def close(self) -> None:
        """End it."""


class Bench:
    """One chat page and what plays on it."""

    def __init__(self, screen: Screen) -> None:
        """Open the page."""
        self.screen = screen
        self.hand = Hand(screen.name)
        self.clip = Clip(screen)
        self.browser = Browser(screen, screen.folder)
        self.page: ChatPage = self.browser.open(FIRST_TITLE)
        self.skew = self._skew()

    def _skew(self) -> float:
        """Clock of the page less ours, in ms, by the exchange that took least."""
        best = (9e9, 0.0)
        for _ in range(30):
            before = time.time() * 1000
            there = float(self.page.evaluate("now()"))
            after = time.time() * 1000
            best = min(best, (after - before, there - (before + after) / 2))
        return best[1]

    def ready(self, content: str | bytes = MINE, kind: str = "") -> None:
        """Empty box, focus in it, the user's content on the clipboard, nothing under way."""
        self.hand.let_go()
        wait_for(self._quiet, "nothing more comes", 20)
        self.clip.put(content, kind)
        self.page.wipe()
        self.screen.activate(self.page.window)
        wait_for(self.page.has_focus, "the chat box has the focus")

    def _quiet(self) -> bool:
        before = len(self.page.seen())
        return holds_for(lambda: len(self.page.seen()) == before, 0.3, every=0.05)

    def right(self, text: str, seconds: float = 2.5) -> bool:
        """Tell whether the box gets exactly this text and nothing more."""
        try:
            self.page.wait_value(text, seconds)
        except Timeout:
            return False
        return holds_for(lambda: self.page.value() == text, 0.4)

    def latency(self) -> float | None:
        """One paste; ms from the press of the key to the input event, None if it went wrong."""
        self.ready()
        pressed = self.hand.chord("Ctrl+Alt+1", 0.03)
        try:
            self.page.wait_value(FIRST, 3)
        except Timeout:
            return None
        inputs = [event for event in self.page.seen() if event.name == "input"]
        # Long enough for either to give the clipboard back before the next.
        wait_for(lambda: self.clip.text() in (MINE, FIRST), "the clipboard", 5)
        time.sleep(0.35)
        return inputs[-1].at - self.skew - pressed

    def close(self) -> None:
        """End hand and browser."""
        self.hand.close()
        self.browser.close()


def _busy(milliseconds: int) -> Cell:
    def cell(bench: Bench) -> bool:
        bench.ready()
        bench.page.busy(milliseconds)
        bench.hand.chord("Ctrl+Alt+1")
        return bench.right(FIRST, milliseconds / 1000 + 2.5)

    return cell


def _held(seconds: float) -> Cell:
    def cell(bench: Bench) -> bool:
        bench.ready()
        bench.hand.chord("Ctrl+Alt+1", seconds)
        return bench.right(FIRST)

    return cell


def _three_taps(bench: Bench) -> bool:
    bench.ready()
    with bench.hand.holding("Ctrl", "Alt"):
        for _ in range(3):
            bench.hand.tap("1", 0.03)
            time.sleep(0.15)
    return bench.right(FIRST * 3)


def _two_keys(bench: Bench) -> bool:
    bench.ready()
    bench.hand.chord("Ctrl+Alt+1")
    time.sleep(0.15)
    bench.hand.chord("Ctrl+Alt+2")
    return bench.right(FIRST + SECOND)


def _picture() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    rows = b"".join(b"\0" + bytes((x * y) % 251 for x in range(96)) for y in range(32))
    head = struct.pack(">IIBBBBB", 32, 32, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def _picture_back(bench: Bench) -> bool:
    png = _picture()
    bench.ready(png, "image/png")
    bench.hand.chord("Ctrl+Alt+1")
    if not bench.right(FIRST):
        return False
    try:
        wait_for(lambda: bench.clip.get("image/png") == png, "the picture is back", 5, every=0.1)
    except Timeout:
        return False
    return True


CELLS: tuple[tuple[str, Cell, int], ...] = (
    ("page busy 300 ms", _busy(300), 8),
    ("page busy 1,000 ms", _busy(1000), 4),
    ("key tapped 0 ms", _held(0.0), 10),
    ("key held 1 s", _held(1.0), 6),
    ("three taps, Ctrl+Alt kept held", _three_taps, 6),
    ("two hotkeys 150 ms apart", _two_keys, 6),
    ("picture on the clipboard, byte-identical after", _picture_back, 6),
)
"""Name, one try, number of tries."""


def _start_ours(bench: Bench, folder: Path) -> Contender:
    seed(folder / "data")
    app = App(bench.screen, folder / "data", options={"dock.make_room": False})
    wait_for(lambda: app.sidebar(), "the sidebar")
    return app


def _start_rival(bench: Bench, folder: Path) -> Contender:
    return AutoKey(bench.screen, folder, [FIRST, SECOND])


class Player:
    """A contender that is started anew after each try that went wrong.

    Else one fault would be counted many times: AutoKey at times hangs with the keyboard grabbed
    while it reads another program's clipboard, and a page that still gets late copies would
    spoil the next try.
    """

    def __init__(self, bench: Bench, begin: Callable[[Bench, Path], Contender], folder: Path):
        self._bench, self._begin, self._folder = bench, begin, folder
        self._starts = 0
        self._program: Contender | None = None
        self._start()

    def _start(self) -> None:
        self._starts += 1
        own = self._folder.with_name(f"{self._folder.name}-{self._starts}")
        own.mkdir()
        self._program = self._begin(self._bench, own)
        self._bench.latency()  # the first paste of any program loads things

    def attempt(self, work: Callable[[Bench], T]) -> T:
        """Do something once; what is false or None counts as gone wrong."""
        result = work(self._bench)
        if not result:
            self.close()
            self._start()
        return result

    def close(self) -> None:
        """End the program."""
        self._bench.hand.let_go()
        if self._program is not None:
            self._program.close()
            self._program = None


def _turn(
    bench: Bench,
    contender: Callable[[Bench, Path], Contender],
    folder: Path,
    runs: int,
    cells: Sequence[tuple[str, Cell, int]],
) -> tuple[list[float | None], dict[str, tuple[int, int]]]:
    player = Player(bench, contender, folder)
    try:
        times = [player.attempt(Bench.latency) for _ in range(runs)]
        counts = {}
        for name, cell, tries in cells:
            counts[name] = (sum(player.attempt(cell) for _ in range(tries)), tries)
    finally:
        player.close()
    return times, counts


def measure(*, quick: bool) -> dict[str, tuple[list[float | None], dict[str, tuple[int, int]]]]:
    """Run both; a rival that is not installed is left out."""
    found: dict[str, tuple[list[float | None], dict[str, tuple[int, int]]]] = {}
    with Screen() as screen:
        bench = Bench(screen)
        try:
            for turn in range(2 if quick else TURNS):
                # The cells once, on the first turn; half of the tries when in a hurry.
                cells = [(n, c, max(2, t // 2) if quick else t) for n, c, t in CELLS]
                for name, begin in ((OURS, _start_ours), (RIVAL, _start_rival)):
                    folder = screen.folder / f"{name.split()[0]}-{turn}"
                    try:
                        times, counts = _turn(
                            bench, begin, folder, 8 if quick else RUNS, [] if turn else cells
                        )
                    except MissingTool:
                        continue
                    before = found.setdefault(name, ([], {}))
                    before[0].extend(times)
                    before[1].update(counts)
        finally:
            bench.close()
    return found


def percentile(values: Sequence[float], percent: float) -> float:
    """Nearest-rank percentile."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(percent / 100 * (len(ordered) - 1)))]


def run(*, quick: bool = False) -> list[Row]:
    """Measure and make the rows."""
    found = measure(quick=quick)
    ours = [t for t in found[OURS][0] if t is not None]
    if RIVAL not in found:
        note = f"{RIVAL} is not installed here"
        rows = [
            Row("hotkey to text, p50", statistics.median(ours), "ms", note=note),
            Row("hotkey to text, p95", percentile(ours, 95), "ms", note=note),
        ]
    else:
        theirs = [t for t in found[RIVAL][0] if t is not None]
        note = f"beside {RIVAL}; {len(ours)} and {len(theirs)} runs"
        rows = [
            beside(
                "hotkey to text, p50",
                statistics.median(ours), "ms", statistics.median(theirs), MOST_P50, note,
            ),
            beside(
                "hotkey to text, p95",
                percentile(ours, 95), "ms", percentile(theirs, 95), MOST_P95, note,
            ),
        ]  # fmt: skip
    none: dict[str, tuple[int, int]] = {}
    all_counts = {OURS: none, RIVAL: none} | {
        name: {
            "plain pastes": (sum(t is not None for t in times), len(times)),
            **counts,
        }
        for name, (times, counts) in found.items()
    }
    for name, (right, tries) in all_counts[OURS].items():
        rival = all_counts[RIVAL].get(name)
        rows.append(
            Row(
                f"right texts: {name}",
                f"{right}/{tries}",
                baseline=f"{rival[0]}/{rival[1]}" if rival else "–",
                aim="all",
                met=right == tries,
                note=f"beside {RIVAL}" if rival else "",
            )
        )
    return rows
