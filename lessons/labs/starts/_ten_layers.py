"""The network of this family, ten hidden layers of 32 units on two moons, and where it may begin."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine import MLP, Diverged, Network, Trainer, datasets, initializers, optimizers
from lessons.figures import Floats

INPUTS, WIDTH, LAYERS = 2, 32, 10
POINTS, NOISE, TEST, BATCH, RATE = 600, 0.2, 0.3, 42, 0.05
EVERY_THIRD = range(0, LAYERS, 3)
"""The layers that have a bar where there is little room."""
LEARNT = 0.9
"""What has more than this part of the test points right has learnt."""
STEP_WORK, NORM_WORK = 220_000, 650_000
"""What one step of such a network takes, in the units of `lessons.work`; and with normalised sums."""


class Way(NamedTuple):
    """Where a network begins and how it learns."""

    name: str
    init: str | initializers.Initializer
    activation: str = "relu"
    rule: str = "sgd"
    rate: float = RATE
    biases: bool = False
    """Whether its biases begin at random too, as far as its weights."""
    norm: bool = False
    """Whether the sums of each hidden layer are normalised."""


def spread_out(spread: float) -> initializers.Initializer:
    """A start of normal weights of this spread; all 0 where it is 0."""
    return initializers.get("normal", scale=spread) if spread else initializers.get("zeros")


def trainer(way: Way, seed: int) -> Trainer:
    """A network at its start, on points and in an order of its own seed."""
    data = datasets.load("moons", n=POINTS, noise=NOISE, seed=seed).split(test=TEST, seed=seed)
    sizes = [INPUTS, *[WIDTH] * LAYERS, 1]
    net = MLP(sizes, way.activation, "sigmoid", way.init, seed, batch_norm=way.norm)
    if way.biases:
        rng = np.random.default_rng(seed)
        for layer in net.layers:
            reach = layer.fan_in**-0.5
            layer.b = rng.uniform(-reach, reach, layer.b.shape)
    rule = optimizers.make(way.rule, way.rate)
    return Trainer(net, data, loss="bce", optimizer=rule, batch_size=BATCH, seed=seed)


class Outcome(NamedTuple):
    """How a run ended."""

    right: float
    """The fraction of the test points that it has right."""
    loss: float
    """Its training loss; infinite where training diverged."""

    @property
    def learnt(self) -> bool:
        return np.isfinite(self.loss) and self.right > LEARNT


def outcome(trained: Trainer, lost: Diverged | None) -> Outcome:
    """What has become of a network; `lost`: how its training diverged."""
    if lost is not None:
        return Outcome(0.0, np.inf)
    return Outcome(trained.evaluate("test")["accuracy"], trained.evaluate("train")["loss"])


class Sizes(NamedTuple):
    """A network after some steps: the size of each hidden layer's sums (10,), and the training loss."""

    sums: Floats
    loss: float


class Watched:
    """A run of which the sizes are kept every few steps."""

    def __init__(self, way: Way, seed: int, stride: int) -> None:
        self.trainer, self.stride = trainer(way, seed), stride
        self.lost: Diverged | None = None
        self._kept = [self._measured()]
        self._params = [self.trainer.net.params.copy()]

    def _measured(self) -> Sizes:
        train = self.trainer.split.train
        trace = self.trainer.net.trace(train.X, train.Y, "bce")
        assert trace.loss is not None
        return Sizes(np.array([size(z) for z in trace.z[:LAYERS]]), trace.loss)

    def at(self, k: int) -> Sizes:
        """After k strides, or where it diverged before."""
        while len(self._kept) <= k:
            if self.lost is None:
                try:
                    self.trainer.run(self.stride)
                except Diverged as lost:
                    self.lost = lost
            self._kept.append(self._kept[-1] if self.lost else self._measured())
            self._params.append(self.trainer.net.params.copy())
        return self._kept[k]

    def network(self, k: int) -> Network:
        """The network after k strides."""
        self.at(k)
        net = self.trainer.net.copy()
        net.params = self._params[k]
        return net

    def lost_by(self, k: int) -> bool:
        """Whether it has diverged within k strides."""
        self.at(k)
        return self.lost is not None and self.lost.step <= k * self.stride


def size(values: Floats) -> float:
    """The root of the mean square."""
    return float(np.sqrt(np.mean(values * values)))
