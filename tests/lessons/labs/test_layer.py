"""The labs of a layer: one product for a layer, both ways to write it, and layers that collapse."""

import numpy as np
import pytest

from lessons.format.fields import FieldError
from lessons.labs import REGISTRY
from tests.lessons.labs import lab_rules
from tests.lessons.labs.lab_rules import at, card_values, said

BATCH = np.array([[1, -1, 0.5], [0, 2, -1], [-1, 0.5, 2]])


def lab(name="layer", **settings):
    return REGISTRY[name](settings)


@pytest.mark.parametrize("name", ["layer", "row_or_column", "collapse"])
def test_a_batch_keeps_the_rules_of_labs(name):
    lab_rules.check_there_and_back(lab(name, X=BATCH))
    lab_rules.check_nothing_moves(lab(name, X=BATCH))


def test_the_layer_of_legacy_seed_42():
    # np.random.seed(42); W = 0.1·randn(4, 3); W @ (1, −1, 0.5)
    made = lab()
    assert made.readout("z")[0] == pytest.approx([0.096, 0.164, 0.058, 0.077], abs=5e-4)
    assert made.readout("h")[0] == pytest.approx(made.readout("z")[0])
    assert made.readout("changed") == 0
    assert "0.096, 0.164, 0.058, 0.077" in " ".join(said(at(made, 5)).split()).replace("z ", "")


def test_weights_of_a_coarse_grain_can_be_worked_with_in_the_head():
    made = lab(X=np.array([[2, -1, 2.0]]), scale=1.0, grain=0.5, seed=218)
    assert (made.readout("W") * 2 == (made.readout("W") * 2).round()).all()
    assert made.readout("z")[0].tolist() == [0.5, 2.5, -3.5, 0]
    assert "−0.0" not in said(at(made, 5))


def test_a_batch_meets_the_same_weights():
    made = lab(X=BATCH)
    assert made.readout("z") == pytest.approx(BATCH @ made.readout("W"))
    assert made.readout("h") == pytest.approx(np.maximum(made.readout("z"), 0))
    assert made.readout("parameters") == 16
    assert made.readout("multiplications") == 3 * 3 * 4


def test_both_ways_to_write_it_give_the_same():
    made = lab("row_or_column", b=np.array([0.1, -0.2, 0.3, -0.4]))
    W, x = made.readout("W"), made.settings["X"][0]
    assert made.readout("z")[0] == pytest.approx(W.T @ x + made.settings["b"])
    assert made.readout("z")[0] == pytest.approx(x @ W + made.settings["b"])


def test_layers_without_an_activation_collapse_into_one():
    for seed in range(5):
        made = lab("collapse", activation="identity", seed=seed, scale=1.0, b=np.arange(4.0))
        assert made.readout("difference") == 0
        assert made.readout("product") == pytest.approx(made.readout("W") @ made.readout("W2"))
        lab_b2 = lab("collapse", activation="identity", seed=seed, b=np.arange(4.0), b2=np.array([1, -2.0]))
        assert lab_b2.readout("difference") == 0
        assert lab_b2.readout("single") == pytest.approx(lab_b2.readout("stacked"))
    assert made.readout("stack.parameters") == 26
    assert made.readout("collapsed.parameters") == 8


def test_with_relu_between_them_they_do_not():
    X = np.array([[-1, 0.5, 2.0]])
    assert lab("collapse", X=X, scale=0.5, activation="identity").readout("difference") == 0
    assert lab("collapse", X=X, scale=0.5).readout("difference") > 2
    # For this input every sum is positive, so ReLU changes nothing.
    assert lab("collapse", X=BATCH[:1], scale=0.5).readout("difference") == 0


def test_slips_are_named():
    made = lab(b=np.array([0.5, 0.5, 0.5, 0.5]))
    x, W = made.settings["X"][0], made.readout("W")
    slips = made.mistakes("z[0][1]")
    assert slips["You left out the bias."] == pytest.approx(x @ W[:, 1])
    assert slips["You used the weights of unit 0."] == pytest.approx(x @ W[:, 0] + 0.5)
    assert slips["You read a row of W. Here a unit is a column."] == pytest.approx(x @ W[1, :3] + 0.5)
    assert made.mistakes("z[0,1]") == slips
    batch = lab(X=BATCH).mistakes("parameters")
    assert batch["Did you give each sample parameters of its own? They share them."] == 48
    assert batch["You counted W once for each sample. They share it; and b counts too."] == 36
    assert lab(X=BATCH).mistakes("multiplications")["You counted one sample only."] == 12
    assert lab("collapse").mistakes("collapsed.parameters")["You left out the biases."] == 6


@pytest.mark.parametrize("X", [np.ones((1, 2)), np.ones((5, 3)), np.ones((1, 4))])
def test_an_input_of_another_shape_is_refused(X):
    with pytest.raises(FieldError, match="rows of 3 numbers"):
        lab(X=X)


@pytest.mark.parametrize(
    ("name", "settings", "path", "answers"),
    [
        ("layer", {}, "z[0][1]", ["0.164"]),
        ("row_or_column", {}, "z[0][1]", ["0.164"]),
        ("layer", {"X": BATCH, "activation": "tanh"}, "h[1][2]", ["0.198"]),
        ("layer", {"X": BATCH}, "changed", ["changes 6"]),
        ("collapse", {"X": np.array([[-1, 0.5, 2.0]]), "scale": 0.5}, "difference",
         ["2.166", "no longer"]),
        # Where it is 0, the outputs of the one layer would tell it.
        ("collapse", {"X": np.array([[-1, 0.5, 2.0]]), "scale": 0.5, "activation": "identity"}, "difference",
         ["difference: unit 0: 0.000", "gives the same", "one layer, W₁W₂: unit 0: 2.208"]),
    ],
)  # fmt: skip
def test_what_is_asked_is_not_told(name, settings, path, answers):
    made = lab(name, **settings)
    made.seek(made.length)
    told = said(made)
    made.ask(path)
    for answer in answers:
        assert answer in told
        assert answer not in said(made)


def test_the_cards_of_the_course_come_out_as_worked_by_hand():
    # Z = (1·1 + 2·0.5 + 1, −1·1 + 2·2 − 1; 3·1 − 1·0.5 + 1, −3·1 − 1·2 − 1): all on but one.
    # Z = (−2·2 + 1·1 − 1, 2·1 − 1·2 − 0.5; 2·2 + 1·1 − 1, −2·1 − 1·2 − 0.5): for sample 0 both are off.
    # Z = (2·0.5 − 1·1 + 2, −2·2 + 1·1 − 0.5; −2·0.5 − 3·1 + 2, 2·2 + 3·1 − 0.5): each unit is on once.
    worked = [[3, 2, 3.5, -6], [-4, -0.5, 4, -4.5], [2, -3.5, -2, 6.5]]
    assert card_values("layer") == [[*z, *(max(0, each) for each in z)] for z in worked]


def test_slips_on_a_card_are_named():
    made = lab("small_layer")
    # A row of W, (1, −1), for unit 0 of sample 0: 1·1 − 1·2 + 1.
    assert made.mistakes("z[0][0]")["You read a row of W. Here a unit is a column."] == 0
    assert made.mistakes("z[1][0]")["You took the other sample's row of X."] == 3
    assert made.mistakes("h[1][1]")["You left out ReLU."] == -5


def test_a_perceptron_is_gone_through_a_layer_at_a_time():
    made = lab("mlp")
    assert "h₁[0] = not yet" in said(at(made, 1)) or "h₁[0] = _" in said(made)
    at(made, 4)
    h1 = made.readout("h1")
    assert (h1 >= 0).all()
    assert made.readout("z3") == pytest.approx(made.readout("h2") @ made.net.layers[2].W)
    assert "never back" not in said(made)


def test_a_square_matrix_from_the_wrong_side_is_no_error():
    made = lab("wrong_way")
    assert made.readout("right").tolist() == [-3.5, 7]
    assert made.readout("wrong").tolist() == [2.5, 4]
    assert "other numbers" in said(at(made, 2))
    assert "same numbers" in said(at(lab("wrong_way", W=np.eye(2)), 2))
