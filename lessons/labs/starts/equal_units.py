"""Units that begin with equal weights stay equal, counted."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine import MLP, Diverged, Trainer, datasets, initializers, optimizers
from engine.datasets import Split
from lessons.figures import Beside, Floats, Spare, Surface
from lessons.labs._count import Count, Trial, by_seed, of_seeds, train
from lessons.labs._plane import from_edge_to_edge
from lessons.labs.base import Figures, Knob, Plotted, See, readout, work
from lessons.labs.starts._ten_layers import NOISE, POINTS, TEST
from lessons.text import decimal

UNITS, BATCH, RATE, STEPS, ROWS = 8, 32, 0.01, 600, 8
GRID = (16, 32)
BOUNDS = (-1.7, 2.7, -1.2, 1.7)


class Learnt(NamedTuple):
    """A network after its run."""

    right: float
    """The fraction of the test points that it has right."""
    apart: float
    """The largest difference between two of its units: in a weight in or out, or in a bias."""
    map: Floats


class EqualUnits(Count[tuple[Learnt, Learnt]]):
    """Two networks of eight tanh units learn two moons: one begins with equal weights, one at random."""

    does = "trains both networks"
    quick = {"seeds": 2, "run": 2}
    caption_rows = 2

    weight = Knob.number("every first weight of the equal ones", 0.3, low=-1, high=1, step=0.1)
    run = Knob.integer("steps of a run", STEPS, low=1, high=2000, turnable=False)
    step_work = work(lambda lab: 2 * lab.run * 60_000)

    def trial(self, seed: int) -> Trial[tuple[Learnt, Learnt]]:
        data = _points(seed)
        found = []
        for init in (initializers.get("constant", value=self.weight), "he_normal"):
            rule = optimizers.make("adam", RATE)
            net = MLP([2, UNITS, 1], "tanh", "sigmoid", init, seed)
            trainer = Trainer(net, data, loss="bce", optimizer=rule, batch_size=BATCH, seed=seed)
            lost = yield from train(trainer, int(self.run))
            found.append(_learnt(trainer, lost))
        return found[0], found[1]

    def some_points(self) -> tuple[Floats, NDArray[np.int_]]:
        test = _points(self.seed + max(self.position - 1, 0)).test
        assert test is not None
        return test.X[::3], test.labels[::3]

    @readout(
        "seeds so far: equal.count of equal.done on which no two units of the equal ones have parted; "
        "equal.behind, on which they have fewer test points right than those at random"
    )
    def equal(self) -> dict[str, int]:
        return {
            "done": self.position,
            "count": sum(equal.apart == 0 for equal, _ in self.results),
            "behind": sum(equal.right < drawn.right for equal, drawn in self.results),
        }

    @readout("the mean fraction of test points right so far: right.equal, right.random")
    def right(self) -> dict[str, float]:
        if not self.position:
            return {"equal": 0.5, "random": 0.5}
        equal, drawn = np.mean([[each.right for each in pair] for pair in self.results], axis=0)
        return {"equal": float(equal), "random": float(drawn)}

    maps = Plotted(lambda lab: [each.map for each in lab.results[-1]] if lab.position else [])
    points = Plotted(lambda lab: lab.some_points())
    """Every third test point of the last seed, and its class."""
    rights = Plotted(lambda lab: np.array([[each.right for each in pair] for pair in lab.results]))

    @staticmethod
    def figures(see: See) -> Figures:
        maps = see.maps or [np.full(GRID, np.nan)] * 2
        X, classes = see.points
        yield Beside(
            tuple(
                Surface(title, each, BOUNDS, X, classes, height=ROWS)
                for title, each in zip(("equal", "random"), maps, strict=True)
            )
        )
        equal, drawn = see.rights.reshape(-1, 2).T
        series = (("equal", equal, "text"), ("random", drawn, "accent"))
        yield Spare(by_seed(see, "", "test points right", 8, series, y_range=(0.5, 1.0)))

    @staticmethod
    def caption(see: See) -> str:
        equal, drawn = (decimal(each, 2, 3) for each in see.rights[-1])
        count = of_seeds(see, see.equal["count"])
        return (
            f"Test points right: {equal} begun equal, {drawn} begun at random. "
            f"Units begun equal have stayed equal in {count}."
        )


def _points(seed: int) -> Split:
    return datasets.load("moons", n=POINTS, noise=NOISE, seed=seed).split(test=TEST, seed=seed)


def _learnt(trainer: Trainer, lost: Diverged | None) -> Learnt:
    net = trainer.net
    first, second = net.layers
    units = np.vstack([first.W, first.b, second.W.T])
    p = net.forward(from_edge_to_edge(BOUNDS, GRID)).reshape(GRID)
    right = 0.0 if lost else trainer.evaluate("test")["accuracy"]
    return Learnt(right, float(np.ptp(units, axis=1).max()), p)
