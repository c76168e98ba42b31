"""What batches of four times as many points do to the noise, counted over seeds."""

from __future__ import annotations

import numpy as np

from lessons.figures import Bars, Beside, Curves, Floats, Series
from lessons.labs._count import Count, Trial, across, of_seeds
from lessons.labs.base import Figures, Knob, Plotted, See, of, plotted, readout
from lessons.labs.batches._gradients import gradients, noise_of, of_batches
from lessons.text import BLANK, number

BATCHES = (1, 4, 16, 64, 256)
MEASURED, AT_ONCE = 100, 10
"""So many batches of each size are drawn, so many of them between two yields."""
HALVES = (1.5, 2.5)
"""A noise is taken to be halved where it is divided by something between these."""
TOP = 3.0


class NoiseCount(Count[Floats]):
    """The noise of batches of 1, 4, 16, 64 and 256 points: how often four times as many halve it."""

    does = "measures five sizes"
    quick = {"seeds": 2}
    step_work = 60_000_000

    moons = Knob.number("how far points stray from their moon", 0.2, name="noise", label="scatter",
                        low=0, high=1, step=0.1)  # fmt: skip

    def trial(self, seed: int) -> Trial[Floats]:
        """The noise of each size, with one seed."""
        parts = []
        for part in gradients(seed, self.moons):
            parts.append(part)
            yield
        each, rng = np.concatenate(parts), np.random.default_rng(seed)
        noises = []
        for size in BATCHES:
            drawn = []
            for _ in range(MEASURED // AT_ONCE):
                drawn.append(of_batches(each, size, AT_ONCE, rng))
                yield
            noises.append(noise_of(np.concatenate(drawn), each.mean(axis=0)))
        return np.array(noises)

    last_noise = Plotted(lambda lab: lab.results[-1] if lab.position else None)
    """The noise of each size, with the seed tried last."""

    @plotted()
    def factors(self) -> Floats:
        """By what each noise is smaller than that of batches a quarter as large, (seeds, 4)."""
        noises = np.array(self.results).reshape(-1, len(BATCHES))
        return noises[:, :-1] / noises[:, 1:]

    @readout("seeds with which each noise is about half the last: halved.count, of halved.done")
    def halved(self) -> dict[str, int]:
        halves = (self.factors > HALVES[0]) & (self.factors < HALVES[1])
        return {"count": int(halves.all(axis=1).sum()), "done": self.position}

    @readout("by what four times as many points divide the noise, on average so far; 1 before the first seed")
    def factor(self) -> float:
        return float(self.factors.mean()) if self.position else 1.0

    @staticmethod
    def figures(see: See) -> Figures:
        seed = f" with seed {see.seed + see.position - 1}" if see.position else ""
        noises = (BLANK,) * len(BATCHES) if see.last_noise is None else tuple(see.last_noise)
        labels = tuple(f"{size} point{'s' * (size > 1)}" for size in BATCHES)
        seeds, ends = across(see)
        factors = see.factors
        series = (
            Series("a half", np.array(ends), np.full(2, 0.5), "muted"),
            Series(
                "four a seed", np.repeat(seeds, factors.shape[1]), 1 / factors.ravel(), "accent", "points"
            ),
        )
        title = "noise left by 4 times the points"
        chart = Curves(title, series, "seed", "share left", 8, ends, (0.0, 1.0))
        yield Beside((Bars(f"noise{seed}", labels, noises, (0.0, TOP), digits=2), chart), shares=(4, 5))

    @staticmethod
    def caption(see: See) -> str:
        noise = ", ".join(of(lambda v: number(v, 2), v) for v in see.last_noise)
        return f"{noise}: each time about halved, in {of_seeds(see, see.halved['count'])}."
