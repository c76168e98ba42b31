"""The same experiment with other points and weights, over and over."""

from __future__ import annotations

import numpy as np

from lessons.figures import Curves, Floats, Role, Series
from lessons.labs.base import NONE_KEPT, Figures, Knob, Lab, Plotted, See, plotted, readout, units_of_count
from lessons.labs.features._draws import EARLY, LATE, POINTS, rule, run
from lessons.labs.features._experiment import CHART_ROWS, PENALTY, RATE
from lessons.text import number


class Draws(Lab):
    """The experiment in one draw of points and weights after the other: what holds, and how often."""

    begins = "Each step draws new points and new weights, and trains a network on them."
    rate = 6.0
    shares = True
    start_work = 50_000_000
    step_work = 55_000_000
    """One run more."""
    quick = {"draws": 2, "learning_rate": 0.1}
    learning_rate = RATE
    penalty = PENALTY
    steps = Knob.integer("how many draws it makes", 20, name="draws", low=1, high=30, turnable=False)

    numbers = Plotted(lambda lab: np.arange(1.0, lab.position + 1))
    """The draws so far, counted from 1."""

    @plotted()
    def right(self) -> dict[str, Floats]:
        """What share of fresh points is right in each draw."""
        runs = [run(int(k), self.learning_rate) for k in self.numbers]
        return {
            f"network, step {EARLY}": np.array([each.score(EARLY).fresh for each in runs]),
            f"step {LATE}": np.array([each.score(LATE).fresh for each in runs]),
            "x₀ and made, fitted": np.array([rule("both", int(k), self.penalty).fresh for k in self.numbers]),
        }

    @readout("over the draws so far: .done, .of, .one_answer, .made_wins", name="draws")
    def counted(self) -> dict[str, int]:
        _, late, made = self.right.values()
        ones = sum(run(int(k), self.learning_rate).told(EARLY).answered == POINTS for k in self.numbers)
        wins = int((made > late).sum())
        return {"done": self.position, "of": self.steps, "one_answer": ones, "made_wins": wins}

    def mistakes(self, path: str) -> dict[str, float]:
        if path != "draws.one_answer":
            return {}
        return {
            "Those are the draws in which it does not.": self.position - self.counted["one_answer"],
            "Did you expect what one draw shows to happen in all?": self.position,
            "Did you think draw 1 a fluke?": 1.0,
        }

    def units(self, path: str) -> dict[str, float]:
        counts = path in ("draws.one_answer", "draws.made_wins") and self.position
        return units_of_count(self.position) if counts else {}

    no_network = NONE_KEPT

    @staticmethod
    def figures(see: See) -> Figures:
        roles: tuple[Role, ...] = ("muted", "text", "accent")
        series = tuple(
            Series(name, see.numbers, right, role, "points")
            for (name, right), role in zip(see.right.items(), roles, strict=True)
        )
        x_range = (0.0, see.steps + 1.0)
        yield Curves("", series, "draw", "fresh points right", CHART_ROWS, x_range, (0.6, 1.0))

    @staticmethod
    def caption(see: See) -> str:
        ones, wins = (number(see.counted[each], 0) for each in ("one_answer", "made_wins"))
        return (
            f"In {ones} of {see.position} draws every answer is 1 at step {EARLY}. × is ahead of ○ in {wins}."
        )
