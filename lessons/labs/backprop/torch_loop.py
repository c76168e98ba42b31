"""The loop of PyTorch, line by line: what stands in each .grad."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from engine import MLP, Trace
from lessons.figures import Equation, Formula, Line, Spare
from lessons.labs.backprop._drawing import loss_curve
from lessons.labs.backprop._network import Drawn, Repeated, graded, nine
from lessons.labs.base import Figures, Knob, Plotted, Readout, See
from lessons.text import number, vector

STEPS = ("forward", "zero", "backward", "step")
CODE = (
    ("", "for x, y in samples:"),
    ("forward", "    loss = bce(net(x), y)   # forward"),
    ("zero", "    opt.zero_grad()         # forget the gradients of last time"),
    ("backward", "    loss.backward()         # every .grad gets its gradient added"),
    ("step", "    opt.step()              # update"),
)


class _Round(NamedTuple):
    """A turn of the loop: the network, its pass, and what stands in .grad before and after `backward`."""

    net: MLP
    trace: Trace
    left: Any
    added: Any


class TorchLoop(Repeated, Drawn):
    """The training loop of PyTorch on the weights that `torch.manual_seed(0)` draws, a line at a step."""

    step_word = "line"
    steps = STEPS
    captions = {
        "": "The network is made; no line of the loop has run.",
        "forward": "The forward pass: PyTorch notes every operation on the way.",
        "step": "Each parameter becomes: itself − learning rate · its .grad.",
    }
    learning_rate = Knob.number("how far an update goes against the gradient", 0.5, low=0, high=10,
                                group="loop")  # fmt: skip
    zero = Knob.toggle("whether the loop calls opt.zero_grad()", True, name="zero_grad", label="zero_grad()",
                       group="loop")  # fmt: skip

    def prepare(self, changed: str | None = None) -> None:
        self._turns: list[_Round] = []

    @property
    def stage(self) -> int:
        return (self.position - 1) % len(STEPS) + 1 if self.position else 0

    def turn_of_loop(self, k: int) -> _Round:
        """The loop's turn number k, from 0."""
        while len(self._turns) <= k:
            net, left = self.first(), np.zeros(9)
            if self._turns:
                last = self._turns[-1]
                net.params[...] = last.net.params
                _move(net, self.learning_rate * last.added)
                left = last.added
            trace = self.traced(net)
            kept = 0 * left if self.zero else left
            self._turns.append(_Round(net, trace, left, kept + nine(net, gradients=True)))
        return self._turns[k]

    done_turns = Plotted(lambda lab: max(0, lab.position - 1) // len(STEPS))
    turn_now = Plotted(lambda lab: lab.turn_of_loop(lab.done_turns))
    loss = Readout("the loss of this turn", lambda lab: lab.turn_now.trace.loss, at="forward")
    losses = Plotted(lambda lab: lab.losses_so_far(), tells={-1: "loss"})
    p = Readout("the probability of class 1", lambda lab: float(lab.turn_now.trace.a[1][0, 0]), at="forward")
    h1 = Readout("what the hidden units give on (2)", lambda lab: lab.turn_now.trace.a[0][0], at="forward")
    grads = Readout("what stands in the .grad of all nine parameters", lambda lab: lab.grads_now())
    dW1 = Readout("W1.grad (2×2)", lambda lab: lab.grads[:4].reshape(2, 2))
    db1 = Readout("b1.grad (2)", lambda lab: lab.grads[4:6])
    dW2 = Readout("W2.grad (2)", lambda lab: lab.grads[6:8])
    db2 = Readout("b2.grad", lambda lab: float(lab.grads[8]))
    true = Readout("the gradients of this pass alone (9)", lambda lab: nine(lab.turn_now.net, gradients=True))
    empty = Plotted(lambda lab: lab.is_empty())
    taken = Readout("turns of the loop that are done", lambda lab: lab.position // len(STEPS), name="turn")

    def now(self) -> MLP:
        return self.turn_of_loop(self.done_turns).net

    def losses_so_far(self) -> Any:
        """The loss of each turn that has got past its forward pass."""
        turns = (self.position + len(STEPS) - 1) // len(STEPS)
        return np.array([self.turn_of_loop(k).trace.loss for k in range(turns)], dtype=float)

    def grads_now(self) -> Any:
        stage, turn = self.stage, self.turn_now
        if stage >= 3:
            return turn.added
        return 0 * turn.left if stage == 2 and self.zero else turn.left

    def is_empty(self) -> bool:
        """Whether .grad is None: before the first `backward`, and between `zero_grad` and the next."""
        return self.position < 3 or bool(self.stage == 2 and self.zero)

    @staticmethod
    def figures(see: See) -> Figures:
        lines = [(step, text) for step, text in CODE if see.zero or step != "zero"]
        lines += [("-", "")] * (len(CODE) - len(lines))
        marked = tuple(Line(text, "now" if step and step == see.last else "past") for step, text in lines)
        yield Formula("", marked, code=True)
        parts = (("W1", see.dW1), ("b1", see.db1[None, :]), ("W2", see.dW2[:, None]), ("b2", [[see.db2]]))
        yield Equation("", tuple(graded(f"{name}.grad", cells, see.empty) for name, cells in parts))
        told = f"p = {number(see.p, 4)}   loss = {number(see.loss, 4)}   h₁ = {vector(see.h1, 4)}"
        yield Formula(
            "", (Line(told if see.has("forward") else "p, loss and h₁ come with the forward pass"),)
        )
        yield Spare(loss_curve(see.losses, 1, see.rounds, "turn"))

    @staticmethod
    def caption(see: See) -> str:
        match see.last:
            case "zero" if not see.zero:
                return "There is no zero_grad(): what stands in .grad stays."
            case "zero":
                return f"Every .grad is None{' again' if see.done_turns else ''}."
        if see.zero or not see.done_turns:
            return "PyTorch goes back through its notes: every .grad is there."
        return f"The gradients of {see.done_turns + 1} passes have been added up."


def _move(net: MLP, by: Any) -> None:
    """Take what `nine` orders away from the parameters."""
    start = 0
    for layer in net.layers:
        for part in (layer.W, layer.b):
            part -= by[start : start + part.size].reshape(part.shape)
            start += part.size
