"""A network whose units are small pictures, and the links between them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from rich.style import Style

from lessons.figures import Fields
from lessons.figures.base import Floats, floats
from tui.drawing.canvas import Canvas, fit, wide
from tui.drawing.graphs.diagram import Column, links_between
from tui.drawing.pen import Pen, half_style, mark_style
from tui.drawing.scale import banded
from tui.drawing.surface import plane

_SIZES = ((12, 6), (8, 4), (6, 3), (4, 2), (4, 1), (2, 1))
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
        # Of few units there is a row between two, however close the others stand.
        pitch = max(plan.pitch, min(down + 1, (height - top - down) // max(slots - 1, 1)))
        first = top + (height - top - (slots - 1) * pitch - down) // 2
        rows = tuple(first + k * pitch for k in range(slots))
        more = len(units) - len(shown)
        columns.append(
            Column(x, across, shown, rows[: len(shown)], down, more, rows[-1] if more else 0, False, across)
        )
        if plan.named:
            # Of `hidden 3` the number says it too.
            last = x + across + plan.gap - 1
            # Before the first column there is room too.
            free = last if len(columns) == 1 else last - x
            short = name if wide(name) <= free else name.split()[-1]
            text = fit(short, free, pen)
            start = min(x + (across - wide(text)) // 2, last - wide(text))
            canvas.put(max(start, 0), 0, text, pen.style("muted"))
        x += across + plan.gap
    # To the right of all stands what the last weights lead to.
    end = Column(width, 0, figure.columns[-1][:1], (top + (height - top) // 2,), 1, 0, 0, False, 0)
    for i, (left, right) in enumerate(pairwise([*columns, end])):
        weights = figure.weights[i]
        if weights is not None:
            seen = _seen(floats(weights), figure.focus, i, plan.gap).copy()
            if figure.focus is not None and figure.source is not None and figure.focus[0] == i + 1:
                # It is drawn by itself, later.
                seen[figure.source, figure.focus[1]] = 0
            links_between(canvas, seen, left, right, top, figure.plain)
    _chosen(canvas, figure, [*columns, end], top)
    _pictures(canvas, columns, plan)
    if figure.focus is not None and figure.focus[0] == len(columns):
        style = pen.style("accent", bold=True)
        canvas.put(width - 2, end.rows[0], pen.glyphs.now, style)
    for i, column in enumerate(columns):
        for k, (unit, y) in enumerate(zip(column.units, column.rows, strict=True)):
            focus = figure.focus is not None and (i, k) == tuple(figure.focus)
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


def _pictures(canvas: Canvas, columns: Sequence[Column], plan: _Plan) -> None:
    """The pictures of all units: all in one go where each is a field of known values in half blocks.

    Drawn one by one they would take most of the time of a frame.
    """
    pen, (across, down) = canvas.pen, plan.size
    drawn = [
        (unit.picture, column.x, y)
        for column in columns
        for unit, y in zip(column.units, column.rows, strict=True)
        if unit.picture is not None
    ]
    shades, quick = pen.shades(), []
    # Where pictures stand row on row, half a row parts them.
    parted = plan.pitch == down > 1
    for picture, x, y in drawn:
        grid = picture.values
        fits = grid.ndim == 2 and not (len(grid) % (2 * down - parted) or grid.shape[1] % across)
        if shades and pen.glyphs.half and fits and picture.signed and picture.span == (-1.0, 1.0):
            quick.append((grid, x, y))
        else:
            canvas.paste(plane(picture, across, down, pen), x, y)
    for shape in {grid.shape for grid, _, _ in quick}:
        alike = [each for each in quick if each[0].shape == shape]
        rows = 2 * down - parted
        grids = np.stack([grid[::-1] for grid, _, _ in alike])
        means = grids.reshape(len(alike), rows, shape[0] // rows, across, -1).mean(axis=(2, 4))
        known = np.isfinite(means)
        levels = np.where(known, banded(np.where(known, means, 0.0), (-1.0, 1.0), len(shades)), -1)
        levels = np.pad(levels, ((0, 0), (0, int(parted)), (0, 0)), constant_values=-1)
        halves = levels.reshape(len(alike), down, 2, across).tolist()
        for (_, x, y), cells in zip(alike, halves, strict=True):
            for k, (above, below) in enumerate(cells):
                pairs = list(zip(above, below, strict=True))
                canvas.chars[y + k][x : x + across] = [pen.glyphs.half if a != b else " " for a, b in pairs]
                canvas.styles[y + k][x : x + across] = [_style(a, b, shades, pen) for a, b in pairs]


def _style(above: int, below: int, shades: tuple[str, ...], pen: Pen) -> Style:
    if above == below:
        return mark_style(shades[above]) if above >= 0 else pen.base
    return half_style(*(shades[k] if k >= 0 else pen.background for k in (above, below)))


def _chosen(canvas: Canvas, figure: Fields, columns: Sequence[Column], top: int) -> None:
    """The link that is looked at, in a colour of its own."""
    if figure.focus is None or figure.source is None:
        return
    (right, unit), layer = figure.focus, Canvas(canvas.width, canvas.height, canvas.pen)
    weights = floats(figure.weights[right - 1])
    alone = np.zeros_like(weights)
    alone[figure.source, unit] = weights[figure.source, unit]
    links_between(layer, alone, columns[right - 1], columns[right], top, figure.plain)
    for y, row in enumerate(layer.chars):
        for x in (x for x, mark in enumerate(row) if mark != " "):
            canvas.put(x, y, row[x], canvas.pen.style("accent", bold=True))


def _seen(weights: Floats, focus: tuple[int, int] | None, gap: int, columns: int) -> Floats:
    """The weights whose links are drawn: where there is little room, those of the unit in focus."""
    if columns >= _OPEN_GAP:
        return weights
    shown = np.zeros_like(weights)
    column, unit = focus or (-1, 0)
    if column == gap and unit < len(weights):
        shown[unit] = weights[unit]
    elif column == gap + 1 and unit < weights.shape[1]:
        shown[:, unit] = weights[:, unit]
    return shown
