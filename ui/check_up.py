"""``main.py doctor``: the check-up without a window, on the machine as it is."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from assistant import backends, doctor, terminal
from assistant.actions import bindings
from assistant.hotkeys import HotkeyTable, hooked
from assistant.options import Options
from assistant.paths import Paths, prepare
from phrasebook.model import UserError
from phrasebook.store import Store
from ui import screen
from ui.i18n import tr
from ui.instance import Instance
from ui.platform import detect


def run(data_dir: Path | None, *, as_json: bool) -> int:
    """Look at everything and print it; returns 0 if Banhua can be used here, else 1."""
    unreachable: tuple[str, str] | None = None
    if sys.platform.startswith("linux"):
        named = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
        if named and not screen.can_open():
            unreachable = screen.unreachable()
        if not named or unreachable:
            # Qt would end the process, and this is the command that is to say why.
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QApplication(sys.argv[:1])
    try:
        paths: Paths | UserError = prepare(data_dir)
    except UserError as error:
        paths = error
    options = Options(paths.options) if isinstance(paths, Paths) else None
    found = backends.pick(*detect(application))
    table = HotkeyTable(found.listener, found.way_out)
    instance = Instance(paths.data) if isinstance(paths, Paths) else None
    beside_us = False
    if options is not None and instance is not None:
        # While Banhua runs it has these keys itself, and a trial would call them taken.
        beside_us = not instance.acquire()
        if not beside_us:
            nothing: Callable[[], None] = lambda: None  # noqa: E731
            keys = dict.fromkeys(bindings(options.get("keys"), scope="global"), nothing)
            table.bind(keys, hooked(options))
            instance.release()
    store = _store(paths)
    problems = options.problems if options else ()
    checks = doctor.of_backends(paths, store, found, table, problems, beside_us=beside_us)
    if unreachable is not None:
        message, advice = unreachable
        checks.insert(0, doctor.Check("screen", tr("屏幕"), False, message, advice, essential=True))
    answer = doctor.as_json(checks) if as_json else doctor.as_text(checks)
    table.close()
    found.caret.close()
    found.keys.close()
    found.tracker.close()
    if found.clipboard_reader is not None:
        found.clipboard_reader.close()
    if isinstance(store, Store):
        store.close()
    terminal.emit(answer)  # last: what cannot be written must leave nothing open
    return doctor.exit_code(checks)


def _store(paths: Paths | UserError) -> Store | UserError | None:
    if isinstance(paths, UserError):
        return None
    try:
        return Store.open(paths.data)
    except UserError as error:
        return error
