"""How the layers of a network learn: gradients, how far a step moves them, units that do not answer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine import Dataset, Network
from lessons.figures import Floats

FLAT = 0.05
"""A unit is saturated at a point where its slope is below this part of the largest that it can have."""
LEAST = 1e-12
"""What is smaller is taken for this."""


def layers_of(net: Network, train: Dataset, loss: str, activation: str | Sequence[str]) -> dict[str, Floats]:
    """How each layer stands now, on all training points. `activation`: that of all, or of each hidden layer.

    "gradient": the root of the mean square of the slopes of the loss with its weights. Of hidden layers, 0 of
    the last: "dead", its units that answer 0 to every point, of "units"; "flat", the share of its units'
    answers at which they let hardly any gradient through.
    """
    trace = net.trace(train.X)
    net.loss_and_grad(train.X, train.Y, loss)
    pairs = list(zip(trace.a, kinds_of(activation, len(net.layers)), strict=False))
    off = [(a <= 0).all(axis=0).sum() * (kind == "relu") for a, kind in pairs]
    flat = [(_slope(a, kind) < FLAT).mean() for a, kind in pairs]
    return {
        "gradient": np.array([np.sqrt((layer.dW**2).sum() / max(layer.dW.size, 1)) for layer in net.layers]),
        "dead": np.array([*off, 0.0]),
        "units": np.array([a.shape[1] for a in trace.a], dtype=np.float64),
        "flat": np.array([*flat, 0.0]),
    }


def kinds_of(activation: str | Sequence[str], layers: int) -> list[str]:
    """What each hidden layer applies."""
    return [activation] * (layers - 1) if isinstance(activation, str) else list(activation)


def _slope(a: Floats, activation: str) -> Floats:
    """The slope of each answer, as a part of the largest that there can be."""
    match activation:
        case "relu":
            return (a > 0).astype(np.float64)
        case "tanh":
            return 1 - a**2
        case "sigmoid":
            return 4 * a * (1 - a)
    return np.ones_like(a)


def weights_of(net: Network) -> list[Floats]:
    """A copy of each layer's weights."""
    return [layer.W.copy() for layer in net.layers]


def moved(before: Sequence[Floats], net: Network) -> Floats:
    """How far a step has moved each layer's weights, in parts of their own length: (layers,)."""
    steps = [float(np.linalg.norm(layer.W - W)) for W, layer in zip(before, net.layers, strict=True)]
    return np.array(
        [step / max(float(np.linalg.norm(W)), LEAST) for step, W in zip(steps, before, strict=True)]
    )
