"""The palette: bound to a window when it opens, fed by the store, honest about the target."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect

from tests.phrasebook.store_helpers import draft, opened
from tests.ui.flow_world import CHAT, CLIENTS, OTHER, World, bridge
from ui.flows.find import FindFlow


class Find(World):
    def __init__(self, qtbot, phrases) -> None:
        super().__init__(qtbot)
        self.phrases = phrases
        self.bridge, self.faults = bridge()
        self.only_chat = True
        self.new: list[str] = []
        self.flow = FindFlow(
            phrases=phrases,
            bridge=self.bridge,
            paste=self.paste,
            clients=lambda: CLIENTS,
            docked=lambda: self.docked,
            only_chat=lambda: self.only_chat,
            near=lambda: QRect(0, 0, 388, 800),
            remembered={},
            new_phrase=self.new.append,
        )
        qtbot.addWidget(self.flow.palette)
        self.qtbot = qtbot

    def type(self, text: str) -> None:
        """Type and wait until the store has answered."""
        palette = self.flow.palette
        palette.field.setText(text)
        self.qtbot.waitUntil(lambda: palette._shown_request == palette._request)


@pytest.fixture
def world(qtbot, tmp_path):
    with opened(tmp_path) as (_store, phrases):
        phrases.add(draft("包邮吗", "亲,包邮的")).result()
        phrases.add(draft("退货", "可以退,原因:{?原因}")).result()
        made = Find(qtbot, phrases)
        yield made
        made.bridge.close()  # before the store, as the program does


def test_enter_pastes_into_the_window_that_was_in_front_when_it_opened(world):
    world.flow.toggle()
    world.tracker.front = OTHER
    world.type("baoyou")
    world.flow.palette._paste(send=False)
    (asked,) = world.gate.requests
    assert (asked["phrase"].title, asked["target"]) == ("包邮吗", CHAT)
    assert (asked["refocus"], asked["send"]) == (True, False)
    assert not world.flow.palette.isVisible()


def test_over_the_search_box_it_means_the_docked_chat(world):
    world.tracker.front = None
    world.flow.open_over(QRect(20, 20, 300, 34))
    world.type("by")
    world.flow.palette._paste(send=True)
    assert (world.gate.requests[0]["target"], world.gate.requests[0]["send"]) == (CHAT, True)


def test_without_any_chat_it_says_so_and_only_copies(world):
    world.tracker.front = world.docked = None
    world.flow.toggle()
    assert "没有聊天窗口,只复制" in world.flow.palette._foot.toolTip()
    world.type("baoyou")
    world.flow.palette._paste()
    assert world.gate.requests == []
    assert world.gate.copies[0]["phrase"].title == "包邮吗"


def test_filled_values_go_with_the_phrase_or_the_copy(world):
    world.flow.toggle()
    world.type("退货")
    world.flow.palette._fill()
    form = world.flow.palette._form
    assert form is not None, "the form stands in the palette"
    form.submitted.emit({"原因": "缺货"}, False)
    assert world.gate.requests[0]["values"] == {"原因": "缺货"}
    world.tracker.front = world.docked = None
    world.flow.toggle()
    world.type("退货")
    world.flow.palette._fill()
    world.flow.palette._form.submitted.emit({"原因": "缺货"}, False)
    assert len(world.gate.requests) == 1
    assert world.gate.copies[0]["values"] == {"原因": "缺货"}


@pytest.mark.parametrize(
    ("target", "only_chat", "name"),
    [
        (CHAT, True, "聊天 – 买家一"),
        (OTHER, True, ""),
        (OTHER, False, "前面的窗口"),
        (None, False, ""),
    ],
)
def test_the_target_is_named_as_it_will_be_used(world, target, only_chat, name):
    world.only_chat = only_chat
    assert world.flow.name(target) == name


def test_a_later_key_takes_back_searches_that_still_wait(world):
    """A query is answered once; what was queued for the older ones is not worked off."""
    from concurrent.futures import Future

    asked: list[Future] = []

    class Slow:
        def search(self, text):
            asked.append(Future())
            return asked[-1]

    world.flow._phrases = Slow()
    world.flow._search("b", 1)
    world.flow._search("by", 2)
    assert [future.cancelled() for future in asked] == [True, False]


def test_an_answer_to_an_older_query_is_not_shown(world):
    world.flow.toggle()
    world.type("包邮")
    palette = world.flow.palette
    palette.show_hits(palette._request - 1, [])
    assert palette.current().title == "包邮吗"


def test_an_empty_palette_shows_what_was_used(world):
    used = world.phrases.search("退货").result()[0].phrase
    world.phrases.count_use(used.id, 1_790_000_000.0).result()
    world.flow.toggle()
    world.type("x")
    world.type("")
    world.qtbot.waitUntil(lambda: world.flow.palette.current() is not None)
    assert world.flow.palette.current().id == used.id


def test_the_key_again_and_esc_give_the_focus_back(world):
    world.flow.toggle()
    world.tracker.front = None  # the palette has the focus
    world.flow.toggle()
    assert not world.flow.palette.isVisible()
    assert world.tracker.activated == [CHAT]


def test_a_new_phrase_begins_with_what_was_typed(world):
    world.flow.toggle()
    world.type("发货时间")
    world.flow.palette._new()
    assert world.new == ["发货时间"]
    assert world.tracker.activated == [], "the editor takes the focus"
