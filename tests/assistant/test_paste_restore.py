"""When the user's clipboard comes back: only after the target's own fetches, in chains, by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.clients import ClientRule
from assistant.fetch_habits import ONCE_AFTER, FetchHabits
from assistant.outcome import OutcomeKind
from assistant.ports import ClipboardBusy
from assistant.restore import (
    AFTER_FETCH_S,
    FALLBACK_S,
    FIRST_RESTORE_S,
)
from tests.assistant.paste_world import (
    CHAT,
    RULE,
    UNKNOWN,
    Copied,
    Window,
    World,
    ends,
    phrase,
    restored_after,
    single,
)


@pytest.mark.parametrize("busy", [0.004, 0.3, 1.0, 2.5])
def test_restore_comes_a_while_after_the_second_fetch(busy: float) -> None:
    world = World()
    world.windows[CHAT.window].fetches = (0.002, busy)
    assert restored_after(world) == pytest.approx(busy + AFTER_FETCH_S, abs=0.011)
    assert world.box() == ["您好"]


@pytest.mark.parametrize("busy", [0.002, 0.3, 1.0, 2.5, 3.6, 5.0, 7.9])
@pytest.mark.parametrize("fetched_before", [(), (0.001,)])
@pytest.mark.parametrize("fetches", [0, 1, 2])
def test_a_busy_chat_never_sees_what_the_user_had_copied(
    busy: float, fetched_before: tuple[float, ...], fetches: int
) -> None:
    world = World(rules=(ClientRule("chat", "聊天", programs=("chat",), fetches=fetches),))
    world.content = Copied("my password")
    asks_on = bool(fetched_before)
    world.windows[CHAT.window] = Window(CHAT, (*fetched_before, busy), asks_on)
    world.gate.request(phrase("您好"), CHAT)
    world.run(9)
    assert world.box() == ["您好"]


def test_a_late_fetch_is_pasted_after_all_and_the_clipboard_comes_back() -> None:
    world = single()
    world.windows[CHAT.window].fetches = (3.6,)
    world.gate.request(phrase("您好"), CHAT)
    world.run(3.2)
    assert (ends(world), world.used) == (["untouched"], [])
    world.run(3)
    assert (ends(world), world.used) == (["untouched", "pasted"], ["您好"])
    assert world.content == Copied("mine")


def test_nothing_counts_before_the_target_has_fetched() -> None:
    world = World()
    world.windows[CHAT.window].fetches = (0.002, 1.0)
    world.gate.request(phrase("您好"), CHAT)
    world.run(0.9)
    assert (world.outcomes, world.used) == ([], [])
    world.run(0.3)
    assert (ends(world), world.used) == (["pasted"], ["您好"])


def test_a_use_is_dated_by_its_key() -> None:
    world = World()
    dates: list[float] = []
    world.gate._used = lambda _id, when: dates.append(when)
    world.windows[CHAT.window].fetches = (0.002, 2.0)
    key = world.clock.now()
    world.gate.request(phrase("您好"), CHAT)
    world.run()
    assert dates == [pytest.approx(key, abs=0.02)]


def test_a_single_fetch_costs_no_second() -> None:
    world = single()
    assert restored_after(world) == pytest.approx(FIRST_RESTORE_S + 0.002, abs=0.011)


def test_enter_and_caret_wait_for_one_fetch_only() -> None:
    world = single()
    world.gate.request(phrase("请填{光标}谢谢"), CHAT)
    world.run(0.3)
    assert world.windows[CHAT.window].keys == ["Ctrl+V", "Left", "Left"]
    world.gate.request(phrase("发"), CHAT, send=True)
    world.run(0.3)
    assert world.windows[CHAT.window].keys[-1] == "Enter"
    assert ends(world) == ["pasted", "pasted"]


def test_no_enter_where_the_text_was_not_taken() -> None:
    world = World()
    world.windows[CHAT.window].fetches = (0.002,)  # a browser whose focus is in no box
    world.ask("发", send=True)
    assert world.windows[CHAT.window].keys == ["Ctrl+V"]
    assert ends(world) == ["untouched"]
    assert world.content == "发"


def test_a_browser_that_fetches_once_has_no_box_and_is_told() -> None:
    world = World(rules=(UNKNOWN,))
    world.windows[CHAT.window].fetches = (0.002,)
    world.ask()
    assert (ends(world), world.used) == (["untouched"], [])
    assert world.content == "您好"


def test_a_browser_without_a_box_is_told_within_a_second_and_owes_nothing() -> None:
    world = World(rules=(UNKNOWN,))
    world.windows[CHAT.window] = Window(CHAT, (0.002,), no_box=True)
    world.gate.request(phrase("甲"), CHAT)
    world.run(1.1)
    assert (ends(world), world.content) == (["untouched"], "甲")
    world.windows[CHAT.window] = Window(CHAT)
    assert world.ask("乙").kind is OutcomeKind.PASTED
    assert world.content == Copied("mine")


@pytest.mark.parametrize("known", [False, True])
def test_a_page_whose_browser_fetches_nothing_for_itself_costs_no_second(known: bool) -> None:
    world = World(rules=(UNKNOWN,))
    if known:
        world.ask("先前")
    world.windows[CHAT.window] = Window(CHAT, (0.01,), unlooked=True)
    assert restored_after(world) == pytest.approx(0.01 + AFTER_FETCH_S, abs=0.011)
    for text in ("甲", "乙"):
        world.gate.request(phrase(text), CHAT)
        world.run(0.3)
    world.run()
    assert set(ends(world)) == {"pasted"}
    assert world.box()[-3:] == ["您好", "甲", "乙"]
    assert world.content == Copied("mine")


def test_a_known_page_whose_focus_is_in_no_box_never_counts_as_pasted() -> None:
    world = World(rules=(UNKNOWN,))
    world.ask("先前")
    world.windows[CHAT.window] = Window(CHAT, (0.002,), no_box=True)
    world.ask("甲")
    world.run(12)
    assert (ends(world), world.used) == (["pasted", "untouched"], ["先前"])
    assert world.content == "甲"


@pytest.mark.parametrize("no_box", [False, True])
def test_a_page_that_goes_on_after_it_was_told_untouched_is_pasted_after_all(no_box: bool) -> None:
    world = World(rules=(UNKNOWN,))
    world.windows[CHAT.window] = Window(CHAT, (0.002, 3.6), no_box=no_box)
    world.gate.request(phrase("您好"), CHAT)
    world.run(9)
    assert (ends(world), world.used) == (["untouched", "pasted"], ["您好"])
    assert world.box() == ["您好"]
    assert world.content == Copied("mine")


def test_a_paste_by_hand_that_meets_no_box_either_changes_nothing() -> None:
    world = World(rules=(UNKNOWN,))
    world.windows[CHAT.window] = Window(CHAT, (0.002,), no_box=True)
    world.gate.request(phrase("您好"), CHAT)
    world.run(4)
    world._note("LtLLLL")
    world.run(2)
    assert (ends(world), world.used) == (["untouched"], [])
    world._note("LtLLLLLLLLLLtLLLL")
    assert world._on_fetch is not None
    world._on_fetch()
    world.run(2)
    assert (ends(world), world.used) == (["untouched", "pasted"], ["您好"])


@pytest.mark.parametrize("fetches", [(3.6,), (0.002, 3.6)])
def test_what_a_hung_chat_still_owes_does_not_count_for_the_next(
    fetches: tuple[float, ...],
) -> None:
    world = World(rules=(UNKNOWN,))
    world.windows[CHAT.window] = Window(CHAT, fetches, len(fetches) > 1)
    world.gate.request(phrase("甲"), CHAT)
    world.run(3.5)
    world.gate.request(phrase("乙"), CHAT)
    world.run(20)
    assert world.box() == ["乙", "乙"]
    assert world.content == Copied("mine")


def test_a_text_after_one_that_was_not_taken_is_pasted_and_told_as_such() -> None:
    world = single()
    world.windows[CHAT.window].fetches = ()  # the focus is in no box
    world.ask("甲")
    world.windows[CHAT.window].fetches = (0.002,)
    assert world.ask("乙").kind is OutcomeKind.PASTED
    world.run(8)
    assert world.content == Copied("mine")


def test_a_program_that_fetches_once_is_learned() -> None:
    habits = FetchHabits()
    world = single(habits=habits)
    for _ in range(ONCE_AFTER):
        assert restored_after(world) == pytest.approx(FIRST_RESTORE_S, abs=0.02)
    assert restored_after(world) == pytest.approx(AFTER_FETCH_S, abs=0.02)
    assert habits.get("chat") == 1


def test_a_second_fetch_without_a_question_is_learned_too() -> None:
    habits = FetchHabits()
    world = single(habits=habits)
    world.windows[CHAT.window].fetches = (0.002, 0.1)
    restored_after(world)
    assert habits.get("chat") == 2
    world.windows[CHAT.window].fetches = (0.002, 2.0)
    assert restored_after(world) == pytest.approx(2.0 + AFTER_FETCH_S, abs=0.02)


def test_what_was_learned_wrongly_is_unlearned() -> None:
    habits = FetchHabits()
    habits.saw("chat", 2)
    world = single(habits=habits)
    for _ in range(2):
        world.ask()
    assert ends(world) == ["untouched", "untouched"]
    assert world.ask().kind is OutcomeKind.PASTED


def test_a_paste_that_was_not_taken_teaches_nothing() -> None:
    habits = FetchHabits()
    world = World(habits=habits)
    world.windows[CHAT.window].fetches = (0.002,)
    for _ in range(3):
        world.ask()
    assert habits.get("chat") == 0


def test_a_platform_that_shows_one_fetch_waits_for_that_one() -> None:
    world = World(visible=1)
    world.windows[CHAT.window].fetches = (1.5, 1.51)
    assert restored_after(world) == pytest.approx(1.5 + AFTER_FETCH_S, abs=0.02)
    world.windows[CHAT.window].fetches = ()
    world.ask()
    assert world.content == "您好"


def test_there_the_rules_time_is_the_earliest() -> None:
    world = World(visible=1, rules=(ClientRule("chat", "", programs=("chat",), restore_ms=700),))
    assert restored_after(world) == pytest.approx(0.7, abs=0.011)


def test_a_newer_copy_of_the_user_is_left_alone() -> None:
    world = World()
    world.gate.request(phrase("您好"), CHAT)
    world.clock.after(0.05, lambda: world.user_copies("newer"))
    world.run()
    assert world.content == Copied("newer")


@pytest.mark.parametrize("busy", [0.004, 0.3, 1.0])
def test_two_in_a_row_both_arrive_and_the_first_copy_comes_back(busy: float) -> None:
    world = World()
    world.windows[CHAT.window].fetches = (0.002, busy)
    world.gate.request(phrase("甲"), CHAT)
    world.clock.after(0.35, lambda: world.gate.request(phrase("乙"), CHAT))
    world.run(6)
    assert world.box() == ["甲", "乙"]
    assert world.content == Copied("mine")
    chained = busy + AFTER_FETCH_S > 0.35
    assert world.calls.count("snapshot") == (1 if chained else 2)


def test_a_copy_between_two_pastes_becomes_the_one_to_give_back() -> None:
    world = World()
    world.gate.request(phrase("甲"), CHAT)
    world.clock.after(0.05, lambda: world.user_copies("newer"))
    world.clock.after(0.07, lambda: world.gate.request(phrase("乙"), CHAT))
    world.run()
    assert world.box() == ["甲", "乙"]
    assert world.content == Copied("newer")


def test_what_the_user_copied_since_need_not_be_waited_for() -> None:
    world = World()
    world.windows[CHAT.window].fetches = (0.002, 2.0)
    world.gate.request(phrase("甲"), CHAT)
    world.run(0.1)
    world.user_copies("newer")
    world.windows[CHAT.window].fetches = (0.002, 0.004)
    world.gate.request(phrase("乙"), CHAT)
    world.run(0.05)
    assert world.box() == ["乙"]
    world.run(4)
    assert world.content == Copied("newer")


def test_a_refusal_waits_for_the_paste_before_it() -> None:
    world = World()
    world.windows[CHAT.window].fetches = (0.002, 1.0)
    world.gate.request(phrase("甲"), CHAT)
    world.clock.after(0.15, lambda: world.gate.request(phrase("乙"), None))
    world.run(6)
    assert world.box() == ["甲"]
    assert world.content == "乙"


def test_a_refusal_never_takes_the_place_of_a_text_that_is_awaited() -> None:
    world = World()
    world.windows[CHAT.window].fetches = (0.002, 2.5)
    world.gate.request(phrase("甲"), CHAT)
    world.clock.after(0.15, lambda: world.gate.request(phrase("乙"), None))
    world.run(6)
    assert world.box() == ["甲"]
    assert ends(world) == ["no_target", "pasted"]
    assert "上一条" in world.outcomes[0].message
    assert world.content == Copied("mine")


def test_a_request_waits_a_second_for_the_one_before_and_no_longer() -> None:
    world = World()
    world.windows[CHAT.window].fetches = (0.002, 2.0)
    world.gate.request(phrase("甲"), CHAT)
    world.run(0.12)
    asked = world.clock.time
    refusals: list[float] = []
    world.gate._report = lambda outcome: (
        refusals.append(world.clock.time) if outcome.kind is OutcomeKind.REFUSED else None,
        world.outcomes.append(outcome),
    )[0]
    world.gate.request(phrase("乙"), CHAT)
    world.run(4)
    assert world.box() == ["甲"]
    assert ends(world) == ["waiting", "pasted"]
    assert refusals[0] - asked == pytest.approx(1.0, abs=0.02)


def test_a_text_that_nobody_takes_stays_and_is_told() -> None:
    world = World()
    world.windows[CHAT.window].fetches = ()
    outcome = world.ask()
    assert (outcome.kind, outcome.code) == (OutcomeKind.FAILED, "untouched")
    assert "Ctrl+V" in outcome.message
    assert world.content == "您好"
    assert world.used == []


def test_the_advice_names_the_key_of_the_rule() -> None:
    world = World(rules=(replace(RULE, paste_key="Shift+Insert"),))
    world.windows[CHAT.window].fetches = ()
    outcome = world.ask()
    assert "Shift+Insert" in outcome.message
    assert "Ctrl+V" not in outcome.message


def test_a_text_that_nobody_takes_is_told_even_when_the_next_replaces_it() -> None:
    world = World()
    world.windows[CHAT.window].fetches = ()
    world.gate.request(phrase("甲"), CHAT)
    world.run(2.5)
    world.gate.request(phrase("乙"), None)
    world.run(6)
    told = [o for o in world.outcomes if o.code == "untouched"]
    assert [o.text for o in told] == ["甲"]
    assert "Ctrl+V" not in told[0].message
    assert world.content == "乙"


def test_a_snapshot_that_fails_is_told_and_overruled_by_asking_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    world = World()
    world.broken = True
    assert world.ask().code == "busy"
    assert world.content == Copied("mine")
    assert world.ask().kind is OutcomeKind.PASTED
    assert any(record.exc_info for record in caplog.records)


def test_a_clipboard_that_is_held_when_it_comes_back_is_tried_again() -> None:
    world = World()

    def held() -> None:
        raise ClipboardBusy

    world.hooks["restore"] = held
    world.ask()
    assert world.calls.count("restore") == 2
    assert world.content == Copied("mine")


def test_without_the_option_the_text_stays_and_nothing_is_read() -> None:
    world = World()
    world.restore_wanted = False
    assert world.ask().kind is OutcomeKind.PASTED
    assert world.content == "您好"
    assert "snapshot" not in world.calls


def test_a_frozen_owner_refuses_once_and_is_overruled_by_asking_again() -> None:
    world = World()
    world.busy = True
    first = world.ask()
    assert (first.kind, first.code) == (OutcomeKind.REFUSED, "busy")
    assert world.content == Copied("mine")
    assert world.ask().kind is OutcomeKind.PASTED
    assert world.box() == ["您好"]


def test_a_frozen_owner_is_asked_about_again_for_another_phrase_or_later() -> None:
    world = World()
    world.busy = True
    world.ask("甲")
    assert world.ask("乙").code == "busy"
    world.clock.sleep(11)
    assert world.ask("乙").code == "busy"
    world.busy = False
    assert world.ask("乙").kind is OutcomeKind.PASTED
    assert world.content == Copied("mine")


def test_stop_waits_for_the_target_and_gives_the_clipboard_back() -> None:
    world = World()
    world.windows[CHAT.window].fetches = (0.002, 1.0)
    world.gate.request(phrase("您好"), CHAT)
    world.gate.step(0)
    world.gate._queue.put("stop")
    while world.gate.step(0):
        pass
    assert world.box() == ["您好"]
    assert world.content == Copied("mine")


def test_stop_leaves_a_text_that_is_not_taken() -> None:
    world = World()
    world.windows[CHAT.window].fetches = (0.002, 5.0)
    world.gate.request(phrase("您好"), CHAT)
    world.gate.step(0)
    began = world.clock.time
    world.gate._queue.put("stop")
    while world.gate.step(0):
        pass
    assert world.clock.time - began < 2
    assert world.content == "您好"


def test_a_timer_alone_would_paste_the_old_clipboard(monkeypatch: pytest.MonkeyPatch) -> None:
    """What these tests guard against: a restore that does not wait for the page."""
    monkeypatch.setattr("assistant.restore.ClipboardKeeper._needed", lambda *_: (0, True))
    monkeypatch.setattr("assistant.restore.ClipboardKeeper._taken_at", lambda *_: 0.0)
    world = World()
    world.windows[CHAT.window].fetches = (0.8, 1.0)
    world.gate.request(phrase("您好"), CHAT)
    world.run()
    assert world.box() == [Copied("mine")]
    assert FALLBACK_S > 1


def test_a_program_that_was_started_anew_owes_nothing() -> None:
    world = single()
    world.windows[CHAT.window].fetches = ()
    world.ask("没人取")
    again = replace(CHAT, pid=CHAT.pid + 1)
    world.front, world.windows[CHAT.window] = again, Window(again, (0.002,), asks_on=False)
    world.gate.request(phrase("您好"), again)
    world.run(1)
    assert world.box() == ["您好"]
    assert world.content == Copied("mine")


def test_a_line_that_is_not_taken_tells_nothing_of_the_text_before_it() -> None:
    lines = replace(RULE, line_breaks="shift_enter")
    world = World(rules=(lines,))
    world.windows[CHAT.window].fetches = ()
    world.ask("甲")
    world.clock.sleep(1)
    number = world.gate.request(phrase("乙\n丙"), CHAT)
    world.run(6)
    told = [(outcome.request, outcome.code) for outcome in world.outcomes]
    assert told == [(number - 1, "untouched"), (number, "half")]


def test_a_terminal_is_known_to_ask_before_it_lets_anybody_paste() -> None:
    world = single(replace(UNKNOWN, paste_key="Ctrl+Shift+V"))
    world.ask()
    assert world.asks
    world = single()
    world.ask()
    assert not world.asks
