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

# SplitMix64 (Steele, Lea & Flood 2014): random number i of a start s is s + i·golden, scrambled. So the
# random keys of (seed, epoch) need no generator that is brought there first.
_GOLDEN, _EPOCH = np.uint64(0x9E3779B97F4A7C15), 0xD1342543DE82EF95
_SCRAMBLE = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB), (31, 1))


def _mixed(z: NDArray[np.uint64], spare: NDArray[np.uint64] | None = None) -> NDArray[np.uint64]:
    for shift, factor in _SCRAMBLE:
        z ^= np.right_shift(z, np.uint64(shift), out=spare)
        z *= np.uint64(factor)
    return z


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
        # Targets above, features below, ones last: one gather moves them all.
        self._all = np.ascontiguousarray(np.vstack([Y.T, X.T, np.ones(self.n)]))
        self._single = isinstance(seed, int)
        seeds = [seed] if isinstance(seed, int) else list(seed)
        self._starts = [int(start) for start in _mixed(np.array(seeds, dtype=np.uint64))]
        self._numbers = np.tile(np.arange(self.n, dtype=np.uint64), (len(seeds), 1))
        self._golden = self._numbers[0] * _GOLDEN
        self._orders = self._numbers.astype(np.int64)
        self._spare = np.empty_like(self._numbers)
        self.at_once = self.per_epoch
        if self.shuffles:
            width = self.size * len(self._all) * len(seeds)
            self.at_once = max(1, min(self.per_epoch, GATHERED // width))
        self._lay_out()

    def _lay_out(self) -> None:
        # What is dealt, and views of it: nothing has been gathered yet.
        rows, seeds = len(self._all), len(self._starts)
        dealt = np.broadcast_to(self._all[:, None], (rows, seeds, self.n))
        if self.shuffles:
            dealt = np.empty((rows, seeds, min(self.at_once * self.size, self.n)))
        self._dealt, self._epoch, self._block = dealt, -1, -1
        dealt = dealt[:, 0] if self._single else dealt.swapaxes(0, 1)
        self._target, self._full = dealt[..., : self.units, :], dealt[..., self.units :, :]

    def __getstate__(self) -> dict[str, Any]:
        return {k: v for k, v in vars(self).items() if k not in ("_dealt", "_target", "_full")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._lay_out()

    def _draw(self, epoch: int, orders: Indices) -> None:
        """Write the orders in which `epoch` (from 0) visits the samples into `orders` (seeds, n)."""
        if self.order is not None:
            chosen = np.asarray(self.order(epoch))
            whole = chosen.shape == (self.n,) and chosen.dtype.kind in "iu"
            if not whole or chosen.min() < 0 or chosen.max() >= self.n:
                raise InputError("order", chosen, f"{self.n} indices from 0 to {self.n - 1}")
            orders[:] = chosen
        elif self.shuffles:
            # A sample's number takes the last bits of its random key: sorting the keys shuffles the
            # numbers, quicker than swapping them one by one, for all seeds at once and in place.
            keys, last_bits = orders.view(np.uint64), np.uint64((1 << self.n.bit_length()) - 1)
            for row, start in zip(keys, self._starts, strict=True):
                np.add(self._golden, np.uint64((start + epoch * _EPOCH) % 2**64), out=row)
            _mixed(keys, self._spare)
            keys &= ~last_bits
            keys |= self._numbers
            keys.sort(axis=-1)
            keys &= last_bits

    def samples(self, step: int) -> Indices:
        """Return the indices of the samples that step `step` (from 0) sees (with the first seed)."""
        epoch, position = divmod(step, self.per_epoch)
        orders = self._orders
        if epoch != self._epoch:
            orders = self._numbers.astype(np.int64)
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
                self._gather(self._orders[:, first : first + self._dealt.shape[-1]])
        start = place * self.size
        stop = min(start + self.size, start + self.n - position * self.size)
        return self._full[..., start:stop], self._target[..., start:stop]

    def _gather(self, chosen: Indices) -> None:
        if chosen.shape == self._dealt.shape[1:]:
            self._all.take(chosen, 1, self._dealt, "clip")
        else:
            for row, dealt in zip(self._all, self._dealt, strict=True):
                for order, into in zip(chosen, dealt, strict=True):
                    row.take(order, 0, into[: len(order)], "clip")
