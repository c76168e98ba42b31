"""One weight with a velocity, walking down a parabola."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import landscapes, optimizers
from lessons.figures import Beside, Curves, Formula, Line, Matrix, Series, table
from lessons.figures.worked import worked
from lessons.labs.base import Figures, Readout, See, split_path
from lessons.labs.descent._parabola import CENTRE, Parabola
from lessons.labs.momentum._racing import mu_knob
from lessons.text import decimal

SHOWN_ROWS = 5
CHART_ROWS = 8


class HeavyStep(Parabola):
    """Momentum on f(w) = (w − 3)²: slope, velocity and w, step by step."""

    quick = {"steps": 3}

    mu = mu_knob(0.5)

    def prepare(self, changed: str | None = None) -> None:
        super().prepare(changed)
        rule = optimizers.make("momentum", self.learning_rate, momentum=self.mu)
        self.whole = landscapes.descend(self.landscape, [self.begin], self.steps + 1, rule)[:, 0]

    @property
    def all_velocities(self) -> Any:
        found = [self.slope_at(self.begin)]
        for w in self.whole[1 : self.position]:
            found.append(self.mu * found[-1] + self.slope_at(float(w)))
        return np.array(found[: self.position])

    velocities = Readout("the velocity of each step so far", lambda lab: lab.all_velocities, tells={-1: "w"})
    moves = Readout("what each step so far took from w: learning rate · velocity", tells={-1: "w"},
                    compute=lambda lab: lab.learning_rate * lab.velocities)  # fmt: skip

    def working(self, path: str) -> None:
        return None

    def mistakes(self, path: str) -> dict[str, float]:
        match split_path(path):
            case ["slopes", int(k)]:
                return {"You left out the 2 of the slope.": float(self.slopes[k] / 2)}
            case ["velocities", int(k)] if k:
                old, slope = self.velocities[k - 1], self.slopes[k]
                return {
                    "You kept all of the velocity. Only μ of it is kept.": float(old + slope),
                    "That is what is kept of the velocity. Add the new slope.": float(self.mu * old),
                    "That is the new slope alone. Some of the velocity is kept.": float(slope),
                    "You took away the new slope. The velocity adds it.": float(self.mu * old - slope),
                }
            case ["moves", int(k)]:
                return {
                    "That is the velocity. A step is the learning rate times it.": float(self.velocities[k]),
                    "That is a plain step. Here it is the learning rate times the velocity.": float(
                        self.learning_rate * self.slopes[k]
                    ),
                }
            case ["path", int(k)] if k:
                before, move = self.path[k - 1], self.moves[k - 1]
                return {
                    "You added the step. w moves against the velocity.": float(before + move),
                    "You took away the whole velocity. The step is what w moves by.": float(
                        before - self.velocities[k - 1]
                    ),
                }
        return super().mistakes(path) if path == "gradient" else {}

    @staticmethod
    def figures(see: See) -> Figures:
        yield Beside((_chart(see), _table(see)), shares=(3, 4))
        yield Formula("", _lines(see))

    @staticmethod
    def caption(see: See) -> str:
        if see.position == 0:
            return f"w starts at {decimal(see.w, 0)}, with a velocity of 0."
        return f"Step {see.position} of {see.steps}: w is {decimal(see.w)}, and f(w) is {decimal(see.f)}."


def _chart(see: See) -> Curves:
    known = [w for w in see.path if not isinstance(w, str)]
    reach = max(4.0, *(abs(w - CENTRE) * 1.1 for w in known), 0.0)
    w = np.linspace(CENTRE - reach, CENTRE + reach, 121)
    curve = Series("f(w)", w, see.curve(w), role="muted")
    path = Series("path", see.path, see.losses, style="path")
    return Curves("loss f(w)", (curve, path), "w", "f(w)", CHART_ROWS, marker=(see.w, see.f))


def _table(see: See) -> Matrix:
    steps = range(max(0, len(see.path) - SHOWN_ROWS), len(see.path))
    rows: list[Any] = [
        (see.path[k], see.slopes[k], *((see.velocities[k - 1], see.moves[k - 1]) if k else ("", "")))
        for k in steps
    ]
    rows += [("",) * 4] * (SHOWN_ROWS - len(steps))
    names = [*map(str, steps), *[""] * (SHOWN_ROWS - len(steps))]
    return table(rows, names, ("w", "slope", "u", "step"), {(len(steps) - 1, 0)}, digits=4)


def _lines(see: See) -> tuple[Line, Line]:
    if see.position == 0:
        return Line("u ← μ·u + slope", "future"), Line("w ← w − learning rate · u", "future")
    before = see.velocities[-2] if see.position > 1 else 0.0
    u = worked(
        "u ← {}·{:()} + {:()} = {}", (see.mu, before, see.slopes[-2]), see.velocities[-1],
        lambda mu, u, g: mu * u + g,
    )  # fmt: skip
    w = worked(
        "w ← {} − {}·{:()} = {}", (see.path[-2], see.learning_rate, see.velocities[-1]), see.w,
        lambda w, rate, u: w - rate * u,
    )  # fmt: skip
    return Line(u, "now"), Line(w, "now")
