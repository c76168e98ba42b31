"""Labs of holding back: weight decay, early stopping and dropout. Their rules are tried elsewhere."""

import numpy as np
import pytest

from engine import Dataset, Split
from lessons.labs import REGISTRY
from lessons.labs._few import aside, few, score
from lessons.labs._nets import learner
from lessons.labs.holding.patience import stop


def lab(name, position=None, **settings):
    made = REGISTRY[name](settings)
    made.seek(made.run_length if position is None else position)
    return made


def test_too_much_decay_leaves_a_coin():
    held = lab("held_back", decay="1", hidden=(4,))
    assert held.readout("held.train") == pytest.approx(-np.log(0.5), abs=5e-4)
    assert held.readout("largest") < 0.01
    assert held.readout("free.train") < held.readout("held.train") - 0.2


def test_a_bias_is_free_to_say_how_frequent_a_class_is():
    # Of ten points eight are of class 1: with no weights left, p is 0.8, not 0.5.
    X = np.random.default_rng(0).normal(size=(10, 2))
    data = Dataset("uneven", X, np.repeat([0.0, 1.0], [2, 8])[:, None])
    run = learner(Split(data, test=data), (4,), 0, l2=3.0)
    run.run(1500)
    assert run.net.forward(X)[:, 0] == pytest.approx(np.full(10, 0.8), abs=0.02)


@pytest.mark.parametrize(
    ("patience", "kept"),
    [(1, (2, 3)), (2, (5, 7)), (4, (5, 9)), (9, (5, 9))],  # lowest of all: 0.46, at step 5
)
def test_patience_waits_for_a_lower_loss(patience, kept):
    losses = np.array([0.6, 0.55, 0.48, 0.5, 0.47, 0.46, 0.49, 0.5, 0.51, 0.52])
    assert stop(losses, patience) == kept


def test_early_stopping_keeps_what_the_trainer_keeps():
    watched = lab("patience", seed=3, patience=20, hidden=(8,))
    chart = watched.watched
    data = few("moons", 60, 0.3, 3)
    run = learner(Split(data.train, aside(30, 0.3, 3), data.test), (8,), 3, patience=20)
    run.run(800)
    # The trainer watches from the first step on, the lab from the start.
    assert chart[run.steps] == pytest.approx(run.evaluate("validation")["loss"])
    assert watched.readout("kept.step") in (0, run.steps)


def test_patience_says_whether_it_has_stopped():
    waiting = lab("patience", patience=400, hidden=(4,), run=100)
    assert waiting.says().startswith("Step 100, and it has not stopped yet.")
    assert len(waiting.draw()[0].series) == 2
    stopped = lab("patience", patience=1, hidden=(4,), run=800)
    assert stopped.readout("stopped") < 800
    assert stopped.draw()[0].series[-1].x.tolist() == [stopped.readout("stopped")] * 2


def test_dropout_by_hand():
    # h (2, 1, 3, 0.5), mask 1010, rate 0.5: (4, 0, 6, 0); z = 1·4 − 1·6 = −2; in use 2 + 2 − 3 + 1 = 2
    first = lab("dropout_by_hand")
    assert first.readout("d").tolist() == [4, 0, 6, 0]
    assert (first.readout("z"), first.readout("use")) == (-2, 2)
    # The other two: (0, 2, 0, 1), z = 2·2 + 2·1 = 6. The mean of −2 and 6 is 2.
    assert lab("dropout_by_hand", mask=np.array([0.0, 1, 0, 1])).readout("z") == 6


def test_the_mean_over_many_masks_is_the_sum_in_use():
    for seed in range(5):
        masks = lab("masks", seed=seed)
        error = masks.readout("spread") / np.sqrt(masks.readout("passes"))
        assert abs(masks.readout("mean") - masks.readout("use")) < 4 * error
    used = lab("masks", mode="use")
    assert used.readout("spread") == pytest.approx(0, abs=1e-12)
    assert set(used.means.tolist()) == {used.readout("mean")}  # a level line, without what rounding does


def test_every_way_is_counted_beside_the_free_network():
    ways = lab("ways_count", seeds=1, hidden=(4,), run=60)
    run = learner(few("moons", 60, 0.3, 0), (4,), 0, l2=0.1)
    run.run(60)
    assert ways.ends[0, 2].tolist() == [score(run).train, score(run).test, score(run).right]
    assert ways.readout("raised.done") == 1
    strengths = lab("lambda_count", seeds=1, hidden=(2,), run=20)
    assert strengths.ends.shape == (1, 8, 4)
    assert {row for row, _ in strengths.draw()[0].highlight} == {0, 1, 2}  # the best of each row is marked
