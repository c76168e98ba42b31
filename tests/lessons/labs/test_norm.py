"""Batch normalisation. What is counted over seeds is held to in test_counts, the rules of labs elsewhere."""

import numpy as np
import pytest

from lessons.labs import REGISTRY


def at(name, position, **settings):
    lab = REGISTRY[name](settings)
    lab.seek(position)
    return lab


def test_four_sums_are_normalised_as_by_hand():
    lab = at("four_sums", 5, gamma=2.0, beta=1.0)
    # 2, 4, 6, 8: mean 5; (9 + 1 + 1 + 9)/4 = 5; √5 = 2.236; −3/√5, −1/√5, 1/√5, 3/√5
    assert [lab.readout(name) for name in ("mean", "variance", "spread")] == pytest.approx([5, 5, 5**0.5])
    assert lab.readout("normal") == pytest.approx([-1.3416, -0.4472, 0.4472, 1.3416], abs=1e-4)
    assert lab.readout("output") == pytest.approx(2 * lab.readout("normal") + 1)
    assert lab.mistakes("spread")["That is the variance. The spread is its root."] == pytest.approx(5)
    slip = lab.mistakes("normal[3]")["You divided by the variance. Divide by the spread."]
    assert slip == pytest.approx(0.6)  # 3/5


def test_equal_sums_are_all_put_at_nought():
    assert at("four_sums", 5, sums=np.full(4, 7.0)).readout("normal").tolist() == [0, 0, 0, 0]


def test_a_bias_before_it_and_longer_weights_do_nothing():
    for settings in ({"bias": 5.0}, {"times": 10.0}, {"bias": -50.0, "times": 3.0}):
        lab = at("norm_batch", 3, **settings)
        assert lab.readout("loss") == pytest.approx(lab.readout("loss_before"), abs=2e-3)
        assert lab.readout("bias_gradient") == 0
    assert abs(at("norm_batch", 3, bias=5.0).without) > 0.01


def test_each_layer_puts_its_sums_back():
    lab = at("put_back", 10)
    assert lab.readout("put") == pytest.approx(np.ones(10), abs=0.01)
    assert lab.readout("sizes")[9] < 0.001


def test_a_running_mean_takes_a_tenth_of_each_batch():
    lab = at("running_mean", 2)
    first, second = lab.readout("means")[:2]
    assert lab.readout("running") == pytest.approx(0.9 * 0.1 * first + 0.1 * second)
    exchanged = lab.mistakes("running")["You exchanged the two: most of the old running mean stays."]
    assert exchanged == pytest.approx(0.1 * 0.1 * first + 0.9 * second)


def test_a_batch_of_one_in_training_is_answered_alike_whatever_the_point():
    assert at("norm_mode", 6).readout("apart") == 0
    shared = at("norm_mode", 6, batch_size=3).readout("p")
    assert not np.allclose(shared, at("norm_mode", 6, batch_size=6).readout("p"))
    for count in (1, 4):
        used = at("norm_mode", 6, mode="use", batch_size=count)
        assert used.readout("right") == 6
        assert used.readout("p") == pytest.approx(at("norm_mode", 6, mode="use").readout("p"))


def test_a_seed_is_told_in_a_line():
    lab = at("norm_batches", 1, run=1)
    assert lab.says().startswith("Batch 2: ")
    assert lab.says().endswith("1 so far.")
