"""Landscapes: functions of one or two parameters to walk down, with their gradients."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .errors import Array, count, lookup, number


@dataclass(frozen=True)
class Landscape:
    """A function of `dimensions` parameters: `value(w)` for w (…, dimensions), `gradient(w)` of w's shape.

    `minima` are the places of its lowest values, `box` a range (low, high) a parameter worth looking at,
    `start` a place to begin.
    """

    name: str
    formula: str
    dimensions: int
    value: Callable[[Any], Any]
    gradient: Callable[[Any], Array]
    minima: tuple[tuple[float, ...], ...]
    box: tuple[tuple[float, float], ...]
    start: tuple[float, ...]
    source: str = ""


def quadratic(centre: float = 3.0) -> Landscape:
    """Return (w − centre)², the simplest valley."""
    centre = number("centre", centre)
    return Landscape(
        "quadratic",
        f"(w − {centre:g})²",
        1,
        lambda w: (np.asarray(w, dtype=np.float64)[..., 0] - centre) ** 2,
        lambda w: 2 * (np.asarray(w, dtype=np.float64) - centre),
        ((centre,),),
        ((centre - 4, centre + 4),),
        (centre - 3,),
    )


_MAKERS: dict[str, Callable[..., Landscape]] = {"quadratic": quadratic}


def get(name: str, **options: Any) -> Landscape:
    """Return the landscape called `name`; raises UnknownName. quadratic takes `centre`."""
    return lookup("landscape", name, _MAKERS)(**options)


def descend(
    landscape: Landscape, start: Any, steps: int, optimizer: Any = "sgd", learning_rate: float | None = None
) -> Array:
    """Return the path (steps + 1, dimensions) of an optimizer from `start`."""
    from . import optimizers

    rule = optimizers.make(optimizer, learning_rate)
    w = np.array(start, dtype=np.float64).reshape(landscape.dimensions)
    state, path = rule.init(w), [w]
    for _ in range(count("steps", steps, least=0)):
        change, state = rule.update(landscape.gradient(w), state, w)
        w = w - change
        path.append(w)
    return np.array(path)
