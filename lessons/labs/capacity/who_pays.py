"""Which fresh points the test loss of a network comes from."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from engine import Trainer
from lessons.figures import Curves, Floats, Series, Spare, table
from lessons.labs._few import FRESH, LOOKED, Side, few, learnt, run_knob, run_work
from lessons.labs._nets import learner
from lessons.labs.base import Figures, Knob, Lab, Learnt, Plotted, Readout, See, readout, work
from lessons.text import number

EVERY, RUN = 25, 1500
ROWS = 7
SURE = 0.001
"""A point whose own class gets less than this is surely wrong."""


class _Paying(Side):
    """A network in training, with what it gave each fresh point's own class after every few steps."""

    def __init__(self, run: Trainer) -> None:
        self.own: list[Floats] = []
        super().__init__([run], EVERY)

    def _keep(self) -> None:
        super()._keep()
        net, test = self.runs[0].net, self.runs[0].split.test
        assert test is not None
        p = net.forward(test.X)[:, 0]
        self.own.append(np.clip(np.where(test.labels == 1, p, 1 - p), 1e-15, 1.0))


@lru_cache(maxsize=8)
def _course(hidden: tuple[int, ...], points: int, noise: float, seed: int) -> _Paying:
    return _Paying(learner(few("moons", points, noise, seed), hidden, seed))


def _paid(own: Floats, some: Any) -> dict[str, float]:
    """How many there are of some points, by what their own class got; their mean loss; their share of all."""
    n, cost = int(some.sum()), -np.log(own)
    paid = float(cost[some].sum())
    return {"count": n, "loss": paid / n if n else 0.0, "share": paid / float(cost.sum())}


def _added(own: Floats, some: Any) -> float:
    """What some points add to the mean loss of all."""
    return float(-np.log(own[some]).sum()) / len(own)


class WhoPays(Lab):
    """A network that learns few points: what the fresh points that it gets wrong cost it."""

    rate = 8.0
    shares = True
    step_word = f"{EVERY} steps"
    quick = {"run": 100, "hidden": (2,), "points": 20}

    widths = Knob.sizes("units in each hidden layer", (64, 64), name="hidden", low=1, high=64)
    count = Knob.integer("how many points it learns", 60, name="points", scale="log", low=20, high=240)
    noise = Knob.number("how far points stray from their moon", 0.3, low=0, high=1, step=0.1)
    seed = Knob.integer("for the points and the weights", 0, low=0, high=9999)

    length_of_run = run_knob(RUN)

    def steps(self) -> int:
        return int(self.length_of_run // EVERY)

    step_work = work(lambda lab: run_work(lab.widths, lab.count + 2 * LOOKED // EVERY, EVERY))

    @property
    def own_so_far(self) -> list[Floats]:
        """What each fresh point's own class got, from the start until now."""
        course = _course(tuple(self.widths), self.count, self.noise, self.seed)
        course.at(self.position)
        return course.own[: self.position + 1]

    taken = Readout("steps of training so far", lambda lab: lab.position * EVERY, name="step")
    fresh = Readout("how many fresh points there are", lambda lab: FRESH)

    @readout("the fresh points that it gets wrong: wrong.count, their mean loss, wrong.loss, and their "
             "share of the whole loss, wrong.share", tells=("loss",))  # fmt: skip
    def wrong(self) -> dict[str, float]:
        own = self.own_so_far[-1]
        return _paid(own, own <= 0.5)

    @readout("the same of those that it gets right: right.count, right.loss, right.share", tells=("loss",))
    def right(self) -> dict[str, float]:
        own = self.own_so_far[-1]
        return _paid(own, own > 0.5)

    surely = Readout("how many fresh points get less than 0.001 for their own class",
                     lambda lab: int((lab.own_so_far[-1] < SURE).sum()))  # fmt: skip

    loss = Readout("the test loss", lambda lab: float(-np.log(lab.own_so_far[-1]).mean()))
    by_wrong = Plotted(lambda lab: np.array([_added(own, own <= 0.5) for own in lab.own_so_far]))
    """What the wrong ones added to the test loss, from the start until now."""
    by_right = Plotted(lambda lab: np.array([_added(own, own > 0.5) for own in lab.own_so_far]))

    @property
    def learnt_network(self) -> Learnt:
        course = _course(tuple(self.widths), self.count, self.noise, self.seed)
        (net,) = course.at(self.position)
        return learnt(net, course.runs[0])

    @staticmethod
    def figures(see: See) -> Figures:
        parts = [[part["count"], part["loss"], part["share"]] for part in (see.wrong, see.right)]
        rows = [*parts, [see.fresh, see.loss, 1.0]]
        cells = [[number(n, 0), number(loss, 3), number(share, 3)] for n, loss, share in rows]
        yield table(
            cells, ("it gets wrong", "it gets right", "all"), ("points", "mean loss", "share of the loss")
        )
        steps = EVERY * np.arange(see.position + 1.0)
        series = (
            Series("by wrong ones", steps, see.by_wrong),
            Series("by right ones", steps, see.by_right, "text"),
        )
        yield Spare(Curves("test loss", series, "step", "added", ROWS, (0.0, float(see.length_of_run))))

    @staticmethod
    def caption(see: See) -> str:
        surely = number(see.surely, 0)
        return f"Step {see.taken}: {surely} of {FRESH} fresh points get less than 0.001 for their own class."
