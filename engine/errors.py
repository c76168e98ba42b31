"""What the engine says when it is given something that it cannot use."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterable, Mapping
from math import isfinite, nan
from operator import ge, gt, le, lt
from reprlib import Repr
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
T = TypeVar("T")
_NUMBERS = (int, float, np.integer, np.floating)


def _again(kind: type[BaseException], args: tuple[object, ...]) -> BaseException:
    return kind.__new__(kind, *args)


class Carried:
    """An exception that can be copied and pickled, fields and all.

    Python would call its class with the message alone. A field that cannot be pickled becomes its repr.

    >>> import pickle
    >>> pickle.loads(pickle.dumps(InputError("units", -1, "a number"))).value
    -1
    """

    args: tuple[object, ...]

    def __reduce__(self) -> tuple[object, ...]:
        fields = {name: _portable(value) for name, value in vars(self).items()}
        return _again, (type(self), self.args), fields


def _portable(value: object) -> object:
    try:
        pickle.dumps(value)
    # It may be any object, with a way of its own to refuse.
    except Exception:
        return shown(value)
    return value


class InputError(Carried, ValueError):
    """An argument cannot be used: `argument`, `value` and what is `accepted` say which, and the mend.

    >>> try:
    ...     MLP([2, -1])
    ... except InputError as error:
    ...     print(error.argument, error.value)
    units -1
    """

    def __init__(self, argument: str, value: object, accepted: str) -> None:
        self.argument, self.value, self.accepted = argument, value, accepted
        super().__init__(f"{short(argument, 60)} is {shown(value)}; expected {short(accepted, 160)}")


class ShapeError(InputError):
    """An array does not have the shape that its place needs.

    >>> MLP([2, 1]).forward([[1.0, 2.0, 3.0]])
    Traceback (most recent call last):
        ...
    engine.errors.ShapeError: the shape of X is (1, 3); expected (n, 2), a sample a row
    """


class UnknownName(InputError):
    """A name that no registry holds; `nearest` is the most similar known one, or None.

    >>> try:
    ...     MLP([2, 1], init="xavier")
    ... except UnknownName as error:
    ...     print(error.nearest)
    glorot_uniform
    """

    def __init__(self, kind: str, value: object, known: Iterable[str]) -> None:
        # Imported here: most runs meet no unknown name.
        from .synonyms import nearest

        names = sorted(known)
        self.nearest = nearest(value, names)
        hint = f"; did you mean {short(self.nearest, 40)!r}?" if self.nearest else ""
        listed = short(", ".join(short(name, 40) for name in names), 160 - len(hint))
        InputError.__init__(self, kind, value, f"{'one of ' if names else 'none'}{listed}{hint}")


class DataError(InputError):
    """A file of data cannot be read: `path`, `row` (1 is the first line), `column` and `reason`.

    >>> print(DataError("mine.csv", "'x' is no number", row=3, column="age"))
    mine.csv, row 3, column 'age': 'x' is no number
    """

    def __init__(self, path: str, reason: str, row: int | None = None, column: str | None = None) -> None:
        self.path, self.reason, self.row, self.column = path, reason, row, column
        self.argument, self.value, self.accepted = "path", path, "a table of numbers and words"
        place = f", column {short(column, 40)!r}" if column else ""
        place = f"{ending(path)}{f', row {row}' if row else ''}{place}"
        ValueError.__init__(self, f"{place}: {short(reason, 299 - len(place))}")


class Cancelled(RuntimeError):
    """Work that was called off before it was done.

    >>> job = baselines.load("iris")
    >>> job.cancel()
    >>> job.result()
    Traceback (most recent call last):
        ...
    engine.errors.Cancelled: load iris was called off
    """


class InUse(Carried, RuntimeError):
    """A second thread has entered `what` while a first is inside; what the first does is not disturbed.

    >>> print(InUse("this network"))
    this network is at work in another thread: give each thread a copy, or hand it over when the other is done
    """

    def __init__(self, what: str) -> None:
        self.what = what
        mend = "give each thread a copy, or hand it over when the other is done"
        super().__init__(f"{what} is at work in another thread: {mend}")


class JobError(Carried, RuntimeError):
    """A child process gave no answer: `reason` says why.

    >>> print(JobError("fit network", "the child process was ended by SIGKILL"))
    fit network: the child process was ended by SIGKILL
    """

    def __init__(self, task: str, reason: str) -> None:
        self.task, self.reason = task, reason
        super().__init__(f"{task}: {reason}")


class JobTimeout(JobError):
    """A child process took longer than it was allowed.

    >>> print(JobTimeout("fit network", "no answer after 60 s"))
    fit network: no answer after 60 s
    """


class Diverged(Carried, ArithmeticError):
    """Training has left the finite numbers.

    `step` is the step that failed (1 is the first), `what` the kind of quantity that was the first to
    be non-finite ("pre-activation", "loss", "gradient" or "weight"), `where` its name, such as
    "layers[1].W[0, 3]", `last_finite` its value one step earlier (for a layer's pre-activations the
    largest magnitude among them; None at the first step), `learning_rate` the rate in use.

    >>> trainer = Trainer(MLP([1, 1]), ([[1e200]], [[0.0]]), loss="mse")
    >>> try:
    ...     trainer.step()
    ... except Diverged as error:
    ...     print(error.what, error.step)
    loss 1
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


_REPR = Repr()
_REPR.maxstring = _REPR.maxother = _REPR.maxlong = 60
_MOST_SHOWN = 60
# What NumPy can count.
_LARGEST = 2**63 - 1


def printable(text: str) -> str:
    """Return `text` on one line, without what a terminal would obey."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "�" for c in text)


def short(text: str, most: int) -> str:
    """Return the beginning of `text`, `most` characters at most."""
    text = printable(text)
    return text if len(text) <= most else text[: most - 1] + "…"


def ending(path: str) -> str:
    """Return `path` in at most 100 characters: the end of a long one says more than its beginning."""
    return printable(path if len(path) <= 100 else "…" + path[-99:])


def shown(value: object) -> str:
    """Return `value` as a message shows it: on one line, in at most 60 characters."""
    if isinstance(value, np.generic):
        # 3.5, not np.float64(3.5).
        value = value.item()
    try:
        text = " ".join(_REPR.repr(value).split())
    except Exception:
        # A number of thousands of digits, or somebody's own __repr__.
        text = f"<{type(value).__name__} that cannot be shown>"
    return short(text, _MOST_SHOWN)


def lookup(kind: str, name: object, table: Mapping[str, T]) -> T:
    """Return `table[name]`; an unknown name raises UnknownName with the nearest known one."""
    if isinstance(name, str) and name in table:
        return table[name]
    raise UnknownName(kind, name, table)


def check_options(name: str, given: Iterable[str], known: Iterable[str]) -> None:
    """Raise UnknownName for one of `given` that is no option of what is called `name`."""
    for option in given:
        lookup(f"an option of {name}", option, dict.fromkeys(known))


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
    try:
        found = float(value) if isinstance(value, _NUMBERS) and not isinstance(value, bool) else nan
    except OverflowError:
        found = nan
    if not isfinite(found) or not all(b is None or ok(found, b) for _, b, ok in bounds):
        raise InputError(argument, value, f"a finite number {accepted}".rstrip())
    return found


def count(argument: str, value: Any, *, least: int = 1, most: int | None = None) -> int:
    """Return `value` as an int if it is a whole number of at least `least`, else raise InputError."""
    whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    limit = _LARGEST if most is None else most
    if not whole or value < least or value > limit:
        upper = f" and at most {limit}" if most is not None or (whole and value > limit) else ""
        raise InputError(argument, value, f"a whole number of at least {least}{upper}")
    return int(value)


def seed_number(argument: str, value: Any) -> int:
    """Return `value` as an int if random numbers can start from it, else raise InputError."""
    return count(argument, value, least=0, most=2**64 - 1)


def flag(argument: str, value: Any) -> bool:
    """Return `value` as a bool if it is True or False (or 1 or 0), else raise InputError."""
    if not isinstance(value, (bool, int, np.bool_, np.integer)) or value not in (0, 1):
        raise InputError(argument, value, "True or False")
    return bool(value)


def path(argument: str, value: Any) -> str:
    """Return `value` as the text of a path if it can be one, else raise InputError."""
    found = os.fspath(value) if isinstance(value, (str, os.PathLike)) else None
    if not isinstance(found, str) or "\0" in found:
        raise InputError(argument, value, "the path of a file")
    return found


def several(argument: str, value: Any, accepted: str, kind: type = object) -> list[Any]:
    """Return the elements of a sequence `value` (no text), all of the class `kind`, as a list, else raise
    InputError."""
    if isinstance(value, (str, bytes, Mapping)):
        raise InputError(argument, value, accepted)
    try:
        return [instance(argument, each, kind, accepted) for each in value]
    except TypeError:
        raise InputError(argument, value, accepted) from None


def instance(argument: str, value: Any, kind: type[T], accepted: str) -> T:
    """Return `value` if it is of the class `kind`, else raise InputError."""
    if not isinstance(value, kind):
        raise InputError(argument, value, accepted)
    return value


def function(argument: str, value: Any, accepted: str = "a function") -> Any:
    """Return `value` if it can be called, else raise InputError."""
    if not callable(value):
        raise InputError(argument, value, accepted)
    return value


def reals(argument: str, value: Any, accepted: str = "an array of real numbers") -> Array:
    """Return `value`, real numbers in any shape, as a float64 array; raises InputError for anything else."""
    try:
        array = np.asarray(value)
        if array.dtype.kind not in "biuf":
            raise TypeError
        return np.asarray(array, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        raise InputError(argument, value, accepted) from None


def matrix(argument: str, value: Any, *, columns: int | None = None, rows: int | None = None) -> Array:
    """Return `value` as a float64 array (n, features) of finite numbers with n ≥ 1.

    Raises ShapeError for another shape or no rows, InputError for numbers that are not finite or not real.
    """
    array = np.ascontiguousarray(reals(argument, value))
    wanted = f"(n{'' if rows is None else f' = {rows}'}, {'features' if columns is None else columns})"
    fits = array.ndim == 2 and array.shape[0] > 0 and (array.shape[1] > 0 or columns == 0)
    wide = array.shape[1] if fits and columns is None else columns
    if not fits or wide != array.shape[1] or (rows or len(array)) != len(array):
        raise ShapeError(f"the shape of {argument}", np.shape(value), f"{wanted}, a sample a row")
    if not np.isfinite(array).all():
        row, column = np.argwhere(~np.isfinite(array))[0]
        raise InputError(f"{argument}[{row}, {column}]", array[row, column], "a finite number")
    return array
