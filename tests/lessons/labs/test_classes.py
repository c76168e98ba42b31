"""Many classes. The rules of every lab are tried elsewhere."""

import numpy as np
import pytest

from lessons.labs import REGISTRY
from lessons.text import BLANK


def make(name, position=None, **settings):
    lab = REGISTRY[name](settings)
    lab.seek(lab.run_length if position is None else position)
    return lab


def test_an_index_as_a_number_loses_the_first_and_the_last_class():
    for seed in (0, 1, 2):
        lab = make("many_classes", coding="index", seed=seed)
        assert lab.readout("ends.first_last") < lab.readout("ends.others") - 0.2
        assert make("many_classes", seed=seed).readout("right.share") > 0.9
    # Of three classes none lies far from the mean.
    assert make("many_classes", coding="index", classes=3).readout("right.share") > 0.85


def test_an_output_for_each_class_has_its_own_weights():
    # (2 + 1)·5, and (2 + 1)·16 + (16 + 1)·5
    assert make("many_classes", 0).readout("parameters") == 15
    assert make("many_classes", 0, hidden=16).readout("parameters") == 133
    assert make("many_classes", 0, coding="index").readout("parameters") == 3


def test_a_step_back_is_the_network_that_was_there():
    lab = make("many_classes", 3)
    then = lab.readout("recalls").tolist(), lab.answered.tolist()
    lab.step()
    lab.back()
    assert (lab.readout("recalls").tolist(), lab.answered.tolist()) == then


def test_scores_by_hand():
    lab = make("score_steps", 0)
    # e², e¹ and e⁰ are 7.389, 2.718 and 1, together 11.107.
    assert lab.readout("p").tolist() == pytest.approx([0.665, 0.245, 0.090], abs=5e-4)
    assert lab.readout("loss") == pytest.approx(1.408, abs=5e-4)
    assert lab.readout("slopes").tolist() == pytest.approx([0.665, -0.755, 0.090], abs=5e-4)
    assert lab.readout("sum") == 0
    # −log 0.665, of the class that is answered
    assert any(value == pytest.approx(0.408, abs=5e-4) for value in lab.mistakes("loss").values())


def test_what_the_true_score_gains_the_others_give_up():
    lab = make("score_steps")
    assert lab.readout("total") == pytest.approx(3)
    assert lab.way[-1][1] > 3.5
    assert (np.diff(lab.course[:, 1]) > 0).all()


def test_weights_of_nought_lose_the_logarithm_of_the_classes_and_a_start_at_random_more():
    assert make("first_loss", classes=3).losses == pytest.approx([1.0986] * 10, abs=5e-5)
    assert make("first_loss", classes=10).losses == pytest.approx([2.3026] * 10, abs=5e-5)
    assert make("first_loss").readout("above.count") == 0


def test_only_neighbours_on_the_ring_are_mixed_up():
    lab = make("confusion", noise=0.8)
    wrong = lab.readout("wrong")
    assert wrong["neighbours"] > 5 * wrong["others"]
    assert wrong["ends"] > 0
    assert lab.readout("counts").sum() == wrong["of"] == 90
    assert make("confusion").readout("wrong.others") == 0


def test_a_loss_with_softmax_twice_stays_above_its_floor():
    lab = make("softmax_twice")
    # e/(e + 4) is 0.4046, and −log of it 0.905.
    assert lab.readout("floor") == pytest.approx(0.905, abs=5e-4)
    assert lab.readout("loss.twice") > lab.readout("floor")
    assert lab.readout("loss.once") < 0.2


@pytest.mark.parametrize("name", ["many_classes", "confusion"])
def test_nothing_that_looks_like_a_result_is_drawn_before_anything_is_learnt(name):
    plane, beside = make(name, 0).draw()[0].figures
    assert np.isnan(plane.values).all()
    cells = np.ravel(beside.values if name == "many_classes" else beside.cells)
    assert set(cells) == {BLANK}
    assert "Nothing is learnt yet" in make(name, 0).says()
