"""Landscapes: functions of one or two parameters to walk down, and the loss of a real network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from . import losses, optimizers
from .errors import (
    Array,
    InputError,
    ShapeError,
    check_options,
    count,
    instance,
    lookup,
    number,
    reals,
    seed_number,
    several,
)
from .layers import Dense
from .network import Network

Both = tuple[Any, tuple[Any, ...]]


@dataclass(frozen=True)
class Landscape:
    """A function of `dimensions` parameters: `value(w)` for w (…, dimensions), `gradient(w)` of w's shape.

    `minima` are the places of its lowest values (none for a saddle), `box` the (low, high) of each
    parameter worth looking at, `start` a place to begin.

    >>> valley = landscapes.get("quadratic", centre=1.0)
    >>> valley.value([3.0]).item(), valley.gradient([3.0]).tolist()
    (4.0, [4.0])
    """

    name: str
    formula: str
    minima: tuple[tuple[float, ...], ...]
    box: tuple[tuple[float, float], ...]
    start: tuple[float, ...]
    _both: Callable[..., Both] = field(repr=False)

    @property
    def dimensions(self) -> int:
        """How many parameters it has."""
        return len(self.start)

    def value(self, w: Any) -> Any:
        """Return f(w): a number for w (dimensions,), an array (…) for w (…, dimensions)."""
        return self._both(*self._split(w))[0]

    def gradient(self, w: Any) -> Array:
        """Return ∇f(w), the shape of w."""
        return np.stack([np.asarray(g) for g in self._both(*self._split(w))[1]], axis=-1)

    def _split(self, w: Any) -> list[Array]:
        w = reals("w", w)
        w = w[None] if w.ndim == 0 and self.dimensions == 1 else w
        if w.ndim == 0 or w.shape[-1] != self.dimensions:
            raise ShapeError("the shape of w", w.shape, f"(…, {self.dimensions})")
        return [w[..., i] for i in range(self.dimensions)]


# Each function returns its value and its derivative by each parameter.


def quadratic(centre: float = 3.0, steepness: float = 1.0) -> Landscape:
    """Return steepness · (w − centre)², the simplest valley."""
    c, s = number("centre", centre), number("steepness", steepness, above=0)

    def both(w: Array) -> Both:
        return s * (w - c) ** 2, (2 * s * (w - c),)

    formula = f"{'' if s == 1 else f'{s:g}'}(w − {c:g})²"
    return Landscape("quadratic", formula, ((c,),), ((c - 4, c + 4),), (c - 3,), both)


def two_valleys() -> Landscape:
    """Return (w + 2)²(w² − 4w + 4.875)/8: deep at −2, shallow at 1.75, with a hilltop at 0.25 between."""

    def both(w: Array) -> Both:
        value = (w + 2) ** 2 * (w * w - 4 * w + 4.875) / 8
        return value, ((w + 2) * (w - 0.25) * (w - 1.75) / 2,)

    return Landscape("two_valleys", "(w + 2)²(w² − 4w + 4.875)/8", ((-2.0,),), ((-3, 3),), (1.0,), both)


def bowl(condition: float = 20.0, degrees: float = 0.0) -> Landscape:
    """Return ½(x² + κy²): a long valley for a large condition number κ; turned to the left by `degrees`."""
    k = number("condition", condition, above=0)
    turn = np.radians(number("degrees", degrees, least=-360, most=360))
    c, s = np.cos(turn), np.sin(turn)

    def both(x: Array, y: Array) -> Both:
        along, across = c * x + s * y, c * y - s * x
        value = 0.5 * (along * along + k * across * across)
        return value, (c * along - s * k * across, s * along + c * k * across)

    formula = f"½(x² + {k:g}y²){f' turned by {degrees:g}°' if degrees else ''}"
    box = ((-5.0, 5.0), (-2.0, 2.0)) if not degrees else ((-5.0, 5.0), (-5.0, 5.0))
    start = (float(-4 * c - s), float(c - 4 * s))
    return Landscape("bowl", formula, ((0.0, 0.0),), box, start, both)


def basins() -> Landscape:
    """Return two_valleys along x with 2y² across: a deep basin at x = −2, a shallow one at 1.75."""
    along = two_valleys()

    def both(x: Array, y: Array) -> Both:
        value, (slope,) = along._both(x)
        return value + 2 * y * y, (slope, 4 * y)

    box = ((-3.0, 3.0), (-1.5, 1.5))
    return Landscape("basins", f"{along.formula} + 2y²", ((-2.0, 0.0),), box, (2.8, 1.0), both)


def rosenbrock() -> Landscape:
    """Return Rosenbrock's curved valley (Rosenbrock 1960)."""

    def both(x: Array, y: Array) -> Both:
        e = y - x * x
        return (1 - x) ** 2 + 100 * e**2, (-2 * (1 - x) - 400 * x * e, 200 * e)

    formula = "(1 − x)² + 100(y − x²)²"
    return Landscape("rosenbrock", formula, ((1.0, 1.0),), ((-2, 2), (-1, 3)), (-1.2, 1.0), both)


def beale() -> Landscape:
    """Return Beale's function: flat plains, steep corners (Beale 1958)."""

    def both(x: Array, y: Array) -> Both:
        terms = [(c - x + x * y**p, p) for c, p in ((1.5, 1), (2.25, 2), (2.625, 3))]
        dx = sum(2 * e * (y**p - 1) for e, p in terms)
        return sum(e**2 for e, _ in terms), (dx, sum(2 * e * p * x * y ** (p - 1) for e, p in terms))

    formula = "(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²"
    return Landscape("beale", formula, ((3.0, 0.5),), ((-4.5, 4.5), (-4.5, 4.5)), (1.0, 1.5), both)


def himmelblau() -> Landscape:
    """Return Himmelblau's function: four minima of the same depth (Himmelblau 1972)."""

    def both(x: Array, y: Array) -> Both:
        p, q = x * x + y - 11, x + y * y - 7
        return p**2 + q**2, (4 * x * p + 2 * q, 2 * p + 4 * y * q)

    left = ((-2.805118086952745, 3.131312518250573), (-3.779310253377747, -3.283185991286170))
    minima = ((3.0, 2.0), *left, (3.584428340330492, -1.848126526964404))
    formula = "(x² + y − 11)² + (x + y² − 7)²"
    return Landscape("himmelblau", formula, minima, ((-5, 5), (-5, 5)), (0.0, 0.0), both)


def saddle() -> Landscape:
    """Return x² − y²: flat at (0, 0), yet no minimum."""

    def both(x: Array, y: Array) -> Both:
        return x * x - y * y, (2 * x, -2 * y)

    return Landscape("saddle", "x² − y²", (), ((-2, 2), (-2, 2)), (-1.5, 0.001), both)


def bumpy() -> Landscape:
    """Return Rastrigin's function with gentler waves: many minima, the lowest at (0, 0) (Rastrigin 1974)."""

    def both(x: Array, y: Array) -> Both:
        a, b = 2 * np.pi * x, 2 * np.pi * y
        slopes = 2 * x + 4 * np.pi * np.sin(a), 2 * y + 4 * np.pi * np.sin(b)
        return x * x + y * y + 2 * (2 - np.cos(a) - np.cos(b)), slopes

    formula = "x² + y² + 2(2 − cos 2πx − cos 2πy)"
    return Landscape("bumpy", formula, ((0.0, 0.0),), ((-3, 3), (-3, 3)), (2.2, -1.7), both)


_MAKERS: dict[str, Callable[..., Landscape]] = {
    f.__name__: f
    for f in (quadratic, two_valleys, bowl, basins, rosenbrock, beale, himmelblau, saddle, bumpy)
}
NAMES: tuple[str, ...] = tuple(_MAKERS)
_OPTIONS = {"quadratic": ["centre", "steepness"], "bowl": ["condition", "degrees"]}


def get(name: str, **options: Any) -> Landscape:
    """Return the landscape called `name`; quadratic takes `centre`, `steepness`, bowl `condition`, `degrees`.

    Raises UnknownName for a name or option that does not exist.
    """
    make = lookup("landscape", name, _MAKERS)
    check_options(name, options, _OPTIONS.get(name, ()))
    return make(**options)


def descend(
    landscape: Landscape,
    start: Any,
    steps: int,
    optimizer: str | optimizers.Optimizer = "sgd",
    learning_rate: float | None = None,
) -> Array:
    """Return the path (steps + 1, dimensions) of an optimizer from `start` (dimensions,).

    A path that leaves the finite numbers goes on as inf and nan, without a warning.
    """
    instance("landscape", landscape, Landscape, "what landscapes.get returns")
    rule = optimizers.make(optimizer, learning_rate)
    w = np.array(reals("start", start))
    if w.size != landscape.dimensions:
        raise ShapeError("the shape of start", w.shape, f"({landscape.dimensions},)")
    w = w.reshape(landscape.dimensions)
    state, path = rule.init(w), [w]
    with np.errstate(all="ignore"):
        for _ in range(count("steps", steps, least=0)):
            change, state = rule.update(landscape.gradient(w), state, w)
            w = w - change
            path.append(w)
    return np.array(path)


def directions(net: Network, seed: int = 0, how_many: int = 2) -> list[Array]:
    """Return random directions in parameter space, (n_params,) each, filter-normalised.

    The part of a direction that belongs to one unit's incoming weights is as long as these weights are;
    biases stay where they are (Li et al. 2018, sec. 4).
    """
    instance("net", net, Network, "a Network")
    rng = np.random.default_rng(seed_number("seed", seed))
    found = []
    for _ in range(count("how_many", how_many, most=100)):
        direction = np.zeros(net.params.size)
        for layer, part in net.parts():
            if isinstance(layer, Dense):
                d = rng.normal(size=layer.W.shape)
                d *= np.linalg.norm(layer.W, axis=0) / np.linalg.norm(d, axis=0)
                direction[part][: layer.W.size] = d.reshape(-1)
        found.append(direction)
    return found


def loss_surface(
    net: Network,
    X: Any,
    Y: Any,
    loss: str | losses.Loss,
    along: list[Array] | None = None,
    *,
    reach: float = 1.0,
    points: int = 25,
) -> tuple[Array, Array]:
    """Return the loss of `net` around its parameters along one or two directions (filter-normalised if None).

    The first result is `points` distances from −reach to reach, the second the losses, (points,) or
    (points, points) with the first direction down and the second across. The network is left as it was.
    """
    instance("net", net, Network, "a Network")
    along = directions(net) if along is None else several("along", along, "1 or 2 directions")
    along = [reals("along", d) for d in along]
    if len(along) not in (1, 2) or any(np.shape(d) != net.params.shape for d in along):
        raise InputError("along", [np.shape(d) for d in along], f"1 or 2 directions {net.params.shape}")
    reach, points = number("reach", reach, above=0, most=1e300), count("points", points, least=2, most=1000)
    distances = np.linspace(-reach, reach, points)
    loss, here = losses.get(loss), net.params.copy()
    surface = np.empty((points,) * len(along))
    try:
        for index in np.ndindex(surface.shape):
            net.params[...] = here
            for i, d in zip(index, along, strict=True):
                net.params += distances[i] * d
            surface[index] = net.loss(X, Y, loss)
    finally:
        net.params[...] = here
    return distances, surface
