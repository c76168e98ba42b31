"""The L2 penalty, a price on large weights."""

from __future__ import annotations

import numpy as np

from engine import MLP
from lessons.figures import Bars, Floats, Formula, Line, Spare, table
from lessons.figures.worked import Working, by_hand, named, worked
from lessons.format.fields import FieldError
from lessons.labs.base import Figures, Knob, Lab, Learnt, Plotted, Readout, See, of, readout
from lessons.text import decimal

ROW = {"squares": 1, "gradient": 2}


class L2Penalty(Lab):
    """The L2 penalty on a few weights, and what it adds to their slopes."""

    steps = ("squares", "penalty", "gradient")
    captions = {
        "": "Nothing is computed yet.",
        "squares": "Each weight squared. Biases take no part.",
        "penalty": "Half of λ times their sum is the penalty.",
        "gradient": "The penalty adds λ·w to each slope: it pulls the weight towards 0.",
    }
    weights = Knob.vector("the weights", (1.0, -2.0, 0.5), low=-100, high=100, step=0.5, digits=1)
    penalty_rate = Knob.number("its factor", 0.1, label="λ", scale="log", low=1e-3, high=10)
    mse = Knob.number("the loss that the penalty is added to", 0.02, low=0, high=1000, turnable=False)

    def prepare(self, changed: str | None = None) -> None:
        n = len(self.weights)
        if not 1 <= n <= 6:
            raise FieldError(f"'weights' has {n} numbers", "give from 1 to 6")
        self.unit = MLP([n, 1], init="zeros")
        self.unit.layers[0].W[:, 0] = self.weights
        self.price = float(self.unit.penalize(0.0, self.penalty_rate))

    squares = Plotted(lambda lab: lab.weights**2, at="squares")
    penalty = Readout("the L2 penalty ½λΣw²", lambda lab: lab.price, at="penalty", tells=("total",))

    @readout("what it adds to the slope with respect to each weight", at="gradient")
    def penalty_gradient(self) -> Floats:
        return self.unit.layers[0].dW[:, 0]

    @readout("MSE plus the penalty", at="penalty", tells=("penalty",))
    def total(self) -> float:
        return float(self.mse + self.price)

    def working(self, path: str) -> Working | None:
        if path != "penalty":
            return None
        squares = " + ".join(["{:()}²"] * len(self.weights))
        numbers = {"λ": self.penalty_rate} | named("w", self.weights)
        return by_hand(f"½·{{}}·({squares})", numbers, self.penalty, lambda rate, *w: rate / 2 * np.dot(w, w))

    def mistakes(self, path: str) -> dict[str, float]:
        if path != "penalty":
            return {}
        w, rate = self.weights, self.penalty_rate
        return {
            "You left out the half.": rate * float((w**2).sum()),
            "You did not square the weights.": rate / 2 * float(np.abs(w).sum()),
            "You left out λ.": float((w**2).sum()) / 2,
            "You gave a negative weight a negative square.": rate / 2 * float((w * np.abs(w)).sum()),
        }

    @property
    def learnt_network(self) -> Learnt:
        return Learnt(self.unit)

    @staticmethod
    def figures(see: See) -> Figures:
        n = len(see.weights)
        rows = ((see.weights, 2), (see.squares, 4), (see.penalty_gradient, 4))
        yield table(
            ((decimal(cell, least) for cell in row) for row, least in rows),
            ("weight", "square", "slope λw"),
            (f"{f'w[{i}]':>6}" for i in range(n)),
            ((ROW[see.last], j) for j in range(n) if see.last in ROW),
        )
        squares = Bars("squares", tuple(f"w[{i}]" for i in range(n)), tuple(see.squares), digits=4)
        first, second = "penalty = ½ · λ · sum of squares", "total   = MSE + penalty"
        if see.has("penalty"):
            operands = [see.penalty_rate, of(np.sum, see.squares)]
            first = worked("penalty = ½ · {} · {} = {}", operands, see.penalty, lambda rate, s: rate * s / 2)
            second = worked("total   = {} + {} = {}", [see.mse, see.penalty], see.total, lambda a, b: a + b)
        yield Formula("", (Line(first, "now" if see.last == "penalty" else "past"), Line(second)))
        yield Spare(squares)
