"""One weight under weight decay, step by step."""

from __future__ import annotations

import numpy as np

from engine import MLP
from lessons.figures import Curves, Floats, Series
from lessons.labs.base import Figures, Knob, Lab, Learnt, Plotted, Readout, See, plotted
from lessons.text import number

STEPS = 40
ROWS = 6


class WeightDecay(Lab):
    """One weight that the data pull one way, and weight decay towards 0."""

    rate = 6.0
    steps = STEPS

    begin = Knob.number("where the weight starts", 2.0, name="start", low=-5, high=5, step=0.5)
    data = Knob.number("the slope that the data give it", 0.0, name="slope", low=-2, high=2, step=0.5)
    decay = Knob.number("how strongly it is pulled to 0", 0.5, label="λ", low=0, high=5, step=0.1)
    pace = Knob.number("how far each step goes", 0.1, name="learning_rate", low=0, high=0.5, step=0.05)

    @property
    def path(self) -> Floats:
        """The weight after each step, by the engine's own L2 penalty."""
        unit = MLP([1, 1], init="zeros")
        weight = unit.layers[0].W
        weight[0, 0], found = self.begin, [self.begin]
        for _ in range(STEPS):
            unit.layers[0].dW[0, 0] = self.data
            unit.penalize(0.0, self.decay)
            weight[0, 0] -= self.pace * unit.layers[0].dW[0, 0]
            found.append(float(weight[0, 0]))
        return np.array(found)

    so_far = Plotted(lambda lab: lab.path[: lab.position + 1], tells=("w",))
    rest = Plotted(lambda lab: -lab.data / lab.decay if lab.data and lab.decay else None)
    """Where λ·w and the slope of the data cancel out."""

    @plotted()
    def reach(self) -> tuple[float, float]:
        """How far the weight goes, and the place where it rests: one scale for the whole run."""
        ends = [0.0, *self.path, self.rest or 0.0]
        return min(ends), max(ends) if any(ends) else 1.0

    factor = Readout(
        "what a step leaves of it where the data give no slope", lambda lab: 1 - lab.pace * lab.decay
    )
    w = Readout("the weight now", lambda lab: float(lab.path[lab.position]))

    @property
    def learnt_network(self) -> Learnt:
        unit = MLP([1, 1], init="zeros")
        unit.layers[0].W[0, 0] = self.w
        return Learnt(unit, None, {"learning_rate": self.pace, "penalty": "L2", "strength": self.decay})

    @staticmethod
    def figures(see: See) -> Figures:
        ends = (0.0, float(STEPS))
        series = [Series("w", np.arange(see.position + 1.0), see.so_far)]
        if see.rest is not None:
            series.append(Series("where both cancel out", np.array(ends), np.full(2, see.rest), "text"))
        yield Curves("", tuple(series), "step", "w", ROWS, ends, see.reach)

    @staticmethod
    def caption(see: See) -> str:
        left = number(see.factor, 3)
        return f"Step {see.position}: w is {number(see.w, 3)}. Without a slope a step leaves {left} of it."
