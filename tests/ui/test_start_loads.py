"""What a start leaves aside: each module costs memory for the whole day.

The list holds what was found to cost most (1.3 MB in all) and what a day may pass without.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PROGRAM = """
import json, sys, time
from pathlib import Path
from PySide6.QtWidgets import QApplication
from tests.ui.app_world import NoProblems, seed

folder, page = Path(sys.argv[1]), sys.argv[2]
before = set(sys.modules)
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
if page == "shifts":
    options.set("desk.shifts", [{"name": "早班", "begin": "07:00", "end": "15:00"}])
app = App(paths=prepare(folder), options=options, store=Store.open(folder), version="0")
app.show()
until(lambda: app.services is not None)
until(lambda: not app.services.content._thread.is_alive())
if page in ("manual", "settings"):
    app.sidebar.rail.button(page).click()
    application.processEvents()
print(json.dumps(sorted(set(sys.modules) - before)))
app.stop()
"""

LATE = {
    "assistant.desk.shifts": "shifts",
    "assistant.desk.time_grammar": "shifts",
    "assistant.desk.moments": "shifts",
    "ui.flows.manual": "manual",
    "ui.settings.context": "settings",
    "ui.dialogs.hotkey_edit": "settings",
}
"""Modules, and what brings each of them."""
NEVER_HERE = {"phrasebook.store.old_picks"}
"""A file of this version has nothing for it to do."""


def loaded(folder: Path, page: str) -> set[str]:
    """Give what a start has loaded, after a page was opened ("" for none)."""
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(folder), page],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


def test_a_start_loads_nothing_that_the_day_may_not_need(tmp_path: Path) -> None:
    found = loaded(tmp_path / "data", "")
    assert "ui.services" in found
    assert found & {*LATE, *NEVER_HERE} == set()


@pytest.mark.parametrize("page", sorted(set(LATE.values())))
def test_what_was_left_aside_comes_when_it_is_asked_for(tmp_path: Path, page: str) -> None:
    wanted = {name for name, by in LATE.items() if by == page}
    assert wanted <= loaded(tmp_path / "data", page)
