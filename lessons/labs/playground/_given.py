"""What a playground begins with that no link says: points, and the weights of a network from elsewhere."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from engine import Dataset
from engine.playground.play import REACH, Points
from lessons.figures import Floats
from lessons.labs.base import Learnt
from lessons.labs.playground._knobs import SAMPLES

_NAMES = {"identity": "linear"}


class Given(NamedTuple):
    """Points of one's own, the parameters (n_params,) of a network from elsewhere, or a saved run."""

    data: Dataset | Points | None = None
    params: Floats | None = None
    saved: tuple[dict[str, Any], dict[str, Floats]] | None = None
    """A saved run with its futures, as `tree.packed` gives it."""


def settings_of(learnt: Learnt) -> dict[str, Any]:
    """Return the settings of a playground that goes on with a network that a lab has trained.

    Its points are moved and scaled to the playground's plane, and its weights so that it answers the same
    there: the first layer takes the scaling back; a sigmoid at the end is a tanh of half as much, as
    σ(z) = (1 + tanh(z/2))/2.
    """
    train, test = learnt.split.train, learnt.split.test
    X = np.concatenate([train.X, *([test.X] if test is not None else [])])
    labels = np.concatenate([train.labels, *([test.labels] if test is not None else [])]).astype(float)
    centre = (X.max(axis=0) + X.min(axis=0)) / 2
    scale = (np.abs(X - centre).max() or 1.0) / REACH
    plane = (X - centre) / scale
    net = learnt.net
    first = net.layers[0]
    blocks = [np.vstack([layer.W, layer.b]) for layer in net.layers]
    blocks[0] = np.vstack([first.W * scale, first.b + centre @ first.W])
    if net.outputs == 1:
        blocks[-1] = blocks[-1] / 2
        targets = 2 * labels[:, None] - 1
    else:
        targets = np.eye(net.outputs)[labels.astype(int)]
    params = np.concatenate([block.ravel() for block in blocks])
    points = Points(plane, plane, targets, labels, len(train))
    return {
        "data": "own",
        "hidden": tuple(layer.units for layer in net.layers[:-1]) or (0,),
        "activation": _NAMES.get(learnt.activation, learnt.activation),
        **learnt.settings,
        SAMPLES: Given(points, params),
    }
