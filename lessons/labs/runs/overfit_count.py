"""How often a network overfits: ten runs of a large and of a small one."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from engine import Diverged, datasets
from lessons.figures import Floats
from lessons.labs._count import by_seed
from lessons.labs._nets import learner, weights
from lessons.labs.base import NONE_KEPT, Figures, Knob, Lab, See, plotted, readout, units_of_count
from lessons.text import number

MUCH = 0.1
"""A run overfits where its test loss ends more than this part above its lowest."""
CHART_ROWS = 7
BATCH, RATE, TEST = 32, 0.01, 0.3


class Setting(NamedTuple):
    """What a run is of, besides its seed."""

    points: int
    noise: float
    epochs: int


@lru_cache(maxsize=256)
def losses_of(hidden: tuple[int, ...], setting: Setting, seed: int) -> Floats:
    """The test loss after each epoch, from none on: (epochs + 1,), to where training diverges."""
    data = datasets.load("moons", n=setting.points, noise=setting.noise, seed=seed)
    parts = data.split(test=TEST, seed=seed)
    assert parts.test is not None
    trainer = learner(parts, hidden, seed, rate=RATE, batch=min(BATCH, len(parts.train)))
    net = trainer.net
    losses = [trainer.loss.value(net.forward(parts.test.X), parts.test.Y)]
    for _ in range(setting.epochs):
        try:
            trainer.run(trainer.batches.per_epoch)
        except Diverged:
            break
        losses.append(trainer.loss.value(net.forward(parts.test.X), parts.test.Y))
    return np.array(losses)


class OverfitCount(Lab):
    """Ten runs of a large and of a small network, each with other points and weights: how many overfit."""

    rate = 2.0
    shares = True
    quick = {"runs": 2, "points": 40, "epochs": 3, "hidden": (4,), "small": (2,)}

    large = Knob.sizes("units in each hidden layer", (16, 16), name="hidden",
                       label="large", low=1, high=32)  # fmt: skip
    small = Knob.sizes("the same, for the small network", (4,), low=1, high=32)
    noise = Knob.number("how far points stray from their moon", 0.3, low=0, high=1, step=0.05)
    count = Knob.integer("how many points, three in ten to test with", 200,
                         name="points", scale="log", low=20, high=500)  # fmt: skip
    seed = Knob.integer("the first seed; the next ones follow", 1, low=0, high=9999)
    epochs = Knob.integer("epochs in a run", 100, low=1, high=100, turnable=False)
    steps = Knob.integer("how many runs there are", 10, name="runs", low=1, high=10, turnable=False)

    @property
    def step_work(self) -> int:
        """A run of each network: its batches, and the test loss after each epoch."""
        train = self.count * (1 - TEST)
        batches = self.epochs * -(-train // BATCH)
        parameters = weights(self.large) + weights(self.small)
        return int(2 * batches * 45_000 + self.epochs * (2 * 40_000 + self.count * parameters // 2))

    @plotted()
    def above(self) -> dict[str, Floats]:
        """How far, in per cent, each run's test loss ends above its lowest."""
        setting = Setting(self.count, self.noise, self.epochs)
        seeds = range(self.seed, self.seed + self.position)
        return {
            name: np.array([_above(losses_of(tuple(hidden), setting, seed)) for seed in seeds])
            for name, hidden in (("large", self.large), ("small", self.small))
        }

    @readout("runs so far that overfit: overfit.large, overfit.small, of overfit.done, and of overfit.of")
    def overfit(self) -> dict[str, int]:
        counts = {name: int((np.round(a, 6) > 100 * MUCH).sum()) for name, a in self.above.items()}
        return {"done": self.position, "of": self.steps, **counts}

    def mistakes(self, path: str) -> dict[str, float]:
        if path not in ("overfit.large", "overfit.small"):
            return {}
        other = "small" if path.endswith("large") else "large"
        return {
            "You counted the runs that do not overfit.": self.position - self.readout(path),
            f"You counted those of the {other} network.": self.overfit[other],
        }

    def units(self, path: str) -> dict[str, float]:
        counts = path in ("overfit.large", "overfit.small") and self.position
        return units_of_count(self.position) if counts else {}

    no_network = NONE_KEPT

    @staticmethod
    def figures(see: See) -> Figures:
        series = (
            (f"large, {_named(see.large)}", see.above["large"], "accent"),
            (f"small, {_named(see.small)}", see.above["small"], "text"),
        )
        known = [v for each in see.above.values() for v in each if not isinstance(v, str)]
        tenth, y_range = ("a tenth", 100 * MUCH), (0.0, 1.1 * max([20.0, *known]))
        yield by_seed(see, "", "% above lowest", CHART_ROWS, series, y_range=y_range, level=tenth)

    @staticmethod
    def caption(see: See) -> str:
        if see.position == 0:
            return f"Each step trains both for {see.epochs} epochs, with the next seed."
        large, small = (number(see.overfit[name], 0) for name in ("large", "small"))
        return f"Overfitting so far: large {large} of {see.position}, small {small} of {see.position}."


def _named(hidden: tuple[int, ...]) -> str:
    return "-".join(map(str, hidden))


def _above(losses: Floats) -> float:
    return float(100 * (losses[-1] / losses.min() - 1))
