"""The port of an endpoint that rewords: one question, one answer or one fault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

EndpointFaultKind = Literal["unreachable", "tls", "slow", "broken", "too_big"]


class EndpointFault(Exception):
    """An endpoint gave no answer that can be read.

    Attributes:
        kind: No connection was made; it could not be trusted (TLS); the time was up; it ended in
            the middle; the answer was larger than any can be.
    """

    def __init__(self, kind: EndpointFaultKind) -> None:
        """Keep the kind; no text, since the system's may name addresses."""
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What an endpoint answered, whatever its status; ``body`` may be anything."""

    status: int
    body: bytes


class ChatEndpoint(Protocol):
    """A service over HTTP that the shop named."""

    def post(self, url: str, body: bytes, key: str = "") -> HttpAnswer:
        """Send JSON and wait for the answer (seconds; never on the GUI thread).

        Args:
            url: Where to.
            body: JSON.
            key: Sent as bearer token, if there is one; printable ASCII.

        Raises:
            EndpointFault: No answer came.
        """
