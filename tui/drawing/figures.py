"""The drawing of each kind of figure, by its type."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual.strip import Strip

from lessons.figures import (
    Bars,
    Beside,
    Curves,
    Diagram,
    Equation,
    Field,
    Figure,
    Formula,
    Matrix,
    Scatter,
    Tape,
)
from tui.drawing.bars import bars
from tui.drawing.canvas import Canvas
from tui.drawing.charts import curves, scatter
from tui.drawing.diagram import diagram
from tui.drawing.field import field
from tui.drawing.layout import arrange
from tui.drawing.pen import Pen
from tui.drawing.tables import equation, formula, matrix, tape

_PAINTERS: dict[type[Figure], Callable[[Any, int, int, Pen], Canvas]] = {
    Bars: bars,
    Curves: curves,
    Diagram: diagram,
    Equation: equation,
    Field: field,
    Formula: formula,
    Matrix: matrix,
    Scatter: scatter,
    Tape: tape,
}


def paint(figure: Figure, width: int, height: int, pen: Pen) -> Canvas:
    """The figure on a canvas of exactly `width` by `height` cells."""
    if width <= 0 or height <= 0:
        return Canvas(max(width, 0), max(height, 0), pen)
    if isinstance(figure, Beside):
        return paint_all([figure], width, height, pen)
    return _PAINTERS[type(figure)](figure, width, height, pen)


def paint_all(figures: Sequence[Figure], width: int, height: int, pen: Pen) -> Canvas:
    """Several figures on one canvas, as `arrange` places them."""
    canvas = Canvas(max(width, 0), max(height, 0), pen)
    for figure, region in arrange(figures, width, height):
        canvas.paste(paint(figure, region.width, region.height, pen), region.x, region.y)
    return canvas


def draw(figure: Figure, width: int, height: int, pen: Pen) -> list[Strip]:
    """The figure as exactly `height` strips of exactly `width` cells."""
    return paint(figure, width, height, pen).strips()
