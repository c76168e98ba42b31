"""Gradient descent on a curve with two valleys."""

from __future__ import annotations

from engine import landscapes
from engine.landscapes import Landscape
from lessons.labs.base import Knob, Readout, See
from lessons.labs.descent._downhill import Downhill
from lessons.text import decimal

DEEP, HILLTOP, SHALLOW = -2.0, 0.25, 1.75
ARRIVED = 0.02
"""So near to the bottom of a valley w counts as arrived."""
WHERE = {
    "deep": "w is at the bottom of the left valley, the deepest place.",
    "shallow": "w is at the bottom of the right valley, and it stays there.",
}


class TwoValleys(Downhill):
    """Gradient descent on a curve with a deep valley, a hilltop and a shallow valley."""

    middle, least_reach = -0.25, 2.75
    learning_rate = Knob.number("how far a step goes against the slope", 0.1, low=0, high=0.5, step=0.05)
    begin = Knob.number("where w starts", 1.0, name="start", low=-3, high=2.5, step=0.5)
    steps = Knob.integer("how many steps a run has", 30, low=1, high=50, turnable=False)

    def scape(self) -> Landscape:
        return landscapes.get("two_valleys")

    deep = Readout("the loss at the bottom of the left valley", lambda lab: float(lab.loss_at(DEEP)))
    shallow = Readout("the loss at the bottom of the right valley", lambda lab: float(lab.loss_at(SHALLOW)))
    hilltop = Readout("where the hilltop between them is", lambda lab: HILLTOP)
    arrived = Readout(
        "the valley in whose bottom w is: deep, shallow or none",
        lambda lab: next(
            (name for name, w in (("deep", DEEP), ("shallow", SHALLOW)) if abs(lab.w - w) < ARRIVED),
            "none",
        ),
    )

    @staticmethod
    def caption(see: See) -> str:
        if see.position == 0:
            return f"w starts at {decimal(see.w, 0)}. Each step goes against the slope."
        where = WHERE.get(see.arrived) or f"w is {decimal(see.w)}, its loss {decimal(see.f)}."
        return f"Step {see.position} of {see.steps}: {where}"
