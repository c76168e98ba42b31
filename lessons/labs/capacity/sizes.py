"""Networks of six sizes that learn the same few points, side by side."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from lessons.figures import Curves, Series, Spare, table
from lessons.labs._few import LOOKED, Side, few, learnt, run_knob, run_work
from lessons.labs._nets import learner
from lessons.labs.base import Figures, Knob, Lab, Learnt, Readout, See, of, plotted, readout, work
from lessons.labs.capacity._sizes import FAR, NAMES, SIZES
from lessons.text import BLANK

EVERY, RUN = 25, 1500
TRAIN, TEST, LOWEST = range(3)
ROWS = 7


@lru_cache(maxsize=4)
def _course(points: int, noise: float, seed: int, sizes: int) -> Side:
    data = few("moons", points, noise, seed)
    return Side([learner(data, hidden, seed) for hidden in SIZES[:sizes]], EVERY)


class Sizes(Lab):
    """Networks of six sizes learning the same moons: what each loses on its own points and on fresh ones."""

    begins = "Step 0. Nothing is learnt yet; 64-64 is two hidden layers of 64 units."
    rate = 6.0
    shares = True
    step_word = f"{EVERY} steps"
    quick = {"run": 100, "points": 20, "sizes": 1}

    count = Knob.integer("how many points they learn", 60, name="points", scale="log", low=20, high=240)
    noise = Knob.number("how far points stray from their moon", 0.3, low=0, high=1, step=0.1)
    seed = Knob.integer("for the points and the weights", 0, low=0, high=9999)

    most = Knob.integer("how many of the six sizes", 6, name="sizes", low=1, high=6, turnable=False)

    length_of_run = run_knob(RUN)

    def steps(self) -> int:
        return int(self.length_of_run // EVERY)

    step_work = work(
        lambda lab: sum(run_work(hidden, lab.count + LOOKED // EVERY, EVERY) for hidden in SIZES[: lab.most])
    )

    @property
    def course(self) -> Side:
        return _course(self.count, self.noise, self.seed, self.most)

    @plotted()
    def losses(self) -> Any:
        """For each size: the training loss, the test loss, and the lowest test loss so far, (3, sizes)."""
        course = self.course
        course.at(self.position)
        log = np.array([[(s.train, s.test) for s in now] for now in course.scores[: self.position + 1]])
        return np.stack([log[-1, :, 0], log[-1, :, 1], log[:, :, 1].min(axis=0)])

    @plotted()
    def rights(self) -> Any:
        """For each size the fraction right of fresh points."""
        self.course.at(self.position)
        return np.array([s.right for s in self.course.scores[self.position]])

    taken = Readout("steps of training so far", lambda lab: lab.position * EVERY, name="step")

    @readout("the training loss of the smallest, of four units and of the largest: train.one, .four, .most")
    def train(self) -> dict[str, float]:
        return _some(self.losses[TRAIN])

    @readout("their test loss: test.one, test.four, test.most", tells=("test",))
    def test(self) -> dict[str, float]:
        return _some(self.losses[TEST])

    @readout("the lowest test loss of each on its way: lowest.one, lowest.four, lowest.most")
    def lowest(self) -> dict[str, float]:
        return _some(self.losses[LOWEST])

    @readout("the fraction right of fresh points: right.one, right.four, right.most")
    def right(self) -> dict[str, float]:
        return _some(self.rights)

    @property
    def learnt_network(self) -> Learnt:
        net = self.course.at(self.position)[-1]
        return learnt(net, self.course.runs[-1], "Of these networks this is the largest.")

    @staticmethod
    def figures(see: See) -> Figures:
        names = ("training loss", "test loss", "its lowest so far", "fresh points right")
        numbers = np.arange(1.0, see.most + 1)
        # Before anything is learned there is nothing that could be taken for what comes of it.
        rows = [*see.losses, see.rights] if see.position else [[BLANK] * see.most for _ in names]
        train, test = see.losses[:2] if see.position else np.full((2, see.most), np.nan)
        series = Series("training loss", numbers, train), Series("test loss", numbers, test, "text")
        yield table(rows, names, NAMES[: see.most], title="by hidden units", digits=3)
        yield Spare(Curves("", series, "network", "loss", ROWS, (1.0, float(see.most))))

    @staticmethod
    def caption(see: See) -> str:
        risen = of(lambda losses: int((losses[TEST] > FAR * losses[LOWEST]).sum()), see.losses)
        return f"Step {see.taken}. A test loss is well above its lowest in {risen} of {see.most} networks."


def _some(values: Any) -> dict[str, float]:
    return {"one": float(values[0]), "four": float(values[:3][-1]), "most": float(values[-1])}
