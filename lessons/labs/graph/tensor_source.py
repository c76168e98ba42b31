"""The engine's own source: an operation, and the walk back."""

from __future__ import annotations

import inspect
import textwrap

from engine import Tensor
from lessons.figures import Formula, Line, Spare
from lessons.labs.base import Figures, Lab, Plotted, Readout, See

COLUMNS = 72
MARKS = ("lambda g: g", "parent.grad = parent.grad")
"""The lines that a page is about: they say how a gradient goes back, and that it is added."""
OTHERS = ("__mul__", "__add__", "relu")
"""Whole operations, where there is room."""
WALK = "for node in reversed"
"""Where the walk itself begins, after what gets ready for it."""


class TensorSource(Lab):
    """The source of the engine that computes this course, read live: a product's pulls, and the walk back."""

    product = Plotted(lambda lab: [line.strip() for line in source_of("__mul__") if MARKS[0] in line])
    way_back = Plotted(lambda lab: source_of("backward_steps", WALK)[:-1])
    others = Plotted(lambda lab: [source_of(method) for method in OTHERS])
    lines = Readout("the lines that are shown", lambda lab: len(lab.product) + len(lab.way_back))

    @staticmethod
    def figures(see: See) -> Figures:
        yield Formula("", tuple(map(_line, see.product)), code=True)
        yield Formula("", tuple(map(_line, see.way_back)), code=True)
        for source in see.others:
            yield Spare(Formula("", tuple(map(_line, source)), code=True))

    @staticmethod
    def caption(see: See) -> str:
        return "Tensor.__mul__ and backward_steps; _unbroadcast only makes shapes match."


def _line(text: str) -> Line:
    return Line(text, "now" if any(mark in text for mark in MARKS) else "past")


def source_of(method: str, start: str = "") -> list[str]:
    """The lines of a method of `Tensor` from the first that begins so, none too long for a screen."""
    lines = textwrap.dedent(inspect.getsource(getattr(Tensor, method))).rstrip().split("\n")
    first = next(i for i, line in enumerate(lines) if line.lstrip().startswith(start))
    found: list[str] = []
    for line in textwrap.dedent("\n".join(lines[first:])).split("\n"):
        indent = " " * (len(line) - len(line.lstrip()) + 4)
        found += textwrap.wrap(line, COLUMNS, subsequent_indent=indent)
    return found
