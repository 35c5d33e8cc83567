"""The paste gate over a simulated world: every step, every refusal, every race."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.clients import ClientRule
from assistant.outcome import OutcomeKind
from assistant.ports import Capability, Target
from assistant.wordcheck import Warning
from phrasebook.model import Phrase
from tests.assistant.paste_world import CHAT, OTHER, RULE, Copied, Keys, Window, World, phrase

STEPS = ("snapshot", "put_text", "active", "arm", "paste")


def test_a_paste_arrives_and_the_users_clipboard_comes_back() -> None:
    world = World()
    outcome = world.ask("您好\n😀")
    assert (outcome.kind, outcome.message) == (OutcomeKind.PASTED, "")
    assert world.box() == ["您好\n😀"]
    assert world.windows[CHAT.window].keys == ["Ctrl+V"]
    assert world.content == Copied("mine")
    assert world.used == ["您好\n😀"[:8]]


def test_the_steps_come_in_the_order_of_the_design() -> None:
    world = World()
    world.ask()
    order = [name for name in world.calls if name in ("can_reach", *STEPS, "restore")]
    wanted = ["can_reach", "snapshot", "put_text", "active", "arm", "paste", "restore"]
    assert [name for name in order if name != "owns"] == wanted


def test_a_gap_is_asked_for_and_nothing_is_touched() -> None:
    world = World()
    outcome = world.ask("单号 {单号} 已发出")
    assert outcome.kind is OutcomeKind.NEEDS_VALUES
    assert [gap.name for gap in outcome.gaps] == ["单号"]
    assert "put_text" not in world.calls
    assert world.box() == []


def test_values_of_the_form_win_over_those_of_the_target() -> None:
    world = World()
    world.values = {"单号": "旧", "店铺名": "小店"}
    world.ask("{店铺名} {单号}", values={"单号": "SF1"})
    assert world.box() == ["小店 SF1"]


def test_a_variant_takes_the_place_of_the_text() -> None:
    world = World()
    world.gate.request(phrase("甲"), CHAT, text="乙 {单号}")
    world.run()
    outcome = world.outcomes[0]
    assert outcome.template == "乙 {单号}"
    assert outcome.gaps[0].name == "单号"


def test_warnings_hold_back_until_accepted() -> None:
    world = World()
    world.warnings = [Warning("最好", "绝对化用语")]
    assert world.ask("最好的").kind is OutcomeKind.WARNED
    assert world.box() == []
    assert world.ask("最好的", accept=True).kind is OutcomeKind.PASTED


def test_an_offer_that_is_over_warns() -> None:
    world = World()
    over = Phrase(scene="s", title="t", text="满减", id="x", valid_until="2020-01-01")
    world.gate.request(over, CHAT)
    world.run()
    assert world.outcomes[0].kind is OutcomeKind.WARNED
    assert world.outcomes[0].warnings[0].date == "2020-01-01"


def refused(world: World, code: str, text: str = "您好") -> None:
    outcome = world.outcomes[-1]
    assert (outcome.kind, outcome.code) == (OutcomeKind.REFUSED, code)
    assert "Ctrl+V" in outcome.message
    assert world.content == text
    assert world.box(OTHER) == []


def test_no_target_is_refused_and_the_text_kept() -> None:
    world = World()
    world.ask(target=None)
    refused(world, "no_target")


def test_a_window_of_no_chat_client_is_refused_unless_allowed() -> None:
    world = World()
    world.front = OTHER
    world.ask(target=OTHER)
    refused(world, "not_chat")
    world.only_chat = False
    assert world.ask("再来", target=OTHER).kind is OutcomeKind.PASTED
    assert world.box(OTHER) == ["再来"]


def test_a_program_without_a_rule_gets_the_text_in_one_line() -> None:
    world = World()
    world.only_chat, world.front = False, OTHER
    assert world.ask("甲\n乙", target=OTHER).kind is OutcomeKind.PASTED
    assert world.box(OTHER) == ["甲 乙"]


def test_a_dialog_gets_nothing() -> None:
    world = World()
    world.ask(target=replace(CHAT, dialog=True))
    refused(world, "dialog")


def test_line_by_line_with_shift_enter_between() -> None:
    world = World(rules=(replace(RULE, line_breaks="shift_enter"),))
    assert world.ask("甲\n\n乙").kind is OutcomeKind.PASTED
    assert world.box() == ["甲", "乙"]
    keys = world.windows[CHAT.window].keys
    assert keys == ["Ctrl+V", "Shift+Enter", "Shift+Enter", "Ctrl+V"]
    assert world.content == Copied("mine")


def test_a_chat_that_goes_between_two_lines_gets_no_more_of_them() -> None:
    world = World(rules=(replace(RULE, line_breaks="shift_enter"),))
    world.hooks["tap"] = world.raise_other
    outcome = world.ask("甲\n乙")
    assert outcome.code == "half"
    assert world.box() == ["甲"]
    assert world.box(OTHER) == []
    assert world.windows[OTHER.window].keys == []
    assert world.content == "甲\n乙", "all of it is on the clipboard"


def test_a_window_out_of_reach_is_refused_with_the_reason() -> None:
    world = World()
    world.reach = Capability(False, "fake", "以管理员身份运行。", "换一种启动方式。")
    world.ask()
    refused(world, "unreachable")
    assert "以管理员身份运行。换一种启动方式。" in world.outcomes[-1].message


def test_another_buyer_in_the_same_window_is_refused() -> None:
    world = World()
    retitled = type(CHAT)(CHAT.window, CHAT.pid, CHAT.program, "聊天 - 买家二")
    world.hooks["active"] = lambda: setattr(world, "front", retitled)
    world.ask()
    refused(world, "buyer")


def retitle(world: World, title: str) -> None:
    world.front = Target(CHAT.window, CHAT.pid, CHAT.program, title)


@pytest.mark.parametrize("step", STEPS)
def test_another_buyer_at_any_step_gets_nothing(step: str) -> None:
    for rule in (RULE, ClientRule("chat", "聊天", programs=("chat",))):
        world = World(rules=(rule,))
        world.hooks[step] = lambda w=world: retitle(w, "聊天 - 买家二")
        world.ask()
        refused(world, "buyer")
        assert world.windows[CHAT.window].keys == []


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    "title",
    [
        "(3) 聊天 - 买家一",
        "【新消息】聊天 - 买家一",
        "聊天 - 买家一 对方正在输入…",
        "● 聊天 - 买家一",
    ],
)
def test_a_title_that_changes_by_itself_costs_nothing(step: str, title: str) -> None:
    world = World(rules=(ClientRule("chat", "聊天", programs=("chat",)),))
    world.hooks[step] = lambda: retitle(world, title)
    assert world.ask().kind is OutcomeKind.PASTED


def test_a_request_older_than_a_second_is_refused() -> None:
    world = World()
    world.gate.request(phrase("您好"), CHAT)
    world.clock.sleep(1.1)
    world.run()
    refused(world, "late")
    assert world.windows[CHAT.window].keys == []


def test_a_request_is_as_old_as_its_key_however_late_it_was_heard() -> None:
    world = World()
    pressed = world.clock.monotonic()
    world.clock.sleep(0.9)
    world.gate.request(phrase("您好"), CHAT, at=pressed)
    world.clock.sleep(0.2)
    world.run()
    refused(world, "late")
    assert world.windows[CHAT.window].keys == []


@pytest.mark.parametrize("step", ["can_reach", "put_text"])
def test_it_is_refused_too_where_the_second_ends_on_the_way(step: str) -> None:
    world = World()
    world.hooks[step] = lambda: world.clock.sleep(1.1)
    world.ask()
    refused(world, "late")


def test_a_form_that_was_filled_in_slowly_binds_anew_but_to_the_same_chat() -> None:
    world = World()
    outcome = world.ask("单号 {单号} 已发出")
    world.clock.sleep(60)
    values = {"单号": "SF1"}
    assert world.ask("单号 {单号} 已发出", target=outcome.target, values=values).code == ""
    retitle(world, "聊天 - 买家二")
    assert world.ask("单号 {单号} 已发出", target=outcome.target, values=values).code == "buyer"


def test_a_slow_clipboard_owner_costs_no_paste_but_binds_anew() -> None:
    world = World()
    world.hooks["snapshot"] = lambda: world.clock.sleep(1.4)
    assert world.ask().kind is OutcomeKind.PASTED
    world.hooks["snapshot"] = lambda: (world.clock.sleep(1.4), retitle(world, "聊天 - 买家二"))[1]
    world.ask("乙")
    assert world.outcomes[-1].code == "buyer"
    assert world.box() == ["您好"]


def test_a_program_that_would_paste_something_older_gets_no_key() -> None:
    world = World()
    world.notices = False
    world.ask()
    refused(world, "unnoticed")
    assert world.windows[CHAT.window].keys == []


def test_a_program_that_holds_the_keyboard_gets_nothing() -> None:
    world = World()
    world.grabbed = True
    world.ask()
    refused(world, "grabbed")
    assert world.used == []


@pytest.mark.parametrize("step", STEPS)
def test_a_window_raised_at_any_step_gets_nothing(step: str) -> None:
    world = World()
    world.hooks[step] = world.raise_other
    world.ask()
    refused(world, "moved")
    assert world.box() == []
    assert world.windows[OTHER.window].keys == []


@pytest.mark.parametrize("step", STEPS)
def test_a_target_closed_at_any_step_sends_nothing(step: str) -> None:
    world = World()
    world.hooks[step] = world.close_chat
    world.gate.request(phrase("您好"), CHAT)
    world.run()
    outcome = world.outcomes[-1]
    assert (outcome.kind, outcome.code) == (OutcomeKind.REFUSED, "gone")
    assert world.content == "您好"
    assert world.windows[OTHER.window].keys == []


def test_these_races_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the check of the sender, a window raised at the last step gets the text."""
    send = Keys.paste
    monkeypatch.setattr(Keys, "paste", lambda keys, key, target=None, same=None: send(keys, key))
    world = World()
    world.hooks["paste"] = world.raise_other
    world.ask()
    assert world.box(OTHER) == ["您好"]


def test_refocus_gives_the_focus_back_first() -> None:
    world = World()
    world.front = None
    assert world.ask(refocus=True).kind is OutcomeKind.PASTED
    assert world.box() == ["您好"]


def test_refocus_gives_up_after_half_a_second() -> None:
    world = World()
    world.front, world.obeys_activate = OTHER, False
    began = world.clock.time
    world.gate.request(phrase("您好"), CHAT, refocus=True)
    world.gate.step(0)
    refused(world, "moved")
    assert 0.5 <= world.clock.time - began < 0.6


def test_enter_is_pressed_only_when_asked_and_after_the_text_was_taken() -> None:
    world = World()
    world.windows[CHAT.window].fetches = (0.002, 0.5)
    world.ask()
    assert "Enter" not in world.windows[CHAT.window].keys
    seen: list[object] = []
    world.hooks["tap"] = lambda: seen.extend(world.box())
    world.ask("发", send=True)
    assert world.windows[CHAT.window].keys[-1] == "Enter"
    assert seen == ["您好", "发"]


def test_a_rule_may_ask_for_enter_and_another_key() -> None:
    rule = ClientRule("chat", "", programs=("chat",), paste_key="Shift+Insert", press_enter=True)
    world = World(rules=(rule,))
    world.ask()
    assert world.windows[CHAT.window].keys == ["Shift+Insert", "Enter"]


def test_no_enter_once_another_window_is_in_front() -> None:
    world = World()
    world.hooks["tap"] = world.raise_other
    outcome = world.ask(send=True)
    assert outcome.kind is OutcomeKind.PASTED
    assert "没有按回车" in outcome.message
    assert world.windows[OTHER.window].keys == []


def test_the_caret_goes_back_by_what_a_person_calls_characters() -> None:
    world = World()
    world.ask("请填{光标}谢谢👨‍👩‍👧!")
    assert world.box() == ["请填谢谢👨‍👩‍👧!"]
    assert world.windows[CHAT.window].keys == ["Ctrl+V", *["Left"] * 4]


def test_a_caret_too_far_back_stays_at_the_end() -> None:
    world = World()
    world.ask("{光标}" + "长" * 500)
    assert world.windows[CHAT.window].keys == ["Ctrl+V"]


def test_a_cancelled_request_sends_nothing_and_leaves_the_clipboard() -> None:
    world = World()
    world.gate.request(phrase("甲"), CHAT)
    world.gate.cancel_all()
    world.gate.request(phrase("乙"), CHAT)
    world.run()
    assert [(o.kind, o.code) for o in world.outcomes] == [
        (OutcomeKind.REFUSED, "cancelled"),
        (OutcomeKind.PASTED, ""),
    ]
    assert world.box() == ["乙"]


def test_a_lock_between_clipboard_and_key_sends_nothing() -> None:
    world = World()
    world.hooks["put_text"] = world.gate.cancel_all
    assert world.ask().code == "cancelled"
    assert world.windows[CHAT.window].keys == []
    assert world.content == Copied("mine")


def test_copy_leaves_the_text_on_the_clipboard() -> None:
    world = World()
    world.gate.copy(phrase("您好 {单号}", "x"), {"单号": "1"})
    world.run()
    assert world.outcomes[0].kind is OutcomeKind.COPIED
    assert world.content == "您好 1"
    assert world.used == ["x"]


def test_a_failing_port_is_an_outcome_and_the_worker_lives_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    world = World()

    def fail() -> None:
        raise RuntimeError("买家张三")

    world.hooks["active"] = fail
    assert world.ask().kind is OutcomeKind.FAILED
    assert world.ask("再来").kind is OutcomeKind.PASTED
    assert any(record.exc_info for record in caplog.records)


def test_one_log_line_a_request_without_any_text(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    world = World()
    world.ask("秘密")
    lines = [r.getMessage() for r in caplog.records if "paste request=" in r.getMessage()]
    assert len(lines) == 1
    assert lines[0].startswith("paste request=1 outcome=pasted code=ok total_ms=")
    assert all(f"{stage}_ms=" in lines[0] for stage in ("queue", "save", "put", "keys"))
    assert lines[0].endswith("client=chat")
    assert "秘密" not in caplog.text


def test_alternatives_take_turns() -> None:
    world = World()
    world.ask("[亲|您好]")
    world.ask("[亲|您好]")
    assert world.box() == ["亲", "您好"]


def test_stop_pumps_while_the_worker_needs_this_thread() -> None:
    world = World()
    world.clock.sleep = lambda _seconds: None  # type: ignore[method-assign]
    inside, served = threading.Event(), threading.Event()

    def wait_for_gui() -> None:
        inside.set()
        assert served.wait(5)

    world.hooks["snapshot"] = wait_for_gui
    world.hooks["pump"] = served.set
    world.gate.start()
    world.gate.request(phrase("您好"), CHAT)
    assert inside.wait(5)
    world.gate.stop()
    assert served.is_set()


def _chain(draw: Callable[..., object]) -> list[tuple[float, str]]:
    return draw(  # type: ignore[return-value]
        st.lists(
            st.tuples(
                st.sampled_from([0.0, 0.01, 0.15, 0.4, 1.2, 3.5]),
                st.sampled_from(["paste", "paste", "paste", "copy", "other", "chat", "close"]),
            ),
            max_size=8,
        )
    )


@settings(max_examples=300, deadline=None)
@given(
    st.data(),
    st.sampled_from([0.004, 0.3, 1.0, 2.5, 3.6, 5.0]),
    st.sampled_from([0, 1, 2]),
    st.dictionaries(
        st.sampled_from(STEPS), st.sampled_from(["copy", "other", "close"]), max_size=2
    ).filter(lambda steps: steps.get("put_text") != "copy"),  # X11 has no compare-and-set
)
def test_whatever_happens_no_wrong_window_and_nothing_lost(
    data: st.DataObject, busy: float, rule_fetches: int, at_steps: dict[str, str]
) -> None:
    fetches = (0.002, busy) if rule_fetches != 1 else (busy,)
    rule = ClientRule("chat", "聊天", programs=("chat",), fetches=rule_fetches)
    world = World(rules=(rule,))
    world.windows[CHAT.window] = Window(CHAT, fetches, asks_on=len(fetches) > 1)
    copies = ["mine"]

    def copy() -> None:
        copies.append(f"copied {len(copies)}")
        world.user_copies(copies[-1])

    do: dict[str, Callable[[], None]] = {
        "paste": lambda: None,
        "copy": copy,
        "other": world.raise_other,
        "chat": lambda: setattr(world, "front", CHAT if CHAT.window in world.windows else OTHER),
        "close": world.close_chat,
    }
    box = world.windows[CHAT.window].box
    world.hooks = {step: do[what] for step, what in at_steps.items()}
    asked = 0
    for wait, what in _chain(data.draw):
        world.run(wait)
        if what == "paste":
            asked += 1
            world.gate.request(phrase(f"话术 {asked}"), CHAT)
        else:
            do[what]()
    world.run(20)

    # No key and no text ever reached the other window.
    assert world.windows[OTHER.window].keys == []
    assert world.box(OTHER) == []
    # The chat got phrases in order, each at most once unless the person was told that one was
    # not taken and pasted the next; and a copy only if a person replaced the text between key and
    # fetch, which no program can prevent.
    texts = [text for text in box if isinstance(text, str)]
    assert texts == sorted(texts, key=lambda text: int(text.split()[1]))
    hung = any(outcome.code in ("untouched", "overtaken") for outcome in world.outcomes)
    assert hung or len(texts) == len(set(texts))
    assert all(text.what in copies[1:] for text in box if isinstance(text, Copied))
    # The clipboard ends as the newest copy, or as a text that the user was told is there.
    told = {o.text for o in world.outcomes if o.kind is not OutcomeKind.PASTED}
    left = world.content.what if isinstance(world.content, Copied) else world.content
    assert left == copies[-1] or left in told
    ends: dict[int, list[str]] = {}
    for outcome in world.outcomes:
        ends.setdefault(outcome.request, []).append(outcome.code or outcome.kind.value)
    assert len(ends) == asked
    assert all(len(end) == 1 or end == ["untouched", "pasted"] for end in ends.values())
    assert len(world.used) == sum(end[-1] == "pasted" for end in ends.values())


def test_rule_of_the_tests_names_the_chat() -> None:
    assert RULE.programs == (CHAT.program,)
