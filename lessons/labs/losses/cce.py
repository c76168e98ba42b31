"""Categorical cross-entropy, column by column."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import activations, losses
from lessons.figures import Bars, Spare, table
from lessons.figures.worked import Working, by_hand
from lessons.format.fields import FieldError
from lessons.labs.base import Figures, Knob, Lab, Plotted, See, readout, split_path
from lessons.text import decimal


class CategoricalCrossEntropy(Lab):
    """Categorical cross-entropy of a softmax, and its slope with respect to each score."""

    steps = ("softmax", "target", "loss", "slope")
    captions = {
        "": "Nothing is computed yet.",
        "softmax": "Softmax turns the scores into probabilities.",
        "target": "The target: 1 for the true class, 0 for the others.",
        "loss": "The loss is −log of the true class's probability. The others do not enter.",
        "slope": "The slope with respect to each score: p − y.",
    }
    scores = Knob.vector("a score for each class", (2.0, 1.0, 0.0), low=-50, high=50, step=0.5, digits=1)
    true_class = Knob.integer("which class is right", 1, label="true class", low=0, high=4)

    def prepare(self, changed: str | None = None) -> None:
        n = len(self.scores)
        if not 2 <= n <= 4:
            raise FieldError(f"'scores' has {n} numbers", "give from 2 to 4")
        if self.true_class >= n:
            raise FieldError(f"there is no class {self.true_class}", f"the last one is {n - 1}")

    @readout("softmax of the scores", at="softmax")
    def probabilities(self) -> Any:
        return activations.get("softmax")(self.scores)

    target = Plotted(lambda lab: np.eye(len(lab.scores))[lab.true_class], at="target")

    @readout("categorical cross-entropy: −log of the true class's probability", at="loss")
    def cce(self) -> float:
        return losses.get("cce", from_logits=True).value(self.scores[None, :], np.array([self.true_class]))

    @readout("the slope of CCE with respect to each score", at="slope", tells=("probabilities",))
    def score_gradient(self) -> Any:
        cce = losses.get("cce", from_logits=True)
        return cce.gradient(self.scores[None, :], np.array([self.true_class]))[0]

    def working(self, path: str) -> Working | None:
        p, true = self.probabilities, self.true_class
        match split_path(path):
            case ["score_gradient", int(i)]:
                numbers = {f"p[{i}]": p[i], f"y[{i}]": int(i == true)}
                return by_hand("{} − {}", numbers, self.score_gradient[i], lambda p, y: p - y)
            case ["cce"]:
                return by_hand("−log({})", {f"p[{true}]": p[true]}, self.cce, lambda p: -np.log(p))
        return None

    def mistakes(self, path: str) -> dict[str, float]:
        p, true = self.probabilities, self.true_class
        match split_path(path):
            case ["score_gradient", int(i)]:
                slope = self.score_gradient[i]
                return {
                    "You did not take away the target.": p[i],
                    "You computed y − p. The slope is p − y.": -slope,
                    "You took 1 away. That is for the true class alone.": float(p[i]) - 1,
                    "That is the loss. The slope is asked for.": self.cce,
                }
            case ["cce"]:
                others = {
                    f"You took class {i} for the true one.": -np.log(q) for i, q in enumerate(p) if i != true
                }
                return others | {"You took the probability itself. The loss is −log of it.": p[true]}
        return {}

    @staticmethod
    def figures(see: See) -> Figures:
        n = len(see.scores)
        loss = [decimal(see.cce, 4) if i == see.true_class else "" for i in range(n)]
        columns = (see.scores, see.probabilities, see.target, loss, see.score_gradient)
        yield table(
            (map(decimal, row, (1, 4, 0, 4, 4)) for row in zip(*columns, strict=True)),
            (f"class {i}" for i in range(n)),
            ("score", f"{'p':>6}", "target y", "−log p", "p − y".rjust(6)),
            ((i, see.position) for i in range(n) if see.position),
        )
        classes = tuple(f"class {i}" for i in range(n))
        yield Spare(Bars("probabilities", classes, tuple(see.probabilities), (0.0, 1.0), digits=4))
