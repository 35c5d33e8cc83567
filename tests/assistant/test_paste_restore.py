"""When the user's clipboard comes back: after the fetches, in chains, and where none are seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.clients import ClientRule
from assistant.outcome import OutcomeKind
from assistant.restore import AFTER_FETCH_S, SINGLE_AFTER
from tests.assistant.paste_world import CHAT, RULE, Copied, World, phrase

UNKNOWN = ClientRule("chat", "聊天", programs=("chat",))


def restored_after(world: World) -> float:
    """Seconds from the key to the restore."""
    times: dict[str, float] = {}
    world.hooks["paste"] = lambda: times.setdefault("key", world.clock.time)
    world.hooks["restore"] = lambda: times.setdefault("restore", world.clock.time)
    world.gate.request(phrase("您好"), CHAT)
    world.run(6)
    return times["restore"] - times["key"]


@pytest.mark.parametrize("busy", [0.004, 0.3, 1.0])
def test_restore_comes_a_while_after_the_second_fetch(busy: float) -> None:
    world = World()
    world.windows[CHAT.window].fetches = (0.002, busy)
    assert restored_after(world) == pytest.approx(busy + AFTER_FETCH_S, abs=0.011)
    assert world.box() == ["您好"]


def test_a_single_fetch_takes_the_three_seconds() -> None:
    world = World(rules=(UNKNOWN,))
    world.windows[CHAT.window].fetches = (0.002,)
    assert restored_after(world) == pytest.approx(3.0, abs=0.011)


def test_a_program_that_fetches_once_is_learned_and_unlearned() -> None:
    world = World(rules=(UNKNOWN,))
    world.windows[CHAT.window].fetches = (0.002,)
    for _ in range(SINGLE_AFTER):
        assert restored_after(world) > 2.9
    assert restored_after(world) == pytest.approx(AFTER_FETCH_S + 0.002, abs=0.011)
    world.windows[CHAT.window].fetches = (0.002, 0.03)
    restored_after(world)
    world.windows[CHAT.window].fetches = (0.002,)
    assert restored_after(world) > 2.9


def test_a_rule_that_knows_is_never_overruled_by_learning() -> None:
    world = World()
    world.windows[CHAT.window].fetches = (0.002, 5.0)
    for _ in range(SINGLE_AFTER + 1):
        assert restored_after(world) > 2.9


def test_unknowable_fetches_take_the_rules_time() -> None:
    world = World(
        unknowable=True, rules=(ClientRule("chat", "", programs=("chat",), restore_ms=700),)
    )
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


def test_a_refusal_waits_for_the_paste_before_it() -> None:
    world = World()
    world.windows[CHAT.window].fetches = (0.002, 1.0)
    world.gate.request(phrase("甲"), CHAT)
    world.clock.after(0.15, lambda: world.gate.request(phrase("乙"), None))
    world.run(6)
    assert world.box() == ["甲"]
    assert world.content == "乙"


def test_a_text_that_nobody_takes_stays_and_is_told() -> None:
    world = World()
    world.windows[CHAT.window].fetches = ()
    world.ask()
    assert [(o.kind, o.code) for o in world.outcomes] == [
        (OutcomeKind.PASTED, ""),
        (OutcomeKind.FAILED, "untouched"),
    ]
    assert "Ctrl+V" in world.outcomes[1].message
    assert world.content == "您好"


def test_the_advice_names_the_key_of_the_rule() -> None:
    world = World(rules=(replace(RULE, paste_key="Shift+Insert"),))
    world.windows[CHAT.window].fetches = ()
    world.ask()
    assert "Shift+Insert" in world.outcomes[1].message
    assert "Ctrl+V" not in world.outcomes[1].message


def test_a_fetch_by_another_connection_of_the_program_counts_as_taken() -> None:
    world = World()
    world.foreign_fetch = True
    assert world.ask().kind is OutcomeKind.PASTED
    assert len(world.outcomes) == 1
    assert world.content == Copied("mine")


def test_a_text_that_nobody_takes_is_told_even_when_the_next_replaces_it() -> None:
    world = World()
    world.windows[CHAT.window].fetches = ()
    world.gate.request(phrase("甲"), CHAT)
    world.gate.request(phrase("乙"), None)
    world.run(6)
    told = [o for o in world.outcomes if o.code == "untouched"]
    assert [o.text for o in told] == ["甲"]
    assert "Ctrl+V" not in told[0].message
    assert world.content == "乙"


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


def test_a_timer_alone_would_paste_the_old_clipboard(monkeypatch: pytest.MonkeyPatch) -> None:
    """What these tests guard against: a restore that does not wait for the page."""
    monkeypatch.setattr("assistant.restore.FALLBACK_S", 0.2)
    world = World()
    world.windows[CHAT.window].fetches = (0.002, 1.0)
    world.ask()
    assert world.box() == [Copied("mine")]
