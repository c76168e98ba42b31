"""The drawing of each kind of figure, by its type."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from typing import Any

from textual.strip import Strip

from lessons.figures import Beside, Figure
from lessons.format.layout import LAB_WIDTH
from tui.drawing.canvas import Canvas
from tui.drawing.layout import arrange, content_rows
from tui.drawing.pen import Pen

_MODULES = {
    "Bars": "bars",
    "Curves": "charts",
    "Diagram": "diagram",
    "Equation": "tables",
    "Field": "field",
    "Formula": "lines",
    "Matrix": "tables",
    "Scatter": "charts",
    "Tape": "lines",
}
"""The file that draws each kind of figure, in a function of its name. Imported with the first such figure."""


@cache
def _painter(kind: type[Figure]) -> Callable[[Any, int, int, Pen], Canvas]:
    name = kind.__name__
    paint: Callable[[Any, int, int, Pen], Canvas] = getattr(
        import_module(f"tui.drawing.{_MODULES[name]}"), name.lower()
    )
    return paint


def paint(figure: Figure, width: int, height: int, pen: Pen) -> Canvas:
    """The figure on a canvas of exactly `width` by `height` cells."""
    if width <= 0 or height <= 0:
        return Canvas(max(width, 0), max(height, 0), pen)
    if isinstance(figure, Beside):
        return paint_all([figure], width, height, pen)
    return _painter(type(figure))(figure, width, height, pen)


def paint_all(figures: Sequence[Figure], width: int, height: int, pen: Pen) -> Canvas:
    """Several figures on one canvas, as `arrange` places them."""
    canvas = Canvas(max(width, 0), max(height, 0), pen)
    for figure, region in arrange(figures, width, height, pen):
        canvas.paste(paint(figure, region.width, region.height, pen), region.x, region.y)
    return canvas


def draw(figure: Figure, width: int, height: int, pen: Pen) -> list[Strip]:
    """The figure as exactly `height` strips of exactly `width` cells."""
    return paint(figure, width, height, pen).strips()


def plain(figures: Sequence[Figure]) -> str:
    """Figures as text, at the width of a lab on a screen of 80 columns."""
    return _text(figures, Pen())


def in_ascii(figures: Sequence[Figure]) -> str:
    """The same in ASCII."""
    return _text(figures, Pen(letters="ascii"))


def _text(figures: Sequence[Figure], pen: Pen) -> str:
    rows = content_rows(tuple(figures), LAB_WIDTH, pen)
    return paint_all(figures, LAB_WIDTH, rows, pen).text()
