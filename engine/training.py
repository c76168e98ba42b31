"""Training: steps, epochs, early stopping, and going back to any step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from math import isfinite
from typing import Any

import numpy as np

from . import losses, metrics, optimizers
from .batches import Batches, Order
from .datasets import Dataset, Split
from .errors import (
    Array,
    Diverged,
    InputError,
    count,
    flag,
    function,
    instance,
    matrix,
    number,
    reals,
    several,
)
from .history import History
from .layers import Dropout
from .network import Network, Works
from .passes import check_output
from .timeline import Run, Snapshot, Timeline, Turn, same_until

Callback = Callable[["Trainer"], object]


class Trainer:
    """Trains `net` on `data` with mini-batches.

    data: a Dataset, a Split (whose validation part is then watched), or a pair (X (n, features), Y).
    loss, optimizer: a name or what `losses.get` / `optimizers.make` return. batch_size None takes all
    samples. seed: decides batch order and dropout. l1, l2: penalties λ₁Σ|W| + ½λ₂ΣW². weights (n,): of
    training samples; a batch without any weight has loss 0 and moves nothing. patience: stop after that many
    epochs without a better validation loss (by more than `min_delta`), and go back to the best epoch if
    `restore_best`. callbacks are called with the trainer after each new epoch. order: a function from the
    epoch to the indices of its samples.
    Raises InputError or ShapeError for data that do not fit the network or the loss.

    Not for several threads at once: where a second enters while a first is inside, it gets InUse. One
    may hand a trainer over to another. A copy (the copy module, pickle) has a network of its own.

    >>> trainer = Trainer(MLP([2, 1]), datasets.load("plane"), loss="mse", optimizer="momentum")
    >>> trainer.run(200)
    200
    >>> trainer.evaluate("train")["r2"] > 0.9
    True
    """

    def __init__(
        self,
        net: Network,
        data: Any,
        *,
        loss: str | losses.Loss,
        optimizer: str | optimizers.Optimizer = "adam",
        batch_size: int | None = 32,
        seed: int = 0,
        l1: float = 0.0,
        l2: float = 0.0,
        weights: Any = None,
        shuffle: bool = True,
        order: Order | None = None,
        patience: int | None = None,
        min_delta: float = 0.0,
        restore_best: bool = True,
        callbacks: Sequence[Callback] = (),
    ) -> None:
        self.net, self.loss = instance("net", net, Network, "a Network"), losses.get(loss)
        self.optimizer = optimizers.make(optimizer)
        self.l1, self.l2 = number("l1", l1, least=0), number("l2", l2, least=0)
        self.split = as_split(data)
        self.seed = count("seed", seed, least=0)
        check_output(net.stack, self.loss)
        X, Y = self._checked(self.split.train)
        shuffle = flag("shuffle", shuffle)
        if order is not None:
            function("order", order, "a function from the epoch to indices")
        self.batches = Batches(X, Y, batch_size, self.seed, shuffle, order)
        self.weights = None if weights is None else reals("weights", weights, losses.WEIGHTS)
        if self.weights is not None:
            self.loss.coefficient((net.outputs, len(X)), self.weights)
        self.patience = None if patience is None else count("patience", patience)
        if self.patience is not None and self.split.validation is None:
            raise InputError("patience", patience, "data with a validation part to watch")
        self.min_delta = number("min_delta", min_delta, least=0)
        self.restore_best = flag("restore_best", restore_best)
        self.callbacks = several("callbacks", callbacks, "a list of functions of the trainer")
        for called in self.callbacks:
            function("callbacks", called, "functions of the trainer")
        self.history = History()
        self.steps = 0
        self.stopped = False
        self._dropout = any(isinstance(layer, Dropout) for layer in net.stack)
        self.state = self.optimizer.init(net.params)
        self._run: Run = (Turn(0, self.optimizer),)
        self._timeline = Timeline(3 * net.params.size + sum(b.size for b in net.buffers) + 1)
        self._prepared: dict[str, tuple[Array, Array]] = {}
        self._work = Works(net, self.loss)

    def __repr__(self) -> str:
        about = f"loss {self.loss.name!r}, optimizer {self.optimizer.name!r}, step {self.steps}"
        return f"Trainer({self.net!r},\n    {self.split.train!r},\n    {about})"

    def __copy__(self) -> Trainer:
        return deepcopy(self)

    def _checked(self, part: Dataset) -> tuple[Array, Array]:
        X = matrix("X", part.X, columns=self.net.inputs)
        return X, self.loss.targets(part.Y, self.net.outputs, len(X))

    @property
    def epochs(self) -> int:
        """Whole epochs trained so far."""
        return self.steps // self.batches.per_epoch

    def step(self) -> float:
        """Take one step on the next mini-batch; return its loss before the step.

        Raises Diverged when a number is no longer finite; the trainer then stands before that step.
        """
        with self.net.alone:
            step, history = self.steps, self.history
            if step == self._timeline.due:
                self._write(self._timeline.place())
            if len(self._run) > 1:
                self._turn()
            value = 0.0 if self._without_weight(step) else self._move(step)
            if step < len(history._loss):
                history._loss[step] = value
            else:
                history._loss.append(value)
            self.steps = history.steps = step + 1
            if self.steps % self.batches.per_epoch == 0:
                self._end_epoch()
            return value

    def _move(self, step: int) -> float:
        # Take the step itself; return the loss before it.
        net, batches = self.net, self.batches
        full, target = batches.deal(step)
        n = full.shape[1]
        work, at_work = self._work[n]
        if self.weights is not None:
            at_work.weigh(self.weights, batches.samples(step))
        if self._dropout:
            net.reseed(self.seed, step)
        with np.errstate(all="ignore"):
            value = float(work.loss_and_grad(at_work, full, target, True))
            value += float(net.penalize(self.l1, self.l2))
            grads, params = net._grads, net._params
            # The quickest look at all numbers: where one is not finite, the sum of their squares is not.
            if not (isfinite(value) and isfinite(grads.dot(grads))):
                self._check("gradient", value)
            params -= self.optimizer.advance(grads, self.state, params, net.decayed)
            if not isfinite(params.dot(params)):
                self._check("weight", value)
        return value

    def _without_weight(self, step: int) -> bool:
        return self.weights is not None and not self.weights[self.batches.samples(step)].any()

    def epoch(self) -> float:
        """Train to the end of the current epoch; return its mean loss over samples."""
        self.step()
        while self.steps % self.batches.per_epoch and not self.stopped:
            self.step()
        return self.history._records[self.epochs - 1]["loss"]

    def run(self, steps: int) -> int:
        """Take up to `steps` steps, fewer if early stopping says so; return how many were taken."""
        for taken in range(count("steps", steps, least=0)):
            if self.stopped:
                return taken
            self.step()
        return steps

    def _end_epoch(self) -> None:
        epoch, history, batches = self.epochs, self.history, self.batches
        history.whole_epochs = epoch
        if epoch <= len(history._records):
            return
        first = self.steps - batches.per_epoch
        losses_ = np.array(history._loss[first : self.steps])
        sizes = np.full(batches.per_epoch, float(batches.size))
        sizes[-1] = batches.n - batches.size * (batches.per_epoch - 1)
        if self.weights is not None:
            steps, whole = range(first, self.steps), self.weights.sum()
            sizes = np.array([self.weights[batches.samples(step)].sum() / whole for step in steps])
        record = {"loss": float(losses_ @ sizes / sizes.sum())}
        if self.split.validation is not None:
            scores = self.evaluate("validation")
            record |= {f"validation_{name}": value for name, value in scores.items()}
        history._records.append(record)
        for callback in self.callbacks:
            callback(self)
        if self.patience is not None:
            watched = [r.get("validation_loss", np.inf) for r in history._records]
            best = 0
            for i, value in enumerate(watched):
                best = i if value < watched[best] - self.min_delta else best
            if len(watched) - 1 - best >= self.patience:
                if self.restore_best:
                    self.seek((best + 1) * batches.per_epoch)
                self.stopped = True

    def evaluate(self, part: str = "test") -> dict[str, float]:
        """Return loss and metrics on "train", "validation" or "test" (evaluation mode, no penalty)."""
        parts = {"train": self.split.train, "validation": self.split.validation, "test": self.split.test}
        data = parts.get(part) if isinstance(part, str) else None
        if data is None:
            raise InputError("part", part, f"one of {', '.join(k for k, v in parts.items() if v)}")
        if part not in self._prepared:
            self._prepared[part] = self._checked(data)
        X, truth = self._prepared[part]
        output = self.net.forward(X)
        if not np.isfinite(output).all():
            return {"loss": float("nan")}
        task = {"bce": "binary", "cce": "multiclass"}.get(self.loss.name, "regression")
        logits_of_one = self.loss.from_logits and self.loss.name == "bce"
        guess = (output > 0).astype(float) if logits_of_one else output
        return {"loss": self.net.loss(X, data.Y, self.loss)} | metrics.summary(task, truth, guess)

    def change(self, optimizer: str | optimizers.Optimizer) -> None:
        """Go on with another optimizer or other settings; one of the same kind keeps its moving averages.

        What was recorded beyond the present step is forgotten.
        """
        optimizer = optimizers.make(optimizer)
        with self.net.alone:
            # A row holds what was before the turn at its step, so it serves the runs on both sides.
            if self.steps == self._timeline.due:
                self._write(self._timeline.place())
            self._forget_after(self.steps)
            fresh = optimizer.rule.slots != self.optimizer.rule.slots
            fresh = fresh or any(turn.fresh for turn in self._run if turn.step == self.steps)
            before = [turn for turn in self._run[1:] if turn.step < self.steps]
            self._run = (self._run[0], *before, Turn(self.steps, optimizer, fresh))
            self._turn()

    def rebase(self) -> None:
        """Begin a new history here; call it after writing into the weights by hand in mid-training."""
        with self.net.alone:
            self._forget_after(self.steps)
            self._run = (Turn(self.steps, self.optimizer),)
            self._timeline.clear(self.steps)

    def _forget_after(self, step: int) -> None:
        self._timeline.forget_after(step)
        self.history.forget_after(step, step // self.batches.per_epoch)

    def _turn(self) -> None:
        # What the run has planned for this step.
        for turn in self._run:
            if turn.step == self.steps:
                self.optimizer = turn.optimizer
                if turn.fresh:
                    self.state = turn.optimizer.init(self.net.params)

    def _adopt(self, optimizer: optimizers.Optimizer) -> None:
        if optimizer.rule.slots != self.optimizer.rule.slots:
            self.state = optimizer.init(self.net.params)
        self.optimizer = optimizer

    # Going back: a row of memory is parameters, running statistics, moving averages (room for two), and at
    # its end the optimizer's step.

    def _kept(self, row: Array) -> list[tuple[Array, Array]]:
        ours = [self.net.params, *self.net.buffers, self.state.slots.reshape(-1)]
        ends = np.cumsum([part.size for part in ours])
        return [(part, row[end - part.size : end]) for part, end in zip(ours, ends, strict=True)]

    def _write(self, row: Array) -> None:
        for ours, kept in self._kept(row):
            kept[:] = ours
        row[-1] = self.state.t

    def _read(self, step: int, row: Array) -> None:
        for ours, kept in self._kept(row):
            ours[:] = kept
        self.state.t = int(row[-1])
        self.steps = step
        self.history.show(step, self.epochs)

    def snapshot(self) -> Snapshot:
        """Return a copy of where training stands."""
        row = np.zeros(self._timeline.rows.shape[1])
        with self.net.alone:
            self._write(row)
            return Snapshot(self.steps, row, self.optimizer, self._run)

    def restore(self, snapshot: Snapshot) -> None:
        """Go to where `snapshot` was taken, here or by a trainer of a network of the same shape.

        Training goes on from there bit for bit as it did. Earlier steps can still be gone back to if it was
        taken by this trainer, also before a `change`. Raises InputError for a snapshot of another shape.
        """
        instance("snapshot", snapshot, Snapshot, "what snapshot() returns")
        if snapshot.memory.shape != (self._timeline.rows.shape[1],):
            raise InputError("snapshot", snapshot.memory.shape, "a snapshot of a network of this shape")
        with self.net.alone:
            shared = same_until(self._run, snapshot.run)
            if 0 <= shared < np.inf:
                self._forget_after(int(shared))
            self._adopt(snapshot.optimizer)
            self._read(snapshot.step, snapshot.memory)
            if shared < 0:
                self.rebase()
            else:
                self._run = snapshot.run
                self._timeline.go_on_at(self.steps)

    def seek(self, step: int) -> None:
        """Go to after `step` steps: back to the nearest kept row and forward from it, or on from here.

        Raises InputError for a step before the history began (see `rebase`).
        """
        step = count("step", step, least=self._timeline.origin)
        with self.net.alone:
            self.stopped = False
            if step != self.steps:
                self._go_to(step)

    def _go_to(self, step: int) -> None:
        kept, row = self._timeline.before(step)
        # Nothing to read where no row on the way is nearer than here.
        if not kept <= self.steps < step:
            first, *later = self._run
            self._adopt([first, *(turn for turn in later if turn.step < kept)][-1].optimizer)
            self._read(kept, row)
        while self.steps < step:
            self.step()
        self._turn()

    def _check(self, suspect: str, value: float) -> None:
        """Raise Diverged if a number is not finite: a square may have overflowed without that."""
        # Imported here: most runs never need it.
        from .divergence import first_not_finite

        step, work = self.steps, self._work[self._size_of(self.steps)]
        found = first_not_finite(self.net, *work, value, weights=suspect == "weight")
        if found is None:
            return
        rate = float(self.optimizer.rate(self.state.t - (suspect == "weight")))
        last = None
        if suspect == "weight":
            self._go_to(step)
            last = found.read(self.net, *work, value)
        elif step > self._timeline.origin and not self._without_weight(step - 1):
            self._go_to(step - 1)
            before = self.step()
            last = found.read(self.net, *self._work[self._size_of(step - 1)], before)
        else:
            # The pass has moved running statistics.
            self._go_to(step)
        raise Diverged(step + 1, found.what, found.where, last, rate)

    def _size_of(self, step: int) -> int:
        return len(self.batches.samples(step))


def as_split(data: Any) -> Split:
    """Return `data`, a Dataset, a Split or a pair (X, Y), as a Split; raises InputError for anything else."""
    if isinstance(data, Split):
        return data
    if isinstance(data, Dataset):
        return Split(data)
    if isinstance(data, (tuple, list)) and len(data) == 2:
        return Split(Dataset("data", *data))
    raise InputError("data", data, "a Dataset, a Split or a pair (X, Y)")
