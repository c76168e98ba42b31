"""A lab as its rules try it: quick to run, gone through step by step, its numbers by their paths."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

from lessons.figures import Figure
from lessons.labs.base.declare import Readout
from lessons.labs.base.lab import Lab

Form: TypeAlias = Callable[[Sequence[Figure]], str]
"""How figures are drawn, as text. The last of several draws in ASCII."""

FAR = 24
"""Positions to look at where a lab has no end or a far one."""
NUMBER = re.compile(r"(?<![\w.])[−-]?\d+\.\d+(?:e[−-]?\d+)?")
"""A number with decimals, as it is written."""


def make(kind: type[Lab]) -> Lab:
    """A lab that is quick to run."""
    return kind(dict(kind.quick))


def far(lab: Lab) -> int:
    """The last position that is looked at."""
    return min(FAR, lab.run_length)


def said(lab: Lab) -> str:
    """Everything that it says now, in words."""
    return "\n".join([*(figure.describe() for figure in lab.draw()), lab.says()])


def ways(lab: Lab) -> list[int]:
    """The positions that stepping from the start goes through, as far as they are looked at."""
    lab.reset()
    seen = [0]
    last = min(FAR, lab.run_length if lab.length is None else lab.length)
    while lab.position < last and lab.step():
        seen.append(lab.position)
    return seen


def paths(lab: Lab) -> Iterator[str]:
    """The path of every single number that lessons may read."""
    return (path for path, _ in numbers(lab))


def numbers(lab: Lab) -> Iterator[tuple[str, float]]:
    """Every single number that lessons may read, after its path."""
    for each in lab.declared.values():
        if isinstance(each, Readout) and each.public:
            yield from _inside(each.name, lab.readout(each.name))


def _inside(path: str, value: Any) -> Iterator[tuple[str, float]]:
    if isinstance(value, Mapping):
        for name, part in value.items():
            yield from _inside(f"{path}.{name}", part)
    elif isinstance(value, (list, tuple)):
        for i, part in enumerate(value):
            yield from _inside(f"{path}[{i}]", part)
    elif np.ndim(value):
        for index, part in np.ndenumerate(value):
            yield path + "".join(f"[{i}]" for i in index), part
    elif isinstance(value, (int, float, np.number)):
        yield path, float(value)
