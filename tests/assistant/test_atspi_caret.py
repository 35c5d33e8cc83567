"""Where the caret is by AT-SPI: what is decided over a fake bus, and that nobody waits for it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from assistant.ports import CaretPort, Target

pytest.importorskip("jeepney")

from assistant.backends.atspi_bus import (
    ACTIVE,
    DOCUMENT_WEB,
    EDITABLE,
    FOCUSABLE,
    FOCUSED,
    MULTI_LINE,
    PASSWORD_TEXT,
    SHOWING,
    TERMINAL,
    BusFault,
    Node,
    _words,
)
from assistant.backends.atspi_caret import AtspiCaret
from assistant.backends.atspi_tree import Tree

CHAT = Target(10, 100, "chromium", "千牛")
BOX = (EDITABLE, FOCUSABLE, SHOWING, MULTI_LINE)
LINE = (EDITABLE, FOCUSABLE, SHOWING)


@dataclass
class Thing:
    """An accessible object of a fake program."""

    name: str
    states: set[int] = field(default_factory=set)
    role: int = 0
    below: list[Thing] = field(default_factory=list)
    bottom: int = 0

    def each(self) -> Iterator[Thing]:
        for thing in self.below:
            yield thing
            yield from thing.each()


class FakeBus:
    """One program with one window; ``searches`` is False for GTK 4."""

    def __init__(self, *things: Thing, toolkit: str = "Chromium", searches: bool = True) -> None:
        self.frame = Thing("千牛", {ACTIVE}, below=list(things))
        self.program = Thing("program", below=[self.frame])
        self.all = {t.name: t for t in (self.program, *self.program.each())}
        self.kit, self.searches = toolkit, searches
        self.deadline = time.monotonic() + 5
        self.obeys = True
        self.at_end: list[str] = []

    def _it(self, node: Node) -> Thing:
        return self.all[node.path]

    def programs(self) -> list[Node]:
        return [Node(":1", "program")]

    def pid(self, bus: str) -> int:
        return 100

    def children(self, node: Node) -> list[Node]:
        return [Node(":1", thing.name) for thing in self._it(node).below]

    def states(self, node: Node) -> int:
        return sum(1 << state for state in self._it(node).states)

    def role(self, node: Node) -> int:
        return self._it(node).role

    def name(self, node: Node) -> str:
        return node.path

    def toolkit(self, node: Node) -> str:
        return self.kit

    def bottom(self, node: Node) -> int:
        return self._it(node).bottom

    def matches(self, root: Node, states: Iterable[int], roles: Iterable[int] = ()) -> list[Node]:
        if not self.searches:
            raise BusFault("no Collection")
        wanted, kinds = set(states), set(roles)
        return [
            Node(":1", thing.name)
            for thing in self._it(root).each()
            if wanted <= thing.states and (not kinds or thing.role in kinds)
        ]

    def grab_focus(self, node: Node) -> None:
        if self.obeys:
            for thing in self.frame.each():
                thing.states.discard(FOCUSED)
            self._it(node).states.add(FOCUSED)

    def caret_to_end(self, node: Node) -> None:
        self.at_end.append(node.path)


def page(*things: Thing, states: tuple[int, ...] = ()) -> Thing:
    return Thing("page", {SHOWING, *states}, DOCUMENT_WEB, list(things))


def box(name: str = "box", *states: int, bottom: int = 500) -> Thing:
    return Thing(name, {*BOX, *states}, 79, bottom=bottom)


def bar(*states: int) -> Thing:
    return Thing("bar", {*LINE, *states}, 79)


def test_the_box_of_the_page_is_a_box() -> None:
    bus = FakeBus(bar(), page(box("box", FOCUSED)))
    assert Tree(bus).place(CHAT) == "box"


def test_the_history_is_none() -> None:
    assert Tree(FakeBus(bar(), page(box(), states=(FOCUSED,)))).place(CHAT) == "none"
    read_only = Thing("old", {FOCUSED, FOCUSABLE, SHOWING}, 79)
    assert Tree(FakeBus(bar(), page(box(), read_only))).place(CHAT) == "none"
    secret = Thing("secret", {*LINE, FOCUSED}, PASSWORD_TEXT)
    assert Tree(FakeBus(page(secret))).place(CHAT) == "none"


def test_the_bar_is_one_even_while_the_page_keeps_its_own_focus() -> None:
    bus = FakeBus(bar(FOCUSED), page(box("box", FOCUSED)))
    assert Tree(bus).place(CHAT) == "bar"
    assert Tree(FakeBus(bar(FOCUSED))).place(CHAT) == "bar", "searching in the page hides the page"


def test_beside_the_page_of_a_mail_program_are_boxes_of_its_own() -> None:
    bus = FakeBus(bar(FOCUSED), page(box()), toolkit="Gecko")
    assert Tree(bus).place(CHAT) == "bar"
    assert Tree(bus).place(replace(CHAT, program="thunderbird-default")) == "box"


@pytest.mark.parametrize("searches", [True, False])
def test_native_programs(searches: bool) -> None:
    def place(*things: Thing) -> str:
        return Tree(FakeBus(*things, toolkit="GTK", searches=searches)).place(CHAT)

    assert place(box("box", FOCUSED)) == "box"
    assert place(Thing("list", {FOCUSED, FOCUSABLE}), box()) == "none"
    assert place(Thing("canvas", {FOCUSED, FOCUSABLE})) == "unknown", "an editor may draw itself"
    assert place(Thing("shell", {FOCUSED}, TERMINAL)) == "box"
    assert place(box()) == "unknown", "nothing says that it has the focus"


def test_a_program_that_is_not_on_the_bus_is_unknown() -> None:
    assert Tree(FakeBus(page(box()))).place(replace(CHAT, pid=7)) == "unknown"
    assert Tree(FakeBus(page(box()))).place(replace(CHAT, pid=0)) == "unknown"


def test_too_many_objects_are_given_up() -> None:
    many = [Thing(f"row{n}", {SHOWING}) for n in range(1000)]
    with pytest.raises(BusFault):
        Tree(FakeBus(*many, toolkit="GTK", searches=False)).place(CHAT)


def test_the_focus_that_moves_between_two_questions_is_asked_for_again() -> None:
    bus = FakeBus(bar(), page(box("box", FOCUSED)))
    whole = bus.matches

    def moves(root: Node, states: Iterable[int], roles: Iterable[int] = ()) -> list[Node]:
        found = whole(root, states, roles)
        if root.path == "千牛" and not roles:
            bus.all["box"].states.discard(FOCUSED)
            bus.all["page"].states.add(FOCUSED)
        return found

    bus.matches = moves  # type: ignore[method-assign]
    assert Tree(bus).place(CHAT) == "none", "and never the bar, for a box that was just left"


def test_put_back_takes_the_box_of_several_lines_that_had_the_focus_last() -> None:
    note = box("note", bottom=600)
    search = Thing("search", set(LINE), 79, bottom=20)
    bus = FakeBus(bar(), page(search, box(), note, states=(FOCUSED,)))
    tree = Tree(bus)
    assert tree.put_back(CHAT)
    assert FOCUSED in note.states, "of two, the lower one"
    tree.focused([Node(":1", "box"), Node(":1", "search")])
    assert tree.put_back(CHAT)
    assert FOCUSED in bus.all["box"].states
    assert bus.at_end == ["note", "box"]


def test_put_back_never_takes_what_cannot_be_written_in() -> None:
    disabled = Thing("disabled", {EDITABLE, SHOWING, MULTI_LINE}, 79)
    hidden = Thing("hidden", {EDITABLE, FOCUSABLE, MULTI_LINE}, 79)
    secret = Thing("secret", set(LINE), PASSWORD_TEXT)
    bus = FakeBus(bar(), page(disabled, hidden, secret, states=(FOCUSED,)))
    assert not Tree(bus).put_back(CHAT)


def test_put_back_does_not_believe_a_page_that_does_not_obey() -> None:
    bus = FakeBus(page(box(), states=(FOCUSED,)))
    bus.obeys = False
    bus.deadline = time.monotonic() + 0.02
    assert not Tree(bus).put_back(CHAT)


def test_bits_are_cut_into_signed_words() -> None:
    assert _words(1 << 12, 2) == [1 << 12, 0]
    assert _words(1 << 31 | 1 << 38, 2) == [-(1 << 31), 1 << 6]
    assert _words(1 << DOCUMENT_WEB, 4) == [0, 0, -(1 << 31), 0]


# -- the thread --


class Waiting(FakeBus):
    """A bus whose program answers only when the test lets it."""

    def __init__(self) -> None:
        super().__init__(page(box("box", FOCUSED)))
        self.focused: list[Node] = []
        self.go = threading.Event()
        self.closed = False

    def programs(self) -> list[Node]:
        self.go.wait(5)
        return super().programs()

    def wait(self, wake: int) -> None:
        os.read(wake, 1)

    def close(self) -> None:
        self.closed = True


def test_nobody_waits_for_a_program_that_hangs() -> None:
    bus = Waiting()
    caret = AtspiCaret(lambda: bus)  # type: ignore[arg-type, return-value]
    caret.look(CHAT)
    begun = time.monotonic()
    assert caret.place(CHAT, 0.05) == "unknown"
    assert not caret.put_back(CHAT, 0.05)
    assert time.monotonic() - begun < 1
    assert FOCUSED in bus.all["box"].states
    bus.all["box"].states.discard(FOCUSED)
    bus.go.set()
    caret.close()
    assert bus.closed
    assert FOCUSED not in bus.all["box"].states, "what came too late moves no focus any more"


def test_an_answer_is_of_its_own_window_only() -> None:
    bus = Waiting()
    bus.go.set()
    caret = AtspiCaret(lambda: bus)  # type: ignore[arg-type, return-value]
    caret.look(CHAT)
    assert caret.place(replace(CHAT, window=11), 5) == "unknown"
    assert caret.place(CHAT, 5) == "box"
    caret.close()


def test_where_there_is_no_bus_nobody_waits_and_it_is_said() -> None:
    tries: list[int] = []

    def connect() -> Any:
        tries.append(1)
        raise BusFault("not running")

    caret = AtspiCaret(connect)
    caret.look(CHAT)
    assert caret.place(CHAT, 5) == "unknown"
    assert not caret.capability().ok
    assert caret.capability().reason
    caret.look(CHAT)
    assert caret.place(CHAT, 5) == "unknown"
    assert not caret.put_back(CHAT, 5)
    assert tries == [1], "it is left alone for a while"
    caret.close()


def test_without_a_session_bus_no_thread_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    caret = AtspiCaret()
    caret.wake()
    caret.look(CHAT)
    assert caret.place(CHAT, 5) == "unknown"
    assert not caret.put_back(CHAT, 5)
    assert not caret.capability().ok
    assert caret._thread is None


def test_nothing_begins_before_it_is_asked_for() -> None:
    caret: CaretPort = AtspiCaret(lambda: pytest.fail("connected"))
    caret.close()
