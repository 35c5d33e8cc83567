"""Python's garbage collector on the GUI thread alone.

Left to itself it runs on whichever thread allocates next. There it would free windows of Qt, which
only the GUI thread may do, and hold up a paste in the middle of its key.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer

LOOK_MS: Final = 2000
"""Between two looks. A look costs microseconds where there is nothing to collect."""


class Collector(QObject):
    """Collects by a timer, as often as Python's own thresholds ask for."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Take the place of the automatic collector.

        Args:
            parent: Owner, on the GUI thread.
        """
        super().__init__(parent)
        gc.disable()
        self._start_is_over = False
        timer = QTimer(self, interval=LOOK_MS, timerType=Qt.TimerType.VeryCoarseTimer)
        timer.timeout.connect(self.look)
        timer.start()

    def look(self) -> int | None:
        """Collect if enough was made since; returns the generation, or None."""
        if not self._start_is_over:
            self._start_is_over = True
            gc.collect()
            gc.freeze()  # what a start leaves stays to the end: no later look walks over it
            return 2
        asked = zip(gc.get_count(), gc.get_threshold(), strict=True)
        due = [generation for generation, (made, most) in enumerate(asked) if made > most]
        if not due:
            return None
        gc.collect(due[-1])
        return due[-1]
