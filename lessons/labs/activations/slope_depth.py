"""What ten layers leave of a slope."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from engine import MLP
from lessons.figures import Bars, Floats
from lessons.figures.worked import Working, by_hand
from lessons.labs.activations._shared import EACH, LAYERS, NAMES, REACH, slope_of, value_of
from lessons.labs.base import (
    Figures,
    Knob,
    Lab,
    Learnt,
    Readout,
    See,
    one_by_one,
    plotted,
    readout,
    split_path,
)
from lessons.text import UNKNOWN, decimal, plural, short

LEFT = ("left", *(f"after_ten.{name}" for name in EACH))
"""What any of the numbers in the figure may be: for some functions they are all the same."""


class SlopeDepth(Lab):
    """How far the output of a network moves when a sum many layers back is nudged: ten layers of one unit."""

    steps = LAYERS
    begins = "Each step goes one layer further back from the output."
    function = Knob.choice("which activation", EACH, default="sigmoid")
    z = Knob.number("the sum of every unit", 0, low=-REACH, high=REACH, step=0.5)
    weight = Knob.number("the weight between each two layers", 1, low=-10, high=10, step=0.5)

    slope = Readout("the slope of the function at z", lambda lab: float(slope_of(lab.function, lab.z)))

    @readout("the slope of the output when the sum is nudged one, two, … ten layers back", tells=LEFT,
             at=one_by_one)  # fmt: skip
    def slopes(self) -> Floats:
        return through_layers(self.function, self.z, self.weight)

    @readout("the slope through the layers stepped through so far", tells=LEFT)
    def left(self) -> float:
        return float(self.slopes[self.position - 1]) if self.position else 1.0

    @readout("the slope through ten layers of each function: after_ten.sigmoid, after_ten.relu")
    def after_ten(self) -> dict[str, float]:
        return {name: float(through_layers(name, self.z, self.weight)[-1]) for name in EACH}

    ten_of_sigmoid = Readout("the slope through ten layers of sigmoid", lambda lab: lab.after_ten["sigmoid"])
    factor = Readout(
        "what each layer multiplies by: slope times weight",
        lambda lab: float(lab.slope * lab.weight),
        tells=LEFT,
    )

    @plotted(tells=LEFT)
    def span(self) -> tuple[float, float]:
        most = max(1.0, float(np.abs(self.slopes).max()))
        return (-most if self.slopes.min() < 0 else 0.0, most)

    def working(self, path: str) -> Working | None:
        match split_path(path):
            case ["left"]:
                k, name, left = self.position, self.function, self.left
            case ["after_ten", str(name)]:
                k, left = LAYERS, self.after_ten[name]
            case _:
                return None
        numbers = {"slope": float(slope_of(name, self.z)) * self.weight, "layers": k}
        return by_hand("{:()}^{}", numbers, left, lambda slope, k: slope**k)

    def mistakes(self, path: str) -> dict[str, float]:
        match split_path(path):
            case ["left"]:
                k, name = self.position, self.function
            case ["after_ten", str(name)]:
                k = LAYERS
            case _:
                return {}
        factor = float(slope_of(name, self.z)) * self.weight
        return {
            "You added the slopes. They multiply.": k * factor,
            "You took the slope on the other side of 0.": (float(slope_of(name, -self.z)) * self.weight) ** k,
            "You counted only one layer.": factor,
            "You counted one layer too few.": factor ** max(k - 1, 0),
            "You counted one layer too many.": factor ** (k + 1),
            "You multiplied the values. The slopes multiply.": (float(value_of(name, self.z)) * self.weight)
            ** k,
        }

    @property
    def learnt_network(self) -> Learnt:
        return Learnt(layers_of_one(self.function, self.z, self.weight)[0])

    @staticmethod
    def figures(see: See) -> Figures:
        yield Bars(
            f"Slope of the output: {NAMES[see.function]} at z = {short(see.z)}",
            tuple(f"{plural(k + 1, 'layer')} back" for k in range(LAYERS)),
            tuple(see.slopes),
            span=(0.0, 1.0) if UNKNOWN in see.span else tuple(see.span),
            digits=4,
            highlight=frozenset({see.position - 1} if see.position else ()),
        )

    @staticmethod
    def caption(see: See) -> str:
        return (
            f"Each layer multiplies by slope · weight = {short(see.factor)}: in all {decimal(see.left, 0)}."
        )


def layers_of_one(name: str, z: float, weight: float) -> tuple[MLP, float]:
    """Ten layers of one unit, all at the sum z where 1 goes in, and what they give then."""
    net, given = MLP([1] * (LAYERS + 1), hidden=name, output=name, init="zeros"), 1.0
    for layer in net.layers:
        layer.W[...] = weight
        layer.b[...] = z - weight * given
        given = float(value_of(name, z))
    return net, given


@lru_cache
def through_layers(name: str, z: float, weight: float) -> Floats:
    """What backpropagation leaves of ∂loss/∂output = 1 after 1, 2, … layers of one unit, all at the sum z."""
    net, given = layers_of_one(name, z, weight)
    # The square of a distance of ½ has the slope 1.
    trace = net.trace([[1.0]], [[given - 0.5]], "mse")
    last = [*(float(g[0, 0]) for g in trace.da[:-1]), float(trace.da[-1][0, 0])]
    whole = float(trace.dz[0][0, 0]) * weight
    return np.array([*last[-2::-1], whole])
