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
from typing import Any, NamedTuple

import numpy as np

from .errors import Array, InputError, ShapeError, count, lookup, number, reals

# into(z, out, spare) writes f(z); slope_into(z, a, out, spare) writes f′(z).
Into = Callable[[Array, Array, Array], object]
Slope = Callable[[Array, Array, Array, Array], object]


class Activation(NamedTuple):
    """A named activation function with its derivative.

    `into(z, out, spare)` writes f(z); `slope_into(z, a, out, spare)` writes f′(z), given a = f(z) too
    because many derivatives are shorter in terms of it. Both may overwrite `spare`, at least `spares`
    arrays of z's shape. `range` is the interval of values, `use` says when to choose it.

    >>> relu = activations.get("relu")
    >>> relu([-1.0, 2.0]).tolist(), relu.derivative([-1.0, 2.0]).tolist()
    ([0.0, 2.0], [0.0, 1.0])
    """

    name: str
    formula: str
    derivative_formula: str
    range: tuple[float, float]
    use: str
    into: Into
    slope_into: Slope
    spares: int = 0
    elementwise: bool = True
    alpha: float | None = None

    def __repr__(self) -> str:
        return f"Activation({self.name!r}, {self.formula!r})"

    def __call__(self, z: Any) -> Array:
        """Return f(z), the shape of z; softmax works along the last axis."""
        z = self._taken(z)
        if not self.elementwise:
            return softmax(z)
        return _flat(self.into, self.spares, z)

    def derivative(self, z: Any) -> Array:
        """Return f′(z), the shape of z; for softmax (…, k) the Jacobians (…, k, k), ∂a_i/∂z_j at [i, j]."""
        z = self._taken(z)
        a = self(z)
        if not self.elementwise:
            jacobian: Array = a[..., :, None] * (np.eye(z.shape[-1]) - a[..., None, :])
            return jacobian
        return _flat(self.slope_into, self.spares, z, a)

    def _taken(self, z: Any) -> Array:
        taken = reals("z", z)
        if not self.elementwise and not (taken.ndim and taken.shape[-1]):
            raise ShapeError("the shape of z", taken.shape, "at least one axis, units last")
        return taken

    def pull_back(self, z: Array, a: Array, gradient: Array, slope: Array, spare: Array) -> None:
        """Turn ∂loss/∂a into ∂loss/∂z in place, units along the second axis from the end."""
        if self.elementwise:
            self.slope_into(z, a, slope, spare)
            np.multiply(gradient, slope, out=gradient)
        else:
            # Σ_i g_i·∂a_i/∂z_j = a_j(g_j − Σ_i g_i·a_i)
            np.multiply(gradient, a, out=slope)
            np.copyto(slope, np.sum(slope, -2, out=spare[0][..., :1, :], keepdims=True))
            np.subtract(gradient, slope, out=gradient)
            np.multiply(gradient, a, out=gradient)


def _flat(into: Callable[..., object], spares: int, *given: Array) -> Array:
    # What `into` makes of whole arrays of one shape.
    out = np.empty(given[0].size)
    # A square far out is infinite, and what is made of it right all the same.
    with np.errstate(all="ignore"):
        into(*(array.reshape(-1) for array in given), out, np.empty((spares, out.size)))
    return out.reshape(given[0].shape)


def _identity(z: Array, out: Array, spare: Array) -> None:
    np.copyto(out, z)


def _identity_slope(z: Array, a: Array, out: Array, spare: Array) -> None:
    out.fill(1.0)


def _relu(z: Array, out: Array, spare: Array) -> None:
    np.maximum(z, 0.0, out=out)


def _relu_slope(z: Array, a: Array, out: Array, spare: Array) -> None:
    # a is 0 or positive, so its sign is the step function; at z = 0 the slope is taken as 0.
    np.sign(a, out=out)


@dataclass(frozen=True)
class _Leaky:
    alpha: float

    def __call__(self, z: Array, out: Array, spare: Array) -> None:
        np.multiply(z, self.alpha, out=out)
        np.maximum(z, out, out=out)


@dataclass(frozen=True)
class _LeakySlope:
    alpha: float

    def __call__(self, z: Array, a: Array, out: Array, spare: Array) -> None:
        np.sign(z, out=out)
        np.maximum(out, self.alpha, out=out)


def _sigmoid(z: Array, out: Array, spare: Array) -> None:
    # exp(−log(1 + e^−z)): no overflow, and small values keep all their digits.
    np.negative(z, out=out)
    np.logaddexp(0.0, out, out=out)
    np.negative(out, out=out)
    np.exp(out, out=out)


def _sigmoid_slope(z: Array, a: Array, out: Array, spare: Array) -> None:
    np.subtract(1.0, a, out=out)
    out *= a


def _tanh(z: Array, out: Array, spare: Array) -> None:
    np.tanh(z, out=out)


def _tanh_slope(z: Array, a: Array, out: Array, spare: Array) -> None:
    np.multiply(a, a, out=out)
    np.subtract(1.0, out, out=out)


def _softplus(z: Array, out: Array, spare: Array) -> None:
    np.logaddexp(0.0, z, out=out)


def _softplus_slope(z: Array, a: Array, out: Array, spare: Array) -> None:
    _sigmoid(z, out, spare)


def _silu(z: Array, out: Array, spare: Array) -> None:
    _sigmoid(z, out, spare)
    out *= z


def _silu_slope(z: Array, a: Array, out: Array, spare: Array) -> None:
    # σ + zσ(1 − σ) = σ·(1 + z − a)
    _sigmoid(z, out, spare)
    np.subtract(z, a, out=spare[0])
    spare[0] += 1.0
    out *= spare[0]


# Up to _FARTHEST the series is fitted; where x² is taken from, it may be larger, and Φ fades to 0.
_FARTHEST, _FADED = 26.0, 1000.0
_T_LEAST = 2 / (2 + _FARTHEST)


@lru_cache(maxsize=1)
def _erfc_coefficients() -> tuple[float, ...]:
    # log(erfc(x)·exp(x²)/t) is smooth in t = 2/(2 + x): 40 Chebyshev terms reach rounding error.
    def smooth(u: Any) -> Any:
        t = _T_LEAST + (1 - _T_LEAST) * (u + 1) / 2
        x = 2 / t - 2
        return np.array([np.log(erfc(v)) + v * v - np.log(s) for v, s in zip(x, t, strict=True)])

    return tuple(float(c) for c in np.polynomial.chebyshev.chebinterpolate(smooth, 40))


def _normal_cdf(z: Array, out: Array, spare: Array) -> None:
    # Φ(−|z|) = ½erfc(x) with x = |z|/√2; 2u runs from −2 to 2 while t = 2/(2 + x) does from its least to 1.
    twice_u, a, b = spare[:3]
    x = _half_root(z, out)
    np.add(x, 2.0, out=twice_u)
    np.divide(8 / (1 - _T_LEAST), twice_u, out=twice_u)
    twice_u -= 2 + 4 * _T_LEAST / (1 - _T_LEAST)
    # Clenshaw's recurrence: each b_k = c_k + 2u·b_(k+1) − b_(k+2).
    constant, *coefficients = _erfc_coefficients()
    a.fill(0.0)
    b.fill(0.0)
    following, last, new = a, b, out
    for c in reversed(coefficients):
        np.multiply(twice_u, following, out=new)
        new -= last
        new += c
        following, last, new = new, following, last
    half = twice_u
    half *= following
    half *= 0.5
    half -= last
    half += constant
    x = _half_root(z, out, _FADED)
    half -= np.multiply(x, x, out=a)
    np.exp(half, out=half)
    x += 2.0
    half /= x
    # Φ(z) = half where z ≤ 0, and 1 − half above.
    above = np.greater(z, 0.0, out=out)
    np.multiply(above, -2.0, out=a)
    a += 1.0
    half *= a
    above += half


def _half_root(z: Array, out: Array, most: float = _FARTHEST) -> Array:
    np.abs(z, out=out)
    out *= sqrt(0.5)
    return np.minimum(out, most, out=out)


def normal_cdf(z: Any) -> Array:
    """Return Φ(z), the standard normal distribution function, relative error below 1e-12 for |z| < 36."""
    return _flat(_normal_cdf, 3, reals("z", z))


def _gelu(z: Array, out: Array, spare: Array) -> None:
    _normal_cdf(z, out, spare)
    out *= z


def _gelu_slope(z: Array, a: Array, out: Array, spare: Array) -> None:
    # Φ(z) + z·φ(z)
    _normal_cdf(z, out, spare)
    bell = np.multiply(z, z, out=spare[0])
    bell *= -0.5
    np.exp(bell, out=bell)
    bell *= z
    bell *= 1 / sqrt(2 * pi)
    out += bell


_C = sqrt(2 / pi)
_CUBIC = 0.044715


def _inner_tanh(z: Array, out: Array) -> None:
    np.multiply(z, z, out=out)
    out *= _CUBIC
    out += 1.0
    out *= z
    out *= _C
    np.tanh(out, out=out)


def _gelu_tanh(z: Array, out: Array, spare: Array) -> None:
    _inner_tanh(z, out)
    out += 1.0
    out *= 0.5
    out *= z


def _gelu_tanh_slope(z: Array, a: Array, out: Array, spare: Array) -> None:
    # ½(1 + t) + ½z(1 − t²)·C(1 + 3·0.044715z²)
    _inner_tanh(z, out)
    second, inner = spare[:2]
    np.multiply(out, out, out=second)
    np.subtract(1.0, second, out=second)
    second *= z
    np.multiply(z, z, out=inner)
    # Far out 1 − t² is 0, and must not be multiplied by infinity.
    np.minimum(inner, 1e4, out=inner)
    inner *= 3 * _CUBIC * _C
    inner += _C
    second *= inner
    out += 1.0
    out += second
    out *= 0.5


def softmax(z: Array, axis: int = -1) -> Array:
    """Return exp(z)/Σ exp(z) along `axis`, without overflow."""
    z = reals("z", z)
    if not z.size or not z.ndim:
        raise ShapeError("the shape of z", z.shape, "at least one axis and one element")
    axis = count("axis", axis, least=-z.ndim, most=z.ndim - 1)
    with np.errstate(over="ignore"):
        e = np.exp(z - z.max(axis=axis, keepdims=True))
    result: Array = e / e.sum(axis=axis, keepdims=True)
    return result


def _softmax_units(z: Array, out: Array, spare: Array) -> None:
    # e^(z − max z) over its sum. A row is copied to its place first: to broadcast would allocate 64 kB.
    row, rows = spare[0][..., :1, :], spare[1]
    np.copyto(rows, np.max(z, -2, out=row, keepdims=True))
    np.exp(np.subtract(z, rows, out=out), out=out)
    np.copyto(rows, np.sum(out, -2, out=row, keepdims=True))
    np.divide(out, rows, out=out)


def _no_slope(z: Array, a: Array, out: Array, spare: Array) -> None:
    # softmax has no slope of its own element by element: see `pull_back`.
    return


# name: f, f′, and the interval of f's values.
_FORMULAS: dict[str, tuple[str, str, float, float]] = {
    "identity": ("z", "1", -inf, inf),
    "relu": ("max(z, 0)", "1 where z > 0, else 0", 0.0, inf),
    "leaky_relu": ("max(z, {alpha:g}·z)", "1 where z > 0, else {alpha:g}", -inf, inf),
    "gelu": ("z·Φ(z)", "Φ(z) + z·φ(z)", -0.16997120747990369, inf),
    "gelu_tanh": (
        "½z(1 + tanh(√(2/π)(z + 0.044715z³)))",
        "½(1 + t) + ½z(1 − t²)√(2/π)(1 + 0.134145z²)",
        -0.17004075057125412,
        inf,
    ),
    "silu": ("z·σ(z)", "σ(z)(1 + z(1 − σ(z)))", -0.27846454276107379, inf),
    "sigmoid": ("1/(1 + e^−z)", "σ(z)(1 − σ(z))", 0.0, 1.0),
    "tanh": ("(e^z − e^−z)/(e^z + e^−z)", "1 − tanh²(z)", -1.0, 1.0),
    "softplus": ("log(1 + e^z)", "σ(z)", 0.0, inf),
    "softmax": ("e^z_i / Σ_j e^z_j", "a_i(δ_ij − a_j)", 0.0, 1.0),
}
_USES: dict[str, str] = {
    "identity": "the output of a regression",
    "relu": "the usual choice in hidden layers: cheap, and its slope does not fade (Nair & Hinton 2010)",
    "leaky_relu": "hidden layers where ReLU units die: a small slope keeps them learning (Maas et al. 2013)",
    "gelu": "hidden layers of transformers: a smooth ReLU (Hendrycks & Gimpel 2016, eq. 1)",
    "gelu_tanh": "GELU by its tanh form, where a model was trained with it (Hendrycks & Gimpel 2016, sec. 2)",
    "silu": "hidden layers of deep networks; also called swish (Elfwing et al. 2018)",
    "sigmoid": "the output of a yes-or-no question: a probability. In hidden layers its slope fades",
    "tanh": "hidden layers of small or recurrent networks: centred on 0 (LeCun et al. 1998)",
    "softplus": "an output that must be positive, such as a variance (Dugas et al. 2001)",
    "softmax": "the output of a choice among several classes: probabilities that sum to 1 (Bridle 1990)",
}


def _activation(
    name: str, into: Into, slope_into: Slope, spares: int = 0, alpha: float | None = None
) -> Activation:
    formula, derivative, low, high = _FORMULAS[name]
    formula, derivative = formula.format(alpha=alpha), derivative.format(alpha=alpha)
    whole = name == "softmax"
    return Activation(
        name, formula, derivative, (low, high), _USES[name], into, slope_into, spares, not whole, alpha
    )


REGISTRY: dict[str, Activation] = {
    a.name: a
    for a in (
        _activation("identity", _identity, _identity_slope),
        _activation("relu", _relu, _relu_slope),
        _activation("leaky_relu", _Leaky(0.01), _LeakySlope(0.01), alpha=0.01),
        _activation("gelu", _gelu, _gelu_slope, 3),
        _activation("gelu_tanh", _gelu_tanh, _gelu_tanh_slope, 2),
        _activation("silu", _silu, _silu_slope, 1),
        _activation("sigmoid", _sigmoid, _sigmoid_slope),
        _activation("tanh", _tanh, _tanh_slope),
        _activation("softplus", _softplus, _softplus_slope),
        _activation("softmax", _softmax_units, _no_slope, 2),
    )
}


def get(name: str | Activation, *, alpha: float | None = None) -> Activation:
    """Return the activation called `name`; `alpha` is leaky_relu's slope below 0 (0.01 if not given).

    Raises UnknownName for a name that does not exist, InputError for an alpha outside [0, 1).
    """
    found = name if isinstance(name, Activation) else lookup("activation", name, REGISTRY)
    if alpha is None:
        return found
    if found.name != "leaky_relu":
        raise InputError("alpha", alpha, f"no value for {found.name}: only leaky_relu has an alpha")
    alpha = number("alpha", alpha, least=0, below=1)
    return _activation(found.name, _Leaky(alpha), _LeakySlope(alpha), alpha=alpha)
