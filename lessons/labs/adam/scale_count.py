"""SGD and Adam on raw and on standardised inputs: five networks for each seed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from lessons.figures import Bars, Beside, Curves, Series
from lessons.labs._count import Count, Trial, of_seeds, train
from lessons.labs.adam._scaled import scaled, trainer
from lessons.labs.base import Figures, Knob, Plotted, See, each, readout, work
from lessons.text import BLANK, number, short

ARMS: tuple[tuple[bool, str, float | None], ...] = (
    (False, "sgd", 0.1),
    (False, "sgd", 0.001),
    (False, "adam", None),
    (True, "sgd", 0.1),
    (True, "adam", None),
)
"""Whether inputs are standardised, the rule and its learning rate; that of Adam is a knob."""
LOST = 9.0
"""The loss of a run that diverged."""
ROWS = 8


class ScaleCount(Count[tuple[float, ...]]):
    """Five ways to train one network on two moons whose second input is a hundred times as large."""

    does = "trains five networks"
    quick = {"seeds": 2, "updates": 5}
    caption_rows = 2

    factor = Knob.number("what x[1] is multiplied by", 100.0, scale="log", low=1, high=1000)
    updates = Knob.integer("steps of each run", 200, low=1, high=400, turnable=False)
    adam_rate = Knob.number(
        "the learning rate of Adam", 0.01, label="Adam rate", scale="log", low=0.001, high=1
    )
    step_work = work(lambda lab: lab.updates * len(ARMS) * 90_000)

    def trial(self, seed: int) -> Trial[tuple[float, ...]]:
        ends = []
        for standardised, rule, rate in ARMS:
            parts = scaled(float(self.factor), seed, standardised)
            run = trainer(parts, rule, float(self.adam_rate) if rate is None else rate, seed)
            lost = yield from train(run, int(self.updates))
            ends.append(LOST if lost else min(run.evaluate("train")["loss"], LOST))
        return tuple(ends)

    ends = Plotted(lambda lab: np.array(lab.results).reshape(-1, len(ARMS)))
    """The training losses: (seeds so far, ways)."""

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
        bars = Bars("training loss, median", tuple(_names(see.adam_rate)), values, (0.0, 0.8))
        yield Beside((bars, _chart(see)))

    @staticmethod
    def caption(see: See) -> str:
        sgd, _, adam, scaled_sgd, scaled_adam = (number(end, 2) for end in see.ends[-1])
        ahead = of_seeds(see, see.below["scaled_sgd"])
        return (
            f"Last seed: raw SGD {sgd}, raw Adam {adam}, scaled SGD {scaled_sgd}, scaled Adam {scaled_adam}. "
            f"Seeds with scaled SGD below raw Adam: {ahead}."
        )


def _names(adam_rate: float) -> Iterator[str]:
    for standardised, rule, rate in ARMS:
        name = {"sgd": "SGD", "adam": "Adam"}[rule]
        yield f"{'scaled' if standardised else 'raw'} {name} {short(adam_rate if rate is None else rate)}"


def _chart(see: See) -> Curves:
    """By how much raw Adam ends above scaled SGD, seed by seed: across, where it can be told apart."""
    runs = 1.0 + np.arange(see.position)
    more = each(lambda raw, scaled: raw - scaled, see.ends[:, 2], see.ends[:, 3])
    known = [v for v in more if not isinstance(v, str)]
    won = np.array([isinstance(v, str) or v > 0 for v in more], dtype=bool)
    ends = (0.0, see.steps + 1.0)
    series = (
        Series("level", np.zeros(2), np.array(ends), "muted"),
        Series("scaled lower", more[won], runs[won], "accent", "points"),
        Series("raw lower", more[~won], runs[~won], "negative", "points"),
    )
    reach = (min([-0.1, *known]), max([0.3, *known]))
    return Curves("raw Adam − scaled SGD", series, "loss", "run", ROWS, reach, ends)
