"""Points that no seed makes: a CSV file's rows, and scikit-learn's digits."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np

from engine import baselines, csvdata
from engine.datasets import Dataset, Standardizer
from engine.errors import Array, DataError
from engine.playground.setting import MOST_CLASSES
from lessons.playground.rows import Table


def table(path: str, target: str | None) -> tuple[Table, str]:
    """Return a CSV file's rows as points of x and y, and a line on what x and y are.

    They are its two columns, standardised, or the two principal components of more; `target` names the
    column to learn, or else it is the last. Numbers to learn are scaled to −1 … 1. Raises what
    `csvdata.load` raises.
    """
    read = csvdata.load(path, -1 if target is None else target)
    data, span = read.dataset, (-1.0, 1.0)
    if len(data.classes) > MOST_CLASSES:
        raise DataError(path, f"{len(data.classes)} classes to learn; at most {MOST_CLASSES} can be drawn")
    scales = Standardizer.fit(data.X)
    X, axes = scales.apply(data.X), np.eye(data.X.shape[1], 2)
    if X.shape[1] == 1:
        said = f"x is {data.features[0]!r}; there is no y, it is 0"
    elif X.shape[1] == 2:
        said = "x is {!r}, y is {!r}".format(*data.features)
    else:
        axes, said = _principal(X)
    Y = data.Y
    if data.task == "regression":
        low, high = span = float(Y.min()), float(Y.max())
        Y, said = 2 * (Y - low) / (high - low) - 1, f"{said}; {low:g} to {high:g} is learnt as −1 to 1"
    made = scales.mean, axes / scales.scale[:, None]
    data = replace(data, name=os.path.basename(path), Y=Y)
    return _table(data, X @ axes, read.target, span, *made), said


def _table(
    data: Dataset, X: Array, target: str, span: tuple[float, float], shift: Array, axes: Array
) -> Table:
    names = data.name, X, data.Y, data.task, ("x", "y"), data.classes
    return Table(*names, data.features, target, span, shift, axes)


def _principal(X: Array) -> tuple[Array, str]:
    """Return the first two principal axes of centred samples, (features, 2), and a line on what they are."""
    spread, axes = np.linalg.eigh(X.T @ X)
    axes = axes[:, :-3:-1]
    # Which way an axis points is nobody's choice: its largest entry is positive.
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), [0, 1]])
    share = spread[-2:].sum() / spread.sum()
    return (
        axes,
        f"x and y are two principal components of {X.shape[1]} columns, {share:.0%} of their variance",
    )


def digits_in_a_plane() -> tuple[Table, str]:
    """Return the digits as points of x and y, and a line on what x and y are. Raises JobError."""
    data = digits()
    middle = data.X.mean(axis=0)
    axes, said = _principal(data.X - middle)
    return _table(data, (data.X - middle) @ axes, "digit", (-1.0, 1.0), middle, axes), said


def digits() -> Dataset:
    """Return scikit-learn's digits, 8×8 pixels from −1 to 1, from a child process. Raises JobError."""
    data = baselines.load("digits").start().wait()
    return replace(data, X=data.X / 8 - 1)
