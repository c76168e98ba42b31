"""The same error under each loss."""

from __future__ import annotations

import numpy as np

from engine import losses
from lessons.figures import Curves, Floats, Series, Spare, table
from lessons.labs.base import Figures, Knob, Lab, Plotted, Readout, See, one_by_one
from lessons.text import decimal, number, short

ERRORS = (0.1, 0.5, 0.9, 0.99, 0.999)
"""How far off the predictions are."""
COLUMNS = ("p", "MSE", "BCE", "MSE slope", "BCE slope")


class LossTable(Lab):
    """MSE and BCE of five predictions, each further off than the last."""

    steps = len(ERRORS)
    captions = {"": "Each step takes a prediction that is further off."}
    y = Knob.integer("the right answer: 1 for yes, 0 for no", 1, low=0, high=1)

    p = Plotted(lambda lab: 1 - np.array(ERRORS) if lab.y else np.array(ERRORS))

    squared = Readout(
        "MSE of predictions 0.1, 0.5, 0.9, 0.99 and 0.999 off", lambda lab: lab.each("mse"), at=one_by_one
    )
    crossed = Readout("BCE of the same predictions", lambda lab: lab.each("bce"), at=one_by_one)

    mse_slopes = Plotted(lambda lab: lab._slopes("mse"), at=one_by_one)
    bce_slopes = Plotted(lambda lab: lab._slopes("bce"), at=one_by_one)

    def each(self, name: str) -> Floats:
        """The loss of each prediction."""
        return losses.get(name).per_element(self.p, [self.y] * len(ERRORS))[:, 0]

    def _slopes(self, name: str) -> Floats:
        """The slope by each prediction, were it the only one."""
        return np.array([losses.get(name).gradient([p], [self.y])[0, 0] for p in self.p])

    @staticmethod
    def figures(see: See) -> Figures:
        rows = zip(see.p, see.squared, see.crossed, see.mse_slopes, see.bce_slopes, strict=True)
        yield table(
            ((number(p, 3), *map(decimal, cells, (4, 4, 2, 2))) for p, *cells in rows),
            (f"off by {short(e)}" for e in ERRORS),
            (f"{name:>6}" for name in COLUMNS),
            ((see.position - 1, j) for j in range(len(COLUMNS)) if see.position),
            title=f"The right answer is {see.y}",
        )
        squared = Series("MSE", see.p, see.squared, "negative", "path")
        crossed = Series("BCE", see.p, see.crossed, style="path")
        yield Spare(Curves("loss of each prediction", (squared, crossed), "p", "loss"))
