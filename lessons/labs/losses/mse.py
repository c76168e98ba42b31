"""Mean squared error, column by column."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import losses
from lessons.figures import Bars, Floats, Spare, table
from lessons.figures.worked import Working, by_hand, named
from lessons.format.fields import FieldError
from lessons.labs.base import Figures, Knob, Lab, See, readout, split_path
from lessons.text import decimal

COLUMN = {"difference": 2, "square": 3, "slope": 4}
"""The column that each step fills; the mean has a row of its own."""


class MeanSquaredError(Lab):
    """Mean squared error of a few predictions, and its slope with respect to each of them."""

    steps = ("difference", "square", "mean", "slope")
    captions = {
        "": "Nothing is computed yet.",
        "difference": "Predicted minus target.",
        "square": "Squared: no minus sign is left, and large errors count for more.",
        "mean": "The mean of the squares is the loss.",
        "slope": "Each slope: twice the difference, divided by how many there are.",
    }
    predictions = Knob.vector("what was predicted", (2.7, -0.1, 2.0), low=-100, high=100, digits=1)
    targets = Knob.vector("what was right", (2.5, 0.0, 2.1), low=-100, high=100, digits=1)

    def prepare(self, changed: str | None = None) -> None:
        if len(self.predictions) != len(self.targets) or not 1 <= len(self.targets) <= 4:
            raise FieldError(
                "predictions and targets do not pair up", "give as many of one as of the other, up to 4"
            )

    @readout("predictions minus targets", at="difference")
    def differences(self) -> Any:
        return self.predictions - self.targets

    @readout("the squares of the differences", at="square")
    def squares(self) -> Floats:
        return losses.get("mse").per_element(self.predictions, self.targets)[:, 0]

    @readout("mean squared error: the mean of the squares", at="mean")
    def mse(self) -> float:
        return losses.get("mse").value(self.predictions, self.targets)

    @readout("the slope of MSE with respect to each prediction", at="slope")
    def mse_gradient(self) -> Floats:
        return losses.get("mse").gradient(self.predictions, self.targets)[:, 0]

    def working(self, path: str) -> Working | None:
        n = len(self.targets)
        match split_path(path):
            case ["mse"]:
                pairs = zip(
                    named("p", self.predictions).items(), named("y", self.targets).items(), strict=True
                )
                squares = " + ".join(["({} − {:()})²"] * n)
                numbers = dict(each for pair in pairs for each in pair)
                return by_hand(f"({squares})/{n}", numbers, self.mse, _mse)
            case ["mse_gradient", int(i)]:
                numbers = {f"p[{i}]": self.predictions[i], f"y[{i}]": self.targets[i]}
                return by_hand(
                    f"2·({{}} − {{:()}})/{n}", numbers, self.mse_gradient[i], lambda p, y: 2 * (p - y) / n
                )
        return None

    def mistakes(self, path: str) -> dict[str, float]:
        n = len(self.targets)
        match split_path(path):
            case ["mse"]:
                return {
                    "You added up the squares. Now divide by how many there are.": self.squares.sum(),
                    "You did not square the differences.": np.abs(self.differences).mean(),
                    "Plus and minus cancel. Square each difference first.": self.differences.mean() ** 2,
                    "You took the square root. MSE is the mean itself.": np.sqrt(self.mse),
                    "You halved the mean. MSE has no half in it.": self.mse / 2,
                }
            case ["differences", int(i)]:
                return {
                    "You took target minus prediction. It is the other way round.": -self.differences[i],
                    "You added them. Take the target away.": self.predictions[i] + self.targets[i],
                }
            case ["squares", int(i)]:
                return {
                    "You doubled the difference. Square it.": 2 * self.differences[i],
                    "You wrote the difference. Square it.": self.differences[i],
                    "Minus times minus is plus: a square is never below 0.": -self.squares[i],
                }
            case ["mse_gradient", int(i)]:
                slope = self.mse_gradient[i]
                return {
                    "You left out the 2: the square of d has the slope 2d.": slope / 2,
                    f"You did not divide by {n}.": slope * n,
                    "You left out the 2, and did not divide.": self.differences[i],
                    "Its size is right. The difference is prediction minus target: mind its sign.": -slope,
                    "That is the square. The slope is asked for.": self.squares[i],
                }
        return {}

    @staticmethod
    def figures(see: See) -> Figures:
        n = len(see.targets)
        columns = (see.predictions, see.targets, see.differences, see.squares, see.mse_gradient)
        rows = [tuple(map(decimal, row, (2, 2, 2, 4, 4))) for row in zip(*columns, strict=True)]
        now = {(n, 3)} if see.last == "mean" else {(i, COLUMN.get(see.last, -1)) for i in range(n)}
        yield table(
            (*rows, ("", "", "", decimal(see.mse, 4), "")),
            (*(f"sample {i}" for i in range(n)), "mean"),
            ("predicted", "target", "difference", "square", "slope"),
            now,
        )
        yield Spare(Bars("squares", tuple(f"sample {i}" for i in range(n)), tuple(see.squares), digits=4))


def _mse(*numbers: float) -> float:
    return sum((p - y) ** 2 for p, y in zip(numbers[::2], numbers[1::2], strict=True)) / (len(numbers) / 2)
