"""Values typed into gaps: kept for their buyer, never offered to another."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from phrasebook.template import fill
from tests.ui.flow_world import bridge
from tests.ui.test_kept_text import Disk
from ui.dialogs.fill_form import FillForm
from ui.filled_values import FilledValues
from ui.kept_text import KeptText

TEXT = "亲,{订单号} 由 {快递} 发出"


class World:
    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.bridge, _ = bridge()
        self.disk = Disk()
        self.kept = KeptText(self.bridge, lambda: self.disk)
        self.buyer = "小鹿"
        self.values = FilledValues()
        self.values.bind(lambda: self.kept, lambda: (self.buyer, "千牛", ""))

    def form(self) -> FillForm:
        def preview(values: dict[str, str]):
            return fill(TEXT, values, datetime(2026, 11, 22, 14))

        made = FillForm("发货", preview({}).gaps, preview, self.values)
        self.qtbot.addWidget(made)
        made.show()
        return made

    def in_front(self, buyer: str) -> None:
        self.buyer = buyer
        self.values.follow()


@pytest.fixture
def world(qtbot: QtBot) -> World:
    return World(qtbot)


def test_what_was_typed_and_not_pasted_is_offered_after_a_crash(world: World) -> None:
    QTest.keyClicks(world.form().fields["订单号"], "A1234")
    world.kept.store()
    after = World(world.qtbot)
    after.disk = world.disk
    after.kept.loaded.connect(after.values.follow)
    after.kept.load()
    world.qtbot.waitUntil(lambda: bool(after.values))
    form = after.form()
    assert form.fields["订单号"].text() == "", "of one buyer: offered, not filled in"
    assert "A1234" in form.fields["订单号"].placeholderText()


def test_another_buyer_is_not_offered_it_and_the_first_one_is_again(world: World) -> None:
    QTest.keyClicks(world.form().fields["订单号"], "A1234")
    world.in_front("飞鱼")
    assert dict(world.values) == {}
    world.in_front("小鹿")
    assert dict(world.values) == {"订单号": "A1234"}


def test_a_form_that_stays_open_keeps_to_the_buyer_it_was_opened_for(world: World) -> None:
    form = world.form()
    world.in_front("飞鱼")
    QTest.keyClicks(form.fields["订单号"], "A1")
    QTest.keyClicks(form.fields["快递"], "sf")
    assert dict(world.values) == {}
    assert world.kept.names("fill:") == ["fill:千牛/小鹿"]
    form._submit(send=False)
    assert dict(world.values) == {}, "not by pasting either"


def test_what_was_pasted_is_not_kept_on_the_disk(world: World) -> None:
    form = world.form()
    QTest.keyClicks(form.fields["订单号"], "A1")
    QTest.keyClicks(form.fields["快递"], "sf")
    form._submit(send=False)
    assert world.kept.names("fill:") == []
    assert world.values == {"订单号": "A1", "快递": "sf"}, "offered again for this buyer"


def test_without_a_buyer_nothing_is_kept_on_the_disk(world: World) -> None:
    world.in_front("")
    QTest.keyClicks(world.form().fields["订单号"], "A1")
    assert world.kept.names("") == []
    assert dict(world.values) == {"订单号": "A1"}


def test_what_a_full_disk_refused_is_asked_about(world: World) -> None:
    world.disk.full = True
    QTest.keyClicks(world.form().fields["订单号"], "A1234")
    told: list[bool] = []
    world.kept.flush(told.append)
    world.qtbot.waitUntil(lambda: bool(told))
    assert told == [False]
    assert any("A1234" in text for text in world.kept.unstored())
