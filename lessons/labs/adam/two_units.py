"""The same network twice, on the same points: one input in metres and in another unit."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import Diverged
from lessons.figures import Beside, Curves, Floats, Role, Series, Surface
from lessons.labs._plane import extent, from_edge_to_edge
from lessons.labs.adam._scaled import BATCH, scaled, trainer
from lessons.labs.base import Figures, Knob, Learnt, Plotted, Readout, See, of, readout
from lessons.labs.momentum._bar import Barred
from lessons.text import number, short

SIDES = ("metres", "other")
ROLES: dict[str, Role] = {"metres": "accent", "other": "negative"}
GRID = (24, 30)
DRAWN = 40
ROWS = 9


class TwoUnits(Barred):
    """One network learns two moons twice: with x[1] in metres, and with x[1] in a smaller unit."""

    rate = 5.0
    step_word = "epoch"
    quick = {"epochs": 2}
    shares = True

    factor = Knob.number("how many of the other unit make a metre", 100.0, scale="log", low=1, high=1000)
    rule = Knob.choice("what turns gradients into steps", "sgd adam", name="optimizer")
    learning_rate = Knob.number("how far a step goes", 0.1, scale="log", low=0.0001, high=1)
    standard = Knob.toggle("whether both inputs are standardised", False, name="standardised")
    seed = Knob.integer("for the points, the weights and the order", 0, low=0, high=9999)
    steps = Knob.integer("how many epochs a run has", 20, name="epochs", low=1, high=40, turnable=False)
    step_work = 2 * 10 * 120_000

    def prepare(self, changed: str | None = None) -> None:
        super().prepare(changed)
        self.parts = {side: scaled(self._factor(side), self.seed, self.standard) for side in SIDES}
        self.trainers = {
            side: trainer(parts, self.rule, self.learning_rate, self.seed)
            for side, parts in self.parts.items()
        }
        self._known: dict[str, list[tuple[float, Floats]]] = {side: [] for side in SIDES}

    def _factor(self, side: str) -> float:
        return float(self.factor) if side == "other" else 1.0

    def after(self, side: str, epoch: int) -> tuple[float, Floats]:
        """The training loss of a network after so many epochs, and its parameters."""
        known, run = self._known[side], self.trainers[side]
        while len(known) <= epoch:
            lost = bool(known) and np.isinf(known[-1][0])
            if known and not lost:
                try:
                    run.run(run.batches.per_epoch)
                except Diverged:
                    lost = True
            loss = np.inf if lost else run.evaluate("train")["loss"]
            known.append((loss if np.isfinite(loss) else np.inf, run.net.params.copy()))
        return known[epoch]

    losses = Plotted(
        lambda lab: {s: np.array([lab.after(s, k)[0] for k in range(lab.position + 1)]) for s in SIDES}
    )
    loss = Readout(
        "the training losses: loss.metres and loss.other", lambda lab: {s: lab.losses[s][-1] for s in SIDES}
    )
    epoch = Readout("whole epochs done", lambda lab: lab.position)

    @readout("the fraction of the training points that come out right: right.metres and right.other")
    def right(self) -> dict[str, float]:
        return {side: self._right(side) for side in SIDES}

    def _right(self, side: str) -> float:
        train = self.parts[side].train
        return float(((self._answers(side, train.X) > 0.5) == train.Y[:, 0]).mean())

    def _answers(self, side: str, X: Floats) -> Floats:
        net, then = self.trainers[side].net, self.after(side, self.position)[1]
        now = net.params.copy()
        net.params[...] = then
        answers = net.forward(X)[:, 0].copy()
        net.params[...] = now
        return np.asarray(answers)

    maps = Plotted(lambda lab: {side: lab._map(side) for side in SIDES})
    """For each side the plane that its points lie in, what is answered there, and some of the points."""

    def _map(self, side: str) -> dict[str, Any]:
        train = self.parts[side].train
        ends = extent(train.X, 0.1 * np.ptp(train.X, axis=0))
        return {
            "answers": self._answers(side, from_edge_to_edge(ends, GRID)).reshape(GRID),
            "extent": ends,
            "X": train.X[:DRAWN],
            "classes": train.labels[:DRAWN] * 1.0,
        }

    @property
    def learnt_network(self) -> Learnt:
        net = self.trainers["metres"].net.copy()
        net.params = self.after("metres", self.position)[1]
        used = {"learning_rate": self.learning_rate, "optimizer": self.rule, "batch": BATCH}
        return Learnt(net, self.parts["metres"], used, "Of the two networks this is the one in metres.")

    @staticmethod
    def figures(see: See) -> Figures:
        yield Beside((_plane(see, "metres"), _plane(see, "other"), _chart(see)))

    @staticmethod
    def caption(see: See) -> str:
        metres, other = (number(of(lambda share: 100 * share, see.right[side]), 0) for side in SIDES)
        if see.position == 0:
            return f"Left: x[1] in metres. Middle: the same points, x[1] {_unit(see.factor)}."
        right = f"{metres} % of the points right in metres, {other} % {_unit(see.factor)}"
        return f"Epoch {see.epoch}: {right}."


def _unit(factor: float) -> str:
    """What an input that was in metres is in, after it has been multiplied."""
    units = {10: "decimetres", 100: "centimetres", 1000: "millimetres"}
    return f"in {units[int(factor)]}" if factor in units else f"times {short(factor)}"


def _plane(see: See, side: str) -> Surface:
    shown = see.maps[side]
    title = "in metres" if side == "metres" else f"times {short(see.factor)}"
    return Surface(
        title, shown["answers"], shown["extent"], shown["X"], shown["classes"], ("0", "1"),
        ROWS, x_label="x[0]", y_label="x[1]",
    )  # fmt: skip


def _chart(see: See) -> Curves:
    names = {"metres": "metres", "other": f"times {short(see.factor)}"}
    at = np.arange(see.position + 1.0)
    series = tuple(Series(names[side], at, see.losses[side], ROLES[side]) for side in SIDES)
    return Curves("training loss", series, "epoch", "loss", ROWS, (0.0, float(see.steps)), (0.0, 1.0))
