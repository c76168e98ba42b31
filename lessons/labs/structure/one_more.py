"""What one more unit costs."""

from __future__ import annotations

from lessons.figures import Bars, Diagram, Spare, Unit, table
from lessons.figures.worked import Working, by_hand
from lessons.labs.base import Figures, Knob, Lab, Plotted, Readout, See, of, one_by_one, readout
from lessons.labs.structure._network import count, unit_name
from lessons.text import UNKNOWN


class OneMore(Lab):
    """One more unit in a hidden layer, alone with its own lines, and what it adds to the count."""

    steps = ("lines in", "lines out", "bias")
    captions = {
        "": "This unit and its lines are new. Each step counts some of what is new.",
        "lines in": "A line comes in from each input.",
        "lines out": "A line goes out to each output.",
        "bias": "And the unit has a bias of its own. No output gets a new one.",
    }

    inputs = Knob.integer("numbers that go in", 2, low=1, high=100)
    width = Knob.integer("units in the hidden layer before", 4, name="units", low=1, high=64)
    outputs = Knob.integer("numbers that come out", 1, low=1, high=100)

    @readout("weights on the lines in, weights on the lines out, and biases", tells=("extra",),
             at=one_by_one)  # fmt: skip
    def parts(self) -> list[int]:
        return [self.inputs, self.outputs, 1]

    extra = Readout(
        "parameters that the new unit brings", lambda lab: sum(lab.parts), at="bias", tells=("parts",)
    )
    before = Readout("parameters without it", lambda lab: sum(count([lab.inputs, lab.width, lab.outputs])))
    doubled = Readout(
        "parameters with twice the units", lambda lab: sum(count([lab.inputs, 2 * lab.width, lab.outputs]))
    )
    counted = Plotted(lambda lab: lab.inputs + lab.outputs, tells=("extra",))

    def working(self, path: str) -> Working | None:
        operands = {"inputs": self.inputs, "outputs": self.outputs}
        return (
            by_hand("{} + {} + 1", operands, self.extra, lambda *_: self.extra) if path == "extra" else None
        )

    def mistakes(self, path: str) -> dict[str, float]:
        if path != "extra":
            return {}
        return {
            "You left out its bias.": self.inputs + self.outputs,
            "You left out the line to the output.": self.inputs + 1,
            "You left out the lines from the inputs.": self.outputs + 1,
            "You counted the new unit, not what it brings.": 1,
            "That is the whole network with the new unit.": self.before + self.extra,
            "You gave the output another bias. It keeps the one that it has.": self.extra + self.outputs,
        }

    @staticmethod
    def figures(see: See) -> Figures:
        yield Diagram(
            "",
            (
                tuple(Unit(unit_name("x", k, see.inputs)) for k in range(see.inputs)),
                (Unit(f"h₁[{see.width}]", "", "now"),),
                tuple(Unit(unit_name("z₂", k, see.outputs)) for k in range(see.outputs)),
            ),
            ("input", "new unit", "output"),
            ([[1.0]] * see.inputs, [[1.0] * see.outputs]),
            height=7,
            counted=see.counted != UNKNOWN,
        )
        cells = [of(str, part) for part in (*see.parts, see.extra)]
        now = {(0, see.position - 1)} if see.position else set[tuple[int, int]]()
        yield table([cells], ("it brings",), ("lines in", "lines out", "bias", "together"), now)
        grown = of(lambda before, extra: before + extra, see.before, see.extra)
        yield Spare(
            Bars("parameters of the network", ("without it", "with it"), (see.before, grown), digits=0)
        )
