"""A network learning, live: loss curves, accuracy, and its decision surface."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine import MLP, Diverged, Trainer, datasets, metrics, optimizers
from lessons.figures import Beside, Curves, Figure, Floats, Series, Surface
from lessons.format.fields import Field
from lessons.labs._scripts import scripts
from lessons.labs.base import Lab, units_of_share
from lessons.text import number, plural, short

CHART_ROWS = 10
GRID = (24, 48)
GRID_PARTS = 8
MARGIN = 0.4
SHOWN_POINTS = 120
EVERY_STEP_UNTIL = 100
"""After so many steps the losses are recorded once an epoch, not once a step."""
MOST_RESTORED = 5_000
"""The most batches that are learnt again when a lesson is resumed: what plays for hours is not replayed."""
SPEEDS = {"10 a second": 10.0, "50 a second": 50.0, "200 a second": 200.0, "as fast as it goes": None}


class TrainLab(Lab):
    """An MLP learning to tell two classes apart."""

    name = "train"
    summary = "A multilayer perceptron learning two classes live: loss, accuracy and decision surface."
    step_word = "batch"
    fields = (
        Field("learning_rate", "number", "how far each step goes", 0.01, scale="log", low=1e-5, high=100),
        Field("hidden", "sizes", "the units of each hidden layer", (16, 16), label="hidden", low=1, high=64),
        Field(
            "activation",
            "choice",
            "what the hidden units apply",
            "relu",
            choices=("relu", "tanh", "sigmoid", "identity"),
        ),
        Field(
            "batch_size", "integer", "samples in each step", 32, label="batch", scale="log", low=1, high=1000
        ),
        Field(
            "noise", "number", "how far points stray from their moon", 0.2, low=0, high=1, step=0.05
        ),
        Field("step_by", "choice", "what one step is", "epoch", choices=("batch", "epoch")),
        Field("speed", "choice", "steps while it plays", "50 a second", choices=tuple(SPEEDS)),
        Field("data", "choice", "the points", "moons", choices=("moons", "circles"), turnable=False),
        Field("points", "integer", "how many points there are", 600, low=20, high=5000, turnable=False),
        Field("seed", "integer", "for the points, the weights and the order", 45, low=0, turnable=False),
        Field("epochs", "integer", "where a run ends in `show`", 20, low=1, high=500, turnable=False),
    )  # fmt: skip
    readouts = {
        "step": "batches learnt from",
        "epoch": "whole epochs done",
        "loss": "the losses: loss.train, loss.test",
        "accuracy": "the shares answered right: accuracy.train, accuracy.test",
        "parameters": "weights and biases of the network",
        "batches": "batches in an epoch",
        "batch_size": "samples in each batch but the last",
        "points": "points: points.train, points.test",
        "learning_rate": "the learning rate",
        "best": "the lowest test loss so far: best.loss, and its best.step",
    }

    def prepare(self, changed: str | None = None) -> None:
        if changed in ("step_by", "speed"):
            self.rate = SPEEDS[self.settings["speed"]]
            return
        s = self.settings
        self.ghost: tuple[Floats, Floats] | None = None
        if changed and getattr(self, "log", None) and len(self.log) > 1:
            log = np.array(self.log)
            self.ghost = (log[:, 0], log[:, 2])
        data = datasets.load(s["data"], n=s["points"], noise=s["noise"], seed=s["seed"])
        self.split = data.split(test=0.3, seed=s["seed"])
        net = MLP(
            [2, *s["hidden"], 1], hidden=s["activation"], output="sigmoid", init="he_normal", seed=s["seed"]
        )
        self.net = net
        self.trainer = Trainer(
            net,
            self.split,
            loss="bce",
            optimizer=optimizers.make("adam", learning_rate=s["learning_rate"]),
            batch_size=min(s["batch_size"], len(self.split.train)),
            seed=s["seed"],
        )
        low, high = data.X.min(axis=0) - MARGIN, data.X.max(axis=0) + MARGIN
        self.extent = (float(low[0]), float(high[0]), float(low[1]), float(high[1]))
        across = np.linspace(low[0], high[0], GRID[1])
        up = np.linspace(low[1], high[1], GRID[0])
        grid = np.stack([a.ravel() for a in np.meshgrid(across, up)], axis=1)
        # In parts: a network keeps the arrays of a pass, and they would be as long as the grid.
        self.grid = np.split(grid, GRID_PARTS)
        self.rate = SPEEDS[s["speed"]]
        self.failure: Diverged | None = None
        self.position = 0
        self.log: list[tuple[float, ...]] = []
        """(step, train loss, test loss, train accuracy, test accuracy) whenever they were measured."""
        self._record()

    @property
    def start_work(self) -> int:
        """The losses are measured at each of the first steps."""
        return super().start_work + EVERY_STEP_UNTIL * int(self.settings["points"]) * self.net.params.size

    @property
    def step_work(self) -> int:
        """A batch, and its share of the losses that are measured once an epoch."""
        return 60_000 + self.trainer.batches.size * self.net.params.size

    # Stepping. The position counts batches.

    @property
    def length(self) -> None:
        return None

    @property
    def run_length(self) -> int:
        return int(self.settings["epochs"]) * self.trainer.batches.per_epoch

    @property
    def done(self) -> bool:
        return self.failure is not None or super().done

    @property
    def stride(self) -> int:
        """Batches in one teaching step."""
        return self.trainer.batches.per_epoch if self.settings["step_by"] == "epoch" else 1

    def step(self) -> bool:
        """Learn from the next batch, or from the rest of the epoch."""
        if self.done:
            return False
        stride = self.stride
        for _ in range(stride - self.position % stride):
            if not self.batch():
                break
        return True

    def batch(self) -> bool:
        """Learn from one batch; False where training has diverged, or the page lets it go no further."""
        if self.done:
            return False
        try:
            self.trainer.step()
        except Diverged as error:
            self.failure = error
            return False
        self.position = self.trainer.steps
        if self.position <= EVERY_STEP_UNTIL or self.position % self.trainer.batches.per_epoch == 0:
            self._record()
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
        while self.position < position and self.batch():
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
        row = [float(self.position)]
        outputs = [self.net.forward(part.X) for part in (train, test)]
        row += [
            self.trainer.loss.value(out, part.Y) for out, part in zip(outputs, (train, test), strict=True)
        ]
        row += [
            metrics.accuracy(part.labels, (out[:, 0] > 0.5).astype(int))
            for out, part in zip(outputs, (train, test), strict=True)
        ]
        return tuple(row)

    def _record(self) -> None:
        self.log.append(self._measure())

    @property
    def now(self) -> tuple[float, ...]:
        """The present row of the log, measured if the last one is older."""
        return self.log[-1] if self.log[-1][0] == self.position else self._measure()

    # Reading

    def values(self) -> Mapping[str, Any]:
        step, train_loss, test_loss, train_accuracy, test_accuracy = self.now
        best = min(self.log, key=lambda row: row[2])
        return {
            "step": int(step),
            "epoch": self.trainer.epochs,
            "loss": {"train": train_loss, "test": test_loss},
            "accuracy": {"train": train_accuracy, "test": test_accuracy},
            "parameters": self.net.params.size,
            "batches": self.trainer.batches.per_epoch,
            "batch_size": self.trainer.batches.size,
            "points": {"train": len(self.split.train), "test": len(self.split.test or ())},
            "learning_rate": self.settings["learning_rate"],
            "best": {"loss": best[2], "step": int(best[0])},
        }

    def mistakes(self, path: str) -> dict[str, float]:
        train = len(self.split.train)
        size = self.trainer.batches.size
        match path:
            case "parameters":
                weights = sum(layer.W.size for layer in self.net.layers)
                units = sum(self.settings["hidden"]) + 1
                return {
                    "the biases were left out": float(weights),
                    "the units were counted, not what comes into them": float(units),
                    "the biases of the inputs were counted too": float(self.net.params.size + 2),
                }
            case "batches":
                return {
                    "the last, smaller batch was left out": float(train // size),
                    "the test points were counted too": float(-(-self.settings["points"] // size)),
                }
            case "points.train":
                return {"that is every point, the test points too": float(self.settings["points"])}
            case "loss.train" | "loss.test":
                return {"that is the accuracy, not the loss": self.now[3 if path == "loss.train" else 4]}
        return {}

    def units(self, path: str) -> dict[str, float]:
        part = {"accuracy.train": self.split.train, "accuracy.test": self.split.test}.get(path)
        return units_of_share(len(part)) if part else {}

    # Showing

    def draw(self) -> tuple[Figure, ...]:
        return (Beside((self._surface(), self._curves())),)

    def _surface(self) -> Surface:
        points, labels = self.split.train.X[:SHOWN_POINTS], self.split.train.labels[:SHOWN_POINTS]
        answered = self.net.forward(points)[:, 0] > 0.5
        return Surface(
            "decision",
            np.concatenate([self.net.forward(part) for part in self.grid]).reshape(GRID),
            self.extent,
            points,
            labels.astype(float),
            height=CHART_ROWS,
            right=int((answered == labels).sum()),
        )

    def _curves(self) -> Curves:
        log = np.array(self.log)
        if self.log[-1][0] != self.position:
            log = np.vstack([log, self.now])
        series = [
            Series("training", log[:, 0], log[:, 1], role="accent"),
            Series("test", log[:, 0], log[:, 2], role="text"),
        ]
        if self.ghost is not None:
            before = self.ghost
            keep = before[0] <= max(10.0, 1.5 * float(log[-1, 0]))
            series.append(Series("before", before[0][keep], before[1][keep], role="muted"))
        x_range = y_range = None
        if self.position == 0:
            # A point alone says nothing of how far the axes will reach: an epoch, and down to no loss.
            x_range = (0.0, float(self.trainer.batches.per_epoch))
            y_range = (0.0, max(1.0, float(log[0, 1:3].max())))
        return Curves("loss", tuple(series), "batch", "loss", CHART_ROWS, x_range, y_range)

    def exports(self) -> dict[str, str]:
        assert self.split.test is not None
        return scripts(self.net, self.split.test)

    def says(self) -> str:
        if self.failure:
            return (
                f"Training diverged at batch {self.failure.step}: the numbers grew past what a float holds. "
                "Lower the learning rate, or take a step back with b."
            )
        step, train_loss, test_loss, train_accuracy, test_accuracy = self.now
        if step == 0:
            return (
                f"Not trained yet: {plural(self.net.params.size, 'parameter')} at random. "
                f"Test loss {number(test_loss, 3)}, {number(100 * test_accuracy, 0)} % right."
            )
        return (
            f"Batch {int(step)}, epoch {self.trainer.epochs}. Loss: training {number(train_loss, 3)}, "
            f"test {number(test_loss, 3)}. Right: training {number(100 * train_accuracy, 1)} %, "
            f"test {number(100 * test_accuracy, 1)} %. Learning rate {short(self.settings['learning_rate'])}."
        )
