"""SGD and Adam on raw and on standardised inputs: five networks for each seed."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np

from lessons.figures import Bars, Beside, Curves, Series
from lessons.labs._count import Count, train
from lessons.labs.adam._scaled import scaled, trainer
from lessons.labs.base import Figures, Knob, See, each, plotted, readout
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
        bars = Bars("training loss, median", NAMES, values, (0.0, 0.8))
        yield Beside((bars, _chart(see)))

    @staticmethod
    def caption(see: See) -> str:
        if see.position == 0:
            return Count.before(see, "trains five networks")
        sgd, _, adam, scaled_sgd, scaled_adam = (number(end, 2) for end in see.ends[-1])
        ahead = Count.of_seeds(see, number(see.below["scaled_sgd"], 0))
        return (
            f"Last seed: raw SGD {sgd}, raw Adam {adam}, scaled SGD {scaled_sgd}, scaled Adam {scaled_adam}. "
            f"Seeds with scaled SGD below raw Adam: {ahead}."
        )


def _chart(see: See) -> Curves:
    """By how much raw Adam ends above scaled SGD, seed by seed."""
    seeds = see.seed + np.arange(see.position, dtype=float)
    more = each(lambda raw, scaled: raw - scaled, see.ends[:, 2], see.ends[:, 3])
    known = [v for v in more if not isinstance(v, str)]
    won = np.array([isinstance(v, str) or v > 0 for v in more], dtype=bool)
    ends = (see.seed - 1.0, see.seed + float(see.seeds))
    series = (
        Series("level", np.array(ends), np.zeros(2), "muted"),
        Series("scaled lower", seeds[won], more[won], "accent", "points"),
        Series("raw lower", seeds[~won], more[~won], "negative", "points"),
    )
    reach = (min([-0.1, *known]), max([0.3, *known]))
    return Curves("raw Adam − scaled SGD", series, "seed", "loss", ROWS, ends, reach)
