"""Batch normalisation with small batches, counted."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from engine import datasets
from lessons.figures import Bars, Floats, Spare
from lessons.labs._count import Count, Trial, of_seeds, train
from lessons.labs._nets import learner
from lessons.labs.base import Figures, Knob, Plotted, See, readout, work
from lessons.labs.starts._ways import LATELY, lately
from lessons.text import BLANK, number

POINTS, NOISE, TEST, RATE = 300, 0.2, 0.3, 0.01


class Way(NamedTuple):
    """A size of batch, and whether sums are normalised."""

    name: str
    batch: int
    norm: bool = True


WAYS = {
    "thirty_two": Way("batch 32", 32),
    "eight": Way("batch 8", 8),
    "two": Way("batch 2", 2),
    "plain_two": Way("batch 2, plain", 2, norm=False),
}


class NormBatches(Count[tuple[float, ...]]):
    """A small network with batch normalisation and batches of 32, of 8 and of 2, and one without it.

    The ways, as readouts call them: thirty_two, eight, two and plain_two.
    """

    does = "trains four networks"
    quick = {"seeds": 2, "run": 2}

    run = Knob.integer("steps of a run", 600, low=1, high=2000, turnable=False)
    step_work = work(lambda lab: lab.run * 430_000)

    def trial(self, seed: int) -> Trial[tuple[float, ...]]:
        data = datasets.load("moons", n=POINTS, noise=NOISE, seed=seed).split(test=TEST, seed=seed)
        found = []
        for way in WAYS.values():
            trainer = learner(data, (16, 16), seed, rate=RATE, batch=way.batch, batch_norm=way.norm)
            lost = yield from train(trainer, int(self.run))
            found.append(0.0 if lost else trainer.evaluate("test")["accuracy"])
        return tuple(found)

    rights = Plotted(lambda lab: np.array(lab.results).reshape(-1, len(WAYS)))

    @readout("the mean fraction of test points right so far, for each way", at=lambda lab, rest: 1)
    def right(self) -> Any:
        means = self.rights.mean(axis=0) if self.position else np.full(len(WAYS), 0.5)
        return dict(zip(WAYS, map(float, means), strict=True))

    @readout("seeds so far, below.done: below.count of them on which batch 2 does worse than batch 32")
    def below(self) -> dict[str, int]:
        rights: Floats = self.rights
        return {"done": self.position, "count": int((rights[:, 2] < rights[:, 0]).sum())}

    @staticmethod
    def figures(see: See) -> Figures:
        means = [number(100 * mean, 1) if see.position else BLANK for mean in see.right.values()]
        rights = [[number(100 * right, 0) for right in seed] for seed in see.rights[-LATELY:]]
        names = [way.name for way in WAYS.values()]
        title = "test points right in per cent: the mean so far, and with each seed"
        yield lately(see, names, "mean", means, rights, title)
        yield Spare(Bars("mean", tuple(names), tuple(see.right.values()), (0.0, 1.0)))

    @staticmethod
    def caption(see: See) -> str:
        low, high = (number(100 * see.rights[-1][i], 0) for i in (2, 0))
        count = of_seeds(see, see.below["count"])
        return f"Batch 2: {low} % right; batch 32: {high} %. Batch 2 does worse in {count}."
