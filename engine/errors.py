"""What the engine says when it is given something that it cannot use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from math import isfinite
from operator import ge, gt, le, lt
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
T = TypeVar("T")


class InputError(ValueError):
    """An argument cannot be used: `argument`, `value` and what is `accepted` say which, and the mend."""

    def __init__(self, argument: str, value: object, accepted: str) -> None:
        self.argument, self.value, self.accepted = argument, value, accepted
        super().__init__(f"{argument} is {_shown(value)}; expected {accepted}")


class ShapeError(InputError):
    """An array does not have the shape that its place needs."""


class UnknownName(InputError):
    """A name that no registry holds; `nearest` is the most similar known one, or None."""

    def __init__(self, kind: str, value: object, known: Iterable[str]) -> None:
        names = sorted(known)
        close = get_close_matches(str(value).lower(), names, n=1)
        self.nearest = close[0] if close else None
        hint = f"; did you mean {self.nearest!r}?" if close else ""
        InputError.__init__(self, kind, value, f"{'one of ' if names else 'none'}{', '.join(names)}{hint}")


class DataError(InputError):
    """A file of data cannot be read: `path`, `row` (1 is the first line), `column` and `reason`."""

    def __init__(self, path: str, reason: str, row: int | None = None, column: str | None = None) -> None:
        self.path, self.reason, self.row, self.column = path, reason, row, column
        self.argument, self.value, self.accepted = "path", path, "a table of numbers and words"
        place = "".join([path, f", row {row}" if row else "", f", column {column!r}" if column else ""])
        ValueError.__init__(self, f"{place}: {reason}")


class Cancelled(RuntimeError):
    """Work that was called off before it was done."""


class JobError(RuntimeError):
    """A child process gave no answer: `reason` says why."""

    def __init__(self, task: str, reason: str) -> None:
        self.task, self.reason = task, reason
        super().__init__(f"{task}: {reason}")


class JobTimeout(JobError):
    """A child process took longer than it was allowed."""


class Diverged(ArithmeticError):
    """Training has left the finite numbers.

    `step` is the step that failed (1 is the first), `what` the kind of quantity that was the first to
    be non-finite ("pre-activation", "loss", "gradient" or "weight"), `where` its name, such as
    "layers[1].W[0, 3]", `last_finite` its value one step earlier (for a layer's pre-activations the
    largest magnitude among them; None at the first step), `learning_rate` the rate in use.
    """

    def __init__(
        self,
        step: int,
        what: str,
        where: str,
        last_finite: float | None = None,
        learning_rate: float | None = None,
    ) -> None:
        self.step, self.what, self.where = step, what, where
        self.last_finite, self.learning_rate = last_finite, learning_rate
        before = "" if last_finite is None else f", after {last_finite:.6g} one step before"
        rate = "" if learning_rate is None else f"; the learning rate is {learning_rate:g}"
        super().__init__(f"step {step}: the {what} {where} is no longer a finite number{before}{rate}")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def lookup(kind: str, name: object, table: Mapping[str, T]) -> T:
    """Return `table[name]`; an unknown name raises UnknownName with the nearest known one."""
    if isinstance(name, str) and name in table:
        return table[name]
    raise UnknownName(kind, name, table)


def number(
    argument: str,
    value: Any,
    *,
    least: float | None = None,
    above: float | None = None,
    most: float | None = None,
    below: float | None = None,
) -> float:
    """Return `value` as a float if it is a finite number within the bounds, else raise InputError."""
    bounds = [("≥", least, ge), (">", above, gt), ("≤", most, le), ("<", below, lt)]
    accepted = " and ".join(f"{sign} {bound:g}" for sign, bound, _ in bounds if bound is not None)
    usable = isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)
    if not usable or not isfinite(value) or not all(b is None or ok(value, b) for _, b, ok in bounds):
        raise InputError(argument, value, f"a finite number {accepted}".rstrip())
    return float(value)


def count(argument: str, value: Any, *, least: int = 1, most: int | None = None) -> int:
    """Return `value` as an int if it is a whole number of at least `least`, else raise InputError."""
    whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not whole or value < least or (most is not None and value > most):
        upper = "" if most is None else f" and at most {most}"
        raise InputError(argument, value, f"a whole number of at least {least}{upper}")
    return int(value)


def matrix(argument: str, value: Any, *, columns: int | None = None, rows: int | None = None) -> Array:
    """Return `value` as a float64 array (n, features) of finite numbers with n ≥ 1.

    Raises ShapeError for another shape or no rows, InputError for numbers that are not finite or not real.
    """
    try:
        array = np.asarray(value)
        if array.dtype == object or array.dtype.kind not in "biuf":
            raise TypeError
        array = np.ascontiguousarray(array, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(argument, value, "an array of real numbers") from None
    wanted = f"(n{'' if rows is None else f' = {rows}'}, {'features' if columns is None else columns})"
    fits = array.ndim == 2 and array.shape[0] > 0 and array.shape[1] > 0
    if not fits or (columns or array.shape[1]) != array.shape[1] or (rows or len(array)) != len(array):
        raise ShapeError(f"the shape of {argument}", np.shape(value), f"{wanted}, a sample a row")
    if not np.isfinite(array).all():
        row, column = np.argwhere(~np.isfinite(array))[0]
        raise InputError(f"{argument}[{row}, {column}]", array[row, column], "a finite number")
    return array
