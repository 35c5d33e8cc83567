"""What holds for every test of the window: Chinese letters have their own widths."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.needs import WINDOWS

_FONTS = (
    Path(os.environ.get("WINDIR", "C:\\Windows"), "Fonts", "msyh.ttc"),
    # Wine shows programs the fonts of the system around it; this is where Debian has them.
    Path("Z:\\usr\\share\\fonts\\opentype\\noto\\NotoSansCJK-Regular.ttc"),
)


@pytest.fixture(scope="session", autouse=True)
def windows_font(request: pytest.FixtureRequest) -> None:
    """Give Qt a font: offscreen it finds none on Windows, and a letter is a box as wide as 字."""
    if not WINDOWS:
        return
    request.getfixturevalue("qapp")
    from PySide6.QtGui import QFontDatabase

    found = [font for font in _FONTS if font.is_file()]
    assert found, f"no Chinese font here, looked for {', '.join(map(str, _FONTS))}"
    assert QFontDatabase.addApplicationFont(str(found[0])) >= 0
