"""Fresh points, which nothing has learnt from."""

from __future__ import annotations

from lessons.labs.base import Figures, Readout, See, readout
from lessons.labs.base.paths import Parts
from lessons.labs.features._draws import FRESH_POINTS, RULES, fresh
from lessons.labs.features._experiment import Rules, fractions, scores
from lessons.text import number


class Fresh(Rules):
    """What every rule gets right of points that it has not learnt from."""

    steps = tuple(RULES)

    fresh_points = Readout("how many fresh points there are", lambda lab: FRESH_POINTS)

    @readout("the fraction of class 1 among the fresh points: .above x₁ = 0, and .below")
    def fresh_ones(self) -> dict[str, float]:
        above, labels = fresh().made > 0, fresh().labels
        sides = {"above": labels[above], "below": labels[~above]}
        return {side: round(float(classes.mean()), 2) for side, classes in sides.items()}

    def comes(self, rule: str, rest: Parts) -> int:
        return self.step_number(rule) if rest == ("fresh",) else 0

    def mistakes(self, path: str) -> dict[str, float]:
        if path != "early.fresh":
            return {}
        return {
            "That is its score on the points it learnt from.": self.early["accuracy"],
            "That is the fraction it gets wrong.": 1 - self.early["fresh"],
        }

    @staticmethod
    def figures(see: See) -> Figures:
        yield scores(see, "fresh", now=(see.position - 1, 2))
        yield fractions(see, "fresh", "right of fresh")

    @staticmethod
    def caption(see: See) -> str:
        share = number(getattr(see, see.last)["fresh"])
        return f"{RULES[see.last]}: {share} of {FRESH_POINTS} fresh points right."
