"""Networks that guess: what they get right where classes are coin tosses, and nothing can be known."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from engine import MLP

FRESH = 2000


def spread(p: float, n: float) -> float:
    """How far the score on n points strays from p, the fraction right of all: the standard deviation."""
    return float(np.sqrt(p * (1 - p) / n))


@lru_cache(maxsize=64)
def tries(seed: int, networks: int, points: int) -> tuple[tuple[float, float], ...]:
    """What each of some untrained networks gets right of points by lot, and of fresh ones: two fractions."""
    rng = np.random.default_rng(seed)
    X, classes = rng.normal(size=(points + FRESH, 2)), rng.integers(0, 2, points + FRESH)
    found = []
    for _ in range(networks):
        net = MLP([2, 8, 1], hidden="relu", output="sigmoid", init="he_normal", seed=int(rng.integers(2**31)))
        right = (net.forward(X)[:, 0] > 0.5) == classes
        found.append((float(right[:points].mean()), float(right[points:].mean())))
    return tuple(found)
