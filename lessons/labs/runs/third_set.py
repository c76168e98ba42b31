"""Why a choice needs points of its own: the best of ten networks that know nothing."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from lessons.figures import Curves, Floats, Series
from lessons.labs.base import (
    NONE_KEPT,
    Figures,
    Knob,
    Lab,
    Plotted,
    Readout,
    See,
    readout,
    units_of_share,
    work,
)
from lessons.labs.runs._guesses import FRESH, tries
from lessons.text import number

CHART_ROWS = 7


@lru_cache(maxsize=256)
def trial(seed: int, networks: int, points: int) -> tuple[float, float]:
    """Of networks that know nothing, the one that is right most often: of these points, and of fresh ones."""
    return max(tries(seed, networks, points), key=lambda one: one[0])


class ThirdSet(Lab):
    """The best of some untrained networks on a few coin-toss points, and what it then does on fresh ones."""

    begins = "Each step draws new points and new networks, and chooses the best."
    rate = 6.0
    shares = True
    quick = {"trials": 3, "networks": 2}

    networks = Knob.integer("how many untrained networks to choose from", 10, scale="log", low=1, high=100)
    count = Knob.integer(
        "how many points the winner is chosen by", 20, name="points", scale="log", low=5, high=1000
    )
    seed = Knob.integer("the first seed; the next ones follow", 1, low=0, high=9999)
    steps = Knob.integer("how many trials there are", 20, name="trials", low=1, high=20, turnable=False)
    step_work = work(lambda lab: lab.networks * (100_000 + 100 * (lab.count + FRESH)))

    @property
    def run(self) -> Floats:
        """The trials so far, (n, 2)."""
        seeds = range(self.seed, self.seed + self.position)
        return np.array([trial(seed, self.networks, self.count) for seed in seeds]).reshape(-1, 2)

    chosen = Plotted(lambda lab: lab.run[:, 0])
    fresh = Plotted(lambda lab: lab.run[:, 1])
    numbers = Plotted(lambda lab: np.arange(1.0, lab.position + 1))

    @readout(
        "of those chosen so far: mean.chosen, the fraction right of the points that they were chosen by, and "
        "mean.fresh, that of fresh ones"
    )
    def mean(self) -> Any:
        if not self.position:
            return {"chosen": 0.5, "fresh": 0.5}
        return {"chosen": float(self.run[:, 0].mean()), "fresh": float(self.run[:, 1].mean())}

    @readout("trials so far in which it does worse on fresh points: lower.count, of lower.done")
    def lower(self) -> dict[str, int]:
        return {"count": int((self.run[:, 1] < self.run[:, 0]).sum()), "done": self.position}

    score = Readout(
        "mean.chosen in words: unknown before the first trial",
        lambda lab: number(lab.mean["chosen"], 3) if lab.position else "not known yet",
        tells=("mean.chosen",),
    )

    def mistakes(self, path: str) -> dict[str, float]:
        return (
            {"That is the score on the points that they were chosen by.": self.mean["chosen"]}
            if path == "mean.fresh"
            else {}
        )

    def units(self, path: str) -> dict[str, float]:
        return units_of_share(100) if path in ("mean.chosen", "mean.fresh") else {}

    no_network = NONE_KEPT

    @staticmethod
    def figures(see: See) -> Figures:
        ends = (0.0, see.steps + 1.0)
        # Scores lie across the screen: there are far more columns than rows to tell them apart.
        series = (
            Series("half", np.full(2, 0.5), np.array(ends), "muted"),
            Series("points that chose it", see.chosen, see.numbers, "text", "points"),
            Series("fresh points", see.fresh, see.numbers, "accent", "points"),
        )
        yield Curves("", series, "fraction right", "trial", CHART_ROWS, (0.3, 1.0), ends)

    @staticmethod
    def caption(see: See) -> str:
        chosen, fresh = (number(see.mean[name], 3) for name in ("chosen", "fresh"))
        lower = number(see.lower["count"], 0)
        scores = f"Mean score of winners: {chosen}. On fresh points: {fresh}"
        return f"{scores}, lower in {lower} of {see.position}."
