"""The labs of backpropagation, at the corner of a gate and at a probability next to 1."""

import numpy as np
import pytest

from lessons.labs import REGISTRY


@pytest.mark.parametrize(
    "knobs", [{"x": np.array([-2.0, -1.5])}, {"x": np.array([-2.0, -2.0]), "b1": np.array([0.5, 0.4])}]
)
def test_a_sum_that_is_0_by_hand_shuts_the_gate(knobs):
    lab = REGISTRY["backprop"](knobs)
    assert lab.readout("z1[1]") == pytest.approx(0, abs=1e-12)
    assert lab.readout("h1[1]") == 0
    assert list(lab.readout("dW1")[:, 1]) == [0, 0]


@pytest.mark.parametrize("weight", [1, 4, 10])
def test_the_slope_of_the_loss_for_p_is_as_its_formula_says(weight):
    lab = REGISTRY["backprop"]({"x": np.array([10.0, 0.0]), "W2": np.array([weight, 0.0])})
    assert lab.readout("dp") == pytest.approx(-1 / lab.readout("p"))
