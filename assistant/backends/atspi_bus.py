"""Questions to other programs' accessible objects over the accessibility bus (AT-SPI 2).

D-Bus by jeepney, which comes with the keyring: pure Python, no main loop. The bus is only used
where the desktop has started it; it is never started and accessibility never turned on from here.
Numbers of roles and states are those of ``atspi-constants.h``.
"""

from __future__ import annotations

import os
import select
import time
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from assistant.backends.caret_jobs import CaretFault

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jeepney.io.blocking import DBusConnection

_ACCESSIBLE: Final = "org.a11y.atspi.Accessible"
_ROOT: Final = "/org/a11y/atspi/accessible/root"
_REGISTRY: Final = "org.a11y.atspi.Registry"
_DBUS: Final = "org.freedesktop.DBus"
_PROPERTIES: Final = "org.freedesktop.DBus.Properties"
_FOCUS_EVENT: Final = "object:state-changed:focused"
_FOCUS_RULE: Final = (
    "type='signal',interface='org.a11y.atspi.Event.Object',member='StateChanged',arg0='focused'"
)
_CONNECT_S: Final = 1.0
_MATCH_ALL, _MATCH_ANY, _ORDER_CANONICAL = 1, 2, 1

ACTIVE: Final = 1
EDITABLE: Final = 7
FOCUSABLE: Final = 11
FOCUSED: Final = 12
MULTI_LINE: Final = 17
SHOWING: Final = 25
PASSWORD_TEXT: Final = 40
TERMINAL: Final = 60
DOCUMENT_FRAME: Final = 82
DOCUMENT_WEB: Final = 95
DOCUMENT_EMAIL: Final = 96


class Node(NamedTuple):
    """An accessible object: the name of its program on the bus, and its path there."""

    bus: str
    path: str


class BusFault(CaretFault):
    """The bus, or the program that was asked, gave no answer that can be used."""


class AtspiBus:
    """One connection to the accessibility bus, for one thread.

    Attributes:
        deadline: When the answer to any question comes too late (``time.monotonic``).
        focused: What got the focus since it was last emptied, oldest first.
    """

    def __init__(self) -> None:
        """Connect, and begin to note what gets the focus.

        Raises:
            BusFault: If the desktop has no accessibility bus running.
        """
        self.deadline = time.monotonic() + _CONNECT_S
        self.focused: list[Node] = []
        try:
            self._connection = self._connect()
            self._call(_DBUS, "/org/freedesktop/DBus", _DBUS, "AddMatch", "s", (_FOCUS_RULE,))
            # Without a listener for these, Chromium does not even say which window is active.
            for event in (_FOCUS_EVENT, "window:activate"):
                self._call(
                    _REGISTRY, "/org/a11y/atspi/registry", _REGISTRY, "RegisterEvent", "sass",
                    (event, [], ""),
                )  # fmt: skip
        except (OSError, KeyError, ValueError, EOFError) as fault:
            raise BusFault(type(fault).__name__) from fault

    def _connect(self) -> DBusConnection:
        """Ask the session for the address of the accessibility bus, and connect to it."""
        from jeepney.io.blocking import open_dbus_connection

        session = open_dbus_connection("SESSION", auth_timeout=_CONNECT_S)
        self._connection = session
        try:
            (runs,) = self._call(
                _DBUS, "/org/freedesktop/DBus", _DBUS, "NameHasOwner", "s", ("org.a11y.Bus",)
            )
            if not runs:
                raise BusFault("not running")
            (address,) = self._call("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress")
        finally:
            session.close()
        return open_dbus_connection(str(address), auth_timeout=_CONNECT_S)

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()

    # -- waiting --

    def wait(self, wake: int) -> None:
        """Wait for the descriptor ``wake`` or for events, and take those in.

        Raises:
            BusFault: If the bus is gone.
        """
        self._take_in()  # what came behind an answer
        ready, _, _ = select.select([self._connection.sock, wake], [], [])
        if wake in ready:
            os.read(wake, 4096)
        self._take_in()

    def _take_in(self) -> None:
        try:
            while True:
                self._note(self._connection.receive(timeout=0))
        except TimeoutError:
            return
        except (OSError, EOFError, ValueError) as fault:
            raise BusFault(type(fault).__name__) from fault

    def _note(self, message: Any) -> None:
        """Keep the source of a focus event."""
        from jeepney import HeaderFields

        fields = message.header.fields
        if fields.get(HeaderFields.member) != "StateChanged" or len(message.body) < 2:
            return
        kind, gained = message.body[:2]
        if kind == "focused" and gained == 1:
            node = Node(str(fields[HeaderFields.sender]), str(fields[HeaderFields.path]))
            self.focused = [*self.focused[-31:], node]

    def _call(
        self, bus: str, path: str, interface: str, member: str, signature: str | None = None,
        body: tuple[Any, ...] = (),
    ) -> tuple[Any, ...]:  # fmt: skip
        from jeepney import DBusAddress, HeaderFields, MessageType, new_method_call

        message = new_method_call(DBusAddress(path, bus, interface), member, signature, body)
        serial = next(self._connection.outgoing_serial)
        try:
            self._connection.send(message, serial=serial)
            while True:
                answer = self._connection.receive(
                    timeout=max(0.0, self.deadline - time.monotonic())
                )
                if answer.header.fields.get(HeaderFields.reply_serial) == serial:
                    break
                self._note(answer)
        except (OSError, EOFError, ValueError) as fault:  # TimeoutError is an OSError
            raise BusFault(type(fault).__name__) from fault
        if answer.header.message_type == MessageType.error:
            raise BusFault(str(answer.header.fields.get(HeaderFields.error_name)))
        return tuple(answer.body)

    # -- questions --

    def programs(self) -> list[Node]:
        """List the programs on the bus."""
        return self.children(Node(_REGISTRY, _ROOT))

    def pid(self, bus: str) -> int:
        """Give the process of a program."""
        answer = self._call(
            _DBUS, "/org/freedesktop/DBus", _DBUS, "GetConnectionUnixProcessID", "s", (bus,)
        )
        return int(answer[0])

    def children(self, node: Node) -> list[Node]:
        """List the objects right below one."""
        (found,) = self._call(*node, _ACCESSIBLE, "GetChildren")
        return [Node(*child) for child in found]

    def states(self, node: Node) -> int:
        """Give the states as bits."""
        ((low, high),) = self._call(*node, _ACCESSIBLE, "GetState")
        return int(low) | int(high) << 32

    def role(self, node: Node) -> int:
        """Give the role."""
        return int(self._call(*node, _ACCESSIBLE, "GetRole")[0])

    def name(self, node: Node) -> str:
        """Give the name; a window's is its title."""
        return str(self._property(node, _ACCESSIBLE, "Name"))

    def toolkit(self, node: Node) -> str:
        """Give the toolkit of a program."""
        program = Node(node.bus, _ROOT)
        return str(self._property(program, "org.a11y.atspi.Application", "ToolkitName"))

    def bottom(self, node: Node) -> int:
        """Give the lower edge on the screen."""
        call = self._call(*node, "org.a11y.atspi.Component", "GetExtents", "u", (0,))
        _x, y, _width, height = call[0]
        return int(y) + int(height)

    def matches(self, root: Node, states: Iterable[int], roles: Iterable[int] = ()) -> list[Node]:
        """List what lies below ``root`` with all these states and any of these roles.

        The program itself searches, so this is one question however large the page is.
        """
        wanted = sum(1 << state for state in states)
        kinds = sum(1 << role for role in roles)
        rule: tuple[Any, ...] = (
            _words(wanted, 2), _MATCH_ALL, {}, _MATCH_ALL, _words(kinds, 4),
            _MATCH_ANY if kinds else _MATCH_ALL, [], _MATCH_ALL, False,
        )  # fmt: skip
        (found,) = self._call(
            *root, "org.a11y.atspi.Collection", "GetMatches", "(aiia{ss}iaiiasib)uib",
            (rule, _ORDER_CANONICAL, 0, True),
        )  # fmt: skip
        return [Node(*one) for one in found]

    def grab_focus(self, node: Node) -> None:
        """Ask for the focus to be given to an object."""
        self._call(*node, "org.a11y.atspi.Component", "GrabFocus")

    def caret_to_end(self, node: Node) -> None:
        """Put the caret behind the text of a box."""
        count = int(self._property(node, "org.a11y.atspi.Text", "CharacterCount"))
        self._call(*node, "org.a11y.atspi.Text", "SetCaretOffset", "i", (count,))

    def _property(self, node: Node, interface: str, name: str) -> Any:
        ((_signature, value),) = self._call(*node, _PROPERTIES, "Get", "ss", (interface, name))
        return value


def _words(bits: int, count: int) -> list[int]:
    """Cut a bit set into signed 32-bit words, the lowest first."""
    words = [bits >> 32 * place & 0xFFFFFFFF for place in range(count)]
    return [word - (1 << 32) if word >> 31 else word for word in words]
