"""What it costs to be sure, where some answers are wrong."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import losses
from lessons.figures import Curves, Floats, Formula, Line, Series
from lessons.figures.worked import worked
from lessons.format.fields import FieldError
from lessons.labs.base import Figures, Knob, Lab, Plotted, Readout, See, of, readout
from lessons.text import number

COIN = float(np.log(2.0))
ROWS = 7
BCE = losses.get("bce")


class HowSure(Lab):
    """Points that are all answered equally surely, some of them wrong: what each costs, and the mean."""

    steps = 0

    count = Knob.integer("how many points are answered", 10, name="points", low=2, high=1000)
    wrong = Knob.integer("how many of them are answered wrong", 1, low=0, high=1000)
    sure = Knob.number("the probability that each answer is given", 0.9, label="p", low=0.5, high=0.9999,
                       step=0.05, digits=4)  # fmt: skip

    def prepare(self, changed: str | None = None) -> None:
        if self.wrong > self.count:
            raise FieldError(
                f"of {self.count} points at most {self.count} can be wrong",
                "answer more points, or fewer of them wrong",
            )

    cheap = Readout("the loss of a point that is answered right", lambda lab: -np.log(lab.sure))
    dear = Readout("the loss of a point that is answered wrong", lambda lab: -np.log(1 - lab.sure))
    right = Readout("the fraction that is answered right", lambda lab: 1 - lab.wrong / lab.count)
    loss = Readout("the mean loss over all the points", lambda lab: float(lab.at_sure(lab.sure)))
    coin = Readout("the loss of a coin, −log ½", lambda lab: COIN)

    @readout("how far the loss is above the lowest that this fraction right allows")
    def above(self) -> float:
        return float(self.loss) - float(self.at_sure(np.clip(self.right, 0.5, 0.9999)))

    def at_sure(self, p: float | Floats) -> Any:
        """The mean loss where every answer is given a probability."""
        share = self.wrong / self.count
        return -(1 - share) * np.log(p) - share * np.log(1 - np.asarray(p))

    @property
    def _across(self) -> Floats:
        return np.append(np.linspace(0.5, 0.99, 50), [0.995, 0.999, 0.9995, 0.9999])

    curve = Plotted(lambda lab: np.stack([lab._across, lab.at_sure(lab._across)]))

    @staticmethod
    def figures(see: See) -> Figures:
        n, wrong = int(see.count), int(see.wrong)
        texts = (
            worked("a right answer’s cost = −log {} = {}", [see.sure], see.cheap, lambda p: -np.log(p)),
            worked("a wrong answer’s cost = −log(1 − {}) = {}", [see.sure], see.dear,
                   lambda p: -np.log(1 - p)),
            worked(f"mean = ({n - wrong}·{{}} + {wrong}·{{}}) / {n} = {{}}", [see.cheap, see.dear],
                   see.loss, lambda a, b: ((n - wrong) * a + wrong * b) / n),
        )  # fmt: skip
        yield Formula("", tuple(Line(text) for text in texts))
        p, loss = see.curve
        coin = Series("a coin", np.array([0.5, 1.0]), np.array([see.coin, see.coin], dtype=object), "muted")
        series, title = (coin, Series("loss", p, loss)), "the mean loss for each p"
        y_range = (0.3 if see.wrong > see.count / 10 else 0.0, 1.0)
        yield Curves(title, series, "p", "loss", ROWS, (0.5, 1.0), y_range, (see.sure, see.loss))

    @staticmethod
    def caption(see: See) -> str:
        than = of(_beside, see.loss, see.coin)
        return f"The mean loss of {number(see.loss, 3)} is {than} that of a coin, {number(see.coin, 3)}."


def _beside(loss: float, coin: float) -> str:
    if abs(loss - coin) < 5e-4:
        return "the same as"
    return "higher than" if loss > coin else "lower than"
