"""How far a sum of many random weights spreads."""

from __future__ import annotations

import math

import numpy as np

from lessons.figures import Curves, Floats, Series
from lessons.figures.worked import Working, by_hand
from lessons.labs.base import Figures, Knob, Lab, Plotted, Readout, See, plotted
from lessons.labs.starts._ten_layers import size
from lessons.text import number

AT_ONCE, STEPS, CHART_ROWS = 10, 20, 8


class SumOfMany(Lab):
    """Units with random weights, and the sum of each: how far such sums spread around 0."""

    rate = 4.0
    steps = STEPS

    inputs = Knob.integer("how many inputs each unit has, every one 1", 100, scale="log", low=1, high=400)
    spread = Knob.number("the spread of the weights", 0.1, scale="log", low=0.01, high=1)
    seed = Knob.integer("for the weights", 0, low=0, high=9999)

    drawn = Readout("units drawn so far", lambda lab: AT_ONCE * lab.position)
    strays = Readout(
        "the spread of the sum: spread · √inputs", lambda lab: lab.spread * math.sqrt(lab.inputs)
    )

    @plotted()
    def sums(self) -> Floats:
        """The sum of each unit so far."""
        rng = np.random.default_rng(self.seed)
        W = rng.normal(0.0, self.spread, (AT_ONCE * STEPS, self.inputs))
        return np.asarray(W.sum(axis=1)[: self.drawn])

    measured = Readout(
        "the spread of the sums drawn so far", lambda lab: size(lab.sums) if lab.position else 0.0
    )
    numbers = Plotted(lambda lab: np.arange(1.0, lab.drawn + 1))
    reach = Plotted(lambda lab: 1.25 * lab.spread * max(lab.inputs, 16))

    def working(self, path: str) -> Working | None:
        if path != "strays":
            return None
        numbers = {"spread": self.spread, "inputs": self.inputs}
        return by_hand("{:()} · √{}", numbers, self.strays, lambda s, n: s * math.sqrt(n))

    def mistakes(self, path: str) -> dict[str, float]:
        if path != "strays":
            return {}
        return {
            "You added the spreads. The weights differ in sign, and most of them cancel.": self.spread
            * self.inputs,
            "That is the spread of one weight. The sum has a larger one.": self.spread,
            "That is the mean square. Take its root.": self.spread**2 * self.inputs,
            "You divided by the root. That is the spread of their mean.": self.spread
            / math.sqrt(self.inputs),
            "You left out the spread of the weights.": math.sqrt(self.inputs),
            "That is the mean of the sums. How far do they spread around it?": 0.0,
        }

    @staticmethod
    def figures(see: See) -> Figures:
        ends = (0.0, float(AT_ONCE * STEPS))
        level = [see.strays, see.strays]
        below = [each if isinstance(each, str) else -each for each in level]
        # As far as the sums reach; before the answer is known, as far as nobody can tell it from.
        reach = see.reach if isinstance(see.strays, str) else 3 * see.strays
        series = (
            Series("their spread, up and down", np.array(ends), level, "muted"),
            Series("", np.array(ends), below, "muted"),
            Series("sums", see.numbers, see.sums, "accent", "points"),
        )
        yield Curves("", series, "unit", "sum", CHART_ROWS, ends, (-reach, reach))

    @staticmethod
    def caption(see: See) -> str:
        if see.position == 0:
            return f"Each step draws {AT_ONCE} units, with {see.inputs} random weights each."
        return f"{see.drawn} units so far: their sums have a spread of {number(see.measured, 2)}."
