"""What the labs of the moons share: the points, parted, and a model's answers over the plane."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from engine import Dataset, Network
from lessons.figures import Floats, Scatter, Surface
from lessons.labs._contest import Fit, Recipe, accuracy, line, split
from lessons.labs._nets import Kept
from lessons.labs._plane import extent, middles
from lessons.labs.base import Knob, Lab, Plotted, See, readout

GRID = (30, 40)
CHART_ROWS = 9
NAMES = ("0", "1")
EVERY = 10
"""Epochs between pictures of a training."""


class Moons(Lab):
    shares = True
    noise: Any = 0.2
    count: Any = 600
    seed = Knob.integer("which random numbers are drawn", 45, low=0, high=9999)

    def prepare(self, changed: str | None = None) -> None:
        self.parts = split(self.count, self.noise, self.seed)
        self.extent = extent(np.vstack([self.parts.train.X, self.test.X]))
        self.grid = middles(self.extent, GRID)

    @property
    def test(self) -> Dataset:
        """The points kept aside."""
        assert self.parts.test is not None
        return self.parts.test

    @readout("how many points: points.all, points.train, points.test", name="points")
    def counted(self) -> dict[str, int]:
        train, test = len(self.parts.train), len(self.test)
        return {"all": train + test, "train": train, "test": test}

    data = Plotted(lambda lab: {"train": lab.parts.train, "test": lab.test})
    """The points and their classes: to learn from, and to test on."""
    reach = Plotted(lambda lab: lab.extent)

    @property
    def straight(self) -> Network:
        """The best straight line for the points to learn from."""
        return line(self.count, self.noise, self.seed)

    def misses(self, net: Network) -> int:
        """How many of the test points a network gets wrong."""
        return round((1 - accuracy(net, self.test)) * len(self.test))


def cloud(title: str, *parts: Dataset) -> Scatter:
    X = np.vstack([part.X for part in parts])
    classes = np.concatenate([part.labels for part in parts]).astype(np.float64)
    return Scatter(f"{title}: {len(X)}", X, classes, NAMES, height=CHART_ROWS)


def plane(see: See, title: str, probability: Floats, wrong: Any, only: Any = slice(None)) -> Surface:
    """What a model answers over the plane, and upon it `only` these test points: it gets so many wrong."""
    X, classes = see.data["test"].X[only], see.data["test"].labels[only].astype(np.float64)
    return Surface(
        title, probability.reshape(GRID), see.reach, X, classes, NAMES,
        CHART_ROWS, None if isinstance(wrong, str) else len(X) - int(wrong),
    )  # fmt: skip


@lru_cache(maxsize=12)
def course(recipe: Recipe) -> Kept:
    """The training of a recipe; kept, so that a page turned back to does not learn again."""
    fit = Fit(split(*recipe.of_line), recipe.hidden, recipe.iterations, recipe.seed)
    return Kept(fit.trainer, fit.total // recipe.iterations * EVERY)
