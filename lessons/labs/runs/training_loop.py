"""The whole of training as a dozen lines, and the network that they train."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import MLP, datasets
from lessons.figures import Curves, Floats, Formula, Line, Series, Spare
from lessons.labs.base import (
    Figures,
    Knob,
    Lab,
    Learnt,
    Plotted,
    Readout,
    See,
    of,
    plotted,
    readout,
    units_of_share,
)
from lessons.labs.runs._loops import FILES, LOOPS, numpy_loop, program
from lessons.text import number

EPOCHS, HIDDEN, POINTS, NOISE, TEST = 20, 16, 600, 0.2, 0.3
CHART_ROWS = 10
SHOWN_ROWS = max(loop.count("\n") for loop in LOOPS.values())


def loss_curve(see: See) -> Curves:
    """The training loss, epoch by epoch."""
    epochs = np.arange(see.position + 1.0)
    series = (Series("training", epochs, see.losses),)
    return Curves("loss", series, "epoch", "loss", CHART_ROWS, (0.0, float(EPOCHS)), (0.0, 1.0))


class TrainingLoop(Lab):
    """The training loop in NumPy, which trains the network of this lab as it stands there, and in PyTorch."""

    rate = 4.0
    steps = EPOCHS
    begins = f"A network of 2-{HIDDEN}-1 at random. Each step runs the loop for an epoch."
    step_work = 3_000_000

    target = Knob.choice("what the loop is written in", LOOPS, name="code")
    pace = Knob.number("how far each step goes", 0.5, name="learning_rate", scale="log", low=0.001, high=10)
    batch = Knob.integer(
        "samples in each step", 32, name="batch_size", label="batch", scale="log", low=1, high=420
    )
    seed = Knob.integer("for the points, the weights and the order", 45, low=0, high=9999)

    def prepare(self, changed: str | None = None) -> None:
        if changed == "code":
            return
        data = datasets.load("moons", n=POINTS, noise=NOISE, seed=self.seed)
        self.split = data.split(test=TEST, seed=self.seed)
        net = MLP([2, HIDDEN, 1], hidden="relu", output="sigmoid", init="he_normal", seed=self.seed)
        self.begun = tuple(layer.W.copy() for layer in net.layers)
        first, second = self.begun
        self._known = [(first.copy(), np.zeros(HIDDEN), second.copy(), np.zeros(1))]
        self._order = np.random.default_rng(self.seed)

    def _weights(self, epoch: int) -> tuple[Floats, ...]:
        """W1, b1, W2 and b2 after so many epochs of the loop that is shown."""
        train = self.split.train
        while len(self._known) <= epoch:
            weights = tuple(each.copy() for each in self._known[-1])
            with np.errstate(all="ignore"):
                _LOOP(train.X, train.Y, *weights, self.pace, self.batch, self._order)
            self._known.append(weights)  # type: ignore[arg-type]
        return self._known[epoch]

    def _logits(self, epoch: int, X: Floats) -> Floats:
        W1, b1, W2, b2 = self._weights(epoch)
        return np.asarray(np.maximum(X @ W1 + b1, 0) @ W2 + b2)

    @plotted()
    def losses(self) -> Floats:
        """The training loss after each epoch so far."""
        X, Y = self.split.train.X, self.split.train.Y
        zs = (self._logits(k, X) for k in range(self.position + 1))
        return np.array([float((np.logaddexp(0, z) - Y * z).mean()) for z in zs])

    epoch = Readout("whole epochs done", lambda lab: lab.position)
    loss = Readout("the training loss", lambda lab: float(lab.losses[-1]))

    @readout("the fraction of the test points answered right")
    def right(self) -> float:
        test = self.split.test
        assert test is not None
        return float(((self._logits(self.position, test.X) > 0) == test.Y).mean())

    @property
    def learnt_network(self) -> Learnt:
        net = MLP([2, HIDDEN, 1], hidden="relu", output="sigmoid", init="zeros")
        first, second = net.layers
        first.W[...], first.b[...], second.W[...], second.b[...] = self._weights(self.position)
        return Learnt(net, self.split, {"learning_rate": self.pace, "batch": self.batch})

    lines = Readout("lines of the loop", lambda lab: LOOPS[lab.target].count("\n"))
    file = Readout("the name of the file that w saves", lambda lab: FILES[lab.target])
    listing = Plotted(lambda lab: LOOPS[lab.target])

    def units(self, path: str) -> dict[str, float]:
        return units_of_share(len(self.split.test or ())) if path == "right" else {}

    saves = True

    def exports(self) -> dict[str, str]:
        given: dict[str, Any] = {"rate": self.pace, "size": self.batch, "seed": self.seed, "epochs": EPOCHS}
        first, second = self.begun
        return {FILES[t]: program(t, self.split, first, second, **given) for t in LOOPS}

    @staticmethod
    def figures(see: See) -> Figures:
        code = see.listing.splitlines()
        rows = tuple(Line(line) for line in [*code, *[""] * (SHOWN_ROWS - len(code))])
        yield Formula("", rows, code=True)
        yield Spare(loss_curve(see))

    @staticmethod
    def caption(see: See) -> str:
        return (
            f"Epoch {see.epoch}: training loss {number(see.loss, 3)}, "
            f"{number(of(lambda share: 100 * share, see.right), 1)} % of the test points right."
        )


_LOOP = numpy_loop()
