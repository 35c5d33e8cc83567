"""Chat windows in Chromium, read over DevTools."""

from __future__ import annotations

import json
import shutil
import urllib.parse
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.desktop.harness.process import MissingTool, Timeout, wait_for
from tests.desktop.harness.screen import Screen

PAGE: Final = Path(__file__).with_name("chat.html")
FIRST_TITLE: Final = "模拟千牛聊天 - 买家一"
SECOND_TITLE: Final = "模拟千牛聊天 - 买家二"
_PROGRAMS: Final = ("chromium", "chromium-browser", "google-chrome")
_FLAGS: Final = (
    "--no-sandbox", "--test-type", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--no-default-browser-check", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-domain-reliability", "--disable-breakpad",
    "--disable-crash-reporter", "--disable-extensions", "--disable-dev-shm-usage",
    "--password-store=basic", "--remote-debugging-port=0", "--disable-features=Translate",
    # A window behind another one must go on working as an uncovered one does.
    "--disable-backgrounding-occluded-windows", "--disable-renderer-backgrounding",
    "--disable-background-timer-throttling",
)  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """One event of the chat box.

    Attributes:
        name: DOM event.
        at: When, in ms since the epoch.
        detail: Key or input type.
        held: ``C``, ``A``, ``S`` of the modifiers held.
    """

    name: str
    at: float
    detail: str
    held: str


class ChatPage:
    """One chat window with its input box."""

    def __init__(self, window: int, pid: int, title: str, socket: Any) -> None:
        """Bind an X window and its DevTools connection."""
        self.window = window
        self.pid = pid
        self.title = title
        self._socket = socket
        self._serial = 0
        self._printed = 0
        self._command("Runtime.enable")

    def _command(self, method: str, **parameters: Any) -> Any:
        self._serial += 1
        self._socket.send(json.dumps({"id": self._serial, "method": method, "params": parameters}))
        while True:
            answer = self._next()
            if answer.get("id") == self._serial:
                return answer["result"]

    def _next(self) -> Any:
        answer = json.loads(self._socket.recv())
        self._printed += answer.get("method") == "Runtime.consoleAPICalled"
        return answer

    def evaluate(self, script: str) -> Any:
        """Run JavaScript in the page and return its value."""
        answer = self._command("Runtime.evaluate", expression=script, returnByValue=True)
        return answer["result"].get("value")

    def value(self) -> str:
        """The text in the box, exactly."""
        return str(self.evaluate("box.value"))

    def wipe(self) -> None:
        """Empty the box and forget what was seen."""
        self.evaluate("wipe()")

    def seen(self) -> list[Seen]:
        """What happened in the box since the last wipe."""
        return [Seen(*row) for row in self.evaluate("seen.slice()")]

    def told(self) -> str:
        """What was seen in one line, times in ms from the first event."""
        seen = self.seen()
        return " ".join(f"{e.at - seen[0].at:.0f}:{e.name}:{e.detail}[{e.held}]" for e in seen)

    def count(self, name: str) -> int:
        """How many events of a name were seen."""
        return int(self.evaluate(f"seen.filter((e) => e[0] === {json.dumps(name)}).length"))

    def sent(self) -> list[str]:
        """Messages that Enter sent since the last wipe."""
        return list(self.evaluate("sent.slice()"))

    def busy(self, milliseconds: int) -> None:
        """Keep the page's main thread busy; returns when that has begun."""
        before = self._printed
        self.evaluate(f"busy({milliseconds}); 1")
        while self._printed == before:
            self._next()

    def has_focus(self) -> bool:
        """Tell whether the window has the keyboard and the box is its focus."""
        return bool(self.evaluate("document.hasFocus() && document.activeElement === box"))

    def wait_value(self, text: str, seconds: float = 5.0) -> None:
        """Wait until the box holds exactly this text."""
        try:
            wait_for(lambda: self.value() == text, "the text in the chat box", seconds)
        except Timeout as fault:
            raise Timeout(f"{fault}; it holds {self.value()!r}, seen {self.told()}") from None

    def close_socket(self) -> None:
        """Drop the DevTools connection."""
        self._socket.close()


class Browser:
    """A Chromium of a fresh profile with chat windows."""

    def __init__(
        self,
        screen: Screen,
        folder: Path,
        *,
        flags: Sequence[str] = (),
        env: Mapping[str, str] | None = None,
    ) -> None:
        """Prepare it; the first ``open`` starts it.

        Args:
            screen: Where.
            folder: For its profile.
            flags: More of its command line.
            env: Its environment; None for that of the screen.

        Raises:
            MissingTool: If Chromium or websocket-client is not installed.
        """
        self._program = next(filter(shutil.which, _PROGRAMS), "")
        if not self._program:
            raise MissingTool("not installed: chromium")
        try:
            import websocket
        except ImportError as fault:
            raise MissingTool("Python package websocket-client is not installed") from fault
        self._websocket = websocket
        self._screen = screen
        self._flags, self._env = (*_FLAGS, *flags), env or screen.env
        self._profile = folder / "chromium"
        self._children: list[Any] = []
        self._port = 0
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        self.pages: list[ChatPage] = []

    def open(
        self,
        title: str,
        x: int = 20,
        y: int = 40,
        width: int = 640,
        height: int = 560,
        *,
        page: Path = PAGE,
        kind: str = "",
        app: bool = True,
    ) -> ChatPage:
        """Open one more chat window of this very process and wait until it can be typed into.

        Args:
            title: Its title.
            x: Left edge.
            y: Upper edge.
            width: Of the window.
            height: Of the window.
            page: Another page than ``chat.html``.
            kind: What that page is asked for; then it need not have the focus in ``box``.
            app: A window without tabs and address bar.
        """
        query = {"title": title, **({"kind": kind} if kind else {})}
        url = f"{page.as_uri()}?{urllib.parse.urlencode(query)}"
        before = set(self._screen.windows())
        self._children.append(
            self._screen.start(
                [
                    self._program, *self._flags, f"--user-data-dir={self._profile}",
                    f"--window-position={x},{y}", f"--window-size={width},{height}",
                    *([f"--app={url}"] if app else ["--new-window", url]),
                ],
                env=self._env,
            )
        )  # fmt: skip
        if not self._port:
            note = self._profile / "DevToolsActivePort"
            wait_for(lambda: note.exists() and "\n" in note.read_text("ascii"), "DevTools port", 30)
            self._port = int(note.read_text("ascii").split()[0])
        where = wait_for(lambda: self._target(url), "DevTools target", 20)
        socket = self._websocket.create_connection(where, timeout=15, suppress_origin=True)
        window = wait_for(
            lambda: next(
                (
                    w
                    for w in self._screen.windows()
                    if w not in before and self._screen.title(w).startswith(title)
                ),
                0,
            ),
            f"chat window {title}",
            20,
        )
        chat = ChatPage(window, self._screen.pid(window), title, socket)
        self._screen.activate(window)
        if kind:
            wait_for(lambda: chat.evaluate("document.hasFocus()"), "the page has the focus", 10)
        else:
            wait_for(chat.has_focus, "the chat box has the focus", 10)
        self.pages.append(chat)
        return chat

    def _target(self, url: str) -> str:
        try:
            with self._opener.open(f"http://127.0.0.1:{self._port}/json", timeout=5) as answer:
                targets = json.load(answer)
        except OSError:
            return ""
        known = {page.title for page in self.pages}
        for target in targets:
            if target["type"] == "page" and target["url"] == url and target["title"] not in known:
                return str(target["webSocketDebuggerUrl"])
        return ""

    def close(self) -> None:
        """End the browser and every window of it."""
        for page in self.pages:
            page.close_socket()
        for child in reversed(self._children):
            child.close(seconds=1.0)
