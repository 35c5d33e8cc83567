"""A small IRC server on this machine, that notes each message that a client sends."""

from __future__ import annotations

import socketserver
import threading
from typing import Any, Final

CHANNEL: Final = "#kunde"
_NAME: Final = "irc.localhost"


class IrcServer:
    """Lets clients join a channel."""

    def __init__(self) -> None:
        """Serve at once, on a free port."""
        self.messages: list[tuple[str, str]] = []
        self.joined: set[str] = set()
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            nick, user, welcomed = "", False, False

            def say(self, *parts: str) -> None:
                self.wfile.write((" ".join(parts) + "\r\n").encode())

            def handle(self) -> None:
                for raw in self.rfile:
                    words = raw.decode("utf-8", "replace").strip().split(" ")
                    command = words[0].upper()
                    if command == "NICK":
                        self.nick = words[1]
                    elif command == "USER":
                        self.user = True
                    elif command == "PING":
                        self.say(f":{_NAME}", "PONG", _NAME, *words[1:])
                    elif command == "JOIN":
                        self.join(words[1])
                    elif command == "PRIVMSG":
                        outer.messages.append((self.nick, " ".join(words[2:])[1:]))
                    elif command == "QUIT":
                        return
                    if self.nick and self.user and not self.welcomed:
                        self.welcomed = True
                        self.welcome()

            def welcome(self) -> None:
                for number, text in (("001", "Welcome"), ("002", "x"), ("003", "x")):
                    self.say(f":{_NAME}", number, self.nick, f":{text}")
                self.say(f":{_NAME}", "004", self.nick, _NAME, "1", "i", "n")
                self.say(f":{_NAME}", "422", self.nick, ":No message of the day")

            def join(self, channel: str) -> None:
                self.say(f":{self.nick}!u@localhost", "JOIN", channel)
                self.say(f":{_NAME}", "353", self.nick, "=", channel, f":{self.nick} buyer")
                self.say(f":{_NAME}", "366", self.nick, channel, ":End")
                self.say(":buyer!u@localhost", "PRIVMSG", channel, ":能便宜点吗")
                outer.joined.add(self.nick)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

            def handle_error(self, request: Any, client_address: Any) -> None:
                """A client that goes is no fault."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def of(self, nick: str) -> list[str]:
        """Give what a client sent."""
        return [text for name, text in self.messages if name == nick]

    def close(self) -> None:
        """Serve no longer."""
        self._server.shutdown()
        self._server.server_close()
