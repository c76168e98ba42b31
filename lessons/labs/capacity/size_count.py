"""What falls and what rises as a network grows, counted over seeds."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessons.figures import Spare, table
from lessons.labs._count import Count, Trial, by_seed, last, of_seeds, train
from lessons.labs._few import LOOKED, Ends, ended, few, run_knob, run_work
from lessons.labs._nets import learner
from lessons.labs.base import Figures, Knob, Plotted, See, readout, work
from lessons.labs.capacity._sizes import FAR, NAMES, SIZES
from lessons.text import BLANK, number

STEPS, LOOK = 1500, 50
FOUR, MOST = 2, 5
"""The sizes that are compared: 4 and 64-64."""
ROWS = 7
MEASURED = "training loss", "test loss", "fresh points right", "test loss rises in"


class SizeCount(Count[Ends]):
    """Networks of six sizes that learn few points: their losses, seed by seed, and which test losses turn."""

    does = "draws points, and trains six sizes"
    caption_rows = 2
    quick = {"seeds": 2, "points": 20, "run": 50}

    count = Knob.integer("how many points they learn", 60, name="points", scale="log", low=20, high=240)
    noise = Knob.number("how far points stray from their moon", 0.3, low=0, high=1, step=0.1)
    length_of_run = run_knob(STEPS)
    step_work = work(
        lambda lab: sum(run_work(hidden, lab.count + LOOKED // LOOK, lab.length_of_run) for hidden in SIZES)
    )

    def trial(self, seed: int) -> Trial[Ends]:
        data, found = few("moons", self.count, self.noise, seed), []
        for hidden in SIZES:
            run, lowest = learner(data, hidden, seed), np.inf
            for _ in range(self.length_of_run // LOOK):
                yield from train(run, LOOK)
                now = ended(run)
                lowest = min(lowest, now[1])
            found.append((*now, lowest))
        return found

    ends = Plotted(lambda lab: np.array(lab.results).reshape(-1, len(SIZES), 4))
    """Training loss, test loss, what is right of fresh points, lowest test loss: (seeds, sizes, 4)."""
    turned = Plotted(lambda lab: (lab.ends[:, :, 1] > FAR * lab.ends[:, :, 3]).sum(axis=0))
    """Seeds so far in which the test loss of each size has turned."""

    @readout("seeds so far, of large.done, in which 64-64 has the lower training loss than 4 units, "
             "large.train; the higher test loss, large.test; fewer points right, large.right")  # fmt: skip
    def large(self) -> dict[str, int]:
        small, large = self.ends[:, FOUR], self.ends[:, MOST]
        return {
            "train": int((large[:, 0] < small[:, 0]).sum()),
            "test": int((large[:, 1] > small[:, 1]).sum()),
            "right": int((large[:, 2] < small[:, 2]).sum()),
            "done": self.position,
        }

    @readout(
        "seeds so far in which the test loss ends a fifth above its lowest: rises.one, .four, .sixteen, .most"
    )
    def rises(self) -> dict[str, int]:
        one, _, four, sixteen, _, most = map(int, self.turned)
        return {"one": one, "four": four, "sixteen": sixteen, "most": most}

    @staticmethod
    def figures(see: See) -> Figures:
        yield table(_rows(see), MEASURED, NAMES, title="means over the seeds, by hidden units")
        small, large = (see.ends[:, k, 1] for k in (FOUR, MOST))
        each = (("4 units", small, "text"), ("64-64", large, "accent"))
        yield Spare(by_seed(see, "", "test loss", ROWS, each))

    @staticmethod
    def caption(see: See) -> str:
        four, most = (number(see.ends[-1, k, 1]) for k in (FOUR, MOST))
        higher, fewer = see.large["test"], of_seeds(see, see.large["right"])
        return (
            f"{last(see)} test loss {four} with 4 units, {most} with 64-64. The loss of "
            f"64-64 is higher in {higher}, and it gets fewer points right in {fewer}."
        )


def _rows(see: See) -> list[list[Any]]:
    if not see.position:
        return [[BLANK] * len(SIZES) for _ in range(4)]
    means = see.ends.mean(axis=0)
    return [*means[:, :3].T.tolist(), [f"{k}" for k in see.turned]]
