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


def _normal(variance: Callable[[int, int], float]) -> Draw:
    def draw(rng: np.random.Generator, fan_in: int, fan_out: int) -> Array:
        return rng.normal(0.0, sqrt(variance(fan_in, fan_out)), (fan_in, fan_out))

    return draw


def _uniform(variance: Callable[[int, int], float]) -> Draw:
    # A uniform distribution on [−r, r] has variance r²/3.
    def draw(rng: np.random.Generator, fan_in: int, fan_out: int) -> Array:
        r = sqrt(3 * variance(fan_in, fan_out))
        return rng.uniform(-r, r, (fan_in, fan_out))

    return draw


def zeros() -> Initializer:
    """All weights 0: every unit of a layer then learns the same thing."""
    return Initializer("zeros", "0", "", lambda rng, i, o: np.zeros((i, o)))


def constant(value: float = 0.5) -> Initializer:
    """All weights equal to `value`."""
    value = number("value", value)
    return Initializer("constant", f"{value:g}", "", lambda rng, i, o: np.full((i, o), value))


def normal(scale: float = 0.05) -> Initializer:
    """Normal with mean 0 and standard deviation `scale` > 0, whatever the layer's size."""
    scale = number("scale", scale, above=0)
    return Initializer("normal", f"N(0, {scale:g}²)", "", _normal(lambda i, o: scale**2))


def uniform(scale: float = 0.05) -> Initializer:
    """Uniform on [−scale, scale], whatever the layer's size."""
    scale = number("scale", scale, above=0)
    return Initializer("uniform", f"U(−{scale:g}, {scale:g})", "", _uniform(lambda i, o: scale**2 / 3))


_LECUN = "LeCun et al. 1998, Efficient BackProp, eq. 16"
_GLOROT = "Glorot & Bengio 2010, eqs. 12 and 16"
_HE = "He et al. 2015, eq. 10"
_SCALED: dict[str, Initializer] = {
    i.name: i
    for i in (
        Initializer("lecun_normal", "N(0, 1/fan_in)", _LECUN, _normal(lambda i, o: 1 / i)),
        Initializer("lecun_uniform", "U(±√(3/fan_in))", _LECUN, _uniform(lambda i, o: 1 / i)),
        Initializer(
            "glorot_normal", "N(0, 2/(fan_in + fan_out))", _GLOROT, _normal(lambda i, o: 2 / (i + o))
        ),
        Initializer(
            "glorot_uniform", "U(±√(6/(fan_in + fan_out)))", _GLOROT, _uniform(lambda i, o: 2 / (i + o))
        ),
        Initializer("he_normal", "N(0, 2/fan_in)", _HE, _normal(lambda i, o: 2 / i)),
        Initializer("he_uniform", "U(±√(6/fan_in))", _HE, _uniform(lambda i, o: 2 / i)),
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
