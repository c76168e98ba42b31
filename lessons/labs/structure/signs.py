"""What the sign of a weight does to the sum at the end of its line."""

from __future__ import annotations

from lessons.figures import Unit
from lessons.figures.worked import weighted_sum
from lessons.labs.base import Figures, Plotted, Readout, See, one_by_one
from lessons.labs.structure._network import Network, diagram, shorten, unit_name


class Signs(Network):
    """A network with its weights on its lines, and the sums of its first layer, a unit at a time."""

    begins = "Each step adds up one sum: the products of its lines, and its bias."

    offered = ()

    def steps(self) -> int:
        return int(self.shape[1])

    def prepare(self, changed: str | None = None) -> None:
        super().prepare(changed)
        shorten(self.net)
        self.sums = self.net.trace(self.given[None, :]).z[0][0]

    z = Readout("the sums of the first layer that computes", lambda lab: lab.sums, at=one_by_one)

    x = Readout("the input", lambda lab: lab.given)
    biases = Plotted(lambda lab: lab.net.layers[0].b)

    @staticmethod
    def figures(see: See) -> Figures:
        inputs = tuple(Unit(unit_name("x", k, len(see.x)), value) for k, value in enumerate(see.x))
        sums = tuple(
            Unit(unit_name("z₁", k, len(see.z)), value, "now" if k + 1 == see.position else "past")
            for k, value in enumerate(see.z)
        )
        yield diagram(see, 9, (inputs, sums), lines=see.lines[:1], numbered=True)

    @staticmethod
    def caption(see: See) -> str:
        unit = see.position - 1
        if len(see.x) > 4:
            return f"The sum of unit {unit}: {len(see.x)} products and its bias."
        total = weighted_sum(see.lines[0][:, unit], see.x, see.biases[unit], see.z[unit])
        return f"{unit_name('z₁', unit, len(see.z))} = {total}"
