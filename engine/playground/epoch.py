"""An epoch as a list of operations on arrays that are made once: what makes the playground quick.

It learns as the browser's playground does: in the order of the points, batch after batch, a step along
the batch's mean gradient, then the penalty's step with the weights from before. What is left over at the end
of an epoch waits, with its gradients, for the first batch of the next. L1 kills a weight whose sign it would
change.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from engine import optimizers
from engine.activations import Activation as Function
from engine.errors import Array
from engine.layers import Activation, BatchNorm, Dense, Dropout, Layer, with_ones
from engine.network import Network

Operation = tuple[Callable[..., Any], tuple[Any, ...]]
_ONE, _ZERO, _HALF = np.array(1.0), np.array(0.0), np.array(0.5)


class Penalty(NamedTuple):
    """`kind` "none", "L1" or "L2", and how strong it is (λ)."""

    kind: str = "none"
    strength: float = 0.0


def _apply(function: Function, z: Array, a: Array, spare: Array) -> list[Operation]:
    # a = f(z). The playground's own four are spelt out: a call less for each.
    if function.name == "tanh":
        return [(np.tanh, (z, a))]
    if function.name == "relu":
        return [(partial(np.maximum, out=a), (z, _ZERO))]
    if function.name == "sigmoid":
        # σ(z) = ½(1 + tanh ½z)
        halves: list[Operation] = [(np.multiply, (z, _HALF, a)), (np.tanh, (a, a)), (np.add, (a, _ONE, a))]
        return [*halves, (np.multiply, (a, _HALF, a))]
    return [(function.into, (z, a, spare))]


def _pull_back(function: Function, z: Array, a: Array, d: Array, spare: Array) -> list[Operation]:
    # From ∂loss/∂a to ∂loss/∂z, in place.
    slope = spare[-1]
    if function.name == "identity":
        return []
    if function.name == "tanh":
        one_less: list[Operation] = [(np.multiply, (a, a, slope)), (np.subtract, (_ONE, slope, slope))]
        return [*one_less, (np.multiply, (d, slope, d))]
    return [(function.pull_back, (z, a, d, slope, spare))]


class Pass:
    """The operations of a pass over n samples, a sample a column.

    The first product is left to the caller, who has the samples: `first` @ them goes into `z`. Then comes
    `forward`, which fills `output`; ∂loss/∂output into `gradient`; `backward`; and the samples @
    `first_gradient` into `first_grads`.
    """

    def __init__(self, net: Network, n: int, training: bool) -> None:
        self.forward: list[Operation] = []
        back: list[list[Operation]] = []
        full = d = np.empty((0, n))
        for layer in net.stack:
            before = full
            if isinstance(layer, Dense):
                full, passed = with_ones((layer.units, n)), d
                d = np.empty((layer.units, n))
                if layer is net.layers[0]:
                    self.first, self.z, self.first_grads = layer.block.T, full[:-1], layer.d_block
                    self.first_gradient = d.T
                else:
                    self.forward.append((np.dot, (layer.block.T, before, full[:-1])))
                    products = [(np.dot, (before, d.T, layer.d_block)), (np.dot, (layer.W, d, passed))]
                    back.append(products)
            elif isinstance(layer, Activation):
                full = with_ones((layer.units, n))
                spare = np.empty((layer.function.spares + 1, layer.units, n))
                z, a = before[:-1], full[:-1]
                self.forward += _apply(layer.function, z, a, spare)
                # Softmax and its cross-entropy are pulled back as one: p − y.
                fused = layer is net.stack[-1] and layer.function.name == "softmax"
                back.append([] if fused else _pull_back(layer.function, z, a, d, spare))
            elif training or isinstance(layer, BatchNorm):
                full = self._stage(layer, before, n, training, d, back)
        self.backward = [operation for operations in reversed(back) for operation in operations]
        self.output, self.gradient = full[:-1], d

    def _stage(
        self, layer: Layer, full: Array, n: int, training: bool, d: Array, back: list[list[Operation]]
    ) -> Array:
        # Dropout and batch normalisation, as the engine's own passes have them.
        stage = layer.at_work((), n)
        stage.spare = np.empty((stage.spares, layer.units, n))
        self.forward.append((stage.forward, (full, training)))
        back.append([(stage.backward, (d,))])
        return stage.full

    def run(self, samples: Array) -> Array:
        """Return the output (outputs, n) for `samples` (features + 1, n), whose last row is ones."""
        np.dot(self.first, samples, self.z)
        for operation, arguments in self.forward:
            operation(*arguments)
        return self.output


class Epoch:
    """Epochs of training `net` on `samples` (n, features) with `targets` (n, outputs), as far as one likes.

    `learn(batches)` goes on within the epoch; `at` is the batch that comes next. A batch of 0, or of more
    than n, learns nothing. `alive` (n_params,) is 0 where L1 has killed. `uphill`: the rate is negative.
    """

    def __init__(
        self,
        net: Network,
        samples: Array,
        targets: Array,
        batch: int,
        optimizer: optimizers.Optimizer,
        penalty: Penalty,
        seed: int = 0,
        uphill: bool = False,
    ) -> None:
        self.net, self.seed, n = net, seed, len(samples)
        self.uphill = uphill
        self.columns = with_ones((samples.shape[1], n))
        self.columns[:-1] = samples.T
        self.targets = np.ascontiguousarray(targets.T)
        self.size = batch if 0 < batch <= n else n + 1
        ends = range(self.size, n + 1, self.size)
        self.batches = [
            (self.columns[:, e - self.size : e], self.targets[:, e - self.size : e]) for e in ends
        ]
        done = len(self.batches) * self.size
        self.rest = (self.columns[:, done:], self.targets[:, done:])
        self._pass = Pass(net, self.size, True) if self.batches else None
        self._rest = Pass(net, n - done, True) if n > done else None
        self._dropout = any(isinstance(layer, Dropout) for layer in net.stack)
        self.alive, self.left = np.ones(net.params.size), np.zeros(net.params.size)
        self.waiting, self.at, self.epoch = 0, 0, 0
        self.steps, self._old, self._spare = (np.empty(net.params.size) for _ in range(3))
        self.optimizer, self.state = optimizer, optimizer.init(net.params)
        self.change(optimizer, penalty)

    def change(self, optimizer: optimizers.Optimizer, penalty: Penalty) -> None:
        """Go on with other settings; an optimizer of the same kind keeps its moving averages."""
        if optimizer.rule.slots != self.optimizer.rule.slots:
            self.state = optimizer.init(self.net.params)
        self.optimizer, self.penalty = optimizer, penalty
        self._plain = optimizer.name == "sgd" and optimizer.schedule.kind == "constant"
        self._penal = penalty.kind != "none"

    @property
    def dead(self) -> int:
        """How many weights L1 has killed."""
        return int((self.alive == 0).sum())

    def learn(self, batches: int) -> bool:
        """Learn from at most so many batches; True at the end of the epoch. Numbers may become infinite."""
        with np.errstate(all="ignore"):
            end = min(self.at + batches, len(self.batches))
            if self._pass is not None:
                self._learn(self._pass, end)
            self.at = end
            if end < len(self.batches):
                return False
            if self._rest is not None:
                self._gradients(self._rest, *self.rest)
                self.left += self.net.grads
                self.waiting += self.rest[0].shape[1]
        self.at = 0
        self.epoch += 1
        return True

    def _gradients(self, work: Pass, samples: Array, targets: Array) -> None:
        if self._dropout:
            self.net.reseed(self.seed, self.epoch * (len(self.batches) + 1) + self.at)
        work.run(samples)
        np.subtract(work.output, targets, work.gradient)
        for operation, arguments in work.backward:
            operation(*arguments)
        np.dot(samples, work.first_gradient, work.first_grads)

    def _learn(self, work: Pass, end: int) -> None:
        # The same as `_gradients` and `_move` for every batch, written out: calls would cost a fifth.
        params, grads, steps = self.net._params, self.net._grads, self.steps
        first, z, output, gradient = work.first, work.z, work.output, work.gradient
        pull, first_grads = work.first_gradient, work.first_grads
        forward, backward = work.forward, work.backward
        dot, multiply, subtract = np.dot, np.multiply, np.subtract
        plain = self._plain and not self._penal and self.alive.all()
        scale = np.array(self._signed(self.optimizer.learning_rate) / self.size)
        for samples, targets in self.batches[self.at : end]:
            if self._dropout:
                self._gradients(work, samples, targets)
            else:
                dot(first, samples, z)
                for operation, arguments in forward:
                    operation(*arguments)
                subtract(output, targets, gradient)
                for operation, arguments in backward:
                    operation(*arguments)
                dot(samples, pull, first_grads)
            if plain and not self.waiting:
                multiply(grads, scale, steps)
                subtract(params, steps, params)
            else:
                self._move()
            self.at += 1

    def _move(self) -> None:
        params, grads, optimizer, state = self.net._params, self.net._grads, self.optimizer, self.state
        if self.waiting:
            grads += self.left
            self.left.fill(0.0)
        grads *= self.alive
        grads /= self.size + self.waiting
        self.waiting = 0
        old = self._old
        np.copyto(old, params)
        rate = self._signed(float(optimizer.rate(state.t)))
        step = optimizer.advance(grads, state, params, self.net.decayed)
        # What an optimizer remembers of a dead link moves it no more.
        step *= self._signed(1.0) * self.alive
        params -= step
        if not self._penal:
            return
        # The penalty's own step, with the weights from before the gradient's.
        pull = self._spare
        np.sign(old, pull) if self.penalty.kind == "L1" else np.copyto(pull, old)
        pull *= rate * self.penalty.strength
        pull *= self.net.decayed
        pull *= self.alive
        if self.penalty.kind == "L2":
            params -= pull
            return
        np.subtract(params, pull, pull)
        crossed = params * pull < 0
        np.copyto(params, pull)
        params[crossed] = 0.0
        self.alive[crossed] = 0.0

    def _signed(self, rate: float) -> float:
        return -rate if self.uphill else rate

    # What the next epoch hangs on, end to end: for going back, and for saving.

    def _kept(self) -> list[Array]:
        return [self.net._params, self.alive, self.left, *self.net.buffers, self.state.slots.reshape(-1)]

    @property
    def memory_size(self) -> int:
        """Numbers in `memory()`, with room for an optimizer of two moving averages."""
        buffers = sum(buffer.size for buffer in self.net.buffers)
        return 5 * self.net.params.size + buffers + 4

    def memory(self) -> Array:
        """Return where it stands, (memory_size,); it ends in points that wait, steps, epochs, batches."""
        row = np.zeros(self.memory_size)
        parts = np.concatenate(self._kept())
        row[: parts.size] = parts
        row[-4:] = self.waiting, self.state.t, self.epoch, self.at
        return row

    def remember(self, row: Array) -> None:
        """Stand where `memory()` gave this row, with an optimizer of the same kind."""
        start = 0
        for part in self._kept():
            part[:] = row[start : start + part.size]
            start += part.size
        self.waiting, self.state.t, self.epoch, self.at = (int(number) for number in row[-4:])


class Scores:
    """The losses of all points, training and test, in one pass.

    Half the mean squared error; with a softmax at the end, mean cross-entropy. No number for an empty part.
    """

    def __init__(self, net: Network, samples: Array, targets: Array, training: int) -> None:
        self.columns = with_ones((samples.shape[1], len(samples)))
        self.columns[:-1] = samples.T
        self.targets, self.training = np.ascontiguousarray(targets.T), training
        self._pass = Pass(net, len(samples), False) if len(samples) else None
        self._off = np.empty(self.targets.shape)
        last = net.stack[-1]
        self._classes = isinstance(last, Activation) and last.function.name == "softmax"

    def losses(self) -> tuple[float, float]:
        """Return the training loss and the test loss."""
        if self._pass is None:
            return np.nan, np.nan
        with np.errstate(all="ignore"):
            output, n = self._pass.run(self.columns), self.training
            if self._classes:
                right = -np.log(np.einsum("ij,ij->j", output, self.targets))
                return _mean(right[:n]), _mean(right[n:])
            np.subtract(output, self.targets, self._off)
            squares = np.multiply(self._off, self._off, out=self._off)
            return _mean(squares[:, :n]) / 2, _mean(squares[:, n:]) / 2

    def outputs(self) -> Array:
        """Return the network's outputs for all points, (n, outputs)."""
        if self._pass is None:
            return np.empty((0, len(self.targets)))
        with np.errstate(all="ignore"):
            return self._pass.run(self.columns).T.copy()


def _mean(values: Array) -> float:
    return float(values.mean()) if values.size else np.nan
