"""The laziest rule, and what a network answers."""

from __future__ import annotations

from lessons.figures import Bars, table
from lessons.figures.worked import Working, by_hand
from lessons.labs.base import Figures, See, of, readout
from lessons.labs.features._draws import POINTS
from lessons.labs.features._experiment import scored
from lessons.labs.features._training import Training
from lessons.text import number


class Answers(Training):
    """What a made feature, a network in training and the rule that always says 1 answer, and how often."""

    made = scored("made")
    always = scored("always", tells=("ones", "zeros"))

    @readout("how many points are of class 1", tells=("zeros", "always.accuracy"))
    def ones(self) -> int:
        return int(self.sample.labels.sum())

    @readout("how many points are of class 0", tells=("ones", "always.accuracy"))
    def zeros(self) -> int:
        return POINTS - int(self.ones)

    @readout("how many of these lie above x₁ = 0, and not: .above, .below", tells=("ones", "zeros"))
    def class_1(self) -> dict[str, int]:
        above = self.sample.labels[self.sample.made > 0].sum()
        return {"above": int(above), "below": int(self.ones - above)}

    @readout("how many points the network answers 0 now", tells=("answered",))
    def answered_0(self) -> int:
        return POINTS - int(self.answered)

    def working(self, path: str) -> Working | None:
        if path != "always.accuracy":
            return None
        numbers = {"points of class 1": self.ones, "points": POINTS}
        return by_hand("{} / {}", numbers, self.always["accuracy"], lambda ones, n: ones / n)

    def mistakes(self, path: str) -> dict[str, float]:
        match path:
            case "always.accuracy":
                return {
                    "That is the fraction of points of class 0.": 1 - self.always["accuracy"],
                    "You counted only the points above x₁ = 0.": self.class_1["above"] / POINTS,
                    "You counted only the points below x₁ = 0.": self.class_1["below"] / POINTS,
                    "Did you take the two classes to be equally many?": 0.5,
                    "That is the score of the made feature.": self.made["accuracy"],
                }
            case "answered":
                return {
                    "That is how many points are of class 1.": self.ones,
                    "That is how many it answered 1 before its first step.": self.before["answered"],
                    "That is how many points it answers 0.": self.answered_0,
                }
        return super().mistakes(path)

    @staticmethod
    def figures(see: See) -> Figures:
        made, always, now = see.made, see.always, (see.answered, see.answered_0, number(see.accuracy))
        rows = (
            (see.ones, see.zeros, ""),
            (made["answered"], of(lambda ones: POINTS - ones, made["answered"]), number(made["accuracy"])),
            now,
            (float(POINTS), 0.0, number(always["accuracy"])),
        )
        labels = ("the classes themselves", "made feature", f"network, step {see.position}", "always 1")
        yield table(rows, labels, ("ones", "zeros", "fraction right"), {(2, 0), (2, 1), (2, 2)}, digits=0)
        shares = (made["accuracy"], see.accuracy, always["accuracy"])
        yield Bars("fraction right", ("made feature", "network", "always 1"), shares, (0, 1), 2)
