"""Six points through a trained network with batch normalisation: in training, and in use."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from engine import Dataset, Network, Split, datasets
from lessons.figures import Bars
from lessons.labs._nets import RATE, learner
from lessons.labs.base import Figures, Knob, Lab, Learnt, Readout, See, one_by_one
from lessons.text import number

POINTS, LEARNT, BATCH = 6, 300, 32


def parts(seed: int) -> Split:
    """Two moons, three in ten of them to test with."""
    return datasets.load("moons", n=300, noise=0.2, seed=seed).split(test=0.3, seed=seed)


@lru_cache(maxsize=4)
def trained(seed: int) -> tuple[Network, Dataset]:
    """A network that has learnt, and the points to test it with. Nobody trains it on: passes are copies'."""
    data = parts(seed)
    trainer = learner(data, (16, 16), seed, batch=BATCH, batch_norm=True)
    trainer.run(LEARNT)
    assert data.test is not None
    return trainer.net, data.test


class NormMode(Lab):
    """The same six test points through a network with batch normalisation, in batches of a size."""

    rate = 2.0
    steps = POINTS
    step_word = "point"
    start_work = 60_000_000

    mode = Knob.choice("whose mean and spread it takes: the batch's, or those it keeps", "training use")
    count = Knob.integer("points in each batch", 1, name="batch_size", label="batch", low=1, high=POINTS)
    seed = Knob.integer("for the points, the weights and the order", 0, low=0, high=9999)

    def prepare(self, changed: str | None = None) -> None:
        if changed not in ("mode", "batch_size"):
            self.net, test = trained(self.seed)
            self.X, self.classes = test.X[:POINTS], test.labels[:POINTS]
        training = self.mode == "training"
        batches = (self.X[k : k + self.count] for k in range(0, POINTS, self.count))
        # A pass in training moves what the network keeps: so it is a copy that makes it.
        self.all = np.concatenate([self.net.copy().forward(each, training)[:, 0] for each in batches])

    p = Readout("what the network says of each point (6)", lambda lab: lab.all, at=one_by_one)
    apart = Readout("how far apart its answers lie", lambda lab: float(np.ptp(lab.all)))
    right = Readout("how many of the six are right", lambda lab: int(((lab.all > 0.5) == lab.classes).sum()))

    @property
    def learnt_network(self) -> Learnt:
        return Learnt(
            self.net, parts(self.seed), {"learning_rate": RATE, "optimizer": "adam", "batch": BATCH}
        )

    @staticmethod
    def figures(see: See) -> Figures:
        labels = tuple(f"point {i}" for i in range(POINTS))
        now = frozenset({see.position - 1} if see.position else ())
        yield Bars("p, the probability of class 1", labels, tuple(see.p), (0.0, 1.0), highlight=now)

    @staticmethod
    def caption(see: See) -> str:
        if see.position == 0:
            return f"A trained network waits, and six test points, in batches of {see.count}."
        return f"Point {see.position - 1}: p is {number(see.p[see.position - 1], 3)}."
