"""Whether momentum does more than a larger learning rate: three networks for each seed."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine import datasets, optimizers
from engine.race import Race, Runner
from lessons.figures import Beside, Curves, Floats, Role, Series
from lessons.labs._count import Count, Trial, by_seed, of_seeds, train
from lessons.labs.base import Figures, Knob, Plotted, Readout, See, readout, work
from lessons.labs.momentum._racing import mu_knob
from lessons.text import number, short

POINTS, NOISE, TEST, BATCH, SIZES = 600, 0.2, 0.3, 42, (2, 16, 16, 1)
ARMS = ("plain", "momentum", "larger")
ROLES: dict[str, Role] = {"plain": "text", "momentum": "accent", "larger": "negative"}
LOST = 9.0
"""The loss of a run that diverged."""
ROWS = 8
EVERY = 10


class Run(NamedTuple):
    """The training loss of each network at the end, and on its way: the mean of every ten batches."""

    losses: tuple[float, ...]
    curves: Floats


class LargerRateCount(Count[Run]):
    """Plain descent, momentum, and plain descent at the rate that momentum amounts to, on two moons."""

    does = "trains three networks"
    quick = {"seeds": 2, "updates": 20}

    learning_rate = Knob.number("how far a plain step goes", 0.02, scale="log", low=0.001, high=1)
    mu = mu_knob(high=0.95)
    updates = Knob.integer("steps of each run", 200, low=20, high=400, step=EVERY, turnable=False)
    step_work = work(lambda lab: lab.updates * 3 * 80_000)

    larger_rate = Readout(
        "the learning rate that momentum amounts to where slopes agree: rate/(1 − μ)",
        lambda lab: float(lab.learning_rate / (1 - lab.mu)),
    )

    def trial(self, seed: int) -> Trial[Run]:
        data = datasets.load("moons", n=POINTS, noise=NOISE, seed=seed).split(test=TEST, seed=seed)
        rules = (
            optimizers.make("sgd", self.learning_rate),
            optimizers.make("momentum", self.learning_rate, momentum=self.mu),
            optimizers.make("sgd", self.larger_rate),
        )
        runners = [Runner(SIZES, output="sigmoid", seed=seed, optimizer=rule) for rule in rules]
        race = Race(runners, data, loss="bce", batch_size=BATCH)
        yield from train(race, int(self.updates))
        ends = [LOST if lost else part["loss"] for part, lost in
                zip(race.evaluate("train"), race.diverged, strict=True)]  # fmt: skip
        whole = race.steps // EVERY
        means = race.losses[:, : whole * EVERY].reshape(len(ARMS), whole, EVERY).mean(axis=2)
        return Run(tuple(ends), means)

    @readout("networks for which momentum ends lower: below.plain and below.larger, of below.done")
    def below(self) -> dict[str, int]:
        pairs = (("plain", 0), ("larger", 2))
        return {"done": self.position} | {
            name: sum(run.losses[1] < run.losses[k] for run in self.results) for name, k in pairs
        }

    @readout(
        "the mean training losses at the end: mean.plain, mean.momentum, mean.larger; 0 before the first"
    )
    def mean(self) -> dict[str, float]:
        ends = self.ends if self.position else np.zeros((1, len(ARMS)))
        return dict(zip(ARMS, ends.mean(axis=0).tolist(), strict=True))

    ends = Plotted(lambda lab: np.array([run.losses for run in lab.results]).reshape(-1, len(ARMS)))
    curves = Plotted(lambda lab: lab.results[-1].curves if lab.position else np.empty((len(ARMS), 0)))

    @staticmethod
    def figures(see: See) -> Figures:
        yield Beside((_ends(see), _last(see)))

    @staticmethod
    def caption(see: See) -> str:
        plain, momentum, larger = (number(end, 3) for end in see.ends[-1])
        counts = [number(see.below[name], 0) for name in ("plain", "larger")]
        first, second = counts[0], of_seeds(see, counts[1])
        return (
            f"Last seed: plain {plain}, momentum {momentum}, rate {short(see.larger_rate)}: {larger}. "
            f"Momentum is below plain in {first} of {see.position}, below the larger rate in {second}."
        )

    caption_rows = 2


def _names(see: See) -> tuple[str, ...]:
    return "plain", f"μ {short(see.mu)}", f"rate {short(see.larger_rate)}"


def _ends(see: See) -> Curves:
    series = zip(_names(see), see.ends.T, ROLES.values(), strict=True)
    return by_seed(see, "loss at the end", "loss", ROWS, series)


def _last(see: See) -> Curves:
    curves = see.curves
    at = see.updates / max(curves.shape[1], 1) * (1.0 + np.arange(curves.shape[1]))
    series = tuple(map(Series, _names(see), [at] * len(ARMS), curves, ROLES.values()))
    ends = (0.0, float(see.updates))
    return Curves("last seed, mean of 10 steps", series, "step", "loss", ROWS, ends, (0.0, 0.8))
