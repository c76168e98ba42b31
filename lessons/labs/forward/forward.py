"""A forward pass through two layers, an operation at a time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from engine import MLP
from lessons.figures import Equation, Formula, Line, Matrix, Spare, matrix, network
from lessons.figures.worked import Working, by_hand, named, summed, weighted_sum, worked
from lessons.labs.base import Figures, Knob, Lab, Learnt, Readout, See, readout, split_path
from lessons.labs.forward._slips import slips_of_sum
from lessons.text import decimal


class Forward(Lab):
    """A pass through a network of 2 inputs, 2 ReLU units and 1 output, an operation at a time."""

    step_word = "operation"
    steps = ("sum 0", "sum 1", "ReLU 0", "ReLU 1", "output")

    x = Knob.vector("the input", [0.2, -0.4], low=-100, high=100, shape=(2,))
    W1 = Knob.matrix("the hidden weights, a row for each unit", [[0.3, -0.1], [0.25, 0.4]],
                     label="W₁", low=-100, high=100, shape=(2, 2), step=0.05)  # fmt: skip
    b1 = Knob.vector("the hidden biases", [0.0, 0.0], label="b₁", low=-100, high=100, shape=(2,))
    W2 = Knob.vector("the output weights", [0.5, -0.3], label="W₂", low=-100, high=100, shape=(2,))
    b2 = Knob.number("the output bias", 0.1, label="b₂", low=-100, high=100)
    whole = Knob.toggle("the whole network from the start, not a part once it is its turn", True,
                        turnable=False)  # fmt: skip

    def prepare(self, changed: str | None = None) -> None:
        net = MLP([2, 2, 1], hidden="relu", output="identity", init="zeros")
        net.layers[0].W[...] = self.W1.T
        net.layers[0].b[...] = self.b1
        net.layers[1].W[:, 0] = self.W2
        net.layers[1].b[...] = self.b2
        self.net = net
        self.trace = net.trace(self.x[None, :])

    @readout("the weighted sums of the hidden units (2)", at=("sum 0", "sum 1"))
    def z1(self) -> Any:
        return self.trace.z[0][0]

    h1 = Readout("what the hidden units give on (2)", lambda lab: lab.trace.a[0][0], at=("ReLU 0", "ReLU 1"))
    z2 = Readout("the output", lambda lab: float(lab.trace.z[1][0, 0]), at="output")

    @readout("how many weights the network has")
    def weights(self) -> int:
        return sum(layer.W.size for layer in self.net.layers)

    parameters = Readout("how many weights and biases it has", lambda lab: lab.net.params.size)

    def working(self, path: str) -> Working | None:
        match split_path(path):
            case ["h1", int(i)] if self.z1[i] <= 0:
                return by_hand("max(0, {})", {f"z₁[{i}]": self.z1[i]}, self.h1[i], _relu)
            case ["z1" | "h1", int(i)]:
                weights = {f"W₁[{i},{j}]": w for j, w in enumerate(self.W1[i])}
                return summed(weights, named("x", self.x), (f"b₁[{i}]", self.b1[i]), self.z1[i])
            case ["z2"]:
                pairs = zip(named("W₂", self.W2).items(), named("z₁", self.z1).items(), strict=True)
                numbers = dict([*(each for pair in pairs for each in pair), ("b₂", self.b2)])
                return by_hand("{:()}·max(0, {}) + {:()}·max(0, {}) + {:()}", numbers, self.z2, _last)
            case ["parameters"]:
                cells = {"W₁": 4, "b₁": 2, "W₂": 2, "b₂": 1}
                named_cells = {f"cells of {name}": count for name, count in cells.items()}
                return by_hand("{} + {} + {} + {}", named_cells, self.parameters, lambda *counts: sum(counts))
        return None

    def mistakes(self, path: str) -> dict[str, float]:
        x, W1, b1, W2, z1, h1 = self.x, self.W1, self.b1, self.W2, self.z1, self.h1
        match split_path(path):
            case ["z1", int(i)]:
                return slips_of_sum(W1[i], x, b1[i]) | {
                    "You used a column of W where a row belongs.": W1.T[i] @ x + b1[i],
                    "You used the other unit's weights.": W1[1 - i] @ x + b1[1 - i],
                    "You applied ReLU already. The sum before it is asked for.": h1[i],
                }
            case ["h1", int(i)]:
                return {
                    "You left out ReLU.": z1[i],
                    "You dropped the sign. ReLU does more than that to a negative number.": abs(z1[i]),
                    "Did you use ReLU the wrong way round?": 0 if z1[i] > 0 else np.nan,
                }
            case ["z2"]:
                return {
                    "You left out the bias.": W2 @ h1,
                    "You left out ReLU between the layers.": W2 @ z1 + self.b2,
                    "You left out the output's weights.": h1.sum() + self.b2,
                    "You applied ReLU to the output too.": max(0.0, W2 @ h1 + self.b2),
                    "You put x into the output. It takes the hidden values, h₁.": W2 @ x + self.b2,
                    "In W₁, you took a column for each unit. A unit has a row.": self._output(W1.T),
                    "You dropped the minus signs in W₁.": self._output(abs(W1)),
                    "You dropped the minus signs in W₂.": abs(W2) @ h1 + self.b2,
                    "In the hidden sums, you took only the first products.": self._output(W1 * [1, 0]),
                    "In the hidden sums, you took only the second products.": self._output(W1 * [0, 1]),
                    "You took the first row of W₁ for both hidden units.": self._output(W1[[0, 0]]),
                    "You took the second row of W₁ for both hidden units.": self._output(W1[[1, 1]]),
                    "You exchanged x[0] and x[1].": self._output(W1[:, ::-1]),
                    "You exchanged the two weights of the output.": W2[::-1] @ h1 + self.b2,
                    "You left out hidden unit 0.": W2[1] * h1[1] + self.b2,
                    "You left out hidden unit 1.": W2[0] * h1[0] + self.b2,
                }
            case ["parameters"]:
                n = self.parameters
                return {
                    "You left out the biases.": self.weights,
                    "You left out the output's bias, b₂.": n - 1,
                    "You left out a layer's biases or weights: two numbers are missing.": n - 2,
                    "You left out the weights W₁.": n - self.W1.size,
                    "You counted the inputs. They come from outside.": n + self.x.size,
                }
        return {}

    def _output(self, W1: Any) -> float:
        """The output with other hidden weights."""
        return float(self.W2 @ np.maximum(0.0, W1 @ self.x + self.b1) + self.b2)

    @property
    def learnt_network(self) -> Learnt:
        return Learnt(self.net)

    @staticmethod
    def figures(see: See) -> Figures:
        yield _hidden(see)
        if see.whole or see.position > 3:
            yield _output(see)
            yield Formula("", _lines(see))
        else:
            yield Formula("", (Line(""), *_lines(see), *[Line("")] * (_output(see).rows - 1)))
        yield Spare(network((see.x, see.h1, [see.z2]), ("x", "h₁", "z₂"), (see.W1.T, see.W2[:, None])))

    @staticmethod
    def caption(see: See) -> str:
        unit = (see.position - 1) % 2
        match see.position:
            case 0:
                return "Nothing is computed yet. Each step is one operation."
            case 1 | 2:
                return f"Hidden unit {unit}: each input times its weight, added up, plus the unit's bias."
            case 3 | 4:
                kept = see.z1[unit]
                if isinstance(kept, str):
                    return f"ReLU on hidden unit {unit}."
                passed = "is positive and passes" if kept > 0 else "is not positive: ReLU gives 0"
                return f"ReLU on hidden unit {unit}: {decimal(kept)} {passed}."
            case _:
                return "The output: each hidden value times its weight in W₂, added up, plus b₂."


def _hidden(see: See) -> Equation:
    """The hidden layer; the operation of the last step is marked."""
    summed = {see.position - 1} if see.position in (1, 2) else set[int]()
    passed = {see.position - 3} if see.position in (3, 4) else set[int]()
    W = _exact("W₁", see.W1, {(i, j) for i in summed for j in range(2)})
    x, b = (_exact(name, _column(values)) for name, values in (("x", see.x), ("b₁", see.b1)))
    z = _exact("z₁", _column(see.z1), {(i, 0) for i in summed})
    if not see.whole and see.position < 2:
        return Equation("hidden layer: z₁ = W₁ x + b₁", (W, x, "+", b, "=", z))
    h = _exact("h₁", _column(see.h1), {(i, 0) for i in passed})
    return Equation("hidden layer: z₁ = W₁ x + b₁,  h₁ = ReLU(z₁)", (W, x, "+", b, "=", z, "ReLU →", h))


def _output(see: See) -> Equation:
    now = see.last == "output"
    W = _exact("W₂", see.W2[None, :], {(0, 0), (0, 1)} if now else ())
    h, b = _exact("h₁", _column(see.h1)), _exact("b₂", [[see.b2]])
    z = _exact("z₂", [[see.z2]], {(0, 0)} if now else ())
    return Equation("output layer: z₂ = W₂ h₁ + b₂", (W, h, "+", b, "=", z))


def _lines(see: See) -> tuple[Line, ...]:
    """The lines of the operations that belong together: two sums, two ReLUs, the output."""
    z1, h1 = see.z1, see.h1
    to_come = [f"z₁[{i}] = W₁[{i},0]·x[0] + W₁[{i},1]·x[1] + b₁[{i}]" for i in range(2)]
    to_come += [f"h₁[{i}] = max(0, z₁[{i}])" for i in range(2)]
    to_come.append("z₂ = W₂[0]·h₁[0] + W₂[1]·h₁[1] + b₂")
    done = [f"z₁[{i}] = {weighted_sum(see.W1[i], see.x, see.b1[i], z1[i])}" for i in range(2)]
    done += [f"h₁[{i}] = {worked('max(0, {}) = {}', [z1[i]], h1[i], _relu)}" for i in range(2)]
    done.append(f"z₂ = {weighted_sum(see.W2, h1, see.b2, see.z2)}")
    states = [see.state(step) for step in Forward.steps]
    lines = [
        Line(blank if state == "future" else text, state)
        for blank, text, state in zip(to_come, done, states, strict=True)
    ]
    if see.position <= 2:
        return tuple(lines[:2])
    return tuple(lines[2:4]) if see.position <= 4 else (lines[4], Line(""))


def _relu(z: float) -> float:
    return max(0.0, z)


def _last(w0: float, z0: float, w1: float, z1: float, bias: float) -> float:
    return w0 * _relu(z0) + w1 * _relu(z1) + bias


def _exact(title: str, values: Any, highlight: Iterable[tuple[int, int]] = ()) -> Matrix:
    """A matrix whose numbers have the decimals that one needs to compute with them."""
    return matrix(title, values, highlight=frozenset(highlight), most=4)


def _column(values: Any) -> Any:
    return np.asarray(values, dtype=object)[:, None]
