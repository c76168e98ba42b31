"""Clouds on a ring, and a network that learns to tell them apart."""

from __future__ import annotations

from lessons.figures import Beside
from lessons.figures.worked import Working, counted
from lessons.labs.base import Figures, Knob, Readout, See, of, readout, units_of_share
from lessons.labs.classes._ring import Ring, map_of, of_each
from lessons.text import number


class ManyClasses(Ring):
    """A network that learns which of several clouds a point belongs to: what it answers, and how well."""

    begins = "Nothing is learnt yet."
    coding = Knob.choice("an output for each class, or one for its index", ("one each", "index"))

    @property
    def sizes(self) -> tuple[int, ...]:
        """The units of its layers, the inputs first."""
        hidden = (self.units_in,) if self.units_in else ()
        return 2, *hidden, self.classes if self.coding == "one each" else 1

    last_class = Readout("the index of the last class", lambda lab: lab.classes - 1)
    parameters = Readout("weights and biases of the network", lambda lab: int(lab.net.params.size))

    @readout("the mean fraction right of classes: ends.first_last, of the first and the last; ends.others")
    def ends(self) -> dict[str, float]:
        return {"first_last": float(self.recalls[[0, -1]].mean()), "others": float(self.recalls[1:-1].mean())}

    def working(self, path: str) -> Working | None:
        return counted(self.sizes, self.parameters) if path == "parameters" else None

    def mistakes(self, path: str) -> dict[str, float]:
        if path != "parameters":
            return {}
        return {
            "You left out the biases.": self.parameters - sum(self.sizes[1:]),
            "That is one output. Each class has one of its own.": (self.sizes[-2] + 1),
            "You counted the units. Count what comes into them.": sum(self.sizes),
        }

    def units(self, path: str) -> dict[str, float]:
        share = path == "right.share" or path.startswith(("recalls[", "ends."))
        return units_of_share(100) if share else {}

    @staticmethod
    def figures(see: See) -> Figures:
        yield Beside(
            (map_of(see, "answered"), of_each(see, "right of each class", see.recalls)), shares=(3, 2)
        )

    @staticmethod
    def caption(see: See) -> str:
        share = number(of(lambda right: 100 * right, see.right["share"]), 0)
        return f"After {see.batch} batches: {share} % of the test points right."
