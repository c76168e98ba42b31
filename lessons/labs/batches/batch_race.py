"""Batches of four sizes: which learns most from as many points, and which in as many updates."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from engine import Diverged
from lessons.figures import Beside, Curves, Series, table
from lessons.figures.base import Role
from lessons.figures.worked import Working, by_hand
from lessons.labs.base import Figures, Knob, Lab, Learnt, Plotted, Readout, See, plotted, readout
from lessons.labs.batches._runs import EPOCHS, RATE, TRAINED, UPDATES, loss_of, trainer
from lessons.text import number

BATCHES = {"one": 1, "ten": 10, "tenth": 42, "all": TRAINED}
"""The sizes, by the names of their numbers."""
AT_ONCE = 10
"""Updates in a step, where updates are counted."""
LOST = 9.99
"""What is told as the loss of a run that has diverged."""
ROLES: tuple[Role, ...] = ("negative", "accent", "positive", "text")
CHART_ROWS = 8


class FourRuns:
    """The four runs, as far as anybody has watched them, and their training losses from the start on."""

    def __init__(self, by: str, rate: float, seed: int) -> None:
        self.by = by
        self.runs = {name: trainer(size, seed, rate) for name, size in BATCHES.items()}
        self.lost: set[str] = set()
        self.log = [[loss_of(run) for run in self.runs.values()]]

    def per_step(self, name: str) -> int:
        """The updates that a run makes in a step."""
        return self.runs[name].batches.per_epoch if self.by == "epochs" else AT_ONCE

    def upto(self, position: int) -> list[list[float]]:
        """The losses up to a position, trained on as far as need be."""
        while len(self.log) <= position:
            for name, run in self.runs.items():
                try:
                    run.run(0 if name in self.lost else self.per_step(name))
                except Diverged:
                    self.lost.add(name)
            self.log.append([LOST if name in self.lost else loss_of(run) for name, run in self.runs.items()])
        return self.log[: position + 1]


four_runs = lru_cache(maxsize=4)(FourRuns)
"""Those of these settings, the same for every copy of a lab: nothing is trained twice."""


class BatchRace(Lab):
    """Four networks from the same start, with batches of 1, 10, 42 and 420 points: their training losses."""

    rate = 4.0
    shares = True
    step_work = 15_000_000
    quick = {"by": "updates"}

    by = Knob.choice("what all have as many of", "epochs updates", turnable=False)
    learning_rate = Knob.number("how far each step goes", RATE, scale="log", low=1e-3, high=1)
    seed = Knob.integer("for the points, the weights and the order", 0, low=0, high=9999)

    def steps(self) -> int:
        return EPOCHS if self.by == "epochs" else UPDATES // AT_ONCE

    def prepare(self, changed: str | None = None) -> None:
        self.four = four_runs(self.by, self.learning_rate, self.seed)
        self.position = 0

    course = Plotted(lambda lab: np.array(lab.four.upto(lab.position)))
    """The training losses so far, (positions, sizes)."""

    @readout("the training losses now: loss.one, loss.ten, loss.tenth, loss.all, by the size of the batch")
    def loss(self) -> dict[str, float]:
        return dict(zip(BATCHES, self.course[-1].tolist(), strict=True))

    @readout("the updates made so far: updates.one, updates.ten, updates.tenth, updates.all")
    def updates(self) -> dict[str, int]:
        return {name: self.position * self.four.per_step(name) for name in BATCHES}

    @readout(
        "the points looked at so far, a point maybe many times: looked.one and so on, in all its batches"
    )
    def looked(self) -> dict[str, int]:
        if self.by == "epochs":
            return dict.fromkeys(BATCHES, self.position * TRAINED)
        return {name: self.updates[name] * size for name, size in BATCHES.items()}

    lowest = Readout(
        "the batch with the lowest training loss",
        lambda lab: list(BATCHES.values())[int(lab.course[-1].argmin())],
    )

    @plotted()
    def lost_now(self) -> list[str]:
        """The names of the runs that have diverged by now."""
        return [name for name, losses in zip(BATCHES, self.course.T, strict=True) if losses[-1] == LOST]

    points = Readout("how many training points there are", lambda lab: TRAINED)

    def working(self, path: str) -> Working | None:
        name = path.partition(".")[2]
        if path.startswith("updates.") and name in BATCHES and self.by == "epochs":
            numbers = {"epochs": self.position, "points": TRAINED, "batch": BATCHES[name]}
            return by_hand("{} · {} / {}", numbers, self.updates[name], lambda e, n, size: e * n / size)
        return None

    def mistakes(self, path: str) -> dict[str, float]:
        if path != "updates.ten" or self.by != "epochs":
            return {}
        return {
            "You counted one epoch.": TRAINED / BATCHES["ten"],
            "You counted an update for each epoch. It is one for each batch.": self.position,
            "You counted an update for each point.": self.position * TRAINED,
        }

    no_network = ""

    @property
    def learnt_network(self) -> Learnt:
        run = self.four.runs["ten"]
        self.four.upto(self.position)
        net = run.net.copy()
        if "ten" not in self.four.lost:
            here = run.steps
            run.seek(self.position * self.four.per_step("ten"))
            net.params = run.net.params
            run.seek(here)
        used = {"learning_rate": self.learning_rate, "batch": BATCHES["ten"]}
        return Learnt(net, run.split, used, "Of the four networks this is the one with batches of 10.")

    @staticmethod
    def figures(see: See) -> Figures:
        yield Beside((_chart(see), _table(see)), shares=(5, 4))

    @staticmethod
    def caption(see: See) -> str:
        if see.position == 0:
            what = "an epoch" if see.by == "epochs" else f"{AT_ONCE} updates"
            return f"Each step is {what} with each size of batch, from the same weights."
        done = f"{see.position} epochs" if see.by == "epochs" else f"{see.position * AT_ONCE} updates"
        return f"Lowest training loss after {done}: that of the batches of {see.lowest}."


def _chart(see: See) -> Curves:
    losses = see.course
    per, end = (1, EPOCHS) if see.by == "epochs" else (AT_ONCE, UPDATES)
    x = np.arange(len(losses)) * float(per)
    if len(losses) == 1:
        x, losses = np.repeat(x, 2), np.repeat(losses, 2, axis=0)
    series = tuple(Series(str(size), x, losses[:, i], ROLES[i]) for i, size in enumerate(BATCHES.values()))
    top = max([1.0, *(float(v) for v in np.ravel(losses[:1]) if not isinstance(v, str))])
    return Curves("loss", series, see.by[:-1], "loss", CHART_ROWS, (0.0, float(end)), (0.0, top))


def _table(see: See) -> Any:
    rows = [
        (
            number(see.updates[name], 0),
            number(see.looked[name], 0),
            "diverged" if name in see.lost_now else number(see.loss[name], 3),
        )
        for name in BATCHES
    ]
    return table(rows, [f"batch {size}" for size in BATCHES.values()], ("updates", "points seen", "loss"), ())
