"""Does the runs of a scene, each a process of its own forked from this one.

``python -m tests.kills.runner MODULE:SCENE FOLDER``: all modules are read once, before the first
fork, so that a run takes a second. Qt itself comes up only in the children, by ``main.main``.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.kills.events import END, Events
from tests.kills.scene import Scene, Steps, World

LIMIT_S = 90
"""A run that takes longer hangs."""
POLL_MS = 5


def main(name: str, folder: Path) -> None:
    """Run a scene and write ``result.json``."""
    scene = load(name)
    _read_modules()
    template = folder / "template"
    template.mkdir()
    _forked(lambda: scene.prepare(template), folder / "prepare.json")
    if scene.options:
        (template / "options.json").write_text(json.dumps(scene.options), encoding="utf-8")
    before, fault = _looked(scene, _copy(template, folder / "before"))
    if fault:
        raise SystemExit(f"before the action: {fault}")
    whole = _copy(template, folder / "whole")
    acted = _acted(scene, whole, None)
    if acted.get("fault"):
        raise SystemExit(f"the action: {acted['fault']}")
    after, fault = _looked(scene, whole)
    if fault:
        raise SystemExit(f"after the action: {fault}")
    events = acted["events"]
    assert not events or events[-1] == END
    kills = []
    for number, event in enumerate(events, start=1):
        place = _copy(template, folder / f"kill-{number}")
        died = _acted(scene, place, number).get("died", False)
        seen, fault = _looked(scene, place)
        kills.append({"before": event, "died": died, "seen": seen, "fault": fault})
        if not fault:
            shutil.rmtree(place)
    result = {"events": events[:-1], "before": before, "after": after, "kills": kills}
    (folder / "result.json").write_text(json.dumps(result), encoding="utf-8")


def load(name: str) -> Scene:
    """Give the scene of a name such as ``tests.kills.scenes_files:ERASE``."""
    module, _, attribute = name.partition(":")
    found = getattr(importlib.import_module(module), attribute)
    assert isinstance(found, Scene)
    return found


def _read_modules() -> None:
    for module in ("main", "ui.app", "ui.services", "ui.signals", "ui.instance", "ui.desk_setup",
                   "ui.pages.buyers", "ui.flows.notes", "assistant.backends",
                   "assistant.desk.keys", "phrasebook.store.desk"):  # fmt: skip
        importlib.import_module(module)


def _copy(template: Path, place: Path) -> Path:
    return Path(shutil.copytree(template, place, symlinks=True))


def _looked(scene: Scene, place: Path) -> tuple[Any, str]:
    """Start the program on a folder and look: what was seen, and what went wrong."""
    if scene.repair is not None:
        scene.repair(place)
    found = _forked(lambda: _live(scene.look, place, None), place.with_suffix(".look.json"))
    return found.get("value"), found.get("fault", "" if "value" in found else "it ended early")


def _acted(scene: Scene, place: Path, kill: int | None) -> dict[str, Any]:
    def work() -> dict[str, Any]:
        os.environ["BANHUA_CLOCK_AHEAD"] = str(scene.ahead)
        events = Events(place, scene.concerns, kill)
        found = _live(scene.act, place, events)
        return found | {"events": events.names}

    return _forked(work, place.with_suffix(".act.json"))


def _forked(work: Callable[[], Any], answer: Path) -> dict[str, Any]:
    """Do work in a child; its answer comes through a file, and whether it was killed."""
    answer.unlink(missing_ok=True)
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        signal.alarm(2 * LIMIT_S)
        code = 1
        try:
            value = work()
            answer.write_text(json.dumps(value if isinstance(value, dict) else {}), "utf-8")
            code = 0
        except BaseException:  # noqa: BLE001 (the child ends here; its words are the answer)
            answer.write_text(json.dumps({"fault": traceback.format_exc()}), "utf-8")
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    found = json.loads(answer.read_text("utf-8")) if answer.exists() else {}
    died = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    return {**found, "died": died}


def _live(steps: Callable[[World], Steps], place: Path, events: Events | None) -> dict[str, Any]:
    """Run ``main.main`` on a folder and the steps in it; gives what they return."""
    import main as program
    from ui.app import App

    answer: dict[str, Any] = {}
    walks: list[_Walk] = []  # Qt holds no slot of an object that nobody else holds
    come_up = App.show_start_problems

    def then(app: App) -> None:
        come_up(app)
        walks.append(_Walk(app, steps(World(app, place, events)), events, answer))
        walks[0].start()

    App.show_start_problems = then  # type: ignore[method-assign]
    code = program.main(["--data-dir", str(place)])
    if not answer:
        answer["fault"] = f"the program ended by itself with {code}"
    return answer


class _Walk:
    """Walks through steps on the GUI thread, from condition to condition."""

    def __init__(
        self, app: Any, steps: Steps, events: Events | None, answer: dict[str, Any]
    ) -> None:
        from PySide6.QtCore import QTimer

        self._app, self._steps, self._events, self._answer = app, steps, events, answer
        self._ready: Callable[[], object] = lambda: True
        self._until = time.monotonic() + LIMIT_S
        self._timer = QTimer(app)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._poll)

    def start(self) -> None:
        self._timer.start()

    def _poll(self) -> None:
        try:
            if not self._ready():
                if time.monotonic() > self._until:
                    raise TimeoutError("waited in vain")
                return
            self._ready = next(self._steps)
        except StopIteration as stop:
            self._finish({"value": stop.value})
        except BaseException:  # noqa: BLE001 (any; it is the answer)
            self._finish({"fault": traceback.format_exc()})

    def _finish(self, answer: dict[str, Any]) -> None:
        self._timer.stop()
        self._answer.update(answer)
        if self._events is not None:
            # A run that is to be killed after the last event dies here, before the way out.
            self._events.last()
        self._app.quit()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
