"""A network with dropout: pass after pass of one point, in training and in use."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from engine import Network
from lessons.figures import Bars, Beside, Curves, Series, Spare
from lessons.labs._few import few, run_knob, run_work
from lessons.labs._nets import RATE, learner
from lessons.labs.base import Figures, Knob, Lab, Learnt, Plotted, Readout, See, plotted
from lessons.labs.holding._holding import NOISE, points_knob
from lessons.text import number, plural

UNITS, PASSES, LEARNED = 16, 200, 400
MOST = 6
"""So many of the units are drawn: those that give most in use."""
ROWS = 7
TRAIN, USE = "train", "use"


@lru_cache(maxsize=8)
def _learned(points: int, rate: float, seed: int, steps: int) -> Network:
    run = learner(few("moons", points, NOISE, seed), (UNITS,), seed, dropout=rate)
    run.run(steps)
    return run.net


class Masks(Lab):
    """A trained network with dropout: in training each pass of one point draws another mask; in use, none."""

    rate = 20.0
    shares = True
    step_word = "mask"
    steps = PASSES
    quick = {"points": 20, "run": 20}

    mode = Knob.choice("whether the network trains or is used", (TRAIN, USE))
    drop = Knob.number("the fraction of units that is taken out", 0.5, name="rate", low=0, high=0.9, step=0.1)
    seed = Knob.integer("for the points, the weights and the masks", 0, low=0, high=9999)
    count = points_knob()
    length_of_run = run_knob(LEARNED)
    x = Knob.vector("the point", (1, -0.5), shape=(2,), low=-3, high=3, step=0.25, turnable=False)

    @property
    def start_work(self) -> int:
        return super().start_work + run_work((UNITS,), self.count, self.length_of_run)

    @property
    def net(self) -> Network:
        return _learned(self.count, self.drop, self.seed, self.length_of_run)

    @property
    def given(self) -> Any:
        """What each hidden unit gives in use, (units,)."""
        return self.net.trace(self.x[None]).a[0][0]

    @property
    def handed(self) -> Any:
        """What each hidden unit hands on, in each pass so far: (passes, units)."""
        draws = np.random.default_rng(self.seed).random((PASSES, UNITS))[: self.position]
        mask = (draws >= self.drop) / (1 - self.drop) if self.mode == TRAIN else np.ones(draws.shape)
        return mask * self.given

    def _sums(self, handed: Any) -> Any:
        output = self.net.layers[-1]
        # Rounding is no change: passes that give the same have the same sum.
        return np.round(handed @ output.W[:, 0] + output.b[0], 9)

    now_handed = Plotted(lambda lab: lab.handed[-1] if lab.position else lab.given)
    """What each hidden unit handed on in the last pass, (units,)."""
    longest = Plotted(lambda lab: float(lab.given.max()) / (1 - lab.drop))
    most = Plotted(lambda lab: np.sort(np.argsort(-lab.given, kind="stable")[:MOST]))
    out = Readout("how many units were out in the last pass",
                  lambda lab: int(((lab.now_handed == 0) & (lab.given > 0)).sum()))  # fmt: skip
    sums = Plotted(lambda lab: lab._sums(lab.handed), tells=("z",))
    """z₂ in each pass so far."""
    passes = Readout("passes so far", lambda lab: lab.position)
    z = Readout("z₂ in the last pass", lambda lab: float(lab.sums[-1] if lab.position else lab.in_use))
    in_use = Readout("z₂ in use, without a mask", lambda lab: float(lab._sums(lab.given)), name="use")
    spread = Readout("the standard deviation of z₂ over the passes so far",
                     lambda lab: float(np.std(lab.sums)) if lab.position else 0.0)  # fmt: skip
    mean = Readout("the mean of z₂ over the passes so far",
                   lambda lab: float(np.mean(lab.sums)) if lab.position else lab.in_use)  # fmt: skip

    @plotted(tells=("mean", "z"))
    def means(self) -> Any:
        """The mean of z₂ after each pass so far."""
        return np.round(np.cumsum(self.sums) / np.arange(1, self.position + 1), 9)

    @property
    def learnt_network(self) -> Learnt:
        used = {"learning_rate": RATE, "optimizer": "adam", "batch": int(self.count)}
        return Learnt(self.net, few("moons", self.count, NOISE, self.seed), used)

    @staticmethod
    def figures(see: See) -> Figures:
        drawn = [int(j) for j in see.most]
        count = np.arange(1.0, see.position + 1)
        ends = (0.0, float(PASSES))
        z = Series("z₂", count, see.sums, "accent", "points" if see.position < 2 else "line")
        use = Series("no mask", np.array(ends), np.array([see.in_use] * 2, dtype=object), "text")
        names, handed = tuple(f"h₁[{j}]" for j in drawn), tuple(see.now_handed[drawn])
        yield Beside((
            # One scale for all masks, so that a unit that is doubled has twice the bar.
            Bars("handed on by six", names, handed, (0.0, see.longest), digits=2),
            Curves("", (Series("mean of z₂", count, see.means), use), "mask", "z₂", ROWS, ends),
        ))  # fmt: skip
        yield Spare(Curves("", (z, use), "mask", "z₂", ROWS, ends))

    @staticmethod
    def caption(see: See) -> str:
        if not see.position:
            return f"Without a mask, z₂ is {number(see.in_use, 3)}. Each step sends the same point through."
        z, mean, use = number(see.z, 3), number(see.mean, 3), number(see.in_use, 3)
        if see.mode == USE:
            return f"Pass {see.position}, without a mask: z₂ is {z} each time."
        return f"{plural(see.position, 'mask')}: z₂ was {z} in the last, {mean} on average; without, {use}."
