"""Training: what is recorded, going back, stopping early, and leaving the finite numbers."""

import subprocess
import sys
import tracemalloc
import warnings

import numpy as np
import pytest

from engine import (
    MLP,
    Activation,
    Dense,
    Diverged,
    Dropout,
    InputError,
    Network,
    Trainer,
    activations,
    datasets,
    optimizers,
)

MOONS = datasets.load("moons", n=600, noise=0.2, seed=45).split(test=0.2, validation=0.2, seed=45)


def moons_trainer(optimizer="adam", seed=0, sizes=(2, 16, 16, 1), data=MOONS.train, net=None, **settings):
    net = net or MLP(sizes, output="sigmoid", seed=seed)
    return Trainer(net, data, loss="bce", optimizer=optimizer, seed=seed, **settings)


def test_an_epoch_sees_every_sample_once_in_an_order_that_the_seed_decides():
    batches = moons_trainer().batches
    seen = np.concatenate([batches.samples(s) for s in range(batches.per_epoch)])
    assert sorted(seen) == list(range(360))
    later = np.concatenate([batches.samples(s + batches.per_epoch) for s in range(batches.per_epoch)])
    assert not np.array_equal(seen, later)
    assert np.array_equal(moons_trainer().batches.samples(40), batches.samples(40))
    assert not np.array_equal(moons_trainer(seed=1).batches.samples(40), batches.samples(40))


def test_a_step_is_loss_and_grad_on_its_samples_then_the_optimizers_update():
    trainer = moons_trainer(l2=0.01)
    twin, optimizer = trainer.net.copy(), trainer.optimizer
    state = optimizer.init(twin.params)
    for s in range(30):
        chosen = trainer.batches.samples(s)
        loss = twin.loss_and_grad(MOONS.train.X[chosen], MOONS.train.Y[chosen], "bce", l2=0.01)
        step, state = optimizer.update(twin.grads, state, twin.params, twin.decayed)
        twin.params -= step
        assert trainer.step() == pytest.approx(loss, rel=1e-12)
    assert trainer.net.params == pytest.approx(twin.params, rel=1e-10)
    assert len(trainer.history.loss) == 30


def test_large_data_are_gathered_in_blocks_with_the_same_result(monkeypatch):
    whole = moons_trainer()
    monkeypatch.setattr("engine.batches.GATHERED", 300)
    blocks = moons_trainer()
    assert blocks.batches.at_once < whole.batches.at_once
    for trainer in (whole, blocks):
        trainer.run(40)
    assert np.array_equal(whole.net.params, blocks.net.params)


@pytest.mark.parametrize("settings", [{}, {"dropout": 0.3}, {"batch_norm": True}])
@pytest.mark.parametrize("optimizer", ["sgd", "nesterov", "adamw"])
def test_after_a_restore_training_goes_on_bit_for_bit(settings, optimizer):
    net = MLP([2, 8, 8, 1], output="sigmoid", seed=1, **settings)
    trainer = moons_trainer(optimizer, net=net)
    trainer.run(37)
    kept = trainer.snapshot()
    trainer.run(50)
    end, losses = net.params.copy(), trainer.history.loss
    running = [b.copy() for b in net.buffers]
    trainer.restore(kept)
    assert trainer.steps == 37
    assert len(trainer.history.loss) == 37
    trainer.run(50)
    assert np.array_equal(net.params, end)
    assert np.array_equal(trainer.history.loss, losses)
    assert all(np.array_equal(a, b) for a, b in zip(running, net.buffers, strict=True))
    # And in another trainer, that never took those steps.
    other = moons_trainer(optimizer, net=MLP([2, 8, 8, 1], output="sigmoid", seed=9, **settings))
    other.restore(kept)
    other.run(50)
    assert np.array_equal(other.net.params, end)


def test_seeking_reaches_every_step_as_it_was():
    trainer = moons_trainer()
    states = []
    for _ in range(200):
        states.append(trainer.net.params.copy())
        trainer.step()
    losses = trainer.history.loss
    for step in (199, 0, 63, 64, 65, 130, 1, 150):
        trainer.seek(step)
        assert trainer.steps == step
        assert np.array_equal(trainer.net.params, states[step])
        assert np.array_equal(trainer.history.loss, losses[:step])
    trainer.seek(200)
    assert np.array_equal(trainer.history.loss, losses)


def test_changing_the_optimizer_in_mid_run_can_be_sought_through():
    trainer = moons_trainer("sgd")
    trainer.run(70)
    trainer.change(optimizers.make("adam", 0.01))
    trainer.run(70)
    end = trainer.net.params.copy()
    trainer.seek(30)
    assert trainer.optimizer.name == "sgd"
    trainer.seek(140)
    assert trainer.optimizer.name == "adam"
    assert np.array_equal(trainer.net.params, end)


def test_weights_written_by_hand_begin_a_new_history():
    trainer = moons_trainer()
    trainer.run(20)
    trainer.net.layers[0].W[...] = 0.1
    trainer.rebase()
    start = trainer.net.params.copy()
    trainer.run(30)
    trainer.seek(20)
    assert np.array_equal(trainer.net.params, start)
    with pytest.raises(InputError, match="step"):
        trainer.seek(10)


def test_any_step_of_a_long_run_is_reached_by_replaying_few_and_in_little_memory():
    trainer = moons_trainer()
    trainer.run(20_000)
    rows = trainer._timeline
    assert rows.rows.nbytes + 8 * 100_000 <= 32 * 2**20
    # In a run of 100,000 steps the rows lie 512 steps apart: what is replayed is at most that.
    assert len(rows.rows) * 512 >= 100_000
    for step in (19_999, 12_345, 63, 127, 7_777):
        kept, _ = rows.before(step)
        assert 0 <= step - kept < rows.spacing <= 128
        trainer.seek(step)
        assert trainer.steps == step


def test_the_timeline_thins_itself_out():
    trainer = moons_trainer(sizes=(2, 4, 1))
    trainer._timeline.rows = trainer._timeline.rows[:4]
    states = []
    for _ in range(600):
        states.append(trainer.net.params.copy())
        trainer.step()
    assert trainer._timeline.spacing == 256
    for step in (599, 255, 256, 257, 511, 3):
        trainer.seek(step)
        assert np.array_equal(trainer.net.params, states[step])


def test_early_stopping_goes_back_to_the_best_epoch():
    trainer = moons_trainer(optimizers.make("adam", 0.05), data=MOONS, patience=5, batch_size=16)
    seen = []
    trainer.callbacks.append(lambda t: seen.append(t.net.params.copy()))
    taken = trainer.run(20_000)
    assert taken < 20_000
    assert trainer.stopped
    assert trainer.run(10) == 0
    watched = [r["validation_loss"] for r in trainer.history._records]
    best = int(np.argmin(watched))
    assert len(watched) - 1 - best == 5
    assert trainer.epochs == best + 1
    assert np.array_equal(trainer.net.params, seen[best])
    assert trainer.history.epochs["validation_loss"][-1] == min(watched)
    assert trainer.evaluate("validation")["loss"] == pytest.approx(min(watched), rel=1e-12)


def test_evaluation_reports_the_metrics_of_the_task():
    trainer = moons_trainer(data=MOONS)
    trainer.run(300)
    scores = trainer.evaluate("test")
    assert set(scores) == {"loss", "accuracy", "precision", "recall", "f1"}
    assert scores["accuracy"] == np.mean(trainer.net.predict(MOONS.test.X) == MOONS.test.labels) > 0.8
    blobs = datasets.load("blobs", n=60, seed=1)
    many = Trainer(MLP([2, 8, 3], output="softmax"), blobs, loss="cce", optimizer="adam")
    many.run(100)
    assert set(many.evaluate("train")) == {"loss", "accuracy"}
    plane = datasets.load("plane", n=60, seed=1)
    line = Trainer(MLP([2, 1]), plane, loss="mse", optimizer=optimizers.make("sgd", 0.1))
    line.run(300)
    assert line.evaluate("train")["r2"] > 0.9


def test_sample_weights_of_zero_leave_samples_out():
    weights = np.r_[np.ones(300), np.zeros(60)]
    part = MOONS.train.take(np.arange(300))
    weighted = moons_trainer("sgd", data=MOONS.train, batch_size=None, weights=weights)
    without = moons_trainer("sgd", data=part, batch_size=None)
    for trainer in (weighted, without):
        trainer.run(20)
    assert weighted.net.params == pytest.approx(without.net.params, rel=1e-12)


def test_weights_given_to_one_call_do_not_reach_the_next():
    trainer, twin = moons_trainer("sgd"), moons_trainer("sgd")
    X, Y = MOONS.train.X[:32], MOONS.train.Y[:32]
    for _ in range(3):
        trainer.net.loss(X, Y, "bce", weights=np.arange(32.0))
        trainer.step()
        twin.step()
    assert np.array_equal(trainer.net.params, twin.net.params)


SCRIPT = """
import hashlib
from tests.engine.test_training import moons_trainer
t = moons_trainer(seed=7)
t.run(100)
print(hashlib.sha256(t.net.params.tobytes() + t.history.loss.tobytes()).hexdigest())
"""


def test_the_same_seed_gives_the_same_bits_in_a_new_process():
    runs = {
        subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    }
    assert len(runs) == 1
    assert len(runs.pop().strip()) == 64


def peak_of_warm_steps(trainer, steps):
    trainer.run(trainer.batches.per_epoch + 1)
    trainer._work[trainer.batches.size]
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        trainer.run(steps)
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


NOISE = np.random.default_rng(0)
WIDE = {"X": NOISE.normal(size=(600, 2)), "binary": NOISE.integers(0, 2, (600, 1)).astype(float)}
WIDE |= {"regression": NOISE.normal(size=(600, 1)), "classes": NOISE.integers(0, 3, 600)}


def test_a_thousand_warm_steps_take_no_memory():
    trainer = moons_trainer(data=datasets.load("moons", n=2000, seed=0))
    assert peak_of_warm_steps(trainer, 1000) <= 16 * 1024


@pytest.mark.parametrize("hidden", sorted(activations.REGISTRY))
def test_no_activation_takes_memory_however_wide_and_large_the_batch(hidden):
    net = MLP((2, 256, 1), hidden, "sigmoid", seed=0)
    trainer = Trainer(net, (WIDE["X"], WIDE["binary"]), loss="bce", batch_size=300)
    assert peak_of_warm_steps(trainer, 6) <= 16 * 1024


@pytest.mark.parametrize("loss", ["mse", "mae", "huber", "bce", "cce"])
@pytest.mark.parametrize("fused", [True, False])
@pytest.mark.parametrize("weights", [None, np.ones(600)])
def test_no_loss_takes_memory(loss, fused, weights):
    kind = {"bce": "binary", "cce": "classes"}.get(loss, "regression")
    output = {"bce": "sigmoid", "cce": "softmax"}.get(loss, "identity")
    layers = [Dense(256), Activation("relu"), Dense(3 if loss == "cce" else 1), Activation(output)]
    # What comes after the output activation keeps the loss from being fused with it.
    net = Network(layers if fused else [*layers, Dropout(0.0)], 2)
    trainer = Trainer(net, (WIDE["X"], WIDE[kind]), loss=loss, batch_size=300, weights=weights)
    assert peak_of_warm_steps(trainer, 6) <= 16 * 1024


@pytest.mark.parametrize("settings", [{"dropout": 0.3}, {"batch_norm": True}])
@pytest.mark.parametrize("optimizer", list(optimizers.RULES))
def test_no_layer_optimizer_penalty_or_clipping_takes_memory(settings, optimizer):
    # One array of the batch in a layer, or of all weights, is over twice what is allowed.
    net = MLP((2, 64, 64, 1), "gelu", **settings)
    rule = optimizers.make(optimizer, clip_norm=1.0, clip_value=1.0)
    data = (WIDE["X"], WIDE["regression"])
    trainer = Trainer(net, data, loss="mse", optimizer=rule, batch_size=100, l1=0.01, l2=0.01)
    assert peak_of_warm_steps(trainer, 6) <= 16 * 1024


def diverging(rate=1e3, scale=1.0):
    data = datasets.load("plane", n=64, seed=0)
    net = MLP([2, 8, 8, 1], seed=0)
    return Trainer(net, (data.X, scale * data.Y), loss="mse", optimizer=optimizers.make("sgd", rate))


def test_a_run_that_diverges_says_when_what_where_and_from_which_value():
    trainer = diverging()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(Diverged) as caught:
            trainer.run(10_000)
    error = caught.value
    assert error.learning_rate == 1e3
    assert error.step == trainer.steps + 1
    assert error.what in ("pre-activation", "loss", "gradient", "weight")
    assert np.isfinite(error.last_finite)
    assert abs(error.last_finite) > 1e3
    assert np.isfinite(trainer.net.params).all()
    assert np.isfinite(trainer.history.loss).all()
    assert f"step {error.step}" in str(error)
    again = diverging()
    with pytest.raises(Diverged) as same:
        again.run(10_000)
    assert str(same.value) == str(error)


def test_the_first_non_finite_quantity_is_named():
    trainer = diverging(rate=0.1)
    trainer.run(5)
    before = trainer.net.layers[1].W[2, 3]
    trainer.net.layers[1].W[2, 3] = 1e308
    trainer.rebase()
    with pytest.raises(Diverged) as caught:
        trainer.run(3)
    assert caught.value.what in ("pre-activation", "loss", "gradient")
    trainer.net.layers[1].W[2, 3] = before
    trainer.rebase()
    # Targets in the thousands give gradients over 1: times 10³⁰⁸ they overflow in the weights, not before.
    trainer = diverging(rate=1e308, scale=1e4)
    with pytest.raises(Diverged) as caught:
        trainer.run(3)
    assert caught.value.what == "weight"
    assert caught.value.where.startswith("layers[0].W[")
    index = tuple(int(c) for c in caught.value.where if c.isdigit())[1:]
    assert caught.value.last_finite == trainer.net.layers[0].W[index]


def test_numbers_whose_squares_overflow_are_no_divergence():
    trainer = diverging(rate=0.0)
    trainer.net.layers[0].W[...] = 1e160
    trainer.net.layers[1].W[...] = 0.0
    trainer.rebase()
    trainer.run(3)
    assert trainer.steps == 3
