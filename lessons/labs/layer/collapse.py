"""Two layers in one."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessons.figures import Equation, Formula, Line, matrix, table
from lessons.figures.worked import Working, counted
from lessons.labs.base import Figures, Knob, Learnt, Plotted, Readout, See, of, plotted, readout
from lessons.labs.layer._dense import ACTIVATION, DIGITS, FAN_OUT, NAMES, OUTPUTS, SEED, Dense, network
from lessons.text import vector


class Collapse(Dense):
    """Two layers in a row, and the one layer that replaces them where nothing stands between them."""

    steps = ("layer 1", "layer 2", "product", "one layer")
    captions = {
        "": "Nothing is computed yet. First x goes through two layers.",
        "layer 2": "Layer 2: the same with W₂ and b₂. Its output has no activation.",
        "product": "W₁W₂ holds the weights of the one layer, b₁W₂ + b₂ its biases.",
    }
    decimals = 2
    activation = ACTIVATION
    seed = SEED
    b = Knob.vector(
        "the biases of the first layer", [0.0] * FAN_OUT, low=-100, high=100, shape=(FAN_OUT,), label="b₁"
    )
    b2 = Knob.vector(
        "the biases of the second layer", [0.0] * OUTPUTS, low=-100, high=100, shape=(OUTPUTS,), label="b₂"
    )

    def prepare(self, changed: str | None = None) -> None:
        super().prepare(changed)
        self.pair = network((self.W, self.b), (self.W2, self.b2), hidden=self.activation)
        self.one = network((self.product, self.bias))

    W2 = Readout("the weights of a second layer (4×2)", lambda lab: lab.drawn[1])

    handed = Plotted(lambda lab: lab.trace.a[0][0], at="layer 1")
    """What the first layer hands on for the first sample."""

    @readout("what two layers in a row give for the first sample (2)", at="layer 2")
    def stacked(self) -> Any:
        return self.pair.forward(self.X[:1])[0]

    @readout("both weight matrices multiplied together (3×2)", at="product")
    def product(self) -> Any:
        return self.W @ self.W2

    @readout("the biases of the one layer: b₁W₂ + b₂ (2)", at="product")
    def bias(self) -> Any:
        return self.b @ self.W2 + self.b2

    @readout("what one layer with those weights gives for the first sample (2)", at="one layer",
             tells=("difference",))  # fmt: skip
    def single(self) -> Any:
        return self.one.forward(self.X[:1])[0]

    @plotted(at="one layer", tells=("difference", "stacked", "single"))
    def apart(self) -> Any:
        """How far they are apart. Equal but for rounding in the sixteenth digit is equal."""
        return np.abs(self.stacked - self.single).round(12)

    @readout("the largest distance between the two", at="one layer", tells=("stacked", "single"))
    def difference(self) -> float:
        return float(self.apart.max())

    @readout("the two layers in a row: stack.parameters")
    def stack(self) -> dict[str, int]:
        return {"parameters": int(self.pair.params.size)}

    @readout("the one layer that replaces them: collapsed.parameters")
    def collapsed(self) -> dict[str, int]:
        return {"parameters": int(self.one.params.size)}

    def working(self, path: str) -> Working | None:
        parameters = self.collapsed["parameters"]
        return counted(self.product.shape, parameters) if path == "collapsed.parameters" else None

    def mistakes(self, path: str) -> dict[str, float]:
        if path == "difference":
            return {"That is the first output. The distance between the two is asked for.": self.stacked[0]}
        if path != "collapsed.parameters":
            return {}
        return {
            "You counted both layers. One is left.": self.stack["parameters"],
            "You left out the biases.": self.product.size,
            "Did you keep the hidden units? One layer has none.": self.W.size + FAN_OUT,
        }

    @property
    def learnt_network(self) -> Learnt:
        return Learnt(self.pair)

    @staticmethod
    def figures(see: See) -> Figures:
        whole = frozenset(np.ndindex(np.shape(see.product)))
        product = matrix("W₁W₂", see.product, highlight=whole if see.last == "product" else frozenset())
        yield Equation("", (matrix("W₁", see.W), "·", matrix("W₂", see.W2), "=", product))
        line = "the one layer's biases: b₁W₂ + b₂"
        line += f" = {of(vector, see.bias)}" if see.has("product") else ""
        yield Formula("", (Line(line, see.state("product")),))
        rows = [
            [*row, *[""] * (FAN_OUT - len(row))] for row in (see.handed, see.stacked, see.single, see.apart)
        ]
        now = {"layer 1": {0}, "layer 2": {1}, "one layer": {2, 3}}.get(see.last, set())
        yield table(
            rows,
            ("after layer 1", "after layer 2", "one layer, W₁W₂", "difference"),
            (f"unit {j}" for j in range(FAN_OUT)),
            ((i, j) for i in now for j in range(FAN_OUT) if rows[i][j] != ""),
            digits=DIGITS,
        )

    @staticmethod
    def caption(see: See) -> str:
        between = "no activation" if see.activation == "identity" else NAMES[see.activation]
        if see.last == "layer 1":
            return f"Layer 1: x W₁ + b₁, then {between}."
        if isinstance(see.difference, str):
            return f"One layer with those weights, beside two with {between} between them."
        if see.difference == 0:
            return "One layer gives the same as the two did."
        return f"With {between} between them, one layer no longer gives the same."
