"""Standardising one input of a few training points, and a new point with the training points' numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessons.figures import Curves, Series, Spare, table
from lessons.labs.base import Figures, Knob, Lab, Readout, See, split_path
from lessons.text import decimal

ROWS = 8


class Standardise(Lab):
    """Four training points and a new one: mean, spread, and all of them standardised."""

    steps = ("mean", "spread", "training", "new")
    captions = {
        "": "Standardise: take the mean away, and divide by the spread.",
        "training": "The training points now have a mean of 0 and a spread of 1.",
        "new": "The new point got the same mean and the same spread.",
    }

    x = Knob.vector(
        "one input of the training points", (153.0, 159.0, 161.0, 167.0), shape=(4,), low=-1000, high=1000
    )
    fresh = Knob.number("the same input of a new point", 170.0, name="new", low=-1000, high=1000, step=1)

    mean = Readout("the mean of the training points", lambda lab: float(lab.x.mean()), at="mean")
    squares = Readout("each training point's distance from the mean, squared", at="spread",
                      compute=lambda lab: (lab.x - lab.mean) ** 2)  # fmt: skip
    mean_square = Readout("the mean of these squares", lambda lab: float(lab.squares.mean()), at="spread")
    spread = Readout("the root of that mean", lambda lab: float(lab.x.std()), at="spread")
    z = Readout("the training points, standardised", lambda lab: lab.scaled(lab.x), at="training")
    new_z = Readout("the new point, standardised in the same way", at="new",
                    compute=lambda lab: float(lab.scaled(np.array([lab.fresh]))[0]))  # fmt: skip

    def scaled(self, x: Any) -> Any:
        return (x - self.mean) / self.spread if self.spread else 0 * x

    def mistakes(self, path: str) -> dict[str, float]:
        away, variance = np.abs(self.x - self.mean), self.mean_square
        match split_path(path):
            case ["mean_square"]:
                return {
                    "You divided by n − 1. Here divide by n, which is 4: NumPy's std does so.": 4
                    * variance
                    / 3,
                    "That is the sum of the squares. Divide it by 4.": 4 * variance,
                    "You took the mean of the distances. Square each of them first.": float(away.mean()),
                }
            case ["spread"]:
                return {
                    "You took the root for n − 1. Take it of the variance.": float(np.sqrt(4 * variance / 3)),
                    "That is the variance still. Take its root.": variance,
                    "You halved the variance. Take its root.": variance / 2,
                }
            case ["z", int(i)]:
                return self._not_scaled(float(self.x[i]))
            case ["new_z"]:
                every = np.append(self.x, self.fresh)
                text = "You took the new point into the mean. It was not there in training."
                return {text: _z(self.fresh, every)} | self._not_scaled(self.fresh)
        return {}

    def _not_scaled(self, value: float) -> dict[str, float]:
        away, spread = value - self.mean, self.spread or 1.0
        return {
            "You left out the division by the spread.": away,
            "You divided by the variance. Divide by its root, the spread.": away / spread**2,
            "You did not subtract the mean.": value / spread,
            "You subtracted the other way round: the mean is taken from the point.": -away / spread,
        }

    @staticmethod
    def figures(see: See) -> Figures:
        rows: list[Any] = [(see.x[i], see.squares[i], see.z[i]) for i in range(4)]
        rows.append((see.fresh, "", see.new_z))
        names = (*(f"training {i}" for i in range(4)), "new")
        yield table(rows, names, ("x", "squared distance", "standardised"), digits=3)
        rows = [(decimal(see.mean), decimal(see.spread))]
        yield table(rows, ("of training",), ("mean", "spread"))
        yield Spare(_line(see))

    @staticmethod
    def caption(see: See) -> str:
        if see.last == "mean":
            return f"The mean of the training points is {decimal(see.mean)}."
        return f"The spread is {decimal(see.spread)}: the root of the mean squared distance."


def _z(value: float, points: Any) -> float:
    spread = float(points.std())
    return float((value - points.mean()) / spread) if spread else 0.0


def _line(see: See) -> Curves:
    series = (
        Series("training", see.z, [0.0] * 4, "accent", "points"),
        Series("new", [see.new_z], [0.0], "negative", "points"),
    )
    return Curves("standardised", series, "standardised", "", ROWS, (-4.0, 4.0), (-1.0, 1.0))
