"""The curve of an activation function, and its slope."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from engine import activations
from lessons.figures import Beside, Curves, Floats, Formula, Line, Series
from lessons.figures.worked import Working, by_hand, worked
from lessons.labs.activations._shared import FLAT, NAMES, REACH, slope_of, value_of
from lessons.labs.base import Figures, Knob, Lab, Plotted, Readout, See
from lessons.text import UNKNOWN, short

TAUGHT = ("sigmoid", "tanh", "relu", "leaky_relu", "gelu")
"""The functions in the order in which lessons come to them."""
RANGES = {"sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0)}
FORMULAS = {"gelu": "z times the part of a bell curve left of z"}
SLOPES = {"gelu": "that part + z times the height of the bell curve"}
"""In place of those of the engine, which need signs that no lesson explains."""
SWEEP = np.linspace(-REACH, REACH, 201)


class Activation(Lab):
    """The curve of an activation function and its slope, at one z after another."""

    function = Knob.choice("which activation", TAUGHT, default="sigmoid")
    first_z = Knob.number(
        "the unit's sum, where the curve is read", 0, name="z", low=-REACH, high=REACH, step=0.5, moves=True
    )
    with_slope = Knob.toggle("whether the curve has its slope beside it", True, name="slope", turnable=False)

    def steps(self) -> int:
        return int(REACH - self.first_z)

    z = Readout("where the curve is looked at now", lambda lab: float(lab.first_z + lab.position))
    value = Readout("the function at z", lambda lab: float(value_of(lab.function, lab.z)), tells=("z",))
    slope = Readout("its slope at z", lambda lab: float(slope_of(lab.function, lab.z)))
    curve = Plotted(lambda lab: value_of(lab.function, SWEEP))
    slopes = Plotted(lambda lab: slope_of(lab.function, SWEEP))
    span = Plotted(lambda lab: span_of(lab.slopes))

    def working(self, path: str) -> Working | None:
        z, value = {"z": self.z}, self.value
        match path, self.function:
            case "value", "sigmoid":
                return by_hand("1/(1 + e^(−{:()}))", z, value, lambda z: 1 / (1 + np.exp(-z)))
            case "value", "tanh":
                template = "(e^{0:()} − e^(−{0:()}))/(e^{0:()} + e^(−{0:()}))"
                return by_hand(template, z, value, np.tanh)
            case "value", "relu":
                return by_hand("max(0, {})", z, value, lambda z: max(0.0, z))
            case "slope", "sigmoid":
                return by_hand("{0}·(1 − {0})", {"σ(z)": value}, self.slope, lambda s: s * (1 - s))
            case "slope", "tanh":
                return by_hand("1 − {:()}²", {"tanh(z)": value}, self.slope, lambda t: 1 - t * t)
        return None

    def mistakes(self, path: str) -> dict[str, float]:
        # Only those that a reader has met by then.
        others = TAUGHT[: TAUGHT.index(self.function)]
        if path == "value":
            return (
                self._halfway()
                | {"You dropped the minus sign before z.": value_of(self.function, -self.z)}
                | {f"You took {NAMES[name]}.": value_of(name, self.z) for name in others}
            )
        if path == "slope":
            return {
                "That is the value. The slope is asked for.": self.value,
                "You multiplied by 1 + the value. It is 1 − the value.": self.value * (1 + self.value),
                "That is 1 − the value. Multiply it by the value.": 1 - self.value,
            } | {f"That is the slope of {NAMES[name]}.": slope_of(name, self.z) for name in others}
        return {}

    def _halfway(self) -> dict[str, float]:
        """What comes out where a formula is left before its end."""
        up, down = float(np.exp(self.z)), float(np.exp(-self.z))
        match self.function:
            case "sigmoid":
                # At 0 both come to 1; the one is likelier.
                nothing = (
                    "You took e^0 for 0. It is 1." if self.z == 0 else "You left out the 1 + in the brackets."
                )
                return {"That is what stands in the brackets. Divide 1 by it.": 1 + down, nothing: up}
            case "tanh":
                return {
                    "That is what you divide by.": up + down,
                    "You added on top. The second power is taken away there.": 1.0,
                }
        return {}

    @staticmethod
    def figures(see: See) -> Figures:
        name = NAMES[see.function]
        ends, y_range = (-REACH, REACH), RANGES.get(see.function, (-1.0, REACH))
        curve = Curves(
            name, (Series(name, SWEEP, see.curve),), "z", name, 8, ends, y_range, marker=(see.z, see.value)
        )
        if see.with_slope:
            # On a scale of its own: the sigmoid rises to 1, and its slope to a quarter.
            slopes, span = (Series("slope", SWEEP, see.slopes, "positive"),), see.span
            curve_of_slopes = Curves("its slope", slopes, "z", "slope", 8, ends, span, (see.z, see.slope))
            yield Beside((curve, curve_of_slopes))
        else:
            yield curve
        yield Formula("", tuple(_lines(see)))

    @staticmethod
    def caption(see: See) -> str:
        at = f"{NAMES[see.function]} at z = {short(see.z)}"
        if not see.with_slope:
            return f"{at} is {short(see.value)}."
        if see.function == "relu" and see.z == 0:
            return f"{at}. At its corner the slope counts as 0."
        return f"{at}. {_flatness(see.slope)}"


def span_of(slopes: Floats) -> tuple[float, float]:
    """From the least of some slopes, 0 included, to the largest."""
    return min(0.0, float(slopes.min())), float(slopes.max())


def _lines(see: See) -> Iterator[Line]:
    name = see.function
    known = activations.get(name)
    formula = FORMULAS.get(name, known.formula)
    compute = partial(value_of, name)
    yield Line(worked(f"value at {{}}: {formula} = {{}}", [see.z], see.value, compute, least=0))
    if not see.with_slope:
        return
    template = f"slope at {{}}: {SLOPES.get(name, known.derivative_formula)} = {{}}"
    yield Line(worked(template, [see.z], see.slope, partial(slope_of, name), least=0))


def _flatness(slope: Any) -> str:
    if slope == 0:
        return "The slope is 0: a nudge of z changes nothing."
    if slope != UNKNOWN and abs(slope) < FLAT:
        return f"The slope is below {short(FLAT)}: saturated."
    return f"The slope is {short(slope)}."
