"""Values over a plane: what a network answers there, or how high a loss lies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from lessons.figures.base import Cell, Floats, Numbers, Picture, floats, secret, titled
from lessons.figures.charts import Series, in_full, marked, nearby
from lessons.text import UNKNOWN, listed, number, plural, short

LONGEST_ROW = 5
"""So many stretches of one row of a plane are told."""


def unknown(values: Floats) -> NDArray[np.bool_]:
    """The places of a grid, (m, k) or (m, k, classes), at which some number is not known."""
    return np.asarray(np.isnan(values).reshape(*values.shape[:2], -1).any(axis=-1))


@dataclass(frozen=True, eq=False)
class Surface(Picture):
    """Values over a plane, with points, paths and a mark upon it.

    `grid`: (m, k), a value for the middle of each of m by k parts, row 0 the lowest; drawn at any size.
    With two `names` it is the probability of the second class; with more, it is (m, k, classes), the
    probability of each; with none the values are those of `z_label`, such as a loss.
    `points`: (n, 2); `classes`: (n,), the place of each point's class in `names`.
    """

    title: str
    grid: Numbers
    extent: tuple[Cell, Cell, Cell, Cell]
    """x from, x to, y from, y to."""
    points: Numbers = ()
    classes: Numbers = ()
    names: tuple[str, ...] = ("class 0", "class 1")
    height: int = 12
    right: int | None = None
    """How many of the points lie on the side of their own class, as the model says; None: not told."""
    noun: str = "class"
    """What a class is called where its name is a bare number."""
    x_label: str = "x₀"
    y_label: str = "x₁"
    z_label: str = "value"
    span: tuple[Cell, Cell] | None = None
    """The values that are lowest and highest in colour; by default those that there are."""
    signed: bool = False
    """Whether colour tells values below nought from those above; then `span` is as far below as above."""
    contours: tuple[Cell, ...] = ()
    """Values along which lines are drawn."""
    overlays: tuple[Series, ...] = ()
    """Lines, paths and points upon the plane, in its own coordinates."""
    keys: tuple[str, ...] = ()
    """What the legend calls the overlays, where these are upon heights; two with one name share it."""
    marker: tuple[Cell, Cell] | None = None
    """A point to mark, such as where the learner stands now."""
    probable: bool = True
    """Whether the values of classes are probabilities, and told as such."""
    held: int = 0
    """How many of the points, the last ones, are not learnt from: of two classes they have other marks."""
    kinds: tuple[str, ...] = ()
    """What the classes of the points are called where the colours tell values instead."""
    graded: bool = False
    """Whether the `kinds` are steps from low to high: of many points, some leave the values to be seen."""

    @cached_property
    def values(self) -> Floats:
        """The grid as numbers: (m, k), or (m, k, classes)."""
        return floats(self.grid)

    @cached_property
    def ends(self) -> list[float]:
        """The extent as numbers."""
        return list(map(float, floats(self.extent)))

    def answers(self, values: Floats) -> NDArray[np.int_]:
        """The class that is answered at each place of a grid; −1 where it is not known."""
        found = np.argmax(values, axis=-1) if values.ndim == 3 else (values > 0.5).astype(int)
        return np.where(unknown(values), -1, found)

    def describe(self) -> str:
        lines = list(self._answered() if self.names else self._heights())
        lines += self._unknown()
        if self.right is not None:
            count = len(self.points)
            lines.append(f"{self.right} of the {count} points drawn lie on the side of their own class.")
        lines += [series.describe(self.x_label, self.y_label) for series in self.overlays]
        lines += marked(self.marker, self.x_label, self.y_label)
        return titled(self.title, lines)

    @property
    def where(self) -> str:
        """What the plane spans."""
        x0, x1, y0, y1 = map(short, self.extent)
        return f"Over {self.x_label} from {x0} to {x1} and {self.y_label} from {y0} to {y1}"

    def gist(self) -> str:
        """The first thing that is said of it, and how much is not known."""
        first = next(self._answered() if self.names else self._heights(), "")
        return " ".join([first, *self._unknown()])

    def _unknown(self) -> list[str]:
        parts = {"grid": self.grid, "points": self.points, "classes": self.classes}
        hidden = {part: int(secret(cells).sum()) for part, cells in parts.items()}
        return [f"{plural(n, 'number')} of the {part}: {UNKNOWN}" for part, n in hidden.items() if n]

    def _answered(self) -> Iterator[str]:
        """Which class is answered where."""
        values = self.values
        answers = self.answers(values)
        told = range(1, 2) if len(self.names) == 2 else range(len(self.names))
        known = max(int((answers >= 0).sum()), 1)
        shares = [
            f"{in_full(self.names[k], self.noun)} is answered on "
            f"{round(100 * float((answers == k).sum() / known))} % of the area"
            for k in told
        ]
        best = values.max(axis=-1) if values.ndim == 3 else values
        what = "the probability" if len(self.names) == 2 else "the highest probability"
        if np.isfinite(best).any():
            low, high = (number(float(end(best))) for end in (np.nanmin, np.nanmax))
            # A model that gives no probabilities gives one class all of it, everywhere.
            runs = f"; {what} runs from {low} to {high}" if self.probable and np.nanmin(best) < 1 else ""
            yield f"{self.where}, {', '.join(shares)}{runs}."
        yield from (self._across(answers, row) for row in (-1, len(answers) // 2, 0))

    def _across(self, answers: NDArray[np.int_], row: int) -> str:
        """What is answered from left to right at one height."""
        line = answers[row]
        edges = [0, *(np.flatnonzero(np.diff(line)) + 1), len(line)]
        x0, x1 = self.ends[:2]
        place = np.linspace(x0, x1, len(line) + 1)
        names = [*(in_full(name, self.noun) for name in self.names), UNKNOWN]
        spans = [
            f"{names[line[first]]} from {nearby(place[first])} to {nearby(place[last])}"
            for first, last in pairwise(edges)
        ]
        if len(spans) > LONGEST_ROW:
            spans = [*spans[:LONGEST_ROW], "and so on"]
        return f"At {self._height(row)}: {', '.join(spans)}."

    def _height(self, row: int) -> str:
        y0, y1 = self.ends[2:]
        return f"{self.y_label} = {nearby({-1: y1, 0: y0}.get(row, (y0 + y1) / 2))}"

    def _at(self, flat: int) -> str:
        """A value of the grid and where it lies."""
        rows, columns = self.values.shape
        row, column = divmod(flat, columns)
        x0, x1, y0, y1 = self.ends
        x, y = x0 + (column + 0.5) / columns * (x1 - x0), y0 + (row + 0.5) / rows * (y1 - y0)
        value = short(float(self.values[row, column]))
        return f"{value} at {self.x_label} {nearby(x)}, {self.y_label} {nearby(y)}"

    def _heights(self) -> Iterator[str]:
        """How high the values lie."""
        values = self.values
        if not np.isfinite(values).any():
            yield f"{self.where}: {self.z_label} not known yet."
            return
        low, high = (self._at(int(find(values))) for find in (np.nanargmin, np.nanargmax))
        yield f"{self.where}, {self.z_label} runs from {low}, to {high}."
        columns = np.linspace(0, values.shape[1] - 1, LONGEST_ROW).round().astype(int)
        for row in (-1, len(values) // 2, 0):
            told = ", ".join(nearby(v) for v in values[row, columns])
            yield f"At {self._height(row)}, from left to right: {told}."
        if self.contours:
            yield f"Lines at {listed([short(v) for v in self.contours], 'and')}."


@dataclass(frozen=True, eq=False)
class Panes(Picture):
    """Several small planes side by side, each with its title over it: such as what each unit answers."""

    title: str
    panes: tuple[Surface, ...]
    height: int = 8

    def describe(self) -> str:
        places = list(dict.fromkeys(pane.where for pane in self.panes))
        # What they span is told once where it is the same for all.
        shared = places[0] if len(places) == 1 else ""
        each = (f"{pane.title}: {pane.gist().removeprefix(f'{shared}, ')}" for pane in self.panes)
        return titled(self.title, [*([f"{shared}:"] if shared else []), *each])
