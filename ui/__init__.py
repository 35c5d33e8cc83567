"""Everything Qt. Talks to ``assistant`` and ``phrasebook``; never the other way round."""

import linecache
import sys
from typing import Any

import PySide6  # noqa: F401 (brings the look that is taken out below)


def _spare_sources() -> None:
    """Keep PySide from reading the source of every module that is imported after it.

    WORKAROUND(PYSIDE-2029): PySide looks into each for its own name, to know where its optional
    ``__feature__`` spelling may be switched on. We never switch it on, and the look costs 15 ms
    of a start and leaves every line of our sources in memory (measured: 6 MB). Where a later
    PySide has no such look, nothing happens.
    """
    feature: Any = sys.modules.get("shibokensupport.feature")
    if hasattr(feature, "_mod_uses_pyside"):
        feature._mod_uses_pyside = lambda _module: False
        linecache.clearcache()  # of what it has looked at already


_spare_sources()
