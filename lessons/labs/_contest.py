"""What lab `compare` fits: a straight line, networks, and the same again on other data sets.

Everything here can be done in slices of time, so that no key waits for it.
"""

from __future__ import annotations

import time
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine import MLP, Dataset, Network, Split, Trainer, datasets, metrics
from lessons.figures import Floats
from lessons.labs._logistic import fit_logistic
from lessons.labs._nets import weights

if TYPE_CHECKING:
    from engine.baselines import FitJob

BATCH = 200
"""scikit-learn's batch size for its networks."""
TEST = 0.3
"""The share of the points that is put aside."""
SETS = 10
JUDGES = 1000
"""New points that each of the other data sets is judged on."""
CHUNK = 20
"""Steps between looks at the clock."""


class Recipe(NamedTuple):
    """Everything that decides what comes out."""

    points: int
    noise: float
    seed: int
    hidden: tuple[int, ...]
    iterations: int

    @property
    def of_line(self) -> tuple[int, float, int]:
        """What decides about the straight line: the data alone."""
        return self.points, self.noise, self.seed

    @property
    def work(self) -> int:
        """What training the network once takes, in the units of `lessons.work`."""
        train = self.points - round(self.points * TEST)
        return self.iterations * (-(-train // BATCH) * 40_000 + train * weights(self.hidden) // 2)


@lru_cache(maxsize=8)
def split(points: int, noise: float, seed: int) -> Split:
    """Two moons, a part of them put aside for the test."""
    return datasets.load("moons", n=points, noise=noise, seed=seed).split(test=TEST, seed=seed)


@lru_cache(maxsize=8)
def line(points: int, noise: float, seed: int) -> Network:
    """Logistic regression with scikit-learn's default penalty."""
    train = split(points, noise, seed).train
    return fit_logistic(train.X, train.labels.astype(np.float64))


def accuracy(net: Network, part: Dataset) -> float:
    """The share of the samples that the network gets right."""
    return metrics.accuracy(part.labels, (net.forward(part.X)[:, 0] > 0.5).astype(int))


class Fit:
    """The engine's own network, trained by the recipe that scikit-learn's follows by default."""

    def __init__(self, parts: Split, hidden: tuple[int, ...], iterations: int, seed: int) -> None:
        self.parts, self.iterations = parts, iterations
        self.net = MLP([2, *hidden, 1], hidden="relu", output="sigmoid", init="glorot_uniform", seed=seed)
        self.trainer = Trainer(
            self.net, parts, loss="bce", optimizer="adam", batch_size=min(BATCH, len(parts.train)), seed=seed
        )
        self.total = iterations * self.trainer.batches.per_epoch

    @property
    def done(self) -> bool:
        return self.trainer.steps >= self.total

    @property
    def epochs(self) -> int:
        return self.trainer.epochs

    def work(self, until: float) -> None:
        """Train until it is done, or until that moment by `time.monotonic`."""
        while not self.done and time.monotonic() < until:
            self.trainer.run(min(CHUNK, self.total - self.trainer.steps))

    def finish(self) -> None:
        """Train to the end."""
        self.trainer.run(self.total - self.trainer.steps)

    @property
    def losses(self) -> Floats:
        """The mean training loss of each epoch so far."""
        batches = self.trainer.batches
        per, n = batches.per_epoch, len(self.parts.train)
        sizes = np.array([min(batches.size, n - k * batches.size) for k in range(per)])
        steps = np.asarray(self.trainer.history.loss)[: self.epochs * per].reshape(-1, per)
        return np.asarray(steps @ sizes / n)


class Contests:
    """A line and a network on one data set after another, judged on new points."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.results: list[tuple[float, float]] = []
        """What the line and the network get right of the new points, one pair a data set."""
        self._fit: Fit | None = None

    @property
    def done(self) -> bool:
        return len(self.results) >= SETS

    @property
    def wins(self) -> int:
        """How often the network gets more right."""
        return sum(network > straight for straight, network in self.results)

    def work(self, until: float) -> None:
        """Go on until all is done, or until that moment by `time.monotonic`."""
        while not self.done and time.monotonic() < until:
            if self._fit is None:
                self._fit = self._next()
            self._fit.work(until)
            if self._fit.done:
                self._judge(self._fit)

    def finish(self) -> None:
        """Do all that is left."""
        self.work(float("inf"))

    def _next(self) -> Fit:
        r, seed = self.recipe, len(self.results) + 1
        train = r.points - round(r.points * TEST)
        data = datasets.load("moons", n=train + JUDGES, noise=r.noise, seed=seed)
        parts = Split(data.take(slice(0, train)), None, data.take(slice(train, None)))
        return Fit(parts, r.hidden, r.iterations, seed)

    def _judge(self, fit: Fit) -> None:
        train, test = fit.parts.train, fit.parts.test
        assert test is not None
        straight = fit_logistic(train.X, train.labels.astype(np.float64))
        self.results.append((accuracy(straight, test), accuracy(fit.net, test)))
        self._fit = None


def job(recipe: Recipe, model: str, at: Floats, timeout: float) -> FitJob:
    """scikit-learn's own model of that name, to be fitted in a child process."""
    from engine import baselines

    options = (
        {"hidden_layer_sizes": list(recipe.hidden), "max_iter": recipe.iterations}
        if model == "network"
        else {}
    )
    return baselines.fit(model, split(*recipe.of_line), at=at, seed=recipe.seed, timeout=timeout, **options)
