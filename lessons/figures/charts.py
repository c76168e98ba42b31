"""Charts: lines, bars and points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lessons.figures.base import (
    Cell,
    Figure,
    Floats,
    Numbers,
    Picture,
    Role,
    floats,
    in_words,
    secret,
    titled,
)
from lessons.text import UNKNOWN, listed, number, plural, short

MOST_POINTS = 30
"""Up to so many single points, each is told."""
MERE = "value"
"""A label that says no more of a line than its name does."""


@dataclass(frozen=True, eq=False)
class Series:
    """One line or cloud of points of a chart. `x` and `y`: (n,)."""

    name: str
    x: Numbers
    y: Numbers
    role: Role = "accent"
    style: Literal["line", "points", "path", "arrows"] = "line"
    """`path`: points joined in order, each one marked. `arrows`: from the first point to each other one;
    a chart draws the last one whole, and the ends of the others."""

    def describe(self, x_label: str, y_label: str) -> str:
        x, y, hidden = floats(self.x), floats(self.y), secret(self.x) | secret(self.y)
        keep = np.isfinite(x) & np.isfinite(y)
        if self.style == "arrows":
            told = f"{self.name}: {self._arrows(x, y, keep, x_label, y_label)}."
            return f"{told} {plural(int(hidden.sum()), 'point')}: {UNKNOWN}" if hidden.any() else told
        if self.style == "points":
            keep |= hidden
            xs, ys = ([c for c, k in zip(cells, keep, strict=True) if k] for cells in (self.x, self.y))
            return self._each(xs, ys, x_label, y_label) if xs else f"{self.name}: nothing yet."
        if not hidden.any():
            return self._told(x[keep], y[keep], x_label, y_label)
        told = f"{self._told(x[keep], y[keep], x_label, y_label)} " if keep.any() else ""
        points = zip(self.x, self.y, hidden, strict=True)
        unknown = [
            f"{y_label} {_named(b)} at {x_label} {_named(a)}" for a, b, is_hidden in points if is_hidden
        ]
        return f"{told}{self.name}: {', '.join(_few(unknown))}."

    def _told(self, x: Floats, y: Floats, x_label: str, y_label: str) -> str:
        """What a line does, where it is known."""
        if len(y) == 0:
            return f"{self.name}: nothing yet."
        # "training loss falls", not "training loss: loss falls".
        told = self.name if y_label in self.name or y_label == MERE else f"{self.name}: {y_label}"
        if len(y) == 1:
            return f"{told} is {short(y[0])} at {x_label} {short(x[0])}."
        if self.style == "path":
            return (
                f"{self.name}: {plural(len(x), 'point')}, at {x_label} {_some(x)}; "
                f"{y_label} goes from {short(y[0])} to {short(y[-1])}."
            )
        low, high = int(np.argmin(y)), int(np.argmax(y))
        if y[low] == y[high]:
            return f"{told} stays at {short(y[0])} from {x_label} {short(x[0])} to {x_label} {short(x[-1])}."
        turns = sorted({0, low, high, len(y) - 1})
        parts = [f"{told} {_verb(y[0], y[turns[1]])} from {short(y[0])} at {x_label} {short(x[0])}"]
        for before, at in pairwise(turns):
            verb = "" if before == 0 else f", then {_verb(y[before], y[at])} "
            most = "its lowest, " if at == low else "its highest, " if at == high else ""
            most = "" if at in (0, len(y) - 1) else most
            parts.append(f"{verb or ' '}to {most}{short(y[at])} at {x_label} {short(x[at])}")
        return "".join(parts) + "."

    def _arrows(self, x: Floats, y: Floats, keep: NDArray[np.bool_], x_label: str, y_label: str) -> str:
        """How many arrows there are, and where they lead."""
        ends = np.stack([x, y])[:, 1:][:, keep[1:]]
        told = plural(len(x) - 1, "arrow")
        if not keep[0] or not ends.size:
            return told
        names = x_label, y_label
        starts, *rest = (
            listed(
                [f"{name} {short(float(f'{end:.3g}'))}" for name, end in zip(names, at, strict=True)], "and"
            )
            for at in ((x[0], y[0]), ends.mean(axis=1), ends.min(axis=1), ends.max(axis=1))
        )
        if ends.shape[1] == 1:
            return f"{told} from {starts} to {rest[0]}"
        return (
            f"{told} from {starts}, on average to {rest[0]}; their ends lie between {rest[1]}, and {rest[2]}"
        )

    def _each(self, x: Sequence[Cell], y: Sequence[Cell], x_label: str, y_label: str) -> str:
        """Single points, which no line joins: one by one where they are few."""
        in_a_row = len(x) > 1 and np.array_equal(np.diff(floats(x)), np.ones(len(x) - 1))
        where = f"{short(x[0])} to {short(x[-1])}" if in_a_row else _some(x, MOST_POINTS)
        return f"{self.name}, at {x_label} {where}: {y_label} {_some(y, MOST_POINTS)}."


def _verb(before: float, after: float) -> str:
    return "falls" if after < before else "rises" if after > before else "stays level"


def _some(values: Numbers, most: int = 8) -> str:
    """The first and the last of many numbers."""
    return ", ".join(_few([_named(value) for value in values], most))


def _few(texts: list[str], most: int = 8) -> list[str]:
    if len(texts) <= most:
        return texts
    return [*texts[: most - 3], f"{texts[most - 3]} and so on to {texts[-1]}"]


def _equal(one: Numbers, other: Numbers) -> bool:
    return np.shape(one) == np.shape(other) and bool(
        np.array_equal(floats(one), floats(other), equal_nan=True)
    )


def _named(cell: Cell) -> str:
    return in_words(short(cell))


def nearby(value: float) -> str:
    """A number off a chart as it is written; `?` where there is none."""
    return short(None if np.isnan(value) else float(value))


def marked(marker: tuple[Cell, Cell] | None, x_label: str, y_label: str) -> list[str]:
    """What is said of the point that is marked."""
    return [f"Marked: {x_label} {_named(marker[0])}, {y_label} {_named(marker[1])}."] if marker else []


@dataclass(frozen=True, eq=False)
class Curves(Picture):
    """Lines over a common pair of axes. Drawn with plotext."""

    title: str
    series: tuple[Series, ...]
    x_label: str = "x"
    y_label: str = "y"
    height: int = 10
    x_range: tuple[Cell, Cell] | None = None
    y_range: tuple[Cell, Cell] | None = None
    marker: tuple[Cell, Cell] | None = None
    """A point to mark, such as where the learner stands now."""
    earlier: tuple[Series, ...] = ()
    """What was there before, such as the last run: muted, under the rest."""

    def coinciding(self) -> Iterator[tuple[str, str]]:
        """The names of lines that run through the same points; where there is none, none runs."""
        lines = [s for s in self.series if s.style == "line" and len(s.x) > 1 and s.name]
        lines = [s for s in lines if np.isfinite(floats(s.y)).any()]
        for i, one in enumerate(lines):
            same = (o for o in lines[:i] if all(_equal(a, b) for a, b in ((one.x, o.x), (one.y, o.y))))
            yield from ((other.name, one.name) for other in same)

    def describe(self) -> str:
        named = {s.name for s in self.series}
        lines = [
            # A line beside the one that the axis is named after is told by its own name.
            s.describe(
                self.x_label, MERE if s.style == "line" and self.y_label in named - {s.name} else self.y_label
            )
            for s in self.series
        ]
        lines += [f"Earlier: {s.describe(self.x_label, self.y_label)}" for s in self.earlier]
        return titled(self.title, [*lines, *marked(self.marker, self.x_label, self.y_label)])


@dataclass(frozen=True, eq=False)
class Bars(Figure):
    """Named numbers, each with a bar from zero; a row each."""

    title: str
    labels: tuple[str, ...]
    values: tuple[Cell, ...]
    span: tuple[Cell, Cell] | None = None
    """The values at the ends of the scale; by default what the values need, zero included."""
    digits: int = 3
    highlight: frozenset[int] = frozenset()

    @property
    def rows(self) -> int:
        return len(self.labels) + (1 if self.title else 0)

    def describe(self) -> str:
        rows = []
        for i, (label, value) in enumerate(zip(self.labels, self.values, strict=True)):
            text = in_words(number(value, self.digits))
            rows.append(f"{label}: {text}{' (now)' if i in self.highlight else ''}")
        return titled(self.title, rows)


def in_full(name: str, noun: str = "class") -> str:
    """The name of a class as it is said: a bare number would be taken for one."""
    return f"{noun} {name}" if name.isdecimal() else name


@dataclass(frozen=True, eq=False)
class Scatter(Picture):
    """Points of two classes. `points`: (n, 2); `classes`: (n,), 0 or 1."""

    title: str
    points: Numbers
    classes: Numbers
    names: tuple[str, str] = ("class 0", "class 1")
    x_label: str = "x₀"
    y_label: str = "x₁"
    height: int = 12

    def describe(self) -> str:
        parts = []
        for k, name in enumerate(self.names):
            mine = floats(self.points)[floats(self.classes) == k]
            mine = mine[np.isfinite(mine).all(axis=1)]
            if len(mine):
                x, y = (number(round(float(v), 2)) for v in mine.mean(axis=0))
                around = f"around {self.x_label} {x} and {self.y_label} {y}"
                parts.append(f"{in_full(name)}: {plural(len(mine), 'point')}, {around}.")
            else:
                parts.append(f"{in_full(name)}: no points.")
        unknown = secret(self.classes) | secret(self.points).any(axis=-1)
        if unknown.any():
            parts.append(f"{plural(int(unknown.sum()), 'point')}: ?")
        return titled(self.title, parts)
