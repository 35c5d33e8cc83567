"""The form for variables as a window, made when a phrase first has a gap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from assistant.ports import Rect
from phrasebook.template import Filled, Gap
from ui.flows.paste import Asker
from ui.geometry import to_logical

if TYPE_CHECKING:
    from ui.dialogs.fill_form import FillWindow


def ask_values(remembered: dict[str, str], near: Callable[[], Rect | None]) -> Asker:
    """Make the function that asks for values.

    Args:
        remembered: Last values by name in this session.
        near: Where the sidebar stands, to open on its screen.
    """
    window: FillWindow | None = None
    answer: Callable[[dict[str, str], bool], None] = lambda _values, _send: None  # noqa: E731
    give_up: Callable[[], None] = lambda: None  # noqa: E731

    def ask(
        title: str,
        gaps: Sequence[Gap],
        preview: Callable[[dict[str, str]], Filled],
        done: Callable[[dict[str, str], bool], None],
        cancelled: Callable[[], None],
    ) -> None:
        nonlocal window, answer, give_up
        answer, give_up = done, cancelled
        if window is None:
            from ui.dialogs.fill_form import FillWindow

            window = FillWindow()
            window.submitted.connect(lambda values, send: answer(values, send))
            window.dismissed.connect(lambda: give_up())
        place = near()
        window.open(title, gaps, preview, remembered, near=to_logical(place) if place else None)

    return ask
