"""Labs of capacity: what is learnt by heart, and what a sure mistake costs."""

import numpy as np
import pytest

from lessons.labs import REGISTRY
from lessons.labs._few import few, score
from lessons.labs._nets import learner
from lessons.text import BLANK


def lab(name, position=None, **settings):
    made = REGISTRY[name](settings)
    made.seek(made.run_length if position is None else position)
    return made


def test_classes_by_lot_are_learned_by_heart_and_say_nothing_of_fresh_ones():
    lot = lab("by_heart")
    assert lot.readout("own") == 1
    assert lot.readout("fresh") == pytest.approx(0.5, abs=0.06)
    assert lab("by_heart", classes="by moon").readout("fresh") > 0.75


def test_networks_side_by_side_learn_as_they_do_alone():
    alone = learner(few("moons", 20, 0.3, 3), (2,), 3)
    alone.run(100)
    beside = lab("sizes", 4, points=20, sizes=2, seed=3)
    beside.seek(1)
    beside.seek(4)
    assert beside.losses[0, 1] == score(alone).train


def test_before_anything_is_learned_nothing_looks_like_the_answer():
    sizes = lab("sizes", 0, points=20, sizes=2)
    assert {cell for row in sizes.draw()[0].cells for cell in row} == {BLANK}


def test_being_sure_costs_more_than_right_answers_save():
    # −log 0.9 = 0.105361, −log 0.1 = 2.302585; (9·0.105361 + 2.302585) / 10 = 0.325083
    some = lab("how_sure")
    assert some.readout("loss") == pytest.approx(0.325083, abs=5e-7)
    # (9·0.00010001 + 9.21034) / 10 = 0.921124: a coin has 0.693147
    surest = lab("how_sure", sure=0.9999)
    assert surest.readout("loss") == pytest.approx(0.921124, abs=5e-7)
    assert surest.says() == "The mean loss of 0.921 is higher than that of a coin, 0.693."
    # Where 8 of 10 are right the lowest is at 0.8: −0.8·log 0.8 − 0.2·log 0.2 = 0.500402
    best = lab("how_sure", wrong=2, sure=0.8)
    assert best.readout("loss") == pytest.approx(0.500402, abs=5e-7)
    assert best.readout("above") == pytest.approx(0, abs=1e-12)
    assert lab("how_sure", wrong=2, sure=0.85).readout("above") > 0.001


def test_what_wrong_and_right_points_add_is_the_test_loss():
    paying = lab("who_pays", 8, hidden=(16,), seed=2)
    run = learner(few("moons", 60, 0.3, 2), (16,), 2)
    run.run(200)
    assert paying.readout("loss") == pytest.approx(score(run).test)
    assert paying.readout("wrong.count") + paying.readout("right.count") == 1000
    assert paying.readout("wrong.count") == round(1000 * (1 - score(run).right))
    share = paying.readout("wrong.share")
    assert share + paying.readout("right.share") == pytest.approx(1)
    paid = paying.readout("wrong.count") * paying.readout("wrong.loss")
    assert share == pytest.approx(paid / (1000 * paying.readout("loss")))


def test_thirty_two_bits_round_a_sure_mistake_away():
    # log(1 + e¹⁰) = 10.000045
    assert lab("sure_loss").readout("by_z") == pytest.approx(10.000045, abs=5e-7)
    assert lab("sure_loss").readout("by_p") == pytest.approx(10.0, abs=0.01)
    at_20 = lab("sure_loss", z=20)
    assert (at_20.readout("rest"), at_20.readout("by_p")) == (0, 100)
    assert at_20.readout("by_z") == pytest.approx(20)


def test_seeds_tell_of_themselves_one_by_one():
    counted = lab("lot_count", seeds=2, points=20, run=20)
    assert counted.says().startswith("Seed 1: 32 units get ")
    assert counted.says().endswith("of 2.")
    assert np.shape(lab("size_count", seeds=1, points=20, run=50).ends) == (1, 6, 4)
    assert np.shape(lab("more_points", seeds=1, hidden=(2,), run=20).ends) == (1, 3, 3)
