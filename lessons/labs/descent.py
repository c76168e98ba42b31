"""Gradient descent on a parabola."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import landscapes
from lessons.figures import Beside, Curves, Formula, Line, Matrix, Series, table
from lessons.figures.worked import Working, by_hand, worked
from lessons.labs.base import Figures, Knob, Lab, Plotted, Readout, See, of, readout, split_path
from lessons.text import decimal, short

CHART_ROWS = 9
SHOWN_ROWS = 8


class Descent(Lab):
    """Gradient descent on f(w) = (w − 3)²: the path of w, step by step."""

    caption_rows = 2
    learning_rate = Knob.number("how far a step goes along the gradient", 0.3, low=0, high=10, step=0.05)
    begin = Knob.number("where w starts", 0.0, name="start", low=-100, high=100, step=0.5)
    count = Knob.integer("how many steps a run has", 10, name="steps", low=1, high=50)
    centre = Knob.number("where the lowest point is", 3.0, low=-10, high=10, turnable=False)

    def steps(self) -> int:
        return int(self.count)

    def prepare(self, changed: str | None = None) -> None:
        self.landscape = landscapes.get("quadratic", centre=self.centre)
        path = landscapes.descend(self.landscape, [self.begin], self.count + 1, "sgd", self.learning_rate)
        self.whole = path[:, 0]
        """w at the start and after each step, and one more for `next`."""

    w = Readout("the parameter now", lambda lab: float(lab.whole[lab.position]))
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

    distance = Readout("how far w is from the lowest point", lambda lab: float(abs(lab.w - lab.centre)))
    factor = Readout("what a step multiplies the distance by", lambda lab: float(1 - 2 * lab.learning_rate))
    taken = Readout("steps taken", lambda lab: lab.position, name="step")
    curve = Plotted(lambda lab: lab.loss_at)

    def loss_at(self, w: Any) -> Any:
        return self.landscape.value(np.asarray(w, dtype=np.float64)[..., None])

    def slope_at(self, w: float) -> float:
        return float(self.landscape.gradient([w])[0])

    def working(self, path: str) -> Working | None:
        match split_path(path):
            case ["gradient"]:
                centre = self.centre
                template = f"2·({{}} − {decimal(centre, 0)})"
                return by_hand(template, {"w": self.w}, self.gradient, lambda w: 2 * (w - centre))
            case ["factor"]:
                rate = {"learning rate": self.learning_rate}
                return by_hand("1 − 2·{}", rate, self.factor, lambda rate: 1 - 2 * rate)
            case ["w"] if self.position == 1:
                before, after = self.whole[:2]
                numbers = {"w": before, "learning rate": self.learning_rate, "slope": self.slope_at(before)}
                return by_hand("{} − {} · {:()}", numbers, after, lambda w, rate, slope: w - rate * slope)
        return None

    def mistakes(self, path: str) -> dict[str, float]:
        rate = self.learning_rate
        match split_path(path):
            case ["gradient"]:
                return {
                    "You left out the factor 2.": self.gradient / 2,
                    "That is the loss. The slope is asked for.": self.f,
                }
            case ["factor"]:
                return {"You left out the factor 2.": 1 - rate}
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
            "You added the step. It goes against the slope.": before + rate * slope,
            "You left out the learning rate.": before - slope,
            "That is the step alone. Where does it lead from the old w?": after - before,
            "You left out the factor 2 of the slope.": before - rate * slope / 2,
            "That is w before the step.": before,
        }

    @staticmethod
    def figures(see: See) -> Figures:
        yield Beside((_chart(see), _table(see)), shares=(4, 3))
        yield Formula("", (_formula(see),))

    @staticmethod
    def caption(see: See) -> str:
        if see.position == 0:
            return f"w starts at {decimal(see.w, 0)}. Each step goes against the slope."
        if see.begin == see.centre:
            return "The slope is 0 at the lowest point: w has no reason to move."
        return f"Step {see.position} of {see.count}. {_course(see)}"


def _course(see: See) -> str:
    """Where w goes at this learning rate."""
    rate, factor = see.learning_rate, short(of(abs, see.factor))
    if rate == 0:
        return "With a learning rate of 0, w never moves."
    if rate > 1:
        lands = f"lands {factor} times as far from it, up the slope"
        return f"It diverges: each step jumps over the lowest point and {lands}."
    if rate == 1:
        return "Each step lands just as far away on the other side: w swings for ever."
    if rate > 0.5:
        return f"w jumps from side to side; the distance shrinks to {factor} of itself."
    if rate == 0.5:
        return "On this curve a learning rate of 0.5 reaches the lowest point in one step."
    return f"The distance to the lowest point shrinks to {factor} of itself at each step."


def _chart(see: See) -> Curves:
    known = [w for w in see.path if not isinstance(w, str)]
    reach = max(4.0, *(abs(w - see.centre) * 1.1 for w in known), 0.0)
    w = np.linspace(see.centre - reach, see.centre + reach, 121)
    curve = Series("f(w)", w, see.curve(w), role="muted")
    path = Series("path", see.path, see.losses, style="path")
    return Curves("loss f(w)", (curve, path), "w", "f(w)", CHART_ROWS, marker=(see.w, see.f))


def _table(see: See) -> Matrix:
    steps = range(max(0, len(see.path) - SHOWN_ROWS), len(see.path))
    rows = [(see.path[k], see.losses[k], short(see.slopes[k])) for k in steps]
    rows += [("", "", "")] * (SHOWN_ROWS - len(steps))
    names = [*map(str, steps), *[""] * (SHOWN_ROWS - len(steps))]
    return table(rows, names, ("w", "f(w)", "slope"), {(len(steps) - 1, 0)}, digits=4)


def _formula(see: See) -> Line:
    if see.position == 0:
        return Line("w ← w − learning rate · slope", "future")
    operands = (see.path[-2], see.learning_rate, see.slopes[-2])
    text = worked("w ← {} − {}·{:()} = {}", operands, see.w, lambda w, rate, slope: w - rate * slope)
    return Line(text, "now")
