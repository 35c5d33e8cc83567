"""Which platform the back-ends have to serve, as Qt sees it."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from assistant import backends


def detect(application: QApplication) -> tuple[str, int]:
    """Give the platform's name and Qt's X connection (0 elsewhere), as ``backends.pick`` wants."""
    name = application.platformName()
    if name != "xcb":
        return backends.detect(name), 0
    from assistant.backends.x11_hotkeys import is_xwayland

    connection = int(application.nativeInterface().connection())  # type: ignore[attr-defined]  # not in the stubs
    return backends.detect(name, xwayland=is_xwayland(connection)), connection
