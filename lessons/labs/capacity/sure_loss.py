"""The loss of a sure mistake, by way of the probability and by way of the logit."""

from __future__ import annotations

import numpy as np

from lessons.figures import Curves, Floats, Series, Spare, table
from lessons.labs.base import Figures, Knob, Lab, Plotted, Readout, See
from lessons.text import short

FLOOR = 100.0
"""PyTorch's BCELoss takes no logarithm to be below −100."""
HIGH = 40.0
ROWS = 9


def rounded(z: Floats) -> Floats:
    """The sigmoid in single precision, 32 bits a number, as PyTorch computes by default."""
    single = np.asarray(z, dtype=np.float32)
    return np.asarray(np.float32(1) / (np.float32(1) + np.exp(-single)), dtype=np.float32)


def by_probability(z: Floats) -> Floats:
    """The loss of a point of class 0 by its rounded p: −log(1 − p), at most 100."""
    with np.errstate(divide="ignore"):
        return np.asarray(np.minimum(-np.log(np.float32(1) - rounded(z)), FLOOR), dtype=float)


class SureLoss(Lab):
    """A point of class 0 with a large logit: its loss from the rounded probability, and from the logit."""

    steps = 0
    z = Knob.number("the logit of a point of class 0", 10.0, low=0, high=HIGH, step=1, digits=1)

    p = Readout("its probability of class 1, in 32 bits", lambda lab: float(rounded(lab.z)))
    rest = Readout("1 − p in 32 bits", lambda lab: float(np.float32(1) - rounded(lab.z)))
    by_p = Readout(
        "its loss by p, −log(1 − p), no logarithm below −100", lambda lab: float(by_probability(lab.z))
    )
    by_z = Readout("its loss by the logit, log(1 + eᶻ)", lambda lab: float(np.logaddexp(0.0, lab.z)))
    # As far as the logit has been turned: what comes after it is for the learner to find.
    curve = Plotted(lambda lab: np.linspace(0.0, lab.z, 161))
    from_p = Plotted(lambda lab: by_probability(lab.curve), tells=("by_p",))
    from_z = Plotted(lambda lab: np.logaddexp(0.0, lab.curve), tells=("by_z",))

    @staticmethod
    def figures(see: See) -> Figures:
        cells = [[f"{short(see.rest)}", see.by_p, see.by_z]]
        yield table(cells, (f"z = {short(see.z)}",), ("1 − p", "BCELoss", "BCEWithLogitsLoss"))
        z = see.curve
        series = (Series("BCELoss", z, see.from_p, "negative"),
                  Series("BCEWithLogitsLoss", z, see.from_z))  # fmt: skip
        yield Spare(Curves("", series, "z", "loss", ROWS, (0.0, HIGH), (0.0, 110.0)))

    @staticmethod
    def caption(see: See) -> str:
        return "A point of class 0: the larger its logit, the surer the mistake."
