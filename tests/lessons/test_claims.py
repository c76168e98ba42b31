"""What the lessons say of a training run holds: in the run of the page, and in k of n others."""

from itertools import pairwise

import pytest

from lessons.answers.cases import said
from lessons.course import find_lesson
from lessons.labs import REGISTRY
from lessons.labs.train import Training
from lessons.model import Say
from tests.support.course import COURSE

SEEDS = range(10)
TRAINING = find_lesson(COURSE, "training")


def words(lesson, title, **given):
    """What a page says of its lab, with these knobs."""
    page = next(p for p in find_lesson(COURSE, lesson).pages if p.title == title)
    lab = REGISTRY[page.lab.name](dict(page.lab.settings) | given)
    return said(next(block for block in page.blocks if isinstance(block, Say)), lab), lab


def settings(title):
    """What a page of the lesson on training sets for its lab."""
    return dict(next(p.lab.settings for p in TRAINING.pages if p.title == title))


def after(passes, **given):
    """The readouts after so many epochs."""
    lab = Training(given)
    lab.seek(passes * lab.trainer.batches.per_epoch)
    return lab.values()


def rise(values):
    """How many times its lowest the test loss is in the end."""
    return values["loss"]["test"] / values["best"]["loss"]


def test_the_page_on_noise_shows_overfitting():
    page = settings("Noise")
    early, late = after(20, **page), after(100, **page)
    assert late["loss"]["train"] < early["loss"]["train"] / 2
    assert rise(late) > 1.5
    assert late["accuracy"]["train"] > late["accuracy"]["test"] + 0.05


def test_the_page_on_noise_stops_at_the_epoch_that_it_asks_about():
    page = next(p for p in TRAINING.pages if p.title == "Noise")
    lab = Training(dict(page.lab.settings))
    lab.seek(page.lab.until)
    assert lab.values()["epoch"] == 100
    assert lab.run_length == page.lab.until


def test_it_overfits_with_most_draws_of_points():
    risen = [rise(after(100, **settings("Noise") | {"seed": seed})) > 1.15 for seed in SEEDS]
    assert sum(risen) >= 6


def test_a_small_network_does_not():
    assert rise(after(100, **settings("Noise") | {"hidden": (4,)})) < 1.1
    risen = [rise(after(100, **settings("Noise") | {"hidden": (4,), "seed": seed})) > 1.15 for seed in SEEDS]
    assert sum(risen) <= 2


@pytest.mark.parametrize("rate", [1.0, 0.0001])
def test_a_rate_that_is_too_large_or_too_small_is_left_behind(rate):
    page = settings("Let it learn")
    behind = [
        after(20, **page | {"learning_rate": rate, "seed": seed})["loss"]["train"]
        > 2 * after(20, **page | {"seed": seed})["loss"]["train"]
        for seed in SEEDS
    ]
    assert sum(behind) >= 9


@pytest.mark.parametrize("function", ["sigmoid", "tanh", "relu", "leaky_relu", "gelu"])
@pytest.mark.parametrize("z", [-5, -1, 0, 1])
def test_what_is_said_of_ten_layers_is_what_becomes_of_the_slope(function, z):
    for weight in (-10, -4, -1, 0, 0.5, 1, 4, 5, 10):
        text, lab = words("activations", "Weights take part", function=function, z=z, weight=weight)
        slopes = lab.readout("slopes")
        whole = abs(slopes[-1])
        assert ("explodes" in text) == (whole > 1.01)
        assert ("no nudge" in text) == (slopes[0] == 0)
        assert ("vanishes" in text) == (whole < 0.99 and slopes[0] != 0)
        assert ("as large as it set out" in text) == (0.99 < whole < 1.01)
        assert ("turns its sign" in text) == (0.99 < whole < 1.01 and slopes[0] < 0)


def test_no_unit_is_called_dead_at_the_corner_of_relu():
    assert "dead" in words("activations", "Flat far out: saturated", function="relu", z=-1)[0]
    assert "counts as 0" in words("activations", "Flat far out: saturated", function="relu", z=0)[0]
    assert "reacts" in words("activations", "Flat far out: saturated", function="relu", z=1)[0]


@pytest.mark.parametrize("activation", ["identity", "relu", "tanh"])
def test_two_layers_are_said_to_have_nothing_between_them_where_that_is_so(activation):
    text, _ = words("layer", "Two layers, no activation", activation=activation)
    assert ("no activation" in text) == (activation == "identity")


def case(number, **given):
    """The run of a case that the last lesson gives to be told from its curves, by epochs."""
    page = next(p for p in find_lesson(COURSE, "recap").pages if p.title.startswith(f"Case {number}"))
    lab = Training(dict(page.lab.settings) | given)
    lab.seek(lab.run_length)
    per_epoch = lab.trainer.batches.per_epoch
    log = [row for row in lab.log if row[0] % per_epoch == 0]
    return lab, [row[1] for row in log], [row[2] for row in log]


def test_the_first_case_is_no_better_than_a_coin_for_its_units_are_dead():
    lab, train, _ = case(1)
    assert min(train[-5:]) > 0.68
    assert lab.readout("dead.units") > lab.readout("dead.all") / 2
    assert lab.readout("learning_rate") == 1


def test_the_second_case_overfits():
    _, train, test = case(2)
    assert train[-1] < train[20] / 2
    assert test[-1] > 1.5 * min(test)


def test_the_third_case_jumps_in_both_losses_and_comes_down():
    _, train, test = case(3)
    for losses in (train, test):
        assert sum(after > 1.3 * before for before, after in pairwise(losses)) >= 3
        assert losses[-1] < losses[0] / 3


@pytest.mark.parametrize("given", [{"learning_rate": 0.02}, {"batch_size": 64}])
def test_a_smaller_rate_calms_the_third_case_and_so_does_a_larger_batch(given):
    def jumps(losses):
        return sum(max(0, after - before) for before, after in pairwise(losses[2:]))

    assert jumps(case(3, **given)[1]) < jumps(case(3)[1]) / 2


def test_with_most_seeds_sgd_takes_a_larger_rate_than_adam():
    def best(optimizer, seed):
        lab = REGISTRY["rate_ladder"]({"optimizer": optimizer, "seed": seed})
        lab.seek(lab.run_length)
        return lab.readout("best.rate")

    assert sum(best("sgd", seed) > best("adam", seed) for seed in SEEDS) >= 7
