"""Several keys in a row: each text arrives, or its key is refused and that is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.clients import ClientRule
from assistant.outcome import OutcomeKind
from assistant.restore import (
    AFTER_FETCH_S,
    HALFWAY_S,
)
from tests.assistant.paste_world import (
    CHAT,
    UNKNOWN,
    Copied,
    World,
    ends,
    phrase,
    restored_after,
    single,
)


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("gap", [0.06, 0.15, 0.3])
@pytest.mark.parametrize("asked", [0, 1, 2])
@pytest.mark.parametrize("seconds", [0.13, 0.3, 0.7])
def test_a_browser_that_stands_still_in_the_middle_of_a_paste_loses_no_text(
    seconds: float, asked: int, gap: float, known: bool
) -> None:
    for which in range(3):
        world = World(rules=(UNKNOWN,))
        window = world.windows[CHAT.window]
        if known:
            world.ask("先前")
        wanted = list(world.box())
        for number in range(3):
            world.gate.request(phrase(f"话术 {number}"), CHAT)
            window.stalls = (asked, seconds) if number == which else (4, 0.0)
            world.run(gap)
        window.stalls = (4, 0.0)
        world.run(6)
        said = [o.text for o in world.outcomes if o.kind is OutcomeKind.PASTED]
        assert world.box() == said
        assert len(wanted) + 3 == len(world.outcomes)
        assert world.content == Copied("mine") or "waiting" in ends(world)


def test_the_last_question_is_known_from_the_paste_before() -> None:
    world = World(rules=(UNKNOWN,))
    window = world.windows[CHAT.window]
    world.ask("先前")
    window.stalls = (3, 0.2)
    world.gate.request(phrase("甲"), CHAT)
    world.run(0.15)
    window.stalls = (4, 0.0)
    world.gate.request(phrase("乙"), CHAT)
    world.run()
    assert world.box() == ["先前", "甲", "乙"]


def test_a_page_with_fewer_questions_is_waited_for_once() -> None:
    world = World(rules=(UNKNOWN,))
    world.ask("先前")
    world.windows[CHAT.window].behind = 3
    assert restored_after(world) == pytest.approx(HALFWAY_S, abs=0.02)
    assert restored_after(world) == pytest.approx(AFTER_FETCH_S, abs=0.02)
    world.windows[CHAT.window].behind = 4
    assert restored_after(world) == pytest.approx(AFTER_FETCH_S, abs=0.02)


def test_nor_does_it_cost_a_key_of_a_row_where_another_page_is_shown() -> None:
    world = World(rules=(UNKNOWN,))
    world.ask("先前")
    world.windows[CHAT.window].behind = 3
    world.front = other = replace(CHAT, title="聊天 - 买家二")
    for number in range(3):
        world.gate.request(phrase(f"话术 {number}"), other)
        world.run(0.06)
    world.run()
    assert world.box()[1:] == ["话术 0", "话术 1", "话术 2"]
    assert ends(world) == ["pasted"] * 4


def test_numbers_that_change_from_paste_to_paste_cost_nothing() -> None:
    world = World(rules=(UNKNOWN,))
    world.ask("先前")
    for number in range(6):
        world.windows[CHAT.window].behind = 4 - number % 2
        world.gate.request(phrase(f"话术 {number}"), CHAT)
        world.run(0.2 if number > 1 else 3)
    world.run()
    assert world.box()[1:] == [f"话术 {number}" for number in range(6)]


@pytest.mark.parametrize("seconds", [1.1, 1.9])
def test_one_that_stands_still_for_longer_is_waited_for_and_the_next_key_refused(
    seconds: float,
) -> None:
    world = World(rules=(UNKNOWN,))
    window = world.windows[CHAT.window]
    world.ask("先前")
    window.stalls = (3, seconds)
    world.gate.request(phrase("甲"), CHAT)
    world.run(0.15)
    window.stalls = (4, 0.0)
    world.gate.request(phrase("乙"), CHAT)
    world.run()
    assert ends(world) == ["pasted", "pasted", "waiting"]
    assert world.box() == ["先前", "甲"]


@pytest.mark.parametrize("fetches", [0, 1, 2])
def test_three_keys_in_a_row_are_quick_whatever_the_rule_says(fetches: int) -> None:
    world = single(ClientRule("chat", "聊天", programs=("chat",), fetches=fetches))
    times: list[float] = []
    front = world.gate._front
    paste = front.paste
    front.paste = lambda *a: (times.append(world.clock.time), paste(*a))[1]  # type: ignore[method-assign,func-returns-value]
    began = world.clock.time
    for number in range(3):
        world.gate.request(phrase(f"话术 {number}"), CHAT)
        world.run(0.15)
    world.run(3)
    assert world.box() == ["话术 0", "话术 1", "话术 2"]
    assert [at - began for at in times] == pytest.approx([0, 0.15, 0.3], abs=0.03)
    assert world.content == Copied("mine")


def test_nor_over_a_row_of_keys_however_long() -> None:
    world = World(rules=(UNKNOWN,))
    world.windows[CHAT.window].fetches = (0.002, 5.0)
    for number in range(6):
        world.gate.request(phrase(f"话术 {number}"), CHAT)
        world.run(3.5)
    world.run(20)
    assert Copied("mine") not in world.box()
    assert len(world.box()) > 1


def test_a_page_that_took_a_text_before_is_not_called_one_without_a_box() -> None:
    """A browser that stands still between its two fetches looks like one without a box."""
    world = World(rules=(UNKNOWN,))
    world.ask("先前")
    window = world.windows[CHAT.window]
    window.fetches, window.no_box = (0.002, 2.5), True
    world.gate.request(phrase("您好"), CHAT)
    world.run(6)
    assert ends(world) == ["pasted", "pasted"]
    assert world.box() == ["先前", "您好"]
    assert world.content == Copied("mine")
