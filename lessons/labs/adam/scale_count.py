"""SGD and Adam on raw and on standardised inputs: five networks for each seed."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np

from lessons.figures import Bars, Beside, Curves, Role, Series
from lessons.labs._count import Count, train
from lessons.labs.adam._scaled import scaled, trainer
from lessons.labs.base import Figures, Knob, See, plotted, readout
from lessons.text import BLANK, number

ARMS = {
    "raw SGD 0.1": (False, "sgd", 0.1),
    "raw SGD 0.001": (False, "sgd", 0.001),
    "raw Adam 0.01": (False, "adam", 0.01),
    "scaled SGD 0.1": (True, "sgd", 0.1),
    "scaled Adam 0.01": (True, "adam", 0.01),
}
"""Whether inputs are standardised, the rule and its learning rate."""
NAMES = tuple(ARMS)
LOST = 9.0
"""The loss of a run that diverged."""
ROWS = 8


class ScaleCount(Count[tuple[float, ...]]):
    """Five ways to train one network on two moons whose second input is a hundred times as large."""

    quick = {"seeds": 2, "updates": 5}
    caption_rows = 2

    factor = Knob.number("what x[1] is multiplied by", 100.0, scale="log", low=1, high=1000)
    updates = Knob.integer("steps of each run", 200, low=1, high=400, turnable=False)

    @property
    def step_work(self) -> int:
        return int(self.updates) * len(ARMS) * 90_000

    def trial(self, seed: int) -> Generator[None, None, tuple[float, ...]]:
        ends = []
        for standardised, rule, rate in ARMS.values():
            run = trainer(scaled(float(self.factor), seed, standardised), rule, rate, seed)
            lost = yield from train(run, int(self.updates))
            ends.append(LOST if lost else min(run.evaluate("train")["loss"], LOST))
        return tuple(ends)

    @plotted()
    def ends(self) -> Any:
        """The training losses: (seeds so far, ways)."""
        return np.array(self.results).reshape(-1, len(ARMS))

    @readout("seeds with a lower loss: below.adam_raw (Adam under SGD, raw), below.scaled_sgd (scaled SGD "
             "under raw Adam), below.adam_scaled (Adam under SGD, scaled), of below.done")  # fmt: skip
    def below(self) -> dict[str, int]:
        sgd, _, adam, scaled_sgd, scaled_adam = self.ends.T
        pairs = {
            "adam_raw": (adam, sgd),
            "scaled_sgd": (scaled_sgd, adam),
            "adam_scaled": (scaled_adam, scaled_sgd),
        }
        return {"done": self.position} | {name: int((a < b).sum()) for name, (a, b) in pairs.items()}

    @readout("the middle training losses of the five ways; 0 before the first seed", name="median")
    def middle(self) -> Any:
        return np.median(self.ends, axis=0) if self.position else np.zeros(len(ARMS))

    @staticmethod
    def figures(see: See) -> Figures:
        values = tuple(see.middle) if see.position else (BLANK,) * len(ARMS)
        bars = Bars("middle training loss", NAMES, values, (0.0, 0.8))
        yield Beside((bars, _chart(see)))

    @staticmethod
    def caption(see: See) -> str:
        if see.position == 0:
            return Count.before(see, "trains five networks")
        sgd, _, adam, scaled_sgd, scaled_adam = (number(end, 2) for end in see.ends[-1])
        raw, over, both = (number(see.below[k], 0) for k in ("adam_raw", "scaled_sgd", "adam_scaled"))
        return (
            f"Raw: SGD {sgd}, Adam {adam}; scaled: SGD {scaled_sgd}, Adam {scaled_adam}. "
            f"Adam below SGD: raw {raw}, scaled {both}; "
            f"scaled SGD below raw Adam: {Count.of_seeds(see, over)}."
        )


def _chart(see: See) -> Curves:
    seeds = see.seed + np.arange(see.position, dtype=float)
    shown: tuple[tuple[int, str, Role], ...]
    shown = ((2, "raw Adam", "negative"), (3, "SGD", "text"), (4, "Adam", "accent"))
    series = tuple(Series(name, seeds, see.ends[:, k], role, "points") for k, name, role in shown)
    span = (see.seed - 1.0, see.seed + float(see.seeds))
    return Curves("raw Adam, and scaled", series, "seed", "loss", ROWS, span, (0.0, 0.8))
