"""Finding the first number of a training step that is not finite."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .errors import Array
from .layers import Dense
from .network import Network
from .passes import LossAtWork, Pass


@dataclass(frozen=True)
class Found:
    """A quantity of a step: `what` kind it is, its name `where`, and how to read it again.

    `part` is "z", "loss", "dW" …, of `net.layers[layer]`; `index` the element, None for the largest |z|.
    """

    what: str
    where: str
    part: str
    layer: int = 0
    index: tuple[int, ...] | None = None

    def read(self, net: Network, work: Pass, at_work: LossAtWork, loss: float) -> float:
        """Return its value in the step whose numbers are in these arrays."""
        if self.part == "loss":
            return float(loss)
        if self.part == "z":
            return float(np.abs(_pre_activations(net, work)[self.layer]).max())
        owner: Any = net if self.part in ("params", "grads") else net.layers[self.layer]
        return float(getattr(owner, self.part)[self.index])


def _pre_activations(net: Network, work: Pass) -> list[Array]:
    return [
        stage.output for layer, stage in zip(net.stack, work.stages, strict=True) if isinstance(layer, Dense)
    ]


def first_not_finite(
    net: Network, work: Pass, at_work: LossAtWork, loss: float, weights: bool
) -> Found | None:
    """Return the first quantity that is not finite, in the order in which a step computes them: z of each
    layer, loss, gradients from the last layer back; or, if `weights`, the weights. None if all are finite."""
    if not weights:
        for i, z in enumerate(_pre_activations(net, work)):
            if not np.isfinite(z).all():
                return Found("pre-activation", f"layers[{i}].z", "z", i)
        if not np.isfinite(loss):
            return Found("loss", "loss", "loss")
    what, parts = ("weight", ("W", "b")) if weights else ("gradient", ("dW", "db"))
    order = range(len(net.layers)) if weights else range(len(net.layers) - 1, -1, -1)
    arrays = [(f"layers[{i}].{part}", part, i, getattr(net.layers[i], part)) for i in order for part in parts]
    # What is left belongs to batch normalisation.
    everything = "params" if weights else "grads"
    arrays.append((everything, everything, 0, getattr(net, everything)))
    for name, part, i, array in arrays:
        if not np.isfinite(array).all():
            index = tuple(int(k) for k in np.argwhere(~np.isfinite(array))[0])
            return Found(what, f"{name}[{', '.join(map(str, index))}]", part, i, index)
    return None
