"""What the passes of one sample compute, an operation a step, and the slips that are made with it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from lessons.figures.worked import Working, by_hand
from lessons.labs.backprop._network import Rounds, step_slips
from lessons.labs.base import Plotted, Readout, split_path

FORWARD = ("z1", "h1", "z2", "p", "loss")
NEXT_TO_0 = 1e-300
BACKWARD = ("dp", "dz2", "dW2", "dh1", "dz1", "dW1")
OPERATIONS = (*FORWARD, *BACKWARD, "update")
LAST_GRADIENT = len(FORWARD) + len(BACKWARD)


class Passes(Rounds):
    step_word = "operation"
    steps = OPERATIONS
    """Of one round; after the update the next one begins."""
    captions = {
        "z1": "Forward: the weighted sums of the hidden units.",
        "z2": "The logit: hidden values times W₂, plus b₂.",
        "p": "The sigmoid turns the logit into a probability.",
        "loss": "The loss says how wrong p is. From here it goes backwards.",
        "dp": "How L moves with p. On the right, gradients now stand for the weights.",
        "dz2": "Times the slope of the sigmoid, p(1−p). The two simplify to p − y.",
        "dh1": "Back through W₂: ∂L/∂z₂ times the weight that leads out of the unit.",
    }

    @property
    def run_length(self) -> int:
        """To the last gradient, before the update."""
        return LAST_GRADIENT

    def begun_here(self) -> int:
        """At the same operation, of the first round."""
        return self.stage

    def rounds_done(self) -> int:
        return self.position // len(OPERATIONS)

    z1 = Readout("the weighted sums of the hidden units (2)", lambda lab: lab.trace.z[0][0], at="z1")
    h1 = Readout("what the hidden units give on (2)", lambda lab: lab.trace.a[0][0], at="h1")
    z2 = Readout("the logit", lambda lab: float(lab.trace.z[1][0, 0]), at="z2")
    p = Readout("the predicted probability of class 1", lambda lab: float(lab.trace.a[1][0, 0]), at="p")
    loss = Readout("binary cross-entropy of p against y", lambda lab: lab.loss_after(lab.round), at="loss")
    dp = Readout("∂L/∂p", lambda lab: slope_at(lab.p, lab.y), at="dp")
    dz2 = Readout("∂L/∂z₂", lambda lab: float(lab.trace.dz[1][0, 0]), at="dz2")
    dW2 = Readout("∂L/∂W₂ (2)", lambda lab: lab.trace.dW[1][:, 0], at="dW2")
    db2 = Readout("∂L/∂b₂", lambda lab: float(lab.trace.db[1][0]), at="dW2")
    dh1 = Readout("∂L/∂h₁ (2)", lambda lab: lab.trace.da[0][0], at="dh1")
    dz1 = Readout("∂L/∂z₁ (2)", lambda lab: lab.trace.dz[0][0], at="dz1")
    dW1 = Readout("∂L/∂W₁ (2×2)", lambda lab: lab.trace.dW[0], at="dW1")
    db1 = Readout("∂L/∂b₁ (2)", lambda lab: lab.trace.db[0], at="dW1")
    dx = Readout("∂L/∂x (2)", lambda lab: lab.trace.dz[0][0] @ lab.W1.T, at="dW1")
    zeros = Readout("how many of the 9 gradients are exactly 0", lambda lab: int((lab.net.grads == 0).sum()))
    after = Readout("the loss with the weights of the next update", lambda lab: lab.loss_after(lab.round + 1))

    around = Plotted(lambda lab: [lab.loss_after(max(0, lab.round - 1)), lab.loss], tells={1: "loss"})
    """The loss before the last update and after it."""
    dead = Plotted(lambda lab: np.flatnonzero(lab.z1 <= 0).tolist())
    """The hidden units that give 0."""

    def working(self, path: str) -> Working | None:
        z1, h1, W2, dz2, dh1, dz1 = self.z1, self.h1, self.W2, self.dz2, self.dh1, self.dz1
        match split_path(path):
            case ["h1", int(i)] if z1[i] <= 0:
                return by_hand("max(0, {})", {f"z₁[{i}]": z1[i]}, h1[i], lambda z: max(0.0, z))
            case ["p"]:
                return by_hand("1/(1 + e^(−{:()}))", {"z₂": self.z2}, self.p, lambda z: 1 / (1 + np.exp(-z)))
            case ["loss"] if self.y in (0, 1):
                inside, q = ("p", self.p) if self.y else ("1 − p", 1 - self.p)
                return by_hand("−log({})", {inside: q}, self.loss, lambda q: -np.log(q))
            case ["dz2" | "db2"]:
                y = int(self.y) if self.y in (0, 1) else self.y
                return by_hand("{} − {}", {"p": self.p, "y": y}, dz2, lambda p, y: p - y)
            case ["dW2", int(i)]:
                return _product({f"h₁[{i}]": h1[i], "∂L/∂z₂": dz2}, self.dW2[i])
            case ["dh1", int(i)]:
                return _product({"∂L/∂z₂": dz2, f"W₂[{i}]": W2[i]}, dh1[i])
            case ["dz1", int(i)]:
                return _product({f"∂L/∂h₁[{i}]": dh1[i], "slope of ReLU": int(z1[i] > 0)}, dz1[i])
            case ["db1", int(i)] if z1[i] > 0:
                return _product({"∂L/∂z₂": dz2, f"W₂[{i}]": W2[i]}, dz1[i])
            case ["dW1", int(i), int(j)]:
                return _product({f"x[{i}]": self.x[i], f"∂L/∂z₁[{j}]": dz1[j]}, self.dW1[i, j])
            case ["zeros"] if self.zeros == 4 * np.sum(z1 <= 0):
                stopped = {"inputs": len(self.x), "hidden units that give 0": int(np.sum(z1 <= 0))}
                return by_hand("({} + 1 + 1) · {}", stopped, self.zeros, lambda n, units: (n + 2) * units)
            case ["b2"] if self.round and self.y in (0, 1):
                net, trace = self.passed(self.round - 1)
                old, p = float(net.layers[1].b[0]), float(trace.a[1][0, 0])
                numbers = {"old": old, "learning rate": self.learning_rate, "p": p, "y": int(self.y)}
                return by_hand("{} − {} · ({} − {})", numbers, self.b2, lambda b, r, p, y: b - r * (p - y))
        return None

    def mistakes(self, path: str) -> dict[str, float]:
        p, y, z1, h1, x = self.p, self.y, self.z1, self.h1, self.x
        slope = p * (1 - p)
        match split_path(path):
            case ["z1" | "h1", int(i)]:
                terms = self.W1[:, i] * x
                return {
                    "You left out the bias.": float(terms.sum()),
                    "You left out ReLU.": z1[i],
                    "You dropped the sign. ReLU drops the number: 0.": abs(z1[i]),
                    "You used a row of W₁. The unit has a column.": float(self.W1[i] @ x + self.b1[i]),
                }
            case ["p"]:
                return {"You left out the sigmoid.": self.z2, "That is 1 − p.": 1 - p}
            case ["loss"]:
                return {
                    "You used the probability of the other class.": -math.log1p(-p) if p < 1 else math.inf,
                    "You took the logarithm to base 10, not the natural one.": self.loss / math.log(10),
                    "That is log p. The loss is −log p.": -self.loss,
                    "That is 1 − p. The loss is −log p.": 1 - p,
                }
            case ["dz2" | "db2"]:
                return {
                    "You computed y − p. The slope is p − y.": y - p,
                    "That is 1/p, the size of ∂L/∂p. Go on through the sigmoid.": 1 / p if p else math.inf,
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
                    "You left out ∂L/∂z₂.": h1[i],
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
                    "You used the sum where the slope of ReLU belongs.": self.dh1[i] * z1[i],
                }
            case ["b2"] if self.round:
                net = self.passed(self.round - 1)[0]
                old, gradient = float(net.layers[1].b[0]), float(net.layers[1].db[0])
                loss = {"You put the loss where its gradient belongs.": self.loss_after(self.round - 1)}
                rate = self.learning_rate
                return step_slips(old, rate, gradient) | {s: old - rate * each for s, each in loss.items()}
            case ["zeros"]:
                units = int((z1 <= 0).sum())
                return {
                    "You counted only the weights into the units that give 0.": 2.0 * units,
                    "You left out the weight that leads out of the unit that gives 0.": 3.0 * units,
                    "You left out the bias of the unit that gives 0.": 3.0 * units,
                    "You counted one unit. Both give 0.": 4.0 if units == 2 else math.nan,
                    "You counted b₂ too. It leads into no unit that is stopped.": 9.0,
                }
            case ["dW1", int(i), int(j)]:
                return {
                    "You left out the slope of ReLU.": self.dh1[j] * x[i],
                    "You left out the input.": self.dz1[j],
                    "You used the other input.": self.dz1[j] * x[1 - i],
                    "You exchanged row and column.": self.dW1[j, i],
                    "You used the weight where the input belongs.": self.dz1[j] * self.W1[i, j],
                }
            case ["db1", int(j)]:
                return {
                    "You multiplied by the bias. Its slope is 1.": self.dz1[j] * self.b1[j],
                    "You multiplied by x[0]. A bias has no input.": self.dz1[j] * x[0],
                    "You multiplied by x[1]. A bias has no input.": self.dz1[j] * x[1],
                    "You took the other unit.": self.dz1[1 - j],
                    "That is ∂L/∂z₂. Go on back through W₂[0].": self.dz2,
                }
        return {}


def _product(numbers: dict[str, Any], result: float) -> Working:
    return by_hand("{:()} · {:()}", numbers, result, lambda a, b: a * b)


def slope_at(p: float, y: float) -> float:
    """∂L/∂p, as its formula says also where p is next to 0 or 1."""
    yes, no = y and y / max(p, NEXT_TO_0), (1 - y) and (1 - y) / max(1 - p, NEXT_TO_0)
    return float(no - yes)
