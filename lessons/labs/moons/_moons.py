"""What the labs of the moons share: the points, parted, and a model's answers over the plane."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from engine import Dataset, Network
from lessons.figures import Floats, Scatter, Surface
from lessons.labs._contest import Fit, Recipe, accuracy, line, split
from lessons.labs.base import Knob, Lab, Plotted, See, readout

GRID = (30, 40)
MARGIN = 0.4
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
        X = np.vstack([self.parts.train.X, self.test.X])
        low, high = X.min(axis=0) - MARGIN, X.max(axis=0) + MARGIN
        self.extent = (float(low[0]), float(high[0]), float(low[1]), float(high[1]))
        across, up = (low[i] + (np.arange(n) + 0.5) / n * (high - low)[i] for i, n in enumerate(GRID[::-1]))
        self.grid = np.stack([a.ravel() for a in np.meshgrid(across, up)], axis=1)

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


class Course:
    """A network in training, kept as it was after each few epochs."""

    def __init__(self, recipe: Recipe) -> None:
        self.fit = Fit(split(*recipe.of_line), recipe.hidden, recipe.iterations, recipe.seed)
        self._params = [self.fit.net.params.copy()]
        self._per = self.fit.total // recipe.iterations * EVERY

    def at(self, position: int) -> Network:
        """The network after so many times `EVERY` epochs."""
        while len(self._params) <= position:
            self.fit.net.params[...] = self._params[-1]
            self.fit.trainer.run(self._per)
            self._params.append(self.fit.net.params.copy())
        self.fit.net.params[...] = self._params[position]
        return self.fit.net


@lru_cache(maxsize=12)
def course(recipe: Recipe) -> Course:
    """The training of a recipe; kept, so that a page turned back to does not learn again."""
    return Course(recipe)
