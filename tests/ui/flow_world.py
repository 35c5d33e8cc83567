"""A small world around the flows: windows, a gate that only notes, and a real store."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from assistant.clients import ClientRule, Clients
from assistant.outcome import Outcome, OutcomeKind
from assistant.ports import Capability, Rect, Target, WindowState
from phrasebook.model import Phrase
from ui import own_windows
from ui.bridge import Bridge
from ui.flows.paste import PasteFlow
from ui.toast import Toast

CHAT = Target(10, 100, "chat", "聊天 - 买家一")
OTHER = Target(20, 200, "editor", "notes")
RULE = ClientRule("chat", "聊天", programs=("chat",), buyer=r"- (?P<buyer>.+)$")
CLIENTS = Clients((RULE,))


class Windows:
    """A tracker whose windows the test moves."""

    def __init__(self) -> None:
        self.front: Target | None = CHAT
        self.states: dict[int, WindowState] = {}
        self.activated: list[Target] = []
        self.listener: Any = None
        self.picking: Callable[[Target | None], None] | None = None
        self.able = Capability(True, "fake")
        self.pumped = 0
        self.resizes: list[Rect] = []

    def capability(self) -> Capability:
        return self.able

    def add(self, target: Target, frame: Rect, **more: Any) -> None:
        self.states[target.window] = WindowState(
            target, frame, **{"minimized": False, "active": True} | more
        )

    def change(self, which: Target, **what: Any) -> None:
        old = self.states[which.window]
        fields = {name: getattr(old, name) for name in WindowState.__slots__} | what
        self.states[which.window] = WindowState(**fields)
        self.listener.followed_changed(self.states[which.window])

    def start(self, listener: Any) -> int:
        self.listener = listener
        return -1

    def pump(self) -> None:
        self.pumped += 1

    def active(self) -> Target | None:
        return self.front

    def pressed_at(self) -> float | None:
        return None

    def windows(self) -> list[Target]:
        return [state.target for state in self.states.values()]

    def exists(self, target: Target) -> bool:
        return target.window in self.states

    def follow(self, target: Target | None) -> WindowState | None:
        return self.states.get(target.window) if target is not None else None

    def resize(self, target: Target, frame: Rect, *, maximized: bool = False) -> None:
        self.resizes.append(frame)

    def activate(self, target: Target) -> None:
        self.activated.append(target)

    def pick(self, done: Callable[[Target | None], None]) -> Capability:
        self.picking = done
        return self.able

    def cancel_pick(self) -> None:
        self.picking = None

    def close(self) -> None:
        pass


class Gate:
    """Notes what it is asked for."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.copies: list[dict[str, Any]] = []
        self.put_backs: list[Outcome] = []

    def put_back(self, outcome: Outcome) -> None:
        self.put_backs.append(outcome)

    def request(self, phrase: Phrase, target: Target | None, **more: Any) -> int:
        self.requests.append({"phrase": phrase, "target": target, **more})
        return len(self.requests)

    def copy(self, phrase: Phrase, values: Any = None, **more: Any) -> int:
        self.copies.append({"phrase": phrase, "values": values, **more})
        return len(self.copies)


class World:
    """A ``PasteFlow`` over fakes; the docked chat is ``CHAT``."""

    def __init__(self, qtbot: Any) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.resize(388, 800)
        self.window.show()
        self.toast = Toast(self.window)
        self.tracker, self.gate = Windows(), Gate()
        self.docked: Target | None = CHAT
        self.reach = True
        self.asked: list[tuple[Any, ...]] = []
        self.unseen: list[tuple[str, bool]] = []
        self.paste = PasteFlow(
            gate=self.gate,  # type: ignore[arg-type]
            tracker=self.tracker,
            toast=self.toast,
            values=lambda target: {"买家昵称": "买家一"} if target == CHAT else {},
            docked=lambda: self.docked,
            can_paste=lambda: self.reach,
            ask=lambda *asked: self.asked.append(asked),
            unseen=lambda text, answer: self.unseen.append((text, answer)),
            newest=own_windows.newest,
        )

    def press(self, label: str) -> None:
        """Press a button of the toast."""
        next(button for button in self.toast.buttons if button.text() == label).click()


def outcome(
    kind: OutcomeKind, phrase: Phrase, target: Target | None = CHAT, **more: Any
) -> Outcome:
    return Outcome(1, kind, phrase, target, **more)


def bridge() -> tuple[Bridge, list[str]]:
    """A bridge and the faults that it was told."""
    faults: list[str] = []
    return Bridge(lambda error: faults.append(error.message)), faults
