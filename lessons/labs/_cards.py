"""The questions of lab `recap`: for each topic a lab of an earlier lesson, with numbers of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

Settings = dict[str, Any]


def _features(rng: np.random.Generator) -> Settings:
    return {"draw": int(rng.integers(2, 1000)), "stride": 50}


def _forward(rng: np.random.Generator) -> Settings:
    """One hidden unit is stopped by ReLU, the other is not."""
    while True:
        x = rng.choice([-1.0, -0.5, 0.5, 1.0, 2.0], 2)
        W1 = rng.choice([-0.4, -0.2, 0.2, 0.3, 0.5], (2, 2))
        b1 = rng.choice([-0.1, 0.0, 0.1], 2)
        z = W1 @ x + b1
        if z[0] > 0.05 and z[1] < -0.05:
            return {"x": x, "W1": W1, "b1": b1}


def _structure(rng: np.random.Generator) -> Settings:
    inputs, units, outputs = rng.integers([2, 3, 2], [5, 7, 4])
    return {"inputs": int(inputs), "units": int(units), "outputs": int(outputs)}


def _layer(rng: np.random.Generator) -> Settings:
    """Two layers in a row without an activation between them."""
    X = rng.choice([-1.0, -0.5, 0.5, 1.0], (1, 3))
    seed = int(rng.integers(1, 1000))
    return {"activation": "identity", "scale": 0.5, "seed": seed, "X": X}


def _activations(rng: np.random.Generator) -> Settings:
    """Softmax of scores that are all the same."""
    classes = int(rng.integers(2, 6))
    return {"scores": np.full(classes, float(rng.integers(-2, 4)))}


def _losses(rng: np.random.Generator) -> Settings:
    """Three predictions, each a small whole number off."""
    targets = rng.integers(0, 5, 3).astype(np.float64)
    return {"targets": targets, "predictions": targets + rng.choice([-2.0, -1.0, 1.0, 2.0], 3)}


def _descent(rng: np.random.Generator) -> Settings:
    return {"learning_rate": float(rng.choice([0.1, 0.2, 0.4])), "start": float(rng.integers(-3, 2))}


def _backprop(rng: np.random.Generator) -> Settings:
    """One hidden unit is stopped by ReLU, the other is not; p is neither near 0 nor near 1."""
    while True:
        x = rng.choice([-1.0, -0.5, 0.5, 1.0], 2)
        W1 = rng.choice([-1.0, -0.5, 0.5, 1.0], (2, 2))
        W2 = rng.choice([-1.0, -0.5, 0.5, 1.0], 2)
        z = x @ W1
        if (z > 0).sum() == 1 and (z < 0).sum() == 1:
            y = float(rng.integers(0, 2))
            return {"x": x, "W1": W1, "b1": np.zeros(2), "W2": W2, "b2": 0.0, "y": y}


def _train(rng: np.random.Generator) -> Settings:
    return {"batch_size": int(rng.choice([20, 30, 50, 60, 100]))}


class Topic(NamedTuple):
    """An earlier lab, the settings that a card gives it, and how many of its steps are taken at the start."""

    lab: str
    lesson: str
    settings: Callable[[np.random.Generator], Mapping[str, Any]]
    at: int = 0


TOPICS: dict[str, Topic] = {
    "features": Topic("features_answers", "lesson 02: a small network beside the lazy rule", _features),
    "forward": Topic("forward", "lesson 03: a forward pass", _forward),
    "structure": Topic("parameters", "lesson 04: units, weights, parameters", _structure),
    "layer": Topic("collapse", "lesson 05: layers as matrices", _layer),
    "activations": Topic("softmax", "lesson 06: activation functions", _activations),
    "losses": Topic("mse", "lesson 07: loss functions", _losses),
    "descent": Topic("descent", "lesson 08: gradient descent on a parabola", _descent),
    "backprop": Topic("backprop", "lesson 09: every gradient of a small network", _backprop),
    "train": Topic("train", "lesson 10: a network in training", _train),
}
