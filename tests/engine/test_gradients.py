"""Every derivative in the engine against central differences and against its own autograd."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import MLP, Activation, BatchNorm, Dense, Dropout, Network, activations, gradcheck, losses
from engine.autograd import Tensor

quick = settings(max_examples=15, deadline=None, derandomize=True)
seeds = st.integers(0, 2**31)
NAMES = sorted(activations.REGISTRY)
SMOOTH = [n for n in NAMES if n not in ("relu", "leaky_relu", "softmax")]


def close(a, b, tolerance=1e-6):
    a, b = np.asarray(a), np.asarray(b)
    assert a.shape == b.shape
    assert np.abs(a - b).max() <= tolerance * max(1.0, np.abs(b).max())


@pytest.mark.parametrize("name", [n for n in NAMES if n != "softmax"])
@quick
@given(seed=seeds, scale=st.floats(0.1, 8))
def test_an_activations_slope_is_what_a_small_change_does(name, seed, scale):
    z = np.random.default_rng(seed).normal(scale=scale, size=(3, 4))
    z[np.abs(z) < 1e-3] = 0.1
    f, h = activations.get(name), 1e-6
    close(f.derivative(z), (f(z + h) - f(z - h)) / (2 * h))
    low, high = f.range
    assert low <= f(z).min()
    assert f(z).max() <= high


def test_softmax_has_the_jacobian_that_small_changes_give():
    z = np.array([[0.3, -1.0, 2.0]])
    f, h = activations.get("softmax"), 1e-6
    numeric = np.stack([(f(z + h * e) - f(z - h * e))[0] / (2 * h) for e in np.eye(3)], axis=1)
    close(f.derivative(z)[0], numeric)


def random_targets(name, rng, n, k):
    if name == "cce":
        return np.eye(k)[rng.integers(0, k, n)]
    return rng.uniform(size=(n, k)) if name == "bce" else rng.normal(size=(n, k))


LOSSES = [("mse", {}), ("mae", {}), ("huber", {"delta": 0.7}), ("bce", {}), ("cce", {})]
LOSSES += [("bce", {"from_logits": True}), ("cce", {"from_logits": True})]
LOSSES += [("cce", {"from_logits": True, "smoothing": 0.1})]


@pytest.mark.parametrize(("name", "options"), LOSSES)
@quick
@given(seed=seeds, n=st.integers(1, 5), k=st.integers(1, 4), weighted=st.booleans())
def test_a_losss_gradient_is_what_a_small_change_does(name, options, seed, n, k, weighted):
    rng = np.random.default_rng(seed)
    loss, Y = losses.get(name, **options), random_targets(name, rng, n, k)
    p = rng.uniform(0.05, 0.95, (n, k)) if loss.link and not loss.from_logits else rng.normal(size=(n, k))
    p[np.abs(p - Y) < 1e-3] += 0.01
    if name == "huber":
        p[np.abs(np.abs(p - Y) - 0.7) < 1e-3] += 0.01
    w = rng.uniform(0.1, 2, n) if weighted else None
    numeric = gradcheck.numeric_gradient(lambda q: loss.value(q, Y, w), p, 1e-6)
    close(loss.gradient(p, Y, w), numeric)


def build(kind, rng, inputs, outputs):
    hidden = {
        "plain": [],
        "norm": [BatchNorm()],
        "dropout": [Dropout(0.4)],
        "both": [BatchNorm(), Dropout(0.3)],
    }[kind]
    layers = [Dense(5), *hidden, Activation("tanh"), Dense(4), Activation("gelu"), Dense(outputs)]
    net = Network(layers, inputs, seed=int(rng.integers(2**31)))
    net.params += 0.1 * rng.normal(size=net.params.shape)
    return net


@pytest.mark.parametrize("kind", ["plain", "norm", "dropout", "both"])
@pytest.mark.parametrize("training", [False, True])
@settings(max_examples=5, deadline=None, derandomize=True)
@given(seed=seeds, n=st.integers(2, 6), inputs=st.integers(1, 3), outputs=st.integers(1, 3))
def test_a_networks_gradient_is_what_a_small_change_does(kind, training, seed, n, inputs, outputs):
    rng = np.random.default_rng(seed)
    net = build(kind, rng, inputs, outputs)
    X, Y = rng.normal(size=(n, inputs)), rng.normal(size=(n, outputs))
    weights = rng.uniform(0.1, 1, n)
    report = gradcheck.check(net, X, Y, "mse", weights=weights, l1=0.01, l2=0.1, training=training)
    for p in report.parameters:
        assert abs(p.analytic - p.numeric) <= 1e-6 * max(1.0, abs(p.numeric)), p


@pytest.mark.parametrize(("output", "loss", "k"), [("sigmoid", "bce", 2), ("softmax", "cce", 3)])
@pytest.mark.parametrize("hidden", SMOOTH)
def test_a_fused_output_has_the_gradient_of_its_parts(output, loss, k, hidden):
    rng = np.random.default_rng(5)
    net = MLP([3, 4, k], hidden=hidden, output=output, init="glorot_uniform", seed=1)
    X, Y = rng.normal(size=(6, 3)), random_targets(loss, rng, 6, k)
    assert gradcheck.check(net, X, Y, loss).within(1e-4)
    fused = net.loss_and_grad(X, Y, loss)
    assert fused == pytest.approx(losses.get(loss).value(net.forward(X), Y), rel=1e-12)
    assert fused == pytest.approx(net.loss(X, Y, loss), rel=1e-15)


def test_a_penalty_is_half_lambda_times_the_squared_weights_and_skips_biases():
    # W = (1, −2), b = 3, x = 0, y = 3: the loss itself is 0. L1: 0.1·3 = 0.3; L2: ½·0.5·(1 + 4) = 1.25
    net = MLP([2, 1])
    net.layers[0].W[...] = [[1.0], [-2.0]]
    net.layers[0].b[...] = 3.0
    assert net.loss_and_grad([[0.0, 0.0]], [[3.0]], "mse", l1=0.1, l2=0.5) == pytest.approx(1.55)
    # 0.1·sign(w) + 0.5·w
    assert net.grads == pytest.approx([0.6, -1.1, 0.0])


FUNCTIONS = {"identity": lambda t: t, "sigmoid": Tensor.sigmoid, "tanh": Tensor.tanh, "gelu": Tensor.gelu}
FUNCTIONS |= {"relu": Tensor.relu, "leaky_relu": Tensor.leaky_relu, "silu": lambda t: t * t.sigmoid()}
FUNCTIONS |= {"softplus": lambda t: (1 + t.exp()).log(), "softmax": Tensor.softmax}


@pytest.mark.parametrize("hidden", sorted(FUNCTIONS))
@pytest.mark.parametrize("loss", ["mse", "bce", "cce"])
def test_backpropagation_agrees_with_autograd_on_a_whole_network(hidden, loss):
    rng = np.random.default_rng(3)
    output = {"mse": "identity", "bce": "sigmoid", "cce": "softmax"}[loss]
    net = MLP([3, 5, 4, 2], hidden=hidden, output=output, seed=2)
    X, Y = rng.normal(size=(7, 3)), random_targets(loss, rng, 7, 2)
    value = net.loss_and_grad(X, Y, loss)
    W = [Tensor(layer.W) for layer in net.layers]
    b = [Tensor(layer.b) for layer in net.layers]
    a = Tensor(X)
    for i in range(3):
        z = a @ W[i] + b[i]
        a = FUNCTIONS[hidden](z) if i < 2 else z
    if loss == "mse":
        total = ((a - Y) ** 2).mean()
    elif loss == "bce":
        p = a.sigmoid()
        total = -(Y * p.log() + (1 - Y) * (1 - p).log()).mean()
    else:
        total = -(a.log_softmax() * Y).sum() / 7
    total.backward()
    assert value == pytest.approx(float(total), rel=1e-12)
    for i, layer in enumerate(net.layers):
        close(W[i].grad, layer.dW, 1e-12)
        close(b[i].grad, layer.db, 1e-12)


@pytest.mark.parametrize(("output", "loss"), [("sigmoid", "bce"), ("softmax", "cce")])
@pytest.mark.parametrize("logit", [-1000.0, 1000.0])
def test_losses_stay_finite_at_logits_of_a_thousand(output, loss, logit):
    net = MLP([1, 2], output=output, init="zeros")
    net.layers[0].W[...] = [[logit, 0.0]]
    for Y in ([[0.0, 1.0]], [[1.0, 0.0]]):
        assert np.isfinite(net.loss_and_grad([[1.0]], Y, loss))
        assert np.isfinite(net.grads).all()
        probability = losses.get(loss)
        assert np.isfinite(probability.value(net.forward([[1.0]]), Y))
        assert np.isfinite(probability.gradient(net.forward([[1.0]]), Y)).all()


def test_a_report_names_each_parameter_and_the_worst():
    net = MLP([2, 3, 1], seed=0)
    report = gradcheck.check(net, [[0.5, -1.0]], [[1.0]], "mse")
    assert [p.name for p in report.parameters][:2] == ["layers[0].W[0, 0]", "layers[0].W[0, 1]"]
    assert report.parameters[-1].name == "layers[1].b[0]"
    assert len(report.parameters) == net.params.size
    assert report.worst.relative_error == max(p.relative_error for p in report.parameters)
    assert len(gradcheck.check(net, [[0.5, -1.0]], [[1.0]], "mse", limit=4).parameters) == 4


def test_a_trace_in_training_mode_shows_the_mask_and_the_batch_statistics():
    net = Network([Dense(4), BatchNorm(), Activation("relu"), Dropout(0.5), Dense(1)], 2, seed=3)
    X = np.random.default_rng(0).normal(size=(6, 2))
    trace = net.trace(X, np.zeros((6, 1)), "mse", training=True)
    norm, dropout = net.stack[1], net.stack[3]
    assert norm.batch_mean == pytest.approx(trace.z[0].mean(axis=0))
    assert norm.batch_variance == pytest.approx(trace.z[0].var(axis=0))
    assert set(np.unique(dropout.mask)) <= {0.0, 2.0}
    assert trace.a[0] == pytest.approx(trace.steps[2][1] * dropout.mask)
    assert [len(x) for x in (trace.z, trace.a, trace.dz, trace.da, trace.dW, trace.db)] == [2] * 6
    still = net.trace(X)
    assert still.a[0] == pytest.approx(still.steps[2][1])
