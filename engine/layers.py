"""Layers: dense (weights and biases), activation, dropout, batch normalisation.

Inside a pass through the network a unit is a row and a sample a column. For speed alone, what a layer
passes on is `full`: its output with a row of ones below it. A dense layer's W and b are one block, b its
last row, and so z = Wᵀx + b is one product, blockᵀ @ full, and dW = x @ dzᵀ and db = Σ dz are another.
Arrays may have leading axes: a race of networks is one network with a stack of parameters.
"""

from __future__ import annotations

from math import nan
from typing import Any

import numpy as np

from . import activations, initializers
from .errors import Array, InputError, count, number
from .views import view


def with_ones(shape: tuple[int, ...]) -> Array:
    """Return an empty array (…, units + 1, n) for `shape` (…, units, n) whose last row is ones."""
    *stack, units, n = shape
    array = np.empty((*stack, units + 1, n))
    array[..., -1, :] = 1.0
    return array


class Stage:
    """A layer at work in one pass: the arrays that it fills are made once, so a step allocates nothing.

    `forward(full, training)` takes (…, units + 1, n) with its row of ones and returns the same kind;
    `backward(gradient)` takes ∂loss/∂output, which it may overwrite, and returns ∂loss/∂input, both
    (…, units, n); the `first` of a pass need not. The pass lends `spare` (spares, …, units, n).
    """

    first = False
    spares = 0
    spare: Array

    def __init__(self, layer: Any, stack: tuple[int, ...], n: int) -> None:
        self.full = with_ones((*stack, layer.units, n))
        self.output: Array = self.full[..., :-1, :]

    def forward(self, full: Array, training: bool) -> Array:
        raise NotImplementedError

    def backward(self, gradient: Array) -> Array:
        raise NotImplementedError


class Layer:
    """What a network is made of. `place` gives it its share of the parameter vector.

    A layer belongs to one network: then it is `taken`. Its copy belongs to none, and has its own numbers.
    """

    stage: type[Stage]
    units: int
    taken = False
    # The arrays that `share` makes views of, which a copy makes anew: copied, they would be views no more.
    views: tuple[str, ...] = ()

    def __getstate__(self) -> dict[str, Any]:
        return {k: v for k, v in vars(self).items() if k != "taken" and k.removeprefix("_") not in self.views}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        if "params" in state:
            self.share(self.params, self.grads)

    def place(self, fan_in: int) -> int:
        """Note the number of inputs; return the number of parameters needed."""
        self.fan_in = self.units = fan_in
        return 0

    def share(self, params: Array, grads: Array) -> None:
        """Take views of this layer's part of the parameters and gradients, (…, size) each."""
        self.params, self.grads = params, grads

    def decayed(self, mask: Array) -> None:
        """Set to 1 in `mask` what penalties and weight decay act on: weights, not biases."""

    def start(self, rng: np.random.Generator, init: initializers.Initializer) -> None:
        """Set the parameters to where training begins."""

    def at_work(self, stack: tuple[int, ...], n: int) -> Stage:
        """Return the stage that runs this layer on n samples."""
        return self.stage(self, stack, n)


class _DenseStage(Stage):
    def __init__(self, layer: Dense, stack: tuple[int, ...], n: int) -> None:
        super().__init__(layer, stack, n)
        self.W, self.block_T, self.d_block = layer.W, layer.block.swapaxes(-1, -2), layer.d_block
        self.dx = np.empty((*stack, layer.fan_in, n))
        # For speed: for two plain matrices dot has less overhead than matmul, and only matmul knows stacks.
        self.product: Any = np.matmul if stack else np.dot
        # In a stack W @ dz of a single unit, an outer product, is quicker by broadcasting.
        self.product_back = np.multiply if stack and layer.units == 1 else self.product

    def forward(self, full: Array, training: bool) -> Array:
        # The layer's z = x @ W + b is z = Wᵀx + b here, where a sample is a column. `full` is x with its row
        # of ones, which brings in b; it stays as it is until the pass has come back here.
        self.x_and_ones = full
        self.product(self.block_T, full, out=self.output)
        return self.full

    def backward(self, dz: Array) -> Array:
        # dW = x @ dzᵀ, with db = Σ dz over the samples below it, from the row of ones below x. Samples are
        # summed and not averaged: dz has the loss's 1/n in it.
        self.product(self.x_and_ones, dz.swapaxes(-1, -2), out=self.d_block)
        # dx = W @ dz. For speed the first layer leaves it out, and nobody reads it: nothing comes before.
        if not self.first:
            self.product_back(self.W, dz, out=self.dx)
        return self.dx


class Dense(Layer):
    """z = x @ W + b: every unit sees every input.

    `W` (fan_in, fan_out) and `b` (fan_out,) are views of the network's parameters, `dW` and `db` of its
    gradients: `layer.W = values` writes into them.

    >>> layer = MLP([2, 3, 1]).layers[0]
    >>> layer, layer.W.shape, layer.b.shape
    (Dense(3), (2, 3), (3,))
    """

    stage = _DenseStage
    views = ("block", "d_block", "W", "b", "dW", "db")
    W: Array = view("W")
    b: Array = view("b")
    dW: Array = view("dW")
    db: Array = view("db")

    def __init__(self, units: int, init: str | initializers.Initializer | None = None) -> None:
        self.units = count("units", units)
        self.init = None if init is None else initializers.get(init)

    def __repr__(self) -> str:
        return f"Dense({self.units})"

    def place(self, fan_in: int) -> int:
        self.fan_in = fan_in
        return (fan_in + 1) * self.units

    def share(self, params: Array, grads: Array) -> None:
        super().share(params, grads)
        shape = (*params.shape[:-1], self.fan_in + 1, self.units)
        self.block, self.d_block = params.reshape(shape), grads.reshape(shape)
        self._W, self._b = self.block[..., :-1, :], self.block[..., -1, :]
        self._dW, self._db = self.d_block[..., :-1, :], self.d_block[..., -1, :]

    def decayed(self, mask: Array) -> None:
        mask[: self.fan_in * self.units] = 1.0

    def start(self, rng: np.random.Generator, init: initializers.Initializer) -> None:
        if self.fan_in:
            self.W[...] = (self.init or init)(rng, self.fan_in, self.units)
        self.b[...] = 0.0


class _ActivationStage(Stage):
    def __init__(self, layer: Activation, stack: tuple[int, ...], n: int) -> None:
        super().__init__(layer, stack, n)
        self.function, self.spares = layer.function, 1 + layer.function.spares

    def forward(self, full: Array, training: bool) -> Array:
        # a = f(z)
        self.z = full[..., :-1, :]
        self.function.into(self.z, self.output, self.spare)
        return self.full

    def backward(self, gradient: Array) -> Array:
        # dz = da · f′(z)
        self.function.pull_back(self.z, self.output, gradient, self.spare[-1], self.spare)
        return gradient


class Activation(Layer):
    """a = f(z), element by element (softmax: over the units of a sample).

    >>> Activation("leaky_relu", alpha=0.2).function.formula
    'max(z, 0.2·z)'
    """

    stage = _ActivationStage

    def __init__(self, name: str | activations.Activation, alpha: float | None = None) -> None:
        self.function = activations.get(name, alpha=alpha)

    def __repr__(self) -> str:
        return f"Activation({self.function.name!r})"


class _DropoutStage(Stage):
    def __init__(self, layer: Dropout, stack: tuple[int, ...], n: int) -> None:
        super().__init__(layer, stack, n)
        self.layer = layer
        self.mask = np.ones(self.output.shape)
        self.factor = 1.0 / (1.0 - layer.rate)

    def forward(self, full: Array, training: bool) -> Array:
        if not training:
            self.mask.fill(1.0)
            return full
        if self.layer.fixed_mask is not None:
            self.mask[...] = self.layer.fixed_mask.T
        else:
            if self.layer.rng is None:
                raise InputError("rng", None, "a generator: call network.reseed(seed) before training")
            self.layer.rng.random(out=self.mask)
            np.greater_equal(self.mask, self.layer.rate, out=self.mask)
            np.multiply(self.mask, self.factor, out=self.mask)
        self.layer.mask = self.mask.swapaxes(-1, -2)
        np.multiply(full[..., :-1, :], self.mask, out=self.output)
        return self.full

    def backward(self, gradient: Array) -> Array:
        gradient *= self.mask
        return gradient


class Dropout(Layer):
    """Inverted dropout: in training each unit is 0 with probability `rate`, else divided by 1 − rate.

    In evaluation it does nothing. `mask` (n, units) holds the factors of the last training pass;
    setting `fixed_mask` (n, units) makes training use it instead of drawing. Source: Srivastava et al. 2014.

    >>> Network([Dense(4), Dropout(0.5), Dense(1)], 2)
    Network([Dense(4), Dropout(0.5), Dense(1)], inputs=2)
    """

    stage = _DropoutStage

    def __init__(self, rate: float) -> None:
        self.rate = number("rate", rate, least=0, below=1)
        self.mask: Array | None = None
        self.fixed_mask: Array | None = None
        self.rng: np.random.Generator | None = None

    def __repr__(self) -> str:
        return f"Dropout({self.rate:g})"


class _BatchNormStage(Stage):
    spares = 1

    def __init__(self, layer: BatchNorm, stack: tuple[int, ...], n: int) -> None:
        if stack:
            raise InputError("layers", layer, "no batch normalisation in a race")
        super().__init__(layer, stack, n)
        self.layer, self.n = layer, n
        self.normalised, self.training = np.empty(self.output.shape), False
        self.scale, self.each = np.empty(layer.units), np.empty(layer.units)

    def forward(self, full: Array, training: bool) -> Array:
        layer, many = self.layer, self.spare[0]
        self.training = training
        # x̂ = (x − mean)·scale with scale = 1/√(variance + ε); the output is γ·x̂ + β.
        mean, variance = layer.running_mean, layer.running_variance
        if training:
            mean, variance = layer.batch_mean, layer.batch_variance
            np.mean(full[:-1], axis=1, out=mean)
        np.subtract(full[:-1], _spread(mean, many), out=self.normalised)
        if training:
            np.mean(np.multiply(self.normalised, self.normalised, out=many), axis=1, out=variance)
            # Divided by an infinite deviation everything would be 0, as if nothing were wrong.
            variance[np.isinf(variance)] = nan
            layer.running_mean *= 1 - layer.momentum
            layer.running_mean += np.multiply(mean, layer.momentum, out=self.each)
            layer.running_variance *= 1 - layer.momentum
            unbiased = layer.momentum * self.n / max(self.n - 1, 1)
            layer.running_variance += np.multiply(variance, unbiased, out=self.each)
        np.divide(
            1.0, np.sqrt(np.add(variance, layer.epsilon, out=self.scale), out=self.scale), out=self.scale
        )
        self.normalised *= _spread(self.scale, many)
        np.multiply(self.normalised, _spread(layer.gamma, many), out=self.output)
        self.output += _spread(layer.beta, many)
        return self.full

    def backward(self, gradient: Array) -> Array:
        # dβ = Σ g, dγ = Σ g·x̂, and dx = γ·scale·(g − x̂·dγ/n − dβ/n): the last two terms because the batch's
        # mean and variance depend on x too (Ioffe & Szegedy 2015, sec. 3).
        layer, many = self.layer, self.spare[0]
        np.sum(gradient, axis=1, out=layer.d_beta)
        np.sum(np.multiply(gradient, self.normalised, out=many), axis=1, out=layer.d_gamma)
        if self.training:
            _spread(np.divide(layer.d_gamma, self.n, out=self.each), many)
            gradient -= np.multiply(self.normalised, many, out=many)
            gradient -= _spread(np.divide(layer.d_beta, self.n, out=self.each), many)
        gradient *= _spread(np.multiply(layer.gamma, self.scale, out=self.each), many)
        return gradient


def _spread(each: Array, many: Array) -> Array:
    # A unit's number for all its samples. Arithmetic that broadcasts would allocate 64 kB.
    np.copyto(many, each[:, None])
    return many


class BatchNorm(Layer):
    """Batch normalisation: γ·(x − mean)/√(variance + ε) + β for each unit.

    In training mean and (biased) variance are the batch's, readable as `batch_mean` and `batch_variance`
    (units,), and `running_mean` and `running_variance` move towards them by `momentum` (the variance
    unbiased, as in PyTorch); in evaluation the running ones are used. Source: Ioffe & Szegedy 2015, alg. 1.

    >>> net = Network([Dense(4), BatchNorm(), Dense(1)], 2)
    >>> net.buffers[0].tolist()
    [0.0, 0.0, 0.0, 0.0]
    """

    stage = _BatchNormStage
    views = ("gamma", "beta", "d_gamma", "d_beta")
    gamma: Array = view("gamma")
    beta: Array = view("beta")
    d_gamma: Array = view("d_gamma")
    d_beta: Array = view("d_beta")

    def __init__(self, momentum: float = 0.1, epsilon: float = 1e-5) -> None:
        self.momentum = number("momentum", momentum, least=0, most=1)
        self.epsilon = number("epsilon", epsilon, above=0)

    def __repr__(self) -> str:
        return f"BatchNorm(momentum={self.momentum:g}, epsilon={self.epsilon:g})"

    def place(self, fan_in: int) -> int:
        super().place(fan_in)
        self.batch_mean, self.batch_variance = np.zeros(fan_in), np.ones(fan_in)
        self.running_mean, self.running_variance = np.zeros(fan_in), np.ones(fan_in)
        return 2 * fan_in

    def share(self, params: Array, grads: Array) -> None:
        super().share(params, grads)
        self._gamma, self._beta = params[..., : self.units], params[..., self.units :]
        self._d_gamma, self._d_beta = grads[..., : self.units], grads[..., self.units :]

    def start(self, rng: np.random.Generator, init: initializers.Initializer) -> None:
        self.gamma[...] = 1.0
        self.beta[...] = 0.0
        self.running_mean[...] = self.batch_mean[...] = 0.0
        self.running_variance[...] = self.batch_variance[...] = 1.0
