"""What a playground begins with that no link says: points, and the weights of a network from elsewhere."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from engine import Dataset
from engine.errors import Array
from engine.layers import Activation, BatchNorm, Dropout
from engine.playground.play import REACH, Points, extent
from engine.playground.setting import ACTIVATIONS
from lessons.labs.base import Learnt
from lessons.labs.playground._knobs import SAMPLES
from lessons.text import short

_NAMES = {engine: link for link, engine in ACTIVATIONS.items()}
_FEW = 3
"""Fewer points than these stand where they are: they say nothing of how far a plane should reach."""


class Given(NamedTuple):
    """Points of one's own, a network from elsewhere, a saved run, and what there is to say of them."""

    data: Dataset | Points | None = None
    params: Array | None = None
    """The parameters (n_params,) to begin with; `buffers`: the running statistics of their layers."""
    buffers: tuple[Array, ...] = ()
    saved: tuple[dict[str, Any], dict[str, Array]] | None = None
    """A saved run with its futures, as `tree.packed` gives it."""
    said: tuple[str, ...] = ()


def settings_of(learnt: Learnt) -> dict[str, Any]:
    """Return the settings of a playground that goes on with a network that a lab holds.

    Its points are moved and scaled to the playground's plane, and its weights so that it answers the same
    there: the first layer takes the scaling back; a sigmoid at the end is a tanh of half as much, as
    σ(z) = (1 + tanh(z/2))/2; and numbers to learn are scaled to −1 … 1.
    """
    net, end, hidden = learnt.net.copy(), learnt.end, learnt.after[:-1]
    names = [layer.function.name for layers in hidden for layer in layers if isinstance(layer, Activation)]
    one = names[0] if len(set(names)) == 1 and names[0] in _NAMES else None
    settings: dict[str, Any] = {
        "hidden": tuple(layer.units for layer in net.layers[:-1]) or (0,),
        "by_layer": ",".join(names) if names and not one else "same",
        "batch_norm": any(isinstance(layer, BatchNorm) for layer in net.stack),
        "dropout": next((layer.rate for layer in net.stack if isinstance(layer, Dropout)), 0.0),
    }
    settings |= ({"activation": _NAMES[one]} if one else {}) | ({"y": False} if net.inputs == 1 else {})
    said = [learnt.said] if learnt.said else []
    points = None
    if learnt.split is None:
        settings["data"] = "plane" if end == "identity" else "circle"
        said.append(f"This network has no points: it stands on those of {settings['data']}.")
    else:
        settings["data"] = "own numbers" if end == "identity" else "own"
        points, (centre, scale), (middle, reach) = _placed(learnt)
        first, last = net.layers[0], net.layers[-1]
        first.b = first.b + centre @ first.W
        first.W = first.W * scale
        last.W, last.b = last.W / reach, (last.b - middle) / reach
        if scale != 1 or centre.any():
            moved = (
                f"{x} = (x[{k}] − {short(centre[k])})/{short(scale)}"
                for k, x in enumerate(("x₁", "x₂")[: net.inputs])
            )
            moved_to = ", ".join(moved).replace("− −", "+ ")
            said.append(f"Its inputs are moved to fit this plane: {moved_to}.")
        if reach != 1 or middle:
            said.append(f"Its output is drawn less {short(middle)}, over {short(reach)}.")
    if end == "sigmoid":
        net.layers[-1].W, net.layers[-1].b = net.layers[-1].W / 2, net.layers[-1].b / 2
        said.append("A probability p is drawn as 2p − 1, and half its squared error is learnt.")
    if points is not None and "batch" in learnt.settings:
        settings["batch"] = min(learnt.settings["batch"], points.training)
    given = Given(points, net.params.copy(), tuple(b.copy() for b in net.buffers), said=tuple(said))
    return {**learnt.settings, **settings, SAMPLES: given}


def _placed(learnt: Learnt) -> tuple[Points, tuple[Array, float], tuple[float, float]]:
    """Return its points on the plane, what they were moved by and scaled with, and the same of targets."""
    assert learnt.split is not None
    parts = [part for part in (learnt.split.train, learnt.split.test) if part is not None]
    X = np.concatenate([part.X for part in parts])
    Y = np.concatenate([part.Y.reshape(len(part)) for part in parts]).astype(float)
    centre, scale = np.zeros(X.shape[1]), max(1.0, float(np.abs(X).max()) / REACH)
    if len(X) >= _FEW:
        centre, far = extent(X)
        scale = far / REACH
    inputs = (X - centre) / scale
    plane = np.column_stack([inputs, np.zeros(len(X))]) if X.shape[1] == 1 else inputs
    middle, reach = 0.0, 1.0
    if learnt.end == "softmax":
        targets = np.eye(learnt.net.outputs)[Y.astype(int)]
    elif learnt.end == "identity":
        middle, reach = float(Y.max() + Y.min()) / 2, float(np.ptp(Y)) / 2 or 1.0
        targets = (Y[:, None] - middle) / reach
    else:
        targets = 2 * Y[:, None] - 1 if learnt.end == "sigmoid" else Y[:, None]
    labels = Y if learnt.end == "softmax" else targets[:, 0]
    return Points(plane, inputs, targets, labels, len(parts[0])), (centre, scale), (middle, reach)
