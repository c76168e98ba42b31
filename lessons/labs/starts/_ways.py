"""What the counts of ten layers share: some ways to begin and to learn, each tried with every seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from lessons.figures import Bars, Matrix, Spare, table
from lessons.labs._count import Count, Trial, of_seeds, train
from lessons.labs.base import Figures, Plotted, Readout, See, work
from lessons.labs.starts._ten_layers import STEP_WORK, Outcome, Way, outcome, trainer
from lessons.text import BLANK, listed, number

LATELY = 10
"""So many seeds are shown, the last ones."""


class WaysCount(Count[tuple[Outcome, ...]]):
    """How many seeds each of some ways learns on."""

    quick: ClassVar[Mapping[str, Any]] = {"seeds": 2, "run": 2}

    does = property(lambda lab: f"trains {len(lab.names)} networks")

    @property
    def ways(self) -> Mapping[str, Way]:
        """What is compared, by the name that lessons call it."""
        raise NotImplementedError

    run: Any
    """The steps of a run."""

    step_work = work(lambda lab: len(lab.ways) * lab.run * STEP_WORK)

    def trial(self, seed: int) -> Trial[tuple[Outcome, ...]]:
        found = []
        for way in self.ways.values():
            trained = trainer(way, seed)
            lost = yield from train(trained, self.run)
            found.append(outcome(trained, lost))
        return tuple(found)

    learnt = Readout(
        "seeds so far on which more than nine in ten test points are right: learnt.done, and for each way",
        lambda lab: {"done": lab.position} | lab.counted(lambda each: each.learnt),
    )
    diverged = Readout(
        "seeds so far on which training diverged, for each way",
        lambda lab: lab.counted(lambda each: np.isinf(each.loss)),
    )

    def counted(self, holds: Any) -> dict[str, int]:
        """On how many seeds so far something holds of each way."""
        return {name: sum(holds(result[i]) for result in self.results) for i, name in enumerate(self.ways)}

    names = Plotted(lambda lab: [way.name for way in lab.ways.values()])
    rights = Plotted(lambda lab: [[_told(each) for each in result] for result in lab.results[-LATELY:]])
    """Of the last seeds, that of each way."""
    counts = Plotted(lambda lab: list(lab.counted(lambda each: each.learnt).values()))

    @staticmethod
    def figures(see: See) -> Figures:
        # Before the first run a count of 0 would look like what came out.
        told = see.counts if see.position else [BLANK] * len(see.counts)
        title = "with how many seeds each has learnt; test points right in per cent"
        yield lately(see, see.names, "learnt", [number(count, 0) for count in told], see.rights, title)
        counts = Bars("learnt with", tuple(see.names), tuple(told), (0.0, float(see.steps)), digits=0)
        yield Spare(counts)

    @staticmethod
    def caption(see: See) -> str:
        counts = listed([number(count, 0) for count in see.counts], "and")
        last = see.seed + see.position - 1
        return f"Seed {last} is done. Learnt, from the top: {of_seeds(see, counts)}."


def lately(
    see: See, names: Sequence[str], head: str, told: Sequence[str], rights: Sequence[Any], title: str
) -> Matrix:
    """A row for each way: what is told of it, and what came out with each of the last seeds."""
    seeds = range(see.seed + see.position - len(rights), see.seed + see.position - len(rights) + LATELY)
    blank = [""] * (LATELY - len(rights))
    rows = [[value, *(seed[i] for seed in rights), *blank] for i, value in enumerate(told)]
    now = {(i, len(rights)) for i in range(len(rows)) if see.position}
    return table(rows, names, [head, *map(str, seeds)], now, title=title)


def _told(run: Outcome) -> str:
    """The test points that are right, in per cent: what decides whether a run has learnt. ∞: it diverged."""
    return "∞" if np.isinf(run.loss) else number(100 * run.right, 0)
