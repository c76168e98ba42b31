"""Other words of the field, and what they are called here: for "did you mean …?"."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

# Case, spaces, "_" and "-" do not count. Where a word can stand for several, all are listed: which of them
# is meant depends on the registry that is asked.
_ALSO: dict[str, str] = {
    # initializers
    "glorot_uniform": "xavier, xavier uniform, glorot",
    "glorot_normal": "xavier normal",
    "he_normal": "he, kaiming, kaiming normal, msra",
    "he_uniform": "kaiming uniform",
    "lecun_normal": "lecun",
    "normal": "gaussian, random normal, randn, random",
    "uniform": "random uniform, rand",
    "zeros": "zero, zeroes, none",
    "constant": "ones, one, fixed, none",
    # activations
    "identity": "linear, none, no activation, id",
    "silu": "swish",
    "sigmoid": "logistic, logit, expit",
    "leaky_relu": "lrelu, leaky, prelu",
    "gelu_tanh": "gelu approximate, gelu new, gelu fast",
    "tanh": "hyperbolic tangent",
    "relu": "rectifier, rectified linear unit, ramp",
    # losses
    "cce": (
        "crossentropy, categorical crossentropy, sparse categorical crossentropy, cross entropy loss, nll, "
        "softmax crossentropy, multinomial, negative log likelihood"
    ),
    "bce": "binary crossentropy, log loss, logistic loss, bce with logits, bernoulli, deviance",
    "mse": "mean squared error, squared error, l2, l2 loss, rmse, least squares, quadratic",
    "mae": "mean absolute error, absolute error, l1, l1 loss",
    "huber": "smooth l1, smooth l1 loss, huber loss",
    # optimizers and their options
    "sgd": "gd, gradient descent, stochastic gradient descent",
    "momentum": "heavy ball, polyak, sgd momentum, mu",
    "nesterov": "nag, nesterov momentum, accelerated gradient",
    "rmsprop": "rms",
    "adam": "adamax, nadam, adaptive moments",
    "learning_rate": "lr, eta, rate, step size, learning rate init, eta0",
    "decay": "rho, smoothing, alpha",
    "beta1": "beta 1, betas, b1",
    "beta2": "beta 2, b2",
    "epsilon": "eps, fuzz",
    "weight_decay": "wd, l2, lambda",
    "clip_norm": "max norm, max grad norm, global clip norm, grad clip, clip",
    "clip_value": "max value, grad clip value",
    "schedule": "scheduler, lr schedule, learning rate schedule",
    # schedules
    "exponential": "exp, exponential decay",
    "cosine": "cosine annealing, cosine decay, cos",
    "step": "steps, multistep, piecewise, staircase, step decay",
    # models, data sets, targets of an export, tasks
    "logistic regression": "logreg, logistic",
    "linear regression": "ols, least squares, linear",
    "nearest neighbours": "knn, k nearest neighbors, nearest neighbors, neighbors",
    "random forest": "rf, forest, trees",
    "support vectors": "svm, svc, svr, support vector machine",
    "network": "mlp, nn, neural network",
    "digits": "mnist",
    "breast_cancer": "cancer",
    "moons": "two moons, make moons, half moons",
    "circles": "rings, make circles, donut",
    "xor": "exclusive or",
    "blobs": "make blobs, clusters",
    "spiral": "spirals, swiss roll",
    "checkerboard": "chess, chessboard",
    "classes": "n classes, centers, arms, k",
    "features": "n features, dimensions",
    "pytorch": "torch",
    "scikit-learn": "sklearn, scikit",
    "keras": "tensorflow, tf",
    "numpy": "np, python",
    "binary": "classification, two classes",
    "multiclass": "categorical, softmax",
    "regression": "regressor, numeric, continuous",
    "drop": "skip, ignore, remove, omit",
    "mean": "impute, average, fill",
    "error": "raise, refuse, strict",
    "validation": "val, dev, valid",
    "train": "training",
    "test": "testing, holdout",
    "bumpy": "rastrigin",
    "quadratic": "parabola",
    "bowl": "ellipse, valley",
    "rosenbrock": "banana",
}


def _plain(word: str) -> str:
    return "".join(c for c in word.casefold() if c not in " _-")


_MEANT = [(_plain(other), name) for name, others in _ALSO.items() for other in others.split(",")]


def nearest(word: object, known: Iterable[str]) -> str | None:
    """Return the one of `known` that `word` means or is most like; None if there is none."""
    if not isinstance(word, str):
        return None
    plain = _plain(word[:100])
    names = {_plain(name): name for name in known}
    if plain in names:
        return names[plain]
    for other, name in _MEANT:
        if other == plain and name in names.values():
            return name
    # Among thousands, such as the columns of a table, looking for what is similar takes seconds.
    close = get_close_matches(plain, names, n=1) if len(names) <= 2000 else []
    return names[close[0]] if close else None
