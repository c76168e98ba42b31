"""Networks of two classes in training, and one that is kept so that any step can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from engine import MLP, Network, Split, Trainer, optimizers

RATE = 0.01


def weights(hidden: Sequence[int], inputs: int = 2) -> int:
    """The parameters of a network of one output."""
    return sum((a + 1) * b for a, b in pairwise((inputs, *hidden, 1)))


def learner(
    data: Split,
    hidden: Sequence[int],
    seed: int,
    l2: float = 0.0,
    dropout: float = 0.0,
    patience: int | None = None,
    *,
    activation: str = "relu",
    rule: str = "adam",
    rate: float = RATE,
    batch: int | None = None,
    batch_norm: bool = False,
    order: Any = None,
) -> Trainer:
    """A network at its start, about to learn; `batch`: points in each step, by default all of them."""
    sizes = [data.train.X.shape[1], *hidden, 1]
    net = MLP(sizes, activation, "sigmoid", "he_normal", seed, dropout=dropout, batch_norm=batch_norm)
    return Trainer(net, data, loss="bce", optimizer=optimizers.make(rule, rate), batch_size=batch, seed=seed,
                   l2=l2, patience=patience, order=order)  # fmt: skip


class Kept:
    """A network in training, kept as it was after every few steps."""

    def __init__(self, trainer: Trainer, every: int) -> None:
        self.trainer, self._every = trainer, every
        self._params = [trainer.net.params.copy()]

    def at(self, position: int) -> Network:
        """The network after so many times these steps."""
        net = self.trainer.net
        while len(self._params) <= position:
            net.params[...] = self._params[-1]
            self.trainer.run(self._every)
            self._params.append(net.params.copy())
        net.params[...] = self._params[position]
        return net
