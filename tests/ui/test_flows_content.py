"""Work for the phrases in the background: told of, and over before the store is closed."""

from __future__ import annotations

import os
import threading

import pytest

from phrasebook import content
from phrasebook.content import SyncReport
from phrasebook.model import UserError
from phrasebook.store import Phrases, Store, index
from phrasebook.store.backup import listed
from tests.phrasebook.test_old_picks import read_back, seed
from ui.flows.content import BACKUP_EVERY_S, ContentFlow


@pytest.fixture
def store(tmp_path):
    made = Store.open(tmp_path)
    yield made
    made.close()


class Flow(ContentFlow):
    def __init__(self, store, folder) -> None:
        self.told: list[tuple[str, str]] = []
        self.warmed = 0
        super().__init__(store, folder, self.warm, lambda e, code: self.told.append((str(e), code)))

    def warm(self) -> None:
        self.warmed += 1

    def run(self) -> None:
        self.start()
        self._thread.join()


@pytest.fixture
def flow(store, tmp_path, monkeypatch):
    monkeypatch.setattr(content, "sync", lambda *_: SyncReport())
    return Flow(store, tmp_path)


def test_broken_content_is_told_with_the_first_place(flow, monkeypatch):
    monkeypatch.setattr(content, "sync", lambda *_: SyncReport(problems=["a.toml 第 3 行", "b"]))
    flow.run()
    assert flow.told == [("标准话术有 2 处读不出来,其余的照常可用。", "content_broken")]
    assert flow.warmed == 1


def test_a_fault_of_one_part_does_not_stop_the_others(flow, tmp_path, monkeypatch):
    def full(*_):
        raise UserError("磁盘已满")

    monkeypatch.setattr(content, "sync", full)
    flow.run()
    assert flow.told == [("磁盘已满", "content")]
    assert len(listed(tmp_path)) == 1


def test_a_copy_is_made_once_a_day(flow, store, tmp_path, monkeypatch):
    flow.run()
    Flow(store, tmp_path).run()
    ((copy, made, _size),) = listed(tmp_path)
    os.utime(copy, (made - BACKUP_EVERY_S - 60,) * 2)
    Flow(store, tmp_path).run()
    assert len(listed(tmp_path)) == 2


def test_nothing_is_copied_where_nothing_can_be_written(flow, store, tmp_path):
    store.read_only = True
    flow.run()
    assert (listed(tmp_path), flow.told) == ([], [])


def test_leaving_waits_for_what_is_under_way_and_begins_nothing_more(flow, tmp_path, monkeypatch):
    begun, release = threading.Event(), threading.Event()

    def slow(*_):
        begun.set()
        release.wait(10)
        return SyncReport()

    monkeypatch.setattr(content, "sync", slow)
    flow.start()
    assert begun.wait(10)
    flow._leaving.set()
    release.set()
    flow.stop()
    assert not flow._thread.is_alive()
    assert (flow.warmed, listed(tmp_path)) == (0, [])


def test_what_an_earlier_version_learned_is_taken_out_after_the_start(tmp_path, monkeypatch):
    monkeypatch.setattr(content, "sync", lambda *_: SyncReport())
    seed(tmp_path)
    assert read_back(tmp_path)
    store = Store.open(tmp_path)
    flow = Flow(store, tmp_path)
    flow.run()
    store.close()
    assert flow.told == []
    assert read_back(tmp_path) == set()


def test_leaving_gives_up_the_first_content_and_the_next_start_brings_it(tmp_path, monkeypatch):
    """It takes seconds on a busy computer, and nobody wrote a word of it."""
    begun, go_on, asked = threading.Event(), threading.Event(), []
    tokens = index.matching.tokens

    def slow(*what):
        asked.append(1)
        begun.set()
        go_on.wait(10)
        return tokens(*what)

    monkeypatch.setattr(index.matching, "tokens", slow)
    store = Store.open(tmp_path)
    flow = Flow(store, tmp_path)
    flow.start()
    assert begun.wait(10)
    flow._leaving.set()
    go_on.set()
    flow.stop()
    assert not flow._thread.is_alive()
    assert (len(asked), flow.told, flow.warmed) == (1, [], 0)
    assert Phrases(store).all().result() == []
    store.close()
    store = Store.open(tmp_path)
    assert content.sync(store).added > 200
    store.close()
