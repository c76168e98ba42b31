"""What a network may be given of a point: seven features made of its x and y."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from engine.errors import Array, matrix


class Feature(NamedTuple):
    """A feature: its `label` as it is drawn, and what makes it of x and y, (n,) each."""

    label: str
    make: Callable[[Array, Array], Array]


FEATURES: dict[str, Feature] = {
    "x": Feature("x₁", lambda x, y: x),
    "y": Feature("x₂", lambda x, y: y),
    "xSquared": Feature("x₁²", lambda x, y: x * x),
    "ySquared": Feature("x₂²", lambda x, y: y * y),
    "xTimesY": Feature("x₁x₂", lambda x, y: x * y),
    "sinX": Feature("sin x₁", lambda x, y: np.sin(x)),
    "sinY": Feature("sin x₂", lambda x, y: np.sin(y)),
}
"""In the order in which a network has them; the names are those of links."""


def derived(points: Array, names: Sequence[str]) -> Array:
    """Return the named features of `points` (n, 2) as columns (n, features), unscaled."""
    points = matrix("points", points, columns=2)
    x, y = points[:, 0], points[:, 1]
    made = [FEATURES[name].make(x, y) for name in FEATURES if name in names]
    return np.stack(made, axis=1) if made else np.empty((len(points), 0))
