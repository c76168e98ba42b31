"""A sweep over eight learning rates, with one seed after the other: which rate comes out best."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import optimizers
from engine.race import Race, Runner
from lessons.figures import Bars
from lessons.labs._count import Count, Trial, of_seeds, train
from lessons.labs.adam._scaled import BATCH, SIZES, scaled
from lessons.labs.base import Figures, Knob, Plotted, See, readout, work
from lessons.text import BLANK, UNKNOWN, number, short

RATES = (0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
LOST = 9.0
"""The loss of a run that diverged."""


class RateSweep(Count[tuple[float, ...]]):
    """Eight learning rates on standardised two moons, raced for each seed: where the lowest loss is."""

    does = "tries eight rates"
    quick = {"seeds": 2, "updates": 5}
    caption_rows = 2

    rule = Knob.choice("what turns gradients into steps", "adam sgd momentum", name="optimizer")
    updates = Knob.integer("steps of each run", 50, scale="log", low=5, high=400)
    step_work = work(lambda lab: lab.updates * len(RATES) * 60_000)

    def trial(self, seed: int) -> Trial[tuple[float, ...]]:
        rules = [optimizers.make(self.rule, rate) for rate in RATES]
        runners = [Runner(SIZES, output="sigmoid", seed=seed, optimizer=each) for each in rules]
        race = Race(runners, scaled(1.0, seed, True), loss="bce", batch_size=BATCH)
        yield from train(race, int(self.updates))
        losses, part = [], race.split.train
        for k, lost in enumerate(race.diverged):
            net = race.network(k)
            loss = net.loss(part.X, part.Y, "bce")
            losses.append(LOST if lost or not loss < LOST else float(loss))
            yield
        return tuple(losses)

    losses = Plotted(lambda lab: np.array(lab.results).reshape(-1, len(RATES)))
    """The training losses: (seeds so far, rates)."""

    @readout("for how many seeds each rate is the best (8)")
    def wins(self) -> Any:
        return np.bincount(
            np.array([np.argmin(run) for run in self.results], dtype=int), minlength=len(RATES)
        )

    @readout("the middle training loss of each rate (8); 0 before the first seed")
    def median(self) -> Any:
        return np.median(self.losses, axis=0) if self.position else np.zeros(len(RATES))

    @readout("best.rate, the rate that is best most often, best.wins times; best.between, the seeds whose "
             "best one is neither the smallest nor the largest, of best.done")  # fmt: skip
    def best(self) -> dict[str, float]:
        most = int(np.argmax(self.wins))
        between = int(self.wins[1:-1].sum())
        return {"rate": RATES[most], "wins": int(self.wins[most]), "between": between, "done": self.position}

    last_best = Plotted(lambda lab: RATES[int(np.argmin(lab.results[-1]))] if lab.position else 0.0)

    @staticmethod
    def figures(see: See) -> Figures:
        names = tuple(map(_label, RATES, see.wins))
        values = tuple(see.median) if see.position else (BLANK,) * len(RATES)
        yield Bars("training loss by rate, median of the seeds", names, values, (0.0, 1.0))

    @staticmethod
    def caption(see: See) -> str:
        most = see.best["wins"]
        often = " and ".join(short(rate) for rate, wins in zip(RATES, see.wins, strict=True) if wins == most)
        each = "each " if " and " in often else ""
        so_far = of_seeds(see, number(most, 0))
        beyond = " Try rates beyond it." if often in (short(RATES[0]), short(RATES[-1])) else ""
        last = f"Best for this seed: {short(see.last_best)}."
        return f"{last} Most often best: {often}, {each}in {so_far}.{beyond}"


def _label(rate: float, wins: Any) -> str:
    if wins not in (BLANK, UNKNOWN) and not wins:
        return short(rate)
    return f"{short(rate)}, best {'once' if wins == 1 else f'{number(wins, 0)} times'}"
