"""Line icons of our own, tinted by the theme when painted.

The files in ``resources/icons`` are plain SVG, but only of the shapes that ``_shape`` reads
(absolute M L H V C Q Z, circle, rect): drawing them by ``QPainterPath`` costs microseconds,
while the first use of Qt's SVG renderer costs 19 ms of start-up (measured, PySide6 6.12).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

_FOLDER: Final = Path(__file__).resolve().parent.parent / "resources" / "icons"
_GRID: Final = 24.0
_STROKE: Final = 1.8
_ELEMENT: Final = re.compile(r"<(path|circle|rect)\s([^>]*?)/?>")
_ATTRIBUTE: Final = re.compile(r'([a-z]+)="([^"]*)"')
_TOKEN: Final = re.compile(r"[A-Za-z]|-?\d+(?:\.\d+)?")
_NUMBERS: Final = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Q": 4, "Z": 0}

_shapes: dict[str, QPainterPath] = {}
_pixmaps: dict[tuple[str, int, int, float], QPixmap] = {}
_CACHE_LIMIT: Final = 256


class IconError(ValueError):
    """There is no such icon, or its file uses something that the reader does not know."""


def names() -> list[str]:
    """List the icons there are, the app icon left out."""
    return sorted(path.stem for path in _FOLDER.glob("*.svg") if path.stem != "app")


def checked(name: str) -> str:
    """Give the name of an icon back that can be painted: for where a control is made.

    Raises:
        IconError: If there is no such icon, or its file cannot be read as one.
    """
    _path(name)
    return name


def paint(painter: QPainter, name: str, rect: QRectF, color: QColor) -> None:
    """Stroke an icon into a rectangle (its shorter side counts).

    Raises:
        IconError: As ``checked``.
    """
    shape = _path(name)  # may raise: before the painter is touched
    side = min(rect.width(), rect.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2)
    painter.scale(side / _GRID, side / _GRID)
    pen = QPen(color, _STROKE)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(shape)
    painter.restore()


def pixmap(name: str, color: QColor, size: int = 18, ratio: float = 1.0) -> QPixmap:
    """Give an icon as a picture, kept for the next call with the same colour, size and ratio.

    Args:
        name: File name without ``.svg``.
        color: Stroke colour.
        size: Side in logical px.
        ratio: Device pixel ratio of the screen that it is for.
    """
    key = (name, color.rgba(), size, ratio)
    found = _pixmaps.get(key)
    if found is None:
        _path(name)  # raises before there is a painter to leave open
        if len(_pixmaps) >= _CACHE_LIMIT:
            _pixmaps.clear()
        found = QPixmap(QSize(round(size * ratio), round(size * ratio)))
        found.setDevicePixelRatio(ratio)
        found.fill(Qt.GlobalColor.transparent)
        with QPainter(found) as painter:
            paint(painter, name, QRectF(0, 0, size, size), color)
        _pixmaps[key] = found
    return found


def icon(name: str, color: QColor, size: int = 18) -> QIcon:
    """Give an icon for buttons and menus, sharp on screens of ratio 1, 1.5 and 2."""
    made = QIcon()
    for ratio in (1.0, 1.5, 2.0):
        made.addPixmap(pixmap(name, color, size, ratio))
    return made


def app_icon() -> QIcon:
    """Give the icon of the application (filled shapes in their own colours)."""
    made = QIcon()
    for side in (16, 24, 32, 48, 64, 128):
        made.addPixmap(app_pixmap(side))
    return made


def app_pixmap(side: int) -> QPixmap:
    """Draw the icon of the application, ``side`` pixels wide and high."""
    made = QPixmap(side, side)
    made.fill(Qt.GlobalColor.transparent)
    with QPainter(made) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(side / 64, side / 64)
        painter.setPen(Qt.PenStyle.NoPen)
        for kind, attributes in _elements("app"):
            painter.setBrush(QColor(attributes["fill"]))
            painter.drawPath(_shape(kind, attributes))
    return made


def _path(name: str) -> QPainterPath:
    found = _shapes.get(name)
    if found is None:
        found = QPainterPath()
        for kind, attributes in _elements(name):
            found.addPath(_shape(kind, attributes))
        if found.isEmpty():
            raise IconError(f"{name}.svg has no shape")
        _shapes[name] = found
    return found


def _elements(name: str) -> list[tuple[str, dict[str, str]]]:
    try:
        text = (_FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    except FileNotFoundError as fault:
        raise IconError(f"there is no icon {name!r} in {_FOLDER.name}/") from fault
    return [(kind, dict(_ATTRIBUTE.findall(rest))) for kind, rest in _ELEMENT.findall(text)]


def _shape(kind: str, attributes: dict[str, str]) -> QPainterPath:
    path = QPainterPath()
    if kind == "circle":
        radius = float(attributes["r"])
        path.addEllipse(QPointF(float(attributes["cx"]), float(attributes["cy"])), radius, radius)
    elif kind == "rect":
        x, y, width, height = (float(attributes[key]) for key in ("x", "y", "width", "height"))
        radius = float(attributes.get("rx", "0"))
        path.addRoundedRect(QRectF(x, y, width, height), radius, radius)
    else:
        _follow(path, attributes["d"])
    return path


def _follow(path: QPainterPath, data: str) -> None:
    tokens = _TOKEN.findall(data)
    at = 0
    while at < len(tokens):
        command = tokens[at]
        count = _NUMBERS.get(command)
        if count is None:
            raise IconError(f"path command {command!r} is not supported")
        at += 1
        while True:
            n = [float(token) for token in tokens[at : at + count]]
            at += count
            _draw(path, command, n)
            # The same command may go on with further numbers.
            if count == 0 or at >= len(tokens) or tokens[at].isalpha():
                break


def _draw(path: QPainterPath, command: str, n: list[float]) -> None:
    here = path.currentPosition()
    match command:
        case "M":
            path.moveTo(n[0], n[1])
        case "L":
            path.lineTo(n[0], n[1])
        case "H":
            path.lineTo(n[0], here.y())
        case "V":
            path.lineTo(here.x(), n[0])
        case "C":
            path.cubicTo(n[0], n[1], n[2], n[3], n[4], n[5])
        case "Q":
            path.quadTo(n[0], n[1], n[2], n[3])
        case _:
            path.closeSubpath()
