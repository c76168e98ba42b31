"""Gradient descent on parabolas that are steeper or flatter."""

from __future__ import annotations

from lessons.figures.worked import Working, by_hand
from lessons.labs.base import Knob, Plotted, Readout
from lessons.labs.descent._parabola import CENTRE, Parabola


class SteepDescent(Parabola):
    """Gradient descent on f(w) = steepness · (w − 3)²: the steeper the curve, the smaller the safe rate."""

    steepness = Knob.number("what (w − 3)² is multiplied by", 5.0, low=0.1, high=100, scale="log")

    @property
    def bend(self) -> float:
        return float(self.steepness)

    beside = Plotted(lambda lab: (lambda w: (w - CENTRE) ** 2,))
    """The curve of the pages before."""
    edge = Readout("the learning rate at which w swings for ever", lambda lab: 1 / lab.bend)

    def working(self, path: str) -> Working | None:
        if path == "edge":
            return by_hand("2/(2·{})", {"steepness": self.bend}, self.edge, lambda steepness: 1 / steepness)
        return super().working(path)

    def mistakes(self, path: str) -> dict[str, float]:
        if path == "edge":
            return {
                "That rate makes the factor 0: one step is enough. Which makes it −1?": self.edge / 2,
                "That is the edge of the curve before. This one is steeper.": 1.0,
                "You left out the factor 2 of the slope.": 2 * self.edge,
            }
        return super().mistakes(path)
