"""A network whose units are small pictures, and the links between them."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from lessons.figures import Fields
from lessons.figures.base import Floats, floats
from tui.drawing.canvas import Canvas, fit, wide
from tui.drawing.graphs.diagram import Column, links_between
from tui.drawing.pen import Pen
from tui.drawing.surface import plane

_SIZES = ((12, 6), (10, 5), (8, 4), (6, 3), (4, 2), (4, 1), (2, 1))
"""What a picture may measure in cells, the largest first."""
_CLOSE = (4, 2)
"""Up to this size pictures may stand row on row."""
_LEAST_GAP = 2
_OPEN_GAP = 4
"""In a gap of fewer columns only the links of the unit in focus can be told apart."""
_WIDEST_GAP = 24


class _Plan(NamedTuple):
    """How large a picture is, the rows from one to the next, and the columns between two of them."""

    size: tuple[int, int]
    pitch: int
    gap: int
    named: bool


def fields(figure: Fields, width: int, height: int, pen: Pen) -> Canvas:
    canvas = Canvas(width, height, pen)
    label = max((wide(pen.write(unit.name)) for unit in figure.columns[0]), default=0) + 1
    plan = _plan(figure, width - label, height)
    (across, down), top = plan.size, 1 if plan.named else 0
    room = max((height - top - down) // plan.pitch + 1, 1)
    columns, x = [], label
    for name, units in zip(figure.names, figure.columns[:-1], strict=False):
        shown = units if len(units) <= room else units[: room - 1]
        slots = len(shown) + (len(shown) < len(units))
        first = top + (height - top - (slots - 1) * plan.pitch - down) // 2
        rows = tuple(first + k * plan.pitch for k in range(slots))
        more = len(units) - len(shown)
        columns.append(
            Column(x, across, shown, rows[: len(shown)], down, more, rows[-1] if more else 0, False, across)
        )
        if plan.named:
            text = fit(name, across + plan.gap - 1, pen)
            canvas.put(max(x + (across - wide(text)) // 2, 0), 0, text, pen.style("muted"))
        x += across + plan.gap
    # To the right of all stands what the last weights lead to.
    end = Column(width, 0, figure.columns[-1][:1], (top + (height - top) // 2,), 1, 0, 0, False, 0)
    for i, (left, right) in enumerate(pairwise([*columns, end])):
        weights = figure.weights[i]
        if weights is not None:
            seen = _seen(floats(weights), figure.focus, i, plan.gap)
            links_between(canvas, seen, left, right, top, figure.plain)
    for i, column in enumerate(columns):
        for k, (unit, y) in enumerate(zip(column.units, column.rows, strict=True)):
            if unit.picture is not None:
                canvas.paste(plane(unit.picture, across, down, pen), column.x, y)
            focus = (i, k) == figure.focus
            style = pen.style("accent" if focus else "text", bold=focus)
            if i == 0:
                canvas.put_right(column.x - 1, y + (down - 1) // 2, unit.name, style)
            if focus:
                canvas.put(column.x - 1, y + (down - 1) // 2, pen.glyphs.now, style)
        if column.more:
            text = f"{pen.glyphs.more}{column.more + len(column.units)}"
            canvas.put(column.x, column.more_row, text, pen.style("muted"))
    return canvas


def _plan(figure: Fields, width: int, height: int) -> _Plan:
    """The largest pictures for which there is room; the smallest, where there is none."""
    tallest = max(max(map(len, figure.columns[:-1]), default=1), 1)
    gaps = max(len(figure.columns) - 1, 1)
    for size in _SIZES:
        across, down = size
        gap = (width - across * gaps) // gaps
        air = 0 if size <= _CLOSE else 1
        rows = tallest * (down + air) - air
        if gap >= max(_LEAST_GAP, across if size > _CLOSE else 0) and rows <= height:
            break
    named = rows < height
    free = height - named
    pitch = min(max((free - down) // max(tallest - 1, 1), down), down + max(down // 2, 1) + 1)
    return _Plan(size, pitch, max(min(gap, _WIDEST_GAP), 1), named)


def _seen(weights: Floats, focus: tuple[int, int] | None, gap: int, columns: int) -> Floats:
    """The weights whose links are drawn: where there is little room, those of the unit in focus."""
    if columns >= _OPEN_GAP or focus is None:
        return weights
    shown = np.zeros_like(weights)
    column, unit = focus
    if column == gap and unit < len(weights):
        shown[unit] = weights[unit]
    elif column == gap + 1 and unit < weights.shape[1]:
        shown[:, unit] = weights[:, unit]
    return shown
