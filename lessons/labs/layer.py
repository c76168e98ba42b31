"""A layer as matrix arithmetic: one sample or a batch, both ways to write it, and layers that collapse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine import MLP
from lessons.figures import Cell, Equation, Figure, Floats, Formula, Line, Matrix, matrix
from lessons.figures.worked import weighted_sum
from lessons.format.fields import Field, FieldError
from lessons.labs.base import Lab, split_path
from lessons.text import plural

LAYER, WAYS, STACK = "layer", "ways", "stack"
FAN_IN, FAN_OUT, OUTPUTS = 3, 4, 2
DIGITS, WEIGHT_DIGITS = 3, 4
BLANK = "    ·"
"""Stands for a number to come, as wide as the number."""


class LayerLab(Lab):
    """3 inputs into 4 units, and for a stack 2 outputs more."""

    name = "layer"
    summary = (
        "A layer of 4 units on 3 inputs as matrix arithmetic, for one sample or a batch; two layers in one."
    )
    step_word = "step"
    caption_rows = 1
    fields = (
        Field("X", "matrix", "the input, a row a sample", [[1.0, -1.0, 0.5]], low=-100, high=100, step=0.5),
        Field("b", "vector", "the biases", [0.0] * FAN_OUT, low=-100, high=100, shape=(FAN_OUT,)),
        Field("activation", "choice", "what the units apply", "relu", choices=("relu", "identity", "tanh")),
        Field("seed", "integer", "which random weights are drawn", 42, low=0, high=9999, step=1),
        Field("scale", "number", "the spread of the weights", 0.1, low=0.001, high=10, turnable=False),
        Field(
            "view",
            "choice",
            "what is shown and stepped through: a layer, the two ways to write it, or two layers in a row",
            LAYER,
            choices=(LAYER, WAYS, STACK),
            turnable=False,
        ),
    )  # fmt: skip
    readouts = {
        "X": "the input (samples×3)",
        "W": "the weights (3×4), a column a unit",
        "b": "the biases (4)",
        "z": "the sums (samples×4)",
        "h": "what the units hand on (samples×4)",
        "changed": "how many of the sums the activation changes",
        "samples": "how many samples there are",
        "parameters": "weights and biases of the layer",
        "multiplications": "multiplications in one pass over all samples",
        "W2": "the weights of a second layer (4×2)",
        "b2": "its biases (2)",
        "stacked": "what two layers in a row give for the first sample (2)",
        "product": "both weight matrices multiplied together (3×2)",
        "single": "what one layer with those weights gives for the first sample (2)",
        "difference": "the largest distance between the two",
        "stack": "the two layers in a row: stack.parameters",
        "collapsed": "the one layer that replaces them: collapsed.parameters",
    }

    def prepare(self, changed: str | None = None) -> None:
        s = self.settings
        X = s["X"]
        if X.shape[1] != FAN_IN or not 1 <= len(X) <= 4:
            raise FieldError(f"'X' is {len(X)}×{X.shape[1]}", f"give from 1 to 4 rows of {FAN_IN} numbers")
        rng = np.random.RandomState(s["seed"])
        # Weights with no more decimals than are shown: whoever computes from the screen gets the same sums.
        decimals = 2 if s["view"] == STACK else WEIGHT_DIGITS
        by_row = (s["scale"] * rng.randn(FAN_OUT, FAN_IN)).round(decimals)
        second = (s["scale"] * rng.randn(OUTPUTS, FAN_OUT)).round(decimals)
        self.net = MLP([FAN_IN, FAN_OUT], output=s["activation"], init="zeros")
        self.net.layers[0].W[...] = by_row.T
        self.net.layers[0].b[...] = s["b"]
        self.trace = self.net.trace(X)
        self.pair = MLP([FAN_IN, FAN_OUT, OUTPUTS], hidden=s["activation"], init="zeros")
        self.pair.layers[0].W[...] = by_row.T
        self.pair.layers[0].b[...] = s["b"]
        self.pair.layers[1].W[...] = second.T
        self.one = MLP([FAN_IN, OUTPUTS], init="zeros")
        self.one.layers[0].W[...] = by_row.T @ second.T
        self.one.layers[0].b[...] = s["b"] @ second.T

    @property
    def length(self) -> int:
        return FAN_OUT + 1 if self.settings["view"] == LAYER else 4

    def values(self) -> Mapping[str, Any]:
        s, first = self.settings, self.settings["X"][:1]
        stacked, single = self.pair.forward(first)[0], self.one.forward(first)[0]
        return {
            "X": s["X"],
            "W": self.net.layers[0].W,
            "b": s["b"],
            "z": self.trace.z[0],
            "h": self.trace.a[0],
            "changed": int((self.trace.z[0] != self.trace.a[0]).sum()),
            "samples": len(s["X"]),
            "parameters": int(self.net.params.size),
            "multiplications": len(s["X"]) * self.net.layers[0].W.size,
            "W2": self.pair.layers[1].W,
            "b2": self.pair.layers[1].b,
            "stacked": stacked,
            "product": self.one.layers[0].W,
            "single": single,
            # Equal but for rounding in the sixteenth digit is equal.
            "difference": round(float(np.abs(stacked - single).max()), 12),
            "stack": {"parameters": int(self.pair.params.size)},
            "collapsed": {"parameters": int(self.one.params.size)},
        }

    def mistakes(self, path: str) -> dict[str, float]:
        s, v = self.settings, self.values()
        parts = split_path(path)
        if parts[0] in ("z", "h") and len(parts) == 3:
            i, j = int(parts[1]), int(parts[2])
            x, W, b = s["X"][i], v["W"], s["b"]
            products = x * W[:, j]
            if parts[0] == "h":
                return {"ReLU was left out": v["z"][i, j], "the sign was dropped": abs(v["z"][i, j])}
            slips = {
                f"the weights of unit {k} were used": float(x @ W[:, k] + b[k])
                for k in range(FAN_OUT)
                if k != j
            }
            return slips | {
                "the bias was left out": float(products.sum()),
                "the minus signs were dropped": float(np.abs(products).sum() + b[j]),
                "the weights were added up without the inputs": float(W[:, j].sum() + b[j]),
                "a row of W was read where a unit is a column": float(
                    x @ W[min(j, FAN_IN - 1), :FAN_IN] + b[j]
                ),
                "only the first product was taken": float(products[0]),
                "the last product was left out": float(products[:-1].sum() + b[j]),
            }
        n, weights = len(s["X"]), v["W"].size
        if path == "parameters":
            return {
                "the biases were left out": float(weights),
                "each sample was given parameters of its own": float(n * v["parameters"]),
                "the inputs were given biases too": float(v["parameters"] + FAN_IN),
                "the samples were counted in": float(v["parameters"] + n),
            }
        if path == "multiplications":
            return {
                "one sample only was counted": float(weights),
                "the biases were counted too": float(n * v["parameters"]),
                "the sums were counted, not the products": float(n * FAN_OUT),
            }
        if path == "changed":
            return {
                "the sums that stay were counted": float(v["z"].size - v["changed"]),
                "the negative weights were counted, not the negative sums": float((v["W"] < 0).sum()),
            }
        if path == "difference":
            return {"that is the first output, not a distance": float(v["stacked"][0])}
        if path == "collapsed.parameters":
            return {
                "both layers were counted, as if nothing had collapsed": float(v["stack"]["parameters"]),
                "the biases were left out": float(v["product"].size),
                "the hidden units were kept": float(weights + FAN_OUT),
            }
        return {}

    # Showing

    def draw(self) -> tuple[Figure, ...]:
        match self.settings["view"]:
            case "ways":
                return self._ways()
            case "stack":
                return self._stack()
            case _:
                return self._layer()

    def _filled(self, path: str, from_position: int, *, together: bool = False) -> Any:
        """A matrix of results: blank where no step has come yet, None where it stands to be predicted."""
        cells = np.array(np.atleast_2d(self.shown(path)), dtype=object)
        if path == "h":
            # What a sum becomes would tell the sum.
            cells[np.array([[z is None for z in row] for row in self.shown("z")])] = None
        for j in range(cells.shape[1]):
            if self.position < from_position + (0 if together else j):
                cells[:, j] = BLANK
        return cells

    @property
    def _unit(self) -> int | None:
        """The unit that the last step computed."""
        return self.position - 1 if 1 <= self.position <= FAN_OUT else None

    def _layer(self) -> tuple[Figure, ...]:
        X, W, unit = self.settings["X"], self.net.layers[0].W, self._unit
        n = len(X)
        # Before the activation the place of h is kept, so that nothing moves when it comes.
        h = self._filled("h", FAN_OUT + 1, together=True)
        name = _NAMES[self.settings["activation"]]
        inputs = matrix(f"X ({n}×{FAN_IN})", X, most=4)
        weights = matrix(f"W ({FAN_IN}×{FAN_OUT})", W, digits=WEIGHT_DIGITS, highlight=_column(unit, FAN_IN))
        sums = self._filled("z", 1)
        before = matrix(f"Z ({n}×{FAN_OUT})", sums, digits=DIGITS, highlight=_column(unit, n))
        after = matrix(f"H ({n}×{FAN_OUT})", h, digits=DIGITS)
        return (
            Equation("", (inputs, "·", weights, "+ b")),
            Equation("", (before, f"{name} →", after)),
            Formula("", (self._sum_line(),)),
        )

    def _sum_line(self) -> Line:
        unit, s = self._unit, self.settings
        if unit is None:
            if self.position == 0:
                return Line("Z = X W + b", "future")
            return Line(f"H = {_NAMES[s['activation']]}(Z), element by element", "now")
        x, w, z = s["X"][0], self.net.layers[0].W[:, unit], self.shown("z")[0, unit]
        return Line(weighted_sum(x, w, s["b"][unit], z, most=DIGITS), "now")

    def _ways(self) -> tuple[Figure, ...]:
        x, W, unit = self.settings["X"][0], self.net.layers[0].W, self._unit
        z = self._filled("z", 1)[:1]
        row = frozenset() if unit is None else frozenset((unit, i) for i in range(FAN_IN))
        spot = frozenset() if unit is None else frozenset({(unit, 0)})
        return (
            Equation(
                "",
                (
                    matrix(f"a row a unit: W ({FAN_OUT}×{FAN_IN})", W.T, digits=WEIGHT_DIGITS, highlight=row),
                    "@",
                    matrix("x", x, most=4),
                    "+ b =",
                    matrix("z", z.T, digits=DIGITS, highlight=spot),
                ),
            ),
            Equation(
                "",
                (
                    matrix("x", x[None, :], digits=1, most=4),
                    "@",
                    matrix(
                        f"a column a unit: W ({FAN_IN}×{FAN_OUT})",
                        W,
                        digits=WEIGHT_DIGITS,
                        highlight=_column(unit, FAN_IN),
                    ),
                    "+ b",
                ),
            ),
            Equation("", ("=", matrix("z", z, digits=DIGITS, highlight=_column(unit, 1)))),
        )

    def _stack(self) -> tuple[Figure, ...]:
        first, second = self.pair.layers
        product = self._filled("product", 3, together=True)
        return (
            Equation(
                "",
                (
                    matrix("W₁", first.W),
                    "·",
                    matrix("W₂", second.W),
                    "=",
                    matrix("W₁W₂", product, highlight=_all(product) if self.position == 3 else frozenset()),
                ),
            ),
            self._results(),
        )

    def _results(self) -> Matrix:
        hidden = self.pair.trace(self.settings["X"][:1]).a[0][0]
        hide = any(map(self.is_hidden, ("stacked", "single", "difference")))
        stacked, single = self.shown("stacked"), self.shown("single")
        apart = np.abs(self.values()["stacked"] - self.values()["single"]).round(12)
        unknown: list[Cell] = [None] * OUTPUTS
        rows: list[list[Cell]] = [list(hidden), list(stacked)]
        rows += [unknown, unknown] if hide else [list(single), list(apart)]
        reached = (1, 2, 4, 4)
        cells = tuple(
            tuple((row[j] if self.position >= at else BLANK) if j < len(row) else "" for j in range(FAN_OUT))
            for row, at in zip(rows, reached, strict=True)
        )
        now = {1: {0}, 2: {1}, 4: {2, 3}}.get(self.position, set())
        return Matrix(
            "",
            cells,
            row_labels=("after layer 1", "after layer 2", "one layer, W₁W₂", "difference"),
            column_labels=tuple(f"unit {j}" for j in range(FAN_OUT)),
            highlight=frozenset((i, j) for i in now for j in range(len(rows[i]))),
            digits=DIGITS,
            brackets=False,
        )

    def says(self) -> str:
        at = self.position
        if self.settings["view"] == STACK:
            name = _NAMES[self.settings["activation"]]
            between = "no activation" if name == "nothing" else name
            return (
                "Nothing is computed yet. First x goes through two layers.",
                f"Layer 1: x W₁ + b₁, then {between}.",
                "Layer 2: the same with W₂. Its output has no activation.",
                "The two weight matrices, multiplied with each other.",
                self._compared(between),
            )[at]
        if at == 0:
            return "Nothing is computed yet. Each step computes one unit."
        if at <= FAN_OUT:
            if self.settings["view"] == WAYS:
                return f"Unit {at - 1}: row {at - 1} of the first W, column {at - 1} of the other: the same."
            rows = plural(len(self.settings["X"]), "sample")
            return f"Unit {at - 1}: the input times column {at - 1} of W, plus its bias; {rows}."
        if any(split_path(path)[0] in ("h", "z", "changed") for path in self.hidden):
            return "Every sum passes the activation."
        v = self.values()
        return f"Every sum passes the activation; it changes {v['changed']} of {v['z'].size}."

    def _compared(self, between: str) -> str:
        if any(map(self.is_hidden, ("stacked", "single", "difference"))):
            return f"One layer with those weights, beside two with {between} between them."
        if self.values()["difference"] == 0:
            return "One layer gives the same as the two did."
        return f"With {between} between them, one layer no longer gives the same."


_NAMES: Mapping[str, str] = {"relu": "ReLU", "tanh": "tanh", "identity": "nothing"}


def _column(unit: int | None, rows: int) -> frozenset[tuple[int, int]]:
    return frozenset() if unit is None else frozenset((i, unit) for i in range(rows))


def _all(cells: Floats) -> frozenset[tuple[int, int]]:
    return frozenset(np.ndindex(cells.shape))
