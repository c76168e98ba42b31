"""A network: columns of units, and the weights between them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from lessons.figures import Diagram, Floats, Role, Unit
from lessons.figures.base import floats
from tui.drawing.canvas import Canvas, fit, wide
from tui.drawing.headings import heading
from tui.drawing.pen import Pen
from tui.drawing.tables import cell_style, written

_LONGEST_GAP = 24
_MOST_PITCH = 6
"""The most rows from one unit to the next."""
_SHORTEST_GAP = 3
"""Below this the values are left out; names alone may stand closer."""


@dataclass(frozen=True)
class _Column:
    """One column laid out: where it stands, and which row each unit that is shown has."""

    x: int
    width: int
    units: tuple[Unit, ...]
    rows: tuple[int, ...]
    more: int
    """Units left out, or 0."""
    more_row: int
    digits: int | None
    """Decimals of the values; None where there is no room for values."""


def diagram(figure: Diagram, width: int, height: int, pen: Pen) -> Canvas:
    canvas = Canvas(width, height, pen)
    top = 0
    if figure.title:
        heading(canvas, figure.title)
        top = 1
    columns = _columns(figure, width, height - top - 1, top + 1, pen)
    for i, (left, right) in enumerate(pairwise(columns)):
        weights = figure.weights[i] if i < len(figure.weights) else None
        if weights is not None:
            _edges(canvas, floats(weights), left, right)
    for name, column in zip(figure.names, columns, strict=False):
        label = fit(name, max(column.width + 2, 8), pen)
        x = max(min(column.x + (column.width - wide(label)) // 2, width - wide(label)), 0)
        canvas.put(x, top, label, pen.style("muted"))
        for unit, y in zip(column.units, column.rows, strict=True):
            _unit(canvas, unit, column, y)
        if column.more:
            count = f"{pen.glyphs.more} {column.more + len(column.units)}"
            x = column.x + (column.width - wide(count)) // 2
            canvas.put(x, column.more_row, count, pen.style("muted"))
    return canvas


def _columns(figure: Diagram, width: int, rows: int, top: int, pen: Pen) -> list[_Column]:
    most = max(min(figure.most, rows), 1)
    shown = [c if len(c) <= most else c[: max(most - 1, 1)] for c in figure.columns]
    slots = [len(s) + (1 if len(s) < len(c) else 0) for s, c in zip(shown, figure.columns, strict=True)]
    tallest = max(slots, default=1)
    pitch = min((rows - 1) / max(tallest - 1, 1), _MOST_PITCH)
    names = [max((wide(pen.write(u.name)) for u in s), default=0) for s in shown]
    widths: list[int] = []
    for digits in (figure.digits, None):
        values = [max((wide(_value(u, digits, pen)) for u in s), default=0) for s in shown]
        # Brackets and spaces, one of which the mark of the present step may take; name, space, value.
        widths = [4 + n + (1 + v if v else 0) for n, v in zip(names, values, strict=True)]
        if sum(widths) + _SHORTEST_GAP * (len(widths) - 1) <= width:
            break
    gaps = max(len(widths) - 1, 1)
    gap = min(max((width - sum(widths)) // gaps, 2), _LONGEST_GAP)
    span = pitch * (tallest - 1)
    placed: list[_Column] = []
    x = 0
    for i, units in enumerate(shown):
        first = top + (span - pitch * (slots[i] - 1)) / 2
        at = tuple(int(first + pitch * k) for k in range(slots[i]))
        left_out = len(figure.columns[i]) - len(units)
        placed.append(_Column(x, widths[i], units, at[: len(units)], left_out, at[-1] if at else top, digits))
        x += widths[i] + gap
    return placed


def _value(unit: Unit, digits: int | None, pen: Pen) -> str:
    return "" if digits is None else written(unit.text(digits), digits, pen)


def _unit(canvas: Canvas, unit: Unit, column: _Column, y: int) -> None:
    pen = canvas.pen
    now = unit.state == "now"
    frame = pen.style("accent" if now else "muted", bold=now)
    quiet = pen.style("accent" if now else "muted" if unit.state == "future" else "text", bold=now)
    canvas.put(column.x, y, "(" + " " * (column.width - 2) + ")", frame)
    if now:
        canvas.put(column.x + 1, y, pen.glyphs.now, frame)
    canvas.put(column.x + 2, y, unit.name, quiet)
    text = _value(unit, column.digits, pen)
    if text:
        style = cell_style(unit.value, pen, now=now)
        canvas.put_right(column.x + column.width - 2, y, text, style)


def _edges(canvas: Canvas, weights: Floats, left: _Column, right: _Column) -> None:
    """Lines for the weights, the weakest first, so that the strongest lie on top."""
    x0, x1 = left.x + left.width, right.x
    if x1 - x0 < 2:
        return
    # What is no number is no link.
    size = np.nan_to_num(np.abs(weights[: len(left.units), : len(right.units)]))
    largest = float(size.max()) if size.size else 0.0
    # Where many lines cross, those of little weight would hide the rest.
    least = 0.25 * largest if size.size > 24 else 0.0
    order = np.argsort(size, axis=None)
    dots: dict[tuple[int, int], int] = {}
    roles: dict[tuple[int, int], Role] = {}
    for flat in order.tolist():
        i, j = divmod(flat, size.shape[1])
        weight = float(weights[i, j])
        if not abs(weight) > least:
            continue
        weak = abs(weight) < largest / 3
        role: Role = "muted" if weak else "negative" if weight < 0 else "positive"
        strong = abs(weight) > largest * 2 / 3
        _edge(canvas, (x0, left.rows[i]), (x1, right.rows[j]), weight < 0, strong, role, dots, roles)
    for (x, y), bits in dots.items():
        canvas.put(x, y, chr(0x2800 + bits), canvas.pen.style(roles[x, y]))


# Bits of a braille character, by row and column of its dots.
_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))


def _edge(
    canvas: Canvas,
    start: tuple[int, int],
    end: tuple[int, int],
    dashed: bool,
    thick: bool,
    role: Role,
    dots: dict[tuple[int, int], int],
    roles: dict[tuple[int, int], Role],
) -> None:
    (x0, y0), (x1, y1) = start, end
    if canvas.pen.ascii:
        _ascii_edge(canvas, start, end, dashed, thick, role)
        return
    across, down = 2 * (x1 - x0), 4 * (y1 - y0)
    steps = max(across - 1, abs(down), 1)
    for k in range(steps + 1):
        if dashed and k % 6 > 2:
            continue
        px = round(k * (across - 1) / steps)
        py = 4 * y0 + 2 + round(k * down / steps)
        places = [(px, py)]
        if thick:
            places.append((max(px - 1, 0), py) if abs(down) > across else (px, py - 1))
        for x, y in places:
            spot = (x0 + x // 2, y // 4)
            dots[spot] = dots.get(spot, 0) | _BITS[y % 4][x % 2]
            roles[spot] = role


def _ascii_edge(
    canvas: Canvas, start: tuple[int, int], end: tuple[int, int], dashed: bool, thick: bool, role: Role
) -> None:
    (x0, y0), (x1, y1) = start, end
    style = canvas.pen.style(role)
    flat, dash = ("=", ":") if thick else ("-", ".")
    last = max(x1 - x0 - 1, 1)
    before = y0
    for k in range(x1 - x0):
        y = round(y0 + (y1 - y0) * k / last)
        mark = flat if y == before else "/" if y < before else "\\"
        if dashed:
            mark = dash if k % 2 == 0 else " "
        if mark != " ":
            canvas.put(x0 + k, y, mark, style)
        before = y
