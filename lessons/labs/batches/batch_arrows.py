"""Where the gradients of single batches lead, round that of all points."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from engine import Split, datasets
from lessons.figures import Curves, Floats, Series
from lessons.figures.base import Role
from lessons.labs.base import Figures, Knob, Lab, Learnt, Plotted, Readout, See, plotted, readout
from lessons.labs.batches._gradients import NOISE, POINTS, SIZES, gradients, network, noise_of, of_batches
from lessons.text import number, subscript

SHOWN = 20
"""So many batches of either size are drawn, the last of them as arrows."""
MEASURED = 400
"""So many are measured to tell the noise."""
SMALLER = 4
"""The smaller batches have so many times fewer points."""
CHART_ROWS = 9
OUTLIERS = 2
"""The per cent of the smaller batches, at either end, whose arrows may lead off the chart."""


@lru_cache(maxsize=8)
def each_gradient(seed: int) -> Floats:
    """The gradient of each point, (points, weights)."""
    return np.concatenate([*gradients(seed)])


@lru_cache(maxsize=16)
def drawn(seed: int, size: int) -> Floats:
    """The gradients of batches, (batches, weights)."""
    return of_batches(each_gradient(seed), size, MEASURED, np.random.default_rng((seed, size)))


class BatchArrows(Lab):
    """Where the gradients of twenty batches lead, round that of all points, in the plane of two weights."""

    step_word = "batch"
    rate = 4.0
    steps = SHOWN
    begins = "Each step draws a batch of each size. Only the last arrows are drawn whole."
    start_work = 60_000_000

    batch = Knob.choice("points in each of the larger batches", "4 16 64 256", default="16")
    seed = Knob.integer("for the points, the weights and the batches", 0, low=0, high=9999)

    size = Readout("points in each of the larger batches", lambda lab: int(lab.batch))
    quarter = Readout(
        "points in each of the smaller ones: a quarter as many", lambda lab: lab.size // SMALLER
    )
    points = Readout("how many points there are", lambda lab: POINTS)
    pairs = Readout("how many batches of either size have been drawn", lambda lab: lab.position, name="drawn")
    of_all = Plotted(lambda lab: each_gradient(lab.seed).mean(axis=0))

    @readout("how far the larger batches' arrows end from that of all, in lengths of it: their noise")
    def noise(self) -> float:
        return noise_of(drawn(self.seed, self.size), self.of_all)

    @readout("the same, of the smaller batches")
    def noise_quarter(self) -> float:
        return noise_of(drawn(self.seed, self.quarter), self.of_all)

    @plotted()
    def pair(self) -> list[int]:
        """The two weights of the first layer that the gradient of all points pulls hardest."""
        pulls = np.abs(self.of_all[: SIZES[0] * SIZES[1]])
        return sorted(np.argsort(pulls)[-2:].tolist())

    @plotted()
    def tips(self) -> list[Floats]:
        """Where the arrows end, (arrows, 2): of the smaller batches so far, the larger ones, and of all."""
        sizes = (drawn(self.seed, size)[: self.position] for size in (self.quarter, self.size))
        return [ends[:, self.pair] for ends in (*sizes, self.of_all[None])]

    @plotted()
    def reach(self) -> Floats:
        """From where to where the chart goes, (2, 2): as far as nearly all of the smaller batches do."""
        ends = drawn(self.seed, self.quarter)[:, self.pair]
        least, most = np.percentile(ends, (OUTLIERS, 100 - OUTLIERS), axis=0)
        return np.stack([np.minimum(least, 0.0), np.maximum(most, 0.0)])

    def mistakes(self, path: str) -> dict[str, float]:
        if path != "noise":
            return {}
        return {
            "You divided by 4. In a mean of 4 times as many, errors are √4 times smaller.": self.noise_quarter
            / 4,
            "That is the noise of the smaller batches. Larger ones err less.": self.noise_quarter,
            "You multiplied. More points err less, not more.": self.noise_quarter * 2,
            "You divided by 16. In a mean of 4 times as many, errors are half.": self.noise_quarter / 16,
        }

    @property
    def learnt_network(self) -> Learnt:
        data = datasets.load("moons", n=POINTS, noise=NOISE, seed=self.seed)
        return Learnt(network(self.seed), Split(data), {"batch": self.size})

    @staticmethod
    def figures(see: See) -> Figures:
        smaller, larger, of_all = see.tips
        series = (
            _arrows(_points(see.quarter), smaller, "muted"),
            _arrows(_points(see.size), larger, "accent"),
            _arrows(f"all {see.points}", of_all, "positive"),
        )
        across, up = (f"W{subscript(1)}[{place // SIZES[1]},{place % SIZES[1]}]" for place in see.pair)
        (x0, y0), (x1, y1) = see.reach
        yield Curves("gradients", series, across, up, CHART_ROWS, (x0, x1), (y0, y1))

    @staticmethod
    def caption(see: See) -> str:
        smaller, larger = number(see.noise_quarter, 2), number(see.noise, 2)
        few, many = see.quarter, see.size
        return f"On average, those of {few} miss the mean by {smaller} of its length, of {many} by {larger}."


def _points(size: int) -> str:
    return "a single point" if size == 1 else f"{size} points"


def _arrows(name: str, tips: Floats, role: Role) -> Series:
    x, y = np.vstack([np.zeros(2), tips]).T
    return Series(name, x, y, role, "arrows")
