"""Real windows for tests and benchmarks: a screen of its own, a hand, a chat page, the program.

Everything here starts real processes on a private X server and ends them again. A tool that
this machine lacks raises ``MissingTool``; tests turn that into a skip, benchmarks into a note.
"""

from __future__ import annotations

import contextlib

with contextlib.suppress(ImportError):
    from Xlib.ext import randr

    # python-xlib 0.33 registers RandR's errors as codes 0 to 2 for every connection, so that a
    # plain BadValue (a title that got shorter while it was read) breaks the connection or, worse,
    # lets it loop for ever. Codes that no server sends do no harm.
    randr.BadRROutput, randr.BadRRCrtc, randr.BadRRMode = 1000, 1001, 1002
