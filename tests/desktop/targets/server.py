"""Serves the pages of the web targets on this machine, and runs scripts in them.

A page asks for its next command and posts the answer, so any browser can be driven, whatever
protocol of its own it has or lacks.
"""

from __future__ import annotations

import itertools
import json
import queue
import threading
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

PAGES: Final = Path(__file__).with_name("pages")
_POLL_S: Final = 10.0
_ANSWER_S: Final = 10.0


class PageFault(RuntimeError):
    """A script failed in the page, or the page does not answer."""


class PageServer:
    """One server for all pages of a run."""

    def __init__(self, bundles: Path) -> None:
        """Serve at once, on a free port.

        Args:
            bundles: Folder with the bundled scripts of the pages.
        """
        self._commands: dict[str, queue.Queue[dict[str, Any]]] = defaultdict(queue.Queue)
        self._answers: dict[int, queue.Queue[dict[str, Any]]] = defaultdict(queue.Queue)
        self._numbers = itertools.count(1)
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: Any) -> None:
                pass

            def do_GET(self) -> None:
                self._send(*outer._get(urlsplit(self.path)))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                told = json.loads(body)
                outer._answers[told["id"]].put(told)
                self._send("text/plain", b"")

            def _send(self, kind: str, data: bytes) -> None:
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        self._bundles = bundles

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: Any, client_address: Any) -> None:
                """A browser that goes is no fault."""

        self._server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def _get(self, url: Any) -> tuple[str, bytes]:
        asked = parse_qs(url.query)
        if url.path == "/next":
            try:
                return "application/json", json.dumps(
                    self._commands[asked["page"][0]].get(timeout=_POLL_S)
                ).encode()
            except queue.Empty:
                return "application/json", b"{}"
        name = Path(url.path).name
        if url.path.startswith("/bundle/") and (self._bundles / name).is_file():
            kind = "text/css" if name.endswith(".css") else "text/javascript"
            return f"{kind}; charset=utf-8", (self._bundles / name).read_bytes()
        if url.path.startswith("/page/"):
            text = (PAGES / "frame.html").read_text(encoding="utf-8")
            if (self._bundles / f"{name}.css").is_file():
                text += f'<link rel="stylesheet" href="/bundle/{name}.css">\n'
            text += f'<script src="/bundle/{name}.js"></script>\n'
            return "text/html; charset=utf-8", text.encode()
        return "text/plain", b""

    def url(self, page: str, title: str, id: str) -> str:
        """Give the address of a page.

        Args:
            page: Name of its script.
            title: Its title.
            id: By what ``run`` names it.
        """
        self._commands[id]  # before the page can ask for it, as in ``_run``
        facts = urlencode({"title": title, "page": id})
        return f"http://127.0.0.1:{self._server.server_port}/page/{page}?{facts}"

    def run(self, id: str, script: str, seconds: float = _ANSWER_S) -> Any:
        """Run a script in a page and give its value.

        It is asked twice: a poll that the browser had given up may have taken the first.

        Raises:
            PageFault: It failed, or there is no answer in time.
        """
        try:
            return self._run(id, script, seconds)
        except TimeoutError:
            try:
                return self._run(id, script, seconds)
            except TimeoutError:
                raise PageFault(f"no answer to {script}") from None

    def _run(self, id: str, script: str, seconds: float) -> Any:
        number = next(self._numbers)
        # Before the page can ask or answer: two threads that miss a key at once make two queues.
        answers = self._answers[number]
        self._commands[id].put({"id": number, "script": script})
        try:
            told = answers.get(timeout=seconds)
        except queue.Empty:
            raise TimeoutError from None
        if "fault" in told:
            raise PageFault(f"{script}: {told['fault']}")
        return told.get("value")

    def close(self) -> None:
        """Serve no longer."""
        self._server.shutdown()
        self._server.server_close()
