"""The one place that opens a connection of HTTP: to the endpoint that the shop named (改写).

The proxies of the system are respected, except for this machine and private networks, which no
proxy reaches. TLS is verified. Nothing is redirected: what leaves goes where the shop said, or
nowhere.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from concurrent.futures import Future
from typing import Any, Final
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from assistant.rewrite.endpoint import is_near
from assistant.rewrite.port import EndpointFault, EndpointFaultKind, HttpAnswer

CONNECT_S: Final = 3.0
"""Longest that a connection may take, name and TLS included, for each address of the name."""
TOTAL_S: Final = 20.0
"""Longest that everything may take: a person waits with the buyer."""
MOST_BYTES: Final = 1_000_000
"""No answer is larger than this; one of a chat has some thousand bytes."""


class HttpChat:
    """A ``ChatEndpoint`` over ``urllib``."""

    def __init__(self, *, connect_s: float = CONNECT_S, total_s: float = TOTAL_S) -> None:
        """Keep the limits (seconds); nothing is opened before something is sent."""
        self._connect_s, self._total_s = connect_s, total_s

    def post(self, url: str, body: bytes, key: str = "") -> HttpAnswer:
        """Send JSON and wait for the answer; see ``ports.ChatEndpoint``.

        The exchange has a thread of its own, since neither the look-up of a name nor an answer
        that comes byte by byte can be given a limit.
        """
        exchange = _Exchange(url, body, key, self._connect_s, self._total_s)
        done: Future[HttpAnswer] = Future()
        threading.Thread(target=exchange.run, args=(done,), name="http", daemon=True).start()
        try:
            return done.result(self._total_s)
        except TimeoutError:
            exchange.abandon()
            raise EndpointFault("slow") from None


class _Exchange:
    """One request and its answer."""

    def __init__(self, url: str, body: bytes, key: str, connect_s: float, total_s: float) -> None:
        self._url, self._body, self._key = url, body, key
        self._connect_s, self._total_s = connect_s, total_s
        self._socket: socket.socket | None = None
        self._abandoned = False

    def run(self, done: Future[HttpAnswer]) -> None:
        """Settle ``done``; on the exchange's own thread."""
        try:
            done.set_result(self._send())
        except EndpointFault as fault:
            done.set_exception(fault)
        except (OSError, http.client.HTTPException, ValueError) as error:
            # ValueError: a name of a host that cannot be encoded.
            done.set_exception(EndpointFault(_kind(error)))
        except Exception as error:  # noqa: BLE001 - for the caller, who would wait to the end
            done.set_exception(error)

    def abandon(self) -> None:
        """End it from another thread; a model stops working when nobody listens any more."""
        self._abandoned = True
        if self._socket is not None:
            try:
                self._socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it has ended by itself meanwhile

    def connected(self, connection: http.client.HTTPConnection) -> None:
        """From now on an answer is waited for, which may take longer than connecting."""
        self._socket = connection.sock
        connection.sock.settimeout(self._total_s)
        if self._abandoned:
            raise TimeoutError

    def _send(self) -> HttpAnswer:
        headers = {"Content-Type": "application/json", "User-Agent": "Banhua"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        request = Request(self._url, self._body, headers, method="POST")
        near = is_near(urlsplit(self._url).hostname or "")
        # Without the handlers for redirects and for errors: every status is an answer here.
        opener = OpenerDirector()
        for handler in (ProxyHandler({} if near else None), _Http(self), _Https(self)):
            opener.add_handler(handler)
        with opener.open(request, timeout=self._connect_s) as response:
            body = response.read(MOST_BYTES + 1)
            if len(body) > MOST_BYTES:
                raise EndpointFault("too_big")
            return HttpAnswer(response.status, body)


class _Http(HTTPHandler):
    def __init__(self, exchange: _Exchange) -> None:
        super().__init__()
        self._exchange = exchange

    def http_open(self, req: Request) -> http.client.HTTPResponse:
        exchange = self._exchange

        class Connection(http.client.HTTPConnection):
            def connect(self) -> None:
                super().connect()
                exchange.connected(self)

        return self.do_open(Connection, req)


class _Https(HTTPSHandler):
    def __init__(self, exchange: _Exchange) -> None:
        super().__init__()
        self._exchange = exchange

    def https_open(self, req: Request) -> http.client.HTTPResponse:
        exchange = self._exchange

        class Connection(http.client.HTTPSConnection):
            def connect(self) -> None:
                super().connect()
                exchange.connected(self)

        context: Any = ssl.create_default_context()
        return self.do_open(Connection, req, context=context)


def _kind(error: Exception) -> EndpointFaultKind:
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, ssl.SSLError):
        return "tls"
    if isinstance(error, URLError | UnicodeError):
        return "unreachable"
    return "slow" if isinstance(reason, TimeoutError) else "broken"
