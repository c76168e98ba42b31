"""Gradient descent on the scores themselves: softmax, its loss, and the slopes p − y."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import activations
from lessons.figures import Beside, Curves, Role, Series, table
from lessons.figures.worked import Working, by_hand
from lessons.labs.base import Figures, Knob, Lab, Plotted, Readout, See, each, plotted, split_path
from lessons.text import decimal, number

STEPS, CLASSES = 40, 3
CHART_ROWS = 7
ROLES: tuple[Role, ...] = ("accent", "text", "negative")


class ScoreSteps(Lab):
    """Three scores that gradient descent moves by themselves: their softmax, the loss, and the slopes."""

    rate = 6.0
    steps = STEPS
    begins = "Each step moves every score against its slope, p − y."

    begun = Knob.vector(
        "the score of each class at the start", (2.0, 1.0, 0.0), name="scores",
        shape=(CLASSES,), low=-10, high=10, step=0.5, digits=1,
    )  # fmt: skip
    true_class = Knob.integer("which class is right", 1, label="true class", low=0, high=CLASSES - 1)
    pace = Knob.number("how far each step goes", 0.5, name="learning_rate", low=0, high=5)

    y = Readout(
        "the target: 1 for the true class, 0 for the others", lambda lab: np.eye(CLASSES)[lab.true_class]
    )
    p = Readout("softmax of the scores at the start", lambda lab: _softmax(lab.begun), tells=("loss",))
    loss = Readout("the loss there, −log p of the true class", lambda lab: -np.log(lab.p[lab.true_class]))
    slopes = Readout(
        "the slope of that loss with respect to each score", lambda lab: lab.p - lab.y, tells=("loss",)
    )
    sum = Readout("the sum of these slopes", lambda lab: _sum(lab.slopes))

    @plotted()
    def way(self) -> Any:
        """The scores after each step so far, (steps + 1, classes)."""
        rows = [np.asarray(self.begun, dtype=float)]
        for _ in range(self.position):
            rows.append(rows[-1] - self.pace * (_softmax(rows[-1]) - self.y))
        return np.array(rows)

    total = Readout("the sum of the scores as they are now", lambda lab: _sum(lab.way[-1]))
    course = Plotted(lambda lab: np.array([_softmax(row) for row in lab.way]))
    """The probabilities after each step so far, (steps + 1, classes)."""
    cost = Plotted(lambda lab: -np.log(lab.course[-1, lab.true_class]))

    def working(self, path: str) -> Working | None:
        p, true = self.p, self.true_class
        match split_path(path):
            case ["loss"]:
                return by_hand("−log({})", {f"p[{true}]": p[true]}, self.loss, lambda p: -np.log(p))
            case ["slopes", int(i)]:
                numbers = {f"p[{i}]": p[i], f"y[{i}]": int(self.y[i])}
                return by_hand("{} − {}", numbers, self.slopes[i], lambda p, y: p - y)
        return None

    def mistakes(self, path: str) -> dict[str, float]:
        true, p = self.true_class, self.p
        match split_path(path):
            case ["total"]:
                return {
                    "You moved the true score alone. The others go down by as much.": _sum(self.begun)
                    + self.way[-1][true]
                    - self.begun[true],
                    "That is the sum of the probabilities.": 1.0,
                    "That is what a step adds to the sum. What was it before?": 0.0,
                }
            case ["loss"]:
                best = int(np.argmax(p))
                slip = f"You took class {best}, which is answered. The true class is {true}."
                return {} if best == true else {slip: -np.log(p[best])}
            case ["p", int(i)]:
                return {"Now divide it by the sum of the three powers.": float(np.exp(self.begun[i]))}
            case ["slopes", int(i)]:
                return {
                    "You took the index away. The target y is 1 or 0.": float(p[i] - true),
                    "You took 1 away. That is for the true class alone.": float(p[i] - 1),
                    "You did not take away the target.": float(p[i]),
                    "You computed y − p. The slope is p − y.": -self.slopes[i],
                }
        return {}

    @staticmethod
    def figures(see: See) -> Figures:
        p = see.course[-1]
        now = see.way[-1], p, see.y, each(lambda p, y: p - y, p, see.y)
        rows = [
            (decimal(z, 2, 3), decimal(share, 3, 3), decimal(y, 0, 0), decimal(slope, 3, 3))
            for z, share, y, slope in zip(*now, strict=True)
        ]
        rows.append((decimal(see.total, 2, 3), "1.000", "1", "0.000"))
        names = tuple(f"class {k}" for k in range(CLASSES))
        numbers = table(rows, (*names, "sum"), ("score", "p", "y", "p − y"))
        at = np.arange(see.position + 1.0)
        series = tuple(Series(names[k], at, see.course[:, k], ROLES[k]) for k in range(CLASSES))
        ranges = (0.0, float(STEPS)), (0.0, 1.0)
        yield Beside((numbers, Curves("", series, "step", "p", CHART_ROWS, *ranges)), shares=(2, 3))

    @staticmethod
    def caption(see: See) -> str:
        return f"After {see.position} steps the loss is {number(see.cost, 3)}."


def _softmax(z: Any) -> Any:
    return activations.get("softmax")(z)


def _sum(numbers: Any) -> float:
    return round(float(np.sum(numbers)), 9) + 0.0
