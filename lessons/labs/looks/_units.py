"""What each hidden unit answers over the plane: a small picture a unit."""

from __future__ import annotations

import numpy as np

from engine import Network
from lessons.figures import Floats, Panes, Surface
from lessons.figures.base import floats
from lessons.labs._plane import Extent, from_edge_to_edge
from lessons.text import subscript

GRID = (12, 24)
"""The rows and columns at which the plane is looked at."""
SHOWN = 16
"""So many units have a picture; of more, the first."""
BOTH_WAYS = ("tanh", "identity")
"""Activations that answer on either side of nought."""


def answers(net: Network, extent: Extent, layer: int) -> Floats:
    """What the units of a hidden layer, from 1, answer over the plane: (units, rows, columns)."""
    answered = net.trace(from_edge_to_edge(extent, GRID)).a[layer - 1][:, :SHOWN]
    return np.asarray(answered.T.reshape(-1, *GRID))


def unit_pictures(grids: Floats, extent: Extent, layer: int, units: int, activation: str, rows: int) -> Panes:
    """Those pictures, each in shades from its least to its most. `units`: how many the layer has."""
    title = f"what each unit of layer {layer} answers"
    if units > len(grids):
        title += f": the first {len(grids)} of {units}"
    signed = activation in BOTH_WAYS
    names = (f"h{subscript(layer)}[{j}]" for j in range(len(grids)))
    panes = (picture(name, grid, extent, signed) for name, grid in zip(names, grids, strict=True))
    return Panes(title, tuple(panes), rows)


def picture(name: str, grid: Floats, extent: Extent, signed: bool = False) -> Surface:
    """What a unit hands on: nothing where it is off."""
    most = max(float(np.nan_to_num(np.abs(floats(grid))).max()), 1e-9)
    span = (-most, most) if signed else (0.0, most)
    return Surface(name, grid, extent, names=(), span=span, signed=signed, z_label="what it hands on")
