"""Dropout by hand: some units, a mask, and what is handed on."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import MLP
from lessons.figures import Formula, Line, table
from lessons.figures.worked import weighted_sum
from lessons.labs.base import Figures, Knob, Lab, Learnt, Readout, See, readout

UNITS = 4


class DropoutByHand(Lab):
    """Four hidden units under dropout: in training by a mask, and divided by 1 − rate; in use as they are."""

    steps = 0
    captions = {"": "What each unit hands on, and the sum that the output makes of it."}

    h = Knob.vector(
        "what the four units give", (2, 1, 3, 0.5), shape=(UNITS,), low=0, high=10, step=0.5, digits=2
    )
    mask = Knob.vector(
        "1 for a unit that stays, 0 for one that is out", (1, 0, 1, 0), shape=(UNITS,), low=0, high=1, step=1
    )
    w = Knob.vector("the weights to the output", (1, 2, -1, 2), shape=(UNITS,), low=-10, high=10, step=0.5)
    drop = Knob.number("the fraction of units that is taken out", 0.5, name="rate", low=0, high=0.9, step=0.1)

    @readout("what each unit hands on in training: 0 if it is out, else what it gives, divided by 1 − rate")
    def d(self) -> Any:
        return self.h * np.round(self.mask) / (1 - self.drop)

    z = Readout("the sum that the output makes of it, without a bias", lambda lab: float(lab.w @ lab.d))
    in_use = Readout(
        "that sum in use, with no mask and no division", lambda lab: float(lab.w @ lab.h), name="use"
    )

    @property
    def learnt_network(self) -> Learnt:
        net = MLP([UNITS, 1], init="zeros")
        net.layers[0].W[:, 0] = self.w
        return Learnt(net)

    @staticmethod
    def figures(see: See) -> Figures:
        names = [f"h[{i}]" for i in range(UNITS)]
        yield table((see.h, see.mask, see.d), ("gives", "mask", "hands on"), names)
        yield Formula("", (
            Line(f"in training z = {weighted_sum(see.w, see.d, 0.0, see.z)}"),
            Line(f"in use      z = {weighted_sum(see.w, see.h, 0.0, see.in_use)}"),
        ))  # fmt: skip
