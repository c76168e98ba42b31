"""Values over a plane in shades, with points, paths and lines of equal height upon it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from rich.style import Style

from lessons.figures import Floats, Surface
from lessons.figures.base import floats, secret
from lessons.figures.planes import unknown
from lessons.text import UNKNOWN, short
from tui.drawing.canvas import Canvas, wide
from tui.drawing.headings import TWO_ROWS_FROM, Entry, heading
from tui.drawing.pen import Pen, half_style, mark_style
from tui.drawing.scale import banded, ends, usual
from tui.drawing.strokes import DOTTED, braille, fine, spokes, stroke

_AXES_FROM = (30, 9)
"""The width and height from which there is room to say what the plane spans."""
_WALLS = 0.05
"""So large a share of the heights may lie above all shades, or below."""
_COVERED = 0.2
"""So large a share of the cells may have the marks of graded points upon them."""
_SURE = 0.8
"""From this probability on a class is sure of its place, where glyphs alone tell."""
_Levels = NDArray[np.int_]


def surface(figure: Surface, width: int, height: int, pen: Pen) -> Canvas:
    canvas = Canvas(width, height, pen)
    shades = _shades(figure, pen)
    legend = _legend(figure, shades, pen)
    axes = width >= _AXES_FROM[0] and height >= _AXES_FROM[1]
    names = [pen.write(short(v)) for v in figure.extent]
    left = max(map(wide, [*names[2:], pen.write(figure.y_label)])) + 1 if axes else 0
    # The legend ends where the plane does, if it has room there beside the title.
    over = Canvas(left + _across(width - left, height - 1 - axes), TWO_ROWS_FROM, pen)
    if heading(over, figure.title, legend) == 1 <= height:
        top = 1
        canvas.paste(over, 0, 0)
    else:
        top = heading(canvas, figure.title, legend)
    rows = height - top - axes
    columns = _across(width - left, rows)
    if rows <= 0 or columns <= 0:
        return canvas
    if axes:
        muted = pen.style("muted")
        canvas.put_right(left - 1, top, names[3], muted)
        canvas.put_right(left - 1, top + rows - 1, names[2], muted)
        canvas.put_right(left - 1, top + (rows - 1) // 2, figure.y_label, muted)
        canvas.put(left, top + rows, names[0], muted)
        canvas.put(left + (columns - wide(figure.x_label)) // 2, top + rows, figure.x_label, muted)
        canvas.put_right(left + columns, top + rows, names[1], muted)
    canvas.paste(plane(figure, columns, rows, pen), left, top)
    return canvas


def _across(columns: int, rows: int) -> int:
    """The columns of a plane of so many rows.

    A cell is twice as high as it is wide; a plane drawn much wider than that misleads about slopes.
    """
    return min(columns, 5 * max(rows, 1))


def plane(figure: Surface, columns: int, rows: int, pen: Pen) -> Canvas:
    """The plane alone, without a title and axes."""
    drawn = _Plane(figure, columns, rows, pen)
    drawn.shade()
    drawn.draw_contours()
    drawn.draw_overlays()
    drawn.draw_points()
    drawn.draw_marker()
    return drawn.canvas


def _shades(figure: Surface, pen: Pen) -> tuple[str, ...]:
    """The backgrounds of the levels of this surface; none where glyphs tell them apart."""
    if len(figure.names) == 2 or figure.signed:
        return pen.shades()
    return pen.hues if figure.names else pen.heights()


def _legend(figure: Surface, shades: tuple[str, ...], pen: Pen) -> list[Entry]:
    """The mark of each class upon its shade; of heights the lowest and the highest."""
    glyphs = pen.glyphs
    if figure.keys:
        marks: dict[str, str] = {}
        for i, (name, series) in enumerate(zip(figure.keys, figure.overlays, strict=False)):
            mark = _line(i, pen).strip() if series.style == "line" else _mark(i, pen)
            marks[name] = marks.get(name, "") + mark
        roles = {name: series.role for name, series in zip(figure.keys, figure.overlays, strict=False)}
        return [Entry(mark, pen.style(roles[name], bold=True), name) for name, mark in marks.items()]
    entries = _kinds(figure, shades, pen) if figure.kinds else _colours(figure, shades, pen)
    if figure.held:
        held = glyphs.held_grades[::2] if figure.graded else glyphs.held if len(figure.names) == 2 else ""
        entries += [Entry(f" {held} ", pen.style("text"), "test")] if held else []
    return entries


def _kinds(figure: Surface, shades: tuple[str, ...], pen: Pen) -> list[Entry]:
    """The mark of each class of points that lie upon values; of steps those at the ends are named."""
    glyphs, kinds, text = pen.glyphs, figure.kinds, pen.style("text")
    if not figure.graded:
        return [Entry(f" {glyphs.class_mark(k)} ", text, name) for k, name in enumerate(kinds)]
    low, high = (mark_style(shades[k]) if shades else text for k in (0, -1))
    first, *middle, last = glyphs.grades
    return [
        Entry(f" {first} ", low, kinds[0]),
        Entry(f" {''.join(middle)} ", text, ""),
        Entry(f" {last} ", high, kinds[-1]),
    ]


def _colours(figure: Surface, shades: tuple[str, ...], pen: Pen) -> list[Entry]:
    """The mark of each class upon its shade; of heights the lowest and the highest."""
    glyphs, names = pen.glyphs, figure.names
    if not names:
        low, high = map(short, _span(figure))
        if shades:
            ends = ((shades[0], low), (shades[-1], high))
            return [Entry("   ", mark_style(shade), name) for shade, name in ends]
        levels = ((glyphs.heights[1], low), (glyphs.heights[-1], high))
        return [Entry(mark, pen.style("muted"), name) for mark, name in levels]
    entries = []
    for k, name in enumerate(names):
        mark = glyphs.class_mark(k)
        if shades:
            shade = shades[2 * (k % (len(shades) // 2)) + 1] if len(names) > 2 else shades[-k]
            entries.append(Entry(f" {mark} ", mark_style(shade), name))
        else:
            texture = glyphs.textures[k % len(glyphs.textures)].strip() if len(names) > 2 else ""
            entries.append(Entry(f"{texture}{mark}{texture}", pen.class_style(k), name))
    return entries


def _mark(i: int, pen: Pen) -> str:
    """What marks the points of an overlay, by its number."""
    return pen.glyphs.points[i % len(pen.glyphs.points)]


def _line(i: int, pen: Pen) -> str:
    """A sample of an overlay that is a line, by its number."""
    return pen.glyphs.lines[i % len(pen.glyphs.lines)]


def _span(figure: Surface) -> tuple[float, float]:
    """The heights from the lowest shade to the highest."""
    return ends(figure.span, usual(figure.values, _WALLS))


class _Plane:
    """The cells of the plane itself."""

    def __init__(self, figure: Surface, columns: int, rows: int, pen: Pen) -> None:
        self.figure, self.pen = figure, pen
        self.canvas = Canvas(columns, rows, pen)
        self.columns, self.rows = columns, rows
        self.shades = _shades(figure, pen)
        x0, x1, y0, y1 = figure.ends
        self.corner, self.size = np.array([x0, y0]), np.array([x1 - x0 or 1.0, y1 - y0 or 1.0])

    def shade(self) -> None:
        """The values: in halves of cells where there are shades and half blocks, else in glyphs."""
        figure, canvas, glyphs = self.figure, self.canvas, self.pen.glyphs
        if figure.values.size == 0:
            self.level = np.full((self.rows, self.columns), -1)
            return
        values = _sampled(figure.values, self.rows, self.columns)
        answers = figure.answers(values) if figure.names else -unknown(values).astype(int)
        self.level = self._levels(values)
        if not self.shades:
            canvas.chars = self._textures(values, answers).tolist()
            styles = [self.pen.class_style(k) if figure.names else self.pen.style("muted") for k in range(8)]
            base = self.pen.base
            canvas.styles = [[styles[k % 8] if k >= 0 else base for k in row] for row in answers.tolist()]
            return
        # Where colour goes through grey between half blocks, dots would be taken for points.
        plain = figure.names and (figure.probable or not glyphs.half)
        edge = _boundary(answers) if plain else np.zeros(answers.shape, dtype=bool)
        upper = lower = self.level
        if glyphs.half:
            fine = _sampled(figure.values, 2 * self.rows, self.columns)
            levels = self._levels(fine).reshape(self.rows, 2, self.columns)
            if figure.names:
                # Where the boundary runs through a cell, its halves show it.
                sides = figure.answers(fine).reshape(levels.shape)
                edge &= sides[:, 0] == sides[:, 1]
            upper, lower = (np.where(edge, self.level, levels[:, half]) for half in (0, 1))
            # A mark hides one half of its cell: the other is its ground, never a shade between the two.
            self.level = upper
        canvas.chars = np.where(upper != lower, glyphs.half, np.where(edge, glyphs.boundary, " ")).tolist()
        halves = zip(upper.tolist(), lower.tolist(), strict=True)
        canvas.styles = [list(map(self._style, *both)) for both in halves]

    def _style(self, above: int, below: int) -> Style:
        """A cell whose halves have these levels."""
        if above == below:
            return mark_style(self.shades[above]) if above >= 0 else self.pen.base
        return half_style(*(self.shades[k] if k >= 0 else self.pen.background for k in (above, below)))

    def _levels(self, values: Floats) -> _Levels:
        """The shade of each value; −1 where there is none."""
        count = len(self.shades)
        level = np.zeros(values.shape[:2], dtype=int)
        if count and values.ndim == 3:
            answers, best = values.argmax(axis=-1), values.max(axis=-1)
            # Sure is who is nearer to certainty than to a tie.
            sure = best > (1 + 1 / values.shape[-1]) / 2
            level = 2 * (answers % (count // 2)) + sure
        elif count:
            level = banded(values, (0.0, 1.0) if self.figure.names else _span(self.figure), count)
        return np.where(unknown(values), -1, level)

    def _textures(self, values: Floats, answers: _Levels) -> NDArray[np.str_]:
        """The glyph of each place, where there are no shades."""
        glyphs, lines = self.pen.glyphs, self._lines
        if values.ndim == 3:
            marks = np.array(list(glyphs.textures))[answers % len(glyphs.textures)]
        elif self.figure.kinds and not self.figure.graded:
            # The marks of many classes are to be told from what they lie on.
            low, high = _span(self.figure)
            share = (values - low) / ((high - low) or 1.0)
            marks = np.where(share > 0.5, glyphs.likely, " ")
            marks[share > _SURE] = glyphs.sure
        elif self.figure.names:
            marks = np.where(answers > 0, glyphs.likely, " ")
            marks[values > _SURE] = glyphs.sure
        else:
            count = len(glyphs.heights)
            level = banded(values, _span(self.figure), count)
            if len(lines) and self.pen.ascii:
                # The lines are where one glyph ends and the next begins.
                level = np.searchsorted(lines, values) * (count - 1) // len(lines)
            marks = np.array(list(glyphs.heights))[level]
        # What is asked for is marked; what is only still to come is blank, as it is where there are shades.
        return np.where(answers < 0, UNKNOWN if secret(self.figure.grid).any() else " ", marks)

    @property
    def _lines(self) -> Floats:
        """The heights along which lines run, from the lowest."""
        lines = floats(self.figure.contours)
        return np.sort(lines[np.isfinite(lines)])

    def draw_contours(self) -> None:
        """Lines of equal height, in dots between the steps that they part."""
        figure, lines = self.figure, self._lines
        if not len(lines) or figure.names or self.pen.ascii or not figure.values.size:
            return
        values = _sampled(figure.values, 4 * self.rows, 2 * self.columns)
        band = np.searchsorted(lines, values)
        edge = np.zeros(band.shape, dtype=bool)
        edge[:-1] |= band[:-1] != band[1:]
        edge[:, :-1] |= band[:, :-1] != band[:, 1:]
        down, across = np.nonzero(edge & np.isfinite(values))
        self._stroke(*braille(across, 4 * self.rows - 1 - down, self.rows), None)

    def _stroke(self, columns: list[int], rows: list[int], marks: list[str], style: Style | None) -> None:
        """Marks at columns and rows, these counted from below; on shades in the colour that is seen there."""
        for x, row, mark in zip(columns, rows, marks, strict=True):
            y = self.rows - 1 - row
            self.canvas.chars[y][x] = mark
            level = int(self.level[y, x]) if self.shades else -1
            self.canvas.styles[y][x] = self._style(level, level) if level >= 0 else style or self.pen.base

    def _cells(self, points: Floats) -> tuple[list[int], list[int], NDArray[np.bool_]]:
        """Columns and rows of the points inside the plane, and which these are."""
        size = np.array([self.columns, self.rows])
        with np.errstate(invalid="ignore", over="ignore"):
            at = np.floor((points - self.corner) / self.size * size)
        # A point on the far edge belongs to the last cell, not to one outside.
        at = np.where(points == self.corner + self.size, size - 1, at)
        inside = ((at >= 0) & (at < size)).all(axis=1)
        columns, rows = at[inside].astype(int).T
        return columns.tolist(), rows.tolist(), inside

    def draw_overlays(self) -> None:
        """Lines first: marks lie upon them."""
        steps = np.array([self.columns, self.rows]) * fine(self.pen)
        marks = []
        for i, series in enumerate(self.figure.overlays):
            points = np.column_stack([floats(series.x), floats(series.y)])
            spoked = series.style == "arrows"
            style = self.pen.style(series.role, bold=True)
            if series.style != "points":
                line = np.column_stack(spokes(*points.T)) if spoked else points
                px, py = ((line - self.corner) / self.size * steps - 0.5).T
                dash = DOTTED if series.style == "path" else 0 if spoked else i
                self._stroke(*stroke(px, py, self.columns, self.rows, dash, self.pen), style)
            if series.style != "line":
                marks.append((points[1:] if spoked else points, _mark(i, self.pen), style))
        for points, mark, style in marks:
            columns, rows, _ = self._cells(points)
            self._stroke(columns, rows, [mark] * len(columns), style)

    def draw_marker(self) -> None:
        """Upon everything else, points too: it may stand on one of them."""
        if self.figure.marker is not None:
            columns, rows, _ = self._cells(floats(self.figure.marker)[None, :])
            self._stroke(
                columns, rows, [self.pen.glyphs.here] * len(columns), self.pen.style("text", bold=True)
            )

    def draw_points(self) -> None:
        columns, rows, inside = self._cells(floats(self.figure.points).reshape(-1, 2))
        classes = floats(self.figure.classes).reshape(-1)[inside]
        hidden = secret(self.figure.classes).reshape(-1)[inside]
        glyphs, graded = self.pen.glyphs, self.figure.graded
        many = len(self.figure.kinds or self.figure.names) > 2 and not graded
        held = np.arange(len(inside)) >= len(inside) - self.figure.held
        others = held[inside].tolist()
        of_points = zip(columns, rows, classes.tolist(), hidden.tolist(), others, strict=True)
        marks = glyphs.grades if graded else glyphs.classes
        held_marks = glyphs.held_grades if graded else glyphs.classes if many else glyphs.held
        taken: set[tuple[int, int]] = set()
        most = _COVERED * self.rows * self.columns
        for x, row, k, is_hidden, other in of_points:
            # Of what is not learnt from half of them are kept.
            if graded and (
                (x, row) in taken or len(taken) > (most if other or not any(others) else most / 2)
            ):
                continue
            taken.add((x, row))
            if is_hidden:
                self._stroke([x], [row], [UNKNOWN], self.pen.style("accent", bold=True))
            elif math.isfinite(k):
                which, marks_of = int(k + 0.5), held_marks if other else marks
                style = (
                    self.pen.style("text", bold=True) if graded else self.pen.class_style(which, True, many)
                )
                self._stroke([x], [row], [marks_of[which % len(marks_of)]], style)


def _sampled(grid: Floats, rows: int, columns: int) -> Floats:
    """The grid at this size, between its middles in proportion, its top row first."""
    for axis, count in ((0, rows), (1, columns)):
        size = grid.shape[axis]
        at = np.clip((np.arange(count) + 0.5) * size / count - 0.5, 0, size - 1)
        low = np.minimum(at.astype(int), max(size - 2, 0))
        part = (at - low).reshape(-1, *[1] * (grid.ndim - 1 - axis))
        first, second = np.take(grid, low, axis), np.take(grid, np.minimum(low + 1, size - 1), axis)
        # What is not known next to a place that is asked for exactly does not spread to it.
        grid = np.where(part == 0, first, np.where(part == 1, second, first + (second - first) * part))
    return grid[::-1]


def _boundary(answers: _Levels) -> NDArray[np.bool_]:
    """The cells of a later class that touch one of an earlier."""
    edge = np.zeros(answers.shape, dtype=bool)
    edge[1:] |= answers[1:] > answers[:-1]
    edge[:-1] |= answers[:-1] > answers[1:]
    edge[:, 1:] |= answers[:, 1:] > answers[:, :-1]
    edge[:, :-1] |= answers[:, :-1] > answers[:, 1:]
    return edge & (answers > 0)
