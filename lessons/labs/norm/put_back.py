"""What becomes of the size of sums through ten layers where each layer puts its own back."""

from __future__ import annotations

import numpy as np

from engine import MLP, BatchNorm
from lessons.figures import Curves, Series
from lessons.labs.base import Figures, Knob, Lab, Learnt, Plotted, Readout, See
from lessons.labs.starts._ten_layers import LAYERS, size, spread_out
from lessons.text import number

SAMPLES, CHART_ROWS = 100, 7


class PutBack(Lab):
    """The sums of ten ReLU layers with random weights: as they come, and put back to mean 0 and spread 1."""

    rate = 1.5
    steps = LAYERS
    start_work = 30_000_000
    quick = {"width": 8}

    spread = Knob.number("how far the weights spread", 0.1, scale="log", low=0.01, high=1)
    width = Knob.integer("units in each layer, and inputs", 32, low=2, high=64)
    seed = Knob.integer("for the samples and the weights", 0, low=0, high=9999)

    def prepare(self, changed: str | None = None) -> None:
        X = np.random.default_rng((self.seed, 1)).normal(size=(SAMPLES, self.width))
        sizes, init = [self.width] * (LAYERS + 1), spread_out(self.spread)
        self.net = MLP([*sizes, 1], "relu", "identity", init, self.seed)
        plain = self.net.trace(X)
        normal = MLP([*sizes, 1], "relu", "identity", init, self.seed, batch_norm=True)
        put = [out for layer, out in normal.trace(X, training=True).steps if isinstance(layer, BatchNorm)]
        self.all = np.array([[size(z) for z in plain.z[:LAYERS]], [size(z) for z in put]])

    @property
    def learnt_network(self) -> Learnt:
        return Learnt(self.net)

    sizes = Readout(
        "the size of the sums of each layer so far, as they come", lambda lab: lab.all[0, : lab.position]
    )
    put = Readout("the same where each layer normalises them", lambda lab: lab.all[1, : lab.position])
    numbers = Plotted(lambda lab: np.arange(1.0, lab.position + 1))

    @staticmethod
    def figures(see: See) -> Figures:
        series = (
            Series("as they come", see.numbers, see.sizes, "text"),
            Series("normalised", see.numbers, see.put, "accent"),
        )
        yield Curves("", series, "layer", "size of the sums", CHART_ROWS, (0.0, LAYERS + 1.0), None)

    @staticmethod
    def caption(see: See) -> str:
        if see.position == 0:
            return f"{SAMPLES} samples wait, each of {see.width} numbers of size 1."
        plain, put = (number(each[-1], 4) for each in (see.sizes, see.put))
        return f"Layer {see.position}: a size of {plain} as they come, of {put} normalised."
