"""Errors that cancel, by hand: what is left of those of single points in their sum, and in their mean."""

from __future__ import annotations

from lessons.figures import Formula, Line
from lessons.figures.worked import worked
from lessons.labs.base import Figures, Knob, Lab, Readout, See
from lessons.text import short


class NoiseByHand(Lab):
    """How far the sum of some points misses, and their mean, where each point misses by as much."""

    steps = 0
    captions = {"": "Of misses that know nothing of one another the squares add up."}

    points = Knob.integer("the points in a batch", 4, low=1, high=1000)
    miss = Knob.number("how far one point's gradient is off", 2.0, low=0, high=10, step=0.5)

    square = Readout("the square of what a single point misses by", lambda lab: float(lab.miss**2))
    squares = Readout("the mean square of what the sum misses by", lambda lab: float(lab.points * lab.square))
    of_sum = Readout(
        "what the sum misses by: the root of that", lambda lab: float(lab.squares**0.5), name="sum"
    )
    noise = Readout("what the mean misses by", lambda lab: float(lab.of_sum / lab.points))

    @staticmethod
    def figures(see: See) -> Figures:
        count = short(see.points)
        squares = worked(
            "sum, squared: {} · {}² = {}", (count, see.miss), see.squares, lambda n, e: n * e * e
        )
        of_sum = worked("sum:          √{} = {}", (see.squares,), see.of_sum, lambda v: v**0.5)
        noise = worked("mean:         {} / {} = {}", (see.of_sum, count), see.noise, lambda s, n: s / n)
        yield Formula("", (Line(squares), Line(of_sum), Line(noise)))
