"""The labs of a network's structure: counts, a pass, costs, and bends."""

import numpy as np
import pytest

from engine import MLP
from lessons.labs import REGISTRY
from tests.lessons.labs import lab_rules
from tests.lessons.labs.lab_rules import at, said


def lab(name="structure", **settings):
    return REGISTRY[name](settings)


@pytest.mark.parametrize("name", ["structure", "parameters", "signs", "cost", "bends"])
@pytest.mark.parametrize("layers", [0, 3])
def test_however_deep_it_keeps_the_rules_of_labs(name, layers):
    lab_rules.check_there_and_back(lab(name, layers=layers))
    lab_rules.check_nothing_moves(lab(name, layers=layers))


def test_parameters_of_the_networks_of_the_lesson():
    # 2·4 + 4 + 4·1 + 1; 2·8 + 8 + 8·1 + 1; 2·4 + 4 + 4·4 + 4 + 4·1 + 1; the network of lesson 10
    assert lab("parameters").readout("parameters") == 17
    assert lab("parameters", units=8).readout("parameters") == 33
    assert lab("parameters", layers=2).readout("parameters") == 37
    assert lab("parameters", layers=2, units=16).readout("parameters") == 337
    assert MLP([2, 16, 16, 1]).params.size == lab("cost", layers=2, units=16).readout("parameters") == 337


def test_one_multiplication_for_each_weight():
    sizes = {"inputs": 3, "units": 5, "outputs": 2}
    assert lab(**sizes).readout("multiplications") == 3 * 5 + 5 * 2
    counted = lab("parameters", **sizes)
    assert counted.readout("weights") == 3 * 5 + 5 * 2
    assert (counted.readout("weights_of") + counted.readout("biases_of")).tolist() == [20, 12]


def test_deeper_and_wider_are_counted_as_networks_of_that_shape():
    made = lab("cost", layers=2, units=16)
    assert made.readout("deeper.parameters") == MLP([2, 16, 16, 16, 1]).params.size
    assert made.readout("wider.parameters") == MLP([2, 32, 32, 1]).params.size


def test_a_pass_shows_sums_then_activations_then_the_output():
    made = lab()
    assert "h₁[0] = _" in said(made)
    z, h = made.readout("z")[0], made.readout("h")[0]
    assert h == pytest.approx(np.maximum(z, 0))
    assert f"z₁[0] = {z[0]:.2f}".replace("-", "−") in said(at(made, 1))
    assert "h₁[0] = 0.00" in said(at(made, 2))
    assert f"z₂ = {made.readout('z[-1][0]'):.2f}" in said(at(made, 3))


def test_each_unit_of_the_lesson_puts_one_bend_into_the_curve():
    made = lab("bends", seed=2119)
    assert [at(made, k).readout("bends") for k in range(5)] == [0, 1, 2, 3, 4]


def test_without_a_hidden_layer_there_is_no_bend():
    assert lab("bends", layers=0).readout("bends") == 0


def test_one_hidden_layer_never_bends_more_often_than_it_has_units():
    for seed in range(40):
        made = lab("bends", seed=seed)
        assert at(made, 4).readout("bends") <= 4


@pytest.mark.parametrize(("seed", "units"), [(2117, 4), (2132, 4), (9999, 64)])
def test_a_unit_that_is_not_in_use_bends_nothing_where_it_switches(seed, units):
    made = lab("bends", seed=seed, units=units)
    for position in range(units + 1):
        assert at(made, position).readout("bends") <= position


def test_bends_are_where_the_slope_changes():
    made = lab("bends", seed=2119)
    made.seek(4)
    curvature, bends = np.abs(np.diff(made.curve, 2)), made.places
    # A bend that lies between two places shows in the second differences beside it.
    assert {int(np.abs(bends - k).min()) for k in np.flatnonzero(curvature > 1e-9)} <= {0, 1}


def test_slips_are_named():
    made = lab("parameters")
    slips = made.mistakes("weights")
    assert slips["You counted only the lines into the first layer."] == 8
    assert slips["You counted the units, not the lines."] == 7
    assert made.mistakes("parameters")["You left out the biases."] == 12
    assert made.mistakes("parameters")["You gave the inputs biases too. They have none."] == 19
    wide = lab("parameters", units=8).mistakes("parameters")
    assert wide["Did you double everything? The output still has one bias."] == 34
    assert lab("parameters", layers=2).mistakes("parameters")["You left out the new layer."] == 17


@pytest.mark.parametrize(
    ("name", "position", "path", "answers"),
    [
        # 7·13 + 13·3 = 130 weights; with 16 biases 146 parameters
        ("parameters", 2, "weights", ["130", "91", "39"]),
        ("parameters", 5, "weights_of[0]", ["91", "130"]),
        ("parameters", 5, "parameters", ["146", "biases 16"]),
        ("cost", 3, "parameters", ["146", "130 weights"]),
        ("structure", 0, "multiplications", ["39", "91"]),
        ("bends", 8, "bends", ["use: 4 bends", "bends, at"]),
    ],
)
def test_what_is_asked_is_not_told(name, position, path, answers):
    sizes = {"seed": 2119} if name == "bends" else {"inputs": 7, "units": 13, "outputs": 3}
    made = at(lab(name, **sizes), min(position, 4) if name == "bends" else position)
    told = said(made)
    made.ask(path)
    for answer in answers:
        assert answer not in said(made)
    assert answers[0] in told


@pytest.mark.parametrize("name", ["parameters", "structure"])
def test_lines_are_counted_by_nobody_while_they_are_asked(name):
    made = lab(name)
    assert "8 weights" in said(made)
    made.ask("weights" if name == "parameters" else "multiplications")
    assert "8 weights" not in said(made)


def test_a_sum_that_ReLU_lets_through_is_not_told_by_what_becomes_of_it():
    # h₁[2] = z₁[2] = 1.8 at seed 4: too simple a number to be told by its looks
    made = at(lab(), 2)
    k = int(np.argmax(made.readout("h")[0]))
    name = f"h₁[{k}]"
    assert f"{name} = {made.readout('h')[0][k]:.2f}" in said(made)
    made.ask(f"z[0][{k}]")
    assert f"{name} = ?" in said(made)


def test_large_networks_are_quick_to_turn():
    made = lab("bends", layers=5, units=64, inputs=1000)
    made.turn("units", 63)
    assert said(made)


def test_units_of_two_hidden_layers_have_names_of_their_own():
    told = said(lab("parameters", layers=2))
    assert "hidden 1, 4 units: h₁[0], h₁[1], h₁[2], h₁[3]" in told
    assert "hidden 2, 4 units: h₂[0], h₂[1], h₂[2], h₂[3]" in told


def test_one_more_unit_brings_its_lines_and_a_bias():
    made = lab("one_more")
    assert made.readout("before") == 17
    assert made.readout("extra") == MLP([2, 5, 1]).params.size - 17 == 4
    assert made.readout("doubled") == MLP([2, 8, 1]).params.size == 33
    assert made.mistakes("extra")["You left out its bias."] == 3
    lab_rules.check_there_and_back(lab("one_more", inputs=7, outputs=3))
    lab_rules.check_secret(lab("one_more", inputs=7, outputs=4), "extra", "together 12")


def test_before_the_first_unit_is_in_use_the_flat_line_is_explained():
    assert "its bias alone" in lab("bends").says()


def test_one_unit_has_one_bias():
    assert at(lab("parameters"), 4).says() == "The output layer: one bias for its one unit."


def test_a_negative_weight_raises_the_sum_of_a_negative_input():
    made = lab("signs")
    assert made.readout("x[1]") < 0
    assert made.net.layers[0].W[1, 0] < 0
    assert "(−1.60)·(−0.50)" in said(at(made, 1))
    assert f"= {made.readout('z[0]'):.2f}".replace("-", "−") in said(at(made, 1))


def test_a_cost_is_drawn_with_its_network():
    assert [said(at(lab("cost"), k)).split("\n")[0] for k in range(4)] == [
        "2-4-1",
        "2-4-1",
        "2-4-4-1",
        "2-8-1",
    ]
