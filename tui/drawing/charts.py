"""Curves and points, drawn by plotext on a figure of its own."""

from __future__ import annotations

import numpy as np
from textual_plotext import Plot

from lessons.figures import Curves, Floats, Role, Scatter, Series
from lessons.text import short
from tui.drawing.canvas import Canvas, wide
from tui.drawing.headings import Entry, heading
from tui.drawing.pen import Pen
from tui.drawing.scale import limits, thinned, ticks

_ROLES: tuple[Role, ...] = ("accent", "positive", "negative", "muted", "text")
_AXIS_ASCII = str.maketrans("│─└┤┬┼├┴", "|-+++|++")
# How a line is told from the others: dots on and off along it, in eighths of a cell.
_DASHES = ((1, 1), (5, 8), (1, 4), (6, 14))


class _Chart:
    """A plotext figure of `width` by `height` cells with a quiet pair of axes."""

    def __init__(
        self,
        width: int,
        height: int,
        pen: Pen,
        x_range: tuple[float, float],
        y_range: tuple[float, float],
    ) -> None:
        self.pen, self.width, self.height = pen, width, height
        self.x_range, self.y_range = x_range, y_range
        rows = height - 2
        y_ticks = ticks(*y_range, max(2, min(5, rows // 2)))
        y_names = [pen.write(short(v)) for v in y_ticks]
        margin = max(map(wide, y_names)) + 1
        columns = width - margin
        self.columns, self.rows = columns, rows
        x_ticks = ticks(*x_range, max(2, min(7, columns // 12)))
        plot = Plot()
        plot.plotsize(width, height)
        # plotsize() holds a figure to the size of the terminal that the process was started in.
        plot._set_size(width, height)
        plot.theme("clear")
        plot.xaxes(True, False)
        plot.yaxes(True, False)
        plot.ticks_color(_ROLES.index("muted"))
        plot.xlim(*x_range)
        plot.ylim(*y_range)
        plot.xticks(x_ticks, [pen.write(short(v)) for v in x_ticks])
        plot.yticks(y_ticks, y_names)
        # Axes are only drawn for a figure with data: give it a blank to hold.
        plot.scatter([x_range[0]], [y_range[0]], marker=" ", color=_ROLES.index("muted"))
        if y_range[0] < 0 < y_range[1]:
            plot.horizontal_line(0, color=_ROLES.index("muted"))
        self.plot = plot

    def pixels(self, x: Floats, y: Floats) -> tuple[Floats, Floats, int, int]:
        """Places in the finest steps that this set of glyphs can draw, and how many there are."""
        wide_, high = (self.columns, self.rows) if self.pen.ascii else (2 * self.columns, 4 * self.rows)
        (x0, x1), (y0, y1) = self.x_range, self.y_range
        px = (x - x0) / (x1 - x0) * (wide_ - 1)
        py = (y - y0) / (y1 - y0) * (high - 1)
        return px, py, wide_, high

    def line(self, x: Floats, y: Floats, role: Role, style: int) -> None:
        """Join the points, in the style of that number."""
        px, py, wide_, high = self.pixels(x, y)
        with np.errstate(invalid="ignore"):
            px = np.clip(px, -4.0 * wide_, 5.0 * wide_)
            py = np.clip(py, -4.0 * high, 5.0 * high)
        gx, gy = _trace(px, py)
        if not self.pen.ascii:
            on, period = _DASHES[style % len(_DASHES)]
            keep = np.arange(len(gx)) % period < on
            gx, gy = gx[keep], gy[keep]
        inside = (gx >= 0) & (gx < wide_) & (gy >= 0) & (gy < high)
        spots = np.unique(np.stack([gx[inside], gy[inside]]), axis=1)
        if spots.size == 0:
            return
        (x0, x1), (y0, y1) = self.x_range, self.y_range
        marker = self.pen.glyphs.lines[style % len(_DASHES)][0] if self.pen.ascii else "braille"
        self._scatter(
            spots[0] / max(wide_ - 1, 1) * (x1 - x0) + x0,
            spots[1] / max(high - 1, 1) * (y1 - y0) + y0,
            marker,
            role,
        )

    def points(self, x: Floats, y: Floats, role: Role, mark: str) -> None:
        (x0, x1), (y0, y1) = self.x_range, self.y_range
        with np.errstate(invalid="ignore"):
            inside = (x >= x0) & (x <= x1) & (y >= y0) & (y <= y1)
        if inside.any():
            self._scatter(x[inside], y[inside], mark, role)

    def _scatter(self, x: Floats, y: Floats, marker: str, role: Role) -> None:
        self.plot.scatter(x.tolist(), y.tolist(), marker=marker, color=_ROLES.index(role))

    def paint(self, canvas: Canvas, top: int, x_label: str) -> None:
        """Copy what plotext drew: characters, and colours as the roles that their numbers stand for."""
        plot, pen = self.plot, self.pen
        plot._set_sizes()
        # build() would go on to write the cells as escape sequences, for Textual to take apart again.
        plot.monitor.build_plot()
        matrix = plot.monitor.matrix
        styles = {i: pen.style(role) for i, role in enumerate(_ROLES)}
        base = pen.base
        for y in range(self.height):
            marks, colours = matrix.marker[self.height - 1 - y], matrix.fullground[self.height - 1 - y]
            if pen.ascii:
                marks = [m.translate(_AXIS_ASCII) for m in marks]
            canvas.chars[top + y][: self.width] = marks
            canvas.styles[top + y][: self.width] = [styles.get(c, base) for c in colours]
        _label(canvas, top + self.height - 1, x_label)


def _trace(px: Floats, py: Floats) -> tuple[Floats, Floats]:
    """Whole-numbered places along the polyline, one for each step of the longer axis."""
    rx, ry = np.round(px), np.round(py)
    if len(px) < 2:
        keep = np.isfinite(rx) & np.isfinite(ry)
        return rx[keep], ry[keep]
    dx, dy = np.diff(rx), np.diff(ry)
    good = np.isfinite(dx) & np.isfinite(dy)
    steps = np.where(good, np.maximum(np.maximum(np.abs(dx), np.abs(dy)), 1), 0)
    steps = np.nan_to_num(steps).astype(int)
    segment = np.repeat(np.arange(len(steps)), steps)
    if segment.size == 0:
        keep = np.isfinite(rx) & np.isfinite(ry)
        return rx[keep], ry[keep]
    part = (np.arange(len(segment)) - np.repeat(np.cumsum(steps) - steps, steps)) / steps[segment]
    gx = np.round(rx[segment] + dx[segment] * part)
    gy = np.round(ry[segment] + dy[segment] * part)
    if good[-1]:
        gx, gy = np.append(gx, rx[-1]), np.append(gy, ry[-1])
    return gx, gy


def _label(canvas: Canvas, y: int, text: str) -> None:
    """Write the name of the horizontal axis into the last free stretch of its row of ticks."""
    text = canvas.pen.write(text)
    if not text or text in ("x", "X"):
        return
    need = wide(text) + 4
    row = canvas.chars[y]
    free = 0
    for x in range(canvas.width - 1, -1, -1):
        free = free + 1 if row[x] == " " else 0
        at_edge = x + free == canvas.width
        if free >= (need - 2 if at_edge else need):
            canvas.put(x + 2, y, text, canvas.pen.style("muted"))
            return


def _plain(canvas: Canvas) -> bool:
    """Whether there is room for no more than the title."""
    return canvas.height < 4 or canvas.width < 16


def curves(figure: Curves, width: int, height: int, pen: Pen) -> Canvas:
    canvas = Canvas(width, height, pen)
    names = {figure.title, figure.y_label}
    legend = [
        Entry(_sample(s, i, pen), pen.style(s.role), s.name)
        for i, s in enumerate(figure.series)
        if s.name and (len(figure.series) > 1 or s.name not in names)
    ]
    known = figure.y_label.lower() in figure.title.lower() or figure.y_label == "y"
    heading(canvas, figure.title, legend, "" if known else f"{figure.y_label} ↑")
    if _plain(canvas):
        return canvas
    data = [(s, np.asarray(s.x, float), np.asarray(s.y, float)) for s in figure.series]
    marker = figure.marker
    xs = [x for _, x, _ in data] + ([np.array([marker[0]])] if marker else [])
    ys = [y for _, _, y in data] + ([np.array([marker[1]])] if marker else [])
    x_range = figure.x_range or limits(np.concatenate(xs) if xs else np.empty(0))
    y_range = figure.y_range or limits(np.concatenate(ys) if ys else np.empty(0), zero=True)
    chart = _Chart(width, height - 1, pen, _spread(x_range), _spread(y_range))
    for i, (series, x, y) in enumerate(data):
        if len(x) == 0:
            continue
        if series.style == "points":
            chart.points(x, y, series.role, pen.glyphs.points[i % len(pen.glyphs.points)])
            continue
        if len(x) == 1:
            chart.points(x, y, series.role, pen.glyphs.points[0])
            continue
        if series.style == "line" and bool((np.diff(x) >= 0).all()):
            x, y = thinned(x, y, chart.columns)
        chart.line(x, y, series.role, i)
        if series.style == "path":
            chart.points(x, y, series.role, pen.glyphs.points[i % len(pen.glyphs.points)])
    if marker:
        chart.points(np.array([marker[0]]), np.array([marker[1]]), "text", pen.glyphs.here)
    chart.paint(canvas, 1, f"{figure.x_label} →" if figure.x_label != "x" else "")
    return canvas


def _sample(series: Series, i: int, pen: Pen) -> str:
    if series.style == "line":
        return pen.glyphs.lines[i % len(pen.glyphs.lines)].strip()
    mark = pen.glyphs.points[i % len(pen.glyphs.points)]
    return mark if series.style == "points" else f"{pen.glyphs.solid}{mark}{pen.glyphs.solid}"


def _spread(span: tuple[float, float]) -> tuple[float, float]:
    low, high = float(span[0]), float(span[1])
    return (low, high) if high > low else (low - 0.5, low + 0.5)


def scatter(figure: Scatter, width: int, height: int, pen: Pen) -> Canvas:
    canvas = Canvas(width, height, pen)
    marks = (pen.glyphs.zero_class, pen.glyphs.one_class)
    roles: tuple[Role, Role] = ("negative", "positive")
    heading(
        canvas,
        figure.title,
        [Entry(m, pen.style(r), n) for m, r, n in zip(marks, roles, figure.names, strict=True)],
        f"{figure.y_label} ↑",
    )
    if _plain(canvas):
        return canvas
    points = np.asarray(figure.points, float).reshape(-1, 2)
    chart = _Chart(width, height - 1, pen, _spread(limits(points[:, 0])), _spread(limits(points[:, 1])))
    classes = np.asarray(figure.classes)
    for k in (0, 1):
        mine = points[classes == k]
        if len(mine):
            chart.points(mine[:, 0], mine[:, 1], roles[k], marks[k])
    chart.paint(canvas, 1, f"{figure.x_label} →")
    return canvas
