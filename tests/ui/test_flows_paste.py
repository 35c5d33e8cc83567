"""What is asked of the paste gate by key, click and form, and what a person is told."""

from __future__ import annotations

import pytest

from assistant.outcome import Copied, OutcomeKind
from assistant.ports import KeyPress
from assistant.wordcheck import Warning as WordWarning
from phrasebook.template import Gap
from tests.ui.cards import phrase
from tests.ui.flow_world import CHAT, OTHER, World, outcome

CARD = phrase(1, text="最好的面料,{买家昵称}")


@pytest.fixture
def world(qtbot):
    return World(qtbot)


def test_a_key_means_the_window_of_its_press_and_no_other(world):
    world.tracker.front = CHAT  # came to the front since
    world.paste.by_key(CARD, KeyPress(OTHER, 7.0))
    (asked,) = world.gate.requests
    assert asked["target"] == OTHER, "neither the docked chat nor what is in front by now"
    assert asked["at"] == 7.0, "it is as old as the key"
    assert asked["refocus"] is False, "nothing may be brought to the front"


def test_a_key_with_nothing_in_front_does_not_fall_back_to_the_docked_chat(world):
    world.paste.by_key(CARD, KeyPress(None))
    assert world.gate.requests[0]["target"] is None


def test_a_click_beside_a_chat_that_has_the_focus_leaves_it_there(world):
    world.paste.by_click(CARD, "另一种说法")
    (asked,) = world.gate.requests
    assert (asked["target"], asked["refocus"], asked["text"]) == (CHAT, False, "另一种说法")


def test_a_click_while_a_window_of_ours_has_the_focus_means_the_docked_chat(world):
    world.tracker.front = None
    world.paste.by_click(CARD)
    (asked,) = world.gate.requests
    assert (asked["target"], asked["refocus"]) == (CHAT, True)


def test_where_keys_are_out_of_reach_a_card_copies(world):
    world.reach = False
    world.paste.by_click(CARD, "另一种说法")
    world.paste.by_key(CARD, KeyPress(CHAT))
    assert world.gate.requests == []
    assert [copy["text"] for copy in world.gate.copies] == ["另一种说法", None]


def test_a_copy_knows_the_buyer_of_the_docked_chat(world):
    world.paste.copy(CARD, values={"商品": "衬衫"})
    assert world.gate.copies[0]["values"] == {"买家昵称": "买家一", "商品": "衬衫"}
    world.docked = None
    world.paste.copy(CARD)
    assert world.gate.copies[1]["values"] == {}


def test_gaps_are_asked_and_the_answers_go_to_the_same_window(world):
    gaps = (Gap("原因", "什么原因", ""),)
    world.paste.report(
        outcome(OutcomeKind.NEEDS_VALUES, CARD, gaps=gaps, values={"甲": "1"}, template="因{?原因}")
    )
    title, asked, preview, done, _cancelled = world.asked[0]
    assert (title, asked) == (CARD.title, gaps)
    assert preview({"原因": "缺货"}).text == "因缺货"
    done({"原因": "缺货"}, True)
    (sent,) = world.gate.requests
    assert (sent["target"], sent["text"], sent["send"]) == (CHAT, "因{?原因}", True)
    assert sent["values"] == {"甲": "1", "原因": "缺货"}
    assert sent["refocus"] is True
    assert sent["accept"] is False, "the filled text has still to be checked"


def test_answers_for_a_copy_end_as_a_copy(world):
    world.paste.report(outcome(OutcomeKind.NEEDS_VALUES, CARD, None, gaps=(Gap("商品", "", ""),)))
    world.asked[0][3]({"商品": "衬衫"}, False)
    assert world.gate.requests == [], "it would be refused: there is no window"
    assert world.gate.copies[0]["values"] == {"商品": "衬衫"}


def test_giving_the_form_up_gives_the_focus_back_but_takes_none(world):
    world.paste.report(outcome(OutcomeKind.NEEDS_VALUES, CARD, gaps=(Gap("商品", "", ""),)))
    cancelled = world.asked[0][4]
    world.tracker.front = OTHER
    cancelled()
    assert world.tracker.activated == [], "the person has gone elsewhere"
    world.tracker.front = None
    cancelled()
    assert world.tracker.activated == [CHAT]
    assert world.gate.requests == []


WORD = WordWarning("最好", "广告法不允许绝对化用语", rewording="很好")


def test_a_warning_offers_its_rewording(world):
    world.paste.report(outcome(OutcomeKind.WARNED, CARD, warnings=(WORD,)))
    assert "最好" in world.toast.text
    assert "没有粘贴" in world.toast.text
    assert world.unseen == [(world.toast.text, True)]
    assert world.gate.requests == [], "nothing goes out before the person says so"
    world.press("换成建议说法")
    (sent,) = world.gate.requests
    assert (sent["text"], sent["accept"]) == ("很好的面料,{买家昵称}", True)


def test_a_warning_can_be_overruled(world):
    world.paste.report(
        outcome(OutcomeKind.WARNED, CARD, warnings=(WORD,), template="最好", send=True)
    )
    world.press("仍然粘贴")
    (sent,) = world.gate.requests
    assert (sent["text"], sent["accept"], sent["send"]) == ("最好", True, True)


@pytest.mark.parametrize(
    "warnings",
    [
        (WordWarning("优惠已过期", "到期"),),
        (WORD, WordWarning("面料", "没有替代")),
        (WordWarning("买家一", "来自变量", rewording="亲"),),
    ],
)
def test_no_rewording_is_offered_that_would_leave_a_warning(world, warnings):
    world.paste.report(outcome(OutcomeKind.WARNED, CARD, warnings=warnings))
    assert [button.text() for button in world.toast.buttons] == ["仍然粘贴"]


def test_a_warning_of_a_copy_copies(world):
    world.paste.report(outcome(OutcomeKind.WARNED, CARD, None, warnings=(WORD,)))
    assert "没有复制" in world.toast.text
    world.press("仍然复制")
    assert world.gate.requests == []
    assert world.gate.copies[0]["accept"] is True


@pytest.mark.parametrize("kind", [OutcomeKind.REFUSED, OutcomeKind.FAILED])
def test_what_was_not_pasted_is_said_also_while_the_sidebar_is_hidden(world, kind):
    world.paste.report(outcome(kind, CARD, message="前面换成了别的窗口", code="moved"))
    assert (world.toast.text, world.toast.kind) == ("前面换成了别的窗口", "warn")
    assert world.unseen == [("前面换成了别的窗口", False)]


def test_where_the_caret_was_in_no_box_teaching_is_offered(world):
    taught: list[object] = []
    world.paste._teach = taught.append
    world.paste.report(outcome(OutcomeKind.REFUSED, CARD, message="不在输入框", code="no_box"))
    world.press("教一下输入框在哪")
    assert taught == [CHAT]
    world.paste.report(outcome(OutcomeKind.REFUSED, CARD, message="换了", code="moved"))
    assert not world.toast.buttons


def test_an_answer_to_a_copied_message_stays_one_when_it_is_asked_again(world):
    copied = Copied(CHAT)
    world.paste.by_click(CARD, None, copied)
    assert world.gate.requests[-1]["copied"] is copied
    gaps = outcome(OutcomeKind.NEEDS_VALUES, CARD, copied=copied)
    world.paste.report(gaps)
    world.asked[-1][3]({"订单号": "1"}, False)
    assert world.gate.requests[-1]["copied"] is copied


def test_good_news_is_short(world):
    world.paste.report(outcome(OutcomeKind.PASTED, CARD))
    assert world.toast.isHidden()
    world.paste.report(outcome(OutcomeKind.COPIED, CARD, message="已复制"))
    assert (world.toast.text, world.toast.kind, world.unseen) == ("已复制", "ok", [])


def test_the_users_own_copy_is_one_click_away(world):
    refused = outcome(OutcomeKind.REFUSED, CARD, message="没有粘贴", code="moved", former=True)
    world.paste.report(refused)
    world.press("还原剪贴板")
    assert world.gate.put_backs == [refused]
    world.paste.report(outcome(OutcomeKind.RESTORED, CARD, message="已还原", code="put_back"))
    assert world.toast.kind == "ok"
    world.paste.report(outcome(OutcomeKind.REFUSED, CARD, message="没有粘贴", code="moved"))
    assert not world.toast.buttons
