"""Where weights begin: an initializer draws a matrix W (fan_in, fan_out). Biases begin at 0."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt
from typing import Any, NamedTuple

import numpy as np

from .errors import Array, InputError, check_options, count, lookup, number


class Initializer(NamedTuple):
    """A named way to draw W; call it with (rng, fan_in, fan_out), it returns (fan_in, fan_out).

    `distribution` is "constant", with all weights `amount`, or "normal" or "uniform", of variance
    amount/fan, where `fan` is "in" for fan_in, "both" for fan_in + fan_out, "" for 1.

    >>> initializers.get("zeros")(np.random.default_rng(0), 2, 3).shape
    (2, 3)
    """

    name: str
    formula: str
    source: str
    distribution: str
    amount: float
    fan: str = ""

    def __call__(self, rng: np.random.Generator, fan_in: int, fan_out: int) -> Array:
        """Return a new matrix (fan_in, fan_out), drawn from `rng`."""
        if not hasattr(rng, "standard_normal"):
            raise InputError("rng", rng, "a numpy.random.Generator")
        shape = count("fan_in", fan_in), count("fan_out", fan_out)
        if self.distribution == "constant":
            return np.full(shape, self.amount)
        variance = self.amount / {"in": fan_in, "both": fan_in + fan_out, "": 1}[self.fan]
        if self.distribution == "normal":
            return rng.normal(0.0, sqrt(variance), shape)
        # A uniform distribution on [−r, r] has variance r²/3.
        r = sqrt(3 * variance)
        return rng.uniform(-r, r, shape)


# Its square is still a number.
_WIDEST = 1e100


def zeros() -> Initializer:
    """All weights 0: every unit of a layer then learns the same thing."""
    return Initializer("zeros", "0", "", "constant", 0.0)


def constant(value: float = 0.5) -> Initializer:
    """All weights equal to `value`."""
    value = number("value", value)
    return Initializer("constant", f"{value:g}", "", "constant", value)


def normal(scale: float = 0.05) -> Initializer:
    """Normal with mean 0 and standard deviation `scale` > 0, whatever the layer's size."""
    scale = number("scale", scale, above=0, most=_WIDEST)
    return Initializer("normal", f"N(0, {scale:g}²)", "", "normal", scale**2)


def uniform(scale: float = 0.05) -> Initializer:
    """Uniform on [−scale, scale], whatever the layer's size."""
    scale = number("scale", scale, above=0, most=_WIDEST)
    return Initializer("uniform", f"U(−{scale:g}, {scale:g})", "", "uniform", scale**2 / 3)


_LECUN = "LeCun et al. 1998, Efficient BackProp, eq. 16"
_GLOROT = "Glorot & Bengio 2010, eqs. 12 and 16"
_HE = "He et al. 2015, eq. 10"
_SCALED: dict[str, Initializer] = {
    i.name: i
    for i in (
        Initializer("lecun_normal", "N(0, 1/fan_in)", _LECUN, "normal", 1, "in"),
        Initializer("lecun_uniform", "U(±√(3/fan_in))", _LECUN, "uniform", 1, "in"),
        Initializer("glorot_normal", "N(0, 2/(fan_in + fan_out))", _GLOROT, "normal", 2, "both"),
        Initializer("glorot_uniform", "U(±√(6/(fan_in + fan_out)))", _GLOROT, "uniform", 2, "both"),
        Initializer("he_normal", "N(0, 2/fan_in)", _HE, "normal", 2, "in"),
        Initializer("he_uniform", "U(±√(6/fan_in))", _HE, "uniform", 2, "in"),
    )
}
_MAKERS: dict[str, Callable[..., Initializer]] = {f.__name__: f for f in (zeros, constant, normal, uniform)}
_OPTIONS = {"constant": ["value"], "normal": ["scale"], "uniform": ["scale"]}
NAMES: tuple[str, ...] = (*_MAKERS, *_SCALED)


def get(name: str | Initializer, **options: Any) -> Initializer:
    """Return the initializer called `name`; constant takes `value`, normal and uniform take `scale`.

    Raises UnknownName for a name that does not exist.
    """
    if isinstance(name, Initializer):
        return name
    lookup("initializer", name, dict.fromkeys(NAMES))
    check_options(name, options, _OPTIONS.get(name, ()))
    return _SCALED[name] if name in _SCALED else _MAKERS[name](**options)
