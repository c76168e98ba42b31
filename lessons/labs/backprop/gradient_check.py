"""A gradient checked: one parameter nudged up and down, and what the loss does."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessons.figures import Formula, Line, Spare, table
from lessons.figures.worked import Working, by_hand, worked
from lessons.labs.backprop._network import NAMES, TwoTwoOne, nine, still
from lessons.labs.base import Figures, Knob, Plotted, Readout, See, of
from lessons.text import BLANK, number

PLAIN = ("W1[0,0]", "W1[0,1]", "W1[1,0]", "W1[1,1]", "b1[0]", "b1[1]", "W2[0]", "W2[1]", "b2")
RELATIVE, ABSOLUTE = 1e-4, 1e-7
"""The two may be so far apart: of the larger one, or, where both are almost 0, at all."""


class GradientCheck(TwoTwoOne):
    """One parameter nudged up and down: the slope that the two losses give, beside backpropagation's."""

    steps = ("slope", "compare")
    caption_rows = 2
    x, y = still(TwoTwoOne.x), still(TwoTwoOne.y)
    first_W1, first_b1 = still(TwoTwoOne.first_W1), still(TwoTwoOne.first_b1)
    first_W2, first_b2 = still(TwoTwoOne.first_W2), still(TwoTwoOne.first_b2)
    which = Knob.choice(
        "the parameter that is nudged", PLAIN, default="W2[0]", name="parameter", group="nudge"
    )
    nudge = Knob.number(
        "how far it is nudged, up and down", 0.01, low=1e-6, high=1, scale="log", group="nudge"
    )

    index = Plotted(lambda lab: PLAIN.index(lab.which))
    value = Readout("the parameter itself", lambda lab: float(nine(lab.first())[lab.index]))
    up = Readout("the loss with it nudged up", lambda lab: lab.loss_with(lab.index, lab.nudge))
    down = Readout(
        "the loss with the parameter nudged down", lambda lab: lab.loss_with(lab.index, -lab.nudge)
    )
    slope = Readout("the difference of the two losses over twice the nudge",
                    lambda lab: float(lab.slopes[lab.index]), at="slope")  # fmt: skip
    gradient = Readout("what backpropagation says", lambda lab: float(lab.gradients[lab.index]), at="compare")
    off = Readout("how far apart the two are", lambda lab: abs(lab.slope - lab.gradient), at="compare")
    relative = Readout("the relative limit: of the larger of the two", lambda lab: RELATIVE)
    absolute = Readout("the absolute limit", lambda lab: ABSOLUTE)
    both = Plotted(lambda lab: np.transpose([lab.slopes, lab.gradients]))
    failing = Plotted(lambda lab: [name for name, near in zip(NAMES, lab.within, strict=True) if not near])
    passed = Readout("how many of the nine are within a limit", lambda lab: int(lab.within.sum()))
    zeros = Readout(
        "how many of the nine have a gradient of exactly 0", lambda lab: int((lab.gradients == 0).sum())
    )

    @property
    def slopes(self) -> Any:
        """The slope of each parameter, measured: (9,)."""
        ends = [[self.loss_with(k, sign * self.nudge) for sign in (1, -1)] for k in range(len(NAMES))]
        return np.subtract(*np.transpose(ends)) / (2 * self.nudge)

    @property
    def gradients(self) -> Any:
        """The gradient of each parameter: (9,)."""
        net = self.first()
        self.traced(net)
        return nine(net, gradients=True)

    @property
    def within(self) -> Any:
        """Which of the nine are near enough, by the relative limit or by the absolute one."""
        measured, told = self.slopes, self.gradients
        off = np.abs(measured - told)
        return (off <= ABSOLUTE) | (off <= RELATIVE * np.maximum(np.abs(measured), np.abs(told)))

    def loss_with(self, k: int, change: float) -> float:
        """The loss with parameter `k` changed."""
        net = self.first()
        part = (net.layers[0].W, net.layers[0].b, net.layers[1].W, net.layers[1].b)
        place = (k, k - 4, k - 6, 0)[(k >= 4) + (k >= 6) + (k >= 8)]
        part[(k >= 4) + (k >= 6) + (k >= 8)].flat[place] += change
        loss = self.traced(net).loss
        assert loss is not None, "the pass was traced with a target"
        return loss

    def working(self, path: str) -> Working | None:
        if path != "slope":
            return None
        numbers = {
            "loss up": number(self.up, 6),
            "loss down": number(self.down, 6),
            "(2 · nudge)": 2 * self.nudge,
        }
        return by_hand("({} − {}) / {}", numbers, self.slope, lambda a, b, way: (a - b) / way)

    def mistakes(self, path: str) -> dict[str, float]:
        if path != "slope":
            return {}
        change = self.up - self.down
        return {
            "You did not divide the difference.": change,
            "You divided by the nudge. The distance between the two is twice that.": change / self.nudge,
            "You took up from down. Take down from up.": -self.slope,
        }

    @staticmethod
    def figures(see: See) -> Figures:
        name, nudge = NAMES[see.index], see.nudge
        rows = [
            (of(lambda value: value + nudge, see.value), number(see.up, 6)),
            (of(lambda value: value - nudge, see.value), number(see.down, 6)),
        ]
        yield table(rows, (f"{name} up", f"{name} down"), (name, "loss"), digits=4)
        told = f"backpropagation = {number(see.gradient, 6)}" if see.has("compare") else "backpropagation"
        yield Formula("", (_slope(see), Line(told, see.state("compare"))))
        every = [(BLANK,) * 3] * len(NAMES)
        if see.has("compare"):
            marks = ["no" if each in see.failing else "yes" for each in NAMES]
            every = [(*pair, mark) for pair, mark in zip(see.both, marks, strict=True)]
        yield Spare(table(every, NAMES, ("by the losses", "backpropagation", "passes"), digits=6))

    @staticmethod
    def caption(see: See) -> str:
        if see.last == "compare":
            told = f"The two slopes differ by {number(see.off, 6)}. {see.passed} of {len(NAMES)} pass"
            return f"{told}; these do not: {', '.join(see.failing)}." if see.failing else f"{told}."
        return "Two forward passes: one with the number nudged up, one with it nudged down."


def _slope(see: See) -> Line:
    way = 2 * see.nudge
    left = "(loss up − loss down) / (2 · nudge)"
    if not see.has("slope"):
        return Line(left, "future")
    text = worked(
        "({} − {}) / {} = {}", [see.up, see.down, way], see.slope, lambda a, b, n: (a - b) / n, most=6
    )
    return Line(text, "now" if see.last == "slope" else "past")
