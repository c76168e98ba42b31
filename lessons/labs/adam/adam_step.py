"""Adam's first step for three weights with gradients of very different size."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import optimizers
from lessons.figures import Bars, Formula, Line, Spare, table
from lessons.figures.worked import Working, by_hand
from lessons.labs.base import Figures, Knob, Lab, Plotted, Readout, See, split_path
from lessons.text import short

STEPS = ("m", "v", "corrected", "step")
BETA1, BETA2 = 0.9, 0.999
LINES = {
    "m": "m ← β₁·m + (1 − β₁)·g     β₁ = 0.9",
    "v": "v ← β₂·v + (1 − β₂)·g²     β₂ = 0.999",
    "corrected": "m′ = m/(1 − β₁ᵗ)     v′ = v/(1 − β₂ᵗ)     first step: t = 1",
    "step": "step = learning rate · m′/√v′",
}


class AdamStep(Lab):
    """The first step of Adam for three weights, part by part: m, v, both corrected, and the step."""

    steps = STEPS
    captions = {
        "": "m and v begin at 0. This is the first step.",
        "m": "m is a tenth of the gradient: it began at 0.",
        "v": "v is a thousandth of its square: it began at 0 too.",
        "corrected": "The correction divides by the share that has come in: 0.1 and 0.001.",
    }

    g = Knob.vector("the gradients of three weights", (0.01, 1.0, 100.0), name="gradient", shape=(3,),
                    low=-10_000, high=10_000, step=1)  # fmt: skip
    learning_rate = Knob.number("how far a step goes", 0.1, low=0, high=1, step=0.1)

    parts = Plotted(lambda lab: lab.taken_apart())

    def taken_apart(self) -> dict[str, Any]:
        adam = optimizers.make("adam", self.learning_rate, beta1=BETA1, beta2=BETA2)
        return adam.parts(self.g, adam.init(np.zeros(3)))

    m = Readout("the mean of gradients (3)", lambda lab: lab.parts["m"], at="m")
    v = Readout("the mean of their squares (3)", lambda lab: lab.parts["v"], at="v")
    m_hat = Readout(
        "m, corrected for its start at 0 (3)", lambda lab: lab.parts["m corrected"], at="corrected"
    )
    v_hat = Readout(
        "v, corrected for its start at 0 (3)", lambda lab: lab.parts["v corrected"], at="corrected"
    )
    move = Readout("the step of each weight (3)", lambda lab: lab.parts["step"], at="step")
    plain = Readout("what plain descent would do at this rate (3)", lambda lab: lab.learning_rate * lab.g)

    def working(self, path: str) -> Working | None:
        match split_path(path):
            case ["move", int(i)]:
                numbers = {"learning rate": self.learning_rate, "m′": self.m_hat[i], "v′": self.v_hat[i]}
                return by_hand("{}·{:()}/√{}", numbers, self.move[i], lambda r, m, v: r * m / np.sqrt(v))
        return None

    def mistakes(self, path: str) -> dict[str, float]:
        match split_path(path):
            case ["move", int(i)]:
                rate, g, m, v = self.learning_rate, float(self.g[i]), float(self.m[i]), float(self.v[i])
                return {
                    "That is a plain step. Adam divides the gradient by its usual size.": rate * g,
                    "You left out the correction for the start at 0.": rate * m / np.sqrt(v) if v else 0.0,
                    "You left out the root: the step is m′ over the root of v′.": rate / g if g else 0.0,
                    "You left out the learning rate.": float(np.sign(g)),
                    "A step has the sign of its gradient.": -float(self.move[i]),
                }
        return {}

    @staticmethod
    def figures(see: See) -> Figures:
        columns = (see.g, see.m, see.v, see.m_hat, see.v_hat, see.move)
        rows = [tuple(short(column[i]) for column in columns) for i in range(3)]
        place = {"": (), "m": (1,), "v": (2,), "corrected": (3, 4), "step": (5,)}[see.last]
        now = {(i, j) for i in range(3) for j in place}
        names = ("weight 0", "weight 1", "weight 2")
        yield table(rows, names, ("gradient g", "m", "v", "m′", "v′", "step"), now)
        yield Formula("", tuple(Line(LINES[step], see.state(step)) for step in STEPS))
        yield Spare(_steps(see))

    @staticmethod
    def caption(see: See) -> str:
        return (
            f"Each weight moves by about {short(see.learning_rate)}, however large its gradient (0 stays 0)."
        )


def _steps(see: See) -> Bars:
    """Adam's steps and plain ones, with a scale of three times the rate, so that those of Adam are seen."""
    reach = 3 * max(see.learning_rate, 0.001)
    names = [f"{rule}, weight {i}" for rule in ("Adam", "plain") for i in range(3)]
    return Bars("the first steps", tuple(names), (*see.move, *see.plain), (-reach, reach))
