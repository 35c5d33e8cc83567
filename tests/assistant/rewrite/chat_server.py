"""A real server on this machine that answers as a test says, and keeps what it was sent."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[["Handler"], object]


def saying(text: object) -> bytes:
    """The body of an answer in which the model says ``text``."""
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode()


class Handler(BaseHTTPRequestHandler):
    server: ChatServer  # type: ignore[assignment]

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.server.received.append((self.path, dict(self.headers), self.rfile.read(length)))
        self.server.answer(self)

    def do_GET(self) -> None:
        self.server.received.append((self.path, dict(self.headers), b"GET"))
        self.reply(200, saying("不该来取"))

    def reply(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


class ChatServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.received: list[tuple[str, dict[str, str], bytes]] = []
        self.answer: Answer = lambda handler: handler.reply(200, saying("好的"))
        self.release = threading.Event()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up in the middle is what some tests are about."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    @property
    def asked(self) -> list[dict[str, Any]]:
        """The bodies that came."""
        return [json.loads(body) for _, _, body in self.received]

    def never(self, _handler: Handler) -> None:
        """Answer only when the test is over."""
        self.release.wait(30)

    def dripping(self, handler: Handler) -> None:
        """Send a byte now and then, without an end, so that no single wait is long."""
        handler.send_response(200)
        handler.end_headers()
        try:
            while not self.release.wait(0.02):
                handler.wfile.write(b" ")
                handler.wfile.flush()
        except OSError:
            self.release.set()  # it hung up


@contextmanager
def serving() -> Iterator[ChatServer]:
    server = ChatServer()
    thread = threading.Thread(target=lambda: server.serve_forever(0.02), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.release.set()
        server.shutdown()
        server.server_close()
        thread.join(10)
