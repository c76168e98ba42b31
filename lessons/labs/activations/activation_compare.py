"""Activation functions side by side at one z."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from lessons.figures import Bars, Spare, table
from lessons.labs.activations._shared import EACH, FLAT, LAYERS, NAMES, REACH, slope_of, value_of
from lessons.labs.base import Figures, Knob, Lab, See, of, readout
from lessons.text import number, short

FAR = np.linspace(0.0, 20.0, 20001)
ALIKE = ("z", "values.relu", "values.leaky_relu", "values.gelu")
"""Far to the right these are as good as the same number."""


class ActivationComparison(Lab):
    """Values and slopes of activation functions at the same z, and what layers of them leave."""

    captions = {"": f"A slope below {short(FLAT)} is as good as flat: the unit is saturated."}
    first_z = Knob.number(
        "where they are looked at: the unit's sum", 0, name="z", low=-REACH, high=REACH, step=0.5, moves=True
    )

    def steps(self) -> int:
        return int(REACH - self.first_z)

    @readout("where the functions are looked at now", tells=ALIKE)
    def z(self) -> float:
        return float(self.first_z + self.position)

    @readout("every function at z: values.relu, values.tanh", name="values", tells=ALIKE)
    def values_at_z(self) -> dict[str, float]:
        return {name: float(value_of(name, self.z)) for name in EACH}

    @readout("every slope at z: slopes.relu, slopes.sigmoid")
    def slopes(self) -> dict[str, float]:
        return {name: float(slope_of(name, self.z)) for name in EACH}

    @readout("the z from which the slope stays below 0.01: saturates.sigmoid, saturates.tanh")
    def saturates(self) -> dict[str, float]:
        return {name: saturates(name) for name in ("sigmoid", "tanh")}

    @staticmethod
    def figures(see: See) -> Figures:
        rows = []
        for name in EACH:
            slope = see.slopes[name]
            powers = (of(lambda s, k=k: s**k, slope) for k in (2, LAYERS))
            rows.append(tuple(number(cell, 4) for cell in (see.values_at_z[name], slope, *powers)))
        columns = ("value", "slope", "2 layers", f"{LAYERS} layers")
        yield table(rows, (NAMES[name] for name in EACH), columns, title=f"At z = {short(see.z)}")
        slopes = tuple(see.slopes[name] for name in EACH)
        yield Spare(Bars("slope", tuple(NAMES[name] for name in EACH), slopes, digits=4))


@lru_cache
def saturates(name: str) -> float:
    """The z > 0 from which on the slope stays below `FLAT`."""
    steep = np.flatnonzero(np.abs(slope_of(name, FAR)) >= FLAT)
    return float(FAR[steep[-1] + 1])
