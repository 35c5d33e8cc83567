"""Reading the selection of a chat: only there, and the user's clipboard comes back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.clients import Clients
from assistant.keys import Hotkey
from assistant.outcome import OutcomeKind
from assistant.ports import ClipboardBusy
from assistant.selection import COPY, WAIT_S, Selected, SelectionReader
from tests.assistant.paste_world import CHAT, OTHER, RULE, Copied, Keys, World


class ChatKeys(Keys):
    """The chat copies its selection so long after the copy key; None: nothing is selected."""

    def __init__(self, world: World, selected: str | None, after: float = 0.02) -> None:
        super().__init__(world)
        self.world, self.selected, self.after = world, selected, after
        self.tapped: list[Hotkey] = []

    def tap(self, key: Hotkey, times: int = 1, target=None) -> bool:
        self.tapped.append(key)
        if target is not None and not target.same_window(self.world.front):
            return False
        if self.selected is not None:
            what = self.selected
            self.world.clock.after(self.after, lambda: self.world.user_copies(what))
        return True


def reader(world: World, keys: ChatKeys) -> SelectionReader:
    return SelectionReader(
        clipboard=world, keys=keys, tracker=world, clock=world.clock,
        clients=lambda: Clients((RULE,)),
        text_of=lambda found: found.what if isinstance(found, Copied) else "",
    )  # fmt: skip


@pytest.mark.parametrize("after", [0.0, 0.02, 0.3], ids=["at once", "soon", "busy page"])
def test_the_selection_is_read_and_the_clipboard_given_back(after: float) -> None:
    world = World()
    keys = ChatKeys(world, "能便宜点吗", after)
    assert reader(world, keys).read(CHAT) == Selected("能便宜点吗", same=True)
    assert world.content == Copied("mine")
    assert keys.tapped == [COPY]


def test_nothing_selected_is_no_message_and_loses_nothing() -> None:
    world = World()
    assert reader(world, ChatKeys(world, None)).read(CHAT).text == ""
    assert world.content == Copied("mine")


def test_a_chat_that_copies_too_late_is_not_waited_for() -> None:
    world = World()
    assert reader(world, ChatKeys(world, "spät", WAIT_S + 1)).read(CHAT).text == ""
    assert world.content == Copied("mine")


@pytest.mark.parametrize("case", ["no chat", "none", "moved"])
def test_no_key_goes_to_another_window(case: str) -> None:
    world = World()
    keys = ChatKeys(world, "geheim")
    target = {"no chat": OTHER, "none": None, "moved": CHAT}[case]
    world.front = OTHER
    assert reader(world, keys).read(target).text == ""
    assert keys.tapped == []
    assert world.content == Copied("mine")


def test_a_window_raised_at_the_last_moment_gets_no_key() -> None:
    world = World()
    keys = ChatKeys(world, "geheim")
    world.hooks["put_text"] = lambda: setattr(world, "front", OTHER)
    assert reader(world, keys).read(CHAT).text == ""
    assert world.content == Copied("mine")


def test_a_clipboard_that_cannot_be_saved_is_left_alone() -> None:
    world = World()
    world.busy = True
    with pytest.raises(ClipboardBusy):
        reader(world, ChatKeys(world, "x")).read(CHAT)
    world.busy = False
    assert world.content == Copied("mine")


def test_a_clipboard_that_is_held_while_it_is_given_back_is_tried_again() -> None:
    world = World()
    left = 3

    def held() -> None:
        nonlocal left
        left -= 1
        if left >= 0:
            raise ClipboardBusy

    world.hooks["restore"] = held
    assert reader(world, ChatKeys(world, "能便宜点吗")).read(CHAT).text == "能便宜点吗"
    assert world.content == Copied("mine")


def test_it_waits_until_a_paste_is_done_and_gives_back_what_the_user_had() -> None:
    world = World()
    found: list[Selected] = []
    keys = ChatKeys(world, "能便宜点吗")
    assert world.ask("您好").kind is OutcomeKind.PASTED
    world.gate.between(lambda: found.append(reader(world, keys).read(CHAT)))
    world.run()
    assert found == [Selected("能便宜点吗", same=True)]
    assert world.content == Copied("mine")


def test_a_fault_in_between_does_not_end_the_worker(caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    world.gate.between(lambda: 1 / 0)
    world.run()
    caplog.clear()
    assert world.ask("您好").kind is OutcomeKind.PASTED


NEXT = replace(CHAT, title="聊天 - 买家二")


@pytest.mark.parametrize("after", [0.02, 0.3], ids=["soon", "busy page"])
def test_a_buyer_that_was_changed_while_it_is_read_is_told(after: float) -> None:
    world = World()
    keys = ChatKeys(world, "能便宜点吗", after)
    world.clock.after(0.01, lambda: setattr(world, "front", NEXT))
    assert reader(world, keys).read(CHAT) == Selected("能便宜点吗", same=False)
    assert world.content == Copied("mine")


def test_a_buyer_that_was_changed_since_the_press_is_not_asked_for_its_selection() -> None:
    world = World()
    keys = ChatKeys(world, "能便宜点吗")
    world.front = NEXT
    assert reader(world, keys).read(CHAT) == Selected("", same=False)
    assert keys.tapped == []


def test_what_was_read_while_another_window_came_to_the_front_is_told() -> None:
    world = World()
    world.clock.after(0.01, lambda: setattr(world, "front", OTHER))
    assert reader(world, ChatKeys(world, "您好")).read(CHAT) == Selected("您好", same=False)


def test_a_counter_in_the_title_is_no_other_buyer() -> None:
    world = World()
    world.front = replace(CHAT, title="(3) 聊天 - 买家一")
    assert reader(world, ChatKeys(world, "您好")).read(CHAT) == Selected("您好", same=True)
