"""A network learning, live: loss curves, accuracy, and its decision surface."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from engine import Diverged, Trainer, datasets, metrics
from lessons.figures import Floats
from lessons.figures.worked import Working, by_hand, counted
from lessons.format.fields import FieldError, KnobState, nearest
from lessons.labs import _train_views
from lessons.labs._logistic import fit_logistic
from lessons.labs._nets import learner
from lessons.labs._plane import extent, from_edge_to_edge
from lessons.labs.base import Knob, Lab, Learnt, Plotted, Readout, plotted, readout, units_of_share, work
from lessons.labs.looks._layers import layers_of, moved, weights_of
from lessons.labs.looks._units import answers

GRID = (24, 48)
GRID_PARTS = 8
SHOWN_POINTS = 120
EVERY_STEP_UNTIL = 100
"""After so many steps the losses are recorded once an epoch, not once a step."""
MOST_RESTORED = 5_000
"""The most batches that are learnt again when a lesson is resumed: what plays for hours is not replayed."""
BAR = ("learning_rate", "hidden", "activation", "batch_size", "noise", "step_by", "speed")
LOOKS = ("losses", "units", "layers")
RUN = "run"
"""The group of all knobs but those that only change what is drawn."""
COIN = float(np.log(2.0))
"""The loss of a network that answers ½ for every point."""
SPEEDS = {"10 a second": 10.0, "50 a second": 50.0, "200 a second": 200.0, "as fast as it goes": None}


class Training(Lab):
    """A multilayer perceptron learning two classes live: loss, accuracy and decision surface."""

    step_word = "batch"
    caption_rows = 2
    quick = {"points": 60, "epochs": 2, "hidden": (4,), "batch_size": 16, "step_by": "batch"}

    learning_rate = Knob.number("how far each step goes", 0.01, scale="log", low=1e-5, high=100, group=RUN)
    widths = Knob.sizes("the units of each hidden layer", (16, 16), name="hidden", low=1, high=64, group=RUN)
    activation = Knob.choice("what the hidden units apply", "relu tanh sigmoid identity", group=RUN)
    batch = Knob.integer(
        "samples in each step", 32, name="batch_size", label="batch", scale="log", low=1, high=1000, group=RUN
    )
    noise = Knob.number("how far points stray from their moon", 0.2, low=0, high=1, step=0.05, group=RUN)
    step_by = Knob.choice("what one step is", "batch epoch", default="epoch", group=RUN)
    speed = Knob.choice("steps while it plays", SPEEDS, default="50 a second", group=RUN)
    data = Knob.choice("the points", "moons circles", turnable=False)
    count = Knob.integer("how many points there are", 600, name="points", low=20, high=5000, turnable=False)
    seed = Knob.integer("for the points, the weights and the order", 45, low=0, high=9999, group=RUN)
    rule = Knob.choice("what turns gradients into steps", "adam sgd", name="optimizer", group=RUN)
    look = Knob.choice("what is drawn: losses, answers of the units, layers", LOOKS, group="look")
    layer = Knob.integer("which hidden layer's units are drawn", 1, low=1, high=8, group="look")
    bar = Knob("names", "the knobs that stand on the page", BAR, turnable=False)
    plain = Knob.toggle(
        "the plane alone, in plain words and without knobs: for who has seen no network yet",
        False,
        turnable=False,
    )
    epochs = Knob.integer("where a run ends in `show`", 20, low=1, high=500, turnable=False)
    stops = Knob.toggle("whether it ends there on the page too", False, turnable=False)

    ghost: Floats | None = None
    """Epochs and test losses of the run before, (rows, 2); they stay until another has been trained."""
    trainer: Trainer
    log: list[tuple[float, ...]]
    """(step, train loss, test loss, train accuracy, test accuracy) whenever they were measured."""
    moves: dict[int, Floats]
    """By how much of themselves the layers' weights moved in the steps that were measured."""

    def prepare(self, changed: str | None = None) -> None:
        if changed in ("step_by", "speed", "look", "layer"):
            self.rate = SPEEDS[self.speed]
            return
        turnable = [f.name for f in self.fields if f.turnable]
        if unknown := set(self.bar).difference(turnable):
            raise FieldError(f"there is no knob '{min(unknown)}'", nearest(min(unknown), turnable))
        if changed and len(self.log) > 1:
            run = np.array(self.log)
            self.ghost = np.stack([run[:, 0] / self.trainer.batches.per_epoch, run[:, 2]], axis=1)
        data = datasets.load(self.data, n=self.count, noise=self.noise, seed=self.seed)
        self.split = data.split(test=0.3, seed=self.seed)
        self.trainer = learner(
            self.split, self.widths, self.seed, activation=self.activation, rule=self.rule,
            rate=self.learning_rate, batch=min(self.batch, len(self.split.train)),
        )  # fmt: skip
        self.net = self.trainer.net
        self.extent = extent(data.X)
        # In parts: a network keeps the arrays of a pass, and they would be as long as the grid.
        self.grid = np.split(from_edge_to_edge(self.extent, GRID), GRID_PARTS)
        self.rate = SPEEDS[self.speed]
        self.failure: Diverged | None = None
        self.moves: dict[int, Floats] = {}
        self.position = 0
        self.log = [self._measure()]

    @property
    def start_work(self) -> int:
        """The losses are measured at each of the first steps."""
        return super().start_work + EVERY_STEP_UNTIL * int(self.count) * self.net.params.size

    step_work = work(lambda lab: 60_000 + lab.trainer.batches.size * lab.net.params.size)
    """A batch, and its share of the losses that are measured once an epoch."""

    offered = property(lambda lab: () if lab.plain else lab.bar)

    def knobs(self) -> tuple[KnobState, ...]:
        """Those of the page; the speed is called what it counts."""
        words = {"speed": {"batch": "batches", "epoch": "epochs"}[self.step_by]}
        knobs = super().knobs()
        return tuple(replace(k, field=k.field._replace(label=words.get(k.id, k.field.label))) for k in knobs)

    def steps(self) -> int | None:
        return self.run_length if self.stops else None

    @property
    def run_length(self) -> int:
        return int(self.epochs) * self.trainer.batches.per_epoch

    @property
    def done(self) -> bool:
        return self.failure is not None or super().done

    @property
    def stride(self) -> int:
        """Batches in one teaching step."""
        return self.trainer.batches.per_epoch if self.step_by == "epoch" else 1

    def step(self) -> bool:
        """Learn from the next batch, or from the rest of the epoch."""
        if self.done:
            return False
        stride = self.stride
        for _ in range(stride - self.position % stride):
            if not self.learn():
                break
        return True

    def learn(self) -> bool:
        """Learn from one batch; False where training has diverged, or the page lets it go no further."""
        if self.done:
            return False
        step = self.position + 1
        measured = step <= EVERY_STEP_UNTIL or step % self.trainer.batches.per_epoch == 0
        before = weights_of(self.net) if measured else []
        try:
            self.trainer.step()
        except Diverged as error:
            self.failure = error
            return False
        self.position = self.trainer.steps
        if measured:
            self.log.append(self._measure())
            self.moves[step] = moved(before, self.net)
        return True

    def back(self) -> bool:
        if self.position == 0:
            return False
        self.failure = None
        stride = self.stride
        self.seek((self.position - 1) // stride * stride)
        return True

    def reset(self) -> None:
        self.failure = None
        self.seek(0)

    def seek(self, position: int) -> None:
        if position < self.position:
            self.trainer.seek(position)
            self.position = position
            self.log = [row for row in self.log if row[0] <= position]
        while self.position < position and self.learn():
            pass

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take up a saved state by training again: as much of it as takes about a second."""
        position = state.get("position")
        if isinstance(position, int):
            state = {**state, "position": min(position, MOST_RESTORED)}
        super().restore(state)

    def _measure(self) -> tuple[float, ...]:
        train, test = self.split.train, self.split.test
        assert test is not None
        losses, shares = [], []
        for part in (train, test):
            p = self.net.forward(part.X)
            losses.append(self.trainer.loss.value(p, part.Y))
            shares.append(metrics.accuracy(part.labels, (p[:, 0] > 0.5).astype(int)))
        return float(self.position), *losses, *shares

    @property
    def now(self) -> tuple[float, ...]:
        """The present row of the log, measured if the last one is older."""
        return self.log[-1] if self.log[-1][0] == self.position else self._measure()

    # Reading

    learnt = Readout("batches learnt from", lambda lab: int(lab.now[0]), name="step")
    epoch = Readout("whole epochs done", lambda lab: lab.trainer.epochs)
    loss = Readout("the losses: loss.train, loss.test", lambda lab: {"train": lab.now[1], "test": lab.now[2]})

    @readout("the shares answered right: accuracy.train, accuracy.test")
    def accuracy(self) -> dict[str, float]:
        return {"train": self.now[3], "test": self.now[4]}

    parameters = Readout("weights and biases of the network", lambda lab: int(lab.net.params.size))
    batches = Readout("batches in an epoch", lambda lab: lab.trainer.batches.per_epoch)
    batch_size = Readout("samples in each batch but the last", lambda lab: lab.trainer.batches.size)

    @readout("points: points.train, points.test")
    def points(self) -> dict[str, int]:
        return {"train": len(self.split.train), "test": len(self.split.test or ())}

    @readout("the lowest test loss so far: best.loss, and its best.step")
    def best(self) -> dict[str, float]:
        best = min(self.log, key=lambda row: row[2])
        return {"loss": best[2], "step": int(best[0])}

    @readout("the test points that the straight line of lesson 1 gets wrong")
    def line_wrong(self) -> int:
        train, test = self.split.train, self.split.test
        assert test is not None
        line = fit_logistic(train.X, train.labels.astype(np.float64))
        return int(((line.forward(test.X)[:, 0] > 0.5) != test.labels).sum())

    wrong = Readout(
        "the test points that the network gets wrong",
        lambda lab: round(len(lab.split.test or ()) * (1 - lab.now[4])),
    )
    beside_line = Readout(
        "the same, for each that the straight line of lesson 1 gets wrong",
        lambda lab: lab.wrong / max(1, lab.line_wrong),
    )

    @readout("hidden units that are 0 for every training point: dead.units, of dead.all")
    def dead(self) -> dict[str, int]:
        outputs = self.net.trace(self.split.train.X).a[:-1] if self.activation == "relu" else []
        return {"units": sum(int((a <= 0).all(axis=0).sum()) for a in outputs), "all": sum(self.widths)}

    @readout("the largest loss of a test point")
    def worst_loss(self) -> float:
        test = self.split.test
        assert test is not None
        z = self.net.trace(test.X).z[-1][:, 0] * np.where(test.labels == 1, 1.0, -1.0)
        return float(np.logaddexp(0.0, -z).max())

    worst_p = Readout("the probability that this point's own class gets", lambda lab: np.exp(-lab.worst_loss))
    worst_adds = Readout(
        "what this point adds to the test loss", lambda lab: lab.worst_loss / len(lab.split.test or ())
    )
    worst_percent = Readout(
        "what this is of the test loss, in per cent",
        lambda lab: round(100 * lab.worst_adds / lab.loss["test"]),
    )

    coin = Readout("the loss of a network that answers ½ for every point", lambda lab: COIN)

    @plotted()
    def course(self) -> Floats:
        """The log so far, up to now: (rows, 5)."""
        older = [row for row in self.log if row[0] != self.position]
        return np.array([*older, self.now])

    earlier = Plotted(lambda lab: lab.ghost)
    per_epoch = Plotted(lambda lab: float(lab.trainer.batches.per_epoch))

    surface = Plotted(lambda lab: np.concatenate([lab.net.forward(part) for part in lab.grid]).reshape(GRID))
    """The probability of class 1 over the plane."""

    @plotted()
    def shown_points(self) -> tuple[Floats, Floats, int]:
        """Some of the points, their classes, and how many of these are answered right."""
        points, labels = self.split.train.X[:SHOWN_POINTS], self.split.train.labels[:SHOWN_POINTS]
        answered = self.net.forward(points)[:, 0] > 0.5
        return points, labels.astype(float), int((answered == labels).sum())

    reach = Plotted(lambda lab: lab.extent)

    @plotted()
    def unit_answers(self) -> tuple[int, Floats]:
        """Which layer is looked into, and what its units answer over the plane."""
        layer = min(int(self.layer), len(self.widths))
        return layer, answers(self.net, self.extent, layer)

    layers_now = Plotted(lambda lab: layers_of(lab.net, lab.split.train, "bce", lab.activation))

    @plotted()
    def pace(self) -> Floats:
        """By how much of itself each layer moved: (rows, 1 + layers), the step first."""
        rows = [[step, *moves] for step, moves in self.moves.items() if step <= self.position]
        return np.array(rows).reshape(-1, 2 + len(self.widths))

    diverged = Plotted(lambda lab: None if lab.failure is None else lab.failure.step)
    """The batch at which training diverged."""

    def working(self, path: str) -> Working | None:
        train, size = len(self.split.train), self.trainer.batches.size
        match path:
            case "parameters":
                return counted((2, *self.widths, 1), self.parameters)
            case "batches":
                numbers = {"training points": train, "batch": size}
                return by_hand("{} / {} rounded up", numbers, self.batches, lambda n, size: -(-n // size))
            case "step":
                run = {"batches in an epoch": self.batches, "epochs": self.trainer.epochs}
                return by_hand("{} times {}", run, self.learnt, lambda batches, epochs: batches * epochs)
            case "coin":
                return by_hand("−log {}", {"p": 0.5}, COIN, lambda p: -np.log(p))
            case "worst_adds":
                shared = {"loss of the point": self.worst_loss, "test points": len(self.split.test or ())}
                return by_hand("{} / {}", shared, self.worst_adds, lambda loss, points: loss / points)
        return None

    def mistakes(self, path: str) -> dict[str, float]:
        train = len(self.split.train)
        size = self.trainer.batches.size
        match path:
            case "parameters":
                weights = sum(layer.W.size for layer in self.net.layers)
                units = sum(self.widths) + 1
                return {
                    "You left out the biases.": weights,
                    "You counted the units. Count what comes into them.": units,
                    "You gave the inputs biases too. They have none.": self.net.params.size + 2,
                }
            case "batches":
                return {
                    "You left out the last, smaller batch.": train // size,
                    "Round it up: the rest is a batch too.": train / size,
                    "You counted the test points too.": -(-self.count // size),
                }
            case "step":
                per_epoch = -(-train // 32)
                return {
                    "You counted batches of 32. Here all points are in one.": per_epoch * self.trainer.epochs,
                    "You counted a step for each point. It is one for each batch.": train
                    * self.trainer.epochs,
                }
            case "coin":
                return {
                    "That is the probability. The loss is −log of it.": 0.5,
                    "You left out the minus sign.": -COIN,
                    "You took the logarithm to base 10. Here log is the natural one.": COIN / np.log(10),
                    "You took the logarithm to base 2. Here log is the natural one.": 1.0,
                }
            case "worst_adds":
                loss, test = self.worst_loss, len(self.split.test or ())
                return {
                    "You did not divide by the number of test points.": loss,
                    "You divided by the training points.": loss / train,
                    "You divided by all the points. The mean is over the test points.": loss / (train + test),
                }
            case "points.train":
                return {"That is every point, the test points too.": self.count}
            case "loss.train" | "loss.test":
                return {
                    "That is the accuracy. The loss is asked for.": self.now[3 if path == "loss.train" else 4]
                }
        return {}

    def units(self, path: str) -> dict[str, float]:
        part = {"accuracy.train": self.split.train, "accuracy.test": self.split.test}.get(path)
        return units_of_share(len(part)) if part else {}

    @property
    def saves(self) -> bool:
        return not self.plain

    def exports(self) -> dict[str, str]:
        from lessons.labs._scripts import scripts

        return scripts(self.net, self.split.test or self.split.train)

    @property
    def learnt_network(self) -> Learnt:
        used = {"learning_rate": self.learning_rate, "optimizer": self.rule, "batch": self.batch}
        return Learnt(self.net, self.split, used)

    figures = staticmethod(_train_views.figures)
    caption = staticmethod(_train_views.caption)
