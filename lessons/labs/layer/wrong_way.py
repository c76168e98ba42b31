"""A square W, multiplied from the wrong side."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from engine import MLP
from lessons.figures import Equation, Spare, matrix, network
from lessons.labs.base import Figures, Knob, Lab, Learnt, Readout, See, of, readout

SIZE = 2


class WrongWay(Lab):
    """Two units on two inputs, and what comes out where W is multiplied from the wrong side."""

    steps = ("x @ W", "W @ x")
    begins = "W has a column for each unit, so x @ W is meant. Step to see both."
    x = Knob.vector("the input", (1, 2), low=-100, high=100, step=0.5, shape=(SIZE,))
    W = Knob.matrix(
        "the weights, a column for each unit", ((0.5, 1), (-2, 3)), low=-100, high=100, shape=(SIZE, SIZE)
    )

    right = Readout("the sums of the two units: x @ W", lambda lab: lab.x @ lab.W, at="x @ W")
    wrong = Readout("what W @ x gives", lambda lab: lab.W @ lab.x, at="W @ x")

    @readout("the largest distance between the two", at="W @ x", tells=("right", "wrong"))
    def off(self) -> Any:
        return float(np.abs(self.right - self.wrong).max())

    @property
    def learnt_network(self) -> Learnt:
        net = MLP([SIZE, SIZE], init="zeros")
        net.layers[0].W[...] = self.W
        return Learnt(net)

    @staticmethod
    def figures(see: See) -> Figures:
        W = matrix("W", see.W, digits=1, most=4)
        right, wrong = (matrix("", sums, digits=1, most=4) for sums in ([see.right], see.wrong))
        yield Equation("", (matrix("x", [see.x], digits=1, most=4), "@", W, "=", right))
        yield Equation("", (W, "@", matrix("x", see.x, digits=1, most=4), "=", wrong))
        # As units with lines: from the wrong side the two lines that cross change places.
        for title, weights, sums in (("x @ W", see.W, see.right), ("W @ x", np.transpose(see.W), see.wrong)):
            yield Spare(replace(network((see.x, sums), "xz", (weights,)), title=title))

    @staticmethod
    def caption(see: See) -> str:
        if see.last == "x @ W":
            return "x @ W: each unit takes its own column of W."
        texts = (
            "No error, and by chance the same numbers.",
            "No error, and other numbers: each unit took a row.",
        )
        return str(of(lambda off: texts[off > 0], see.off)).replace("?", "W @ x takes rows.")
