"""What may be seen of a lab: its numbers, with `_` for what is to come and `?` for what is asked."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, Protocol

import numpy as np

from lessons.figures.base import State
from lessons.labs.base.declare import Readout, Tells
from lessons.labs.base.paths import Parts, ReadoutError
from lessons.text import BLANK, UNKNOWN

DIGITS = 5e-5
"""Numbers that differ by less read the same where four decimals are shown."""
PLANE = 1000
"""So many numbers are shown as shades."""


class Secret(NamedTuple):
    """A readout that stands to be predicted, at a position, and the number that it has there."""

    path: str
    position: int
    value: float


class Seen(Protocol):
    """What is asked of a lab to tell what may be seen of it."""

    settings: dict[str, Any]

    @property
    def secrets(self) -> frozenset[Secret]: ...
    @property
    def position(self) -> int: ...
    @property
    def stage(self) -> int: ...
    def step_name(self, stage: int) -> str: ...
    def step_number(self, step: str) -> int: ...
    def visible(self, attr: str) -> Any: ...
    def walk(self, path: str) -> tuple[Any, Parts]: ...
    def at(self, parts: Parts) -> Any: ...
    def resolved(self, path: str) -> Parts: ...


class See:
    """A lab as its figures and its caption see it: its knobs and readouts, by their names in the lab.

    Before its step a number is `_`; while it would give away an answer, it is `?`.
    """

    def __init__(self, lab: Seen) -> None:
        self._lab = lab

    def __getattr__(self, attr: str) -> Any:
        if attr.startswith("__"):
            raise AttributeError(attr)
        value = self._lab.visible(attr)
        self.__dict__[attr] = value
        return value

    @property
    def position(self) -> int:
        """Steps taken."""
        return self._lab.position

    @property
    def stage(self) -> int:
        """Steps taken of this round, where the steps begin again."""
        return self._lab.stage

    @property
    def last(self) -> str:
        """The name of the step taken last; empty at the start."""
        return self._lab.step_name(self.stage)

    def has(self, step: str) -> bool:
        """Whether a step has been taken."""
        return self.state(step) != "future"

    def state(self, step: str) -> State:
        """Whether a step is still to come, has just been taken, or lies further back."""
        at = self._lab.step_number(step)
        return "now" if self.stage == at else "past" if self.stage > at else "future"


class Secrecy:
    """Which numbers of a lab would give away one that stands to be predicted.

    A number does so where it is that very number; where its readout says that it tells it; and, whatever
    readout it is of, where it reads like the number, its negative, or its difference from 1. Only numbers
    that others could be by chance are not told by their looks: 3, 0.5, or where a knob stands.
    """

    def __init__(self, lab: Seen) -> None:
        set_to = (np.ravel(value) for value in lab.settings.values())
        knobs = [abs(float(each)) for values in set_to if values.dtype.kind in "iuf" for each in values]
        self._lab = lab
        self._asked: list[tuple[Parts, float]] = []
        for secret in lab.secrets:
            # What another lab was asked for tells by its looks alone, also where its name is an array here.
            with contextlib.suppress(ReadoutError):
                found, parts = lab.walk(secret.path)
                if np.ndim(found) == 0 and np.asarray(found).dtype.kind in "biuf":
                    self._asked.append((parts, secret.value))
        self._looks = [
            (look, DIGITS if _is_particular(round(look, 4)) else 1e-9 * look)
            for value in {secret.value for secret in lab.secrets}
            if _is_particular(value) and not any(abs(abs(value) - knob) <= DIGITS for knob in knobs)
            for look in (abs(value), abs(1 - value))
        ]

    def hidden(self, readout: Readout, rest: Parts, numbers: Any) -> Any:
        """Which numbers are kept back, as an array of booleans of their shape.

        `rest`: the path within the readout at which they stand.
        """
        found = np.zeros(np.shape(numbers), dtype=bool)
        # Nobody reads a number off a plane of shades.
        for look, within in self._looks if found.size < PLANE else ():
            found |= np.abs(np.abs(numbers) - look) <= within
        for asked, value in self._asked:
            for element, path in ((None, readout.name), *_pairs(readout.tells)):
                target = self._lab.resolved(path)
                if asked[: len(target)] != target:
                    continue
                if not _alike(float(self._lab.at(asked)), value):
                    # Not what it will be; but what is told to be the same may be there already.
                    found |= np.abs(numbers - value) <= 1e-9 * abs(value)
                    continue
                inside = asked[len(target) :]
                if element is not None:
                    if not rest and found.size:
                        found[element] = True
                elif not inside or (not rest and not found.ndim) or any(isinstance(k, str) for k in inside):
                    found[...] = True
                elif inside[: len(rest)] == rest and len(inside) - len(rest) == found.ndim:
                    found[tuple(map(int, inside[len(rest) :]))] = True
        return found


def _pairs(tells: Tells) -> Iterable[tuple[int | None, str]]:
    """Which element of a readout, or None for all, tells what."""
    return tells.items() if isinstance(tells, Mapping) else [(None, path) for path in tells]


def _alike(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)


def _is_particular(value: float) -> bool:
    """Whether a number is hardly met by chance: it has more than two digits and is not a whole one."""
    return math.isfinite(value) and value != int(value) and not _alike(float(f"{value:.1e}"), value)


def veiled(
    value: Any,
    readout: Readout,
    secrecy: Secrecy | None,
    reached: Callable[[Parts], bool] | None,
    rest: Parts = (),
) -> Any:
    """A value with its marks: each number that is to come is `_`, each that is kept back `?`.

    `reached`: whether the step has been taken that brings what `rest` of the path names; None: all have.
    """
    if isinstance(value, Mapping):
        return {k: veiled(v, readout, secrecy, reached, (*rest, k)) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [veiled(v, readout, secrecy, reached, (*rest, i)) for i, v in enumerate(value)]
    if isinstance(value, np.ndarray) and value.ndim:
        return _veiled_array(value, readout, secrecy, reached, rest)
    if reached and not reached(rest):
        return BLANK
    is_number = isinstance(value, (int, float, np.number, np.ndarray)) and not isinstance(value, bool)
    return UNKNOWN if secrecy and is_number and secrecy.hidden(readout, rest, value) else value


def _veiled_array(
    values: Any,
    readout: Readout,
    secrecy: Secrecy | None,
    reached: Callable[[Parts], bool] | None,
    rest: Parts,
) -> Any:
    hidden = secrecy.hidden(readout, rest, values) if secrecy and values.dtype.kind in "iuf" else None
    future = None
    if reached:
        future = np.array([not reached((*rest, *index)) for index in np.ndindex(values.shape)], dtype=bool)
        future = future.reshape(values.shape)
    if not (hidden is not None and hidden.any()) and not (future is not None and future.any()):
        return values
    cells = values.astype(object)
    if hidden is not None:
        cells[hidden] = UNKNOWN
    if future is not None:
        cells[future] = BLANK
    return cells


def of(compute: Callable[..., Any], *values: Any) -> Any:
    """What is computed from values that may be marks or hold some: a mark where any of them is one."""
    found = {mark for value in values for mark in marks(value)}
    if UNKNOWN in found:
        return UNKNOWN
    return BLANK if found else compute(*values)


def each(compute: Callable[..., Any], *values: Any) -> Any:
    """What is computed from arrays that may hold marks, element by element."""
    return np.frompyfunc(lambda *cells: of(compute, *cells), len(values), 1)(*values)


def marks(value: Any) -> Iterable[str]:
    """The marks among values."""
    if isinstance(value, str):
        return (value,)
    if (isinstance(value, np.ndarray) and value.dtype == object) or isinstance(value, (list, tuple)):
        return [cell for cell in np.asarray(value, dtype=object).flat if isinstance(cell, str)]
    return ()
