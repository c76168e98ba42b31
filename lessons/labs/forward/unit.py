"""One unit: each number that comes in times its weight, added up, plus the bias."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import MLP
from lessons.figures import Diagram, Formula, Line, Unit
from lessons.figures.worked import Working, named, summed, weighted_sum, worked
from lessons.labs.base import Figures, Knob, Lab, Learnt, Readout, See, readout
from lessons.labs.forward._slips import slips_of_sum
from lessons.text import BLANK, decimal


class OneUnit(Lab):
    """One unit with two inputs: the weights stand on its lines, and its sum grows step by step."""

    steps = ("first", "second", "bias")
    captions = {
        "": "Two numbers come in from the left. Each step is one operation.",
        "first": "The first number is multiplied by the weight on its line.",
        "second": "The second number is multiplied by its own weight, and the product is added.",
    }

    x = Knob.vector("the numbers that come in", [0.2, -0.4], low=-100, high=100, shape=(2,))
    w = Knob.vector("their weights", [0.3, -0.1], low=-100, high=100, shape=(2,))
    b = Knob.number("the bias", 0.0, low=-100, high=100)
    plain = Knob.toggle("in words, without names and knobs: for who has seen no unit yet", False,
                        turnable=False)  # fmt: skip

    offered = property(lambda lab: () if lab.plain else None)

    @readout("the sum after the first product and after the second", at=("first", "second"))
    def sums(self) -> Any:
        return np.cumsum(self.w * self.x)

    z = Readout("the sum with the bias", lambda lab: float(lab.sums[1] + lab.b), at="bias")

    def working(self, path: str) -> Working | None:
        if path != "z":
            return None
        return summed(named("w", self.w), named("x", self.x), ("b", self.b), self.z)

    def mistakes(self, path: str) -> dict[str, float]:
        return slips_of_sum(self.w, self.x, self.b) if path == "z" else {}

    @property
    def learnt_network(self) -> Learnt:
        net = MLP([2, 1], init="zeros")
        net.layers[0].W[:, 0], net.layers[0].b[:] = self.w, self.b
        return Learnt(net)

    @staticmethod
    def figures(see: See) -> Figures:
        names = ("first", "second", "sum", "bias") if see.plain else ("x[0]", "x[1]", "z", "b")
        inputs = [
            Unit(name, value, "now" if see.last == step else "past")
            for name, value, step in zip(names, see.x, OneUnit.steps, strict=False)
        ]
        value = (BLANK, *see.sums, see.z)[see.position]
        unit = Unit(names[2], value, "now" if see.position else "future", below=((names[3], see.b),))
        yield Diagram(
            "", (tuple(inputs), (unit,)), ("input", "unit"), (see.w[:, None],), height=9, numbered=True
        )
        yield Formula("", (_line(see),))

    @staticmethod
    def caption(see: See) -> str:
        return f"The bias is added. {decimal(see.z)} is what the unit makes of the two numbers."


def _line(see: See) -> Line:
    """The sum as far as it has come, with its numbers."""
    (x0, x1), (w0, w1), (first, second) = see.x, see.w, see.sums
    match see.last:
        case "first":
            text = worked("{}·{:()} = {}", [w0, x0], first, lambda w, x: w * x)
        case "second":
            numbers = [w0, x0, w1, x1]
            text = worked("{}·{:()} + {:()}·{:()} = {}", numbers, second, lambda w, x, v, y: w * x + v * y)
        case "bias":
            text = weighted_sum(see.w, see.x, see.b, see.z)
        case _:
            return Line(
                "sum = weight · first + weight · second + bias"
                if see.plain
                else "z = w[0]·x[0] + w[1]·x[1] + b",
                "future",
            )
    return Line(text, "now")
