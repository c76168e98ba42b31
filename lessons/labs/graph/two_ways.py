"""A small network in which a value goes on two ways: through a unit, and past it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lessons.figures import Graph, Operation, State
from lessons.labs.backprop._network import step_slips
from lessons.labs.base import Figures, Knob, Lab, Readout, See, of


class TwoWays(Lab):
    """A number that goes through a ReLU unit and past it too: forward, back by both ways, and the update."""

    step_word = "operation"
    no_network = "Here a number goes past a unit too; in the playground each layer leads to the next alone."
    steps = ("a", "z", "h", "p", "loss", "dp", "dv", "da", "dw", "update")
    captions = {
        "": "Nothing is computed yet. Forward first, an operation a step.",
        "a": "a is w times x.",
        "z": "One way: a goes into a unit, times v.",
        "h": "ReLU, the gate of that unit.",
        "p": "The other way goes past the unit: a itself is added to h.",
        "loss": "The loss is the square of how far p is from y. Now backwards.",
        "dp": "Back to p: 2(p − y).",
        "dv": "Through the unit: the gate, then the other factor, a.",
        "da": "a went two ways, so two gradients come back, and are added.",
        "dw": "w was multiplied by x: it gets x · ∂a.",
        "update": "Both weights moved against their gradients, or stayed where that is 0.",
    }

    x = Knob.number("the input", 2.0, low=-10, high=10, step=0.5)
    y = Knob.number("what p should be", 5.0, low=-10, high=10, step=0.5)
    w = Knob.number("the first weight", 1.5, low=-10, high=10)
    v = Knob.number("the weight of the unit", 0.5, low=-10, high=10)
    learning_rate = Knob.number("how far the update goes against the gradient", 0.1, low=0, high=10)

    a = Readout("w times x", lambda lab: lab.w * lab.x, at="a")
    z = Readout("the sum of the unit, v times a", lambda lab: lab.v * lab.a, at="z")
    h = Readout("what the unit gives", lambda lab: max(0.0, lab.z), at="h")
    p = Readout("a plus h", lambda lab: lab.a + lab.h, at="p")
    loss = Readout("the square of p − y", lambda lab: (lab.p - lab.y) ** 2, at="loss")
    dp = Readout("∂L/∂p", lambda lab: 2 * (lab.p - lab.y), at="dp")
    dz = Readout("∂L/∂z", lambda lab: lab.dp * (lab.z > 0), at="dv")
    dv = Readout("∂L/∂v", lambda lab: lab.a * lab.dz, at="dv")
    da = Readout("∂L/∂a, from both ways", lambda lab: lab.dp + lab.v * lab.dz, at="da")
    dw = Readout("∂L/∂w", lambda lab: lab.x * lab.da, at="dw")
    new_w = Readout("w after the update", lambda lab: lab.w - lab.learning_rate * lab.dw, at="update")
    new_v = Readout("v after the update", lambda lab: lab.v - lab.learning_rate * lab.dv, at="update")

    def mistakes(self, path: str) -> dict[str, float]:
        return _slips(self.values(), path)

    @staticmethod
    def figures(see: See) -> Figures:
        past = {"a": "da", "z": "dv", "h": "dv", "p": "dp"}

        def state(step: str) -> State:
            return "now" if see.last in (step, past[step]) else "past"

        gate = of(lambda z: float(z > 0), see.z)
        yield Graph(
            "",
            (
                Operation("w", "w", see.w, see.dw),
                Operation("x", "x", see.x, ""),
                Operation("a", "a ×", see.a, see.da, (0, 1), (see.x, see.w), state("a")),
                Operation("v", "v", see.v, see.dv),
                Operation("z", "z ×", see.z, see.dz, (3, 2), (see.a, see.v), state("z")),
                Operation(
                    "h", "ReLU", see.h, of(lambda dp, dz: dp, see.dp, see.dz), (4,), (gate,), state("h")
                ),
                Operation("p", "p +", see.p, see.dp, (2, 5), (1.0, 1.0), state("p")),
            ),
        )


def _slips(of: Mapping[str, Any], path: str) -> dict[str, float]:
    """What each slip gives for a number of the pass, by what is said of it; `of`: knobs and readouts."""
    x, y, w, v, a, z, h, p = (of[name] for name in ("x", "y", "w", "v", "a", "z", "h", "p"))
    dp, dz, dv, da, dw = (of[name] for name in ("dp", "dz", "dv", "da", "dw"))
    match path:
        case "p":
            return {
                "You left out the way past the unit: a is added to h.": h,
                "You left out the unit: h is added to a.": a,
                "You added z. The unit gives h.": a + z,
            }
        case "dp":
            return {
                "You left out the 2 of the square's slope.": p - y,
                "You computed y − p. It is 2(p − y).": 2 * (y - p),
                "That is the loss. Its slope is 2(p − y).": (p - y) ** 2,
            }
        case "dz":
            return {
                "You let it through a shut gate: z is not positive.": dp,
                "You shut the gate. z is positive.": 0.0,
            }
        case "dv":
            return {
                "You used v. v was multiplied by a, so it gets a times ∂z.": v * dz,
                "You left out a: v was multiplied by it.": dz,
                "You went past the gate. ReLU's slope comes first.": a * dp,
            }
        case "da":
            return {
                "You took the way through the unit alone. Add the way past it.": v * dz,
                "You took the way past the unit alone. Add the way through it.": dp,
                "You multiplied the two ways. Add them.": v * dz * dp,
                "You left out v on the way through the unit.": dp + dz,
            }
        case "dw":
            return {
                "You left out x: w was multiplied by it.": da,
                "You used w. w was multiplied by x, so it gets x times ∂a.": w * da,
                "You used one of a's two ways alone.": x * dp,
            }
    if path in ("new_w", "new_v"):
        return step_slips(of[path[-1]], of["learning_rate"], dw if path == "new_w" else dv)
    return {}
