"""Activations, losses, layers, optimizers and exports against PyTorch in float64, and Keras on top of it."""

import os
import types

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import (
    MLP,
    Activation,
    BatchNorm,
    Dense,
    Dropout,
    Network,
    Trainer,
    activations,
    datasets,
    export,
    losses,
    optimizers,
)
from engine.autograd import Tensor

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.oracle
F = torch.nn.functional
quick = settings(max_examples=15, deadline=None, derandomize=True)
seeds = st.integers(0, 2**31)

ACTIVATIONS = {
    "identity": lambda z: z,
    "relu": torch.relu,
    "leaky_relu": F.leaky_relu,
    "gelu": F.gelu,
    "gelu_tanh": lambda z: F.gelu(z, approximate="tanh"),
    "silu": F.silu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "softplus": lambda z: F.softplus(z, threshold=1e9),
    "softmax": lambda z: torch.softmax(z, -1),
}


def same(ours, theirs, rtol=1e-9, atol=0.0):
    theirs = theirs.detach().numpy() if isinstance(theirs, torch.Tensor) else np.asarray(theirs)
    np.testing.assert_allclose(np.asarray(ours), theirs, rtol=rtol, atol=atol)


def tensor(array):
    return torch.tensor(np.asarray(array), dtype=torch.float64, requires_grad=True)


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
@quick
@given(seed=seeds, scale=st.sampled_from([0.1, 1.0, 5.0, 30.0]))
def test_an_activation_and_its_slope(name, seed, scale):
    z = np.random.default_rng(seed).normal(scale=scale, size=(3, 4))
    t = tensor(z)
    a = ACTIVATIONS[name](t)
    # What is smaller than 10⁻¹⁵ beside 1 is rounding in PyTorch's own 1 + erf and 1 + tanh.
    same(activations.get(name)(z), a, atol=1e-13 * max(1.0, scale))
    g = np.random.default_rng(seed + 1).normal(size=(3, 4))
    (a * torch.tensor(g)).sum().backward()
    if name == "softmax":
        ours = np.einsum("ni,nij->nj", g, activations.get(name).derivative(z))
    else:
        ours = g * activations.get(name).derivative(z)
    same(ours, t.grad, atol=1e-13 * max(1.0, scale))


LOSSES = {
    "mse": ({}, lambda p, y: F.mse_loss(p, y)),
    "mae": ({}, lambda p, y: F.l1_loss(p, y)),
    "huber": ({"delta": 0.7}, lambda p, y: F.huber_loss(p, y, delta=0.7)),
    "bce": ({}, lambda p, y: F.binary_cross_entropy(p, y)),
    "bce from logits": ({"from_logits": True}, lambda p, y: F.binary_cross_entropy_with_logits(p, y)),
    "cce from logits": ({"from_logits": True}, lambda p, y: F.cross_entropy(p, y)),
    "cce smoothed": (
        {"from_logits": True, "smoothing": 0.1},
        lambda p, y: F.cross_entropy(p, y, label_smoothing=0.1),
    ),
    "cce": ({}, lambda p, y: F.nll_loss(torch.log(p), y.argmax(1))),
}


@pytest.mark.parametrize("name", sorted(LOSSES))
@quick
@given(seed=seeds, n=st.integers(1, 6), k=st.integers(2, 4), scale=st.sampled_from([1.0, 20.0]))
def test_a_loss_and_its_gradient(name, seed, n, k, scale):
    rng = np.random.default_rng(seed)
    options, theirs = LOSSES[name]
    loss = losses.get(name.split()[0], **options)
    Y = np.eye(k)[rng.integers(0, k, n)] if loss.link else rng.normal(size=(n, k))
    p = rng.normal(scale=scale, size=(n, k))
    if loss.link and not loss.from_logits:
        p = rng.uniform(0.01, 0.99, (n, k))
    t = tensor(p)
    value = theirs(t, torch.tensor(Y))
    value.backward()
    same(loss.value(p, Y), value, atol=1e-15 * scale)
    same(loss.gradient(p, Y), t.grad, atol=1e-15)


@pytest.mark.parametrize("logit", [-1000.0, -50.0, 50.0, 1000.0])
def test_losses_from_extreme_logits(logit):
    z = np.array([[logit, 0.0]])
    for y in ([[0.0, 1.0]], [[1.0, 0.0]]):
        for name in ("bce", "cce"):
            loss = losses.get(name, from_logits=True)
            theirs = (F.binary_cross_entropy_with_logits if name == "bce" else F.cross_entropy)(
                torch.tensor(z), torch.tensor(y, dtype=torch.float64)
            )
            same(loss.value(z, y), theirs, atol=1e-15)


OPTIMIZERS = {
    "sgd": ({}, lambda p: torch.optim.SGD(p, 0.05)),
    "momentum": ({"momentum": 0.8}, lambda p: torch.optim.SGD(p, 0.05, momentum=0.8)),
    "nesterov": ({"momentum": 0.8}, lambda p: torch.optim.SGD(p, 0.05, momentum=0.8, nesterov=True)),
    "rmsprop": ({"decay": 0.95}, lambda p: torch.optim.RMSprop(p, 0.05, alpha=0.95)),
    "adam": ({}, lambda p: torch.optim.Adam(p, 0.05)),
    "adamw": ({"weight_decay": 0.1}, lambda p: torch.optim.AdamW(p, 0.05, weight_decay=0.1)),
}


@pytest.mark.parametrize("name", sorted(OPTIMIZERS))
@pytest.mark.parametrize("clip", [None, 0.1])
def test_an_optimizer_over_two_hundred_steps(name, clip):
    options, theirs = OPTIMIZERS[name]
    rng = np.random.default_rng(0)
    w = rng.normal(size=6)
    parameter = tensor(w)
    optimizer, other = optimizers.make(name, 0.05, clip_norm=clip, **options), theirs([parameter])
    state = optimizer.init(w)
    for _ in range(200):
        g = rng.normal(size=6) + w
        parameter.grad = torch.tensor(g)
        if clip:
            length = np.linalg.norm(g)
            parameter.grad = torch.tensor(g * min(1.0, clip / length))
        other.step()
        step, state = optimizer.update(g, state, w)
        w = w - step
        same(w, parameter, rtol=1e-9, atol=1e-13)


@pytest.mark.parametrize("training", [True, False])
def test_batch_normalisation_forward_backward_and_its_running_statistics(training):
    rng = np.random.default_rng(1)
    net = Network([Dense(3), BatchNorm(), Activation("tanh"), Dense(2)], 2, seed=1)
    net.params += 0.3 * rng.normal(size=net.params.shape)
    X, Y = rng.normal(size=(8, 2)), rng.normal(size=(8, 2))
    model = executed(export.source(net, "pytorch")).model.train(training)
    for _ in range(3):
        ours = net.loss_and_grad(X, Y, "mse", training=training)
        model.zero_grad()
        theirs = F.mse_loss(model(torch.tensor(X)), torch.tensor(Y))
        theirs.backward()
        same(ours, theirs)
        same(net.layers[0].dW, model[0].weight.grad.T, atol=1e-15)
        same(net.layers[0].db, model[0].bias.grad, atol=1e-15)
        same(net.stack[1].d_gamma, model[1].weight.grad, atol=1e-15)
        same(net.stack[1].d_beta, model[1].bias.grad, atol=1e-15)
        same(net.stack[1].running_mean, model[1].running_mean)
        same(net.stack[1].running_variance, model[1].running_var)


def test_dropout_given_the_same_mask():
    net = Network([Dense(6), Activation("relu"), Dropout(0.5), Dense(1)], 2, seed=1)
    rng = np.random.default_rng(1)
    X, Y = rng.normal(size=(8, 2)), rng.normal(size=(8, 1))
    mask = (rng.random((8, 6)) > 0.5) * 2.0
    net.stack[2].fixed_mask = mask
    W = [tensor(layer.W) for layer in net.layers]
    b = [tensor(layer.b) for layer in net.layers]
    out = (torch.relu(torch.tensor(X) @ W[0] + b[0]) * torch.tensor(mask)) @ W[1] + b[1]
    value = F.mse_loss(out, torch.tensor(Y))
    value.backward()
    same(net.loss_and_grad(X, Y, "mse"), value)
    for i, layer in enumerate(net.layers):
        same(layer.dW, W[i].grad, atol=1e-15)
        same(layer.db, b[i].grad, atol=1e-15)


@pytest.mark.parametrize("hidden", ["relu", "gelu", "silu", "tanh"])
def test_a_whole_network_trained_for_two_hundred_steps(hidden):
    data = datasets.load("moons", n=100, seed=3)
    net = MLP([2, 8, 8, 1], hidden=hidden, output="sigmoid", seed=2)
    module = executed(export.source(MLP([2, 8, 8, 1], hidden=hidden, seed=2), "pytorch"))
    trainer = Trainer(net, data, loss="bce", optimizer=optimizers.make("adam", 0.01), batch_size=25)
    model, other = module.model, torch.optim.Adam(module.model.parameters(), 0.01)
    X, Y = torch.tensor(data.X), torch.tensor(data.Y)
    for s in range(200):
        chosen = trainer.batches.samples(s)
        other.zero_grad()
        loss = F.binary_cross_entropy_with_logits(model(X[chosen]), Y[chosen])
        loss.backward()
        other.step()
        same(trainer.step(), loss)
    for layer, linear in zip(net.layers, [m for m in model if isinstance(m, torch.nn.Linear)], strict=True):
        same(layer.W, linear.weight.T, rtol=1e-7, atol=1e-9)


TENSOR = {
    "exp": "exp", "log": "log", "sqrt": "sqrt", "sin": "sin", "cos": "cos", "relu": "relu", "tanh": "tanh",
    "sigmoid": "sigmoid",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(TENSOR))
def test_a_function_of_tensors(name):
    x = np.random.default_rng(0).uniform(0.1, 2, (3, 4))
    ours, theirs = Tensor(x), tensor(x)
    a, b = getattr(ours, name)(), getattr(torch, name)(theirs)
    (a * a).sum().backward()
    (b * b).sum().backward()
    same(a.data, b)
    same(ours.grad, theirs.grad)


@pytest.mark.parametrize(
    "f",
    [
        lambda t: t.max(),
        lambda t: t.T @ t,
        lambda t: t[[0, 0, 1]] * 2,
        lambda t: t.reshape(4, 3) / 3,
        lambda t: (t * t).mean(),
        lambda t: 2.0**t - 1 / t,
    ],
)
def test_an_expression_of_tensors_with_ties(f):
    x = np.array([[1.0, 2, 3, 4], [4, 3, 2, 1], [0.5, 4, 4, 1]])
    ours, theirs = Tensor(x), tensor(x)
    a, b = f(ours), f(theirs)
    a.sum().backward()
    b.sum().backward()
    same(a.data, b)
    same(ours.grad, theirs.grad)


def executed(source):
    module = types.ModuleType("exported")
    exec(compile(source, "exported.py", "exec"), module.__dict__)
    return module


def networks():
    for hidden in sorted(set(ACTIVATIONS) - {"softmax"}):
        yield MLP([2, 5, 4, 2], hidden=hidden, output="identity", seed=3)
    yield MLP([2, 5, 3], hidden="relu", output="softmax", seed=3)
    rich = [Dense(5), BatchNorm(0.2), Activation("leaky_relu", 0.2), Dropout(0.3), Dense(1)]
    net = Network([*rich, Activation("sigmoid")], 2, seed=3)
    Trainer(net, datasets.load("moons", n=100), loss="bce").run(30)
    yield net


@pytest.mark.parametrize("target", ["pytorch", "keras"])
def test_exported_source_predicts_the_same(target):
    if target == "keras":
        os.environ["KERAS_BACKEND"] = "torch"
        pytest.importorskip("keras")
    X = np.random.default_rng(1).normal(size=(40, 2)) * 2
    for net in networks():
        module = executed(export.source(net, target))
        expected = net.forward(X)
        # Keras computes in float32: beside the largest output, 10⁻⁶ of it is 8 units in the last place.
        tolerance = 1e-12 if target == "pytorch" else 1e-6
        assert np.abs(module.predict(X) - expected).max() <= tolerance * max(1.0, np.abs(expected).max())
