"""What is selected in a chat is a message of the buyer of the key press, and of no other."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import pytest

from assistant.outcome import Copied
from assistant.ports import ClipboardBusy, Target
from assistant.selection import Selected
from tests.ui.flow_world import CHAT, World, bridge
from ui.flows.selection import SelectionFlow


class Reader:
    """Reads what the test says; ``shown`` tells whether the chat of the press is there still."""

    def __init__(self) -> None:
        self.found = Selected("能便宜点吗", same=True)
        self.shown, self.busy = True, False

    def read(self, _target: Target | None) -> Selected:
        if self.busy:
            raise ClipboardBusy
        return self.found

    def shows(self, _target: Target) -> bool:
        return self.shown


class Suggest:
    def __init__(self) -> None:
        self.taken: list[tuple[str, Copied | None]] = []

    def take(self, text: str, copied: Copied | None = None) -> None:
        self.taken.append((text, copied))


class Taking:
    """The flow over fakes; the work of the gate's thread is done when it is asked for."""

    def __init__(self, qtbot) -> None:
        self.world, self.qtbot = World(qtbot), qtbot
        self.reader, self.suggest = Reader(), Suggest()
        self.bridge, _ = bridge()
        self.asked: list[Callable[[], object]] = []
        gate = self
        self.flow = SelectionFlow(
            reader=self.reader,  # type: ignore[arg-type]
            gate=gate,  # type: ignore[arg-type]
            bridge=self.bridge,
            toast=self.world.toast,
            copied=lambda target: Copied(target) if target is not None else None,
            suggest=self.suggest,  # type: ignore[arg-type]
        )

    def between(self, job: Callable[[], object]) -> None:
        self.asked.append(job)

    def take(self) -> None:
        """Press the key in the chat, and let it be read."""
        self.flow.take(CHAT)
        with contextlib.suppress(ClipboardBusy):  # as the gate's thread does
            self.asked.pop()()
        done: list[bool] = []
        self.bridge.post(lambda: done.append(True))
        self.qtbot.waitUntil(lambda: bool(done))


@pytest.fixture
def taking(qtbot) -> Taking:
    return Taking(qtbot)


def test_what_was_read_is_a_message_of_the_chat(taking: Taking) -> None:
    taking.take()
    assert taking.suggest.taken == [("能便宜点吗", Copied(CHAT))]
    assert not taking.world.toast.isVisible()


@pytest.mark.parametrize("when", ["while it was read", "before it is shown"])
def test_where_the_buyer_was_changed_a_person_says_whose_it_is(taking: Taking, when: str) -> None:
    if when == "while it was read":
        taking.reader.found = Selected("能便宜点吗", same=False)
    else:
        taking.reader.shown = False
    taking.take()
    assert taking.suggest.taken == [], "it is not taken for a message of the new buyer"
    assert "换了聊天" in taking.world.toast.text
    taking.world.press("仍然用")
    assert taking.suggest.taken == [("能便宜点吗", Copied(CHAT))], "and nothing is lost"


def test_where_nothing_was_read_the_reason_is_told(taking: Taking) -> None:
    taking.reader.found = Selected("", same=False)
    taking.take()
    assert "请再选中" in taking.world.toast.text
    taking.reader.found = Selected("", same=True)
    taking.take()
    assert "没有读到" in taking.world.toast.text
    assert taking.suggest.taken == []


def test_a_clipboard_that_another_program_holds_is_told(taking: Taking) -> None:
    taking.reader.busy = True
    taking.take()
    assert "占用" in taking.world.toast.text
    assert taking.suggest.taken == []
