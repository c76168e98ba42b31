"""Runs that are counted, and the training loop as a program. The rules of every lab are tried elsewhere."""

import subprocess
import sys

import numpy as np
import pytest

from engine import MLP, Trainer, optimizers
from lessons.figures import Curves
from lessons.figures.base import flat
from lessons.format.fields import FieldError
from lessons.labs import REGISTRY
from lessons.labs.runs._loops import FILES


def make(name, **settings):
    lab = REGISTRY[name](settings)
    lab.seek(lab.run_length)
    return lab


def test_of_ten_runs_the_large_network_overfits_in_most_and_the_small_one_in_none():
    lab = make("overfit_count")
    assert lab.readout("overfit") == {"done": 10, "of": 10, "large": 8, "small": 0}
    assert lab.says() == "Overfitting so far: large 8 of 10, small 0 of 10."
    lab.back()
    assert lab.readout("overfit.done") == 9


def test_a_run_that_is_counted_is_the_one_that_lab_train_shows():
    lab = make("overfit_count", runs=1, seed=3, epochs=20)
    train = make("train", noise=0.3, points=200, seed=3, epochs=20)
    at_epochs = [row[2] for row in train.log if row[0] % train.trainer.batches.per_epoch == 0]
    above = 100 * (train.readout("loss.test") / min(at_epochs) - 1)
    assert lab.above["large"][0] == pytest.approx(above)


def test_a_small_network_is_as_good_as_a_large_one_where_its_steps_are_longer():
    small = {"hidden": (6,), "activation": "tanh"}
    counts = [
        make("five_seeds", **s).readout("good.count") for s in ({}, small, small | {"learning_rate": 0.1})
    ]
    assert counts == [5, 0, 5]
    # (2 + 1)·6 + 6 + 1
    assert make("five_seeds", **small).readout("parameters") == 25


def test_neither_end_of_the_ladder_is_the_best_rate_for_adam_and_sgd_wants_a_larger_one():
    for seed in (45, 1, 2, 3):
        adam, sgd = (
            make("rate_ladder", optimizer=rule, seed=seed).readout("best.rung") for rule in ("adam", "sgd")
        )
        assert 1 < adam < 7
        assert adam <= sgd


def test_a_rate_with_which_training_diverges_is_no_best_one(monkeypatch):
    monkeypatch.setattr(
        "lessons.labs.runs.rate_ladder.loss_of", lambda rate, *_: np.inf if rate > 0.01 else rate
    )
    lab = make("rate_ladder")
    assert lab.readout("best.rate") == 0.001
    assert "nan" not in lab.draw()[0].describe()


def test_what_was_chosen_by_a_few_points_is_no_better_than_a_coin_on_fresh_ones():
    lab = make("third_set")
    assert lab.readout("lower") == {"count": 20, "done": 20}
    assert lab.readout("mean.chosen") > 0.6
    assert lab.readout("mean.fresh") == pytest.approx(0.5, abs=0.005)
    # A thousand points to choose by flatter far less.
    assert make("third_set", points=1000).readout("mean.chosen") < 0.55


def test_the_loop_that_is_shown_does_what_the_engine_does():
    lab = make("training_loop")
    net = MLP([2, 16, 1], hidden="relu", output="sigmoid", init="he_normal", seed=45)
    net.params[...] = np.concatenate([np.ravel(each) for each in lab._known[0]])
    order = np.random.default_rng(45)
    train = lab.split.train
    for _ in range(lab.position):
        indices = order.permutation(len(train))
        for at in range(0, len(train), 32):
            part = train.take(indices[at : at + 32])
            net.loss_and_grad(part.X, part.Y, "bce")
            net.params -= 0.5 * net.grads
    assert lab.readout("loss") == pytest.approx(Trainer(net, lab.split, loss="bce").evaluate("train")["loss"])
    assert lab.readout("right") > 0.85


def test_the_numpy_program_trains_on_its_own(tmp_path):
    lab = make("training_loop", batch_size=100, seed=7)
    assert printed(lab, "numpy", tmp_path) == [round(float(loss), 6) for loss in lab.losses[1:]]


@pytest.mark.oracle
def test_the_pytorch_program_trains_to_the_same_losses(tmp_path):
    pytest.importorskip("torch")
    lab = make("training_loop")
    assert printed(lab, "pytorch", tmp_path) == pytest.approx(lab.losses[1:], abs=2e-6)


def printed(lab, target, folder):
    """The losses that a saved program prints."""
    assert lab.saves
    for name, text in lab.exports().items():
        compile(text, name, "exec")
    file = folder / FILES[target]
    file.write_text(lab.exports()[file.name], encoding="utf-8")
    done = subprocess.run([sys.executable, str(file)], capture_output=True, text=True, check=True, cwd=folder)
    return [float(line.split()[-1]) for line in done.stdout.splitlines()]


# What the pages on training need of lab `train`.


def curves(lab):
    return next(f for f in flat(lab.draw()) if isinstance(f, Curves))


def test_a_spike_does_not_rule_the_axis_of_the_losses():
    lab = make("train", learning_rate=1.0)
    assert lab.log[3][1] > 15
    assert curves(lab).y_range == (0, 2)
    assert lab.readout("dead.units") == 23
    assert lab.readout("loss.train") == pytest.approx(lab.readout("coin"), abs=0.02)
    assert make("train").readout("dead.units") < 10


def test_runs_with_other_batches_share_an_axis_of_epochs():
    lab = make("train", batch_size=420)
    lab.turn("batch_size", 60)
    lab.seek(14)
    chart = curves(lab)
    assert (chart.x_label, chart.series[0].x[-1]) == ("epoch", 2)
    assert (chart.earlier[0].name, chart.earlier[0].x[-1]) == ("before", 20)
    lab.turn("batch_size", 30)
    lab.turn("batch_size", 10)
    assert curves(lab).earlier[0].x[-1] == 2, "the last run that was trained, not the last that was set"


def test_a_page_that_speaks_of_20_epochs_stops_there_whatever_the_batch():
    lab = REGISTRY["train"]({"stops": True, "batch_size": 420})
    for size, batches in ((420, 20), (210, 40)):
        lab.turn("batch_size", size)
        lab.seek(1000)
        assert (lab.readout("epoch"), lab.readout("step"), lab.done) == (20, batches, True)
    assert f"({lab.readout('wrong')} of 180 wrong)" in lab.says()
    assert lab.readout("wrong") == round(180 * (1 - lab.readout("accuracy.test")))


def test_the_speed_is_called_what_it_counts():
    lab = REGISTRY["train"]({"bar": ("speed", "step_by")})
    assert "epochs" in [k.label for k in lab.knobs()]
    lab.turn("step_by", "batch")
    assert "batches" in [k.label for k in lab.knobs()]


def test_a_logarithm_to_base_10_is_named():
    slip = next(text for text, value in make("train").mistakes("coin").items() if abs(value - 0.301) < 5e-4)
    assert "base 10" in slip


def test_the_worst_point_adds_its_share_to_the_mean():
    lab = make("train", noise=0.3, points=200, epochs=100)
    assert lab.readout("worst_loss") == pytest.approx(20.47, abs=0.005)
    assert lab.readout("worst_adds") == pytest.approx(lab.readout("worst_loss") / 60)
    assert lab.readout("worst_p") == pytest.approx(np.exp(-lab.readout("worst_loss")))


def test_a_page_says_which_knobs_of_lab_train_it_shows():
    lab = REGISTRY["train"]({"bar": ("seed", "optimizer")})
    assert sorted(k.id for k in lab.knobs()) == ["optimizer", "seed"]
    lab.turn("optimizer", "sgd")
    assert lab.trainer.optimizer == optimizers.make("sgd", 0.01)
    with pytest.raises(FieldError, match="there is no knob 'sed'; did you mean 'seed'"):
        REGISTRY["train"]({"bar": ("sed",)})
