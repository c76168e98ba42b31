"""Two slopes in a row: why they multiply."""

from __future__ import annotations

import numpy as np

from lessons.figures import Bars, Formula, Line, Spare
from lessons.figures.worked import Working, by_hand, worked
from lessons.labs.activations._shared import value_of
from lessons.labs.activations._stages import stages
from lessons.labs.base import Figures, Knob, Lab, Readout, See
from lessons.text import short


class TwoNudges(Lab):
    """A nudge that goes through a weight, then through a sigmoid: two slopes, and the slope of both."""

    steps = ("weight", "sigmoid", "both")
    captions = {"": "Each step follows the nudge one stage further."}
    h = Knob.number("what comes in, before the nudge", 0, low=-3, high=3, step=0.5)
    nudge = Knob.number("how far it is moved", 0.1, low=0.001, high=1, step=0.1)
    weight = Knob.number("the weight that it is multiplied by", 2, low=-5, high=5, step=0.5)

    z = Readout("the weight times what comes in", lambda lab: float(lab.weight * lab.h))
    value = Readout("the sigmoid of that", lambda lab: float(value_of("sigmoid", lab.z)))
    z_moved = Readout("how far the product moves", lambda lab: float(lab.weight * lab.nudge), at="weight")
    moved = Readout(
        "how far the sigmoid moves",
        lambda lab: float(value_of("sigmoid", lab.z + lab.z_moved)) - lab.value,
        at="sigmoid",
    )
    first = Readout("the slope of the first stage", lambda lab: lab.z_moved / lab.nudge, at="weight")
    second = Readout(
        "the slope of the second stage",
        lambda lab: lab.moved / lab.z_moved if lab.z_moved else 0.0,
        at="sigmoid",
    )
    both = Readout("the slope of both together", lambda lab: lab.moved / lab.nudge, at="both")

    def working(self, path: str) -> Working | None:
        slopes = {"slope of the weight": self.first, "slope of the sigmoid": self.second}
        return by_hand("{:()}·{:()}", slopes, self.both, lambda a, b: a * b) if path == "both" else None

    def mistakes(self, path: str) -> dict[str, float]:
        if path != "both":
            return {}
        return {
            "You added the two slopes. The second stage multiplies what the first one gave.": self.first
            + self.second,
            "You divided the slopes. In a row they multiply.": self.first / self.second
            if self.second
            else np.nan,
            "You wrote the slope of the weight alone.": self.first,
            "You wrote the slope of the sigmoid alone.": self.second,
            "You wrote how far the sigmoid moves. Divide that by the first nudge.": self.moved,
        }

    @staticmethod
    def figures(see: See) -> Figures:
        names, moves = ("h", f"{short(see.weight)}·h", "σ"), (see.nudge, see.z_moved, see.moved)
        yield stages(names, (see.h, see.z, see.value), moves, see)
        text = worked(
            "slope of both: {:()}·{:()} = {}", [see.first, see.second], see.both, lambda a, b: a * b
        )
        yield Formula(
            "",
            (
                Line(
                    text if see.has("both") else "slope of the weight · slope of the sigmoid",
                    see.state("both"),
                ),
            ),
        )
        yield Spare(Bars("moves by", names, moves, digits=4))

    @staticmethod
    def caption(see: See) -> str:
        if see.last == "weight":
            return f"A nudge of {short(see.nudge)} arrives {short(see.weight)} times as large."
        if see.last == "sigmoid" and not see.weight:
            return "Nothing reaches the sigmoid: a nudge times 0 is 0."
        if see.last == "sigmoid":
            return f"The sigmoid passes on {short(see.second)} of what reaches it."
        return f"{short(see.first)} times as far, then {short(see.second)} of that: {short(see.both)}."
