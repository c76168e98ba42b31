"""ReLU and its relatives, close to 0."""

from __future__ import annotations

import numpy as np

from lessons.figures import Beside, Curves, Floats, Role, Series, table
from lessons.labs.activations._shared import NAMES, value_of
from lessons.labs.base import Figures, Knob, Lab, Plotted, Readout, See, readout
from lessons.text import number, short

LEFT, RIGHT = -3.0, 1.0
SWEEP = np.linspace(LEFT, RIGHT, 101)
FAMILY = ("relu", "leaky_relu", "gelu")
ROLES: tuple[Role, ...] = ("accent", "positive", "negative")


class Relatives(Lab):
    """ReLU, LeakyReLU and GELU around 0, where they differ."""

    first_z = Knob.number(
        "the unit's sum, where the curves are read",
        LEFT,
        name="z",
        low=LEFT,
        high=RIGHT,
        step=0.5,
        moves=True,
    )
    leak = Knob.number("the slope of LeakyReLU below 0", 0.1, low=0, high=0.5, step=0.05)

    def steps(self) -> int:
        return int(RIGHT - self.first_z)

    z = Readout("where they are looked at now", lambda lab: float(lab.first_z + lab.position))

    @readout("each function at z: values.relu, values.leaky_relu, values.gelu", name="values", tells=("z",))
    def values_at_z(self) -> dict[str, float]:
        return {name: float(family(name, np.array(self.z), self.leak)) for name in FAMILY}

    curves = Plotted(lambda lab: {name: family(name, SWEEP, lab.leak) for name in FAMILY})

    @staticmethod
    def figures(see: See) -> Figures:
        series = tuple(
            Series(NAMES[name], SWEEP, see.curves[name], role)
            for name, role in zip(FAMILY, ROLES, strict=True)
        )
        here = Series("z now", (see.z,), (see.values_at_z["relu"],), "text", "points")
        chart = Curves("", (*series, here), "z", "value", 11, (LEFT, RIGHT), (-0.5, RIGHT))
        rows = [(number(see.values_at_z[name], 3),) for name in FAMILY]
        yield Beside(
            (chart, table(rows, (NAMES[n] for n in FAMILY), (f"z = {short(see.z)}",))), shares=(2, 1)
        )

    @staticmethod
    def caption(see: See) -> str:
        if isinstance(see.z, str) or see.z < 0:
            parted = "the three differ" if see.leak else "only GELU differs"
            return f"Below 0 {parted}. Each step moves z to the right."
        if see.z == 0:
            return "At 0 all three are 0."
        return "Above 0, ReLU and LeakyReLU are the same. GELU stays a little below them."


def family(name: str, z: Floats, leak: float) -> Floats:
    """A function of the family; LeakyReLU with the given leak."""
    leaky: Floats = np.maximum(z, leak * z) if name == "leaky_relu" else value_of(name, z)
    return leaky
