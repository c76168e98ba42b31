"""Two moons of which one input is measured in another unit, and a network that learns them."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np

from engine import Dataset, Split, Trainer, datasets
from lessons.labs._nets import learner

POINTS, NOISE, TEST, BATCH, SIZES = 600, 0.2, 0.3, 42, (2, 16, 16, 1)


@lru_cache(maxsize=8)
def scaled(factor: float, seed: int, standardised: bool = False) -> Split:
    """Two moons with x[1] times `factor`; standardised by the training points, where asked for."""
    data = datasets.load("moons", n=POINTS, noise=NOISE, seed=seed)
    parts = replace(data, X=data.X * np.array([1.0, factor])).split(test=TEST, seed=seed)
    return by_training(parts) if standardised else parts


def by_training(parts: Split) -> Split:
    """Both parts with the training points' mean taken away, and divided by their spread."""
    mean, spread = parts.train.X.mean(axis=0), parts.train.X.std(axis=0)

    def moved(part: Dataset) -> Dataset:
        return replace(part, X=(part.X - mean) / spread)

    assert parts.test is not None
    return Split(moved(parts.train), None, moved(parts.test))


def trainer(parts: Split, rule: str, rate: float, seed: int) -> Trainer:
    """A network at its start, ready to learn."""
    return learner(parts, SIZES[1:-1], seed, rule=rule, rate=rate, batch=BATCH)
