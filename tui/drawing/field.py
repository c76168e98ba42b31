"""A decision surface: shades of two classes, with the points it was fitted to."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from rich.style import Style

from lessons.figures import Field, Floats
from lessons.figures.base import floats
from lessons.text import short
from tui.drawing.canvas import Canvas, wide
from tui.drawing.headings import Entry, heading
from tui.drawing.pen import Pen

_AXES_FROM = (30, 9)
"""The width and height from which there is room to say what the plane spans."""


def field(figure: Field, width: int, height: int, pen: Pen) -> Canvas:
    canvas = Canvas(width, height, pen)
    marks = (pen.glyphs.zero_class, pen.glyphs.one_class)
    last = len(pen.shades()) - 1
    top = heading(
        canvas,
        figure.title,
        [
            Entry(f" {mark} " if pen.ramp else mark, _on_shade(pen, last * k), name)
            for k, (mark, name) in enumerate(zip(marks, figure.names, strict=True))
        ],
    )
    axes = width >= _AXES_FROM[0] and height >= _AXES_FROM[1]
    ends = [pen.write(short(v)) for v in figure.extent]
    left = max(map(wide, ends[2:])) + 1 if axes else 0
    rows = height - top - (1 if axes else 0)
    # A cell is twice as high as it is wide; a plane drawn much wider than that misleads about slopes.
    columns = min(width - left, 5 * max(rows, 1))
    if rows <= 0 or columns <= 0:
        return canvas
    if axes:
        muted = pen.style("muted")
        canvas.put_right(left - 1, top, ends[3], muted)
        canvas.put_right(left - 1, top + rows - 1, ends[2], muted)
        canvas.put_right(left - 1, top + (rows - 1) // 2, "x₁", muted)
        canvas.put(left, top + rows, ends[0], muted)
        canvas.put(left + columns // 2 - 1, top + rows, "x₀", muted)
        canvas.put_right(left + columns, top + rows, ends[1], muted)
    plane = Canvas(columns, rows, pen)
    _surface(plane, figure)
    _points(plane, figure)
    canvas.paste(plane, left, top)
    return canvas


def _on_shade(pen: Pen, level: int) -> Style:
    shades = pen.shades()
    if not shades:
        return pen.style("positive" if level else "negative", bold=True)
    return pen.mark_style(shades[level])


def _sampled(grid: Floats, rows: int, columns: int) -> Floats:
    """The grid at this size by nearest value, its top row first."""
    m, k = grid.shape
    at_row = np.minimum(((np.arange(rows) + 0.5) * m / rows).astype(int), m - 1)[::-1]
    at_column = np.minimum(((np.arange(columns) + 0.5) * k / columns).astype(int), k - 1)
    return grid[np.ix_(at_row, at_column)]


def _boundary(one: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The cells of class 1 that touch class 0."""
    edge = np.zeros_like(one)
    edge[1:] |= one[1:] & ~one[:-1]
    edge[:-1] |= one[:-1] & ~one[1:]
    edge[:, 1:] |= one[:, 1:] & ~one[:, :-1]
    edge[:, :-1] |= one[:, :-1] & ~one[:, 1:]
    return edge


def _surface(plane: Canvas, figure: Field) -> None:
    pen, glyphs = plane.pen, plane.pen.glyphs
    grid = floats(figure.grid)
    if grid.size == 0:
        return
    values = np.nan_to_num(_sampled(grid, plane.height, plane.width), nan=0.5)
    one = values > 0.5
    marks = np.full(values.shape, " ")
    shades = pen.shades()
    if shades:
        level = np.clip((values * len(shades)).astype(int), 0, len(shades) - 1)
        marks[_boundary(one)] = glyphs.boundary
        styles = [pen.mark_style(s) for s in shades]
    else:
        marks[one] = glyphs.likely
        marks[values > 0.8] = glyphs.sure
        level = one.astype(int)
        styles = [pen.style("negative"), pen.style("positive")]
    for y in range(plane.height):
        plane.chars[y] = marks[y].tolist()
        plane.styles[y] = [styles[k] for k in level[y].tolist()]


def _points(plane: Canvas, figure: Field) -> None:
    pen, columns, rows = plane.pen, plane.width, plane.height
    points = floats(figure.points).reshape(-1, 2)
    if len(points) == 0:
        return
    x0, x1, y0, y1 = floats(figure.extent).tolist()
    across = np.floor((points[:, 0] - x0) / ((x1 - x0) or 1.0) * columns)
    down = rows - 1 - np.floor((points[:, 1] - y0) / ((y1 - y0) or 1.0) * rows)
    # A point on the far edge belongs to the last cell, not to one outside.
    across = np.where(points[:, 0] == x1, columns - 1, across)
    down = np.where(points[:, 1] == y1, 0, down)
    inside = (across >= 0) & (across < columns) & (down >= 0) & (down < rows)
    classes = floats(figure.classes).reshape(-1)
    marks = (pen.glyphs.zero_class, pen.glyphs.one_class)
    for x, y, k in zip(across[inside], down[inside], classes[inside], strict=True):
        row, column = int(y), int(x)
        one = bool(k > 0.5)
        plane.chars[row][column] = marks[one]
        if not pen.shades():
            plane.styles[row][column] = pen.style("positive" if one else "negative", bold=True)
