"""Where the slope of the sigmoid comes from: it is two stages in a row."""

from __future__ import annotations

import numpy as np

from lessons.figures import Bars, Formula, Line, Spare
from lessons.figures.worked import worked
from lessons.labs.activations._stages import stages
from lessons.labs.base import Figures, Knob, Lab, Readout, See

NUDGE = 0.01


class InsideSigmoid(Lab):
    """A small nudge on its way through the sigmoid: first s = 1 + e^−z, then 1/s."""

    steps = ("inner", "outer", "both")
    captions = {
        "": "Each step follows a nudge of z one stage further.",
        "inner": "Where z rises, e^−z falls, and s with it: its slope is −e^−z.",
        "outer": "Where s rises, 1/s falls: its slope is −1/s².",
        "both": "Two slopes in a row: minus times minus is plus.",
    }
    z = Knob.number("where z stands before the nudge", 0, low=-4, high=4, step=0.5)

    s = Readout("1 + e^−z", lambda lab: 1 + float(np.exp(-lab.z)))
    value = Readout("1/s: the sigmoid of z", lambda lab: 1 / lab.s)
    s_moved = Readout("how far s moves", lambda lab: float(np.exp(-lab.z) * np.expm1(-NUDGE)), at="inner")
    moved = Readout("how far 1/s moves", lambda lab: 1 / (lab.s + lab.s_moved) - lab.value, at="outer")
    first = Readout("the slope of s", lambda lab: -float(np.exp(-lab.z)), at="inner")
    second = Readout("the slope of 1/s", lambda lab: -1 / lab.s**2, at="outer")
    both = Readout("the slope of both together", lambda lab: lab.first * lab.second, at="both")

    @staticmethod
    def figures(see: See) -> Figures:
        befores = (see.z, see.s, see.value)
        names, moves = ("z", "s = 1 + e^−z", "σ = 1/s"), (NUDGE, see.s_moved, see.moved)
        yield stages(names, befores, moves, see)
        state = see.state("both")
        chain = worked("slope of both: {:()}·{:()} = {}", [see.first, see.second], see.both, np.multiply)
        short_way = worked(
            "by the formula: {0}·(1 − {0}) = {1}", [see.value], see.both, lambda s: s * (1 - s)
        )
        texts = (
            (chain, short_way)
            if see.has("both")
            else ("slope of s · slope of 1/s", "the same by the formula")
        )
        yield Formula("", tuple(Line(text, state) for text in texts))
        yield Spare(Bars("moves by", names, moves, digits=4))
