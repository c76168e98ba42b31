"""Networks: layers in a row, all their parameters in one vector.

`net.params` and `net.grads` are contiguous float64 vectors; the layers' W, b, dW and db are views of
them. So an optimizer is a few vector operations whatever the depth, and a snapshot is one copy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from . import activations, initializers, losses
from .alone import Alone
from .errors import Array, InputError, ShapeError, count, flag, matrix, number, reals, seed_number, several
from .layers import Activation, BatchNorm, Dense, Dropout, Layer, with_ones
from .passes import LossAtWork, Pass, kept
from .views import view

_ROWS_AT_ONCE = 4096
# 800 MB, and as much again for the gradients.
_MOST_PARAMETERS = 10**8
_SIZES = "a list of at least two: inputs, hidden layers, outputs"
_LAYERS = "Dense, Activation, Dropout and BatchNorm, at least one Dense"


class Trace(NamedTuple):
    """Everything that one pass computed; arrays are copies, a sample a row.

    `z[i]` is the pre-activation of `net.layers[i]`, `a[i]` what leaves that block (after activation and
    dropout); `x` is the input, `output` the last a; `steps` lists (layer, its output) for all of `net.stack`.
    With Y and a loss also `loss`, `dz[i]`, `da[i]`, `dW[i]`, `db[i]`: derivatives of the loss. Where the
    loss is fused with the output activation, the last `da` is the loss's derivative by the prediction.

    >>> trace = MLP([2, 3, 1]).trace([[0.5, 1.0]], [[1.0]], "mse")
    >>> trace.z[0].shape, trace.dW[0].shape
    ((1, 3), (2, 3))
    """

    x: Array
    z: list[Array]
    a: list[Array]
    steps: list[tuple[Layer, Array]]
    loss: float | None = None
    dz: Sequence[Array] = ()
    da: Sequence[Array] = ()
    dW: Sequence[Array] = ()
    db: Sequence[Array] = ()

    def __repr__(self) -> str:
        return f"Trace({len(self.x)} samples through {len(self.z)} dense layers, loss {self.loss})"

    @property
    def output(self) -> Array:
        """The network's output, (n, n_out)."""
        return self.steps[-1][1]


class Network:
    """A feed-forward network: `layers` applied one after the other to inputs (n, inputs).

    `init` draws the weights of layers that name no initializer of their own, from `seed`. `layers[i]`
    is the i-th dense layer, `stack` holds all layers. `params` and `grads` are (n_params,); what is
    assigned to them is written into them. Raises InputError for an unusable layer or size.

    Not for several threads at once: where a second enters while a first is inside, it gets InUse. One
    may hand a network over to another. A copy, made by `copy()`, the copy module or pickle, shares nothing.

    >>> Network([Dense(3), Activation("tanh"), Dense(1)], 2).forward([[0.0, 0.0]]).tolist()
    [[0.0]]
    """

    params: Array = view("params")
    grads: Array = view("grads")

    def __init__(
        self,
        layers: Sequence[Layer],
        inputs: int,
        *,
        init: str | initializers.Initializer = "he_normal",
        seed: int | None = 0,
    ) -> None:
        self.inputs = count("inputs", inputs, least=0)
        self.stack = several("layers", layers, _LAYERS)
        self.layers = [layer for layer in self.stack if isinstance(layer, Dense)]
        if not self.layers or not all(isinstance(layer, Layer) for layer in self.stack):
            raise InputError("layers", layers, _LAYERS)
        if len(set(map(id, self.stack))) < len(self.stack):
            raise InputError("layers", layers, "every layer once")
        for i, layer in enumerate(self.stack):
            if layer.taken:
                raise InputError(f"layers[{i}]", layer, "a layer of no other network: make one, or copy it")
        self.alone = Alone("this network")
        self.sizes: list[int] = []
        units = self.inputs
        for layer in self.stack:
            self.sizes.append(layer.place(units))
            units = layer.units
        self.outputs = units
        count("the number of parameters", sum(self.sizes), most=_MOST_PARAMETERS)
        self.init = initializers.get(init)
        self.seed = None if seed is None else seed_number("seed", seed)
        self.share(np.zeros(sum(self.sizes)), np.zeros(sum(self.sizes)))
        self.decayed = np.zeros(self.params.shape)
        for layer, part in self.parts():
            layer.decayed(self.decayed[part])
        self.initialize(seed)
        self._take()

    def _take(self) -> None:
        for layer in self.stack:
            layer.taken = True

    def __getstate__(self) -> dict[str, Any]:
        # The numbers travel with the layers; everything else that is big can be made again.
        left = ("_params", "_grads", "_passes", "_weights")
        with self.alone:
            return {name: value for name, value in vars(self).items() if name not in left}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        params = np.concatenate([layer.params for layer in self.stack], axis=-1)
        self.share(params, np.concatenate([layer.grads for layer in self.stack], axis=-1))
        self._take()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.stack!r}, inputs={self.inputs})"

    def share(self, params: Array, grads: Array) -> None:
        """Use these arrays as parameters and gradients: (n_params,), or (networks, n_params) for a stack."""
        self._params, self._grads = params, grads
        self._passes: dict[int, Pass] = {}
        self._weights = np.empty(params.shape)
        for layer, part in self.parts():
            layer.share(params[..., part], grads[..., part])

    def parts(self) -> list[tuple[Layer, slice]]:
        """Return each layer of `stack` with its part of `params` and `grads`."""
        ends = np.cumsum([0, *self.sizes])
        return [(layer, slice(*part)) for layer, part in zip(self.stack, pairwise(ends), strict=True)]

    def initialize(self, seed: int | np.random.Generator | None = None) -> None:
        """Draw all parameters anew from `seed` (or a generator)."""
        drawn = seed is None or isinstance(seed, np.random.Generator)
        rng = np.random.default_rng(seed if drawn else seed_number("seed", seed))
        with self.alone:
            for layer in self.stack:
                layer.start(rng, self.init)
            self.reseed(self.seed)

    def reseed(self, *seed: int | None) -> None:
        """Start the random numbers of dropout at `seed`."""
        dropouts = [layer for layer in self.stack if isinstance(layer, Dropout)]
        numbers = [seed_number("seed", s) for s in seed if s is not None]
        if dropouts:
            rng = np.random.default_rng(numbers or None)
            for layer in dropouts:
                layer.rng = rng

    @property
    def buffers(self) -> list[Array]:
        """What training changes besides `params`: the running statistics of batch normalisation."""
        norms = [layer for layer in self.stack if isinstance(layer, BatchNorm)]
        return [array for norm in norms for array in (norm.running_mean, norm.running_variance)]

    def at_work(self, n: int) -> Pass:
        """Return the pass over n samples, made now or kept from before."""
        return kept(self._passes, n, lambda: Pass(self.stack, self.inputs, self.params.shape[:-1], n))

    def forward(self, X: Any, training: bool = False) -> Array:
        """Return the outputs (n, n_out) for X (n, inputs); raises ShapeError or InputError for a bad X."""
        X, training = matrix("X", X, columns=self.inputs), flag("training", training)
        output = np.empty((len(X), self.outputs))
        # In training mode batch normalisation looks at all samples together, and dropout draws for all.
        with self.alone, np.errstate(all="ignore"):
            for rows in [slice(None)] if training else _some_at_once(len(X)):
                work = self._given(X[rows])
                output[rows] = work.forward(work.input, training).T
        return output

    def _given(self, X: Array) -> Pass:
        work = self.at_work(len(X))
        work.input[:-1] = X.T
        return work

    def predict(self, X: Any) -> Any:
        """Return class labels (n,) where the output is sigmoid or softmax, else outputs (n, n_out)."""
        output = self.forward(X)
        kind = self.output_activation
        if kind == "sigmoid":
            chosen = (output > 0.5).astype(int)
            return chosen[:, 0] if self.outputs == 1 else chosen
        return output.argmax(axis=1) if kind == "softmax" else output

    @property
    def output_activation(self) -> str:
        """The name of the activation that comes last, "identity" if the last layer has none."""
        last = self.stack[-1]
        return last.function.name if isinstance(last, Activation) else "identity"

    def loss(self, X: Any, Y: Any, loss: str | losses.Loss, *, weights: Any = None) -> float:
        """Return the mean loss in evaluation mode, no gradients: X (n, inputs), Y as the loss takes it."""
        X, loss = matrix("X", X, columns=self.inputs), losses.get(loss)
        target = loss.targets(Y, self.outputs, len(X))
        coefficient = None if weights is None else loss.coefficient(target.T.shape, weights)
        total = 0.0
        with self.alone, np.errstate(all="ignore"):
            for rows in _some_at_once(len(X)):
                work = self._given(X[rows])
                at_work = work.with_loss(loss)
                part = len(target[rows]) / len(X)
                if coefficient is not None:
                    at_work.coefficient, part = coefficient[rows], 1.0
                prediction = work.forward(work.input, False, at_work.stages)
                total += float(at_work(prediction, target[rows].T.copy())) * part
        return total

    def loss_and_grad(
        self,
        X: Any,
        Y: Any,
        loss: str | losses.Loss,
        *,
        weights: Any = None,
        l1: float = 0.0,
        l2: float = 0.0,
        training: bool = True,
    ) -> float:
        """Return the mean loss plus penalties λ₁Σ|W| + ½λ₂ΣW², and fill `grads` with its gradient.

        X (n, inputs), Y (n, n_out) or what the loss accepts; penalties skip biases.
        """
        X, loss = matrix("X", X, columns=self.inputs), losses.get(loss)
        target = loss.targets(Y, self.outputs, len(X)).T.copy()
        l1, l2 = number("l1", l1, least=0), number("l2", l2, least=0)
        training = flag("training", training)
        weights = None if weights is None else np.atleast_1d(reals("weights", weights, losses.WEIGHTS))
        with self.alone, np.errstate(all="ignore"):
            work = self._given(X)
            at_work = work.with_loss(loss)
            at_work.weigh(weights)
            value = float(work.loss_and_grad(at_work, work.input, target, training))
            return value + float(self.penalize(l1, l2))

    def penalize(self, l1: float, l2: float) -> Any:
        """Add the gradient of λ₁Σ|W| + ½λ₂ΣW² to `grads`; return the penalty (of each network of a stack)."""
        penalty: Any = 0.0
        if l2:
            W = np.multiply(self._params, self.decayed, out=self._weights)
            penalty = 0.5 * l2 * np.einsum("...i,...i->...", W, W)
            self._grads += np.multiply(l2, W, out=W)
        if l1:
            W = np.multiply(self._params, self.decayed, out=self._weights)
            sign = np.sign(W, out=W)
            penalty = penalty + l1 * np.einsum("...i,...i->...", sign, self._params)
            self._grads += np.multiply(l1, sign, out=sign)
        return penalty

    def trace(
        self, X: Any, Y: Any = None, loss: str | losses.Loss | None = None, training: bool = False
    ) -> Trace:
        """Return every z and a of a pass over X, and with Y and a loss every derivative too.

        A trace with a loss fills `grads`. Training mode draws dropout masks and moves running statistics.
        """
        X, training = matrix("X", X, columns=self.inputs), flag("training", training)
        with self.alone, np.errstate(all="ignore"):
            work, full, steps = self.at_work(len(X)), with_ones((self.inputs, len(X))), []
            full[:-1] = X.T
            for layer, stage in zip(self.stack, work.stages, strict=True):
                full = stage.forward(full, training)
                steps.append((layer, full[:-1].T.copy()))
            starts = [i for i, layer in enumerate(self.stack) if isinstance(layer, Dense)]
            stops = [*(i - 1 for i in starts[1:]), len(steps) - 1]
            trace = Trace(X.copy(), [steps[i][1] for i in starts], [steps[i][1] for i in stops], steps)
            if loss is None:
                return trace
            loss = losses.get(loss)
            target = loss.targets(Y, self.outputs, len(X)).T.copy()
            at_work = work.with_loss(loss)
            value = at_work(steps[at_work.stages - 1][1].T.copy(), target)
            gradient, flowing = at_work.gradient, [loss.gradient(trace.output, Y).T]
            for i in range(len(steps) - 1, -1, -1):
                if i < at_work.stages:
                    gradient = work.stages[i].backward(gradient)
                flowing.append(gradient.copy())
        # flowing[k] is the derivative by the output of stage len(steps) − 1 − k.
        by_output = [g.T.copy() for g in flowing[:-1]][::-1]
        return trace._replace(
            loss=float(value),
            dz=[by_output[i] for i in starts],
            da=[by_output[i] for i in stops],
            dW=[layer.dW.copy() for layer in self.layers],
            db=[layer.db.copy() for layer in self.layers],
        )

    def copy(self) -> Network:
        """Return a network of the same layers with parameters of its own."""
        with self.alone:
            return deepcopy(self)

    __copy__ = copy


class Works(dict[int, tuple[Pass, LossAtWork]]):
    """The passes of `net` with `loss` at their end, by number of samples; each is made when first asked for.

    A copy begins with none.
    """

    def __init__(self, net: Network, loss: losses.Loss) -> None:
        self.net, self.loss = net, loss

    def __missing__(self, n: int) -> tuple[Pass, LossAtWork]:
        work = self.net.at_work(n)
        self[n] = work, work.with_loss(self.loss)
        return self[n]

    def __reduce__(self) -> tuple[type[Works], tuple[Network, losses.Loss]]:
        return Works, (self.net, self.loss)


def _some_at_once(rows: int) -> Iterator[slice]:
    for start in range(0, rows, _ROWS_AT_ONCE):
        yield slice(start, start + _ROWS_AT_ONCE)


class MLP(Network):
    """A multilayer perceptron: `sizes` lists inputs, hidden layers and outputs.

    `hidden` and `output` name activations; `dropout` is a rate after each hidden activation;
    `batch_norm` normalises each hidden pre-activation. MLP([2, 16, 16, 1]) has 337 parameters.

    >>> MLP([2, 16, 16, 1], output="sigmoid").params.size
    337
    """

    def __init__(
        self,
        sizes: Sequence[int],
        hidden: str | activations.Activation = "relu",
        output: str | activations.Activation = "identity",
        init: str | initializers.Initializer = "he_normal",
        seed: int | None = 0,
        *,
        dropout: float = 0.0,
        batch_norm: bool = False,
    ) -> None:
        sizes = several("sizes", sizes, _SIZES)
        if len(sizes) < 2:
            raise ShapeError("sizes", sizes, _SIZES)
        dropout, batch_norm = number("dropout", dropout, least=0, below=1), flag("batch_norm", batch_norm)
        hidden, stack = activations.get(hidden), list[Layer]()
        for units in sizes[1:-1]:
            stack += [Dense(units), *([BatchNorm()] if batch_norm else []), Activation(hidden)]
            stack += [Dropout(dropout)] if dropout else []
        stack.append(Dense(sizes[-1]))
        if activations.get(output).name != "identity":
            stack.append(Activation(output))
        super().__init__(stack, sizes[0], init=init, seed=seed)
