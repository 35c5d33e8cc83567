"""The Qt binding itself, where a release was found to break the program."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject


def test_calls_that_return_nothing_do_not_use_up_none() -> None:
    # PySide6 6.12.0 on Python 3.11, where None is counted: each call took one reference, and
    # the interpreter aborted with "none_dealloc" after some thousand painter calls.
    probe = QObject()
    before = sys.getrefcount(None)
    for _ in range(1000):
        probe.setObjectName("x")
    assert sys.getrefcount(None) > before - 500
