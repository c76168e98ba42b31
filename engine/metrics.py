"""Metrics: how good predictions are, in words that people use.

Truth and prediction are class labels (n,) or (n, 1), whole numbers; or for two classes probabilities from 0
to 1 (cut at 0.5); or for more one-hot rows or scores (n, k), whose largest counts. In multi-label data a
sample may have several labels, or none: rows (n, k) of 0 and 1, and a probability for each to compare with.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .datasets import TASKS
from .errors import Array, InputError, ShapeError, count, lookup, reals

Labels = NDArray[np.int_]


def labels(Y: Any) -> Labels:
    """Return class labels (n,) from probabilities or labels (n,) or (n, 1), scores or one-hot rows (n, k).

    Raises ShapeError for another shape, InputError for what is neither label nor probability.
    """
    return _labels("Y", _rows("Y", Y))


def _rows(argument: str, Y: Any) -> Array:
    rows = reals(argument, Y)
    if rows.ndim not in (1, 2) or not rows.size:
        raise ShapeError(f"the shape of {argument}", rows.shape, "(n,), (n, 1) or (n, k) with n ≥ 1")
    if not np.isfinite(rows).all():
        raise InputError(argument, Y, "finite numbers")
    return rows.reshape(len(rows), -1)


def _labels(argument: str, rows: Array) -> Labels:
    if rows.shape[1] > 1:
        if _is_multi_label(rows):
            raise InputError(argument, rows, "one class a sample: rows of 0 with a single 1, or scores")
        return np.asarray(rows.argmax(axis=1))
    column = rows[:, 0]
    if (column == np.floor(column)).all() and np.abs(column).max() < 2**53:
        return column.astype(int)
    return _cut(argument, column)


def _cut(argument: str, rows: Array) -> Labels:
    if rows.min() < 0 or rows.max() > 1:
        accepted = "class labels (whole numbers), or probabilities from 0 to 1 (of logits take the sigmoid)"
        raise InputError(argument, rows[(rows < 0) | (rows > 1)][0], accepted)
    return np.asarray((rows > 0.5).astype(int))


def _is_multi_label(rows: Array) -> bool:
    return bool(((rows == 0) | (rows == 1)).all() and (rows.sum(axis=1) != 1).any())


def _pair(truth: Any, prediction: Any, each: bool = False) -> tuple[Labels, Labels]:
    """Return labels (n,) of both; or (n, k) for multi-label data, and for all data (n, k) if `each`."""
    t, p = _rows("truth", truth), _rows("prediction", prediction)
    if len(t) != len(p):
        raise ShapeError("the length of prediction", len(p), f"that of truth, {len(t)}")
    several = t.shape[1] > 1 and p.shape[1] > 1
    if several and t.shape != p.shape:
        raise ShapeError("the shape of prediction", p.shape, f"that of truth, {t.shape}")
    if several and (each or _is_multi_label(t) or _is_multi_label(p)):
        return _cut("truth", t), _cut("prediction", p)
    return _labels("truth", t), _labels("prediction", p)


def accuracy(truth: Any, prediction: Any) -> float:
    """Return the share of samples whose label is right (of multi-label data: all labels), 0 to 1.

    >>> accuracy([0, 1, 1], [0.2, 0.9, 0.4])
    0.6666666666666666
    """
    return _right(*_pair(truth, prediction))


def _right(t: Labels, p: Labels) -> float:
    return float((t == p).reshape(len(t), -1).all(axis=1).mean())


def confusion(truth: Any, prediction: Any, classes: int | None = None) -> Labels:
    """Return the matrix (classes, classes) of counts: row = true label, column = predicted label."""
    t, p = _pair(truth, prediction)
    if t.ndim > 1:
        raise InputError("truth", truth, "one class a sample, to be counted in a table of two sides")
    largest = int(max(t.max(), p.max()))
    k = count("classes", max(largest + 1, 1) if classes is None else classes, most=1000)
    if min(t.min(), p.min()) < 0 or largest >= k:
        raise InputError("labels", (int(min(t.min(), p.min())), largest), f"class indices from 0 to {k - 1}")
    return np.bincount(t * k + p, minlength=k * k).reshape(k, k)


def _of_class(t: Labels, p: Labels, positive: Any) -> tuple[int, int, int]:
    # How many are `positive` and called so, how many are called so, and how many are so.
    positive = count("positive", positive, least=-(2**63))
    hits = int(((t == positive) & (p == positive)).sum())
    return hits, int((p == positive).sum()), int((t == positive).sum())


def _share(part: float, whole: int) -> float:
    return part / whole if whole else 0.0


def precision(truth: Any, prediction: Any, positive: int = 1) -> float:
    """Return the share of samples called `positive` that are so; 0 if none was called so.

    Multi-label data count as one question for each sample and label, here and in `recall` and `f1`.
    """
    hits, called, _ = _of_class(*_pair(truth, prediction), positive)
    return _share(hits, called)


def recall(truth: Any, prediction: Any, positive: int = 1) -> float:
    """Return the share of `positive` samples that were called so; 0 if there are none."""
    hits, _, real = _of_class(*_pair(truth, prediction), positive)
    return _share(hits, real)


def f1(truth: Any, prediction: Any, positive: int = 1) -> float:
    """Return the harmonic mean of precision and recall; 0 if both are (van Rijsbergen 1979)."""
    hits, called, real = _of_class(*_pair(truth, prediction), positive)
    return _share(2 * hits, called + real)


def r2(truth: Any, prediction: Any) -> float:
    """Return 1 − Σ(y − p)²/Σ(y − ȳ)², the mean over outputs (n, k); a constant one counts 0 (1 if exact)."""
    y, p = reals("truth", truth), reals("prediction", prediction)
    if y.shape != p.shape or not y.size:
        raise ShapeError("the shape of prediction", p.shape, f"that of truth, {y.shape}")
    if not y.ndim:
        raise ShapeError("the shape of truth", y.shape, "(n,) or (n, k)")
    y, p = y.reshape(len(y), -1), p.reshape(len(p), -1)
    with np.errstate(over="ignore"):
        total: Array = ((y - y.mean(axis=0)) ** 2).sum(axis=0)
        if not np.isfinite(p).all() or not np.isfinite(total).all():
            wrong = "prediction" if np.isfinite(total).all() else "truth"
            raise InputError(wrong, p if wrong == "prediction" else y, "finite numbers with finite squares")
        residual: Array = ((y - p) ** 2).sum(axis=0)
    constant = np.where(residual == 0, 1.0, 0.0)
    return float(np.where(total > 0, 1 - residual / np.where(total > 0, total, 1), constant).mean())


def summary(task: str, truth: Any, prediction: Any) -> dict[str, float]:
    """Return a task's metrics: accuracy and, for "binary", precision, recall, F1; for "regression" R².

    "binary" with (n, k) is multi-label data, also where every sample happens to have one label.
    """
    lookup("task", task, dict.fromkeys(TASKS))
    if task == "regression":
        return {"r2": r2(truth, prediction)}
    t, p = _pair(truth, prediction, each=task == "binary")
    scores = {"accuracy": _right(t, p)}
    if task == "binary":
        hits, called, real = _of_class(t, p, 1)
        scores |= {"precision": _share(hits, called), "recall": _share(hits, real)}
        scores["f1"] = _share(2 * hits, called + real)
    return scores
