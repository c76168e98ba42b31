"""What every walk of one weight down a curve has in common."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from engine import landscapes
from engine.landscapes import Landscape
from lessons.figures import Beside, Curves, Formula, Line, Matrix, Series, table
from lessons.figures.worked import Working, by_hand, worked
from lessons.labs.base import Figures, Knob, Lab, Plotted, Readout, See, readout, split_path

CHART_ROWS = 8
SHOWN_ROWS = 7


class Downhill(Lab):
    """Gradient descent of one weight. A subclass says on what curve."""

    middle: ClassVar[float] = 0.0
    """The middle of the chart."""
    least_reach: ClassVar[float] = 4.0
    """How far the chart reaches to either side of it at least."""
    learning_rate = Knob.number("how far a step goes against the slope", 0.3, low=0, high=10, step=0.05)
    begin = Knob.number("where w starts", 0.0, name="start", low=-100, high=100, step=0.5)
    steps = Knob.integer("how many steps a run has", 10, low=1, high=50)

    def scape(self) -> Landscape:
        """What it walks down."""
        raise NotImplementedError

    def prepare(self, changed: str | None = None) -> None:
        self.landscape = self.scape()
        path = landscapes.descend(self.landscape, [self.begin], self.steps + 1, "sgd", self.learning_rate)
        self.whole = path[:, 0]
        """w at the start and after each step, and one more for `next`."""

    w = Readout("the weight now", lambda lab: float(lab.whole[lab.position]))
    f = Readout("the loss at w", lambda lab: float(lab.loss_at(lab.w)))
    gradient = Readout("the slope at w", lambda lab: lab.slope_at(lab.w))
    next = Readout("w after one more step", lambda lab: float(lab.whole[lab.position + 1]))

    @readout("w at the start and after every step so far", tells={-1: "w"})
    def path(self) -> Any:
        return self.whole[: self.position + 1]

    losses = Readout("f at each w of the path", lambda lab: lab.loss_at(lab.path), tells={-1: "f"})

    @readout("the slope at each w of the path", tells={-1: "gradient"})
    def slopes(self) -> Any:
        return np.array([self.slope_at(w) for w in self.path])

    @readout("what each step so far took from w: learning rate · slope", tells={-1: "w"})
    def moves(self) -> Any:
        return self.learning_rate * self.slopes[:-1]

    taken = Readout("steps taken", lambda lab: lab.position, name="step")
    curve = Plotted(lambda lab: lab.loss_at)
    beside = Plotted(lambda lab: ())
    """Another curve to compare with, if there is one."""
    view = Plotted(lambda lab: np.array([lab.middle, lab.least_reach]))

    def loss_at(self, w: Any) -> Any:
        return self.landscape.value(np.asarray(w, dtype=np.float64)[..., None])

    def slope_at(self, w: float) -> float:
        return float(self.landscape.gradient([w])[0])

    def working(self, path: str) -> Working | None:
        if path != "w" or self.position != 1:
            return None
        before, after = self.whole[:2]
        numbers = {"w": before, "learning rate": self.learning_rate, "slope": self.slope_at(before)}
        return by_hand("{} − {} · {:()}", numbers, after, lambda w, rate, slope: w - rate * slope)

    def mistakes(self, path: str) -> dict[str, float]:
        match split_path(path):
            case ["gradient"]:
                return {
                    "That is the loss. The slope is asked for.": self.f,
                    "Its size is right, but look at the sign.": -self.gradient,
                }
            case ["w"]:
                step = self.position
            case ["next"]:
                step = self.position + 1
            case ["path", int(k)]:
                step = k % len(self.path)
            case _:
                return {}
        if step < 1:
            return {}
        before, after = self.whole[step - 1], self.whole[step]
        slope = self.slope_at(before)
        return {
            wrong_way(slope): before + self.learning_rate * slope,
            "You left out the learning rate.": before - slope,
            "That is the step alone. Where does it lead from the old w?": after - before,
            "That is w before the step.": before,
        }

    @staticmethod
    def figures(see: See) -> Figures:
        yield Beside((_chart(see), _table(see)), shares=(4, 3))
        yield Formula("", (_formula(see),))


def wrong_way(slope: float) -> str:
    """What is said of a step that goes along the slope."""
    if slope < 0:
        return "You lost the sign of the slope. It is negative, and minus times minus is plus."
    return "You added the step. It goes against the slope."


def _chart(see: See) -> Curves:
    known = [w for w in see.path if not isinstance(w, str)]
    middle, least = see.view
    reach = max(least, *(abs(w - middle) * 1.1 for w in known), 0.0)
    w = np.linspace(middle - reach, middle + reach, 121)
    curve = Series("f(w)", w, see.curve(w), role="muted")
    plain = tuple(Series("(w − 3)²", w, gentle(w), role="muted") for gentle in see.beside)
    path = Series("path", see.path, see.losses, style="path")
    return Curves("loss f(w)", (curve, path, *plain), "w", "f(w)", CHART_ROWS, marker=(see.w, see.f))


def _table(see: See) -> Matrix:
    steps = range(max(0, len(see.path) - SHOWN_ROWS), len(see.path))
    rows = [(see.path[k], see.losses[k], see.slopes[k]) for k in steps]
    rows += [("", "", "")] * (SHOWN_ROWS - len(steps))
    names = [*map(str, steps), *[""] * (SHOWN_ROWS - len(steps))]
    return table(rows, names, ("w", "f(w)", "slope"), {(len(steps) - 1, 0)}, digits=3)


def _formula(see: See) -> Line:
    if see.position == 0:
        return Line("w ← w − learning rate · slope", "future")
    operands = (see.path[-2], see.learning_rate, see.slopes[-2])
    text = worked("w ← {} − {}·{:()} = {}", operands, see.w, lambda w, rate, slope: w - rate * slope)
    return Line(text, "now")
