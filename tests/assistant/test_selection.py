"""Reading the selection of a chat: only there, and the user's clipboard comes back."""

from __future__ import annotations

import pytest

from assistant.clients import Clients
from assistant.keys import Hotkey
from assistant.outcome import OutcomeKind
from assistant.ports import ClipboardBusy
from assistant.selection import COPY, WAIT_S, SelectionReader
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
    assert reader(world, keys).read(CHAT) == "能便宜点吗"
    assert world.content == Copied("mine")
    assert keys.tapped == [COPY]


def test_nothing_selected_is_no_message_and_loses_nothing() -> None:
    world = World()
    assert reader(world, ChatKeys(world, None)).read(CHAT) == ""
    assert world.content == Copied("mine")


def test_a_chat_that_copies_too_late_is_not_waited_for() -> None:
    world = World()
    assert reader(world, ChatKeys(world, "spät", WAIT_S + 1)).read(CHAT) == ""
    assert world.content == Copied("mine")


@pytest.mark.parametrize("case", ["no chat", "none", "moved"])
def test_no_key_goes_to_another_window(case: str) -> None:
    world = World()
    keys = ChatKeys(world, "geheim")
    target = {"no chat": OTHER, "none": None, "moved": CHAT}[case]
    world.front = OTHER
    assert reader(world, keys).read(target) == ""
    assert keys.tapped == []
    assert world.content == Copied("mine")


def test_a_window_raised_at_the_last_moment_gets_no_key() -> None:
    world = World()
    keys = ChatKeys(world, "geheim")
    world.hooks["put_text"] = lambda: setattr(world, "front", OTHER)
    assert reader(world, keys).read(CHAT) == ""
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
    assert reader(world, ChatKeys(world, "能便宜点吗")).read(CHAT) == "能便宜点吗"
    assert world.content == Copied("mine")


def test_it_waits_until_a_paste_is_done_and_gives_back_what_the_user_had() -> None:
    world = World()
    found: list[str] = []
    keys = ChatKeys(world, "能便宜点吗")
    assert world.ask("您好").kind is OutcomeKind.PASTED
    world.gate.between(lambda: found.append(reader(world, keys).read(CHAT)))
    world.run()
    assert found == ["能便宜点吗"]
    assert world.content == Copied("mine")


def test_a_fault_in_between_does_not_end_the_worker(caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    world.gate.between(lambda: 1 / 0)
    world.run()
    caplog.clear()
    assert world.ask("您好").kind is OutcomeKind.PASTED
