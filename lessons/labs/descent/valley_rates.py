"""A ladder of learning rates, tried one after the other in the same valley."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import landscapes
from lessons.figures import Bars, Spare, table
from lessons.labs.base import Figures, Knob, Lab, Plotted, Readout, See, one_by_one, readout
from lessons.text import BLANK, short

RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
RUN = 50
"""Steps of gradient descent at each rate."""
LOW = 0.01
"""A loss below this counts as arrived."""
START = (-4.0, 1.0)


class RateLadder(Lab):
    """Seven learning rates, each about three times the one before, tried on a valley of two weights."""

    begins = f"Each step tries one learning rate, for {RUN} steps of gradient descent."

    steps = len(RATES)
    steepness = Knob.number("how many times as steep it is across as along", 10.0, low=3, high=100, step=1)

    def prepare(self, changed: str | None = None) -> None:
        valley = landscapes.get("bowl", condition=self.steepness)
        paths = [landscapes.descend(valley, START, RUN, "sgd", rate) for rate in RATES]
        self.runs = np.array([valley.value(path) for path in paths])
        """The loss of each rate at the start and after each step."""

    rates = Readout("the learning rates of the ladder", lambda lab: np.array(RATES))
    run_steps = Readout("steps of gradient descent at each rate", lambda lab: RUN, name="run")
    factors = Readout(
        "what a step across the valley multiplies w[1] by, at each rate",
        lambda lab: 1 - lab.steepness * np.array(RATES),
    )
    losses = Readout("the loss after a run at each rate", lambda lab: lab.runs[:, -1], at=one_by_one)
    tried = Readout("how many rates have been tried", lambda lab: lab.position)

    @readout("the steps until the loss is below 0.01, at each rate; 0 where it never is", at=one_by_one)
    def arrivals(self) -> Any:
        low = self.runs < LOW
        return np.where(low[:, -1], low.argmax(axis=1), 0)

    best = Readout(
        "the rate with the lowest loss after a run", lambda lab: RATES[int(lab.runs[:, -1].argmin())]
    )
    arrived = Readout("how many rates arrive in a run", lambda lab: int((lab.arrivals > 0).sum()))
    first_lost = Readout(
        "the smallest rate of the ladder that diverges",
        lambda lab: next(rate for rate, factor in zip(RATES, lab.factors, strict=True) if factor < -1),
    )
    verdicts = Plotted(lambda lab: [_verdict(*row) for row in zip(lab.factors, lab.arrivals, strict=True)])

    def mistakes(self, path: str) -> dict[str, float]:
        if path != "first_lost":
            return {}
        below = max(rate for rate in RATES if rate < self.first_lost)
        factor = short(1 - self.steepness * below)
        slips = {
            f"At that rate the factor is {factor}: w[1] comes home. Take the next rate.": below,
            "That is the edge. Which rate of the table is the first above it?": 2 / self.steepness,
            "That one runs away too, but it is not the first.": max(RATES),
        }
        to_nought = {"There the factor is 0: w[1] comes home in one step.": 1 / self.steepness}
        return slips if below == 1 / self.steepness else slips | to_nought

    @staticmethod
    def figures(see: See) -> Figures:
        done = range(see.position)
        counts = [see.arrivals[i] or "–" if i in done else BLANK for i in range(len(RATES))]
        said = [see.verdicts[i] if i in done else "" for i in range(len(RATES))]
        rows = zip(map(short, see.losses), map(str, counts), said, strict=True)
        yield table(
            rows,
            [f"rate {short(rate)}" for rate in RATES],
            (f"loss after {RUN}", f"steps to loss {LOW}", "what happened"),
            {(see.position - 1, j) for j in range(3) if see.position},
        )
        yield Spare(
            Bars(f"steps to {LOW}", tuple(f"rate {short(rate)}" for rate in RATES), tuple(counts), digits=0)
        )

    @staticmethod
    def caption(see: See) -> str:
        return f"A learning rate of {short(RATES[see.position - 1])}: it {see.verdicts[see.position - 1]}."


def _verdict(factor: float, arrival: float) -> str:
    if factor < -1:
        return "runs away"
    if factor == -1:
        return "swings for ever"
    return "arrives" if arrival else "is too slow"
