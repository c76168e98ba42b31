"""How far axes reach and where their few ticks stand; how far apart rows stand."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lessons.figures import Cell, Figure, Floats
from lessons.figures.base import floats
from lessons.text import short

_NICE = (1.0, 2.0, 2.5, 4.0, 5.0, 10.0)
SPIKES, FAR = 0.02, 4.0
"""What so small a share of the values adds, and is so many times what the rest span, rules no axis."""
MOST_PITCH = 3
FEW = 12
"""Of fewer values each counts."""
_LEAST, _MOST = 1e-290, 1e300
"""Between these sizes floats can be subtracted, and divided into steps; beyond them none are told apart."""


def _step(size: float, *, up: bool) -> float:
    """The nice step next to `size`: 1, 2, 2½, 4 or 5 of some power of ten."""
    power = 10.0 ** math.floor(math.log10(size))
    part = size / power
    if up:
        return power * next(n for n in _NICE if n >= part - 1e-9)
    return power * max(n for n in _NICE if n <= part + 1e-9)


def limits(values: Floats, *, zero: bool = False) -> tuple[float, float]:
    """What an axis spans: the finite values, rounded outwards so that it seldom moves as they grow.

    `zero`: begin at nought where that costs little of the height.
    """
    finite = values[np.isfinite(values)]
    # A diverging run is drawn until it leaves the range of what can be subtracted safely.
    finite = finite[np.abs(finite) < _MOST]
    if finite.size == 0:
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    if zero and 0 < low < 0.6 * high:
        low = 0.0
    if high - low <= max(1e-12 * max(abs(low), abs(high)), _LEAST):
        size = abs(low) / 2 if abs(low) > _LEAST else 1.0
        return low - size, high + size
    step = _step((high - low) / 8, up=False)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step


def banded(values: Floats, span: tuple[float, float], count: int) -> NDArray[np.int_]:
    """Which of so many equal parts of the span each value lies in; beyond it, in the first or the last."""
    low, high = span
    with np.errstate(invalid="ignore", over="ignore"):
        share = np.nan_to_num((values - low) / ((high - low) or 1.0) * count)
    return np.asarray(np.clip(share, 0, count - 1).astype(int))


def most_pitch(figure: Figure) -> int:
    """The rows from one row of a figure, or line, to the next where there is no end of room."""
    return 2 if figure.close else MOST_PITCH


def pitch_in(height: int, figure: Figure, rows: Callable[[int], int]) -> int:
    """From one row to the next: as many rows as there is room for, where so far apart it takes `rows`."""
    return max((pitch for pitch in range(1, most_pitch(figure) + 1) if rows(pitch) <= height), default=1)


def ends(asked: tuple[Cell, Cell] | None, found: tuple[float, float]) -> tuple[float, float]:
    """The range that is asked for; where that is no number, what was found."""
    low, high = np.where(np.isfinite(floats(asked)), floats(asked), found) if asked else found
    return float(low), float(high)


def usual(values: Floats, share: float) -> tuple[float, float]:
    """From the lowest to the highest of the finite values, but for a `share` of them if these lie far out."""
    # Beyond this size a difference, or a step of a difference, is no float.
    finite = np.sort(values[np.abs(values) < _MOST / 10])
    if finite.size < FEW:
        return (float(finite[0]), float(finite[-1])) if finite.size else (0.0, 1.0)
    low, high = float(finite[0]), float(finite[-1])
    few = max(int(share * finite.size), 1)
    first, last = float(finite[few]), float(finite[-1 - few])
    reach = FAR * (last - first)
    return (low if low >= first - reach else first), (high if high <= last + reach else last)


def ticks(low: float, high: float, most: int, *, whole: bool = False) -> list[float]:
    """At most `most` round numbers from `low` to `high`; `whole`: what is counted has no halves."""
    if not high - low > _LEAST:
        return [low]
    step = _step((high - low) / max(most - 1, 1), up=True)
    while whole and step % 1:
        step = _step(1.01 * step, up=True)
    found = _multiples(low, high, step)
    if len(found) < 2:
        step = _step((high - low) / 2, up=False)
        found = _multiples(low, high, max(step // 1, 1.0) if whole else step)
    return found[:most] if len(found) <= most else [found[0], found[-1]][:most]


def named(tick: float) -> str:
    """A tick as it is written: a count of steps in full up to a million."""
    return f"{tick:.0f}" if 1e4 <= tick < 1e6 else short(tick)


def _multiples(low: float, high: float, step: float) -> list[float]:
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(k * step, 12) if abs(k * step) > 1e-9 else k * step for k in range(first, last + 1)]


def distinct(values: NDArray[Any]) -> NDArray[Any]:
    """Every value once, in order.

    Without an index to return, `np.unique` would import numpy.ma for it: 2 MB for each learner.
    """
    return np.unique(values, return_index=True)[0]


def thinned(x: Floats, y: Floats, columns: int) -> tuple[Floats, Floats]:
    """At most about two points a column, its lowest and its highest kept; `x` must not fall."""
    if len(x) <= 2 * columns:
        return x, y
    low, high = float(x[0]), float(x[-1])
    column = np.minimum((x - low) * (columns / (high - low or 1.0)), columns - 1).astype(int)
    order = np.lexsort((y, column))
    at = column[order]
    firsts = np.flatnonzero(np.r_[True, at[1:] != at[:-1]])
    lasts = np.r_[firsts[1:] - 1, len(at) - 1]
    keep = distinct(np.r_[order[firsts], order[lasts]])
    return x[keep], y[keep]
