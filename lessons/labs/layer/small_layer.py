"""A layer small enough to be worked out on paper."""

from __future__ import annotations

import numpy as np

from engine import MLP
from lessons.figures import Equation, Formula, Line, matrix
from lessons.figures.worked import Working
from lessons.labs.base import Figures, Knob, Lab, Learnt, Readout, See, split_path
from lessons.labs.layer._dense import sum_worked

SIZE = 2
"""So many samples, inputs and units."""


class SmallLayer(Lab):
    """A layer of 2 units on 2 inputs with the weights that it is given, for two samples."""

    steps = ("sums", "ReLU")
    captions = {
        "": "Nothing is computed yet. A sample is a row of X, a unit a column of W.",
        "sums": "Each row of X times each column of W, plus the unit's bias.",
        "ReLU": "ReLU turns every sum below 0 into 0.",
    }
    X = Knob.matrix("the input, a row for each sample", ((1, 2), (2, -1)), low=-100, high=100, step=0.5,
                    shape=(SIZE, SIZE))  # fmt: skip
    W = Knob.matrix("the weights, a column for each unit", ((1, -1), (0.5, 2)), low=-100, high=100, step=0.5,
                    shape=(SIZE, SIZE))  # fmt: skip
    b = Knob.vector("the biases", (1, -1), low=-100, high=100, step=0.5, shape=(SIZE,))

    def prepare(self, changed: str | None = None) -> None:
        self.net = MLP([SIZE, SIZE], output="relu", init="zeros")
        self.net.layers[0].W[...], self.net.layers[0].b[...] = self.W, self.b
        self.trace = self.net.trace(self.X)

    z = Readout("the sums, a row for each sample (2×2)", lambda lab: lab.trace.z[0], at="sums")

    h = Readout("what the units pass on (2×2)", lambda lab: lab.trace.a[0], at="ReLU", tells=("z",))

    def working(self, path: str) -> Working | None:
        return sum_worked(self, path)

    def mistakes(self, path: str) -> dict[str, float]:
        match split_path(path):
            case ["z", int(i), int(j)]:
                x, w, b = self.X[i], self.W[:, j], self.b[j]
                return {
                    "You left out the bias.": x @ w,
                    "You read a row of W. Here a unit is a column.": x @ self.W[j] + b,
                    "You took the other unit's column of W.": x @ self.W[:, 1 - j] + b,
                    "You took the other sample's row of X.": self.X[1 - i] @ w + b,
                    "You took the other unit's bias.": x @ w + self.b[1 - j],
                    "You dropped the minus signs.": np.abs(x * w).sum() + b,
                    "You applied ReLU already. The sum before it is asked for.": self.h[i, j],
                }
            case ["h", int(i), int(j)]:
                z = self.z[i, j]
                return {"You left out ReLU.": z, "You dropped the sign. ReLU makes it 0.": abs(z)}
        return {}

    @property
    def learnt_network(self) -> Learnt:
        return Learnt(self.net)

    @staticmethod
    def figures(see: See) -> Figures:
        whole = frozenset(np.ndindex(SIZE, SIZE))
        z, h = (
            matrix(name, values, digits=1, most=4, highlight=whole if see.last == step else frozenset())
            for name, values, step in (("Z", see.z, "sums"), ("H", see.h, "ReLU"))
        )
        X, W, b = (
            matrix(name, values, digits=1, most=4)
            for name, values in (("X", see.X), ("W", see.W), ("b", [see.b]))
        )
        yield Equation("", (X, "@", W, "+", b))
        yield Equation("", (z, "ReLU →", h))
        yield Formula("", (Line("Z = X @ W + b", see.state("sums")), Line("H = ReLU(Z)", see.state("ReLU"))))
