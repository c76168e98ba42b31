"""The labs of Adam and of the scale of inputs. The rules of every lab are tried elsewhere."""

import numpy as np
import pytest

from lessons.labs import REGISTRY
from lessons.labs.adam._scaled import scaled
from tests.lessons.labs.lab_rules import at, said


def lab(name, **settings):
    return REGISTRY[name](settings)


def test_centimetres_make_the_gradient_of_one_weight_a_hundred_times_as_large():
    made = at(lab("scaled_gradient"), 2)
    # x·(p − y): (0.8, 0.4)·(−0.5) and (0.8, 40)·(−0.5)
    assert made.readout("dW") == pytest.approx([-0.4, -0.2])
    assert made.readout("dW_other") == pytest.approx([-0.4, -20])
    assert made.readout("ratio") == pytest.approx(50)
    slips = made.mistakes("dW_other[1]")
    assert slips["That is the gradient in metres. The input is now larger."] == pytest.approx(-0.2)


def test_standardising_by_hand():
    made = at(lab("standardise"), 4)
    # mean 160; (49 + 1 + 1 + 49)/4 = 25
    assert (made.readout("mean"), made.readout("mean_square"), made.readout("spread")) == (160, 25, 5)
    assert made.readout("z") == pytest.approx([-1.4, -0.2, 0.2, 1.4])
    assert made.readout("new_z") == pytest.approx(2)
    assert at(lab("standardise", x=np.full(4, 3.0)), 4).readout("z").tolist() == [0, 0, 0, 0]


def test_slips_in_standardising_are_named():
    made = at(lab("standardise"), 4)
    slips = {path: made.mistakes(path) for path in ("mean_square", "spread", "z[0]", "new_z")}
    # 100/3, and (170 − 160)/25
    assert next(v for s, v in slips["mean_square"].items() if "n − 1" in s) == pytest.approx(100 / 3)
    assert next(v for s, v in slips["new_z"].items() if "by the variance" in s) == pytest.approx(0.4)
    assert next(v for s, v in slips["z[0]"].items() if "left out" in s) == pytest.approx(-7)
    assert next(v for s, v in slips["spread"].items() if "variance still" in s) == pytest.approx(25)


def test_test_points_get_the_mean_and_the_spread_of_the_training_points():
    raw, moved = scaled(100.0, 0), scaled(100.0, 0, True)
    mean, spread = raw.train.X.mean(axis=0), raw.train.X.std(axis=0)
    assert moved.train.X.mean(axis=0) == pytest.approx(0, abs=1e-12)
    assert pytest.approx((raw.test.X - mean) / spread) == moved.test.X


def test_the_first_step_of_adam_is_the_rate_whatever_the_gradient():
    made = at(lab("adam_step", gradient=np.array([1e-4, 1.0, -1e4])), 4)
    assert made.readout("move") == pytest.approx([0.1, 0.1, -0.1], rel=1e-3)
    assert made.readout("m") == pytest.approx([1e-5, 0.1, -1e3])
    # Without the correction: 0.1·0.1/√0.001
    slip = made.mistakes("move[1]")["You left out the correction for the start at 0."]
    assert slip == pytest.approx(0.316, abs=1e-3)
    assert "nan" not in said(at(lab("adam_step", gradient=np.zeros(3)), 4))


def test_a_unit_decides_whether_plain_descent_learns():
    made = at(lab("two_units"), 20)
    assert made.readout("loss.metres") < 0.3 < 0.6 < made.readout("loss.other")
    # To look does not change what is learned.
    looked = lab("two_units")
    for position in range(21):
        looked.position = position
        said(looked)
    assert looked.readout("loss") == pytest.approx(made.readout("loss"))
    both = at(lab("two_units", standardised=True, epochs=3), 3)
    assert both.readout("loss.metres") == pytest.approx(both.readout("loss.other"))
    thrown = at(lab("two_units", learning_rate=1.0, factor=1000.0, epochs=3), 3)
    assert "nan" not in said(thrown)


def test_five_ways_are_counted_seed_by_seed():
    made = at(lab("scale_count", seeds=2), 2)
    assert made.readout("below") == {"done": 2, "adam_raw": 2, "scaled_sgd": 2, "adam_scaled": 2}
    assert made.says().endswith("Seeds with scaled SGD below raw Adam: 2 of 2.")


def test_no_rate_of_adam_mends_what_units_see_of_raw_inputs():
    made = at(lab("scale_count", seeds=1, adam_rate=0.1), 1)
    assert made.readout("below.scaled_sgd") == 1
    assert "raw Adam 0.1" in made.draw()[0].describe()


def test_turning_a_valley_slows_down_adam_and_not_plain_descent():
    made = at(lab("diagonal_count", seeds=2), 2)
    assert made.readout("turning") == {"done": 2, "adam": 2, "plain": 0, "same": 2}
    level = at(lab("diagonal_count", seeds=1, steepness=1.0), 1)
    assert level.readout("turning.plain") == 0


def test_a_sweep_finds_its_best_rate_between_the_ends():
    made = at(lab("rate_sweep", seeds=2), 2)
    assert made.readout("best.between") == 2
    assert "beyond" not in made.says()
    assert (
        at(lab("rate_sweep", seeds=1, optimizer="sgd", updates=50), 1).says().endswith("Try rates beyond it.")
    )
    assert made.readout("wins").sum() == 2
