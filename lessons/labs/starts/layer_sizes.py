"""What ten layers make of the size of a sum, and of a gradient on its way back."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from engine import MLP, Trace
from lessons.figures import Bars, Beside, Cell
from lessons.figures.worked import Working, by_hand
from lessons.labs.base import Figures, Knob, Lab, Learnt, Plotted, Readout, See, one_by_one
from lessons.labs.starts._ten_layers import EVERY_THIRD, LAYERS, size, spread_out
from lessons.text import number, short

SAMPLES = 100


class LayerSizes(Lab):
    """Ten ReLU layers with random weights: the size of each layer's sums and, going back, of the gradient."""

    rate = 2.5
    steps = 2 * LAYERS
    start_work = 30_000_000
    quick = {"width": 8}

    spread = Knob.number("how far the weights spread", 0.1, scale="log", low=0.01, high=1)
    width = Knob.integer("units in each layer, and inputs", 32, low=2, high=64)
    seed = Knob.integer("for the samples and the weights", 0, low=0, high=9999)
    brief = Knob.toggle("whether only every third layer has a bar", False, turnable=False)

    def prepare(self, changed: str | None = None) -> None:
        sizes = [self.width] * (LAYERS + 1)
        self.net = net = MLP(sizes, "relu", "identity", spread_out(self.spread), self.seed)
        rng = np.random.default_rng((self.seed, 1))
        X, sent = rng.normal(size=(2, SAMPLES, self.width))
        # Of the squared error of outputs that far off the gradient is what is sent back, but for a factor.
        self.trace: Trace = net.trace(X, net.forward(X) - sent, "mse")

    @property
    def learnt_network(self) -> Learnt:
        return Learnt(self.net)

    factor = Readout(
        "what a layer multiplies the size of the sums by, as reasoned: spread · √(width/2)",
        lambda lab: lab.spread * math.sqrt(lab.width / 2),
    )
    keeps = Readout("the spread with which the size stays", lambda lab: math.sqrt(2 / lab.width))
    left = Readout(
        "what is left of the size of layer 1 in layer 10, as reasoned: the factor to the power of 9",
        lambda lab: lab.factor ** (LAYERS - 1),
    )
    sizes = Readout(
        "the size of each layer's sums (10)", lambda lab: np.array([size(z) for z in lab.trace.z]),
        at=one_by_one,
    )  # fmt: skip
    blame = Readout(
        "the size of the gradient by each layer's sums (10); that of layer 10 counts as 1",
        lambda lab: np.array([size(dz) for dz in lab.trace.dz]) / size(lab.trace.dz[-1]),
        at=lambda lab, rest: 2 * LAYERS - int(rest[0]),
    )
    top = Plotted(lambda lab: (float(lab.sizes.max()), float(lab.blame.max())))

    def working(self, path: str) -> Working | None:
        numbers = {"spread": self.spread, "width": self.width}
        match path:
            case "factor":
                return by_hand("{:()} · √({}/2)", numbers, self.factor, lambda s, n: s * math.sqrt(n / 2))
            case "keeps":
                return by_hand("√(2/{})", {"width": self.width}, self.keeps, lambda n: math.sqrt(2 / n))
            case "left":
                factor = {"factor": self.factor, "layers": LAYERS - 1}
                return by_hand("{:()}^{}", factor, self.left, lambda f, n: f**n)
        return None

    def mistakes(self, path: str) -> dict[str, float]:
        s, n = self.spread, self.width
        if path != "factor":
            return {}
        return {
            "You left out ReLU: it halves the square.": s * math.sqrt(n),
            "You halved the size. ReLU halves its square.": s * math.sqrt(n) / 2,
            "You left out the root.": s * n / 2,
            "That is what the square of the size is multiplied by. Take its root.": s * s * n / 2,
            "You added the spreads. In a sum most weights cancel, so squares are what adds up.": s * n,
            "You doubled the square. ReLU halves it.": s * math.sqrt(2 * n),
        }

    @staticmethod
    def figures(see: See) -> Figures:
        shown = EVERY_THIRD if see.brief else range(LAYERS)
        layers = tuple(f"layer {k + 1}" for k in shown)
        forward, back = see.position - 1, 2 * LAYERS - see.position
        sums, blame = ([values[k] for k in shown] for values in (see.sizes, see.blame))
        yield Beside(
            (
                Bars("size of the sums, forward", layers, tuple(sums), _span(see.top[0]), digits=4,
                     highlight=_marked(forward, shown)),
                Bars("size of the gradient, back", layers, tuple(blame), _span(see.top[1]), digits=4,
                     highlight=_marked(back, shown)),
            )
        )  # fmt: skip

    @staticmethod
    def caption(see: See) -> str:
        k = see.position
        if k == 0:
            return f"{SAMPLES} samples wait, each of {see.width} numbers of size 1."
        if k <= LAYERS:
            return f"Forward, layer {k}: the sums have the size {number(see.sizes[k - 1], 4)}."
        k = 2 * LAYERS - k
        return f"Back, layer {k + 1}: the gradient is {short(see.blame[k])} times that of layer {LAYERS}."


def _span(top: Cell) -> tuple[float, float] | None:
    return None if isinstance(top, str) or top is None else (0.0, top)


def _marked(layer: int, shown: Sequence[int]) -> frozenset[int]:
    return frozenset({shown.index(layer)} if layer in shown else ())
