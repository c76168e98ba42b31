"""The running mean: what batch normalisation keeps for the time when there is no batch."""

from __future__ import annotations

import numpy as np

from engine import BatchNorm, Dense, Network
from lessons.figures import Curves, Floats, Series
from lessons.figures.worked import Working, by_hand
from lessons.labs.base import Figures, Knob, Lab, Learnt, Plotted, Readout, See, one_by_one
from lessons.text import decimal

BATCHES, CENTRE, STRAY, CHART_ROWS = 40, 5.0, 4.0, 9


class RunningMean(Lab):
    """Batch after batch of one unit's sums: the mean of each, and the running mean that follows them."""

    rate = 4.0
    steps = BATCHES
    step_word = "batch"
    start_work = 20_000_000

    momentum = Knob.number("what part of a batch's mean goes into it", 0.1, low=0, high=1, step=0.05)
    count = Knob.integer(
        "samples in each batch", 32, name="batch_size", label="batch", scale="log", low=1, high=256
    )
    seed = Knob.integer("for the samples", 0, low=0, high=9999)

    def prepare(self, changed: str | None = None) -> None:
        rng = np.random.default_rng(self.seed)
        norm = BatchNorm(momentum=self.momentum)
        self.net = net = Network([Dense(1, "zeros"), norm], 1)
        net.layers[0].W[...] = 1.0
        found = [(0.0, 0.0)]
        for _ in range(BATCHES):
            net.forward(rng.normal(CENTRE, STRAY, (self.count, 1)), training=True)
            found.append((float(norm.batch_mean[0]), float(norm.running_mean[0])))
        self.all: Floats = np.array(found)

    @property
    def learnt_network(self) -> Learnt:
        return Learnt(self.net)

    means = Readout("the mean of each batch (40)", lambda lab: lab.all[1:, 0], at=one_by_one)
    following = Readout(
        "the mean of the batch that comes next", lambda lab: float(lab.all[min(lab.position + 1, BATCHES), 0])
    )
    running = Readout("the running mean", lambda lab: float(lab.all[lab.position, 1]))
    old = Plotted(lambda lab: float(lab.all[max(lab.position - 1, 0), 1]))
    """The running mean before the last batch."""
    mean = Plotted(lambda lab: float(lab.all[lab.position, 0]))
    numbers = Plotted(lambda lab: np.arange(lab.position + 1.0))
    course = Plotted(lambda lab: lab.all[: lab.position + 1, 1])
    so_far = Plotted(lambda lab: lab.all[1 : lab.position + 1, 0])

    def working(self, path: str) -> Working | None:
        if path != "running" or not self.position:
            return None
        numbers = {"momentum": self.momentum, "running mean": self.old, "mean of the batch": self.mean}
        template = "(1 − {0}) · {1:()} + {0} · {2:()}"
        return by_hand(template, numbers, self.running, lambda k, r, m: (1 - k) * r + k * m)

    def mistakes(self, path: str) -> dict[str, float]:
        if path != "running" or not self.position:
            return {}
        old, mean, k = self.old, self.mean, self.momentum
        return {
            "You exchanged the two: most of the old running mean stays.": k * old + (1 - k) * mean,
            "You took the mean of the batch itself.": mean,
            "You took half of each.": (old + mean) / 2,
            "You added to the old one, and took none of it away.": old + k * mean,
        }

    @staticmethod
    def figures(see: See) -> Figures:
        series = (
            Series("batch", see.numbers[1:], see.so_far, "text", "points"),
            Series("running", see.numbers, see.course, "accent"),
        )
        yield Curves("", series, "batch", "mean", CHART_ROWS, (0.0, float(BATCHES)), (0.0, 10.0))

    @staticmethod
    def caption(see: See) -> str:
        if see.position == 0:
            return f"The running mean begins at 0. The next batch has the mean {decimal(see.following)}."
        mean = decimal(see.means[see.position - 1])
        return f"Batch {see.position} has the mean {mean}: the running mean is now {decimal(see.running)}."
