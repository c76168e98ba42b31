"""Fair rivals: the made feature fitted, alone and beside others."""

from __future__ import annotations

from lessons.labs.base import Figures, Readout, See
from lessons.labs.base.paths import Parts
from lessons.labs.features._draws import POINTS, RULES
from lessons.labs.features._experiment import HERE, Rules, fractions, scored, scores
from lessons.text import number

KNOWN = 3
"""The rules that a learner has met before the rivals come."""


class Rivals(Rules):
    """The made feature fitted to the classes, alone and beside x₀, against a network."""

    steps = tuple(RULES)[KNOWN:]
    loose = scored("loose", tells=("both.accuracy",))
    tried = Readout("how many rules the table has scored so far", lambda lab: KNOWN + lab.position)

    def comes(self, rule: str, rest: Parts) -> int:
        return self.step_number(rule) if rule in self.steps else 0

    def mistakes(self, path: str) -> dict[str, float]:
        match path:
            case "feature.accuracy":
                return {
                    "That is the score of the made feature before it was fitted.": self.made["accuracy"],
                    "That is what it reaches with x₀ beside it.": self.both["accuracy"],
                }
            case "both.accuracy":
                return {
                    "That is what the made feature reaches alone.": self.feature["accuracy"],
                    "That is what x₀ and x₁ reach as they are.": self.inputs["accuracy"],
                }
        return {}

    @staticmethod
    def figures(see: See) -> Figures:
        yield scores(see, now=(KNOWN + see.position - 1, 0))
        yield fractions(see, "accuracy", HERE)

    @staticmethod
    def caption(see: See) -> str:
        got, name = getattr(see, see.last), RULES[see.last]
        if isinstance(got["accuracy"], str) or isinstance(got["answered"], str):
            return f"{name}: ?"
        if got["answered"] == POINTS:
            return f"{name}: it answers 1 for every point, like the lazy rule."
        return f"{name}: {number(got['accuracy'])} right, {got['answered']} points answered 1."
