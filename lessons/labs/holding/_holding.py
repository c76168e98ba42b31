"""What the labs of holding back share: the network that is held back, its points, and how long it learns."""

from __future__ import annotations

from typing import TypeVar

from lessons.labs._count import Count
from lessons.labs._few import run_knob
from lessons.labs.base import Knob, Lab, Readout

HIDDEN, NOISE, STEPS = (32, 32), 0.3, 800
ASIDE = 30
"""Points kept aside to choose by."""
LAMBDAS = ("0", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1")
EVERY = 20
"""Steps of training between two looks at a network."""

T = TypeVar("T")


def points_knob() -> Knob:
    return Knob.integer("how many points it learns", 60, name="points", scale="log", low=20, high=240)


class HeldRun(Lab):
    """One run of the network, as a learner watches it learn."""

    rate = 6.0
    shares = True
    step_word = f"{EVERY} steps"
    caption_rows = 2
    quick = {"run": 100, "hidden": (2,), "points": 20}

    hold = Knob.choice("how strongly weights are pulled to 0", LAMBDAS[1:], name="decay", label="λ",
                       default="0.01")  # fmt: skip
    """What holds it back: a lab that does it otherwise has its own knob in this place, the first."""
    count = points_knob()
    seed = Knob.integer("for the points and the weights", 0, low=0, high=9999)
    widths = Knob.sizes("units in each hidden layer", HIDDEN, name="hidden", low=1, high=64, turnable=False)
    length_of_run = run_knob(STEPS)

    taken = Readout("steps of training so far", lambda lab: lab.position * EVERY, name="step")

    def steps(self) -> int:
        return int(self.length_of_run // EVERY)


class HeldCount(Count[T]):
    """The network held back in several ways, seed by seed."""

    caption_rows = 2
    quick = {"seeds": 2, "points": 20, "hidden": (2,), "run": 20}

    count = points_knob()
    widths = Knob.sizes("units in each hidden layer", HIDDEN, name="hidden", low=1, high=64)
    length_of_run = run_knob(STEPS)
