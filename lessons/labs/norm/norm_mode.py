"""Six points through a trained network with batch normalisation: in training, and in use."""

from __future__ import annotations

import numpy as np

from engine import MLP, Trainer, datasets, optimizers
from lessons.figures import Bars
from lessons.labs.base import Figures, Knob, Lab, Readout, See
from lessons.text import number

POINTS, LEARNT, BATCH = 6, 300, 32


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
            data = datasets.load("moons", n=300, noise=0.2, seed=self.seed).split(test=0.3, seed=self.seed)
            net = MLP([2, 16, 16, 1], "relu", "sigmoid", "he_normal", self.seed, batch_norm=True)
            rule = optimizers.make("adam", 0.01)
            Trainer(net, data, loss="bce", optimizer=rule, batch_size=BATCH, seed=self.seed).run(LEARNT)
            assert data.test is not None
            self.net, self.X, self.classes = net, data.test.X[:POINTS], data.test.labels[:POINTS]
        training = self.mode == "training"
        batches = (self.X[k : k + self.count] for k in range(0, POINTS, self.count))
        # A pass in training moves what the network keeps: so it is a copy that makes it.
        self.all = np.concatenate([self.net.copy().forward(each, training)[:, 0] for each in batches])

    p = Readout(
        "what the network says of each point (6)", lambda lab: lab.all, at=lambda lab, rest: int(rest[0]) + 1
    )
    apart = Readout("how far apart its answers lie", lambda lab: float(np.ptp(lab.all)))
    right = Readout("how many of the six are right", lambda lab: int(((lab.all > 0.5) == lab.classes).sum()))

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
