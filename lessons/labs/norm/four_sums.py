"""Four sums of one unit, normalised by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessons.figures import Bars, Spare, table
from lessons.figures.worked import Working, by_hand
from lessons.labs.base import Figures, Knob, Lab, Readout, See, each, readout, split_path

STEPS = ("mean", "variance", "spread", "normalise", "shift")


class FourSums(Lab):
    """What one unit gives for the four samples of a batch, put back to mean 0 and spread 1."""

    steps = STEPS
    captions = {
        "": "Four samples of a batch have gone through one unit: these are its sums.",
        "mean": "Their mean.",
        "variance": "The mean of the squared distances from it is the variance.",
        "spread": "Its root is their spread.",
        "normalise": "Each sum minus the mean, divided by the spread.",
        "shift": "Times γ, plus β: what the unit hands on to its activation.",
    }

    sums = Knob.vector("the sums of the unit, one a sample", [2, 4, 6, 8], low=-100, high=100, shape=(4,))
    gamma = Knob.number("what a normalised sum is multiplied by", 1, label="γ", low=-10, high=10, step=0.5)
    beta = Knob.number("what is added to it", 0, label="β", low=-10, high=10, step=0.5)

    mean = Readout("their mean", lambda lab: float(lab.sums.mean()), at="mean")
    variance = Readout("their variance, over 4", lambda lab: float(lab.sums.var()), at="variance")
    spread = Readout("their spread, the root of it", lambda lab: float(lab.sums.std()), at="spread")

    @readout("the normalised sums (4)", at="normalise")
    def normal(self) -> Any:
        # Sums that are all the same have no spread, and are as far from their mean as they can be: at 0.
        return (self.sums - self.mean) / (self.spread or 1.0)

    output = Readout("γ times them, plus β (4)", lambda lab: lab.gamma * lab.normal + lab.beta, at="shift")

    def working(self, path: str) -> Working | None:
        match split_path(path):
            case ["normal", int(i)] if self.spread:
                numbers = {"sum": self.sums[i], "mean": self.mean, "spread": self.spread}
                return by_hand("({} − {:()}) / {}", numbers, self.normal[i], lambda z, m, s: (z - m) / s)
            case ["spread"]:
                return by_hand("√{}", {"variance": self.variance}, self.spread, np.sqrt)
        return None

    def mistakes(self, path: str) -> dict[str, float]:
        off = self.sums - self.mean
        match split_path(path):
            case ["variance"]:
                return {
                    "You added the squares up. Take their mean.": float((off**2).sum()),
                    "You divided by 3. Here the mean is over all four.": float((off**2).sum() / 3),
                    "You took the distances without their squares.": float(np.abs(off).mean()),
                }
            case ["spread"]:
                return {
                    "That is the variance. The spread is its root.": self.variance,
                    "You divided by 3. Here the mean is over all four.": float(self.sums.std(ddof=1)),
                }
            case ["normal", int(i)] if self.spread:
                return {
                    "You divided by the variance. Divide by the spread.": float(off[i] / self.variance),
                    "You left out the mean.": float(self.sums[i] / self.spread),
                    "You did not divide by the spread.": float(off[i]),
                    "You turned the sign: it is the sum minus the mean.": float(-self.normal[i]),
                }
        return {}

    @staticmethod
    def figures(see: See) -> Figures:
        rows = [see.sums, see.normal, see.output]
        done = [(k, j) for k, name in ((1, "normalise"), (2, "shift")) for j in range(4) if see.last == name]
        heads = [f"sample {i}" for i in range(4)]
        yield table(rows, ("sums", "normalised", "γ · it + β"), heads, done)
        now = [(0, j) for j, name in enumerate(STEPS[:3]) if see.last == name]
        yield table([[see.mean, see.variance, see.spread]], ("over the four",), STEPS[:3], now)
        lines = each(lambda z: z, see.normal)
        yield Spare(Bars("normalised", tuple(heads), tuple(lines), (-2.0, 2.0)))
