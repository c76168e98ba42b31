"""What the labs of many classes share: clouds on a ring, and networks in training that tell them apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from engine import MLP, Dataset, Network, Split, Trainer, datasets, optimizers
from lessons.figures import Bars, Floats, Surface
from lessons.labs._nets import Kept
from lessons.labs._plane import Extent, extent, middles
from lessons.labs.base import Knob, Lab, Learnt, Plotted, Readout, See, plotted, readout, work
from lessons.text import BLANK

POINTS, TEST, BATCH, RATE = 300, 0.3, 32, 0.01
TRAINED = {"learning_rate": RATE, "optimizer": "adam", "batch": BATCH}
"""How it is trained, by the names of the playground."""
EVERY = 10
"""Batches between pictures of a training."""
BATCHES = 1000
GRID = (28, 40)
SHOWN = 100
CHART_ROWS = 7


class Recipe(NamedTuple):
    """Everything that decides what a training comes to."""

    coding: str
    """`one each`: an output for each class, softmax and CCE; `index`: one output for its number, and MSE."""
    classes: int
    noise: float
    units: int
    """Hidden units; 0: no hidden layer."""
    seed: int

    @property
    def work(self) -> int:
        """What a batch takes, in the units of `lessons.work`."""
        outputs = self.classes if self.coding == "one each" else 1
        return 45_000 + BATCH * (3 * outputs + self.units * (3 + outputs))


@lru_cache(maxsize=32)
def points(classes: int, noise: float, seed: int) -> Dataset:
    """Round clouds of points on a ring, a class each."""
    return datasets.load("blobs", n=POINTS, noise=noise, seed=seed, classes=classes)


def split(recipe: Recipe) -> Split:
    """The points of a recipe, three in ten of them kept aside to test."""
    return points(recipe.classes, recipe.noise, recipe.seed).split(test=TEST, seed=recipe.seed)


def begun(recipe: Recipe) -> Trainer:
    """A network at its start, about to learn."""
    outputs, output = (recipe.classes, "softmax") if recipe.coding == "one each" else (1, "identity")
    hidden = [recipe.units] if recipe.units else []
    net = MLP([2, *hidden, outputs], hidden="relu", output=output, init="he_normal", seed=recipe.seed)
    parts, loss = split(recipe), "cce"
    if recipe.coding == "index":
        train = replace(parts.train, Y=parts.train.labels[:, None].astype(float), task="regression")
        parts, loss = Split(train), "mse"
    rule = optimizers.make("adam", RATE)
    return Trainer(net, parts, loss=loss, optimizer=rule, batch_size=BATCH, seed=recipe.seed)


def answers(net: Network, X: Floats, classes: int) -> Any:
    """The class that a network answers for points X (n, 2): that of its largest output, or its one output
    rounded to a class that there is. (n,)"""
    out = net.forward(X)
    return out.argmax(axis=1) if net.outputs > 1 else np.clip(np.rint(out[:, 0]), 0, classes - 1).astype(int)


@lru_cache(maxsize=12)
def course(recipe: Recipe) -> Kept:
    """The training of a recipe; kept, so that a page turned back to does not learn again."""
    return Kept(begun(recipe), EVERY)


def field(net: Network, classes: int, ends: Extent) -> Floats:
    """What a network answers over the plane: the probability of each class, (rows, columns, classes)."""
    X = middles(ends, GRID)
    shares = net.forward(X) if net.outputs > 1 else np.eye(classes)[answers(net, X, classes)]
    return np.asarray(shares).reshape(*GRID, classes)


class Ring(Lab):
    """A network in training on the ring: what every lab of it has."""

    shares = True
    rate = 10.0
    quick = {"batches": 40}

    coding: Any = "one each"
    classes = Knob.integer("how many clouds there are, a class each", 5, low=3, high=8)
    noise = Knob.number("how wide each cloud is", 0.5, low=0.1, high=1.5)
    units_in = Knob.integer("hidden units, in one layer; 0: none", 0, name="hidden", low=0, high=32)
    seed = Knob.integer("for the points, the weights and the order", 0, low=0, high=9999)
    most = Knob.integer("where a run ends", BATCHES, name="batches", low=10, high=BATCHES, turnable=False)

    def steps(self) -> int:
        return int(self.most) // EVERY

    @property
    def recipe(self) -> Recipe:
        return Recipe(self.coding, self.classes, round(self.noise, 6), self.units_in, self.seed)

    step_work = work(lambda lab: EVERY * lab.recipe.work)

    @property
    def net(self) -> Network:
        """The network as it is now."""
        return course(self.recipe).at(self.position)

    @property
    def learnt_network(self) -> Learnt:
        return Learnt(self.net, split(self.recipe), TRAINED)

    @property
    def test(self) -> Dataset:
        """The points kept aside."""
        kept = split(self.recipe).test
        assert kept is not None
        return kept

    batch = Readout("how many batches it has learnt from", lambda lab: lab.position * EVERY)
    reach = Plotted(lambda lab: extent(points(lab.classes, lab.recipe.noise, lab.seed).X))

    @plotted()
    def answered(self) -> Any:
        """What is answered where: nothing before it has learnt, so that no picture looks like a result."""
        if not self.position:
            return np.full((*GRID, self.classes), np.nan)
        return field(self.net, self.classes, self.reach)

    drawn = Plotted(lambda lab: (lab.test.X[:SHOWN], lab.test.labels[:SHOWN].astype(float)))

    @readout("what is answered right of the test points: right.share, right.count, of right.of")
    def right(self) -> dict[str, float]:
        good = int((answers(self.net, self.test.X, self.classes) == self.test.labels).sum())
        return {"share": good / len(self.test), "count": good, "of": len(self.test)}

    @readout("of each class, the fraction of its test points that is answered right")
    def recalls(self) -> Any:
        good = answers(self.net, self.test.X, self.classes) == self.test.labels
        mine = [good[self.test.labels == k] for k in range(self.classes)]
        return np.array([each.mean() if len(each) else 0.0 for each in mine])


def map_of(see: See, title: str) -> Surface:
    """What is answered where, with the test points upon it."""
    X, classes = see.drawn
    names = tuple(map(str, range(see.classes)))
    return Surface(title, see.answered, see.reach, X, classes, names, CHART_ROWS)


def of_each(see: See, title: str, values: Sequence[Any]) -> Bars:
    """A fraction of each class, as bars; blank before anything is learnt."""
    names = tuple(f"class {k}" for k in range(len(values)))
    return Bars(title, names, tuple(values if see.position else [BLANK] * len(values)), (0.0, 1.0), digits=2)
