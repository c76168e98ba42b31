"""Curves and points, drawn by plotext on a figure of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import cycle

import numpy as np
from numpy.typing import NDArray
from textual_plotext import Plot

from lessons.figures import Curves, Floats, Role, Scatter, Series
from lessons.figures.base import Numbers, floats
from lessons.text import short
from tui.drawing.canvas import Canvas, wide
from tui.drawing.headings import Entry, heading
from tui.drawing.pen import Pen
from tui.drawing.scale import SPIKES, ends, limits, named, thinned, ticks, usual
from tui.drawing.strokes import DOTTED, fine, spokes, stroke

_Span = tuple[float, float]
_Ticks = tuple[tuple[float, str], ...]
_MUTED, _LINE, _POINT, _HERE = range(4)
"""What lies upon what."""
START, START_KEY = "+", -2
"""What marks where arrows start, whichever series they are of."""
_TURN = 2
"""So many cells one line has of those that it shares with another, then the other has as many."""
_MOST_SPIKES = 3
COUNTED = {2: "two", 3: "three"}
_AXIS_ASCII = str.maketrans("│─└┤┬┼├┴", "|-+++|++")


class _Chart:
    """A plotext figure of `width` by `height` cells with a quiet pair of axes.

    plotext draws the axes. What stands between them is worked out here in the finest steps that the
    glyphs can show: plotext would round marks and ticks to other cells than the curves that they belong to.
    """

    def __init__(
        self,
        width: int,
        height: int,
        pen: Pen,
        x_range: _Span,
        y_range: _Span,
        *,
        whole: bool = False,
        numbered: bool = True,
        x_label: str,
    ) -> None:
        self.pen, self.width, self.height = pen, width, height
        self.x_label = pen.write(f"{x_label} →")
        self.x_range, self.y_range = x_range, y_range
        self.rows = height - 2
        most = 2 if self.rows < 5 else max(3, min(5, self.rows // 3))
        y_ticks, y_names = _named(y_range, most, pen) if numbered else ([], [])
        self.columns = width - max(map(wide, y_names), default=0) - 1
        self.fine = fine(pen)
        nought = int(self.cell_of(np.zeros(1), 1)[0]) if y_range[0] < 0 < y_range[1] else None
        up = tuple(zip(self.cell_of(np.array(y_ticks), 1).tolist(), y_names, strict=True))
        # As many ticks as leave the name of the axis room.
        for most in range(max(2, min(7, self.columns // 12)), 1, -1):
            x_ticks, x_names = _named(x_range, most, pen, whole=whole)
            along = tuple(zip(self.cell_of(np.array(x_ticks), 0).tolist(), x_names, strict=True))
            self._axes = _axes(width, height, self.columns, along, up, nought)
            if _free(self._axes[-1], self.x_label) >= 0:
                break
        self._layers: dict[tuple[int, int], list[tuple[int, int, str, Role]]] = {}
        self._most = 0
        """Of how many kinds of points, at most, two or more stand in one cell."""

    def steps(self, values: Floats, axis: int) -> Floats:
        """Values of an axis in its finest steps, not rounded.

        The ends of the height lie in the middle of the first row and of the last, where their ticks stand:
        a curve that comes to nought would else seem to go below it.
        """
        low, high = (self.x_range, self.y_range)[axis]
        first = axis * (self.fine[axis] - 1) / 2
        most = (self.columns, self.rows)[axis] * self.fine[axis] - 1 - 2 * first
        # A run that diverges goes beyond what a float can hold: infinitely far off is right. A NaN may be
        # of the kind that complains.
        with np.errstate(over="ignore", invalid="ignore"):
            return first + (values - low) / (high - low) * most

    def cell_of(self, values: Floats, axis: int) -> Floats:
        """The column or row in which values stand."""
        return np.round(self.steps(values, axis)) // self.fine[axis]

    def line(self, x: Floats, y: Floats, role: Role, style: int, key: int) -> None:
        """Join the points, in the style of that number. `key`: which series it is."""
        cells = stroke(self.steps(x, 0), self.steps(y, 1), self.columns, self.rows, style, self.pen)
        self._put(*cells, role, _LINE, key)

    def points(self, x: Floats, y: Floats, role: Role, mark: str, key: int, layer: int = _POINT) -> None:
        (x0, x1), (y0, y1) = self.x_range, self.y_range
        inside = (x >= x0) & (x <= x1) & (y >= y0) & (y <= y1)
        columns, rows = self.cell_of(x[inside], 0).tolist(), self.cell_of(y[inside], 1).tolist()
        self._put(columns, rows, [mark] * len(columns), role, layer, key)

    def _put(
        self, columns: list[int], rows: list[int], marks: list[str], role: Role, layer: int, key: int
    ) -> None:
        for x, y, mark in zip(columns, rows, marks, strict=True):
            self._layers.setdefault((int(x), int(y)), []).append(
                (_MUTED if role == "muted" else layer, key, mark, role)
            )

    def _seen(self) -> Iterator[tuple[int, int, str, Role]]:
        """What is seen in each cell: lines that share it take turns, points have a mark for both."""
        shared = 0
        for (x, y), held in sorted(self._layers.items()):
            top = max(layer for layer, *_ in held)
            kept = {key: (mark, role) for layer, key, mark, role in held if layer == top}
            mark, role = list(kept.values())[shared // _TURN % len(kept) if top < _POINT else -1]
            shared += len(kept) > 1
            if top == _POINT and len(kept) > 1:
                mark, role = self.pen.glyphs.both, "text"
                self._most = max(self._most, len(kept))
            yield x, y, mark, role

    def tell_shared(self, canvas: Canvas, top: int, kinds: int) -> None:
        """Say what the mark of points that share a cell means: beside the legend, else where there is room.

        `kinds`: of how many kinds there are points.
        """
        both = self.pen.glyphs.both
        text = " both" if kinds == 2 else f" {COUNTED.get(self._most, 'several')}"
        for row in (*range(top - 1, -1, -1), top + self.height - 1, *range(top, top + self.rows)):
            at = "".join(canvas.chars[row]).rfind(" " * (wide(both + text) + 4))
            if at >= 0 and self._most:
                after = canvas.put(at + 2, row, both, self.pen.style("text"))
                canvas.put(after, row, text, self.pen.style("muted"))
                return

    def leaves(self, canvas: Canvas, top: int, x: Floats, y: Floats, role: Role) -> None:
        """Mark at the edge where a line leaves the chart over its top, or under its bottom."""
        (low, high), rows = self.y_range, self.rows * self.fine[1]
        hair = 0.02 * (high - low)
        px, py = self.steps(x, 0), np.clip(self.steps(y, 1), -4.0 * rows, 5.0 * rows)
        for mark, off, edge, row in (
            ("▲", y > high + hair, rows - 0.5, top),
            ("▼", y < low - hair, -0.5, top + self.rows - 1),
        ):
            for run in _runs(off):
                # Where it crosses the edge of what is drawn; or is farthest off, where it does not.
                near = slice(max(run.start - 1, 0), run.stop + 1)
                i = near.start + np.flatnonzero(np.diff(py[near] > edge))
                far = run.start + int(np.argmax(np.abs(y[run])))
                with np.errstate(invalid="ignore"):
                    at = px[i] + (edge - py[i]) / (py[i + 1] - py[i]) * (px[i + 1] - px[i])
                places = at[np.isfinite(at)] if np.isfinite(at).any() else px[far : far + 1]
                for place in (np.round(places) // self.fine[0]).tolist():
                    left = self.width - self.columns
                    if (
                        0 <= place < self.columns
                        and canvas.chars[row][left + int(place)] != self.pen.glyphs.here
                    ):
                        canvas.put(left + int(place), row, mark, self.pen.style(role, bold=True))

    def beyond(self, canvas: Canvas, top: int, x: Floats, y: Floats, role: Role) -> None:
        """Say at the edge how far a line runs off the chart, once for each time that it does."""
        for mark, off, edge in (
            ("↑", y > self.y_range[1], top),
            ("↓", y < self.y_range[0], top + self.rows - 1),
        ):
            for run in _runs(off)[:_MOST_SPIKES]:
                at = run.start + int(np.argmax(np.abs(y[run])))
                column = int(self.cell_of(np.clip(x[at : at + 1], *self.x_range), 0)[0])
                text = f"{mark}{short(float(y[at]))}"
                left = self.width - self.columns + column
                left = min(left, self.width - wide(canvas.pen.write(text)))
                canvas.put(left, edge, text, canvas.pen.style(role, bold=True))

    def paint(self, canvas: Canvas, top: int) -> None:
        """Copy the axes that plotext drew, and lay the marks upon them."""
        muted = self.pen.style("muted")
        spelt = {} if self.pen.letters == "all" else _AXIS_ASCII
        for y, marks in enumerate(self._axes, top):
            canvas.put(0, y, marks.translate(spelt), muted)
        for x, y, mark, role in self._seen():
            left, bottom = self.width - self.columns, top + self.rows - 1
            canvas.put(left + x, bottom - y, mark, self.pen.style(role))
        row = top + self.height - 1
        at = _free("".join(canvas.chars[row]), self.x_label)
        if at >= 0:
            canvas.put(at + 2, row, self.x_label, muted)


def _named(span: _Span, most: int, pen: Pen, *, whole: bool = False) -> tuple[list[float], list[str]]:
    """At most so many ticks and their names: as few as it takes for no two to be written alike."""
    for count in range(most, 0, -1):
        places = ticks(*span, count, whole=whole)
        names = [pen.write(named(v)) for v in places]
        if len(set(names)) == len(names):
            break
    return places, names


def _runs(off: NDArray[np.bool_]) -> list[slice]:
    """The stretches in which something holds."""
    edges = np.flatnonzero(np.diff(off.astype(int), prepend=0, append=0)).tolist()
    return [slice(start, stop) for start, stop in zip(edges[::2], edges[1::2], strict=True)]


@lru_cache(maxsize=64)
def _axes(
    width: int, height: int, columns: int, along: _Ticks, up: _Ticks, nought: int | None
) -> tuple[str, ...]:
    """The rows of the axes, as plotext draws them; kept, for most charts are drawn again on the same ones.

    `nought`: the row of a line at 0, counted from below.
    """
    plot = Plot()
    plot.plotsize(width, height)
    # plotsize() holds a figure to the size of the terminal that the process was started in.
    plot._set_size(width, height)
    plot.theme("clear")
    plot.xaxes(True, False)
    plot.yaxes(True, False)
    plot.xlim(0, columns - 1)
    plot.ylim(0, height - 3)
    plot.xticks([at for at, _ in along], [name for _, name in along])
    plot.yticks([at for at, _ in up], [name for _, name in up])
    # plotext draws axes for data alone: give it a blank to hold.
    plot.scatter([0], [0], marker=" ")
    if nought is not None:
        plot.horizontal_line(nought)
    # build() would go on to write the cells as escape sequences, for Textual to take apart again.
    plot._set_sizes()
    plot.monitor.build_plot()
    return tuple("".join(marks) for marks in reversed(plot.monitor.matrix.marker))


def _free(row: str, text: str) -> int:
    """Where in a row a text has blanks on either side, at the right edge none after it; −1 where nowhere."""
    return f"{row}  ".rfind(" " * (wide(text) + 4))


def _plain(canvas: Canvas) -> bool:
    """Whether there is room for no more than the title."""
    return canvas.height < 5 or canvas.width < 18


def curves(figure: Curves, width: int, height: int, pen: Pen) -> Canvas:
    canvas = Canvas(width, height, pen)
    names = {figure.title, figure.y_label}
    # An earlier run lies under what is there now, in dots.
    every = (*figure.series, *(replace(s, role="muted") for s in figure.earlier))
    styles = [_style(figure.series, i) if i < len(figure.series) else DOTTED for i in range(len(every))]
    marks = _marks(every, pen)
    legend = [
        Entry(_sample(s, styles[i], marks[i], pen), pen.style(s.role), s.name)
        for i, s in enumerate(every)
        if s.name and (len(every) > 1 or s.name not in names)
    ]
    if any(s.style == "arrows" for s in every):
        legend.insert(0, Entry(START, pen.style("text"), "start"))
    here = floats(figure.marker or (None, None))
    marker = (here[:1], here[1:]) if np.isfinite(here).all() else (here[:0], here[:0])
    if len(marker[0]):
        legend.append(Entry(pen.glyphs.here, pen.style("text"), "here"))
    known = figure.y_label.lower() in figure.title.lower() or figure.y_label == "y"
    notes = [] if known else [f"{figure.y_label} ↑"]
    notes += [f"{one} and {other} coincide" for one, other in figure.coinciding()]
    top = heading(canvas, figure.title, legend, ", ".join(notes))
    if _plain(canvas):
        return canvas
    data = [(s, *_known(s.x, s.y)) for s in every]
    x_range = ends(figure.x_range, limits(np.concatenate([*(x for _, x, _ in data), marker[0]])))
    ys = np.concatenate([*(y for _, _, y in data), marker[1]])
    low, high = usual(ys, SPIKES)
    y_range = ends(figure.y_range, limits(ys[(ys >= low) & (ys <= high)], zero=True))
    places = np.concatenate([x_range, *(x[np.isfinite(x)] for _, x, _ in data), marker[0]])
    whole = bool((places % 1 == 0).all())
    # Before anything is known the height has no numbers, unless the figure says how far it reaches.
    numbered = figure.y_range is not None or bool(np.isfinite(ys).any())
    spans = _spread(x_range), _spread(y_range)
    chart = _Chart(width, height - top, pen, *spans, whole=whole, numbered=numbered, x_label=figure.x_label)
    for i, (series, x, y) in enumerate(data):
        if len(x) == 0:
            continue
        if series.style == "arrows":
            # The lines of many would hide their ends.
            chart.line(*spokes(x[[0, -1]], y[[0, -1]]), series.role, 0, i)
            # Where they start; and a single arrow's end is seen among those of many.
            chart.points(x[:1], y[:1], "text", START, START_KEY, _HERE)
            chart.points(x[1:], y[1:], series.role, marks[i], i, _HERE if len(x) == 2 else _POINT)
            continue
        if series.style == "points" or len(x) == 1:
            chart.points(x, y, series.role, marks[i], i)
            continue
        if series.style == "line" and bool((x[1:] >= x[:-1]).all() and np.isfinite(x[[0, -1]]).all()):
            x, y = thinned(x, y, chart.columns)
        # A path is known by its marks; what joins them may be faint.
        chart.line(x, y, series.role, DOTTED if series.style == "path" else styles[i], i)
        if series.style == "path":
            chart.points(x, y, series.role, marks[i], i)
    chart.points(*marker, "text", pen.glyphs.here, -1, _HERE)
    chart.paint(canvas, top)
    for series, x, y in data:
        if figure.y_range is None:
            chart.beyond(canvas, top, x, y, series.role)
        elif series.style != "points":
            chart.leaves(canvas, top, *(spokes(x, y) if series.style == "arrows" else (x, y)), series.role)
    chart.tell_shared(canvas, top, sum(map(bool, marks)))
    return canvas


def _known(x: Numbers, y: Numbers) -> tuple[Floats, Floats]:
    """The points of which both places are numbers, or run off to infinity; between them a line has a gap."""
    xs, ys = floats(x), floats(y)
    return xs, np.where(np.isnan(xs), np.nan, ys)


def _marks(series: Sequence[Series], pen: Pen) -> list[str]:
    """The mark of each series that has marked points; empty for a line, unless it is a single point yet."""
    marks = cycle(pen.glyphs.points)
    return ["" if s.style == "line" and len(s.x) != 1 else next(marks) for s in series]


def _style(series: Sequence[Series], i: int) -> int:
    """The style of a line: its place, or that of the one before which it continues, having no name."""
    return i if i == 0 or series[i].name else _style(series, i - 1)


def _sample(series: Series, i: int, mark: str, pen: Pen) -> str:
    if not mark:
        return pen.glyphs.lines[i % len(pen.glyphs.lines)].strip()
    if series.style == "arrows":
        return f"{pen.glyphs.solid}{mark}"
    return f"{pen.glyphs.solid}{mark}{pen.glyphs.solid}" if series.style == "path" else mark


def _spread(span: _Span) -> _Span:
    low, high = float(span[0]), float(span[1])
    return (low, high) if high > low else (low - 0.5, low + 0.5)


def scatter(figure: Scatter, width: int, height: int, pen: Pen) -> Canvas:
    canvas = Canvas(width, height, pen)
    marks = pen.glyphs.classes[:2]
    roles: tuple[Role, Role] = ("negative", "positive")
    top = heading(
        canvas,
        figure.title,
        [Entry(m, pen.style(r), n) for m, r, n in zip(marks, roles, figure.names, strict=True)],
        f"{figure.y_label} ↑",
    )
    if _plain(canvas):
        return canvas
    points = floats(figure.points).reshape(-1, 2)
    spans = _spread(limits(points[:, 0])), _spread(limits(points[:, 1]))
    chart = _Chart(width, height - top, pen, *spans, x_label=figure.x_label)
    classes = floats(figure.classes)
    for k in (0, 1):
        mine = points[classes == k]
        if len(mine):
            chart.points(mine[:, 0], mine[:, 1], roles[k], marks[k], k)
    chart.paint(canvas, top)
    chart.tell_shared(canvas, top, 2)
    return canvas
