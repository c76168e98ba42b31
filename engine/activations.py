"""Activation functions: what a unit makes of its pre-activation z.

Every function is applied element by element, except softmax, which looks at all units of a sample.
Inside a network a unit is a row and a sample a column, so softmax works along the second axis from the
end there; called on arrays of samples, `activation(z)`, it works along the last axis.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import erfc, inf, pi, sqrt
from typing import Any

import numpy as np

from .errors import Array, lookup, number

Into = Callable[[Array, Array], None]
Slope = Callable[[Array, Array, Array], None]


@dataclass(frozen=True)
class Activation:
    """A named activation function with its derivative.

    `into(z, out)` writes f(z); `slope_into(z, a, out)` writes f′(z), given a = f(z) too because many
    derivatives are shorter in terms of it. `range` is the interval of values, `use` says when to choose it.
    """

    name: str
    formula: str
    derivative_formula: str
    range: tuple[float, float]
    use: str
    into: Into
    slope_into: Slope
    elementwise: bool = True
    alpha: float | None = None

    def __call__(self, z: Any) -> Array:
        """Return f(z), the shape of z; softmax works along the last axis."""
        z = np.asarray(z, dtype=np.float64)
        if not self.elementwise:
            return softmax(z)
        out = np.empty(z.shape)
        self.into(z, out)
        return out

    def derivative(self, z: Any) -> Array:
        """Return f′(z), the shape of z; for softmax (…, k) the Jacobians (…, k, k), ∂a_i/∂z_j at [i, j]."""
        z = np.asarray(z, dtype=np.float64)
        a = self(z)
        if not self.elementwise:
            jacobian: Array = a[..., :, None] * (np.eye(z.shape[-1]) - a[..., None, :])
            return jacobian
        out = np.empty(z.shape)
        self.slope_into(z, a, out)
        return out

    def pull_back(self, z: Array, a: Array, gradient: Array, scratch: Array) -> None:
        """Turn ∂loss/∂a into ∂loss/∂z in place, units along the second axis from the end."""
        if self.elementwise:
            self.slope_into(z, a, scratch)
            np.multiply(gradient, scratch, out=gradient)
        else:
            np.multiply(gradient, a, out=scratch)
            np.subtract(gradient, scratch.sum(axis=-2, keepdims=True), out=gradient)
            np.multiply(gradient, a, out=gradient)


def _identity(z: Array, out: Array) -> None:
    np.copyto(out, z)


def _identity_slope(z: Array, a: Array, out: Array) -> None:
    out.fill(1.0)


_ZERO = np.zeros(())
_MANY = 4096


def _relu(z: Array, out: Array) -> None:
    np.maximum(z, _ZERO, out=out)


def _relu_slope(z: Array, a: Array, out: Array) -> None:
    # a is 0 or positive, so its sign is the step function; at z = 0 the slope is taken as 0. On many
    # numbers a comparison is quicker, on few the sign.
    if out.size > _MANY:
        np.greater(a, _ZERO, out=out)
    else:
        np.sign(a, out=out)


def _leaky(alpha: float) -> Activation:
    def into(z: Array, out: Array) -> None:
        np.multiply(z, alpha, out=out)
        np.maximum(z, out, out=out)

    def slope_into(z: Array, a: Array, out: Array) -> None:
        np.sign(z, out=out)
        np.maximum(out, alpha, out=out)

    return Activation(
        "leaky_relu",
        f"max(z, {alpha:g}·z)",
        f"1 where z > 0, else {alpha:g}",
        (-inf, inf),
        "hidden layers in which ReLU units die: a small slope keeps them learning (Maas et al. 2013)",
        into,
        slope_into,
        alpha=alpha,
    )


def _sigmoid(z: Array, out: Array) -> None:
    # exp(−log(1 + e^−z)): no overflow, and small values keep all their digits.
    np.negative(z, out=out)
    np.logaddexp(_ZERO, out, out=out)
    np.negative(out, out=out)
    np.exp(out, out=out)


def _sigmoid_slope(z: Array, a: Array, out: Array) -> None:
    np.subtract(1.0, a, out=out)
    np.multiply(out, a, out=out)


def _tanh(z: Array, out: Array) -> None:
    np.tanh(z, out=out)


def _tanh_slope(z: Array, a: Array, out: Array) -> None:
    np.multiply(a, a, out=out)
    np.subtract(1.0, out, out=out)


def _softplus(z: Array, out: Array) -> None:
    np.logaddexp(_ZERO, z, out=out)


def _softplus_slope(z: Array, a: Array, out: Array) -> None:
    _sigmoid(z, out)


def _silu(z: Array, out: Array) -> None:
    _sigmoid(z, out)
    np.multiply(z, out, out=out)


def _silu_slope(z: Array, a: Array, out: Array) -> None:
    # σ + zσ(1 − σ) = σ·(1 + z − a)
    _sigmoid(z, out)
    np.multiply(out, 1.0 + z - a, out=out)


@lru_cache(maxsize=1)
def _erfc_coefficients() -> tuple[float, ...]:
    # log(erfc(x)·exp(x²)/t) is smooth in t = 2/(2 + x): 40 Chebyshev terms reach rounding error.
    def smooth(u: Any) -> Any:
        t = _T_LEAST + (1 - _T_LEAST) * (u + 1) / 2
        x = 2 / t - 2
        return np.array([np.log(erfc(v)) + v * v - np.log(s) for v, s in zip(x, t, strict=True)])

    return tuple(float(c) for c in np.polynomial.chebyshev.chebinterpolate(smooth, 40))


_T_LEAST = 2 / (2 + 26.0)


def normal_cdf(z: Array) -> Array:
    """Return Φ(z), the standard normal distribution function, relative error below 1e-12 for |z| < 36."""
    x = np.minimum(np.abs(z) / sqrt(2.0), 26.0)
    t = 2 / (2 + x)
    u = (t - _T_LEAST) * (2 / (1 - _T_LEAST)) - 1
    fitted = np.polynomial.chebyshev.chebval(u, _erfc_coefficients())
    half = 0.5 * t * np.exp(fitted - x * x)
    result: Array = np.where(z > 0, 1 - half, half)
    return result


def _gelu(z: Array, out: Array) -> None:
    np.multiply(z, normal_cdf(z), out=out)


def _gelu_slope(z: Array, a: Array, out: Array) -> None:
    np.add(normal_cdf(z), z * np.exp(-0.5 * z * z) / sqrt(2 * pi), out=out)


_C = sqrt(2 / pi)


def _gelu_tanh(z: Array, out: Array) -> None:
    np.multiply(0.5 * z, 1 + np.tanh(_C * (z + 0.044715 * z**3)), out=out)


def _gelu_tanh_slope(z: Array, a: Array, out: Array) -> None:
    t = np.tanh(_C * (z + 0.044715 * z**3))
    np.add(0.5 * (1 + t), 0.5 * z * (1 - t * t) * _C * (1 + 3 * 0.044715 * z * z), out=out)


def softmax(z: Array, axis: int = -1) -> Array:
    """Return exp(z)/Σ exp(z) along `axis`, without overflow."""
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    result: Array = e / e.sum(axis=axis, keepdims=True)
    return result


def _softmax_units(z: Array, out: Array) -> None:
    np.subtract(z, z.max(axis=-2, keepdims=True), out=out)
    np.exp(out, out=out)
    np.divide(out, out.sum(axis=-2, keepdims=True), out=out)


def _softmax_slope(z: Array, a: Array, out: Array) -> None:
    # Only the diagonal ∂a_i/∂z_i; pull_back uses the whole Jacobian.
    np.multiply(a, 1.0 - a, out=out)


REGISTRY: dict[str, Activation] = {
    a.name: a
    for a in (
        Activation(
            "identity", "z", "1", (-inf, inf), "the output of a regression", _identity, _identity_slope
        ),
        Activation(
            "relu",
            "max(z, 0)",
            "1 where z > 0, else 0",
            (0.0, inf),
            "the usual choice in hidden layers: cheap, and its slope does not fade (Nair & Hinton 2010)",
            _relu,
            _relu_slope,
        ),
        _leaky(0.01),
        Activation(
            "gelu",
            "z·Φ(z)",
            "Φ(z) + z·φ(z)",
            (-0.16997120747990369, inf),
            "hidden layers of transformers: a smooth ReLU (Hendrycks & Gimpel 2016, eq. 1)",
            _gelu,
            _gelu_slope,
        ),
        Activation(
            "gelu_tanh",
            "½z(1 + tanh(√(2/π)(z + 0.044715z³)))",
            "½(1 + t) + ½z(1 − t²)√(2/π)(1 + 0.134145z²)",
            (-0.17004075057125412, inf),
            "GELU by its tanh form, where a model was trained with it (Hendrycks & Gimpel 2016, sec. 2)",
            _gelu_tanh,
            _gelu_tanh_slope,
        ),
        Activation(
            "silu",
            "z·σ(z)",
            "σ(z)(1 + z(1 − σ(z)))",
            (-0.27846454276107379, inf),
            "hidden layers of deep networks; also called swish (Elfwing et al. 2018)",
            _silu,
            _silu_slope,
        ),
        Activation(
            "sigmoid",
            "1/(1 + e^−z)",
            "σ(z)(1 − σ(z))",
            (0.0, 1.0),
            "the output of a yes-or-no question: a probability. In hidden layers its slope fades",
            _sigmoid,
            _sigmoid_slope,
        ),
        Activation(
            "tanh",
            "(e^z − e^−z)/(e^z + e^−z)",
            "1 − tanh²(z)",
            (-1.0, 1.0),
            "hidden layers of small or recurrent networks: centred on 0 (LeCun et al. 1998)",
            _tanh,
            _tanh_slope,
        ),
        Activation(
            "softplus",
            "log(1 + e^z)",
            "σ(z)",
            (0.0, inf),
            "an output that must be positive, such as a variance (Dugas et al. 2001)",
            _softplus,
            _softplus_slope,
        ),
        Activation(
            "softmax",
            "e^z_i / Σ_j e^z_j",
            "a_i(δ_ij − a_j)",
            (0.0, 1.0),
            "the output of a choice among several classes: probabilities that sum to 1 (Bridle 1990)",
            _softmax_units,
            _softmax_slope,
            elementwise=False,
        ),
    )
}


def get(name: str | Activation, *, alpha: float | None = None) -> Activation:
    """Return the activation called `name`; `alpha` is leaky_relu's slope below 0 (0.01 if not given).

    Raises UnknownName for a name that does not exist, InputError for an alpha outside [0, 1).
    """
    if isinstance(name, Activation):
        return name
    if alpha is not None and name == "leaky_relu":
        return _leaky(number("alpha", alpha, least=0, below=1))
    return lookup("activation", name, REGISTRY)
