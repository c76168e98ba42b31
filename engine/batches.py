"""Mini-batches: which samples each step sees, as a function of the seed and the step alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import Array, InputError, count
from .layers import with_ones

Indices = NDArray[np.intp]
Order = Callable[[int], Indices]

# How many numbers are gathered from shuffled places at a time: 2 MB of float64.
GATHERED = 2**18


class Batches:
    """Samples X (n, features) and targets Y (n, units), dealt out in batches of `size`.

    Epoch e visits the samples in an order drawn from (seed, e), so any step can be dealt again. `order`
    replaces that: a function from the epoch to n indices. The last batch of an epoch may be smaller.
    """

    def __init__(
        self,
        X: Array,
        Y: Array,
        size: int | None,
        seed: int,
        shuffle: bool = True,
        order: Order | None = None,
    ) -> None:
        self.n, self.features, self.units = len(X), X.shape[1], Y.shape[1]
        self.size = self.n if size is None else min(count("batch_size", size), self.n)
        self.per_epoch = -(-self.n // self.size)
        self.seed, self.order = seed, order
        self.shuffles = order is not None or (shuffle and self.size < self.n)
        # Targets above, features below, ones last: one gather moves them all.
        self._all = with_ones((self.units + self.features, self.n))
        self._all[: self.units], self._all[self.units : -1] = Y.T, X.T
        self.at_once, self._dealt = self.per_epoch, self._all
        if self.shuffles:
            self.at_once = max(1, min(self.per_epoch, GATHERED // (self.size * len(self._all))))
            self._dealt = np.empty((len(self._all), min(self.at_once * self.size, self.n)))
            # A counter-based generator goes to (seed, epoch) by having its key set: a tenth of making one.
            self._rng = np.random.Generator(np.random.Philox(key=seed))
            self._start: dict[str, Any] = dict(self._rng.bit_generator.state)
        self.target, self.full = self._dealt[: self.units], self._dealt[self.units :]
        self._epoch = self._block = -1
        self._ascending = np.arange(self.n)
        self._indices = self._ascending.copy()

    def indices(self, epoch: int) -> Indices:
        """Return the order in which `epoch` (from 0) visits the samples, (n,)."""
        if self.order is not None:
            chosen = np.asarray(self.order(epoch), dtype=np.intp)
            if chosen.shape != (self.n,) or chosen.min() < 0 or chosen.max() >= self.n:
                raise InputError("order", chosen, f"{self.n} indices from 0 to {self.n - 1}")
            return chosen
        return self._shuffled(epoch, np.arange(self.n))

    def _shuffled(self, epoch: int, indices: Indices) -> Indices:
        if self.shuffles:
            self._start["state"]["key"][:] = self.seed, epoch
            self._rng.bit_generator.state = self._start
            self._rng.shuffle(indices)
        return indices

    def _reorder(self, epoch: int) -> None:
        if self.order is not None:
            self._indices = self.indices(epoch)
        else:
            # In place: an epoch of many samples shall not allocate.
            np.copyto(self._indices, self._ascending)
            self._shuffled(epoch, self._indices)

    def samples(self, step: int) -> Indices:
        """Return the indices of the samples that step `step` (from 0) sees."""
        epoch, position = divmod(step, self.per_epoch)
        return self.indices(epoch)[position * self.size : (position + 1) * self.size]

    def deal(self, step: int) -> tuple[int, int]:
        """Make the samples of `step` ready; return their columns (start, stop) in `full` and `target`."""
        epoch, position = divmod(step, self.per_epoch)
        block, place = divmod(position, self.at_once)
        if self.shuffles and (epoch != self._epoch or block != self._block):
            if epoch != self._epoch:
                self._reorder(epoch)
            first = block * self.at_once * self.size
            self.gather(self._indices[first : first + self._dealt.shape[1]], self._dealt)
            self._epoch, self._block = epoch, block
        start = place * self.size
        return start, min(start + self.size, start + self.n - position * self.size)

    def gather(self, chosen: Indices, into: Array) -> None:
        """Copy the samples `chosen` into the first columns of `into` (units + features + 1, …)."""
        if len(chosen) == into.shape[1]:
            self._all.take(chosen, 1, into, "clip")
        else:
            for row, target in zip(self._all, into, strict=True):
                row.take(chosen, 0, target[: len(chosen)], "clip")
