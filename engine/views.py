"""Attributes that are views of a longer vector: what is assigned to them is written into it."""

from __future__ import annotations

from typing import Any

import numpy as np

from .errors import InputError, ShapeError


def view(name: str) -> Any:
    """Return a property that reads the array `_name` of its owner, and writes into it when it is set.

    What is set has the array's shape or broadcasts to it. Raises ShapeError for another shape, InputError
    for what is no array of real numbers.
    """
    place = f"_{name}"

    def read(owner: Any) -> Any:
        try:
            return getattr(owner, place)
        except AttributeError:
            raise AttributeError(f"{owner!r} has no {name} before it is a network's layer") from None

    def write(owner: Any, value: Any) -> None:
        array = read(owner)
        try:
            given = np.asarray(value)
        except ValueError:
            given = np.asarray(None)
        if given.dtype.kind not in "biuf":
            raise InputError(name, value, f"an array {array.shape} of real numbers, or what broadcasts to it")
        try:
            array[...] = given
        except ValueError:
            wanted = f"{array.shape}, or what broadcasts to it"
            raise ShapeError(f"the shape of {name}", given.shape, wanted) from None

    return property(read, write)
