"""A layer as one matrix product."""

from __future__ import annotations

import numpy as np

from lessons.figures import Equation, Floats, Formula, Line, Spare, matrix, network
from lessons.figures.worked import Working, by_hand, weighted_sum
from lessons.labs.base import Figures, Readout, See, readout, split_path
from lessons.labs.layer._dense import (
    ACTIVATION,
    DIGITS,
    FAN_IN,
    FAN_OUT,
    NAMES,
    SEED,
    Summing,
    column,
    weights,
)
from lessons.text import plural


class Layer(Summing):
    """A layer of 4 units on 3 inputs as matrix arithmetic, for one sample or a batch."""

    steps = ("unit 0", "unit 1", "unit 2", "unit 3", "activation")
    activation = ACTIVATION
    seed = SEED

    @readout("what the units pass on (samples×4)", at="activation", tells=("z",))
    def h(self) -> Floats:
        return self.trace.a[0]

    @readout("how many of the sums the activation changes", at="activation", name="changed")
    def changed_sums(self) -> int:
        return int((self.z != self.h).sum())

    samples = Readout("how many samples there are", lambda lab: len(lab.X))
    parameters = Readout("weights and biases of the layer", lambda lab: int(lab.net.params.size))

    @readout("multiplications in one pass over all samples")
    def multiplications(self) -> int:
        return int(self.X.shape[0] * self.W.size)

    def working(self, path: str) -> Working | None:
        match split_path(path):
            case ["parameters"]:
                sizes = {"inputs": FAN_IN, "units": FAN_OUT}
                return by_hand("{0}·{1} + {1}", sizes, self.parameters, lambda *_: self.parameters)
            case ["multiplications"]:
                sizes = {"samples": self.samples, "inputs": FAN_IN, "units": FAN_OUT}
                return by_hand("{}·{}·{}", sizes, self.multiplications, lambda n, i, o: n * i * o)
        return super().working(path)

    def mistakes(self, path: str) -> dict[str, float]:
        n, products, parameters = self.samples, self.W.size, self.parameters
        match split_path(path):
            case ["h", int(i), int(j)]:
                return {"You left out ReLU.": self.z[i, j], "You dropped the sign.": abs(self.z[i, j])}
            case ["parameters"]:
                return {
                    "You left out the biases.": products,
                    "Did you give each sample parameters of its own? They share them.": n * parameters,
                    "You gave the inputs biases too. They have none.": parameters + FAN_IN,
                    "You counted in the samples. They are no parameters.": parameters + n,
                    "You counted W once for each sample. They share it; and b counts too.": n * products,
                    "You counted b once for each sample. They share it.": products + n * FAN_OUT,
                    "You counted the cells of X. They are data.": parameters + n * FAN_IN,
                }
            case ["multiplications"]:
                return {
                    "You counted one sample only.": products,
                    "You counted the biases too.": n * parameters,
                    "You counted the sums, not the products.": n * FAN_OUT,
                }
            case ["changed"]:
                return {
                    "You counted the sums that stay as they are.": self.z.size - self.changed_sums,
                    "You counted the negative weights. Which sums are negative?": (self.W < 0).sum(),
                }
        return super().mistakes(path)

    @staticmethod
    def figures(see: See) -> Figures:
        n, unit, name = len(see.X), see.unit, NAMES[see.activation]
        inputs = matrix(f"X ({n}×{FAN_IN})", see.X, digits=1, most=4)
        yield Equation("", (inputs, "@", weights(see), "+", matrix("b", [see.b], digits=1, most=4)))
        sums = matrix(f"Z ({n}×{FAN_OUT})", see.z, digits=1, most=DIGITS, highlight=column(unit, n))
        handed = matrix(f"H ({n}×{FAN_OUT})", see.h, digits=1, most=DIGITS)
        yield Equation("", (sums, f"{name} →", handed))
        if see.position == 0:
            line = Line("Z = X @ W + b", "future")
        elif unit is None:
            line = Line("H = Z" if name == NAMES["identity"] else f"H = {name}(Z), element by element", "now")
        else:
            bias, z = see.b[unit], see.z[0][unit]
            line = Line(weighted_sum(see.X[0], see.W[:, unit], bias, z, most=DIGITS), "now")
        yield Formula("", (line,))
        yield Spare(network((see.X[0], see.h[0]), ("x", "h"), (see.W,)))

    @staticmethod
    def caption(see: See) -> str:
        unit = see.unit
        if see.position == 0:
            return "Nothing is computed yet. Each step computes one unit."
        if unit is not None:
            rows = plural(len(see.X), "sample")
            return f"Unit {unit}: the input times column {unit} of W, plus its bias, for {rows}."
        if isinstance(see.changed_sums, str):
            return "Every sum goes through the activation."
        return f"Every sum goes through the activation: it changes {see.changed_sums} of {np.size(see.z)}."
