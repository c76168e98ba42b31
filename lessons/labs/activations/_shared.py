"""The activation functions that the labs show, and what they give at a number."""

from __future__ import annotations

from typing import Any

from engine import activations

NAMES = {
    "relu": "ReLU",
    "leaky_relu": "LeakyReLU",
    "gelu": "GELU",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
}
EACH = tuple(NAMES)
"""The functions that take one number."""
REACH = 5.0
"""How far from 0 they are looked at."""
LAYERS = 10
FLAT = 0.01
"""A slope below this counts as saturated."""


def value_of(name: str, z: Any) -> Any:
    """A function at z."""
    return activations.get(name)(z)


def slope_of(name: str, z: Any) -> Any:
    """Its slope at z."""
    return activations.get(name).derivative(z)
