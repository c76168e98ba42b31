"""A feature made by hand."""

from __future__ import annotations

from typing import Any

from lessons.figures import Beside, Matrix
from lessons.figures.worked import Working, by_hand
from lessons.labs.base import Figures, See, of, plotted
from lessons.labs.features._draws import POINTS
from lessons.labs.features._experiment import Experiment, made_feature, scored


class Made(Experiment):
    """A feature made by hand, taken as the answer: which points it gets right."""

    steps = ("made",)
    made = scored("made", at="made")

    @plotted()
    def counts(self) -> list[list[float]]:
        """Points of class 1 and of class 0, where the feature is 1 and where it is 0."""
        made, labels = self.sample.made, self.sample.labels
        return [[float(((made == m) & (labels == k)).sum()) for k in (1, 0)] for m in (1, 0)]

    def working(self, path: str) -> Working | None:
        if path != "made.accuracy":
            return None
        (above, _), (_, below) = self.counts
        numbers = {"class 1 where x₁ > 0": above, "class 0 where x₁ ≤ 0": below, "points": POINTS}
        numbers = {name: int(n) for name, n in numbers.items()}
        return by_hand("({} + {}) / {}", numbers, self.made["accuracy"], lambda a, b, n: (a + b) / n)

    def mistakes(self, path: str) -> dict[str, float]:
        if path != "made.accuracy":
            return {}
        ones = self.made["answered"] / POINTS
        return {
            "That is the fraction it gets wrong.": 1 - self.made["accuracy"],
            "A coin would get half right. Count the points that this rule gets right.": 0.5,
            "You counted only the points where the feature is 1.": self.counts[0][0] / POINTS,
            "You counted only the points where the feature is 0.": self.counts[1][1] / POINTS,
            "You gave the fraction of points where the feature is 1, right or wrong.": ones,
        }

    @staticmethod
    def figures(see: See) -> Figures:
        yield Beside((made_feature(see), _counts(see)), shares=(3, 2))

    @staticmethod
    def caption(see: See) -> str:
        right = of(lambda share: round(share * POINTS), see.made["accuracy"])
        if isinstance(right, str):
            return "The made feature asks one thing: is x₁ above 0?"
        return f"1 where x₁ is above 0, and 0 elsewhere: right for {right} of the {POINTS} points."


def _counts(see: See) -> Matrix:
    """How many points of each class lie on each side, the right answers marked."""
    known = not isinstance(see.made["accuracy"], str)
    title, right = ("points, right ones marked", {(0, 0), (1, 1)}) if known else ("points", set[Any]())
    cells = tuple(map(tuple, see.counts))
    return Matrix(title, cells, ("x₁ > 0", "x₁ ≤ 0"), ("class 1", "class 0"), frozenset(right), 0, False)
