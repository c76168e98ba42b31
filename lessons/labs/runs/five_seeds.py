"""Whether a network is good enough, whatever the seed: five runs of one that the learner chooses."""

from __future__ import annotations

from functools import lru_cache

from engine import Diverged, datasets, metrics
from lessons.figures import Bars
from lessons.figures.worked import Working, counted
from lessons.labs._nets import learner, weights
from lessons.labs.base import (
    NONE_KEPT,
    Figures,
    Knob,
    Lab,
    Plotted,
    Readout,
    See,
    plotted,
    readout,
    units_of_count,
)
from lessons.text import BLANK, number

SEEDS = (1, 2, 3, 4, 5)
POINTS, TEST, BATCH = 600, 0.3, 32
TESTED = round(POINTS * TEST)
ALLOWED = TESTED // 20
"""So many test points may be wrong in a good run: one in twenty."""


@lru_cache(maxsize=128)
def wrong_of(
    widths: tuple[int, ...], activation: str, rate: float, noise: float, epochs: int, seed: int
) -> int:
    """How many test points a network gets wrong at the end of a run; all of them where it diverges."""
    data = datasets.load("moons", n=POINTS, noise=noise, seed=seed).split(test=TEST, seed=seed)
    assert data.test is not None
    trainer = learner(data, widths, seed, activation=activation, rate=rate, batch=BATCH)
    try:
        trainer.run(epochs * trainer.batches.per_epoch)
    except Diverged:
        return TESTED
    answered = (trainer.net.forward(data.test.X)[:, 0] > 0.5).astype(int)
    return round(TESTED * (1 - metrics.accuracy(data.test.labels, answered)))


class FiveSeeds(Lab):
    """Five runs of one network, each with other points and weights: in how many it gets 95 % right."""

    rate = 2.0
    quick = {"epochs": 1, "hidden": (2,)}
    steps = len(SEEDS)

    widths = Knob.sizes("the units of each hidden layer", (16, 16), name="hidden", low=1, high=32)
    activation = Knob.choice("what the hidden units apply", "relu tanh sigmoid")
    learning_rate = Knob.number("how far each step goes", 0.01, scale="log", low=1e-4, high=10)
    noise = Knob.number("how far points stray from their moon", 0.15, low=0, high=1, turnable=False)
    epochs = Knob.integer("epochs in a run", 20, low=1, high=40, turnable=False)

    @property
    def step_work(self) -> int:
        """A run: its batches, and what the size of the network adds."""
        train = POINTS - TESTED
        return int(self.epochs * (-(-train // BATCH) * 45_000 + train * self.parameters // 2))

    @plotted()
    def wrong(self) -> list[int]:
        """The test points that each run so far got wrong."""
        given = self.widths, self.activation, self.learning_rate, self.noise, self.epochs
        return [wrong_of(*given, seed) for seed in SEEDS[: self.position]]

    sizes = Plotted(lambda lab: (2, *lab.widths, 1))
    parameters = Readout("weights and biases of the network", lambda lab: weights(lab.widths))

    @readout("runs so far that get 95 % of the test points right: good.count, of good.done")
    def good(self) -> dict[str, int]:
        return {"count": sum(wrong <= ALLOWED for wrong in self.wrong), "done": self.position}

    tested = Readout("how many test points there are", lambda lab: TESTED)
    allowed = Readout("how many of them may be wrong in a good run", lambda lab: ALLOWED)

    def working(self, path: str) -> Working | None:
        return counted(self.sizes, self.parameters) if path == "parameters" else None

    def mistakes(self, path: str) -> dict[str, float]:
        match path:
            case "parameters":
                return {"You left out the biases.": self.parameters - sum(self.sizes[1:])}
            case "good.count":
                return {"You counted the runs that are not good.": self.position - self.good["count"]}
        return {}

    def units(self, path: str) -> dict[str, float]:
        return units_of_count(self.position) if path == "good.count" and self.position else {}

    no_network = NONE_KEPT

    @staticmethod
    def figures(see: See) -> Figures:
        blank = [BLANK] * (len(SEEDS) - see.position)
        yield Bars(
            f"wrong of {TESTED} test points, by seed; {ALLOWED} are 5 %",
            tuple(f"seed {seed}" for seed in SEEDS),
            (*see.wrong, *blank),
            (0.0, 40.0),
            highlight=frozenset({see.position - 1} if see.position else ()),
            digits=0,
        )

    @staticmethod
    def caption(see: See) -> str:
        if see.position == 0:
            return (
                f"{see.parameters} parameters. Each step trains for {see.epochs} epochs, with the next seed."
            )
        good = number(see.good["count"], 0)
        return f"{see.parameters} parameters: 95 % right on {good} of {see.position} seeds."
