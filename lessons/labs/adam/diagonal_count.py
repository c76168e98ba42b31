"""Adam and plain descent in a narrow valley, along the axes and turned, from one start after the other."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from engine import landscapes
from lessons.figures import Beside, Curves, Floats, Series, Surface
from lessons.labs._count import Count, Trial, of_seeds
from lessons.labs.base import Figures, Knob, Plotted, See, plotted, readout, work
from lessons.labs.momentum._racing import rule, walk
from lessons.text import number, short

NEAR, FAR = 1.0, 3.0
"""A start lies so far from the bottom, both along the valley and across it."""
CELLS, ROWS = 31, 8
DRAWN = 200
"""So many steps of the last run are on the map."""
ENOUGH = 700.0
"""Steps for which the chart has room from the start."""


class Run(NamedTuple):
    """A start, and the steps from there: plain along the axes, plain turned, Adam along, Adam turned."""

    start: Floats
    steps: list[int]


class DiagonalCount(Count[Run]):
    """A narrow valley along the axes and turned, from the same start of each seed: what turning costs."""

    does = "draws a start"
    quick = {"seeds": 2, "most": 100}
    caption_rows = 2

    angle = Knob.number("how far the second valley is turned, in degrees", 45.0, low=0, high=90, step=5)
    learning_rate = Knob.number("the learning rate of plain descent", 0.019, name="plain_rate",
                                low=0.001, high=0.1, step=0.001, digits=3)  # fmt: skip
    adam_rate = Knob.number(
        "the learning rate of Adam", 0.05, label="Adam rate", low=0.001, high=1, step=0.01
    )
    steepness = Knob.number(
        "how many times as steep the valley is across", 100.0, low=1, high=100, turnable=False
    )

    most = Knob.integer("the steps after which a run is given up", 2000, low=10, high=2000, turnable=False)
    step_work = work(lambda lab: 4 * lab.most * 30_000)

    def trial(self, seed: int) -> Trial[Run]:
        rng = np.random.default_rng(seed)
        start = rng.uniform(NEAR, FAR, 2) * rng.choice([-1.0, 1.0], 2)
        turn = np.radians(self.angle)
        turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) @ start
        found = []
        for name in ("plain", "adam"):
            for degrees, place in ((0.0, start), (float(self.angle), turned)):
                valley = landscapes.get("bowl", condition=self.steepness, degrees=degrees)
                way = rule(name, self.learning_rate, 0, self.adam_rate)
                found.append((yield from walk(valley, place, way, int(self.most))) or int(self.most))
        return Run(turned, found)

    @readout("starts from which turning makes Adam slower, slower.adam, and plain descent, slower.plain; "
             "from which plain descent takes as many steps as before, same.plain; of done")  # fmt: skip
    def turning(self) -> dict[str, int]:
        plain, plain_turned, adam, adam_turned = self.needed.T
        counts = {"adam": adam_turned > adam, "plain": plain_turned > plain, "same": plain == plain_turned}
        return {"done": self.position} | {name: int(held.sum()) for name, held in counts.items()}

    @plotted()
    def path(self) -> Floats:
        """The first steps of Adam down the turned valley from the last start."""
        if not self.position:
            return np.empty((0, 2))
        valley = landscapes.get("bowl", condition=self.steepness, degrees=self.angle)
        adam = rule("adam", self.learning_rate, 0, self.adam_rate)
        return landscapes.descend(valley, self.results[-1].start, DRAWN, adam)

    starts = Plotted(lambda lab: np.array([run.start for run in lab.results]).reshape(-1, 2))
    needed = Plotted(lambda lab: np.array([run.steps for run in lab.results], dtype=float).reshape(-1, 4))

    @readout("the middle numbers of steps: plain along the axes, plain turned, Adam along, Adam turned (4)")
    def median(self) -> Any:
        return np.median(self.needed, axis=0) if self.position else np.zeros(4)

    @staticmethod
    def figures(see: See) -> Figures:
        yield Beside((_starts(see), _needed(see)), shares=(3, 4))

    @staticmethod
    def caption(see: See) -> str:
        plain, plain_turned, adam, adam_turned = (number(steps, 0) for steps in see.needed[-1])
        so_far = of_seeds(see, see.turning["adam"])
        return (
            f"Last start: plain {plain} steps, turned {plain_turned}; Adam {adam}, turned {adam_turned}. "
            f"Starts from which turning slowed Adam: {so_far}."
        )


def _starts(see: See) -> Surface:
    ends = np.linspace(-1.5 * FAR, 1.5 * FAR, CELLS)
    valley = landscapes.get("bowl", condition=see.steepness, degrees=see.angle)
    heights = valley.value(np.stack(np.meshgrid(ends, ends), axis=-1))
    marks = (
        Series("starts", see.starts[:, 0], see.starts[:, 1], "muted", "points"),
        Series("Adam", see.path[:, 0], see.path[:, 1], "negative"),
    )
    return Surface(
        f"turned by {short(see.angle)}°", heights, (-1.5 * FAR, 1.5 * FAR) * 2, names=(), x_label="w[0]",
        y_label="w[1]", z_label="loss", height=ROWS, overlays=marks, keys=("starts", "Adam"),
    )  # fmt: skip


def _needed(see: See) -> Curves:
    runs = 1.0 + np.arange(see.position)
    steps = see.needed
    # Steps lie across the screen: there are far more columns than rows to tell them apart.
    series = (
        Series("plain", steps[:, 1], runs, "text", "points"),
        Series("Adam", steps[:, 2], runs, "accent", "points"),
        Series("Adam turned", steps[:, 3], runs, "negative", "points"),
    )
    span = (0.0, see.steps + 1.0)
    reach = (0.0, float(max(ENOUGH, *steps.ravel())) if see.position else ENOUGH)
    return Curves("steps to 1/1000 of the loss", series, "steps", "start", ROWS, reach, span)
