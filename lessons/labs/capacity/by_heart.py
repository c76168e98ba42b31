"""A network that learns points whose classes were drawn by lot."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from engine import Dataset, Split
from lessons.figures import Beside, Curves, Floats, Series, Surface
from lessons.labs._few import GRID, LOOKED, Score, Side, few, learnt, plane, run_knob, run_work
from lessons.labs._nets import learner, weights
from lessons.labs.base import Figures, Knob, Lab, Learnt, Plotted, Readout, See, of, plotted, work
from lessons.text import number

EVERY, RUN = 10, 400
NOISE = 0.3
ROWS = 7
LOT = "by lot"


@lru_cache(maxsize=8)
def _course(classes: str, points: int, hidden: tuple[int, ...], seed: int) -> Side:
    data = few("moons", points, NOISE, seed)
    if classes == LOT:
        rng = np.random.default_rng(seed)
        assert data.test is not None
        data = Split(_shuffled(data.train, rng), test=_shuffled(data.test, rng))
    return Side([learner(data, hidden, seed)], EVERY)


def _shuffled(part: Dataset, rng: np.random.Generator) -> Dataset:
    return Dataset(part.name, part.X, rng.permutation(part.Y))


class ByHeart(Lab):
    """A network that learns points whose classes were drawn by lot, or points with their own classes."""

    rate = 6.0
    shares = True
    step_word = f"{EVERY} steps"
    quick = {"run": 100, "hidden": (3,), "points": 20}

    classes = Knob.choice("how each point gets its class", (LOT, "by moon"))
    widths = Knob.sizes("units in each hidden layer", (64, 64), name="hidden", low=1, high=64)
    count = Knob.integer("how many points it learns", 40, name="points", scale="log", low=10, high=200)
    seed = Knob.integer("for the points, the lot and the weights", 1, low=0, high=9999)

    length_of_run = run_knob(RUN)

    def steps(self) -> int:
        return int(self.length_of_run // EVERY)

    step_work = work(lambda lab: run_work(lab.widths, lab.count + LOOKED // EVERY, EVERY))

    @property
    def course(self) -> Side:
        return _course(self.classes, self.count, tuple(self.widths), self.seed)

    @property
    def scores(self) -> list[Score]:
        """How well it has done, from the start until now."""
        self.course.at(self.position)
        return [now for (now,) in self.course.scores[: self.position + 1]]

    parameters = Readout("its weights and biases", lambda lab: weights(lab.widths))
    taken = Readout("steps of training so far", lambda lab: lab.position * EVERY, name="step")
    own = Readout("the fraction of its own points that it gets right now", lambda lab: lab.scores[-1].own)
    fresh = Readout("the fraction of fresh points that it gets right now", lambda lab: lab.scores[-1].right)
    shares_so_far = Plotted(lambda lab: np.array([(s.own, s.right) for s in lab.scores]))

    @plotted()
    def map(self) -> tuple[Floats, Any, Floats, Floats]:
        """What it answers over the plane, how far that reaches, and its points with their classes."""
        net, train = self.course.at(self.position)[0], self.course.runs[0].split.train
        grid, reach = plane(train.X)
        return net.forward(grid)[:, 0].reshape(GRID), reach, train.X, train.labels.astype(float)

    @property
    def learnt_network(self) -> Learnt:
        (net,) = self.course.at(self.position)
        return learnt(net, self.course.runs[0])

    @staticmethod
    def figures(see: See) -> Figures:
        answers, reach, X, classes = see.map
        right = of(lambda own: round(own * len(X)), see.own)
        surface = Surface("answers", answers, tuple(reach), X, classes, height=ROWS,
                          right=None if isinstance(right, str) else right)  # fmt: skip
        steps = EVERY * np.arange(see.position + 1.0)
        own, fresh = see.shares_so_far.T
        series = (Series("its own points", steps, own, "text"), Series("fresh points", steps, fresh))
        ends = 0.0, float(see.length_of_run)
        yield Beside((surface, Curves("", series, "step", "fraction right", ROWS, ends, (0.0, 1.05))))

    @staticmethod
    def caption(see: See) -> str:
        own, fresh = number(see.own), number(see.fresh)
        return f"Step {see.taken}: it gets {own} of its own points right, and {fresh} of fresh ones."
