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
    columns, starts, x = [], [], label
    for i, (name, units) in enumerate(zip(figure.names, figure.columns[:-1], strict=False)):
        # Of more than there is room for the first are shown, or those about the one that is looked at.
        count = len(units) if len(units) <= room else max(room - 1, 1)
        looked = figure.focus[1] if figure.focus is not None and figure.focus[0] == i else 0
        start = min(max(looked - count // 2, 0), len(units) - count)
        starts.append(start)
        slots, more = min(count + 1, len(units)), len(units) - count
        # Of few units there is a row between two, however close the others stand.
        pitch = max(plan.pitch, min(down + 1, (height - top - down) // max(slots - 1, 1)))
        first = top + (height - top - (slots - 1) * pitch - down) // 2
        rows = tuple(first + k * pitch for k in range(slots))
        shown = units[start : start + count]
        columns.append(
            Column(x, across, shown, rows[:count], down, more, rows[-1] if more else 0, False, across)
        )
        if plan.named:
            # Of `hidden 3` the number says it too.
            last = x + across + plan.gap - 1
            # Before the first column there is room too.
            free = last if len(columns) == 1 else last - x
            short = name if wide(name) <= free else name.split()[-1]
            text = fit(short, free, pen)
            at = min(x + (across - wide(text)) // 2, last - wide(text))
            canvas.put(max(at, 0), 0, text, pen.style("muted"))
        x += across + plan.gap
    columns.append(_outputs(figure, width, height, top))
    starts.append(0)
    for i, (left, right) in enumerate(pairwise(columns)):
        weights = figure.weights[i]
        if weights is not None:
            seen = _seen(floats(weights), figure.focus, i, plan.gap).copy()
            if figure.focus is not None and figure.source is not None and figure.focus[0] == i + 1:
                # It is drawn by itself, later.
                seen[figure.source, figure.focus[1]] = 0
            seen = seen[starts[i] :, starts[i + 1] :]
            links_between(canvas, seen, left, right, top, figure.plain)
    _chosen(canvas, figure, columns, starts, top)
    _pictures(canvas, columns, plan)
    for i, column in enumerate(columns):
        for k, (unit, y) in enumerate(zip(column.units, column.rows, strict=True), start=starts[i]):
            focus = figure.focus is not None and (i, k) == tuple(figure.focus)
            style = pen.style("accent" if focus else "text", bold=focus)
            if i == 0:
                canvas.put_right(column.x - 1, y + (down - 1) // 2, unit.name, style)
            if i == len(columns) - 1:
                # What it stands for is told by the marks of the classes, where there are more than one.
                mark = pen.glyphs.class_mark(k) if len(figure.columns[-1]) > 1 else pen.glyphs.into
                canvas.put(column.x, y, mark, style)
            elif focus:
                _frame(canvas, column, y, top)
            if focus:
                canvas.put(column.x - 1, y + (column.height - 1) // 2, pen.glyphs.now, style)
        if column.more:
            text = f"{column.more} more"
            at = min(max(column.x + (column.width - wide(text)) // 2, 0), width - wide(text))
            canvas.put(at, column.more_row + (column.height - 1) // 2, text, pen.style("muted"))
    return canvas


def _outputs(figure: Fields, width: int, height: int, top: int) -> Column:
    """To the right of all what the last weights lead to: a mark for each output."""
    units = figure.columns[-1][: height - top]
    pitch = min((height - top) // len(units), 3)
    first = top + (height - top - (len(units) - 1) * pitch) // 2
    rows = tuple(first + k * pitch for k in range(len(units)))
    return Column(width - 1, 1, units, rows, 1, 0, 0, False, 0)


def _frame(canvas: Canvas, column: Column, y: int, top: int) -> None:
    """A frame around the unit that is looked at: above and below it where no other unit stands there."""
    pen, x, last = canvas.pen, column.x, column.x + column.width
    style = pen.style("accent", bold=True)
    left, right = pen.glyphs.sides
    for row in range(y, y + column.height):
        canvas.put(x - 1, row, left, style)
        canvas.put(last, row, right, style)
    apart = column.apart > column.height or len(column.rows) == 1
    for row, mark in ((y - 1, pen.glyphs.under), (y + column.height, pen.glyphs.over)):
        if mark and apart and top <= row < canvas.height:
            canvas.put(x - 1, row, mark * (column.width + 2), style)


def _plan(figure: Fields, width: int, height: int) -> _Plan:
    """The largest pictures for which there is room; where there is none, the largest that stand close."""
    tallest = max(max(map(len, figure.columns[:-1]), default=1), 1)
    gaps = max(len(figure.columns) - 1, 1)
    found = [(size, (width - size[0] * gaps) // gaps) for size in _SIZES]
    broad = [(s, g) for s, g in found if g >= max(_LEAST_GAP, s[0] if s > _CLOSE else 0)] or found[-1:]
    close = next((each for each in broad if each[0] <= _CLOSE), broad[-1])
    fitting = [each for each in broad if _rows(tallest, each[0]) <= height]
    # Rather than without their names columns stand with smaller pictures, but not with low ones.
    roomy = [each for each in fitting if each[0] >= _CLOSE and _rows(tallest, each[0]) < height]
    (across, down), gap = next(iter((*roomy, *fitting, close)))
    rows = _rows(tallest, (across, down))
    named, cut = rows != height, rows > height
    free = height - named
    # From one to the next there is a row more than a picture, or half a row.
    least = down + (down == 1)
    pitch = least if cut else min((free - down) // max(tallest - 1, 1), down + max(down // 2, 1) + 1)
    return _Plan((across, down), max(pitch, least), max(min(gap, _WIDEST_GAP), 1), named)


def _rows(units: int, size: tuple[int, int]) -> int:
    """The rows of so many pictures, each parted from the next: row on row by half a row."""
    air = int(size > _CLOSE or size[1] == 1)
    return units * (size[1] + air) - air


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
        if shades and pen.glyphs.half and fits and picture.signed and picture.span is not None:
            quick.append((grid / float(floats(picture.span)[1]), x, y))
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


def _chosen(
    canvas: Canvas, figure: Fields, columns: Sequence[Column], starts: Sequence[int], top: int
) -> None:
    """The link that is looked at, in a colour of its own."""
    if figure.focus is None or figure.source is None:
        return
    (right, unit), layer = figure.focus, Canvas(canvas.width, canvas.height, canvas.pen)
    weights = floats(figure.weights[right - 1])
    alone = np.zeros_like(weights)
    alone[figure.source, unit] = weights[figure.source, unit]
    shown = alone[starts[right - 1] :, starts[right] :]
    links_between(layer, shown, columns[right - 1], columns[right], top, figure.plain)
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
