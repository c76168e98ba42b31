"""The activation functions that the labs show, and what they give at a number."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import activations

NAMES = {
    "relu": "ReLU",
    "leaky_relu": "LeakyReLU",
    "gelu": "GELU",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "softmax": "softmax",
}
EACH = tuple(name for name in NAMES if name != "softmax")
"""The functions that take one number."""
REACH = 5.0
"""How far from 0 they are looked at."""
LAYERS = 10
FLAT = 0.01
"""A slope below this counts as saturated."""


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
