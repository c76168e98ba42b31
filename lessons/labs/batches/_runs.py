"""Runs on two moons with batches of one size or another."""

from __future__ import annotations

import numpy as np

from engine import MLP, Trainer, datasets, optimizers

POINTS, TEST, NOISE, SIZES = 600, 0.3, 0.2, (2, 16, 16, 1)
TRAINED = round(POINTS * (1 - TEST))
EPOCHS, UPDATES = 20, 200
RATE = 0.1


def trainer(batch: int, seed: int, rate: float = RATE, *, ordered: bool = False) -> Trainer:
    """A network at its start, to be trained by plain steps. `ordered`: all points of class 0 come first."""
    data = datasets.load("moons", n=POINTS, noise=NOISE, seed=seed).split(test=TEST, seed=seed)
    labels = data.train.labels
    return Trainer(
        MLP(SIZES, hidden="relu", output="sigmoid", init="he_normal", seed=seed),
        data,
        loss="bce",
        optimizer=optimizers.make("sgd", rate),
        batch_size=batch,
        seed=seed,
        order=(lambda epoch: np.argsort(labels, kind="stable")) if ordered else None,
    )


def loss_of(run: Trainer) -> float:
    """The loss of all training points now."""
    return float(run.loss.value(run.net.forward(run.split.train.X), run.split.train.Y))


def right_of(run: Trainer) -> float:
    """The share of the test points that are answered right now."""
    return run.evaluate("test")["accuracy"]
