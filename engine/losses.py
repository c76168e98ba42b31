"""Loss functions: how wrong a prediction is, and which way to change it.

MSE, MAE, Huber and BCE are means over every element, CCE is a mean over samples (rows); none has a ½.
With sample weights w the mean is weighted, Σwℓ/Σw. BCE and CCE exist twice: from probabilities, and
from logits (the pre-activations of a sigmoid or softmax output). A network uses the second wherever it
can, because nothing overflows there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from .errors import Array, InputError, ShapeError, count, flag, lookup, matrix, number, reals

# kernel(prediction, target, losses, gradient, spare): write each element's loss, and its derivative; what
# is in `spare` is lost. Arrays are (units, n): a unit a row, a sample a column.
Kernel = Callable[[Array, Array, Array, Array, Array], None]


WEIGHTS = "finite numbers ≥ 0, one for each sample"


class Loss(NamedTuple):
    """A named loss. `link` is the output activation with which it is fused, "" if there is none.

    `from_logits` says that predictions are logits; `smoothing` is the label smoothing of CCE
    (Szegedy et al. 2016, sec. 7); `over` is what the mean is taken over, "elements" or "samples".

    >>> mse = losses.get("mse")
    >>> mse.value([[1.0], [3.0]], [[1.0], [1.0]]), mse.gradient([[1.0], [3.0]], [[1.0], [1.0]]).tolist()
    (2.0, [[0.0], [2.0]])
    """

    name: str
    formula: str
    kernel: Kernel
    link: str = ""
    from_logits: bool = False
    smoothing: float = 0.0
    over: str = "elements"

    def __repr__(self) -> str:
        return f"Loss({self.name!r}, {self.formula!r})"

    @property
    def fused(self) -> Loss:
        """The same loss from logits, as used after an output activation named `link`."""
        if self.from_logits or not self.link:
            return self
        return self._replace(kernel=_FUSED[self.name], from_logits=True)

    def targets(self, Y: Any, units: int, rows: int | None = None) -> Array:
        """Return Y as the float array (n, units) that the loss compares with.

        For CCE, Y may be class indices (n,); for one output, values (n,). Raises ShapeError, or
        InputError for labels out of range.
        """
        array, units = reals("Y", Y), count("units", units, most=10**6)
        rows = None if rows is None else count("rows", rows)
        if array.ndim == 1 and self.name == "cce":
            array = one_hot(array, units)
        elif array.ndim == 1 and units == 1:
            array = array[:, None]
        array = matrix("Y", array, columns=units, rows=rows)
        if self.link and (array.min() < 0 or array.max() > 1):
            raise InputError("Y", array[(array < 0) | (array > 1)][0], "values from 0 to 1")
        if self.name == "cce":
            if not np.allclose(array.sum(axis=1), 1.0):
                raise InputError("Y", array.sum(axis=1), "rows that sum to 1, or class indices")
            if self.smoothing:
                array = (1 - self.smoothing) * array + self.smoothing / units
        return array

    def per_element(self, prediction: Any, Y: Any) -> Array:
        """Return each element's loss, (n, units)."""
        return self._evaluate(prediction, Y)[0].T

    def value(self, prediction: Any, Y: Any, weights: Any = None) -> float:
        """Return the mean loss of predictions (n, units) against Y; `weights` (n,) weigh the samples."""
        losses, _, coefficient = self._evaluate(prediction, Y, weights)
        return float((losses * coefficient).sum())

    def gradient(self, prediction: Any, Y: Any, weights: Any = None) -> Array:
        """Return ∂value/∂prediction, (n, units)."""
        _, gradient, coefficient = self._evaluate(prediction, Y, weights)
        result: Array = (gradient * coefficient).T
        return result

    def _evaluate(self, prediction: Any, Y: Any, weights: Any = None) -> tuple[Array, Array, Array]:
        p = reals("prediction", prediction)
        p = matrix("prediction", p[:, None] if p.ndim == 1 else p).T.copy()
        if self.link and not self.from_logits and (p.min() < 0 or p.max() > 1):
            wrong = float(p[(p < 0) | (p > 1)][0])
            logits = f"logits are for losses.get({self.name!r}, from_logits=True)"
            raise InputError("prediction", wrong, f"probabilities, from 0 to 1; {logits}")
        target = self.targets(Y, len(p), p.shape[1]).T.copy()
        losses, gradient, spare = np.empty((3, *p.shape))
        with np.errstate(divide="ignore", invalid="ignore"):
            self.kernel(p, target, losses, gradient, spare)
        return losses, gradient, self.coefficient(p.shape, weights)

    def coefficient(self, shape: tuple[int, ...], weights: Any = None) -> Array:
        """Return what each element's loss is multiplied by, so that the sum is the mean: () or (n,)."""
        units, n = shape[-2:]
        width = units if self.over == "elements" else 1
        if weights is None:
            return np.array(1.0 / (n * width))
        w = reals("weights", weights, WEIGHTS)
        if w.shape != (n,):
            raise ShapeError("the shape of weights", w.shape, f"({n},), one for each sample")
        with np.errstate(over="ignore"):
            total = w.sum() * width
        if not np.isfinite(w).all() or w.min() < 0 or not 0 < total < np.inf:
            raise InputError("weights", weights, f"{WEIGHTS}, with a finite sum > 0")
        return np.asarray(w / total)


def one_hot(labels: Any, classes: int) -> Array:
    """Return class indices (n,) as rows (n, classes) with a single 1; raises InputError out of range."""
    if reals("labels", labels).ndim != 1:
        raise ShapeError("the shape of labels", np.shape(labels), "(n,)")
    index, classes = np.asarray(labels), count("classes", classes, most=10**6)
    if index.dtype.kind not in "biu" and not (index.dtype.kind == "f" and (index == np.floor(index)).all()):
        raise InputError("Y", labels, f"class indices, whole numbers from 0 to {classes - 1}")
    wrong = (index < 0) | (index >= classes)
    if wrong.any():
        raise InputError("Y", index[wrong][0], f"class indices from 0 to {classes - 1}")
    return np.asarray(np.eye(classes)[index.astype(int)])


def _mse(p: Array, y: Array, losses: Array, gradient: Array, spare: Array) -> None:
    np.subtract(p, y, out=gradient)
    np.multiply(gradient, gradient, out=losses)
    np.add(gradient, gradient, out=gradient)


def _mae(p: Array, y: Array, losses: Array, gradient: Array, spare: Array) -> None:
    np.subtract(p, y, out=gradient)
    np.abs(gradient, out=losses)
    np.sign(gradient, out=gradient)


@dataclass(frozen=True)
class _Huber:
    delta: float

    def __call__(self, p: Array, y: Array, losses: Array, gradient: Array, spare: Array) -> None:
        # With c = clip(e, −δ, δ) the loss is c·(e − ½c): ½e² inside, δ(|e| − ½δ) outside.
        np.subtract(p, y, out=losses)
        np.clip(losses, -self.delta, self.delta, out=gradient)
        losses -= np.multiply(gradient, 0.5, out=spare)
        losses *= gradient


def _bce_from_logits(z: Array, y: Array, losses: Array, gradient: Array, spare: Array) -> None:
    # ℓ = log(e^(−yz) + e^((1−y)z)) keeps all digits for y = 0 and y = 1, and p = e^((1−y)z − ℓ).
    np.multiply(y, z, out=losses)
    np.subtract(z, losses, out=gradient)
    np.negative(losses, out=losses)
    np.logaddexp(losses, gradient, out=losses)
    np.subtract(gradient, losses, out=gradient)
    np.exp(gradient, out=gradient)
    np.subtract(gradient, y, out=gradient)


# Probabilities that round to 0 cost 100 rather than infinity, as in PyTorch.
_LOG_LEAST, _LEAST = -100.0, 1e-12


def _bce(p: Array, y: Array, losses: Array, gradient: Array, spare: Array) -> None:
    np.maximum(np.log(p, out=losses), _LOG_LEAST, out=losses)
    losses *= y
    np.log1p(np.negative(p, out=gradient), out=gradient)
    np.maximum(gradient, _LOG_LEAST, out=gradient)
    gradient *= np.subtract(1.0, y, out=spare)
    losses += gradient
    np.negative(losses, out=losses)
    # (p − y)/(p(1 − p))
    np.subtract(1.0, p, out=spare)
    spare *= p
    np.maximum(spare, _LEAST, out=spare)
    np.subtract(p, y, out=gradient)
    gradient /= spare


def _cce_from_logits(z: Array, y: Array, losses: Array, gradient: Array, spare: Array) -> None:
    # ℓ = −y·log p with log p = z − max z − log Σ e^(z − max z), and the gradient is p − y.
    # A row is copied to its place first: to broadcast would allocate 64 kB.
    row = spare[..., :1, :]
    np.copyto(losses, np.max(z, -2, out=row, keepdims=True))
    np.subtract(z, losses, out=gradient)
    np.exp(gradient, out=losses)
    np.copyto(losses, np.log(np.sum(losses, -2, out=row, keepdims=True), out=row))
    gradient -= losses
    np.multiply(gradient, y, out=losses)
    np.negative(losses, out=losses)
    np.exp(gradient, out=gradient)
    gradient -= y


def _cce(p: Array, y: Array, losses: Array, gradient: Array, spare: Array) -> None:
    np.maximum(np.log(p, out=losses), _LOG_LEAST, out=losses)
    losses *= y
    np.negative(losses, out=losses)
    np.negative(y, out=gradient)
    gradient /= np.maximum(p, _LEAST, out=spare)


_FUSED: dict[str, Kernel] = {"bce": _bce_from_logits, "cce": _cce_from_logits}

REGISTRY: dict[str, Loss] = {
    loss.name: loss
    for loss in (
        Loss("mse", "mean (p − y)²", _mse),
        Loss("mae", "mean |p − y|", _mae),
        Loss("huber", "mean of ½e² where |e| ≤ δ, else δ(|e| − ½δ); e = p − y (Huber 1964)", _Huber(1.0)),
        Loss("bce", "−mean (y·log p + (1 − y)·log(1 − p))", _bce, link="sigmoid"),
        Loss("cce", "−mean over samples of Σ y·log p", _cce, link="softmax", over="samples"),
    )
}


def get(
    name: str | Loss, *, from_logits: bool = False, smoothing: float = 0.0, delta: float | None = None
) -> Loss:
    """Return the loss called `name`.

    `from_logits` (bce, cce) says that predictions will be logits, `smoothing` in [0, 1) smooths CCE's
    labels, `delta` > 0 is where Huber turns from a square to a line (1 if not given). Raises
    UnknownName, or InputError for an option that the loss does not have.
    """
    if isinstance(name, Loss):
        return name
    loss, from_logits = lookup("loss", name, REGISTRY), flag("from_logits", from_logits)
    if number("smoothing", smoothing, least=0, below=1):
        if name != "cce":
            raise InputError("smoothing", smoothing, f"no value for {name}: only cce smooths labels")
        loss = loss._replace(smoothing=number("smoothing", smoothing, least=0, below=1))
    if delta is not None:
        if name != "huber":
            raise InputError("delta", delta, f"no value for {name}: only huber has a delta")
        loss = loss._replace(kernel=_Huber(number("delta", delta, above=0)))
    if from_logits and not loss.link:
        raise InputError("from_logits", from_logits, f"False for {name}: only bce and cce have logits")
    return loss.fused if from_logits else loss
