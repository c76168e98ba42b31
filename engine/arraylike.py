"""What a tensor does as a NumPy array does it, where nothing is differentiated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Self

import numpy as np

from .errors import InputError, ShapeError, count, flag, reals, several


def _compared_by(compare: Callable[[Any, Any], Any]) -> Callable[[Any, object], Any]:
    def compared(self: ArrayLike, other: object) -> Any:
        try:
            theirs = other.data if isinstance(other, ArrayLike) else reals("other", other)
        except InputError:
            return NotImplemented
        agree(self.shape, np.shape(theirs))
        return compare(self.data, theirs)

    return compared


class ArrayLike:
    """Shape, length, iteration, truth and comparisons of what holds a number or an array in `data`."""

    __slots__ = ()

    data: Any

    def __getitem__(self, index: Any) -> Self:
        raise NotImplementedError

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the value: () for a number."""
        return np.shape(self.data)

    def item(self) -> float:
        """The one number in it; raises ShapeError if there are more or none."""
        if self.data.size != 1:
            raise ShapeError("the shape of the tensor", self.shape, "a single number")
        return float(self.data.item())

    def __float__(self) -> float:
        return self.item()

    def __bool__(self) -> bool:
        return self.item() != 0

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("a tensor that is a single number has no length")
        return self.shape[0]

    def __iter__(self) -> Iterator[Self]:
        return (self[i] for i in range(len(self)))

    # Comparisons are not differentiable: truth values, as NumPy gives them.

    __hash__ = object.__hash__

    __eq__ = _compared_by(np.equal)
    __ne__ = _compared_by(np.not_equal)
    __lt__ = _compared_by(np.less)
    __le__ = _compared_by(np.less_equal)
    __gt__ = _compared_by(np.greater)
    __ge__ = _compared_by(np.greater_equal)

    def _check_axis(self, axis: Any, keepdims: Any, some: bool = True) -> None:
        """Raise InputError unless `axis` is one, or a tuple of them, or None, and `keepdims` True or False;
        ShapeError for no elements where there must be `some`."""
        flag("keepdims", keepdims)
        axes, n = axis if isinstance(axis, tuple) else (axis,), len(self.shape)
        known = all(
            isinstance(k, (int, np.integer)) and not isinstance(k, bool) and -n <= k < n for k in axes
        )
        if axis is not None and not (known and len({k % n for k in axes}) == len(axes)):
            raise InputError(
                "axis", axis, f"None, or each a whole number from {-n} to {n - 1}" if n else "None"
            )
        if some and not self.data.size:
            raise ShapeError("the shape of the tensor", self.shape, "at least one element")


def agree(ours: tuple[int, ...], theirs: tuple[int, ...]) -> None:
    """Raise ShapeError unless two shapes broadcast against each other."""
    if ours != theirs:
        try:
            np.broadcast_shapes(ours, theirs)
        except ValueError:
            accepted = "shapes that are alike or broadcast"
            raise ShapeError("the shapes", (ours, theirs), accepted) from None


def whole_numbers(argument: str, given: tuple[Any, ...]) -> list[int]:
    """Return whole numbers given one by one or as one sequence; raises InputError for anything else."""
    sizes = several(argument, given[0] if len(given) == 1 and np.ndim(given[0]) else given, "whole numbers")
    return [count(argument, k, least=-(2**63)) for k in sizes]
