"""When to stop: the validation loss step by step, and how long to wait for a lower one."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from engine import Trainer
from lessons.figures import Curves, Floats, Series
from lessons.labs._few import Side, aside, few, learnt, run_work
from lessons.labs._nets import learner
from lessons.labs.base import Figures, Knob, Learnt, Plotted, Readout, See, readout, work
from lessons.labs.holding._holding import ASIDE, EVERY, NOISE, STEPS, HeldRun
from lessons.text import number

ROWS = 8
TOP = 1.2


class _Watched(Side):
    """A network in training, with its training and its validation loss after every single step."""

    def __init__(self, run: Trainer, seed: int) -> None:
        self._aside = aside(ASIDE, NOISE, seed)
        self.losses: list[tuple[float, float]] = []
        super().__init__([run], 1)

    def _keep(self) -> None:
        self._params.append([self.runs[0].net.params.copy()])
        (run,) = self.runs
        self.losses.append(
            (
                run.net.loss(run.split.train.X, run.split.train.Y, run.loss),
                run.net.loss(self._aside.X, self._aside.Y, run.loss),
            )
        )


@lru_cache(maxsize=8)
def _course(hidden: tuple[int, ...], points: int, seed: int) -> _Watched:
    return _Watched(learner(few("moons", points, NOISE, seed), hidden, seed), seed)


def stop(losses: Floats, patience: int) -> tuple[int, int]:
    """The step that is kept, and the one after which training stops, or the last one."""
    best = 0
    for step, loss in enumerate(losses):
        best = step if loss < losses[best] else best
        if step - best >= patience:
            return best, step
    return best, len(losses) - 1


class Patience(HeldRun):
    """A network in training beside points kept aside: which step is kept, by how long one waits."""

    hold = Knob.integer("steps without a lower validation loss after which it stops", 10,
                        name="patience", scale="log", low=1, high=STEPS)  # fmt: skip

    step_work = work(lambda lab: run_work(lab.widths, lab.count + ASIDE, EVERY))

    @property
    def losses(self) -> Floats:
        """Training and validation loss after each step so far, (steps + 1, 2)."""
        course = _course(tuple(self.widths), self.count, self.seed)
        course.at(self.position * EVERY)
        return np.array(course.losses[: self.position * EVERY + 1])

    @readout("what is kept: kept.step, and its validation loss, kept.loss")
    def kept(self) -> dict[str, float]:
        step, _ = stop(self.losses[:, 1], self.hold)
        return {"step": step, "loss": float(self.losses[step, 1])}

    @readout("the lowest validation loss of all the steps so far: lowest.step, lowest.loss")
    def lowest(self) -> dict[str, float]:
        step = int(np.argmin(self.losses[:, 1]))
        return {"step": step, "loss": float(self.losses[step, 1])}

    stopped = Readout("the step at which it stops, or the last so far",
                      lambda lab: stop(lab.losses[:, 1], lab.hold)[1])  # fmt: skip

    learned = Plotted(lambda lab: lab.losses[:, 0])
    watched = Plotted(lambda lab: lab.losses[:, 1], tells=("kept.loss", "lowest.loss"))

    @property
    def learnt_network(self) -> Learnt:
        course = _course(tuple(self.widths), self.count, self.seed)
        (net,) = course.at(self.position * EVERY)
        return learnt(net, course.runs[0])

    @staticmethod
    def figures(see: See) -> Figures:
        steps = np.arange(float(see.position * EVERY + 1))
        series = [Series("training", steps, see.learned), Series("validation", steps, see.watched, "text")]
        if see.stopped != see.taken:
            series.append(
                Series("it stops", np.array([see.stopped] * 2, dtype=object), np.array([0.0, TOP]), "muted")
            )
        marker: tuple[Any, Any] = see.kept["step"], see.kept["loss"]
        yield Curves("", tuple(series), "step", "loss", ROWS, (0.0, float(see.length_of_run)), (0.0, TOP),
                     marker)  # fmt: skip

    @staticmethod
    def caption(see: See) -> str:
        kept, loss = number(see.kept["step"], 0), number(see.kept["loss"], 3)
        if see.stopped == see.taken:
            return (
                f"Step {see.taken}, and it has not stopped yet. The lowest validation loss so far is {loss}, "
                f"at step {kept}."
            )
        return (
            f"It stops at step {see.stopped} and keeps step {kept}, with a validation loss of {loss}. "
            f"The curves go on, to show what would have come."
        )
