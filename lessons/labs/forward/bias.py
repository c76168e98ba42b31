"""What the bias is for: it moves the place where a unit switches on."""

from __future__ import annotations

import numpy as np

from engine import MLP
from lessons.figures import Curves, Floats, Formula, Line, Series, State
from lessons.figures.worked import Working, by_hand, worked
from lessons.labs.base import Figures, Knob, Lab, Learnt, Plotted, Readout, See, of
from lessons.text import decimal

REACH = 4.0
"""x goes from minus this to this."""
TOP = 8.0
"""h goes from 0 to this whatever w is: a steeper unit looks steeper."""
SWEEP = np.linspace(-REACH, REACH, 161)


class Bias(Lab):
    """One ReLU unit with one input, drawn over that input: it switches on at x = −b/w."""

    steps = ("moved",)

    b = Knob.number("the bias", 0.0, low=-8, high=8, step=0.5)
    w = Knob.number("the weight", 1.5, low=0.25, high=4, step=0.25)
    wanted = Knob.number("where the unit should switch on", 2.0, low=0, high=4, turnable=False)

    switch = Readout("where the unit switches on: −b/w", lambda lab: float(0 - lab.b / lab.w))
    needed = Readout(
        "the bias with which it switches on at `wanted`",
        lambda lab: float(0 - lab.w * lab.wanted),
        at="moved",
    )
    far = Readout(f"what it gives at x = {REACH:g}", lambda lab: float(lab.output(lab.b)[-1]))
    curve = Plotted(lambda lab: lab.output(lab.b))
    moved = Plotted(lambda lab: lab.output(lab.needed), at="moved")

    def output(self, bias: float) -> Floats:
        return np.asarray(np.maximum(0.0, self.w * SWEEP + bias))

    def working(self, path: str) -> Working | None:
        if path != "needed":
            return None
        return by_hand("−{}·{}", {"w": self.w, "x": self.wanted}, self.needed, lambda w, x: 0 - w * x)

    def mistakes(self, path: str) -> dict[str, float]:
        if path != "needed":
            return {}
        return {
            "Look at the sign. At the switch, w·x and b have to add up to 0.": -self.needed,
            "That is the place of the switch, not the bias.": self.wanted,
            "You left out the weight.": -self.wanted,
            "You divided by the weight. At the switch, w·x + b is 0.": -self.wanted / self.w,
        }

    @property
    def learnt_network(self) -> Learnt:
        net = MLP([1, 1, 1], init="zeros")
        net.layers[0].W[:], net.layers[0].b[:], net.layers[1].W[:] = self.w, self.b, 1.0
        return Learnt(net, said="The output hands on what the one unit gives.")

    @staticmethod
    def figures(see: See) -> Figures:
        new = see.has("moved")
        series = [Series(f"b = {decimal(see.b)}", SWEEP, see.curve, "muted" if new else "accent")]
        if new:
            series.append(Series(f"b = {decimal(see.needed)}", SWEEP, see.moved))
        marker = (see.wanted if new else see.switch, 0.0)
        yield Curves("h = max(0, w·x + b)", tuple(series), "x", "h", 9, (-REACH, REACH), (0.0, TOP), marker)
        found = _cancel(see, see.b, see.switch, "past")
        wanted = Line(f"wanted: w·x + b = 0 at x = {decimal(see.wanted)}", "future")
        yield Formula("", (found, _cancel(see, see.needed, see.wanted, "now") if new else wanted))

    @staticmethod
    def caption(see: See) -> str:
        if see.has("moved"):
            wanted = decimal(see.wanted)
            if see.b == see.needed:
                return f"The two curves are one: with b = {decimal(see.b)} it switches at x = {wanted}."
            return f"Dim: your w and b. Bright: the b that your w needs to switch at x = {wanted}."
        at = decimal(see.switch)
        if of(lambda x: abs(x) > REACH, see.switch) is True:
            return f"The unit switches on at x = {at}, outside the picture."
        return f"Up to here, x = {at}, the unit gives 0. Beyond, it is on, and h grows."


def _cancel(see: See, bias: float, place: float, state: State) -> Line:
    """At the switch the weighted input and the bias come to nothing."""
    template = "at the switch: w·x + b = {}·{:()} + {:()} = {}"
    text = worked(template, [see.w, place, bias], 0.0, lambda w, x, b: w * x + b)
    return Line(text, state)
