"""What the unit of an input does to the gradient of its weight."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import MLP, Dataset, Split
from lessons.figures import Bars, Spare, table
from lessons.figures.worked import Working, by_hand
from lessons.labs.base import Figures, Knob, Lab, Learnt, Readout, See, of, readout, split_path
from lessons.text import decimal, short


class ScaledGradient(Lab):
    """One unit and one sample, with x[1] in metres and in another unit: the gradients of both weights."""

    steps = ("metres", "other")
    begins = "All weights begin at 0 here, so p is 0.5 and ∂L/∂z is p − y."

    x = Knob.vector("the sample, in metres", (0.8, 0.4), shape=(2,), low=-5, high=5)
    y = Knob.choice("the class of the sample", "1 0")
    factor = Knob.number("how many of the other unit make a metre", 100.0, scale="log", low=1, high=1000)

    dz = Readout("∂L/∂z, which is p − y; all weights are 0, so that p is 0.5", lambda lab: 0.5 - float(lab.y))
    inputs = Readout(
        "the sample with x[1] in the other unit", lambda lab: lab.x * np.array([1.0, lab.factor])
    )
    dW = Readout("∂L/∂W in metres (2)", lambda lab: lab.x * lab.dz, at="metres")
    dW_other = Readout("∂L/∂W with x[1] in the other unit (2)", lambda lab: lab.inputs * lab.dz, at="other")

    taken = Readout("steps taken", lambda lab: lab.position, name="step")

    @readout("how many times as large as that of W[0] the gradient of W[1] is, in the other unit", at="other",
             tells=("dW_other",))  # fmt: skip
    def ratio(self) -> float:
        first, second = np.abs(self.dW_other)
        return float(second / first) if first else 0.0

    def working(self, path: str) -> Working | None:
        match split_path(path):
            case [("dW" | "dW_other") as name, int(i)]:
                inputs = self.x if name == "dW" else self.inputs
                numbers = {f"x[{i}]": inputs[i], "∂L/∂z": self.dz}
                return by_hand("{:()} · {:()}", numbers, float(self.readout(path)), lambda x, dz: x * dz)
        return None

    def mistakes(self, path: str) -> dict[str, float]:
        match split_path(path):
            case ["dW_other", int(i)]:
                value = float(self.dW_other[i])
                return {
                    "That is the gradient in metres. The input is now larger.": float(self.dW[i]),
                    "Divided by the factor? The gradient is the input times ∂L/∂z.": float(
                        self.dW[i] / self.factor
                    ),
                    "Look at the sign of ∂L/∂z.": -value,
                    "That is the input. Multiply it by ∂L/∂z.": float(self.inputs[i]),
                    "That is the gradient of the other weight.": float(self.dW_other[1 - i]),
                }
        return {}

    @property
    def learnt_network(self) -> Learnt:
        net = MLP([2, 1], output="sigmoid", init="zeros")
        sample = Dataset("sample", self.x[None], np.array([[float(self.y)]]), "regression")
        return Learnt(net, Split(sample), said="This is the unit in metres.")

    @staticmethod
    def figures(see: See) -> Figures:
        rows: list[Any] = [
            (see.x[0], see.x[1], see.dz, see.dW[0], see.dW[1]),
            (see.inputs[0], see.inputs[1], see.dz, see.dW_other[0], see.dW_other[1]),
        ]
        now = {(i, j) for i, step in enumerate(ScaledGradient.steps) for j in (3, 4) if see.last == step}
        names = ("metres", f"x[1] times {short(see.factor)}")
        yield table(rows, names, ("x[0]", "x[1]", "∂L/∂z", "∂L/∂W[0]", "∂L/∂W[1]"), now)
        labels = ("∂L/∂W[0], metres", "∂L/∂W[1], metres", "∂L/∂W[0], other", "∂L/∂W[1], other")
        yield Spare(Bars("gradients", labels, (*see.dW, *see.dW_other)))

    @staticmethod
    def caption(see: See) -> str:
        if see.last == "metres":
            return f"In metres the gradients are {decimal(see.dW[0])} and {decimal(see.dW[1])}."
        times = of(lambda ratio: f"{short(ratio)} times" if ratio else "compared with 0", see.ratio)
        return f"The gradient of W[1] is now {times} that of W[0]."
