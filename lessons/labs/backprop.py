"""Backpropagation through two layers, an operation at a time, both ways."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from engine import MLP, Trace
from lessons.figures import Equation, Figure, Formula, Line, Node, State, Tape, matrix
from lessons.figures.worked import worked
from lessons.format.fields import Field
from lessons.labs.base import Lab, split_path
from lessons.text import decimal, number, vector

FORWARD = ("z1", "h1", "z2", "p", "loss")
BACKWARD = ("dp", "dz2", "dW2", "dh1", "dz1", "dW1")
OPERATIONS = (*FORWARD, *BACKWARD, "update")
LOSSES = {0.0: "−log(1−p)", 1.0: "−log p"}
"""What the loss comes to where the target is a plain no or yes."""
LAST_GRADIENT = len(FORWARD) + len(BACKWARD)


class BackpropLab(Lab):
    """2 inputs, 2 ReLU units, 1 sigmoid output, binary cross-entropy, one sample."""

    name = "backprop"
    summary = "One sample through a 2-2-1 network: forward, loss, every gradient, and the update."
    step_word = "operation"
    caption_rows = 1
    fields = (
        Field("x", "vector", "the input", [0.5, -1.0], low=-100, high=100, shape=(2,)),
        Field("y", "number", "the target, 0 or 1 or between", 1.0, low=0, high=1, digits=1),
        Field(
            "W1",
            "matrix",
            "the hidden weights, a column a unit",
            [[0.77049803735, -0.14671444895], [-1.0893946886, 0.2842156291]],
            label="W₁",
            low=-100,
            high=100,
            shape=(2, 2),
        ),
        Field("b1", "vector", "the hidden biases", [0.0, 0.0], label="b₁", low=-100, high=100, shape=(2,)),
        Field(
            "W2",
            "vector",
            "the output weights",
            [-0.54226118325, -0.69929772615],
            label="W₂",
            low=-100,
            high=100,
            shape=(2,),
        ),
        Field("b2", "number", "the output bias", 0.0, label="b₂", low=-100, high=100),
        Field("learning_rate", "number", "how far the update goes", 0.5, label="rate", low=0, high=10),
        Field("rounds", "integer", "how many updates a run has", 20, low=1, high=200, turnable=False),
    )
    readouts = {
        "x": "the input (2)",
        "y": "the target",
        "W1": "the hidden weights (2×2), a column a unit",
        "b1": "the hidden biases (2)",
        "W2": "the output weights (2)",
        "b2": "the output bias",
        "z1": "the weighted sums of the hidden units (2)",
        "h1": "what the hidden units give on (2)",
        "z2": "the logit",
        "p": "the predicted probability of class 1",
        "loss": "binary cross-entropy of p against y",
        "dp": "∂L/∂p",
        "dz2": "∂L/∂z₂",
        "dW2": "∂L/∂W₂ (2)",
        "db2": "∂L/∂b₂",
        "dh1": "∂L/∂h₁ (2)",
        "dz1": "∂L/∂z₁ (2)",
        "dW1": "∂L/∂W₁ (2×2)",
        "db1": "∂L/∂b₁ (2)",
        "zeros": "how many of the 9 gradients are exactly 0",
        "parameters": "how many weights and biases there are",
        "learning_rate": "the learning rate",
        "after": "the loss with the weights of the next update",
        "round": "updates done",
    }

    def prepare(self, changed: str | None = None) -> None:
        self._traces: list[tuple[MLP, Trace]] = []

    @property
    def length(self) -> int:
        return int(self.settings["rounds"]) * len(OPERATIONS)

    @property
    def run_length(self) -> int:
        """To the last gradient, before the update."""
        return LAST_GRADIENT

    @property
    def round(self) -> int:
        return self.position // len(OPERATIONS)

    @property
    def operation(self) -> int:
        """Operations of this round that are done."""
        return self.position % len(OPERATIONS)

    def trace(self, round_: int) -> tuple[MLP, Trace]:
        """The network and its pass, forward and backward, after so many updates."""
        s = self.settings
        while len(self._traces) <= round_:
            net = MLP([2, 2, 1], hidden="relu", output="sigmoid", init="zeros")
            if self._traces:
                before = self._traces[-1][0]
                net.params[...] = before.params - s["learning_rate"] * before.grads
            else:
                net.layers[0].W[...] = s["W1"]
                net.layers[0].b[...] = s["b1"]
                net.layers[1].W[:, 0] = s["W2"]
                net.layers[1].b[...] = s["b2"]
            self._traces.append((net, net.trace(s["x"][None, :], [[s["y"]]], "bce")))
        return self._traces[round_]

    def values(self) -> Mapping[str, Any]:
        net, t = self.trace(self.round)
        hidden, output = net.layers
        return {
            "x": self.settings["x"],
            "y": self.settings["y"],
            "W1": hidden.W.copy(),
            "b1": hidden.b.copy(),
            "W2": output.W[:, 0].copy(),
            "b2": float(output.b[0]),
            "z1": t.z[0][0],
            "h1": t.a[0][0],
            "z2": float(t.z[1][0, 0]),
            "p": float(t.a[1][0, 0]),
            "loss": t.loss,
            "dp": float(t.da[1][0, 0]),
            "dz2": float(t.dz[1][0, 0]),
            "dW2": t.dW[1][:, 0],
            "db2": float(t.db[1][0]),
            "dh1": t.da[0][0],
            "dz1": t.dz[0][0],
            "dW1": t.dW[0],
            "db1": t.db[0],
            "zeros": int((net.grads == 0).sum()),
            "parameters": net.params.size,
            "learning_rate": self.settings["learning_rate"],
            "after": self.trace(self.round + 1)[1].loss,
            "round": self.round,
        }

    def mistakes(self, path: str) -> dict[str, float]:
        v = self.values()
        p, y, z1, h1, x = v["p"], v["y"], v["z1"], v["h1"], v["x"]
        slope = p * (1 - p)
        match path:
            case "p":
                return {"the sigmoid was left out": v["z2"], "the sigmoid was turned round": 1 - p}
            case "loss":
                return {
                    "the probability of the other class was used": -math.log1p(-p) if p < 1 else math.inf,
                    "the logarithm was to the base 10": v["loss"] / math.log(10),
                    "the minus sign was left out": -v["loss"],
                    "it is 1 − p, not −log p": 1 - p,
                }
            case "dz2" | "db2":
                return {
                    "y − p was taken for p − y": y - p,
                    "the slope of the sigmoid was multiplied in a second time": (p - y) * slope,
                    "the target was left out": p,
                    "that is ∂L/∂p: the slope of the sigmoid was left out": v["dp"],
                }
            case "dW2[0]" | "dW2[1]":
                i = int(path[4])
                return {
                    "the hidden value was left out": v["dz2"],
                    "the other hidden value was used": v["dz2"] * float(h1[1 - i]),
                    "z₁ was used where h₁ belongs": v["dz2"] * float(z1[i]),
                    "the weight was used where the hidden value belongs": v["dz2"] * float(v["W2"][i]),
                }
            case "dh1[0]" | "dh1[1]":
                i = int(path[4])
                return {
                    "the hidden value was used where the weight belongs": v["dz2"] * float(h1[i]),
                    "the other weight was used": v["dz2"] * float(v["W2"][1 - i]),
                    "the weight was left out": v["dz2"],
                    "∂L/∂z₂ was left out": float(v["W2"][i]),
                }
            case "dz1[0]" | "dz1[1]":
                i = int(path[4])
                return {
                    "the slope of ReLU was left out": float(v["dh1"][i]),
                    "ReLU's output was used for its slope": float(v["dh1"][i] * h1[i]),
                }
            case "b2":
                moved = self.settings["learning_rate"] * self.trace(max(0, self.round - 1))[1].db[1][0]
                return {
                    "the gradient was added, not taken away": v["b2"] + 2 * float(moved),
                    "the learning rate was left out": v["b2"]
                    + float(moved)
                    - float(self.trace(max(0, self.round - 1))[1].db[1][0]),
                    "the bias had not moved yet": v["b2"] + float(moved),
                }
            case "zeros":
                units = int((z1 <= 0).sum())
                return {
                    "only the weights into the dead unit were counted": 2.0 * units,
                    "the weight out of the dead unit was left out": 3.0 * units,
                    "the bias of the dead unit was left out": 3.0 * units,
                }
        match split_path(path):
            case ["dW1", int(i), int(j)]:
                return {
                    "the slope of ReLU was left out": float(v["dh1"][j] * x[i]),
                    "the input was left out": float(v["dz1"][j]),
                    "the other input was used": float(v["dz1"][j] * x[1 - i]),
                    "row and column were exchanged": float(v["dW1"][j, i]),
                }
        return {}

    # Showing

    def draw(self) -> tuple[Figure, ...]:
        return (self._tape(), self._weights(), Formula("", (self._formula(),)))

    def _cells(self, path: str) -> str:
        """A readout as a cell of the tape, or a dot before the step that computes it."""
        if self.operation <= OPERATIONS.index(path):
            return "·"
        value = self.shown(path)
        return vector(value, 4) if np.ndim(value) else number(value, 4)

    def _tape(self) -> Tape:
        rows = (
            ("z₁", "x W₁ + b₁", "z1", "dz1"),
            ("h₁", "ReLU(z₁)", "h1", "dh1"),
            ("z₂", "h₁ W₂ + b₂", "z2", "dz2"),
            ("p", "sigmoid(z₂)", "p", "dp"),
            ("L", LOSSES.get(self.settings["y"], "−y log p − (1−y) log(1−p)"), "loss", ""),
        )
        now = OPERATIONS[self.operation - 1] if self.operation else ""
        nodes = tuple(
            Node(
                name,
                operation,
                self._cells(value),
                self._cells(gradient) if gradient else "1",
                "now" if now and now in (value, gradient) else "past",
            )
            for name, operation, value, gradient in rows
        )
        return Tape("", nodes, headings=("", "operation", "value", "gradient ∂L/∂"))

    def _weights(self) -> Equation:
        """The weights on the way forward, and their gradients on the way back."""
        if self.operation <= len(FORWARD):
            W1, b1, W2, b2 = (np.asarray(self.shown(path)) for path in ("W1", "b1", "W2", "b2"))
            named = (("W₁", W1), ("b₁", b1[None, :]), ("W₂", W2[:, None]), ("b₂", b2.reshape(1, 1)))
            return Equation("", tuple(matrix(name, value, most=4) for name, value in named))
        dW2 = self._gradient("dW2")
        dW1 = self._gradient("dW1")
        return Equation(
            "",
            (
                matrix("∂L/∂W₁", dW1, digits=4),
                matrix("∂L/∂b₁", self._gradient("db1", "dW1")[None, :], digits=4),
                matrix("∂L/∂W₂", dW2[:, None], digits=4),
                matrix("∂L/∂b₂", self._gradient("db2", "dW2")[None, :], digits=4),
            ),
        )

    def _gradient(self, path: str, operation: str = "") -> Any:
        """A gradient, or dots before the step that computes it."""
        value = np.array(np.atleast_1d(self.shown(path)), dtype=object)
        if self.operation <= OPERATIONS.index(operation or path):
            value[...] = "·"
        return value

    def _formula(self) -> Line:
        if self.operation == 0:
            text = "W ← W − rate · ∂L/∂W" if self.round else "z₁ = x W₁ + b₁"
            state: State = "now" if self.round else "future"
            return Line(text, state)
        n = {k: self.shown(k) for k in ("x", "y", "W2", *FORWARD, "dp", "dz2", "dW2", "dh1", "dz1")}
        y = self.settings["y"]
        match OPERATIONS[self.operation - 1]:
            case "z1":
                text = f"z₁ = x W₁ + b₁ = {vector(n['z1'], 4)}"
            case "h1":
                text = f"h₁ = max(0, z₁) = {vector(n['h1'], 4)}"
            case "z2":
                text = f"z₂ = h₁ W₂ + b₂ = {number(n['z2'], 4)}"
            case "p":
                minus = None if n["z2"] is None else -n["z2"]
                text = _put_in("p = 1 / (1 + exp({})) = {}", [minus], n["p"], lambda z: 1 / (1 + np.exp(z)))
            case "loss":
                text = self._loss_formula(n["p"], n["loss"])
            case "dp":
                text = f"∂L/∂p = −y/p + (1−y)/(1−p) = {number(n['dp'], 4)}"
            case "dz2":
                operands = [n["p"], decimal(y, 0)]
                template = "∂L/∂z₂ = ∂L/∂p · p(1−p) = p − y = {} − {} = {}"
                text = _put_in(template, operands, n["dz2"], lambda p, y: p - y)
            case "dW2":
                operands = [n["h1"], n["dz2"]]
                text = _put_in("∂L/∂W₂ = h₁·∂L/∂z₂ = {}·{:()} = {}", operands, n["dW2"], np.multiply)
            case "dh1":
                operands = [n["dz2"], n["W2"]]
                text = _put_in("∂L/∂h₁ = ∂L/∂z₂·W₂ = {}·{} = {}", operands, n["dh1"], np.multiply)
            case "dz1":
                slopes = [None if z is None else float(z > 0) for z in n["z1"]]
                operands = [n["dh1"], vector(slopes, 0)]
                text = _put_in("∂L/∂z₁ = ∂L/∂h₁·ReLU′(z₁) = {}·{} = {}", operands, n["dz1"], np.multiply)
            case _:
                x = ", ".join(decimal(each, 1) for each in n["x"])
                text = f"∂L/∂W₁ = xᵀ · ∂L/∂z₁ = ({x})ᵀ · {vector(n['dz1'], 4)}"
        return Line(text, "now")

    def _loss_formula(self, p: float | None, loss: float | None) -> str:
        y = self.settings["y"]
        if y == 1:
            return _put_in("L = −log p = −log {} = {}", [p], loss, lambda p: -np.log(p))
        if y == 0:
            rest = None if p is None else 1 - p
            return _put_in("L = −log(1 − p) = −log {} = {}", [rest], loss, lambda q: -np.log(q))
        return f"L = −y log p − (1−y) log(1−p) = {number(loss, 4)}"

    def says(self) -> str:
        v = self.values()
        if self.operation == 0:
            if self.round == 0:
                return "Nothing is computed yet. Forward first, an operation a step."
            before = self.trace(self.round - 1)[1].loss
            return (
                f"Update {self.round} done: "
                f"the loss goes from {number(before, 4)} to {number(self.shown('loss'), 4)}."
            )
        dead = [str(i) for i in range(2) if v["z1"][i] <= 0]
        who = "both hidden units" if len(dead) == 2 else f"hidden unit {dead[0]}" if dead else ""
        match OPERATIONS[self.operation - 1]:
            case "z1":
                return "Forward: the weighted sums of the hidden units."
            case "h1":
                return f"ReLU puts 0 for {who}." if dead else "ReLU lets both hidden units pass."
            case "z2":
                return "The logit: hidden values times W₂, plus b₂."
            case "p":
                return "The sigmoid turns the logit into a probability."
            case "loss":
                return "The loss: how surprised the network is by the target. Now backwards."
            case "dp":
                return "How the loss changes with p. All other gradients are built on this one."
            case "dz2":
                return "Times the slope of the sigmoid, p(1−p). The two simplify to p − y."
            case "dW2":
                zero = f"; {who} gave 0" if dead else ""
                return f"Each output weight: its hidden value times ∂L/∂z₂{zero}."
            case "dh1":
                return "Back through W₂: each hidden value gets its weight's share."
            case "dz1":
                zero = f": 0 for {who}" if dead else ""
                return f"Back through ReLU: times its slope, 1 or 0{zero}."
            case _:
                zeros = number(self.shown("zeros"), 0)
                return f"Each weight: input times ∂L/∂z₁. {zeros} of {v['parameters']} gradients are 0."


def _put_in(template: str, operands: Sequence[Any], result: Any, compute: Callable[..., Any]) -> str:
    return worked(template, operands, result, compute, least=4)
