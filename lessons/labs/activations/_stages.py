"""A nudge that goes through one stage after another, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lessons.figures import Matrix, table
from lessons.labs.base import See
from lessons.text import number

DIGITS = 4


def stages(names: Sequence[str], befores: Sequence[Any], moves: Sequence[Any], see: See) -> Matrix:
    """What comes in and two stages: each before the nudge, how far it moves, and its slope.

    The lab has the readouts `first`, `second` and `both`, and a step for each.
    """
    slopes = ("", see.first, see.second)
    rows = [tuple(number(cell, DIGITS) for cell in row) for row in zip(befores, moves, slopes, strict=True)]
    rows.append(("", "", number(see.both, DIGITS)))
    now = ((), ((1, 1), (1, 2)), ((2, 1), (2, 2)), ((3, 2),))[see.position]
    columns = ("before", "moves by", "slope of this stage")
    return table(rows, (*names, "both"), columns, now)
