"""How often an output for each class is ahead of one output for the index of the class."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from lessons.figures import Beside, Curves, Series, Surface
from lessons.labs._count import Count, Trial, across, of_seeds, train
from lessons.labs._plane import Extent, extent
from lessons.labs.base import Figures, Knob, Plotted, See, plotted, readout, work
from lessons.labs.classes._ring import BATCHES, GRID, Recipe, answers, begun, field, points, split
from lessons.text import number

CHART_ROWS = 7


class Outcome(NamedTuple):
    """What came out with one seed."""

    of_index: float
    """The fraction right of the test points, with one output for the index."""
    of_each: float
    """The same, with an output for each class."""
    map: Any
    """The class that the index answers over the plane, (rows, columns)."""


class CodingCount(Count[Outcome]):
    """One output for the index of a class, against an output for each class: which gets more points right."""

    does = "trains both"
    quick = {"seeds": 2, "batches": 5}

    classes = Knob.integer("how many clouds there are, a class each", 5, low=3, high=8)
    noise = Knob.number("how wide each cloud is", 0.5, low=0.1, high=1.5)
    units_in = Knob.integer("hidden units, for the index alone", 0, name="hidden", low=0, high=32)
    batches = Knob.integer("batches in a training", BATCHES, low=1, high=BATCHES, turnable=False)

    def _recipe(self, coding: str, seed: int) -> Recipe:
        units = self.units_in if coding == "index" else 0
        return Recipe(coding, self.classes, round(self.noise, 6), units, seed)

    step_work = work(
        lambda lab: lab.batches * sum(lab._recipe(each, 0).work for each in ("index", "one each"))
    )

    def trial(self, seed: int) -> Trial[Outcome]:
        found, nets = [], []
        for coding in ("index", "one each"):
            recipe = self._recipe(coding, seed)
            trainer = begun(recipe)
            yield from train(trainer, self.batches)
            test = split(recipe).test
            assert test is not None
            found.append(float((answers(trainer.net, test.X, self.classes) == test.labels).mean()))
            nets.append(trainer.net)
        plane = field(nets[0], self.classes, self._ends(seed)).argmax(axis=-1).astype(np.int8)
        return Outcome(found[0], found[1], plane)

    def _ends(self, seed: int) -> Extent:
        return extent(points(self.classes, round(self.noise, 6), seed).X)

    @readout("seeds so far: ahead.softmax, ahead.index and ahead.neither, of ahead.done")
    def ahead(self) -> dict[str, int]:
        done = self.position
        softmax, index = int((self.softmax > self.index).sum()), int((self.index > self.softmax).sum())
        return {"softmax": softmax, "index": index, "neither": done - softmax - index, "done": done}

    @readout("the mean fractions right over the seeds so far: mean.index, mean.softmax")
    def mean(self) -> dict[str, float]:
        means = {"index": self.index, "softmax": self.softmax}
        return {name: round(float(np.mean(of)), 2) if len(of) else 0.0 for name, of in means.items()}

    index = Plotted(lambda lab: np.array([each.of_index for each in lab.results]))
    softmax = Plotted(lambda lab: np.array([each.of_each for each in lab.results]))

    @plotted()
    def plane(self) -> dict[str, Any]:
        """The last seed, at first the one to come: what the index answers where, and the points."""
        last = self.seed + max(self.position - 1, 0)
        kept = split(self._recipe("index", last)).test
        assert kept is not None
        empty = np.full((*GRID, self.classes), np.nan)
        shares = np.eye(self.classes)[self.results[-1].map] if self.position else empty
        return {"map": shares, "ends": self._ends(last), "X": kept.X, "labels": kept.labels.astype(float)}

    @staticmethod
    def figures(see: See) -> Figures:
        seeds, ends = across(see)
        series = (
            Series("one each", seeds, see.softmax, "accent"),
            Series("index", seeds, see.index, "negative"),
        )
        chart = Curves("", series, "seed", "right", CHART_ROWS, ends, (0.0, 1.05))
        drawn, names = see.plane, tuple(map(str, range(see.classes)))
        last = Surface(
            "by index", drawn["map"], drawn["ends"], drawn["X"], drawn["labels"], names, CHART_ROWS
        )
        yield Beside((chart, last))

    @staticmethod
    def caption(see: See) -> str:
        ahead = of_seeds(see, see.ahead["softmax"])
        index, softmax = (number(100 * each[-1], 0) for each in (see.index, see.softmax))
        return f"Index {index} % right, one output each {softmax} %. Softmax is ahead in {ahead}."
