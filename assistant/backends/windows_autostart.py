"""Whether Windows opens the sidebar when the user signs in: the user's ``Run`` key of the registry.

The setup writes the same value. Seen under Wine, not on Windows.
"""

from __future__ import annotations

import sys
from typing import Final, Protocol

from assistant.ports import Capability
from phrasebook.i18n import tr
from phrasebook.model import UserError

NAME: Final = "Banhua"
"""Name of the value, as the setup writes it (``tools/package/windows/banhua.nsi``)."""
RUN: Final = r"Software\Microsoft\Windows\CurrentVersion\Run"
APPROVED: Final = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
"""What the Task Manager switched off, by name: the first byte of the value is odd then."""


class Registry(Protocol):
    """The user's own part of the registry (HKEY_CURRENT_USER); each call may raise ``OSError``."""

    def get(self, key: str, name: str) -> str | bytes | None:
        """Give a value; None if there is none."""

    def put(self, key: str, name: str, text: str) -> None:
        """Write a text, with the key where there is none."""

    def remove(self, key: str, name: str) -> None:
        """Remove a value; nothing happens if there is none."""


class WindowsAutostart:
    """``Autostart`` by the ``Run`` key."""

    def __init__(self, command: str, registry: Registry | None = None) -> None:
        """Find the registry.

        Args:
            command: Command line that opens the sidebar.
            registry: In the place of the real one.

        Raises:
            OSError: This is not Windows.
        """
        self._command = command
        self._registry = registry if registry is not None else _Registry()

    def capability(self) -> Capability:
        """It works wherever there is a registry."""
        return Capability(True, "run-key")

    def on(self) -> bool:
        """Whether some Banhua of this user opens, and the Task Manager does not keep it from it."""
        try:
            if not self._registry.get(RUN, NAME):
                return False
            approved = self._registry.get(APPROVED, NAME)
        except OSError:
            return False
        return not (isinstance(approved, bytes) and approved[:1] and approved[0] & 1)

    def set(self, on: bool) -> None:
        """Have this copy opened, or none.

        Raises:
            UserError: Windows, or a program that guards it, refused.
        """
        try:
            if on:
                self._registry.put(RUN, NAME, self._command)
                self._registry.remove(APPROVED, NAME)
            else:
                self._registry.remove(RUN, NAME)
        except OSError as error:
            raise UserError(
                tr("没能改“开机时自动打开”:系统或安全软件不允许。"),
                tr("请在安全软件里允许伴话开机启动,再试一次。"),
            ) from error


class _Registry:
    def __init__(self) -> None:
        if sys.platform != "win32":
            raise OSError("not Windows")

    def get(self, key: str, name: str) -> str | bytes | None:
        if sys.platform != "win32":
            raise OSError("not Windows")
        import winreg

        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
                value, _kind = winreg.QueryValueEx(opened, name)
        except FileNotFoundError:
            return None
        return value if isinstance(value, str | bytes) else None

    def put(self, key: str, name: str, text: str) -> None:
        if sys.platform != "win32":
            raise OSError("not Windows")
        import winreg

        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, key) as opened:
            winreg.SetValueEx(opened, name, 0, winreg.REG_SZ, text)

    def remove(self, key: str, name: str) -> None:
        if sys.platform != "win32":
            raise OSError("not Windows")
        import winreg

        access = winreg.KEY_SET_VALUE
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key, 0, access) as opened:
                winreg.DeleteValue(opened, name)
        except FileNotFoundError:
            return
