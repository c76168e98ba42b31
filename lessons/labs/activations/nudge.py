"""A slope, measured: a nudge of z, and how far the function moves."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import activations
from lessons.figures import Beside, Curves, Formula, Line, Series, table
from lessons.figures.worked import Working, by_hand, worked
from lessons.labs.activations._shared import NAMES, REACH, slope_of, value_of
from lessons.labs.base import Figures, Knob, Lab, Plotted, Readout, See, one_by_one, readout, split_path
from lessons.text import decimal, number, short

NUDGES = np.array([1.0, 0.1, 0.01])
TITLE = "Nudges of 1, 0.1 and 0.01"
DIGITS = 5
"""Decimals of the table: with fewer the move of the smallest nudge would be lost."""


class Nudge(Lab):
    """The slope of an activation function, measured by smaller and smaller nudges, and by its formula."""

    steps = (*(f"a nudge of {short(nudge)}" for nudge in NUDGES), "formula")
    function = Knob.choice("which activation", "sigmoid tanh relu")
    z = Knob.number("where z stands before the nudge", 0, low=-REACH, high=REACH, step=0.5)

    value = Readout("the function at z", lambda lab: float(value_of(lab.function, lab.z)))
    slope = Readout(
        "the slope by its formula", lambda lab: float(slope_of(lab.function, lab.z)), at="formula"
    )

    @readout("the function after each nudge, of 1, 0.1 and 0.01", at=one_by_one)
    def after(self) -> Any:
        return value_of(self.function, self.z + NUDGES)

    moved = Readout("how far each nudge moves it", lambda lab: lab.after - lab.value, at=one_by_one)

    @readout("how far it moves for each 1 that z moves", at=one_by_one)
    def measured(self) -> Any:
        return self.moved / NUDGES

    here = Plotted(lambda lab: float(lab.z))
    ends = Plotted(lambda lab: lab.z + NUDGES[_latest(lab)] * np.array([0, 1, 1]))
    # The smaller the nudge, the closer one looks, and the straighter the curve.
    around = Plotted(lambda lab: lab.z + NUDGES[_latest(lab)] * np.linspace(-1, 2, 81))
    curve = Plotted(lambda lab: value_of(lab.function, lab.around))

    def working(self, path: str) -> Working | None:
        match split_path(path):
            case ["measured", int(i)]:
                numbers = {"value after": self.after[i], "value before": self.value, "nudge": NUDGES[i]}
                return by_hand("({} − {:()})/{}", numbers, self.measured[i], lambda a, b, n: (a - b) / n)
            case ["slope"] if self.function == "sigmoid":
                return by_hand("{0}·(1 − {0})", {"σ(z)": self.value}, self.slope, lambda s: s * (1 - s))
        return None

    def mistakes(self, path: str) -> dict[str, float]:
        match split_path(path):
            case ["measured", int(i)]:
                return {
                    "You wrote how far it moves. Divide that by the nudge.": self.moved[i],
                    "You divided the new value by the nudge. Divide how far it moved.": self.after[i]
                    / NUDGES[i],
                    "You divided the nudge by the move. It is the move divided by the nudge.": (
                        NUDGES[i] / self.moved[i] if self.moved[i] else np.nan
                    ),
                    "You multiplied by the nudge. Divide by it.": self.moved[i] * NUDGES[i],
                }
            case ["slope"]:
                return {
                    "You wrote the value. Multiply it by 1 − the value.": self.value,
                    "That is 1 − the value. Multiply it by the value.": 1 - self.value,
                    "You multiplied by 1 + the value. It is 1 − the value.": self.value * (1 + self.value),
                    "You squared the value. Multiply it by 1 − the value.": self.value**2,
                }
        return {}

    @staticmethod
    def figures(see: See) -> Figures:
        rows = [
            (number(see.after[i], DIGITS), number(see.moved[i], DIGITS), number(see.measured[i], 4))
            for i in range(len(NUDGES))
        ]
        now = {(see.position - 1, j) for j in range(3)} if 0 < see.position <= len(NUDGES) else set()
        columns = ("after", "moved", "moved/nudge")
        moves = table(rows, (f"by {short(nudge)}" for nudge in NUDGES), columns, now, title=TITLE)
        name, size = NAMES[see.function], NUDGES[_latest(see)]
        heights = (see.value, see.value, see.after[_latest(see)])
        rise = Series(f"run {short(size)}, then rise", see.ends, heights, "positive", "path")
        curve = Series(name, see.around, see.curve)
        chart = Curves("", (curve, rise), "z", name, 9, (see.z - size, see.z + 2 * size))
        yield Beside((chart, moves), shares=(1, 1))
        yield Formula("", (Line(_formula(see), see.state("formula")),))

    @staticmethod
    def caption(see: See) -> str:
        at = f"{NAMES[see.function]} at z = {decimal(see.here, 0)} is {short(see.value)}."
        if see.position == 0:
            return f"{at} Each step nudges z to the right."
        if see.last == "formula" and see.function == "relu" and see.here == 0:
            return "A corner: slope 0 to the left, 1 to the right. The formula takes the 0."
        if see.last == "formula":
            return "The formula says what the nudges come closer and closer to."
        i = see.position - 1
        moved, measured = short(see.moved[i]), short(see.measured[i])
        return f"z moves by {short(NUDGES[i])}, the function by {moved}: a slope of {measured}."


def _latest(at: Lab | See) -> int:
    """Which nudge was made last; before any the first, which is to come."""
    return min(max(at.position, 1), len(NUDGES)) - 1


def _formula(see: See) -> str:
    """The slope by its formula, with the numbers put in where they are few."""
    formula = activations.get(see.function).derivative_formula
    if not see.has("formula"):
        return "measured slope = moved by / nudge"
    formula += " = "
    if see.function == "sigmoid":
        return worked(formula + "{0}·(1 − {0}) = {1}", [see.value], see.slope, lambda s: s * (1 - s))
    if see.function == "tanh":
        return worked(formula + "1 − {0:()}·{0:()} = {1}", [see.value], see.slope, lambda t: 1 - t * t)
    return worked(f"at {{}}: {formula}{{}}", [see.here], see.slope, lambda z: slope_of(see.function, z))
