"""The labs of batches: noise, equal epochs against equal updates, and the order of the points."""

from __future__ import annotations

import numpy as np
import pytest

from lessons.labs import REGISTRY
from lessons.labs.batches._gradients import gradients, network, noise_of, of_batches
from lessons.labs.batches._runs import trainer
from lessons.labs.batches.batch_race import FourRuns


def test_the_gradient_of_all_points_is_the_mean_of_those_of_the_single_points():
    net, each = network(3), np.concatenate([*gradients(3)])
    from engine import datasets

    data = datasets.load("moons", n=512, noise=0.2, seed=3)
    net.loss_and_grad(data.X, data.Y, "bce")
    np.testing.assert_allclose(each.mean(axis=0), net.grads, atol=1e-12)


def test_the_noise_of_a_batch_is_that_of_a_mean():
    # In theory the noise of one point over √n: 400 batches come within a tenth of it.
    each = np.concatenate([*gradients(0)])
    of_all = each.mean(axis=0)
    single = noise_of(each, of_all)
    rng = np.random.default_rng(0)
    for size in (4, 16, 64):
        assert noise_of(of_batches(each, size, 400, rng), of_all) == pytest.approx(
            single / np.sqrt(size), rel=0.1
        )


@pytest.mark.parametrize("batch", ["4", "16", "64", "256"])
def test_four_times_the_points_halve_the_noise_and_slips_are_told_from_it(batch):
    lab = REGISTRY["batch_arrows"]({"batch": batch})
    assert lab.noise == pytest.approx(lab.noise_quarter / 2, rel=0.1)
    for wrong in lab.mistakes("noise").values():
        assert abs(wrong - lab.noise) > 0.03 or abs(wrong - lab.noise) > 0.3 * lab.noise


def test_arrows_are_drawn_one_batch_of_either_size_a_step():
    lab = REGISTRY["batch_arrows"]()
    lab.seek(3)
    assert "4 points: 3 arrows" in lab.draw()[0].describe()
    assert "all 512: 1 arrow" in lab.draw()[0].describe()


def test_misses_add_up_in_squares():
    # 16 points that miss by 2: 16 · 4 = 64, √64 = 8, and 8/16 = 0.5, half of what 4 points leave.
    lab = REGISTRY["noise_by_hand"]({"points": 16, "miss": 2})
    assert (lab.squares, lab.readout("sum"), lab.noise) == (64, 8, 0.5)
    assert REGISTRY["noise_by_hand"]({"points": 4, "miss": 2}).noise == 1
    # Of all the ways in which four misses of 2 can fall, the mean square of the sum is 4 · 4.
    sums = np.array(np.meshgrid(*[(-2, 2)] * 4)).reshape(4, -1).sum(axis=0)
    assert (sums**2).mean() == REGISTRY["noise_by_hand"]().squares


def test_a_dot_of_the_count_lies_above_the_line_where_the_first_named_is_ahead():
    lab = REGISTRY["batch_count"]({"seeds": 1, "batch": 100})
    lab.seek(1)
    for chart, (more, less) in zip(lab.draw()[0].figures, ((2, 0), (1, 3), (5, 6)), strict=True):
        by = lab.outcomes[0, more] - lab.outcomes[0, less]
        drawn = next(series for series in chart.series[1:] if len(series.x))
        assert drawn.y[0] == by
        assert (drawn is chart.series[1]) == (by > 0)


def test_at_equal_epochs_small_batches_are_ahead_and_at_equal_updates_all_points():
    # Seed 14: 0.116 against 0.343 after 20 epochs, 0.267 against 0.219 after 200 updates.
    lab = REGISTRY["batch_race"]({"by": "epochs", "seed": 14})
    lab.seek(20)
    assert (lab.loss["ten"], lab.loss["all"]) == pytest.approx((0.116, 0.343), abs=0.001)
    assert lab.updates == {"one": 8400, "ten": 840, "tenth": 200, "all": 20}
    assert set(lab.looked.values()) == {8400}
    lab = REGISTRY["batch_race"]({"by": "updates", "seed": 14})
    lab.seek(20)
    assert (lab.loss["ten"], lab.loss["all"]) == pytest.approx((0.267, 0.219), abs=0.001)
    assert lab.looked == {"one": 200, "ten": 2000, "tenth": 8400, "all": 84000}
    before = lab.loss
    lab.seek(4)
    lab.seek(20)
    assert lab.loss == before


def test_a_run_that_diverges_is_told_as_such():
    lab = REGISTRY["batch_race"]({"by": "updates", "learning_rate": 100.0})
    lab.four = FourRuns("updates", 100.0, 0)
    lab.four.runs["ten"].net.params[:] = 1e300
    lab.seek(2)
    assert "batch 10: updates 20, points seen 200, loss diverged" in lab.draw()[0].describe()


def test_after_a_run_of_one_class_the_network_answers_it_nearly_everywhere():
    lab = REGISTRY["sorted_batches"]()
    lab.seek(lab.first_ones)
    assert lab.ones < 0.1
    # Then class 1 comes, and by the end of the epoch it is answered to three in four; and so on.
    lab.seek(42)
    assert lab.ones > 0.7
    lab.seek(60)
    assert lab.ones < 0.3
    lab.seek(20)
    assert lab.ones < 0.1
    lab = REGISTRY["sorted_batches"]({"shuffle": True})
    lab.seek(42)
    assert lab.right > 0.8


def test_sorted_batches_hold_the_classes_one_after_the_other():
    run = trainer(10, 0, ordered=True)
    labels = run.split.train.labels[np.concatenate([run.batches.samples(step) for step in range(42)])]
    assert (np.diff(labels) >= 0).all()
