"""A network: columns of units, and the links between them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, product
from math import ceil
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lessons.figures import Diagram, Floats, Role, Unit
from lessons.figures.base import Numbers, floats
from lessons.figures.graphs import UNIT_DIGITS
from lessons.format.layout import LAB_WIDTH
from lessons.text import number
from tui.drawing.canvas import Canvas, fit, wide
from tui.drawing.headings import Entry, heading
from tui.drawing.pen import Pen, around
from tui.drawing.strokes import braille, trace
from tui.drawing.surface import plane
from tui.drawing.tables import cell_style, written

_LONGEST_GAP = 24
_MOST_PITCH = 8
"""The most rows from one unit to the next."""
_SHORTEST_GAP = 6
"""Up to this no link is thick; below it pictures and then values are left out, names may stand closer."""
_FEW = 12
"""So many columns a picture has where there is room, however low; half of them are too few for it."""
_LEAST_LINKS = 12
"""So many links are always drawn; more where three a row and two a column are not exceeded."""
_APART = 1.5
"""So many rows from other lines a number is far enough: it stands in the middle, or before a crossing."""
_AIRY = 16
"""From so many columns between two layers on, a gradient stands apart from its sign."""
_STRONG = 2 / 3
"""From this share of the largest weight on, a link is drawn thick."""
_DASH = (6, 8)
"""So many dots of a dashed line are drawn, of so many: longer gaps would leave crumbs of a short line."""
_LINES: tuple[Role, Role] = ("positive", "negative")


class _Link(NamedTuple):
    """A link that is drawn: whether its weight is negative, and the rows where it starts and ends."""

    negative: bool
    start: float
    end: float

    def row(self, share: float) -> float:
        """Where it is after a share of its way."""
        return self.start + (self.end - self.start) * share


class Column(NamedTuple):
    """One column laid out: where it stands, and which row each unit that is shown begins in."""

    x: int
    width: int
    units: tuple[Unit, ...]
    rows: tuple[int, ...]
    height: int
    """The rows of a unit."""
    more: int
    """Units left out, or 0."""
    more_row: int
    valued: bool
    """Whether there is room for values."""
    picture: int
    """The columns of the pictures, or 0."""

    @property
    def apart(self) -> int:
        """The rows from a unit to the next; of one alone, 0."""
        return self.rows[1] - self.rows[0] if len(self.rows) > 1 else 0


def diagram(figure: Diagram, width: int, height: int, pen: Pen) -> Canvas:
    canvas = Canvas(width, height, pen)
    top = 1 if figure.title else 0
    columns = _columns(figure, width, height - top - 1, top + 1, pen)
    pairs = [*zip(figure.weights, pairwise(columns), strict=False)]
    links = [
        links_between(canvas, floats(w), *ends, top + 1, figure.plain) for w, ends in pairs if w is not None
    ]
    if figure.numbered:
        for i, (w, ends) in enumerate(pairs):
            if w is not None:
                gradients = figure.gradients[i] if i < len(figure.gradients) else None
                _numbers(canvas, links[i], w, gradients, *ends)
    drawn, possible = sum(map(len, links)), sum(np.size(w) for w, _ in pairs if w is not None)
    note = ""
    if drawn < possible:
        note = f"{drawn} of {possible} lines drawn" if figure.counted else "not all lines are drawn"
    if figure.title:
        legend = [
            Entry(line, pen.style(role), role) for line, role in zip(pen.glyphs.lines, _LINES, strict=False)
        ]
        signs = {link.negative for each in links for link in each.values()}
        texts = [note, pen.write(figure.title), *(f"{e.mark}{e.name}    " for e in legend)]
        fits = not figure.plain and len(signs) == 2 and sum(map(wide, texts)) <= width
        heading(canvas, figure.title, legend if fits else (), note)
    else:
        canvas.put_right(width, height - 1, note, pen.style("muted"))
    for name, column in zip(figure.names, columns, strict=False):
        label = fit(name, max(column.width + 2, 8), pen)
        x = max(min(column.x + (column.width - wide(label)) // 2, width - wide(label)), 0)
        canvas.put(x, top, label, pen.style("muted"))
        for unit, y in zip(column.units, column.rows, strict=True):
            _unit(canvas, unit, column, y)
        if column.more:
            count = f"{pen.glyphs.more} {column.more + len(column.units)} units"
            x = column.x + (column.width - wide(count)) // 2
            canvas.put(x, column.more_row, count, pen.style("muted"))
    return canvas


def most_pitch(figure: Diagram, width: int) -> int:
    """The most rows from one unit to the next: more where there are numbers on the lines, or pictures."""
    if figure.numbered:
        return max(_MOST_PITCH, width // (4 if width > LAB_WIDTH else 9))
    pictured = [column for column in figure.columns if any(unit.picture for unit in column)]
    named = sum(5 + max(wide(unit.name) for unit in column) for column in figure.columns)
    room = width - named - _SHORTEST_GAP * (len(figure.columns) - 1)
    return max(_MOST_PITCH, 1 + room // (2 * len(pictured)) if pictured else 0)


def _columns(figure: Diagram, width: int, rows: int, top: int, pen: Pen) -> list[Column]:
    most = max(min(max(figure.most, rows // 2), rows), 1)
    shown = [c if len(c) <= most else c[: max(most - 1, 1)] for c in figure.columns]
    slots = [len(s) + (1 if len(s) < len(c) else 0) for s, c in zip(shown, figure.columns, strict=True)]
    tallest = max(slots, default=1)
    # The rows of a unit are those from one to the next but for one that parts them.
    pitch = rows / tallest if rows >= 3 * tallest else (rows - 1) / max(tallest - 1, 1)
    # Of so few rows, uneven steps would show.
    pitch = min(pitch, most_pitch(figure, width)) if pitch >= 1.5 else min(pitch, 1)
    tall = max(min(int(pitch) - 1, rows - int(pitch * (tallest - 1))), 1)
    if figure.numbered:
        # Its numbers need rows between the units.
        tall = min(tall, 1 + max(len(u.below) for c in figure.columns for u in c))
        if width > LAB_WIDTH:
            pitch = min((rows - tall) / max(tallest - 1, 1), most_pitch(figure, width))
    names = [max((wide(pen.write(n)) for u in s for n in (u.name, *dict(u.below))), default=0) for s in shown]
    widths: list[int] = []
    # A low picture may be wider than it is high, and one for which there is little room narrower.
    sizes = range(max(2 * tall, min(5 * tall, _FEW)), _FEW // 2, -1) if tall > 1 else ()
    for valued, picture in (*((True, size) for size in sizes), (True, 0), (False, 0)):
        values = [max((wide(v) for u in s for v in _values(u, valued, pen)), default=0) for s in shown]
        pictures = [1 + picture if picture and any(u.picture for u in s) else 0 for s in shown]
        # Brackets and spaces, one of which the mark of the present step may take; name, space, value.
        texts = zip(names, values, pictures, strict=True)
        widths = [4 + n + (1 + v if v else 0) + p for n, v, p in texts]
        if sum(widths) + _SHORTEST_GAP * (len(widths) - 1) <= width:
            break
    gaps = max(len(widths) - 1, 1)
    gap = min(
        max((width - sum(widths)) // gaps, 2),
        _LONGEST_GAP if tall == 1 and not figure.numbered else 2 * _LONGEST_GAP,
    )
    span = pitch * (tallest - 1)
    placed: list[Column] = []
    x = 0
    for i, units in enumerate(shown):
        # Where there is room they stand evenly.
        step = min(ceil(pitch), span / max(slots[i] - 1, 1))
        first = top + (span - step * (slots[i] - 1)) / 2
        at = tuple(int(first + step * k + 0.5) for k in range(slots[i]))
        own = picture if pictures[i] else 0
        more, last = len(figure.columns[i]) - len(units), (at[-1] if at else top) + tall // 2
        placed.append(Column(x, widths[i], units, at[: len(units)], tall, more, last, valued, own))
        x += widths[i] + gap
    return placed


def _values(unit: Unit, valued: bool, pen: Pen) -> list[str]:
    """Its value and those below it, as they are written."""
    if not valued:
        return [""]
    cells = (unit.text, *(cell for _, cell in unit.below))
    return [written(cell, UNIT_DIGITS, pen) for cell in cells]


def _unit(canvas: Canvas, unit: Unit, column: Column, y: int) -> None:
    pen = canvas.pen
    now = unit.state == "now"
    frame = pen.style("accent" if now else "muted", bold=now)
    quiet = pen.style("accent" if now else "muted" if unit.state == "future" else "text", bold=now)
    last = column.height - 1
    for k in range(column.height):
        left, right = around(pen.glyphs.round, k, last)
        canvas.put(column.x, y + k, left + " " * (column.width - 2) + right, frame)
    more = unit.below if len(unit.below) <= last else ()
    y += (last - len(more)) // 2
    if now:
        canvas.put(column.x + 1, y, pen.glyphs.now, frame)
    canvas.put(column.x + 2, y, unit.name, quiet)
    end = column.x + column.width - 2
    if column.picture:
        end -= column.picture + 1
        if unit.picture:
            canvas.paste(plane(unit.picture, column.picture, column.height, pen), end + 1, y - last // 2)
    value, *others = _values(unit, column.valued, pen)
    if value:
        canvas.put_right(end, y, value, cell_style(unit.value, pen, now=now))
    for k, ((name, cell), text) in enumerate(zip(more, others, strict=False), start=1):
        canvas.put(column.x + 2, y + k, name, pen.style("muted"))
        canvas.put_right(end, y + k, text, cell_style(cell, pen))


def links_between(
    canvas: Canvas, weights: Floats, left: Column, right: Column, top: int, plain: bool
) -> dict[tuple[int, int], _Link]:
    """Lines for the weights, the strongest on top; those drawn."""
    x0, columns = left.x + left.width, right.x - left.x - left.width
    # What is no number is no link, nor is nought.
    size = np.nan_to_num(np.abs(weights[: len(left.units), : len(right.units)]))
    order = [divmod(k, size.shape[1]) for k in np.argsort(-size, axis=None, kind="stable").tolist()]
    order = [pair for pair in order if size[pair] > 0 and columns > 1]
    room = max(_LEAST_LINKS, min(3 * (canvas.height - top), 2 * columns))
    drawn = order if len(order) <= room else order[: room // 2]
    starts, ends = _ports(left, drawn), _ports(right, [(j, i) for i, j in drawn])
    few = len(drawn) <= max(_LEAST_LINKS, 2 * (canvas.height - top))
    # Between units that stand row on row thick lines would run into one another.
    thick = not plain and few and columns > _SHORTEST_GAP and max(left.apart, right.apart) > 1
    owner = np.zeros((canvas.height, max(columns, 0)), dtype=int)
    dots = [np.zeros((0, 2), dtype=int)]
    for i, j in reversed(drawn):
        negative = bool(weights[i, j] < 0) and not plain
        strong = thick and bool(size[i, j] > _STRONG * size.max())
        rows = (starts[i, j], ends[j, i])
        if canvas.pen.ascii:
            ascii_link(canvas, x0, columns, rows, negative, strong)
            continue
        line = dotted(columns, (top, canvas.height), rows, negative, strong)
        owner[line[:, 1] // 4, line[:, 0] // 2] = negative
        dots.append(line)
    across, down = np.concatenate(dots).T
    for x, row, mark in zip(*braille(across, 4 * canvas.height - 1 - down, canvas.height), strict=True):
        y = canvas.height - 1 - row
        canvas.put(x0 + x, y, mark, canvas.pen.style(_LINES[owner[y, x]]))
    return {(i, j): _Link(bool(weights[i, j] < 0), starts[i, j], ends[j, i]) for i, j in drawn}


def _numbers(
    canvas: Canvas,
    links: dict[tuple[int, int], _Link],
    weights: Numbers,
    gradients: Numbers | None,
    left: Column,
    right: Column,
) -> None:
    """The weight of each link on its line, its gradient under it, where other lines are farthest."""
    x0, columns, pen = left.x + left.width, right.x - left.x - left.width, canvas.pen
    mark = "∂ " if columns >= _AIRY else "∂"
    # As wide before a gradient has come as after: no number moves.
    least = wide(f"{mark}−0.00") if gradients is not None else 0
    taken: set[tuple[int, int]] = set()
    for (i, j), link in sorted(links.items(), key=lambda each: abs(each[1].end - each[1].start)):
        cells = [np.asarray(each, dtype=object)[i, j] for each in (weights, gradients) if each is not None]
        texts = [number(cells[0]), *(f"{mark}{number(cell)}" if cell != "" else "" for cell in cells[1:])]
        size = max(least, *map(wide, texts))
        crossed = any((o.start - link.start) * (o.end - link.end) < 0 for o in links.values())
        best = (0.3 if crossed else 0.5) * columns
        places = []
        # On its line; where that has no room, a row or two beside it.
        for x in range(1, columns - size):
            at = (x + size / 2) / columns
            others = [other.row(at) for other in links.values() if other is not link]
            for beside in (0, -1, 1, -2, 2):
                y = int(link.row(at)) + beside
                spots = product(range(x - 1, x + size + 1), range(y, y + len(texts)))
                if 0 < y <= canvas.height - len(texts) and taken.isdisjoint(spots):
                    apart = min((abs(y + len(texts) / 2 - row) for row in others), default=0.0)
                    places.append((abs(beside), -min(apart, _APART), abs(x + size / 2 - best), x, y))
        if places:
            *_, x, y = min(places)
            taken |= {*product(range(x - 1, x + size + 1), range(y, y + len(texts)))}
            styles = (cell_style(cells[0], pen), pen.style("accent"))
            for n, (text, style) in enumerate(zip(texts, styles, strict=False)):
                if text:
                    canvas.put(x0 + x - 1, y + n, f" {text.rjust(size)} ", style)


def _ports(column: Column, pairs: Sequence[tuple[int, int]]) -> dict[tuple[int, int], float]:
    """Where each link of a column's units meets its unit, over its height in the order of the far ends."""
    found: dict[tuple[int, int], float] = {}
    for unit, row in enumerate(column.rows):
        links = sorted(pair for pair in pairs if pair[0] == unit)
        for k, pair in enumerate(links):
            found[pair] = row + (k + 0.5) / len(links) * column.height
    return found


def dotted(
    columns: int, inside: tuple[int, int], rows: tuple[float, float], dashed: bool, thick: bool
) -> NDArray[np.int_]:
    """The dots of a link from the left edge to the right one, counted from above: (n, 2)."""
    start, end = (4 * row - 0.5 for row in rows)
    x, y, _ = trace(np.array([0.0, 2 * columns - 1]), np.array([start, end]))
    if dashed:
        on, period = _DASH
        keep = np.arange(len(x)) % period < on
        x, y = x[keep], y[keep]
    if thick:
        beside = (1, 0) if abs(end - start) > 2 * columns else (0, 1)
        x, y = np.append(x, x - beside[0]), np.append(y, y - beside[1])
    low, high = inside
    return np.column_stack([np.clip(x, 0, 2 * columns - 1), np.clip(y, 4 * low, 4 * high - 1)]).astype(int)


def ascii_link(
    canvas: Canvas, x0: int, columns: int, rows: tuple[float, float], dashed: bool, thick: bool
) -> None:
    style = canvas.pen.style(_LINES[dashed])
    flat, dash = ("=", ":") if thick else ("-", ".")
    start, end = (int(row) for row in rows)
    last = max(columns - 1, 1)
    before = start
    for k in range(columns):
        y = round(start + (end - start) * k / last)
        mark = flat if y == before else "/" if y < before else "\\"
        if dashed:
            mark = dash if k % 2 == 0 else " "
        if mark != " ":
            canvas.put(x0 + k, y, mark, style)
        before = y
