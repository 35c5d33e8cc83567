"""Lists of the desk with 10,000 notes of 2,000 buyers: the longest that the window stands still.

A frame here is one pass of the event loop with everything that it paints. The page works over a
real encrypted desk whose thread answers meanwhile; the window is painted off the screen.
"""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.table import Row, at_most

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

if TYPE_CHECKING:
    from phrasebook.desk import Note
    from phrasebook.store.desk import Desk
    from ui.bridge import Bridge
    from ui.flows.notes import NotesFlow
    from ui.window import Sidebar

MOST: Final = 50.0
"""Longest frame in ms (source: the aims of the issue)."""
BUYERS: Final = 2_000
NOTES: Final = 10_000
_SEED: Final = 20_261_125
_KEY: Final = "5eed" * 16
_ZONE: Final = "Asia/Shanghai"
_NOW: Final = 1_795_570_320.0
_SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_WORDS: Final = (
    "答应今天 18:00 前给答复", "愿意换灰色", "物流三天没更新", "已催站点", "拍错尺码要换 M 码",
    "问过发货时间", "差评还没改", "要开发票", "说隔壁家便宜", "退货已经入库", "等财务退款",
)  # fmt: skip
_QUERIES: Final = ("w", "wx", "王小", "物流", "换灰色 发票", "li", "差评", "2311", "没有这样的")


def run(*, quick: bool = False) -> list[Row]:
    """Fill a desk, then page through its lists and search as one types."""
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    share = 10 if quick else 1
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        desk, notes = _fill(place, BUYERS // share, NOTES // share)
        try:
            rows = [*_note_list(app, notes), *_page(app, desk, place)]
        finally:
            desk.close()
    return rows


def _fill(folder: Path, buyers: int, notes: int) -> tuple[Desk, list[Note]]:
    from phrasebook.desk import FLAGS, NoteDraft
    from phrasebook.store.desk import Desk

    dice = random.Random(_SEED)
    desk = Desk.open(folder, _KEY)
    names = [f"{dice.choice(_SURNAMES)}小{dice.choice(_SURNAMES)}{n}" for n in range(buyers)]
    made = [desk.buyers.ensure(name, "千牛", "", _NOW + n) for n, name in enumerate(names)]
    ids = [future.result().id for future in made]
    futures = []
    for number in range(notes):
        draft = NoteDraft(
            dice.choice(ids),
            ",".join(dice.choices(_WORDS, k=dice.randint(1, 6))),
            dice.choice(list(FLAGS)),
            f"2311{dice.randrange(10**14):014d}" if number % 3 == 0 else "",
            open=number % 4 == 0,
            due=_NOW + dice.randrange(10**6) if number % 4 == 0 else None,
        )
        futures.append(desk.notes.add(draft, _NOW + number, _ZONE, "07"))
    return desk, [future.result() for future in futures]


def _note_list(app: object, notes: Sequence[Note]) -> list[Row]:
    """All notes in one list: shown, paged through, jumped about in, narrowed as one types."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from ui.buyer_rows import note_row
    from ui.item_list import ItemList

    shown = [note_row(note, _NOW, _ZONE) for note in notes]
    made = ItemList("bench")
    made.resize(340, 800)
    made.show()
    _worst(app, lambda: None)
    first = _worst(app, lambda: made.set_rows(shown))
    pages = [
        _worst(app, lambda: QTest.keyClick(made, Qt.Key.Key_PageDown))
        for _ in range(max(len(shown) // 20, 10))
    ]
    bar = made.verticalScrollBar()
    dice = random.Random(_SEED)
    jumps = [_worst(app, lambda: bar.setValue(dice.randrange(bar.maximum()))) for _ in range(200)]
    kept = [[row for row in shown if word in row.text] for word in _WORDS]
    searches = [_worst(app, partial(made.set_rows, rows, top=True)) for rows in (*kept, shown)]
    made.hide()
    count = f"{len(shown):,} notes"
    return [
        at_most("list of notes: first shown, longest frame", first, "ms", MOST, count),
        at_most("list of notes: page by page, longest frame", max(pages), "ms", MOST, count),
        at_most("list of notes: thrown about, longest frame", max(jumps), "ms", MOST, count),
        at_most("list of notes: other rows, longest frame", max(searches), "ms", MOST, count),
    ]


def _page(app: object, desk: Desk, folder: Path) -> list[Row]:
    """The page 买家: opened, paged through to its end, searched letter by letter."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from ui.bridge import Bridge

    bridge = Bridge(lambda error: print(error.message))
    sidebar, flow = _flow(desk, bridge, folder)
    opened = _until_quiet(app, bridge, desk, flow.open)
    page = flow.page
    pages = [
        _until_quiet(app, bridge, desk, lambda: QTest.keyClick(page.list, Qt.Key.Key_PageDown))
        for _ in range(60)
    ]
    count = f"{len(page.list.rows):,} buyers read"
    typed = []
    for query in _QUERIES:
        page.search.clear()
        for end in range(1, len(query) + 1):
            page.search.setText(query[:end])
            # Enter searches at once; a pause in typing would do the same a little later.
            press = partial(QTest.keyClick, page.search, Qt.Key.Key_Return)
            typed.append(_until_quiet(app, bridge, desk, press))
    flow.stop()
    bridge.close()
    sidebar.hide()
    return [
        at_most("page 买家: opened, longest frame", opened, "ms", MOST),
        at_most(
            "page 买家: page by page, longest frame", max(pages), "ms", MOST,
            count,
        ),
        at_most(
            "page 买家: searched letter by letter, longest frame", max(typed), "ms", MOST,
            f"{len(typed)} letters",
        ),
    ]  # fmt: skip


def _flow(desk: Desk, bridge: Bridge, folder: Path) -> tuple[Sidebar, NotesFlow]:
    from PySide6.QtWidgets import QWidget

    from assistant.docking import DockState
    from assistant.options import Options
    from phrasebook.desk import Agent
    from ui.flows.buyer import BuyerFlow
    from ui.flows.notes import NotesFlow
    from ui.window import BUYERS, Sidebar

    sidebar = Sidebar(QWidget())
    sidebar.add_page(BUYERS, None, "user", "买家")
    sidebar.resize(388, 800)
    sidebar.show()
    buyer = BuyerFlow(sidebar=sidebar, state=lambda: DockState("free"), desk=lambda: desk)
    flow = NotesFlow(
        sidebar=sidebar, bridge=bridge, desk=lambda: desk,
        options=Options(folder / "options.json"),
        now=lambda: _NOW, zone=lambda: _ZONE, agent=Agent, next_shift=lambda _now: None,
        near=lambda: None, give_back=lambda: None, buyer=buyer, copy=lambda _text: None,
        hand=lambda _draft: None, remind=lambda _draft: None, open_handover=lambda _id: None,
        open_reminder=lambda _id: None, set_up=lambda _page: None,
    )  # fmt: skip
    return sidebar, flow


def _worst(app: object, do: Callable[[], object]) -> float:
    """Do something and give the longest pass of the event loop until all is painted, in ms."""
    begun = time.perf_counter()
    do()
    app.processEvents()  # type: ignore[attr-defined]
    longest = time.perf_counter() - begun
    for _ in range(3):
        begun = time.perf_counter()
        app.processEvents()  # type: ignore[attr-defined]
        longest = max(longest, time.perf_counter() - begun)
    return longest * 1000


def _until_quiet(app: object, bridge: Bridge, desk: Desk, do: Callable[[], object]) -> float:
    """The same, until the desk has answered what was asked."""
    longest = _worst(app, do)
    for _ in range(2):
        ran: list[object] = []
        bridge.when_done(desk.drafts.get("bench"), ran.append)
        while not ran:
            longest = max(longest, _worst(app, lambda: None))
    return longest
