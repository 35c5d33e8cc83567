"""Waiting for several results at once, without waiting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Any

from phrasebook.model import UserError
from ui.bridge import Bridge


def gather(
    bridge: Bridge,
    futures: Sequence[Future[Any]],
    done: Callable[[list[Any]], object],
    failed: Callable[[UserError], object],
) -> None:
    """Hand all results to ``done``, in order, on the GUI thread.

    The first fault goes to ``failed`` and ``done`` is not called; without futures it is, at once.
    """
    found: dict[int, Any] = {}
    broken: list[UserError] = []

    def take(place: int, value: Any) -> None:
        found[place] = value
        if len(found) == len(futures):
            done([found[n] for n in range(len(futures))])

    def fail(error: UserError) -> None:
        broken.append(error)
        if len(broken) == 1:
            failed(error)

    for place, future in enumerate(futures):
        bridge.when_done(future, partial(take, place), fail)
    if not futures:
        done([])
