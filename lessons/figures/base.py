"""What every figure has in common, and figures side by side."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lessons.text import BLANK, UNKNOWN

Floats: TypeAlias = NDArray[np.float64]
Role: TypeAlias = Literal["accent", "positive", "negative", "muted", "text"]
State: TypeAlias = Literal["past", "now", "future"]
Cell: TypeAlias = float | str | None
"""A number, or a word in its place: `_` where it is not computed yet, `?` or None where it is secret."""
Numbers: TypeAlias = NDArray[Any] | Sequence[Any]
"""Cells, in an array or in sequences. No place and no range depends on one that is no number."""


class Figure(ABC):
    """Something to look at. Subclasses are frozen dataclasses."""

    title: str

    @property
    @abstractmethod
    def rows(self) -> int:
        """The rows it needs, its title included, on an 80-column screen."""

    @property
    def grows(self) -> bool:
        """Whether it gains from more rows than it asks for."""
        return False

    @property
    def close(self) -> bool:
        """Whether its rows never stand far apart, however much room there is."""
        return False

    @abstractmethod
    def describe(self) -> str:
        """The figure in words: everything that a sighted reader gets from it."""


class Picture(Figure):
    """A figure without rows of its own: it asks for `height` of them, and gains from more."""

    height: int

    @property
    def rows(self) -> int:
        return self.height

    @property
    def grows(self) -> bool:
        return True


def floats(values: object) -> Floats:
    """Cells as floats, with nan in the place of each that is no number."""
    array = values if isinstance(values, np.ndarray) else np.array(values, dtype=object)
    plain = array.dtype.kind in "biuf"
    return np.asarray(array if plain else np.frompyfunc(_float, 1, 1)(array), dtype=float)


def _float(cell: Cell) -> float:
    return math.nan if cell is None or isinstance(cell, str) else float(cell)


def secret(values: object) -> NDArray[np.bool_]:
    """Which of the cells are secret."""
    array = values if isinstance(values, np.ndarray) else np.array(values, dtype=object)
    if array.dtype.kind in "biuf":
        return np.zeros(array.shape, dtype=bool)
    return np.asarray(np.frompyfunc(lambda cell: cell is None or cell == UNKNOWN, 1, 1)(array), dtype=bool)


def in_words(text: str) -> str:
    """A cell as it is read out: a blank says why it is one."""
    return "not yet" if text.strip() == BLANK else text


def titled(title: str, lines: Iterable[str]) -> str:
    body = "\n".join(lines)
    return f"{title}\n{body}" if title else body


@dataclass(frozen=True, eq=False)
class Several(Figure):
    """Figures that are one figure: it has no title of its own."""

    figures: tuple[Figure, ...]
    title: str = field(default="", init=False)

    @property
    def grows(self) -> bool:
        return any(f.grows for f in self.figures)

    def describe(self) -> str:
        return "\n\n".join(f.describe() for f in self.figures)


@dataclass(frozen=True, eq=False)
class Beside(Several):
    """Figures side by side where the screen is wide enough; one under the other where it is not."""

    shares: tuple[int, ...] = ()
    """How the width is shared out; equally by default."""
    narrow: bool = False
    """Whether they stand so however narrow the screen is."""
    headed: bool = False
    """Whether, where there are rows for it, the first stands over the others and these side by side."""

    @property
    def rows(self) -> int:
        return max(f.rows for f in self.figures)


@dataclass(frozen=True, eq=False)
class Stack(Several):
    """Figures one under the other, as one of those that stand side by side."""

    @property
    def rows(self) -> int:
        return sum(f.rows for f in self.figures)


@dataclass(frozen=True, eq=False)
class Spare(Figure):
    """A picture for rows that would stay blank: it shows what the other figures of a lab tell already.

    Where the others leave it no room it is not drawn, and a lesson told as text does without.
    """

    figure: Figure
    title: str = field(default="", init=False)

    @property
    def rows(self) -> int:
        return 0

    def describe(self) -> str:
        return self.figure.describe()


def flat(figures: Iterable[Figure]) -> Iterator[Figure]:
    """The figures one by one, those that stand side by side too."""
    for figure in figures:
        if isinstance(figure, Several):
            yield from flat(figure.figures)
        else:
            yield figure
