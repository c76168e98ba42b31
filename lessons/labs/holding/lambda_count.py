"""How much weight decay is right: eight λ, counted over seeds."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessons.figures import Curves, Series, Spare, table
from lessons.labs._count import Trial, last, of_seeds, train
from lessons.labs._few import Ends, aside, ended, few, run_work
from lessons.labs._nets import learner
from lessons.labs.base import Figures, Plotted, See, readout, work
from lessons.labs.holding._holding import ASIDE, LAMBDAS, NOISE, HeldCount
from lessons.text import BLANK, listed

BEST = LAMBDAS.index("0.01")
ROWS = 7


class LambdaCount(HeldCount[Ends]):
    """One network, eight strengths of weight decay: its losses, and where the test loss is lowest."""

    does = "trains eight networks"
    step_work = work(lambda lab: len(LAMBDAS) * run_work(lab.widths, lab.count, lab.length_of_run))

    def trial(self, seed: int) -> Trial[Ends]:
        data, found = few("moons", self.count, NOISE, seed), []
        choose = aside(ASIDE, NOISE, seed)
        for strength in LAMBDAS:
            run = learner(data, self.widths, seed, float(strength))
            yield from train(run, self.length_of_run)
            found.append((*ended(run), run.net.loss(choose.X, choose.Y, run.loss)))
        return found

    ends = Plotted(lambda lab: np.array(lab.results).reshape(-1, len(LAMBDAS), 4))
    """Training loss, test loss, what is right of fresh points, validation loss: (seeds, λ, 4)."""
    lowest = Plotted(lambda lab: np.argmin(lab.ends[:, :, 1], axis=1))
    """Which λ has the lowest test loss, by seed."""
    picked = Plotted(lambda lab: np.argmin(lab.ends[:, :, 3], axis=1))
    """Which λ the validation points choose, by seed."""

    @readout(
        "seeds so far, of best.done, in which λ = 0.01 has the lowest test loss of the eight, best.count"
    )
    def best(self) -> dict[str, int]:
        return {"count": int((self.lowest == BEST).sum()), "done": self.position}

    @readout("seeds so far in which the λ chosen by 30 validation points has a lower test loss than none, "
             "chosen.lower, and more points right, chosen.right")  # fmt: skip
    def chosen(self) -> dict[str, int]:
        picked = self.ends[np.arange(self.position), self.picked]
        none = self.ends[:, 0]
        lower, right = picked[:, 1] < none[:, 1], picked[:, 2] > none[:, 2]
        return {"lower": int(lower.sum()), "right": int(right.sum())}

    @staticmethod
    def figures(see: See) -> Figures:
        shape = 2, len(LAMBDAS)
        train, test = see.ends[:, :, :2].mean(axis=0).T if see.position else np.full(shape, np.nan)
        numbers = np.arange(1.0, len(LAMBDAS) + 1)
        means = Series("training", numbers, train), Series("test", numbers, test, "text")
        names = "training loss", "test loss", "fresh points right", "lowest test loss in", "chosen in"
        best = [(0, train), (1, test), (2, -see.ends[:, :, 2].mean(axis=0))] if see.position else []
        lowest = ((row, int(np.argmin(means))) for row, means in best)
        of_what = "means over the seeds, and counts" if see.position else listed(LAMBDAS, "and")
        yield table(_rows(see), names, LAMBDAS, lowest, title=f"for λ: {of_what}")
        yield Spare(Curves("", means, "which λ, from 0 to 1", "loss", ROWS, (1.0, float(len(LAMBDAS)))))

    @staticmethod
    def caption(see: See) -> str:
        lowest, picked = (LAMBDAS[int(k[-1])] for k in (see.lowest, see.picked))
        return (
            f"{last(see)} the test loss is lowest with λ = {lowest}, and validation points "
            f"choose {picked}. Their choice beats λ = 0 in {of_seeds(see, see.chosen['lower'])}."
        )


def _rows(see: See) -> list[list[Any]]:
    if not see.position:
        return [[BLANK] * len(LAMBDAS) for _ in range(5)]
    counts = ([f"{(each == k).sum()}" for k in range(len(LAMBDAS))] for each in (see.lowest, see.picked))
    return [*see.ends[:, :, :3].mean(axis=0).T.tolist(), *counts]
