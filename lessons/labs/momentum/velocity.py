"""What a velocity makes of slopes that agree, and of slopes that alternate."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessons.figures import Beside, Curves, Formula, Line, Matrix, Series, table
from lessons.figures.worked import Working, by_hand, worked
from lessons.labs.base import Figures, Knob, Lab, Plotted, Readout, See, each, of, readout, split_path
from lessons.labs.momentum._racing import mu_knob
from lessons.text import decimal

SHOWN_ROWS = 6
CHART_ROWS = 8


class Velocity(Lab):
    """Momentum on slopes that are given: always 1, or 1 and −1 in turn."""

    begins = "The velocity begins at 0."
    rate = 4.0
    quick = {"steps": 12}

    slopes_are = Knob.choice("the slopes that it meets", "constant alternating", name="slope")
    learning_rate = Knob.number("what the velocity is multiplied by", 0.1, low=0, high=1, step=0.1)
    mu = mu_knob()
    steps = Knob.integer("how many steps a run has", 60, low=1, high=200, turnable=False)

    def prepare(self, changed: str | None = None) -> None:
        sign = -1.0 if self.slopes_are == "alternating" else 1.0
        self.given = sign ** np.arange(self.steps)
        self.whole = np.empty(self.steps)
        u = 0.0
        for k, g in enumerate(self.given):
            self.whole[k] = u = self.mu * u + g

    slopes = Readout("the slope at each step so far", lambda lab: lab.given[: lab.position])
    velocities = Readout("the velocity after each step so far", lambda lab: lab.whole[: lab.position],
                         tells={-1: "velocity"})  # fmt: skip
    moves = Readout("how far each step so far went: learning rate · velocity", tells={-1: "move"},
                    compute=lambda lab: lab.learning_rate * lab.velocities)  # fmt: skip

    @readout("the velocity now")
    def velocity(self) -> float:
        return float(self.whole[self.position - 1]) if self.position else 0.0

    keeps = Plotted(lambda lab: float(lab.mu))
    """μ, kept back where it reads like an answer: a velocity of 1.9 is 1 + μ."""
    move = Readout("how far the last step went", lambda lab: float(lab.learning_rate * lab.velocity))
    alone = Readout("how far a step goes without momentum", lambda lab: lab.learning_rate)
    taken = Readout("steps taken", lambda lab: lab.position, name="step")

    @readout("the length that the steps tend to", name="limit")
    def tends(self) -> float:
        return float(self.learning_rate / (1 + self.mu if self.slopes_are == "alternating" else 1 - self.mu))

    def working(self, path: str) -> Working | None:
        name = _moved(path, self.position)
        if name and self.position:
            before = float(self.whole[self.position - 2]) if self.position > 1 else 0.0
            numbers = {"learning rate": self.learning_rate, "μ": self.mu, "velocity": before,
                       "slope": float(self.given[self.position - 1])}  # fmt: skip
            return by_hand("{}·({}·{:()} + {:()})", numbers, self.move, lambda r, mu, u, g: r * (mu * u + g))
        if path == "limit":
            sign = "+" if self.slopes_are == "alternating" else "−"
            numbers = {"learning rate": self.learning_rate, "μ": self.mu}
            return by_hand(f"{{}}/(1 {sign} {{}})", numbers, self.tends, lambda r, mu: self.tends)
        return None

    def mistakes(self, path: str) -> dict[str, float]:
        rate, mu = float(self.learning_rate), float(self.mu)
        if path == "limit":
            return {
                "You added 1 and μ. Slopes that agree leave 1 − μ under the line.": rate / (1 + mu),
                "That is the velocity in the end. A step is the learning rate times it.": 1 / (1 - mu),
                "That is what a step leaves of the velocity.": rate * mu,
                "That is a step without momentum.": rate,
            }
        if not _moved(path, self.position) or not self.position:
            return {}
        k = self.position - 1
        u, g = float(self.whole[k - 1]) if k else 0.0, float(self.given[k])
        return {
            "That is the velocity. A step is the learning rate times it.": mu * u + g,
            "You took (1 − μ) times the slope. Here the whole slope is added.": rate
            * (mu * u + (1 - mu) * g),
            "You kept all of the velocity. Only μ of it is kept.": rate * (u + g),
            **self._as_before(k),
            "You forgot the slope of this step.": rate * mu * u,
            "You forgot the velocity: that is a plain step.": rate * g,
            "You turned the sign of the slope round.": rate * (mu * u - g),
            "That is the step before.": rate * u,
        }

    def _as_before(self, k: int) -> dict[str, float]:
        """Of whom the velocity grows at each step by as much as it did at the one before."""
        if k < 2:
            return {}
        slip = "You let the step grow by as much as the last one did. Work out the velocity anew."
        return {slip: float(self.learning_rate * (2 * self.whole[k - 1] - self.whole[k - 2]))}

    @staticmethod
    def figures(see: See) -> Figures:
        yield Beside((_chart(see), _table(see)), shares=(4, 3))
        yield Formula("", (_line(see),))

    @staticmethod
    def caption(see: See) -> str:
        alone = decimal(of(lambda g: see.learning_rate * g, see.slopes[-1]))
        return f"Step {see.position} of {see.steps} goes {decimal(see.move)}; without momentum: {alone}."


def _moved(path: str, position: int) -> bool:
    """Whether a path names the last step."""
    match split_path(path):
        case ["move"]:
            return True
        case ["moves", int(k)]:
            return k in (-1, position - 1)
    return False


def _chart(see: See) -> Curves:
    at = 1.0 + np.arange(see.position)
    ends = (0.0, float(see.steps))
    alone = each(lambda g: see.learning_rate * g, see.slopes)
    series = (
        Series("with momentum", at, see.moves, "accent"),
        # As points: two lines that go to and fro would hide each other.
        Series("without", at, alone, "text", "points"),
    )
    return Curves("how far each step goes", series, "step", "step", CHART_ROWS, ends)


def _table(see: See) -> Matrix:
    steps = range(max(0, see.position - SHOWN_ROWS), see.position)
    rows: list[Any] = [(see.slopes[k], see.velocities[k], see.moves[k]) for k in steps]
    rows += [("", "", "")] * (SHOWN_ROWS - len(steps))
    names = [*(f"step {k + 1}" for k in steps), *[""] * (SHOWN_ROWS - len(steps))]
    return table(rows, names, ("slope", "velocity u", "step"), {(len(steps) - 1, 2)}, digits=4)


def _line(see: See) -> Line:
    if see.position == 0:
        return Line("u ← μ·u + slope     step = learning rate · u", "future")
    before = see.velocities[-2] if see.position > 1 else 0.0
    operands = (see.keeps, before, see.slopes[-1])
    after = of(lambda _: see.velocity, before)
    text = worked("u ← {}·{:()} + {:()} = {}", operands, after, lambda mu, u, g: mu * u + g)
    step = worked("step = {} · {:()} = {}", (see.learning_rate, see.velocity), see.move, lambda r, u: r * u)
    return Line(f"{text}     {step}", "now")
