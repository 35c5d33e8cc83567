"""The yardstick for start-up and memory: a bare PySide6 window with a list of 10,000 rows.

Run as its own process: ``python -m bench.bare_list [ROWS]``. Prints ``first_paint_ms=…`` since
the time in ``BANHUA_TRACE_T0`` (seconds since the epoch) once the rows are painted.
"""

from __future__ import annotations

import os
import sys
import time

from PySide6.QtCore import QStringListModel
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QListView


class List(QListView):
    """Says when it was painted first."""

    painted = False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, then print once."""
        super().paintEvent(event)
        if not self.painted:
            self.painted = True
            begun = float(os.environ.get("BANHUA_TRACE_T0", "nan"))
            print(f"first_paint_ms={(time.time() - begun) * 1000:.1f}", flush=True)


def main() -> int:
    """Show the list until killed."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    app = QApplication(sys.argv)
    model = QStringListModel([f"话术 {n} 亲，您好，很高兴为您服务" for n in range(rows)])
    view = List()
    view.setUniformItemSizes(True)
    view.setModel(model)
    view.resize(388, 700)
    view.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
