"""Two samples, the gradients of each, and their mean."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import Dataset, Trace
from lessons.figures import Bars, Beside, Formula, Line, Spare, table
from lessons.figures.worked import Working, by_hand, worked
from lessons.labs.backprop._network import TwoTwoOne
from lessons.labs.base import Figures, Knob, Plotted, Readout, See, split_path
from lessons.text import decimal

COLUMNS = ("x", "y", "h₁[0]", "h₁[1]", "p − y", "∂L/∂W₂[0]", "∂L/∂W₂[1]")


class BatchGradient(TwoTwoOne):
    """The gradient of the output weights for each of two samples, and the gradient of both as a batch."""

    steps = ("mean",)
    other_x = Knob.vector("the input of sample 1", [0.5, 0.5], low=-100, high=100, step=0.5, shape=(2,),
                          name="x1", label="x of sample 1", group="sample 1")  # fmt: skip
    other_y = Knob.number("the target of sample 1", 0.0, low=0, high=1, step=0.5, digits=1, name="y1",
                          label="y of sample 1", group="sample 1")  # fmt: skip

    batch = Plotted(lambda lab: lab.passed_batch())
    inputs = Plotted(lambda lab: np.array([lab.x, lab.other_x]))
    targets = Plotted(lambda lab: np.array([lab.y, lab.other_y]))
    h1 = Readout("what the hidden units give, a row a sample (2×2)", lambda lab: lab.batch.a[0])
    p = Readout("the probability for each sample (2)", lambda lab: lab.batch.a[1][:, 0])
    dz2 = Readout("∂L/∂z₂ of each sample alone (2)", lambda lab: lab.p - lab.targets)
    each_dW2 = Readout("∂L/∂W₂ of each sample alone, a row a sample (2×2)",
                       lambda lab: lab.h1 * lab.dz2[:, None])  # fmt: skip
    dW2 = Readout("∂L/∂W₂ of the batch (2)", lambda lab: lab.batch.dW[1][:, 0], at="mean")

    def passed_batch(self) -> Trace:
        """Both samples through the network at once."""
        return self.first().trace(self.inputs, self.targets[:, None], "bce")

    @property
    def samples(self) -> Dataset:
        return Dataset("samples", self.inputs, self.targets[:, None], "regression")

    def working(self, path: str) -> Working | None:
        match split_path(path):
            case ["dW2", int(j)]:
                numbers = {f"sample {i}": float(row[j]) for i, row in enumerate(self.each_dW2)}
                return by_hand("({} + {:()}) / 2", numbers, self.dW2[j], lambda a, b: (a + b) / 2)
        return None

    def mistakes(self, path: str) -> dict[str, float]:
        match split_path(path):
            case ["dW2", int(j)]:
                first, second = (float(row[j]) for row in self.each_dW2)
                return {
                    "You added the two. Now divide by 2.": first + second,
                    "That is sample 0 alone.": first,
                    "That is sample 1 alone.": second,
                    "You took one from the other. Add them.": (first - second) / 2,
                    "You left out sample 1.": first / 2,
                    "You left out sample 0.": second / 2,
                }
        return {}

    @staticmethod
    def figures(see: See) -> Figures:
        rows: list[list[Any]] = [
            [
                f"({', '.join(decimal(value, 1) for value in see.inputs[i])})",
                decimal(see.targets[i], 0),
                *see.h1[i],
                see.dz2[i],
                *see.each_dW2[i],
            ]
            for i in range(2)
        ]
        rows.append(["", "", "", "", "", *see.dW2])
        now = {(2, 5), (2, 6)} if see.has("mean") else ()
        names = ("sample 0", "sample 1", "mean")
        yield table(rows, names, COLUMNS, now, digits=4)
        yield Formula("", tuple(_formula(see, j) for j in range(2)))
        columns = ((*see.each_dW2[:, j], see.dW2[j]) for j in range(2))
        pulls = (Bars(f"∂L/∂W₂[{j}]", names, column, digits=4) for j, column in enumerate(columns))
        yield Spare(Beside(tuple(pulls)))

    @staticmethod
    def caption(see: See) -> str:
        if not see.has("mean"):
            return "Each sample has a gradient of its own."
        return "The batch's gradient is the mean: one update serves both samples."


def _formula(see: See, j: int) -> Line:
    if not see.has("mean"):
        return Line(f"∂L/∂W₂[{j}] = mean of the two", "future")
    operands = [see.each_dW2[0][j], see.each_dW2[1][j]]
    text = worked(
        f"∂L/∂W₂[{j}] = ({{}} + {{:()}}) / 2 = {{}}", operands, see.dW2[j], lambda a, b: (a + b) / 2
    )
    return Line(text, "now")
