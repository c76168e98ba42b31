"""A network whose batches come in order of class, or shuffled."""

from __future__ import annotations

import numpy as np

from lessons.figures import Beside, Curves, Floats, Series, Surface
from lessons.labs._plane import extent, from_edge_to_edge
from lessons.labs.base import (
    Figures,
    Knob,
    Lab,
    Learnt,
    Plotted,
    Readout,
    See,
    of,
    plotted,
    readout,
    units_of_share,
)
from lessons.labs.batches._runs import EPOCHS, RATE, loss_of, right_of, trainer
from lessons.text import number

BATCH = 10
GRID = (18, 36)
SHOWN_POINTS = 100
SHOWN_BATCHES = 126
"""The curve shows so many of the last batches: three epochs."""
CHART_ROWS = 8


class SortedBatches(Lab):
    """A network that learns in batches of 10, all of class 0 before all of class 1, or shuffled."""

    step_word = "batch"
    rate = 15.0
    caption_rows = 2
    step_work = 300_000

    shuffle = Knob.toggle("whether the points are shuffled anew for each epoch", False)
    epochs = Knob.integer("where a run ends", EPOCHS, low=1, high=EPOCHS, turnable=False)
    seed = Knob.integer("for the points, the weights and the order", 0, low=0, high=9999)

    def prepare(self, changed: str | None = None) -> None:
        self.run = trainer(BATCH, self.seed, ordered=not self.shuffle)
        self.per_epoch = self.run.batches.per_epoch
        self.extent = extent(self.run.split.train.X)
        self.grid = from_edge_to_edge(self.extent, GRID)
        self.log: list[tuple[float, float]] = []
        self.position = 0

    def steps(self) -> int:
        return int(self.epochs) * self.per_epoch

    def _at(self, position: int) -> None:
        """Bring the network to where it is after so many batches; note what has not been seen before."""
        while len(self.log) <= position:
            self.run.seek(len(self.log))
            ones = self.run.net.forward(self.run.split.train.X)[:, 0] > 0.5
            self.log.append((float(ones.mean()), loss_of(self.run)))
        self.run.seek(position)

    @plotted()
    def course(self) -> Floats:
        """The share of the training points answered 1, and their loss, after each batch: (batches, 2)."""
        self._at(self.position)
        return np.array(self.log[: self.position + 1])

    ones = Readout(
        "the fraction of the training points that it answers class 1 to", lambda lab: float(lab.course[-1, 0])
    )
    loss = Readout("the loss of all training points", lambda lab: float(lab.course[-1, 1]))
    epoch = Readout("whole epochs done", lambda lab: lab.position // lab.per_epoch)
    batches = Readout("batches in an epoch", lambda lab: lab.per_epoch)
    first_ones = Readout(
        "how many batches of an epoch hold none but class 0, where they are sorted",
        lambda lab: int((lab.run.split.train.labels == 0).sum()) // BATCH,
    )

    @readout("the fraction of the test points answered right")
    def right(self) -> float:
        self._at(self.position)
        return right_of(self.run)

    @plotted()
    def surface(self) -> Floats:
        """The probability of class 1 over the plane."""
        self._at(self.position)
        return np.asarray(self.run.net.forward(self.grid)).reshape(GRID)

    @plotted()
    def last_batch(self) -> str:
        """What the batch learnt last held."""
        self._at(self.position)
        labels = self.run.split.train.labels[self.run.batches.samples(self.position - 1)]
        kinds = sorted({int(label) for label in labels})
        return f"{len(labels)} points of class {kinds[0]}" if len(kinds) == 1 else "points of both classes"

    reach = Plotted(lambda lab: lab.extent)
    points = Plotted(lambda lab: lab.run.split.train.X[:SHOWN_POINTS])
    labels = Plotted(lambda lab: lab.run.split.train.labels[:SHOWN_POINTS].astype(float))

    def units(self, path: str) -> dict[str, float]:
        if path == "ones":
            return units_of_share(len(self.run.split.train))
        return units_of_share(len(self.run.split.test or ())) if path == "right" else {}

    @property
    def learnt_network(self) -> Learnt:
        self._at(self.position)
        return Learnt(self.run.net, self.run.split, {"learning_rate": RATE, "batch": BATCH})

    @staticmethod
    def figures(see: See) -> Figures:
        plane = Surface("decision", see.surface, see.reach, see.points, see.labels, height=CHART_ROWS)
        ones = see.course[:, 0]
        at = np.arange(len(ones), dtype=np.float64)
        if len(ones) == 1:
            at, ones = np.repeat(at, 2), np.repeat(ones, 2)
        first = max(0.0, see.position - float(SHOWN_BATCHES))
        ends = (first, first + SHOWN_BATCHES)
        series = (
            Series("one half", np.array(ends), np.full(2, 0.5), "muted"),
            Series("answered 1", at, ones, "accent"),
        )
        chart = Curves("answered class 1", series, "batch", "fraction", CHART_ROWS, ends, (0.0, 1.0))
        yield Beside((plane, chart))

    @staticmethod
    def caption(see: See) -> str:
        order = "shuffled for each epoch" if see.shuffle else "sorted: first class 0, then class 1"
        if see.position == 0:
            return (
                f"Each step is a batch of {BATCH}. The points are {order}. "
                "Where colours meet, the dotted line parts the answers."
            )
        ones, right = (of(lambda v: f"{number(100 * v, 0)} %", v) for v in (see.ones, see.right))
        return (
            f"Batch {see.position}, epoch {see.epoch}; the last batch held {see.last_batch}. "
            f"Answered class 1: {ones} of the training points. Right: {right} of the test points."
        )
