"""What the labs share in which a step is a step of gradient descent."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessons.figures import Curves, Floats, Series
from lessons.labs.base import Knob, Learnt, Plotted, Readout, See, plotted, readout
from lessons.labs.features._draws import LATE
from lessons.labs.features._experiment import CHART_ROWS, RATE, Experiment, learnt, scored
from lessons.text import number

SHOWN_COURSE = 200
"""Points of a curve; more would not be seen."""


def told(what: str, help: str, tells: tuple[str, ...] = ()) -> Any:
    """A readout of what the network does now."""
    return readout(help, tells=tells)(lambda lab: getattr(lab.run.told(lab.position), what))


def along(what: str) -> Any:
    """The same at each of the steps so far, for a chart."""
    return plotted(tells={-1: what})(
        lambda lab: np.array([getattr(lab.run.told(int(k)), what) for k in lab.walked])
    )


class Training(Experiment):
    rate = 6.0
    steps = LATE
    learning_rate = RATE
    jump = Knob.integer("steps of the network that s takes", 10,
                        name="stride", label="steps at a time", scale="log", low=1, high=200)  # fmt: skip

    @property
    def stride(self) -> int:
        return int(self.jump)

    horizon = Plotted(lambda lab: lab.end or 0)
    """The last step that the page lets it go to."""

    @plotted()
    def walked(self) -> Floats:
        """The steps so far, thinned out where there are many."""
        every = max(1, -(-self.position // SHOWN_COURSE))
        return np.array(sorted({*range(0, self.position + 1, every), self.position}), dtype=np.float64)

    taken = Readout("steps that the network has learnt", lambda lab: lab.position, name="step")

    accuracy = told("accuracy", "the share of the points that the network gets right now",
                    tells=("answered", "answered_0"))  # fmt: skip
    answered = told("answered", "how many points the network answers 1 now", tells=("answered_0",))
    smallest = told("smallest", "the smallest probability of class 1 that the network gives to a point now")
    before = scored("start", name="start")
    early = scored("early")

    @property
    def learnt_network(self) -> Learnt:
        return learnt(self.run, self.position)

    def mistakes(self, path: str) -> dict[str, float]:
        if path not in ("accuracy", "early.accuracy"):
            return {}
        return {
            "That is its score before the first step.": self.before["accuracy"],
            "That is the score of the made feature.": self.score("made").accuracy,
            "That is the fraction it gets wrong.": 1 - self.accuracy,
            "No rule here gets all of them right.": 1.0,
        }

    @staticmethod
    def caption(see: See) -> str:
        k, right = see.position, see.accuracy
        if isinstance(right, str):
            return f"Step {k}."
        if k == 0:
            return f"Step 0: the weights are random. {number(right)} of the points are right."
        return f"Step {k}: {number(right)} of the points are right."


def course(see: See, y_label: str, series: tuple[Series, ...], y_range: tuple[float, float]) -> Curves:
    return Curves("", series, "step", y_label, CHART_ROWS, (0.0, float(see.horizon)), y_range)
