"""The labs of descent beside the plain parabola: steeper ones, two valleys, two weights, a ladder."""

import numpy as np
import pytest

from lessons.labs import REGISTRY
from lessons.labs.descent.valley_rates import RATES
from tests.lessons.labs.lab_rules import at, said


def lab(name, **settings):
    return REGISTRY[name](settings)


def test_a_steeper_curve_has_a_smaller_edge():
    made = lab("steep_descent")
    # 1 − 2·5·0.3 = −2, and 1 − 2·5·rate = −1 at 0.2
    assert (made.readout("factor"), made.readout("edge")) == pytest.approx((-2, 0.2))
    assert at(made, 2).readout("w") == pytest.approx(3 - 3 * 4)
    swinging = at(lab("steep_descent", learning_rate=0.2), 9)
    assert swinging.readout("distance") == pytest.approx(3)
    assert made.mistakes("edge")[
        "That rate makes the factor 0: one step is enough. Which makes it −1?"
    ] == pytest.approx(0.1)


def test_which_of_two_valleys_is_found_is_decided_by_the_start():
    made = at(lab("two_valleys"), 30)
    assert made.readout("arrived") == "shallow"
    assert made.readout("f") == pytest.approx(made.readout("shallow"), abs=1e-2)
    assert at(lab("two_valleys", start=0.0), 30).readout("arrived") == "deep"
    assert "the right valley" in said(made)
    assert made.readout("deep") == 0 < made.readout("shallow")


def test_each_weight_steps_against_its_own_slope():
    made = lab("valley")
    assert made.readout("gradient") == pytest.approx([-4, 10])
    # −4 − 0.05·(−4) and 1 − 0.05·10
    assert at(made, 1).readout("w") == pytest.approx([-3.8, 0.5])
    assert made.mistakes("w[1]")["You took the slope of the other weight."] == pytest.approx(1.2)
    run = at(lab("valley", learning_rate=0.3), 30)
    assert run.readout("factors") == pytest.approx([0.7, -2])
    assert run.readout("loss") > run.readout("first_loss")


def test_of_a_ladder_the_steep_way_says_which_rate_is_too_large():
    made = at(lab("valley_rates"), len(RATES))
    assert (made.readout("first_lost"), made.readout("best")) == (0.3, 0.1)
    losses = made.readout("losses")
    assert losses[:5] == pytest.approx(sorted(losses[:5], reverse=True))
    # 8·0.9^(2n) < 0.01
    assert made.readout("arrivals")[4] == int(np.ceil(np.log(0.01 / 8) / (2 * np.log(0.9))))
    assert "runs away" in said(made)
    assert lab("valley_rates", steepness=100.0).readout("first_lost") == 0.03


def test_what_is_asked_is_not_told():
    made = at(lab("valley", learning_rate=0.033), 1)
    made.ask("w[1]")
    assert "0.67" not in said(made)


def test_the_marks_beside_the_weights_lead_against_the_gradient_on_the_map():
    marks = lab("valley").draw()[0].figures[0].overlays[-1]
    assert (marks.name, marks.style) == ("against the gradient", "points")
    away = np.column_stack([marks.x, marks.y]) - np.array([-4, 1])
    assert len(away) == 3
    assert away @ [10, 4] == pytest.approx(0)
    assert (away @ [4, -10] > 0).all()


def test_a_ladder_says_of_the_rate_below_what_it_does_and_says_it_once():
    slips = lab("valley_rates").mistakes("first_lost")
    (said_of,) = [slip for slip, rate in slips.items() if rate == 0.1]
    assert "the factor is 0:" in said_of


def test_one_step_in_place_of_ten_is_named():
    slips = at(lab("descent", learning_rate=0.02), 10).mistakes("w")
    assert slips["That is one step. Each leaves 0.96 of the distance before it."] == pytest.approx(0.12)
