"""Numbers far out: activations keep their limits, and what has overflowed is said."""

import re
from math import erfc, sqrt

import numpy as np
import pytest

from engine import MLP, Activation, BatchNorm, Dense, Diverged, Network, Trainer, activations, export

LARGEST = np.finfo(float).max
FAR = np.array([50.0, 800.0, 1e100, 1e160, 1e308, LARGEST])
FADING = ("relu", "gelu", "gelu_tanh", "silu", "softplus", "sigmoid")


@pytest.mark.parametrize("name", [a.name for a in activations.REGISTRY.values() if a.elementwise])
def test_an_activation_far_out_is_its_limit_and_warns_of_nothing(name):
    f = activations.get(name)
    assert np.isfinite(f(FAR)).all()
    assert np.isfinite(f(-FAR)).all()
    assert np.isfinite(f.derivative(FAR)).all()
    assert np.isfinite(f.derivative(-FAR)).all()
    if f.range[1] == np.inf:
        assert f(FAR).tolist() == FAR.tolist()
        assert f.derivative(FAR) == pytest.approx(1.0)
    if name in FADING:
        assert f(-FAR[1:]).tolist() == [0.0] * 5
        assert f.derivative(-FAR[1:]).tolist() == [0.0] * 5


def test_the_normal_distribution_fades_to_nothing():
    z = np.linspace(-38.5, -36, 26)
    assert activations.normal_cdf(z) == pytest.approx([erfc(-v / sqrt(2)) / 2 for v in z], rel=0.01)
    assert activations.normal_cdf([-40.0, -1e308, 40.0, 1e308]).tolist() == [0, 0, 1, 1]
    assert str(activations.get("gelu")(-1e308)) == "-0.0"


def test_softplus_as_pytorch_computes_it_is_finite_and_the_same():
    net = Network([Dense(1), Activation("softplus")], 1, init="zeros")
    threshold = float(re.search(r"Softplus\(threshold=([\d.]+)\)", export.source(net, "pytorch"))[1])
    softplus = activations.get("softplus")
    # PyTorch takes log(1 + e^z) up to the threshold, and z beyond.
    below = np.linspace(threshold - 80, threshold, 50)
    assert np.log1p(np.exp(below)) == pytest.approx(softplus(below), rel=1e-15)
    assert softplus(FAR).tolist() == FAR.tolist()
    assert softplus(np.nextafter(threshold, 99)) == np.nextafter(threshold, 99)


@pytest.mark.parametrize("last", [True, False])
def test_batch_normalisation_of_numbers_whose_variance_overflows_is_divergence(last):
    X = np.random.default_rng(0).normal(size=(8, 2)) * 1e160
    stack = [Dense(3), BatchNorm()] if last else [Dense(3), BatchNorm(), Dense(3)]
    net = Network(stack, 2)
    trainer = Trainer(net, (X, np.ones((8, 3))), loss="mse")
    before = [b.copy() for b in net.buffers]
    with pytest.raises(Diverged, match=r"step 1: the (loss|pre-activation)"):
        trainer.step()
    # It stands before that step, running statistics too.
    assert [b.tolist() for b in net.buffers] == [b.tolist() for b in before]


def test_batch_normalisation_is_at_ease_with_large_numbers():
    X = np.random.default_rng(0).normal(size=(8, 2)) * 1e150
    net = MLP([2, 3, 1], batch_norm=True)
    assert np.isfinite(Trainer(net, (X, np.ones((8, 1))), loss="mse").step())
