"""How long nobody has touched keyboard or mouse on X11: the extension MIT-SCREEN-SAVER knows."""

from __future__ import annotations

from Xlib import error

from assistant.backends.x11_display import GONE, connect, disconnect


class X11Idle:
    """``IdleTime`` by a connection of its own."""

    def __init__(self, name: str | None = None) -> None:
        """Open a display (None: that of the environment).

        Raises:
            OSError: There is no display, or it has no such extension.
        """
        try:
            self._display = connect(name)
        except error.DisplayError as fault:
            raise OSError("no display") from fault
        if not self._display.has_extension("MIT-SCREEN-SAVER"):
            disconnect(self._display)
            raise OSError("no MIT-SCREEN-SAVER")

    def seconds(self) -> float | None:
        """Seconds since the last key or movement; None if the server does not say."""
        try:
            return float(self._display.screen().root.screensaver_query_info().idle) / 1000
        except (*GONE, error.XError):
            return None

    def close(self) -> None:
        """Give the connection back."""
        disconnect(self._display)
