"""Softmax of a few scores, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import activations
from lessons.figures import Bars, Beside, table
from lessons.figures.worked import Working, by_hand, named
from lessons.format.fields import FieldError
from lessons.labs.activations._shared import value_of
from lessons.labs.base import PER_CENT, Figures, Knob, Lab, Readout, See, readout, split_path
from lessons.text import decimal, number

ANY = tuple(f"probabilities[{i}]" for i in range(5))
"""Where scores are equal, any probability is that of another; and together they make 1."""


class Softmax(Lab):
    """Softmax of a few scores: their exponentials, the sum, and the share of each."""

    steps = ("powers", "total", "shares")
    captions = {
        "": "Nothing is computed yet. Softmax takes three steps.",
        "powers": "e to the power of each score: positive, and larger scores count for more.",
        "total": "The sum of all these powers.",
        "shares": "Each divided by the sum: probabilities.",
    }
    scores = Knob.vector("a score for each class", (2, 1, 0), low=-50, high=50, step=0.5, digits=1)

    def prepare(self, changed: str | None = None) -> None:
        if not 2 <= len(self.scores) <= 5:
            raise FieldError(f"'scores' has {len(self.scores)} numbers", "give from 2 to 5")

    exponentials = Readout("e to the power of each score", lambda lab: np.exp(lab.scores), at="powers")
    total = Readout("the sum of the exponentials", lambda lab: float(lab.exponentials.sum()), at="total")

    @readout("softmax of the scores", at="shares", tells=ANY)
    def probabilities(self) -> Any:
        return activations.get("softmax")(self.scores)

    @readout("the sum of the probabilities", at="shares")
    def sum(self) -> float:
        return round(float(self.probabilities.sum()), 12)

    def working(self, path: str) -> Working | None:
        match split_path(path):
            case ["probabilities", int(i)]:
                places = [f"e^{{{k}:()}}" for k in range(len(self.scores))]
                template = f"{places[i]}/({' + '.join(places)})"
                scores = named("score", self.scores)
                return by_hand(template, scores, self.probabilities[i], lambda *z: _share(i, z))
        return None

    def mistakes(self, path: str) -> dict[str, float]:
        match split_path(path):
            case ["probabilities", int(i)]:
                scores, whole = self.scores, float(self.scores.sum())
                share = scores[i] / whole if whole else np.nan
                return {
                    "That is the score itself. Softmax makes a probability of it.": scores[i],
                    "You divided the score by their sum. Take e to the power of each first.": share,
                    "Now divide it by the sum of the exponentials.": self.exponentials[i],
                    "You took the sigmoid of that score alone.": value_of("sigmoid", scores[i]),
                    "Did you give one class everything? Softmax shares it out.": float(
                        i == np.argmax(scores)
                    ),
                }
        return {}

    def units(self, path: str) -> dict[str, float]:
        return dict(PER_CENT) if path.startswith("probabilities[") else {}

    @staticmethod
    def figures(see: See) -> Figures:
        n = len(see.scores)
        names = tuple(f"class {i}" for i in range(n))
        rows = [
            (decimal(score, 1), number(power, 3), number(share, 3))
            for score, power, share in zip(see.scores, see.exponentials, see.probabilities, strict=True)
        ]
        powers, shares = {(i, 1) for i in range(n)}, {(i, 2) for i in range(n + 1)}
        now = {"powers": powers, "total": {(n, 1)}, "shares": shares}
        rows.append(("", number(see.total, 3), number(see.sum, 3)))
        steps = table(rows, (*names, "sum"), ("score", "e^score", "softmax"), now.get(see.last, ()))
        bars = Bars("probabilities", names, tuple(see.probabilities), span=(0.0, 1.0))
        yield Beside((steps, bars), shares=(1, 1))


def _share(i: int, scores: Sequence[float]) -> float:
    powers = np.exp(scores)
    return float(powers[i] / powers.sum())
