"""The labs of activations: curves, slopes, a table, ten layers, softmax."""

import numpy as np
import pytest

from engine import activations
from lessons.labs import REGISTRY
from lessons.labs.activations._shared import EACH, NAMES
from tests.lessons.labs import lab_rules
from tests.lessons.labs.lab_rules import at, said


def lab(name="activation", **settings):
    return REGISTRY[name](settings)


@pytest.mark.parametrize("function", NAMES)
def test_every_function_has_a_curve(function):
    for slope in (True, False):
        lab_rules.check_there_and_back(lab(function=function, slope=slope, z=-5.0))
        lab_rules.check_nothing_moves(lab(function=function, slope=slope, z=-5.0))


def test_the_published_table():
    table = lab("activation_table").readout("table")
    assert table["relu"] == pytest.approx([0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5])
    assert table["sigmoid"] == pytest.approx(
        [0.007, 0.018, 0.047, 0.119, 0.269, 0.5, 0.731, 0.881, 0.953, 0.982, 0.993], abs=5e-4
    )
    half = [0.762, 0.964, 0.995, 0.999, 0.9999]
    assert table["tanh"] == pytest.approx([-v for v in half[::-1]] + [0, *half], abs=5e-4)


def test_three_decimals_print_tanh_as_1_and_four_do_not():
    assert "tanh 1.000" in said(at(lab("activation_table"), 5)).split("z =  5")[1]
    assert "tanh 0.9999" in said(at(lab("activation_table", digits=4), 5)).split("z =  5")[1]
    made = lab("activation_table")
    assert 0 < made.readout("gap.tanh") < 1e-4
    stored = made.readout("stored_one")
    assert np.tanh(stored) == 1.0 != np.tanh(stored - 1)


@pytest.mark.parametrize("function", EACH)
@pytest.mark.parametrize(("z", "weight"), [(0.0, 1.0), (2.0, 0.5), (-1.0, -3.0)])
def test_backpropagation_through_ten_layers_multiplies_slope_and_weight(function, z, weight):
    made = lab("slope_depth", function=function, z=z, weight=weight)
    factor = activations.get(function).derivative([z])[0] * weight
    assert made.readout("slopes") == pytest.approx(factor ** np.arange(1, 11))


def test_sigmoid_vanishes_and_relu_does_not():
    assert lab("slope_depth").readout("after_ten.sigmoid") == pytest.approx(0.25**10)
    assert lab("slope_depth", z=1.0).readout("after_ten.relu") == 1
    assert lab("slope_depth", z=-1.0).readout("after_ten.relu") == 0
    assert at(lab("slope_depth"), 2).readout("left") == pytest.approx(0.0625)


def test_softmax_in_three_steps():
    made = lab("softmax", scores=np.array([2.0, 1.0, 0.0]))
    assert made.readout("probabilities") == pytest.approx(np.exp([2, 1, 0]) / np.exp([2, 1, 0]).sum())
    assert made.readout("sum") == 1
    more = lab("softmax", scores=np.array([7.0, 6.0, 5.0]))
    assert more.readout("probabilities") == pytest.approx(made.readout("probabilities"))


def test_a_step_moves_z_to_the_right():
    assert [at(lab(z=-3.0), k).readout("z") for k in (0, 3, 8)] == [-3, 0, 5]


def test_softmax_cannot_stand_in_a_chain_of_single_units():
    assert "softmax" not in lab("slope_depth").knob("function").field.choices


def test_slips_are_named():
    assert lab(function="tanh", z=1.0).mistakes("value")["You took sigmoid."] == pytest.approx(
        0.7311, abs=1e-4
    )
    assert lab().mistakes("slope")["That is the value. The slope is asked for."] == 0.5
    two = at(lab("slope_depth"), 2).mistakes("left")
    assert two["You added the slopes. They multiply."] == 0.5
    assert two["You counted only one layer."] == 0.25
    assert lab().mistakes("value")["You took e^0 for 0. It is 1."] == 1
    assert lab(z=1.0).mistakes("value")["You left out the 1 + in the brackets."] == pytest.approx(np.e)
    assert lab(function="tanh").mistakes("value")["That is what you divide by."] == 2
    stopped = lab("slope_depth", function="relu", z=1.0).mistakes("after_ten.relu")
    assert stopped["You took the slope on the other side of 0."] == 0
    assert (
        lab("nudge").mistakes("measured[1]")["You wrote how far it moves. Divide that by the nudge."] < 0.03
    )
    row = lab("two_nudges").mistakes("both")
    assert row["You divided the slopes. In a row they multiply."] == pytest.approx(8, abs=0.1)
    equal = lab("softmax", scores=np.ones(3)).mistakes("probabilities[0]")
    assert equal["Now divide it by the sum of the exponentials."] == pytest.approx(np.e)
    assert equal["Did you give one class everything? Softmax shares it out."] == 1


def test_what_is_asked_is_not_told():
    lab_rules.check_secret(lab(z=1.0, slope=False), "value", "= 0.7311", "is 0.7311")
    lab_rules.check_secret(lab(z=4.5), "slope", "0.0109", "slope is 0.01087")
    lab_rules.check_secret(lab("slope_depth"), "left", "0.0625", "9.54e−7")
    lab_rules.check_secret(lab("slope_depth", function="relu", z=1.0), "after_ten.relu", "1.0000", "in all 1")
    lab_rules.check_secret(lab("softmax"), "probabilities[0]", "0.665", "0.245", "0.090")


def test_smaller_nudges_come_closer_to_the_slope():
    made = at(lab("nudge", z=2.2), 4)
    off = np.abs(made.readout("measured") - made.readout("slope"))
    assert off[0] > off[1] > off[2]
    assert made.readout("slope") == pytest.approx(0.9002 * 0.0998, abs=1e-4)
    assert lab("nudge").readout("measured[1]") == pytest.approx(0.25, abs=5e-4)
    assert "0.9002·(1 − 0.9002) = 0.0898" in said(made)


def test_at_the_corner_of_relu_the_formula_is_not_said_to_be_what_the_nudges_come_to():
    made = at(lab("nudge", function="relu"), 4)
    assert made.readout("slope") == 0
    assert made.readout("measured[2]") == pytest.approx(1)
    assert "corner" in made.says()
    assert "corner" not in at(lab("nudge", function="relu", z=1), 4).says()


def test_the_picture_shows_the_nudge_just_made_and_the_curve_around_it():
    made = lab("nudge", z=1.0)
    for position, nudge in enumerate((1, 1, 0.1, 0.01, 0.01)):
        assert f"run {nudge}, then rise" in said(at(made, position))
        x = made.draw()[0].figures[0].series[0].x
        assert (x[0], x[-1]) == pytest.approx((1 - nudge, 1 + 2 * nudge))


def test_two_slopes_in_a_row_multiply():
    made = lab("two_nudges", weight=-3.0, h=0.5)
    assert made.readout("both") == pytest.approx(made.readout("first") * made.readout("second"))
    assert lab("two_nudges").readout("both") == pytest.approx(0.5, abs=0.01)
    assert lab("two_nudges", weight=0.0).readout("both") == 0


def test_in_a_table_what_is_nearly_nought_is_told_as_that():
    # GELU(−5) = −0.0000014
    told = said(at(lab("activation_table"), 3))
    assert "e−" not in told
    assert "rounded to 3 decimals" in told


def test_a_leak_is_what_tells_the_relatives_apart():
    made = lab("relatives", leak=0.2)
    assert made.readout("values.relu") == 0
    assert made.readout("values.leaky_relu") == pytest.approx(-0.6)
    assert at(made, 4).readout("values.leaky_relu") == made.readout("values.relu") == 1


def test_only_softmax_shares_out_1_among_the_outputs():
    made = lab("outputs")
    assert made.readout("sum_of_shares") == 1
    assert made.readout("sum_of_sigmoids") > 1.5


def test_a_slope_has_a_scale_of_its_own_and_only_what_is_asked_is_hidden():
    made = lab(z=2.2)
    made.ask("slope")
    assert "its highest, 0.25" in said(made)
    assert "slope ?" in said(made)
    assert "0.0898" not in said(made)


def test_at_the_corner_of_relu_the_slope_counts_as_0():
    corner, flat = lab(function="relu", z=0), lab(function="relu", z=-1)
    assert "At its corner the slope counts as 0." in said(corner)
    assert "a nudge of z changes nothing" in said(flat)


def test_where_the_leak_or_the_weight_is_0_the_caption_says_so():
    assert "the three differ" in said(lab("relatives"))
    assert "the three differ" not in said(lab("relatives", leak=0))
    assert "Nothing reaches the sigmoid" in said(at(lab("two_nudges", weight=0), 2))


@pytest.mark.parametrize("z", [-3.0, 0.0, 2.0])
def test_the_two_stages_of_the_sigmoid_have_its_slope_together(z):
    made = at(lab("inside_sigmoid", z=z), 3)
    assert made.readout("both") == pytest.approx(activations.get("sigmoid").derivative([z])[0])
    assert made.readout("moved") / 0.01 == pytest.approx(made.readout("both"), abs=2e-3)
    assert made.readout("s_moved") / 0.01 == pytest.approx(made.readout("first"), rel=1e-2)
