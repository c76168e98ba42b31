"""The plane that points lie in: how far it reaches, and the places at which it is looked at."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

from lessons.figures import Floats

Extent: TypeAlias = tuple[float, float, float, float]
"""x from, x to, y from, y to."""


def extent(X: Floats, margin: Any = 0.4) -> Extent:
    """The part of the plane that holds points X (n, 2), with a margin."""
    (x0, y0), (x1, y1) = X.min(axis=0) - margin, X.max(axis=0) + margin
    return float(x0), float(x1), float(y0), float(y1)


def middles(ends: Extent, grid: tuple[int, int]) -> Floats:
    """The middles of the cells that a grid of rows and columns cuts it into, (cells, 2)."""
    x0, x1, y0, y1 = ends
    up, across = ((np.arange(n) + 0.5) / n for n in grid)
    return _crossed(x0 + across * (x1 - x0), y0 + up * (y1 - y0))


def from_edge_to_edge(ends: Extent, grid: tuple[int, int]) -> Floats:
    """As many places as such a grid has cells, those at its rim on the edge, (places, 2)."""
    x0, x1, y0, y1 = ends
    return _crossed(np.linspace(x0, x1, grid[1]), np.linspace(y0, y1, grid[0]))


def _crossed(across: Floats, up: Floats) -> Floats:
    return np.stack([axis.ravel() for axis in np.meshgrid(across, up)], axis=1)
