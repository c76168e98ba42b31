"""A computation: nodes from left to right, slopes on the edges between them, gradients under the values."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, product
from typing import NamedTuple

import numpy as np

from lessons.figures import Cell, Graph, Node, Operation, Tape
from lessons.figures.computed import NODE_ROWS, Stop
from lessons.text import BLANK, cut, decimal
from tui.drawing.canvas import Canvas, wide
from tui.drawing.graphs.diagram import ascii_link, dotted
from tui.drawing.headings import title_row
from tui.drawing.lines import tape
from tui.drawing.pen import Pen, around
from tui.drawing.strokes import braille
from tui.drawing.tables import cell_style

_VALUES = (6, 5)
"""The least columns of a number, where there is room: nothing moves aside for `0.1175`, or for `12.00`."""
_LONGEST_GAP = 26
_SLOPE = 4
"""The least columns of a slope."""
MOST_AIR = 2.2
"""So many times the rows that it needs are the most that a graph is spread over."""
_LONGEST_NAME = 24
_SETTLING = 6
"""So often each node is moved towards the middle of those that it is joined to."""


class _Form(NamedTuple):
    """How nodes are drawn."""

    rows: int
    stacked: bool
    """Whether the value has a row of its own, under the sign."""
    air: int
    """The columns about a slope that its line and blanks take."""


_FORMS = (_Form(NODE_ROWS, False, 3), _Form(3, True, 2))


class _Edge(NamedTuple):
    """A stretch of an edge between two columns: rows at its ends, and where its slope may stand."""

    start: float
    end: float
    slope: Cell
    now: bool

    def row(self, share: float) -> float:
        return self.start + (self.end - self.start) * share

    def beside(self, other: _Edge) -> bool:
        """Whether another runs less than a row from this one, or a row at most where both end."""
        return other is not self and abs(self.start - other.start) < 1 and abs(self.end - other.end) <= 1


def graph(figure: Graph, width: int, height: int, pen: Pen) -> Canvas:
    """The graph, where it has room; else its nodes row by row."""
    top = 1 if figure.title else 0
    slopes = [_text(cell, pen) for node in figure.nodes for cell in node.slopes]
    for form, least in product(_FORMS, _VALUES):
        gap = max((max(wide(text), _SLOPE) + form.air for text in slopes), default=0)
        widths = [_column_width(figure, column, form, least, pen) for column in figure.columns]
        rows = max((figure.rows_of(column, form.rows) for column in figure.columns), default=0)
        if sum(widths) + gap * (len(widths) - 1) <= width and rows <= height - top:
            return _drawn(figure, widths, form, Canvas(width, height, pen))
    return tape(_as_rows(figure), width, height, pen)


def _as_rows(figure: Graph) -> Tape:
    """A graph that has no room, an operation a row."""
    nodes = [
        Node(
            cut(n.name, _LONGEST_NAME),
            ", ".join(map(decimal, n.slopes)),
            decimal(n.value),
            decimal(n.gradient),
            n.state,
        )
        for n in figure.nodes
    ]
    return Tape(figure.title, tuple(nodes), ("", "local slopes", "value", "gradient ∂"))


def _text(cell: Cell, pen: Pen) -> str:
    """A number as it is written; one to come is as wide as one that has come."""
    return pen.write(decimal(cell)).rjust(4 if cell == BLANK else 0)


def _parts(node: Operation, least: int, pen: Pen) -> tuple[int, int]:
    """The columns of what stands at the left in a node, and of its numbers."""
    # What is a number itself says it once.
    value = "" if node.sign == decimal(node.value, 0) else _text(node.value, pen)
    gradient = _text(node.gradient, pen) if node.gradient != "" else ""
    numbers = max((max(wide(text), least) for text in (value, gradient) if text), default=0)
    return max(wide(pen.write(node.sign)), 1), numbers


def _column_width(figure: Graph, column: Sequence[Stop], form: _Form, least: int, pen: Pen) -> int:
    widths = [0]
    for stop in column:
        if stop.edge is None:
            node = figure.nodes[stop.node]
            sign, numbers = _parts(node, least, pen)
            widths.append(2 + max(sign, numbers) + 1 if form.stacked else 4 + sign + numbers)
    return max(widths)


def _drawn(figure: Graph, widths: list[int], form: _Form, canvas: Canvas) -> Canvas:
    top = title_row(canvas, figure.title)
    gaps = max(len(widths) - 1, 1)
    gap = min((canvas.width - sum(widths)) // gaps, _LONGEST_GAP)
    at = _settled(figure, form, canvas.height - top)
    starts = [sum(widths[:i]) + gap * i for i in range(len(widths))]
    for i, column in enumerate(figure.columns):
        for stop in column:
            y = top + at[stop]
            if stop.edge is None:
                _node(canvas, figure.nodes[stop.node], form, (starts[i], y), widths[i])
            else:
                now = figure.nodes[stop.edge[0]].state == "now"
                _strokes(canvas, starts[i], widths[i], [_Edge(y + 0.5, y + 0.5, "", now)], top)
    for i, (left, right) in enumerate(pairwise(figure.columns)):
        edges = _between(figure, left, right, at, form, top)
        x = starts[i] + widths[i]
        _strokes(canvas, x, gap, edges, top)
        _slopes(canvas, x, gap, edges, top)
    return canvas


def _settled(figure: Graph, form: _Form, height: int) -> dict[Stop, int]:
    """The first row of each stop: near those that it is joined to, spread over the rows, none over others."""
    sizes = {stop: form.rows if stop.edge is None else 1 for column in figure.columns for stop in column}
    tallest = max((figure.rows_of(column, form.rows) for column in figure.columns), default=1)
    room = min(height, int(MOST_AIR * tallest))
    even = {s: (k + 0.5) / len(column) * room for column in figure.columns for k, s in enumerate(column)}
    middle = dict(even)
    for turn in range(_SETTLING):
        for column in figure.columns if turn % 2 == 0 else figure.columns[::-1]:
            wanted = []
            for stop in column:
                joined = [middle[s] for s in (*figure.before(stop), *figure.after(stop)) if s in middle]
                wanted.append((sum(joined) + even[stop]) / (len(joined) + 1))
            settled = _apart(wanted, [sizes[stop] for stop in column], room)
            middle.update(zip(column, settled, strict=True))
    above = (height - room) // 2
    return {s: above + min(max(round(row - sizes[s] / 2), 0), room - sizes[s]) for s, row in middle.items()}


def _apart(wanted: Sequence[float], sizes: Sequence[int], height: int) -> list[float]:
    """Middles as near to those that are wanted as the sizes let them be, one row apart at least."""
    starts = [row - size / 2 for row, size in zip(wanted, sizes, strict=True)]
    spaces = [size + (1 if size > 1 or other > 1 else 0) for size, other in pairwise(sizes)]
    for i, space in enumerate(spaces, 1):
        starts[i] = max(starts[i], starts[i - 1] + space)
    starts[-1] = min(starts[-1], height - sizes[-1])
    for i in range(len(starts) - 2, -1, -1):
        starts[i] = min(starts[i], starts[i + 1] - spaces[i])
    short = min(starts[0], 0)
    return [start - short + size / 2 for start, size in zip(starts, sizes, strict=True)]


def _between(
    figure: Graph, left: Sequence[Stop], right: Sequence[Stop], at: dict[Stop, int], form: _Form, top: int
) -> list[_Edge]:
    """The stretches of edges from one column to the next."""
    found: list[tuple[Stop, Stop, int]] = []
    for stop in right:
        edges = [stop.edge] if stop.edge else [(stop.node, k) for k in range(len(figure.nodes[stop.node].of))]
        for node, k in edges:
            source = figure.nodes[node].of[k]
            begin = Stop(source, (node, k)) if Stop(source, (node, k)) in left else Stop(source)
            if begin in left:
                found.append((begin, stop, k))
    leaving = {stop: [f for f in found if f[0] == stop] for stop in left}
    coming = {
        stop: sorted((f for f in found if f[1] == stop), key=lambda f: (at[f[0]], f[2])) for stop in right
    }
    edges = []
    for begin, end, k in found:
        ports = sorted(leaving[begin], key=lambda f: (at[f[1]], f[2]))
        start = _port(
            at[begin], form.rows if begin.edge is None else 1, ports.index((begin, end, k)), len(ports)
        )
        if end.edge is None:
            node = figure.nodes[end.node]
            finish = _port(at[end], form.rows, coming[end].index((begin, end, k)), len(node.of))
            edges.append(
                _Edge(top + start, top + finish, node.slopes[k] if node.slopes else "", node.state == "now")
            )
        else:
            now = figure.nodes[end.edge[0]].state == "now"
            edges.append(_Edge(top + start, top + at[end] + 0.5, "", now))
    return edges


def _port(row: int, rows: int, k: int, count: int) -> float:
    """Where the k-th of so many edges meets a node of so many rows."""
    return row + (k + 0.5) / count * rows


def _strokes(canvas: Canvas, x0: int, columns: int, edges: Sequence[_Edge], top: int) -> None:
    """Lines across so many columns; those of this step are drawn thick, and over the others.

    Two that run side by side from one node to another are thin: thick ones would be a single band.
    """
    owner = np.zeros((canvas.height, max(columns, 0)), dtype=int)
    dots = [np.zeros((0, 2), dtype=int)]
    for edge in sorted(edges, key=lambda e: e.now):
        if columns <= 0:
            continue
        if canvas.pen.ascii:
            ascii_link(canvas, x0, columns, (edge.start, edge.end), False, edge.now)
            continue
        thick = edge.now and not any(edge.beside(other) for other in edges)
        line = dotted(columns, (top, canvas.height), (edge.start, edge.end), False, thick)
        owner[line[:, 1] // 4, line[:, 0] // 2] = edge.now
        dots.append(line)
    across, down = np.concatenate(dots).T
    for x, row, mark in zip(*braille(across, 4 * canvas.height - 1 - down, canvas.height), strict=True):
        y = canvas.height - 1 - row
        canvas.put(x0 + x, y, mark, canvas.pen.style("accent" if owner[y, x] else "muted"))


def _slopes(canvas: Canvas, x0: int, columns: int, edges: Sequence[_Edge], top: int) -> None:
    """The slope of each edge on its line, where other lines are farthest."""
    pen, taken = canvas.pen, set[tuple[int, int]]()
    for edge in sorted(edges, key=lambda e: abs(e.end - e.start)):
        text = _text(edge.slope, pen)
        if not text.strip():
            continue
        size, places = wide(text), []
        for x, beside in product(range(1, columns - size), (0, -1, 1, -2, 2)):
            share = (x + size / 2) / columns
            y = int(edge.row(share)) + beside
            spots = {(x + k, y) for k in range(-1, size + 1)}
            apart = min((abs(y + 0.5 - e.row(share)) for e in edges if e is not edge), default=9.0)
            if not spots & taken and top <= y < canvas.height:
                places.append((abs(beside), -min(apart, 1.0), abs(share - 0.6), x, y, spots))
        if places:
            *_, x, y, spots = min(places, key=lambda place: place[:5])
            taken |= spots
            # One to come leaves the line as it is, but for its own place.
            text = f" {text.strip()} "
            canvas.put(
                x0 + x - 1 + (size + 2 - wide(text)) // 2, y, text, cell_style(edge.slope, pen, now=edge.now)
            )


def _node(canvas: Canvas, node: Operation, form: _Form, at: tuple[int, int], width: int) -> None:
    (x, y), pen = at, canvas.pen
    now = node.state == "now"
    frame = pen.style("accent" if now else "muted", bold=now)
    for k in range(form.rows):
        left, right = around(pen.glyphs.round, k, form.rows - 1)
        canvas.put(x, y + k, left + " " * (width - 2) + right, frame)
    if now:
        canvas.put(x + 1, y, pen.glyphs.now, frame)
    sign = pen.write(node.sign)
    canvas.put(x + 2, y, sign, pen.style("accent" if now else "text", bold=True))
    end = x + width - 1
    if node.sign != decimal(node.value, 0):
        canvas.put_right(end, y + form.stacked, _text(node.value, pen), cell_style(node.value, pen, now=now))
    if node.gradient != "":
        canvas.put(x + 2 - form.stacked, y + form.rows - 1, "∂", pen.style("muted"))
        style = cell_style(node.gradient, pen)
        canvas.put_right(end, y + form.rows - 1, _text(node.gradient, pen), style)
