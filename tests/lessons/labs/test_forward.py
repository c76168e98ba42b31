"""The labs of a forward pass: one unit, what its bias is for, and slips in a sum."""

import numpy as np
import pytest

from lessons.labs import REGISTRY
from tests.lessons.labs import lab_rules
from tests.lessons.labs.lab_rules import at, card_values, said


def lab(name, **settings):
    return REGISTRY[name](settings)


def test_the_sum_of_a_unit_grows_by_a_product_and_then_by_the_bias():
    made = lab("unit", x=np.array([2.0, 3.0]), w=np.array([1.5, -0.5]), b=1.0)
    told = [said(at(made, k)) for k in range(4)]
    assert [f"z = {n}" in text for n, text in zip(("_", "3.00", "1.50", "2.50"), told, strict=True)] == [
        True
    ] * 4
    assert "1.50·2.00 = 3.00" in told[1]
    assert "1.50·2.00 + (−0.50)·3.00 = 1.50" in told[2]
    assert "1.50·2.00 + (−0.50)·3.00 + 1.00 = 2.50" in told[3]


def test_in_plain_words_a_unit_has_no_names_and_no_knobs():
    made = lab("unit", plain=True)
    assert not made.knobs()
    assert "first = 0.20" in said(made)
    assert "x[0]" not in said(made)
    assert len(lab("unit").knobs()) == 5


@pytest.mark.parametrize(("w", "b", "switch"), [(1.5, 0.0, 0.0), (2.0, -3.0, 1.5), (0.5, 4.0, -8.0)])
def test_a_unit_is_off_up_to_its_switch_and_on_beyond_it(w, b, switch):
    made = lab("bias", w=w, b=b)
    assert made.readout("switch") == switch
    x = np.linspace(-4, 4, 161)
    assert ((made.curve > 0) == (x > switch + 1e-9)).all()
    assert ("outside" in made.says()) == (abs(switch) > 4)


def test_the_bias_that_is_needed_puts_the_switch_where_it_is_wanted():
    made = lab("bias")
    needed = made.readout("needed")
    assert needed == -1.5 * 2
    made.turn("b", needed)
    assert made.readout("switch") == 2
    assert made.readout("far") == 1.5 * 4 - 3
    assert "The two curves are one" in at(made, 1).says()


def test_a_part_of_the_network_is_drawn_once_it_is_its_turn_in_as_many_rows():
    made = [at(lab("forward", whole=False), k) for k in range(6)]
    assert ["h₁" in next(iter(each.draw())).describe() for each in made] == [k > 1 for k in range(6)]
    assert ["output layer" in said(each) for each in made] == [k > 3 for k in range(6)]
    rows = {sum(figure.rows for figure in each.draw()) for each in (*made, lab("forward"))}
    assert len(rows) == 1


def test_the_bias_that_is_asked_for_is_told_only_by_its_step():
    lab_rules.check_secret(lab("bias", w=1.25), "needed", "−2.50")
    moved = at(lab("bias"), 1)
    assert "1.50·2.00 + (−3.00) = 0" in said(moved)
    assert "Dim: your w and b. Bright: the b that your w needs to switch at x = 2.00." in moved.says()


def test_the_cards_of_the_course_come_out_as_worked_by_hand():
    # z₁ = (1·1 − 1·2 + 0.5, 0.5·1 + 1·2 − 1), unit 0 is off; z₂ = 3·0 − 1·1.5 + 0.5.
    # z₁ = (1·2 − 1·1 + 0.5, −0.5·2 − 2·1 + 1), unit 1 is off; z₂ = 2·1.5 − 1·0 − 1.
    # z₁ = (2·1 + 0.5·2 − 1, −1.5·1 + 1·2 + 2), both are on; z₂ = 0.5·2 − 1·2.5 − 1.
    worked = [[-0.5, 1.5, 0, 1.5, -1], [1.5, -2, 1.5, 0, 2], [2, 2.5, 2, 2.5, -2.5]]
    assert card_values("forward-pass") == worked


def test_slips_in_a_sum_are_named():
    slips = lab("unit", b=0.5).mistakes("z")
    assert slips["Minus times minus is plus: (−0.10)·(−0.40) is +0.04."] == pytest.approx(0.52)
    assert slips["You left out the bias."] == pytest.approx(0.1)
    assert slips["You took the bias away. It is added."] == pytest.approx(-0.4)
    assert not any("Minus times" in slip for slip in lab("unit", w=np.array([1.0, 1.0])).mistakes("z"))
    assert "You left out the weight." in lab("bias").mistakes("needed")
    assert lab("bias").mistakes("switch") == {}
    assert lab("forward").mistakes("parameters")["You left out the output's bias, b₂."] == 8
    whole = lab("forward", x=np.array([1.0, 0.5])).mistakes("z2")
    assert whole["In W₁, you took a column for each unit. A unit has a row."] == pytest.approx(0.2825)
    assert whole["You dropped the minus signs in W₁."] == pytest.approx(0.14)
    assert whole["In the hidden sums, you took only the first products."] == pytest.approx(0.175)
    working = lab("forward", x=np.array([1.0, 0.5])).working("z2")
    assert working.formula == "W₂[0]·max(0, z₁[0]) + W₂[1]·max(0, z₁[1]) + b₂"
    assert working.written == "0.50·max(0, 0.25) + (−0.30)·max(0, 0.45) + 0.10 = 0.09"
    assert lab("forward").mistakes("z1[1]")["You used the other unit's weights."] == pytest.approx(0.1)
