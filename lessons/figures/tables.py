"""Matrices, equations of matrices, and derivations with the numbers put in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lessons.figures.base import Cell, Figure, State, titled
from lessons.text import number


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

    @property
    def rows(self) -> int:
        return len(self.cells) + (1 if self.title else 0) + (1 if self.column_labels else 0)

    def text(self, i: int, j: int) -> str:
        """The cell as it is written."""
        cell = self.cells[i][j]
        return cell if isinstance(cell, str) else number(cell, self.digits)

    def describe(self) -> str:
        if len(self.cells) > 1 and len(self.cells[0]) == 1 and not self.row_labels:
            column = ", ".join(self.text(i, 0).strip() for i in range(len(self.cells)))
            return f"{self.title}: {column}" if self.title else column
        lines = []
        for i in range(len(self.cells)):
            if not any(self.text(i, j) for j in range(len(self.cells[i]))):
                continue
            label = self.row_labels[i] if self.row_labels else f"row {i}"
            words = [
                (f"{self.column_labels[j]} " if self.column_labels else "") + self.text(i, j).strip()
                for j in range(len(self.cells[i]))
            ]
            lines.append(f"{label}: {', '.join(words)}")
        if len(self.cells) == 1 and not self.row_labels:
            lines = [lines[0].removeprefix("row 0: ")]
        return f"{self.title}: {lines[0]}" if self.title and len(lines) == 1 else titled(self.title, lines)


def matrix(title: str, values: object, **kwargs: object) -> Matrix:
    """A `Matrix` of an array of one dimension (a column) or two; None cells stay None."""
    array = np.asarray(values, dtype=object)
    if array.ndim == 1:
        array = array[:, None]
    cells = tuple(tuple(c if c is None or isinstance(c, str) else float(c) for c in row) for row in array)
    return Matrix(title, cells, **kwargs)  # type: ignore[arg-type]


@dataclass(frozen=True, eq=False)
class Equation(Figure):
    """Matrices and the signs between them, side by side: W · x + b = z."""

    title: str
    parts: tuple[Matrix | str, ...]

    @property
    def rows(self) -> int:
        return max(p.rows for p in self.parts if isinstance(p, Matrix)) + (1 if self.title else 0)

    def describe(self) -> str:
        sentence = " ".join(p if isinstance(p, str) else p.title for p in self.parts)
        tables = [p.describe() for p in self.parts if isinstance(p, Matrix)]
        return titled(self.title, [sentence, *tables])


@dataclass(frozen=True)
class Line:
    """One line of a derivation."""

    text: str
    state: State = "past"


@dataclass(frozen=True, eq=False)
class Formula(Figure):
    """Equations with the numbers put in, one under the other."""

    title: str
    lines: tuple[Line, ...]

    @property
    def rows(self) -> int:
        return len(self.lines) + (1 if self.title else 0)

    def describe(self) -> str:
        return titled(self.title, [f"{line.text}{' (now)' * (line.state == 'now')}" for line in self.lines])
