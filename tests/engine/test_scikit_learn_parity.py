"""The same start, batches and settings as scikit-learn's networks give the same weights and losses."""

import warnings

import numpy as np
import pytest

from engine import MLP, Trainer, baselines, datasets, metrics, optimizers

OPTIMIZERS = {
    "sgd": ({"solver": "sgd", "momentum": 0.0}, ("sgd", {})),
    "nesterov": ({"solver": "sgd", "momentum": 0.9}, ("nesterov", {"momentum": 0.9})),
    "adam": ({"solver": "adam"}, ("adam", {"epsilon_form": "uncorrected"})),
}
TASKS = {
    "binary": ("moons", "MLPClassifier", "sigmoid", "bce", 1),
    "multiclass": ("blobs", "MLPClassifier", "softmax", "cce", 1),
    # scikit-learn's squared error has a ½: half the loss, so half the gradient.
    "regression": ("plane", "MLPRegressor", "identity", "mse", 0.5),
}


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_fifty_epochs_end_at_the_same_weights(name, task):
    # Here, not above: every worker collects this file, and it takes a second to import.
    neural_network = pytest.importorskip("sklearn.neural_network")
    made, model, output, loss, share = TASKS[task]
    theirs, (rule, options) = OPTIMIZERS[name]
    if name == "adam":
        # Adam's step does not grow with the gradient, but its ε must.
        options = options | {"epsilon": 1e-8 / share}
    data, n, batch, alpha, rate = datasets.load(made, n=120, seed=3), 120, 30, 1e-3, 0.01
    y = data.Y[:, 0] if task == "regression" else data.labels
    fitted = getattr(neural_network, model)(
        hidden_layer_sizes=(8, 6), activation="tanh", batch_size=batch, alpha=alpha, learning_rate_init=rate,
        random_state=5, max_iter=50, tol=0.0, n_iter_no_change=1000, **theirs,
    )  # fmt: skip
    # scikit-learn draws its weights first, then shuffles the order of before once more each epoch.
    rng = np.random.RandomState(5)
    sizes = [2, 8, 6, data.outputs]
    net = MLP(sizes, hidden="tanh", output=output)
    for i, layer in enumerate(net.layers):
        bound = np.sqrt(6.0 / (sizes[i] + sizes[i + 1]))
        layer.W[...] = rng.uniform(-bound, bound, layer.W.shape)
        layer.b[...] = rng.uniform(-bound, bound, layer.b.shape)
    orders, order = [], np.arange(n)
    for _ in range(50):
        order = order[_shuffled(rng, n)]
        orders.append(order)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted.fit(data.X, y)
    optimizer = optimizers.make(rule, rate if name == "adam" else rate * share, **options)
    trainer = Trainer(
        net, data, loss=loss, optimizer=optimizer, batch_size=batch, l2=alpha / batch / share,
        order=lambda epoch: orders[epoch],
    )  # fmt: skip
    trainer.run(50 * trainer.batches.per_epoch)
    for layer, W, b in zip(net.layers, fitted.coefs_, fitted.intercepts_, strict=True):
        assert np.abs(layer.W - W).max() <= 1e-7
        assert np.abs(layer.b - b).max() <= 1e-7
    assert np.abs(share * trainer.history.epochs["loss"] - fitted.loss_curve_).max() <= 1e-7


def _shuffled(rng, n):
    indices = np.arange(n)
    rng.shuffle(indices)
    return indices


def test_metrics_are_scikit_learns():
    theirs = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(0)
    t, p = rng.integers(0, 3, 50), rng.integers(0, 3, 50)
    assert metrics.accuracy(t, p) == pytest.approx(theirs.accuracy_score(t, p))
    assert np.array_equal(metrics.confusion(t, p), theirs.confusion_matrix(t, p))
    t, p = t > 0, p > 0
    for ours, name in (("precision", "precision"), ("recall", "recall"), ("f1", "f1")):
        theirs_value = getattr(theirs, f"{name}_score")(t, p)
        assert getattr(metrics, ours)(t.astype(int), p.astype(int)) == pytest.approx(theirs_value)
    y = rng.normal(size=(40, 2))
    q = y + 0.3 * rng.normal(size=(40, 2))
    assert metrics.r2(y, q) == pytest.approx(theirs.r2_score(y, q))


def test_the_baselines_of_the_first_lesson():
    split = datasets.load("moons", n=600, noise=0.2, seed=45).split(test=0.3, seed=45)
    line = baselines.fit("logistic regression", split, at=[[0.0, 0.0]]).start()
    net = baselines.fit("network", split, seed=45, hidden_layer_sizes=[16, 16], max_iter=500)
    assert net.wait().test["accuracy"] == pytest.approx(0.9389, abs=5e-5)
    fitted = line.wait()
    assert fitted.test["accuracy"] == pytest.approx(0.8444, abs=5e-5)
    assert fitted.at.shape == (1,)
    assert fitted.probability_at.sum() == pytest.approx(1.0)
