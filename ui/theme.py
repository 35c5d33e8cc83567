"""Every colour, font and length of the window, in one place.

The values come from ``mock.html``. Where the mock misses a contrast of 4.5:1 the token was
changed as little as needed (``TOKENS`` says where); ``tests/ui/test_theme.py`` holds the pairs.
Other modules ask ``theme()`` and never write a colour or a font size of their own.
"""

from __future__ import annotations

from typing import Final, Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette

ThemeMode = Literal["system", "light", "dark"]

# Changed from the mock, light: sub #667085 (4.36 on soft), accent_text split from accent
# (#2f6bff is 3.94 on soft); marked text takes the ink colour (sub on mark was 3.99).
# Dark: text on the accent is dark (white was 2.79).
TOKENS: Final[dict[str, dict[str, str]]] = {
    "light": {
        "bg": "#f6f7f9",  # behind the cards
        "card": "#ffffff",  # cards, rail, head, foot, dialogs
        "hover": "#f9fbff",  # a card or row under the mouse
        "line": "#e4e7ec",  # borders and separators
        "line_strong": "#c3cad6",  # border of a hovered card, scroll bar handle
        "ink": "#1d2433",
        "sub": "#626c81",  # second line, hints, icons at rest
        "accent": "#2e6aff",  # fills, selected borders, focus ring
        "accent_text": "#2460f0",  # accent as a text colour
        "on_accent": "#ffffff",
        "soft": "#eaf0ff",  # accent's pale fill: chips, variables, selected row
        "warn": "#b54708",
        "warn_bg": "#fff4e5",
        "ok": "#067647",
        "ok_bg": "#e7f7ef",
        "danger": "#c9271b",
        "danger_bg": "#fdecea",
        "badge": "#d92d20",
        "on_badge": "#ffffff",
        "kbd": "#f2f4f7",  # key caps
        "mark": "#ffe58a",  # matched characters of a search
        "mark_ink": "#1d2433",
        "dot_on": "#12b76a",
        "dot_off": "#98a2b3",
        "violet": "#7a4fd0",  # flags that need a colour of their own
        "teal": "#0e8a8a",
        "toast": "#1d2433",  # toasts are inverted, to stand off the cards
        "toast_ink": "#ffffff",
        "toast_action": "#9dbaff",
        "shadow": "#10182828",
    },
    "dark": {
        "bg": "#15181f",
        "card": "#1e232d",
        "hover": "#232936",
        "line": "#2d3441",
        "line_strong": "#475063",
        "ink": "#e6e9ef",
        "sub": "#98a2b3",
        "accent": "#6d97ff",
        "accent_text": "#7aa0ff",
        "on_accent": "#0e1830",
        "soft": "#22304f",
        "warn": "#fdb022",
        "warn_bg": "#3a2a12",
        "ok": "#47cd89",
        "ok_bg": "#12301f",
        "danger": "#ff8a80",
        "danger_bg": "#3b1d1f",
        "badge": "#d92d20",
        "on_badge": "#ffffff",
        "kbd": "#2a313d",
        "mark": "#6b5714",
        "mark_ink": "#e6e9ef",
        "dot_on": "#47cd89",
        "dot_off": "#667085",
        "violet": "#b79bff",
        "teal": "#3cc6c6",
        "toast": "#e6e9ef",
        "toast_ink": "#1d2433",
        "toast_action": "#1f52cc",
        "shadow": "#00000070",
    },
}
"""Colour by token for both schemes (``#rrggbb`` or ``#rrggbbaa``)."""

TEXT_PAIRS: Final[tuple[tuple[str, str], ...]] = (
    *(("ink", ground) for ground in ("bg", "card", "hover", "soft", "kbd")),
    *(("sub", ground) for ground in ("bg", "card", "hover", "soft", "kbd")),
    *(("accent_text", ground) for ground in ("bg", "card", "hover", "soft")),
    ("on_accent", "accent"), ("on_badge", "badge"), ("mark_ink", "mark"),
    ("warn", "warn_bg"), ("ok", "ok_bg"), ("danger", "danger_bg"),
    ("warn", "card"), ("ok", "card"), ("danger", "card"),
    ("ink", "warn_bg"), ("ink", "danger_bg"),
    ("toast_ink", "toast"), ("toast_action", "toast"),
)  # fmt: skip
"""Which text colour is drawn on which ground; each must reach 4.5:1 in both schemes."""

FONT_FAMILIES: Final = (
    "Microsoft YaHei UI",
    "PingFang SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "sans-serif",
)
"""First match wins: Windows, macOS, Linux (design.md section 6)."""

FONTS: Final[dict[str, tuple[float, bool]]] = {
    "base": (13.0, False),
    "strong": (13.0, True),
    "heading": (14.0, True),
    "search": (15.0, False),
    "title": (12.5, True),
    "body": (12.0, False),
    "body_strong": (12.0, True),
    "small": (11.0, False),
    "key": (11.0, False),
    "tiny": (10.0, False),
}
"""Font by role: size in px at 100 % text size, and whether it is bold."""

METRICS: Final[dict[str, int]] = {
    "sidebar": 388,
    "rail": 48,
    "rail_item": 44,
    "head_pad": 12,
    "search": 34,
    "tabs": 47,
    "foot": 28,
    "list_pad": 10,
    "card_gap": 6,
    "card_pad_x": 10,
    "card_pad_y": 7,
    "card_radius": 8,
    "radius": 6,
    "icon": 18,
    "scrollbar": 8,
}
"""Lengths in px at 100 % text size (source: mock.html)."""


class Theme(QObject):
    """The scheme and text size in force.

    Signals:
        changed: The scheme or the text size changed; repaint and measure again.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Start with the system's scheme and 100 % text; needs a ``QGuiApplication``."""
        super().__init__(parent)
        self._mode: ThemeMode = "system"
        self._percent = 100
        self._colors: dict[str, QColor] = {}
        self._fonts: dict[str, QFont] = {}
        self._dark = self._wanted_dark()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_scheme)

    @property
    def dark(self) -> bool:
        """Whether the dark scheme is in force."""
        return self._dark

    @property
    def mode(self) -> ThemeMode:
        """What was asked for: follow the system, or one scheme."""
        return self._mode

    @property
    def text_size(self) -> int:
        """Text size in percent."""
        return self._percent

    def color(self, token: str) -> QColor:
        """Give the colour of a token of ``TOKENS``, the caller's own to change.

        Raises:
            KeyError: If there is no such token.
        """
        found = self._colors.get(token)
        if found is None:
            found = self._colors[token] = _color(TOKENS["dark" if self._dark else "light"][token])
        return QColor(found)

    def font(self, role: str = "base") -> QFont:
        """Give the font of a role of ``FONTS``, scaled by the text size.

        Raises:
            KeyError: If there is no such role.
        """
        found = self._fonts.get(role)
        if found is None:
            size, bold = FONTS[role]
            found = self._fonts[role] = _font(size * self._percent / 100, bold)
        return found

    def px(self, length: float) -> int:
        """Scale a length in px by the text size, to whole px."""
        return round(length * self._percent / 100)

    def metric(self, name: str) -> int:
        """Give a length of ``METRICS``, scaled.

        Raises:
            KeyError: If there is no such length.
        """
        return self.px(METRICS[name])

    def force(self, mode: ThemeMode) -> None:
        """Follow the system or force one scheme, at once."""
        if mode == self._mode:
            return
        self._mode = mode
        hints = QGuiApplication.styleHints()
        if mode == "system":
            hints.unsetColorScheme()
        else:
            # Native parts (title bars of dialogs, file choosers) follow too where they can.
            hints.setColorScheme(Qt.ColorScheme.Dark if mode == "dark" else Qt.ColorScheme.Light)
        self._refresh()

    def set_text_size(self, percent: int) -> None:
        """Scale fonts and lengths; ``percent`` is kept within 80 to 160."""
        percent = max(80, min(160, percent))
        if percent == self._percent:
            return
        self._percent = percent
        self._fonts.clear()
        self._announce()

    def apply(self) -> None:
        """Give the application our font and palette; call once before the first window."""
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.setFont(self.font())
            app.setPalette(self.palette())

    def palette(self) -> QPalette:
        """Build the palette for the few standard widgets (dialogs, menus)."""
        palette = QPalette()
        role = QPalette.ColorRole
        for which, token in (
            (role.Window, "card"), (role.Base, "bg"), (role.AlternateBase, "card"),
            (role.Button, "card"), (role.ToolTipBase, "toast"), (role.ToolTipText, "toast_ink"),
            (role.WindowText, "ink"), (role.Text, "ink"), (role.ButtonText, "ink"),
            (role.PlaceholderText, "sub"), (role.Highlight, "accent"),
            (role.HighlightedText, "on_accent"), (role.Accent, "accent"),
            (role.Link, "accent_text"), (role.Mid, "line_strong"), (role.Light, "card"),
            (role.Midlight, "line"), (role.Dark, "line_strong"),
        ):  # fmt: skip
            palette.setColor(which, self.color(token))
        group = QPalette.ColorGroup.Disabled
        for which in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(group, which, self.color("dot_off"))
        return palette

    def stylesheet(self) -> str:
        """Build the small sheet for dialogs and the settings page.

        Set it on the dialog itself, not on the application: a sheet on the application costs
        start-up time and touches the painted list. Buttons with the property ``kind`` set to
        ``primary`` or ``danger`` are filled or red.
        """
        values = {name: self.color(name).name() for name in TOKENS["light"] if name != "shadow"}
        values["small"] = f"{FONTS['body'][0] * self._percent / 100:g}px"
        for name, length in (("p2", 2), ("p4", 4), ("p5", 5), ("p8", 8), ("p12", 12), ("r", 6)):
            values[name] = f"{self.px(length)}px"
        return _SHEET.format_map(values)

    def _wanted_dark(self) -> bool:
        if self._mode != "system":
            return self._mode == "dark"
        return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark

    def _on_system_scheme(self, _scheme: Qt.ColorScheme) -> None:
        if self._mode == "system":
            self._refresh()

    def _refresh(self) -> None:
        dark = self._wanted_dark()
        if dark != self._dark:
            self._dark = dark
            self._colors.clear()
            self._announce()

    def _announce(self) -> None:
        self.apply()
        self.changed.emit()


_SHEET: Final = """
QDialog, QScrollArea, QScrollArea > QWidget > QWidget {{ background: {card}; color: {ink}; }}
QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QComboBox, QKeySequenceEdit QLineEdit {{
  background: {bg}; color: {ink}; border: 1px solid {line_strong}; border-radius: {r};
  padding: {p4} {p8}; selection-background-color: {accent}; selection-color: {on_accent}; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QComboBox:focus {{
  border: 1px solid {accent}; }}
QPushButton {{ background: {card}; color: {ink}; border: 1px solid {line_strong};
  border-radius: {r}; padding: {p4} {p12}; }}
QPushButton:hover {{ background: {hover}; border-color: {accent}; }}
QPushButton:focus {{ border-color: {accent}; }}
QPushButton:pressed {{ background: {soft}; }}
QPushButton:disabled {{ color: {dot_off}; border-color: {line}; }}
QPushButton[kind="primary"] {{ background: {accent}; color: {on_accent}; border-color: {accent}; }}
QPushButton[kind="primary"]:focus {{ border-color: {ink}; }}
QPushButton[kind="danger"] {{ color: {danger}; }}
QLabel[kind="hint"] {{ color: {sub}; font-size: {small}; }}
QLabel[kind="error"] {{ color: {danger}; font-size: {small}; }}
QLabel[kind="warn"] {{ color: {warn}; font-size: {small}; }}
QLabel[kind="ok"] {{ color: {ok}; font-size: {small}; }}
"""

_theme: Theme | None = None


def theme() -> Theme:
    """Give the one theme of the process; made at first use, after the application."""
    global _theme  # the one global of the UI: every painter asks it
    if _theme is None:
        _theme = Theme(QGuiApplication.instance())
    return _theme


def _color(text: str) -> QColor:
    if len(text) == 9:  # #rrggbbaa, which QColor would read as #aarrggbb
        text = f"#{text[7:]}{text[1:7]}"
    return QColor(text)


def _font(pixels: float, bold: bool) -> QFont:
    font = QFont()
    font.setFamilies(list(FONT_FAMILIES))
    screen = QGuiApplication.primaryScreen()
    dpi = screen.logicalDotsPerInchY() if screen is not None else 96.0
    # Points, because pixel sizes are whole numbers in Qt and 12.5 px is one of ours.
    font.setPointSizeF(pixels * 72.0 / dpi)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return font
