"""What else decides whether ten layers learn, counted: the optimizer and the activation."""

from __future__ import annotations

from lessons.labs.base import Knob
from lessons.labs.starts._ten_layers import Way, spread_out
from lessons.labs.starts._ways import WaysCount

WAYS = {
    "adam": Way("ReLU, 0.1, Adam", spread_out(0.1), rule="adam", rate=0.01),
    "tanh_he": Way("tanh, He", "he_normal", "tanh"),
    "tanh_glorot": Way("tanh, Glorot", "glorot_normal", "tanh"),
    "sigmoid": Way("sigmoid, He", "he_normal", "sigmoid"),
}


class OtherWays(WaysCount):
    """Ten hidden layers of 32 units, begun and trained in four other ways: on how many seeds each learns.

    The ways, as readouts call them: adam (ReLU, a spread of 0.1, Adam), tanh_he, tanh_glorot and sigmoid
    (He's start); all but the first with plain gradient descent.
    """

    run = Knob.integer("steps of a run", 300, low=1, high=1000, turnable=False)
    ways = WAYS

    @property
    def run_steps(self) -> int:
        return int(self.run)
