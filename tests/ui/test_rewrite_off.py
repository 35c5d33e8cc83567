"""Off means off: no module of the rewording is loaded and no connection is ever tried."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

PROGRAM = """
import json, socket, sys, time
from pathlib import Path

tries = []

def refuse(_self, address):
    tries.append(address)
    raise ConnectionRefusedError

socket.socket.connect = refuse
socket.socket.connect_ex = refuse

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from assistant.suggest.reading import Reading
from tests.ui.app_world import NoProblems, seed

folder, on = Path(sys.argv[1]), sys.argv[2] == "on"
application = QApplication([])
seed(folder)
import phrasebook.content
phrasebook.content.sync = lambda *_: NoProblems()
from assistant.options import Options
from assistant.paths import prepare
from phrasebook.store import Store
from ui.app import App

def until(done):
    end = time.monotonic() + 30
    while not done():
        application.processEvents()
        assert time.monotonic() < end, "it never came"

options = Options(folder / "options.json")
options.set("rewrite.on", on)
options.set("rewrite.address", "http://127.0.0.1:9/v1")
options.set("rewrite.model", "qwen")
app = App(paths=prepare(folder), options=options, store=Store.open(folder), version="0")
app.show()
until(lambda: app.services is not None)
app.services.suggest.strip.show_reading(Reading("能便宜点吗"), [])
cards, phrase = app.page.card_actions, app.page.phrase_at(1)
menu = [entry.objectName() for entry in cards.open_menu(phrase, QPoint(0, 0)).actions()]
cards.run("card.rewrite", phrase)
app.services.commands.open_settings("dock")
if on:
    until(lambda: app.services.rewrite.window.state == "fault")
application.processEvents()
ours = ("assistant.rewrite", "assistant.backends.http_chat", "ui.flows.rewrite",
        "ui.dialogs.rewrite", "ui.settings.rewrite", "urllib.request", "http.client")
print(json.dumps({
    "tries": len(tries),
    "modules": [name for name in sys.modules if name.startswith(ours)],
    "in_menu": "card.rewrite" in menu,
}))
app.stop()
"""


def run(folder: Path, switch: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(folder), switch],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "data"
    made.mkdir()
    return made


def test_with_the_option_off_nothing_of_it_is_loaded_and_nothing_connects(folder: Path) -> None:
    assert run(folder, "off") == {"tries": 0, "modules": [], "in_menu": False}


def test_with_the_option_on_both_would_be_seen(folder: Path) -> None:
    found = run(folder, "on")
    assert found["tries"] == 1
    assert found["in_menu"]
    assert {"assistant.backends.http_chat", "ui.flows.rewrite"} <= set(found["modules"])
