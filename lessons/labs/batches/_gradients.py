"""The gradient of each point, and how far the mean of a few of them lies from that of all."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from engine import MLP, datasets
from lessons.figures import Floats

POINTS, NOISE, SIZES = 512, 0.2, (2, 16, 1)
"""How many points of two moons there are, how noisy they are, and the network."""
AT_ONCE = 25
"""So many points are looked at between two yields: in about a millisecond."""


def network(seed: int) -> MLP:
    """The network at its start."""
    return MLP(SIZES, hidden="relu", output="sigmoid", init="he_normal", seed=seed)


def gradients(seed: int, noise: float = NOISE) -> Iterator[Floats]:
    """The gradients of some points after others, (points, weights): of the loss of each alone."""
    net, data = network(seed), datasets.load("moons", n=POINTS, noise=noise, seed=seed)
    for first, end in pairwise((*range(0, POINTS, AT_ONCE), POINTS)):
        rows = np.empty((end - first, net.params.size))
        for row, i in zip(rows, range(first, end), strict=True):
            net.loss_and_grad(data.X[i : i + 1], data.Y[i : i + 1], "bce")
            row[:] = net.grads
        yield rows


def of_batches(each: Floats, size: int, batches: int, rng: np.random.Generator) -> Floats:
    """The gradients of so many batches of a size, (batches, weights), drawn by `rng`, a point maybe twice."""
    drawn = rng.integers(0, len(each), (batches, size))
    return np.array([each[chosen].mean(axis=0) for chosen in drawn])


def noise_of(drawn: Floats, of_all: Floats) -> float:
    """How far gradients of batches lie from that of all, in lengths of this: the root of the mean square."""
    return float(np.sqrt(((drawn - of_all) ** 2).sum(axis=1).mean()) / np.linalg.norm(of_all))
