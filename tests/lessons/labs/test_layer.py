"""Lab `layer`: one product for a layer, both ways to write it, and layers that collapse."""

import numpy as np
import pytest

from lessons.format.fields import FieldError
from lessons.labs.layer import LAYER, STACK, WAYS, LayerLab
from tests.lessons.labs import lab_rules
from tests.lessons.labs.lab_rules import at, said

BATCH = np.array([[1, -1, 0.5], [0, 2, -1], [-1, 0.5, 2]])


def lab(view=LAYER, **settings):
    return LayerLab({"view": view, **settings})


@pytest.mark.parametrize("view", [LAYER, WAYS, STACK])
def test_it_keeps_the_rules_of_labs(view):
    for X in (BATCH[:1], BATCH):
        lab_rules.check_documented(lab(view, X=X))
        lab_rules.check_there_and_back(lab(view, X=X))
        lab_rules.check_nothing_moves(lab(view, X=X))
    lab_rules.check_knobs_at_their_ends(lab(view))


def test_the_layer_of_legacy_seed_42():
    # np.random.seed(42); W = 0.1·randn(4, 3); W @ (1, −1, 0.5)
    made = lab()
    assert made.readout("z")[0] == pytest.approx([0.096, 0.164, 0.058, 0.077], abs=5e-4)
    assert made.readout("h")[0] == pytest.approx(made.readout("z")[0])
    assert made.readout("changed") == 0
    assert "0.096, 0.164, 0.058, 0.077" in " ".join(said(at(made, 5)).split()).replace("z ", "")


def test_a_batch_meets_the_same_weights():
    made = lab(X=BATCH)
    assert made.readout("z") == pytest.approx(BATCH @ made.readout("W"))
    assert made.readout("h") == pytest.approx(np.maximum(made.readout("z"), 0))
    assert made.readout("parameters") == 16
    assert made.readout("multiplications") == 3 * 3 * 4


def test_both_ways_to_write_it_give_the_same():
    made = lab(WAYS, b=np.array([0.1, -0.2, 0.3, -0.4]))
    W, x = made.readout("W"), made.settings["X"][0]
    assert made.readout("z")[0] == pytest.approx(W.T @ x + made.settings["b"])
    assert made.readout("z")[0] == pytest.approx(x @ W + made.settings["b"])


def test_layers_without_an_activation_collapse_into_one():
    for seed in range(5):
        made = lab(STACK, activation="identity", seed=seed, scale=1.0, b=np.arange(4.0))
        assert made.readout("difference") == 0
        assert made.readout("product") == pytest.approx(made.readout("W") @ made.readout("W2"))
    assert made.readout("stack.parameters") == 26
    assert made.readout("collapsed.parameters") == 8


def test_with_relu_between_them_they_do_not():
    X = np.array([[-1, 0.5, 2.0]])
    assert lab(STACK, X=X, scale=0.5, activation="identity").readout("difference") == 0
    assert lab(STACK, X=X, scale=0.5).readout("difference") > 2
    # For this input every sum is positive, so ReLU changes nothing.
    assert lab(STACK, X=BATCH[:1], scale=0.5).readout("difference") == 0


def test_slips_are_named():
    made = lab(b=np.array([0.5, 0.5, 0.5, 0.5]))
    x, W = made.settings["X"][0], made.readout("W")
    slips = made.mistakes("z[0][1]")
    assert slips["the bias was left out"] == pytest.approx(x @ W[:, 1])
    assert slips["the weights of unit 0 were used"] == pytest.approx(x @ W[:, 0] + 0.5)
    assert slips["a row of W was read where a unit is a column"] == pytest.approx(x @ W[1, :3] + 0.5)
    assert made.mistakes("z[0,1]") == slips
    batch = lab(X=BATCH).mistakes("parameters")
    assert batch["each sample was given parameters of its own"] == 48
    assert lab(X=BATCH).mistakes("multiplications")["one sample only was counted"] == 12
    assert lab(STACK).mistakes("collapsed.parameters")["the biases were left out"] == 6


@pytest.mark.parametrize("X", [np.ones((1, 2)), np.ones((5, 3)), np.ones((1, 4))])
def test_an_input_of_another_shape_is_refused(X):
    with pytest.raises(FieldError, match="rows of 3 numbers"):
        lab(X=X)


def test_what_is_asked_is_not_told():
    lab_rules.check_secret(lab(), "z[0][1]", "0.164")
    lab_rules.check_secret(lab(WAYS), "z[0][1]", "0.164")
    tanh = lab(X=BATCH, activation="tanh")
    lab_rules.check_secret(tanh, "h[1][2]", f"{np.tanh(tanh.readout('z')[1, 2]):.3f}")
    lab_rules.check_secret(lab(X=BATCH), "changed", "changes 6")
    stacked = lab(STACK, X=np.array([[-1, 0.5, 2.0]]), scale=0.5)
    lab_rules.check_secret(stacked, "difference", "2.166", "2.208", "no longer")
