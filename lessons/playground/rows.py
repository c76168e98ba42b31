"""Rows of a file as points, with the names that they have there."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from engine.datasets import Dataset
from engine.errors import Array, short
from engine.playground import Play

_MOST_NAMED = 8
"""A file's columns, or classes, are named up to so many; more are counted."""


@dataclass(frozen=True)
class Table(Dataset):
    """Rows as points of x and y, which are (row − `shift`) @ `axes`, (columns,) and (columns, 2).

    `columns` and `target` are the names that they have in the file; numbers to learn lie within `span`.
    """

    columns: tuple[str, ...] = ()
    target: str = ""
    span: tuple[float, float] = (-1.0, 1.0)
    shift: Array = field(default_factory=lambda: np.zeros(0))
    axes: Array = field(default_factory=lambda: np.zeros((0, 2)))

    @property
    def says(self) -> str:
        """What is learnt, and from which columns: `species (daisy, rose) by length, width`."""
        low, high = self.span
        learnt = _few(self.classes, "classes") if self.classes else f"{low:g} to {high:g}"
        return f"{short(self.target, 40)} ({learnt}) by {_few(self.columns, 'columns')}"


def _few(names: tuple[str, ...], what: str) -> str:
    few = len(names) <= _MOST_NAMED
    return ", ".join(short(name, 40) for name in names) if few else f"{len(names)} {what}"


def points_of(play: Play) -> str:
    """Return what a network's points are called: a data set, or a file."""
    own = play.own
    if isinstance(own, Dataset):
        return short(own.name, 60)
    return play.setting.points if own is None else "those of a lab"
