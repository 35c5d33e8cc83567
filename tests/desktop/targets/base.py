"""What a target is: a place that text is pasted into, and how to read it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from tests.desktop.harness.process import Child, wait_for
from tests.desktop.targets.stage import Stage


class Target(ABC):
    """One row of the matrix.

    Attributes:
        name: In the table, and on the command line.
        rules: Rules of a shop's own that it needs.
        breaks: ``keep``, or ``space`` where the rule or the box makes spaces of line breaks.
        refused: The code with which it must be refused; "" for a target that takes texts.
        typed: Letters can be typed and the caret moved.
        history: There is a message of the buyer's to copy.
    """

    name: ClassVar[str]
    rules: ClassVar[list[dict[str, Any]]] = []
    breaks: ClassVar[str] = "keep"
    refused: ClassVar[str] = ""
    typed: ClassVar[bool] = True
    history: ClassVar[bool] = False

    def __init__(self, stage: Stage) -> None:
        """Nothing starts yet."""
        self.stage = stage
        self.children: list[Child] = []
        self.window = 0

    @abstractmethod
    def start(self) -> None:
        """Start it and bring its box to the front.

        Raises:
            MissingTool: It is not installed.
        """

    @abstractmethod
    def version(self) -> str:
        """Give name and version of the program."""

    @abstractmethod
    def text(self) -> str:
        """Give what stands in the box."""

    @abstractmethod
    def wipe(self) -> None:
        """Empty the box and put the caret into it."""

    def sent(self) -> list[str]:
        """Give what was sent."""
        return []

    def copy_message(self) -> None:
        """Select the buyer's message as an agent does, and copy it."""
        raise NotImplementedError

    def run(self, command: list[Any], **more: Any) -> Child:
        """Start a program of this target."""
        child = self.stage.screen.start(command, **more)
        self.children.append(child)
        return child

    def find(self, title: str, seconds: float = 60.0) -> int:
        """Wait for a window by its title and bring it to the front."""
        self.window = self.stage.screen.find(title, seconds=seconds)
        self.stage.screen.activate(self.window)
        return self.window

    def front(self) -> None:
        """Bring the window to the front."""
        self.stage.screen.activate(self.window)
        wait_for(lambda: self.stage.screen.active() == self.window, "in front")

    def close(self) -> None:
        """End its programs."""
        for child in reversed(self.children):
            child.close(seconds=2.0)
