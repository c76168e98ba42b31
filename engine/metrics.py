"""Metrics: how good predictions are, in words that people use."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import Array, InputError, ShapeError


def labels(Y: Any) -> NDArray[np.int_]:
    """Return class labels (n,) from probabilities (n, 1), scores (n, k), one-hot rows or labels (n,)."""
    Y = np.asarray(Y)
    if Y.ndim == 2 and Y.shape[1] > 1:
        return np.asarray(Y.argmax(axis=1))
    return np.asarray((Y.reshape(-1) > 0.5) if Y.dtype.kind == "f" and Y.ndim == 2 else Y.reshape(-1)).astype(
        int
    )


def _pair(truth: Any, prediction: Any) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
    t, p = labels(truth), labels(prediction)
    if len(t) != len(p) or not len(t):
        raise ShapeError("the length of prediction", len(p), f"that of truth, {len(t)}, and at least 1")
    return t, p


def accuracy(truth: Any, prediction: Any) -> float:
    """Return the share of samples whose label is right, 0 to 1."""
    t, p = _pair(truth, prediction)
    return float((t == p).mean())


def confusion(truth: Any, prediction: Any, classes: int | None = None) -> NDArray[np.int_]:
    """Return the matrix (classes, classes) of counts: row = true label, column = predicted label."""
    t, p = _pair(truth, prediction)
    k = int(max(t.max(), p.max())) + 1 if classes is None else classes
    if min(t.min(), p.min()) < 0 or max(t.max(), p.max()) >= k:
        raise InputError("labels", (t.max(), p.max()), f"class indices from 0 to {k - 1}")
    return np.bincount(t * k + p, minlength=k * k).reshape(k, k)


def _of_class(truth: Any, prediction: Any, positive: int) -> tuple[int, int, int]:
    t, p = _pair(truth, prediction)
    hits = int(((t == positive) & (p == positive)).sum())
    return hits, int((p == positive).sum()), int((t == positive).sum())


def precision(truth: Any, prediction: Any, positive: int = 1) -> float:
    """Return the share of samples called `positive` that are so; 0 if none was called so."""
    hits, called, _ = _of_class(truth, prediction, positive)
    return hits / called if called else 0.0


def recall(truth: Any, prediction: Any, positive: int = 1) -> float:
    """Return the share of `positive` samples that were called so; 0 if there are none."""
    hits, _, real = _of_class(truth, prediction, positive)
    return hits / real if real else 0.0


def f1(truth: Any, prediction: Any, positive: int = 1) -> float:
    """Return the harmonic mean of precision and recall; 0 if both are (van Rijsbergen 1979)."""
    hits, called, real = _of_class(truth, prediction, positive)
    return 2 * hits / (called + real) if called + real else 0.0


def r2(truth: Any, prediction: Any) -> float:
    """Return 1 − Σ(y − p)²/Σ(y − ȳ)², the mean over outputs (n, k); a constant one counts 0 (1 if exact)."""
    y, p = np.asarray(truth, dtype=np.float64), np.asarray(prediction, dtype=np.float64)
    if y.shape != p.shape or not y.size:
        raise ShapeError("the shape of prediction", p.shape, f"that of truth, {y.shape}")
    y, p = y.reshape(len(y), -1), p.reshape(len(p), -1)
    residual: Array = ((y - p) ** 2).sum(axis=0)
    total: Array = ((y - y.mean(axis=0)) ** 2).sum(axis=0)
    constant = np.where(residual == 0, 1.0, 0.0)
    return float(np.where(total > 0, 1 - residual / np.where(total > 0, total, 1), constant).mean())


def summary(task: str, truth: Any, prediction: Any) -> dict[str, float]:
    """Return a task's metrics: accuracy and, for "binary", precision, recall, F1; for "regression" R²."""
    if task == "regression":
        return {"r2": r2(truth, prediction)}
    scores = {"accuracy": accuracy(truth, prediction)}
    if task == "binary":
        scores |= {
            "precision": precision(truth, prediction),
            "recall": recall(truth, prediction),
            "f1": f1(truth, prediction),
        }
    return scores
