"""What activation functions give, and what many layers of them leave of a gradient."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from engine import MLP, activations
from lessons.figures import Floats

LAYERS = 10
FLAT = 0.01
"""A slope below this counts as saturated."""
FAR = np.linspace(0.0, 20.0, 20001)


def value_of(name: str, z: Any) -> Any:
    """A function at z; for softmax the first of three outputs, the other scores being 0."""
    if name != "softmax":
        return activations.get(name)(z)
    z = np.asarray(z, dtype=np.float64)
    return activations.get(name)(np.stack([z, 0 * z, 0 * z], axis=-1))[..., 0]


def slope_of(name: str, z: Any) -> Any:
    """Its slope at z; for softmax that of the first output by its own score."""
    if name != "softmax":
        return activations.get(name).derivative(z)
    z = np.asarray(z, dtype=np.float64)
    return activations.get(name).derivative(np.stack([z, 0 * z, 0 * z], axis=-1))[..., 0, 0]


@lru_cache
def saturates(name: str) -> float:
    """The z > 0 from which on the slope stays below `FLAT`."""
    steep = np.flatnonzero(np.abs(slope_of(name, FAR)) >= FLAT)
    return float(FAR[steep[-1] + 1])


@lru_cache
def stored_one() -> int:
    return next(n for n in range(100) if float(value_of("tanh", float(n))) == 1.0)


@lru_cache
def through_layers(name: str, z: float, weight: float) -> Floats:
    """What backpropagation leaves of ∂loss/∂output = 1 after 1, 2, … layers of one unit, all at the sum z."""
    if name == "softmax":
        return np.zeros(LAYERS)
    net = MLP([1] * (LAYERS + 1), hidden=name, output=name, init="zeros")
    given = 1.0
    for layer in net.layers:
        layer.W[...] = weight
        layer.b[...] = z - weight * given
        given = float(value_of(name, z))
    # The square of a distance of ½ has the slope 1.
    trace = net.trace([[1.0]], [[given - 0.5]], "mse")
    last = [*(float(g[0, 0]) for g in trace.da[:-1]), float(trace.da[-1][0, 0])]
    whole = float(trace.dz[0][0, 0]) * weight
    return np.array([*last[-2::-1], whole])
