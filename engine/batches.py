"""Mini-batches: which samples each step sees, as a function of the seed and the step alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import Array, InputError, count

Indices = NDArray[np.int64]
Order = Callable[[int], NDArray[np.integer]]

# How many numbers are gathered from shuffled places at a time: 2 MB of float64.
GATHERED = 2**18


class Batches:
    """Samples X (n, features) and targets Y (n, units), dealt out in batches of `size`.

    Epoch e visits the samples in an order drawn from (seed, e), so any step can be dealt again. `order`
    replaces that: a function from the epoch to n indices. The last batch of an epoch may be smaller.
    Several seeds deal to several networks at once.
    """

    def __init__(
        self,
        X: Array,
        Y: Array,
        size: int | None,
        seed: int | Sequence[int],
        shuffle: bool = True,
        order: Order | None = None,
    ) -> None:
        self.n, self.units = len(X), Y.shape[1]
        self.size = self.n if size is None else min(count("batch_size", size), self.n)
        self.per_epoch = -(-self.n // self.size)
        self.order, self.shuffles = order, order is not None or (shuffle and self.size < self.n)
        # Targets, features and a one side by side: one gather moves them all.
        self._all = np.hstack([Y, X, np.ones((self.n, 1))])
        seeds = [seed] if isinstance(seed, int) else list(seed)
        # A counter-based generator goes to (seed, epoch) by having its key set: a tenth of making one.
        self._rng = np.random.Generator(np.random.Philox(key=0))
        self._starts: list[Any] = [dict(np.random.Philox(key=s).state) for s in seeds]
        self._ascending = np.arange(self.n)
        self._orders = np.tile(self._ascending, (len(seeds), 1))
        self.at_once = self.per_epoch
        dealt = np.broadcast_to(self._all, (len(seeds), *self._all.shape))
        if self.shuffles:
            self.at_once = max(
                1, min(self.per_epoch, GATHERED // (self.size * len(seeds) * self._all.shape[1]))
            )
            dealt = np.empty((len(seeds), min(self.at_once * self.size, self.n), self._all.shape[1]))
        self._dealt, self._epoch, self._block = dealt, -1, -1
        turned = (dealt[0] if isinstance(seed, int) else dealt).swapaxes(-1, -2)
        self._target, self._full = turned[..., : self.units, :], turned[..., self.units :, :]

    def _draw(self, epoch: int, orders: Indices) -> None:
        """Write the orders in which `epoch` (from 0) visits the samples into `orders` (seeds, n)."""
        if self.order is not None:
            chosen = np.asarray(self.order(epoch))
            if chosen.shape != (self.n,) or chosen.min() < 0 or chosen.max() >= self.n:
                raise InputError("order", chosen, f"{self.n} indices from 0 to {self.n - 1}")
            orders[:] = chosen
        elif self.shuffles:
            for start, keys in zip(self._starts, orders.view(np.float64), strict=True):
                start["state"]["key"][1] = epoch
                self._rng.bit_generator.state = start
                self._rng.random(out=keys)
            # A sample's number takes the last bits of its random key: sorting the keys shuffles the
            # numbers, quicker than swapping them one by one, and without another array.
            last_bits = (1 << self.n.bit_length()) - 1
            orders &= ~last_bits
            orders |= self._ascending
            orders.sort(axis=-1)
            orders &= last_bits

    def samples(self, step: int) -> Indices:
        """Return the indices of the samples that step `step` (from 0) sees (with the first seed)."""
        epoch, position = divmod(step, self.per_epoch)
        orders = self._orders
        if epoch != self._epoch:
            orders = np.tile(self._ascending, (len(orders), 1))
            self._draw(epoch, orders)
        return orders[0, position * self.size : (position + 1) * self.size]

    def deal(self, step: int) -> tuple[Array, Array]:
        """Return the samples of `step`, a column each: features with ones below them, and targets."""
        epoch, position = divmod(step, self.per_epoch)
        block, place = divmod(position, self.at_once)
        if epoch != self._epoch or block != self._block:
            if epoch != self._epoch:
                self._draw(epoch, self._orders)
            self._epoch, self._block = epoch, block
            if self.shuffles:
                first = block * self.at_once * self.size
                for order, dealt in zip(self._orders, self._dealt, strict=True):
                    chosen = order[first : first + len(dealt)]
                    self._all.take(chosen, 0, dealt[: len(chosen)], "clip")
        start = place * self.size
        stop = min(start + self.size, start + self.n - position * self.size)
        return self._full[..., start:stop], self._target[..., start:stop]
