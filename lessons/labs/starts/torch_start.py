"""Ten layers as PyTorch begins them, and with He's start, counted."""

from __future__ import annotations

import numpy as np

from lessons.figures import Spare
from lessons.labs._count import by_seed
from lessons.labs.base import Figures, Knob, Plotted, Readout, See
from lessons.labs.starts._ten_layers import WIDTH, Way, spread_out
from lessons.labs.starts._ways import WaysCount

ROLES = ("negative", "accent")
WAYS = {
    "torch": Way("PyTorch's own", spread_out(0.0), biases=True),
    "he": Way("He's start", "he_normal"),
}


class TorchStart(WaysCount):
    """Ten hidden layers of 32 ReLU units, begun as PyTorch does if left alone, and with He's start.

    The ways, as readouts call them: torch and he.
    """

    run = Knob.integer("steps of a run", 300, low=1, high=1000, turnable=False)
    ways = WAYS
    torch = Readout(
        "how PyTorch begins a layer of 32 inputs: torch.spread, and torch.factor, what it makes of a size",
        lambda lab: {"spread": (3 * WIDTH) ** -0.5, "factor": (3 * WIDTH) ** -0.5 * (WIDTH / 2) ** 0.5},
    )

    right = Plotted(lambda lab: np.array([[100 * each.right for each in seed] for seed in lab.results]))

    @staticmethod
    def figures(see: See) -> Figures:
        yield from WaysCount.figures(see)
        series = zip(see.names, see.right.reshape(-1, len(see.names)).T, ROLES, strict=True)
        yield Spare(by_seed(see, "", "% right", 8, series, y_range=(0.0, 100.0)))
