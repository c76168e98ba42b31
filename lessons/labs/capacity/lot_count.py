"""How much can be learnt where there is nothing to learn: classes by lot, counted over seeds."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessons.figures import Floats, Spare, table
from lessons.labs._count import Count, Trial, by_seed, last, of_seeds, train
from lessons.labs._few import Score, few, run_knob, run_work, score
from lessons.labs._nets import learner
from lessons.labs.base import Figures, Knob, Plotted, Readout, See, readout, work
from lessons.text import BLANK, number

FEATURES, STEPS = 10, 600
NETS: dict[str, tuple[int, ...]] = {"line": (), "two": (2,), "many": (32,)}
ROWS = 7
MEASURED = "own points right", "all right in", "fresh points right"


class LotCount(Count[dict[str, Score]]):
    """Points of ten numbers with classes by lot: what a line and two networks get right, seed by seed."""

    does = "trains all three"
    caption_rows = 2
    quick = {"seeds": 2, "points": 20, "run": 20}

    count = Knob.integer("how many points they learn", 40, name="points", scale="log", low=20, high=640)
    length_of_run = run_knob(STEPS)
    step_work = work(
        lambda lab: sum(run_work(hidden, lab.count, lab.length_of_run, FEATURES) for hidden in NETS.values())
    )

    def trial(self, seed: int) -> Trial[dict[str, Score]]:
        data = few("random_labels", self.count, 0.0, seed, FEATURES)
        found = {}
        for name, hidden in NETS.items():
            run = learner(data, hidden, seed)
            yield from train(run, self.length_of_run)
            found[name] = score(run)
        return found

    own = Plotted(lambda lab: {k: np.array([r[k].own for r in lab.results]) for k in NETS})
    fresh_right = Plotted(lambda lab: {k: np.array([r[k].right for r in lab.results]) for k in NETS})

    @readout("seeds so far in which all its own points are right: all.line, all.two, all.many, of all.done",
             name="all")  # fmt: skip
    def whole(self) -> dict[str, int]:
        return {k: int((own == 1).sum()) for k, own in self.own.items()} | {"done": self.position}

    mean = Readout("the mean fraction right so far of their own points: mean.line, mean.two, mean.many",
                   lambda lab: _means(lab.own))  # fmt: skip
    fresh_mean = Readout("the same of fresh points: fresh.line, fresh.two, fresh.many",
                         lambda lab: _means(lab.fresh_right), name="fresh")  # fmt: skip

    @staticmethod
    def figures(see: See) -> Figures:
        series = (
            ("own, 32 units", see.own["many"], "accent"),
            ("own, no layer", see.own["line"], "text"),
            ("fresh, 32 units", see.fresh_right["many"], "negative"),
        )
        yield table(_rows(see), ("no hidden layer", "2 hidden units", "32 hidden units"), MEASURED)
        half = ("half", 0.5)
        yield Spare(by_seed(see, "", "fraction right", ROWS, series, y_range=(0.4, 1.0), level=half))

    @staticmethod
    def caption(see: See) -> str:
        own, fresh = (number(right["many"][-1]) for right in (see.own, see.fresh_right))
        return (
            f"{last(see)} 32 units get {own} of their own points right, and {fresh} of the fresh "
            f"ones. They get all of their own right in {of_seeds(see, see.whole['many'])}."
        )


def _means(right: dict[str, Floats]) -> dict[str, float]:
    return {k: float(each.mean()) if len(each) else 0.5 for k, each in right.items()}


def _rows(see: See) -> list[list[Any]]:
    if not see.position:
        return [[BLANK] * 3 for _ in NETS]
    whole = (f"{see.whole[k]} of {see.position}" for k in NETS)
    return [[see.mean[k], all_right, see.fresh_mean[k]] for k, all_right in zip(NETS, whole, strict=True)]
