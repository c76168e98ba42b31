"""A straight line between two moons, and what it gets wrong."""

from __future__ import annotations

from typing import Any

from lessons.figures.worked import Working, by_hand
from lessons.labs.base import Figures, Learnt, Plotted, Readout, See, of, plotted, readout, units_of_count
from lessons.labs.moons._moons import Moons, plane
from lessons.text import number


class Line(Moons):
    """A straight line between two classes of points, and the test points on its wrong side."""

    steps = ("counted",)
    offered = ()
    captions = {"": "The line, and every test point. Press s to see only those it gets wrong."}

    wrong = Readout("how many test points the line gets wrong", lambda lab: lab.misses(lab.straight),
                    at="counted", tells=("right",))  # fmt: skip

    @readout("the fraction of the test points that it gets right", at="counted", tells=("wrong",))
    def right(self) -> float:
        return float(1 - self.wrong / len(self.test))

    map = Plotted(lambda lab: lab.straight.forward(lab.grid)[:, 0])

    @plotted(at="counted", tells=("wrong",))
    def astray(self) -> Any:
        """Which of the test points lie on the wrong side, (n,)."""
        answers = self.straight.forward(self.test.X)[:, 0] > 0.5
        return answers != self.test.labels.astype(bool)

    def working(self, path: str) -> Working | None:
        if path != "right":
            return None
        total = len(self.test)
        numbers = {"test points": total, "wrong": self.wrong}
        return by_hand("({0} − {1}) / {0}", numbers, self.right, lambda n, wrong: (n - wrong) / n)

    def mistakes(self, path: str) -> dict[str, float]:
        total = len(self.test)
        if path != "right":
            return {}
        return {
            "You divided those that are wrong by all. How many are right?": self.wrong / total,
            "You divided by the points that are right. Divide by all.": self.wrong
            / max(total - self.wrong, 1),
        }

    def units(self, path: str) -> dict[str, float]:
        return units_of_count(len(self.test)) if path == "wrong" else {}

    @property
    def learnt_network(self) -> Learnt:
        return Learnt(self.straight, self.parts, said="Without a hidden layer: the straight line.")

    @staticmethod
    def figures(see: See) -> Figures:
        if see.has("counted") and not isinstance(see.wrong, str):
            yield plane(see, "only the points on the wrong side", see.map, see.wrong, see.astray)
        else:
            yield plane(see, "a straight line, and the test points", see.map, see.wrong)

    @staticmethod
    def caption(see: See) -> str:
        right = of(lambda n, total: total - n, see.wrong, see.counted["test"])
        total, share = see.counted["test"], number(see.right)
        return f"{see.wrong} of {total} test points lie on its wrong side, {right} on the right one: {share}."
