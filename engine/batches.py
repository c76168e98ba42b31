"""Mini-batches: which samples each step sees, as a function of the seed and the step alone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .errors import Array, InputError, count
from .layers import with_ones

Order = Callable[[int], "np.ndarray[tuple[int], np.dtype[np.intp]]"]

# How many numbers are gathered from shuffled places at a time: 2 MB of float64.
_GATHERED = 2**18


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
        self.n = len(X)
        self.size = self.n if size is None else min(count("batch_size", size), self.n)
        self.per_epoch = -(-self.n // self.size)
        self.seed, self.order = seed, order
        self.shuffles = order is not None or (shuffle and self.size < self.n)
        self._full = with_ones((X.shape[1], self.n))
        self._full[:-1] = X.T
        self._target = Y.T.copy()
        self.full, self.target = self._full, self._target
        self._epoch = self._block = -1
        self._at_once = self.per_epoch
        if self.shuffles:
            width = self.size * len(self._full)
            self._at_once = max(1, min(self.per_epoch, _GATHERED // width))
            samples = min(self._at_once * self.size, self.n)
            self.full = np.empty((len(self._full), samples))
            self.target = np.empty((len(self._target), samples))
            self._indices = np.arange(self.n)

    def indices(self, epoch: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
        """Return the order in which `epoch` (from 0) visits the samples."""
        if self.order is not None:
            chosen = np.asarray(self.order(epoch), dtype=np.intp)
            if chosen.shape != (self.n,) or chosen.min() < 0 or chosen.max() >= self.n:
                raise InputError("order", chosen, f"{self.n} indices from 0 to {self.n - 1}")
            return chosen
        indices = np.arange(self.n)
        if self.shuffles:
            np.random.Generator(np.random.PCG64((self.seed, epoch))).shuffle(indices)
        return indices

    def samples(self, step: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
        """Return the indices of the samples that step `step` (from 0) sees."""
        epoch, position = divmod(step, self.per_epoch)
        return self.indices(epoch)[position * self.size : (position + 1) * self.size]

    def deal(self, step: int) -> tuple[int, int]:
        """Make step `step`'s samples ready; return the columns (start, stop) of `full` and `target` they lie in."""
        epoch, position = divmod(step, self.per_epoch)
        block, place = divmod(position, self._at_once)
        if self.shuffles and (epoch != self._epoch or block != self._block):
            if epoch != self._epoch:
                self._indices = self.indices(epoch)
            first = block * self._at_once * self.size
            chosen = self._indices[first : first + self.full.shape[1]]
            if len(chosen) == self.full.shape[1]:
                self._full.take(chosen, 1, self.full, "clip")
                self._target.take(chosen, 1, self.target, "clip")
            else:
                self.full[:, : len(chosen)] = self._full.take(chosen, 1)
                self.target[:, : len(chosen)] = self._target.take(chosen, 1)
            self._epoch, self._block = epoch, block
        start = place * self.size
        return start, min(start + self.size, start + self.n - position * self.size)
