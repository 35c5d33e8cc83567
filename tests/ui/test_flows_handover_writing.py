"""Writing handovers over a real store: offers, drafts that stay, failures that lose nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from assistant.desk.handover_form import HandoverForm
from phrasebook.desk import NoteDraft
from phrasebook.model import Phrase
from tests.ui.handover_world import HOUR, ZONE, World, key, world_in


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path) -> Iterator[World]:
    with world_in(qtbot, tmp_path) as made:
        made.flow.opened()
        made.settle()
        yield made


def test_the_form_offers_known_buyers_and_makes_unknown_ones(world: World) -> None:
    known = world.desk.buyers.ensure("飞鱼", "拼多多", "", world.now).result(10)
    world.flow.writing.write(HandoverForm(because="差评", please="再联系一次", due="今天 18:00"))
    form = world.flow.writing.form
    world.until(form.isActiveWindow)
    key(form.name.field, "飞")
    world.until(lambda: form.name.offered == [known.id])
    key(form.name.field, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert (form.form.buyer, form.platform.text()) == (known.id, "拼多多")
    key(form.name.field, "2")
    assert form.form.buyer == "", "another name is another buyer"
    form._save()
    form._save()
    world.until(lambda: len(world.waiting()) == 1)
    (made,) = world.waiting()
    assert (made.name, made.platform) == ("飞鱼2", "拼多多")
    assert made.buyer not in ("", known.id)


def test_a_phrase_is_attached_to_what_the_buyer_may_say(world: World) -> None:
    world.phrases = [Phrase("refund", "退款说明", "亲,退款 1 到 3 天到账", id="p1")]
    world.flow.writing.write()
    form = world.flow.writing.form
    world.until(form.isActiveWindow)
    form.reply.field.setFocus()
    key(form.reply.field, "tk")
    world.until(lambda: form.reply.offered == ["p1"])
    key(form.reply.field, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert (form.form.reply, form.form.phrase) == ("亲,退款 1 到 3 天到账", "p1")
    key(form.reply.field, "哦")
    assert form.form.phrase == "", "it is not that phrase's text any more"


def test_a_handover_from_a_note_brings_its_words_and_keeps_its_typing_apart(world: World) -> None:
    buyer = world.desk.buyers.ensure("小鹿的窝", "千牛", "", world.now).result(10)
    draft = NoteDraft(buyer.id, "M 码断货", order="33099", due=world.now + HOUR)
    note = world.desk.notes.add(draft, world.now, ZONE, "07").result(10)
    world.flow.writing.write_from_note(note, buyer)
    form = world.flow.writing.form
    assert form.because.text() == "M 码断货"
    assert (form.order.text(), form.form.note, form.form.buyer) == ("33099", note.id, buyer.id)
    assert form.draft.due == world.now + HOUR
    key(form.please, "补发", Qt.Key.Key_Escape)
    world.flow.writing.write()
    assert form.please.text() == "", "another form"
    form.dismiss()
    world.flow.writing.write_from_note(note, buyer)
    assert form.please.text() == "补发"
    assert "恢复" in form.state.text()
    form.fresh.click()
    assert (form.please.text(), form.because.text()) == ("", "M 码断货")
    form.dismiss()
    world.flow.writing.write_from_note(note, buyer)
    assert form.fresh.isHidden(), "what is not wanted does not come back"


def test_a_failure_keeps_the_form_with_what_is_the_matter(world: World) -> None:
    gone = world.desk.buyers.ensure("小鹿", "千牛", "", world.now).result(10)
    form = HandoverForm(buyer=gone.id, name=gone.name, platform=gone.platform)
    world.flow.writing.write(form)
    form = world.flow.writing.form
    for field, text in ((form.because, "断货"), (form.please, "退款"), (form.due.field, "23:00")):
        key(field, text)
    world.desk.buyers.erase(gone.id).result(10)
    form._save()
    form._save()
    world.until(lambda: "已经不在" in form.state.text())
    assert form.isVisible()
    assert form.save.isEnabled()
    assert form.please.text() == "退款"
    world.bridge.close()


def test_the_focus_goes_back_to_where_the_wish_came_from(world: World) -> None:
    world.flow.writing.write()
    world.flow.writing.form.dismiss()
    assert world.given_back == 1, "to the chat"
    world.flow.open()
    world.flow.page.press("N")
    world.flow.writing.form.dismiss()
    assert world.given_back == 1, "to the page"


def test_typing_survives_a_crash(qtbot: QtBot, tmp_path: Path) -> None:
    with world_in(qtbot, tmp_path) as world:
        world.flow.opened()
        world.flow.writing.write()
        key(world.flow.writing.form.because, "写到一半")
        world.kept.store()
        world.settle()
    with world_in(qtbot, tmp_path) as again:
        again.kept.load()
        again.flow.opened()
        again.settle()
        again.flow.writing.write()
        form = again.flow.writing.form
        assert form.because.text() == "写到一半"
        assert not form.fresh.isHidden()
