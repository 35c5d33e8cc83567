"""A small world for the paste gate: a clipboard, windows that fetch late, and time that jumps."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from assistant.clients import ClientRule, Clients
from assistant.fetch_habits import FetchHabits
from assistant.keys import Hotkey
from assistant.outcome import Outcome
from assistant.paste import PasteGate
from assistant.ports import Asked, Capability, ClipboardBusy, Sent, Target
from assistant.wordcheck import Warning
from phrasebook.model import Phrase

CHAT = Target(10, 100, "chat", "聊天 - 买家一")
OTHER = Target(20, 200, "editor", "notes")
RULE = ClientRule("chat", "聊天", programs=("chat",), buyer=r"- (?P<buyer>.+)$", fetches=2)


def phrase(text: str, id: str = "") -> Phrase:
    return Phrase(scene="s", title="t", text=text, id=id or text[:8])


@dataclass(frozen=True)
class Copied:
    """What a person copied: any object, compared by value."""

    what: str

    @property
    def empty(self) -> bool:
        return not self.what

    @property
    def size(self) -> int:
        return len(self.what)


class Clock:
    """Sleeping moves the time on and lets happen what was planned for it."""

    def __init__(self) -> None:
        self.time = 1000.0
        self._plans: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()

    def now(self) -> float:
        return 1_790_000_000.0 + self.time

    def monotonic(self) -> float:
        return self.time

    def after(self, seconds: float, do: Callable[[], None]) -> None:
        heapq.heappush(self._plans, (self.time + seconds, next(self._order), do))

    def sleep(self, seconds: float) -> None:
        end = self.time + seconds
        while self._plans and self._plans[0][0] <= end:
            at, _, do = heapq.heappop(self._plans)
            self.time = max(self.time, at)
            do()
        self.time = max(self.time, end)


@dataclass
class Window:
    """A program's window: fetches the clipboard so long after the paste key, then shows it.

    With ``asks_on`` it is a browser (``paste_requests``): all its fetches but the last are its own,
    asked ``LtL``, and the last is the page's, with ``ahead`` questions before it and ``behind``
    behind it; one fetch alone is that of a browser whose focus is in no box, asked ``LtL``, and
    ``LLL`` more with ``no_box``; with ``unlooked`` it is the page's, as in a program made with
    Electron. ``no_box`` with two fetches stands still behind those. ``stalls`` says behind how many
    of the last questions it stands still, and for how long; if the clipboard changes before it goes
    on, it shows nothing.
    """

    target: Target
    fetches: tuple[float, ...] = (0.002, 0.004)
    asks_on: bool = True
    no_box: bool = False
    unlooked: bool = False
    ahead: int = 6
    behind: int = 4
    stalls: tuple[int, float] = (4, 0.0)
    box: list[object] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)


class World:
    """Implements Clipboard and WindowTracker over one state; ``Keys`` is its key sender.

    ``hooks`` run before the port call of their name, once, so that a test can make the world
    change between any two steps of the gate.
    """

    def __init__(
        self,
        *,
        visible: int = 0,
        rules: tuple[ClientRule, ...] = (RULE,),
        habits: FetchHabits | None = None,
    ) -> None:
        self.clock = Clock()
        self.content: object = Copied("mine")
        self.ours = False
        self.copied_by_manager = False
        self.windows = {CHAT.window: Window(CHAT), OTHER.window: Window(OTHER)}
        self.front: Target | None = CHAT
        self.visible = visible
        self.busy = False
        self.reach = Capability(True, "fake")
        self.hooks: dict[str, Callable[[], None]] = {}
        self.calls: list[str] = []
        self.grabbed = False
        self.notices = True
        self.asks = False
        self.broken = False
        self.obeys_activate = True
        self.outcomes: list[Outcome] = []
        self.used: list[str] = []
        self.warnings: list[Warning] = []
        self.values: dict[str, str] = {}
        self.restore_wanted = True
        self.only_chat = True
        self._asked: list[Asked] = []
        self._armed = False
        self._on_fetch: Callable[[], None] | None = None
        clients = Clients(rules)
        self.gate = PasteGate(
            clipboard=self,
            keys=Keys(self),
            tracker=self,
            clock=self.clock,
            clients=lambda: clients,
            values=lambda _target: self.values,
            used=lambda id, _when: self.used.append(id),
            check=lambda _text, _target: self.warnings,
            report=self.outcomes.append,
            only_chat=lambda: self.only_chat,
            restore=lambda: self.restore_wanted,
            habits=habits,
        )

    # -- the test's side --

    def box(self, target: Target = CHAT) -> list[object]:
        return self.windows[target.window].box

    def user_copies(self, what: str) -> None:
        self.content, self.ours, self.copied_by_manager = Copied(what), False, False

    def close_chat(self) -> None:
        self.windows.pop(CHAT.window, None)
        if self.front == CHAT:
            self.front = OTHER

    def raise_other(self) -> None:
        self.front = OTHER

    def run(self, seconds: float = 4.0) -> None:
        """Let the worker run for so long."""
        end = self.clock.time + seconds
        while self.clock.time < end:
            self.gate.step(0)
            self.clock.sleep(0.005)
        self.gate.step(0)

    def ask(self, text: str = "您好", target: Target | None = CHAT, **more: object) -> Outcome:
        """Ask for a phrase, let the worker run, and give the first outcome of it."""
        number = self.gate.request(phrase(text), target, **more)  # type: ignore[arg-type]
        self.run()
        return next(o for o in self.outcomes if o.request == number)

    def _call(self, name: str) -> None:
        self.calls.append(name)
        hook = self.hooks.pop(name, None)
        if hook is not None:
            hook()

    # -- Clipboard --

    def capability(self) -> Capability:
        return Capability(True, "fake")

    def names(self) -> tuple[str, ...]:
        return ("text/plain",)

    def snapshot(self, only: Collection[str] | None = None) -> Copied:
        self._call("snapshot")
        if self.broken:
            raise TypeError("a format that nobody knows")
        if self.busy and not self.ours:
            raise ClipboardBusy
        return self.content if isinstance(self.content, Copied) else Copied(str(self.content))

    def put_text(self, text: str) -> None:
        self._call("put_text")
        self.content, self.ours, self._armed = text, True, False
        self.copied_by_manager = False

    def noticed(self, target: Target, *, asks: bool = False) -> bool:
        self.asks = asks
        return self.notices

    def owns(self) -> bool:
        self._call("owns")
        return self.ours

    def taken_over(self) -> bool:
        return self.copied_by_manager and not self.ours

    def echoes(self, text: str) -> bool:
        return False

    def manager_takes(self) -> None:
        """A clipboard manager owns a copy of our text from now on."""
        self.ours, self.copied_by_manager = False, True

    def asked(self) -> tuple[Asked, ...]:
        return tuple(self._asked)

    def visible_fetches(self) -> int:
        return self.visible

    def arm(self, target: Target | None = None, same: Callable[[str], bool] | None = None) -> None:
        self._call("arm")
        self._asked = []
        self._armed = True

    def on_fetch(self, callback: Callable[[], None] | None) -> None:
        self._on_fetch = callback

    def restore(self, snapshot: object) -> None:
        self._call("restore")
        self.content, self.ours, self._armed = snapshot, False, False
        self.copied_by_manager = False

    def pump(self) -> None:
        self._call("pump")

    def _serve(self, window: Window, last: bool) -> None:
        """A window fetches; what it gets with the last fetch is what it shows."""
        if window.target.window not in self.windows:
            return
        hidden = self.visible and sum(one.text for one in self._asked) >= self.visible
        if self.ours and self._armed and not hidden:
            pages = last and (len(window.fetches) > 1 or window.unlooked)
            if self.visible or not window.asks_on:
                self._note("t")
            elif pages:
                begun = 3 if window.no_box else 0
                behind = min(window.behind, window.stalls[0])
                self._note("L" * (window.ahead - begun) + "t" + "L" * behind)
            else:
                self._note("LtL" + "LLL" * window.no_box)
            if self._on_fetch is not None:
                self._on_fetch()
        if not last:
            return
        before, stalls = window.stalls
        if stalls:
            left = window.behind - before
            self.clock.after(stalls, lambda text=self.content: self._go_on(window, text, left))
        else:
            window.box.append(self.content)

    def _note(self, requests: str) -> None:
        """The window asks for the list of formats (``L``) or the text (``t``)."""
        if self.ours and self._armed:
            self._asked += [Asked(self.clock.time, letter == "t") for letter in requests]

    def _go_on(self, window: Window, text: object, questions: int) -> None:
        """A window that stood still goes on with its paste."""
        unchanged = self.content is text and self.ours
        self._note("L" * questions)
        if unchanged:
            window.box.append(text)

    # -- WindowTracker, as far as the gate needs it --

    def active(self) -> Target | None:
        self._call("active")
        return self.front

    def pressed_at(self) -> float | None:
        return None

    def exists(self, target: Target) -> bool:
        return target.window in self.windows

    def activate(self, target: Target) -> None:
        self._call("activate")
        if self.obeys_activate and target.window in self.windows:
            self.clock.after(0.05, lambda: setattr(self, "front", target))


class Keys:
    """Implements KeySender: the key goes to whatever window is in front."""

    def __init__(self, world: World) -> None:
        self._world = world

    def capability(self) -> Capability:
        return Capability(True, "fake")

    def can_reach(self, target: Target) -> Capability:
        self._world._call("can_reach")
        return self._world.reach

    def paste(
        self,
        key: Hotkey,
        target: Target | None = None,
        same: Callable[[str], bool] | None = None,
    ) -> Sent:
        world = self._world
        world._call("paste")
        refused = self._refused(target, same)
        if refused is not None:
            return refused
        assert world.front is not None
        window = world.windows[world.front.window]
        window.keys.append(str(key))
        for number, delay in enumerate(window.fetches, 1):
            last = number == len(window.fetches)
            world.clock.after(delay, lambda last=last: world._serve(window, last))
        return Sent.YES

    def tap(
        self,
        key: Hotkey,
        times: int = 1,
        target: Target | None = None,
        same: Callable[[str], bool] | None = None,
    ) -> Sent:
        world = self._world
        world._call("tap")
        refused = self._refused(target, same)
        if refused is not None:
            return refused
        assert world.front is not None
        world.windows[world.front.window].keys += [str(key)] * times
        return Sent.YES

    def _refused(self, target: Target | None, same: Callable[[str], bool] | None) -> Sent | None:
        world = self._world
        if world.front is None or (target is not None and not target.same_window(world.front)):
            return Sent.MOVED
        if same is not None and not same(world.front.title):
            return Sent.OTHER_CHAT
        return Sent.GRABBED if world.grabbed else None

    def close(self) -> None:
        pass


UNKNOWN = ClientRule("chat", "聊天", programs=("chat",))


def single(rule: ClientRule = UNKNOWN, **more: object) -> World:
    """A world whose chat fetches once."""
    world = World(rules=(rule,), **more)  # type: ignore[arg-type]
    world.windows[CHAT.window] = Window(CHAT, (0.002,), asks_on=False)
    return world


def restored_after(world: World) -> float:
    """Seconds from the key to the restore."""
    times: dict[str, float] = {}
    world.hooks["paste"] = lambda: times.setdefault("key", world.clock.time)
    world.hooks["restore"] = lambda: times.setdefault("restore", world.clock.time)
    world.gate.request(phrase("您好"), CHAT)
    world.run(6)
    return times["restore"] - times["key"]


def ends(world: World) -> list[str]:
    """How the requests ended, in that order."""
    return [outcome.code or outcome.kind.value for outcome in world.outcomes]
