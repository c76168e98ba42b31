"""Two networks that differ in how wide their first weights are drawn, learning beside each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lessons.figures import Bars, Beside, Curves, Role, Series, Spare
from lessons.labs.base import Figures, Knob, Lab, Learnt, Plotted, Readout, See
from lessons.labs.starts._ten_layers import BATCH, EVERY_THIRD, RATE, STEP_WORK, Watched, Way, spread_out
from lessons.text import number, short

STRIDE, STEPS, CHART_ROWS = 10, 40, 9
SIDES = ("left", "right")


class TwoStarts(Lab):
    """Two networks of ten hidden layers, learning: the size of each layer's sums, live, and both losses."""

    rate = 4.0
    caption_rows = 2
    step_work = 2 * STRIDE * STEP_WORK
    quick = {"strides": 4}

    spread = Knob.number("how far the first weights of the left one spread", 0.1, name="left", scale="log",
                         low=0.01, high=1)  # fmt: skip
    other = Knob.number("the same, of the right one", 0.25, name="right", scale="log", low=0.01, high=1)
    seed = Knob.integer("for the points, the weights and the order", 0, low=0, high=9999)

    steps = Knob.integer("how often each takes ten steps", STEPS, name="strides", low=1, high=100,
                        turnable=False)  # fmt: skip

    def prepare(self, changed: str | None = None) -> None:
        ways = (Way("", spread_out(spread)) for spread in (self.spread, self.other))
        self.runs = [Watched(way, self.seed, STRIDE) for way in ways]

    taken = Readout("steps that each has taken", lambda lab: lab.position * STRIDE, name="steps")
    sizes = Plotted(lambda lab: lab.both(lambda run: run.at(lab.position).sums))
    loss = Readout(
        "the training loss of each: loss.left, loss.right",
        lambda lab: lab.both(lambda run: run.at(lab.position).loss),
    )
    lost = Plotted(lambda lab: lab.both(lambda run: run.lost_by(lab.position)))
    top = Plotted(lambda lab: max(run.at(lab.position).sums[::3].max() for run in lab.runs))
    """The longest bar: both networks' are drawn to one scale."""

    def both(self, of: Callable[[Watched], Any]) -> dict[str, Any]:
        return {side: of(run) for side, run in zip(SIDES, self.runs, strict=True)}

    curves = Plotted(lambda lab: [[run.at(k).loss for k in range(lab.position + 1)] for run in lab.runs])
    """The losses so far."""

    strides = Plotted(lambda lab: STRIDE * np.arange(lab.position + 1.0))

    @property
    def learnt_network(self) -> Learnt:
        run = self.runs[0]
        used = {"learning_rate": RATE, "batch": BATCH}
        return Learnt(
            run.network(self.position), run.trainer.split, used, "Of the two networks this is the left one."
        )

    @staticmethod
    def figures(see: See) -> Figures:
        layers = tuple(f"layer {k + 1}" for k in EVERY_THIRD)
        spreads = dict(zip(SIDES, (see.spread, see.other), strict=True))
        yield Beside(
            tuple(
                Bars(f"size of the sums, weights of {short(spreads[s])}", layers, tuple(see.sizes[s][::3]),
                     (0.0, see.top), digits=4)
                for s in SIDES
            )
        )  # fmt: skip
        roles: tuple[Role, ...] = ("text", "accent")
        series = tuple(
            Series(f"weights of {short(spreads[s])}", see.strides, losses, role)
            for s, losses, role in zip(SIDES, see.curves, roles, strict=True)
        )
        yield Spare(
            Curves("", series, "step", "loss", CHART_ROWS, (0.0, float(STRIDE * see.steps)), (0.0, 1.0))
        )

    @staticmethod
    def caption(see: See) -> str:
        told = [f"{s} diverged" if see.lost[s] else f"{s} {number(see.loss[s], 3)}" for s in SIDES]
        return f"Step {see.taken} of {STRIDE * see.steps}. Training loss: {', '.join(told)}."
