"""The course of a training: what share is right, and what share is answered 1."""

from __future__ import annotations

import numpy as np

from lessons.figures import Series
from lessons.figures.base import floats
from lessons.labs.base import Figures, See, each, readout
from lessons.labs.features._draws import EARLY, LATE, POINTS
from lessons.labs.features._experiment import scored
from lessons.labs.features._training import Training, along, course


class Course(Training):
    """A network in training: the share that it gets right and the share that it answers 1, by step."""

    always = scored("always")

    @readout("the step at which it answers 0 again, after it has answered 1 for every point")
    def learns_at(self) -> int | None:
        stretch = self.run.one_answer(LATE)
        return None if stretch is None or stretch[1] == LATE else stretch[1] + 1

    rights = along("accuracy")
    ones = along("answered")

    def mistakes(self, path: str) -> dict[str, float]:
        if path != "learns_at":
            return super().mistakes(path)
        first, last = self.run.one_answer(LATE) or (0, 0)
        return {
            "That is when it first answers 1 for every point.": first,
            "That is the last step at which every answer is 1.": last,
            "That is where the comparison stopped.": EARLY,
        }

    @staticmethod
    def figures(see: See) -> Figures:
        base, ones = see.always["accuracy"], each(lambda n: n / POINTS, see.ones)
        series = (
            Series("network: right", see.walked, see.rights, "accent"),
            Series("network: answered 1", see.walked, ones, "text"),
            Series("always 1: right", np.array([0.0, see.horizon]), np.array([base, base]), "muted"),
        )
        low = np.nanmin(floats([0.5, base, *see.rights, *ones]))
        yield course(see, "fraction", series, (float(low), 1.0))
