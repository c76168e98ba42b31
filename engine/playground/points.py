"""The six data sets of the browser's playground, point by point from one stream.

A point is x, y and a label from −1 to 1. `noise` is a share (0.5 is the 50 on the browser's slider), and its
numbers are drawn even where it is 0, so that the rest of the stream does not depend on it.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from math import cos, floor, hypot, pi, sin

import numpy as np

from engine.errors import Array

from .stream import Stream

Point = tuple[float, float, float]
_RADIUS = 5.0
_REACH = 6.0
_HILLS = ((-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1))
_GAP = 0.3


def circle(n: int, noise: float, draw: Stream) -> list[Point]:
    """A disc inside a ring. Noise shifts only the place that the label is asked at."""
    points = []
    for low, high in ((0.0, _RADIUS / 2), (0.7 * _RADIUS, _RADIUS)):
        for _ in range(n // 2):
            radius, angle = draw.uniform(low, high), draw.uniform(0, 2 * pi)
            x, y = radius * sin(angle), radius * cos(angle)
            off_x, off_y = (draw.uniform(-_RADIUS, _RADIUS) * noise for _ in "xy")
            points.append((x, y, 1.0 if hypot(x + off_x, y + off_y) < _RADIUS / 2 else -1.0))
    return points


def xor(n: int, noise: float, draw: Stream) -> list[Point]:
    """Four squares: +1 where x and y have one sign. Noise shifts only the place of the label."""
    points = []
    for _ in range(n):
        x, y = (draw.uniform(-_RADIUS, _RADIUS) for _ in "xy")
        x, y = x + (_GAP if x > 0 else -_GAP), y + (_GAP if y > 0 else -_GAP)
        off_x, off_y = (draw.uniform(-_RADIUS, _RADIUS) * noise for _ in "xy")
        points.append((x, y, 1.0 if (x + off_x) * (y + off_y) >= 0 else -1.0))
    return points


def gauss(n: int, noise: float, draw: Stream) -> list[Point]:
    """Two clouds around (2, 2) and (−2, −2). Noise widens them."""
    variance = 0.5 + 7 * noise
    return [
        (draw.normal(middle, variance), draw.normal(middle, variance), label)
        for middle, label in ((2.0, 1.0), (-2.0, -1.0))
        for _ in range(n // 2)
    ]


def spiral(n: int, noise: float, draw: Stream) -> list[Point]:
    """Two arms. Noise moves the points."""
    points, arm = [], n // 2
    for turn, label in ((0.0, 1.0), (pi, -1.0)):
        for i in range(arm):
            radius, angle = i / arm * _RADIUS, 1.75 * i / arm * 2 * pi + turn
            x = radius * sin(angle) + draw.uniform(-1, 1) * noise
            y = radius * cos(angle) + draw.uniform(-1, 1) * noise
            points.append((x, y, label))
    return points


def plane(n: int, noise: float, draw: Stream) -> list[Point]:
    """The label is (x + y)/10 at the place that noise shifts."""
    return _over_the_square(n, noise, draw, lambda x, y: (x + y) / 10)


def hills(n: int, noise: float, draw: Stream) -> list[Point]:
    """Three hills and three hollows: where they meet the larger counts, and of equals the first."""

    def height(x: float, y: float) -> float:
        heights = [sign * min(max(1 - hypot(x - a, y - b) / 2, 0.0), 1.0) for a, b, sign in _HILLS]
        return max(heights, key=abs)

    return _over_the_square(n, noise, draw, height)


def _over_the_square(
    n: int, noise: float, draw: Stream, height: Callable[[float, float], float]
) -> list[Point]:
    points = []
    for _ in range(n):
        x, y = (draw.uniform(-_REACH, _REACH) for _ in "xy")
        off_x, off_y = (draw.uniform(-_REACH, _REACH) * noise for _ in "xy")
        points.append((x, y, height(x + off_x, y + off_y)))
    return points


CLASSIFICATION = {"circle": circle, "xor": xor, "gauss": gauss, "spiral": spiral}
REGRESSION = {"reg-plane": plane, "reg-gauss": hills}
POINTS = {**dict.fromkeys(CLASSIFICATION, 500), **dict.fromkeys(REGRESSION, 1200)}


def make(name: str, noise: float, draw: Stream) -> Array:
    """Return the points of a data set, shuffled: (500, 3), or (1200, 3) for regression."""
    maker = {**CLASSIFICATION, **REGRESSION}[name]
    points = maker(POINTS[name], noise, draw)
    for end in range(len(points) - 1, -1, -1):
        other = floor(draw.draw() * (end + 1))
        points[end], points[other] = points[other], points[end]
    return np.fromiter(chain.from_iterable(points), float, 3 * len(points)).reshape(-1, 3)
