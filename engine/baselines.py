"""What a network is compared with: scikit-learn's models and data, fetched from a child process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from . import metrics
from .datasets import Dataset, Split, classified
from .errors import Array, InputError, UnknownName, count, lookup, matrix
from .jobs import Job
from .training import as_split

T = TypeVar("T")
_ANY = ("binary", "multiclass", "regression")
MODELS: dict[str, tuple[str, ...]] = {
    "logistic regression": ("binary", "multiclass"),
    "linear regression": ("regression",),
} | dict.fromkeys(("nearest neighbours", "random forest", "support vectors", "network"), _ANY)
DATA: dict[str, str] = {
    "digits": "multiclass",
    "iris": "multiclass",
    "wine": "multiclass",
    "breast_cancer": "binary",
    "diabetes": "regression",
}


@dataclass(frozen=True)
class Fitted:
    """What a fitted model says: metrics on "train" and "test" data, and its predictions (n,).

    `seconds` is how long fitting took. `at` are its predictions at the points asked for, `probability_at`
    (n, classes) where it gives any. `warnings` is what scikit-learn warned of; `iterations` and `losses`
    (iterations,) are there for models that have them.

    >>> Fitted("network", {"accuracy": 1.0}, {"accuracy": 0.9}, np.array([0, 1]), 0.5).test
    {'accuracy': 0.9}
    """

    model: str
    train: dict[str, float]
    test: dict[str, float]
    prediction: NDArray[Any]
    seconds: float
    at: NDArray[Any] | None = None
    probability_at: Array | None = None
    warnings: tuple[str, ...] = ()
    iterations: int | None = None
    losses: Array | None = None

    def __repr__(self) -> str:
        return f"Fitted({self.model!r}, train {self.train}, test {self.test}, {self.seconds:.3g} s)"


class _Errand(Generic[T]):
    """A job whose answer is made into something: `start`, `poll`, `cancel`, `result`, `wait` as for a Job."""

    job: Job

    def start(self) -> Self:
        """Start the child process; return this job."""
        self.job.start()
        return self

    def poll(self) -> str:
        """Return the job's state without waiting."""
        return self.job.poll()

    def cancel(self) -> None:
        """Call it off."""
        self.job.cancel()

    def result(self) -> T:
        """Return what came of a job that is done; raises as Job.result does."""
        return self._made(self.job.result())

    def wait(self) -> T:
        """Wait for what comes of it. Not for an event loop."""
        return self._made(self.job.wait())

    def _made(self, answer: dict[str, Any]) -> T:
        raise NotImplementedError


class DataJob(_Errand[Dataset]):
    """A data set on its way.

    >>> job = baselines.load("iris")
    >>> job.task, job.poll()  # start() it, then wait() for the Dataset
    ('multiclass', 'ready')
    """

    def __init__(self, name: str, timeout: float = 60.0) -> None:
        self.task = lookup("data set", name, DATA)
        self.name, self.job = name, Job(f"load {name}", {"name": name}, timeout=timeout)

    def _made(self, answer: dict[str, Any]) -> Dataset:
        X, Y, features = answer["X"].astype(np.float64), answer["Y"], tuple(answer["features"])
        if self.task == "regression":
            return Dataset(self.name, X, Y.astype(np.float64)[:, None], "regression", features)
        return classified(self.name, X, Y.astype(int), features, tuple(answer["classes"]))


class FitJob(_Errand[Fitted]):
    """A model being fitted.

    >>> job = baselines.fit("random forest", datasets.load("moons"))
    >>> job.model, job.poll()  # start() it, then wait() for what it is worth
    ('random forest', 'ready')
    """

    def __init__(self, model: str, split: Split, job: Job) -> None:
        self.model, self.split, self.job = model, split, job

    def _made(self, answer: dict[str, Any]) -> Fitted:
        def scores(part: Dataset | None, name: str) -> dict[str, float]:
            if part is None:
                return {}
            truth = part.Y.reshape(-1) if part.task == "regression" else part.labels
            return metrics.summary(part.task, truth, answer[f"prediction_{name}"])

        prediction = answer["prediction_test" if self.split.test is not None else "prediction_train"]
        at, probability_at = answer.get("prediction_at"), answer.get("probability_at")
        train, test = scores(self.split.train, "train"), scores(self.split.test, "test")
        told = tuple(answer["warnings"]), answer.get("iterations"), answer.get("losses")
        seconds = float(answer["seconds"])
        return Fitted(self.model, train, test, prediction, seconds, at, probability_at, *told)


def load(name: str, timeout: float = 60.0) -> DataJob:
    """Return a job that loads scikit-learn's digits, iris, wine, breast_cancer or diabetes; not yet started.

    Raises UnknownName.
    """
    return DataJob(name, timeout)


def fit(
    model: str, data: Dataset | Split, *, at: Any = None, seed: int = 0, timeout: float = 60.0, **options: Any
) -> FitJob:
    """Return a job that fits `model` (see MODELS) to the training part of `data`; not yet started.

    `at` (n, features) asks for predictions at more points, as for a decision surface. `options` go to
    scikit-learn's class as they are. Raises UnknownName, or InputError for a model that does not do the task.
    """
    tasks = lookup("model", model, MODELS)
    split = as_split(data)
    train, test = split.train, split.test
    if train.task not in tasks:
        able = [name for name, known in MODELS.items() if train.task in known]
        raise UnknownName(f"model for {train.task}", model, able)
    Y = train.Y.reshape(-1) if train.task == "regression" else train.labels
    if train.task != "regression" and len(np.unique(Y)) < 2:
        raise InputError("Y", Y[:1], "samples of at least two classes")
    arrays = {"X": matrix("X", train.X), "Y": Y}
    if test is not None:
        arrays["X_test"] = matrix("X of the test part", test.X, columns=train.X.shape[1])
    if at is not None:
        arrays["X_at"] = matrix("at", at, columns=train.X.shape[1])
    request: dict[str, Any] = {"model": model, "task_of_data": train.task, "options": options}
    request["seed"] = count("seed", seed, least=0, most=2**32 - 1)
    return FitJob(model, split, Job(f"fit {model}", request, arrays, timeout))
