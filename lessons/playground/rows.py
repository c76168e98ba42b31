"""Rows of a file as points, with the names that they have there."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from engine.datasets import Dataset
from engine.errors import Array


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
