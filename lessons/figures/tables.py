"""Matrices, equations of matrices, and derivations with the numbers put in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np

from lessons.figures.base import Cell, Figure, State, in_words, titled
from lessons.text import BLANK, decimal, number

SIGNS = {"·": "times", "@": "times", "⊙": "times", "+": "plus", "−": "minus", "=": "equals", "→": "gives"}
"""The signs between matrices, as they are read out."""


@dataclass(frozen=True, eq=False)
class Matrix(Figure):
    """A table of numbers with its name above; a vector is a matrix of one row or one column."""

    title: str
    cells: tuple[tuple[Cell, ...], ...]
    row_labels: tuple[str, ...] = ()
    column_labels: tuple[str, ...] = ()
    highlight: frozenset[tuple[int, int]] = frozenset()
    """The cells that the current step reads or writes."""
    digits: int = 2
    brackets: bool = True
    """Drawn between brackets, as a matrix; without, as a plain table."""
    most: int | None = None
    """The decimals that are shown where a number has so many; None: `digits`, whatever it has."""
    shaded: Literal["", "signed", "rising"] = ""
    """Whether colour says again how large each number is: from negative to positive, or from low to high."""
    across: str = ""
    """What the columns are."""
    down: str = ""
    """What the rows are."""

    @property
    def close(self) -> bool:
        return not self.brackets

    @property
    def rows(self) -> int:
        return len(self.cells) + sum(map(bool, (self.title, self.across or self.down, self.column_labels)))

    @cached_property
    def decimals(self) -> int:
        """The decimals of its numbers: the same for all, so that their points stand in a line."""
        if self.most is None:
            return self.digits
        written = (
            decimal(cell, self.digits, self.most)
            for row in self.cells
            for cell in row
            if not isinstance(cell, str)
        )
        return max((len(t.partition(".")[2]) for t in written if "e" not in t), default=self.digits)

    def text(self, i: int, j: int) -> str:
        """The cell as it is written."""
        return number(self.cells[i][j], self.decimals)

    def describe(self) -> str:
        axes = {"Columns": self.across, "rows": self.down}
        said = ", ".join(f"{what}: {name}" for what, name in axes.items() if name)
        return f"{self._table()}\n{said[0].upper()}{said[1:]}." if said else self._table()

    def _table(self) -> str:
        shown = [i for i in range(len(self.cells)) if any(self.text(i, j) for j in self._columns)]
        if self.cells and all(self.text(i, j).strip() == BLANK for i in shown for j in self._columns):
            return f"{self.title}: not computed yet" if self.title else "not computed yet"
        if not self.row_labels and 1 in (len(self.cells), len(self._columns)):
            line = ", ".join(self._said(i, j) for i in shown for j in self._columns)
            return f"{self.title}: {line}" if self.title else line
        lines = [f"{self._row_name(i)}: {self._row(i)}" for i in shown]
        title = self.title
        if title and not self.row_labels:
            title = f"{title}, {len(self.cells)} rows of {len(self._columns)}:"
        return f"{title}: {lines[0]}" if title and len(lines) == 1 else titled(title, lines)

    @property
    def _columns(self) -> range:
        return range(len(self.cells[0]) if self.cells else 0)

    def _row_name(self, i: int) -> str:
        name = self.row_labels[i] if self.row_labels else f"row {i}"
        return f"{name} (now)" if self._whole_row(i) else name

    def _whole_row(self, i: int) -> bool:
        return len(self._columns) > 1 and all((i, j) in self.highlight for j in self._columns)

    def _row(self, i: int) -> str:
        whole = self._whole_row(i)
        return ", ".join(
            self._label(j) + self._said(i, j, not whole) for j in self._columns if self.text(i, j)
        )

    def _label(self, j: int) -> str:
        """What is said before a cell of column j: `slope 0.5`, but `unit 0: 0.5`: no two numbers meet."""
        if not self.column_labels:
            return ""
        label = self.column_labels[j].strip()
        return f"{label}: " if label[-1:].isdigit() or label.endswith("]") else f"{label} "

    def _said(self, i: int, j: int, mark: bool = True) -> str:
        text = in_words(self.text(i, j).strip())
        return f"{text} (now)" if mark and (i, j) in self.highlight else text


def matrix(title: str, values: object, **kwargs: object) -> Matrix:
    """A `Matrix` of an array of one dimension (a column) or two; None cells stay None."""
    array = np.asarray(values, dtype=object)
    if array.ndim == 1:
        array = array[:, None]
    cells = tuple(tuple(c if c is None or isinstance(c, str) else float(c) for c in row) for row in array)
    return Matrix(title, cells, **kwargs)  # type: ignore[arg-type]


def table(
    rows: Iterable[Iterable[Cell]],
    row_labels: Iterable[str],
    column_labels: Iterable[str],
    now: Iterable[tuple[int, int]] = (),
    *,
    title: str = "",
    digits: int = 2,
) -> Matrix:
    """A plain table. `now`: the cells that the current step fills."""
    cells, marked = tuple(map(tuple, rows)), frozenset(now)
    return Matrix(title, cells, tuple(row_labels), tuple(column_labels), marked, digits, brackets=False)


@dataclass(frozen=True, eq=False)
class Equation(Figure):
    """Matrices and the signs between them, side by side: W · x + b = z."""

    title: str
    parts: tuple[Matrix | str, ...]

    @property
    def rows(self) -> int:
        return max(p.rows for p in self.parts if isinstance(p, Matrix)) + (1 if self.title else 0)

    def describe(self) -> str:
        tables = [p.describe() for p in self.parts if isinstance(p, Matrix)]
        if len(tables) == len(self.parts):
            return titled(self.title, tables)
        sentence = " ".join(_said_sign(p) if isinstance(p, str) else p.title for p in self.parts)
        return titled(self.title, [sentence.replace(" ,", ","), *tables])


def _said_sign(part: str) -> str:
    words = [SIGNS.get(word, word) for word in part.split()]
    return " ".join(words if len(words) == 1 else (", then", *words))


class Line(NamedTuple):
    """One line of a derivation."""

    text: str
    state: State = "past"


@dataclass(frozen=True, eq=False)
class Formula(Figure):
    """Equations with the numbers put in, one under the other."""

    title: str
    lines: tuple[Line, ...]
    code: bool = False
    """Whether the lines are a program, in which every blank counts."""

    @property
    def close(self) -> bool:
        return True

    @property
    def rows(self) -> int:
        return len(self.lines) + (1 if self.title else 0)

    def describe(self) -> str:
        lines = [line for line in self.lines if line.text.strip()]
        if self.code:
            return titled(self.title, [f"    {line.text}" for line in lines])
        return titled(self.title, [f"{line.text}{' (now)' * (line.state == 'now')}" for line in lines])
