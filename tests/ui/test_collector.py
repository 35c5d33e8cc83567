"""What Python frees by collecting is freed on the GUI thread, whoever makes the rubbish."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from ui.collector import Collector


class Knot:
    """Only a collector can free it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def automatic_as_before() -> Iterator[None]:
    was = gc.isenabled()
    yield
    gc.unfreeze()
    (gc.enable if was else gc.disable)()


def freed_on() -> list[int]:
    """Have a worker make rubbish; the list names the thread of each end, and 0 for the worker's."""
    ends: list[int] = []

    def make() -> None:
        for _ in range(3000):
            knot = Knot()
            kept.append(weakref.ref(knot, lambda _gone: ends.append(threading.get_ident())))

    kept: list[weakref.ref[Knot]] = []
    worker = threading.Thread(target=make)
    worker.start()
    worker.join()
    ends.append(0)
    _KEPT.append(kept)
    return ends


_KEPT: list[list[weakref.ref[Knot]]] = []


def test_left_to_itself_a_worker_would_free_it(qtbot: QtBot) -> None:
    gc.enable()
    assert freed_on()[0] not in (0, threading.get_ident())


def test_it_is_freed_on_the_gui_thread_and_soon(qtbot: QtBot) -> None:
    collector = Collector()
    ends = freed_on()
    assert ends == [0]
    qtbot.waitUntil(lambda: len(ends) >= 3000, timeout=15_000)
    assert set(ends[1:]) == {threading.get_ident()}
    collector.deleteLater()


def test_a_look_collects_only_what_is_due(qtbot: QtBot) -> None:
    collector = Collector()
    assert collector.look() == 2, "once for what the start left"
    assert collector.look() is None
    rubbish = [Knot() for _ in range(gc.get_threshold()[0] + 100)]
    rubbish.clear()
    assert collector.look() == 0
    collector.deleteLater()
