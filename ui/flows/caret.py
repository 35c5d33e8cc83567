"""What is known of the caret in other programs' windows, and how more of it is learned."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.caret import CaretGuard
from assistant.clients import Clients
from assistant.outcome import Copied
from assistant.ports import Target
from ui.clock import SystemClock

if TYPE_CHECKING:
    from assistant.backends import Backends
    from ui.app import App
    from ui.flows.teach_box import TeachBoxFlow


class CaretFlow:
    """Joins the guard of the paste gate, the notes about copied messages and the teaching."""

    def __init__(self, app: App, backends: Backends, clients: Callable[[], Clients]) -> None:
        """Join the parts.

        Args:
            app: Has the options, the notices and the bridge.
            backends: Caret, pointer, keys and windows of this platform.
            clients: The present client rules.
        """
        self._app, self._backends, self._clients = app, backends, clients
        self.guard = CaretGuard(backends.caret, backends.pointer, backends.keys, SystemClock())

    def copied(self, target: Target | None) -> Copied | None:
        """Note that something was copied in a window; None if that is no chat."""
        if target is None or self._clients().match(target) is None:
            return None
        return self.guard.copied(target)

    def wake(self) -> None:
        """Note from now on which box has the focus, before a copied message takes it away."""
        self._backends.caret.wake()

    @cached_property
    def teach(self) -> TeachBoxFlow:
        """What learns where an input box is; made when it is first asked for."""
        from ui.flows.teach_box import TeachBoxFlow

        return TeachBoxFlow(
            tracker=self._backends.tracker,
            pointer=self._backends.pointer,
            clients=self._clients,
            options=self._app.options,
            toast=self._app.sidebar.toast,
            bridge=self._app.bridge,
        )

    def stop(self) -> None:
        """Give everything back."""
        self._backends.pointer.close()
        self._backends.caret.close()
