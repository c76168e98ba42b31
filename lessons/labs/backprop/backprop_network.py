"""The network of backpropagation, drawn: its numbers go forward, and their gradients come back."""

from __future__ import annotations

from lessons.labs.backprop._drawing import loss_told, network
from lessons.labs.backprop._network import still
from lessons.labs.backprop._passes import Passes
from lessons.labs.base import Figures, See


class BackpropNetwork(Passes):
    """A 2-2-1 network with its numbers: values come forward, the gradients of its nine parameters back."""

    x, y = still(Passes.x), still(Passes.y)
    first_W1, first_b1 = still(Passes.first_W1), still(Passes.first_b1)
    first_W2, first_b2 = still(Passes.first_W2), still(Passes.first_b2)
    learning_rate = still(Passes.learning_rate)

    @staticmethod
    def figures(see: See) -> Figures:
        yield network(see)

    @staticmethod
    def caption(see: See) -> str:
        return loss_told(see)
