"""A layer of 4 units on 3 inputs, with weights drawn at random."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import MLP
from lessons.figures import Floats, Matrix, matrix
from lessons.figures.worked import Working, summed
from lessons.format.fields import FieldError
from lessons.labs.base import Knob, Lab, Learnt, Plotted, Readout, See, plotted, split_path

FAN_IN, FAN_OUT, OUTPUTS = 3, 4, 2
DIGITS, WEIGHT_DIGITS = 3, 4
NAMES = {"relu": "ReLU", "identity": "nothing", "tanh": "tanh"}
ACTIVATION = Knob.choice("what is done to each sum; identity: nothing", NAMES, name="activation")
SEED = Knob.integer("which random weights are drawn", 42, name="seed", low=0, high=9999)


class Dense(Lab):
    decimals = WEIGHT_DIGITS
    """No more than are shown: whoever computes from the screen gets the same sums."""
    activation: Any = "identity"

    X = Knob.matrix("the input, a row for each sample", [[1.0, -1.0, 0.5]], low=-100, high=100, step=0.5)
    b = Knob.vector("the biases", [0.0] * FAN_OUT, low=-100, high=100, shape=(FAN_OUT,))
    seed: Any
    scale = Knob.number("the spread of the weights", 0.1, low=0.001, high=10, turnable=False)
    grain = Knob.number(
        "what the weights are whole multiples of; 0 for any number", 0, low=0, high=1, turnable=False
    )

    def prepare(self, changed: str | None = None) -> None:
        X = self.X
        if X.shape[1] != FAN_IN or not 1 <= len(X) <= 4:
            raise FieldError(f"'X' is {len(X)}×{X.shape[1]}", f"give from 1 to 4 rows of {FAN_IN} numbers")
        self.net = network((self.W, self.b), output=self.activation)
        self.trace = self.net.trace(X)

    @plotted()
    def drawn(self) -> list[Floats]:
        """The weights of the layer, and of one that follows it."""
        rng = np.random.RandomState(self.seed)
        shapes = ((FAN_OUT, FAN_IN), (OUTPUTS, FAN_OUT))
        drawn = [self.scale * rng.randn(*shape).T for shape in shapes]
        if self.grain:
            return [(W / self.grain).round() * self.grain for W in drawn]
        return [W.round(self.decimals) for W in drawn]

    @property
    def learnt_network(self) -> Learnt:
        return Learnt(self.net)

    W = Readout("the weights (3×4), a column for each unit", lambda lab: lab.drawn[0])


def sum_worked(lab: Any, path: str) -> Working | None:
    """How a lab with X, W, b and z works out `z[i,j]`: row i of X times column j of W, plus b[j]."""
    match split_path(path):
        case ["z", int(i), int(j)]:
            inputs = {f"X[{i},{k}]": x for k, x in enumerate(lab.X[i])}
            weights = {f"W[{k},{j}]": w for k, w in enumerate(lab.W[:, j])}
            return summed(inputs, weights, (f"b[{j}]", lab.b[j]), lab.z[i, j])
    return None


class Summing(Dense):
    """A layer whose steps compute a unit each."""

    unit = Plotted(lambda lab: lab.position - 1 if 1 <= lab.position <= FAN_OUT else None)
    """The unit that the last step computed."""
    z = Readout("the sums (samples×4)", lambda lab: lab.trace.z[0], at=lambda lab, rest: int(rest[1]) + 1)

    def working(self, path: str) -> Working | None:
        return sum_worked(self, path)

    def mistakes(self, path: str) -> dict[str, float]:
        match split_path(path):
            case ["z", int(i), int(j)]:
                x, W, b = self.X[i], self.W, self.b
                products = x * W[:, j]
                others = [k for k in range(FAN_OUT) if k != j]
                return {f"You used the weights of unit {k}.": x @ W[:, k] + b[k] for k in others} | {
                    "You left out the bias.": products.sum(),
                    "You dropped the minus signs.": np.abs(products).sum() + b[j],
                    "You added up the weights. Each is multiplied by its input first.": W[:, j].sum() + b[j],
                    "You read a row of W. Here a unit is a column.": x @ W[min(j, FAN_IN - 1), :FAN_IN]
                    + b[j],
                    "You took only the first product.": products[0],
                    "You left out the last product.": products[:-1].sum() + b[j],
                }
        return {}


def network(*layers: tuple[Floats, Floats], hidden: str = "identity", output: str = "identity") -> MLP:
    """Layers of these weights and biases."""
    sizes = [FAN_IN, *(W.shape[1] for W, _ in layers)]
    net = MLP(sizes, hidden=hidden, output=output, init="zeros")
    for layer, (W, b) in zip(net.layers, layers, strict=True):
        layer.W[...], layer.b[...] = W, b
    return net


def column(unit: int | None, rows: int) -> frozenset[tuple[int, int]]:
    return frozenset() if unit is None else frozenset((i, unit) for i in range(rows))


def weights(see: See, name: str = "") -> Matrix:
    shown = column(see.unit, FAN_IN)
    title = f"{name}W ({FAN_IN}×{FAN_OUT})"
    return matrix(title, see.W, digits=1, most=WEIGHT_DIGITS, highlight=shown)
