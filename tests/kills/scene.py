"""What a test of kills says: what is prepared, what is done, and what is looked at afterwards.

``act`` and ``look`` are generators that run on the GUI thread of the real program. They drive its
flows as a person would and ``yield`` a condition whenever they have to wait for it::

    def act(world):
        yield from world.open_desk(PASSPHRASE)
        world.begin()                      # the events count from here on
        world.desk_flows.key.lock()
        yield lambda: world.desk is None

    def look(world):
        yield from world.open_desk(PASSPHRASE)
        return {"buyers": (yield from world.result(world.desk.buyers.count()))}
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from phrasebook.store.desk import Desk
    from tests.kills.events import Events
    from ui.app import App
    from ui.desk_setup import DeskSetup
    from ui.flows.desk_pages import DeskFlows
    from ui.services import Services

Steps = Generator[Callable[[], object], None, Any]


def desk_files(name: str) -> bool:
    """Tell whether a file belongs to the desk: the file, its key file and its copies."""
    return Path(name).name.startswith("desk.") or name.startswith(("backups/desk-", "desk-old-"))


@dataclass(frozen=True)
class Scene:
    """One action and how to judge it.

    Attributes:
        prepare: Fills an empty data folder (without the program).
        act: Does the action; calls ``world.begin`` right before it. Without that call nothing is
            killed.
        look: Looks at the folder by the program, after the action was done or killed; its return
            value is JSON-ready. Whole answers are compared, so leave out what may differ.
        concerns: Which files count, by their path in the data folder.
        repair: Changes the files of a folder before ``look`` (without the program); seldom needed.
        ahead: Seconds by which the clock of the desk stands ahead in ``act``, not in ``look``.
        options: Options of the program, such as ``{"desk.retention": "never"}``.
    """

    prepare: Callable[[Path], object]
    act: Callable[[World], Steps]
    look: Callable[[World], Steps]
    concerns: Callable[[str], bool] = desk_files
    repair: Callable[[Path], object] | None = None
    ahead: float = 0.0
    options: dict[str, Any] = field(default_factory=dict)


class World:
    """The running program, for ``act`` and ``look``. GUI thread only."""

    def __init__(self, app: App, folder: Path, events: Events | None) -> None:
        """Wrap a program that has come up."""
        self.app, self.folder, self._events = app, folder, events

    @property
    def parts(self) -> Services:
        """The parts behind the window."""
        assert self.app.services is not None
        return self.app.services

    @property
    def desk_flows(self) -> DeskFlows:
        """The flows of the desk."""
        return self.parts.desk

    @property
    def desk(self) -> Desk | None:
        """The open desk."""
        return self.desk_flows.desk()

    @property
    def setup(self) -> DeskSetup:
        """The view that gets the desk open."""
        return self.desk_flows.key.setup

    def begin(self) -> None:
        """The action begins: its events count from here on."""
        if self._events is not None:
            self._events.begin()

    def result(self, future: Future[Any]) -> Steps:
        """Wait for an answer of a store and give it."""
        yield future.done
        return future.result()

    def settled(self) -> Steps:
        """Wait for all that the desk was asked, and for what was asked because of it."""
        for _ in range(4):
            ran: list[int] = []
            if self.desk is None:
                return
            counted = self.desk.buyers.count()
            self.app.bridge.when_done(counted, lambda _n, ran=ran: ran.append(1))
            yield lambda ran=ran, counted=counted: ran or counted.exception() is not None

    def show_setup(self) -> Steps:
        """Go to the page of buyers, which asks for what the desk needs."""
        from ui.window import BUYERS

        self.desk_flows.open(BUYERS)
        yield lambda: self.desk is not None or self.setup.state != "busy"

    def open_desk(self, passphrase: str) -> Steps:
        """Open the desk with its passphrase, and wait until all that happens then is done."""
        yield from self.show_setup()
        if self.desk is None:
            assert self.setup.state == "locked", f"the desk shows {self.said()}"
            self.unlock(passphrase)
            yield lambda: self.desk is not None or self.setup.state != "locked" or self.fault()
        assert self.desk is not None, f"not opened: {self.said()}"
        yield from self.settled()

    def unlock(self, passphrase: str) -> None:
        """Type the passphrase and press 打开."""
        self.setup.locked.field.setText(passphrase)
        self.setup.locked.go.click()

    def choose(self, passphrase: str) -> None:
        """Type a new passphrase twice and press 开始使用."""
        self.setup.new.first.setText(passphrase)
        self.setup.new.second.setText(passphrase)
        self.setup.new.go.click()

    def said(self) -> str:
        """What the view says that gets the desk open: its state and its words."""
        panel = self.setup._panels[self.setup.state]
        return f"{self.setup.state}: {panel.accessibleName()} {self.fault()}".strip()

    def fault(self) -> str:
        """What stands in red under the present form; empty for nothing."""
        error = self.setup._panels[self.setup.state].error
        return error.text() if not error.isHidden() else ""
