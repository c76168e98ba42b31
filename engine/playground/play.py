"""A playground at play: the points and the network of a setting, and its losses epoch by epoch."""

from __future__ import annotations

from functools import lru_cache
from math import floor
from typing import NamedTuple

import numpy as np

from engine import datasets, initializers, optimizers, schedules
from engine.datasets import Dataset
from engine.errors import Array
from engine.layers import Activation, BatchNorm, Dense, Dropout, Layer
from engine.network import Network

from . import points
from .epoch import Epoch, Penalty, Scores
from .features import derived
from .setting import Setting
from .stream import Stream

REACH = 5.0
_OWN_POINTS = 500
_BLOB = 0.2
"""The standard deviation of a blob without noise; its middle is 2 from that of all."""
_FIRST_BIAS = 0.1


class Points(NamedTuple):
    """What is learnt: points (n, 2) over the plane, what the network is given of them, and its targets.

    The first `training` of them are learnt from. `labels` (n,) are −1 to 1, or a class from 0. Samples of
    one's own that have other than two features are given as they are: then `plane` is no plane but `inputs`.
    """

    plane: Array
    inputs: Array
    targets: Array
    labels: Array
    training: int


class Play:
    """A network that learns a setting's points, as the browser's playground would.

    `losses` lists (training, test) from epoch 0 on. `data`: samples of one's own, for a setting whose
    `data` is "csv" or "digits"; the seed shuffles them, but for Points, of whose plane the features are made.

    >>> play = Play(Setting(seed="0.66230"))
    >>> play.run(1)
    >>> [round(loss, 6) for loss in play.losses[1]]
    [0.504194, 0.504793]
    """

    def __init__(self, setting: Setting, data: Dataset | Points | None = None) -> None:
        self.setting, self.own = setting, data
        if isinstance(data, Points):
            self.stream = Stream(setting.seed)
            self.data = data._replace(inputs=derived(data.plane, setting.features))
        else:
            self.stream, plane, labels = _drawn(setting, data)
            self.data = _points(setting, plane, labels)
        self.rebuild()

    def rebuild(self) -> None:
        """Build the network anew, with the weights that come next in the stream."""
        for _ in range(self.setting.drawing + 1):
            self.net = _network(self.setting, self.data, self.stream)
        data, setting = self.data, self.setting
        self.training = Epoch(
            self.net,
            data.inputs[: data.training],
            data.targets[: data.training],
            setting.batch,
            _optimizer(setting),
            Penalty(setting.regularization, setting.strength),
            _whole_number(Stream(setting.seed)),
            setting.rate < 0,
        )
        self.scores = Scores(self.net, data.inputs, data.targets, data.training)
        self.losses = [self.scores.losses()]

    @property
    def epoch(self) -> int:
        """Whole epochs learnt."""
        return self.training.epoch

    @property
    def shape(self) -> tuple[int, ...]:
        """Inputs, hidden layers, outputs."""
        return (self.data.inputs.shape[1], *self.setting.shape, self.data.targets.shape[1])

    @property
    def test_points(self) -> int:
        return len(self.data.labels) - self.data.training

    @property
    def planar(self) -> bool:
        """Whether the points have an x and a y, of which features are made."""
        return bool(self.data.plane.shape[1] == 2)

    @property
    def batches(self) -> int:
        """As many as end any epoch."""
        return len(self.training.batches) + 1

    def right(self) -> tuple[float, ...]:
        """Return the shares of training and test points answered right; () for numbers to learn."""
        if self.setting.regression:
            return ()
        outputs, targets, n = self.scores.outputs(), self.data.targets, self.data.training
        hits = (outputs >= 0) == (targets >= 0)
        if outputs.shape[1] > 1:
            hits = outputs.argmax(axis=1) == targets.argmax(axis=1)
        return tuple(float(part.mean()) if len(part) else np.nan for part in (hits[:n], hits[n:]))

    def finite(self, losses: tuple[float, float]) -> bool:
        """Whether the losses that have points, and all weights, are still numbers."""
        counts = self.data.training, self.test_points
        lost = any(n and not np.isfinite(loss) for n, loss in zip(counts, losses, strict=True))
        return not lost and bool(np.isfinite(self.net.params).all())

    def learn(self, batches: int) -> bool:
        """Learn from at most so many batches; True where that ends an epoch, whose losses are then noted."""
        if not self.training.learn(batches):
            return False
        self.losses.append(self.scores.losses())
        return True

    def run(self, epochs: int) -> None:
        """Learn for so many epochs."""
        for _ in range(epochs):
            while not self.learn(self.batches):
                pass

    def change(self, setting: Setting) -> None:
        """Go on with another rate, optimizer, schedule or penalty."""
        self.setting = setting
        self.training.uphill = setting.rate < 0
        self.training.change(_optimizer(setting), Penalty(setting.regularization, setting.strength))


@lru_cache(maxsize=32)
def _made(name: str, noise: float, seed: str) -> tuple[Stream, Array]:
    # The points of a link, and the stream after them: they are asked for again with every other network.
    stream = Stream(seed)
    made = points.make(name, noise / 100, stream)
    made.flags.writeable = False
    return stream, made


def _drawn(setting: Setting, own: Dataset | None) -> tuple[Stream, Array, Array]:
    if setting.data:
        stream = Stream(setting.seed)
        return stream, *_own(setting, stream, own)
    stream, made = _made(setting.points, setting.noise, setting.seed)
    return stream.copy(), made[:, :2], made[:, 2]


def _points(setting: Setting, plane: Array, labels: Array) -> Points:
    inputs = derived(plane, setting.features) if plane.shape[1] == 2 else plane
    targets = labels[:, None]
    if setting.data and not setting.regression:
        classes = int(labels.max()) + 1
        targets = np.eye(classes)[labels.astype(int)] if classes > 2 else 2 * targets - 1
    return Points(plane, inputs, targets, labels, floor(len(plane) * setting.train_share / 100))


def _own(setting: Setting, stream: Stream, own: Dataset | None) -> tuple[Array, Array]:
    if own is None:
        options = {"classes": setting.classes} if setting.data in ("blobs", "spiral") else {}
        # Without any spread all points of a blob would be one.
        noise = setting.noise / 100 + (_BLOB if setting.data == "blobs" else 0)
        own = datasets.load(setting.data, n=_OWN_POINTS, noise=noise, seed=_whole_number(stream), **options)
    else:
        own = own.take(np.random.default_rng(_whole_number(stream)).permutation(len(own)))
    labels = own.Y[:, 0] if own.task == "regression" else own.labels.astype(float)
    if own.X.shape[1] != 2:
        return own.X, labels
    centre, reach = extent(own.X)
    return (own.X - centre) / reach * REACH, labels


def extent(X: Array) -> tuple[Array, float]:
    """Return the middle of points X (n, 2), and how far they reach from it: that is REACH on the plane."""
    centre = (X.max(axis=0) + X.min(axis=0)) / 2
    return centre, float(np.abs(X - centre).max() or 1.0)


def _whole_number(stream: Stream) -> int:
    return int(stream.draw() * 2**32)


def _network(setting: Setting, data: Points, stream: Stream) -> Network:
    layers: list[Layer] = []
    for i, units in enumerate(setting.shape):
        layers.append(Dense(units))
        layers += [BatchNorm()] if setting.batch_norm else []
        layers.append(Activation(setting.activation_of(i)))
        layers += [Dropout(setting.dropout)] if setting.dropout else []
    outputs = data.targets.shape[1]
    end = "softmax" if outputs > 1 else "identity" if setting.regression else "tanh"
    layers += [Dense(outputs), Activation(end)]
    net = Network(layers, data.inputs.shape[1], init="zeros")
    for layer in net.layers:
        # Unit by unit, over the units before; drawn even where all begin at 0.
        drawn = [[stream.uniform(-0.5, 0.5) for _ in range(layer.fan_in)] for _ in range(layer.units)]
        if not setting.init_zero:
            layer.W = np.array(drawn).reshape(layer.units, layer.fan_in).T
            layer.b[:] = _FIRST_BIAS
    if setting.init != "playground" and not setting.init_zero:
        rng = np.random.default_rng(_whole_number(stream))
        # Without features the first layer has no weights.
        for layer in net.layers if net.inputs else net.layers[1:]:
            layer.W = initializers.get(setting.init)(rng, layer.fan_in, layer.units)
    return net


def _optimizer(setting: Setting) -> optimizers.Optimizer:
    return optimizers.make(
        setting.optimizer, learning_rate=abs(setting.rate), schedule=schedules.get(setting.schedule)
    )
