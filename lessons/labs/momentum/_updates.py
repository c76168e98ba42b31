"""A small network on two moons, update by update, each with its parts."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine import MLP, Dataset, datasets
from engine.optimizers import Optimizer
from lessons.figures import Floats

SIZES = (2, 3, 1)
POINTS, NOISE, BATCH = 200, 0.2, 10
NAMES = (
    *(f"W1[{i},{j}]" for i in range(2) for j in range(3)),
    *(f"b1[{j}]" for j in range(3)),
    *(f"W2[{j}]" for j in range(3)),
    "b2",
)
"""The parameters in the order in which the network keeps them."""


class Update(NamedTuple):
    """An update of all parameters: where they stood, and its parts by name, each (13,)."""

    before: Floats
    parts: dict[str, Floats]


class Updates:
    """The network in training, every update kept."""

    def __init__(self, optimizer: Optimizer, seed: int) -> None:
        self._optimizer = optimizer
        self._data = datasets.load("moons", n=POINTS, noise=NOISE, seed=seed)
        self._net = MLP(SIZES, hidden="tanh", output="sigmoid", init="he_normal", seed=seed)
        self._order = np.random.default_rng(seed)
        self._state = optimizer.init(self._net.params)
        self._done: list[Update] = []

    def at(self, k: int) -> Update:
        """Update number k, from 0."""
        net = self._net
        while len(self._done) <= k:
            rows = self._order.choice(POINTS, BATCH, replace=False)
            net.loss_and_grad(self._data.X[rows], self._data.Y[rows], "bce")
            parts = self._optimizer.parts(net.grads, self._state)
            self._done.append(Update(net.params.copy(), parts))
            step, self._state = self._optimizer.update(net.grads, self._state)
            net.params -= step
        return self._done[k]

    def learnt(self, k: int) -> tuple[MLP, Dataset]:
        """The network before update number k, and its points."""
        net = MLP(SIZES, hidden="tanh", output="sigmoid", init="zeros")
        net.params = self.at(k).before
        return net, self._data
