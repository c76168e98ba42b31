"""What goes on inside a training while its answers stand still."""

from __future__ import annotations

import numpy as np

from lessons.figures import Series
from lessons.figures.base import floats
from lessons.labs.base import Figures, See, readout
from lessons.labs.features._draws import LATE
from lessons.labs.features._training import Training, along, course, told


class Inside(Training):
    """A network in training: its loss, and the smallest probability that it gives to class 1, by step."""

    loss = told("loss", "the loss of the network now")
    losses = along("loss")
    least = along("smallest")

    @readout("the first step at which the network answers 1 for every point")
    def one_from(self) -> int | None:
        stretch = self.run.one_answer(LATE)
        return stretch and stretch[0]

    @readout("the last step of that stretch")
    def one_to(self) -> int | None:
        stretch = self.run.one_answer(LATE)
        return stretch and stretch[1]

    @staticmethod
    def figures(see: See) -> Figures:
        series = (
            Series("lowest probability", see.walked, see.least, "accent"),
            Series("loss", see.walked, see.losses, "text"),
            Series("one half", np.array([0.0, see.horizon]), np.array([0.5, 0.5]), "muted"),
        )
        yield course(see, "", series, (0.0, float(np.nanmax(floats([0.7, *see.losses])))))
