"""A session bus with the accessibility of a desktop, for programs of one screen."""

from __future__ import annotations

import os
import time

from tests.desktop.harness.process import need, wait_for
from tests.desktop.harness.screen import Screen

PAGE_IS_READ = "--force-renderer-accessibility"
"""What Chromium (151 and later) needs besides, to tell of its pages."""


class AccessBus:
    """Runs ``dbus-daemon`` and lets the accessibility service say that it is on.

    Programs that start while it runs, and with ``env``, find it there.
    """

    def __init__(self, screen: Screen, *, on: bool = True) -> None:
        """Start it.

        Raises:
            MissingTool: If D-Bus, the service or jeepney is not installed.
        """
        need("dbus-daemon", "/usr/libexec/at-spi-bus-launcher")
        from jeepney import DBusAddress, new_method_call
        from jeepney.io.blocking import open_dbus_connection

        output = screen.folder / f"bus-{time.monotonic_ns()}"
        bare = {k: v for k, v in screen.env.items() if k != "NO_AT_BRIDGE"}
        self._child = screen.start(
            ["dbus-daemon", "--session", "--nofork", "--print-address=1"], env=bare, output=output
        )

        def address() -> str:
            text = output.read_text("utf-8") if output.exists() else ""
            return next((t for t in text.splitlines() if t.startswith("unix:")), "")

        self.address = wait_for(address, "the session bus")
        self.env = bare | {"DBUS_SESSION_BUS_ADDRESS": self.address}
        if not on:
            return
        with open_dbus_connection(self.address) as bus:
            properties = DBusAddress(
                "/org/a11y/bus", "org.a11y.Bus", "org.freedesktop.DBus.Properties"
            )
            asked = ("org.a11y.Status", "IsEnabled", ("b", True))
            bus.send_and_get_reply(new_method_call(properties, "Set", "ssv", asked), timeout=10)

    def close(self) -> None:
        """End it."""
        self._child.close(seconds=1.0)


def available() -> bool:
    """Tell whether this machine has what it takes."""
    return os.path.exists("/usr/libexec/at-spi-bus-launcher")
