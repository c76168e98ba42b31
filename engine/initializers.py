"""Where weights begin: an initializer draws a matrix W (fan_in, fan_out). Biases begin at 0."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

import numpy as np

from .errors import Array, InputError, count, lookup, number

# In quotes: naming np.random would load it, 7 MB, at every start.
Draw = Callable[["np.random.Generator", int, int], Array]


@dataclass(frozen=True)
class Initializer:
    """A named way to draw W; call it with (rng, fan_in, fan_out), it returns (fan_in, fan_out).

    >>> initializers.get("zeros")(np.random.default_rng(0), 2, 3).shape
    (2, 3)
    """

    name: str
    formula: str
    source: str
    draw: Draw = field(repr=False)

    def __call__(self, rng: np.random.Generator, fan_in: int, fan_out: int) -> Array:
        """Return a new matrix (fan_in, fan_out), drawn from `rng`."""
        if not hasattr(rng, "standard_normal"):
            raise InputError("rng", rng, "a numpy.random.Generator")
        return self.draw(rng, count("fan_in", fan_in), count("fan_out", fan_out))


def _by_inputs(fan_in: int, fan_out: int) -> int:
    return fan_in


def _by_both(fan_in: int, fan_out: int) -> int:
    return fan_in + fan_out


def _alike(fan_in: int, fan_out: int) -> int:
    return 1


# Classes, not closures: a process pool sends networks to its workers, and cannot send those.


@dataclass(frozen=True)
class _Normal:
    gain: float
    fan: Callable[[int, int], int]

    def __call__(self, rng: np.random.Generator, fan_in: int, fan_out: int) -> Array:
        return rng.normal(0.0, sqrt(self.gain / self.fan(fan_in, fan_out)), (fan_in, fan_out))


@dataclass(frozen=True)
class _Uniform:
    gain: float
    fan: Callable[[int, int], int]

    def __call__(self, rng: np.random.Generator, fan_in: int, fan_out: int) -> Array:
        # A uniform distribution on [−r, r] has variance r²/3.
        r = sqrt(3 * (self.gain / self.fan(fan_in, fan_out)))
        return rng.uniform(-r, r, (fan_in, fan_out))


@dataclass(frozen=True)
class _Constant:
    value: float

    def __call__(self, rng: np.random.Generator, fan_in: int, fan_out: int) -> Array:
        return np.full((fan_in, fan_out), self.value)


# Its square is still a number.
_WIDEST = 1e100


def zeros() -> Initializer:
    """All weights 0: every unit of a layer then learns the same thing."""
    return Initializer("zeros", "0", "", _Constant(0.0))


def constant(value: float = 0.5) -> Initializer:
    """All weights equal to `value`."""
    value = number("value", value)
    return Initializer("constant", f"{value:g}", "", _Constant(value))


def normal(scale: float = 0.05) -> Initializer:
    """Normal with mean 0 and standard deviation `scale` > 0, whatever the layer's size."""
    scale = number("scale", scale, above=0, most=_WIDEST)
    return Initializer("normal", f"N(0, {scale:g}²)", "", _Normal(scale**2, _alike))


def uniform(scale: float = 0.05) -> Initializer:
    """Uniform on [−scale, scale], whatever the layer's size."""
    scale = number("scale", scale, above=0, most=_WIDEST)
    return Initializer("uniform", f"U(−{scale:g}, {scale:g})", "", _Uniform(scale**2 / 3, _alike))


_LECUN = "LeCun et al. 1998, Efficient BackProp, eq. 16"
_GLOROT = "Glorot & Bengio 2010, eqs. 12 and 16"
_HE = "He et al. 2015, eq. 10"
_SCALED: dict[str, Initializer] = {
    i.name: i
    for i in (
        Initializer("lecun_normal", "N(0, 1/fan_in)", _LECUN, _Normal(1, _by_inputs)),
        Initializer("lecun_uniform", "U(±√(3/fan_in))", _LECUN, _Uniform(1, _by_inputs)),
        Initializer("glorot_normal", "N(0, 2/(fan_in + fan_out))", _GLOROT, _Normal(2, _by_both)),
        Initializer("glorot_uniform", "U(±√(6/(fan_in + fan_out)))", _GLOROT, _Uniform(2, _by_both)),
        Initializer("he_normal", "N(0, 2/fan_in)", _HE, _Normal(2, _by_inputs)),
        Initializer("he_uniform", "U(±√(6/fan_in))", _HE, _Uniform(2, _by_inputs)),
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
    for option in options:
        lookup(f"an option of {name}", option, dict.fromkeys(_OPTIONS.get(name, ())))
    return _SCALED[name] if name in _SCALED else _MAKERS[name](**options)
