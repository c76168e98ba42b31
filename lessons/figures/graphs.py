"""Graphs: the units of a network, and the operations of a computation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lessons.figures.base import Cell, Figure, Numbers, State, floats, in_words, secret, titled
from lessons.figures.planes import Surface
from lessons.text import BLANK, decimal, listed, number, plural, short

TOLD_WEIGHTS = 16
"""Up to so many weights between two columns, each is told."""


UNIT_DIGITS, NODE_DIGITS = 2, 4
"""Decimals of the values of a diagram, and of a tape."""


class Unit(NamedTuple):
    """One unit of a diagram: its name and, when it is known, its value."""

    name: str
    value: Cell = ""
    state: State = "past"
    picture: Surface | None = None
    """What it answers over a plane, drawn where there is room."""
    below: tuple[tuple[str, Cell], ...] = ()
    """More numbers of it, each with its name: under the value, where its rows hold them all."""

    def describe(self) -> str:
        if self.value == "":
            return self.name
        more = "".join(f", {name} {in_words(number(cell))}" for name, cell in self.below if name)
        return f"{self.name} = {self.text.strip()}{more}"

    @property
    def text(self) -> str:
        """The value as it is written: with more decimals than usual where it has more."""
        return decimal(self.value, UNIT_DIGITS)


@dataclass(frozen=True, eq=False)
class Diagram(Figure):
    """A network: columns of units, and the weights between neighbouring columns.

    `weights[i]`: (units in column i, units in column i + 1), or None to draw no edges.
    """

    title: str
    columns: tuple[tuple[Unit, ...], ...]
    names: tuple[str, ...]
    weights: tuple[Numbers | None, ...] = ()
    most: int = 8
    """Columns of more units than this are drawn shortened, with their count."""
    height: int | None = None
    """The rows it asks for, whatever its units; it gains from more while they stand close.

    None: what its units need.
    """
    counted: bool = True
    """Whether its words say how many weights there are: not where the learner is to count the lines."""
    numbered: bool = False
    """Whether each weight stands as a number on its line, where there is room."""
    plain: bool = False
    """Whether its lines are all alike, whatever their weights: thin and full, to be counted."""
    gradients: tuple[Numbers | None, ...] = ()
    """The gradient of each weight, to stand under its number; shaped as `weights`. Empty: not yet."""

    @property
    def grows(self) -> bool:
        return True

    @property
    def rows(self) -> int:
        if self.height is not None:
            return self.height
        tallest = max(min(len(c), self.most) for c in self.columns)
        return max(2 * tallest - 1, 1) + 1 + (1 if self.title else 0)

    def describe(self) -> str:
        lines = []
        for name, column in zip(self.names, self.columns, strict=True):
            lines.append(f"{name}, {plural(len(column), 'unit')}: {self._units(column)}")
            lines += [
                f"{unit.name}, its picture: {unit.picture.gist()}"
                for unit in column[: self.most]
                if unit.picture
            ]
        for i, weights in enumerate(self.weights):
            if weights is not None:
                first, *rest = self._weights(i, np.array(weights, dtype=object))
                lines += [f"{self.names[i]} to {self.names[i + 1]}: {first}", *rest]
            if i < len(self.gradients) and (gradients := self.gradients[i]) is not None:
                array = np.array(gradients, dtype=object)
                lines += ["their gradients", *self._lines(i, array)] if (array != "").any() else []
        return titled(self.title, lines)

    def _units(self, column: tuple[Unit, ...]) -> str:
        if len(column) > 4 and all(unit.value == "" for unit in column):
            return f"{column[0].name} to {column[-1].name}"
        shown = column[: self.most]
        more = f" and {len(column) - len(shown)} more" if len(column) > len(shown) else ""
        return ", ".join(unit.describe() for unit in shown) + more

    def _weights(self, i: int, w: NDArray[np.object_]) -> Iterator[str]:
        """The weights from column i to the next: a unit at a time where they are few."""
        known = floats(w)
        known = known[np.isfinite(known)]
        if not self.counted:
            yield "a line from each unit to each"
            return
        if w.size > TOLD_WEIGHTS:
            hidden = int(secret(w).sum())
            yield (
                (
                    f"{plural(w.size, 'weight')}, {int((known > 0).sum())} positive and "
                    f"{int((known < 0).sum())} negative, from {short(known.min())} to {short(known.max())}"
                    f"{f', {hidden} of them ?' if hidden else ''}"
                )
                if known.size
                else "no weight known"
            )
            return
        yield plural(w.size, "weight")
        yield from self._lines(i, w)

    def _lines(self, i: int, w: NDArray[np.object_]) -> Iterator[str]:
        """A number of each line from column i to the next, a unit at a time."""
        starts, ends = ([unit.name for unit in self.columns[k]] for k in (i, i + 1))
        if len(ends) == 1:
            yield f"from {_each(starts)} to {ends[0]}: {_numbers(w[:, 0])}"
            return
        for name, row in zip(starts, w, strict=True):
            yield f"from {name} to {_each(ends)}: {_numbers(row)}"


@dataclass(frozen=True, eq=False)
class Fields(Diagram):
    """A network whose units are their pictures alone: what each of them answers over a plane.

    Of the last column each unit is a mark, to which links lead: beside it the output stands.
    """

    focus: tuple[int, int] | None = None
    """The column and the place in it of the unit that is looked at."""
    source: int | None = None
    """The unit before it whose link to it is looked at."""


def _each(names: list[str]) -> str:
    return listed(names, "and") if len(names) < 3 else f"each of {names[0]} to {names[-1]}"


def _numbers(values: NDArray[np.object_]) -> str:
    return ", ".join(in_words(number(v)) for v in values)


def network(values: Sequence[Sequence[Cell]], names: Sequence[str], weights: Sequence[Numbers]) -> Diagram:
    """A small network: for each column the values of its units and what they are called together."""
    columns = (
        tuple(Unit(name if len(column) == 1 else f"{name}[{i}]", value) for i, value in enumerate(column))
        for name, column in zip(names, values, strict=True)
    )
    hidden = ["hidden"] * (len(names) - 2)
    return Diagram("", tuple(columns), ("input", *hidden, "output"), tuple(weights))


class Node(NamedTuple):
    """One operation of a tape: what it computes, its value, and the gradient that has reached it."""

    name: str
    operation: str
    value: Cell = ""
    gradient: Cell = ""
    state: State = "past"


@dataclass(frozen=True, eq=False)
class Tape(Figure):
    """A computation in the order it ran, an operation a row, with values and gradients."""

    title: str
    nodes: tuple[Node, ...]
    headings: tuple[str, str, str, str] = ("name", "operation", "value", "gradient")

    @property
    def close(self) -> bool:
        return True

    @property
    def rows(self) -> int:
        return len(self.nodes) + 1 + (1 if self.title else 0)

    def describe(self) -> str:
        lines = []
        for node in self.nodes:
            parts = [f"{node.name} = {node.operation}"]
            cells = {"value": number(node.value, NODE_DIGITS), "gradient": number(node.gradient, NODE_DIGITS)}
            if all(text in ("", BLANK) for text in cells.values()):
                parts.append("not computed yet")
            else:
                parts += [f"{what} {in_words(text)}" for what, text in cells.items() if text]
            lines.append(", ".join(parts) + (" (now)" if node.state == "now" else ""))
        return titled(self.title, lines)
