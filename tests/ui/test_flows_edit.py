"""Writing and removing phrases: undoable, never lost, and never mixed up."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication

from assistant.drafts import Drafts
from phrasebook.model import PhraseDraft
from tests.phrasebook.store_helpers import SCENES, draft, opened
from tests.ui.flow_world import World, bridge
from ui.flows.edit import EditFlow


class Edit(World):
    def __init__(self, qtbot, phrases, folder) -> None:
        super().__init__(qtbot)
        self.qtbot, self.phrases, self.folder = qtbot, phrases, folder
        self.bridge, self.faults = bridge()
        self.step, self.avoid = 1, None
        self.closed: list[bool] = []
        self.recording: list[bool] = []
        self.flow = EditFlow(
            phrases=phrases,
            bridge=self.bridge,
            toast=self.toast,
            drafts=Drafts(folder),
            scenes=lambda: SCENES,
            check_hotkey=lambda _id: lambda _key: None,
            values=dict,
            step=lambda: self.step,
            avoid=lambda: self.avoid,
            recording=self.recording.append,
            closed=lambda: self.closed.append(True),
        )
        qtbot.addWidget(self.flow.editor)

    def titles(self, step: int = 1) -> list[str]:
        return [phrase.title for phrase in self.phrases.by_step(step).result()]

    def settle(self) -> None:
        """Wait until the store has answered all that was asked and the answers arrived."""
        ran: list[int] = []
        self.bridge.when_done(self.phrases.count(), ran.append)
        self.qtbot.waitUntil(lambda: bool(ran))


@pytest.fixture
def world(qtbot, tmp_path):
    with opened(tmp_path) as (_store, phrases):
        made = Edit(qtbot, phrases, tmp_path)
        yield made
        made.bridge.close()  # before the store, as the program does


def test_a_removed_phrase_comes_back_by_the_button_of_the_notice(world):
    kept, gone = (world.phrases.add(draft(title)).result() for title in ("留", "删"))
    world.flow.delete([gone.id])
    world.settle()
    assert world.titles() == ["留"]
    assert world.toast.text == "已删除 1 条话术"
    world.press("撤销")
    world.settle()
    assert world.titles() == ["留", "删"]
    assert world.toast.text == "已撤销:删除话术"
    assert world.phrases.get(gone.id).result() == gone
    assert kept.title == "留"


def test_the_button_goes_when_another_step_becomes_the_newest(world):
    """Else it would take back the pin and call it undone."""
    first, second = (world.phrases.add(draft(title)).result() for title in ("甲", "乙"))
    world.flow.delete([first.id])
    world.settle()
    world.flow.pin(second.id, True)
    assert world.toast.isHidden()
    world.settle()


def test_another_notice_is_left_alone_by_a_pin(world):
    phrase = world.phrases.add(draft("甲")).result()
    world.toast.say("没有粘贴")
    world.flow.pin(phrase.id, True)
    assert world.toast.isVisible()
    world.settle()
    assert world.phrases.get(phrase.id).result().pinned


def test_undo_with_nothing_to_undo_says_so(world):
    world.flow.undo()
    world.settle()
    assert (world.toast.text, world.toast.kind) == ("没有可撤销的操作", "info")


def test_phrases_can_be_sorted_and_that_undone(world):
    first, second = (world.phrases.add(draft(title)).result() for title in ("甲", "乙"))
    world.flow.move(second.id, first.id)
    world.settle()
    assert world.titles() == ["乙", "甲"]
    world.flow.undo()
    world.settle()
    assert world.titles() == ["甲", "乙"]


def test_a_new_phrase_is_stored_in_a_scene_of_the_step_shown(world):
    world.step = 3
    world.flow.new()
    world.flow.editor.text.setPlainText("亲,已经是最低价")
    world.flow.editor.save()
    world.settle()
    assert world.titles(3) == ["亲,已经是最低价"]
    assert not world.flow.editor.unsaved()


def test_a_scene_that_is_named_wins(world):
    world.flow.new("after.stuck", "催件")
    assert world.flow.editor.draft().scene == "after.stuck"
    assert world.flow.editor.draft().title == "催件"


def test_what_was_typed_survives_a_kill(world):
    phrase = world.phrases.add(draft("甲")).result()
    world.flow.edit(phrase)
    world.flow.editor.text.setPlainText("写了一半")
    world.flow.editor._hand_on_draft()
    assert Drafts(world.folder).get(phrase.id).text == "写了一半"
    world.flow.edit(phrase)
    assert world.flow.editor.text.text() == "写了一半"


def test_leaving_the_program_keeps_what_stands_in_the_editor(world):
    world.flow.new()
    world.flow.editor.text.setPlainText("写了一半")
    world.flow.stop()
    assert Drafts(world.folder).get("").text == "写了一半"
    assert not world.flow.editor.isVisible()


def test_saving_ends_the_draft(world):
    world.flow.new("", "甲")
    world.flow.editor.text.setPlainText("文字")
    world.flow.editor._hand_on_draft()
    world.flow.editor.save()
    world.settle()
    assert Drafts(world.folder).get("") is None


def test_a_save_that_ends_late_does_not_take_over_the_phrase_opened_since(world):
    first, second = (world.phrases.add(draft(title)).result() for title in ("甲", "乙"))
    world.flow.edit(first)
    world.flow.editor.text.setPlainText("改过")
    world.flow.editor.save()
    world.flow.edit(second)  # before the store has answered
    world.settle()
    assert world.flow._id == second.id
    assert world.phrases.get(first.id).result().text == "改过"
    assert Drafts(world.folder).get(first.id) is None


def test_a_save_that_fails_late_is_said_and_the_text_kept(world):
    first, second = (world.phrases.add(draft(title)).result() for title in ("甲", "乙"))
    world.flow.edit(first)
    world.flow.editor.text.setPlainText("改过")
    world.phrases.delete([first.id]).result()
    world.flow.editor.save()
    world.flow.edit(second)
    world.settle()
    assert "“甲”没有保存" in world.toast.text
    assert Drafts(world.folder).get(first.id).text == "改过"


def test_a_failed_save_stays_in_the_form(world):
    world.phrases.add(draft("占", hotkey="Ctrl+Alt+J")).result()
    world.flow._save(PhraseDraft("greet.hello", "乙", "文字", hotkey="Ctrl+Alt+J"), "")
    world.settle()
    assert "“乙”没有保存" in world.toast.text, "no form is open that could say it"
    world.flow.new("", "乙")
    world.flow.editor.text.setPlainText("文字")
    world.flow.editor.hotkey.set_text("Ctrl+Alt+J")
    world.flow.editor.save()
    world.settle()
    assert "已经给了“占”" in world.flow.editor._state.text()
    assert world.flow.editor.text.text() == "文字"


def test_the_hotkey_of_a_phrase_that_is_gone_opens_nothing(world):
    world.flow.hotkey("0" * 32)
    world.settle()
    assert not world.flow.editor.isVisible()
    assert world.toast.text == "这条话术已经不在了。"


def test_the_editor_opens_beside_the_sidebar(world):
    area = QGuiApplication.primaryScreen().availableGeometry()
    world.avoid = QRect(area.right() - 388, area.top(), 388, area.height())
    world.flow.new()
    assert world.flow.editor.isVisible()
    assert not world.flow.editor.geometry().intersects(world.avoid)


def test_closing_gives_the_focus_back_once(world):
    world.flow.new()
    world.flow.editor.close_editor()
    assert world.closed == [True]
    assert not world.flow.editor.isVisible()


def test_a_code_in_use_names_its_owner_but_not_the_phrase_itself(world):
    own = world.phrases.add(draft("自己", code="by")).result()
    world.flow.edit(own)
    world.settle()
    assert world.flow.editor._code_state.text() == ""
    world.flow.new()
    world.flow.editor.code.setText("BY")
    world.settle()
    assert "自己" in world.flow.editor._code_state.text()
