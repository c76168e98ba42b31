"""The same scores through each output activation."""

from __future__ import annotations

from typing import Any

from engine import activations
from lessons.figures import Bars, Spare, table
from lessons.format.fields import FieldError
from lessons.labs.activations._shared import value_of
from lessons.labs.base import Figures, Knob, Lab, Readout, See, readout
from lessons.text import decimal, number


class Outputs(Lab):
    """The scores of an output layer, and what no activation, sigmoid and softmax make of them."""

    steps = ("no activation", "sigmoid", "softmax")
    captions = {
        "": "Three scores from the last layer. Each step tries an activation.",
        "no activation": "No activation: a score may be any number.",
        "sigmoid": "Sigmoid answers yes or no for each class alone. The sum need not be 1.",
        "softmax": "Softmax shares 1 out among the classes.",
    }
    scores = Knob.vector("a score for each class", (2, 1, -1), low=-20, high=20, step=0.5, digits=1)

    def prepare(self, changed: str | None = None) -> None:
        if not 2 <= len(self.scores) <= 5:
            raise FieldError(f"'scores' has {len(self.scores)} numbers", "give from 2 to 5")

    plain = Readout("the scores as they are", lambda lab: lab.scores, at="no activation")
    yes_or_no = Readout("the sigmoid of each", lambda lab: value_of("sigmoid", lab.scores), at="sigmoid")

    @readout("softmax of all of them", at="softmax")
    def probabilities(self) -> Any:
        return activations.get("softmax")(self.scores)

    sum_of_sigmoids = Readout("the sigmoids, added up", lambda lab: float(lab.yes_or_no.sum()), at="sigmoid")
    sum_of_shares = Readout(
        "the outputs of softmax, added up",
        lambda lab: round(float(lab.probabilities.sum()), 12),
        at="softmax",
    )

    @staticmethod
    def figures(see: See) -> Figures:
        n = len(see.scores)
        rows = [
            (decimal(a, 1), number(b, 3), number(c, 3))
            for a, b, c in zip(see.plain, see.yes_or_no, see.probabilities, strict=True)
        ]
        rows.append(("", number(see.sum_of_sigmoids, 3), number(see.sum_of_shares, 3)))
        column = see.position - 1
        names = tuple(f"class {i}" for i in range(n))
        now = {(i, column) for i in range(n + 1) if see.position}
        yield table(rows, (*names, "sum"), ("no activation", "sigmoid", "softmax"), now)
        for activation, given in (("softmax", see.probabilities), ("sigmoid", see.yes_or_no)):
            yield Spare(Bars(f"after {activation}", names, tuple(given), span=(0.0, 1.0)))
