"""Backpropagation through two layers, an operation at a time, both ways."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np

from engine import MLP, Trace
from lessons.figures import Equation, Formula, Line, Node, Tape, matrix
from lessons.figures.worked import Working, by_hand, worked
from lessons.labs.base import (
    Figures,
    Knob,
    Lab,
    Plotted,
    Readout,
    See,
    each,
    of,
    split_path,
)
from lessons.text import BLANK, decimal, number, vector

FORWARD = ("z1", "h1", "z2", "p", "loss")
BACKWARD = ("dp", "dz2", "dW2", "dh1", "dz1", "dW1")
OPERATIONS = (*FORWARD, *BACKWARD, "update")
LOSSES = {0.0: "−log(1−p)", 1.0: "−log p"}
"""What the loss comes to where the target is a plain no or yes."""
_put_in = partial(worked, least=4)
LAST_GRADIENT = len(FORWARD) + len(BACKWARD)


class Backprop(Lab):
    """One sample through a 2-2-1 network: forward, loss, every gradient, and the update."""

    step_word = "operation"
    steps = OPERATIONS
    """Of one round; after the update the next one begins."""
    captions = {
        "z1": "Forward: the weighted sums of the hidden units.",
        "z2": "The logit: hidden values times W₂, plus b₂.",
        "p": "The sigmoid turns the logit into a probability.",
        "loss": "The loss: how surprised the network is by the target. Now backwards.",
        "dp": "How the loss changes with p. All other gradients are built on this one.",
        "dz2": "Times the slope of the sigmoid, p(1−p). The two simplify to p − y.",
        "dh1": "Back through W₂: each hidden value gets its weight's share.",
    }

    x = Knob.vector("the input", [0.5, -1.0], low=-100, high=100, shape=(2,))
    y = Knob.number("the target, 0 or 1 or between", 1.0, low=0, high=1, digits=1)
    first_W1 = Knob.matrix("the hidden weights, a column a unit",
                           [[0.77049803735, -0.14671444895], [-1.0893946886, 0.2842156291]],
                           name="W1", label="W₁", low=-100, high=100, shape=(2, 2), moves=True)  # fmt: skip
    first_b1 = Knob.vector(
        "the hidden biases", [0.0, 0.0], name="b1", label="b₁", low=-100, high=100, shape=(2,), moves=True
    )
    first_W2 = Knob.vector("the output weights", [-0.54226118325, -0.69929772615],
                           name="W2", label="W₂", low=-100, high=100, shape=(2,), moves=True)  # fmt: skip
    first_b2 = Knob.number("the output bias", 0.0, name="b2", label="b₂", low=-100, high=100, moves=True)
    learning_rate = Knob.number("how far the update goes", 0.5, label="rate", low=0, high=10)
    rounds = Knob.integer("how many updates a run has", 20, low=1, high=200, turnable=False)

    def prepare(self, changed: str | None = None) -> None:
        self._passes: list[tuple[MLP, Trace]] = []

    @property
    def length(self) -> int:
        return int(self.rounds) * len(OPERATIONS)

    @property
    def run_length(self) -> int:
        """To the last gradient, before the update."""
        return LAST_GRADIENT

    @property
    def stage(self) -> int:
        return self.position % len(OPERATIONS)

    def begun_here(self) -> int:
        """At the same operation, of the first round."""
        return self.stage

    def passed(self, round_: int) -> tuple[MLP, Trace]:
        """The network and its pass, forward and backward, after so many updates."""
        while len(self._passes) <= round_:
            net = MLP([2, 2, 1], hidden="relu", output="sigmoid", init="zeros")
            if self._passes:
                before = self._passes[-1][0]
                net.params[...] = before.params - self.learning_rate * before.grads
            else:
                net.layers[0].W[...] = self.first_W1
                net.layers[0].b[...] = self.first_b1
                net.layers[1].W[:, 0] = self.first_W2
                net.layers[1].b[...] = self.first_b2
            self._passes.append((net, net.trace(self.x[None, :], [[self.y]], "bce")))
        return self._passes[round_]

    def loss_after(self, round_: int) -> float:
        loss = self.passed(round_)[1].loss
        assert loss is not None, "the pass was traced with a target"
        return loss

    round = Readout("updates done", lambda lab: lab.position // len(OPERATIONS))
    net = Plotted(lambda lab: lab.passed(lab.round)[0])
    trace = Plotted(lambda lab: lab.passed(lab.round)[1])
    W1 = Readout("the hidden weights (2×2), a column a unit", lambda lab: lab.net.layers[0].W.copy())
    b1 = Readout("the hidden biases (2)", lambda lab: lab.net.layers[0].b.copy())
    W2 = Readout("the output weights (2)", lambda lab: lab.net.layers[1].W[:, 0].copy())
    b2 = Readout("the output bias", lambda lab: float(lab.net.layers[1].b[0]))
    z1 = Readout("the weighted sums of the hidden units (2)", lambda lab: lab.trace.z[0][0], at="z1")
    h1 = Readout("what the hidden units give on (2)", lambda lab: lab.trace.a[0][0], at="h1")
    z2 = Readout("the logit", lambda lab: float(lab.trace.z[1][0, 0]), at="z2")
    p = Readout("the predicted probability of class 1", lambda lab: float(lab.trace.a[1][0, 0]), at="p")
    loss = Readout("binary cross-entropy of p against y", lambda lab: lab.loss_after(lab.round), at="loss")
    dp = Readout("∂L/∂p", lambda lab: float(lab.trace.da[1][0, 0]), at="dp")
    dz2 = Readout("∂L/∂z₂", lambda lab: float(lab.trace.dz[1][0, 0]), at="dz2")
    dW2 = Readout("∂L/∂W₂ (2)", lambda lab: lab.trace.dW[1][:, 0], at="dW2")
    db2 = Readout("∂L/∂b₂", lambda lab: float(lab.trace.db[1][0]), at="dW2")
    dh1 = Readout("∂L/∂h₁ (2)", lambda lab: lab.trace.da[0][0], at="dh1")
    dz1 = Readout("∂L/∂z₁ (2)", lambda lab: lab.trace.dz[0][0], at="dz1")
    dW1 = Readout("∂L/∂W₁ (2×2)", lambda lab: lab.trace.dW[0], at="dW1")
    db1 = Readout("∂L/∂b₁ (2)", lambda lab: lab.trace.db[0], at="dW1")
    zeros = Readout("how many of the 9 gradients are exactly 0", lambda lab: int((lab.net.grads == 0).sum()))
    parameters = Readout("how many weights and biases there are", lambda lab: int(lab.net.params.size))
    after = Readout("the loss with the weights of the next update", lambda lab: lab.loss_after(lab.round + 1))

    around = Plotted(lambda lab: [lab.loss_after(max(0, lab.round - 1)), lab.loss], tells={1: "loss"})
    """The loss before the last update and after it."""
    dead = Plotted(lambda lab: [str(i) for i in range(2) if lab.z1[i] <= 0])
    """The hidden units that give 0."""

    def working(self, path: str) -> Working | None:
        z1, h1, W2, dz2, dh1, dz1 = self.z1, self.h1, self.W2, self.dz2, self.dh1, self.dz1
        slopes = (z1 > 0).astype(int)
        match split_path(path):
            case ["h1", int(i)] if z1[i] <= 0:
                return by_hand("max(0, {})", {f"z₁[{i}]": z1[i]}, h1[i], lambda z: max(0.0, z))
            case ["p"]:
                return by_hand("1/(1 + e^(−{:()}))", {"z₂": self.z2}, self.p, lambda z: 1 / (1 + np.exp(-z)))
            case ["loss"] if self.y in LOSSES:
                inside = "p" if self.y else "1 − p"
                q = self.p if self.y else 1 - self.p
                return by_hand("−log({})", {inside: q}, self.loss, lambda q: -np.log(q))
            case ["dz2" | "db2"]:
                y = int(self.y) if self.y in LOSSES else self.y
                return by_hand("{} − {}", {"p": self.p, "y": y}, dz2, lambda p, y: p - y)
            case ["dW2", int(i)]:
                return _product({f"h₁[{i}]": h1[i], "∂L/∂z₂": dz2}, self.dW2[i])
            case ["dh1", int(i)]:
                return _product({"∂L/∂z₂": dz2, f"W₂[{i}]": W2[i]}, dh1[i])
            case ["dz1", int(i)]:
                return _product({f"∂L/∂h₁[{i}]": dh1[i], "slope of ReLU": slopes[i]}, dz1[i])
            case ["dW1", int(i), int(j)]:
                return _product({f"x[{i}]": self.x[i], f"∂L/∂z₁[{j}]": dz1[j]}, self.dW1[i, j])
            case ["b2"] if self.round:
                before, trace = self.passed(self.round - 1)
                numbers = {
                    "b₂": float(before.layers[1].b[0]),
                    "rate": self.learning_rate,
                    "∂L/∂b₂": float(trace.db[1][0]),
                }
                return by_hand("{} − {} · {:()}", numbers, self.b2, lambda b, rate, slope: b - rate * slope)
        return None

    def mistakes(self, path: str) -> dict[str, float]:
        p, y, z1, h1, x = self.p, self.y, self.z1, self.h1, self.x
        slope = p * (1 - p)
        match split_path(path):
            case ["h1", int(i)]:
                return {"You left out ReLU.": z1[i]}
            case ["p"]:
                return {"You left out the sigmoid.": self.z2, "That is 1 − p.": 1 - p}
            case ["loss"]:
                return {
                    "You used the probability of the other class.": -math.log1p(-p) if p < 1 else math.inf,
                    "You took the logarithm to base 10. Here log is the natural one.": self.loss
                    / math.log(10),
                    "That is log p. The loss is −log p.": -self.loss,
                    "That is 1 − p. The loss is −log p.": 1 - p,
                }
            case ["dz2" | "db2"]:
                return {
                    "You computed y − p. The slope is p − y.": y - p,
                    "You multiplied in the slope of the sigmoid. p − y has it already.": (p - y) * slope,
                    "You left out the target.": p,
                    "That is ∂L/∂p. Multiply it by the slope of the sigmoid.": self.dp,
                }
            case ["dW2", int(i)]:
                return {
                    "You left out the hidden value.": self.dz2,
                    "You used the other hidden value.": self.dz2 * float(h1[1 - i]),
                    "You used z₁ where h₁ belongs.": self.dz2 * float(z1[i]),
                    "You used the weight where the hidden value belongs.": self.dz2 * float(self.W2[i]),
                }
            case ["dh1", int(i)]:
                return {
                    "You used the hidden value where the weight belongs.": self.dz2 * float(h1[i]),
                    "You used the other weight.": self.dz2 * float(self.W2[1 - i]),
                    "You left out the weight.": self.dz2,
                    "You left out ∂L/∂z₂.": self.W2[i],
                }
            case ["dz1", int(i)]:
                return {
                    "You left out the slope of ReLU.": self.dh1[i],
                    "You used what ReLU gives where its slope belongs.": self.dh1[i] * h1[i],
                }
            case ["b2"]:
                gradient = float(self.passed(max(0, self.round - 1))[1].db[1][0])
                before = self.b2 + self.learning_rate * gradient
                return {
                    "You added the step. It goes against the slope.": self.b2
                    + 2 * self.learning_rate * gradient,
                    "You left out the learning rate.": before - gradient,
                    "That is the bias before the step.": before,
                }
            case ["zeros"]:
                units = int((z1 <= 0).sum())
                return {
                    "You counted only the weights into the unit that gives 0.": 2.0 * units,
                    "You left out the weight that leads out of the unit that gives 0.": 3.0 * units,
                    "You left out the bias of the unit that gives 0.": 3.0 * units,
                }
            case ["dW1", int(i), int(j)]:
                return {
                    "You left out the slope of ReLU.": self.dh1[j] * x[i],
                    "You left out the input.": self.dz1[j],
                    "You used the other input.": self.dz1[j] * x[1 - i],
                    "You exchanged row and column.": self.dW1[j, i],
                }
        return {}

    @staticmethod
    def figures(see: See) -> Figures:
        yield _tape(see)
        yield _weights(see)
        yield Formula("", (_formula(see),))

    @staticmethod
    def caption(see: See) -> str:
        if see.stage == 0:
            if see.round == 0:
                return "Nothing is computed yet. Forward first, an operation a step."
            before, now = (number(loss, 4) for loss in see.around)
            return f"Update {see.round} done: the loss goes from {before} to {now}."
        dead = see.dead
        who = "both hidden units" if len(dead) == 2 else f"hidden unit {dead[0]}" if dead else ""
        match see.last:
            case "h1":
                return f"ReLU puts 0 for {who}." if dead else "ReLU lets both hidden units pass."
            case "dW2":
                zero = f"; {who} gave 0" if dead else ""
                return f"Each output weight: its hidden value times ∂L/∂z₂{zero}."
            case "dz1":
                zero = f": 0 for {who}" if dead else ""
                return f"Back through ReLU: times its slope, 1 or 0{zero}."
            case _:
                zeros = number(see.zeros, 0)
                return f"Each weight: input times ∂L/∂z₁. {zeros} of {see.parameters} gradients are 0."


def _product(numbers: dict[str, float], result: float) -> Working:
    return by_hand("{:()} · {:()}", numbers, result, lambda a, b: a * b)


def _tape(see: See) -> Tape:
    rows = (
        ("z₁", "x W₁ + b₁", "z1", "dz1"),
        ("h₁", "ReLU(z₁)", "h1", "dh1"),
        ("z₂", "h₁ W₂ + b₂", "z2", "dz2"),
        ("p", "sigmoid(z₂)", "p", "dp"),
        ("L", LOSSES.get(see.y, "−y log p − (1−y) log(1−p)"), "loss", ""),
    )
    nodes = tuple(
        Node(
            name,
            operation,
            _cell(getattr(see, value)),
            _cell(getattr(see, gradient)) if gradient else "1",
            "now" if see.last and see.last in (value, gradient) else "past",
        )
        for name, operation, value, gradient in rows
    )
    return Tape("", nodes, headings=("", "operation", "value", "gradient ∂L/∂"))


def _cell(value: Any) -> str:
    """A number or a vector as a cell of the tape; one that is to come is one dot."""
    if not np.ndim(value):
        return number(value, 4)
    return BLANK if all(isinstance(part, str) and part == BLANK for part in value) else vector(value, 4)


def _weights(see: See) -> Equation:
    """The weights on the way forward, and their gradients on the way back."""
    if see.stage <= len(FORWARD):
        parts = (("W₁", see.W1), ("b₁", see.b1[None, :]), ("W₂", see.W2[:, None]), ("b₂", [[see.b2]]))
        return Equation("", tuple(matrix(name, value, most=4) for name, value in parts))
    gradients = (("W₁", see.dW1), ("b₁", see.db1[None, :]), ("W₂", see.dW2[:, None]), ("b₂", [[see.db2]]))
    return Equation("", tuple(matrix(f"∂L/∂{name}", value, digits=4) for name, value in gradients))


def _formula(see: See) -> Line:
    match see.last:
        case "":
            if see.round:
                return Line("W ← W − rate · ∂L/∂W", "now")
            return Line("z₁ = x W₁ + b₁", "future")
        case "z1":
            text = f"z₁ = x W₁ + b₁ = {vector(see.z1, 4)}"
        case "h1":
            text = f"h₁ = max(0, z₁) = {vector(see.h1, 4)}"
        case "z2":
            text = f"z₂ = h₁ W₂ + b₂ = {number(see.z2, 4)}"
        case "p":
            minus = of(lambda z: -z, see.z2)
            text = _put_in("p = 1 / (1 + exp({})) = {}", [minus], see.p, lambda z: 1 / (1 + np.exp(z)))
        case "loss":
            text = _loss_formula(see)
        case "dp":
            text = f"∂L/∂p = −y/p + (1−y)/(1−p) = {number(see.dp, 4)}"
        case "dz2":
            operands = [see.p, decimal(see.y, 0)]
            template = "∂L/∂z₂ = ∂L/∂p · p(1−p) = p − y = {} − {} = {}"
            text = _put_in(template, operands, see.dz2, lambda p, y: p - y)
        case "dW2":
            template = "∂L/∂W₂ = h₁·∂L/∂z₂ = {}·{:()} = {}"
            text = _put_in(template, [see.h1, see.dz2], see.dW2, np.multiply)
        case "dh1":
            text = _put_in("∂L/∂h₁ = ∂L/∂z₂·W₂ = {}·{} = {}", [see.dz2, see.W2], see.dh1, np.multiply)
        case "dz1":
            slopes = each(lambda z: float(z > 0), see.z1)
            template = "∂L/∂z₁ = ∂L/∂h₁·ReLU′(z₁) = {}·{} = {}"
            text = _put_in(template, [see.dh1, vector(slopes, 0)], see.dz1, np.multiply)
        case _:
            x = ", ".join(decimal(value, 1) for value in see.x)
            text = f"∂L/∂W₁ = xᵀ · ∂L/∂z₁ = ({x})ᵀ · {vector(see.dz1, 4)}"
    return Line(text, "now")


def _loss_formula(see: See) -> str:
    if see.y == 1:
        return _put_in("L = −log p = −log {} = {}", [see.p], see.loss, lambda p: -np.log(p))
    if see.y == 0:
        rest = of(lambda p: 1 - p, see.p)
        return _put_in("L = −log(1 − p) = −log {} = {}", [rest], see.loss, lambda q: -np.log(q))
    return f"L = −y log p − (1−y) log(1−p) = {number(see.loss, 4)}"
