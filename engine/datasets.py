"""Data sets made from a seed, with NumPy alone; and splits of them.

`load("moons")` and `load("circles")` give the points of scikit-learn's make_moons and make_circles bit
for bit, `Dataset.split` the rows of its train_test_split: both draw from the legacy RandomState.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import Array, InputError, count, lookup, number


@dataclass(frozen=True)
class Dataset:
    """Samples `X` (n, features) and targets `Y`: (n, 1) for two classes (0 or 1) and for regression,
    class indices (n,) for more. `task` is "binary", "multiclass" or "regression"."""

    name: str
    X: Array
    Y: NDArray[Any]
    task: str = "binary"
    features: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()

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
        """How many outputs a network for these data has: one for each class from three up, else one for each target."""
        return (
            len(self.classes) if self.task == "multiclass" else int(self.Y.reshape(len(self.X), -1).shape[1])
        )

    def take(self, rows: Any) -> Dataset:
        """Return the samples with these indices."""
        return replace(self, X=self.X[rows], Y=self.Y[rows])

    def split(self, test: float = 0.3, validation: float = 0.0, seed: int = 0) -> Split:
        """Return the samples, shuffled, in parts: `test` and `validation` are shares of all, from 0 below 1.

        Without validation the rows are those of scikit-learn's train_test_split(test_size=test, random_state=seed).
        """
        n = len(self.X)
        n_test = ceil(n * number("test", test, least=0, below=1))
        n_validation = ceil(n * number("validation", validation, least=0, below=1))
        if n_test + n_validation >= n:
            raise InputError("test", test, f"parts that leave some of the {n} samples for training")
        order = np.random.RandomState(count("seed", seed, least=0)).permutation(n)
        held = n_test + n_validation
        return Split(
            self.take(order[held:]),
            self.take(order[n_test:held]) if n_validation else None,
            self.take(order[:n_test]) if n_test else None,
        )


@dataclass(frozen=True)
class Split:
    """A data set in parts: `train`, and where asked for `validation` and `test`."""

    train: Dataset
    validation: Dataset | None = field(default=None)
    test: Dataset | None = field(default=None)


def _moons(rng: np.random.RandomState, n: int, noise: float) -> tuple[Array, Array]:
    outer = np.linspace(0, np.pi, n // 2)
    inner = np.linspace(0, np.pi, n - n // 2)
    x = np.append(np.cos(outer), 1 - np.cos(inner))
    y = np.append(np.sin(outer), 1 - np.sin(inner) - 0.5)
    return _shuffled(rng, n, noise, np.vstack([x, y]).T)


def _circles(rng: np.random.RandomState, n: int, noise: float, factor: float = 0.8) -> tuple[Array, Array]:
    outer = np.linspace(0, 2 * np.pi, n // 2, endpoint=False)
    inner = np.linspace(0, 2 * np.pi, n - n // 2, endpoint=False)
    factor = number("factor", factor, least=0, below=1)
    x = np.append(np.cos(outer), np.cos(inner) * factor)
    y = np.append(np.sin(outer), np.sin(inner) * factor)
    return _shuffled(rng, n, noise, np.vstack([x, y]).T)


def _shuffled(rng: np.random.RandomState, n: int, noise: float, X: Array) -> tuple[Array, Array]:
    y = np.append(np.zeros(n // 2), np.ones(n - n // 2))
    order = np.arange(n)
    rng.shuffle(order)
    X, y = X[order], y[order]
    if noise:
        X += rng.normal(scale=noise, size=X.shape)
    return X, y


@dataclass(frozen=True)
class Kind:
    """One kind of made data: how it is made, its task, its usual noise, and a line about it."""

    make: Callable[..., tuple[Array, Array]]
    task: str
    noise: float
    about: str
    features: tuple[str, ...] = ("x0", "x1")


KINDS: dict[str, Kind] = {
    "moons": Kind(_moons, "binary", 0.2, "two half moons, one in the other's bay"),
    "circles": Kind(_circles, "binary", 0.1, "a circle within a circle"),
}


def load(name: str, *, n: int = 200, noise: float | None = None, seed: int = 0, **options: Any) -> Dataset:
    """Return `n` samples of the data set called `name`, with Gaussian noise of standard deviation `noise`.

    Raises UnknownName, or InputError for a value out of range or an option that the data set does not have.
    """
    kind = lookup("data set", name, KINDS)
    n = count("n", n, least=2)
    noise = kind.noise if noise is None else number("noise", noise, least=0)
    rng = np.random.RandomState(count("seed", seed, least=0, most=2**32 - 1))
    X, y = kind.make(rng, n, noise, **options)
    if kind.task == "multiclass":
        return Dataset(
            name, X, y.astype(int), "multiclass", kind.features, tuple(map(str, range(int(y.max()) + 1)))
        )
    return Dataset(name, X, y[:, None], kind.task, kind.features, ("0", "1") if kind.task == "binary" else ())
