"""Matrices, and equations of matrices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import zip_longest
from typing import NamedTuple

import numpy as np
from rich.style import Style

from lessons.figures import Cell, Equation, Matrix
from lessons.figures.base import floats
from lessons.text import BLANK, UNKNOWN, number
from tui.drawing.canvas import Canvas, wide
from tui.drawing.headings import title_row
from tui.drawing.pen import Pen, around, mark_style
from tui.drawing.scale import banded, pitch_in


def written(cell: Cell, digits: int, pen: Pen) -> str:
    """A cell as the terminal can show it.

    A number to come is as wide as one that has come, so that nothing moves aside for it.
    """
    return pen.write(number(cell, digits)).rjust(digits + 2 if cell == BLANK else 0)


def cell_style(cell: Cell, pen: Pen, *, now: bool = False) -> Style:
    """A hidden value in the accent, a negative one in its colour, the cell of this step in bold."""
    if now or cell in (None, UNKNOWN):
        return pen.style("accent", bold=True)
    negative = cell.startswith(("−", "-")) if isinstance(cell, str) else cell is not None and cell < 0
    return pen.style("negative" if negative else "text")


NO_END = 1000
"""More rows than any figure takes."""


class _Block(NamedTuple):
    """A matrix laid out: its cells as text, and what it measures."""

    matrix: Matrix
    texts: tuple[tuple[str, ...], ...]
    columns: tuple[int, ...]
    labels: int
    between: int
    pen: Pen
    shades: tuple[tuple[str, ...], ...]
    """The background of each cell; empty where it has none."""

    @property
    def left(self) -> int:
        """The columns of its labels."""
        return self.labels + 1 if self.labels else 0

    @property
    def body(self) -> int:
        # Each cell keeps a place before it for the mark of the present step.
        places = len(self.columns)
        frame = 3 if self.matrix.brackets else 0
        # A shaded cell is as wide at the right edge as anywhere; in brackets a blank follows it as it is.
        closed = self.matrix.brackets or not self.matrix.shaded
        return sum(self.columns) + places + self.between * max(places - closed, 0) + frame

    @property
    def width(self) -> int:
        return max(self.left + self.body, wide(self.pen.write(self.matrix.title)))

    @property
    def header(self) -> int:
        matrix = self.matrix
        return sum(map(bool, (matrix.title, matrix.across or matrix.down, matrix.column_labels)))

    def height_at(self, pitch: int) -> int:
        """The rows of its cells where from one to the next there are so many."""
        if not self.texts:
            return 0
        return len(self.texts) * pitch if self.shades else (len(self.texts) - 1) * pitch + 1


def _block(matrix: Matrix, pen: Pen, between: int = 1) -> _Block:
    # Where room is short no decimal is left out: what is computed from the rest would not come out.
    texts = tuple(tuple(written(c, matrix.decimals, pen) for c in row) for row in matrix.cells)
    count = max((len(row) for row in texts), default=0)
    heads = [pen.write(h) for h in matrix.column_labels]
    columns = tuple(max(map(wide, column)) for column in zip_longest(*texts, heads[:count], fillvalue=""))
    names = [*matrix.row_labels, *([_down(matrix)] if matrix.down else [])]
    labels = max((wide(pen.write(name)) for name in names), default=0)
    return _Block(matrix, texts, columns, labels, between, pen, _shades(matrix, pen))


def _down(matrix: Matrix) -> str:
    return f"{matrix.down} ↓"


def _shades(matrix: Matrix, pen: Pen) -> tuple[tuple[str, ...], ...]:
    """The background that says how large each number is, as far as it is known."""
    shades = {"signed": pen.shades(), "rising": pen.heights(), "": ()}[matrix.shaded]
    if not shades:
        return ()
    rows = [floats(row) for row in matrix.cells]
    known = np.concatenate([row[np.isfinite(row)] for row in rows]) if rows else np.empty(0)
    if not known.size:
        return ()
    low, high = float(known.min()), float(known.max())
    if matrix.shaded == "signed":
        low, high = -max(-low, high), max(-low, high)
    return tuple(
        tuple(
            shades[level] if np.isfinite(value) else ""
            for level, value in zip(banded(row, (low, high), len(shades)).tolist(), row.tolist(), strict=True)
        )
        for row in rows
    )


def _put_block(canvas: Canvas, block: _Block, x: int, top: int, pitch: int) -> None:
    """Draw a matrix whose first row of cells is row `top`; its titles stand above that.

    Where its rows stand apart, brackets go on between them, and a table has rules.
    """
    pen, matrix = canvas.pen, block.matrix
    muted = pen.style("muted")
    left = x + block.left
    inside = left + (1 if matrix.brackets else 0)
    if matrix.column_labels:
        at = inside
        for width, label in zip(block.columns, matrix.column_labels, strict=False):
            at += 1 + width
            canvas.put_right(at, top - 1, label, muted)
            at += block.between
    if matrix.title:
        at = left if matrix.brackets else x
        canvas.put(at, top - block.header, pen.write(matrix.title), pen.style("text", bold=True))
    axis_row = top - (2 if matrix.column_labels else 1)
    if matrix.down:
        canvas.put(x, axis_row, _down(matrix), muted)
    if matrix.across:
        canvas.put(inside + 1, axis_row, f"{matrix.across} →", muted)
    last = block.height_at(pitch) - 1
    for y in range(last + 1):
        if matrix.brackets:
            ends = around(pen.glyphs.square, y, last)
            canvas.put(left, top + y, ends[0], muted)
            canvas.put(left + block.body - 1, top + y, ends[1], muted)
        elif y % pitch and not block.shades:
            canvas.put(x, top + y, pen.glyphs.solid * (block.left + block.body), muted)
    for i, row in enumerate(block.texts):
        y = top + i * pitch + ((pitch - 1) // 2 if block.shades else 0)
        if block.labels and i < len(matrix.row_labels):
            canvas.put(x, y, matrix.row_labels[i], muted)
        at = inside
        for j, text in enumerate(row):
            now = (i, j) in matrix.highlight
            style = cell_style(matrix.cells[i][j], pen, now=now)
            end = at + 1 + block.columns[j]
            if block.shades and block.shades[i][j]:
                style = mark_style(block.shades[i][j])
                for row_of_cell in range(top + i * pitch, top + (i + 1) * pitch):
                    closed = matrix.brackets and j + 1 == len(row)
                    gap = min(block.between, 1) if closed else block.between
                    canvas.put(at, row_of_cell, " " * (end - at + gap), style)
            canvas.put_right(end, y, text, style)
            if now:
                canvas.put(end - wide(text) - 1, y, pen.glyphs.now, style)
            at = end + block.between


def matrix(figure: Matrix, width: int, height: int, pen: Pen) -> Canvas:
    canvas = Canvas(width, height, pen)
    pitch = pitch_in(height, figure, lambda p: rows_of(figure, width, pen, p))
    top = 0
    for block in _fitted(figure, width, pen):
        _put_block(canvas, block, 0, top + block.header, pitch)
        mark_cut(canvas, block.width > width, top + block.header)
        top += block.header + block.height_at(pitch)
    return canvas


@lru_cache(maxsize=32)
def _fitted(figure: Matrix, width: int, pen: Pen) -> list[_Block]:
    """The matrix within `width`: its columns closer, or a plain table in parts one under the other."""
    for between in (2, 1, 0):
        block = _block(figure, pen, between)
        if block.width <= width:
            return [block]
    count = len(block.columns)
    if figure.brackets or count < 2:
        return [block]
    parts, start = [block], 0
    for end in range(1, count + 1):
        part = _block(_columns(figure, start, end), pen)
        if end - start > 1 and part.width > width:
            start = end - 1
            parts.append(_block(_columns(figure, start, end), pen))
        else:
            parts[-1] = part
    return parts


def _columns(figure: Matrix, start: int, end: int) -> Matrix:
    """Some columns of a table; its title stands over the first ones."""
    return replace(
        figure,
        title="" if start else figure.title,
        cells=tuple(row[start:end] for row in figure.cells),
        column_labels=figure.column_labels[start:end],
        highlight=frozenset((i, j - start) for i, j in figure.highlight if start <= j < end),
        digits=figure.decimals,
        most=None,
    )


def mark_cut(canvas: Canvas, cut: bool, top: int = 0) -> None:
    if cut and canvas.width:
        for y in range(top, canvas.height):
            if "".join(canvas.chars[y]).strip():
                canvas.put(canvas.width - 1, y, canvas.pen.glyphs.cut, canvas.pen.style("muted"))


_Part = _Block | str


def _bands(parts: Sequence[_Part], width: int, gap: int) -> list[list[_Part]]:
    """The parts in bands no wider than `width`; a sign goes with the matrix after it."""
    groups: list[list[_Part]] = [[]]
    for part in parts:
        groups[-1].append(part)
        if isinstance(part, _Block):
            groups.append([])
    bands: list[list[_Part]] = [[]]
    for group in groups:
        if bands[-1] and _columns_of([*bands[-1], *group], gap) > width:
            bands.append([])
        bands[-1] += group
    return bands


def _columns_of(band: Sequence[_Part], gap: int) -> int:
    return sum(map(_width, band)) + gap * (len(band) - 1)


def _width(part: _Part) -> int:
    return wide(part) if isinstance(part, str) else part.width


def _band_height(band: Sequence[_Part], pitch: int = 1) -> tuple[int, int]:
    """Rows of titles and rows of cells."""
    blocks = [p for p in band if isinstance(p, _Block)]
    cells = max((b.height_at(pitch) for b in blocks), default=1)
    # A shorter matrix stands lower by half the difference: its title may need no row of its own.
    header = max((b.header - (cells - b.height_at(pitch)) // 2 for b in blocks), default=0)
    return max(header, 0), cells


def equation(figure: Equation, width: int, height: int, pen: Pen) -> Canvas:
    canvas = Canvas(width, height, pen)
    top = below_title = title_row(canvas, figure.title)
    bands, gap, fits = _lay_out(figure, width, height - top, pen)
    pitch = pitch_in(height, figure, lambda p: rows_of(figure, width, pen, p))
    for band in bands:
        header, rows = _band_height(band, pitch)
        x = 0
        for part in band:
            if isinstance(part, str):
                x = canvas.put(x, top + header + (rows - 1) // 2, part, pen.style("muted", bold=True))
            else:
                _put_block(canvas, part, x, top + header + (rows - part.height_at(pitch)) // 2, pitch)
                x += part.width
            x += gap
        top += header + rows
    mark_cut(canvas, not fits, below_title)
    return canvas


@lru_cache(maxsize=64)
def _lay_out(figure: Equation, width: int, height: int, pen: Pen) -> tuple[list[list[_Part]], int, bool]:
    """Bands, the gap between parts, and whether all of it fits."""
    found: list[tuple[int, list[list[_Part]], int]] = []
    for between, gap in ((1, 2), (1, 1), (0, 1)):
        parts: list[_Part] = [
            pen.write(p) if isinstance(p, str) else _block(p, pen, between) for p in figure.parts
        ]
        bands = _bands(parts, width, gap)
        if all(_columns_of(band, gap) <= width for band in bands):
            found.append((sum(sum(_band_height(band)) for band in bands), bands, gap))
    rows, bands, gap = min(found, key=lambda each: each[0], default=(height + 1, [], 1))
    return (bands, gap, True) if rows <= height else ([parts], 1, False)


def width_of(figure: Matrix, pen: Pen) -> int:
    """The columns in which a table stands whole."""
    return _block(figure, pen).width


def rows_of(figure: Matrix | Equation, width: int, pen: Pen, pitch: int = 1) -> int:
    """The rows that a matrix or an equation needs at `width` for nothing of it to be cut."""
    if isinstance(figure, Matrix):
        return sum(block.header + block.height_at(pitch) for block in _fitted(figure, width, pen))
    bands, _, _ = _lay_out(figure, width, NO_END, pen)
    return sum(sum(_band_height(band, pitch)) for band in bands) + (1 if figure.title else 0)
