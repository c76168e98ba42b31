"""What more points do for a network that learns by heart, counted over seeds."""

from __future__ import annotations

import numpy as np

from lessons.figures import Role, Spare, table
from lessons.labs._count import Count, Trial, by_seed, last, of_seeds, train
from lessons.labs._few import Ends, ended, few, run_knob, run_work
from lessons.labs._nets import learner
from lessons.labs.base import Figures, Knob, Plotted, See, readout, work
from lessons.text import BLANK, number

POINTS = (60, 240, 960)
ROLES: tuple[Role, ...] = ("text", "muted", "accent")
STEPS = 800
ROWS = 7
MEASURED = "training loss", "test loss", "fresh points right"


class MorePoints(Count[Ends]):
    """One network that learns 60 points, then 240, then 960: both of its losses, seed by seed."""

    does = "trains three times"
    caption_rows = 2
    quick = {"seeds": 2, "hidden": (2,), "run": 20}

    widths = Knob.sizes("units in each hidden layer", (32, 32), name="hidden", low=1, high=64)
    noise = Knob.number("how far points stray from their moon", 0.3, low=0, high=1, step=0.1)
    length_of_run = run_knob(STEPS)
    step_work = work(lambda lab: sum(run_work(lab.widths, points, lab.length_of_run) for points in POINTS))

    def trial(self, seed: int) -> Trial[Ends]:
        found = []
        for points in POINTS:
            run = learner(few("moons", points, self.noise, seed), self.widths, seed)
            yield from train(run, self.length_of_run)
            found.append(ended(run))
        return found

    ends = Plotted(lambda lab: np.array(lab.results).reshape(-1, len(POINTS), 3))
    """Training loss, test loss and fraction right of fresh points: (seeds, numbers of points, 3)."""

    @readout("seeds so far, of more.done, in which 960 points give a lower test loss than 60, more.lower, "
             "and more fresh points right, more.right")  # fmt: skip
    def more(self) -> dict[str, int]:
        few_, many = self.ends[:, 0], self.ends[:, -1]
        return {
            "lower": int((many[:, 1] < few_[:, 1]).sum()),
            "right": int((many[:, 2] > few_[:, 2]).sum()),
            "done": self.position,
        }

    @staticmethod
    def figures(see: See) -> Figures:
        rows = see.ends.mean(axis=0).tolist() if see.position else [[BLANK] * 3 for _ in POINTS]
        names = tuple(f"{points} points" for points in POINTS)
        yield table(rows, names, MEASURED, title="means over the seeds", digits=3)
        series = ((f"test loss, {POINTS[k]} points", see.ends[:, k, 1], ROLES[k]) for k in (0, 2))
        yield Spare(by_seed(see, "", "loss", ROWS, series))

    @staticmethod
    def caption(see: See) -> str:
        few_, many = (number(see.ends[-1, k, 1]) for k in (0, 2))
        right = of_seeds(see, see.more["right"])
        return (
            f"{last(see)} test loss {few_} from 60 points, {many} from 960. With 960, it is "
            f"lower in {see.more['lower']} seeds, and more fresh points are right in {right}."
        )
