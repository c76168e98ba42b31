"""Round after round of forward, backward and update: what becomes of the loss."""

from __future__ import annotations

import numpy as np

from lessons.labs.backprop._drawing import loss_curve
from lessons.labs.backprop._network import Rounds
from lessons.labs.base import Figures, Plotted, Readout, See
from lessons.text import number


class LossRounds(Rounds):
    """The loss of one sample over rounds of forward pass, backward pass and update."""

    step_word = "round"
    steps = ("round",)
    begins = "Each step is a whole round: forward, backward, update."

    @property
    def run_length(self) -> int:
        return self.length

    loss = Readout("the loss now", lambda lab: lab.loss_after(lab.position))
    p = Readout("the probability of class 1 now", lambda lab: float(lab.trace.a[1][0, 0]))
    dx = Readout("∂L/∂x (2) now", lambda lab: lab.trace.dz[0][0] @ lab.W1.T)
    dz1 = Readout("∂L/∂z₁ (2) now", lambda lab: lab.trace.dz[0][0])
    start_loss = Readout("the loss before any update", lambda lab: lab.loss_after(0))
    losses = Plotted(
        lambda lab: np.array([lab.loss_after(k) for k in range(lab.position + 1)]), tells={-1: "loss"}
    )

    @staticmethod
    def figures(see: See) -> Figures:
        yield loss_curve(see.losses, 0, see.rounds, "round")

    @staticmethod
    def caption(see: See) -> str:
        loss, p = number(see.loss, 4), number(see.p, 4)
        return f"After {see.position} of {see.rounds} rounds the loss is {loss}, and p is {p}."
