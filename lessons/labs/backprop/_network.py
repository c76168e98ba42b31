"""The 2-2-1 network of the family: its knobs, and what it becomes from round to round."""

from __future__ import annotations

from copy import copy
from typing import Any

import numpy as np

from engine import MLP, Dataset, Split, Trace
from lessons.figures import Matrix, matrix
from lessons.labs.base import Knob, Lab, Learnt, Plotted, Readout

NAMES = (
    "W₁[0,0]", "W₁[0,1]", "W₁[1,0]", "W₁[1,1]", "b₁[0]", "b₁[1]", "W₂[0]", "W₂[1]", "b₂",
)  # fmt: skip
"""The nine parameters, a layer after the other."""


ROUNDED = 1e-12
"""A sum no larger than this comes of rounding."""


def empty() -> MLP:
    """The network with all its weights 0."""
    return MLP([2, 2, 1], hidden="relu", output="sigmoid", init="zeros")


class TwoTwoOne(Lab):
    """One sample and the network that it goes through, its weights short enough to be worked by hand."""

    x = Knob.vector("the input", [0.5, -1.0], low=-10, high=10, step=0.5, shape=(2,), group="sample")
    y = Knob.number("the target, 0 or 1 or between", 1.0, low=0, high=1, step=0.5, digits=1, group="sample")
    first_W1 = Knob.matrix("the hidden weights, a column a unit", [[1.0, -0.4], [-0.5, 0.6]],
                           name="W1", label="W₁", low=-10, high=10, shape=(2, 2), moves=True,
                           group="hidden")  # fmt: skip
    first_b1 = Knob.vector("the hidden biases", [0.5, 0.1], name="b1", label="b₁", low=-10, high=10,
                           shape=(2,), moves=True, group="hidden")  # fmt: skip
    first_W2 = Knob.vector("the output weights", [-0.8, 0.6], name="W2", label="W₂", low=-10, high=10,
                           shape=(2,), moves=True, group="output")  # fmt: skip
    first_b2 = Knob.number(
        "the output bias", 0.2, name="b2", label="b₂", low=-10, high=10, moves=True, group="output"
    )

    def first(self) -> MLP:
        """The network that the knobs describe."""
        net = empty()
        net.layers[0].W[...] = self.first_W1
        net.layers[0].b[...] = self.first_b1
        net.layers[1].W[:, 0] = self.first_W2
        net.layers[1].b[...] = self.first_b2
        # What comes to 0 by hand is 0: a rounding error would open the gate of a unit that gives nothing.
        z = net.trace(self.x[None, :]).z[0][0]
        net.layers[0].b -= np.where(np.abs(z) < ROUNDED, z, 0.0)
        return net

    def traced(self, net: MLP) -> Trace:
        """Its sample passed through a network, forward and back."""
        return net.trace(self.x[None, :], [[self.y]], "bce")

    def now(self) -> MLP:
        """The network as it is now."""
        return self.first()

    @property
    def samples(self) -> Dataset:
        """What it learns from."""
        return Dataset("sample", self.x[None], np.array([[self.y]]), "regression")

    @property
    def learnt_network(self) -> Learnt:
        rate = self.settings.get("learning_rate", 0.5)
        return Learnt(self.now(), Split(self.samples), {"learning_rate": rate, "batch": len(self.samples)})


def still(knob: Knob) -> Knob:
    """The same setting, for a lesson alone: no knob."""
    fixed = copy(knob)
    fixed.field = knob.field._replace(turnable=False)
    return fixed


class Drawn(TwoTwoOne):
    """The same network with the weights that `torch.manual_seed(0)` draws, halved, and no biases."""

    x, y = still(TwoTwoOne.x), still(TwoTwoOne.y)

    first_W1 = Knob.matrix("the hidden weights, a column a unit",
                           [[0.77049803735, -0.14671444895], [-1.0893946886, 0.2842156291]],
                           name="W1", shape=(2, 2), turnable=False)  # fmt: skip
    first_b1 = Knob.vector("the hidden biases", [0.0, 0.0], name="b1", shape=(2,), turnable=False)
    first_W2 = Knob.vector("the output weights", [-0.54226118325, -0.69929772615], name="W2", shape=(2,),
                           turnable=False)  # fmt: skip
    first_b2 = Knob.number("the output bias", 0.0, name="b2", turnable=False)


class Repeated(TwoTwoOne):
    """What goes through its steps again and again; once, where nobody steps."""

    rounds = Knob.integer("how many times its steps are gone through", 20, low=1, high=200, turnable=False)

    @property
    def length(self) -> int:
        return int(self.rounds) * len(self.steps)

    @property
    def run_length(self) -> int:
        return len(self.steps)

    @property
    def stage(self) -> int:
        return self.position % len(self.steps)


class Rounds(Repeated):
    """The network, updated round after round."""

    learning_rate = Knob.number("how far an update goes against the gradient", 0.5, low=0, high=10,
                                group="update")  # fmt: skip

    def prepare(self, changed: str | None = None) -> None:
        self._passes: list[tuple[MLP, Trace]] = []

    def passed(self, round_: int) -> tuple[MLP, Trace]:
        """The network and its pass, forward and backward, after so many updates."""
        while len(self._passes) <= round_:
            net = empty() if self._passes else self.first()
            if self._passes:
                before = self._passes[-1][0]
                net.params[...] = before.params - self.learning_rate * before.grads
            self._passes.append((net, self.traced(net)))
        return self._passes[round_]

    def loss_after(self, round_: int) -> float:
        loss = self.passed(round_)[1].loss
        assert loss is not None, "the pass was traced with a target"
        return loss

    def rounds_done(self) -> int:
        """Updates so far."""
        return self.position

    def now(self) -> MLP:
        return self.passed(self.rounds_done())[0]

    round = Readout("updates done", lambda lab: lab.rounds_done())
    net = Plotted(lambda lab: lab.passed(lab.round)[0])
    trace = Plotted(lambda lab: lab.passed(lab.round)[1])
    W1 = Readout("the hidden weights (2×2), a column a unit", lambda lab: lab.net.layers[0].W.copy())
    b1 = Readout("the hidden biases (2)", lambda lab: lab.net.layers[0].b.copy())
    W2 = Readout("the output weights (2)", lambda lab: lab.net.layers[1].W[:, 0].copy())
    b2 = Readout("the output bias", lambda lab: float(lab.net.layers[1].b[0]))
    parameters = Readout("how many weights and biases there are", lambda lab: int(lab.net.params.size))


def named(indices: Any) -> str:
    """Hidden units by their indices, as a sentence begins with them; empty for none."""
    found = [int(i) for i in np.ravel(indices)]
    return "both hidden units" if len(found) == 2 else f"hidden unit {found[0]}" if found else ""


def nine(net: MLP, gradients: bool = False) -> Any:
    """Its parameters, or their gradients, in the order of `NAMES`: (9,)."""
    layers = [(one.dW, one.db) if gradients else (one.W, one.b) for one in net.layers]
    return np.concatenate([np.ravel(part) for layer in layers for part in layer])


def graded(title: str, cells: Any, empty: bool) -> Matrix:
    """What stands in a `.grad`: numbers, or None."""
    return matrix(title, np.full(np.shape(cells), "None", dtype=object) if empty else cells, digits=4)


def step_slips(old: float, rate: float, gradient: float) -> dict[str, float]:
    """What slips in a step of gradient descent give for the new value."""
    if gradient < 0:
        lost = "You lost the sign of the gradient. It is negative, and minus times minus is plus."
    else:
        lost = "You added the step. It goes against the gradient."
    return {
        lost: old + rate * gradient,
        "You left out the learning rate.": old - gradient,
        "That is the step alone. Add it to the old value.": -rate * gradient,
        "That is the gradient. Now take the step.": gradient,
        "That is the value before the step.": old,
    }
