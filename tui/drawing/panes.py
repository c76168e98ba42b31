"""Small planes side by side."""

from __future__ import annotations

from lessons.figures import Panes
from tui.drawing.canvas import Canvas, fit
from tui.drawing.headings import title_row
from tui.drawing.pen import Pen
from tui.drawing.surface import plane

_GAP = 1
_WIDEST = 4
"""A pane is at most so many times as wide in cells as it is high."""


def panes(figure: Panes, width: int, height: int, pen: Pen) -> Canvas:
    """The panes in as many rows as show them largest, each under its title."""
    canvas = Canvas(width, height, pen)
    top = title_row(canvas, figure.title)
    count = len(figure.panes)
    sizes = [_size(count, rows, width, height - top) for rows in range(1, count + 1)]
    if not sizes or max(map(_shown, sizes)) <= 0:
        return canvas
    columns, wide, high = max(sizes, key=_shown)
    for i, pane in enumerate(figure.panes):
        row, column = divmod(i, columns)
        x, y = column * (wide + _GAP), top + row * (high + 1)
        canvas.put(x, y, fit(pane.title, wide, pen), pen.style("muted"))
        canvas.paste(plane(pane, wide, high, pen), x, y + 1)
    return canvas


def _size(count: int, rows: int, width: int, height: int) -> tuple[int, int, int]:
    """The columns of panes in so many rows of them, and the width and height of each."""
    columns = -(-count // rows)
    high = height // rows - 1
    return columns, min((width + _GAP) // columns - _GAP, _WIDEST * max(high, 0)), high


def _shown(size: tuple[int, int, int]) -> int:
    """How much a pane of this size shows: a cell is twice as high as wide."""
    _, wide, high = size
    return max(min(wide, 3 * high), 0)
