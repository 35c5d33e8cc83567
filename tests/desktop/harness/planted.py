"""The program with its window check torn out, to show that the races catch that.

Takes the command line of ``main.py``.
"""

from __future__ import annotations

import runpy
import sys

from assistant.backends import x11_keys
from assistant.ports import Target
from tests.desktop.harness.process import REPO


def main() -> None:
    """Remove both looks at the focus, then start the program as it is.

    Keys go by the keyboard: one that is sent to its window cannot go astray at all.
    """
    x11_keys.TAKES_SENT_KEYS = ()  # type: ignore[misc]
    Target.same_window = lambda self, other: True  # type: ignore[method-assign]
    x11_keys.X11KeySender._focus_is_in = lambda self, window: True  # type: ignore[method-assign]
    sys.argv[0] = str(REPO / "main.py")
    runpy.run_path(sys.argv[0], run_name="__main__")


main()
