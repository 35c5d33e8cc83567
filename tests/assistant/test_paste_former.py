"""The user's own copy: one click away after a refusal, and never lost to a clipboard manager."""

from __future__ import annotations

import pytest

from assistant.outcome import Outcome, OutcomeKind
from assistant.restore import (
    KEEP_BYTES,
    OWED_S,
)
from tests.assistant.paste_world import (
    CHAT,
    Copied,
    World,
    ends,
    phrase,
    single,
)


def former(world: World) -> Outcome:
    return next(o for o in reversed(world.outcomes) if o.former)


def test_after_a_refusal_the_users_copy_can_be_put_back() -> None:
    world = World()
    world.ask(target=None)
    assert world.content == "您好"
    world.gate.put_back(former(world))
    world.run(0.1)
    assert world.content == Copied("mine")
    assert world.outcomes[-1].kind is OutcomeKind.RESTORED


def test_after_a_text_that_was_not_taken_too() -> None:
    world = World()
    world.windows[CHAT.window].fetches = ()
    world.ask()
    world.gate.put_back(former(world))
    world.run(OWED_S)
    assert world.content == Copied("mine")
    assert world.outcomes[-1].kind is OutcomeKind.RESTORED


def test_putting_back_waits_while_a_hung_chat_may_still_fetch() -> None:
    world = single()
    world.content = Copied("my password")
    world.windows[CHAT.window].fetches = (6.0,)
    world.ask()
    world.gate.put_back(former(world))
    world.run(8)
    assert world.box() == ["您好"]
    assert ends(world) == ["untouched", "put_back", "pasted"]
    assert world.content == Copied("my password")


def test_what_was_copied_since_is_not_replaced() -> None:
    world = World()
    world.ask(target=None)
    world.user_copies("newer")
    world.gate.put_back(former(world))
    world.run(0.1)
    assert world.content == Copied("newer")
    assert world.outcomes[-1].code == "put_back"
    assert world.outcomes[-1].kind is OutcomeKind.FAILED


def test_a_paste_after_a_refusal_gives_the_users_own_copy_back() -> None:
    world = World()
    world.ask("甲", target=None)
    world.ask("乙")
    assert world.box() == ["乙"]
    assert world.content == Copied("mine")


def test_an_empty_or_huge_clipboard_is_not_offered() -> None:
    for content in (Copied(""), Copied("x" * (KEEP_BYTES + 1))):
        world = World()
        world.content = content
        world.ask(target=None)
        assert not world.outcomes[-1].former


@pytest.mark.parametrize("taken_after", [0.0, 0.2])
def test_a_manager_that_owns_a_copy_costs_neither_the_reply_nor_the_users_copy(
    taken_after: float,
) -> None:
    """What the target fetches of the manager cannot be seen; the text it got was ours."""
    world = single()
    world.windows[CHAT.window].fetches = (0.1,)
    world.clock.after(taken_after + 0.001, world.manager_takes)
    world.gate.request(phrase("您好"), CHAT)
    world.run(4)
    assert world.box() == ["您好"]
    if taken_after:  # its own fetch came first
        assert (ends(world), world.content) == (["pasted"], Copied("mine"))
        return
    assert (ends(world), world.used) == (["taken_over"], [])
    world.gate.put_back(former(world))
    world.run(OWED_S)
    assert world.content == Copied("mine")


def test_nothing_takes_the_place_of_a_text_that_a_manager_owns_and_the_chat_may_want() -> None:
    world = single()
    world.windows[CHAT.window].fetches = (2.0,)
    world.clock.after(0.001, world.manager_takes)
    world.gate.request(phrase("第一条"), CHAT)
    world.run(0.1)
    world.gate.request(phrase("第二条"), CHAT)
    world.run(5)
    assert world.box() == ["第一条"]
    assert ends(world)[0] == "waiting"


def test_putting_back_waits_for_a_text_that_was_sent_since_the_notice() -> None:
    world = single()
    world.ask("不行", None)
    told = former(world)
    world.windows[CHAT.window].fetches = (1.5,)
    world.gate.request(phrase("您好"), CHAT)
    world.run(0.1)
    world.gate.put_back(told)
    world.run(4)
    assert world.box() == ["您好"]
    assert world.content == Copied("mine")


def test_a_copy_that_came_before_a_busy_chats_fetch_is_warned_of() -> None:
    """Nothing can keep the chat from fetching it; so that she looks before she sends."""
    world = single()
    world.windows[CHAT.window].fetches = (1.0,)
    world.clock.after(0.3, lambda: world.user_copies("her own"))
    world.ask()
    assert world.box() == [Copied("her own")]
    assert ends(world) == ["overtaken"]
    assert not world.outcomes[-1].former
    assert world.content == Copied("her own")


@pytest.mark.parametrize("at_s", [0.001, 0.1, 0.9, 3.5])
def test_a_turn_goes_by_one_look_at_the_requests(at_s: float) -> None:
    """A request in its middle would make what it decides contradict itself."""
    world = World()
    world.windows[CHAT.window].fetches = (0.002, 0.050)
    world.gate.request(phrase("您好"), CHAT)
    world.run(at_s)
    looks: list[None] = []
    asked = world.asked
    world.asked = lambda: looks.append(None) or asked()  # type: ignore[method-assign,func-returns-value]
    keeper = world.gate._keeper
    waits = keeper.waits()
    keeper.due_in()
    assert len(looks) == waits
    looks.clear()
    keeper.tick()
    assert len(looks) == waits
