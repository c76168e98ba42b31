"""A batch through normalised units: what a bias before them and longer weights do to it."""

from __future__ import annotations

import numpy as np

from engine import Activation, BatchNorm, Dataset, Dense, Network, Split, Trace
from lessons.figures import Beside, Floats, matrix
from lessons.labs.base import Figures, Knob, Lab, Learnt, Plotted, Readout, See, readout
from lessons.text import decimal

SAMPLES, UNITS = 4, 3
CLASSES = np.array([[1.0], [0.0], [1.0], [0.0]])


class NormBatch(Lab):
    """Four samples through three normalised units, forward and back: a row a sample, a column a unit."""

    steps = ("sums", "normalise", "back")
    caption_rows = 2
    captions = {
        "": "A batch of four samples waits. Each step goes on by one stage.",
        "sums": "The sums z: a row for each sample, a column for each unit.",
        "normalise": "Each column now has the mean 0, and the spread 1.",
    }

    bias = Knob.number("the bias of unit 0", 0, low=-100, high=100, step=1)
    longer = Knob.number(
        "by what the weights of unit 0 are multiplied", 1, name="times", label="weights times", low=0.1,
        high=100, scale="log",
    )  # fmt: skip
    seed = Knob.integer("for the samples and the weights", 0, low=0, high=9999)

    def prepare(self, changed: str | None = None) -> None:
        self.here = self.passed(self.bias, self.longer)
        self.before = self.passed(0.0, 1.0)

    def built(self, bias: float, longer: float, normal: bool = True) -> tuple[Network, Floats]:
        """The network, and its batch."""
        norm = [BatchNorm()] if normal else []
        stack = [Dense(UNITS), *norm, Activation("relu"), Dense(1), Activation("sigmoid")]
        net = Network(stack, 2, seed=self.seed)
        net.layers[0].W[:, 0] *= longer
        net.layers[0].b[0] = bias
        X = np.random.default_rng((self.seed, 1)).normal(size=(SAMPLES, 2)).round(1)
        return net, X

    def passed(self, bias: float, longer: float, normal: bool = True) -> Trace:
        """The batch through the network and back."""
        net, X = self.built(bias, longer, normal)
        return net.trace(X, CLASSES, "bce", training=True)

    @property
    def learnt_network(self) -> Learnt:
        net, X = self.built(self.bias, self.longer)
        net.forward(X, training=True)
        return Learnt(net, Split(Dataset("samples", X, CLASSES)), {"batch": SAMPLES})

    z = Readout("the sums (4×3)", lambda lab: lab.here.z[0], at="sums")
    normal = Readout("the normalised sums (4×3)", lambda lab: lab.here.steps[1][1], at="normalise")
    loss = Readout("the loss of the batch", lambda lab: float(lab.here.loss), at="back")
    loss_before = Readout(
        "the loss with a bias of 0 and the weights as drawn", lambda lab: float(lab.before.loss), at="back"
    )

    @readout("the gradient of the loss with respect to the bias of unit 0", at="back")
    def bias_gradient(self) -> float:
        # What rounding leaves of nothing would be told with a power of ten.
        return round(float(self.here.db[0][0]), 12) + 0.0

    without = Plotted(lambda lab: float(lab.passed(lab.bias, lab.longer, normal=False).db[0][0]))

    def mistakes(self, path: str) -> dict[str, float]:
        if path != "bias_gradient":
            return {}
        return {
            "You moved z. But what goes on is z minus its mean.": 1.0,
            "That is what it would be if nothing were normalised.": self.without,
        }

    @staticmethod
    def figures(see: See) -> Figures:
        units = tuple(f"unit {j}" for j in range(UNITS))
        samples = tuple(f"sample {i}" for i in range(SAMPLES))
        cells = frozenset((i, j) for i in range(SAMPLES) for j in range(UNITS))
        yield Beside(
            tuple(
                matrix(title, values, row_labels=samples, column_labels=units, brackets=False,
                       highlight=cells if see.last == step else frozenset())
                for title, values, step in (("z", see.z, "sums"), ("normalised", see.normal, "normalise"))
            )
        )  # fmt: skip

    @staticmethod
    def caption(see: See) -> str:
        gradient = decimal(see.bias_gradient, 0, 6)
        return (
            f"And back: the gradient of unit 0's bias is {gradient}. The loss is {decimal(see.loss, 4)}; "
            f"with a bias of 0 and the weights as drawn it is {decimal(see.loss_before, 4)}."
        )
