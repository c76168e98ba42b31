"""A trained network as files that run on their own."""

from __future__ import annotations

import re

from engine import Activation, Dataset, Network, export
from lessons.labs.runs._loops import LOOPS

SHOWN = 10
"""Test points that a script answers when it is run."""
FILES = {
    "numpy": "network_numpy.py",
    "pytorch": "network_pytorch.py",
    "keras": "network_keras.py",
    "scikit-learn": "network_sklearn.py",
}
"""The file for each target."""

_HEAD = '''"""A network trained in nntutor, as {target}. Needs {needs}. Run: python {file}"""

'''
_MAIN = """

if __name__ == "__main__":
    X = np.array({points})
    labels = {labels}
    # train(X, labels)  # goes on learning; put points of your own in their place
    for point, label, p in zip(X, labels, predict(X)[:, 0]):
        print(f"x = ({{point[0]:6.3f}}, {{point[1]:6.3f}})  class {{label}}  p = {{p:.4f}}")
"""
_NEEDS = {
    "numpy": "numpy",
    "pytorch": "numpy and torch",
    "keras": "numpy and keras",
    "scikit-learn": "numpy and scikit-learn",
}
_SLOPES = {"relu": " * (a > 0)", "tanh": " * (1 - a**2)", "sigmoid": " * a * (1 - a)", "identity": ""}
_APPLIED = {
    "relu": "np.maximum(h[-1] @ W + b, 0)",
    "tanh": "np.tanh(h[-1] @ W + b)",
    "sigmoid": "1 / (1 + np.exp(-(h[-1] @ W + b)))",
    "identity": "h[-1] @ W + b",
}
_TRAIN = "def train(X, y, epochs=20, rate=0.1, size=32, seed=0):  # each y is 0 or 1\n"
_TRAINING = {
    "numpy": """\
layers = [{layers}]


def one_batch(x, y, rate):
    h = [x]                                  # forward
    for W, b in layers[:-1]:
        h.append({applied})
    dz = (predict(x) - y) / len(x)           # backward: a mean
    for (W, b), a in zip(layers[::-1], h[::-1]):
        dW, db = a.T @ dz, dz.sum(axis=0)
        dz = dz @ W.T{slope}
        W -= rate * dW                       # update
        b -= rate * db


"""
    + _TRAIN
    + """\
    X, y = np.asarray(X, dtype=float), np.reshape(y, (-1, 1))
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for at in range(0, len(X), size):
            part = order[at : at + size]
            one_batch(X[part], y[part], rate)
""",
    "pytorch": "F = nn.functional\n\n\n"
    + LOOPS["pytorch"]
    + "\n\n"
    + _TRAIN
    + """\
    X = torch.tensor(X, dtype=torch.float64)
    Y = torch.tensor(y, dtype=torch.float64).reshape(-1, 1)
    rule = torch.optim.SGD(model.parameters(), lr=rate)
    rng = np.random.default_rng(seed)
    for _ in range(epochs):  # without the sigmoid: the loss has it
        one_epoch(X, Y, model[:-1], rule, size, rng)
""",
    "keras": _TRAIN
    + """\
    keras.utils.set_random_seed(seed)
    rule = keras.optimizers.SGD(rate)
    model.compile(optimizer=rule, loss="binary_crossentropy")
    X, y = np.asarray(X, dtype="float32"), np.reshape(y, (-1, 1))
    model.fit(X, y, batch_size=size, epochs=epochs, verbose=0)
""",
    "scikit-learn": """\
# What a model keeps that scikit-learn has trained itself.
model.n_iter_, model.t_, model.loss_curve_ = 0, 0, []
model.best_loss_, model._no_improvement_count = np.inf, 0


"""
    + _TRAIN
    + """\
    rng = np.random.RandomState(seed)
    model.set_params(solver="sgd", momentum=0.0, alpha=0.0)
    model.set_params(learning_rate_init=rate, random_state=rng)
    model.set_params(batch_size=min(size, len(X)))
    vars(model).pop("_optimizer", None)  # begin with this rate
    for _ in range(epochs):
        model.partial_fit(X, np.ravel(y))  # once through the points
""",
}


def training(net: Network, target: str) -> str:
    """What a script goes on learning with: `train(X, y)`, for a network of one sigmoid output."""
    name = next(layer.function.name for layer in net.stack if isinstance(layer, Activation))
    if len(net.layers) == 1:
        name = "identity"
    layers = ", ".join(f"(W{i}, b{i})" for i in range(len(net.layers)))
    said = {"{layers}": layers, "{applied}": _APPLIED[name], "{slope}": _SLOPES[name]}
    text = _TRAINING[target]
    for mark, words in said.items():
        text = text.replace(mark, words)
    return re.sub(r"  +#", "  #", text)


def script(net: Network, test: Dataset, target: str) -> str:
    """A program of its own: the network, what trains it further, its answers to a few test points.

    `target` is one of `FILES`. Raises `engine.export.Unsupported` where it cannot say what the network does.
    """
    head = _HEAD.format(target=target, needs=_NEEDS[target], file=FILES[target])
    points, labels = test.X[:SHOWN].tolist(), test.labels[:SHOWN].tolist()
    return (
        head
        + export.source(net, target)
        + "\n\n"
        + training(net, target)
        + _MAIN.format(points=points, labels=labels)
    )


def scripts(net: Network, test: Dataset) -> dict[str, str]:
    """Every script that there can be of a network, by file name."""
    found = {}
    for target, file in FILES.items():
        try:
            found[file] = script(net, test, target)
        except export.Unsupported:
            continue
    return found
