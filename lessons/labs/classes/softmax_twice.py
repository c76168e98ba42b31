"""Softmax where the loss takes a softmax of its own: what is lost by doing it twice."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from engine import MLP, Trainer, losses, optimizers
from lessons.figures import Curves, Formula, Line, Series
from lessons.figures.worked import Working, by_hand
from lessons.labs.base import Figures, Knob, Lab, Learnt, Plotted, Readout, See, plotted, readout
from lessons.labs.classes._ring import BATCH, BATCHES, EVERY, RATE, TRAINED, Recipe, answers, split
from lessons.text import number

CHART_ROWS = 8
CODE = ("model = nn.Linear(2, {n})", "loss = nn.CrossEntropyLoss()(model(X), y)")
SAID = ("# {n} logits, no softmax", "# y: class indices")


class Run:
    """A training with a loss that takes logits, as far as it has been asked for.

    `twice`: what the loss gets has been through a softmax already.
    """

    def __init__(self, recipe: Recipe, twice: bool) -> None:
        self.parts = split(recipe)
        output = "softmax" if twice else "identity"
        net = MLP([2, recipe.classes], output=output, init="he_normal", seed=recipe.seed)
        loss, rule = losses.get("cce", from_logits=True), optimizers.make("adam", RATE)
        seed = recipe.seed
        self.trainer = Trainer(net, self.parts, loss=loss, optimizer=rule, batch_size=BATCH, seed=seed)
        self._rows = [self._measured()]
        self._params = [net.params.copy()]

    def _measured(self) -> tuple[float, float]:
        """The training loss as it is printed, and the fraction right of the test points."""
        net, train, test = self.trainer.net, self.parts.train, self.parts.test
        assert test is not None
        good = answers(net, test.X, net.outputs) == test.labels
        return self.trainer.loss.value(net.forward(train.X), train.Y), float(good.mean())

    def rows(self, position: int) -> Any:
        """What was measured up to so many times `EVERY` batches, (position + 1, 2)."""
        while len(self._rows) <= position:
            self.trainer.run(EVERY)
            self._rows.append(self._measured())
            self._params.append(self.trainer.net.params.copy())
        return np.array(self._rows[: position + 1])

    def params(self, position: int) -> Any:
        """The parameters after so many times `EVERY` batches."""
        self.rows(position)
        return self._params[position]


@lru_cache(maxsize=12)
def run(recipe: Recipe, twice: bool) -> Run:
    """The training of a recipe; kept, so that a page turned back to does not learn again."""
    return Run(recipe, twice)


class SoftmaxTwice(Lab):
    """Two trainings with a loss that takes logits: one gets them, one gets what softmax has made of them."""

    shares = True
    rate = 10.0
    steps = BATCHES // EVERY
    step_work = 2 * EVERY * 50_000

    classes = Knob.integer("how many classes there are", 5, low=3, high=8)
    noise = Knob.number("how wide each cloud is", 0.5, low=0.1, high=1.5)
    seed = Knob.integer("for the points, the weights and the order", 0, low=0, high=9999)

    batch = Plotted(lambda lab: lab.position * EVERY)

    @plotted()
    def runs(self) -> dict[str, Any]:
        """The rows so far of the training that gets logits, and of that which gets probabilities."""
        recipe = Recipe("one each", self.classes, round(self.noise, 6), 0, self.seed)
        return {name: run(recipe, name == "twice").rows(self.position) for name in ("once", "twice")}

    @readout("the training loss that is printed: loss.once and loss.twice")
    def loss(self) -> dict[str, float]:
        return {name: float(rows[-1, 0]) for name, rows in self.runs.items()}

    @readout("the fraction of the test points answered right: right.once and right.twice")
    def right(self) -> dict[str, float]:
        return {name: float(rows[-1, 1]) for name, rows in self.runs.items()}

    floor = Readout(
        "the loss with softmax twice where the first gives 1 to the right class and 0 to the others",
        lambda lab: float(np.log(1 + (lab.classes - 1) / np.e)),
    )

    def working(self, path: str) -> Working | None:
        if path != "floor":
            return None
        others = {"other classes": self.classes - 1}
        return by_hand("−log(e/(e + {}))", others, self.floor, lambda n: -np.log(np.e / (np.e + n)))

    def mistakes(self, path: str) -> dict[str, float]:
        if path != "floor":
            return {}
        n = self.classes
        return {
            "That is −log 1: no second softmax. Here the 1 is a score.": 0.0,
            "That is the share of the right class. The loss is −log of it.": float(np.e / (np.e + n - 1)),
            "You took e^0 to be 0. It is 1, for each of the other classes.": -1.0,
            "You counted all the classes as others.": float(np.log(1 + n / np.e)),
            "That is the loss of a network that knows nothing.": float(np.log(n)),
        }

    no_network = ""

    @property
    def learnt_network(self) -> Learnt:
        recipe = Recipe("one each", self.classes, round(self.noise, 6), 0, self.seed)
        net = MLP([2, self.classes], output="softmax", init="zeros")
        net.params = run(recipe, False).params(self.position)
        said = (
            "Of the two trainings this is the one with logits; here their softmax is a part of the network."
        )
        return Learnt(net, split(recipe), TRAINED, said)

    @staticmethod
    def figures(see: See) -> Figures:
        width = len(CODE[1])
        lines = (f"{line:<{width}}  {said}".rstrip() for line, said in zip(CODE, SAID, strict=True))
        yield Formula("", tuple(Line(line.format(n=see.classes)) for line in lines), code=True)
        x, ends = EVERY * np.arange(see.position + 1.0), (0.0, float(BATCHES))
        series = (
            Series("least with softmax twice", np.array(ends), [see.floor] * 2, "muted"),
            Series("logits", x, see.runs["once"][:, 0], "accent"),
            Series("softmax twice", x, see.runs["twice"][:, 0], "negative"),
        )
        yield Curves("", series, "batch", "loss printed", CHART_ROWS, ends, (0.0, 1.6))

    @staticmethod
    def caption(see: See) -> str:
        once, twice = (number(see.loss[each], 3) for each in ("once", "twice"))
        return f"Batch {see.batch}: the loss is {once} with logits, {twice} with softmax twice."
