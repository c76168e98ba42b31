"""The loss before anything is learnt, with one seed after another."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from engine import MLP, Split
from lessons.figures.worked import Working, by_hand
from lessons.labs._count import by_seed
from lessons.labs.base import Figures, Knob, Lab, Learnt, Readout, See, plotted, readout, units_of_count
from lessons.labs.classes._ring import points
from lessons.text import number

CHART_ROWS = 7
LEAST = 1e-9
"""What lies above by less is rounding."""
STARTS = {"all 0": "zeros", "at random": "he_normal"}


@lru_cache(maxsize=512)
def loss_of(start: str, classes: int, noise: float, seed: int) -> float:
    """The mean CCE over all points of the ring, by a network that has learnt nothing."""
    data = points(classes, noise, seed)
    net = MLP([2, classes], output="softmax", init=STARTS[start], seed=seed)
    return float(net.loss(data.X, data.Y, "cce"))


class FirstLoss(Lab):
    """The loss of networks that have learnt nothing, each with its own points and first weights."""

    begins = "Each step draws points and weights by the next seed, and takes the loss."
    shares = True
    rate = 3.0
    quick = {"seeds": 3}

    begun = Knob.choice("the first weights", STARTS, name="weights")
    classes = Knob.integer("how many classes there are", 5, low=3, high=10)
    noise = Knob.number("how wide each cloud is", 0.5, low=0.1, high=1.5, turnable=False)
    steps = Knob.integer("how many seeds are tried", 10, name="seeds", low=1, high=20)
    seed = Knob.integer("the first seed; the next ones follow", 0, low=0, high=9999)

    nothing = Readout("the loss of equal probabilities", lambda lab: float(np.log(lab.classes)))

    @plotted()
    def losses(self) -> list[float]:
        """What came out with each seed so far."""
        seeds = range(self.seed, self.seed + self.position)
        return [loss_of(self.begun, self.classes, self.noise, seed) for seed in seeds]

    @readout("seeds so far with a loss above that of equal probabilities: above.count, of above.done")
    def above(self) -> dict[str, int]:
        over = sum(loss > self.nothing + LEAST for loss in self.losses)
        return {"count": over, "done": self.position}

    mean = Readout("the mean of these losses", lambda lab: float(np.mean(lab.losses or [lab.nothing])))

    def working(self, path: str) -> Working | None:
        if path != "nothing":
            return None
        return by_hand("−log(1/{})", {"classes": int(self.classes)}, self.nothing, lambda n: -np.log(1 / n))

    def mistakes(self, path: str) -> dict[str, float]:
        if path != "nothing":
            return {}
        return {
            "That is the probability of each class. The loss is −log of it.": 1 / self.classes,
            "You left out the minus sign.": -self.nothing,
            "You took the logarithm to base 10. Here log is the natural one.": float(np.log10(self.classes)),
            "You took the logarithm to base 2. Here log is the natural one.": float(np.log2(self.classes)),
            "That is a network that is right and sure. This one knows nothing.": 0.0,
        }

    def units(self, path: str) -> dict[str, float]:
        return units_of_count(self.position) if path == "above.count" and self.position else {}

    @property
    def learnt_network(self) -> Learnt:
        seed = self.seed + max(self.position - 1, 0)
        net = MLP([2, self.classes], output="softmax", init=STARTS[self.begun], seed=seed)
        data = points(self.classes, self.noise, seed)
        return Learnt(net, Split(data), said=f"This is the network of seed {seed}.")

    @staticmethod
    def figures(see: See) -> Figures:
        level, starts = ("equal probabilities", see.nothing), [("this start", see.losses, "accent")]
        yield by_seed(see, "", "first loss", CHART_ROWS, starts, y_range=(0.0, 8.0), level=level)

    @staticmethod
    def caption(see: See) -> str:
        count, last = number(see.above["count"], 0), number(see.losses[-1], 3)
        return f"Loss {last}. Above the loss of equal probabilities: {count} of {see.position}."
