"""From which learning rate on a valley throws a run out, with more and less momentum."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import landscapes, optimizers
from lessons.figures import table
from lessons.figures.worked import Working, by_hand
from lessons.labs.base import Figures, Knob, Lab, Readout, See, plotted, readout, split_path
from lessons.labs.momentum._racing import rule
from lessons.text import BLANK, short

MUS = (0.0, 0.5, 0.9)
SHARES = (0.5, 0.8, 1.0, 1.2, 1.5, 1.7, 1.9)
"""The rates that are tried, as multiples of the edge of plain descent; the three edges are among them."""
STILL = 1e-6
"""A run that comes back to the same loss, to this part of it, swings for ever."""
START = (-4.0, 1.0)


class RateEdges(Lab):
    """Seven learning rates in a long valley, each without momentum and with two kinds of it."""

    steps = len(SHARES)
    quick = {"run": 20}
    steepness = Knob.number(
        "how many times as steep it is across as along", 20.0, low=2, high=100, step=2, digits=0
    )

    count = Knob.integer("steps of each run", 400, name="run", low=10, high=400, turnable=False)

    def prepare(self, changed: str | None = None) -> None:
        valley = landscapes.get("bowl", condition=self.steepness)
        self.tried = np.array(SHARES) * 2 / self.steepness
        # All runs at once: each is a row.
        rules = optimizers.stacked([rule("momentum", rate, mu) for rate in self.tried for mu in MUS])
        w = np.tile(START, (len(SHARES) * len(MUS), 1))
        state = rules.init(w)
        with np.errstate(all="ignore"):
            before = w
            for _ in range(self.count):
                before = w
                step, state = rules.update(valley.gradient(w), state)
                w = w - step
            self.ends, back = (valley.value(at).reshape(len(SHARES), len(MUS)) for at in (w, before))
            self.swings = np.abs(self.ends - back) <= STILL * self.ends
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

    @plotted()
    def said(self) -> list[list[str]]:
        """What became of each run: a row for each rate."""
        return [
            [_said(loss, swings, self.begun) for loss, swings in zip(*row, strict=True)]
            for row in zip(self.ends, self.swings, strict=True)
        ]

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
        told = ", ".join(f"μ {short(mu)} {end}" for mu, end in zip(MUS, ends, strict=True))
        return f"Rate {rate}: {told}."


def _said(loss: float, swings: bool, begun: float) -> str:
    if loss < begun / 1000:
        return "arrives"
    if swings:
        return "swings"
    return "runs away" if not loss <= begun else "creeps"
