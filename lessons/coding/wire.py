"""Numbers as they go to the child process and come back: shape, kind and a flat list, never pickled."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from lessons.coding.operations import AXES, Value

MOST_TOLD = 2_000
"""Of a value with more elements only the shape is told."""

_KINDS: dict[str, type] = {"b": bool, "i": int, "f": float}


def packed(value: Value) -> dict[str, Any]:
    """A value as JSON can hold it; what is not finite is spelt as a word."""
    array = np.asarray(value)
    told: list[Any] | None = None
    if array.size <= MOST_TOLD:
        told = [x if math.isfinite(x) else str(x) for x in array.ravel().tolist()]
    return {"shape": list(array.shape), "kind": array.dtype.kind, "values": told}


def unpacked(told: Any) -> Value:
    """A value again: an array, or a number where it has no axes; zeros of that shape if only that was told.

    Raises `ValueError` for anything else than what `packed` makes.
    """
    try:
        shape, kind, values = tuple(told["shape"]), _KINDS[told["kind"]], told["values"]
        size = math.prod(shape)
        if len(shape) > AXES or not all(type(n) is int and n >= 0 for n in shape):
            raise ValueError
        if values is None:
            # A value without memory of its own, whatever size it is said to have.
            return np.broadcast_to(np.zeros((), dtype=kind), shape)
        if len(values) != size or not all(isinstance(x, (bool, int, float, str)) for x in values):
            raise ValueError
        numbers = [kind(x) for x in values]
    except (TypeError, KeyError, ValueError, OverflowError):
        raise ValueError("these are no numbers") from None
    # In so many bits on every system.
    bits = np.dtype(np.int64 if kind is int else kind)
    return np.array(numbers, dtype=bits).reshape(shape) if shape else numbers[0]
