"""The training loop at work, without its lines."""

from __future__ import annotations

from lessons.figures import Bars, Spare
from lessons.labs.base import Figures, See
from lessons.labs.runs.training_loop import TrainingLoop, loss_curve


class LoopAtWork(TrainingLoop):
    """The network of lab training_loop at work, for a page on which its lines are to be written."""

    # There is no room for knobs beside the lines.
    offered = ()

    @staticmethod
    def figures(see: See) -> Figures:
        yield Bars("", ("training loss", "test points right"), (see.loss, see.right), (0.0, 1.0), digits=3)
        yield Spare(loss_curve(see))
