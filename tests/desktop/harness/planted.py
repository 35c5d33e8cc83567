"""The program with its window check torn out, to show that the races catch that.

Takes the command line of ``main.py``.
"""

from __future__ import annotations

import runpy
import sys

from assistant import paste
from assistant.backends import x11_gate, x11_keys
from assistant.ports import Sent, Target
from tests.desktop.harness.process import REPO


def main() -> None:
    """Remove both looks at focus and title, then start the program as it is.

    Keys go by the keyboard: one that is sent to its window cannot go astray at all.
    """
    x11_keys.TAKES_SENT_KEYS = ()  # type: ignore[misc]
    Target.same_window = lambda self, other: True  # type: ignore[method-assign]
    paste.same_chat = lambda *_: True  # type: ignore[assignment]
    x11_gate.X11Gate._verdict = lambda *_: Sent.YES  # type: ignore[method-assign]
    sys.argv[0] = str(REPO / "main.py")
    runpy.run_path(sys.argv[0], run_name="__main__")


main()
