"""How to find a learning rate: try a ladder of them, a few epochs each."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from engine import Diverged, datasets
from lessons.figures import Bars
from lessons.labs._nets import learner
from lessons.labs.base import NONE_KEPT, Figures, Knob, Lab, Readout, See, of, plotted, readout
from lessons.text import BLANK, number, short

RUNGS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
POINTS, NOISE, TEST, BATCH, HIDDEN = 600, 0.2, 0.3, 32, (16, 16)
TOP = 1.0
"""Where the bars end; a larger loss fills its bar."""


@lru_cache(maxsize=128)
def loss_of(rate: float, rule: str, epochs: int, seed: int) -> float:
    """The training loss after so many epochs; inf where training diverges."""
    data = datasets.load("moons", n=POINTS, noise=NOISE, seed=seed).split(test=TEST, seed=seed)
    trainer = learner(data, HIDDEN, seed, rule=rule, rate=rate, batch=BATCH)
    try:
        trainer.run(epochs * trainer.batches.per_epoch)
    except Diverged:
        return float("inf")
    return float(trainer.loss.value(trainer.net.forward(data.train.X), data.train.Y))


class RateLadder(Lab):
    """A ladder of learning rates: the training loss that each reaches in a few epochs from the same start."""

    begins = "Each step tries the next rate, from the same weights."
    rate = 2.0
    shares = True
    step_work = 25_000_000
    steps = len(RUNGS)

    rule = Knob.choice("what turns gradients into steps", "adam sgd", name="optimizer")
    epochs = Knob.integer("epochs with each rate", 5, scale="log", low=1, high=10)
    seed = Knob.integer("for the points, the weights and the order", 45, low=0, high=9999)

    @plotted()
    def reached(self) -> list[float]:
        """The losses of the rates tried so far, or of the first; 99 for one that diverges."""
        rates = RUNGS[: max(1, self.position)]
        losses = (loss_of(rate, self.rule, self.epochs, self.seed) for rate in rates)
        return [min(loss, 99.0) for loss in losses]

    @readout(
        "the best rate so far: best.rate, the loss it reaches, best.loss, and its rung, best.rung, from 1",
        at=lambda lab, rest: 1,
    )
    def best(self) -> dict[str, float]:
        rung = int(np.argmin(self.reached))
        return {"rate": RUNGS[rung], "loss": self.reached[rung], "rung": rung + 1}

    tried = Readout("how many rates have been tried", lambda lab: lab.position)

    no_network = NONE_KEPT

    @staticmethod
    def figures(see: See) -> Figures:
        blank = [BLANK] * (len(RUNGS) - see.position)
        yield Bars(
            f"training loss after {see.epochs} epochs, by rate",
            tuple(f"rate {short(rate)}" for rate in RUNGS),
            (*see.reached[: see.position], *blank),
            (0.0, TOP),
            highlight=frozenset({see.position - 1} if see.position else ()),
        )

    @staticmethod
    def caption(see: See) -> str:
        rate, loss = of(short, see.best["rate"]), number(see.best["loss"], 3)
        return f"Tried so far: {see.position} of {len(RUNGS)}. The best is {rate}, with a loss of {loss}."
