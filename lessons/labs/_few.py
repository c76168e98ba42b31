"""Networks that learn from few points and are tested on a thousand fresh ones: what several labs share."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from engine import Dataset, Network, Split, Trainer, datasets
from lessons.figures import Floats
from lessons.labs._nets import RATE, weights
from lessons.labs._plane import Extent, extent, middles
from lessons.labs.base import Knob, Learnt

FRESH = 1000
STEP = 35_000
"""What a step of a small network takes, in the units of `lessons.work`, whatever its weights."""
GRID = (24, 48)


LOOKED = FRESH // 3
"""What looking at the fresh points takes, as points that are learned: they only go forwards."""


class Score(NamedTuple):
    """How well a network does: its two losses, and what it gets right of its own points and of fresh ones."""

    train: float
    test: float
    own: float
    right: float


Ends: TypeAlias = Sequence[tuple[float, ...]]
"""How networks ended: two losses, what is right of fresh points, and what else a lab takes down of each."""


@lru_cache(maxsize=64)
def few(kind: str, points: int, noise: float, seed: int, features: int = 2) -> Split:
    """Points to learn from, and fresh ones, as the test part."""
    more: dict[str, Any] = {"features": features} if kind == "random_labels" else {"noise": noise}
    learn = datasets.load(kind, n=points, seed=seed, **more)
    return Split(learn, test=datasets.load(kind, n=FRESH, seed=seed + 1000, **more))


def aside(points: int, noise: float, seed: int) -> Dataset:
    """Points of two moons to choose by: neither learned from nor tested on."""
    return datasets.load("moons", n=points, noise=noise, seed=seed + 2000)


def part_right(net: Network, part: Dataset) -> float:
    """The fraction of some points that a network gets right."""
    return float(((net.forward(part.X)[:, 0] > 0.5) == part.labels).mean())


def score(run: Trainer) -> Score:
    """How well a network does now."""
    net, train, test = run.net, run.split.train, run.split.test
    assert test is not None
    losses = [net.loss(part.X, part.Y, run.loss) for part in (train, test)]
    return Score(losses[0], losses[1], part_right(net, train), part_right(net, test))


def ended(run: Trainer) -> tuple[float, float, float]:
    """The two losses of a network that has learned, and what it gets right of fresh points."""
    now = score(run)
    return now.train, now.test, now.right


def run_work(hidden: Sequence[int], points: int, steps: int, inputs: int = 2) -> int:
    """What so many steps of such a network take, in the units of `lessons.work`."""
    return int(steps * (STEP + points * weights(hidden, inputs)))


def run_knob(steps: int) -> Knob:
    """How long a run is: for lessons to set, not for learners to turn."""
    return Knob.integer("steps of training", steps, name="run", low=20, high=2000, turnable=False)


class Side:
    """Networks in training side by side, kept as they were after every few steps."""

    def __init__(self, runs: Sequence[Trainer], every: int) -> None:
        self.runs, self._every = runs, every
        self._params: list[list[Floats]] = []
        self.scores: list[list[Score]] = []
        self._keep()

    def _keep(self) -> None:
        self._params.append([run.net.params.copy() for run in self.runs])
        self.scores.append([score(run) for run in self.runs])

    def at(self, position: int) -> list[Network]:
        """The networks after so many times a few steps."""
        last = len(self._params) - 1
        if position > last:
            self._put(last)
        for _ in range(last, position):
            for run in self.runs:
                run.run(self._every)
            self._keep()
        self._put(position)
        return [run.net for run in self.runs]

    def _put(self, position: int) -> None:
        for run, params in zip(self.runs, self._params[position], strict=True):
            run.net.params[...] = params


def learnt(net: Network, run: Trainer, said: str = "", **more: Any) -> Learnt:
    """A network as it was in a run, for the playground."""
    used = {"learning_rate": RATE, "optimizer": "adam", "batch": len(run.split.train)}
    return Learnt(net, run.split, used | more, said)


def plane(X: Floats) -> tuple[Floats, Extent]:
    """Places all over the plane of some points, (rows × columns, 2), and how far it reaches."""
    ends = extent(X)
    return middles(ends, GRID), ends
