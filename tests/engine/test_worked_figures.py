"""Figures worked by hand, step by step."""

import numpy as np
import pytest

from engine import MLP, Trainer, landscapes, losses, optimizers


def test_a_two_two_one_network_forward():
    # z1 = (0.3·0.2 + (−0.1)(−0.4), 0.25·0.2 + 0.4·(−0.4)) = (0.1, −0.11); h = (0.1, 0)
    # z2 = 0.5·0.1 + 0.1 = 0.15
    net = MLP([2, 2, 1], hidden="relu")
    net.layers[0].W[...] = np.array([[0.3, -0.1], [0.25, 0.4]]).T
    net.layers[1].W[...] = [[0.5], [-0.3]]
    net.layers[1].b[...] = 0.1
    trace = net.trace([[0.2, -0.4]])
    assert trace.z[0] == pytest.approx(np.array([[0.1, -0.11]]))
    assert trace.a[0] == pytest.approx(np.array([[0.1, 0.0]]))
    assert net.forward([[0.2, -0.4]]) == pytest.approx(np.array([[0.15]]))


def test_gradient_descent_on_a_parabola_closes_six_tenths_of_the_gap_each_step():
    # w ← w − 0.3·2(w − 3): the gap shrinks by 1 − 0.6 = 0.4 a step, 3·0.4ⁿ
    path = landscapes.descend(landscapes.get("quadratic", centre=3.0), [0.0], 10, "sgd", 0.3)
    assert path[:, 0] == pytest.approx(3 - 3 * 0.4 ** np.arange(11))


def test_losses_of_three_predictions_and_of_one_probability():
    # ((0.2)² + (0.1)² + (0.1)²)/3 = 0.06/3 = 0.02; −log 0.9 = 0.105361; −log 0.1 = 2.302585
    p, y = np.array([2.7, -0.1, 2.0]), np.array([2.5, 0.0, 2.1])
    assert losses.get("mse").value(p, y) == pytest.approx(0.02)
    assert losses.get("bce").value([0.9], [1]) == pytest.approx(0.105361, abs=5e-7)
    assert losses.get("bce").value([0.1], [1]) == pytest.approx(2.302585, abs=5e-7)


def backprop_example():
    """Weights as torch.manual_seed(0) and randn·0.5 draw them; gradients by PyTorch 2.13 in float64."""
    net = MLP([2, 2, 1], hidden="relu", output="sigmoid")
    net.layers[0].W[...] = 0.5 * np.array([[1.5409960747, -0.2934288979], [-2.1787893772, 0.5684312582]])
    net.layers[1].W[...] = 0.5 * np.array([[-1.0845223665], [-1.3985954523]])
    return net


def test_backpropagation_through_a_dead_unit():
    net = backprop_example()
    trace = net.trace([[0.5, -1.0]], [[1.0]], "bce")
    assert trace.output[0, 0] == pytest.approx(0.3101020949, abs=1e-10)
    assert trace.loss == pytest.approx(1.1708536975, abs=1e-10)
    assert trace.dW[0] == pytest.approx(np.array([[0.1870524272, 0], [-0.3741048544, 0]]), abs=1e-9)
    assert trace.db[0] == pytest.approx(np.array([0.3741048544, 0]), abs=1e-9)
    assert trace.dW[1] == pytest.approx(np.array([[-1.0173536045], [0]]), abs=1e-9)
    assert trace.db[1] == pytest.approx(np.array([-0.6898979051]), abs=1e-9)
    # dz2 = p − y; da1 = dz2·W2ᵀ; dz1 = da1 where z1 > 0; ∂loss/∂p = −1/p
    assert trace.dz[1] == pytest.approx(np.array([[0.3101020949 - 1]]), abs=1e-9)
    assert trace.da[1] == pytest.approx(np.array([[-1 / 0.3101020949]]), rel=1e-9)
    assert trace.da[0] == pytest.approx(-0.6898979051 * net.layers[1].W.T, rel=1e-9)
    assert trace.dz[0] == pytest.approx(np.array([[0.3741048544, 0]]), abs=1e-9)
    assert net.loss_and_grad([[0.5, -1.0]], [[1.0]], "bce") == trace.loss
    assert net.layers[0].dW == pytest.approx(trace.dW[0])


def test_fifty_full_batch_steps_reach_eighty_two_percent_by_saying_yes_to_everyone():
    rng = np.random.RandomState(1)
    X = rng.randn(100, 2)
    y = (X[:, 0] * 0.7 + (X[:, 1] > 0) + 0.2 * rng.randn(100) > 0).astype(float)
    net = MLP([2, 4, 1], hidden="relu", output="sigmoid")
    net.layers[0].W[...] = rng.randn(2, 4) * 0.5
    net.layers[1].W[...] = rng.randn(4, 1) * 0.5
    sgd = optimizers.make("sgd", 0.1)
    trainer = Trainer(net, (X, y[:, None]), loss="bce", optimizer=sgd, batch_size=None)
    assert (net.predict(X) == y).mean() == pytest.approx(0.59)
    trainer.run(50)
    assert (net.predict(X) == y).mean() == pytest.approx(0.82)
    assert net.predict(X).min() == 1
    trainer.run(150)
    assert (net.predict(X) == y).mean() == pytest.approx(0.89)


def test_mazurs_step_by_step_backpropagation():
    # Matt Mazur, "A Step by Step Backpropagation Example" (2015): a 2-2-2 network of sigmoids, rate 0.5.
    # Its error ½Σ(t − o)² is the mean over two outputs; it leaves the biases as they are.
    net = MLP([2, 2, 2], hidden="sigmoid", output="sigmoid")
    net.layers[0].W[...] = [[0.15, 0.25], [0.20, 0.30]]
    net.layers[0].b[...] = 0.35
    net.layers[1].W[...] = [[0.40, 0.50], [0.45, 0.55]]
    net.layers[1].b[...] = 0.60
    trace = net.trace([[0.05, 0.10]], [[0.01, 0.99]], "mse")
    assert trace.z[0][0, 0] == pytest.approx(0.3775)
    assert trace.a[0][0] == pytest.approx([0.593269992, 0.596884378], abs=1e-9)
    assert trace.z[1][0, 0] == pytest.approx(1.105905967, abs=1e-9)
    assert trace.output[0] == pytest.approx([0.75136507, 0.772928465], abs=1e-8)
    assert trace.loss == pytest.approx(0.298371109, abs=1e-9)
    assert trace.da[1][0, 0] == pytest.approx(0.74136507, abs=1e-8)
    assert trace.dz[1][0, 0] == pytest.approx(0.138498562, abs=1e-9)
    assert trace.dW[1][0, 0] == pytest.approx(0.082167041, abs=1e-9)
    assert trace.da[0][0, 0] == pytest.approx(0.036350306, abs=1e-9)
    assert trace.dW[0][0, 0] == pytest.approx(0.000438568, abs=1e-9)
    for layer, dW in zip(net.layers, trace.dW, strict=True):
        layer.W[...] -= 0.5 * dW
    after = [[0.35891648, 0.511301270], [0.408666186, 0.561370121]]
    assert pytest.approx(np.array(after), abs=1e-8) == net.layers[1].W
    after = [[0.149780716, 0.24975114], [0.19956143, 0.29950229]]
    assert pytest.approx(np.array(after), abs=1e-8) == net.layers[0].W
    # He prints 0.291027924, worked on from rounded weights.
    assert net.loss([[0.05, 0.10]], [[0.01, 0.99]], "mse") == pytest.approx(0.291027924, abs=2e-7)


def test_the_worked_example_in_scikit_learns_own_tests():
    # sklearn/neural_network/tests/test_mlp.py, test_fit: 3-2-1 logistic, rate 0.1, alpha 0.1; to 3 decimals.
    net = MLP([3, 2, 1], hidden="sigmoid", output="sigmoid")
    net.layers[0].W[...] = [[0.1, 0.2], [0.3, 0.1], [0.5, 0.0]]
    net.layers[0].b[...] = 0.1
    net.layers[1].W[...] = [[0.1], [0.2]]
    net.layers[1].b[...] = 1.0
    X, Y = np.array([[0.6, 0.8, 0.7]]), np.array([[0.0]])
    trace = net.trace(X, Y, "bce")
    assert trace.a[0][0] == pytest.approx([0.679178699175393, 0.574442516811659], abs=1e-12)
    assert trace.output[0, 0] == pytest.approx(0.7654329236196236, abs=5e-5)
    assert trace.dz[1][0, 0] == pytest.approx(0.765, abs=5e-4)
    assert trace.dz[0][0] == pytest.approx([0.01667, 0.0374], abs=5e-5)
    Trainer(net, (X, Y), loss="bce", optimizer=optimizers.make("sgd", 0.1), l2=0.1).step()
    W = [[0.098, 0.195756], [0.2956664, 0.096008], [0.4939998, -0.002244]]
    assert pytest.approx(np.array(W), abs=1.5e-3) == net.layers[0].W
    assert pytest.approx(np.array([[0.04706], [0.154089]]), abs=1.5e-3) == net.layers[1].W
    assert net.layers[0].b == pytest.approx([0.098333, 0.09549], abs=1.5e-3)
    assert net.layers[1].b == pytest.approx([0.9235], abs=1.5e-3)
    assert net.forward(X)[0, 0] == pytest.approx(0.739, abs=1.5e-3)
