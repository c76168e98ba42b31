"""A lab whose figure looks where it may not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lessons.figures import Figure, Formula, Line
from lessons.labs.base import Knob, Lab


class Peeks(Lab):
    """A number."""

    x = Knob.number("a number", 1.5, low=-3, high=3)

    @staticmethod
    def figures(see: Any) -> Iterator[Figure]:
        yield Formula("", (Line(f"{see._lab.x}"),))
