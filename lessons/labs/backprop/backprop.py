"""Backpropagation through two layers, an operation at a time, both ways."""

from __future__ import annotations

from lessons.figures import Beside, Spare
from lessons.labs.backprop._drawing import formula, loss_told, network, parameters, tape
from lessons.labs.backprop._passes import Passes
from lessons.labs.base import Figures, See


class Backprop(Passes):
    """One sample through a 2-2-1 network: forward, loss, every gradient, and the update."""

    @staticmethod
    def figures(see: See) -> Figures:
        yield Beside((tape(see), parameters(see)), shares=(9, 4))
        yield formula(see)
        yield Spare(network(see))

    @staticmethod
    def caption(see: See) -> str:
        return loss_told(see)
