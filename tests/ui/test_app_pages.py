"""Pages of advice in the whole program: each opens the other's, keys mean the page shown."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from assistant.drafts import Drafts
from assistant.ports import KeyPress
from phrasebook.guides import Guides
from phrasebook.tips import Tips
from tests.ui.app_world import CHAT, NoProblems, Program, seed
from tests.ui.learn_world import GUIDES, TIPS, manual, page
from ui.window import MANUAL, PHRASES, REMINDERS, SETTINGS
from ui.window import TIPS as TIPS_PAGE

LIBRARY = manual(
    page("four-objections", "四种异议", "[试试](tip:six-listen)\n", scenes=("after.return",)),
    page("types", "九种买家", "[问](guide:unpaid) [话](scene:after.return) [算](calc:nps)\n"),
)


@pytest.fixture
def program(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr("phrasebook.content.sync", lambda *_: NoProblems())
    monkeypatch.setattr("ui.flows.tips.tips", lambda: TIPS)
    monkeypatch.setattr("ui.flows.buyer.tips", lambda: TIPS)
    monkeypatch.setattr("ui.flows.tips.guides", lambda: GUIDES)
    monkeypatch.setattr("ui.flows.manual.built_in", lambda: LIBRARY)
    seed(tmp_path)
    made = Program(qtbot, tmp_path)
    yield made
    made.stop()
    # The offscreen clipboard outlives Python and would call into what is left of it.
    QGuiApplication.clipboard().clear()


def entries(menu: QMenu) -> dict[str, object]:
    return {entry.text(): entry for entry in menu.actions() if entry.text()}


def walk(program: Program, *options: str) -> None:
    """Answer the questions of the guide that is shown."""
    for say in options:
        node = program.tips.guide.node
        assert node is not None
        program.tips.guide.choose(next(one for one in node.options if one.say == say))
        program.settle()


# ---------------------------------------------------------------------- the page 异议
def test_the_rail_opens_the_tips_with_their_phrases(program):
    program.open(TIPS_PAGE)
    assert program.app.sidebar.page == TIPS_PAGE
    assert program.app.sidebar.rail.button(TIPS_PAGE).isChecked()
    assert program.titles(program.tips.stack) == ["价"]
    program.open(PHRASES)
    program.open(TIPS_PAGE)
    assert program.tips.tip.id == "obj-expensive"


def test_phrases_that_come_late_do_not_stand_under_another_tab(program):
    program.tips.show_tab("complaint")
    program.tips.choose("six-listen")
    program.tips.show_tab("guide")
    program.settle()
    assert program.titles(program.tips.stack) == []


def test_a_phrase_that_is_deleted_goes_from_its_tip(program):
    program.open(TIPS_PAGE)
    card = program.tips.phrase_at(1)
    program.app.phrases.delete([card.id]).result()
    program.settle()
    program.settle()
    assert program.titles(program.tips.stack) == []


def test_a_leaf_of_a_guide_follows_a_change_too(program):
    leaf = GUIDES.get("unpaid").nodes["forgot"]
    assert leaf.scenes == ("follow.pay",)
    program.tips.show_guide("unpaid")
    walk(program, "新客", "忘了")
    assert program.titles(program.tips.stack) == []
    from tests.phrasebook.store_helpers import draft

    program.app.phrases.add(draft("催", "还在吗", "follow.pay")).result()
    program.settle()
    program.settle()
    assert program.titles(program.tips.stack) == ["催"]


def test_a_reminder_keeps_its_text_while_the_desk_is_not_open(program):
    program.tips.show_guide("unpaid")
    walk(program, "新客", "忘了")
    program.tips.guide.pressed.emit("remind")
    assert QGuiApplication.clipboard().text() == "两小时后看看付了没有"
    assert "已复制" in program.app.sidebar.toast.text
    assert program.app.sidebar.page == REMINDERS, "what gets the desk open is shown"


@pytest.mark.parametrize("tab", ["objection", "guide"])
def test_broken_content_is_said_on_the_page(qtbot, tmp_path, monkeypatch, tab):
    monkeypatch.setattr("phrasebook.content.sync", lambda *_: NoProblems())
    monkeypatch.setattr("ui.flows.tips.tips", lambda: Tips((), ("坏了",)))
    monkeypatch.setattr("ui.flows.tips.guides", lambda: Guides((), ("坏了",)))
    seed(tmp_path)
    program = Program(qtbot, tmp_path)
    try:
        program.open(TIPS_PAGE)
        program.tips.show_tab(tab)
        assert program.tips.empty.isVisible()
        program.key(1)
        assert program.pasted == [], "there is no card on this page"
    finally:
        program.stop()


# ---------------------------------------------------------------------- the buyer's type
def test_the_type_set_in_the_head_moves_suited_phrases_up(program):
    program.dock("小鹿")
    assert program.titles() == ["一", "二", "三"]
    assert program.app.sidebar.head.buyer.type_button.text() == "类型"
    menu = program.parts.buyer.open_menu()
    found = entries(menu)
    assert list(found) == ["谨慎型", "爽快型"]
    assert "问得细" in found["谨慎型"].toolTip()
    found["谨慎型"].trigger()
    menu.close()
    program.settle()
    assert program.titles() == ["二", "三", "一"]
    assert [card.chip for card in program.app.page.list.cards.cards] == ["谨慎型", "谨慎型", ""]
    assert program.app.sidebar.head.buyer.type_button.text() == "谨慎型"
    program.key(1)
    assert program.pasted == [(CHAT, "二")], "the keys follow the cards"


def test_it_is_taken_back_in_the_menu(program):
    program.dock("小鹿")
    program.parts.buyer.choose("爽快型")
    program.settle()
    assert program.titles() == ["三", "一", "二"]
    menu = program.parts.buyer.open_menu()
    found = entries(menu)
    assert found["爽快型"].isChecked()
    assert not found["谨慎型"].isChecked()
    found["取消标记"].trigger()
    menu.close()
    program.settle()
    assert program.titles() == ["一", "二", "三"]
    assert "取消标记" not in entries(program.parts.buyer.open_menu())
    assert program.app.sidebar.head.buyer.type_button.text() == "类型"


def test_it_is_set_and_taken_back_on_the_page_of_types(program):
    program.dock("小鹿")
    tips = program.tips
    tips.show_tip("type-careful")
    tips.card.pressed.emit("type")
    program.settle()
    assert program.parts.buyer.type == "谨慎型"
    assert program.app.sidebar.head.buyer.type_button.text() == "谨慎型"
    assert program.titles() == ["二", "三", "一"]
    tips.card.pressed.emit("type")
    program.settle()
    assert program.parts.buyer.type == ""
    assert program.titles() == ["一", "二", "三"]


def test_each_buyer_of_each_client_has_a_type_of_their_own(program):
    program.open(TIPS_PAGE)
    program.dock("小鹿")
    program.parts.buyer.choose("谨慎型")
    assert program.tips.current_title.text == "当前买家 · 谨慎型"
    program.dock("大象")
    assert (program.parts.buyer.type, program.titles()) == ("", ["一", "二", "三"])
    assert program.tips.current_title.text == ""
    program.dock("小鹿", client="wechat")
    assert program.parts.buyer.type == ""
    program.dock("小鹿")
    assert (program.parts.buyer.type, program.titles()) == ("谨慎型", ["二", "三", "一"])
    program.dock("")
    assert program.titles() == ["一", "二", "三"], "nobody is in front"


def test_a_type_holds_over_steps_and_spares_a_search(program):
    program.dock("小鹿")
    program.app.page.show_hits("x", [])
    program.parts.buyer.choose("谨慎型")
    program.settle()
    assert program.app.page.query == "x", "what was looked for stays"
    program.app.go_to_step(3)
    program.settle()
    program.app.go_to_step(1)
    program.settle()
    assert program.titles() == ["二", "三", "一"]


# ---------------------------------------------------------------------- scenes of a step
def test_the_scenes_menu_filters_a_step_and_all_brings_it_back(program):
    section = program.app.page.section
    assert section.caption.isEnabled()
    menu = section.open_scenes()
    assert list(entries(menu)) == ["全部场景", "进店问候", "忙时稍等"]
    assert entries(menu)["全部场景"].isChecked()
    entries(menu)["忙时稍等"].trigger()
    menu.close()
    program.settle()
    assert program.titles() == ["三"]
    assert section.caption.text() == "忙时稍等 · 1 条"
    program.key(1)
    assert program.pasted == [(CHAT, "三")]
    menu = section.open_scenes()
    assert list(entries(menu)) == ["全部场景", "进店问候", "忙时稍等"]
    assert entries(menu)["忙时稍等"].isChecked()
    entries(menu)["全部场景"].trigger()
    menu.close()
    program.settle()
    assert program.titles() == ["一", "二", "三"]


def test_another_step_shows_all_its_scenes(program):
    program.app.choose_scene("greet.busy")
    program.settle()
    program.app.go_to_step(3)
    program.settle()
    assert program.titles() == ["价"]
    assert not program.app.page.section.caption.isEnabled(), "one scene is no choice"
    program.app.go_to_step(1)
    program.settle()
    assert program.titles() == ["一", "二", "三"]


def test_a_key_right_after_the_choice_of_a_scene_means_its_cards(program):
    program.app.choose_scene("greet.busy")
    program.parts.commands.paste_card(1, KeyPress(CHAT))
    assert program.pasted == []
    program.settle()
    assert program.pasted == [(CHAT, "三")]


def test_the_manual_is_made_when_the_rail_first_asks_for_it(program):
    learn = program.parts.learn
    assert "manual" not in vars(learn)
    program.open(MANUAL)
    first = program.app.sidebar.shown_page()
    assert program.app.sidebar.page == MANUAL
    program.open(PHRASES)
    program.open(MANUAL)
    assert program.app.sidebar.shown_page() is first


def test_a_link_to_a_scene_shows_it_whatever_the_step(program):
    program.open(MANUAL)
    program.app.show_scene("after.return")
    program.settle()
    assert program.app.sidebar.page == PHRASES
    assert program.app.sidebar.tabs.step == 0
    assert program.titles() == ["慢"]
    section = program.app.page.section
    assert section.caption.isEnabled()
    found = entries(section.open_scenes())
    assert next(iter(found)) == "全部场景"
    assert "进店问候" not in found, "that is a scene of another step"
    program.app.show_scene("no.such")
    program.settle()
    assert program.titles() == ["慢"]


# ---------------------------------------------------------------------- numbered keys
def test_a_numbered_key_means_the_cards_of_the_page_that_is_shown(program):
    program.open(TIPS_PAGE)
    program.key(1)
    program.open(MANUAL)
    program.parts.learn.manual.show("four-objections")
    program.settle()
    program.key(1)
    program.open(PHRASES)
    program.key(2)
    assert [title for _, title in program.pasted] == ["价", "慢", "二"]


def test_while_the_sidebar_is_hidden_a_numbered_key_means_the_step(program):
    program.open(TIPS_PAGE)
    program.parts.dock.hide()
    program.key(1)
    assert program.pasted == [(CHAT, "一")]


def test_on_the_settings_a_numbered_key_means_the_step(program):
    program.open(SETTINGS)
    program.key(3)
    assert program.pasted == [(CHAT, "三")]


def test_a_page_without_cards_pastes_nothing(program):
    """What stands on no card must not go into a chat."""
    program.open(MANUAL)
    program.key(1)
    program.tips.show_guide("unpaid")
    program.key(1)
    assert program.pasted == []


def test_edited_keys_reach_the_cards_of_every_page(program):
    program.open(TIPS_PAGE)
    program.open(MANUAL)
    program.app.options.set("keys", {"card.edit": "F2"})
    program.settle()
    for view in (program.app.page, program.tips, program.manual):
        assert view.card_actions._edited_keys == {"card.edit": "F2"}


# ---------------------------------------------------------------------- from one to the other
def test_a_tip_opens_its_page_and_a_page_its_tip(program):
    program.tips.card.pressed.emit("page")
    program.settle()
    assert program.app.sidebar.page == MANUAL
    assert program.manual.page.id == "four-objections"
    assert not program.app.sidebar.head.isVisible()
    program.manual.link_pressed.emit("tip", "six-listen")
    program.settle()
    assert program.app.sidebar.page == TIPS_PAGE
    assert program.tips.tip.id == "six-listen"
    assert program.titles(program.tips.stack) == ["慢"]


def test_a_page_opens_guides_scenes_and_the_calculator(program):
    program.parts.learn.manual.open("types")
    program.settle()
    program.manual.link_pressed.emit("guide", "unpaid")
    program.settle()
    assert program.tips.guide.node.ask == "是谁?"
    program.manual.link_pressed.emit("scene", "after.return")
    program.settle()
    assert program.app.sidebar.page == PHRASES
    program.manual.link_pressed.emit("calc", "csat")
    calculator = program.parts.learn.calculator
    assert calculator.isVisible()
    assert calculator.choice.currentData() == "csat"
    calculator.hide()


# ---------------------------------------------------------------------- FABE
def fabe(program: Program, feature: str = "用{纯棉}") -> None:
    program.tips.fabe_wanted.emit()
    window = program.parts.learn.fabe
    assert window.isVisible()
    window.fields["feature"].setText(feature)
    window.fields["benefit"].setText("不闷[真的]")


TEXT = "亲，这款用{纯棉}，不闷[真的]😊"


def test_what_was_typed_into_fabe_outlives_a_crash(program) -> None:
    fabe(program)
    window = program.parts.learn.fabe
    assert window._timer.isActive()
    window._timer.at_once()
    del program.parts.learn.fabe  # as in another process, which reads the same file
    program.parts.learn._parts.drafts = Drafts(program.folder)
    assert program.parts.learn.fabe.typed() == window.typed()
    assert window.typed()


def test_fabe_pastes_the_text_with_nothing_taken_for_a_variable(program):
    from datetime import datetime

    from phrasebook.template import fill

    asked = []
    program.parts.paste.into = lambda *what, **more: asked.append((*what, more))
    program.dock("小鹿")
    fabe(program)
    program.parts.learn.fabe.buttons["paste"].click()
    ((target, phrase, more),) = asked
    assert target == program.parts.dock.target
    assert more == {"refocus": True}, "our window had the focus"
    filled = fill(phrase.text, {"纯棉": "错"}, datetime(2026, 11, 25))
    assert (filled.text, filled.gaps) == (TEXT, ())


@pytest.mark.parametrize("button", ["copy", "paste"])
def test_fabe_copies_what_was_typed_without_a_chat_too(program, button):
    fabe(program)
    program.parts.learn.fabe.buttons[button].click()
    assert QGuiApplication.clipboard().text() == TEXT
    assert program.app.sidebar.toast.text == "已复制"
    assert program.pasted == []


def test_fabe_saves_a_phrase_that_says_what_was_typed(program):
    fabe(program)
    program.parts.learn.fabe.buttons["save"].click()
    editor = program.parts.edit.editor
    assert editor.isVisible()
    draft = editor.draft()
    assert draft.text == "亲，这款用\\{纯棉\\}，不闷\\[真的\\]😊"
    editor.hide()
