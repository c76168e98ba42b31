"""Runs on two moons with batches of one size or another."""

from __future__ import annotations

import numpy as np

from engine import Trainer, datasets
from lessons.labs._nets import learner

POINTS, TEST, NOISE, SIZES = 600, 0.3, 0.2, (2, 16, 16, 1)
TRAINED = round(POINTS * (1 - TEST))
EPOCHS, UPDATES = 20, 200
RATE = 0.1


def trainer(batch: int, seed: int, rate: float = RATE, *, ordered: bool = False) -> Trainer:
    """A network at its start, to be trained by plain steps. `ordered`: all points of class 0 come first."""
    data = datasets.load("moons", n=POINTS, noise=NOISE, seed=seed).split(test=TEST, seed=seed)
    order = (lambda epoch: np.argsort(data.train.labels, kind="stable")) if ordered else None
    return learner(data, SIZES[1:-1], seed, rule="sgd", rate=rate, batch=batch, order=order)


def loss_of(run: Trainer) -> float:
    """The loss of all training points now."""
    return float(run.loss.value(run.net.forward(run.split.train.X), run.split.train.Y))


def right_of(run: Trainer) -> float:
    """The share of the test points that are answered right now."""
    return run.evaluate("test")["accuracy"]
