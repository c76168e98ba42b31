"""One pass through a network's layers, and a loss at its end.

A pass over n samples owns every array it needs (see `layers`), and is kept for the next time n samples
come. The last two are kept: training needs its batches and the last, smaller one of an epoch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np

from . import losses
from .errors import Array, InputError
from .layers import Activation, Dropout, Layer, with_ones

_KEPT = 2
K = TypeVar("K")
V = TypeVar("V")


def kept(those: dict[K, V], key: K, made: Callable[[], V]) -> V:
    """Return what `those` has for `key`, made now if it is not one of the last two that were made."""
    found = those.get(key)
    if found is None:
        while len(those) >= _KEPT:
            del those[next(iter(those))]
        found = those[key] = made()
    return found


def check_output(layers: Sequence[Layer], loss: losses.Loss) -> None:
    """Raise InputError if `loss` compares probabilities and the last of `layers` gives none."""
    if not loss.link or loss.from_logits:
        return
    # A dropout that drops nothing changes nothing.
    last = [layer for layer in layers if not (isinstance(layer, Dropout) and layer.rate == 0.0)][-1]
    if isinstance(last, Activation):
        low, high = last.function.range
        if low >= 0.0 and high <= 1.0 and last.function.elementwise == (loss.link == "sigmoid"):
            return
    ends = last.function.name if isinstance(last, Activation) else "no activation"
    logits = f"or, for logits, losses.get({loss.name!r}, from_logits=True)"
    raise InputError("loss", loss.name, f"a network that ends with {loss.link} (this: {ends}); {logits}")


class Pass:
    """One forward and backward pass over n samples, with the arrays it fills."""

    def __init__(self, layers: Sequence[Layer], inputs: int, stack: tuple[int, ...], n: int) -> None:
        self.layers, self.input = layers, with_ones((*stack, inputs, n))
        self.stages = [layer.at_work(stack, n) for layer in layers]
        self.stages[0].first = True
        # Layers work one after the other, so one piece of memory serves them all for what they forget.
        spare = np.empty(max(stage.spares * stage.output.size for stage in self.stages))
        for stage in self.stages:
            lent = spare[: stage.spares * stage.output.size]
            stage.spare = lent.reshape(stage.spares, *stage.output.shape)
        self.losses: dict[losses.Loss, LossAtWork] = {}

    def forward(self, full: Array, training: bool, stages: int | None = None) -> Array:
        """Return the output (…, units, n) of the first `stages` stages (all, if None)."""
        for stage in self.stages[:stages]:
            full = stage.forward(full, training)
        return full[..., :-1, :]

    def backward(self, gradient: Array, stages: int) -> None:
        """Fill the gradients of all parameters from ∂loss/∂output of the first `stages` stages."""
        for stage in reversed(self.stages[:stages]):
            gradient = stage.backward(gradient)

    def loss_and_grad(self, at_work: LossAtWork, full: Array, target: Array, training: bool) -> Any:
        """Return the mean loss of the samples in `full` against `target`, and fill the gradients."""
        prediction = self.forward(full, training, at_work.stages)
        value = at_work(prediction, target)
        self.backward(at_work.gradient, at_work.stages)
        return value

    def with_loss(self, loss: losses.Loss) -> LossAtWork:
        """Return `loss`, fused with the output activation if they belong together."""
        return kept(self.losses, loss, lambda: self._loss_at_work(loss))

    def _loss_at_work(self, loss: losses.Loss) -> LossAtWork:
        check_output(self.layers, loss)
        output = self.layers[-1]
        fused = isinstance(output, Activation) and output.function.name == loss.link != ""
        fused = fused and not loss.from_logits
        shape = self.stages[-1].output.shape
        return LossAtWork(loss.fused if fused else loss, shape, len(self.stages) - (1 if fused else 0))


class LossAtWork:
    """A loss with the arrays it fills: `losses` of each element, and `gradient` of their mean."""

    def __init__(self, loss: losses.Loss, shape: tuple[int, ...], stages: int) -> None:
        self.loss, self.stages, self.kernel = loss, stages, loss.kernel
        self.losses, self.gradient, self.spare = np.empty((3, *shape))
        # For speed: a product with ones is the quickest sum.
        self.flat, self.ones = self.losses.reshape(*shape[:-2], -1), np.ones(shape[-2] * shape[-1])
        self.even = self.coefficient = loss.coefficient(shape)

    def weigh(self, weights: Any, chosen: Any = slice(None)) -> None:
        """Weigh the samples of the next call by `weights[chosen]` (n,), or evenly if None."""
        self.coefficient = self.even
        if weights is not None:
            self.coefficient = self.loss.coefficient(self.losses.shape, np.asarray(weights)[chosen])

    def __call__(self, prediction: Array, target: Array) -> Any:
        """Return the mean loss (a number, or one for each network of a stack); fill `gradient`."""
        self.kernel(prediction, target, self.losses, self.gradient, self.spare)
        if self.coefficient is self.even:
            self.gradient *= self.even
            return self.flat.dot(self.ones) * self.even
        np.copyto(self.spare, self.coefficient)
        self.coefficient = self.even
        self.gradient *= self.spare
        self.losses *= self.spare
        return self.flat.dot(self.ones)
