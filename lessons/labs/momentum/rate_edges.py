"""From which learning rate on a valley throws a run out, with more and less momentum."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import landscapes, optimizers
from lessons.figures import table
from lessons.figures.worked import Working, by_hand
from lessons.labs.base import Figures, Knob, Lab, Plotted, Readout, See, readout, split_path
from lessons.labs.momentum._racing import rule
from lessons.text import BLANK, short

MUS = (0.0, 0.5, 0.9)
SHARES = (0.5, 0.8, 1.1, 1.4, 1.6, 1.8, 2.0)
"""The rates that are tried, as multiples of the one that is the last for plain descent."""
START = (-4.0, 1.0)


class RateEdges(Lab):
    """Seven learning rates in a long valley, each without momentum and with two kinds of it."""

    steps = len(SHARES)
    quick = {"run": 20}
    steepness = Knob.number("how many times as steep it is across as along", 20.0, low=2, high=100, step=2)

    count = Knob.integer("steps of each run", 400, name="run", low=10, high=400, turnable=False)

    def prepare(self, changed: str | None = None) -> None:
        valley = landscapes.get("bowl", condition=self.steepness)
        self.tried = np.array(SHARES) * 2 / self.steepness
        # All runs at once: each is a row.
        rules = optimizers.stacked([rule("momentum", rate, mu) for rate in self.tried for mu in MUS])
        w = np.tile(START, (len(SHARES) * len(MUS), 1))
        state = rules.init(w)
        with np.errstate(all="ignore"):
            for _ in range(self.count):
                step, state = rules.update(valley.gradient(w), state)
                w = w - step
            self.ends = valley.value(w).reshape(len(SHARES), len(MUS))
        self.begun = float(valley.value(START))

    rates = Readout("the learning rates that are tried", lambda lab: lab.tried)
    momenta = Readout("the momenta that are tried", lambda lab: np.array(MUS), name="momentum")
    factors = Readout("what a plain step multiplies w[1] by, at each rate",
                      lambda lab: 1 - lab.steepness * lab.tried)  # fmt: skip
    rates_tried = Readout("how many rates have been tried", lambda lab: lab.position, name="tried")
    edges = Readout("the edge for each momentum: from there on a run diverges",
                    lambda lab: np.array([2 * (1 + mu) / lab.steepness for mu in MUS]))  # fmt: skip

    @readout("how many of the rates tried arrive, for each momentum")
    def arrivals(self) -> Any:
        return (self.ends[: self.position] < self.begun / 1000).sum(axis=0)

    said = Plotted(lambda lab: [[_said(loss, lab.begun) for loss in row] for row in lab.ends])

    def working(self, path: str) -> Working | None:
        match split_path(path):
            case ["edges", int(k)]:
                numbers = {"μ": MUS[k], "steepness": self.steepness}
                return by_hand(
                    "2·(1 + {})/{}", numbers, self.edges[k], lambda mu, steep: 2 * (1 + mu) / steep
                )
        return None

    def mistakes(self, path: str) -> dict[str, float]:
        match split_path(path):
            case ["edges", int(k)] if MUS[k]:
                plain = 2 / self.steepness
                return {
                    "That is the edge without momentum. Here steps across come out shorter.": plain,
                    "You divided by 1 + μ. Shorter steps allow a larger rate.": plain / (1 + MUS[k]),
                    "You used 1 − μ: that is for slopes that agree. Across, they alternate.": plain
                    / (1 - MUS[k]),
                    "That rate makes the factor 0. Which makes it −1?": (1 + MUS[k]) / self.steepness,
                }
        return {}

    @staticmethod
    def figures(see: See) -> Figures:
        blank = [BLANK] * len(MUS)
        rows = [
            (short(factor), *(see.said[i] if i < see.position else blank))
            for i, factor in enumerate(see.factors)
        ]
        names = [f"rate {short(rate)}" for rate in see.rates]
        now = {(see.position - 1, 1 + j) for j in range(len(MUS)) if see.position}
        yield table(rows, names, ["plain factor", *(f"μ {short(mu)}" for mu in MUS)], now)

    @staticmethod
    def caption(see: See) -> str:
        if see.position == 0:
            return f"Each step tries one rate, for {see.count} steps with each μ."
        rate, ends = short(see.rates[see.position - 1]), see.said[see.position - 1]
        return f"Rate {rate}: {ends[0]} with μ 0, {ends[1]} with 0.5, {ends[2]} with 0.9."


def _said(loss: float, begun: float) -> str:
    if loss < begun / 1000:
        return "arrives"
    return "runs away" if not loss <= begun else "not yet"
