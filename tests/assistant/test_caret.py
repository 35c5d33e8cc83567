"""Before a paste the caret is in the chat's box, is put there, or nothing is sent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.caret import CaretGuard
from assistant.clients import ClientRule, Clients, as_edit, merge, with_rule
from assistant.outcome import Copied, OutcomeKind, Refused
from assistant.ports import CaretPlace, Spot, Target
from tests.assistant.paste_world import CHAT, OTHER, RULE, Clock, Keys, World


class Caret:
    """A ``CaretPort`` that answers what the test says, and lists what it was asked."""

    def __init__(self, *places: CaretPlace, obeys: bool = False) -> None:
        self.places, self.obeys = list(places), obeys
        self.calls: list[str] = []

    def wake(self) -> None:
        self.calls.append("wake")

    def look(self, target: Target) -> None:
        self.calls.append("look")

    def place(self, target: Target, within_s: float) -> CaretPlace:
        return self.places.pop(0) if len(self.places) > 1 else self.places[0]

    def put_back(self, target: Target, within_s: float) -> bool:
        self.calls.append("put_back")
        return self.obeys


class Pointer:
    """A ``PointerPort``: the windows watched, and whether there was a press."""

    def __init__(self) -> None:
        self.watched: list[Target] = []
        self.was_pressed = False

    def watch(self, target: Target) -> None:
        self.watched.append(target)

    def pressed(self, target: Target) -> bool:
        return self.was_pressed


class Hand:
    """The click of a ``KeySender``."""

    def __init__(self, *, reaches: bool = True) -> None:
        self.reaches = reaches
        self.clicks: list[Spot] = []

    def click(self, target: Target, spot: Spot) -> bool:
        self.clicks.append(spot)
        return self.reaches


COPIED = Copied(CHAT)
TAUGHT = ClientRule("chat", "聊天", programs=("chat",), box=(300, 60))


class Guard:
    def __init__(self, caret: Caret, hand: Hand | None = None) -> None:
        self.caret, self.pointer, self.hand = caret, Pointer(), hand or Hand()
        self.it = CaretGuard(caret, self.pointer, self.hand, Clock())  # type: ignore[arg-type]

    def ready(self, rule: ClientRule = RULE, copied: Copied | None = COPIED) -> str:
        """Give the code of the refusal; "" if the key may pass."""
        try:
            self.it.ready(CHAT, rule, copied)
        except Refused as refusal:
            return refusal.code
        return ""


@pytest.mark.parametrize("copied", [COPIED, None])
def test_in_the_box_nothing_is_done(copied: Copied | None) -> None:
    guard = Guard(Caret("box"))
    assert guard.ready(TAUGHT, copied) == ""
    assert guard.caret.calls == []
    assert guard.hand.clicks == []


@pytest.mark.parametrize("copied", [COPIED, None])
def test_the_address_bar_is_refused_whatever_is_known(copied: Copied | None) -> None:
    guard = Guard(Caret("bar", obeys=True))
    assert guard.ready(TAUGHT, copied) == "address_bar"
    assert guard.hand.clicks == []


@pytest.mark.parametrize("copied", [COPIED, None])
def test_out_of_the_box_accessibility_puts_it_back(copied: Copied | None) -> None:
    guard = Guard(Caret("none", obeys=True))
    assert guard.ready(TAUGHT, copied) == ""
    assert guard.hand.clicks == [], "no click where it can be done without"


@pytest.mark.parametrize(
    ("place", "copied"), [("none", None), ("none", COPIED), ("unknown", COPIED)]
)
def test_else_the_taught_place_is_clicked(place: CaretPlace, copied: Copied | None) -> None:
    guard = Guard(Caret(place, "unknown"))
    assert guard.ready(TAUGHT, copied) == ""
    assert guard.hand.clicks == [(300, 60)]


def test_a_click_that_met_no_box_is_no_success() -> None:
    assert Guard(Caret("unknown", "none")).ready(TAUGHT) == "no_box"
    assert Guard(Caret("unknown", "bar")).ready(TAUGHT) == "no_box"


def test_a_covered_place_is_refused() -> None:
    assert Guard(Caret("unknown"), Hand(reaches=False)).ready(TAUGHT) == "no_box"


def test_where_nothing_is_known_a_copied_message_is_not_answered_into_nothing() -> None:
    assert Guard(Caret("unknown")).ready() == "no_box"


def test_where_nothing_is_known_a_plain_paste_goes_on() -> None:
    assert Guard(Caret("unknown")).ready(copied=None) == ""
    assert Guard(Caret("unknown")).ready(copied=Copied(OTHER)) == "", "copied in another window"


def test_a_client_whose_box_keeps_the_focus_needs_no_click() -> None:
    guard = Guard(Caret("unknown"))
    assert guard.ready(replace(TAUGHT, keeps_focus=True)) == ""
    assert guard.hand.clicks == []
    assert Guard(Caret("none")).ready(replace(RULE, keeps_focus=True)) == "no_box", "it was seen"
    practice = Clients.load().get("practice")
    assert practice is not None
    assert practice.keeps_focus


def test_a_press_in_the_window_after_copying_makes_it_plain() -> None:
    guard = Guard(Caret("unknown"))
    copied = guard.it.copied(CHAT)
    assert guard.pointer.watched == [CHAT]
    assert guard.ready(copied=copied) == "no_box"
    guard.pointer.was_pressed = True
    assert guard.ready(copied=copied) == ""


class Gate(World):
    """The paste gate with a guard in it."""

    def __init__(self, caret: Caret, rule: ClientRule = RULE) -> None:
        super().__init__(rules=(rule,))
        keys = Keys(self)
        keys.click = lambda target, spot: False  # type: ignore[attr-defined]
        self.gate._caret = CaretGuard(caret, Pointer(), keys, self.clock)  # type: ignore[arg-type]


def test_a_refused_reply_is_sent_nowhere_counted_nowhere_and_lies_on_the_clipboard() -> None:
    world = Gate(Caret("unknown"))
    outcome = world.ask("您好", copied=COPIED)
    assert (outcome.kind, outcome.code) == (OutcomeKind.REFUSED, "no_box")
    assert "Ctrl+V" in outcome.message
    assert world.box() == []
    assert world.windows[CHAT.window].keys == []
    assert world.used == []
    assert world.content == "您好"
    assert outcome.copied == COPIED, "asked again with values it is still an answer"


def test_the_look_begins_before_the_clipboard_is_saved() -> None:
    caret = Caret("box")
    world = Gate(caret)
    world.hooks["snapshot"] = lambda: caret.calls.append("snapshot")
    assert world.ask(copied=COPIED).kind is OutcomeKind.PASTED
    assert caret.calls == ["look", "snapshot"]


def test_where_the_window_itself_went_that_is_the_reason() -> None:
    world = Gate(Caret("none"))
    world.hooks["put_text"] = world.raise_other
    assert world.ask(copied=COPIED).code == "moved"


# -- the rule --


def test_a_taught_place_is_kept_in_the_rule_and_forgotten_again() -> None:
    shipped = ClientRule("chat", "聊天", programs=("chat",))
    edits = with_rule([], TAUGHT, shipped)
    assert edits == [{"id": "chat", "box": [300, 60]}]
    (rule,) = merge([shipped], edits)
    assert rule.box == (300, 60)
    assert with_rule(edits, shipped, shipped) == []
    own = [{"id": "own", "programs": ["x"]}, *edits]
    assert with_rule(own, TAUGHT, shipped) == own, "in its place, the others as they were"


def test_a_shipped_place_can_be_forgotten() -> None:
    edit = as_edit(ClientRule("chat", "聊天", programs=("chat",)), TAUGHT)
    (rule,) = merge([TAUGHT], [edit])
    assert rule.box == ()


@pytest.mark.parametrize(
    "bad", [[1], [1, 2, 3], "12", [1, -2], [1, 99_999], [True, 2], 7, [1.5, 2]]
)
def test_a_place_that_is_none_is_ignored(bad: object, caplog: pytest.LogCaptureFixture) -> None:
    (rule,) = merge([TAUGHT], [{"id": "chat", "box": bad}])
    assert rule.box == TAUGHT.box
    assert "bad box" in caplog.text


def test_the_shipped_rules_load_with_their_places() -> None:
    assert all(len(rule.box) in (0, 2) for rule in Clients.load().rules)
