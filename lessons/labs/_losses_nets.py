"""The small networks behind lab `losses`: one that learns under a loss, one whose weights have a price."""

from __future__ import annotations

from engine import MLP
from lessons.figures import Floats

RUN = 40
"""Steps of gradient descent in a run."""


def descend(loss: str, z: float, y: int, rate: float) -> list[tuple[float, float, float]]:
    """z, p and the gradient that reaches z, at the start and after each step of gradient descent."""
    net = MLP([1, 1], output="sigmoid", init="zeros")
    net.layers[0].b[0] = z
    states = []
    for _ in range(RUN + 1):
        # With the input 0 the bias alone is the sum.
        net.loss_and_grad([[0.0]], [[y]], loss)
        pull = float(net.layers[0].db[0])
        states.append((float(net.layers[0].b[0]), float(net.forward([[0.0]])[0, 0]), pull))
        net.layers[0].b[0] -= rate * pull
    return states


def regularised(weights: Floats) -> MLP:
    """One unit with these weights, to take the penalty of."""
    net = MLP([len(weights), 1], init="zeros")
    net.layers[0].W[:, 0] = weights
    return net
