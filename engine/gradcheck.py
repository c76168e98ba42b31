"""Gradient checking: what backpropagation says against what a small change does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from . import losses
from .errors import Array, count, flag, function, instance, number, reals, seed_number
from .layers import BatchNorm, Dense
from .network import Network


class Checked(NamedTuple):
    """One parameter: its name, such as "layers[0].W[1, 2]", both derivatives, and their relative error.

    >>> gradcheck.check(MLP([1, 1]), [[1.0]], [[0.0]], "mse").parameters[0].name
    'layers[0].W[0, 0]'
    """

    name: str
    analytic: float
    numeric: float
    relative_error: float


class Report(NamedTuple):
    """All parameters that were checked.

    >>> gradcheck.check(MLP([2, 3, 1]), [[0.5, -1.0]], [[1.0]], "mse").within(1e-6)
    True
    """

    parameters: tuple[Checked, ...]

    def __repr__(self) -> str:
        return f"Report({len(self.parameters)} parameters, the worst {self.worst})"

    @property
    def worst(self) -> Checked:
        """The parameter with the largest relative error."""
        return max(self.parameters, key=lambda p: p.relative_error)

    def within(self, tolerance: float = 1e-6) -> bool:
        """Whether every relative error is at most `tolerance`."""
        return self.worst.relative_error <= number("tolerance", tolerance, least=0)


def relative_error(a: float, b: float) -> float:
    """Return |a − b|/max(|a|, |b|, 1e-8): derivatives that both are almost 0 do not count as different."""
    return _relative_error(number("a", a), number("b", b))


def _relative_error(a: float, b: float) -> float:
    return abs(a - b) / max(abs(a), abs(b), 1e-8)


def numeric_gradient(f: Callable[[Array], float], x: Any, h: float = 1e-5) -> Array:
    """Return the gradient of f at x by central differences, (f(x + h) − f(x − h))/2h for each element."""
    function("f", f, "a function of an array")
    x, h = np.array(reals("x", x)), number("h", h, above=0)
    slopes = [_slope(lambda: f(x), x, index, h) for index in np.ndindex(x.shape)]
    return np.array(slopes).reshape(x.shape)


def _slope(f: Callable[[], float], x: Array, index: Any, h: float) -> float:
    # f's central difference by x[index], which is put back.
    here, sides = x[index], []
    for there in (here + h, here - h):
        x[index] = there
        sides.append(f())
    x[index] = here
    return (sides[0] - sides[1]) / (2 * h)


def parameter_names(net: Network) -> list[str]:
    """Return a name for every element of `net.params`, in order."""
    instance("net", net, Network, "a Network")
    names: list[str] = []
    dense = norms = 0
    for layer in net.stack:
        if isinstance(layer, Dense):
            rows, columns = layer.fan_in, layer.units
            names += [f"layers[{dense}].W[{i}, {j}]" for i in range(rows) for j in range(columns)]
            names += [f"layers[{dense}].b[{j}]" for j in range(columns)]
            dense += 1
        elif isinstance(layer, BatchNorm):
            names += [f"norms[{norms}].{part}[{j}]" for part in ("gamma", "beta") for j in range(layer.units)]
            norms += 1
    return names


def check(
    net: Network,
    X: Any,
    Y: Any,
    loss: str | losses.Loss,
    *,
    weights: Any = None,
    l1: float = 0.0,
    l2: float = 0.0,
    training: bool = False,
    h: float = 1e-5,
    limit: int | None = None,
    seed: int = 0,
) -> Report:
    """Compare the gradient of `net.loss_and_grad` with central differences of step `h`, for each parameter.

    X (n, inputs), Y as the loss takes it. `limit` checks only that many parameters, chosen by `seed`. The
    network is left as it was, except `grads`. Near a kink of ReLU or MAE the two may rightly differ.
    """
    instance("net", net, Network, "a Network")
    h, seed, training = number("h", h, above=0), seed_number("seed", seed), flag("training", training)
    buffers = [b.copy() for b in net.buffers]

    def value() -> float:
        # The same dropout masks each time.
        if training:
            net.reseed(seed)
        return net.loss_and_grad(X, Y, loss, weights=weights, l1=l1, l2=l2, training=training)

    value()
    analytic = net.grads.copy()
    indices = np.arange(net.params.size)
    if limit is not None and count("limit", limit) < len(indices):
        indices = np.sort(np.random.default_rng(seed).choice(indices, limit, replace=False))
    names, checked = parameter_names(net), []
    for i in indices:
        numeric = _slope(value, net.params, i, h)
        error = _relative_error(float(analytic[i]), numeric)
        checked.append(Checked(names[i], float(analytic[i]), numeric, error))
    for buffer, before in zip(net.buffers, buffers, strict=True):
        buffer[...] = before
    net.grads[...] = analytic
    return Report(tuple(checked))
