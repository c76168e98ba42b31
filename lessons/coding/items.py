"""Items of an array: which an index stands for, how many, and what is put in their place."""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import numpy as np

from lessons.coding.language import LARGEST
from lessons.coding.operations import AXES, Operand, Room, Value, Wrong, together

Index: TypeAlias = tuple[Any, ...]
"""A whole number, a slice, None, a mask or an array of whole numbers, for each axis."""


def part(value: Value, text: str) -> Any:
    """What stands between the brackets for one axis; raises `Wrong` for what is no index."""
    if value is None or isinstance(value, slice):
        return value
    kind = "" if isinstance(value, tuple) else np.asarray(value).dtype.kind
    if kind == "i":
        return value if np.ndim(value) else int(value)
    if kind == "b" and np.ndim(value):
        return value
    raise Wrong("value", f"{text} is no index: that is a whole number, a slice or a mask such as z < 0")


def taken(room: Room, base: Operand, index: Index) -> Value:
    """The items; a view where NumPy gives one. Raises `Wrong` before too many are made."""
    if isinstance(base.value, tuple):
        if len(index) == 1 and isinstance(index[0], (int, slice)):
            return base.value[index[0]]
        raise Wrong("value", f"{base.text} is a shape: one of its sizes is {base.text}[0]")
    array = _array(base)
    room.take(_most(base, array, index))
    return array[index]


def put(room: Room, base: Operand, index: Index, new: Operand) -> None:
    """Put a value in the place of items. Raises `Wrong` where it does not fit."""
    array = _array(base)
    shape = np.shape(taken(room, base, index))
    target = Operand(np.broadcast_to(np.False_, shape), f"{base.text}[…]")
    if together("=", (target, new)) != shape:
        words = f"{target.text} is {shape} and {new.text} is {np.shape(new.value)}: it does not fit in"
        raise Wrong("shape", words, f"= {shape} {np.shape(new.value)}")
    if array.dtype.kind == "i" and not np.all(np.abs(np.asarray(new.value, dtype=np.float64)) < LARGEST):
        raise Wrong("value", f"{base.text} holds whole numbers, and that is none")
    array[index] = new.value


def _array(base: Operand) -> np.ndarray[Any, Any]:
    if not isinstance(base.value, np.ndarray) or base.value.ndim == 0:
        raise Wrong("shape", f"{base.text} is a single number: it has no items", "items")
    return base.value


def _most(base: Operand, array: np.ndarray[Any, Any], index: Index) -> int:
    """So many items at most: those of a mask are counted, whole numbers spread to one shape, slices whole."""
    shape, axis, arrays, free = array.shape, 0, [], 1
    for one in index:
        if one is None:
            continue
        is_mask = isinstance(one, np.ndarray) and one.dtype.kind == "b"
        axes = one.ndim if is_mask else 1
        if axis + axes > len(shape):
            raise Wrong("shape", f"{base.text} is {shape}: that is an index too many", f"index {shape}")
        if is_mask:
            if one.shape != shape[axis : axis + axes]:
                words = f"{base.text} is {shape} and the mask is {one.shape}: they must agree"
                raise Wrong("shape", words, f"mask {shape} {one.shape}")
            arrays.append(Operand(np.nonzero(one)[0], "mask"))
        elif isinstance(one, slice):
            free *= shape[axis]
        else:
            if np.size(one) and not (-shape[axis] <= np.min(one) and np.max(one) < shape[axis]):
                words = f"{base.text} is {shape}: its axis {axis} has {shape[axis]} items, counted from 0"
                raise Wrong("shape", words, f"item {shape}")
            arrays.append(Operand(one, "index"))
        axis += axes
    if len(shape) + sum(one is None for one in index) > AXES:
        raise Wrong("size", f"too large: at most {AXES} axes")
    free *= math.prod(shape[axis:])
    return int(free * math.prod(together("[]", arrays or [Operand(0, "")])))
