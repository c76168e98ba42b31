"""Where ten layers begin. Counts over seeds are held to in test_counts, the rules of labs elsewhere."""

import numpy as np
import pytest

from lessons.labs import REGISTRY
from lessons.labs.starts._ten_layers import Watched, Way, spread_out


def at(name, position, **settings):
    lab = REGISTRY[name](settings)
    lab.seek(position)
    return lab


def test_a_sum_of_a_hundred_weights_strays_ten_times_as_far_as_one():
    lab = at("sum_of_many", 20, spread=0.2)
    assert lab.readout("strays") == pytest.approx(2)  # 0.2 · √100
    assert lab.readout("measured") == pytest.approx(2, rel=0.15)
    slips = lab.mistakes("strays")
    assert slips["That is the mean square. Take its root."] == pytest.approx(4)
    assert slips["That is the spread of one weight. The sum has a larger one."] == pytest.approx(0.2)


CASES = [(0.1, 32, 0.4), (0.25, 32, 1.0), (0.5, 32, 2.0), (0.2, 50, 1.0), (0.05, 64, 0.283)]


@pytest.mark.parametrize(("spread", "width", "factor"), CASES)
def test_each_layer_multiplies_the_size_by_what_is_reasoned(spread, width, factor):
    lab = at("layer_sizes", 20, spread=spread, width=width)
    assert lab.readout("factor") == pytest.approx(factor, abs=0.001)  # spread · √(width/2)
    sizes, blame = lab.readout("sizes"), lab.readout("blame")
    assert (sizes[-1] / sizes[0]) ** (1 / 9) == pytest.approx(factor, rel=0.12)
    assert blame[0] ** (1 / 9) == pytest.approx(factor, rel=0.12)


def test_the_spread_that_keeps_a_size_is_that_of_he():
    lab = at("layer_sizes", 0, width=50)
    assert lab.readout("keeps") == pytest.approx(0.2)  # √(2/50)
    assert lab.mistakes("factor")["You left out the root."] == pytest.approx(0.1 * 25)


def test_a_layer_that_pytorch_begins_has_a_factor_like_the_start_that_learns_nothing():
    # Even from −1/√32 to 1/√32: a spread of 1/√(3·32); times √16.
    torch = REGISTRY["torch_start"]().readout("torch")
    assert torch == pytest.approx({"spread": 0.10206, "factor": 0.40825}, abs=1e-4)


def test_of_two_starts_one_learns_and_the_sums_of_the_other_die():
    lab = at("two_starts", 12)
    assert lab.loss["left"] == pytest.approx(np.log(2), abs=0.01)
    assert lab.loss["right"] < 0.4
    left, right = lab.sizes.values()
    assert left[9] < 0.05 * left[0]
    assert right[9] > right[0]


def test_a_run_that_diverges_stays_where_it_was():
    run = Watched(Way("", spread_out(1.0)), 0, 10)
    first, last = run.at(0), run.at(2)
    assert run.lost_by(2)
    assert not run.lost_by(0)
    assert first.loss == last.loss
    assert at("two_starts", 2, right=1.0).says().endswith("Training loss: left 0.693, right diverged.")


def test_a_seed_is_told_in_a_line():
    lab = at("five_starts", 1, run=1)
    assert lab.says() == "Seed 0 is done. Learnt, from the top: 0, 0, 0, 0, 0 and 0 of 1 so far."


def test_before_the_first_seed_no_count_is_drawn():
    before, after = (at("five_starts", k, run=1).draw() for k in (0, 1))
    assert all("not yet" in figure.describe() or "not computed" in figure.describe() for figure in before)
    assert not any("not yet" in figure.describe() for figure in after)


def test_the_bars_of_both_starts_have_one_scale():
    left, right = at("two_starts", 4).draw()[0].figures
    assert left.span == right.span
    assert left.span[1] == max(*left.values, *right.values)
