"""How far a score strays by luck: test sets of one size, drawn again and again."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessons.figures import Curves, Series
from lessons.figures.worked import Working, by_hand
from lessons.labs.base import Figures, Knob, Lab, Plotted, Readout, See, plotted, readout
from lessons.labs.runs._guesses import spread
from lessons.text import number

TIMES = 100
POINTS, FEWER = 240, 60
CHART_ROWS = 7


class ScoreSpread(Lab):
    """One network, scored on a hundred test sets of one size: how far its score strays."""

    rate = 20.0
    steps = TIMES

    worth = Knob.number("the fraction of all points that it gets right", 0.5, name="truly",
                        label="truly right", low=0.05, high=0.95, step=0.05)  # fmt: skip
    count = Knob.integer(
        "how many points a test set has", POINTS, name="points", scale="log", low=5, high=5000
    )
    seed = Knob.integer("which test sets are drawn", 0, low=0, high=9999)

    spread = Readout("how far a score strays: √(p·(1 − p)/n)", lambda lab: spread(lab.worth, lab.count))
    fewer = Readout("a quarter of the points that the lesson begins with", lambda lab: FEWER)
    quarter = Readout("how far the score of a coin strays with these", lambda lab: spread(0.5, lab.fewer))

    @plotted()
    def scores(self) -> Any:
        """The score on each test set so far."""
        rng = np.random.default_rng(self.seed)
        return rng.binomial(int(self.count), self.worth, TIMES)[: self.position] / self.count

    numbers = Plotted(lambda lab: np.arange(1.0, lab.position + 1))
    band = Plotted(lambda lab: np.array([lab.worth - lab.spread, lab.worth + lab.spread]), tells=("spread",))

    @readout("test sets so far: near.count, those that stray no farther than the spread, of near.done")
    def near(self) -> dict[str, int]:
        inside = np.abs(self.scores - self.worth) <= self.spread + 1e-12
        return {"count": int(inside.sum()), "done": self.position}

    def working(self, path: str) -> Working | None:
        if path != "spread":
            return None
        numbers = {"p": self.worth, "n": int(self.count)}
        return by_hand("√({0}·(1 − {0})/{1})", numbers, self.spread, lambda p, n: np.sqrt(p * (1 - p) / n))

    def mistakes(self, path: str) -> dict[str, float]:
        if path != "spread":
            return {}
        return {
            "You divided by four. Four times the points: divide by the root of four.": self.spread / 2,
            "That is the spread of fewer points. More points stray less.": 2 * self.spread,
            "You multiplied. More points stray less.": 4 * self.spread,
            "You divided by n. Divide by its root.": float(
                np.sqrt(self.worth * (1 - self.worth)) / self.count
            ),
        }

    @staticmethod
    def figures(see: See) -> Figures:
        ends = (0.0, TIMES + 1.0)
        # Scores lie across the screen: there are far more columns than rows to tell them apart.
        edges = (
            Series(f"p {sign} spread", [edge, edge], np.array(ends), "text")
            for sign, edge in zip("−+", see.band, strict=True)
        )
        series = (*edges, Series("score", see.scores, see.numbers, "accent", "points"))
        reach = 3.2 * spread(see.worth, see.count)
        across = (max(0.0, see.worth - reach), min(1.0, see.worth + reach))
        yield Curves("", series, "fraction right", "test set", CHART_ROWS, across, ends)

    @staticmethod
    def caption(see: See) -> str:
        if see.position == 0:
            return f"Each step scores the network on {see.count} other points."
        count, last = number(see.near["count"], 0), number(see.scores[-1], 3)
        spread, p = number(see.spread, 3), number(see.worth, 2)
        return f"Last score: {last}. So far {count} of {see.position} lie within {spread} of {p}."
