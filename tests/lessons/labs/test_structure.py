"""Lab `structure`: counts, a pass, costs, and bends."""

import numpy as np
import pytest

from engine import MLP
from lessons.labs.structure import HEIGHTS, StructureLab
from tests.lessons.labs import lab_rules
from tests.lessons.labs.lab_rules import at, said


def lab(view="pass", **settings):
    return StructureLab({"view": view, **settings})


@pytest.mark.parametrize("view", HEIGHTS)
def test_it_keeps_the_rules_of_labs(view):
    for layers in (0, 1, 3):
        lab_rules.check_documented(lab(view, layers=layers))
        lab_rules.check_there_and_back(lab(view, layers=layers))
        lab_rules.check_nothing_moves(lab(view, layers=layers))
    lab_rules.check_knobs_at_their_ends(lab(view))


def test_parameters_of_the_networks_of_the_lesson():
    # 2·4 + 4 + 4·1 + 1; 2·8 + 8 + 8·1 + 1; 2·4 + 4 + 4·4 + 4 + 4·1 + 1; the network of lesson 10
    assert lab().readout("parameters") == 17
    assert lab(units=8).readout("parameters") == 33
    assert lab(layers=2).readout("parameters") == 37
    assert lab(layers=2, units=16).readout("parameters") == 337 == MLP([2, 16, 16, 1]).params.size


def test_one_multiplication_for_each_weight():
    made = lab(inputs=3, units=5, outputs=2)
    assert made.readout("multiplications") == made.readout("weights") == 3 * 5 + 5 * 2
    assert [made.readout(f"layer[{i}].parameters") for i in range(2)] == [20, 12]


def test_deeper_and_wider_are_counted_as_networks_of_that_shape():
    made = lab("cost", layers=2, units=16)
    assert made.readout("deeper.parameters") == MLP([2, 16, 16, 16, 1]).params.size
    assert made.readout("wider.parameters") == MLP([2, 32, 32, 1]).params.size


def test_a_pass_shows_sums_then_activations_then_the_output():
    made = lab()
    assert "h₀ = ·" in said(made)
    z, h = made.readout("z")[0], made.readout("h")[0]
    assert h == pytest.approx(np.maximum(z, 0))
    assert f"z₀ = {z[0]:.2f}".replace("-", "−") in said(at(made, 1))
    assert "h₀ = 0.00" in said(at(made, 2))
    assert f"z₀ = {made.readout('output'):.2f}" in said(at(made, 3))


def test_each_unit_of_the_lesson_puts_one_bend_into_the_curve():
    made = lab("curve", seed=2119)
    assert [at(made, k).readout("bends") for k in range(5)] == [0, 1, 2, 3, 4]


def test_without_a_hidden_layer_there_is_no_bend():
    assert lab("curve", layers=0).readout("bends") == 0


def test_one_hidden_layer_never_bends_more_often_than_it_has_units():
    for seed in range(40):
        made = lab("curve", seed=seed)
        assert at(made, 4).readout("bends") <= 4


def test_bends_are_where_the_slope_changes():
    made = lab("curve", seed=2119)
    y, bends = made._curve_of(4)
    curvature = np.abs(np.diff(y, 2))
    # A bend that lies between two places shows in the second differences beside it.
    assert {int(np.abs(bends - k).min()) for k in np.flatnonzero(curvature > 1e-9)} <= {0, 1}


def test_slips_are_named():
    made = lab()
    slips = made.mistakes("weights")
    assert slips["only the lines into the first layer were counted"] == 8
    assert slips["the units were counted, not the lines"] == 7
    assert made.mistakes("parameters")["the biases were left out"] == 12
    assert made.mistakes("parameters")["the inputs were given biases too"] == 19
    wide = lab(units=8).mistakes("parameters")
    assert wide["everything was doubled with the units, the output's bias too"] == 34
    assert lab(layers=2).mistakes("parameters")["the new layer was left out"] == 17


def test_what_is_asked_is_not_told():
    # 7·13 + 13·3 = 130 weights; with 16 biases 146 parameters
    lab_rules.check_secret(lab("count", inputs=7, units=13, outputs=3), "weights", "130", "91", "39")
    lab_rules.check_secret(lab("count", inputs=7, units=13, outputs=3), "parameters", "146", "biases 16")
    lab_rules.check_secret(lab("cost", inputs=7, units=13, outputs=3), "parameters", "146")
    lab_rules.check_secret(lab("curve", seed=2119), "bends", "use: 4 bends")


def test_large_networks_are_quick_to_turn():
    made = lab("curve", layers=5, units=64, inputs=1000)
    made.turn("units", 63)
    assert said(made)
