"""Gradient descent with two weights."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import landscapes
from lessons.figures import Beside, Floats, Formula, Line, Matrix, Series, Surface, table
from lessons.figures.worked import Working, by_hand, worked
from lessons.labs.base import Figures, Knob, Lab, Plotted, Readout, See, each, of, readout, split_path
from lessons.labs.descent._downhill import wrong_way
from lessons.text import decimal, short

CELLS = 41
ARROW = np.array([0.7, 1.4, 2.1])
"""How far from the weights the marks stand that point against the gradient."""
BOX = np.array([(-5.0, 5.0), (-2.5, 2.5)])
CONTOURS = (1.0, 5.0, 15.0)


class Valley(Lab):
    """Gradient descent of two weights in a long valley, seen from above."""

    learning_rate = Knob.number("how far a step goes against the gradient", 0.05, low=0, high=1, step=0.05)
    steepness = Knob.number("how many times as steep it is across as along", 10.0, low=1, high=20, step=1)
    begin = Knob.vector("where the weights start", (-4.0, 1.0), name="start", shape=(2,), turnable=False)
    steps = Knob.integer("how many steps a run has", 30, low=1, high=50, turnable=False)

    def prepare(self, changed: str | None = None) -> None:
        self.landscape = landscapes.get("bowl", condition=self.steepness)
        self.whole = landscapes.descend(self.landscape, self.begin, self.steps, "sgd", self.learning_rate)

    w = Readout("the two weights now: w[0], w[1]", lambda lab: lab.whole[lab.position])
    loss = Readout("the loss of the two weights", lambda lab: float(lab.landscape.value(lab.w)))
    before = Readout(
        "the loss at the start", lambda lab: float(lab.landscape.value(lab.begin)), name="first_loss"
    )

    @readout("the gradient: a slope for each weight", tells=("w",))
    def gradient(self) -> Any:
        return self.landscape.gradient(self.w)

    @readout("the weights at the start and after every step so far", tells={-1: "w"})
    def path(self) -> Any:
        return self.whole[: self.position + 1]

    @readout("what a step multiplies each weight by")
    def factors(self) -> Any:
        return 1 - self.learning_rate * np.array([1.0, self.steepness])

    taken = Readout("steps taken", lambda lab: lab.position, name="step")
    height = Plotted(lambda lab: lab.landscape.value)

    def working(self, path: str) -> Working | None:
        match split_path(path):
            case ["w", int(i)] if self.position == 1:
                slope = float(self.landscape.gradient(self.begin)[i])
                numbers = {f"w[{i}]": self.begin[i], "learning rate": self.learning_rate, "its slope": slope}
                return by_hand("{} − {} · {:()}", numbers, self.w[i], lambda w, rate, slope: w - rate * slope)
        return None

    def mistakes(self, path: str) -> dict[str, float]:
        match split_path(path):
            case ["w", int(i)] if self.position:
                before = self.whole[self.position - 1]
                steps = self.learning_rate * self.landscape.gradient(before)
                return {
                    wrong_way(steps[i]): before[i] + steps[i],
                    "You left out the learning rate.": before[i] - self.landscape.gradient(before)[i],
                    "You took the slope of the other weight.": before[i] - steps[1 - i],
                    f"That is the other weight. w[{i}] is asked for.": self.w[1 - i],
                    "That is the step alone. Where does it lead from the old weight?": -steps[i],
                    "That is the weight before the step.": before[i],
                }
        return {}

    @staticmethod
    def figures(see: See) -> Figures:
        yield Beside((_map(see), _table(see)), shares=(3, 2))
        yield Formula("", tuple(_line(see, i) for i in range(2)))

    @staticmethod
    def caption(see: See) -> str:
        if see.position == 0:
            return f"The loss is {decimal(see.loss)}, the same along a dotted line."
        return f"Step {see.position} of {see.steps}: the loss is {decimal(see.loss)}."


def _map(see: See) -> Surface:
    x, y = np.linspace(-5, 5, CELLS), np.linspace(-2.5, 2.5, CELLS)
    heights = see.height(np.stack(np.meshgrid(x, y), axis=-1))
    path = each(lambda w, low, high: min(max(w, low), high), see.path, *BOX.T)
    overlays = [Series("path", path[:, 0], path[:, 1], style="path")]
    arrow = of(_arrow, see.w, see.gradient)
    if not isinstance(arrow, str):
        overlays.append(Series("against the gradient", arrow[0], arrow[1], "negative", "points"))
    return Surface(
        "loss",
        heights,
        tuple(BOX.ravel()),
        names=(),
        x_label="w[0]",
        y_label="w[1]",
        z_label="loss",
        span=(0.0, 25.0),
        contours=CONTOURS,
        height=9,
        overlays=tuple(overlays),
        keys=tuple(series.name for series in overlays),
        marker=(path[-1][0], path[-1][1]),
    )


def _arrow(w: Floats, gradient: Floats) -> Floats:
    """The marks from w against the gradient, always as far: their x and their y, those inside the map."""
    long = np.linalg.norm(gradient)
    marks = w - np.outer(ARROW, gradient / long if 0 < long < np.inf else 0 * w)
    low, high = BOX.T
    return np.asarray(marks[((low <= marks) & (marks <= high)).all(axis=1)].T)


def _table(see: See) -> Matrix:
    rows = [(decimal(see.w[i]), short(see.gradient[i])) for i in range(2)]
    return table(rows, ("w[0]", "w[1]"), ("weight", "slope"), {(0, 0), (1, 0)} if see.position else ())


def _line(see: See, i: int) -> Line:
    if see.position == 0:
        return Line(f"w[{i}] ← w[{i}] − learning rate · its slope", "future")
    before = see.path[-2][i]
    slope = of(lambda w: w * (see.steepness if i else 1.0), before)
    text = worked(
        f"w[{i}] ← {{}} − {{}}·{{:()}} = {{}}",
        (before, see.learning_rate, slope),
        see.w[i],
        lambda w, rate, slope: w - rate * slope,
    )
    return Line(text, "now")
