"""Data sets made from a seed, with NumPy alone; and splits of them.

`load("moons")` and `load("circles")` give the points of scikit-learn's make_moons and make_circles bit
for bit, `Dataset.split` the rows of its train_test_split: both draw from the legacy RandomState.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .errors import (
    Array,
    InputError,
    ShapeError,
    check_options,
    count,
    instance,
    lookup,
    matrix,
    number,
    reals,
    several,
)

TASKS = ("binary", "multiclass", "regression")


@dataclass(frozen=True)
class Dataset:
    """Samples `X` (n, features) and targets `Y`: (n, 1) for two classes (0 or 1) and for regression,
    class indices (n,) for more. `task` is "binary", "multiclass" or "regression".

    >>> Dataset("points", [[0.0, 1.0], [1.0, 0.0]], [[0], [1]]).labels.tolist()
    [0, 1]
    """

    name: str
    X: Array
    Y: NDArray[Any]
    task: str = "binary"
    features: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        lookup("task", self.task, dict.fromkeys(TASKS))
        X, Y = reals("X", self.X), np.asarray(self.Y) if reals("Y", self.Y).ndim else None
        if X.ndim != 2:
            raise ShapeError("the shape of X", X.shape, "(n, features), a sample a row")
        if Y is None or len(Y) != len(X):
            raise ShapeError("the shape of Y", np.shape(self.Y), f"a target for each of the {len(X)} samples")
        names = {name: tuple(several(name, getattr(self, name), "words")) for name in ("features", "classes")}
        if names["features"] and len(names["features"]) != X.shape[1]:
            raise InputError("features", self.features, f"{X.shape[1]} names, one a column of X")
        for name, value in {"X": X, "Y": Y, **names}.items():
            object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        return f"Dataset({self.name!r}: {len(self)} samples of {self.X.shape[1]} features, {self.task})"

    def __len__(self) -> int:
        return len(self.X)

    @property
    def labels(self) -> NDArray[np.int_]:
        """The class of each sample, (n,)."""
        if self.task == "regression":
            raise InputError("task", self.task, "a data set with classes")
        return np.asarray(self.Y.reshape(len(self.X)).astype(int))

    @property
    def outputs(self) -> int:
        """Outputs a network for these data has: one a class from three classes up, else one a target."""
        targets: int = self.Y.reshape(len(self.X), -1).shape[1]
        return len(self.classes) if self.task == "multiclass" else targets

    def take(self, rows: Any) -> Dataset:
        """Return the samples with these indices."""
        chosen = rows
        if not isinstance(rows, slice):
            numbers = reals("rows", rows)
            chosen = np.asarray(rows) if numbers.size else numbers.astype(int)
            mask = chosen.dtype == bool and chosen.shape == (len(self),)
            indices = chosen.dtype.kind in "iu" and chosen.ndim == 1
            if not mask and not (indices and (-len(self) <= chosen).all() and (chosen < len(self)).all()):
                raise InputError(
                    "rows", rows, f"indices from 0 to {len(self) - 1}, or a truth value for each"
                )
        return replace(self, X=self.X[chosen], Y=self.Y[chosen])

    def split(self, test: float = 0.3, validation: float = 0.0, seed: int = 0) -> Split:
        """Return the samples, shuffled, in parts: `test` and `validation` are shares of all, from 0 below 1.

        Without validation the rows are those of scikit-learn's train_test_split with test_size and
        random_state.
        """
        n = len(self.X)
        n_test = ceil(n * number("test", test, least=0, below=1))
        n_validation = ceil(n * number("validation", validation, least=0, below=1))
        if n_test + n_validation >= n:
            raise InputError("test", test, f"parts that leave some of the {n} samples for training")
        order = np.random.RandomState(count("seed", seed, least=0, most=2**32 - 1)).permutation(n)
        held = n_test + n_validation
        return Split(
            self.take(order[held:]),
            self.take(order[n_test:held]) if n_validation else None,
            self.take(order[:n_test]) if n_test else None,
        )


@dataclass(frozen=True)
class Split:
    """A data set in parts: `train`, and where asked for `validation` and `test`.

    >>> split = datasets.load("moons", n=100).split(test=0.25)
    >>> len(split.train), len(split.test)
    (75, 25)
    """

    train: Dataset
    validation: Dataset | None = None
    test: Dataset | None = None

    def __post_init__(self) -> None:
        instance("train", self.train, Dataset, "a Dataset")
        for name in ("validation", "test"):
            if getattr(self, name) is not None:
                instance(name, getattr(self, name), Dataset, "a Dataset, or None")


# Each returns points X and their targets y, without noise.

Made = tuple[Array, NDArray[Any]]


def _moons(rng: np.random.RandomState, n: int) -> Made:
    outer = np.linspace(0, np.pi, n // 2)
    inner = np.linspace(0, np.pi, n - n // 2)
    x = np.append(np.cos(outer), 1 - np.cos(inner))
    y = np.append(np.sin(outer), 1 - np.sin(inner) - 0.5)
    return _shuffled(rng, x, y)


def _circles(rng: np.random.RandomState, n: int, factor: float = 0.8) -> Made:
    outer = np.linspace(0, 2 * np.pi, n // 2, endpoint=False)
    inner = np.linspace(0, 2 * np.pi, n - n // 2, endpoint=False)
    factor = number("factor", factor, least=0, below=1)
    x = np.append(np.cos(outer), np.cos(inner) * factor)
    y = np.append(np.sin(outer), np.sin(inner) * factor)
    return _shuffled(rng, x, y)


def _shuffled(rng: np.random.RandomState, x: Array, y: Array) -> Made:
    # The first half of the points is class 0, before they are shuffled.
    order = np.arange(len(x))
    rng.shuffle(order)
    return np.stack([x, y], axis=1)[order], order >= len(x) // 2


def _xor(rng: np.random.RandomState, n: int) -> Made:
    X = rng.uniform(-1, 1, (n, 2))
    return X, X[:, 0] * X[:, 1] > 0


def _checkerboard(rng: np.random.RandomState, n: int, squares: int = 4) -> Made:
    squares = count("squares", squares, least=2)
    X = rng.uniform(-1, 1, (n, 2))
    cells = np.minimum(((X + 1) / 2 * squares).astype(int), squares - 1)
    return X, cells.sum(axis=1) % 2


def _blobs(rng: np.random.RandomState, n: int, classes: int = 3) -> Made:
    classes = count("classes", classes, least=2, most=n)
    angle = 2 * np.pi * np.arange(classes) / classes
    y = rng.permutation(n) % classes
    return 2 * np.stack([np.cos(angle), np.sin(angle)], axis=1)[y], y


def _spiral(rng: np.random.RandomState, n: int, classes: int = 2, turns: float = 1.0) -> Made:
    classes, turns = count("classes", classes, least=2, most=n), number("turns", turns, above=0)
    y = rng.permutation(n) % classes
    r = rng.uniform(0.05, 1, n)
    angle = 2 * np.pi * (turns * r + y / classes)
    return np.stack([r * np.cos(angle), r * np.sin(angle)], axis=1), y


def _plane(rng: np.random.RandomState, n: int) -> Made:
    X = rng.uniform(-1, 1, (n, 2))
    return X, 0.5 * X[:, 0] + 0.5 * X[:, 1]


def _gaussians(rng: np.random.RandomState, n: int) -> Made:
    X = rng.uniform(-1, 1, (n, 2))
    centres = np.array([[-0.5, -0.5], [0.5, 0.5], [-0.5, 0.5], [0.5, -0.5]])
    squares = ((X[:, None] - centres) ** 2).sum(axis=2)
    return X, np.exp(-squares / (2 * 0.25**2)) @ np.array([1.0, 1.0, -1.0, -1.0])


def _random_labels(rng: np.random.RandomState, n: int, features: int = 2) -> Made:
    X = rng.normal(size=(n, count("features", features, most=_MOST // n)))
    return X, rng.permutation(n) % 2


class Kind(NamedTuple):
    """One kind of made data: how it is made, its task, its usual noise, its options, and a line about it.

    >>> datasets.KINDS["moons"].about
    "two half moons, one in the other's bay"
    """

    make: Callable[..., Made]
    task: str
    noise: float
    about: str
    options: tuple[str, ...] = ()


# Numbers in X: 800 MB.
_MOST = 10**8
KINDS: dict[str, Kind] = {
    "moons": Kind(_moons, "binary", 0.2, "two half moons, one in the other's bay"),
    "circles": Kind(_circles, "binary", 0.1, "a circle within a circle", ("factor",)),
    "xor": Kind(_xor, "binary", 0.05, "opposite quarters belong together: no line parts them"),
    "checkerboard": Kind(_checkerboard, "binary", 0.0, "black and white squares", ("squares",)),
    "spiral": Kind(_spiral, "binary", 0.02, "arms wound around each other", ("classes", "turns")),
    "blobs": Kind(_blobs, "multiclass", 0.5, "round clouds on a circle", ("classes",)),
    "plane": Kind(_plane, "regression", 0.05, "a tilted plane: (x0 + x1)/2"),
    "gaussians": Kind(_gaussians, "regression", 0.05, "two hills and two hollows"),
    "random_labels": Kind(_random_labels, "binary", 0.0, "labels by lot: nothing to learn", ("features",)),
}


def load(name: str, *, n: int = 200, noise: float | None = None, seed: int = 0, **options: Any) -> Dataset:
    """Return `n` samples of the data set called `name`, with Gaussian noise of standard deviation `noise`.

    Options: circles `factor`; checkerboard `squares`; blobs `classes`; spiral `classes`, `turns`;
    random_labels `features`. Raises UnknownName for a name or option that does not exist, InputError
    for a value out of range.
    """
    kind = lookup("data set", name, KINDS)
    n = count("n", n, least=2, most=_MOST)
    noise = kind.noise if noise is None else number("noise", noise, least=0)
    check_options(name, options, kind.options)
    rng = np.random.RandomState(count("seed", seed, least=0, most=2**32 - 1))
    X, y = kind.make(rng, n, **options)
    features = tuple(f"x{i}" for i in range(X.shape[1]))
    if kind.task == "regression":
        y = y + noise * rng.normal(size=n)
        return Dataset(name, X, y[:, None], "regression", features)
    # Labels by lot need none.
    if noise and kind.make is not _random_labels:
        X += rng.normal(scale=noise, size=X.shape)
    return classified(name, X, y.astype(int), features)


def classified(
    name: str, X: Array, labels: NDArray[np.int_], features: tuple[str, ...], classes: tuple[str, ...] = ()
) -> Dataset:
    """Return a data set with classes: Y is (n, 1) of 0 and 1 for two classes, class indices (n,) for more."""
    numbers, rows = reals("labels", labels), reals("X", X).shape[:1]
    if numbers.shape != rows or not numbers.size:
        raise ShapeError("the shape of labels", numbers.shape, "(n,), one for each row of X")
    most = len(classes := tuple(several("classes", classes, "words"))) or 10_000
    if numbers.min() < 0 or numbers.max() >= most or not (numbers == np.floor(numbers)).all():
        raise InputError("labels", labels, f"class indices, whole numbers from 0 to {most - 1}")
    labels = np.asarray(labels, dtype=int)
    classes = classes or tuple(map(str, range(int(labels.max()) + 1)))
    if len(classes) == 2:
        return Dataset(name, X, labels[:, None].astype(np.float64), "binary", features, classes)
    return Dataset(name, X, labels, "multiclass", features, classes)


@dataclass(frozen=True)
class Standardizer:
    """Shifts and scales features to mean 0 and standard deviation 1, as measured where it was fitted.

    >>> Standardizer.fit([[1.0], [3.0]]).apply([[2.0], [3.0]]).tolist()
    [[0.0], [1.0]]
    """

    mean: Array
    scale: Array

    def __post_init__(self) -> None:
        mean, scale = reals("mean", self.mean), reals("scale", self.scale)
        if mean.ndim != 1 or mean.shape != scale.shape:
            raise ShapeError("the shapes of mean and scale", (mean.shape, scale.shape), "(features,) of both")
        if not (np.isfinite(mean).all() and np.isfinite(scale).all() and (scale > 0).all()):
            raise InputError("mean and scale", (mean, scale), "finite numbers, and every scale above 0")
        object.__setattr__(self, "mean", mean)
        object.__setattr__(self, "scale", scale)

    @classmethod
    def fit(cls, X: Any) -> Standardizer:
        """Measure each feature of X (n, features): mean, standard deviation over n (1 for a constant)."""
        X = matrix("X", X)
        scale = X.std(axis=0)
        return cls(X.mean(axis=0), np.where(scale > 0, scale, 1.0))

    def apply(self, X: Any) -> Array:
        """Return (X − mean)/scale."""
        return (matrix("X", X, columns=len(self.mean)) - self.mean) / self.scale

    def undo(self, X: Any) -> Array:
        """Return X·scale + mean."""
        return matrix("X", X, columns=len(self.mean)) * self.scale + self.mean


def standardized(split: Split) -> tuple[Split, Standardizer]:
    """Return the split with features standardised as its training part alone says, and how it was done."""
    scaler = Standardizer.fit(instance("split", split, Split, "a Split").train.X)
    parts = {name: part for name, part in vars(split).items() if part is not None}
    return Split(**{name: replace(part, X=scaler.apply(part.X)) for name, part in parts.items()}), scaler
