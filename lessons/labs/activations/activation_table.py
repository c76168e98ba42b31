"""Activation functions as a table."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from lessons.figures import table
from lessons.labs.activations._shared import EACH, NAMES, REACH, value_of
from lessons.labs.base import Figures, Knob, Lab, See, readout
from lessons.text import number, plural, short

ROWS = np.arange(-REACH, REACH + 1)
"""The z of each row."""


class ActivationTable(Lab):
    """A table of activation functions at z = −5 … 5, one function at a step."""

    steps = EACH
    digits = Knob.integer("decimals that the table is rounded to", 3, low=1, high=6)

    @readout("every function at z = −5 … 5: table.tanh[0]", at=lambda lab, rest: lab.step_number(rest[0]))
    def table(self) -> dict[str, Any]:
        return {name: value_of(name, ROWS) for name in EACH}

    @readout("how far sigmoid and tanh stay from 1 at z = 5: gap.sigmoid, gap.tanh")
    def gap(self) -> dict[str, float]:
        return {name: 1 - float(self.table[name][-1]) for name in ("sigmoid", "tanh")}

    @readout("the first whole z whose tanh is stored as exactly 1")
    def stored_one(self) -> int:
        return stored_one()

    @staticmethod
    def figures(see: See) -> Figures:
        column = see.position - 1
        yield table(
            ((_rounded(see.table[name][i], see.digits) for name in EACH) for i in range(len(ROWS))),
            (f"z = {short(z):>2}" for z in ROWS),
            (f"{NAMES[name]:>10}" for name in EACH),
            ((i, column) for i in range(len(ROWS)) if see.position),
        )

    @staticmethod
    def caption(see: See) -> str:
        name = NAMES.get(see.last, "Each step: one function")
        return f"{name} at each z, rounded to {plural(see.digits, 'decimal')}."


def _rounded(cell: Any, digits: int) -> Any:
    """A cell as a table rounds it: what is nearly nought is told as that."""
    return cell if isinstance(cell, str) else number(round(cell, digits), digits)


@lru_cache
def stored_one() -> int:
    return next(z for z in range(100) if float(value_of("tanh", float(z))) == 1.0)
