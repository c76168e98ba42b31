"""A forward pass through two layers, an operation at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine import MLP
from lessons.figures import Equation, Figure, Formula, Line, Matrix, State, matrix
from lessons.figures.worked import weighted_sum, worked
from lessons.format.fields import Field
from lessons.labs.base import Lab
from lessons.text import decimal

ROWS = "W x"
COLUMNS = "x W"


class ForwardLab(Lab):
    """2 inputs, 2 hidden ReLU units, 1 output."""

    name = "forward"
    summary = "A pass through a network of 2 inputs, 2 ReLU units and 1 output, an operation at a time."
    step_word = "operation"
    caption_rows = 1
    fields = (
        Field("x", "vector", "the input", default=[0.2, -0.4], low=-100, high=100, shape=(2,)),
        Field(
            "W1",
            "matrix",
            "the hidden weights, a row a unit",
            default=[[0.3, -0.1], [0.25, 0.4]],
            label="W₁",
            low=-100,
            high=100,
            shape=(2, 2),
            step=0.05,
        ),
        Field(
            "b1", "vector", "the hidden biases", [0.0, 0.0], label="b₁", low=-100, high=100, shape=(2,)
        ),
        Field(
            "W2", "vector", "the output weights", [0.5, -0.3], label="W₂", low=-100, high=100, shape=(2,)
        ),
        Field("b2", "number", "the output bias", default=0.1, label="b₂", low=-100, high=100),
        Field(
            "written",
            "choice",
            "how the products are written: a row of W a unit, or a column a unit",
            default=ROWS,
            choices=(ROWS, COLUMNS),
        ),
    )  # fmt: skip
    readouts = {
        "x": "the input (2)",
        "W1": "the hidden weights (2×2), a row a unit",
        "b1": "the hidden biases (2)",
        "W2": "the output weights (2)",
        "b2": "the output bias",
        "z1": "the weighted sums of the hidden units (2)",
        "h1": "what the hidden units give on (2)",
        "z2": "the output",
        "weights": "how many weights the network has",
        "parameters": "how many weights and biases it has",
    }

    def prepare(self, changed: str | None = None) -> None:
        s = self.settings
        net = MLP([2, 2, 1], hidden="relu", output="identity", init="zeros")
        net.layers[0].W[...] = s["W1"].T
        net.layers[0].b[...] = s["b1"]
        net.layers[1].W[:, 0] = s["W2"]
        net.layers[1].b[...] = s["b2"]
        self.net = net
        self.trace = net.trace(s["x"][None, :])

    @property
    def length(self) -> int:
        return 5

    def values(self) -> Mapping[str, Any]:
        s, t = self.settings, self.trace
        return {
            **{k: s[k] for k in ("x", "W1", "b1", "W2", "b2")},
            "z1": t.z[0][0],
            "h1": t.a[0][0],
            "z2": float(t.z[1][0, 0]),
            "weights": sum(layer.W.size for layer in self.net.layers),
            "parameters": self.net.params.size,
        }

    def mistakes(self, path: str) -> dict[str, float]:
        s, z1, h1 = self.settings, self.trace.z[0][0], self.trace.a[0][0]
        if path in ("z1[0]", "z1[1]"):
            i = int(path[3])
            products = s["W1"][i] * s["x"]
            return {
                "W was used the wrong way round, a column for a row": float(
                    s["W1"].T[i] @ s["x"] + s["b1"][i]
                ),
                "the other unit's weights were used": float(s["W1"][1 - i] @ s["x"] + s["b1"][1 - i]),
                "the bias was left out": float(products.sum()),
                "the minus signs were dropped": float(np.abs(products).sum() + s["b1"][i]),
                "only the first product was taken": float(products[0]),
                "only the second product was taken": float(products[1]),
                "ReLU was applied already": float(h1[i]),
            }
        if path in ("h1[0]", "h1[1]"):
            i = int(path[3])
            return {
                "ReLU was left out": float(z1[i]),
                "the sign was dropped, where ReLU puts 0": float(abs(z1[i])),
                "ReLU was used the wrong way round": float(min(z1[i], 0)),
            }
        if path == "z2":
            return {
                "the bias was left out": float(s["W2"] @ h1),
                "ReLU was left out between the layers": float(s["W2"] @ z1 + s["b2"]),
                "the weights of the output were left out": float(h1.sum() + s["b2"]),
                "ReLU was applied to the output too": float(max(0.0, s["W2"] @ h1 + s["b2"])),
            }
        if path == "parameters":
            return {"the biases were left out": float(sum(layer.W.size for layer in self.net.layers))}
        return {}

    # Showing

    def draw(self) -> tuple[Figure, ...]:
        return (self._hidden(), self._output(), Formula("", self._shown_lines()))

    def _reached(self, path: str, at: int) -> Any:
        """A readout, or blanks before the step that computes it."""
        cells = np.array(np.atleast_1d(self.shown(path)), dtype=object)
        for i in range(len(cells)):
            if self.position < at + (i if len(cells) > 1 else 0):
                cells[i] = "·"
        return cells

    def _hidden(self) -> Equation:
        s, row = self.settings, self.settings["written"] == COLUMNS
        summed = self.position - 1 if self.position in (1, 2) else None
        passed = self.position - 3 if self.position in (3, 4) else None
        W = _exact("W₁", s["W1"].T if row else s["W1"], highlight=_line(summed, 2, row))
        x = _exact("x", _vector(s["x"], row))
        b = _exact("b₁", _vector(s["b1"], row))
        z = _exact("z₁", _vector(self._reached("z1", 1), row), highlight=_cell(summed, row))
        h = _exact("h₁", _vector(self._reached("h1", 3), row), highlight=_cell(passed, row))
        product = (x, "·", W) if row else (W, "·", x)
        title = "hidden layer: z₁ = x W₁ + b₁" if row else "hidden layer: z₁ = W₁ x + b₁"
        return Equation(f"{title},  h₁ = ReLU(z₁)", (*product, "+", b, "=", z, "ReLU →", h))

    def _output(self) -> Equation:
        s, row = self.settings, self.settings["written"] == COLUMNS
        now = 0 if self.position == 5 else None
        W = _exact("W₂", _vector(s["W2"], not row), highlight=_line(now, 2, row))
        h = _exact("h₁", _vector(self._reached("h1", 3), row))
        b = _exact("b₂", [[s["b2"]]])
        z = _exact("z₂", [[self._reached("z2", 5)[0]]], highlight=_cell(now, row))
        product = (h, "·", W) if row else (W, "·", h)
        title = "output layer: z₂ = h₁ W₂ + b₂" if row else "output layer: z₂ = W₂ h₁ + b₂"
        return Equation(title, (*product, "+", b, "=", z))

    def _shown_lines(self) -> tuple[Line, ...]:
        """The lines of the operations that belong together: two sums, two ReLUs, the output."""
        lines = self._lines()
        if self.position <= 2:
            return tuple(lines[:2])
        return tuple(lines[2:4]) if self.position <= 4 else (lines[4], Line(""))

    def _lines(self) -> list[Line]:
        s = self.settings
        z1, h1, z2 = self.shown("z1"), self.shown("h1"), self.shown("z2")
        texts = [f"z₁[{i}] = {weighted_sum(s['W1'][i], s['x'], s['b1'][i], z1[i])}" for i in range(2)]
        texts += [f"h₁[{i}] = {worked('max(0, {}) = {}', [z1[i]], h1[i], _relu)}" for i in range(2)]
        texts.append(f"z₂    = {weighted_sum(s['W2'], h1, s['b2'], z2)}")
        first = ("z₁[0] = W₁[0]·x + b₁[0]", "z₁[1] = W₁[1]·x + b₁[1]", "h₁[0] = max(0, z₁[0])",
                 "h₁[1] = max(0, z₁[1])", "z₂    = W₂·h₁ + b₂")  # fmt: skip
        lines = []
        for i, text in enumerate(texts, 1):
            state: State = "now" if i == self.position else "past" if i < self.position else "future"
            lines.append(Line(first[i - 1] if state == "future" else text, state))
        return lines

    def says(self) -> str:
        unit = (self.position - 1) % 2
        match self.position:
            case 0:
                return "Nothing is computed yet. Each step is one operation."
            case 1 | 2:
                return f"Hidden unit {unit}: each input times its weight, added up, plus the unit's bias."
            case 3 | 4:
                kept = self.shown("z1")[unit]
                if kept is None:
                    return f"ReLU on hidden unit {unit}."
                passed = "is positive and passes" if kept > 0 else "is not positive: ReLU gives 0"
                return f"ReLU on hidden unit {unit}: {decimal(kept)} {passed}."
            case _:
                return "The output: hidden values times W₂, plus b₂. Without ReLU: a logit."


def _relu(z: float) -> float:
    return max(0.0, z)


def _exact(title: str, values: Any, highlight: frozenset[tuple[int, int]] = frozenset()) -> Matrix:
    """A matrix whose numbers have the decimals that one needs to compute with them."""
    return matrix(title, values, highlight=highlight, most=4)


def _vector(values: Any, row: bool) -> Any:
    values = np.asarray(values, dtype=object)
    return values[None, :] if row else values[:, None]


def _cell(i: int | None, row: bool) -> frozenset[tuple[int, int]]:
    """Element i of a vector written as a row or as a column."""
    return frozenset() if i is None else frozenset({(0, i) if row else (i, 0)})


def _line(i: int | None, n: int, turned: bool) -> frozenset[tuple[int, int]]:
    """The n weights of unit i: a row, or a column where the matrix is turned."""
    return frozenset() if i is None else frozenset((j, i) if turned else (i, j) for j in range(n))
