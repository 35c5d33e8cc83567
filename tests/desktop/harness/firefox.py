"""A chat page in Firefox, which tells over a local server what happens in it."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, Final

from tests.desktop.harness.process import MissingTool, wait_for
from tests.desktop.harness.screen import Screen

_PROGRAMS: Final = ("firefox", "firefox-esr")
_PAGE: Final = """<!doctype html><meta charset="utf-8"><title>%s</title>
<style>body { margin: 0 } #box { position: absolute; bottom: 0; left: 0; width: 99%%; height: 90px }
</style><p id="said">%s</p><textarea id="box" autofocus></textarea><script>
const middle = (it) => { const r = it.getBoundingClientRect();
  return [mozInnerScreenX + r.left + 20, mozInnerScreenY + r.top + r.height / 2]; };
const tell = () => fetch("/told", { method: "POST", body: JSON.stringify({
  box: box.value, focus: document.hasFocus() && document.activeElement === box,
  selected: String(getSelection()), said: middle(said), at: middle(box) }) });
for (const name of ["input", "focusin", "focusout", "selectionchange"])
  document.addEventListener(name, tell);
addEventListener("resize", tell); box.focus(); tell(); setInterval(tell, 100);
</script>"""
_PREFERENCES: Final = """user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.startup.homepage_override.mstone", "ignore");
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("toolkit.telemetry.reportingpolicy.firstRun", false);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("app.update.enabled", false);
"""


class FirefoxChat:
    """One window with a message and a box."""

    def __init__(
        self, screen: Screen, folder: Path, title: str, said: str, env: Mapping[str, str]
    ) -> None:
        """Open it and wait until the box has the focus.

        Raises:
            MissingTool: If Firefox is not installed.
        """
        program = next(filter(shutil.which, _PROGRAMS), "")
        if not program:
            raise MissingTool("not installed: firefox")
        self.told: dict[str, Any] = {}
        told, page = self.told, (_PAGE % (title, said)).encode()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(page)

            def do_POST(self) -> None:
                told.update(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(204)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        profile = folder / "firefox"
        profile.mkdir()
        (profile / "user.js").write_text(_PREFERENCES, encoding="utf-8")
        url = f"http://127.0.0.1:{self._server.server_port}/"
        self._child = screen.start(
            [program, "--no-remote", "--profile", profile, "--new-window", url], env=dict(env)
        )
        self.window = screen.find(title, seconds=40)
        screen.activate(self.window)
        wait_for(lambda: told.get("focus"), "the box has the focus", 20)

    def close(self) -> None:
        """End it."""
        self._child.close(seconds=2.0)
        self._server.shutdown()
        self._server.server_close()
