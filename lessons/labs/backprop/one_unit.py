"""One hidden unit and one output: small enough for the whole of a pass to be worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine import MLP, Dataset, Split, Trace
from lessons.figures import Beside, Diagram, Formula, Line, Matrix, Node, Spare, Tape, Unit, table
from lessons.figures.worked import worked
from lessons.labs.backprop._network import step_slips
from lessons.labs.base import Figures, Knob, Lab, Learnt, Plotted, Readout, See, of
from lessons.text import decimal

PARAMETERS = ("w", "b", "v", "c")


class OneUnit(Lab):
    """One number through one ReLU unit to a sigmoid: forward, every gradient back, and the update."""

    step_word = "operation"
    steps = ("z", "h", "score", "p", "loss", "dscore", "dv", "dh", "dz", "dw", "update")
    captions = {
        "": "Nothing is computed yet. Forward first, an operation a step.",
        "z": "The sum of the hidden unit: w times x, plus b.",
        "score": "The score: v times what the hidden unit gives, plus c.",
        "p": "The sigmoid turns the score into p, the probability of class 1.",
        "loss": "The loss: −log of the probability of the right class. Now backwards.",
        "dscore": "Back to the score: p − y.",
        "dv": "v was multiplied by h: it gets h · ∂score. c was added: it gets ∂score.",
        "dh": "Back through v: ∂score times v.",
        "dw": "w was multiplied by x: it gets x · ∂z. b was added: it gets ∂z.",
    }

    x = Knob.number("the input", 3.0, low=-10, high=10, step=0.5, group="sample")
    y = Knob.integer("the right class", 0, low=0, high=1, group="sample")
    w = Knob.number("the weight of the hidden unit", 0.5, low=-10, high=10, group="hidden")
    b = Knob.number("the bias of the hidden unit", -0.5, low=-10, high=10, group="hidden")
    v = Knob.number("the weight of the output", 2.0, low=-10, high=10, group="output")
    c = Knob.number("the bias of the output", -2.0, low=-10, high=10, group="output")
    learning_rate = Knob.number("how far the update goes against the gradient", 1.0, low=0, high=10,
                                group="update")  # fmt: skip

    def prepare(self, changed: str | None = None) -> None:
        self.net = MLP([1, 1, 1], hidden="relu", output="sigmoid", init="zeros")
        for layer, (weight, bias) in zip(self.net.layers, ((self.w, self.b), (self.v, self.c)), strict=True):
            layer.W[...], layer.b[...] = weight, bias
        self.trace: Trace = self.net.trace([[self.x]], [[self.y]], "bce")

    z = Readout("the sum of the hidden unit", lambda lab: _only(lab.trace.z[0]), at="z")
    h = Readout("what the hidden unit gives", lambda lab: _only(lab.trace.a[0]), at="h")
    score = Readout("the sum of the output", lambda lab: _only(lab.trace.z[1]), at="score")
    p = Readout("the probability of class 1", lambda lab: _only(lab.trace.a[1]), at="p")
    loss = Readout("−log of the probability of the right class", lambda lab: lab.trace.loss, at="loss")
    dscore = Readout("∂L/∂score", lambda lab: _only(lab.trace.dz[1]), at="dscore")
    dv = Readout("∂L/∂v", lambda lab: _only(lab.trace.dW[1]), at="dv")
    dc = Readout("∂L/∂c", lambda lab: _only(lab.trace.db[1]), at="dv")
    dh = Readout("∂L/∂h", lambda lab: _only(lab.trace.da[0]), at="dh")
    dz = Readout("∂L/∂z", lambda lab: _only(lab.trace.dz[0]), at="dz")
    dw = Readout("∂L/∂w", lambda lab: _only(lab.trace.dW[0]), at="dw")
    db = Readout("∂L/∂b", lambda lab: _only(lab.trace.db[0]), at="dw")
    new_w = Readout("w after the update", lambda lab: lab.w - lab.learning_rate * lab.dw, at="update")
    new_b = Readout("b after the update", lambda lab: lab.b - lab.learning_rate * lab.db, at="update")
    new_v = Readout("v after the update", lambda lab: lab.v - lab.learning_rate * lab.dv, at="update")
    new_c = Readout("c after the update", lambda lab: lab.c - lab.learning_rate * lab.dc, at="update")
    new_z = Readout(
        "z with what w and b are after it",
        lambda lab: round(lab.new_w * lab.x + lab.new_b, 12) + 0.0,
        at="update",
    )
    gradients = Plotted(lambda lab: np.array([lab.dw, lab.db, lab.dv, lab.dc]), at=("dw", "dw", "dv", "dv"))
    new = Plotted(lambda lab: np.array([lab.new_w, lab.new_b, lab.new_v, lab.new_c]), at=("update",) * 4)

    @property
    def learnt_network(self) -> Learnt:
        sample = Dataset("sample", np.array([[self.x]]), np.array([[float(self.y)]]), "regression")
        return Learnt(self.net, Split(sample), {"learning_rate": self.learning_rate, "batch": 1})

    def mistakes(self, path: str) -> dict[str, float]:
        return _slips(self.values(), path)

    @staticmethod
    def figures(see: See) -> Figures:
        yield Beside((_tape(see), _parameters(see)), shares=(3, 2))
        yield Formula("", (_formula(see),))
        hidden = Unit("h", see.h, see.state("h"), below=(("b", see.b),))
        output = Unit("p", see.p, see.state("p"), below=(("c", see.c),))
        units = ((Unit("x", see.x),), (hidden,), (output,))
        weights = (np.array([[see.w]]), np.array([[see.v]]))
        back = [np.array([[part]], dtype=object) for part in (see.dw, see.dv)] if see.has("dw") else []
        drawn = Diagram("", units, ("input", "hidden", "output"), weights, height=7, numbered=True,
                        gradients=tuple(back))  # fmt: skip
        yield Spare(drawn)

    @staticmethod
    def caption(see: See) -> str:
        match see.last:
            case "h" | "dz" if isinstance(see.z, str):
                return "ReLU, the gate."
            case "h":
                return (
                    "ReLU lets the sum pass." if see.z > 0 else "ReLU puts 0 for a sum that is not positive."
                )
            case "dz":
                return f"Back through ReLU: its slope is {1 if see.z > 0 else 0} here."
        moved = "Each number moved against its gradient, or stayed where that is 0."
        if isinstance(see.new_z, str) or isinstance(see.z, str) or see.z <= 0 or see.new_z > 0:
            return moved
        return f"The update has stopped the unit: for this x, z is now {decimal(see.new_z)}."


def _only(values: Any) -> float:
    """The one number of an array."""
    return float(np.ravel(values)[0])


def _tape(see: See) -> Tape:
    """The operations, with their values on the way forward and their gradients on the way back."""
    rows = (
        ("z", "w·x + b", see.z, see.dz),
        ("h", "ReLU(z)", see.h, see.dh),
        ("score", "v·h + c", see.score, see.dscore),
        ("p", "sigmoid(score)", see.p, ""),
        ("L", "−log p" if see.y else "−log(1−p)", see.loss, ""),
    )
    back = see.has("dscore")
    nodes = tuple(
        Node(name, operation, decimal(value), decimal(gradient) if back and gradient != "" else "",
             "now" if see.last in (name, f"d{name}", {"L": "loss"}.get(name)) else "past")
        for name, operation, value, gradient in rows
    )  # fmt: skip
    return Tape("", nodes, headings=("", "operation", "value", "gradient ∂" if back else ""))


def _parameters(see: See) -> Matrix:
    """The four numbers of its own, their gradients, and what they are after the update."""
    old = (see.w, see.b, see.v, see.c)
    rows = list(zip(old, see.gradients, see.new, strict=True))
    step = see.last
    now = {"dv": {(2, 1), (3, 1)}, "dw": {(0, 1), (1, 1)}, "update": {(i, 2) for i in range(4)}}.get(step, ())
    return table(rows, PARAMETERS, ("now", "gradient ∂", "new"), now, digits=4)


def _formula(see: See) -> Line:
    """The step just taken, with its numbers put in."""
    match see.last:
        case "":
            return Line("z = w·x + b", "future")
        case "z":
            text = worked("z = w·x + b = {:()}·{:()} + {:()} = {}", [see.w, see.x, see.b], see.z, _sum)
        case "h":
            text = worked("h = max(0, z) = max(0, {}) = {}", [see.z], see.h, lambda z: max(0.0, z))
        case "score":
            operands = [see.v, see.h, see.c]
            text = worked("score = v·h + c = {:()}·{:()} + {:()} = {}", operands, see.score, _sum)
        case "p":
            minus = of(lambda score: -score, see.score)
            text = worked("p = 1 / (1 + exp({})) = {}", [minus], see.p, lambda s: 1 / (1 + np.exp(s)))
        case "loss":
            inside = see.p if see.y else of(lambda p: 1 - p, see.p)
            left = "−log p" if see.y else "−log(1 − p)"
            text = worked(f"L = {left} = −log({{}}) = {{}}", [inside], see.loss, lambda q: -np.log(q))
        case "dscore":
            operands = [see.p, str(see.y)]
            text = worked("∂score = p − y = {} − {} = {}", operands, see.dscore, lambda p, y: p - y)
        case "dv":
            text = worked("∂v = h·∂score = {:()}·{:()} = {}", [see.h, see.dscore], see.dv, _product)
        case "dh":
            text = worked("∂h = ∂score·v = {:()}·{:()} = {}", [see.dscore, see.v], see.dh, _product)
        case "dz":
            slope = of(lambda z: "1" if z > 0 else "0", see.z)
            text = worked("∂z = ∂h·ReLU′(z) = {:()}·{} = {}", [see.dh, slope], see.dz, _product)
        case "dw":
            text = worked("∂w = x·∂z = {:()}·{:()} = {}", [see.x, see.dz], see.dw, _product)
        case _:
            operands = [see.w, see.learning_rate, see.dw]
            template = "new w = w − learning rate·∂w = {} − {}·{:()} = {}"
            text = worked(template, operands, see.new_w, lambda w, rate, slope: w - rate * slope)
    return Line(text, "now")


def _sum(weight: float, value: float, bias: float) -> float:
    return weight * value + bias


def _product(left: float, right: float) -> float:
    return left * right


def _slips(of: Mapping[str, Any], path: str) -> dict[str, float]:
    """What each slip gives for a number of the pass, by what is said of it; `of`: knobs and readouts."""
    x, y, w, b, v, c = (of[name] for name in ("x", "y", "w", "b", "v", "c"))
    z, h, score, p = (of[name] for name in ("z", "h", "score", "p"))
    back, dv, dh, dz, dw = (of[name] for name in ("dscore", "dv", "dh", "dz", "dw"))
    match path:
        case "z":
            return {
                "You left out the bias b.": w * x,
                "You took b away. It is added.": w * x - b,
                "You added w and x. Multiply them.": w + x + b,
            }
        case "h":
            return {
                "You left out ReLU: what is not positive becomes 0.": z,
                "You dropped the sign. ReLU drops the number: 0.": abs(z),
            }
        case "score":
            return {
                "You left out the bias c.": v * h,
                "You used z. The output sees only what ReLU lets pass, h.": v * z + c,
                "You used x. The output sees h.": v * x + c,
            }
        case "p":
            return {
                "That is the score. The sigmoid of it is asked for; of 0 it is one half.": score,
                "That is 1 − p.": 1 - p,
                "That is p rounded to a class. The sigmoid gives the probability.": float(p > 0.5),
            }
        case "dscore":
            return {
                "You computed y − p. It is p − y.": y - p,
                "You left out y. It is p − y.": p,
                "You multiplied in the slope of the sigmoid. p − y has it already.": back * p * (1 - p),
            }
        case "dv":
            return {
                "You left out h: v was multiplied by it.": back,
                "You used v. On the way forward v was multiplied by h, so it gets h times ∂score.": v * back,
                "You used z where h belongs.": z * back,
                "You used x where h belongs.": x * back,
                "You left out ∂score.": h,
            }
        case "dc":
            return {
                "You multiplied by h. A bias is only added.": dv,
                "You multiplied by c. A bias is only added.": c * back,
                "You put 1. A bias gets ∂score itself.": 1.0,
            }
        case "dh":
            return {
                "You used h. On the way forward h was multiplied by v, so it gets v times ∂score.": h * back,
                "You left out v.": back,
                "You left out ∂score.": v,
                "You used w. The way from the score to h leads through v.": w * back,
            }
        case "dz":
            return {
                "You let it through a shut gate: z is not positive, so the slope of ReLU is 0.": dh,
                "You multiplied by z. The slope of ReLU is 1 or 0.": dh * z,
                "You shut the gate. z is positive, so the slope of ReLU is 1.": 0.0,
            }
        case "dw":
            return {
                "You left out x: w was multiplied by it.": dz,
                "You used w. On the way forward w was multiplied by x, so it gets x times ∂z.": w * dz,
                "You used ∂h: it has not been through ReLU.": x * dh,
                "You left out ∂z.": x,
            }
        case "db":
            return {
                "You multiplied by x. A bias is only added.": dw,
                "You multiplied by b. A bias is only added.": b * dz,
                "You used ∂h: it has not been through ReLU.": dh,
                "You put 1. A bias gets ∂z itself.": 1.0,
            }
    if path in ("new_w", "new_b", "new_v", "new_c"):
        name = path[-1]
        return step_slips(of[name], of["learning_rate"], of[f"d{name}"])
    return {}
